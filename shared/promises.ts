import { addMonths, daysBetween, isOpen, type Audience, type Step } from './timeline.ts'

/** A dated step of a team. `days`: how long after its day it was done, or has been open; not above 0 when it is on time. */
export interface PromisedStep {
  step: Step
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

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

function isPromise(step: Step): step is Step & { due_on: string, audience: Audience } {
  return step.kind === 'item' && !step.mine && step.audience !== null && step.audience !== 'young_person' && step.audience !== 'family'
    && step.due_on !== null && !step.before_start
}

/** @param today `YYYY-MM-DD` */
export function promisesOf(steps: readonly Step[], today: string): Promises {
  const promised = steps.filter(isPromise)
  const open = promised.filter(isOpen).map(step => ({ step, days: daysBetween(step.due_on, today), on: step.due_on }))
  const since = addMonths(today, -6)
  const done = promised.flatMap((step) => {
    if (step.status !== 'done' || !step.done_at) return []
    const on = london.format(new Date(step.done_at))
    return on >= since ? [{ step, days: daysBetween(step.due_on, on), on }] : []
  })
  const plain = ({ step, days }: PromisedStep): PromisedStep => ({ step, days })
  return {
    late: open.filter(({ days }) => days > 0).sort((a, b) => b.days - a.days).map(plain),
    coming: open.filter(({ days, on }) => days <= 0 && on <= addMonths(today, 3)).map(plain),
    kept: done.sort((a, b) => b.on.localeCompare(a.on)).map(plain),
  }
}
