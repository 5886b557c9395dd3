import type { Database } from './types/database.ts'

type Functions = Database['public']['Functions']
type Row = Functions['timeline']['Returns'][number]
type StageRow = Functions['timeline_stages']['Returns'][number]

/** What a table function may leave empty; the generated types cannot know. */
type Empty
  = | 'audience' | 'pfa_area' | 'detail' | 'due_on' | 'missing_fact' | 'planning_day' | 'rule_id' | 'milestone_key' | 'done_on'
    | 'note' | 'note_by_name' | 'note_at' | 'not_needed_reason' | 'waiting_on' | 'assignee_id' | 'done_by' | 'done_by_name' | 'done_at'
    | 'updated_at' | 'updated_by_name'

/** One step or milestone of a timeline, as `timeline()` gives it. Dates are `YYYY-MM-DD`. */
export type Step = Omit<Row, Empty> & { [Key in Empty]: Row[Key] | null }

type EmptyOfStage = 'from_nc_year' | 'to_nc_year' | 'from_age' | 'to_age' | 'detail'

/** One stage of the line, as `timeline_stages()` gives it. */
export type Stage = Omit<StageRow, EmptyOfStage> & { [Key in EmptyOfStage]: StageRow[Key] | null }

export type Audience = Database['public']['Enums']['audience']
export type ItemStatus = Database['public']['Enums']['item_status']

/** In the order they are offered. */
export const itemStatuses = ['not_started', 'in_progress', 'waiting', 'done', 'not_applicable'] as const satisfies readonly ItemStatus[]

/** The order in which checklists follow each other, after the reader's own. */
export const audiences = [
  'young_person', 'family', 'school', 'post16_provider', 'la_send', 'childrens_social_care', 'adult_social_care', 'health', 'employment',
] as const satisfies readonly Audience[]

export type StagePlace = 'past' | 'now' | 'next' | 'far'

/** A stage with where it lies today and what is in it, in the order of its dates. */
export interface PlacedStage extends Stage {
  place: StagePlace
  milestones: Step[]
  items: Step[]
}

/** Done and not needed are behind us; everything else is open. */
export function isOpen(step: Pick<Step, 'status'>): boolean {
  return step.status !== 'done' && step.status !== 'not_applicable'
}

/** `YYYY-MM-DD` moved by whole months, never past the end of the month it lands in. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(day, lastDay))
  return first.toISOString().slice(0, 10)
}

/** Whole days from one `YYYY-MM-DD` to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** When an open step falls, for filters and for the words beside its date. */
export type Timing = 'before_start' | 'no_date' | 'overdue' | 'soon' | 'later'

export const timings = ['overdue', 'soon', 'later', 'no_date', 'before_start'] as const satisfies readonly Timing[]

/** Soon means in the next three months, today included. */
export function timingOf(step: Pick<Step, 'before_start' | 'due_on'>, today: string): Timing {
  if (step.before_start) return 'before_start'
  if (step.due_on === null) return 'no_date'
  if (step.due_on < today) return 'overdue'
  return step.due_on <= addMonths(today, 3) ? 'soon' : 'later'
}

/** Late in the sense that matters: still open, and its day has passed since planning began here. */
export function isOverdue(step: Pick<Step, 'status' | 'before_start' | 'due_on'>, today: string): boolean {
  return isOpen(step) && timingOf(step, today) === 'overdue'
}

/** Stages that start within a year of the first one still to come are next; the others are far away. */
export function placeStages(stages: readonly Stage[], today: string): Array<Stage & { place: StagePlace }> {
  const ahead = stages.map(stage => stage.from_on).filter(from => from > today).sort()
  const nextUntil = ahead[0] ? addMonths(ahead[0], 12) : ''
  return stages.map((stage) => {
    if (stage.to_on < today) return { ...stage, place: 'past' }
    if (stage.from_on <= today) return { ...stage, place: 'now' }
    return { ...stage, place: stage.from_on < nextUntil ? 'next' : 'far' }
  })
}

const placeOrder: Record<StagePlace, number> = { past: 0, now: 1, next: 2, far: 3 }

/**
 * The line in the order of the pathway, each stage with its steps. Of stages that run now the one that ends first
 * comes first: it is the one to act on.
 */
export function lineOf(stages: readonly Stage[], steps: readonly Step[], today: string): PlacedStage[] {
  const placed = placeStages(stages, today).map((stage): PlacedStage => {
    const inside = steps.filter(step => step.stage_key === stage.key)
    return {
      ...stage,
      milestones: inside.filter(step => step.kind === 'milestone'),
      items: inside.filter(step => step.kind === 'item'),
    }
  })
  return placed.sort((a, b) => placeOrder[a.place] - placeOrder[b.place]
    || (a.place === 'now' ? compare(a.to_on, b.to_on) : 0)
    || a.position - b.position)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Steps of one audience. */
export interface AudienceGroup {
  audience: Audience
  mine: boolean
  steps: Step[]
}

/** By audience: the reader's own first, then the young person and the others in their usual order. */
export function byAudience(steps: readonly Step[]): AudienceGroup[] {
  const groups = audiences.flatMap((audience): AudienceGroup[] => {
    const own = steps.filter(step => step.audience === audience)
    return own.length ? [{ audience, mine: own.some(step => step.mine), steps: own }] : []
  })
  return [...groups.filter(group => group.mine), ...groups.filter(group => !group.mine)]
}

/** What happens next: the reader's few next steps, what is late with others, their next ones, and the next milestone. */
export interface NowAndNext {
  mine: Step[]
  late: Step[]
  others: Step[]
  milestone: Step | undefined
}

/** Late steps come first and calmly; what was due before planning began is not brought up here. Kept ones stay where they were. */
export function nowAndNext(steps: readonly Step[], today: string, kept: readonly string[] = [], most = 3): NowAndNext {
  const until = addMonths(today, 12)
  const ahead = steps.filter(step => (isOpen(step) || kept.includes(step.id)) && !step.before_start && step.due_on !== null && step.due_on <= until)
  const items = ahead.filter(step => step.kind === 'item')
  return {
    mine: items.filter(step => step.mine).slice(0, most),
    late: lateWithOthers(items, today).slice(0, most),
    others: items.filter(step => !step.mine && step.due_on !== null && step.due_on >= today).slice(0, most),
    milestone: steps.find(step => step.kind === 'milestone' && isOpen(step) && step.due_on !== null && step.due_on >= today),
  }
}

/** What the law or guidance asks of others and has not happened by its day: the law first, then the latest day. */
function lateWithOthers(items: readonly Step[], today: string): Step[] {
  const late = items.filter(step => !step.mine && step.due_kind !== 'planning' && isOverdue(step, today))
  return late.sort((a, b) => Number(b.due_kind === 'statutory') - Number(a.due_kind === 'statutory')
    || compare(b.due_on ?? '', a.due_on ?? ''))
}

/** A fact that dates of today's and the next stages wait for, with how many open steps wait for it. */
export interface MissingFact {
  fact: string
  steps: number
}

/** What to find out, the fact that most dates wait for first. */
export function missingFacts(line: Line): MissingFact[] {
  const counts = new Map<string, number>()
  for (const stage of [...line.now, ...line.next]) {
    for (const { missing_fact: fact, status, before_start: early } of [...stage.items, ...stage.milestones]) {
      if (fact && !early && isOpen({ status })) counts.set(fact, (counts.get(fact) ?? 0) + 1)
    }
  }
  return [...counts].map(([fact, steps]) => ({ fact, steps })).sort((a, b) => b.steps - a.steps)
}

export type StatusFilter = 'open' | 'done' | 'all'
export type TimeFilter = Timing | 'any'

/** Steps of a checklist that pass both filters. Time asks only about steps that are open. */
export function filterSteps(steps: readonly Step[], status: StatusFilter, time: TimeFilter, today: string): Step[] {
  return steps.filter((step) => {
    if (step.kind !== 'item') return false
    const open = isOpen(step)
    if (status === 'open' && !open) return false
    if (status === 'done' && open) return false
    return time === 'any' || (timingOf(step, today) === time && (time !== 'overdue' || open))
  })
}

/** How many open steps fall in each time. */
export function countByTiming(steps: readonly Step[], today: string): Record<Timing, number> {
  const counts: Record<Timing, number> = { before_start: 0, no_date: 0, overdue: 0, soon: 0, later: 0 }
  for (const step of steps) {
    if (step.kind === 'item' && isOpen(step)) counts[timingOf(step, today)] += 1
  }
  return counts
}

/** The working day to plan for, where a date of the law falls on a day when offices are closed. */
export function planningDay(step: Pick<Step, 'due_on' | 'planning_day' | 'due_kind' | 'kind'>): string | undefined {
  if (!step.planning_day || step.planning_day === step.due_on) return undefined
  return step.due_kind === 'statutory' || step.kind === 'item' ? step.planning_day : undefined
}

/** The line cut where today is. */
export type Line = Record<StagePlace, PlacedStage[]>

export function byPlace(stages: readonly PlacedStage[]): Line {
  const at = (place: StagePlace) => stages.filter(stage => stage.place === place)
  return { past: at('past'), now: at('now'), next: at('next'), far: at('far') }
}
