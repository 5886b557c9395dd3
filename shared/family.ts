import * as z from 'zod/mini'
import { audiences, type Audience } from './timeline.ts'
import type { Database } from './types/database.ts'

/** What the family's functions answer as JSON, checked where it enters the app. Dates are `YYYY-MM-DD`. */

const date = z.iso.date()

/** One child of `my_family()`. */
export const child = z.object({
  person_id: z.uuid(),
  known_as: z.string(),
  relationship: z.string(),
  today: date,
  age: z.int(),
  nc_year: z.nullable(z.int()),
  setting_now: z.nullable(z.string()),
  review_on: z.nullable(date),
  next: z.nullable(z.array(z.object({
    title: z.string(),
    due_on: date,
    due_kind: z.enum(['statutory', 'guidance', 'planning']),
    kind: z.enum(['item', 'milestone']),
    audience: z.nullable(z.enum(audiences)),
    mine: z.boolean(),
    marks_a_day: z.boolean(),
  }))),
  to_do: z.int(),
  to_do_late: z.int(),
  others_late: z.int(),
  new_changes: z.int(),
  late_questions: z.int(),
})
export type Child = z.infer<typeof child>

const contact = z.object({
  member_id: z.uuid(),
  display_name: z.string(),
  role: z.string(),
  phone: z.nullable(z.string()),
  email: z.nullable(z.string()),
  /** Days of the week: 1 is Monday. */
  works_on: z.array(z.int()),
  best_time: z.nullable(z.string()),
  has_photo: z.boolean(),
})
export type Contact = z.infer<typeof contact>

/** What a card says about reaching somebody. */
export type ReachPart = 'phone' | 'email' | 'days' | 'best_time'

/** One team of `named_contacts()`: whom it has named, who covers, and who it was before. */
export const teamContact = z.object({
  organisation_id: z.uuid(),
  organisation: z.string(),
  audience: z.enum(audiences),
  involved_since: date,
  contact: z.nullable(contact),
  away: z.nullable(z.object({ from: date, until: z.nullable(date), is_now: z.boolean(), cover: z.nullable(contact) })),
  history: z.array(z.object({ display_name: z.string(), role: z.string(), from: date, until: z.nullable(date) })),
})
export type TeamContact = z.infer<typeof teamContact>

/** `decision_dates()`: when decisions pass to the young person. */
export const decisionDates = z.object({
  today: date,
  age: z.int(),
  sixteen_on: date,
  young_person_from: date,
  adult_from: date,
})
export type DecisionDates = z.infer<typeof decisionDates>

/** One seat of `my_contact_cards()`, with its card and who could cover. */
export const contactSeat = z.object({
  member_id: z.uuid(),
  organisation: z.string(),
  role: z.string(),
  card: z.nullable(z.object({
    phone: z.nullable(z.string()),
    email: z.nullable(z.string()),
    works_on: z.array(z.int()),
    best_time: z.nullable(z.string()),
    photo: z.nullable(z.string()),
    away_from: z.nullable(date),
    away_until: z.nullable(date),
    cover_member_id: z.nullable(z.uuid()),
    version: z.int(),
  })),
  team: z.array(z.object({ member_id: z.uuid(), display_name: z.string() })),
})
export type ContactSeat = z.infer<typeof contactSeat>

type Tables = Database['public']['Tables']

export type PrivateNote = Pick<Tables['private_notes']['Row'], 'id' | 'words' | 'created_at' | 'updated_at' | 'version'>
export type FamilyViews = Omit<Tables['family_views']['Row'], 'created_at'>

/** The questions of a parent's views for the review, in the order they are asked. */
export const viewQuestions = ['going_well', 'hard_now', 'hopes', 'help_wanted'] as const
export type ViewAnswers = Record<typeof viewQuestions[number], string>

/** A draft comes from this browser and may be from an older version of the form. */
export const keptViews = z.object({
  answers: z.object({ going_well: z.string(), hard_now: z.string(), hopes: z.string(), help_wanted: z.string() }),
  sharedWith: z.array(z.enum(audiences)),
})

/** The views that a form starts from: as saved, or as they wait on this device to be sent. */
export type ViewsStart = ViewAnswers & { id: string, version: number, shared_with: Audience[] }

const unsentViews = z.object({
  views: z.uuid(), expected_version: z.int(), answers: keptViews.shape.answers, shared_with: keptViews.shape.sharedWith,
})

/** Reads back what was written without a connection. */
export function readUnsentViews(args: unknown): ViewsStart | undefined {
  const found = unsentViews.safeParse(args)
  if (!found.success) return undefined
  const { views, expected_version: version, answers, shared_with } = found.data
  return { id: views, version, ...answers, shared_with }
}

export const longestView = 2000
export const longestNote = 4000

/** The view that can still be changed: for a review that is still to come, or for none yet. */
export function currentViews(views: readonly FamilyViews[], me: string | undefined, today: string): FamilyViews | undefined {
  return views.find(view => view.author_id === me && (view.review_on === null || view.review_on >= today))
}

export type DecisionStep = 'sixteen' | 'young_person' | 'adult'

/** What a parent needs to know about decisions, nearest first: what comes within a year, or came within the last one. */
export function decisionsToTell(dates: DecisionDates): Array<{ step: DecisionStep, on: string, isHere: boolean }> {
  const { today } = dates
  const days = [
    { step: 'sixteen', on: dates.sixteen_on }, { step: 'young_person', on: dates.young_person_from }, { step: 'adult', on: dates.adult_from },
  ] as const
  return days.filter(({ on }) => Math.abs(Date.parse(on) - Date.parse(today)) <= 366 * 86_400_000)
    .map(({ step, on }) => ({ step, on, isHere: on <= today }))
    .sort((a, b) => a.on.localeCompare(b.on))
}
