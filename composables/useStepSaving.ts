import type { Step } from '~/shared/timeline'
import type { Recorded, StepPatch } from '~/shared/timeline-answers'

interface StepSaving {
  /** Saves, says so, and offers to put it back for as long as the message stays. */
  save: (step: Step, patch: StepPatch, version?: number) => Promise<Recorded>
  markDone: (step: Step) => Promise<Recorded>
  markDoneHere: (step: Step) => Promise<void>
  /** As it was before the last change of this visit. */
  putBack: (step: Step) => Promise<void>
  /** Says that the other's change stays, and offers the reader's own back. */
  keptTheirs: (step: Step, mine: StepPatch) => void
}

/** Saving steps with a message and undo: the same wherever steps are shown. */
export function useStepSaving(): StepSaving {
  const store = useTimelineStore()
  const outbox = useOutboxStore()
  const toasts = useToasts()
  const { report, inWords } = useProblem()
  const { t } = useI18n()

  async function save(step: Step, patch: StepPatch, version?: number): Promise<Recorded> {
    const result = await store.record(step.id, patch, version)
    if (result.kind === 'saved') {
      const key = result.step.status === 'done' && step.status !== 'done' ? 'done' : 'changed'
      toasts.show(t(`timeline.saved.${key}`, { title: step.title }), { undo: () => putBack(result.step) })
    }
    if (result.kind === 'kept') toasts.show(t('device.unsent.kept', { title: step.title }), { tone: 'info', undo: () => putBack(result.step) })
    return result
  }

  async function markDone(step: Step): Promise<Recorded> {
    const result = await save(step, { status: 'done' })
    if (result.kind === 'problem') toasts.show(inWords(report(result.error)), { tone: 'warn' })
    return result
  }

  /** For places where there is nothing to show the other change beside: takes it over and says so. */
  async function markDoneHere(step: Step): Promise<void> {
    const result = await markDone(step)
    if (result.kind !== 'conflict') return
    store.accept(result.theirs)
    const { updated_by_name: name } = result.theirs
    const message = name ? t('timeline.saved.meanwhile', { name, title: step.title }) : t('timeline.saved.meanwhile_unnamed', { title: step.title })
    toasts.show(message, { tone: 'warn' })
  }

  async function putBack(step: Step): Promise<void> {
    const earlier = store.before[step.id]
    const current = store.find(step.id)
    if (!earlier || !current) return
    const result = await store.record(step.id, earlier, step.version)
    if (result.kind === 'saved' || result.kind === 'kept') toasts.show(t('timeline.saved.undone', { title: step.title }))
    if (result.kind === 'problem') toasts.show(inWords(report(result.error)), { tone: 'warn' })
    if (result.kind !== 'conflict') return
    store.accept(result.theirs)
    toasts.show(t('timeline.saved.undo_failed', { title: step.title }), { tone: 'warn' })
  }

  function keptTheirs(step: Step, mine: StepPatch): void {
    void outbox.settle(step.id)
    toasts.show(t('checklist.conflict.kept_theirs', { title: step.title }), { undo: () => save(step, mine) })
  }

  return { save, markDone, markDoneHere, putBack, keptTheirs }
}
