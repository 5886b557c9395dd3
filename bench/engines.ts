import { PGlite } from '@electric-sql/pglite'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import postgres from 'postgres'
import { pgliteSql, postgresSql, type Sql } from '../server/embedded/sql.ts'
import { startCluster } from './cluster.ts'
import type { BenchOptions, EngineName } from './options.ts'

/** A kind of PostgreSQL that counties can be built in. */
export interface Engine {
  name: EngineName
  /** As it calls itself: `15.18`. */
  version: string
  sizes: readonly number[]
  /** Opens an empty database for one county. */
  open(name: string): Promise<Sql>
  close(): Promise<void>
}

/** Starts an engine; gives nothing when this machine has no PostgreSQL server. */
export async function startEngine(name: EngineName, options: BenchOptions): Promise<Engine | undefined> {
  return name === 'pglite' ? startPglite(options) : startNative(options)
}

async function startPglite({ sizes }: BenchOptions): Promise<Engine> {
  const opened: PGlite[] = []
  const open = async () => {
    const database = await PGlite.create({ extensions: { pgcrypto } })
    opened.push(database)
    return pgliteSql(database)
  }
  return {
    name: 'pglite',
    version: await readVersion(await open()),
    sizes: sizes.map(size => Math.max(100, Math.round(size / 10))),
    open,
    close: async () => void await Promise.all(opened.map(database => database.close())),
  }
}

async function startNative({ sizes, databaseUrl }: BenchOptions): Promise<Engine | undefined> {
  const cluster = databaseUrl ? undefined : startCluster()
  if (!databaseUrl && !cluster) return undefined
  const connect = (database?: string) => {
    // One connection that lasts: what the bench sets and prepares belongs to it.
    const options = { max: 1, max_lifetime: null, onnotice: () => {}, ...(database ? { database } : {}) }
    return cluster
      ? postgres({ ...options, host: cluster.socketFolder, user: cluster.user, database: database ?? 'postgres' })
      : postgres(databaseUrl ?? '', options)
  }
  const root = connect()
  const made: string[] = []
  const clients = [root]
  return {
    name: 'native',
    version: await readVersion(postgresSql(root)),
    sizes,
    async open(name) {
      await root.unsafe(`drop database if exists ${name}`)
      await root.unsafe(`create database ${name}`)
      made.push(name)
      const client = connect(name)
      clients.push(client)
      return postgresSql(client)
    },
    async close() {
      await Promise.all(clients.slice(1).map(client => client.end({ timeout: 5 })))
      if (!cluster) for (const name of made) await root.unsafe(`drop database if exists ${name} with (force)`)
      await root.end({ timeout: 5 })
      cluster?.remove()
    },
  }
}

async function readVersion(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ server_version: string }>('show server_version')
  return row?.server_version.split(' ')[0] ?? '?'
}
