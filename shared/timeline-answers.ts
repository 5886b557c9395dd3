import * as z from 'zod/mini'
import { audiences, itemStatuses, type ItemStatus, type Step } from './timeline.ts'

/** What the timeline's functions answer as JSON, checked where it enters the app. */

const date = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))

const setting = z.nullable(z.object({ setting_name: z.string(), setting_type: z.string(), starts_on: z.nullable(date) }))

/** `person_summary()`: the head of one person's pages. */
export const personSummary = z.object({
  person_id: z.uuid(),
  known_as: z.string(),
  family_name: z.nullable(z.string()),
  date_of_birth: date,
  /** The database's today, so that server and browser count from the same day. */
  today: date,
  age: z.int(),
  nc_year: z.nullable(z.int()),
  plan_type: z.nullable(z.string()),
  setting_now: setting,
  setting_next: setting,
  /** The day of the next review meeting, once it is booked. */
  review_on: z.nullish(z.iso.date()),
  contacts: z.array(z.object({
    display_name: z.string(),
    role: z.string(),
    organisation: z.string(),
    audience: z.nullable(z.enum(audiences)),
    /** While they are away: until when, if that is known, and who answers for them. */
    away: z.nullable(z.object({ until: z.nullable(date), cover: z.nullable(z.string()) })),
  })),
  me: z.object({ audiences: z.array(z.enum(audiences)), in_team: z.boolean(), in_circle: z.optional(z.boolean()), name: z.nullable(z.string()) }),
  /** What waits for the reader about who may see the plan. */
  notices: z.optional(z.object({
    requests: z.int(),
    emergency_until: z.nullable(z.string()),
    emergencies: z.array(z.object({
      id: z.uuid(), display_name: z.string(), role: z.string(), team: z.string(), opened_at: z.string(), reason: z.string(),
    })),
  })),
  /** Once everybody involved has been told that this plan will be deleted. */
  deletion: z.nullish(z.object({ due_on: date, held_until: z.nullable(date), held_because: z.nullable(z.string()) })),
  dates_for_family: z.array(z.string()),
})
export type PersonSummary = z.infer<typeof personSummary>

/** `explain_item()`: why this date. `offset` is an ISO 8601 duration with an optional leading minus. */
export const explanation = z.object({
  item_key: z.string(),
  due_on: z.nullable(date),
  missing_fact: z.nullable(z.string()),
  before_start: z.boolean(),
  due_kind: z.enum(['statutory', 'guidance', 'planning']),
  statutory: z.boolean(),
  source: z.string(),
  confidence: z.string(),
  anchor: z.string(),
  anchor_name: z.nullable(z.string()),
  anchor_on: z.nullable(date),
  offset: z.string(),
  repeats: z.nullable(z.string()),
  planning_day: z.nullable(date),
  assumed: z.nullable(z.boolean()),
  rules: z.array(z.object({ rule_id: z.string(), title: z.string(), source: z.string(), confidence: z.string() })),
  facts: z.array(z.object({ fact: z.string(), value: z.union([z.string(), z.number()]) })),
  would_change: z.array(z.string()),
})
export type Explanation = z.infer<typeof explanation>

/** The row that somebody else changed first: the detail of PT409 `item_changed`. */
export const changedItem = z.object({
  id: z.uuid(),
  status: z.enum(itemStatuses),
  note: z.nullable(z.string()),
  not_needed_reason: z.nullable(z.string()),
  waiting_on: z.nullable(z.string()),
  done_by: z.nullable(z.string()),
  done_by_name: z.nullable(z.string()),
  done_at: z.nullable(z.string()),
  version: z.int(),
  updated_at: z.nullable(z.string()),
  updated_by_name: z.nullable(z.string()),
  note_by_name: z.nullable(z.string()),
  note_at: z.nullable(z.string()),
})
export type ChangedItem = z.infer<typeof changedItem>

/** What somebody writes about a step; only what is named changes. */
export interface StepPatch {
  status?: ItemStatus
  note?: string | null
  not_needed_reason?: string | null
  waiting_on?: string | null
}

/**
 * How a save ended. `kept`: on this device alone, until there is a connection. `busy`: the same step is being saved
 * already, so nothing was sent twice.
 */
export type Recorded
  = | { kind: 'saved', step: Step }
    | { kind: 'kept', step: Step }
    | { kind: 'conflict', theirs: ChangedItem }
    | { kind: 'problem', error: unknown }
    | { kind: 'busy' }

/** Years, months, weeks and days from an anchor, and on which side of it. */
export interface Offset {
  side: 'before' | 'on' | 'after'
  parts: Array<{ unit: 'years' | 'months' | 'weeks' | 'days', count: number }>
}

const units = ['years', 'months', 'weeks', 'days'] as const

/** Reads `P0D`, `-P24W`, `P1Y6M`. Anything else counts as no offset. */
export function readOffset(duration: string): Offset {
  const [, minus, ...counts] = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration) ?? []
  const parts = units.flatMap((unit, index) => {
    const count = Number(counts[index] ?? 0)
    return count > 0 ? [{ unit, count }] : []
  })
  if (parts.length === 0) return { side: 'on', parts }
  return { side: minus ? 'before' : 'after', parts }
}

/** Anchors whose facts stand in for each other: the first that is known decides (see `private.anchor_dates`). */
const firstKnownDecides = ['review_meeting', 'review_decision_due', 'review_final_plan_due', 'adult_care_start']

/** The facts that this date really came from; the others in `facts` were known but not needed. */
export function factsUsed({ anchor, facts }: Pick<Explanation, 'anchor' | 'facts'>): Explanation['facts'] {
  if (firstKnownDecides.includes(anchor) || facts[0]?.fact === anchor) return facts.slice(0, 1)
  if (anchor !== 'under5_review_due') return facts
  const born = facts.filter(({ fact }) => fact === 'date_of_birth')
  return [...born, ...facts.filter(({ fact }) => fact !== 'date_of_birth').slice(0, 1)]
}

/** Facts that would move this date if they changed or became known, beside the ones it came from. */
export function factsThatMove({ anchor, facts, would_change: all }: Pick<Explanation, 'anchor' | 'facts' | 'would_change'>): string[] {
  const used = factsUsed({ anchor, facts }).map(({ fact }) => fact)
  const decider = firstKnownDecides.includes(anchor) ? all.indexOf(used[0] ?? '') : -1
  return (decider < 0 ? all : all.slice(0, decider)).filter(fact => !used.includes(fact))
}
