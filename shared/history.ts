import * as z from 'zod/mini'
import { Constants } from './types/database.ts'

const { member_role: memberRole } = Constants.public.Enums

/** `{"column": [before, after]}` */
const changes = z.record(z.string(), z.tuple([z.unknown(), z.unknown()]))

/** One line of `person_history()`. */
export const historyLine = z.object({
  at: z.string(),
  key: z.string(),
  kind_of_line: z.enum(['view', 'search', 'change']),
  actor_id: z.nullable(z.string()),
  actor_name: z.nullable(z.string()),
  actor_role: z.nullable(z.enum(memberRole)),
  actor_team: z.nullable(z.string()),
  in_emergency: z.boolean(),
  section: z.nullable(z.string()),
  action: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  subject_key: z.nullable(z.string()),
  subject_title: z.nullable(z.string()),
  changes: z.nullable(changes),
  reason: z.nullable(z.string()),
  total: z.int(),
})
export type HistoryLine = z.infer<typeof historyLine>

export interface HistoryActor {
  actor_id: string
  actor_name: string | null
  actor_role: typeof memberRole[number] | null
}

/** What the list is narrowed to; '' is everything. Days are `YYYY-MM-DD`. */
export interface HistoryFilter {
  who: string
  kind: '' | 'view' | 'search' | 'change'
  from: string
  to: string
}

const kinds = ['', 'view', 'search', 'change'] as const

/** Reads a filter from an address that anybody may have typed. */
export function readHistoryFilter(query: Readonly<Record<string, unknown>>): HistoryFilter {
  const text = (value: unknown, pattern: RegExp) => (typeof value === 'string' && pattern.test(value) ? value : '')
  const day = /^\d{4}-\d{2}-\d{2}$/
  return {
    who: text(query.who, /^[\da-f-]{36}$/i),
    kind: kinds.find(kind => kind === query.kind) ?? '',
    from: text(query.from, day),
    to: text(query.to, day),
  }
}

const isSet = (line: HistoryLine, column: string) => {
  const [, after] = line.changes?.[column] ?? []
  return after !== null && after !== undefined
}
const isCleared = (line: HistoryLine, column: string) => line.changes?.[column] !== undefined && !isSet(line, column)

/** Changes that have a sentence of their own, for what the row's columns mean together. */
function namedEvent(line: HistoryLine): string | undefined {
  const { subject, action } = line
  if (subject === 'circle_members') {
    if (action === 'insert') return isSet(line, 'account_id') ? 'circle_added' : 'circle_invited'
    if (isSet(line, 'ends_on')) return 'circle_ended'
    if (isCleared(line, 'ends_on')) return 'circle_back'
    if (isSet(line, 'account_id')) return 'circle_joined'
    if (isSet(line, 'kept_on')) return 'circle_kept'
  }
  if (subject === 'involvements') {
    if (action === 'insert') return 'team_added'
    if (isSet(line, 'ends_on')) return 'team_ended'
    if (isCleared(line, 'ends_on')) return 'team_back'
    if (line.changes?.named_contact_id) return 'contact_changed'
  }
  if (subject === 'timeline_items' && line.changes?.status?.[1] === 'done') return 'step_done'
  if (subject === 'emergency_access') return action === 'insert' ? 'emergency_opened' : 'emergency_closed'
  return undefined
}

/** Which sentence says what happened: `history.view.<section>` or `history.event.<name>`. */
export function historySentence(line: HistoryLine): { group: 'view' | 'event', key: string } {
  if (line.kind_of_line !== 'change') return { group: 'view', key: line.section ?? '' }
  return { group: 'event', key: namedEvent(line) ?? line.action ?? '' }
}

/** Columns a reader can make sense of, in this order. Ids, versions and times of the machine are left out. */
const readable = [
  'known_as', 'family_name', 'date_of_birth', 'year_group_offset', 'year_group_offset_reason', 'autumn_term_start', 'locality',
  'plan_type', 'first_made_on', 'last_decision_on', 'last_meeting_on', 'setting_name', 'setting_type', 'on_date', 'since',
  'status', 'note', 'not_needed_reason', 'waiting_on', 'display_name', 'relationship', 'bond', 'is_paid', 'starts_on', 'ends_on', 'kept_on',
  'kind', 'value', 'why', 'answer', 'words', 'decision', 'outcome', 'assessed_on', 'assessor', 'help_given', 'best_interests', 'review_on',
  'what', 'whom', 'basis', 'decision_support', 'title',
] as const
export type ReadableColumn = typeof readable[number]

export interface FieldChange {
  column: ReadableColumn
  before: string
  after: string
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What changed, column by column, as far as words can say it. */
export function fieldChanges(line: HistoryLine): FieldChange[] {
  return readable.flatMap((column) => {
    const change = line.changes?.[column]
    return change ? [{ column, before: asText(change[0]), after: asText(change[1]) }] : []
  })
}
