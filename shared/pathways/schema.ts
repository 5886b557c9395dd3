import { z } from 'zod'
import {
  ANCHOR_TYPES, AUDIENCES, CONDITION_SOURCES, CONFIDENCES, DUE_KINDS, PAGES, PFA_AREAS, TEMPLATE_STATUSES, TRANSFERS, WINDOW_UNITS,
} from './vocabulary.ts'

/**
 * The shape of a pathway template.
 *
 * `PathwayDocument` is what `parsePathway` returns and what `private.import_pathway(document jsonb)` receives:
 * the YAML file as JSON, with every default filled in. Nothing in it is optional except extra locales,
 * `en-easy` details, and the question of an event anchor. Lists keep their order (order on screen).
 *
 * ```jsonc
 * {
 *   "template":   { "template_id", "version", "status", …, "texts": { "en": {"title","detail"}, "en-easy": {…} } },
 *   "conditions": [ { "key", "source", "derived_from", "never_with": [key], "texts": { "en": {"label","detail"}, … } } ],
 *   "anchors":    [ { "key", "type", "definition", "rule_ids": [], "texts": { "en": {"name","question"?}, … } } ],
 *   "stages":     [ { "id", "code", "order", "window", "transfer", "applies_if", "texts",
 *                     "milestones": [ … ], "items": [ … ] } ]
 * }
 * ```
 *
 * The schema checks shape, field by field. What needs more than one field (does that anchor exist, can that
 * rule ever be true) is in `check.ts`.
 */

const sentence = z.string().trim().min(1, 'is empty: write the words people will read')

/** Extra locales may follow `en` and `en-easy`; both of those are always there. */
function perLocale<T extends z.ZodObject>(english: T, easy: T) {
  return z.object({ 'en': english, 'en-easy': easy }).catchall(english)
}

const titleAndDetail = z.strictObject({ title: sentence, detail: sentence.optional() })
const titleWithDetail = z.strictObject({ title: sentence, detail: sentence })

/** `{ en: { title, detail }, en-easy: { title, detail? }, … }`: template, stages, milestones and items. */
export const stepTexts = z
  .object({ 'en': titleWithDetail, 'en-easy': titleAndDetail })
  .catchall(titleAndDetail)

const conditionText = z.strictObject({ label: sentence, detail: sentence })

/** `label` fits beside a checkbox; `detail` begins "We ask because …". */
export const conditionTexts = perLocale(conditionText, conditionText)

const anchorText = z.strictObject({ name: sentence, question: sentence.optional() })

/** `name` completes "This date is worked out from: …"; `question` is what to ask when an event date is missing. */
export const anchorTexts = perLocale(anchorText, anchorText)

const isoDay = z.iso.date('is not a day: write it as YYYY-MM-DD, for example 2027-07-31')
const conditionKey = z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a condition name: use small letters, digits and _')
const stepId = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, 'is not an id: use small letters, digits and hyphens, for example k4-yp-01')

const DURATION = /^P(?!$)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?$/
const SIGNED_DURATION = /^-?P(?!$)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?$/

/**
 * ISO 8601 duration in whole years, months, weeks and days. A leading minus means before the anchor.
 * Postgres `interval` does not read the leading minus, so split it off: `-P17W` is `- interval 'P17W'`.
 */
export const offsetSchema = z.string().regex(SIGNED_DURATION, 'is not a length of time: write -P17W for 17 weeks before, P0D for the day itself, P6M for 6 months after')

/** `each_review`, `each_term`, or the gap between occurrences as an ISO 8601 duration; null = happens once. */
export const repeatSchema = z.string().refine(
  value => value === 'each_review' || value === 'each_term' || DURATION.test(value),
  'is not a repeat: use each_review, each_term or a length of time such as P12M',
)

export const dueSchema = z.strictObject({
  /** Key of an anchor in `anchors`. */
  anchor: z.string().min(1),
  offset: offsetSchema,
})

/** Applies when every condition in `all` holds and, if `any` is not empty, at least one of those holds too. */
export const appliesIfSchema = z.strictObject({
  all: z.array(conditionKey).default([]),
  any: z.array(conditionKey).default([]),
})

/**
 * When the stage is "now" on the timeline, both ends included: `nc_year` 5 to 7 is 1 September of Year 5 to
 * 31 August of Year 7, by the class the person is taught in; `age` 16 to 25 is the 16th birthday to the day
 * before the 26th. Repeats stop at its end. It does not hide steps that fall outside it.
 */
export const windowSchema = z.strictObject({
  by: z.enum(WINDOW_UNITS),
  from: z.int(),
  to: z.int(),
})

/** What milestones and items have in common: text, date, law. */
const stepFields = {
  id: stepId,
  texts: stepTexts,
  due: dueSchema,
  /** Whether the DATE is set by law, by guidance or by us. */
  due_kind: z.enum(DUE_KINDS),
  /** Whether a duty or right in law stands behind the step, whoever chose the date. */
  statutory: z.boolean(),
  source: sentence,
  rule_id: z.string().nullable().default(null),
  applies_if: appliesIfSchema.prefault({}),
  /** A local authority's own step. */
  local: z.boolean().default(false),
  /** Nobody is given this step; work already done on it is kept. The reason is needed where `statutory` is true. */
  hidden: z.strictObject({ reason: sentence.nullable().default(null) }).nullable().default(null),
}

/** A moment on the timeline. Belongs to everyone, so it has no audience. */
export const milestoneSchema = z.strictObject(stepFields)

/** One thing to do, in one audience's checklist. Its stage's `applies_if` must hold as well as its own. */
export const itemSchema = z.strictObject({
  ...stepFields,
  audience: z.enum(AUDIENCES),
  pfa_area: z.enum(PFA_AREAS),
  repeat: repeatSchema.nullable().default(null),
  /** Id of a milestone in the same stage that this item leads to. */
  milestone: z.string().nullable().default(null),
  confidence: z.enum(CONFIDENCES),
  /** The page where it is done, for a step that is done in Onward itself; null for the others. */
  done_on: z.enum(PAGES).nullable().default(null),
})

export const stageSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a stage id: use small letters, digits and _'),
  /** Short form used at the start of step ids. */
  code: z.string().regex(/^[a-z][a-z0-9]*$/, 'is not a stage code: use small letters and digits'),
  order: z.int().positive(),
  window: windowSchema,
  /** Which boundary `transfer_date` and `phase_transfer_deadline` mean in this stage; null where unused. */
  transfer: z.enum(TRANSFERS).nullable(),
  applies_if: appliesIfSchema.prefault({}),
  texts: stepTexts,
  milestones: z.array(milestoneSchema).min(1, 'is empty: every stage needs a milestone'),
  items: z.array(itemSchema),
})

export const conditionSchema = z.strictObject({
  key: conditionKey,
  /** recorded = someone ticks it (person_flags); derived = the planner works it out from other facts. */
  source: z.enum(CONDITION_SOURCES),
  /** For derived conditions: the facts and the rule in a sentence. Null for recorded ones. */
  derived_from: sentence.nullable().default(null),
  /** Conditions that cannot hold at the same time as this one. */
  never_with: z.array(conditionKey).default([]),
  texts: conditionTexts,
})

export const anchorSchema = z.strictObject({
  key: z.string().min(1),
  /** computed = worked out by a rule; event = a date somebody records (person_dates). */
  type: z.enum(ANCHOR_TYPES),
  /** For professionals and auditors: exactly how the date is found. */
  definition: sentence,
  rule_ids: z.array(z.string()).default([]),
  texts: anchorTexts,
})

export const templateSchema = z.strictObject({
  template_id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is not a template id: use small letters, digits and hyphens'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'is not a version: write three numbers, for example 0.2.0'),
  status: z.enum(TEMPLATE_STATUSES),
  /** The law the dates follow, for example EN-CFA2014 (Part 3 of the Children and Families Act 2014). */
  legal_regime: sentence,
  jurisdiction: sentence,
  prepared_on: isoDay,
  effective_from: isoDay.nullable().default(null),
  effective_to: isoDay.nullable().default(null),
  /** Version that this one replaces, or null. */
  supersedes: z.string().nullable().default(null),
  review_by: isoDay.nullable().default(null),
  licence_note: sentence,
  notes: z.array(sentence).default([]),
  texts: stepTexts,
})

export const pathwaySchema = z.strictObject({
  template: templateSchema,
  conditions: z.array(conditionSchema),
  anchors: z.array(anchorSchema),
  stages: z.array(stageSchema),
})

export type PathwayDocument = z.infer<typeof pathwaySchema>
export type PathwayTemplate = z.infer<typeof templateSchema>
export type PathwayCondition = z.infer<typeof conditionSchema>
export type PathwayAnchor = z.infer<typeof anchorSchema>
export type PathwayStage = z.infer<typeof stageSchema>
export type PathwayMilestone = z.infer<typeof milestoneSchema>
export type PathwayItem = z.infer<typeof itemSchema>
