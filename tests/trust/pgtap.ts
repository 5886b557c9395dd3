import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import { pgtap } from '@electric-sql/pglite/pgtap'
import { readMigrations } from '../../scripts/migration-files.ts'
import { applyMigrations } from '../../server/embedded/migrations.ts'
import { pgliteSql } from '../../server/embedded/sql.ts'
import { prepareSystemSchema } from '../../server/embedded/system-schema.ts'

const folder = join(import.meta.dirname, '../../supabase/tests')

export const pgtapFiles = (): string[] => readdirSync(folder).filter(file => file.endsWith('.test.sql'))

export interface PgtapResult { planned: number, passed: number, failures: string[] }

/** Runs one file of supabase/tests on a fresh embedded database with its seeds, as `supabase test db` does on a real one. */
export async function runPgtap(file: string): Promise<PgtapResult> {
  const database = await PGlite.create({ extensions: { pgcrypto, pgtap } })
  const sql = pgliteSql(database)
  try {
    await prepareSystemSchema(sql)
    await applyMigrations(sql, readMigrations())
    await sql.run(readFileSync(join(folder, '../seeds/pathways.sql'), 'utf8'))
    const results = await database.exec(readFileSync(join(folder, file), 'utf8'))
    const lines = results.flatMap(({ rows }) => rows.flatMap(row => Object.values(row)))
      .filter(value => typeof value === 'string').flatMap(text => text.split('\n'))
    return {
      planned: Number(lines.map(line => /^1\.\.(\d+)$/.exec(line)?.[1]).find(Boolean) ?? Number.NaN),
      passed: lines.filter(line => line.startsWith('ok ')).length,
      failures: lines.filter(line => /^(not ok|#)/.test(line)),
    }
  }
  finally {
    await database.close()
  }
}
