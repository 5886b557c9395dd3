import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { createPgliteConnection } from '@supabase/lite/pglite'
import { createPostgresConnection } from '@supabase/lite/postgres'
import type { Connection } from '@supabase/lite'
import { StartError } from '../utils/start-error.ts'
import { lockFolder } from './lock.ts'
import { pgliteSql, postgresSql, type Sql } from './sql.ts'
import { createTurns } from './turns.ts'

export interface Database {
  /** What Lite serves from now: another one after PostgreSQL went away. */
  connection(): Connection
  /** Waits for work on the connection of now; where that is lost on the way, nobody would ever answer. @throws DatabaseAway */
  unlessLost: <Result>(work: Promise<Result>) => Promise<Result>
  sql: Sql
  /** Runs a task that uses the database without others in between, where the database needs that. */
  inTurn: <Result>(task: () => Promise<Result>) => Promise<Result>
  /** After a migration: learns to read arrays of types that it has made. */
  learnTypes(): Promise<void>
  /** Ends what a request that broke off may have left open, where the next request would find itself inside it. */
  recover: () => Promise<void>
  /** Says that the first start has done all its work: from now on there is something to lose. */
  markComplete(): void
  close(): Promise<void>
}

/**
 * Opens PGlite in `<folder>/db`, for this process alone.
 * PGlite is one connection, and Lite opens transactions on it with a bare `begin`: two requests at once would
 * share one transaction, role and person. So every use of it takes its turn.
 */
export async function openPglite(folder: string): Promise<Database> {
  const release = await lockFolder(folder)
  const path = join(folder, 'db')
  const unfinished = join(folder, 'db-unfinished')
  // A first start that was killed half-way has nothing in it that anyone entered: begin again.
  if (existsSync(unfinished)) rmSync(path, { recursive: true, force: true })
  if (!existsSync(path)) writeFileSync(unfinished, '')
  try {
    const connection = await createPgliteConnection({ url: path })
    await connection.driver.query('select 1')
    trustOurGrants(connection)
    return {
      connection: () => connection,
      unlessLost: work => work,
      sql: pgliteSql(connection.driver),
      inTurn: createTurns(),
      recover: () => recover(connection.driver),
      learnTypes: () => connection.driver.refreshArrayTypes(),
      markComplete: () => rmSync(unfinished, { force: true }),
      async close() {
        await connection.close()
        release()
      },
    }
  }
  catch {
    release()
    throw new StartError(`The database in ${path} is damaged and does not open. Put back a copy, or run "npm run reset" to start again from nothing.`)
  }
}

/** The connection to PostgreSQL was lost while somebody waited: whether their work was done, nobody knows. */
export class DatabaseAway extends Error {}

/** Opens PostgreSQL 15 or newer; it has connections enough to serve requests side by side. */
export async function openPostgres(url: string): Promise<Database> {
  let pool = openPool(url, replacePool)
  let closing = false
  function replacePool(lost: Pool): void {
    if (closing || lost !== pool) return
    pool = openPool(url, replacePool)
    lost.lose(new DatabaseAway('The connection to the database was lost.'))
    void lost.connection.driver.end({ timeout: 1 }).catch(() => undefined)
  }
  try {
    await pool.connection.driver`select 1`
  }
  catch (error) {
    closing = true
    await pool.connection.driver.end({ timeout: 1 })
    throw new StartError(`DATABASE_URL does not answer: ${describe(error)}`)
  }
  const sql = () => postgresSql(pool.connection.driver)
  return {
    connection: () => pool.connection,
    unlessLost: work => Promise.race([work, pool.lost]),
    sql: { query: (...what) => sql().query(...what), run: script => sql().run(script), transaction: work => sql().transaction(work) },
    inTurn: task => task(),
    // Each request has a connection of its own, and the pool closes one that broke.
    recover: async () => {},
    // Each connection asks for itself when it opens.
    learnTypes: async () => {},
    markComplete: () => {},
    async close() {
      closing = true
      await pool.connection.driver.end({ timeout: 5 })
    },
  }
}

interface Pool {
  connection: ReturnType<typeof createPostgresConnection>
  /** Never well: only how the connection was lost. */
  lost: Promise<never>
  lose: (reason: Error) => void
}

/**
 * The driver never answers whoever was waiting for a connection when one breaks, and gives out broken ones later
 * (porsager/postgres 1195 and 1199). So the first to break, whose age is never the reason, ends the whole pool.
 */
function openPool(url: string, onLost: (pool: Pool) => void): Pool {
  const { promise: lost, reject: lose } = Promise.withResolvers<never>()
  // Mostly nobody waits.
  lost.catch(() => undefined)
  const connection = createPostgresConnection({
    url, postgresOptions: { onnotice: () => {}, connect_timeout: 10, max_lifetime: null, onclose: () => onLost(pool) },
  })
  const pool: Pool = { connection, lost, lose }
  // Lite hands JSON over as text, and its driver would make JSON of that text: every object would arrive as a string.
  for (const type of [114, 3802]) connection.driver.options.serializers[type] = value => (typeof value === 'string' ? value : JSON.stringify(value))
  trustOurGrants(connection)
  return pool
}

/**
 * A value that breaks the protocol leaves PGlite inside a transaction that has failed, and its driver with an answer to
 * come: the next request would get that. Asks until an answer is the right one.
 */
async function recover(driver: PGlite): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    try {
      await driver.exec('rollback')
      const { rows } = await driver.query<{ attempt: number }>('select $1::int as attempt', [attempt])
      if (rows[0]?.attempt === attempt) return
    }
    catch {
      // The answer to what went wrong before: ask again.
    }
  }
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string, message?: string }
  return message || code || 'no reason given'
}

/**
 * On its first request Lite grants every right on every table to `anon` and `authenticated`, as a convenience.
 * Our migrations say who may do what, so Lite is told that it has done so already.
 */
function trustOurGrants(connection: Connection): void {
  Reflect.set(connection, 'rlsState', 'active')
}
