import * as z from 'zod/mini'
import type { Step } from './timeline.ts'

/** Did it really happen? In the order they are offered. */
export const confirmationAnswers = ['yes', 'partly', 'no', 'not_sure'] as const
export type ConfirmationAnswer = typeof confirmationAnswers[number]

export const longestConfirmation = 1000

/** What the young person or somebody of their family says about a step that a service marked as done. */
export const confirmation = z.object({
  item_id: z.uuid(),
  author_id: z.uuid(),
  author_name: z.string(),
  author_role: z.string(),
  answer: z.enum(confirmationAnswers),
  words: z.nullable(z.string()),
  /** ISO time */
  updated_at: z.string(),
  version: z.int(),
})
export type Confirmation = z.infer<typeof confirmation>

/** What is asked about, and shown by its title. */
export type Confirmable = Pick<Step, 'id' | 'title' | 'status' | 'audience' | 'done_at'>
type DoneStep = Omit<Confirmable, 'id' | 'title'>

/** Services say it is done: somebody who was there can say whether it is so. */
export function isDoneByService({ status, audience }: Pick<Step, 'status' | 'audience'>): boolean {
  return status === 'done' && audience !== 'young_person' && audience !== 'family'
}

/** Said about the time it was done last; what was said before that is about something else. */
export function isCurrent({ updated_at: said }: Pick<Confirmation, 'updated_at'>, { done_at: done }: DoneStep): boolean {
  return done === null || Date.parse(said) >= Date.parse(done)
}

/** Somebody says otherwise than the service. */
export function isMismatch(found: Confirmation, step: DoneStep): boolean {
  return isDoneByService(step) && isCurrent(found, step) && (found.answer === 'no' || found.answer === 'partly')
}

const quarterInDays = 90

/** The step to ask about on a start page: done by a service lately, and not answered by this account. Newest first. */
export function stepToConfirm(steps: readonly Step[], said: readonly Confirmation[], account: string | undefined, now: string): Step | undefined {
  const since = Date.parse(now) - quarterInDays * 86_400_000
  return steps.filter(step => step.kind === 'item' && isDoneByService(step) && step.done_at !== null && Date.parse(step.done_at) >= since
    && !said.some(found => found.item_id === step.id && found.author_id === account && isCurrent(found, step)))
    .sort((a, b) => (b.done_at ?? '').localeCompare(a.done_at ?? ''))[0]
}
