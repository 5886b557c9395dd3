import * as z from 'zod/mini'
/** What a team decided about an answer, in the order it is offered. */
export const viewOutcomes = ['yes', 'partly', 'later', 'no'] as const
export type ViewOutcome = typeof viewOutcomes[number]

export const longestOwnView = 4000
export const longestReply = 2000

/** Somebody an answer can be handed to: of the circle, a team, or the one of a team whom the young person knows. */
const viewReader = z.object({
  id: z.uuid(),
  kind: z.enum(['person', 'team', 'worker']),
  name: z.string(),
  /** Not a team's. */
  role: z.nullable(z.string()),
  /** Where a worker works. */
  team: z.nullable(z.string()),
  /** Has signed in once. Whoever is only invited reads it from the day they come. */
  is_here: z.boolean(),
})
export type ViewReader = z.infer<typeof viewReader>

const reply = z.object({
  id: z.uuid(),
  author_name: z.string(),
  author_role: z.string(),
  outcome: z.enum(viewOutcomes),
  words: z.string(),
  /** ISO time */
  updated_at: z.string(),
  version: z.int(),
  mine: z.boolean(),
})
export type ViewReply = z.infer<typeof reply>

const view = z.object({
  id: z.uuid(),
  question_key: z.string(),
  words: z.string(),
  /** Those who were chosen and can read it today. */
  readers: z.array(viewReader),
  /** ISO time; null while it is private. */
  handed_over_at: z.nullable(z.string()),
  /** `YYYY-MM-DD` */
  review_on: z.nullable(z.string()),
  version: z.int(),
  reads: z.array(z.object({ name: z.string(), role: z.string(), read_at: z.string() })),
  replies: z.array(reply),
})
export type OwnView = z.infer<typeof view>

const question = z.object({
  key: z.string(),
  title: z.string(),
  hint: z.string(),
  /** Beginnings of an answer. */
  starters: z.array(z.string()),
  view: z.nullable(view),
})
export type ViewQuestion = z.infer<typeof question>

/** `my_views()`: what a young person is asked before a review, with their answers, and what they said before. */
export const myViews = z.object({
  today: z.string(),
  review_on: z.nullable(z.string()),
  /** Those to choose from. */
  readers: z.array(viewReader),
  questions: z.array(question),
  earlier: z.array(z.extend(view, { title: z.string() })),
})
export type MyViews = z.infer<typeof myViews>

/** `read_views()`: an answer for those it was handed to. */
export const handedView = z.object({
  id: z.uuid(),
  title: z.string(),
  words: z.string(),
  author_name: z.string(),
  readers: z.array(viewReader),
  handed_over_at: z.string(),
  review_on: z.nullable(z.string()),
  may_reply: z.boolean(),
  replies: z.array(reply),
})
export type HandedView = z.infer<typeof handedView>

/** The row that was saved in another window first: the detail of PT409 `view_changed`. */
export const changedView = z.object({ id: z.uuid(), words: z.string(), version: z.int() })
export type SavedView = z.infer<typeof changedView>

/** One answer on its way to whom the young person chose. */
export interface HandOver {
  id: string
  version: number
  /** Ids of its readers. */
  readers: string[]
}

/** How far an answer has come. */
export type ViewState = 'empty' | 'private' | 'handed_over' | 'read' | 'answered'

export function stateOfView(found: OwnView | null): ViewState {
  if (!found) return 'empty'
  if (!found.handed_over_at) return 'private'
  if (found.replies.length) return 'answered'
  return found.reads.length ? 'read' : 'handed_over'
}

/** Answers that only the young person can see: what can be handed over. */
export function privateViews(questions: readonly ViewQuestion[]): Array<ViewQuestion & { view: OwnView }> {
  return questions.flatMap(asked => (asked.view && !asked.view.handed_over_at ? [{ ...asked, view: asked.view }] : []))
}

/** Answers that were handed over, of now and of earlier reviews, with what became of them: newest first. */
export function saidAndDone({ questions, earlier }: MyViews): Array<OwnView & { title: string }> {
  const now = questions.flatMap(({ title, view: found }) => (found?.handed_over_at ? [{ ...found, title }] : []))
  return [...now, ...earlier]
}

/** Everybody who can read one or more of these, each once. */
export function readersOfAll(views: ReadonlyArray<Pick<OwnView, 'readers'>>): ViewReader[] {
  return [...new Map(views.flatMap(({ readers }) => readers).map(found => [found.id, found])).values()]
}

/** The question before and after one, and its place in the row, from 1. */
export function placeOfQuestion(questions: readonly ViewQuestion[], key: string): { at: number, before?: string, after?: string } {
  const index = questions.findIndex(asked => asked.key === key)
  return { at: index + 1, before: questions[index - 1]?.key, after: questions[index + 1]?.key }
}

/** A beginning put where it belongs: a new line after what stands there. */
export function withStarter(words: string, starter: string): string {
  const before = words.trimEnd()
  return before ? `${before}\n${starter}` : starter
}
