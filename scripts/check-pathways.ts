/**
 * Checks pathway templates and says what to put right, one `file:line: message` each.
 * Usage: npm run check:pathways [-- FILE.yaml …]; without files, everything in supabase/pathways.
 * Exit code 0 when there is nothing to put right, else 1.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePathway, showProblem } from '../shared/pathways/parse.ts'
import type { PathwayResult } from '../shared/pathways/parse.ts'
import { EASY_READ_WORDS, longEasyReadSentences } from '../shared/pathways/readability.ts'

const DEFAULT_FOLDER = 'supabase/pathways'

interface Tally {
  stages: number
  items: number
  problems: string[]
}

function filesToCheck(named: string[]): string[] {
  if (named.length > 0) return named
  return readdirSync(DEFAULT_FOLDER).filter(name => /\.ya?ml$/.test(name)).sort().map(name => join(DEFAULT_FOLDER, name))
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

const files = filesToCheck(process.argv.slice(2))
const tallies = files.map(check)
const problems = tallies.flatMap(tally => tally.problems)
const total = (count: (tally: Tally) => number) => tallies.reduce((sum, tally) => sum + count(tally), 0)

for (const problem of problems) console.log(problem)
console.log(`${files.length} templates, ${total(tally => tally.stages)} stages, ${total(tally => tally.items)} items, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
