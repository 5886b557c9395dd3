import type { H3Event } from 'h3'
import { serverSupabaseClient } from '#supabase/server'

/**
 * Calls a function of the database as whoever sent this request, by the session in their cookies: row level security decides.
 * For what is larger than the API lets browsers send.
 */
export async function callAsCaller(event: H3Event, name: string, input: Readonly<Record<string, unknown>>): Promise<CallerAnswer> {
  const client = await serverSupabaseClient(event)
  const { data } = await client.auth.getSession()
  if (!data.session) return { ok: false, status: 401, problem: { code: 'PT401', message: 'signed_out' } }
  return callFunction(event, name, input, data.session.access_token)
}

/** Whether a page of ours sent this, and not one elsewhere in whose browser the session happens to be. */
export function isFromOwnPage(event: H3Event): boolean {
  const site = getRequestHeader(event, 'sec-fetch-site')
  if (site) return site === 'same-origin'
  const origin = getRequestHeader(event, 'origin')
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === getRequestHeader(event, 'host')
}
