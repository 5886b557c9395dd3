import type { Confirmable, Confirmation, ConfirmationAnswer } from '~/shared/confirmations'

/** What is said about steps that services did, and how to say it; the page gives it, so that the parts know no store. */
export interface Confirming {
  said: readonly Confirmation[]
  /** The account that reads; its own word may be changed. */
  account: string | undefined
  /** The reader is the young person or of their family. */
  may: boolean
  /** Answers why it could not be saved, in words, or ''. */
  say: (step: Confirmable, answer: ConfirmationAnswer, words: string) => Promise<string>
  takeBack: (step: Confirmable) => Promise<string>
}
