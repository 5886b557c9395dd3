import { describe, expect, it } from 'vitest'
import { choicesFor, datesAsked, keptWhatIf, nothingChosen, whatIfChanges, whatIfSchema, type WhatIfValues } from '../../shared/what-if.ts'
import { compareTimelines, type PreviewRow } from '../../shared/what-if-result.ts'

const year9 = { age: 13, nc_year: 9, plan_type: 'ehc_plan', setting_now: { setting_name: 'Oakfield', setting_type: 'mainstream_school', starts_on: null } }
const student = { age: 17, nc_year: 13, plan_type: 'ehc_plan', setting_now: { setting_name: 'Hillside', setting_type: 'general_fe_college', starts_on: null } }
const answers = (values: Partial<WhatIfValues>): WhatIfValues => ({ ...nothingChosen, ...values })

describe('what is offered', () => {
  it('leaves out what makes no sense at this age or with this plan', () => {
    expect(choicesFor({ ...year9, age: 4, nc_year: -1 })).toEqual(['extra_year', 'move', 'review', 'plan_ends'])
    expect(choicesFor({ ...year9, plan_type: null })).not.toContain('review')
    expect(choicesFor({ ...year9, plan_type: 'sen_support' })).toEqual(expect.arrayContaining(['review', 'plan_starts']))
    expect(choicesFor({ ...student, nc_year: null, setting_now: null })).not.toContain('extra_year')
    expect(choicesFor(student)).toEqual(expect.arrayContaining(['college', 'internship', 'apprenticeship', 'university', 'leaves', 'adult_care']))
  })
})

describe('from answers to facts', () => {
  it.each<[what: string, values: Partial<WhatIfValues>, changes: object]>([
    ['an extra year', { choices: ['extra_year'] }, { extra_years: 1, add_flags: [], dates: {} }],
    ['a move', { choices: ['move'], move_kind: 'special_school', move_on: '2027-01-04' }, { setting_next: 'special_school', next_starts_on: '2027-01-04', add_flags: [], dates: {} }],
    ['a planned end', { choices: ['plan_ends'], plan_end: 'planned', plan_end_on: '2030-07-19' }, { plan_status: 'cease_proposed', add_flags: [], dates: { cease_expected: '2030-07-19' } }],
    ['an end', { choices: ['plan_ends'], plan_end: 'ended', plan_end_on: '2030-07-19' }, { plan_type: 'sen_support', add_flags: [], dates: {} }],
    ['a course', { choices: ['college'], college_on: '2029-09-03' }, { setting_next: 'general_fe_college', next_starts_on: '2029-09-03', add_flags: [], dates: { course_start: '2029-09-03' } }],
    ['leaving', { choices: ['leaves'], left_on: '2027-07-20' }, { setting_now: 'none', setting_next: null, next_starts_on: null, add_flags: [], dates: { left_education: '2027-07-20' } }],
    ['adult care at 18', { choices: ['adult_care'] }, { add_flags: ['likely_adult_care_needs', 'adult_care_plan'], dates: {} }],
    ['several at once', { choices: ['internship', 'extra_year', 'university'], internship_on: '2030-09-02', internship_until: '2031-07-18', university_on: '2032-09-20' },
      { extra_years: 1, add_flags: ['considering_supported_internship', 'in_supported_internship', 'applying_to_he'], dates: { si_start: '2030-09-02', si_end: '2031-07-18', he_start: '2032-09-20' } }],
    ['a box of something that is not ticked', { choices: ['extra_year'], review_on: '2027-01-12' }, { extra_years: 1, add_flags: [], dates: {} }],
  ])('%s', (_, values, changes) => {
    expect(whatIfChanges(answers(values), year9)).toEqual(changes)
  })

  it('keeps a place to go on to after leaving, and the college of somebody who is at one', () => {
    const both = whatIfChanges(answers({ choices: ['leaves', 'college'], left_on: '2027-07-20', college_on: '2028-09-04' }), year9)
    expect(both).toMatchObject({ setting_now: 'none', setting_next: 'general_fe_college', next_starts_on: '2028-09-04' })
    expect(whatIfChanges(answers({ choices: ['college'], college_on: '2027-09-06' }), student)).not.toHaveProperty('setting_next')
  })
})

describe('checking answers', () => {
  const problems = (values: Partial<WhatIfValues>) =>
    whatIfSchema('2013-06-10').safeParse(answers(values)).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? []

  it.each<[values: Partial<WhatIfValues>, found: string[]]>([
    [{}, ['choices what_if.problem.choose']],
    [{ choices: ['extra_year'] }, []],
    [{ choices: ['review'] }, ['review_on what_if.problem.date_needed']],
    [{ choices: ['review'], review_on: 'unreal' }, ['review_on person.problem.date_unreal']],
    [{ choices: ['review'], review_on: '2013-06-09' }, ['review_on person.problem.date_before_birth']],
    [{ choices: ['move'] }, ['move_kind what_if.problem.kind_needed', 'move_on what_if.problem.date_needed']],
    [{ choices: ['plan_ends'] }, ['plan_end what_if.problem.end_needed']],
    [{ choices: ['plan_ends'], plan_end: 'planned' }, ['plan_end_on what_if.problem.date_needed']],
    [{ choices: ['plan_ends'], plan_end: 'ended' }, []],
    [{ choices: ['adult_care'] }, []],
    [{ choices: ['internship'], internship_on: '2030-09-02', internship_until: '2030-09-01' }, ['internship_until person.problem.end_before_start']],
    [{ choices: ['move', 'college'], move_kind: 'special_school', move_on: '2029-09-03', college_on: '2029-09-03' }, ['move_kind what_if.problem.move_and_college']],
    [{ choices: ['move', 'college'], move_kind: 'specialist_post16', move_on: '2029-09-03', college_on: '2029-09-03' }, []],
  ])('%j', (values, found) => {
    expect(problems(values)).toEqual(found)
  })

  it('asks for the last day of a plan only while its end is planned', () => {
    expect(datesAsked('plan_ends', { plan_end: '' })).toEqual([])
    expect(datesAsked('plan_ends', { plan_end: 'planned' })).toEqual(['plan_end_on'])
  })

  it('takes back only its own kept answers, and only what is still offered', () => {
    expect(keptWhatIf({ choices: ['magic'] }, ['extra_year'])).toBeUndefined()
    expect(keptWhatIf('text', ['extra_year'])).toBeUndefined()
    expect(keptWhatIf(answers({ choices: ['extra_year', 'plan_ends'] }), ['extra_year'])?.choices).toEqual(['extra_year'])
  })
})

describe('what would change', () => {
  const reader = { today: '2026-11-25', own: ['family' as const] }
  const row = (change: Partial<PreviewRow>): PreviewRow => ({
    item_key: 'a', occurrence: 1, kind: 'item', stage_key: 'y9', stage_position: 4, stage_title: 'Year 9', position: 1, audience: 'school',
    due_kind: 'planning', title: 'A step', status: 'not_started', due_on: '2027-03-01', missing_fact: null, before_start: false,
    was_due_on: '2027-03-01', was_missing_fact: null, was_before_start: false, difference: 'same', ...change,
  })
  const moved = (change: Partial<PreviewRow>) => row({ due_on: '2028-03-01', difference: 'moved', ...change })

  it('counts each step once, and says how often it comes round again', () => {
    const { stages, counts } = compareTimelines([
      moved({}), moved({ occurrence: 2, was_due_on: '2028-03-01', due_on: '2029-03-01' }), row({ item_key: 'b' }), row({ item_key: 'b', occurrence: 2 }),
    ], reader)
    expect(counts).toEqual({ moved: 1, added: 0, removed: 0, same: 1 })
    expect(stages[0]?.differences).toMatchObject([{ kind: 'moved', days: 366, more: 1, was: { on: '2027-03-01' }, would: { on: '2028-03-01' } }])
  })

  it('puts milestones and dates of the law on top, and the rest by stage in the order of life', () => {
    const { big, stages } = compareTimelines([
      moved({ item_key: 'adult', stage_key: 'n25', stage_position: 12, stage_title: '19 to 25' }), moved({}),
      moved({ item_key: 'law', due_kind: 'statutory' }), moved({ item_key: 'day', kind: 'milestone', audience: null }),
    ], reader)
    expect(big.map(({ key }) => key)).toEqual(['law moved', 'day moved'])
    expect(stages.map(({ title }) => title)).toEqual(['Year 9', '19 to 25'])
  })

  it('names the facts that the other timeline waits for, once', () => {
    const waiting = { difference: 'added', status: null, due_on: null, was_due_on: null, missing_fact: 'si_end', was_before_start: null } as const
    const { missing, stages } = compareTimelines([row({ ...waiting, item_key: 'x' }), row({ ...waiting, item_key: 'y' })], reader)
    expect(missing).toEqual(['si_end'])
    expect(stages[0]?.differences.map(({ days }) => days)).toEqual([null, null])
  })

  it.each<[what: string, change: Partial<PreviewRow>, shown: number]>([
    ['a step that is done', { difference: 'removed', status: 'done' }, 0],
    ['a step somebody said is not needed', { difference: 'moved', due_on: '2028-03-01', status: 'not_applicable' }, 0],
    ['what was due before the plan began, then and now', { difference: 'moved', due_on: '2020-03-01', before_start: true, was_before_start: true }, 0],
    ['a step that comes back from before the plan began', { difference: 'moved', due_on: '2028-03-01', was_before_start: true }, 1],
    ['a step whose day has passed either way', { difference: 'moved', due_on: '2026-11-24', was_due_on: '2025-11-24' }, 0],
    ['a step that is late now and would not be', { difference: 'moved', due_on: '2026-12-01', was_due_on: '2025-12-01' }, 1],
    ['a new step of years ago', { difference: 'added', status: null, due_on: '2020-03-01', before_start: true, was_before_start: null }, 0],
    ['a new step whose day has just passed', { difference: 'added', status: null, due_on: '2026-06-01', before_start: true, was_before_start: null }, 1],
    ['a duty from before it began', { difference: 'added', status: null, due_kind: 'statutory', due_on: '2026-06-01', was_before_start: null }, 0],
    ['a step that is waited on', { difference: 'removed', status: 'waiting' }, 1],
  ])('%s', (_, change, shown) => {
    expect(compareTimelines([row(change)], reader).stages.flatMap(({ differences }) => differences)).toHaveLength(shown)
  })

  it('knows the reader\'s own steps', () => {
    const { stages } = compareTimelines([moved({ item_key: 'x', audience: 'family' }), moved({ item_key: 'y' })], reader)
    expect(stages[0]?.differences.map(({ mine }) => mine)).toEqual([true, false])
  })

  it('finds nothing in two equal timelines', () => {
    expect(compareTimelines([row({}), row({ item_key: 'b', before_start: true, was_before_start: true })], reader))
      .toEqual({ big: [], stages: [], counts: { moved: 0, added: 0, removed: 0, same: 1 }, missing: [] })
  })
})
