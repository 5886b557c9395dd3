import { readFileSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCase, openRulesDatabase, readCases } from '../../scripts/check-rules.ts'

let database: PGlite
beforeAll(async () => {
  database = await openRulesDatabase()
})
afterAll(() => database.close())

function casesIn(file: string) {
  const { cases, malformed } = readCases(readFileSync(new URL(`../rules/${file}`, import.meta.url), 'utf8'))
  expect(malformed).toEqual([])
  return cases.map(ruleCase => [`${ruleCase.id} ${ruleCase.rule_id}`, ruleCase] as const)
}

async function evaluate(ruleId: string, inputs: unknown): Promise<unknown> {
  const { rows } = await database.query<{ answer: unknown }>('select rules.evaluate($1, $2::jsonb) as answer', [ruleId, JSON.stringify(inputs)])
  return rows[0]?.answer
}

async function value<Value>(sql: string, ...parameters: unknown[]): Promise<Value | undefined> {
  const { rows } = await database.query<{ value: Value }>(`select ${sql} as value`, parameters)
  return rows[0]?.value
}

describe('given cases', () => {
  it.each(casesIn('test-cases.csv'))('%s', async (_, ruleCase) => {
    expect((await checkCase(database, ruleCase)).problem).toBe('')
  })
})

describe('worked examples and edges', () => {
  it.each(casesIn('worked-examples.csv'))('%s', async (_, ruleCase) => {
    expect((await checkCase(database, ruleCase)).problem).toBe('')
  })
})

describe('what cannot be answered', () => {
  it('says so for a rule it does not know', async () => {
    await expect(evaluate('R-NOPE-01', {})).rejects.toMatchObject({ code: 'PT404', message: 'rule_unknown', detail: 'R-NOPE-01' })
  })

  it.each([
    ['a missing input', 'R-AGE-01', { dob: '2012-02-29' }, 'age is missing'],
    ['an input given as null', 'R-AGE-01', { dob: null, age: 16 }, 'dob is missing'],
    ['a day that does not exist', 'R-CSA-01', { dob: '2021-02-29' }, 'dob is not a day in the calendar'],
    ['a date written another way', 'R-CSA-01', { dob: '29/02/2020' }, 'dob must be a date written YYYY-MM-DD'],
    ['a number for a date', 'R-CSA-01', { dob: 20200229 }, 'dob must be a date written YYYY-MM-DD'],
    ['a number written as text', 'R-AGE-01', { dob: '2012-02-29', age: '16' }, 'age must be a whole number from 0 to 150'],
    ['a part of a year', 'R-AGE-01', { dob: '2012-02-29', age: 16.5 }, 'age must be a whole number from 0 to 150'],
    ['a word for true or false', 'R-NEET-01', { dob: '2008-01-15', has_ehcp: 'yes' }, 'has_ehcp must be true or false'],
    ['a setting it does not know', 'R-CEASE-02', { dob: '2002-03-14', setting: 'school' }, 'setting must be one of fe_institution, apprenticeship, other'],
    ['a boundary with no fixed year', 'R-PT-00', { dob: '2008-03-14', boundary: 'post16_to_post16' }, 'boundary must be one of'],
    ['a transfer the deadline is not for', 'R-PT-01', { transfer_type: 'secondary_to_post16', transfer_date: '2027-09-01' }, 'transfer_type must be one of'],
    ['half a phase transfer', 'R-AR-01', { start: '2026-09-20', transfer_type: 'secondary_to_post16' }, 'transfer_date is missing'],
    ['no day to judge a plan by', 'R-PT-05', { transfer_type: 'primary_to_secondary', transfer_date: '2027-09-01' }, 'one of final_issued, on is needed'],
    ['a term start in another year', 'R-CSA-02', { dob: '2010-09-01', autumn_term_start: '2025-09-03' }, 'autumn_term_start must be in 2026'],
    ['a period that runs backwards', 'R-LEAVE-01', { dob: '2010-06-10', periods: [{ from: '2026-02-01', to: '2026-01-01' }] }, 'a period must not end before it starts'],
    ['an answer beyond the calendar', 'R-CAL-02', { query: 'n_months_after', date: '9999-12-31', n: 1 }, ''],
  ])('refuses %s', async (_, ruleId, inputs, detail) => {
    if (!detail) return expect(await evaluate(ruleId, inputs)).toEqual({ date: '10000-01-31' })
    await expect(evaluate(ruleId, inputs)).rejects.toMatchObject({
      code: 'PT400', message: 'rule_input_invalid', detail: expect.stringContaining(detail),
    })
  })

  it.each([[null], [[]], ['text'], [7]])('refuses inputs that are not an object: %j', async (inputs) => {
    await expect(evaluate('R-AGE-01', inputs)).rejects.toMatchObject({ code: 'PT400', message: 'rule_input_invalid' })
  })
})

describe('the catalogue', () => {
  it('has an answer for every rule, and a rule for every answer', async () => {
    const { rows } = await database.query<{ rule_id: string | null, answer: string | null }>(`
      select c.rule_id, p.proname as answer
      from rules.catalogue c
      full join (select proname from pg_proc where pronamespace = 'rules'::regnamespace and proname like 'answer\\_%') p
        on p.proname = 'answer_' || lower(replace(substr(c.rule_id, 3), '-', '_'))
      where c.rule_id is null or p.proname is null`)
    expect(rows).toEqual([])
  })

  it('has a comment with a source on every function', async () => {
    const { rows } = await database.query(`
      select p.oid::regprocedure::text as uncommented from pg_proc p
      where p.pronamespace = 'rules'::regnamespace and obj_description(p.oid, 'pg_proc') is null`)
    expect(rows).toEqual([])
  })

  it.each([
    ['R-AGE-01', '2012-02-28', 0, 'statutory'],
    ['R-AGE-01', '2012-02-29', 0, 'guidance'],
    ['R-CSA-02', '2010-09-07', 0, 'guidance'],
    ['R-CSA-02', '2010-09-08', 0, 'statutory'],
    ['R-AR-08', '2013-07-20', -1, 'guidance'],
    ['R-AR-08', '2013-07-20', 0, 'statutory'],
    ['R-HE-01', '2009-05-05', 0, 'guidance'],
    ['R-PT-04', '2009-05-05', 0, 'planning'],
  ])('shows %s for a birthday of %s and offset %i as %s', async (ruleId, dob, offset, shownAs) => {
    expect(await value('rules.shown_as($1, $2::date, $3::int)', ruleId, dob, offset)).toBe(shownAs)
  })
})

describe('what an administrator can change', () => {
  it('adds and removes bank holidays, and working days follow', async () => {
    await database.transaction(async (tx) => {
      await tx.exec(`insert into rules.bank_holiday_changes values
        ('2026-11-25', true, 'A one-off holiday', 'Proclamation'), ('2026-12-28', false, 'Moved', 'Proclamation')`)
      const { rows } = await tx.query(`select
        rules.previous_working_day('2026-11-25')::text as added,
        rules.previous_working_day('2026-12-28')::text as removed,
        (select planning_day::text from rules.planning_days('2026-11-25', '2026-11-25')) as planned`)
      expect(rows).toEqual([{ added: '2026-11-24', removed: '2026-12-28', planned: '2026-11-24' }])
      await tx.rollback()
    })
  })

  it('moves a rule by adding a parameter from a day, leaving earlier calculations as they were', async () => {
    await database.transaction(async (tx) => {
      const versions = 'select rules.parameters_version(\'2027-03-31\') as before, rules.parameters_version(\'2027-04-01\') as after'
      const [untouched] = (await tx.query<{ before: string, after: string }>(versions)).rows
      await tx.exec(`insert into rules.parameters (rule_id, name, value, effective_from, source)
        values ('R-APPR-01', 'minimum_months', '10', '2027-04-01', 'Test')`)
      const { rows } = await tx.query(`select
        rules.evaluate('R-APPR-01', '{"start": "2027-03-31", "age_at_start": 17}') ->> 'earliest_end' as before,
        rules.evaluate('R-APPR-01', '{"start": "2027-04-01", "age_at_start": 17}') ->> 'earliest_end' as after`)
      expect(rows).toEqual([{ before: '2027-11-30', after: '2028-02-01' }])
      const [changed] = (await tx.query<{ before: string, after: string }>(versions)).rows
      expect(changed?.before).toBe(untouched?.before)
      expect(changed?.after).not.toBe(untouched?.after)
      await tx.rollback()
    })
  })

  it('remembers the one-off bank holidays of past years', async () => {
    expect(await value('array(select h::text from rules.bank_holidays(2022) h)')).toEqual([
      '2022-01-03', '2022-04-15', '2022-04-18', '2022-05-02', '2022-06-02', '2022-06-03', '2022-08-29', '2022-09-19', '2022-12-26', '2022-12-27',
    ])
  })
})
