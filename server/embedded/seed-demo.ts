import type { Sql } from './sql.ts'

/** The seed files (`supabase/seeds`), by file name. */
export type SeedFiles = Readonly<Record<string, string>>

/** Fills an empty database with the fictional people of the demo; runs only in demo mode, in one transaction. */
export async function seedDemo(sql: Sql, files: SeedFiles): Promise<void> {
  // Without the ending demo.sql comes first: the others, demo-<area>.sql, add to its people.
  const names = Object.keys(files).filter(name => /^demo.*\.sql$/.test(name)).map(name => name.slice(0, -'.sql'.length)).sort()
  for (const name of names) {
    await sql.run(files[`${name}.sql`] ?? '')
  }
}
