import { z } from 'zod'
import { Constants } from '../types/database.ts'

const { setting_type: settingType, plan_status: planStatus } = Constants.public.Enums

const placement = z.object({
  position: z.enum(['now', 'next']),
  setting_name: z.string(),
  setting_type: z.enum(settingType),
  organisation_id: z.uuid().nullable(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
})

/** The recorded facts of one young person, as they stand in the tables. */
export const personRecordSchema = z.object({
  /** Whether the reader works in a team here: a team may change every fact, a family some dates. */
  summary: z.object({ me: z.object({ in_team: z.boolean() }) }),
  person: z.object({
    id: z.uuid(),
    known_as: z.string(),
    family_name: z.string().nullable(),
    date_of_birth: z.string(),
    year_group_offset: z.int(),
    year_group_offset_reason: z.string().nullable(),
    autumn_term_start: z.string().nullable(),
    template_id: z.uuid(),
    version: z.int(),
  }),
  plan: z.object({
    plan_type: z.string(),
    status: z.enum(planStatus),
    first_made_on: z.string().nullable(),
    last_decision_on: z.string().nullable(),
    last_meeting_on: z.string().nullable(),
  }).nullable(),
  placements: z.array(placement),
  flags: z.array(z.object({ flag: z.string(), since: z.string().nullable() })),
  dates: z.array(z.object({ anchor: z.string(), on_date: z.string() })),
})

export type PersonRecord = z.infer<typeof personRecordSchema>
export type Placement = z.infer<typeof placement>

/** Where somebody can learn, or a team that can be involved. */
export const organisationSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  audience: z.enum(Constants.public.Enums.audience).nullable(),
  setting_type: z.enum(settingType).nullable(),
})

export type Organisation = z.infer<typeof organisationSchema>

/** A question of the pathway in the reader's language: a tick box of the situation, or the date of an event. */
export interface PathwayQuestion {
  key: string
  title: string
  detail: string
}

export interface EventQuestion extends PathwayQuestion {
  familyMayRecord: boolean
}

/** One line of the list of young people, from `my_people()`. */
export const listedPersonSchema = z.object({
  person_id: z.uuid(),
  known_as: z.string(),
  family_name: z.string().nullable(),
  date_of_birth: z.string(),
  nc_year: z.int().nullable(),
  plan_type: z.string().nullable(),
  setting_now: z.string().nullable(),
  next_due_on: z.string().nullable(),
  open_items: z.int(),
  overdue_items: z.int(),
  total: z.int(),
})

export type ListedPerson = z.infer<typeof listedPersonSchema>

/** Somebody who may be the same person; without an id where the reader may not see them. */
export const possibleDuplicateSchema = z.object({
  person_id: z.uuid().nullable(),
  person_known_as: z.string().nullable(),
  person_family_name: z.string().nullable(),
  may_see: z.boolean(),
})

export type PossibleDuplicate = z.infer<typeof possibleDuplicateSchema>
