import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMigrations } from '../../scripts/migration-files.ts'
import { startEmbedded } from '../../server/embedded/backend.ts'
import { openPglite } from '../../server/embedded/database.ts'
import type { Sql } from '../../server/embedded/sql.ts'
import { actorsSeed } from './actors.ts'

/** What the API answered. */
export interface Answer { status: number, body: string }

/** Sends one request to the API, as supabase-js would. */
export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>

export interface Actor {
  name: string
  /** Null for whoever has no account: somebody signed out, and the service key. */
  accountId: string | null
  send: Send
}

/** The demo with a few more people who should see nothing, served over the real HTTP API, with the tables open beside it. */
export interface World {
  actors: Actor[]
  /** Reads and changes the tables as their owner, past every policy. */
  sql: Sql
  close(): Promise<void>
}

const supabase = join(import.meta.dirname, '../../supabase')
const readFolder = (name: string, ending: string) => Object.fromEntries(
  readdirSync(join(supabase, name)).filter(file => file.endsWith(ending)).map(file => [file, readFileSync(join(supabase, name, file), 'utf8')]))

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'onward-trust-'))
  const database = await openPglite(folder)
  const embedded = await startEmbedded({
    mode: { database: 'pglite', demo: true },
    folder,
    database,
    migrations: readMigrations(),
    pathways: readFolder('pathways', '.yaml'),
    seeds: { ...readFolder('seeds', '.sql'), 'demo-zz-actors.sql': actorsSeed },
    log: () => {},
  })
  const sql: Sql = {
    query: (statement, values) => database.inTurn(() => database.sql.query(statement, values)),
    run: script => database.inTurn(() => database.sql.run(script)),
    transaction: work => database.inTurn(() => database.sql.transaction(work)),
  }

  let client = 0
  /** Each actor comes from an address of their own, so that sign-in limits do not add up. */
  function sender(key: string, token: string): Send {
    client += 1
    const address = `192.0.2.${client}`
    return async (method, path, body) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const request = new Request(`http://onward.test${path}`, {
        method,
        headers: { 'apikey': key, 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'prefer': 'return=representation' },
        ...(text && { body: text }),
      })
      const response = await embedded.fetch(request, text, address)
      return { status: response.status, body: await response.text() }
    }
  }

  async function signIn(email: string): Promise<Actor> {
    const publishable = sender(embedded.publishableKey, embedded.publishableKey)
    const { status, body } = await publishable('POST', '/auth/v1/token?grant_type=password', { email, password: 'onward-demo' })
    const { access_token: token, user } = JSON.parse(body) as { access_token: string, user: { id: string } }
    if (status !== 200) throw new Error(`${email} could not sign in: ${body}`)
    return { name: email.replace(/@.*/, ''), accountId: user.id, send: sender(embedded.publishableKey, token) }
  }

  const accounts = await sql.query<{ email: string }>(
    `select u.email from auth.users u join public.accounts a on a.id = u.id where u.encrypted_password <> '' order by u.email`)
  const actors: Actor[] = [
    { name: 'signed out', accountId: null, send: sender(embedded.publishableKey, embedded.publishableKey) },
    { name: 'service key', accountId: null, send: sender(embedded.secretKey, embedded.secretKey) },
  ]
  for (const { email } of accounts) actors.push(await signIn(email))
  return {
    actors,
    sql,
    async close() {
      await embedded.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
