import type { Step } from '~/shared/timeline'
import type { ChangedItem, Recorded, StepPatch } from '~/shared/timeline-answers'

/** What a checklist can do to a step; the page gives them, so that its parts know no store. */
export interface ChecklistActions {
  save: (step: Step, patch: StepPatch, version: number) => Promise<Recorded>
  markDone: (step: Step) => Promise<Recorded>
  putBack: (step: Step) => Promise<void>
  /** Shows what somebody else saved. */
  accept: (theirs: ChangedItem) => void
  /** The reader gave up their own change for somebody else's; it can still be brought back. */
  keptTheirs: (step: Step, mine: StepPatch) => void
}
