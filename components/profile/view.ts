import type { Reader } from '~/shared/sharing'

/** What every part of a profile needs to know about the reader. */
export interface ProfileView {
  personId: string
  /** The young person. */
  name: string
  /** The young person is the reader. */
  isYoungPerson: boolean
  inCircle: boolean
  readers: readonly Reader[]
}
