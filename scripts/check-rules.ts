/**
 * Checks cases of the rule book against the database functions.
 *
 *   npm run check:rules -- FILE.csv
 *
 * FILE has the columns id, rule_id, inputs, expected, note. Without FILE the cases under tests/rules
 * are checked. Names each failure with what was expected and what came back, ends with
 * "N passed, N failed", and exits with 1 unless every row passed.
 */
import { readFile, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import process from 'node:process'
import { PGlite } from '@electric-sql/pglite'
import Papa from 'papaparse'

const columns = ['id', 'rule_id', 'inputs', 'expected'] as const
const rulesFile = new URL('../supabase/schemas/10_rules.sql', import.meta.url)
const casesFolder = new URL('../tests/rules/', import.meta.url)

/** One case; inputs and expected are JSON text, line is where its row starts in the file. */
export interface RuleCase { line: number, id: string, rule_id: string, inputs: string, expected: string }

/** A row that could not be read, or did not pass, and why. */
export interface RowProblem { line: number, problem: string }

/** Outcome of a case; problem is empty when it passed. */
export interface RuleOutcome { ruleCase: RuleCase, problem: string }

interface RawRow { line: number, fields: string[], problem: string }

/** An empty in-memory database with the rules schema. */
export async function openRulesDatabase(): Promise<PGlite> {
  const [database, sql] = await Promise.all([PGlite.create(), readFile(rulesFile, 'utf8')])
  await database.exec(sql)
  return database
}

/** Reads the CSV text of a cases file, keeping line numbers; a bad row never hides the rows after it. */
export function readCases(csv: string): { cases: RuleCase[], malformed: RowProblem[] } {
  const [header, ...rows] = readRows(csv.replace(/^\uFEFF/, ''))
  const names = header?.fields.map(field => field.trim()) ?? []
  const missing = columns.filter(column => !names.includes(column))
  if (missing.length > 0) {
    return { cases: [], malformed: [{ line: 1, problem: `the first line must name the columns id,rule_id,inputs,expected,note; missing: ${missing.join(', ')}` }] }
  }

  const cases: RuleCase[] = []
  const malformed: RowProblem[] = []
  for (const row of rows) {
    const problem = row.problem || rowProblem(row.fields, names)
    if (problem) malformed.push({ line: row.line, problem })
    else cases.push(caseFrom(row, names))
  }
  return { cases, malformed }
}

// Papa reads one record at a time so that an unclosed quote spoils only its own record: reading goes on from
// the line after it.
function readRows(csv: string): RawRow[] {
  const newline = csv.includes('\r\n') ? '\r\n' : '\n'
  const rows: RawRow[] = []
  let at = 0
  let line = 1
  while (at < csv.length) {
    const { data, errors, meta } = Papa.parse<string[]>(csv.slice(at), { preview: 1, delimiter: ',', newline, fastMode: false })
    const fields = data[0] ?? []
    const quoting = errors[0]?.message
    const isBlank = fields.length <= 1 && (fields[0] ?? '').trim() === ''
    if (quoting) rows.push({ line, fields, problem: `the CSV quoting is broken (${quoting})` })
    else if (!isBlank) rows.push({ line, fields, problem: '' })

    const next = quoting ? nextLineStart(csv, at) : at + Math.max(meta.cursor, 1)
    line += csv.slice(at, next).split('\n').length - 1
    at = next
  }
  return rows
}

function nextLineStart(csv: string, at: number): number {
  const end = csv.indexOf('\n', at)
  return end === -1 ? csv.length : end + 1
}

function rowProblem(fields: string[], names: string[]): string {
  if (fields.length !== names.length) return `expected ${names.length} columns (${names.join(',')}), found ${fields.length}`
  const field = (name: string) => fields[names.indexOf(name)]?.trim() ?? ''
  if (!field('id')) return 'id is empty'
  if (!field('rule_id')) return 'rule_id is empty'
  return jsonProblem('inputs', field('inputs')) || jsonProblem('expected', field('expected'))
}

function jsonProblem(name: string, text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? '' : `${name} must be a JSON object, found ${text}`
  }
  catch (error) {
    return `${name} is not valid JSON (${error instanceof Error ? error.message : String(error)})`
  }
}

function caseFrom(row: RawRow, names: string[]): RuleCase {
  const field = (name: string) => row.fields[names.indexOf(name)]?.trim() ?? ''
  return { line: row.line, id: field('id'), rule_id: field('rule_id'), inputs: field('inputs'), expected: field('expected') }
}

/**
 * Evaluates a case; passes when every key that is expected has exactly the expected value. A case asserts the keys it names:
 * an answer may say more (the given cases leave keys out that the rule has).
 */
export async function checkCase(database: PGlite, ruleCase: RuleCase): Promise<RuleOutcome> {
  try {
    const { rows } = await database.query<{ got: string | null, passed: boolean }>(
      `select answer::text as got, coalesce(
         (select bool_and(answer -> e.key is not distinct from e.value) from jsonb_each($3::jsonb) e), answer = $3::jsonb) as passed
       from rules.evaluate($1, $2::jsonb) as answer`,
      [ruleCase.rule_id, ruleCase.inputs, ruleCase.expected],
    )
    const row = rows[0]
    return { ruleCase, problem: row?.passed ? '' : `expected ${ruleCase.expected}, got ${row?.got ?? 'nothing'}` }
  }
  catch (error) {
    return { ruleCase, problem: `expected ${ruleCase.expected}, got error ${describe(error)}` }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const detail = 'detail' in error && typeof error.detail === 'string' ? `: ${error.detail}` : ''
  return error.message + detail
}

async function checkFile(database: PGlite, path: string): Promise<{ passed: number, problems: string[] }> {
  let csv: string
  try {
    csv = await readFile(path, 'utf8')
  }
  catch {
    return { passed: 0, problems: [`${path}: cannot be read`] }
  }

  const { cases, malformed } = readCases(csv)
  if (cases.length === 0 && malformed.length === 0) return { passed: 0, problems: [`${path}: holds no cases`] }

  const problems: RowProblem[] = [...malformed]
  for (const ruleCase of cases) {
    const { problem } = await checkCase(database, ruleCase)
    if (problem) problems.push({ line: ruleCase.line, problem: `${ruleCase.id} ${ruleCase.rule_id}: ${problem}` })
  }
  const passed = cases.length + malformed.length - problems.length
  const inOrder = problems.toSorted((a, b) => a.line - b.line)
  return { passed, problems: inOrder.map(({ line, problem }) => `${path} line ${line}: ${problem}`) }
}

async function givenCaseFiles(): Promise<string[]> {
  const names = await readdir(casesFolder)
  return names.filter(name => name.endsWith('.csv')).sort().map(name => new URL(name, casesFolder).pathname)
}

async function main(): Promise<void> {
  const files = process.argv.slice(2).map(file => resolve(file))
  const database = await openRulesDatabase()
  let passed = 0
  let failed = 0
  for (const file of files.length > 0 ? files : await givenCaseFiles()) {
    const { passed: passedHere, problems } = await checkFile(database, file)
    for (const problem of problems) console.error(`FAILED ${problem}`)
    passed += passedHere
    failed += problems.length
  }
  await database.close()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

if (import.meta.main) await main()
