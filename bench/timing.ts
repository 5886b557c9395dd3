import type { Sql } from '../server/embedded/sql.ts'

/** Milliseconds that `work` took, as this process saw them, and what it gave. */
export async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number, result: Result }> {
  const start = performance.now()
  const result = await work()
  return { ms: performance.now() - start, result }
}

/** The middle value; of an even number of them, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = sorted.length % 2 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1)
  return (low + high) / 2
}

/** Whom a statement runs as: the API's role, bound by every policy, or the owner of the database, bound by none. */
export type Role = 'authenticated' | 'superuser'

/**
 * Runs a statement as the API does, for an account, and says how long the database worked on it: planning and
 * execution with its triggers, in milliseconds, without sending rows.
 */
export async function databaseMs(sql: Sql, role: Role, account: string, statement: string): Promise<number> {
  return sql.transaction(async (inner) => {
    await inner.query('select set_config($1, $2, true)', ['request.jwt.claims', JSON.stringify({ sub: account, role: 'authenticated' })])
    if (role === 'authenticated') await inner.run('set local role authenticated')
    const [row] = await inner.query<{ 'QUERY PLAN': [{ 'Planning Time': number, 'Execution Time': number }] }>(
      `explain (analyze, timing off, format json) ${statement}`)
    if (!row) throw new Error('Postgres did not explain the statement.')
    const [plan] = row['QUERY PLAN']
    return plan['Planning Time'] + plan['Execution Time']
  })
}

/** A statement that is about one person, and whose account it runs for. */
export interface Call {
  account: string
  person: string
}

/** Prepares a statement about one person, `$1`, as the API does; it takes the place of the one before it. */
export async function prepare(sql: Sql, role: Role, statement: string): Promise<void> {
  await sql.run(`do $$ begin deallocate call_${role}; exception when invalid_sql_statement_name then null; end $$`)
  await sql.transaction(async (inner) => {
    if (role === 'authenticated') await inner.run('set local role authenticated')
    await inner.run(`prepare call_${role} (uuid) as ${statement}`)
  })
}

/** Milliseconds that the database worked on the prepared statement. */
export function runPrepared(sql: Sql, role: Role, { account, person }: Call): Promise<number> {
  return databaseMs(sql, role, account, `execute call_${role}('${person}')`)
}

/** How many calls each role makes before it is the other's turn, and how many more it makes first that do not count. */
const turn = 10
const unmeasured = 2

/**
 * Compares a statement under Row Level Security with the same statement without it, both prepared. The roles take turns, so
 * that whatever else the machine does falls on both; after the other's turn a role plans its statement again, unmeasured.
 * @returns the medians: milliseconds under RLS, and how many times the same call without it they are.
 */
export async function compareRoles(sql: Sql, statement: string, calls: readonly Call[]): Promise<{ ms: number, ratio: number }> {
  const times: Record<Role, number[]> = { authenticated: [], superuser: [] }
  const roles: Role[] = ['superuser', 'authenticated']
  for (const role of roles) await prepare(sql, role, statement)
  for (let start = 0; start < calls.length; start += turn) {
    const mine = calls.slice(start, start + turn)
    for (const role of start / turn % 2 ? roles.toReversed() : roles) {
      for (const call of mine.slice(0, unmeasured)) await runPrepared(sql, role, call)
      for (const call of mine) times[role].push(await runPrepared(sql, role, call))
    }
  }
  return { ms: median(times.authenticated), ratio: median(times.authenticated.map((ms, n) => ms / (times.superuser[n] ?? Number.NaN))) }
}
