import type { Unsent } from '~/shared/device'
import type { Reader } from '~/shared/sharing'

/** What every part of a page of goals needs to know about the reader. */
export interface GoalsView {
  personId: string
  /** The young person. */
  name: string
  /** The young person is the reader. */
  isYoungPerson: boolean
  /** The young person uses Onward themself, so that ideas of others wait for their answer. */
  isHere: boolean
  inCircle: boolean
  readers: readonly Reader[]
  /** Steps of the checklist that a small step can be a part of. */
  items: ReadonlyArray<{ id: string, title: string }>
  /** The words of a step of the checklist, while it is on the timeline. */
  titleOf: (item: string) => string | undefined
  /** What is on this device alone. */
  unsent: readonly Unsent[]
}
