import { historyLine, type HistoryActor, type HistoryFilter, type HistoryLine } from '~/shared/history'
import { personCopy, type PersonCopy } from '~/shared/copy'
import * as z from 'zod/mini'

export interface HistoryPage {
  lines: HistoryLine[]
  total: number
}

/** Who looked and what was changed. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useHistoryStore = defineStore('history', () => {
  const client = useSupabaseClient()

  /** One page of the history, newest first. @param page from 1. @throws PT404 `not_found`. */
  async function read(person: string, filter: HistoryFilter, options: { page: number, pageSize: number, locale: string }): Promise<HistoryPage> {
    const { data } = await client.rpc('person_history', {
      person, who: filter.who || undefined, kind: filter.kind || undefined, from_on: filter.from || undefined, to_on: filter.to || undefined,
      page: options.page, page_size: options.pageSize, in_locale: options.locale,
    }).throwOnError()
    const lines = z.array(historyLine).parse(data)
    return { lines, total: lines[0]?.total ?? 0 }
  }

  /** Everything that fits the filter, for a file. */
  async function readAll(person: string, filter: HistoryFilter, locale: string): Promise<HistoryLine[]> {
    const lines: HistoryLine[] = []
    for (let page = 1; ; page++) {
      const next = await read(person, filter, { page, pageSize: 500, locale })
      lines.push(...next.lines)
      if (next.lines.length < 500) return lines
    }
  }

  async function actors(person: string): Promise<HistoryActor[]> {
    const { data } = await client.rpc('history_actors', { person }).throwOnError()
    return data
  }

  /** Everything kept about one person that the reader may see. It is said in the history as looking. */
  async function copyOf(person: string): Promise<PersonCopy> {
    const { data } = await client.rpc('copy_of', { person }).throwOnError()
    return personCopy.parse(data)
  }

  return { read, readAll, actors, copyOf }
})
