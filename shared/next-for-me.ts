import { isOpen, nowAndNext, type Audience, type Step } from './timeline.ts'
import type { PersonSummary } from './timeline-answers.ts'

export type Contact = PersonSummary['contacts'][number]

/** Whose it is: mine to do, a big day, or something others do for me. */
export type NextKind = 'mine' | 'big_day' | 'others'

export interface NextThing {
  kind: NextKind
  step: Step
}

/**
 * The few next things for a young person: up to three of their own, the next big day and one thing that others do,
 * in the order of their dates. `kept`: ids of steps ticked a moment ago, which stay where they were.
 */
export function nextForMe(steps: readonly Step[], today: string, kept: readonly string[] = []): NextThing[] {
  const { mine, others, milestone } = nowAndNext(steps, today, kept)
  const things: NextThing[] = [
    ...mine.map(step => ({ kind: 'mine' as const, step })),
    ...(milestone ? [{ kind: 'big_day' as const, step: milestone }] : []),
    ...others.slice(0, 1).map(step => ({ kind: 'others' as const, step })),
  ]
  return things.sort((a, b) => (a.step.due_on ?? '').localeCompare(b.step.due_on ?? ''))
}

/** What may be done once views are handed over: my open steps that are done there, up to the review or today. */
export function doneByViews(steps: readonly Step[], until: string): Step[] {
  return steps.filter(step => isOpen(step) && step.mine && step.done_on === 'my_views' && step.due_on !== null && step.due_on <= until)
}

/** Who somebody young asks first: where they learn, then the council's SEND team, then anybody who is named. */
const nearest: readonly (Audience | null)[] = ['school', 'post16_provider', 'la_send']

export function firstToAsk<Team extends { audience: Audience | null }>(contacts: readonly Team[]): Team | undefined {
  for (const audience of nearest) {
    const found = contacts.find(contact => contact.audience === audience)
    if (found) return found
  }
  return contacts[0]
}

/** Who answers now: somebody away is covered for, if anybody covers. */
export function nameNow({ display_name: name, away }: Contact): string {
  return away?.cover ?? name
}

/** Who does this for me, or helps me do it, where somebody is named. */
export function whoHelps(step: Pick<Step, 'audience' | 'mine'>, contacts: readonly Contact[]): Contact | undefined {
  if (step.mine || step.audience === 'young_person' || step.audience === null) return firstToAsk(contacts)
  return contacts.find(contact => contact.audience === step.audience)
}
