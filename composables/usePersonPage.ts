import type { Problem } from './useProblem'
import type { PersonSummary } from '~/shared/timeline-answers'

interface Loaded<Value> {
  summary: PersonSummary
  value: Value
}

interface PersonPage<Value> {
  summary: ComputedRef<PersonSummary | undefined>
  value: ComputedRef<Value | undefined>
  /** Why it could not be loaded, in words, or ''. */
  problem: ComputedRef<string>
  refresh: () => Promise<void>
}

/**
 * Loads the head of one young person's pages and what this page shows beneath it. Somebody the reader may not see is the
 * same "cannot find that page" as somebody who is not there.
 * @param options.keepAs under this name it is kept on the device of their own circle, to be read without a connection
 */
export async function usePersonPage<Value>(
  key: () => string, person: string, work: () => Promise<Value>, { keepAs }: { keepAs?: () => string } = {},
): Promise<PersonPage<Value>> {
  const store = useTimelineStore()
  const device = useDeviceStore()
  const { inWords } = useProblem()
  const request = useAsyncData(key, async (): Promise<{ loaded?: Loaded<Value>, problem?: Problem }> => {
    try {
      const [summary, value] = await Promise.all([store.head(person), keepAs ? device.orKept(keepAs(), work) : work()])
      return { loaded: { summary, value } }
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  })
  const { data, refresh } = request

  function refuse(): void {
    if (data.value?.problem?.status !== 404) return
    const missing = createError({ status: 404, fatal: true })
    if (import.meta.server) throw missing
    showError(missing)
  }
  watch(data, refuse)
  // What was there stays while a reload fails or another filter loads: nothing is taken from under a reader's eyes.
  const kept = shallowRef<Loaded<Value>>()
  const shown = computed(() => (data.value?.loaded as Loaded<Value> | undefined) ?? kept.value)
  watch(() => data.value?.loaded, (loaded) => {
    if (loaded) kept.value = loaded as Loaded<Value>
  }, { immediate: true })

  device.keepShown(() => headName(person), () => shown.value?.summary, person)
  if (keepAs) device.keepShown(keepAs, () => shown.value?.value, person)

  await request
  refuse()
  return {
    summary: computed(() => shown.value?.summary),
    value: computed(() => shown.value?.value),
    problem: computed(() => (data.value?.problem ? inWords(data.value.problem) : '')),
    refresh: () => refresh(),
  }
}
