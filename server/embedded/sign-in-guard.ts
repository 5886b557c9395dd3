import { z } from 'zod'
import { findSession, isFresh } from './sessions.ts'
import { createSignInLimits, type Gate } from './sign-in-limits.ts'
import type { Sql } from './sql.ts'

export interface SignInGuardOptions {
  /** Passes a request on to Lite. */
  answer: (request: Request) => Promise<Response>
  query: Sql['query']
}

/** @param request path already without the mount's prefix. @param body its text. @param client whoever sent it, as a network address. */
export type SignInGuard = (request: Request, body: string, client: string) => Promise<Response>

/** One request to a sign-in endpoint, with what its handler needs. */
interface Call {
  request: Request
  fields: Record<string, unknown>
  query: URLSearchParams
  client: string
}

type Handler = (call: Call) => Promise<Response>

// Nobody's address has a zero byte or another alphabet's look-alike letter in it: what passes here is one address in one spelling.
const email = z.string().trim().toLowerCase().pipe(z.email().max(254))
const sendSchema = z.object({ email, create_user: z.boolean().optional() })
// Lite hashes address and code joined together, so only with an exact code do the two come apart in one way.
const codeSchema = z.object({
  email,
  token: z.string().regex(/^\d{6}$(?!\n)/),
  type: z.enum(['email', 'magiclink', 'signup', 'recovery', 'email_change']),
  token_hash: z.undefined().optional(),
})
const passwordSchema = z.object({ email, password: z.string().min(1).max(1000) })
const refreshSchema = z.object({ refresh_token: z.string().max(255) })
const changesSchema = z.object({
  email: email.optional(),
  password: z.string().max(1000).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
})
const scopeSchema = z.enum(['global', 'local', 'others']).catch('local')

/**
 * Stands before Lite's sign-in endpoints, which have no rate limits of their own and trust what they are sent.
 * Only the endpoints named here exist; each hands on the fields it knows, checked and in one spelling, and nothing else.
 */
export function createSignInGuard({ answer, query: ask }: SignInGuardOptions): SignInGuard {
  const limits = createSignInLimits(ask)
  const pass = (call: Call, fields?: Record<string, unknown>, search = '') => answer(rewrite(call, fields, search))

  const sendMail: Handler = async (call) => {
    const parsed = sendSchema.safeParse(call.fields)
    if (!parsed.success) return refuse(400, 'validation_failed')
    if (!await limits.take('send', { subject: parsed.data.email, client: call.client })) return tooMany('send')
    const response = await pass(call, parsed.data)
    // Whether an address is known here is nobody else's business.
    return response.status < 500 ? Response.json({}, { headers: openToAll }) : response
  }

  const verifyCode: Handler = async (call) => {
    const parsed = codeSchema.safeParse(call.fields)
    if (!parsed.success) return refuse(403, 'otp_expired')
    const { type, ...fields } = parsed.data
    const tried = { subject: fields.email, client: call.client }
    if (!await limits.take('verify', tried)) return tooMany('verify')
    // Supabase calls a code from a sign-in email `email`; Lite knows it by its older name.
    const response = await pass(call, { ...fields, type: type === 'email' ? 'magiclink' : type })
    if (response.ok) for (const gate of ['verify', 'send'] as const) await limits.succeed(gate, tried)
    return response
  }

  const tryPassword: Handler = async (call) => {
    const parsed = passwordSchema.safeParse(call.fields)
    if (!parsed.success) return refuse(400, 'invalid_credentials')
    const tried = { subject: parsed.data.email, client: call.client }
    if (!await limits.take('password', tried)) return tooMany('password')
    const response = await pass(call, parsed.data, '?grant_type=password')
    if (response.ok) await limits.succeed('password', tried)
    return response.ok || response.status >= 500 ? response : refuse(400, 'invalid_credentials')
  }

  const refresh: Handler = async (call) => {
    const parsed = refreshSchema.safeParse(call.fields)
    return parsed.success ? pass(call, parsed.data, '?grant_type=refresh_token') : refuse(400, 'validation_failed')
  }

  const changeAccount: Handler = async (call) => {
    const parsed = changesSchema.safeParse(call.fields)
    if (!parsed.success) return refuse(400, 'validation_failed')
    const { email, password } = parsed.data
    const session = await findSession(call.request, ask)
    if (!session) return refuse(401, 'no_authorization')
    if (password !== undefined && !isFresh(session)) return refuse(403, 'reauthentication_needed')
    const { client } = call
    if (email && !await limits.take('send', { subject: session.user_id, client }, { subject: email, client })) return tooMany('send')
    const response = await pass(call, parsed.data)
    if (response.ok && password !== undefined) await ask('delete from auth.sessions where user_id = $1 and id <> $2', [session.user_id, session.id])
    return response
  }

  const reauthenticate: Handler = async (call) => {
    const session = await findSession(call.request, ask)
    if (!session) return refuse(401, 'no_authorization')
    if (!await limits.take('send', { subject: session.user_id, client: call.client })) return tooMany('send')
    return pass(call)
  }

  const grants: Record<string, Handler> = { password: tryPassword, refresh_token: refresh }
  const endpoints: Record<string, Handler> = {
    'POST /auth/v1/otp': sendMail,
    'POST /auth/v1/recover': sendMail,
    'POST /auth/v1/verify': verifyCode,
    'POST /auth/v1/token': call => (grants[call.query.get('grant_type') ?? ''] ?? noSuchGrant)(call),
    'POST /auth/v1/logout': call => pass(call, undefined, `?scope=${scopeSchema.parse(call.query.get('scope'))}`),
    // Accounts come from codes alone: a password chosen before its address is proven may be a stranger's.
    'POST /auth/v1/signup': async () => refuse(422, 'signup_disabled'),
    'GET /auth/v1/user': call => pass(call),
    'PUT /auth/v1/user': changeAccount,
    'GET /auth/v1/reauthenticate': reauthenticate,
    'GET /auth/v1/health': call => pass(call),
    'GET /auth/v1/settings': call => pass(call),
  }

  return async (request, body, client) => {
    const { pathname, searchParams } = new URL(request.url)
    if (!pathname.startsWith('/auth/') || request.method === 'OPTIONS') return answer(request)
    const name = `${request.method} ${pathname}`
    const handler = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined
    if (!handler) return refuse(404, 'not_found')
    const fields = readFields(body)
    return fields ? handler({ request, fields, query: searchParams, client }) : refuse(400, 'bad_json')
  }
}

const noSuchGrant: Handler = async () => refuse(400, 'validation_failed')

/** The fields of a JSON body, none of an empty one; nothing when it is anything else, or holds a zero byte, which no text in Postgres may. */
function readFields(body: string): Record<string, unknown> | undefined {
  if (body === '') return {}
  try {
    const fields: unknown = JSON.parse(body)
    const isRecord = typeof fields === 'object' && fields !== null && !Array.isArray(fields)
    return isRecord && !JSON.stringify(fields).includes('\\u0000') ? fields as Record<string, unknown> : undefined
  }
  catch {
    return undefined
  }
}

/** The same request with these fields and this query only, so that Lite cannot read another meaning into it. */
function rewrite({ request }: Call, fields: Record<string, unknown> | undefined, search: string): Request {
  const headers = new Headers(request.headers)
  for (const name of ['content-length', 'content-type', 'transfer-encoding']) headers.delete(name)
  if (fields) headers.set('content-type', 'application/json')
  const url = new URL(request.url)
  url.search = search
  return new Request(url, { method: request.method, headers, body: fields && JSON.stringify(fields) })
}

const openToAll = { 'Access-Control-Allow-Origin': '*' }

function tooMany(gate: Gate): Response {
  return refuse(429, gate === 'send' ? 'over_email_send_rate_limit' : 'over_request_rate_limit')
}

function refuse(status: number, code: string): Response {
  return Response.json({ code: status, error_code: code, msg: code }, { status, headers: { ...openToAll, 'X-Sb-Error-Code': code } })
}
