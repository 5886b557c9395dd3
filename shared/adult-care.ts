import * as z from 'zod/mini'

/** What the functions about support and assessments around 18 answer, checked where it enters the app. Names follow `98_adult_care.sql`. */

export const supportKinds = [
  'short_breaks', 'personal_care', 'direct_payment', 'day_activities', 'therapy', 'nursing', 'equipment', 'travel', 'learning', 'key_worker', 'housing', 'other',
] as const
export const funders = [
  'childrens_social_care', 'adult_social_care', 'education', 'childrens_health', 'adult_health', 'benefits', 'family', 'charity',
] as const
export const gapDecisions = ['not_needed', 'continues', 'other_help', 'wait_agreed'] as const
export const careTrackKinds = ['child_needs', 'child_carer', 'young_carer', 'continuing_care'] as const

export type CareTrackKind = typeof careTrackKinds[number]

const text = z.nullable(z.string())
const date = z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)))

/** `support_gaps()`: support that ends with nothing that starts the day after, and no decision. */
export const supportGap = z.object({
  support_id: z.uuid(),
  person_id: z.uuid(),
  known_as: z.string(),
  family_name: text,
  kind: z.enum(supportKinds),
  title: z.string(),
  provider: text,
  funded_by: z.enum(funders),
  last_day: z.string(),
  is_assumed: z.boolean(),
  gap_from: z.string(),
  /** The last day of the gap; null while nothing has a first day. */
  gap_until: date,
  next_title: text,
  next_provider: text,
  next_funded_by: z.nullable(z.enum(funders)),
  continues_by_law: z.boolean(),
})
export type SupportGap = z.infer<typeof supportGap>

const decision = z.object({
  decision: z.enum(gapDecisions), what: z.string(), decided_by: z.string(), why: z.string(), decided_on: z.string(), recorded_by_name: z.string(), version: z.int(),
})

const support = z.object({
  id: z.uuid(),
  kind: z.enum(supportKinds),
  title: z.string(),
  provider: text,
  funded_by: z.enum(funders),
  starts_on: date,
  ends_on: date,
  follows_id: z.nullable(z.uuid()),
  updated_by_name: z.string(),
  version: z.int(),
  last_day: date,
  decision: z.nullable(decision),
})
export type Support = z.infer<typeof support>

const careEvent = z.object({ id: z.uuid(), status: z.string(), on_date: z.string(), reason: text, recorded_by_name: z.string() })

const careTrack = z.object({
  id: z.uuid(),
  kind: z.enum(careTrackKinds),
  about: text,
  status: z.string(),
  since: z.string(),
  reason: text,
  budget: text,
  starts_on: date,
  version: z.int(),
  events: z.array(careEvent),
})
export type CareTrack = z.infer<typeof careTrack>

const careStatus = z.object({
  track: z.enum(careTrackKinds), status: z.string(), position: z.int(), needs_reason: z.boolean(), is_decision: z.boolean(), comes_after: z.array(z.string()),
})
export type CareStatus = z.infer<typeof careStatus>

const careAim = z.object({ kind: z.enum(careTrackKinds), status: z.string(), aim_on: z.string(), rule_id: z.string() })
export type CareAim = z.infer<typeof careAim>

/** `care_overview()`. */
export const careOverview = z.object({
  adult_on: z.string(),
  aged: z.int(),
  may_record: z.boolean(),
  sees_care: z.boolean(),
  /** R-CARE-03: childrens_services, continuing_by_law or adult_decision_made. */
  childrens_services: z.string(),
  supports: z.array(support),
  gaps: z.array(supportGap),
  expected: z.array(z.enum(careTrackKinds)),
  tracks: z.array(careTrack),
  statuses: z.array(careStatus),
  aims: z.array(careAim),
  capacity: z.array(z.object({
    id: z.uuid(), decision: z.string(), outcome: z.string(), assessed_on: z.string(), assessor: z.string(), review_on: z.string(),
  })),
})
export type CareOverview = z.infer<typeof careOverview>

/** One support and what follows it, as a line of "what ends, what starts". */
export interface SupportLine {
  ends: Support
  starts: Support[]
  gap: SupportGap | undefined
}

/** Every support that follows nothing, with those that follow it. */
export function supportLines({ supports, gaps }: Pick<CareOverview, 'supports' | 'gaps'>): SupportLine[] {
  const known = new Set(supports.map(({ id }) => id))
  return supports.filter(({ follows_id: follows }) => follows === null || !known.has(follows)).map(ends => ({
    ends,
    starts: supports.filter(({ follows_id: follows }) => follows === ends.id),
    gap: gaps.find(gap => gap.support_id === ends.id),
  }))
}

/** The steps an assessment can take next: those that come after where it is, in the order they usually happen. */
export function nextStatuses(statuses: readonly CareStatus[], kind: CareTrackKind, at: string | undefined): CareStatus[] {
  return statuses.filter(status => status.track === kind && (at === undefined || status.status === at || status.comes_after.includes(at)))
}

/** What should have been there by today and is not, earliest first. */
export function missedAims(overview: Pick<CareOverview, 'aims' | 'statuses'>, kind: CareTrackKind, at: string | undefined, today: string): CareAim[] {
  const position = (status: string | undefined) => overview.statuses.find(known => known.track === kind && known.status === status)?.position ?? 0
  return overview.aims.filter(aim => aim.kind === kind && aim.aim_on < today && position(at) < position(aim.status))
    .sort((a, b) => a.aim_on.localeCompare(b.aim_on))
}
