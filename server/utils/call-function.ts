import type { H3Event } from 'h3'

/** What the database answered: its value, or a refusal with its status. */
export type CallerAnswer = { ok: true, data: unknown } | { ok: false, status: number, problem: Refusal }

/** A refusal in the form that the app reads everywhere: a stable key as `message`. */
export interface Refusal {
  code: string
  message: string
}

/**
 * Calls a function of the database through its API, with more than browsers may send at once: row level security decides.
 * @param accessToken whose session it is; without one, somebody who is not signed in.
 */
export async function callFunction(event: H3Event, name: string, input: Readonly<Record<string, unknown>>, accessToken?: string): Promise<CallerAnswer> {
  const { embedded, url, key } = await useBackend()
  const body = JSON.stringify(input)
  const request = new Request(`${embedded ? getRequestURL(event).origin : url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { 'apikey': key, 'Content-Type': 'application/json', ...(accessToken && { Authorization: `Bearer ${accessToken}` }) },
    body,
  })
  const response = await (embedded ? embedded.fetch(request, body, clientAddress(event)) : fetch(request))
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return { ok: true, data: answer }
  const problem = answer as Partial<Refusal> | undefined
  return { ok: false, status: response.status, problem: { code: problem?.code ?? 'unexpected', message: problem?.message ?? 'unexpected' } }
}
