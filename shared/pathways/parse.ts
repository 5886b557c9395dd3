import { isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import type { Document, YAMLParseError } from 'yaml'
import { checkPathway } from './check.ts'
import type { DocumentPath, Finding, ProblemCode } from './check.ts'
import { pathwaySchema } from './schema.ts'
import type { PathwayDocument } from './schema.ts'

export interface PathwayProblem {
  file: string
  /** Counts from 1. */
  line: number
  code: ProblemCode
  /** Says what is wrong and what to do, and begins with the id of the step it is about. */
  message: string
}

/** `document` is null exactly when there are problems. */
export type PathwayResult = {
  /** The line in the file that a place in the document was read from. */
  lineOf: (path: DocumentPath) => number
} & ({ document: PathwayDocument, problems: [] } | { document: null, problems: [PathwayProblem, ...PathwayProblem[]] })

/**
 * Reads and checks one template. Never throws: every problem is returned, each with its line.
 * The document is the JSON that `private.import_pathway(document jsonb)` takes.
 */
export function parsePathway(text: string, file: string): PathwayResult {
  const lines = new LineCounter()
  const tree = parseDocument(text, { lineCounter: lines })
  const lineOf = (path: DocumentPath) => lineAt(tree, lines, path)
  const [problem, ...others] = [...syntaxProblems(tree, lines, file), ...documentProblems(tree, file, lineOf)].toSorted((a, b) => a.line - b.line)
  if (problem) return { document: null, problems: [problem, ...others], lineOf }
  return { document: pathwaySchema.parse(tree.toJS()), problems: [], lineOf }
}

/** `file:line: message`, as editors and terminals link it. */
export function showProblem(problem: Pick<PathwayProblem, 'file' | 'line' | 'message'>): string {
  return `${problem.file}:${problem.line}: ${problem.message}`
}

function syntaxProblems(tree: Document.Parsed, lines: LineCounter, file: string): PathwayProblem[] {
  const problems = tree.errors.map((error): PathwayProblem => ({
    file, line: lines.linePos(error.pos[0]).line, ...syntaxMessage(error),
  }))
  visit(tree, {
    Alias(_, alias) {
      problems.push({
        file, line: lines.linePos(alias.range?.[0] ?? 0).line, code: 'not_yaml', message: `*${alias.source} copies another part of the file: write it out in full`,
      })
    },
  })
  return problems
}

function syntaxMessage(error: YAMLParseError): Pick<PathwayProblem, 'code' | 'message'> {
  if (error.code === 'DUPLICATE_KEY') return { code: 'duplicate_id', message: 'this name is written twice in the same place: remove one of them' }
  return { code: 'not_yaml', message: `this is not YAML that can be read: ${error.message.split(' at line ')[0]}` }
}

/** Nothing is judged on a file that could not be read; a key written twice is read as its last value. */
function documentProblems(tree: Document.Parsed, file: string, lineOf: (path: DocumentPath) => number): PathwayProblem[] {
  if (tree.errors.some(error => error.code !== 'DUPLICATE_KEY') || hasAlias(tree)) return []
  const value: unknown = tree.toJS()
  return checkPathway(value).map(finding => ({
    file, line: lineOf(finding.path), code: finding.code, message: describe(finding, value, lineOf),
  }))
}

function hasAlias(tree: Document.Parsed): boolean {
  let found = false
  visit(tree, {
    Alias() {
      found = true
      return visit.BREAK
    },
  })
  return found
}

function describe({ path, message, related }: Finding, value: unknown, lineOf: (path: DocumentPath) => number): string {
  const subject = subjectOf(value, path)
  const where = subject ? `${subject}: ` : ''
  return related ? `${where}${message} (first used on line ${lineOf(related)})` : `${where}${message}`
}

/** The id or key of the innermost step, stage, condition or anchor that a place belongs to. */
function subjectOf(value: unknown, path: DocumentPath): string | null {
  let subject: string | null = null
  let current = value
  for (const part of path) {
    if (typeof current !== 'object' || current === null) break
    current = (current as Record<string | number, unknown>)[part]
    const named = current as { id?: unknown, key?: unknown } | null | undefined
    const name = named?.id ?? named?.key
    if (typeof name === 'string') subject = name
  }
  return subject
}

/** Follows the path as far as the file goes, so something missing is reported where it should have been. */
function lineAt(tree: Document.Parsed, lines: LineCounter, path: DocumentPath): number {
  let node: unknown = tree.contents
  let offset = isCollection(node) ? node.range?.[0] : 0
  for (const part of path) {
    const pair = isMap(node) ? node.items.find(entry => isScalar(entry.key) && String(entry.key.value) === String(part)) : undefined
    const next: unknown = isSeq(node) ? node.items[Number(part)] : pair?.value
    const start: unknown = pair ? pair.key : next
    if (!hasRange(start)) break
    offset = start.range[0]
    node = next
  }
  return lines.linePos(offset ?? 0).line
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}
