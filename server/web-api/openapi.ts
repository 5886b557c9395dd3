import { z } from 'zod'
import { operations, type Operation } from './operations'
import * as schema from './schemas'

type Json = Record<string, unknown>

/** A schema as JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. */
function toJson(from: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(from, { io, reused: 'inline' })
  return rest
}

const refusals: Readonly<Record<string, string>> = {
  400: 'What was sent cannot be read.',
  401: 'The token is not in force.',
  403: 'The token may not do this.',
  404: 'There is nothing here that you may see. Missing and forbidden look the same.',
  409: 'Somebody else was faster.',
  412: 'It has changed since you read it.',
  413: 'More than 1 MB.',
  415: 'The body is not JSON.',
  422: 'Something in it does not fit: see errors.',
  428: 'If-Match is needed.',
  429: 'Too many requests: see Retry-After.',
}

const header = (name: string, description: string, required = false, format?: string): Json =>
  ({ name, in: 'header', required, description, schema: { type: 'string', ...(format && { format }) } })

function parametersOf({ method, params, query, etag }: Operation): Json[] {
  const named = (from: z.ZodObject | undefined, place: 'path' | 'query') => Object.entries(from?.shape ?? {}).map(([name, part]) => {
    const { description, ...json } = toJson(part as z.ZodType, 'input')
    return { name, in: place, required: place === 'path', ...(description !== undefined && { description }), schema: json }
  })
  return [
    ...named(params, 'path'),
    ...named(query, 'query'),
    ...(method === 'get' ? [] : [header('Idempotency-Key', 'A UUID of yours. Sent again within 14 days, the first answer comes back and nothing happens twice.', false, 'uuid')]),
    ...(etag === 'taken' || etag === 'needed' ? [header('If-Match', 'The ETag of what you read. 412 if it has changed since.', etag === 'needed')] : []),
  ]
}

function describe(operation: Operation): Json {
  const { id, summary, scope, body, answer, etag } = operation
  return {
    operationId: id,
    summary,
    description: scope ? `Needs the scope \`${scope}\`.` : 'Any token will do.',
    parameters: parametersOf(operation),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: toJson(body, 'input') } } } }),
    responses: {
      200: {
        description: 'Done.',
        ...(etag && { headers: { ETag: { description: 'The state of it, for If-Match.', schema: { type: 'string' } } } }),
        content: { 'application/json': { schema: toJson(answer, 'output') } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

/** The description of the API, made from the schemas that check every request and answer. @param version of Onward. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const operation of Object.values<Operation>(operations)) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  }
  const statuses = Object.entries(refusals).map(([status, text]) => `- ${status}: ${text}`).join('\n')
  return {
    openapi: '3.1.0',
    info: { title: 'Onward', version, description: 'What a school, college or council system may read and write with a token of its team. See docs/api.md.' },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token of your team: `Authorization: Bearer onward_…`.' } },
      responses: { Problem: { description: `A problem in words, and what to do.\n\n${statuses}`, content: { 'application/problem+json': { schema: toJson(schema.problem, 'output') } } } },
    },
  }
}
