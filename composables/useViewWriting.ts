import { useEventListener, watchDebounced } from '@vueuse/core'
import { z } from 'zod'
import { longestOwnView, type SavedView, type ViewQuestion } from '~/shared/own-views'
import { readSavedView } from '~/stores/ownViews'

/** `kept`: on this device, and sent as soon as there is a connection. */
export type WritingState = 'empty' | 'saved' | 'saving' | 'waiting' | 'kept' | 'failed'

interface ViewWriting {
  words: Ref<string>
  state: ComputedRef<WritingState>
  /** Why the last try was not saved, in words, or ''. */
  problem: Readonly<Ref<string>>
  /** What another window saved meanwhile; until one of the two is chosen nothing is sent. */
  otherWindow: Readonly<Ref<SavedView | undefined>>
  /** Something typed earlier and not saved then was put back. */
  restored: Readonly<Ref<boolean>>
  isTooLong: ComputedRef<boolean>
  /** Sends what is not saved yet; true when all of it is saved. */
  flush: () => Promise<boolean>
  keepMine: () => Promise<boolean>
  takeTheirs: () => void
}

const keptSchema = z.object({ words: z.string(), version: z.int() })

/** Writing one private answer: it saves itself in a pause, and what could not be sent stays on this device and is tried again. */
export function useViewWriting(person: string, question: ViewQuestion): ViewWriting {
  const store = useOwnViewsStore()
  const outbox = useOutboxStore()
  const { report, inWords } = useProblem()
  const base = shallowRef<SavedView>(question.view ?? { id: crypto.randomUUID(), words: '', version: 0 })
  const words = ref(base.value.words)
  const problem = ref('')
  const otherWindow = shallowRef<SavedView>()
  const isSending = ref(false)
  let sending: Promise<void> | undefined

  const isTooLong = computed(() => words.value.trim().length > longestOwnView)
  const unsent = computed(() => store.unsent(person, question.key))
  const settledWords = computed(() => (unsent.value?.isWaiting ? unsent.value.words.trim() : base.value.words))
  const isDirty = () => words.value.trim() !== settledWords.value

  const draft = useDraft({
    form: 'own-view',
    subject: `${person} ${question.key}`,
    read: () => ({ words: words.value, version: base.value.version }),
    restore(kept) {
      const found = keptSchema.safeParse(kept)
      if (!found.success || found.data.words.trim() === base.value.words) return false
      words.value = found.data.words
      if (found.data.version !== base.value.version && base.value.words) otherWindow.value = base.value
      else void flush()
      return true
    },
  })

  async function sendOnce(): Promise<boolean> {
    const typed = words.value
    try {
      const saved = await store.save({ ...base.value, person, question: question.key, words: typed }, question.title)
      if (saved) base.value = { ...saved, words: typed.trim() }
      problem.value = ''
      return true
    }
    catch (error) {
      otherWindow.value = readViewConflict(error)
      problem.value = otherWindow.value ? '' : inWords(report(error))
      return false
    }
  }

  async function sendAll(): Promise<void> {
    isSending.value = true
    while (isDirty() && !isTooLong.value && !otherWindow.value && await sendOnce());
    isSending.value = false
    if (!isDirty()) draft.clear()
  }

  async function flush(): Promise<boolean> {
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    await sending
    return !isDirty()
  }

  watchDebounced(words, flush, { debounce: 800 })
  if (import.meta.client) useEventListener(window, 'online', flush)

  // What was written here without a connection comes before what is saved. Refused, it is tried once more: the other words come back.
  watch(unsent, (kept) => {
    if (!kept || words.value.trim() !== base.value.words) return
    base.value = { ...base.value, id: kept.id, version: kept.version }
    words.value = kept.words
    if (!kept.isWaiting) void flush()
  }, { immediate: true })
  useArrived((thing, answer) => {
    if (thing.what === 'save_view' && thing.subject === base.value.id) base.value = readSavedView(answer, thing.subject)
  })

  async function keepMine(): Promise<boolean> {
    if (otherWindow.value) base.value = otherWindow.value
    otherWindow.value = undefined
    return flush()
  }

  function takeTheirs(): void {
    if (!otherWindow.value) return
    base.value = otherWindow.value
    words.value = otherWindow.value.words
    otherWindow.value = undefined
    void outbox.settle(base.value.id)
    draft.clear()
  }

  const state = computed<WritingState>(() => {
    if (isSending.value) return 'saving'
    if (problem.value || otherWindow.value) return 'failed'
    if (isDirty()) return 'waiting'
    if (unsent.value) return 'kept'
    return base.value.words ? 'saved' : 'empty'
  })

  return { words, state, problem, otherWindow, restored: draft.restored, isTooLong, flush, keepMine, takeTheirs }
}
