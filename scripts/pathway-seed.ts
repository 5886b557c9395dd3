import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseTranslation, readTranslationName } from '../shared/pathways/translation.ts'
import { writeOrCheck } from './generated-file.ts'
import { listPathwayFiles, readPathway } from './pathway-files.ts'

/** Writes the pathways and their translations as SQL, so that the Supabase CLI can seed a project with them (`supabase db push --include-seed`). */
const root = join(import.meta.dirname, '..')
const folder = join(root, 'supabase/pathways')
const header = '-- Generated from supabase/pathways by "npm run db:seed": change those files, not this one.\n'

function asJson(value: unknown): string {
  return `$pathway$${JSON.stringify(value).replaceAll('},{"', '},\n{"')}$pathway$::jsonb`
}

function renderPathway(file: string): string {
  return `\n-- ${basename(file)}\nselect private.import_pathway(${asJson(readPathway(file))});\n`
}

function renderTranslation(file: string): string {
  const { pathway = '', locale } = readTranslationName(file) ?? {}
  const { texts, problems } = parseTranslation(readFileSync(file, 'utf8'), file, readPathway(join(folder, `${pathway}.yaml`)))
  if (problems.length > 0) throw new Error(problems.map(problem => `${problem.file}:${problem.line}: ${problem.message}`).join('\n'))
  return `\n-- ${basename(file)}\nselect private.import_pathway_translation(${asJson({ template_id: pathway, locale, texts })});\n`
}

const { pathways, translations } = listPathwayFiles(folder)
const statements = [...pathways.map(renderPathway), ...translations.map(renderTranslation)]
writeOrCheck(join(root, 'supabase/seeds/pathways.sql'), header + statements.join(''), 'npm run db:seed')
