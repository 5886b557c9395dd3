import type { Attempt } from './useAttempt'

/** What a page does about many people at once: one thing at a time, so that a second press does nothing. */
export function useSingleAttempt(refresh: () => Promise<unknown>): { busy: Readonly<Ref<boolean>>, attempt: Attempt } {
  const send = useAttempt(refresh)
  const busy = ref(false)

  async function attempt(work: () => Promise<unknown>): Promise<string> {
    if (busy.value) return ''
    busy.value = true
    const problem = await send(work)
    busy.value = false
    return problem
  }

  return { busy, attempt }
}
