import { describe, expect, it } from 'vitest'
import { byTiming, errorsOf, joinNotes, longest, patchOf, readDraft, rebase, type StepForm } from '../../shared/checklist.ts'
import type { Step } from '../../shared/timeline.ts'

const asFound: StepForm = { status: 'in_progress', note: 'Rang on Monday', not_needed_reason: '', waiting_on: '' }

describe('what is sent', () => {
  it.each([
    ['nothing, when nothing changed', {}, {}],
    ['nothing, for a space at the end', { note: 'Rang on Monday ' }, {}],
    ['a note', { note: ' Rang again ' }, { note: 'Rang again' }],
    ['an emptied note', { note: ' ' }, { note: null }],
    ['a status', { status: 'done' }, { status: 'done' }],
    ['who is waited on, while waiting', { status: 'waiting', waiting_on: ' Ada ' }, { status: 'waiting', waiting_on: 'Ada' }],
    ['no name left over from another status', { status: 'done', waiting_on: 'Ada' }, { status: 'done' }],
    ['a reason', { status: 'not_applicable', not_needed_reason: 'Moved' }, { status: 'not_applicable', not_needed_reason: 'Moved' }],
  ] as const)('%s', (_what, change, patch) => {
    expect(patchOf({ ...asFound, ...change }, asFound)).toEqual(patch)
  })
})

describe('what is wrong', () => {
  it.each([
    ['nothing', {}, {}],
    ['no reason', { status: 'not_applicable', not_needed_reason: '  ' }, { not_needed_reason: 'needed' }],
    ['a long reason', { status: 'not_applicable', not_needed_reason: 'a'.repeat(longest.not_needed_reason + 1) }, { not_needed_reason: 'too_long' }],
    ['a long reason nobody will see', { not_needed_reason: 'a'.repeat(longest.not_needed_reason + 1) }, {}],
    ['a long name', { status: 'waiting', waiting_on: 'a'.repeat(longest.waiting_on + 1) }, { waiting_on: 'too_long' }],
    ['a note that just fits', { note: 'a'.repeat(longest.note) }, {}],
    ['a note that does not', { note: 'a'.repeat(longest.note + 1) }, { note: 'too_long' }],
  ] as const)('%s', (_what, change, errors) => {
    expect(errorsOf({ ...asFound, ...change })).toEqual(errors)
  })
})

describe('when somebody else was faster', () => {
  const theirs: StepForm = { status: 'waiting', note: 'Ada will ring back', not_needed_reason: '', waiting_on: 'Ada' }

  it('follows them in what I did not touch, and keeps what I typed', () => {
    expect(rebase({ ...asFound, note: 'My words' }, asFound, theirs)).toEqual({ ...theirs, note: 'My words' })
    expect(rebase({ ...asFound, status: 'done' }, asFound, theirs)).toEqual({ ...theirs, status: 'done' })
    expect(rebase(asFound, asFound, theirs)).toEqual(theirs)
  })

  it.each([
    ['theirs first', 'Theirs', 'Mine', 'Theirs\n\nMine'],
    ['one of them empty', '', 'Mine', 'Mine'],
    ['the other empty', 'Theirs', ' ', 'Theirs'],
    ['both the same', 'Same', 'Same', 'Same'],
    ['mine goes on from theirs', 'Rang.', 'Rang. No answer.', 'Rang. No answer.'],
    ['theirs goes on from mine', 'Rang. No answer.', 'Rang.', 'Rang. No answer.'],
  ])('joins notes: %s', (_how, first, second, both) => {
    expect(joinNotes(first, second)).toBe(both)
  })
})

describe('a kept draft', () => {
  const base = { ...asFound, version: 3 }

  it('comes back with what it was typed on', () => {
    const form = { ...asFound, note: 'Half a sent' }
    expect(readDraft(JSON.parse(JSON.stringify({ form, base: { ...base, version: 2 } })), base)).toEqual({ form, base: { ...base, version: 2 } })
  })

  it.each([[null], ['text'], [[]], [{ form: 7, base: 'x' }], [{ form: { status: 'finished', note: 9 } }]])('is ignored where it makes no sense: %j', (kept) => {
    expect(readDraft(kept, base)).toEqual({ form: asFound, base })
  })
})

it('puts what is late first and what has no date or lies before the start last', () => {
  const at = (id: string, due: string | null, early = false) => ({ id, due_on: due, before_start: early }) as Step
  const groups = byTiming([at('early', '2020-01-01', true), at('late', '2026-11-01'), at('soon', '2026-12-01'), at('later', '2028-01-01'), at('unknown', null)], '2026-11-25')
  expect(groups.map(({ timing, steps }) => [timing, steps[0]?.id])).toEqual([
    ['overdue', 'late'], ['soon', 'soon'], ['later', 'later'], ['no_date', 'unknown'], ['before_start', 'early'],
  ])
})
