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

/** A statement for one account. */
export interface Call {
  account: string
  statement: string
}

/**
 * Compares each call under Row Level Security with the same call without it. Both run one after the other, in turning
 * order, so that whatever else the machine does falls on both.
 * @returns the medians: milliseconds under RLS, and how many times the other they are.
 */
export async function compareRoles(sql: Sql, calls: readonly Call[]): Promise<{ ms: number, ratio: number }> {
  const under: number[] = []
  const ratios: number[] = []
  for (const [n, { account, statement }] of calls.entries()) {
    const order: Role[] = n % 2 ? ['authenticated', 'superuser'] : ['superuser', 'authenticated']
    const ms: Partial<Record<Role, number>> = {}
    // The first time fetches pages and catalogue rows for both.
    await databaseMs(sql, 'superuser', account, statement)
    for (const role of order) ms[role] = await databaseMs(sql, role, account, statement)
    under.push(ms.authenticated ?? Number.NaN)
    ratios.push((ms.authenticated ?? Number.NaN) / (ms.superuser ?? Number.NaN))
  }
  return { ms: median(under), ratio: median(ratios) }
}
