import type { Confirming } from '~/components/confirmation/confirming'

/** Did it really happen: what was said about the steps of the person whose timeline is loaded, and how to say it. */
export function useConfirming(): ComputedRef<Confirming> {
  const store = useConfirmationsStore()
  const timeline = useTimelineStore()
  const session = useSessionStore()
  const toasts = useToasts()
  const { t } = useI18n()
  const { report, inWords } = useProblem()

  async function attempt(work: () => Promise<void>, done: string): Promise<string> {
    try {
      await work()
      toasts.show(done)
      return ''
    }
    catch (error) {
      const problem = report(error)
      const person = timeline.summary?.person_id
      if (problem.status === 409 && person) await store.load(person).catch(() => undefined)
      return inWords(problem)
    }
  }

  return computed(() => {
    const account = session.access?.account?.id
    const audiences = timeline.summary?.me.audiences ?? []
    return {
      said: store.said,
      account,
      may: audiences.includes('young_person') || audiences.includes('family'),
      say: (step, answer, words) => attempt(() => {
        const mine = store.said.find(found => found.item_id === step.id && found.author_id === account)
        return store.say(step.id, mine?.version ?? 0, answer, words)
      }, t('confirmation.saved')),
      takeBack: step => attempt(() => store.takeBack(step.id, account ?? ''), t('confirmation.taken_back')),
    }
  })
}
