import * as z from 'zod/mini'
import { TRANSFERS } from './pathways/vocabulary'
import { audiences } from './timeline'

export const reviewTypes = ['annual', 'phase_transfer', 'early', 'first', 'under_five', 'post_transfer_in', 'reassessment'] as const
export type ReviewType = typeof reviewTypes[number]

export const reviewDecisions = ['maintain', 'amend', 'cease'] as const
export type ReviewDecision = typeof reviewDecisions[number]

/** What can be recorded as having happened, in its order. */
export const reviewEvents = ['papers_circulated', 'meeting_held', 'report_sent', 'decision_notified', 'amendment_notice_sent', 'final_issued'] as const
export type ReviewEvent = typeof reviewEvents[number]

/** The areas of adult life that a review from Year 9 on asks about (Regs 2014 reg 20(6), 21(6)). */
export const adultAreas = ['employment', 'independent_living', 'community_inclusion', 'health'] as const
export type AdultArea = typeof adultAreas[number]

export const attendances = ['yes', 'no', 'sent_views'] as const

const day = z.nullable(z.string())
const audience = z.enum(audiences)

const clock = z.object({
  key: z.enum(['papers', 'meeting', 'report', 'decision', 'notice', 'comments', 'final_plan']),
  due_on: z.string(),
  done_on: day,
  kind: z.enum(['statutory', 'guidance', 'planning']),
  who: audience,
  /** The team that has it, and its named contact. */
  contact: z.nullable(z.object({ team: z.string(), name: z.nullable(z.string()) })),
  rule_id: z.nullable(z.string()),
  source: z.nullable(z.string()),
  late: z.boolean(),
})
export type ReviewClock = z.infer<typeof clock>

const head = {
  id: z.uuid(),
  person_id: z.uuid(),
  review_type: z.enum(reviewTypes),
  statutory: z.boolean(),
  meeting_on: z.string(),
  meeting_at: z.nullable(z.string()),
  place: z.nullable(z.string()),
  transfer_safe_day: day,
  pfa_needed: z.boolean(),
  papers_circulated_on: day,
  held_on: day,
  report_sent_on: day,
  decision: z.nullable(z.enum(reviewDecisions)),
  decision_on: day,
  notice_on: day,
  final_on: day,
  called_off_reason: z.nullable(z.string()),
  version: z.int(),
  status: z.enum(['due', 'scheduled', 'advice_requested', 'papers_circulated', 'meeting_held', 'report_sent', 'decision_notified', 'amendment_notice_sent', 'final_issued', 'closed']),
  clocks: z.array(clock),
  may_undo: z.boolean(),
}

/** One review as a list shows it. Days are `YYYY-MM-DD`, by the calendar in England. */
export const listedReview = z.object({ ...head, open_actions: z.int() })
export type ListedReview = z.infer<typeof listedReview>

const guest = z.object({ id: z.uuid(), name: z.string(), audience, came: z.nullable(z.enum(attendances)) })
export type ReviewGuest = z.infer<typeof guest>

const advice = z.object({
  id: z.uuid(), audience, asked_of: z.string(), due_on: z.string(), received_on: day, advice: z.nullable(z.string()),
  given_by_name: z.nullable(z.string()), version: z.int(),
})
export type ReviewAdvice = z.infer<typeof advice>

const area = z.object({
  area: z.enum(adultAreas), discussed: z.nullable(z.string()), decided: z.nullable(z.string()), audience: z.nullable(audience), who: z.nullable(z.string()), by_when: day,
  not_discussed_reason: z.nullable(z.string()), will_discuss_on: day, version: z.int(), problem: z.nullable(z.string()),
})
export type ReviewArea = z.infer<typeof area>

const action = z.object({ id: z.uuid(), words: z.string(), audience, due_on: z.string(), area: z.nullable(z.enum(adultAreas)), done_at: day, done_by_name: z.nullable(z.string()) })
export type ReviewAction = z.infer<typeof action>

/** An action of any review, for the timeline. */
export const openAction = z.object({ id: z.uuid(), review_id: z.uuid(), words: z.string(), audience, due_on: z.string() })
export type OpenAction = z.infer<typeof openAction>

/** One review with everything in it, as `review_page()` gives it. */
export const reviewPage = z.object({
  ...head, guests: z.array(guest), advice: z.array(advice), areas: z.array(area), actions: z.array(action),
})
export type ReviewPage = z.infer<typeof reviewPage>

/** The first clock that still runs. */
export function nextClock(clocks: readonly ReviewClock[]): ReviewClock | undefined {
  return clocks.find(one => one.done_on === null)
}

/** Views are for the review they name; without a name, for the one within half a year of their last change. */
export function belongsTo(views: { review_on: string | null, updated_at: string }, review: Pick<ReviewPage, 'meeting_on' | 'held_on'>): boolean {
  if (views.review_on !== null) return views.review_on === review.meeting_on || views.review_on === review.held_on
  return Math.abs(Date.parse(views.updated_at) - Date.parse(review.held_on ?? review.meeting_on)) < 183 * 86_400_000
}

/** What can be recorded next: in order, but papers may be left out, and only what the decision leads to. */
export function nextEvents(review: Pick<ReviewPage, 'papers_circulated_on' | 'held_on' | 'report_sent_on' | 'decision' | 'notice_on' | 'final_on' | 'called_off_reason' | 'statutory'>): ReviewEvent[] {
  if (review.called_off_reason !== null) return []
  if (review.held_on === null) return review.papers_circulated_on === null ? ['papers_circulated', 'meeting_held'] : ['meeting_held']
  const report: ReviewEvent[] = review.report_sent_on === null ? ['report_sent'] : []
  if (!review.statutory) return report
  if (review.decision === null) return [...report, 'decision_notified']
  if (review.decision !== 'amend') return report
  if (review.notice_on === null) return [...report, 'amendment_notice_sent']
  return review.final_on === null ? [...report, 'final_issued'] : report
}

/** R-AR-01, R-PT-04: by when the next review of an EHC plan must be held and finished. */
export const nextReview = z.object({ start_on: z.string(), complete_by: z.string(), hold_by: z.string(), final_plan_by: day, source: z.string() })
export type NextReview = z.infer<typeof nextReview>

export const forecastStates = ['breach', 'at_risk', 'not_booked', 'on_track', 'done'] as const
export type ForecastState = typeof forecastStates[number]

export const forecastGroupings = ['month', 'school', 'officer'] as const
export type ForecastGrouping = typeof forecastGroupings[number]

export const forecastRow = z.object({
  person_id: z.uuid(), known_as: z.string(), family_name: z.nullable(z.string()), moves: z.enum(TRANSFERS), final_plan_by: z.string(), hold_by: z.string(),
  meeting_on: day, held_on: day, state: z.enum(forecastStates), school: z.nullable(z.string()), officer: z.nullable(z.string()),
})
export type ForecastRow = z.infer<typeof forecastRow>

/** `name` of a month is its first day; null is those without a school or an officer. */
const forecastCount = z.object({
  by: z.enum(forecastGroupings), name: z.nullable(z.string()), breach: z.int(), at_risk: z.int(), not_booked: z.int(), on_track: z.int(), done: z.int(),
})
export type ForecastCount = z.infer<typeof forecastCount>

/** One page of 50 of the forecast, with everybody counted. */
export const forecastPage = z.object({ total: z.int(), counts: z.array(forecastCount), rows: z.array(forecastRow) })
export type ForecastPage = z.infer<typeof forecastPage>

export interface ForecastFilters { state?: ForecastState, month?: string, school?: string | null, officer?: string | null }
