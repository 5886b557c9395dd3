import { expect, it } from 'vitest'
import { mergeAnswers, setAnswer } from '../../../shared/person-merge.ts'
import { noAnswers, type PersonValues } from '../../../shared/schemas/person.ts'

const base: PersonValues = { ...noAnswers, known_as: 'Moss', family_name: 'Larch', flags: ['gets_dla'], dates: { course_end: '2027-07-01' } }

it('takes what only they changed, and keeps what only this writer changed', () => {
  const theirs = { ...base, family_name: 'Elm', dates: { course_end: '2027-07-01', pip_letter: '2026-11-03' } }
  const mine = { ...base, known_as: 'Mossy' }
  expect(mergeAnswers(base, theirs, mine)).toEqual({
    values: { ...base, known_as: 'Mossy', family_name: 'Elm', dates: { course_end: '2027-07-01', pip_letter: '2026-11-03' } },
    changes: [{ field: 'family_name', theirs: 'Elm' }, { field: 'dates.pip_letter', theirs: '2026-11-03' }],
  })
})

it('keeps what was typed where both changed the same answer, and names it', () => {
  const theirs = { ...base, family_name: 'Elm', flags: ['gets_dla', 'young_carer'], dates: {} }
  const mine = { ...base, family_name: 'Ash', flags: [], dates: { course_end: '2027-06-30' } }
  const { values, changes } = mergeAnswers(base, theirs, mine)
  expect(values).toEqual(mine)
  expect(changes).toEqual([
    { field: 'family_name', theirs: 'Elm', mine: 'Ash' },
    { field: 'flags', theirs: ['gets_dla', 'young_carer'], mine: [] },
    { field: 'dates.course_end', theirs: '', mine: '2027-06-30' },
  ])
})

it('says nothing where both wrote the same, or a box was only shown', () => {
  const both = { ...base, family_name: 'Elm' }
  expect(mergeAnswers(base, both, both).changes).toEqual([])
  expect(mergeAnswers(base, base, { ...base, dates: { ...base.dates, si_start: undefined } }).changes).toEqual([])
})

it('puts one answer in its place', () => {
  const values = structuredClone(base)
  setAnswer(values, 'dates.pip_letter', '2026-11-03')
  setAnswer(values, 'known_as', 'Mossy')
  expect(values).toMatchObject({ known_as: 'Mossy', dates: { course_end: '2027-07-01', pip_letter: '2026-11-03' } })
})
