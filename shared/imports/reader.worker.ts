import type { ImportColumns } from './fields.ts'
import type { FileProblem } from './file-limits.ts'
import { readCsv, UnreadableFile } from './file.ts'
import { readRows, type FileTable, type ImportRow } from './rows.ts'
import { isWorkbook, readWorkbook } from './workbook.ts'

export type ReaderRequest = { kind: 'open', bytes: ArrayBuffer } | { kind: 'read', columns: ImportColumns }
export type ReaderAnswer
  = | { kind: 'opened', headings: string[], count: number, examples: string[][] }
    | { kind: 'read', rows: ImportRow[] }
    | { kind: 'failed', problem: FileProblem }

/** Reads a file away from the page, so that the page goes on answering, and away from the server, which gets the chosen columns only. */
let table: FileTable | undefined

async function open(bytes: Uint8Array): Promise<FileTable> {
  return isWorkbook(bytes) ? readWorkbook(bytes) : readCsv(bytes)
}

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
  if (request.kind === 'read') return { kind: 'read', rows: table ? readRows(table, request.columns) : [] }
  table = await open(new Uint8Array(request.bytes))
  return { kind: 'opened', headings: table.headings, count: table.rows.length, examples: table.rows.slice(0, 3).map(({ values }) => values) }
}

addEventListener('message', (event: MessageEvent<ReaderRequest>) => {
  answer(event.data)
    .catch((error: unknown): ReaderAnswer => ({ kind: 'failed', problem: error instanceof UnreadableFile ? error.problem : 'not_a_table' }))
    .then(postMessage)
})
