import type { Problem } from './useProblem'

interface Loaded<Value> {
  value: ComputedRef<Value | undefined>
  /** Why there is nothing, in words; '' while all is well. */
  failed: ComputedRef<string>
  /** For a page that waits. */
  settled: Promise<void>
}

/** Loads something for a page. An error loses its shape on the way from server to browser, so it is read where it happens. */
export function useLoaded<Value>(key: string, work: () => Promise<Value>, options: { server?: boolean } = {}): Loaded<Value> {
  const { inWords } = useProblem()
  const loading = useAsyncData(key, async (): Promise<{ value?: Value, problem?: Problem }> => {
    try {
      return { value: await work() }
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  }, options)

  return {
    value: computed(() => loading.data.value?.value as Value | undefined),
    failed: computed(() => (loading.data.value?.problem ? inWords(loading.data.value.problem) : '')),
    settled: loading.then(() => undefined),
  }
}
