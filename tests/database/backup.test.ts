import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbedded } from '../../server/embedded/backend.ts'
import { openPglite } from '../../server/embedded/database.ts'

const root = join(import.meta.dirname, '../..')
const migrations = readdirSync(join(root, 'supabase/migrations')).sort()
  .map(file => ({ file, script: readFileSync(join(root, 'supabase/migrations', file), 'utf8') }))
const work = mkdtempSync(join(tmpdir(), 'onward-backup-'))
const [home, elsewhere] = [join(work, 'home'), join(work, 'elsewhere')]
const file = join(work, 'copy.tar.gz')

beforeAll(async () => {
  const embedded = await startEmbedded({ mode: { database: 'pglite', demo: false }, folder: home, migrations, pathways: {}, seeds: {}, log: () => {} })
  await embedded.close()
  const database = await openPglite(home)
  await database.sql.query(`insert into organisations (name, audience) select 'Team ' || n, 'school' from generate_series(1, 50) n`)
  await database.close()
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

function runScript(command: string, folder: string, to = file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/backup.ts'), command, to], {
    encoding: 'utf8', env: { ...process.env, ONWARD_DATA: folder, DATABASE_URL: '' },
  })
  return { status, said: `${stdout}${stderr}`.trim() }
}

/** A digest of every row of every table that is not Postgres's own. */
async function digestOf(folder: string): Promise<Record<string, string>> {
  const { sql, close } = await openPglite(folder)
  const tables = await sql.query<{ name: string }>(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`)
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await sql.query<{ digest: string }>(`select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`)
    digests[name] = row?.digest ?? ''
  }
  await close()
  return digests
}

it('brings every row of every table back somewhere else, with the secrets that keep people signed in', async () => {
  expect(runScript('backup', home)).toMatchObject({ status: 0 })
  expect(runScript('restore', elsewhere)).toMatchObject({ status: 0 })
  const before = await digestOf(home)
  expect(before['public.organisations']).toMatch(/^50 /)
  expect(await digestOf(elsewhere)).toEqual(before)
  expect(readFileSync(join(elsewhere, 'secrets.json'), 'utf8')).toBe(readFileSync(join(home, 'secrets.json'), 'utf8'))
})

it('copies nothing while Onward runs, and writes over nothing', async () => {
  const running = await openPglite(home)
  expect(runScript('backup', home, join(work, 'second.tar.gz'))).toMatchObject({ status: 1, said: expect.stringContaining('in use by another Onward') })
  await running.close()
  expect(runScript('backup', home)).toMatchObject({ status: 1, said: expect.stringContaining('is there already') })
  expect(runScript('restore', home)).toMatchObject({ status: 1, said: expect.stringContaining('already') })
  expect(runScript('restore', join(work, 'nowhere'), join(work, 'no-file'))).toMatchObject({ status: 1, said: expect.stringContaining('There is no file') })
})
