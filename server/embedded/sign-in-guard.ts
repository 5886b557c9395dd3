import { createAttempts } from './attempts.ts'

const quarterHour = 15 * 60 * 1000

/** Six-figure codes and passwords are only safe while nobody can try them all. */
const limits = {
  verify: createAttempts(10, quarterHour),
  password: createAttempts(20, quarterHour),
  send: createAttempts(30, quarterHour),
}

type Gate = keyof typeof limits

/**
 * Stands before Lite's sign-in endpoints, which have no rate limits of their own.
 * @param request the request, path already without the mount's prefix. @param body its text.
 * @param answer passes a request on.
 */
export async function guardSignIn(request: Request, body: string, answer: (request: Request) => Promise<Response>): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const fields = readFields(body)
  // The hash in a link is made from address and code, so it could be guessed without naming the address: codes only.
  if (pathname === '/auth/v1/verify' && !(request.method === 'POST' && isCode(fields))) return refuse(403, 'otp_expired')
  const gate = request.method === 'POST' ? findGate(pathname, searchParams) : undefined
  if (!gate) return answer(request)
  const key = typeof fields.email === 'string' ? fields.email.trim().toLowerCase() : ''
  const attempts = limits[gate]
  if (attempts.isSpent(key)) return refuse(429, gate === 'send' ? 'over_email_send_rate_limit' : 'over_request_rate_limit')
  const response = await answer(gate === 'verify' ? nameCodeType(request, fields) : request)
  if (gate === 'send' || !response.ok) attempts.count(key)
  else attempts.forget(key)
  return response
}

function findGate(pathname: string, query: URLSearchParams): Gate | undefined {
  if (pathname === '/auth/v1/verify') return 'verify'
  if (pathname === '/auth/v1/token' && query.get('grant_type') === 'password') return 'password'
  if (['/auth/v1/otp', '/auth/v1/magiclink', '/auth/v1/recover', '/auth/v1/signup', '/auth/v1/resend'].includes(pathname)) return 'send'
  return undefined
}

function readFields(body: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(body)
    return fields && typeof fields === 'object' ? fields as Record<string, unknown> : {}
  }
  catch {
    return {}
  }
}

/** Supabase calls a code from a sign-in email `email`; Lite knows it by its older name. */
function nameCodeType(request: Request, fields: Record<string, unknown>): Request {
  const type = fields.type === 'email' ? 'magiclink' : fields.type
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  return new Request(request.url, { method: 'POST', headers, body: JSON.stringify({ ...fields, type }) })
}

function isCode(fields: Record<string, unknown>): boolean {
  return typeof fields.email === 'string' && typeof fields.token === 'string' && !('token_hash' in fields)
}

function refuse(status: number, code: string): Response {
  return Response.json({ code: status, error_code: code, msg: code }, { status, headers: { 'Access-Control-Allow-Origin': '*' } })
}
