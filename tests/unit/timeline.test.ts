import { describe, expect, it } from 'vitest'
import { doneByViews } from '../../shared/next-for-me.ts'
import {
  addMonths, byAudience, byPlace, countByTiming, filterSteps, isOverdue, lineOf, missingFacts, nowAndNext, placeStages, planningDay, timingOf,
  type Stage, type Step,
} from '../../shared/timeline.ts'

const today = '2026-11-25'

function step(change: Partial<Step> = {}): Step {
  return {
    id: 'a', item_key: 'y9-yp-01', occurrence: 1, kind: 'item', stage_key: 'y9', position: 101, audience: 'family', pfa_area: null,
    title: 'A step', detail: null, due_on: '2026-12-01', missing_fact: null, planning_day: null, due_kind: 'planning', statutory: false,
    source: 'Good practice', rule_id: null, before_start: false, milestone_key: null, status: 'not_started', note: null,
    not_needed_reason: null, waiting_on: null, assignee_id: null, done_by: null, done_by_name: null, done_at: null, version: 1,
    updated_at: null, updated_by_name: null, note_by_name: null, note_at: null, marks_a_day: false, done_on: null, mine: false, may_record: false, ...change,
  }
}

function stage(key: string, from: string, to: string, position = 1): Stage {
  return { key, code: key, position, from_on: from, to_on: to, from_nc_year: null, to_nc_year: null, from_age: null, to_age: null, title: key, detail: null }
}

describe('addMonths', () => {
  it.each([
    ['2026-11-25', 3, '2027-02-25'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2026-12-31', 1, '2027-01-31'],
    ['2027-03-31', -1, '2027-02-28'],
    ['2026-01-15', -13, '2024-12-15'],
  ])('%s and %i months is %s', (date, months, answer) => {
    expect(addMonths(date, months)).toBe(answer)
  })
})

describe('when a step falls', () => {
  it.each([
    ['the day before today', { due_on: '2026-11-24' }, 'overdue'],
    ['today', { due_on: today }, 'soon'],
    ['three months away', { due_on: '2027-02-25' }, 'soon'],
    ['a day further', { due_on: '2027-02-26' }, 'later'],
    ['a day nobody knows', { due_on: null, missing_fact: 'course_end' }, 'no_date'],
    ['before planning began', { due_on: '2020-01-01', before_start: true }, 'before_start'],
    ['before planning began, with no date', { due_on: null, before_start: true }, 'before_start'],
  ] as const)('%s', (_when, change, timing) => {
    expect(timingOf(step(change), today)).toBe(timing)
  })

  it.each([
    ['open and past', { due_on: '2026-11-24' }, true],
    ['waiting and past', { due_on: '2026-11-24', status: 'waiting' }, true],
    ['done late', { due_on: '2026-11-24', status: 'done' }, false],
    ['not needed', { due_on: '2026-11-24', status: 'not_applicable' }, false],
    ['missed before planning began', { due_on: '2020-01-01', before_start: true }, false],
    ['unknown', { due_on: null }, false],
  ] as const)('late: %s', (_when, change, late) => {
    expect(isOverdue(step(change), today)).toBe(late)
  })
})

describe('where a stage lies', () => {
  it.each([
    ['ended yesterday', '2024-09-01', '2026-11-24', 'past'],
    ['ends today', '2024-09-01', today, 'now'],
    ['starts today', today, '2027-08-31', 'now'],
    ['starts tomorrow', '2026-11-26', '2027-08-31', 'next'],
  ])('one that %s', (_when, from, to, place) => {
    expect(placeStages([stage('a', from, to)], today)[0]?.place).toBe(place)
  })

  it('calls next what starts within a year of the first that is to come', () => {
    const placed = placeStages([
      stage('first', '2027-09-01', '2029-08-31'), stage('within', '2028-08-31', '2030-01-01'), stage('after', '2028-09-01', '2031-01-01'),
    ], today)
    expect(placed.map(({ key, place }) => [key, place])).toEqual([['first', 'next'], ['within', 'next'], ['after', 'far']])
  })

  it('puts the stage that ends first on top, of those that run at once', () => {
    const line = lineOf([
      stage('end', '2025-03-17', '2035-03-16', 9), stage('p16', '2025-09-01', '2028-08-31', 5), stage('a18', '2026-03-17', '2028-03-16', 7),
      stage('k4', '2023-09-01', '2025-08-31', 4), stage('n25', '2028-03-17', '2035-03-16', 8),
    ], [], today)
    expect(line.map(({ key }) => key)).toEqual(['k4', 'a18', 'p16', 'end', 'n25'])
    const cut = byPlace(line)
    expect([cut.past.length, cut.now.length, cut.next.length, cut.far.length]).toEqual([1, 3, 1, 0])
  })

  it('knows no now between two moves', () => {
    const cut = byPlace(lineOf([stage('ey', '2015-09-01', '2018-08-31'), stage('ps', '2027-09-01', '2029-08-31')], [], today))
    expect([cut.past.length, cut.now.length, cut.next.length]).toEqual([1, 0, 1])
  })

  it('keeps steps with their stage, milestones apart', () => {
    const [only] = lineOf([stage('y9', '2025-09-01', '2027-08-31')], [
      step({ id: '1' }), step({ id: '2', kind: 'milestone', audience: null }), step({ id: '3', stage_key: 'k4' }),
    ], today)
    expect(only?.items.map(({ id }) => id)).toEqual(['1'])
    expect(only?.milestones.map(({ id }) => id)).toEqual(['2'])
  })
})

describe('whose steps', () => {
  it('puts the reader\'s own first and keeps the usual order of the others', () => {
    const groups = byAudience([
      step({ audience: 'health' }), step({ audience: 'school', mine: true }), step({ audience: 'young_person' }), step({ audience: 'health' }),
      step({ audience: null }),
    ])
    expect(groups.map(({ audience, steps }) => [audience, steps.length])).toEqual([['school', 1], ['young_person', 1], ['health', 2]])
  })
})

describe('now and next', () => {
  const mine = { mine: true, may_record: true }

  it('brings the reader\'s few next steps, late ones first, and leaves what is done or was due before planning began', () => {
    const next = nowAndNext([
      step({ id: 'early', ...mine, due_on: '2020-01-01', before_start: true }),
      step({ id: 'late', ...mine, due_on: '2026-11-01' }),
      step({ id: 'done', ...mine, due_on: '2026-11-20', status: 'done' }),
      step({ id: 'soon', ...mine, due_on: '2026-12-01' }),
      step({ id: 'later', ...mine, due_on: '2027-03-01' }),
      step({ id: 'fourth', ...mine, due_on: '2027-04-01' }),
      step({ id: 'unknown', ...mine, due_on: null, missing_fact: 'course_end' }),
    ], today)
    expect(next.mine.map(({ id }) => id)).toEqual(['late', 'soon', 'later'])
  })

  it('says what others are late with where law or guidance sets the day, the law first, and not where it was only our aim', () => {
    const next = nowAndNext([
      step({ id: 'aim', due_on: '2026-11-01' }), step({ id: 'should', due_kind: 'guidance', due_on: '2026-11-02' }),
      step({ id: 'must', due_kind: 'statutory', due_on: '2026-10-01' }), step({ id: 'before', due_kind: 'statutory', due_on: '2020-01-01', before_start: true }),
      step({ id: 'next', due_on: '2026-12-01' }),
    ], today)
    expect(next.late.map(({ id }) => id)).toEqual(['must', 'should'])
    expect(next.others.map(({ id }) => id)).toEqual(['next'])
  })

  it('looks one year ahead', () => {
    expect(nowAndNext([step({ ...mine, due_on: '2027-11-25' })], today).mine).toHaveLength(1)
    expect(nowAndNext([step({ ...mine, due_on: '2027-11-26' })], today).mine).toHaveLength(0)
  })

  it('names the next milestone that has not been reached', () => {
    const big = { kind: 'milestone', audience: null } as const
    const next = nowAndNext([
      step({ id: 'passed', ...big, due_on: '2026-10-01' }), step({ id: 'reached', ...big, due_on: '2026-12-01', status: 'done' }),
      step({ id: 'next', ...big, due_on: '2027-03-15' }),
    ], today)
    expect(next.milestone?.id).toBe('next')
    expect(next.mine).toEqual([])
  })

  it('leaves a step where it was when it has just been ticked', () => {
    const ticked = step({ id: 'ticked', ...mine, status: 'done' })
    expect(nowAndNext([ticked], today, ['ticked']).mine).toHaveLength(1)
    expect(nowAndNext([ticked], today).mine).toHaveLength(0)
  })
})

describe('facts that dates wait for', () => {
  it('are counted in what is now and next only, the one that most steps wait for first', () => {
    const wait = (id: string, fact: string, change: Partial<Step> = {}) => step({ id, due_on: null, missing_fact: fact, ...change })
    const stage = (key: string, from_on: string, to_on: string): Stage => ({
      key, code: key, position: 1, from_on, to_on, from_nc_year: null, to_nc_year: null, from_age: null, to_age: null, title: key, detail: null,
    })
    const steps = [
      wait('1', 'pip_letter'), wait('2', 'course_end'), wait('3', 'course_end'), wait('done', 'pip_letter', { status: 'done' }),
      wait('far', 'he_start', { stage_key: 'far' }),
    ]
    const stages = [stage('y9', '2026-09-01', '2027-08-31'), stage('next', '2027-09-01', '2028-08-31'), stage('far', '2031-09-01', '2032-08-31')]
    expect(missingFacts(byPlace(lineOf(stages, steps, today)))).toEqual([{ fact: 'course_end', steps: 2 }, { fact: 'pip_letter', steps: 1 }])
  })
})

describe('filters of a checklist', () => {
  const steps = [
    step({ id: 'late', due_on: '2026-11-01' }), step({ id: 'soon', due_on: '2026-12-01', status: 'waiting' }),
    step({ id: 'done-late', due_on: '2026-11-01', status: 'done' }), step({ id: 'not-needed', due_on: '2028-01-01', status: 'not_applicable' }),
    step({ id: 'unknown', due_on: null, missing_fact: 'pip_letter' }), step({ id: 'early', before_start: true, due_on: '2020-01-01' }),
    step({ id: 'milestone', kind: 'milestone', audience: null }),
  ]
  it.each([
    ['open', 'any', ['late', 'soon', 'unknown', 'early']],
    ['done', 'any', ['done-late', 'not-needed']],
    ['all', 'any', ['late', 'soon', 'done-late', 'not-needed', 'unknown', 'early']],
    ['open', 'overdue', ['late']],
    ['all', 'overdue', ['late']],
    ['open', 'soon', ['soon']],
    ['all', 'later', ['not-needed']],
    ['open', 'no_date', ['unknown']],
    ['open', 'before_start', ['early']],
    ['done', 'soon', []],
  ] as const)('%s, %s', (status, time, ids) => {
    expect(filterSteps(steps, status, time, today).map(({ id }) => id)).toEqual(ids)
  })

  it('counts what is open', () => {
    expect(countByTiming(steps, today)).toEqual({ overdue: 1, soon: 1, later: 0, no_date: 1, before_start: 1 })
  })
})

describe('the day to plan for', () => {
  it.each([
    ['a law date on a Sunday', { due_kind: 'statutory', due_on: '2027-02-14', planning_day: '2027-02-12' }, '2027-02-12'],
    ['a law date on a working day', { due_kind: 'statutory', due_on: '2028-02-14', planning_day: '2028-02-14' }, undefined],
    ['a planning date', { due_kind: 'planning', due_on: '2027-02-14', planning_day: null }, undefined],
    ['a guidance day that just happens', { kind: 'milestone', due_kind: 'guidance', due_on: '2029-06-30', planning_day: '2029-06-29' }, undefined],
  ] as const)('%s', (_what, change, answer) => {
    expect(planningDay(step(change))).toBe(answer)
  })
})

describe('doneByViews', () => {
  it('offers what the pathway says is done in My views: my own, open, and not of a later review', () => {
    const practise = step({ id: 'practise', mine: true, done_on: 'my_views', due_on: '2026-12-01' })
    const others = [
      step({ ...practise, done_on: null }), step({ ...practise, mine: false }), step({ ...practise, status: 'done' }),
      step({ ...practise, due_on: '2027-12-01' }), step({ ...practise, due_on: null }),
    ]
    expect(doneByViews([...others, practise], '2026-12-21')).toEqual([practise])
  })
})
