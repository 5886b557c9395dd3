import * as z from 'zod/mini'
import { changedView, handedView, myViews, type HandedView, type HandOver, type MyViews, type SavedView, type ViewOutcome } from '~/shared/own-views'

export interface ViewToSave {
  id: string
  person: string
  question: string
  /** 0 for the first time. */
  version: number
  words: string
}

/** The answer on this device, written on top of this version. `isWaiting`: to be sent; otherwise it was refused. */
export interface UnsentView extends SavedView {
  isWaiting: boolean
}

/** A young person's own views before a review. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useOwnViewsStore = defineStore('ownViews', () => {
  const client = useSupabaseClient()
  const outbox = useOutboxStore()

  /** @throws PT403 `young_person_only`. */
  async function mine(person: string, locale: string): Promise<MyViews> {
    const { data } = await client.rpc('my_views', { person, in_locale: locale }).throwOnError()
    return myViews.parse(data)
  }

  /**
   * Gives what is saved now, or nothing where it is kept on this device. Emptied, it is gone: version 0.
   * @param title what it is called while it waits to be sent
   * @throws PT409 `view_changed`, which `readViewConflict` reads
   */
  async function save({ id, person, question, version, words }: ViewToSave, title: string): Promise<SavedView | undefined> {
    const args = { view: id, person, question_key: question, expected_version: version, words }
    const sent = await outbox.sendOrKeep('save_view', args, { person, subject: id, title, words })
    return sent.kind === 'saved' ? readSavedView(sent.answer, id) : undefined
  }

  /** What was written in answer to a question and is on this device alone. */
  function unsent(person: string, question: string): UnsentView | undefined {
    const found = outbox.of('save_view', person).findLast(({ args }) => args.question_key === question)
    return found && { id: found.subject, words: found.words ?? '', version: Number(found.args.expected_version), isWaiting: found.state === 'waiting' }
  }

  /** All of them or none. @throws PT409 `view_changed`, PT422 `readers_needed`. */
  async function handOver(person: string, choices: readonly HandOver[]): Promise<void> {
    await client.rpc('hand_over_views', { person, choices: choices.map(choice => ({ ...choice })) }).throwOnError()
  }

  /** @throws PT409 `view_read` once somebody has read it. */
  async function takeBack({ id, version }: Pick<SavedView, 'id' | 'version'>): Promise<void> {
    await client.rpc('take_back_view', { view: id, expected_version: version }).throwOnError()
  }

  async function startNew(person: string): Promise<void> {
    await client.rpc('start_new_views', { person }).throwOnError()
  }

  /** What a young person handed to the reader. From then on they see who read it. @throws PT404 `not_found`. */
  async function read(person: string, locale: string): Promise<HandedView[]> {
    const { data } = await client.rpc('read_views', { person, in_locale: locale }).throwOnError()
    return z.array(handedView).parse(data)
  }

  /** @throws PT409 `reply_changed`. */
  async function reply(view: string, answer: { id: string, version: number, outcome: ViewOutcome, words: string }): Promise<void> {
    await client.rpc('reply_to_view', {
      reply: answer.id, view, expected_version: answer.version, outcome: answer.outcome, words: answer.words,
    }).throwOnError()
  }

  return { mine, save, unsent, handOver, takeBack, startNew, read, reply }
})

/** What `save_view()` answers. @param id the one that was sent: an emptied answer has none. */
export function readSavedView(answer: unknown, id: string): SavedView {
  const { words, version, ...saved } = answer as Partial<SavedView>
  return { id: saved.id ?? id, words: words ?? '', version: version ?? 0 }
}

/** What was saved in another window first, where that is why a save was refused. */
export function readViewConflict(error: unknown): SavedView | undefined {
  const { key, detail } = readProblem(error)
  if (key !== 'view_changed') return undefined
  try {
    return changedView.parse(JSON.parse(detail ?? ''))
  }
  catch {
    return undefined
  }
}
