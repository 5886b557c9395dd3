import type { Colleague, WorkPlan } from '~/shared/caseload'
import type { Outcome } from './useCaseload'

interface TeamHandover {
  colleagues: ComputedRef<readonly Colleague[]>
  /** Why they could not be loaded, in words, or ''. */
  failed: ComputedRef<string>
  busy: Readonly<Ref<boolean>>
  outcome: Readonly<Ref<Outcome | undefined>>
  /** These answer why it did not work, in words, or ''. */
  passOn: (colleague: Colleague, plan: WorkPlan) => Promise<string>
  isBack: (colleague: Colleague) => Promise<string>
  undo: () => Promise<void>
  close: () => void
}

/** Being away, and passing a whole caseload to a colleague: one action, with one way back. */
export async function useTeamHandover(): Promise<TeamHandover> {
  const store = useCaseloadStore()
  const toasts = useToasts()
  const { t } = useI18n()
  const { busy, attempt } = useSingleAttempt(() => refreshNuxtData('caseload handover'))
  const outcome = shallowRef<Outcome>()
  const { value, failed, settled } = useLoaded('caseload handover', () => store.colleagues())
  await settled

  const passOn = (colleague: Colleague, plan: WorkPlan): Promise<string> => attempt(async () => {
    const answer = await store.passOn(colleague, plan)
    const messageKey = plan.handOver ? 'caseload.outcome.handover' : 'caseload.outcome.away'
    outcome.value = { answer, names: new Map(), messageKey, changedMore: true }
  })

  const isBack = (colleague: Colleague): Promise<string> => attempt(async () => {
    await store.isBack(colleague)
    toasts.show(t('caseload.handover.back_saved', { name: colleague.display_name }))
  })

  async function undo(): Promise<void> {
    const done = outcome.value
    if (!done) return
    const problem = await attempt(async () => {
      const answer = await store.undo(done.answer.action_id)
      const messageKey = done.answer.people.length ? 'caseload.outcome.undone' : 'caseload.outcome.undone_away'
      outcome.value = { ...done, answer, messageKey, undone: true }
    })
    if (problem) toasts.show(problem, { tone: 'warn' })
  }

  function close(): void {
    outcome.value = undefined
  }

  return { colleagues: computed(() => value.value ?? []), failed, busy, outcome, passOn, isBack, undo, close }
}
