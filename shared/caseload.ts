import * as z from 'zod/mini'
import { Constants } from './types/database.ts'

const { audience, due_kind: dueKind, member_role: memberRole } = Constants.public.Enums
const audienceName = z.enum(audience)
const date = z.iso.date()

/** How much somebody needs us, most first: `need` of `caseload()` is the place in this list. */
export const needs = ['law_ours', 'law_others', 'late_ours', 'week', 'month', 'quarter', 'late_others', 'calm'] as const
export type Need = typeof needs[number]

export const flags = ['reminded', 'no_contact', 'no_cover', 'review_at_risk', 'unanswered', 'unknown_dates', 'mismatch', 'not_looked_at'] as const
export type Flag = typeof flags[number]

/** What a caseload can be narrowed by, in the order it is offered. */
export const facetNames = ['need', 'flag', 'contact', 'stage', 'year', 'setting', 'locality', 'plan'] as const
export type FacetName = typeof facetNames[number]

export const sorts = ['risk', 'next', 'name'] as const
export type Sort = typeof sorts[number]

/** What somebody narrows the list to. Never a name: that is typed apart, and is in no address and no kept view. */
export type Choice = { team?: string } & { [name in FacetName]?: string[] }

const reminder = z.object({ id: z.uuid(), from_name: z.string(), from_team: z.string(), sent_at: z.string() })

/** One line of `caseload()`. */
export const caseloadLine = z.object({
  person_id: z.uuid(),
  organisation_id: z.uuid(),
  audience: audienceName,
  known_as: z.string(),
  family_name: z.nullable(z.string()),
  date_of_birth: date,
  nc_year: z.nullable(z.int()),
  stage_title: z.nullable(z.string()),
  locality: z.nullable(z.string()),
  plan_type: z.nullable(z.string()),
  setting_name: z.nullable(z.string()),
  need: z.int().check(z.minimum(0), z.maximum(needs.length - 1)),
  need_day: z.nullable(date),
  step_title: z.nullable(z.string()),
  step_due_on: z.nullable(date),
  step_due_kind: z.nullable(z.enum(dueKind)),
  step_audience: z.nullable(audienceName),
  overdue: z.array(z.object({ audience: audienceName, must: z.int(), other: z.int() })),
  flags: z.array(z.enum(flags)),
  unknown_dates: z.int(),
  review_by: z.nullable(date),
  contact_id: z.nullable(z.uuid()),
  contact_name: z.nullable(z.string()),
  left_name: z.nullable(z.string()),
  contact_is_away: z.boolean(),
  cover_name: z.nullable(z.string()),
  reminders: z.nullable(z.array(reminder)),
  place: z.optional(z.tuple([z.int(), z.string(), z.uuid()])),
})
export type CaseloadLine = z.infer<typeof caseloadLine>
export type Reminder = z.infer<typeof reminder>

const facetChoice = z.object({ key: z.string(), label: z.nullable(z.string()), count: z.int() })
export type FacetChoice = z.infer<typeof facetChoice>

/** What `caseload_counts()` answers. */
export const caseloadCounts = z.object({
  total: z.int(),
  everybody: z.int(),
  facets: z.partialRecord(z.enum(facetNames), z.array(facetChoice)),
})
export type CaseloadCounts = z.infer<typeof caseloadCounts>

/** What `caseload_page()` answers. */
export const caseloadPage = z.object({ lines: z.array(caseloadLine), counts: caseloadCounts })
export type CaseloadPage = z.infer<typeof caseloadPage>

/** What doing one thing for many people answers. */
export const bulkAnswer = z.object({
  action_id: z.uuid(),
  changed: z.int(),
  people: z.array(z.object({ person_id: z.uuid(), reason: z.nullable(z.string()) })),
})
export type BulkAnswer = z.infer<typeof bulkAnswer>

/** A team mate, from `my_colleagues()`. */
export const colleague = z.object({
  organisation_id: z.uuid(),
  organisation: z.string(),
  member_id: z.uuid(),
  display_name: z.string(),
  role: z.enum(memberRole),
  is_me: z.boolean(),
  has_left: z.boolean(),
  cases: z.int(),
  away_from: z.nullable(date),
  away_until: z.nullable(date),
  cover_member_id: z.nullable(z.uuid()),
  card_version: z.int(),
})
export type Colleague = z.infer<typeof colleague>

/** What happens with somebody's work. Days are `YYYY-MM-DD`, or '' while they are not known. */
export interface WorkPlan {
  from: string
  until: string
  /** Who covers, or takes over: the id of a team mate, or ''. */
  to: string
  /** Every case is the other's for good. */
  handOver: boolean
}

export const overview = z.object({
  people: z.int(),
  overdue: z.array(z.object({
    audience: audienceName,
    organisation_id: z.nullable(z.uuid()),
    organisation: z.nullable(z.string()),
    contact_id: z.nullable(z.uuid()),
    contact: z.nullable(z.string()),
    people: z.int(),
    must: z.int(),
    other: z.int(),
    since: date,
  })),
})
export type Overview = z.infer<typeof overview>

export const commonStep = z.object({
  item_key: z.string(),
  title: z.string(),
  audience: audienceName,
  due_kind: z.enum(dueKind),
  on_lists: z.int(),
  may_record: z.int(),
})
export type CommonStep = z.infer<typeof commonStep>

export const keptView = z.object({
  id: z.uuid(),
  name: z.string(),
  filters: z.partialRecord(z.enum([...facetNames, 'team']), z.union([z.string(), z.array(z.string())])),
  sort: z.enum(sorts),
})
export type KeptView = z.infer<typeof keptView>

type Query = Record<string, string | null | (string | null)[] | undefined>

/** The address as somebody's choice; what it does not know it leaves out. */
export function choiceOf(query: Query): Choice {
  const values = (name: string): string[] => [query[name]].flat().filter((value): value is string => typeof value === 'string' && value !== '')
  const chosen = facetNames.map(name => [name, values(name)] as const).filter(([, list]) => list.length > 0)
  const [team] = values('team')
  return { ...(team && { team }), ...Object.fromEntries(chosen) }
}

export function sortOf(query: Query): Sort {
  return sorts.find(sort => sort === query.sort) ?? 'risk'
}

/** The other way round. */
export function queryOf(choice: Choice, sort: Sort): Record<string, string | string[]> {
  return { ...choice, ...(sort !== 'risk' && { sort }) }
}

/** The same choice with one value of a facet put in or taken out; a facet without values is gone. */
export function withValue(choice: Choice, name: FacetName, value: string): Choice {
  const chosen = choice[name] ?? []
  return withValues(choice, name, chosen.includes(value) ? chosen.filter(other => other !== value) : [...chosen, value])
}

export function withValues(choice: Choice, name: FacetName, values: readonly string[]): Choice {
  const { [name]: _, ...others } = choice
  return values.length ? { ...others, [name]: [...values] } : others
}

/** How many values are chosen in all. */
export function chosenCount(choice: Choice): number {
  return facetNames.reduce((sum, name) => sum + (choice[name]?.length ?? 0), 0)
}

/** Why nobody changed whom: people for each reason, in the order they were named. */
export function reasonsOf({ people }: BulkAnswer): Map<string, string[]> {
  const reasons = new Map<string, string[]>()
  for (const { person_id: person, reason } of people) {
    if (reason !== null) reasons.set(reason, [...reasons.get(reason) ?? [], person])
  }
  return reasons
}

export function nameOf({ known_as: knownAs, family_name: familyName }: Pick<CaseloadLine, 'known_as' | 'family_name'>): string {
  return [knownAs, familyName].filter(Boolean).join(' ')
}

/** What coordinators look at across a whole caseload. */
export const caseloadFlagsOfCoordinators = ['no_contact', 'no_cover', 'unanswered', 'mismatch', 'not_looked_at', 'review_at_risk', 'unknown_dates'] as const satisfies readonly Flag[]
