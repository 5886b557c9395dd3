import { civilDay } from './civil-day.ts'
import { addMonths, daysBetween, isOpen, type Audience, type Step } from './timeline.ts'
import type { Database } from './types/database.ts'

type ActionRow = Database['public']['Functions']['actions_about']['Returns'][number]

/** What a review decided that somebody does, as `actions_about()` gives it. */
export type ReviewAction = Omit<ActionRow, 'done_at' | 'done_by_name'> & Record<'done_at' | 'done_by_name', string | null>

/** What a promise shows of a step, or of what a review decided. */
export type Promised = Pick<Step, 'id' | 'title' | 'audience' | 'due_on' | 'due_kind' | 'status' | 'done_at' | 'done_by_name' | 'waiting_on' | 'not_needed_reason'>
  & { isFromReview: boolean }

/** A dated step of a team. `days`: how long after its day it was done, or has been open; not above 0 when it is on time. */
export interface PromisedStep {
  step: Promised
  days: number
}

/** What the teams around a young person have promised, and whether it was kept. */
export interface Promises {
  /** Open, and its day has passed: longest late first. */
  late: PromisedStep[]
  /** To come in the next three months. */
  coming: PromisedStep[]
  /** Done in the last six months, newest first. */
  kept: PromisedStep[]
}

function isOfTeam(audience: Audience | null): boolean {
  return audience !== null && audience !== 'young_person' && audience !== 'family'
}

function isPromise(step: Step): step is Step & { due_on: string } {
  return step.kind === 'item' && !step.mine && isOfTeam(step.audience) && step.due_on !== null && !step.before_start
}

function fromReview({ id, words, audience, due_on, done_at, done_by_name }: ReviewAction): Promised & { due_on: string } {
  return {
    id, title: words, audience, due_on, due_kind: 'planning', status: done_at ? 'done' : 'not_started', done_at, done_by_name,
    waiting_on: null, not_needed_reason: null, isFromReview: true,
  }
}

/** Steps of the timeline and what reviews decided, side by side. @param today `YYYY-MM-DD` */
export function promisesOf(steps: readonly Step[], actions: readonly ReviewAction[], today: string): Promises {
  const promised = [
    ...steps.filter(isPromise).map(step => ({ ...step, isFromReview: false })),
    ...actions.filter(({ audience }) => isOfTeam(audience)).map(fromReview),
  ]
  const open = promised.filter(isOpen).map(step => ({ step, days: daysBetween(step.due_on, today), on: step.due_on }))
  const since = addMonths(today, -6)
  const done = promised.flatMap((step) => {
    if (step.status !== 'done' || !step.done_at) return []
    const on = civilDay(new Date(step.done_at))
    return on >= since ? [{ step, days: daysBetween(step.due_on, on), on }] : []
  })
  const plain = ({ step, days }: PromisedStep): PromisedStep => ({ step, days })
  return {
    late: open.filter(({ days }) => days > 0).sort((a, b) => b.days - a.days).map(plain),
    coming: open.filter(({ days, on }) => days <= 0 && on <= addMonths(today, 3)).sort((a, b) => a.on.localeCompare(b.on)).map(plain),
    kept: done.sort((a, b) => b.on.localeCompare(a.on)).map(plain),
  }
}
