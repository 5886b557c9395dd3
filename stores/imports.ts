import * as z from 'zod/mini'
import { importSchema, lineSchema, sourceSchema, undoSchema, type Import, type ImportLine, type ImportSource, type Outcome } from '~/shared/imports/answers'
import type { ImportColumns } from '~/shared/imports/fields'
import type { ImportRow } from '~/shared/imports/rows'
import { sendOnce } from '~/shared/send-once'
import type { Json } from '~/shared/types/database'

/** As many as fit well into one request of the API. */
const rowsAtOnce = 500
const columns = 'id, organisation_id, source, state, all_or_nothing, update_people, counts, created_at, created_by_name, version'

interface Beginning {
  organisation: string
  /** What the organisation calls the system that the file is from. */
  source: string
  columns: ImportColumns
  rows: readonly ImportRow[]
}

/** Bringing people in from a file. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useImportsStore = defineStore('imports', () => {
  const client = useSupabaseClient()

  /** The newest first. */
  async function list(): Promise<Import[]> {
    const { data } = await client.from('imports').select(columns).order('created_at', { ascending: false }).limit(30).throwOnError()
    return z.array(importSchema).parse(data)
  }

  async function sources(): Promise<ImportSource[]> {
    const { data } = await client.from('import_sources').select('organisation_id, name, columns').order('name').throwOnError()
    return z.array(sourceSchema).parse(data)
  }

  /** Null where the reader's teams have no such import. */
  async function read(id: string): Promise<Import | null> {
    const { data } = await client.from('imports').select(columns).eq('id', id).maybeSingle().throwOnError()
    return z.nullable(importSchema).parse(data)
  }

  /** Sends the rows and has them checked; nothing is written about anybody yet. @returns the import's id. */
  async function send({ organisation, source, columns, rows }: Beginning, tell: (sent: number) => void): Promise<string> {
    const id = z.uuid().parse(await sendOnce(client, 'start_import', { organisation, source, columns }))
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const part = rows.slice(from, from + rowsAtOnce)
      await client.rpc('add_import_rows', { import: id, rows: JSON.parse(JSON.stringify(part)) as Json }).throwOnError()
      tell(from + part.length)
    }
    await client.rpc('check_import', { import: id }).throwOnError()
    return id
  }

  /** Rows of one outcome, after a row of the file. */
  async function lines(id: string, outcome: Outcome, { after = 0, most = 50 } = {}): Promise<ImportLine[]> {
    const { data } = await client.rpc('import_lines', { import: id, outcome, after_line: after, page_size: most }).throwOnError()
    return z.array(lineSchema).parse(data)
  }

  /** Says yes to what was shown. The work itself goes on in the server, whether or not anybody waits: `carryOn`. */
  async function begin({ id, version }: Import, choices: { allOrNothing: boolean, updatePeople: boolean }): Promise<void> {
    await client.rpc('begin_import', {
      import: id, expected_version: version, all_or_nothing: choices.allOrNothing, update_people: choices.updatePeople,
    }).throwOnError()
  }

  /** Lets the server write and plan. Safe to ask again, also while it is at it. */
  async function carryOn(id: string): Promise<void> {
    const response = await fetch(`/api/imports/${id}`, { method: 'POST' })
    if (!response.ok) throw await response.json().catch(() => ({ status: response.status }))
  }

  /** Takes back a hundred people at a time, until it is over. Safe to ask again where it stopped. */
  async function undo(id: string): Promise<void> {
    for (let isOver = false; !isOver;) {
      const { data } = await client.rpc('undo_import', { import: id }).throwOnError()
      isOver = undoSchema.parse(data).is_over
    }
  }

  async function discard(id: string): Promise<void> {
    await client.rpc('discard_import', { import: id }).throwOnError()
  }

  return { list, sources, read, send, lines, begin, carryOn, undo, discard }
})
