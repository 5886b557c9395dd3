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
  /** What Lite serves from. */
  connection: Connection
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
      connection,
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

/** Opens PostgreSQL 15 or newer; it has connections enough to serve requests side by side. */
export async function openPostgres(url: string): Promise<Database> {
  const connection = createPostgresConnection({ url, postgresOptions: { onnotice: () => {}, connect_timeout: 10 } })
  const client = connection.driver
  try {
    await client`select 1`
  }
  catch (error) {
    await client.end({ timeout: 1 })
    throw new StartError(`DATABASE_URL does not answer: ${describe(error)}`)
  }
  trustOurGrants(connection)
  return {
    connection,
    sql: postgresSql(client),
    inTurn: task => task(),
    // Each request has a connection of its own, and the pool closes one that broke.
    recover: async () => {},
    // Each connection asks for itself when it opens.
    learnTypes: async () => {},
    markComplete: () => {},
    close: () => client.end({ timeout: 5 }),
  }
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
