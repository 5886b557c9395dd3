import type { H3Event } from 'h3'
import { serverSupabaseClient } from '#supabase/server'

/** What the database answered: its value, or a refusal with its status. */
export type CallerAnswer = { ok: true, data: unknown } | { ok: false, status: number, problem: Refusal }

/** A refusal in the form that the app reads everywhere: a stable key as `message`. */
export interface Refusal {
  code: string
  message: string
}

/**
 * Calls a function of the database as whoever sent this request, by the session in their cookies: row level security decides.
 * For what is larger than the API lets browsers send.
 */
export async function callAsCaller(event: H3Event, name: string, input: Readonly<Record<string, unknown>>): Promise<CallerAnswer> {
  const client = await serverSupabaseClient(event)
  const { data } = await client.auth.getSession()
  if (!data.session) return { ok: false, status: 401, problem: { code: 'PT401', message: 'signed_out' } }
  const { embedded, url, key } = await useBackend()
  const body = JSON.stringify(input)
  const request = new Request(`${embedded ? getRequestURL(event).origin : url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { 'apikey': key, 'Authorization': `Bearer ${data.session.access_token}`, 'Content-Type': 'application/json' },
    body,
  })
  const response = await (embedded ? embedded.fetch(request, body, clientAddress(event)) : fetch(request))
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { ok: true, data: answer }
  const problem = answer as Partial<Refusal> | undefined
  return { ok: false, status: response.status, problem: { code: problem?.code ?? 'unexpected', message: problem?.message ?? 'unexpected' } }
}

/** Whether a page of ours sent this, and not one elsewhere in whose browser the session happens to be. */
export function isFromOwnPage(event: H3Event): boolean {
  const site = getRequestHeader(event, 'sec-fetch-site')
  if (site) return site === 'same-origin'
  const origin = getRequestHeader(event, 'origin')
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === getRequestHeader(event, 'host')
}
