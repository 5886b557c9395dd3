import type { Problem } from './useProblem'

interface PageOf<Value> {
  page: ComputedRef<Value | undefined>
  /** Why there is nothing to show, in words, or ''. */
  problem: ComputedRef<string>
  /** Reads everything again; what is on the page stays until the answer is here. */
  refresh: () => Promise<void>
}

/**
 * Loads all that a page is about, on the server and again after each save. Null, and PT404, are the page that is not
 * there: what the reader may not see is the same as what does not exist.
 */
export async function usePageOf<Value>(key: string, work: () => Promise<Value | null>): Promise<PageOf<Value>> {
  const { inWords } = useProblem()
  const kept = shallowRef<Value>()
  const request = useAsyncData(key, async (): Promise<{ value?: Value, problem?: Problem }> => {
    try {
      const value = await work()
      return value === null ? { problem: { key: 'not_found', status: 404 } } : { value }
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  }, { deep: false })
  const { data, refresh } = request

  function take(): void {
    const answer = data.value as { value?: Value, problem?: Problem } | undefined
    if (answer?.value !== undefined) kept.value = answer.value
    if (answer?.problem?.status !== 404) return
    const missing = createError({ status: 404, fatal: true })
    if (import.meta.server) throw missing
    showError(missing)
  }
  watch(data, take)
  const page = computed(() => kept.value)
  const problem = computed(() => (data.value?.problem && !kept.value ? inWords(data.value.problem) : ''))

  // Last, because what follows an await in a composable has lost its component.
  await request
  take()
  return { page, problem, refresh: () => refresh() }
}
