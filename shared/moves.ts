import * as z from 'zod/mini'
import { audiences } from './timeline.ts'

/** What the functions about moves answer as JSON, checked where it enters the app. Names follow `supabase/schemas/97_moves.sql`. */

export const moveKinds = ['education', 'social_care', 'health', 'employment'] as const
export const moveStates = ['planned', 'checked', 'sent', 'read', 'accepted', 'declined', 'closed', 'called_off'] as const
export const handoverStates = ['sent', 'read', 'accepted', 'declined', 'withdrawn'] as const
export const moveSides = ['family', 'from', 'to'] as const
export const packSections = ['profile', 'what_works', 'needs', 'plan', 'goals', 'contacts', 'health', 'open_actions'] as const
export const moveCheckKinds = ['first_weeks', 'six_weeks', 'six_months'] as const
export const goings = ['well', 'mixed', 'not_well'] as const
export const placeStatuses = ['thinking', 'applied', 'conditional', 'offered', 'confirmed', 'refused', 'turned_down'] as const
export const standings = ['none', 'applied', 'conditional', 'offered', 'confirmed'] as const

export type MoveKind = typeof moveKinds[number]
export type MoveState = typeof moveStates[number]
export type PackSection = typeof packSections[number]
export type MoveCheckKind = typeof moveCheckKinds[number]
export type Standing = typeof standings[number]

const text = z.nullable(z.string())
const date = z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)))
const moment = z.nullable(z.string())

/** `person_moves()`: one line of somebody's moves. */
export const listedMove = z.object({
  id: z.uuid(),
  kind: z.enum(moveKinds),
  specialty: text,
  from_name: z.string(),
  to_name: text,
  moves_on: date,
  /** The day it really happened; null until somebody writes it down. */
  moved_on: date,
  plan_b: text,
  state: z.enum(moveStates),
  answer_by: date,
  is_late: z.boolean(),
  read_by_name: text,
  next_check: z.nullable(z.enum(moveCheckKinds)),
  next_check_on: date,
})
export type ListedMove = z.infer<typeof listedMove>

const action = z.object({ title: z.string(), due_on: date, audience: z.nullable(z.enum(audiences)), status: z.string() })
const titled = z.object({ title: z.string() })

const profileParts = z.nullish(z.array(z.object({ part: z.enum(['admire', 'matters', 'support', 'communicate']), words: z.string() })))

/** What a pack says. A section that is null has nothing written about it; one that is missing was not chosen. */
export const packContent = z.object({
  head: z.object({ known_as: z.string(), family_name: text, date_of_birth: z.string(), nc_year: z.nullable(z.int()), setting_now: text }),
  profile: profileParts,
  what_works: profileParts,
  needs: z.nullish(z.array(titled)),
  plan: z.nullish(z.object({ plan_type: z.string(), status: z.string(), first_made_on: date, last_decision_on: date, review_on: date })),
  goals: z.nullish(z.array(z.object({ words: z.string(), why: text }))),
  contacts: z.nullish(z.array(z.object({ display_name: z.string(), role: z.string(), organisation: z.string() }))),
  health: z.nullish(z.object({ conditions: z.optional(z.array(titled)), actions: z.optional(z.array(action)) })),
  open_actions: z.nullish(z.array(action)),
})
export type PackContent = z.infer<typeof packContent>

export const pack = z.object({
  id: z.uuid(),
  sections: z.array(z.enum(packSections)),
  message: text,
  content: packContent,
  checked_by_name: z.string(),
  checked_as: text,
  checked_at: z.string(),
  agreed_how: text,
})
export type Pack = z.infer<typeof pack>

export const handoverQuestion = z.object({
  id: z.uuid(),
  question: z.string(),
  asked_by_name: z.string(),
  asked_at: z.string(),
  answer: text,
  answered_by_name: text,
  answered_at: moment,
  version: z.int(),
})
export type HandoverQuestion = z.infer<typeof handoverQuestion>

const handoverShape = {
  id: z.uuid(),
  move_id: z.uuid(),
  person_id: z.uuid(),
  pack_id: z.uuid(),
  kind: z.enum(moveKinds),
  specialty: text,
  from_name: z.string(),
  to_name: z.string(),
  moves_on: date,
  state: z.enum(handoverStates),
  sent_at: z.string(),
  sent_by_name: z.string(),
  answer_by: z.string(),
  is_late: z.boolean(),
  read_at: moment,
  read_by_name: text,
  read_as: text,
  answered_at: moment,
  answered_by_name: text,
  reason: text,
  next_step: text,
  version: z.int(),
}
export const handover = z.object(handoverShape)
export type Handover = z.infer<typeof handover>

const handoverWithQuestions = z.object({ ...handoverShape, questions: z.array(handoverQuestion) })

const meeting = z.object({ id: z.uuid(), met_on: z.string(), who: z.string(), note: text, recorded_by_name: z.string() })
export type MoveMeeting = z.infer<typeof meeting>

const checkAnswer = z.object({
  id: z.uuid(), side: z.enum(moveSides), done_on: z.string(), going: z.enum(goings), note: text, next_step: text, recorded_by_name: z.string(),
})
const moveCheck = z.object({ kind: z.enum(moveCheckKinds), due_on: date, answers: z.array(checkAnswer) })
export type MoveCheck = z.infer<typeof moveCheck>

const alertReason = z.enum(['unanswered', 'not_moved'])

/** Who is asked about what is late, and whether they have seen it. */
export const askedAbout = z.object({
  reason: alertReason, step: z.int(), asked_on: z.string(), name: z.string(), team: z.string(), seen_at: moment, seen_by_name: text,
})
export type AskedAbout = z.infer<typeof askedAbout>

/** `my_move_alerts()`: a late handover about which I am asked by name. */
export const moveAlert = z.object({
  move_id: z.uuid(),
  person_id: z.uuid(),
  known_as: z.string(),
  family_name: text,
  kind: z.enum(moveKinds),
  specialty: text,
  from_name: z.string(),
  to_name: text,
  moves_on: date,
  reason: alertReason,
  /** The last day on which there should have been an answer. */
  since: z.string(),
  /** 1: I sent it, or am the named contact. 2: it is still so. */
  step: z.int(),
})
export type MoveAlert = z.infer<typeof moveAlert>

/** `move_page()`: all about one move. */
export const movePage = z.object({
  move: z.object({
    id: z.uuid(),
    person_id: z.uuid(),
    kind: z.enum(moveKinds),
    specialty: text,
    from_name: z.string(),
    to_name: text,
    to_organisation_id: z.nullable(z.uuid()),
    moves_on: date,
    moved_on: date,
    moved_by_name: text,
    plan_b: text,
    state: z.enum(moveStates),
    from_closed_by_name: text,
    from_closed_on: date,
    to_closed_by_name: text,
    to_closed_on: date,
    called_off_reason: text,
    shared_with: z.array(z.enum(audiences)),
    version: z.int(),
  }),
  /** The sides I act for; empty when I only read. */
  sides: z.array(z.enum(moveSides)),
  /** What I may undo. */
  may_take_back: z.nullable(z.enum(['accepted', 'moved'])),
  /** The last day on which those they leave see the plan; null while it is open. */
  from_until: date,
  alerts: z.array(askedAbout),
  /** I decide what goes into the pack; anybody else says how that one agreed. */
  decides: z.boolean(),
  pack: z.nullable(pack),
  handovers: z.array(handoverWithQuestions),
  meetings: z.array(meeting),
  checks: z.array(moveCheck),
})
export type MovePage = z.infer<typeof movePage>

/** `handover_page()`: a handover as its receiver sees it. */
export const handoverPage = z.object({
  handover,
  pack,
  may_answer: z.boolean(),
  /** The reader may open the whole record. */
  sees_record: z.boolean(),
  questions: z.array(handoverQuestion),
})
export type HandoverPage = z.infer<typeof handoverPage>

/** `my_handovers()`: one line of the inbox. */
export const listedHandover = z.object({
  id: z.uuid(),
  move_id: z.uuid(),
  person_id: z.uuid(),
  known_as: z.string(),
  family_name: text,
  kind: z.enum(moveKinds),
  specialty: text,
  from_name: z.string(),
  to_name: z.string(),
  moves_on: date,
  state: z.enum(handoverStates),
  sent_at: z.string(),
  answer_by: z.string(),
  is_late: z.boolean(),
  read_by_name: text,
  open_questions: z.int(),
  direction: z.enum(['in', 'out', 'other']),
  sees_record: z.boolean(),
})
export type ListedHandover = z.infer<typeof listedHandover>

export const place = z.object({
  id: z.uuid(),
  starts_in: z.int(),
  choice: z.int(),
  setting_name: z.string(),
  status: z.enum(placeStatuses),
  condition: text,
  predicted: text,
  actual: text,
  results_on: date,
  updated_by_name: z.string(),
  version: z.int(),
})
export type Place = z.infer<typeof place>

/** `september_list()`. */
export const septemberList = z.object({
  year: z.int(),
  counts: z.partialRecord(z.enum(standings), z.int()),
  people: z.array(z.object({
    id: z.uuid(),
    known_as: z.string(),
    family_name: text,
    nc_year: z.nullable(z.int()),
    setting_now: text,
    setting_next: text,
    place_id: z.nullable(z.uuid()),
    choice: z.nullable(z.int()),
    setting_name: text,
    status: z.nullable(z.enum(placeStatuses)),
    condition: text,
    predicted: text,
    actual: text,
    results_on: date,
    version: z.nullable(z.int()),
    second_choice: text,
    move_id: z.nullable(z.uuid()),
    plan_b: text,
    standing: z.enum(standings),
  })),
})
export type SeptemberList = z.infer<typeof septemberList>
export type SeptemberPerson = SeptemberList['people'][number]

export const moveSteps = ['plan', 'pack', 'send', 'read', 'accept', 'move', 'settle', 'close'] as const
export type MoveStep = typeof moveSteps[number]

const stepOfState: Record<MoveState, MoveStep> = {
  planned: 'pack', checked: 'send', sent: 'read', read: 'accept', accepted: 'move', declined: 'pack', closed: 'close', called_off: 'plan',
}

/** How far a move has come: what is done, where it stands, and what is still to come. */
export function stepsOf(state: MoveState, hasMoved = false): Array<{ key: MoveStep, state: 'done' | 'current' | 'next' }> {
  const at = moveSteps.indexOf(state === 'accepted' && hasMoved ? 'settle' : stepOfState[state])
  return moveSteps.map((key, index) => ({ key, state: index < at || state === 'closed' ? 'done' : index === at ? 'current' : 'next' }))
}
