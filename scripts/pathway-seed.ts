import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePathway } from '../shared/pathways/parse.ts'
import { writeOrCheck } from './generated-file.ts'

/** Writes the pathways as SQL, so that the Supabase CLI can seed a project with them (`supabase db push --include-seed`). */
const root = join(import.meta.dirname, '..')
const folder = join(root, 'supabase/pathways')
const header = '-- Generated from supabase/pathways by "npm run db:seed": change those files, not this one.\n'

function renderPathway(file: string): string {
  const { document, problems } = parsePathway(readFileSync(join(folder, file), 'utf8'), file)
  if (!document) throw new Error(problems.map(problem => `${problem.file}:${problem.line}: ${problem.message}`).join('\n'))
  const json = JSON.stringify(document).replaceAll('},{"', '},\n{"')
  return `\n-- ${file}\nselect private.import_pathway($pathway$${json}$pathway$::jsonb);\n`
}

const files = readdirSync(folder).filter(file => file.endsWith('.yaml')).sort()
writeOrCheck(join(root, 'supabase/seeds/pathways.sql'), header + files.map(renderPathway).join(''), 'npm run db:seed')
