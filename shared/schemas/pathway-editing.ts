import { z } from 'zod'
import { Constants } from '../types/database.ts'
import { pathwaySchema } from '../pathways/schema.ts'

const { template_status: templateStatus } = Constants.public.Enums

/** How people come onto a version once it is published. */
export const PEOPLE_MOVES = ['now', 'at_next_stage', 'on_effective_date'] as const
export type PeopleMove = typeof PEOPLE_MOVES[number]

/** Null stands for 1 to 4: the database does not tell an administrator more. */
const count = z.number().nullable()

export const pathwayVersionSchema = z.object({
  id: z.uuid(),
  template_key: z.string(),
  version: z.string(),
  title: z.string(),
  status: z.enum(templateStatus),
  based_on: z.string().nullable(),
  effective_from: z.string().nullable(),
  people_move: z.enum(PEOPLE_MOVES).nullable(),
  stages: z.number(),
  steps: z.number(),
  people: count,
  people_waiting: z.boolean(),
  updated_at: z.string(),
  updated_by: z.string().nullable(),
  published_at: z.string().nullable(),
  published_by: z.string().nullable(),
})
export type PathwayVersion = z.infer<typeof pathwayVersionSchema>

/** One version with everything in it. */
export const openPathwaySchema = z.object({
  id: z.uuid(),
  version: z.string(),
  status: z.enum(templateStatus),
  revision: z.number(),
  effective_from: z.string().nullable(),
  document: pathwaySchema,
})
export type OpenPathway = z.infer<typeof openPathwaySchema>

/** The detail of `draft_changed`: the draft as somebody else saved it. */
export const changedDraftSchema = z.object({
  revision: z.number(),
  saved_by: z.string().nullable(),
  document: pathwaySchema,
})

const changes = { added: count, moved: count, retired: count, reassigned: count }

/** What `pathway_impact()` answers. */
export const pathwayImpactSchema = z.object({
  people_total: count,
  people_affected: count,
  ...changes,
  unchanged: count,
  with_work: count,
  items_changed: z.number(),
  by_item: z.array(z.object({
    item_key: z.string(),
    title: z.string().nullable(),
    ...changes,
    days_moved_min: z.number().nullable(),
    days_moved_max: z.number().nullable(),
    sample: z.array(z.object({ was_due_on: z.string().nullable(), due_on: z.string().nullable(), nc_year: z.number() })),
  })),
})
export type PathwayImpact = z.infer<typeof pathwayImpactSchema>

/** What `example_due()` answers. */
export const dueExampleSchema = z.object({
  due_on: z.string().nullable(),
  missing_fact: z.string().nullable(),
  anchor_on: z.string().nullable(),
  nc_year: z.number().nullable(),
  age: z.number().nullable(),
  times: z.number(),
  next: z.array(z.string().nullable()),
})
export type DueExample = z.infer<typeof dueExampleSchema>

/** What an administrator did, as the history tells it. */
export const pathwayEventSchema = z.object({
  id: z.number(),
  at: z.string(),
  actor_name: z.string().nullable(),
  action: z.enum(['insert', 'update', 'delete']),
  subject: z.string(),
  subject_key: z.string(),
  changes: z.record(z.string(), z.array(z.unknown()).or(z.unknown())),
  reason: z.string().nullable(),
})
export type PathwayEvent = z.infer<typeof pathwayEventSchema>

export const planTypeSchema = z.object({ key: z.string(), review_months: z.number().nullable() })
export type PlanType = z.infer<typeof planTypeSchema>
