import type { Problem } from './useProblem'

interface Loaded<Value> {
  value: ComputedRef<Value | undefined>
  /** Why there is nothing, in words; '' while all is well. */
  failed: ComputedRef<string>
  /** For a page that waits. */
  settled: Promise<void>
}

interface LoadOptions {
  server?: boolean
  /** Kept on this device, to be read without a connection: the young person it is about, or '' for the reader's own. */
  keepFor?: string
}

/** Loads something for a page. An error loses its shape on the way from server to browser, so it is read where it happens. */
export function useLoaded<Value>(key: string, work: () => Promise<Value>, { server, keepFor }: LoadOptions = {}): Loaded<Value> {
  const { inWords } = useProblem()
  const device = useDeviceStore()
  const loading = useAsyncData(key, async (): Promise<{ value?: Value, problem?: Problem }> => {
    try {
      return { value: await device.orKept(key, work) }
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  }, { server })
  const value = computed(() => loading.data.value?.value as Value | undefined)
  if (keepFor !== undefined) device.keepShown(() => key, () => value.value, keepFor || undefined)

  return {
    value,
    failed: computed(() => (loading.data.value?.problem ? inWords(loading.data.value.problem) : '')),
    settled: loading.then(() => undefined),
  }
}
