import { fingerprint, keyOf, readFunctions, readTables, type ApiFunction, type Row, type Table } from './database.ts'
import { functionExpectations, tableExpectations, type FunctionExpectation, type TableExpectation } from './expectations.ts'
import { Oracle } from './oracle.ts'
import type { Actor, Answer, World } from './world.ts'

export interface MatrixResult {
  attempts: number
  /** What somebody could read or do and should not. */
  leaks: string[]
  /** What somebody should be able to read or do and could not, and what nobody has declared. */
  gaps: string[]
}

/** What everything is tried against; read once, while nothing is being changed. */
export interface Scene {
  world: World
  tables: Table[]
  functions: ApiFunction[]
  oracle: Oracle
  expectations: Record<string, TableExpectation>
  /** The rows that an actor should see: none for somebody signed out and for the service key, which has no business here. */
  readableBy(actor: Actor, table: Table): Set<Row>
}

const isUuid = (value: unknown): boolean => typeof value === 'string' && /^[\da-f-]{36}$/.test(value)
/** The API gives no more rows at once. */
const pageSize = 1000
export const nobody = '00000000-0000-4000-8000-00000000dead'

export async function openScene(world: World): Promise<Scene> {
  const tables = await readTables(world.sql)
  const [{ today } = { today: '' }] = await world.sql.query<{ today: string }>('select private.today()::text as today')
  const templates = tables.find(table => table.name === 'pathway_templates')?.rows ?? []
  const oracle = new Oracle(tables, today)
  const expectations = tableExpectations(new Set(templates.filter(row => row.status !== 'draft').map(row => row.id)))
  return { world, tables, functions: await readFunctions(world.sql), oracle, expectations, readableBy: rememberReadable(oracle, expectations) }
}

/** Asks the oracle once for each actor and table: there are ten thousand rows. */
function rememberReadable(oracle: Oracle, expectations: Scene['expectations']): Scene['readableBy'] {
  const known = new Map<string, Set<Row>>()
  return ({ accountId: account }, table) => {
    if (account === null) return new Set()
    const key = `${account} ${table.name}`
    const rows = known.get(key) ?? new Set(table.rows.filter(row => expectations[table.name]?.mayRead(row, account, oracle)))
    known.set(key, rows)
    return rows
  }
}

/**
 * Everybody against every table and every function of the API. `everyNth` takes turns where there is little time: each table and
 * function is tried by every nth actor, another of them each time, and always by somebody signed out, by the service key and by a
 * stranger.
 */
export async function runMatrix(scene: Scene, everyNth = 1): Promise<MatrixResult> {
  const result = undeclared(scene)
  const actorsOf = (turn: number) => scene.world.actors.filter(({ accountId, name }, at) =>
    accountId === null || name === 'stranger' || (at + turn) % everyNth === 0)
  for (const [turn, table] of scene.tables.entries()) {
    if (!scene.expectations[table.name]) continue
    for (const actor of actorsOf(turn)) {
      await tryReading(scene, actor, table, result)
      await tryOwnChanges(scene, actor, table, result)
    }
    await tryWriting(scene, actorsOf(turn), table, result)
  }
  for (const [turn, fn] of scene.functions.entries()) {
    if (functionExpectations[fn.name]) await tryCalling(scene, actorsOf(turn), fn, result)
  }
  return result
}

/** What exists and nobody has said what it is for. */
function undeclared({ tables, functions, expectations }: Scene): MatrixResult {
  const gaps = [
    ...tables.filter(({ name }) => !expectations[name]).map(({ name }) => `table ${name}: tests/trust/expectations.ts does not say who may read it`),
    ...functions.filter(({ name }) => !functionExpectations[name]).map(({ name }) => `function ${name}: tests/trust/expectations.ts does not say who may call it`),
    ...Object.keys(expectations).filter(name => !tables.some(table => table.name === name)).map(name => `table ${name}: is expected and not there`),
    ...Object.keys(functionExpectations).filter(name => !functions.some(fn => fn.name === name)).map(name => `function ${name}: is expected and not there`),
  ]
  return { attempts: 0, leaks: [], gaps }
}

const rest = (table: Table, query: string) => `/rest/v1/${table.name}?${query}`
const whereKey = (table: Table, row: Row) => table.key.map(column => `${column}=eq.${encodeURIComponent(String(row[column]))}`).join('&')

function rowsOf(answer: Answer): Row[] {
  if (answer.status >= 400) return []
  const parsed: unknown = JSON.parse(answer.body || '[]')
  return Array.isArray(parsed) ? parsed as Row[] : []
}

/** Reads everything, then single rows: one that is theirs, two that are not, and each column that is nobody's. */
export async function tryReading(scene: Scene, actor: Actor, table: Table, result: MatrixResult): Promise<void> {
  const mine = [...scene.readableBy(actor, table)]
  const allowed = new Set(mine.map(row => keyOf(table, row)))
  const others = table.rows.filter(row => !allowed.has(keyOf(table, row)))
  const ask = async (query: string) => {
    result.attempts += 1
    return actor.send('GET', rest(table, query))
  }
  const got = new Set<string>()
  for (let page: Row[] | undefined; page === undefined || page.length === pageSize;) {
    page = rowsOf(await ask(`select=${table.key.join()}&order=${table.key.join()}&limit=${pageSize}&offset=${got.size}`))
    for (const row of page) got.add(keyOf(table, row))
  }
  for (const key of got) if (!allowed.has(key)) result.leaks.push(`${actor.name} can read ${table.name} ${key}`)
  for (const key of allowed) if (!got.has(key)) result.gaps.push(`${actor.name} cannot read ${table.name} ${key}`)
  for (const row of [others[0], others.at(-1)]) {
    if (row && rowsOf(await ask(`select=${table.readable.join()}&${whereKey(table, row)}`)).length > 0) {
      result.leaks.push(`${actor.name} can read ${table.name} ${keyOf(table, row)} by its key`)
    }
  }
  if (actor.accountId !== null && mine[0] && table.readable.length > 0
    && rowsOf(await ask(`select=${table.readable.join()}&${whereKey(table, mine[0])}`)).length !== 1) {
    result.gaps.push(`${actor.name} cannot read ${table.name} ${keyOf(table, mine[0])} by its key`)
  }
  for (const column of table.columns.filter(name => !table.readable.includes(name))) {
    if ((await ask(`select=${column}&limit=1`)).status < 400) result.leaks.push(`${actor.name} can read the column ${table.name}.${column}`)
  }
}

/** What somebody may change directly must work on their own row, and on nobody else's. */
export async function tryOwnChanges({ oracle, expectations }: Scene, actor: Actor, table: Table, result: MatrixResult): Promise<void> {
  const expectation = expectations[table.name]
  const [column] = expectation?.writable ?? []
  if (!expectation || column === undefined || actor.accountId === null) return
  const account = actor.accountId
  const isOwn = (row: Row) => expectation.mayRead(row, account, oracle)
  for (const row of [table.rows.find(isOwn), table.rows.find(row => !isOwn(row))]) {
    if (!row) continue
    result.attempts += 1
    const changed = rowsOf(await actor.send('PATCH', rest(table, whereKey(table, row)), { [column]: row[column] })).length
    if (isOwn(row) && changed !== 1) result.gaps.push(`${actor.name} cannot change ${table.name}.${column} of their own`)
    if (!isOwn(row) && changed !== 0) result.leaks.push(`${actor.name} can change ${table.name}.${column} of somebody else`)
  }
}

/** Tries to add, change and remove rows of every kind directly. Only columns that are said to be writable may change. */
async function tryWriting(scene: Scene, actors: readonly Actor[], table: Table, result: MatrixResult): Promise<void> {
  const before = await fingerprint(scene.world.sql, table.name)
  for (const actor of actors) {
    const mine = scene.readableBy(actor, table)
    const [own] = mine
    const other = table.rows.find(row => !mine.has(row))
    const sample = table.rows[0]
    const send = async (method: string, query: string, body?: Row) => {
      result.attempts += 1
      const answer = await actor.send(method, rest(table, query), body)
      if (rowsOf(answer).length > 0) result.leaks.push(`${actor.name} can ${method} ${table.name} ${query}`)
    }
    if (sample) await send('POST', '', Object.fromEntries(Object.entries(sample).filter(([column]) => table.readable.includes(column))))
    for (const row of [own, other]) {
      if (!row) continue
      await send('DELETE', whereKey(table, row))
      for (const column of columnsToTry(scene, table, row, actor)) await send('PATCH', whereKey(table, row), { [column]: row[column] })
    }
  }
  if (await fingerprint(scene.world.sql, table.name) !== before) result.leaks.push(`${table.name} was changed directly`)
}

/** Derived columns, who did it and when, and whatever else is not the reader's own: two spread over the table each time. */
function columnsToTry(scene: Scene, table: Table, row: Row, actor: Actor): string[] {
  const writable = scene.expectations[table.name]?.writable ?? []
  const isOwn = scene.readableBy(actor, table).has(row)
  const columns = table.columns.filter(column => !(isOwn && writable.includes(column)))
  return table.name === 'timeline_items' ? columns : columns.filter((_, at) => at === 0 || at === columns.length - 1)
}

/** The rows a function is tried on: one that it allows, two that it does not, and one that it does not although they are involved. */
export function targetsOf(scene: Scene, expectation: FunctionExpectation, account: string): (Row | undefined)[] {
  if (expectation.about === 'nobody') return [undefined]
  const { table } = expectation.about
  const rows = (scene.tables.find(({ name }) => name === table)?.rows ?? []).filter(expectation.about.where ?? (() => true))
  const yes = rows.find(row => expectation.allows(account, row, scene.oracle))
  const no = rows.filter(row => !expectation.allows(account, row, scene.oracle))
  const involved = no.find(row => scene.oracle.isInvolved(account, row.person_id ?? row.id))
  return [...new Set([yes, no[0], no.at(-1), involved])].filter(row => row !== undefined)
}

export function argumentsFor(scene: Scene, fn: ApiFunction, expectation: FunctionExpectation, row: Row | undefined): Record<string, unknown> {
  const given = typeof expectation.with === 'function' ? expectation.with(scene.tables, row) : expectation.with ?? {}
  return Object.fromEntries(fn.args.map(({ name, type }) => {
    if (row && expectation.about !== 'nobody' && name === expectation.about.argument) {
      const key = targetOf(scene, expectation, row)
      return [name, type.endsWith('[]') ? [key] : key]
    }
    // The version of today: a fence must not be hidden behind a conflict. What is about people makes something new.
    if (name === 'expected_version' && row?.version && expectation.about !== 'nobody' && expectation.about.table !== 'people') return [name, row.version]
    return [name, name in given ? given[name] : sampleOf(type)]
  }))
}

/** The key of the row that a function is tried on. */
function targetOf({ tables }: Scene, { about }: FunctionExpectation, row: Row): string {
  const table = about === 'nobody' ? undefined : tables.find(({ name }) => name === about.table)
  return table ? keyOf(table, row) : ''
}

function sampleOf(type: string): unknown {
  if (type === 'uuid') return nobody
  if (type === 'integer' || type === 'bigint' || type === 'smallint' || type === 'numeric') return 1
  if (type === 'jsonb' || type === 'json') return {}
  if (type === 'date') return '2020-01-01'
  if (type === 'boolean') return false
  if (type.endsWith('[]')) return []
  return 'x'
}

/**
 * Calls a function as each of these. Those it is not for must be refused, or get nothing, with an answer that is no fault of the server's;
 * those it is for must get something where calling it changes nothing.
 */
export async function tryCalling(scene: Scene, actors: readonly Actor[], fn: ApiFunction, result: MatrixResult): Promise<void> {
  const expectation = functionExpectations[fn.name]
  if (!expectation) return
  for (const actor of actors) {
    const account = actor.accountId ?? nobody
    for (const row of targetsOf(scene, expectation, account)) {
      const allowed = actor.accountId !== null && expectation.allows(account, row, scene.oracle)
      // What may be done is tried by the tests of each function; here it would change the scene.
      if (allowed && fn.writes) continue
      result.attempts += 1
      const given = argumentsFor(scene, fn, expectation, row)
      const who = `${actor.name} calling ${fn.name}${row ? ` on ${targetOf(scene, expectation, row)}` : ''}`
      const call = (args: Record<string, unknown>) => actor.send('POST', `/rest/v1/rpc/${fn.name}`, args)
      const answer = await call(given)
      judge(answer, {
        who, allowed, writes: fn.writes, result, refusal: expectation.refusal,
        isSecret: id => isUuid(id) && !scene.oracle.isInvolved(actor.accountId, id),
        people: scene.tables.find(({ name }) => name === 'people')?.rows ?? [],
      })
      if (row && !expectation.refusal && isHidden(scene, actor, expectation, row)) {
        result.attempts += 1
        const unknown = await call(withUnknown(expectation, given))
        if (unknown.status !== answer.status || unknown.body !== answer.body.replaceAll(targetOf(scene, expectation, row), nobody)) {
          result.leaks.push(`${who} is not answered as if it were not there: ${answer.body.slice(0, 100)}, ${unknown.body.slice(0, 100)}`)
        }
      }
    }
  }
}

/** Whether the row a function is tried on is one that this actor may not know to be there. */
function isHidden(scene: Scene, actor: Actor, { about }: FunctionExpectation, row: Row): boolean {
  const table = about === 'nobody' ? undefined : scene.tables.find(({ name }) => name === about.table)
  return actor.accountId !== null && table !== undefined && !scene.readableBy(actor, table).has(row)
}

/** The same call about something that never was. */
function withUnknown({ about }: FunctionExpectation, given: Record<string, unknown>): Record<string, unknown> {
  if (about === 'nobody') return given
  return { ...given, [about.argument]: Array.isArray(given[about.argument]) ? [nobody] : nobody }
}

interface Judgement {
  who: string
  allowed: boolean
  writes: boolean
  refusal?: RegExp
  result: MatrixResult
  isSecret: (person: unknown) => boolean
  people: readonly Row[]
}

function judge({ status, body }: Answer, { who, allowed, writes, refusal, result, isSecret, people }: Judgement): void {
  if (status >= 500) return void result.leaks.push(`${who} broke the server: ${status} ${body.slice(0, 200)}`)
  // It names those that were asked for, and says of each that there is no such person.
  if (!allowed && refusal?.test(body)) return
  // A function that changes something and has nothing to say is empty when it went well.
  const isEmpty = ['[]', 'null'].includes(body) || (body === '' && !writes)
  if (!allowed && status < 400 && !isEmpty) return void result.leaks.push(`${who} was answered: ${body.slice(0, 200)}`)
  if (allowed && status >= 400 && ![400, 409, 422].includes(status)) result.gaps.push(`${who} was refused: ${status} ${body.slice(0, 200)}`)
  for (const { id } of people) {
    if (isSecret(id) && body.includes(String(id))) result.leaks.push(`${who} learned of ${String(id)}`)
  }
}
