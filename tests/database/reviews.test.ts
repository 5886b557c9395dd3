import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

let county: County
let person: string
let mum: string
let day: (days: number) => string

interface Clock { key: string, due_on: string, done_on: string | null, kind: string, late: boolean, rule_id: string | null }
interface Page { version: number, status: string, clocks: Clock[], held_on: string | null, pfa_needed: boolean, transfer_safe_day: string | null, actions: { id: string, done_by_name: string | null }[], areas: { area: string, problem: string | null }[], may_undo: boolean }

const ask = async <Result>(account: string, statement: string, values: unknown[] = []) =>
  (await county.db.as(account, sql => sql.query<{ answer: Result }>(`select ${statement} as answer`, values)))[0]?.answer as Result
const page = (review: string, account = county.officer) => ask<Page>(account, 'review_page($1)', [review])
const version = async (review: string) => (await page(review)).version

async function plan(input: object, account = county.officer, who = person): Promise<string> {
  const review = crypto.randomUUID()
  await ask(account, 'plan_review($1, $2, 0, $3)', [review, who, { review_type: 'annual', ...input }])
  return review
}
const record = async (review: string, event: string, on: string, decision: string | null = null, account = county.officer) =>
  ask<number>(account, 'record_review_event($1, $2, $3::review_event, $4, $5::review_decision)', [review, await version(review), event, on, decision])
const callOff = async (review: string) => ask(county.officer, 'call_off_review($1, $2, $3)', [review, await version(review), 'Try again'])

beforeAll(async () => {
  county = await createCounty()
  const [{ today } = { today: '' }] = await county.db.query<{ today: string }>('select private.today()::text as today')
  day = (days) => {
    const at = new Date(`${today}T00:00:00Z`)
    at.setUTCDate(at.getUTCDate() + days)
    return at.toISOString().slice(0, 10)
  }
  person = await addPerson(county.db, county.officer, {
    known_as: 'Wren', date_of_birth: day(-365 * 15), plan: { plan_type: 'ehc_plan', first_made_on: day(-900), last_decision_on: day(-300) },
    setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school', organisation_id: county.school }, teams: [county.school],
    circle: [{ email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' }],
  })
  mum = await county.db.signUp('wren.mum@demo.test')
  await county.db.as(mum, sql => sql.query('select enter()'))
})
afterAll(() => county.db.close())

describe('planning a review', () => {
  it('sets the day that the timeline counts from, and is seen by the family', async () => {
    const review = await plan({ meeting_on: day(60), meeting_at: '10:30', place: 'Room 4' })
    expect(await county.db.query(`select on_date::text from person_dates where person_id = $1 and anchor = 'review_meeting'`, [person])).toEqual([{ on_date: day(60) }])
    expect(await page(review, mum)).toMatchObject({ status: 'scheduled', place: 'Room 4', statutory: true, pfa_needed: true })
    await callOff(review)
    expect(await county.db.query(`select 1 from person_dates where person_id = $1 and anchor = 'review_meeting'`, [person])).toEqual([])
  })

  it('has its clocks from the rules, as law with an EHC plan and as aims without', async () => {
    const review = await plan({ meeting_on: day(100) })
    const clocks = Object.fromEntries((await page(review)).clocks.map(clock => [clock.key, clock]))
    expect(clocks).toMatchObject({
      papers: { due_on: day(86), kind: 'statutory', rule_id: 'R-AR-04' }, report: { due_on: day(114) }, decision: { due_on: day(128), rule_id: 'R-AR-05' },
    })
    await callOff(review)
    const support = await addPerson(county.db, county.senco, { known_as: 'Finch', date_of_birth: day(-365 * 12), plan: { plan_type: 'sen_support' } })
    const lighter = await plan({ meeting_on: day(20) }, county.senco, support)
    const page2 = await page(lighter, county.senco)
    expect(page2.clocks.map(({ key, kind, rule_id: rule }) => [key, kind, rule])).toEqual([['papers', 'planning', null], ['meeting', 'planning', null], ['report', 'planning', null]])
  })

  it.each([
    ['a day that has gone', () => ({ meeting_on: day(-1) }), 'PT422 meeting_in_past'], ['no day', () => ({}), 'PT422 value_invalid'],
    ['a kind there is not', () => ({ meeting_on: day(5), review_type: 'party' }), 'PT422 value_invalid'],
  ])('refuses %s', async (_, input, answer) => {
    expect(await refusal(plan(input()))).toBe(answer)
  })

  it('allows one open review at a time, and is for staff involved only', async () => {
    const review = await plan({ meeting_on: day(30) })
    expect(await refusal(plan({ meeting_on: day(40) }))).toBe('PT409 review_open')
    expect(await refusal(plan({ meeting_on: day(40) }, mum))).toBe('PT403 staff_only')
    const [, stranger] = await addTeam(county.db, 'Elsewhere School', 'school', 'senco')
    expect(await refusal(plan({ meeting_on: day(40) }, stranger))).toBe('PT404 not_found')
    expect(await page(review, stranger)).toBeNull()
    expect(await ask(stranger, 'reviews_about($1)', [person])).toEqual([])
    expect(await refusal(ask(stranger, 'record_review_event($1, 1, \'meeting_held\', $2)', [review, day(0)]))).toBe('PT404 not_found')
    await callOff(review)
  })

  it('tells the second of two who change it at once', async () => {
    const review = await plan({ meeting_on: day(30) })
    await ask(county.officer, 'save_review_guests($1, 1, $2)', [review, [{ name: 'Ada', audience: 'school' }]])
    expect(await refusal(ask(county.senco, 'save_review_guests($1, 1, $2)', [review, []]))).toBe('PT409 review_changed')
    await callOff(review)
  })
})

describe('recording what really happened', () => {
  const said = (area: string) => ({ discussed: `We talked for long about ${area} and what comes next`, decided: `Visit two places for ${area}`, who: 'School', by_when: day(90) })
  let review: string

  it('moves the facts and ticks the steps it was, and can be taken back', async () => {
    review = await plan({ meeting_on: day(0) })
    const facts = () => county.db.query('select last_meeting_on::text, last_decision_on::text from plans where person_id = $1 and ended_on is null', [person])
    const steps = () => county.db.query<{ item_key: string, status: string, occurrence: number }>(`select item_key, occurrence, status from timeline_items where person_id = $1 and status = 'done'`, [person])
    const before = await facts()
    await record(review, 'meeting_held', day(0))
    expect(await facts()).toEqual([{ last_meeting_on: day(0), last_decision_on: day(-300) }])
    expect((await page(review)).status).toBe('meeting_held')
    const ticked = await steps()
    await ask(county.officer, 'undo_review_event($1, $2)', [review, await version(review)])
    expect(await facts()).toEqual(before)
    expect(await steps()).toEqual([])
    expect((await page(review)).held_on).toBeNull()
    await record(review, 'meeting_held', day(0))
    expect(await steps()).toEqual(ticked)
  })

  it.each([
    ['an event that has not come', 'report_sent', () => day(1), null, 'PT422 event_in_future'],
    ['a decision before the meeting', 'decision_notified', () => day(-3), 'maintain', 'PT422 event_before_its_time'],
    ['a notice before the decision', 'amendment_notice_sent', () => day(0), null, 'PT422 event_too_early'],
    ['the same event twice', 'meeting_held', () => day(0), null, 'PT422 event_recorded'],
    ['a decision that does not say which', 'decision_notified', () => day(0), null, 'PT422 decision_needed'],
  ])('refuses %s', async (_, event, on, decision, answer) => {
    expect(await refusal(record(review, event, on(), decision))).toBe(answer)
  })

  it('does not send a report that leaves adult life a formality', async () => {
    const save = async (area: string, input: object) => ask(county.senco, 'save_review_area($1, $2, $3::pfa_area, $4)', [review, await version(review), area, input])
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_unfinished')
    for (const area of ['employment', 'independent_living', 'community_inclusion']) await save(area, said(area))
    await save('health', { discussed: 'n/a', decided: 'n/a' })
    expect((await page(review)).areas.find(({ area }) => area === 'health')?.problem).toBe('say_what_was_decided')
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_unfinished')
    await save('health', { ...said('health'), discussed: said('employment').discussed })
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_copied')
    await save('health', { not_discussed_reason: 'The nurse was ill', will_discuss_on: day(14) })
    await record(review, 'report_sent', day(0), null, county.senco)
    expect((await page(review)).status).toBe('report_sent')
  })

  it('follows the decision to the final plan, which then counts as the last review', async () => {
    await record(review, 'decision_notified', day(0), 'amend')
    await record(review, 'amendment_notice_sent', day(0))
    const final = (await page(review)).clocks.find(({ key }) => key === 'final_plan')
    expect(final).toMatchObject({ due_on: day(56), kind: 'statutory' })
    await record(review, 'final_issued', day(0))
    expect(await page(review, mum)).toMatchObject({ status: 'closed', may_undo: true })
    expect(await county.db.query('select last_decision_on::text from plans where person_id = $1 and ended_on is null', [person])).toEqual([{ last_decision_on: day(0) }])
  })

  it('keeps actions for whoever does them', async () => {
    const action = crypto.randomUUID()
    await ask(county.senco, 'save_review_action($1, $2, $3, $4)', [action, review, await version(review), { words: 'Visit the college', audience: 'family', due_on: day(30) }])
    expect(await refusal(ask(county.senco, 'tick_review_action($1, true)', [action]))).toBe('PT403 not_your_step')
    await ask(mum, 'tick_review_action($1, true)', [action])
    expect(await county.db.as(mum, sql => sql.query('select words, done_by_name, may_record from actions_about($1)', [person])))
      .toEqual([{ words: 'Visit the college', done_by_name: 'Mum', may_record: true }])
  })

  it('is all in the history that the family reads', async () => {
    const lines = await county.db.as(mum, sql => sql.query<{ subject: string }>('select distinct subject from audit_events where person_id = $1', [person]))
    expect(lines.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['reviews', 'review_areas', 'review_actions', 'review_guests']))
  })
})

describe('the forecast', () => {
  it('says by when a review must be held, so that the plan is final before the move, for those the reader may see', async () => {
    const [{ born } = { born: '' }] = await county.db.query<{ born: string }>('select make_date(rules.academic_year_start(private.today()) - 15, 11, 2)::text as born')
    const leaver = await addPerson(county.db, county.senco, {
      known_as: 'Leaver', date_of_birth: born, plan: { plan_type: 'ehc_plan', first_made_on: day(-900), last_decision_on: day(-200) },
      setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school', organisation_id: county.school },
      setting_next: { setting_name: 'A College', setting_type: 'general_fe_college' },
    })
    const forecast = (account: string) => county.db.as(account, sql => sql.query<{ person_id: string, final_plan_by: string, hold_by: string, state: string, school: string }>(
      'select person_id, final_plan_by::text, hold_by::text, state, school from breach_forecast(24) where person_id = $1', [leaver]))
    const [row] = await forecast(county.senco)
    expect(row).toMatchObject({ final_plan_by: expect.stringMatching(/-03-30$/), school: 'Testbury School' })
    expect(Math.round((Date.parse(row?.final_plan_by ?? '') - Date.parse(row?.hold_by ?? '')) / 86_400_000)).toBe(84)
    expect(await forecast(mum)).toEqual([])
  })
})
