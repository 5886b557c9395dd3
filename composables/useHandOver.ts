import { z } from 'zod'
import { privateViews, type HandOver, type MyViews, type OwnView, type ViewQuestion, type ViewReader } from '~/shared/own-views'

export type HandOverStep = 'which' | 'who' | 'check'
type Answer = ViewQuestion & { view: OwnView }

interface HandingOver {
  step: Ref<HandOverStep>
  first: HandOverStep
  /** Ids of the answers to hand over. */
  chosen: Ref<string[]>
  /** Ids of those who read them, while it is the same for all. */
  everyReader: Ref<string[]>
  /** Different people for different answers. */
  isEach: Ref<boolean>
  readersOf: (view: OwnView) => string[]
  setReaders: (view: OwnView, readers: string[]) => void
  /** Those who do not have an answer yet. */
  offered: ComputedRef<ViewReader[]>
  /** Who will be able to read an answer: those chosen now, and those who have it. */
  named: (view: OwnView) => ViewReader[]
  /** Answers that can be handed over, and those that are chosen. */
  ready: ComputedRef<Answer[]>
  picked: ComputedRef<Answer[]>
  /** What to send. */
  choices: ComputedRef<HandOver[]>
  /** Every answer has somebody who reads it. */
  hasReaders: ComputedRef<boolean>
  clear: () => void
}

const ids = z.array(z.string())
const keptSchema = z.object({ chosen: ids, everyReader: ids, isEach: z.boolean(), each: z.record(z.string(), ids) })

/**
 * Choosing which answers go to whom, in three small steps. Nothing leaves before the last one; a reload keeps the choices.
 * @param only the key of one question: its answer is chosen, and may have readers already.
 */
export function useHandOver(person: string, views: () => MyViews | undefined, only?: string): HandingOver {
  const first = only ? 'who' : 'which'
  const step = ref<HandOverStep>(first)
  const chosen = ref<string[]>([])
  const everyReader = ref<string[]>([])
  const isEach = ref(false)
  const each = ref<Record<string, string[]>>({})

  const draft = useDraft({
    form: 'hand-over',
    subject: only ?? person,
    read: () => ({ chosen: chosen.value, everyReader: everyReader.value, isEach: isEach.value, each: each.value }),
    restore(kept) {
      const found = keptSchema.safeParse(kept)
      if (!found.success) return false
      chosen.value = found.data.chosen
      everyReader.value = found.data.everyReader
      isEach.value = found.data.isEach
      each.value = found.data.each
      return true
    },
  })

  const ready = computed((): Answer[] => {
    const questions = views()?.questions ?? []
    return only ? questions.flatMap(asked => (asked.key === only && asked.view ? [{ ...asked, view: asked.view }] : [])) : privateViews(questions)
  })
  const picked = computed(() => (only ? ready.value : ready.value.filter(({ view }) => chosen.value.includes(view.id))))
  const has = (view: OwnView, id: string) => view.readers.some(reader => reader.id === id)
  const offered = computed(() => (views()?.readers ?? []).filter(({ id }) => !picked.value.some(({ view }) => has(view, id))))

  /** A choice that was kept may name somebody who is not offered any more. */
  function readersOf({ id }: OwnView): string[] {
    const readers = isEach.value ? each.value[id] ?? everyReader.value : everyReader.value
    return readers.filter(reader => offered.value.some(found => found.id === reader))
  }

  function setReaders({ id }: OwnView, readers: string[]): void {
    each.value = { ...each.value, [id]: readers }
  }

  function named(view: OwnView): ViewReader[] {
    return [...view.readers, ...offered.value.filter(({ id }) => readersOf(view).includes(id))]
  }

  const choices = computed(() => picked.value.map(({ view }): HandOver => ({ id: view.id, version: view.version, readers: readersOf(view) })))

  return {
    step, first, chosen, everyReader, isEach, readersOf, setReaders, offered, named, ready, picked, choices,
    hasReaders: computed(() => choices.value.every(choice => choice.readers.length)),
    clear: draft.clear,
  }
}
