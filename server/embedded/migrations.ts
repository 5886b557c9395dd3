import { StartError } from '../utils/start-error.ts'
import type { Sql } from './sql.ts'

/** One file of `supabase/migrations`, named `<version>_<name>.sql`. */
export interface Migration {
  file: string
  script: string
}

/**
 * Applies every migration that the database has not had, in order of version, each in a transaction of its own,
 * and records it where the Supabase CLI does (`supabase_migrations.schema_migrations`).
 * Several processes may start at once: they take turns.
 * @returns the files applied now.
 * @throws StartError naming the file that failed and why; nothing of that file is kept.
 */
export async function applyMigrations(sql: Sql, migrations: readonly Migration[]): Promise<string[]> {
  const applied: string[] = []
  for (const migration of [...migrations].sort((a, b) => a.file.localeCompare(b.file))) {
    if (await applyMigration(sql, migration)) applied.push(migration.file)
  }
  return applied
}

async function applyMigration(sql: Sql, { file, script }: Migration): Promise<boolean> {
  const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? []
  if (!version) throw new StartError(`The migration "${file}" must be named <version>_<name>.sql.`)
  return sql.transaction(async (inner) => {
    await inner.query('select pg_advisory_xact_lock(hashtext($1))', ['supabase_migrations'])
    const known = await inner.query('select from supabase_migrations.schema_migrations where version = $1', [version])
    if (known.length > 0) return false
    await inner.run(script).catch((error: Error) => {
      throw new StartError(`The migration "${file}" failed: ${error.message}`)
    })
    await inner.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, array[$3])',
      [version, name, script],
    )
    return true
  })
}
