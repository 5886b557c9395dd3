import type { Sql } from './sql.ts'

/** The pathway files (`supabase/pathways`), by file name. */
export type PathwayFiles = Readonly<Record<string, string>>

/** Brings the pathway templates into the database; runs on every start, so it changes nothing when they are already there. */
export async function importPathways(_sql: Sql, _files: PathwayFiles): Promise<void> {}
