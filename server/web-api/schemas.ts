import { z } from 'zod'
import { importFields, type ImportField } from '#shared/imports/fields'
import { handoverStates, moveKinds, packContent, packSections } from '#shared/moves'
import { Constants } from '#shared/types/database'

/** What the API takes and gives. One source: these check every request and answer, and `/api/v1/openapi.json` is made from them. */

const { api_scope: scope, audience, member_role: memberRole, setting_type: settingType } = Constants.public.Enums

/** Postgres takes neither a NUL nor half a surrogate pair. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0')
const text = (most: number) => z.string().max(most).refine(isStorable, 'Leave out characters that are no text.')
const said = (most: number) => text(most).refine(words => words.trim() !== '', 'Say it in a few words.').meta({ minLength: 1 })
const day = z.iso.date()
const moment = z.string().meta({ format: 'date-time' })

const about: Readonly<Record<ImportField, string>> = {
  known_as: 'The first name they like. Needed.',
  family_name: 'Their family name.',
  date_of_birth: 'Needed. `2012-03-04`, or as in a file: `04/03/2012`, `4 Mar 2012`.',
  upn: 'Unique pupil number. One of the four numbers is needed.',
  uln: 'Unique learner number.',
  nhs_number: 'NHS number.',
  own_id: 'Your own number for them. It is yours alone: another team may use the same one.',
  locality: 'Where they live, as your area names it.',
  setting_name: 'Where they learn now. A place that is on Onward is found by its name.',
  setting_type: `${settingType.join(', ')}. Needed with a place that is not on Onward.`,
  plan_type: 'ehc_plan, isp, sen_support or pfa_only; a census code (E, K, N) will do.',
  plan_first_made_on: 'When the plan was first made.',
  plan_last_decision_on: 'The last decision about the plan.',
  plan_last_meeting_on: 'The last review meeting.',
}
/** As loose as a cell of a file: what does not fit comes back as a problem of its row, and stops no other. */
const cell = (field: ImportField) => text(300).nullish().describe(about[field])
const cells = Object.fromEntries(importFields.map(field => [field, cell(field)])) as Record<ImportField, ReturnType<typeof cell>>

export const personRow = z.strictObject({ id: z.uuid().optional().describe('Taken and left alone, so that what was read can be sent back.'), ...cells })
  .describe('Somebody, as a row of a file. What is empty or left out changes nothing.')
export const peopleRows = z.strictObject({ people: z.array(personRow).min(1).max(50) })
export const numbers = z.strictObject({ upn: text(40), uln: text(40), nhs_number: text(40), own_id: text(40) }).partial()
  .refine(given => Object.keys(given).length > 0, 'Send at least one number.').meta({ minProperties: 1 })
  .describe('Numbers of one person. In the body and not in the address, because addresses end up in logs.')

const answers = Object.fromEntries(importFields.map(field => [field, z.string().nullable().describe(about[field])])) as Record<ImportField, z.ZodNullable<z.ZodString>>
export const person = z.object({ id: z.uuid(), ...answers })
export const people = z.object({ people: z.array(person), next: z.uuid().nullable().describe('Send it as `after` for the next page. Null: this is the last.') })

export const rowProblem = z.object({ field: z.string().nullable().describe('Null: the row as a whole.'), key: z.string(), detail: z.string() })
export const results = z.object({
  results: z.array(z.object({
    outcome: z.enum(['add', 'change', 'same', 'problem']),
    id: z.uuid().nullable(),
    problems: z.array(rowProblem),
  })).describe('One for each row, in their order.'),
})

export const organisation = z.object({
  id: z.uuid(),
  name: z.string(),
  audience: z.enum(audience),
  token: z.object({ name: z.string(), scopes: z.array(z.enum(scope)), expires_on: day, per_minute: z.int() }),
  members: z.array(z.object({ member_id: z.uuid().describe('Send it as `by`.'), display_name: z.string(), role: z.enum(memberRole) })),
})

const head = {
  id: z.uuid(),
  direction: z.enum(['in', 'out']).describe('in: your team is asked. out: your team asked.'),
  kind: z.enum(moveKinds),
  specialty: z.string().nullable(),
  from_name: z.string(),
  to_name: z.string(),
  moves_on: day.nullable(),
  state: z.enum(handoverStates),
  sent_at: moment,
  answer_by: day,
  is_late: z.boolean(),
}
export const handovers = z.object({
  handovers: z.array(z.object({ ...head, open_questions: z.int() })),
  next: z.uuid().nullable(),
})
export const handover = z.object({
  ...head,
  person_id: z.uuid().nullable().describe('Null until your team works with them.'),
  sent_by_name: z.string(),
  read_at: moment.nullable(),
  read_by_name: z.string().nullable(),
  answered_at: moment.nullable(),
  answered_by_name: z.string().nullable(),
  pack: z.object({
    sections: z.array(z.enum(packSections)), message: z.string().nullable(), content: packContent, checked_by_name: z.string(), checked_at: moment,
  }).describe('What the next people are told, exactly as the family checked it.'),
  questions: z.array(z.object({
    id: z.uuid(), question: z.string(), asked_by_name: z.string(), asked_at: moment,
    answer: z.string().nullable(), answered_by_name: z.string().nullable(), answered_at: moment.nullable(),
  })),
})
export const answered = z.object({ id: z.uuid(), state: z.enum(handoverStates), person_id: z.uuid().nullish() })
export const made = z.object({ id: z.uuid() })

const by = z.uuid().describe('The member_id of the person of your team who does this. The family reads their name.')
export const reader = z.strictObject({ by })
export const refusal = z.strictObject({
  by, reason: said(1000).describe('Why not.'), next_step: said(1000).describe('What should happen instead. The family reads both.'),
})
export const question = z.strictObject({ by, question: said(1000) })
export const answer = z.strictObject({ answer: said(2000) })

export const page = z.strictObject({
  after: z.uuid().optional().describe('The `next` of the page before.'),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
})
export const byId = z.strictObject({ id: z.uuid() })
export const byQuestion = z.strictObject({ id: z.uuid(), question: z.uuid() })

export const problem = z.object({
  type: z.string().describe('`urn:onward:problem:` and the key.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What to do.'),
  key: z.string().describe('Stays the same; for programs.'),
  errors: z.array(z.object({ pointer: z.string(), key: z.string().optional(), detail: z.string() })).optional().describe('What is wrong where, as JSON Pointers.'),
}).describe('RFC 9457.')
