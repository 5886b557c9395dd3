import type { StepPatch } from './timeline-answers.ts'
import { timingOf, timings, type ItemStatus, type Step, type Timing } from './timeline.ts'

/** Limits of `record_item`, in letters. */
export const longest = { note: 4000, not_needed_reason: 1000, waiting_on: 200 } as const

/** What is in the boxes of a step's form; an empty box is ''. */
export interface StepForm {
  status: ItemStatus
  note: string
  not_needed_reason: string
  waiting_on: string
}

/** A step, or a row somebody else changed, as it is in the boxes. */
export function formOf(step: Pick<Step, keyof StepForm>): StepForm {
  return {
    status: step.status,
    note: step.note ?? '',
    not_needed_reason: step.not_needed_reason ?? '',
    waiting_on: step.waiting_on ?? '',
  }
}

/** Only what the reader changed, so that a save never overwrites what they did not touch. */
export function patchOf(form: StepForm, was: StepForm): StepPatch {
  const patch: StepPatch = {}
  if (form.status !== was.status) patch.status = form.status
  if (form.note.trim() !== was.note.trim()) patch.note = form.note.trim() || null
  if (form.status === 'not_applicable' && form.not_needed_reason.trim() !== was.not_needed_reason) {
    patch.not_needed_reason = form.not_needed_reason.trim() || null
  }
  if (form.status === 'waiting' && form.waiting_on.trim() !== was.waiting_on) patch.waiting_on = form.waiting_on.trim() || null
  return patch
}

/** Which box needs another answer, and why. */
export type StepFormErrors = Partial<Record<'note' | 'not_needed_reason' | 'waiting_on', 'needed' | 'too_long'>>

export function errorsOf(form: StepForm): StepFormErrors {
  const errors: StepFormErrors = {}
  if (form.note.trim().length > longest.note) errors.note = 'too_long'
  if (form.status === 'waiting' && form.waiting_on.trim().length > longest.waiting_on) errors.waiting_on = 'too_long'
  if (form.status !== 'not_applicable') return errors
  if (!form.not_needed_reason.trim()) errors.not_needed_reason = 'needed'
  if (form.not_needed_reason.trim().length > longest.not_needed_reason) errors.not_needed_reason = 'too_long'
  return errors
}

/** Both notes, theirs first, with nothing said twice. */
export function joinNotes(theirs: string, mine: string): string {
  const [first, second] = [theirs.trim(), mine.trim()]
  if (!first || second.includes(first)) return second
  if (!second || first.includes(second)) return first
  return `${first}\n\n${second}`
}

/** What I typed, on top of what somebody else saved meanwhile: boxes I had not touched follow them. */
export function rebase(mine: StepForm, base: StepForm, theirs: StepForm): StepForm {
  const keep = (field: keyof StepForm) => mine[field] !== base[field]
  return {
    status: keep('status') ? mine.status : theirs.status,
    note: keep('note') ? mine.note : theirs.note,
    not_needed_reason: keep('not_needed_reason') ? mine.not_needed_reason : theirs.not_needed_reason,
    waiting_on: keep('waiting_on') ? mine.waiting_on : theirs.waiting_on,
  }
}

/** The boxes as the reader found them, and the version that was. */
export type StepBase = StepForm & { version: number }

/** Reads a kept draft, whoever and whichever version of this page wrote it. */
export function readDraft(kept: unknown, otherwise: StepBase): { form: StepForm, base: StepBase } {
  const { form, base } = fieldsOf(kept)
  const { version } = fieldsOf(base)
  return {
    form: readForm(form, otherwise),
    base: { ...readForm(base, otherwise), version: typeof version === 'number' ? version : otherwise.version },
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function readForm(kept: unknown, otherwise: StepForm): StepForm {
  const values = fieldsOf(kept)
  const text = (value: unknown, or: string): string => (typeof value === 'string' ? value : or)
  return {
    status: isStatus(values.status) ? values.status : otherwise.status,
    note: text(values.note, otherwise.note),
    not_needed_reason: text(values.not_needed_reason, otherwise.not_needed_reason),
    waiting_on: text(values.waiting_on, otherwise.waiting_on),
  }
}

const statuses: readonly unknown[] = ['not_started', 'in_progress', 'waiting', 'done', 'not_applicable']

function isStatus(value: unknown): value is ItemStatus {
  return statuses.includes(value)
}

/** Steps that fall in the same time. */
export interface TimingGroup {
  timing: Timing
  steps: Step[]
}

/** What is late first, then by time; without a date and from before planning began last. */
export function byTiming(steps: readonly Step[], today: string): TimingGroup[] {
  return timings.flatMap((timing) => {
    const own = steps.filter(step => timingOf(step, today) === timing)
    return own.length ? [{ timing, steps: own }] : []
  })
}
