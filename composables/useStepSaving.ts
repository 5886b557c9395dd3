import type { Recorded, StepPatch } from '~/stores/timeline'
import type { Step } from '~/shared/timeline'

interface StepSaving {
  /** Saves, says so, and offers to put it back for as long as the message stays. */
  save: (step: Step, patch: StepPatch, version?: number) => Promise<Recorded>
  markDone: (step: Step) => Promise<Recorded>
  /** As it was before the last change of this visit. */
  putBack: (step: Step) => Promise<void>
}

/** Saving steps with a message and undo: the same wherever steps are shown. */
export function useStepSaving(): StepSaving {
  const store = useTimelineStore()
  const toasts = useToasts()
  const { report, inWords } = useProblem()
  const { t } = useI18n()

  async function save(step: Step, patch: StepPatch, version?: number): Promise<Recorded> {
    const result = await store.record(step.id, patch, version)
    if (result.kind === 'saved') {
      const key = result.step.status === 'done' && step.status !== 'done' ? 'done' : 'changed'
      toasts.show(t(`timeline.saved.${key}`, { title: step.title }), { undo: () => putBack(result.step) })
    }
    return result
  }

  async function markDone(step: Step): Promise<Recorded> {
    const result = await save(step, { status: 'done' })
    if (result.kind === 'problem') toasts.show(inWords(report(result.error)), { tone: 'warn' })
    return result
  }

  async function putBack(step: Step): Promise<void> {
    const earlier = store.before[step.id]
    const current = store.find(step.id)
    if (!earlier || !current) return
    const result = await store.record(step.id, earlier, step.version)
    if (result.kind === 'saved') toasts.show(t('timeline.saved.undone', { title: step.title }))
    if (result.kind === 'problem') toasts.show(inWords(report(result.error)), { tone: 'warn' })
    if (result.kind !== 'conflict') return
    store.accept(result.theirs)
    toasts.show(t('timeline.saved.undo_failed', { title: step.title }), { tone: 'warn' })
  }

  return { save, markDone, putBack }
}
