import fc from 'fast-check'
import { readFunctions, readTables, type ApiFunction, type Table } from './database.ts'
import type { Actor, World } from './world.ts'

/** A request nobody's client should send, and what came back that should not have. */
export interface BadInputResult { requests: number, problems: string[] }

const nasty = fc.constantFrom(
  '', ' ', '\u0000', '\u202E\u2066evil', 'ﷺ'.repeat(200), '😀'.repeat(50), '\uD800', 'é\u0301\u0301', '%00', '../../etc/passwd',
  '\'; drop table people; --', '" or 1=1', '$$', '\\', '=HYPERLINK("http://x")', '+1', '@SUM(A1)', '<script>1</script>', '{{7*7}}', '${7*7}',
  'null', 'NaN', '-0', '9'.repeat(400), '1e999', '2026-02-30', '-infinity', '4713-01-01 BC', '99999-12-31', '2026-11-25T00:00:00+99:99',
  '00000000-0000-0000-0000-000000000000', 'not-a-uuid', 'x'.repeat(70_000),
)
/** What no field is meant to hold. */
export const badValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 2 ** 31, 2 ** 63, -(2 ** 53), [], {}, [[]], [null]) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown> },
  {
    weight: 1,
    // Made from text, as JSON.parse makes it: here "__proto__" is a name like any other.
    arbitrary: nasty.map(text => JSON.parse(`{"__proto__": {"is_admin": true}, "constructor": {"prototype": {}}, "known_as": ${JSON.stringify(text)}}`) as unknown),
  },
)

/** A megabyte now and then: it takes its time. */
const badArgument: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 100, arbitrary: badValue },
  { weight: 1, arbitrary: fc.constantFrom('x', '\u202E', '=1+1,').map(letters => letters.repeat(1_000_000 / letters.length)) },
)

const uuids = fc.constantFrom('de000000-0000-4000-8003-000000000020', 'de000000-0000-4000-8003-000000000035', '00000000-0000-4000-8000-00000000dead')
const filters = fc.constantFrom('eq', 'neq', 'gt', 'like', 'ilike', 'in', 'is', 'cs', 'cd', 'ov', 'fts', 'not.eq', 'nonsense')

interface BadRequest { method: string, path: string, body?: unknown }

/** Calls with arguments of the wrong type, size, shape and number; now and then one is right, so that the next one is reached. */
function callOf(fn: ApiFunction): fc.Arbitrary<BadRequest> {
  const right = (type: string): fc.Arbitrary<unknown> => (type === 'uuid' ? uuids : type === 'integer' ? fc.constant(1) : badArgument)
  const args = Object.fromEntries(fn.args.map(({ name, type }) => [name, fc.oneof(badArgument, right(type))]))
  return fc.tuple(fc.record(args, { requiredKeys: [] }), fc.option(fc.record({ unexpected: badArgument }), { nil: {}, freq: 8 }))
    .map(([given, more]) => ({ method: 'POST', path: `/rest/v1/rpc/${fn.name}`, body: { ...given, ...more } }))
}

function queryOf(table: Table): fc.Arbitrary<BadRequest> {
  const column = fc.oneof(fc.constantFrom(...table.columns), nasty)
  const text = badValue.map(one => encodeURIComponent((typeof one === 'string' ? one.toWellFormed() : JSON.stringify(one)).slice(0, 1500)))
  return fc.oneof(
    fc.tuple(column, filters, text).map(([name, filter, one]) => ({ method: 'GET', path: `/rest/v1/${table.name}?${encodeURIComponent(name.toWellFormed().slice(0, 500))}=${filter}.${one}` })),
    fc.tuple(text, text).map(([select, order]) => ({ method: 'GET', path: `/rest/v1/${table.name}?select=${select}&order=${order}` })),
    fc.tuple(fc.constantFrom('POST', 'PATCH'), badValue).map(([method, body]) => ({ method, path: `/rest/v1/${table.name}?id=eq.1`, body })),
  )
}

/** Sends `count` bad requests as people with much and little access. Every answer must be clear and none the server's fault. */
export async function tryBadInputs(world: World, count: number, seed: number): Promise<BadInputResult> {
  const [functions, tables] = await Promise.all([readFunctions(world.sql), readTables(world.sql)])
  const request = fc.oneof({ weight: 3, arbitrary: fc.oneof(...functions.map(callOf)) }, { weight: 1, arbitrary: fc.oneof(...tables.map(queryOf)) })
  const actors = ['send.officer', 'sam', 'admin', 'signed out'].map(name => world.actors.find(actor => actor.name === name)).filter(actor => actor !== undefined)
  const problems: string[] = []
  for (const [at, bad] of fc.sample(request, { numRuns: count, seed }).entries()) {
    const problem = await send(actors[at % actors.length], bad)
    if (problem) problems.push(problem)
  }
  return { requests: count, problems }
}

async function send(actor: Actor | undefined, { method, path, body }: BadRequest): Promise<string | undefined> {
  if (!actor) return 'nobody to send it'
  const told = `${actor.name} ${method} ${path.slice(0, 160)} ${JSON.stringify(body)?.slice(0, 200) ?? ''}`
  try {
    const answer = await actor.send(method, path, body)
    if (answer.status >= 500) return `${answer.status} to ${told}: ${answer.body.slice(0, 200)}`
    if (/\n\s+at .+:\d+/.test(answer.body)) return `a stack trace to ${told}`
    if (answer.status >= 400 && !isClear(answer.body)) return `no clear error to ${told}: ${answer.status} ${answer.body.slice(0, 100)}`
    return undefined
  }
  catch (error) {
    return `no answer to ${told}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Says what was wrong: a message, and not an empty one. */
function isClear(body: string): boolean {
  try {
    const { message, msg, error } = JSON.parse(body) as Record<string, unknown>
    return [message, msg, error].some(text => typeof text === 'string' && text.length > 0)
  }
  catch {
    return false
  }
}
