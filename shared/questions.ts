import * as z from 'zod/mini'
import type { Database } from './types/database.ts'

type Row = Database['public']['Functions']['questions_about']['Returns'][number]

/** What a table function may leave empty; the generated types cannot know. */
type Empty
  = | 'taken_by_name' | 'taken_by_role' | 'taken_at' | 'answer' | 'answered_by_name' | 'answered_by_role' | 'answered_at' | 'withdrawn_at'

export type QuestionState = 'asked' | 'being_looked_at' | 'answered' | 'withdrawn'

/** A question or a request for a change, as `questions_about()` gives it. Dates are `YYYY-MM-DD`, moments ISO times. */
export type Question = Omit<Row, Empty | 'kind' | 'state'> & { [Key in Empty]: Row[Key] | null } & { kind: 'question' | 'change_request', state: QuestionState }

export const longestQuestion = 2000
export const longestAnswer = 4000

/** The row that somebody else changed first: the detail of PT409 `question_changed`. */
export const changedQuestion = z.object({
  version: z.int(),
  answer: z.nullable(z.string()),
  answered_by_name: z.nullable(z.string()),
  taken_by_name: z.nullable(z.string()),
})
export type ChangedQuestion = z.infer<typeof changedQuestion>

/** Waiting for an answer. */
export function isOpenQuestion({ state }: Pick<Question, 'state'>): boolean {
  return state === 'asked' || state === 'being_looked_at'
}
