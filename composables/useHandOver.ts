import { z } from 'zod'
import { sharedWith as audienceList } from '~/shared/sharing'
import { privateViews, type HandOver, type MyViews, type OwnView, type ViewQuestion } from '~/shared/own-views'
import type { Audience } from '~/shared/timeline'

export type HandOverStep = 'which' | 'who' | 'check'

interface HandingOver {
  step: Ref<HandOverStep>
  /** Ids of the answers to hand over. */
  chosen: Ref<string[]>
  /** Who reads them, while it is the same for all. */
  everyReader: Ref<Audience[]>
  /** Different people for different answers. */
  isEach: Ref<boolean>
  readersOf: (view: OwnView) => Audience[]
  setReaders: (view: OwnView, readers: Audience[]) => void
  /** Answers that can be handed over, and those that are chosen. */
  ready: ComputedRef<Array<ViewQuestion & { view: OwnView }>>
  picked: ComputedRef<Array<ViewQuestion & { view: OwnView }>>
  /** What to send. */
  choices: ComputedRef<HandOver[]>
  /** Every answer has somebody who reads it. */
  hasReaders: ComputedRef<boolean>
  clear: () => void
}

const keptSchema = z.object({
  chosen: z.array(z.string()), everyReader: audienceList, isEach: z.boolean(), each: z.record(z.string(), audienceList),
})

/** Choosing which answers go to whom, in three small steps. Nothing leaves before the last one; a reload keeps the choices. */
export function useHandOver(person: string, views: () => MyViews | undefined): HandingOver {
  const step = ref<HandOverStep>('which')
  const chosen = ref<string[]>([])
  const everyReader = ref<Audience[]>([])
  const isEach = ref(false)
  const each = ref<Record<string, Audience[]>>({})

  const draft = useDraft({
    form: 'hand-over',
    subject: person,
    read: () => ({ chosen: chosen.value, everyReader: everyReader.value, isEach: isEach.value, each: each.value }),
    restore(kept) {
      const found = keptSchema.safeParse(kept)
      if (!found.success || !found.data.chosen.length) return false
      chosen.value = found.data.chosen
      everyReader.value = found.data.everyReader
      isEach.value = found.data.isEach
      each.value = found.data.each
      return true
    },
  })

  const ready = computed(() => privateViews(views()?.questions ?? []))
  const picked = computed(() => ready.value.filter(({ view }) => chosen.value.includes(view.id)))

  function readersOf({ id }: OwnView): Audience[] {
    return isEach.value ? each.value[id] ?? everyReader.value : everyReader.value
  }

  function setReaders({ id }: OwnView, readers: Audience[]): void {
    each.value = { ...each.value, [id]: readers }
  }

  const choices = computed(() => picked.value.map(({ view }): HandOver => ({ id: view.id, version: view.version, shared_with: readersOf(view) })))

  return {
    step, chosen, everyReader, isEach, readersOf, setReaders, ready, picked, choices,
    hasReaders: computed(() => choices.value.every(choice => choice.shared_with.some(audience => audience !== 'young_person'))),
    clear: draft.clear,
  }
}
