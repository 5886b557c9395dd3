import { addMonths, daysBetween, isOpen, type Audience } from './timeline.ts'
import type { Database } from './types/database.ts'

type Row = Database['public']['Functions']['preview_timeline']['Returns'][number]
type Empty = 'audience' | 'status' | 'due_on' | 'missing_fact' | 'before_start' | 'was_due_on' | 'was_missing_fact' | 'was_before_start'

/** One occurrence of a step now and with other facts, as `preview_timeline()` gives it. */
export type PreviewRow = Omit<Row, Empty | 'difference'>
  & { [Key in Empty]: Row[Key] | null }
  & { difference: 'same' | 'moved' | 'added' | 'removed' }

/** When a step is due; both empty where it is not on the timeline. */
export interface When {
  on: string | null
  missing: string | null
}

/** One step that would change; its later occurrences that change too are only counted. */
export interface Difference {
  key: string
  kind: 'moved' | 'added' | 'removed'
  title: string
  audience: Audience | null
  /** On the reader's own checklist. */
  mine: boolean
  dueKind: Row['due_kind']
  /** A milestone, or a date that the law sets. */
  isBig: boolean
  stage: string
  was: When
  would: When
  /** Later is positive; null where one of the two days is not known. */
  days: number | null
  more: number
}

export interface StageDifferences {
  key: string
  title: string
  differences: Difference[]
}

export interface Comparison {
  big: Difference[]
  stages: StageDifferences[]
  /** Steps, each counted once however often it comes round. */
  counts: Record<'moved' | 'added' | 'removed' | 'same', number>
  /** Facts that dates of the other timeline wait for. */
  missing: string[]
}

/**
 * What nobody has to do any more, what lies behind us either way, and what was due before planning began is left out.
 * A new step whose day has just passed is not: it could still be caught up. A duty cannot be missed before it began.
 */
function matters(row: PreviewRow, today: string): boolean {
  if (row.status !== null && !isOpen({ status: row.status })) return false
  if (row.difference === 'removed') return row.was_before_start !== true
  if (row.difference === 'added') return !isBefore(row.due_on, row.due_kind === 'statutory' ? today : addMonths(today, -6))
  if (row.difference === 'moved' && isBefore(row.was_due_on, today) && isBefore(row.due_on, today)) return false
  return row.before_start !== true || row.was_before_start !== true
}

function isBefore(date: string | null, day: string): boolean {
  return date !== null && date < day
}

function differenceOf(row: PreviewRow, kind: Difference['kind'], own: readonly Audience[]): Difference {
  const was: When = { on: row.was_due_on, missing: row.was_missing_fact }
  const would: When = { on: row.due_on, missing: row.missing_fact }
  return {
    key: `${row.item_key} ${kind}`,
    kind,
    title: row.title,
    audience: row.audience,
    mine: row.audience !== null && own.includes(row.audience),
    dueKind: row.due_kind,
    isBig: row.kind === 'milestone' || row.due_kind === 'statutory',
    stage: row.stage_key,
    was,
    would,
    days: kind === 'moved' && was.on && would.on ? daysBetween(was.on, would.on) : null,
    more: 0,
  }
}

/** The occurrences of a step that change in the same way are one difference, shown by the first of them. */
function differencesOf(rows: readonly PreviewRow[], own: readonly Audience[]): Difference[] {
  const found = new Map<string, Difference>()
  for (const row of rows) {
    if (row.difference === 'same') continue
    const difference = differenceOf(row, row.difference, own)
    const first = found.get(difference.key)
    found.set(difference.key, first ? { ...first, more: first.more + 1 } : difference)
  }
  return [...found.values()]
}

/** From the rows of `preview_timeline()`, in their order: by date. @param own whose steps the reader does. */
export function compareTimelines(rows: readonly PreviewRow[], { today, own }: { today: string, own: readonly Audience[] }): Comparison {
  const relevant = rows.filter(row => matters(row, today))
  const differences = differencesOf(relevant, own)
  const changedKeys = new Set(relevant.filter(row => row.difference !== 'same').map(row => row.item_key))
  const same = new Set(relevant.filter(row => !changedKeys.has(row.item_key)).map(row => row.item_key))
  const count = (kind: Difference['kind']) => differences.filter(difference => difference.kind === kind).length
  const titles = new Map(rows.toSorted((a, b) => a.stage_position - b.stage_position).map(row => [row.stage_key, row.stage_title]))
  return {
    big: differences.filter(difference => difference.isBig),
    stages: [...titles].flatMap(([key, title]) => {
      const inside = differences.filter(difference => difference.stage === key && !difference.isBig)
      return inside.length ? [{ key, title, differences: inside }] : []
    }),
    counts: { moved: count('moved'), added: count('added'), removed: count('removed'), same: same.size },
    missing: [...new Set(differences.flatMap(({ would }) => would.missing ?? []))],
  }
}
