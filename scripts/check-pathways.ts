/**
 * Checks pathway templates and their translations and says what to put right, one `file:line: message` each.
 * Usage: npm run check:pathways [-- FILE.yaml …]; without files, everything in supabase/pathways.
 * Exit code 0 when there is nothing to put right, else 1.
 */
import { readFileSync } from 'node:fs'
import { parsePathway, showProblem } from '../shared/pathways/parse.ts'
import type { PathwayResult } from '../shared/pathways/parse.ts'
import { EASY_READ_WORDS, longEasyReadSentences } from '../shared/pathways/readability.ts'
import { parseTranslation, readTranslationName } from '../shared/pathways/translation.ts'
import { listPathwayFiles } from './pathway-files.ts'

const DEFAULT_FOLDER = 'supabase/pathways'

interface Tally {
  stages: number
  items: number
  problems: string[]
}

function filesToCheck(named: string[]): string[] {
  if (named.length > 0) return named
  const { pathways, translations } = listPathwayFiles(DEFAULT_FOLDER)
  return [...pathways, ...translations]
}

function check(file: string): Tally {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  }
  catch {
    return { stages: 0, items: 0, problems: [showProblem({ file, line: 1, message: 'the file cannot be read: check its name' })] }
  }
  const result = parsePathway(text, file)
  if (!result.document) return { stages: 0, items: 0, problems: result.problems.map(showProblem) }
  const { stages } = result.document
  return {
    stages: stages.length,
    items: stages.reduce((sum, stage) => sum + stage.items.length, 0),
    problems: wordProblems(result, file),
  }
}

function wordProblems({ document, lineOf }: PathwayResult, file: string): string[] {
  if (!document) return []
  return longEasyReadSentences(document).map(({ path, subject, words, measure }) => showProblem({
    file, line: lineOf(path), message: `${subject}: Easy Read sentence has ${measure} words, at most ${EASY_READ_WORDS}: split "${words}"`,
  }))
}

/** A translation is read beside its pathway, which lies in the same folder. */
function checkTranslation(file: string): Tally {
  const base = file.replace(/\.[^.]+\.yaml$/, '.yaml')
  try {
    const { document } = parsePathway(readFileSync(base, 'utf8'), base)
    if (!document) return { stages: 0, items: 0, problems: [showProblem({ file, line: 1, message: `${base} has problems: put those right first` })] }
    const { texts, problems, untranslated } = parseTranslation(readFileSync(file, 'utf8'), file, document)
    console.log(`${file}: ${texts.length} texts translated, ${untranslated} not yet`)
    return { stages: 0, items: 0, problems: problems.map(showProblem) }
  }
  catch {
    return { stages: 0, items: 0, problems: [showProblem({ file, line: 1, message: `${base} cannot be read: a translation lies beside its pathway` })] }
  }
}

const files = filesToCheck(process.argv.slice(2))
const tallies = files.map(file => (readTranslationName(file) ? checkTranslation(file) : check(file)))
const problems = tallies.flatMap(tally => tally.problems)
const total = (count: (tally: Tally) => number) => tallies.reduce((sum, tally) => sum + count(tally), 0)

for (const problem of problems) console.log(problem)
console.log(`${files.filter(file => !readTranslationName(file)).length} templates, ${total(tally => tally.stages)} stages, ${total(tally => tally.items)} items, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
