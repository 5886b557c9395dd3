import { isDoneByService } from './confirmations.ts'
import { audiences, itemStatuses, type Audience } from './timeline.ts'
import type { Database } from './types/database.ts'

type Row = Database['public']['Functions']['changes_about']['Returns'][number]
type Empty = 'actor_name' | 'actor_role' | 'name' | 'item_id' | 'item_audience' | 'item_mine' | 'item_due_on' | 'item_status'

/** One line of the history, as `changes_about()` gives it. */
export type ChangeRow = Omit<Row, Empty> & { [Key in Empty]: Row[Key] | null }

type Columns = Record<string, [before: unknown, after: unknown]>

/** What happened, why the reader is told and what to do about it: keys under `family.change`, with what goes into them. */
export interface Change {
  id: number
  /** ISO time */
  at: string
  isNew: boolean
  who: string | null
  role: string | null
  /** The step, event, team or question it is about. */
  about: string | null
  /** `family.change.about.<subject>` says what kind of thing that is. */
  subject: string
  what: string
  /** A date in `what`, as `YYYY-MM-DD`. */
  date: string | null
  /** A value in `what`, with the locale group that names it, or as it stands. */
  value: { group: string | null, key: string } | null
  /** Words that somebody wrote. */
  quote: string | null
  why: string
  whose: Audience | null
  todo: string
  page: 'people-id-checklist' | 'people-id' | 'people-id-details' | 'people-id-views' | null
  itemId: string | null
}

type Told = Pick<Change, 'what' | 'todo'> & Partial<Pick<Change, 'date' | 'value' | 'quote' | 'page'>>

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value : null)
const after = (columns: Columns, column: string): string | null => text(columns[column]?.[1])

/** Several changes of one thing by one person tell what it was before and what it is now. Put back: nothing to tell. */
export function mergeChanges(rows: readonly ChangeRow[]): ChangeRow[] {
  const merged = new Map<string, ChangeRow>()
  // Rows come newest first: the first seen says when, the later ones what it was before.
  for (const row of rows) {
    const key = [row.subject, row.subject_key, row.actor_name, row.is_new].join('|')
    const newer = merged.get(key)
    if (!newer || row.action === 'delete' || newer.action !== 'update') {
      merged.set(newer ? `${key}|${row.event_id}` : key, row)
      continue
    }
    const columns: Columns = { ...newer.changes as Columns }
    for (const [column, [before, now]] of Object.entries(row.changes as Columns)) columns[column] = [before, columns[column] ? columns[column][1] : now]
    merged.set(key, { ...newer, action: row.action, changes: columns as Row['changes'] })
  }
  return [...merged.values()].filter(row => row.action !== 'update' || Object.values(row.changes as Columns).some(([before, now]) => before !== now))
}

function afterDone({ item_mine: mine, item_audience: audience }: ChangeRow): string {
  if (mine) return 'check_own'
  return isDoneByService({ status: 'done', audience }) ? 'did_it_happen' : 'ask_if_not'
}

function tellStep(columns: Columns, row: ChangeRow): Told | undefined {
  const status = itemStatuses.find(known => known === after(columns, 'status')) ?? (columns.status ? 'not_started' : undefined)
  const note = after(columns, 'note')
  const page = 'people-id-checklist'
  if (status === 'done') return { what: 'done', todo: afterDone(row), quote: note, page }
  const waitsOn = after(columns, 'waiting_on')
  if (status === 'waiting' || waitsOn) {
    return { what: waitsOn ? 'waiting_on' : 'waiting', value: waitsOn ? { group: null, key: waitsOn } : null, todo: 'waiting', quote: note, page }
  }
  const reason = after(columns, 'not_needed_reason')
  if (status === 'not_applicable' || reason) return { what: 'not_needed', todo: 'ask_if_unsure', quote: reason ?? note, page }
  if (status === 'in_progress') return { what: 'started', todo: row.item_mine ? 'look_own' : 'nothing', quote: note, page }
  if (status === 'not_started') return { what: 'put_back', todo: row.item_mine ? 'look_own' : 'nothing', quote: note, page }
  if (note) return { what: 'note', todo: row.item_mine ? 'look_own' : 'nothing', quote: note, page }
  return columns.note ? { what: 'note_gone', todo: 'nothing', page } : undefined
}

function tellEvent(columns: Columns, { action }: ChangeRow): Told {
  const date = after(columns, 'on_date')
  const page = 'people-id'
  if (action === 'delete' || !date) return { what: 'date_gone', todo: 'look_dates', page }
  return { what: action === 'insert' ? 'date_set' : 'date_moved', date, todo: 'look_dates', page }
}

function tellPlan(columns: Columns, { action, subject_key: kind }: ChangeRow): Told | undefined {
  const page = 'people-id'
  if (action !== 'update') return { what: action === 'insert' ? 'plan_new' : 'plan_gone', value: { group: 'plan_type', key: kind }, todo: 'look_dates', page }
  for (const [column, what] of [['ended_on', 'plan_ended'], ['last_decision_on', 'plan_decision'], ['last_meeting_on', 'plan_meeting'], ['first_made_on', 'plan_made']] as const) {
    const date = after(columns, column)
    if (date) return { what, date, todo: 'look_dates', page }
  }
  const status = after(columns, 'status')
  if (status) return { what: 'plan_status', value: { group: 'plan_status', key: status }, todo: 'ask_if_unsure', page }
  const type = after(columns, 'plan_type')
  return type ? { what: 'plan_new', value: { group: 'plan_type', key: type }, todo: 'look_dates', page } : undefined
}

function tellPlace(columns: Columns, { action, subject_key: position }: ChangeRow): Told | undefined {
  const page = 'people-id-details'
  const when = position === 'next' ? 'next' : 'now'
  if (action === 'delete') return { what: `place_${when}_gone`, todo: 'ask_if_unsure', page }
  const place = after(columns, 'setting_name')
  if (place) return { what: `place_${when}`, value: { group: null, key: place }, todo: 'look_dates', page }
  const date = after(columns, 'starts_on')
  return date ? { what: `place_${when}_start`, date, todo: 'look_dates', page } : undefined
}

function tellTeam(columns: Columns, { action }: ChangeRow): Told | undefined {
  if (action === 'insert') return { what: 'team_joined', todo: 'see_contact' }
  const left = after(columns, 'ends_on')
  if (left) return { what: 'team_left', date: left, todo: 'ask_if_unsure' }
  return columns.named_contact_id ? { what: 'contact_new', todo: 'see_contact' } : undefined
}

function tellCircle(columns: Columns, { action, subject_key: relationship }: ChangeRow): Told | undefined {
  const value = { group: 'role', key: relationship }
  if (action === 'insert') return { what: 'circle_joined', value, todo: 'check_circle' }
  if (action === 'delete' || after(columns, 'ends_on')) return { what: 'circle_left', value, todo: 'check_circle' }
  return after(columns, 'account_id') ? { what: 'circle_arrived', value, todo: 'nothing' } : undefined
}

function tellQuestion(columns: Columns, { action }: ChangeRow): Told | undefined {
  if (action === 'insert') return { what: 'asked', todo: 'nothing' }
  const answer = after(columns, 'answer')
  if (answer) return { what: columns.answer?.[0] ? 'answer_mended' : 'answered', quote: answer, todo: 'read_answer' }
  return columns.taken_at ? { what: 'question_taken', date: after(columns, 'answer_due_on'), todo: 'nothing' } : undefined
}

const reviewDays = [
  ['final_on', 'review_final'], ['notice_on', 'review_notice'], ['report_sent_on', 'review_report'], ['held_on', 'review_held'],
  ['papers_circulated_on', 'review_papers'],
] as const

function tellReview(columns: Columns, { action }: ChangeRow): Told | undefined {
  const off = after(columns, 'called_off_reason')
  if (off || action === 'delete') return { what: 'review_off', quote: off, todo: 'ask_if_unsure' }
  const decision = after(columns, 'decision')
  if (decision) return { what: `review_decision_${decision}`, date: after(columns, 'decision_on'), todo: 'read_letter' }
  for (const [column, what] of reviewDays) {
    const date = after(columns, column)
    if (date) return { what, date, todo: column === 'papers_circulated_on' ? 'read_papers' : 'nothing' }
  }
  const meeting = after(columns, 'meeting_on')
  return meeting ? { what: action === 'insert' ? 'review_booked' : 'review_moved', date: meeting, todo: 'note_date' } : undefined
}

function tellAction(columns: Columns, { action }: ChangeRow): Told | undefined {
  if (action === 'delete') return { what: 'action_gone', todo: 'ask_if_unsure' }
  if (action === 'insert') return { what: 'action_new', date: after(columns, 'due_on'), todo: 'nothing' }
  return columns.done_at ? { what: columns.done_at[1] ? 'action_done' : 'action_open', todo: columns.done_at[1] ? 'ask_if_not' : 'nothing' } : undefined
}

function tellGoal(columns: Columns, { action, name }: ChangeRow): Told | undefined {
  // A goal that is gone, or is not shared any more, has nothing to show.
  if (!name) return undefined
  if (action === 'insert') return { what: 'goal_new', todo: 'talk' }
  if (columns.words) return { what: 'goal_words', todo: 'talk' }
  return columns.lifecycle_status || columns.achievement_status ? { what: 'goal_moved', todo: 'talk' } : undefined
}

function tell(row: ChangeRow): Told | undefined {
  const columns = row.changes as Columns
  switch (row.subject) {
    case 'timeline_items': return tellStep(columns, row)
    case 'person_dates': return tellEvent(columns, row)
    case 'plans': return tellPlan(columns, row)
    case 'placements': return tellPlace(columns, row)
    case 'person_flags': return { what: row.action === 'delete' ? 'flag_off' : 'flag_on', todo: 'look_dates', page: 'people-id-details' }
    case 'involvements': return tellTeam(columns, row)
    case 'circle_members': return tellCircle(columns, row)
    case 'questions': return tellQuestion(columns, row)
    case 'family_views': return { what: row.action === 'insert' ? 'views_written' : 'views_changed', todo: 'nothing' }
    case 'own_views': return { what: 'view_shown', todo: 'read_view', page: 'people-id-views' }
    case 'reviews': return tellReview(columns, row)
    case 'review_actions': return tellAction(columns, row)
    case 'goals': return tellGoal(columns, row)
    case 'goal_reports': return row.action === 'insert' && row.name ? { what: 'goal_report', quote: after(columns, 'words'), todo: 'talk' } : undefined
    case 'profiles': return row.action === 'delete' ? undefined : { what: 'profile', todo: 'talk' }
    default: return undefined
  }
}

function whyTold(row: ChangeRow): string {
  if (row.subject !== 'timeline_items') return row.subject
  if (row.item_mine) return 'own_step'
  if (row.item_audience === null) return 'milestone'
  return row.item_audience === 'young_person' ? 'child_step' : row.item_audience === 'family' ? 'family_step' : 'team_step'
}

/** The history in the reader's terms, newest first. What says nothing to a family is left out: no entry is without content. */
export function changesOf(rows: readonly ChangeRow[]): Change[] {
  return mergeChanges(rows).flatMap((row) => {
    const told = tell(row)
    if (!told) return []
    return [{
      date: null, value: null, quote: null, page: null, ...told,
      id: row.event_id, at: row.at, isNew: row.is_new, who: row.actor_name, role: row.actor_role, about: row.name, subject: row.subject,
      why: whyTold(row), whose: audiences.find(audience => audience === row.item_audience) ?? null, itemId: row.item_id,
    }]
  })
}
