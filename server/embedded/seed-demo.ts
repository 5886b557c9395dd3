import type { Sql } from './sql.ts'

/** The seed files (`supabase/seeds`), by file name. */
export type SeedFiles = Readonly<Record<string, string>>

/** Fills an empty database with the fictional people of the demo; runs only in demo mode, in one transaction. */
export async function seedDemo(sql: Sql, files: SeedFiles): Promise<void> {
  for (const name of Object.keys(files).sort()) {
    if (name.startsWith('demo') && name.endsWith('.sql')) await sql.run(files[name] ?? '')
  }
}
