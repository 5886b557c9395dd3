import { randomUUID } from 'node:crypto'
import type { H3Event } from 'h3'
import { z } from 'zod'
import { wordsOf, type Operation } from '~/server/web-api/operations'

interface ProblemDetails { status: number, key: string, detail: string, errors?: { pointer: string, key?: string, detail: string }[], retryAfter?: number }

/** Why a request is refused: becomes RFC 9457 problem details. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly details: ProblemDetails

  constructor(details: ProblemDetails) {
    super(details.key)
    this.details = details
  }
}

export const nothingHere: ProblemDetails = { status: 404, key: 'not_found', detail: 'There is nothing here that you may see.' }

/** What `api_call()` answers. */
const envelope = z.union([
  z.object({ status: z.literal(200), body: z.unknown(), etag: z.string() }),
  z.object({
    status: z.int(), key: z.string(), detail: z.string(), retry_after: z.int().optional(),
    problems: z.array(z.object({ field: z.string().nullable(), key: z.string() })).optional(),
  }),
])

/** A route of /api/v1: checks what was sent, asks the database as the token's system, and checks what it answers. */
export function defineApiHandler(operation: Operation) {
  return defineEventHandler((event) => {
    return withProblems(event, async () => {
      const answer = await ask(event, operation, await readRequest(event, operation))
      if (operation.etag) setResponseHeader(event, 'ETag', answer.etag)
      return operation.answer.parse(operation.word?.(answer.body) ?? answer.body)
    })
  })
}

/** Answers what `work` gives, or why not as problem details. What nobody foresaw gets an id to quote, and no more. */
export async function withProblems(event: H3Event, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  }
  catch (error) {
    if (error instanceof ApiProblem) return refuse(event, error.details)
    const id = randomUUID()
    console.error(`web api: ${id} ${error instanceof Error ? error.name : 'unknown'}`)
    return refuse(event, { status: 500, key: 'unexpected', detail: `Something went wrong on our side. Try again; if it stays, tell us ${id}.` })
  }
}

function refuse(event: H3Event, { status, key, detail, errors, retryAfter }: ProblemDetails): object {
  setResponseStatus(event, status)
  setResponseHeader(event, 'Content-Type', 'application/problem+json')
  if (status === 401) setResponseHeader(event, 'WWW-Authenticate', 'Bearer')
  if (status === 413) setResponseHeader(event, 'Connection', 'close')
  if (retryAfter) setResponseHeader(event, 'Retry-After', retryAfter)
  return { type: `urn:onward:problem:${key}`, title: key.replaceAll('_', ' '), status, detail, key, ...(errors && { errors }) }
}

interface ReadRequest { token: string, args: Record<string, unknown>, idempotencyKey?: string }

async function readRequest(event: H3Event, operation: Operation): Promise<ReadRequest> {
  const token = /^Bearer ([\w-]{1,200})$/i.exec(getRequestHeader(event, 'authorization') ?? '')?.[1]
  if (!token) throw new ApiProblem({ status: 401, key: 'token_needed', detail: 'Send your token: Authorization: Bearer onward_…' })
  const params = operation.params?.safeParse(getRouterParams(event))
  // An address that nothing can have is like one that nothing has.
  if (params && !params.success) throw new ApiProblem(nothingHere)
  const query = operation.query && check(operation.query, getQuery(event), 400)
  const body = operation.body && check(operation.body, await readJson(event), 422)
  const ifMatch = getRequestHeader(event, 'if-match')
  if (operation.etag === 'needed' && ifMatch === undefined) {
    throw new ApiProblem({ status: 428, key: 'if_match_needed', detail: 'Read the handover first, and send its ETag as If-Match: you answer what you have read.' })
  }
  return {
    token,
    args: { ...params?.data, ...query, ...(operation.body && { body: operation.read?.(body) ?? body }), if_match: ifMatch ?? null },
    idempotencyKey: readKey(event, operation),
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, status: number): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ApiProblem({
    status, key: 'value_invalid', detail: 'Something in it does not fit. Mend what errors names; /api/v1/openapi.json says what is taken.',
    errors: parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ pointer: path.map(part => `/${String(part).slice(0, 40)}`).join(''), detail: message.slice(0, 200) })),
  })
}

async function readJson(event: H3Event): Promise<unknown> {
  if (!/^application\/json\b/i.test(getRequestHeader(event, 'content-type') ?? '')) {
    throw new ApiProblem({ status: 415, key: 'json_needed', detail: 'Send JSON, and say so: Content-Type: application/json.' })
  }
  const text = await readLimited(event.node.req, maxBodyBytes)
  if (text === undefined) throw new ApiProblem({ status: 413, key: 'body_too_large', detail: 'Send less than 1 MB at a time.' })
  try {
    return JSON.parse(text) as unknown
  }
  catch {
    throw new ApiProblem({ status: 400, key: 'json_broken', detail: 'The body is not JSON that can be read.' })
  }
}

function readKey(event: H3Event, { method }: Operation): string | undefined {
  const key = method === 'get' ? undefined : getRequestHeader(event, 'idempotency-key')
  if (key === undefined || z.uuid().safeParse(key).success) return key
  throw new ApiProblem({ status: 400, key: 'key_invalid', detail: 'Idempotency-Key is a UUID.' })
}

async function ask(event: H3Event, { id }: Operation, { token, args, idempotencyKey }: ReadRequest): Promise<{ body: unknown, etag: string }> {
  const called = await callFunction(event, 'api_call', { token, operation: id, args, idempotency_key: idempotencyKey ?? null })
  if (!called.ok) throw new Error('database')
  const answer = envelope.parse(called.data)
  if ('body' in answer) return { body: answer.body, etag: answer.etag }
  throw new ApiProblem({
    status: answer.status, key: answer.key, detail: answer.detail, retryAfter: answer.retry_after,
    errors: answer.problems?.map(({ field, key }) => ({ pointer: field ? `/${field}` : '', key, detail: wordsOf(key) })),
  })
}
