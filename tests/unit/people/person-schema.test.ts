import { describe, expect, it } from 'vitest'
import { familyDatesSchema, noAnswers, personSchema, unrealDate, type PersonValues } from '../../../shared/schemas/person.ts'

const today = '2026-11-25'
const enough: PersonValues = { ...noAnswers, known_as: 'Moss', date_of_birth: '2012-05-14', plan_type: 'ehc_plan', setting_now: 'none' }

function problems(answers: Partial<PersonValues>): Record<string, string> {
  const result = personSchema(today).safeParse({ ...enough, ...answers })
  const issues = result.error?.issues ?? []
  return Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message.replace('person.problem.', '')]))
}

describe('the form about a young person', () => {
  it('needs only a name, a birthday, a kind of plan and where they learn', () => {
    expect(problems({})).toEqual({})
    expect(problems(noAnswers)).toEqual({
      known_as: 'known_as_needed', date_of_birth: 'birthday_needed', plan_type: 'plan_needed', setting_now: 'setting_needed',
    })
  })

  it('says everything that is wrong at once, rules between answers too', () => {
    expect(problems({ known_as: ' ', year_group_offset: '1', setting_next: 'other', flags: ['looked_after', 'care_leaver'] })).toEqual({
      known_as: 'known_as_needed',
      year_group_offset_reason: 'offset_reason_needed',
      setting_next_name: 'setting_name_needed',
      setting_next_type: 'setting_type_needed',
      flags: 'care_both',
    })
  })

  it.each([
    ['half a date', { date_of_birth: unrealDate }, { date_of_birth: 'date_unreal' }],
    ['a birthday to come', { date_of_birth: '2026-11-26' }, { date_of_birth: 'date_in_future' }],
    ['somebody too old', { date_of_birth: '2000-11-25' }, { date_of_birth: 'too_old' }],
    ['half a date that may be left out', { plan_first_made_on: unrealDate }, { plan_first_made_on: 'date_unreal' }],
    ['a plan made tomorrow', { plan_first_made_on: '2026-11-26' }, { plan_first_made_on: 'date_in_future' }],
    ['a plan made before birth', { plan_first_made_on: '2012-05-13' }, { plan_first_made_on: 'date_before_birth' }],
    ['an end before its start', { dates: { si_start: '2027-01-02', si_end: '2027-01-01' } }, { 'dates.si_end': 'end_before_start' }],
    ['an event half typed', { dates: { pip_letter: unrealDate } }, { 'dates.pip_letter': 'date_unreal' }],
    ['a move to the same place', { setting_now: 'a', setting_next: 'a' }, { setting_next: 'setting_next_same' }],
  ] satisfies Array<[string, Partial<PersonValues>, Record<string, string>]>)('refuses %s', (_what, answers, expected) => {
    expect(problems(answers)).toEqual(expected)
  })

  it('lets the oldest and the youngest in', () => {
    expect(problems({ date_of_birth: '2000-11-26' })).toEqual({})
    expect(problems({ date_of_birth: today, plan_type: 'pfa_only' })).toEqual({})
  })

  it('asks for the whole invitation or none', () => {
    const row = { display_name: '', relationship: '', email: '' } as const
    expect(problems({ circle: [row] })).toEqual({})
    expect(problems({ circle: [{ ...row, display_name: 'Kate' }] }))
      .toEqual({ 'circle.0.relationship': 'invite_relationship_needed', 'circle.0.email': 'invite_email_needed' })
    const kate = { display_name: 'Kate', relationship: 'parent_carer', email: 'kate@demo.test' } as const
    expect(problems({ circle: [kate, { ...kate, display_name: 'Ben', email: ' KATE@demo.test' }] })).toEqual({ 'circle.1.email': 'invite_email_twice' })
  })
})

describe('what a family may write', () => {
  it('is not held up by facts that are not theirs', () => {
    expect(familyDatesSchema.safeParse(noAnswers).success).toBe(true)
    expect(familyDatesSchema.safeParse({ ...noAnswers, dates: { pip_letter: unrealDate } }).success).toBe(false)
  })
})
