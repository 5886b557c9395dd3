import Papa from 'papaparse'
import { maxRows, type FileProblem } from './file-limits.ts'
import type { FileTable } from './rows.ts'

/** A file that cannot be read, and why. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
  readonly problem: FileProblem

  constructor(problem: FileProblem) {
    super(problem)
    this.problem = problem
  }
}

function isWide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xFF && bytes[1] === 0xFE) return 'utf-16le'
  if (bytes[0] === 0xFE && bytes[1] === 0xFF) return 'utf-16be'
  // Without a mark: Latin letters leave every other byte empty.
  const start = bytes.subarray(0, 200)
  const empty = [0, 0]
  start.forEach((byte, index) => {
    if (byte === 0) empty[index % 2] = (empty[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = empty
  if (odd > start.length / 5 && even === 0) return 'utf-16le'
  return even > start.length / 5 && odd === 0 ? 'utf-16be' : undefined
}

/** The text of a file: UTF-16 by its mark or its look, UTF-8 where it is valid, otherwise Windows-1252, which Excel writes. */
export function decodeText(bytes: Uint8Array): string {
  const wide = isWide(bytes)
  if (wide) return new TextDecoder(wide).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  }
  catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The letter that a spreadsheet shows above a column. */
function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + index % 26)
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter
}

/** Rows of a file with their headings made distinct, and without rows that are empty. @throws UnreadableFile */
export function tableOf(all: ReadonlyArray<readonly string[]>): FileTable {
  const filled = all.map((values, index) => ({ line: index + 1, values: [...values] })).filter(({ values }) => values.some(value => value.trim() !== ''))
  const [head, ...rows] = filled
  if (!head || rows.length === 0) throw new UnreadableFile('empty')
  if (rows.length > maxRows) throw new UnreadableFile('too_many_rows')
  const headings = head.values.map(value => value.replace(/\s+/g, ' ').trim())
  const named = headings.map((heading, index) =>
    heading === '' || headings.indexOf(heading) < index ? `${heading} (${columnLetter(index)})`.trim() : heading)
  // A heading too short for its rows would make every row one with too many cells.
  return { headings: named, rows: rows.map(({ line, values }) => ({ line, values: trimEnd(values, named.length) })) }
}

function trimEnd(values: string[], least: number): string[] {
  const last = values.findLastIndex(value => value.trim() !== '')
  return values.slice(0, Math.max(least, last + 1))
}

/** What parts the headings parts the rows. */
function delimiterOf(text: string): string {
  const [head = ''] = text.split(/[\r\n]/, 1)
  const count = (sign: string) => head.split(sign).length
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** Reads a CSV file, whichever of comma, semicolon, tab or bar parts its cells. @throws UnreadableFile */
export function readCsv(bytes: Uint8Array): FileTable {
  const text = decodeText(bytes)
  // A picture or a document has bytes that no table has.
  if (text.slice(0, 4000).includes('\0')) throw new UnreadableFile('not_a_table')
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: delimiterOf(text) })
  if (errors.some(({ type }) => type === 'Quotes')) throw new UnreadableFile('quotes')
  return tableOf(data)
}
