import { madePaper, openPaper, type MadePaper, type OpenPaper, type PaperPurpose, type PaperVoice } from '~/shared/papers'
import { sendOnce } from '~/shared/send-once'
import type { StepPatch } from '~/shared/timeline-answers'

/** One step as it is typed back from a sheet. */
export interface PaperEntry {
  item_id: string
  expected_version: number
  patch: StepPatch
}

/** Sheets that are filled in by hand and typed back. Every action throws what supabase-js answered. */
export const usePapersStore = defineStore('papers', () => {
  const client = useSupabaseClient()

  /** @throws PT403 `not_your_step` for teams. */
  async function make(person: string, purpose: PaperPurpose, items: string[]): Promise<MadePaper> {
    const { data } = await client.rpc('make_paper', { person, purpose, items }).throwOnError()
    return madePaper.parse(data)
  }

  /** @throws PT404 `paper_not_found`. */
  async function open(code: string): Promise<OpenPaper> {
    const { data } = await client.rpc('open_paper', { code }).throwOnError()
    return openPaper.parse(data)
  }

  /** All of it or nothing. @throws PT409 `item_changed`. */
  async function record(code: string, saidBy: PaperVoice, entries: PaperEntry[]): Promise<void> {
    await sendOnce(client, 'record_from_paper', { code, said_by: saidBy, entries: JSON.parse(JSON.stringify(entries)) })
  }

  /** @returns how many codes were ended. */
  async function end(person: string): Promise<number> {
    const { data } = await client.rpc('end_papers', { person }).throwOnError()
    return data
  }

  return { make, open, record, end }
})
