import { createHash } from 'node:crypto'
import { parsePathway, showProblem } from '../../shared/pathways/parse.ts'
import type { PathwayDocument } from '../../shared/pathways/schema.ts'
import { parseTranslation, readTranslationName } from '../../shared/pathways/translation.ts'
import type { Sql } from './sql.ts'

/** The pathway files (`supabase/pathways`) and their translations, by file name. */
export type PathwayFiles = Readonly<Record<string, string>>

/**
 * Brings the pathway templates and their translations into the database; runs on every start, so it changes nothing when they
 * are already there. Throws an `Error` whose message names file and line when a file is not a pathway.
 */
export async function importPathways(sql: Sql, files: PathwayFiles): Promise<void> {
  for (const name of Object.keys(files).filter(file => file.endsWith('.yaml') && !readTranslationName(file))) {
    const document = readDocument(name, files)
    await sql.query('select private.import_pathway($1::jsonb)', [document])
    await importTranslations(sql, name, document, files)
  }
}

function readDocument(name: string, files: PathwayFiles): PathwayDocument {
  const { document, problems } = parsePathway(files[name] ?? '', name)
  if (!document) throw new Error(problems.map(showProblem).join('\n'))
  return document
}

/** Only files that have changed are read: parsing takes longer than everything else here. */
async function importTranslations(sql: Sql, pathwayFile: string, document: PathwayDocument, files: PathwayFiles): Promise<void> {
  const key = document.template.template_id
  const known = await sql.query<{ locale: string, digest: string }>(
    'select locale, digest from private.pathway_translation_files where template_key = $1', [key])
  const digests = new Map(known.map(({ locale, digest }) => [locale, digest]))
  for (const [name, text] of Object.entries(files)) {
    const { pathway, locale } = readTranslationName(name) ?? {}
    if (!locale || `${pathway}.yaml` !== pathwayFile) continue
    const digest = createHash('sha256').update(text).digest('hex')
    if (digests.get(locale) === digest) continue
    const { texts, problems } = parseTranslation(text, name, document)
    if (problems.length > 0) throw new Error(problems.map(showProblem).join('\n'))
    await sql.query('select private.import_pathway_translation($1::jsonb)', [{ template_id: key, locale, digest, texts }])
  }
}
