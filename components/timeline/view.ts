import type { Confirming } from '../confirmation/confirming'
import type { Unsent } from '~/shared/device'
import type { Audience, Step } from '~/shared/timeline'

/** What every part of a timeline or checklist needs to know about the reader and the day. */
export interface TimelineView {
  personId: string
  /** `YYYY-MM-DD`, by the database's clock. */
  today: string
  /** "You" for the reader's own steps, the young person's name for theirs, otherwise the team. */
  nameOf: (step: Pick<Step, 'audience' | 'mine'>) => string
  /** The name of an audience in a heading. */
  audienceName: (audience: Audience) => string
  /** The reader may type in the date that this step waits for. */
  mayAddDate: (step: Step) => boolean
  /** Keys of stages that are over. */
  pastStages: readonly string[]
  /** Id of the step the address leads to, or ''. */
  linked: string
  /** Ids of steps being saved. */
  saving: readonly string[]
  /** Ids of steps changed a moment ago: they keep their place and can be put back. */
  kept: readonly string[]
  /** Whether what services did really happened; absent where that is not asked. */
  confirming?: Confirming
  /** What is on this device alone, because there was no connection. */
  unsent: readonly Unsent[]
}
