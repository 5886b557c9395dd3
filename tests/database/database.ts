import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import { readMigrations } from '../../scripts/migration-files.ts'
import { applyMigrations } from '../../server/embedded/migrations.ts'
import { pgliteSql, type Sql } from '../../server/embedded/sql.ts'
import { prepareSystemSchema } from '../../server/embedded/system-schema.ts'

export interface TestDatabase extends Sql {
  /** Makes an account that can sign in, with a proven address; gives its id. */
  signUp(email: string): Promise<string>
  /** Runs `work` as the API does for this account: role `authenticated`, its claims, one transaction. */
  as<Result>(accountId: string, work: (sql: Sql) => Promise<Result>): Promise<Result>
  /** Runs `work` as the API does for somebody who has not signed in. */
  asAnon<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const cacheFolder = join(import.meta.dirname, '../../node_modules/.cache/onward')

/** A fresh in-memory database with every migration applied, cloned from a template so that it takes well under a second. */
export async function createDatabase(): Promise<TestDatabase> {
  return wrap(await PGlite.create({ loadDataDir: await readTemplate(), extensions: { pgcrypto } }))
}

async function readTemplate(): Promise<Blob> {
  const migrations = readMigrations()
  const recipe = JSON.stringify([migrations, readFileSync(join(import.meta.dirname, '../../server/embedded/system-schema.ts'), 'utf8')])
  const file = join(cacheFolder, `database-${createHash('sha256').update(recipe).digest('hex').slice(0, 16)}.tar`)
  if (existsSync(file)) return new Blob([readFileSync(file)])
  const database = await PGlite.create({ extensions: { pgcrypto } })
  const sql = pgliteSql(database)
  await prepareSystemSchema(sql)
  await applyMigrations(sql, migrations)
  const template = await database.dumpDataDir('none')
  await database.close()
  mkdirSync(cacheFolder, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, Buffer.from(await template.arrayBuffer()))
  renameSync(`${file}.${process.pid}`, file)
  return template
}

function wrap(database: PGlite): TestDatabase {
  const sql = pgliteSql(database)
  const withClaims = <Result>(role: string, claims: object, work: (sql: Sql) => Promise<Result>) =>
    sql.transaction(async (inner) => {
      await inner.query('select set_config($1, $2, true)', ['request.jwt.claims', JSON.stringify(claims)])
      await inner.run(`set local role ${role}`)
      return work(inner)
    })
  return {
    ...sql,
    async signUp(email) {
      const [account] = await sql.query<{ id: string }>(
        'insert into auth.users (id, email, email_confirmed_at) values (gen_random_uuid(), lower($1), now()) returning id',
        [email],
      )
      if (!account) throw new Error('The account was not made.')
      return account.id
    },
    async as(accountId, work) {
      const [account] = await sql.query<{ email: string }>('select email from auth.users where id = $1', [accountId])
      return withClaims('authenticated', { sub: accountId, role: 'authenticated', email: account?.email }, work)
    },
    asAnon: work => withClaims('anon', { role: 'anon' }, work),
    close: () => database.close(),
  }
}
