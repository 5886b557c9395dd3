import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changedFacts, personFacts, valuesOf } from '../../shared/person-facts.ts'
import { personRecordSchema, type Organisation, type PersonRecord } from '../../shared/schemas/person-record.ts'
import { noAnswers, personSchema, type PersonValues } from '../../shared/schemas/person.ts'
import { ageOn, classYear, isEarlySeptemberBirth } from '../../shared/school-year.ts'
import { addPerson, createCounty, refusal, type County } from './county.ts'

let county: County
let organisations: Organisation[]
const placeName = (place: string) => `in words: ${place}`

beforeAll(async () => {
  county = await createCounty()
  await county.db.query(`update organisations set setting_type = 'mainstream_school' where id = $1`, [county.school])
  organisations = await county.db.query<Organisation>('select id, name, audience, setting_type from organisations order by name')
})
afterAll(() => county.db.close())

const full = (): PersonValues => ({
  ...noAnswers,
  known_as: 'Moss',
  family_name: 'Larch',
  date_of_birth: '2010-09-03',
  year_group_offset: '-1',
  year_group_offset_reason: 'Started a year later',
  autumn_term_start: '2026-09-02',
  plan_type: 'ehc_plan',
  plan_status: 'under_amendment',
  plan_first_made_on: '2020-02-01',
  plan_last_decision_on: '2026-01-20',
  plan_last_meeting_on: '2026-01-05',
  setting_now: county.school,
  setting_next: 'other',
  setting_next_name: 'Quarry Lane College',
  setting_next_type: 'general_fe_college',
  next_starts_on: '2027-09-06',
  flags: ['gets_dla', 'looked_after'],
  looked_after_since: '2024-03-01',
  dates: { course_start: '2027-09-06', pip_letter: '' },
  teams: [county.sendTeam],
  circle: [{ display_name: 'Moss', relationship: 'young_person', email: 'moss@demo.test' }],
})

async function readRecord(person: string): Promise<PersonRecord> {
  const one = async (sql: string) => (await county.db.query<{ row: unknown }>(`select to_jsonb(x) as row from (${sql}) x`, [person])).map(({ row }) => row)
  const [row] = await one('select * from people where id = $1')
  const [plan] = await one('select * from plans where person_id = $1 and ended_on is null')
  return personRecordSchema.parse({
    summary: { me: { in_team: true } },
    person: row,
    plan: plan ?? null,
    placements: await one('select * from placements where person_id = $1'),
    flags: await one('select * from person_flags where person_id = $1'),
    dates: await one('select * from person_dates where person_id = $1'),
  })
}

it('reads back every answer as it was given', async () => {
  const answers = personSchema('2026-11-25').parse(full())
  const { teams, circle } = answers
  const person = await addPerson(county.db, county.senco, { ...personFacts(answers, { organisations, placeName }), teams, circle })
  const record = await readRecord(person)
  expect(valuesOf(record, organisations)).toEqual({ ...answers, dates: { course_start: '2027-09-06' }, teams: [], circle: [] })

  const facts = personFacts(valuesOf(record, organisations), { organisations, record, placeName })
  expect(changedFacts(facts, facts)).toEqual({})
})

it('changes what was changed and nothing else, also where the form does not ask', async () => {
  const person = await addPerson(county.db, county.senco, personFacts(full(), { organisations, placeName }) as never)
  await county.db.query(`update placements set starts_on = '2022-09-05' where person_id = $1 and position = 'now'`, [person])
  const before = await readRecord(person)
  const known = { organisations, record: before, placeName }
  const typed = { ...valuesOf(before, organisations), known_as: 'Mossy', setting_next_name: 'Quarry Lane Sixth Form' }
  const patch = changedFacts(personFacts(valuesOf(before, organisations), known), personFacts(typed, known))
  expect(Object.keys(patch).sort()).toEqual(['known_as', 'setting_next'])

  await county.db.as(county.senco, sql => sql.query('select update_person($1, $2, $3)', [person, before.person.version, patch]))
  const after = await readRecord(person)
  expect(after.placements.find(({ position }) => position === 'now')?.starts_on).toBe('2022-09-05')
  expect(after.placements.find(({ position }) => position === 'next')).toMatchObject({ setting_name: 'Quarry Lane Sixth Form', starts_on: '2027-09-06' })
  expect(after.flags).toEqual(before.flags)
  expect(await refusal(county.db.as(county.officer, sql => sql.query('select update_person($1, $2, $3)', [person, before.person.version, patch]))))
    .toMatch(/^PT40[49] /)
})

it('keeps the name that a place without a name was recorded with', async () => {
  const person = await addPerson(county.db, county.senco, personFacts({ ...full(), setting_now: 'elective_home_education' }, { organisations, placeName: () => 'Taught at home' }) as never)
  const record = await readRecord(person)
  const known = { organisations, record, placeName: () => 'Your family teaches you at home' }
  expect(personFacts(valuesOf(record, organisations), known).setting_now?.setting_name).toBe('Taught at home')
})

it('counts classes and ages as the rules in the database do', async () => {
  const births = ['2008-02-29', '2010-08-31', '2010-09-01', '2010-09-07', '2010-09-08', '2015-12-31', '2022-01-01']
  const days = ['2026-02-28', '2026-03-01', '2026-08-31', '2026-09-01', '2026-11-25', '2027-01-01']
  for (const born of births) {
    for (const today of days) {
      const [rule] = await county.db.query<{ year: number, age: number, early: boolean }>(
        `select rules.class_year($1::date, $2::date, -1) as year, rules.age_on($1::date, $2::date) as age, rules.is_early_september_birth($1::date) as early`,
        [born, today],
      )
      expect({ born, today, year: classYear(born, today, -1), age: ageOn(born, today), early: isEarlySeptemberBirth(born) })
        .toEqual({ born, today, ...rule })
    }
  }
})

describe('an EHC plan that is over', () => {
  const plansOf = (person: string) => county.db.query<{ plan_type: string, ended: boolean }>(
    'select plan_type, ended_on is not null as ended from plans where person_id = $1 order by ended_on nulls last', [person])
  const change = (person: string, patch: object) => county.db.as(county.officer, sql => sql.query(
    'select update_person($1, (select version from people where id = $1), $2)', [person, patch]))
  const withPlan = (status: string) => addPerson(county.db, county.officer, {
    known_as: 'Rowan', date_of_birth: '2010-05-04', plan: { plan_type: 'ehc_plan', status, first_made_on: '2018-01-10' },
  })

  it.each([['another kind of plan', { plan_type: 'sen_support' }], ['no plan', null]])('is remembered when there is %s instead', async (_, plan) => {
    const person = await withPlan('final')
    await change(person, { plan })
    expect(await plansOf(person)).toEqual([{ plan_type: 'ehc_plan', ended: true }, ...(plan ? [{ plan_type: 'sen_support', ended: false }] : [])])
    expect(await county.db.query('select had_ehcp from private.facts_of(array[$1]::uuid[])', [person])).toEqual([{ had_ehcp: true }])
  })

  it('is not one that was only a draft', async () => {
    const person = await withPlan('draft')
    await change(person, { plan: { plan_type: 'sen_support' } })
    expect(await plansOf(person)).toEqual([{ plan_type: 'sen_support', ended: false }])
  })

  it('goes on when the change is taken back on the same day', async () => {
    const person = await withPlan('final')
    await change(person, { plan: { plan_type: 'sen_support' } })
    await change(person, { plan: { plan_type: 'ehc_plan', first_made_on: '2018-01-10' } })
    expect(await plansOf(person)).toEqual([{ plan_type: 'ehc_plan', ended: false }])
  })
})
