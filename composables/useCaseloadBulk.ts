import { nameOf, type BulkAnswer, type CaseloadLine, type CommonStep } from '~/shared/caseload'
import type { Audience } from '~/shared/timeline'
import type { Asked } from '~/stores/caseload'
import { mostChosen, type Outcome } from './useCaseload'

export const bulkActions = ['assign', 'review', 'remind', 'not_needed'] as const
export type BulkAction = typeof bulkActions[number]

/** What a form of one action gives. */
export type BulkRequest = { action: 'assign', member: string } | { action: 'review', day: string } | { action: 'remind', audience: Audience }
  | { action: 'not_needed', step: string, reason: string }

interface CaseloadBulk {
  /** Who is chosen, by id, with the name on the list. */
  chosen: Ref<ReadonlyMap<string, string>>
  choose: (lines: readonly CaseloadLine[], on: boolean) => void
  /** Everybody the filters show, up to as many as can be done at once. */
  chooseAll: (asked: Asked) => Promise<void>
  clear: () => void
  busy: Readonly<Ref<boolean>>
  outcome: Readonly<Ref<Outcome | undefined>>
  stepsInCommon: () => Promise<CommonStep[]>
  /** Answers why it did not work, in words, or ''. */
  run: (request: BulkRequest) => Promise<string>
  undo: () => Promise<void>
  close: () => void
}

/** Doing one thing for many people of a caseload. */
export function useCaseloadBulk(changed: () => Promise<void>): CaseloadBulk {
  const store = useCaseloadStore()
  const { locale } = useI18n()
  const { report, inWords } = useProblem()
  const toasts = useToasts()
  // What was done is said at once; the list is read again behind it.
  const { busy, attempt } = useSingleAttempt(async () => void changed())
  const chosen = ref<ReadonlyMap<string, string>>(new Map())
  const outcome = shallowRef<Outcome>()

  function choose(lines: readonly CaseloadLine[], on: boolean): void {
    const next = new Map(chosen.value)
    for (const line of lines) {
      if (!on) next.delete(line.person_id)
      else if (next.size < mostChosen) next.set(line.person_id, nameOf(line))
    }
    chosen.value = next
  }

  async function chooseAll(asked: Asked): Promise<void> {
    try {
      choose(await store.page(asked, mostChosen), true)
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
  }

  function ask(request: BulkRequest, people: string[]): Promise<BulkAnswer> {
    switch (request.action) {
      case 'assign': return store.assign(people, request.member)
      case 'review': return store.recordReviewDates(people, request.day)
      case 'remind': return store.remind(people, request.audience)
      case 'not_needed': return store.markNotNeeded(people, request.step, request.reason)
    }
  }

  const run = (request: BulkRequest): Promise<string> => attempt(async () => {
    const names = chosen.value
    const answer = await ask(request, [...names.keys()])
    outcome.value = { answer, names, messageKey: `caseload.outcome.${request.action}` }
    chosen.value = new Map()
  })

  async function undo(): Promise<void> {
    const done = outcome.value
    if (!done) return
    const problem = await attempt(async () => {
      const answer = await store.undo(done.answer.action_id)
      outcome.value = { ...done, answer, messageKey: 'caseload.outcome.undone', undone: true }
    })
    if (problem) toasts.show(problem, { tone: 'warn' })
  }

  return {
    chosen, choose, chooseAll, busy, outcome, run, undo,
    clear: () => { chosen.value = new Map() },
    close: () => { outcome.value = undefined },
    stepsInCommon: () => store.stepsInCommon([...chosen.value.keys()], locale.value),
  }
}
