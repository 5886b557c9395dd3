import type { PGlite } from '@electric-sql/pglite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRulesDatabase } from '../../scripts/check-rules.ts'

let database: PGlite
beforeAll(async () => {
  database = await openRulesDatabase()
})
afterAll(() => database.close())

// Leap days, month ends and the turn of the school year are where date rules break, so they come up often.
const year = fc.integer({ min: 1996, max: 2040 })
const edge = fc.tuple(year, fc.constantFrom('02-28', '03-01', '08-31', '09-01', '09-07', '12-25', '12-31', '01-31', '04-01')).map(([y, d]) => `${y}-${d}`)
const leapDay = fc.integer({ min: 499, max: 510 }).map(quarter => `${quarter * 4}-02-29`)
const anyDay = fc.date({ min: new Date('1996-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10))
const day = fc.oneof(anyDay, edge, leapDay)
const days = fc.array(day, { minLength: 150, maxLength: 150 })
const pairs = fc.array(fc.tuple(day, day), { minLength: 150, maxLength: 150 })
const offset = fc.constantFrom(-1, 0, 1)

/** Runs one statement over a whole batch of days and expects it to find no counter-example. */
async function neverFinds(sql: string, ...parameters: unknown[]): Promise<void> {
  const { rows } = await database.query(sql, parameters)
  expect(rows.slice(0, 3)).toEqual([])
}

const holds = (property: fc.IAsyncProperty<unknown>) => fc.assert(property, { numRuns: 12 })

const deadlinesOfABirthday = {
  attains: 'rules.attains(day, $2::int + 17)',
  warns_from: 'rules.warns_from(day, $2::int + 17)',
  start_of_compulsory_school_age: 'rules.start_of_compulsory_school_age(day)',
  compulsory_school_age_last_day: 'rules.compulsory_school_age_last_day(day)',
  young_person_from: 'rules.young_person_from(day)',
  participation_until: 'rules.participation_until(day)',
  transfer_date: 'rules.transfer_date(day, $2::int, 7)',
  transfer_date_of_boundary: 'rules.transfer_date(day, $2::int, \'secondary_to_post16\')',
  last_safe_day: 'rules.last_safe_day(\'secondary_to_post16\', rules.transfer_date(day, $2::int, 12))',
  last_day_of_class_year: 'rules.last_day_of_class_year(day, $2::int, 9)',
  kept_at_college: 'rules.plan_may_be_kept_until(day, \'fe_institution\')',
  kept_elsewhere: 'rules.plan_may_be_kept_until(day, \'other\', \'2040-06-30\')',
  adult_care_decision_target: 'rules.adult_care_decision_target(day, 3)',
  carer_assessment_prompt: 'rules.carer_assessment_prompt(day)',
  leaving_care_assessment_by: 'rules.leaving_care_assessment_by(day)',
  eligible_child_from: 'rules.eligible_child_from(day, day)',
  health_transition_planning_by: 'rules.health_transition_planning_by(day, $2::int)',
  universal_credit_threshold: 'rules.universal_credit_threshold(day)',
  child_benefit_first_end: 'rules.child_benefit_first_end(day)',
  provider_encounters_by: 'rules.provider_encounters_by(day, $2::int, 9)',
  september_guarantee_by: 'rules.september_guarantee_by(day, $2::int, 11)',
  tracked_until: 'rules.tracked_until(day, false)',
}

const deadlinesOfAnEvent = {
  add_months_clamped: 'rules.add_months_clamped(day, $2::int + 6)',
  months_before: 'rules.add_months_clamped(day, $2::int - 6)',
  last_day_of_months_starting: 'rules.last_day_of_months_starting(day, $2::int + 12)',
  primary_to_secondary: 'rules.last_safe_day(\'primary_to_secondary\', day)',
  post16_to_post16: 'rules.last_safe_day(\'post16_to_post16\', day)',
  review_complete_by: 'rules.review_complete_by(day)',
  annual_review_latest_meeting: 'rules.annual_review_latest_meeting(day, \'post16_to_post16\', day + 400)',
  moved_area_review_by: 'rules.moved_area_review_by(day, day + 30)',
  review_final_plan_by: 'rules.review_final_plan_by(day, day + 20)',
  appeal_by: 'rules.appeal_by(day, day + 30)',
  previous_working_day: 'rules.previous_working_day(day)',
  plan_copy_by: 'rules.plan_copy_by(day)',
}

describe.each(Object.entries({ ...deadlinesOfABirthday, ...deadlinesOfAnEvent }))('%s', (_, deadline) => {
  it('is never earlier for someone or something one day later', () => holds(fc.asyncProperty(days, offset, (batch, by) => neverFinds(`
    select day::text, deadline::text, next_deadline::text from (
      select day, ${deadline} as deadline, ${deadline.replaceAll(/\bday\b/g, '(day + 1)')} as next_deadline
      from unnest($1::date[]) as day where $2::int is not null) as moved
    where next_deadline < deadline`, batch, by))))
})

describe('ages', () => {
  it('come in order, one birthday a year, never before the day and month of birth', () => holds(fc.asyncProperty(days, batch => neverFinds(`
    select dob::text, age from unnest($1::date[]) as dob, generate_series(0, 30) as age
    where rules.attains(dob, age + 1) <= rules.attains(dob, age)
      or rules.attains(dob, age) - (dob + make_interval(years => age))::date not in (0, 1)
      or rules.age_on(dob, rules.attains(dob, age)) <> age
      or rules.age_on(dob, rules.attains(dob, age) - 1) <> age - 1
      or rules.warns_from(dob, age) > rules.attains(dob, age)`, batch))))
})

describe('school years', () => {
  it('put every person in exactly one class year on any day, one higher each September', () => holds(fc.asyncProperty(pairs, offset, (batch, by) => neverFinds(`
    select dob::text, day::text from unnest($1::date[], $2::date[]) as given (dob, day)
    where (select count(*) from generate_series(-60, 60) as nc_year
        where day between rules.last_day_of_class_year(dob, $3::int, nc_year - 1) + 1 and rules.last_day_of_class_year(dob, $3::int, nc_year)
          and nc_year = rules.class_year(dob, day, $3::int)) <> 1
      or rules.key_stage(rules.class_year(dob, day, $3::int)) is null
      or (rules.nc_year(dob, day, $3::int) is null) <> (rules.class_year(dob, day, $3::int) > 14)
      or rules.class_year(dob, (day + interval '1 year')::date, $3::int) <> rules.class_year(dob, day, $3::int) + 1`,
  batch.map(([dob]) => dob), batch.map(([, on]) => on), by))))

  it('never take a person back a key stage', () => holds(fc.asyncProperty(days, offset, (batch, by) => neverFinds(`
    select dob::text, on_day::text from (
      select dob, on_day::date, array_position(array['EYFS', 'KS1', 'KS2', 'KS3', 'KS4', 'POST16', 'POST19'],
        rules.key_stage(rules.class_year(dob, on_day::date, $2::int))) as stage,
        lag(array_position(array['EYFS', 'KS1', 'KS2', 'KS3', 'KS4', 'POST16', 'POST19'],
        rules.key_stage(rules.class_year(dob, on_day::date, $2::int)))) over (partition by dob order by on_day) as earlier
      from unnest($1::date[]) as dob, generate_series(dob::timestamp, dob + interval '26 years', interval '1 month') as on_day) as life
    where stage < earlier or stage is null`, batch.slice(0, 20), by))))

  it('end compulsory school age on a Friday from 24 to 30 June, between 15 and three quarters and 16 and ten months', () => holds(fc.asyncProperty(days, batch => neverFinds(`
    select dob::text, last_day::text from (select dob, rules.compulsory_school_age_last_day(dob) as last_day from unnest($1::date[]) as dob) as leavers
    where extract(isodow from last_day) <> 5 or to_char(last_day, 'MM-DD') not between '06-24' and '06-30'
      or last_day not between rules.attains(dob, 16) - interval '70 days' and rules.attains(dob, 16) + interval '10 months'`, batch))))
})

describe('transfer deadlines', () => {
  it('leave the last safe day before 15 February and 31 March, and every step before the next', () => holds(fc.asyncProperty(days, batch => neverFinds(`
    select day::text, kind from unnest($1::date[]) as day,
      unnest(array['early_years_to_school', 'primary_to_secondary', 'secondary_to_post16', 'post16_to_post16']) as kind
    where (rules.last_safe_day(kind, day) < rules.phase_transfer_headline(kind, day)) <> (kind <> 'post16_to_post16')
      or rules.latest_review_meeting(kind, day) + 84 <> rules.last_safe_day(kind, day)
      or rules.aim_for_post16_final_plan(day) > rules.last_safe_day('post16_to_post16', day)`, batch))))

  it('give a plan exactly one status, late only after its headline day', () => holds(fc.asyncProperty(pairs, batch => neverFinds(`
    select moves_on::text, day::text from unnest($1::date[], $2::date[]) as given (moves_on, day), unnest(array['infant_to_junior', 'secondary_to_post16', 'post16_to_post16']) as kind
    where (rules.phase_transfer_status(kind, moves_on, day) = 'late') <> (day > rules.phase_transfer_headline(kind, moves_on))
      or (rules.phase_transfer_status(kind, moves_on, day) = 'on_time') <> (day <= rules.last_safe_day(kind, moves_on))
      or (rules.phase_transfer_status(kind, moves_on, null, day) = 'overdue') <> (day > rules.phase_transfer_headline(kind, moves_on))
      or rules.phase_transfer_status(kind, moves_on, day) is null`,
  batch.map(([movesOn]) => movesOn), batch.map(([, on]) => on)))))
})

describe('working days', () => {
  it('plan for a working day on or before the true day, with none between', () => holds(fc.asyncProperty(days, batch => neverFinds(`
    select day::text from unnest($1::date[]) as day
    where not rules.is_working_day(rules.previous_working_day(day))
      or rules.previous_working_day(day) > day
      or exists (select from generate_series(rules.previous_working_day(day) + 1, day, interval '1 day') as between_days where rules.is_working_day(between_days::date))`, batch))))

  it('agree whether asked one at a time or for a whole period', () => neverFinds(`
    select on_date::text from rules.planning_days('2024-01-01', '2035-12-31')
    where planning_day is distinct from rules.previous_working_day(on_date)`))

  it('count every working day once', () => holds(fc.asyncProperty(days, fc.integer({ min: 1, max: 40 }), (batch, n) => neverFinds(`
    select day::text from unnest($1::date[]) as day
    where (select count(*) from generate_series(day::timestamp, rules.nth_working_day_beginning_with(day, $2::int), interval '1 day') as counted
      where rules.is_working_day(counted::date)) <> $2::int`, batch.slice(0, 40), n))))

  it('have eight bank holidays a year, all from Monday to Friday', () => neverFinds(`
    select y from generate_series(2024, 2060) as y
    where (select count(*) filter (where extract(isodow from h) <= 5) from rules.bank_holidays(y) as h) <> 8 or (select count(*) from rules.bank_holidays(y)) <> 8`))

  it('keep Easter on a Sunday between 22 March and 25 April, as published', async () => {
    await neverFinds(`select y from generate_series(1900, 2199) as y
      where extract(isodow from rules.easter_sunday(y)) <> 7 or to_char(rules.easter_sunday(y), 'MM-DD') not between '03-22' and '04-25'`)
    const { rows } = await database.query<{ easter: string }>('select rules.easter_sunday(y)::text as easter from unnest(array[1943, 2008, 2024, 2025, 2026, 2027, 2038, 2076]) as y')
    expect(rows.map(({ easter }) => easter)).toEqual(['1943-04-25', '2008-03-23', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25', '2076-04-19'])
  })
})

describe('periods of months', () => {
  it('follow one another without a gap or an overlap of more than the month end', () => holds(fc.asyncProperty(days, fc.integer({ min: 1, max: 36 }), (batch, months) => neverFinds(`
    select day::text from unnest($1::date[]) as day
    where rules.add_months_clamped(day, $2::int) - rules.last_day_of_months_starting(day, $2::int) not in (0, 1)
      or (extract(day from day) <= 28 and rules.last_day_of_months_starting(day, $2::int) + 1 <> rules.add_months_clamped(day, $2::int))`, batch, months))))
})

describe('a review', () => {
  it('always finishes inside its cap and its twelve months', () => holds(fc.asyncProperty(pairs, batch => neverFinds(`
    select meeting::text, notice::text from unnest($1::date[], $2::date[]) as given (meeting, notice)
    where rules.review_final_plan_by(meeting, notice) > rules.review_final_cap(meeting)
      or rules.review_complete_by(meeting) - meeting not between 364 and 365
      or rules.annual_review_latest_meeting(meeting) + 28 <> rules.review_complete_by(meeting)
      or rules.annual_review_latest_meeting(meeting, 'infant_to_junior', notice) > rules.annual_review_latest_meeting(meeting)`,
  batch.map(([meeting]) => meeting), batch.map(([, notice]) => notice)))))
})
