import { parsePathway } from '../../shared/pathways/parse.ts'
import type { Sql } from './sql.ts'

/** The pathway files (`supabase/pathways`), by file name. */
export type PathwayFiles = Readonly<Record<string, string>>

/**
 * Brings the pathway templates into the database; runs on every start, so it changes nothing when they are already there.
 * Throws an `Error` whose message names file and line when a file is not a pathway.
 */
export async function importPathways(sql: Sql, files: PathwayFiles): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    if (!name.endsWith('.yaml')) continue
    const { document, problems } = parsePathway(text, name)
    if (!document) throw new Error(problems.map(problem => `${problem.file}:${problem.line}: ${problem.message}`).join('\n'))
    await sql.query('select private.import_pathway($1::jsonb)', [document])
  }
}
