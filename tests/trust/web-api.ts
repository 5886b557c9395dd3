import fc from 'fast-check'
import { z } from 'zod'
import { badValue, type BadInputResult } from './bad-inputs.ts'

interface Schema { type?: string, format?: string, properties?: Record<string, Schema>, items?: Schema, anyOf?: Schema[], minimum?: number }
interface Described {
  parameters: { name: string, in: 'path' | 'query' | 'header', schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
  responses: { 200: { content: { 'application/json': { schema: Schema } } } }
}
/** What `/api/v1/openapi.json` says. */
export interface ApiDescription {
  paths: Record<string, Record<string, Described>>
  components: { responses: { Problem: { content: { 'application/problem+json': { schema: Schema } } } } }
}
export interface ApiRequest { method: string, path: string, headers: Record<string, string>, body?: string }
export interface ApiAnswer { status: number, headers: Headers, body: unknown }

const root = '/api/v1'

export async function readDescription(baseUrl: string): Promise<ApiDescription> {
  return (await fetch(`${baseUrl}${root}/openapi.json`)).json() as Promise<ApiDescription>
}

export async function send(baseUrl: string, { method, path, headers, body }: ApiRequest): Promise<ApiAnswer> {
  const response = await fetch(baseUrl + path, { method, headers, body })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) as unknown }
}

/** Where an answer is not what the description of the API says; '' where it is. */
export function mismatch(description: ApiDescription, { method, path }: ApiRequest, answer: ApiAnswer): string {
  const pathname = path.replace(/\?.*/, '')
  const [, methods] = Object.entries(description.paths).find(([template]) =>
    new RegExp(`^${root}${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname)) ?? []
  const isProblem = answer.status >= 400
  const schema = isProblem
    ? description.components.responses.Problem.content['application/problem+json'].schema
    : methods?.[method.toLowerCase()]?.responses[200].content['application/json'].schema
  if (!schema) return 'it is not described'
  const type = isProblem ? 'application/problem+json' : 'application/json'
  if (!answer.headers.get('content-type')?.startsWith(type)) return `it is not ${type}`
  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(answer.body)
  return parsed.success ? '' : z.prettifyError(parsed.error)
}

const uuids = fc.constantFrom('de000000-0000-4000-8003-000000000020', 'de000000-0000-4000-8007-000000000011', 'de000000-0000-4000-8002-000000000014', '00000000-0000-4000-8000-00000000dead')
const tokens = fc.constantFrom('onward_demo_school', 'onward_demo_school', 'onward_demo_college', 'onward_demo_waiting', 'onward_', '\'; drop table people; --', '')

/** Something like what a schema describes, in which now and then a part is not. */
function nearly(schema: Schema): fc.Arbitrary<unknown> {
  const [first] = schema.anyOf ?? []
  if (first) return nearly(first)
  return fc.oneof({ weight: 15, arbitrary: right(schema) }, { weight: 1, arbitrary: badValue })
}

function right({ type, format, properties = {}, items = {} }: Schema): fc.Arbitrary<unknown> {
  if (type === 'array') return fc.array(nearly(items), { maxLength: 3 })
  if (type === 'integer') return fc.integer({ min: -1, max: 101 })
  if (type === 'string') return format === 'uuid' ? uuids : fc.constantFrom('2012-03-04', 'Ada', 'H801200001001', 'ehc_plan', '4417')
  return fc.tuple(
    fc.record(Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, nearly(part)])), { requiredKeys: [] }),
    fc.option(fc.record({ unexpected: badValue }), { nil: {}, freq: 8 }),
  ).map(([given, more]) => ({ ...given, ...more }))
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value) ?? '').toWellFormed().slice(0, 400)
/** What a header can hold at all. */
const asHeader = (value: unknown) => asText(value).replaceAll(/[^\x20-\x7E]/g, '').trim()

function requestsTo(method: string, template: string, { parameters, requestBody }: Described): fc.Arbitrary<ApiRequest> {
  const given = fc.record(Object.fromEntries(parameters.map(({ name, schema }) => [name, nearly(schema)])))
  const body = requestBody ? nearly(requestBody.content['application/json'].schema).map(one => JSON.stringify(one)) : fc.constant(undefined)
  const broken = fc.constantFrom('{', '', '[1,', '\u0000', '{"a": NaN}')
  return fc.record({
    given, token: tokens, type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', 'application/json;charset=x'),
    body: requestBody ? fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: broken }) : body,
  }).map(({ given, token, type, body }) => {
    const of = (place: string) => parameters.filter(parameter => parameter.in === place).map(({ name }) => name)
    const query = new URLSearchParams(of('query').map(name => [name, asText(given[name])]))
    return {
      method: method.toUpperCase(),
      path: root + template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(given[name])) || '-') + (query.size > 0 ? `?${query}` : ''),
      headers: {
        Authorization: `Bearer ${token}`, ...(requestBody && { 'Content-Type': type }),
        ...Object.fromEntries(of('header').map(name => [name, asHeader(given[name])]).filter(([, value]) => value !== '')),
      },
      body,
    }
  })
}

/** Sends `count` bad requests made from the description of the API. Every answer must be the one described, and none the server's fault. */
export async function tryBadApiRequests(baseUrl: string, count: number, seed: number): Promise<BadInputResult> {
  const description = await readDescription(baseUrl)
  const requests = Object.entries(description.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, described]) => requestsTo(method, template, described)))
  const problems: string[] = []
  for (const request of fc.sample(fc.oneof(...requests), { numRuns: count, seed })) {
    const told = `${request.method} ${request.path.slice(0, 160)} ${request.body?.slice(0, 200) ?? ''}`
    try {
      const answer = await send(baseUrl, request)
      const wrong = answer.status >= 500 ? 'the server is to blame' : mismatch(description, request, answer)
      if (wrong) problems.push(`${answer.status} to ${told}: ${wrong}: ${JSON.stringify(answer.body).slice(0, 200)}`)
      if (/\n\s+at .+:\d+/.test(JSON.stringify(answer.body))) problems.push(`a stack trace to ${told}`)
    }
    catch (error) {
      problems.push(`no answer to ${told}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { requests: count, problems }
}
