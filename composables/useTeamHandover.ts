import type { Colleague } from '~/shared/caseload'
import type { Outcome } from './useCaseload'

interface Absence {
  from: string
  until: string
  cover: string
}

interface TeamHandover {
  colleagues: ComputedRef<readonly Colleague[]>
  /** Why they could not be loaded, in words, or ''. */
  failed: ComputedRef<string>
  busy: Readonly<Ref<boolean>>
  outcome: Readonly<Ref<Outcome | undefined>>
  /** These answer why it did not work, in words, or ''. */
  setAbsence: (colleague: Colleague, absence: Absence | undefined) => Promise<string>
  handOver: (from: Colleague, to: Colleague) => Promise<string>
  undo: () => Promise<void>
  close: () => void
}

/** Being away, and handing a whole caseload to a colleague. */
export async function useTeamHandover(): Promise<TeamHandover> {
  const store = useCaseloadStore()
  const toasts = useToasts()
  const { t } = useI18n()
  const { busy, attempt } = useSingleAttempt(() => refreshNuxtData('caseload handover'))
  const outcome = shallowRef<Outcome>()
  const { value, failed, settled } = useLoaded('caseload handover', () => store.colleagues())
  await settled

  const setAbsence = (colleague: Colleague, absence: Absence | undefined): Promise<string> => attempt(async () => {
    const { member_id: member, card_version: version, away_from: from, away_until: until, cover_member_id: cover } = colleague
    await store.setAbsence(member, version, { from: absence?.from ?? null, until: absence?.until || null, cover: absence?.cover || null })
    toasts.show(t(absence ? 'caseload.handover.away_saved' : 'caseload.handover.back_saved', { name: colleague.display_name }), {
      undo: () => store.setAbsence(member, version + 1, { from, until, cover }).then(() => refreshNuxtData('caseload handover')),
    })
  })

  const handOver = (from: Colleague, to: Colleague): Promise<string> => attempt(async () => {
    const answer = await store.handOver(from.member_id, to.member_id)
    outcome.value = { answer, names: new Map(), messageKey: 'caseload.outcome.handover' }
  })

  async function undo(): Promise<void> {
    const done = outcome.value
    if (!done) return
    const problem = await attempt(async () => {
      outcome.value = { ...done, answer: await store.undo(done.answer.action_id), messageKey: 'caseload.outcome.undone', undone: true }
    })
    if (problem) toasts.show(problem, { tone: 'warn' })
  }

  function close(): void {
    outcome.value = undefined
  }

  return { colleagues: computed(() => value.value ?? []), failed, busy, outcome, setAbsence, handOver, undo, close }
}
