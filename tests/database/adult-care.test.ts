import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, startLongAgo, type County } from './county.ts'

let county: County
let tom: string
let gran: string
let nurse: string
const born = '2009-03-15'

interface Gap { title: string, last_day: string, is_assumed: boolean, gap_from: string, gap_until: string | null, continues_by_law: boolean }

beforeAll(async () => {
  county = await createCounty()
  const [nursing, account] = await addTeam(county.db, 'Testshire nursing', 'health', 'health_named_worker')
  nurse = account
  tom = await addPerson(county.db, county.officer, {
    known_as: 'Tom', date_of_birth: born, flags: { likely_adult_care_needs: null, has_parent_carer: null },
    teams: [county.school, county.transitionTeam, nursing],
    circle: [{ email: 'gran@demo.test', display_name: 'Gran', relationship: 'parent_carer' }],
  })
  gran = await county.db.signUp('gran@demo.test')
  await county.db.as(gran, sql => sql.query('select enter()'))
  await startLongAgo(county.db)
})
afterAll(() => county.db.close())

async function call<Answer = unknown>(account: string, statement: string, values: unknown[] = [], day = '2026-11-25'): Promise<Answer> {
  const [row] = await county.db.as(account, async (sql) => {
    await sql.query(`select set_config('onward.today', $1, true)`, [day])
    return sql.query<{ answer: Answer }>(`select ${statement} as answer`, values)
  })
  return row?.answer as Answer
}

const gapsOn = async (account: string, day: string) => county.db.as(account, async (sql) => {
  await sql.query(`select set_config('onward.today', $1, true)`, [day])
  return sql.query<Gap>(
    'select title, last_day::text, is_assumed, gap_from::text, gap_until::text, continues_by_law from support_gaps($1)', [tom])
})

const support = (account: string, facts: object) => call<string>(account, 'record_support($1, null, null, $2)', [tom, {
  kind: 'short_breaks', title: 'Short breaks', funded_by: 'childrens_social_care', ...facts,
}])
const shortBreaks = async () => (await county.db.query<{ id: string, version: number }>(`select id, version from supports where title = 'Short breaks'`))[0] ?? { id: '', version: 0 }

describe('no gap at 18', () => {
  it('is shown months ahead, to family and teams, though nobody wrote an end down', async () => {
    await support(county.officer, { provider: 'Willow House', starts_on: '2022-04-01' })
    for (const account of [gran, county.transitionWorker, nurse, county.officer]) {
      expect(await gapsOn(account, '2025-10-01')).toEqual([expect.objectContaining({
        title: 'Short breaks', last_day: '2027-03-14', is_assumed: true, gap_from: '2027-03-15', gap_until: null, continues_by_law: false,
      })])
    }
    expect(await gapsOn(gran, '2025-09-01')).toEqual([])
    const looked = await county.db.query<{ account_id: string }>(`select account_id from record_views where section = 'adult_care'`)
    expect(new Set(looked.map(look => look.account_id))).toEqual(new Set([county.transitionWorker, nurse, county.officer]))
  })

  it('is not shown to the school, which has no part in it', async () => {
    expect(await gapsOn(county.senco, '2026-11-25')).toEqual([])
  })

  it('gets shorter with what follows, and goes when it follows at once', async () => {
    const { id } = await shortBreaks()
    const next = await support(county.transitionWorker, {
      kind: 'day_activities', title: 'Saturday club', funded_by: 'adult_social_care', starts_on: '2027-04-15', follows_id: id,
    })
    expect(await gapsOn(gran, '2026-11-25')).toEqual([expect.objectContaining({ gap_from: '2027-03-15', gap_until: '2027-04-14' })])
    await call(county.transitionWorker, 'record_support($1, $2, 1, $3)', [tom, next, { starts_on: '2027-03-15' }])
    expect(await gapsOn(gran, '2026-11-25')).toEqual([])
    await call(county.transitionWorker, 'record_support($1, $2, 2, $3)', [tom, next, { starts_on: null }])
    expect(await gapsOn(gran, '2026-11-25')).toHaveLength(1)
  })

  it('cannot be closed without what was decided, by whom, and why', async () => {
    const { id } = await shortBreaks()
    const decide = (facts: object) => call(county.transitionWorker, 'decide_gap($1, $2)', [id, {
      decision: 'wait_agreed', what: 'A friend helps for a month', decided_by: 'Tom and Marcus', why: 'Tom wants this club', ...facts,
    }])
    expect(await refusal(decide({ what: '' }))).toBe('PT422 decision_needed')
    expect(await refusal(decide({ decided_by: '' }))).toBe('PT422 decided_by_needed')
    expect(await refusal(decide({ why: null }))).toBe('PT422 why_needed')
    expect(await refusal(decide({ decision: null }))).toBe('PT422 value_invalid')
    await decide({})
    expect(await gapsOn(gran, '2026-11-25')).toEqual([])
    expect(await refusal(decide({}))).toBe('PT409 gap_decided')
    await call(county.transitionWorker, 'reopen_gap($1, 1)', [id])
    expect(await gapsOn(gran, '2026-11-25')).toHaveLength(1)
  })

  it('says when the law keeps children\'s social care going', async () => {
    const track = await call<string>(county.transitionWorker, 'record_care_step($1, null, null, $2)', [tom, {
      kind: 'child_needs', status: 'assessment_requested', on_date: '2026-11-20',
    }])
    expect(await gapsOn(gran, '2026-11-25')).toEqual([expect.objectContaining({ continues_by_law: true })])
    const services = async (day: string) => (await call<{ childrens_services: string }>(gran, 'care_overview($1)', [tom], day)).childrens_services
    expect(await services('2026-11-25')).toBe('childrens_services')
    expect(await services('2027-03-15')).toBe('continuing_by_law')
    await county.db.query('delete from care_tracks where id = $1', [track])
  })
})

describe('the Care Act assessment', () => {
  const step = (account: string, track: string | null, version: number | null, facts: object) =>
    call<string>(account, 'record_care_step($1, $2, $3, $4)', [tom, track, version, facts])

  it('goes from step to step, with a reason for each no, and everything stays to be read', async () => {
    const track = await step(county.transitionWorker, null, null, { kind: 'child_needs', status: 'assessment_requested', on_date: '2026-10-01' })
    expect(await refusal(step(county.transitionWorker, track, 1, { status: 'plan_agreed' }))).toBe('PT422 care_step_invalid')
    expect(await refusal(step(county.transitionWorker, track, 1, { status: 'assessment_refused' }))).toBe('PT422 why_needed')
    await step(county.transitionWorker, track, 1, { status: 'assessment_refused', reason: 'We thought it was too early', on_date: '2026-10-05' })
    await step(county.officer, track, 2, { status: 'assessment_requested', on_date: '2026-10-20' })
    await step(county.transitionWorker, track, 3, { status: 'assessment_requested', on_date: '2026-11-01', reason: 'Nobody is free before January' })
    await step(county.transitionWorker, track, 4, { status: 'assessing', on_date: '2026-11-20' })
    const overview = await call<{ tracks: { kind: string, status: string, events: { reason: string | null }[] }[], aims: { kind: string, status: string, aim_on: string }[] }>(gran, 'care_overview($1)', [tom])
    expect(overview.tracks[0]).toMatchObject({ kind: 'child_needs', status: 'assessing' })
    expect(overview.tracks[0]?.events.map(event => event.reason)).toEqual([null, 'Nobody is free before January', null, 'We thought it was too early', null])
    // R-CARE-01: three months before 18 on 15 March 2027.
    expect(overview.aims).toContainEqual({ kind: 'child_needs', status: 'eligible', aim_on: '2026-12-15', rule_id: 'R-CARE-01' })
    expect(await refusal(step(county.transitionWorker, track, 3, { status: 'eligible' }))).toBe('PT409 care_changed')
  })

  it('is written by the services and read by the family', async () => {
    for (const account of [gran, county.senco]) {
      expect(await refusal(step(account, null, null, { kind: 'child_carer', about: 'Gran', status: 'assessment_requested' }))).toBe('PT403 care_teams_only')
    }
    const carers = await step(county.transitionWorker, null, null, { kind: 'child_carer', about: 'Gran', status: 'assessment_requested' })
    await step(county.transitionWorker, carers, 1, { status: 'assessing' })
    expect(await county.db.as(county.senco, sql => sql.query('select 1 from care_tracks'))).toEqual([])
    expect(await county.db.as(gran, sql => sql.query(`select about from care_tracks where kind = 'child_carer'`))).toEqual([{ about: 'Gran' }])
  })

  it('has its own steps for continuing healthcare', async () => {
    const track = await step(nurse, null, null, { kind: 'continuing_care', status: 'screening_referred' })
    expect(await refusal(step(nurse, track, 1, { status: 'eligible' }))).toBe('PT422 care_step_invalid')
    expect(await refusal(step(nurse, track, 1, { status: 'screened_out' }))).toBe('PT422 why_needed')
    expect(await refusal(step(nurse, null, null, { kind: 'continuing_care', status: 'assessing' }))).toBe('PT409 care_changed')
  })

  it('asks only where somebody\'s situation asks for it', async () => {
    const { expected } = await call<{ expected: string[] }>(gran, 'care_overview($1)', [tom])
    expect(expected).toEqual(['child_needs', 'child_carer'])
  })

  it('takes nothing for the future and nothing of no life', async () => {
    expect(await refusal(step(nurse, null, null, { kind: 'young_carer', about: 'Sis', status: 'assessing', on_date: '2026-12-25' }))).toBe('PT422 day_not_past')
    expect(await refusal(support(nurse, { starts_on: '0026-01-01' }))).toBe('PT422 value_invalid')
  })
})

it('treats an outsider as if Tom did not exist', async () => {
  const [, stranger] = await addTeam(county.db, 'Elsewhere', 'adult_social_care', 'adult_social_worker')
  await startLongAgo(county.db)
  const { id } = await shortBreaks()
  expect(await refusal(call(stranger, `record_support($1, null, null, '{}')`, [tom]))).toBe('PT404 not_found')
  expect(await refusal(call(stranger, `decide_gap($1, '{}')`, [id]))).toBe('PT404 not_found')
  expect(await refusal(call(stranger, `record_care_step($1, null, null, '{}')`, [tom]))).toBe('PT404 not_found')
  expect(await call(stranger, 'care_overview($1)', [tom])).toBeNull()
  expect(await gapsOn(stranger, '2026-11-25')).toEqual([])
})
