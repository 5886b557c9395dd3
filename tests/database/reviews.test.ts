import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

let county: County
let person: string
let mum: string
let day: (days: number) => string

interface Clock { key: string, due_on: string, done_on: string | null, kind: string, who: string, contact: { team: string, name: string | null } | null, late: boolean, rule_id: string | null }
interface Area { area: string, version: number, problem: string | null }
interface Page { version: number, status: string, clocks: Clock[], held_on: string | null, pfa_needed: boolean, transfer_safe_day: string | null, actions: { id: string, area: string | null, words: string, audience: string, due_on: string, done_by_name: string | null }[], areas: Area[], advice: { asked_of: string, due_on: string }[], may_undo: boolean }

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

describe('one fact, one place', () => {
  const details = async (account: string, date: string | null) => {
    const [row] = await county.db.query<{ version: number }>('select version from people where id = $1', [person])
    return ask(account, 'update_person($1, $2, $3)', [person, row?.version, { dates: { review_meeting: date } }])
  }
  const booked = async () => (await county.db.query<{ on_date: string }>(`select on_date::text from person_dates where person_id = $1 and anchor = 'review_meeting'`, [person]))[0]?.on_date

  it('moves the planned review, with the advice for it, when the details move its day', async () => {
    const review = await plan({ meeting_on: day(60) })
    await ask(county.officer, 'ask_review_advice($1, $2, \'health\', \'The nurse\')', [review, await version(review)])
    expect((await page(review)).status).toBe('advice_requested')
    await details(county.senco, day(80))
    expect(await page(review)).toMatchObject({ meeting_on: day(80), advice: [{ asked_of: 'The nurse', due_on: day(66) }] })
    await ask(county.officer, 'plan_review($1, $2, $3, $4)', [review, person, await version(review), { review_type: 'annual', meeting_on: day(70) }])
    expect(await page(review)).toMatchObject({ advice: [{ due_on: day(56) }] })
    expect(await booked()).toBe(day(70))
    expect(await refusal(details(county.senco, null))).toBe('PT409 review_planned')
    await callOff(review)
  })

  it('takes no day that has gone for the next meeting, wherever it is entered', async () => {
    expect(await refusal(details(county.senco, day(-1)))).toBe('PT422 meeting_in_past')
    expect(await booked()).toBeUndefined()
    await county.db.query(`insert into person_dates values ($1, 'review_meeting', $2)`, [person, day(-5)])
    // The one that has gone by since it was recorded is no obstacle to saving the rest.
    await details(county.senco, day(-5))
    await details(county.senco, null)
    expect(await refusal(addPerson(county.db, county.senco, { known_as: 'Past', date_of_birth: '2012-01-01', dates: { review_meeting: day(-1) } }))).toBe('PT422 meeting_in_past')
  })

  it('says by when the law wants the next one', async () => {
    const next = (account: string) => ask<{ complete_by: string, hold_by: string } | null>(account, 'next_review($1)', [person])
    const [{ complete, hold } = { complete: '', hold: '' }] = await county.db.query<{ complete: string, hold: string }>(
      'select rules.review_complete_by($1)::text as complete, (rules.review_complete_by($1) - 28)::text as hold', [day(-300)])
    expect(await next(mum)).toMatchObject({ start_on: day(-300), complete_by: complete, hold_by: hold })
    const [, stranger] = await addTeam(county.db, 'Far School', 'school', 'senco')
    expect(await next(stranger)).toBeNull()
  })

  it('names who has each clock: the school, or the council where there is no school', async () => {
    const review = await plan({ meeting_on: day(60) })
    const who = async (id: string, account: string) => Object.fromEntries((await page(id, account)).clocks.map(clock => [clock.key, [clock.who, clock.contact?.team]]))
    expect(await who(review, mum)).toMatchObject({ report: ['school', 'Testbury School'], decision: ['la_send', 'Testshire SEND team'] })
    await callOff(review)
    const student = await addPerson(county.db, county.officer, {
      known_as: 'Dee', date_of_birth: day(-365 * 18), plan: { plan_type: 'ehc_plan', first_made_on: day(-900) }, setting_now: { setting_name: 'FE', setting_type: 'general_fe_college' },
    })
    expect(await who(await plan({ meeting_on: day(60) }, county.officer, student), county.officer)).toMatchObject({ report: ['la_send', 'Testshire SEND team'] })
  })
})

describe('recording what really happened', () => {
  const said = (area: string) => ({ discussed: `We talked for long about ${area} and what comes next`, decided: `Visit two places for ${area}`, audience: 'school', who: 'Ada', by_when: day(90) })
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

  const areaOf = async (area: string) => (await page(review)).areas.find(one => one.area === area)
  const save = async (area: string, input: object, base?: number) =>
    ask<number>(county.senco, 'save_review_area($1, $2, $3::pfa_area, $4)', [review, base ?? (await areaOf(area))?.version ?? 0, area, input])

  it('does not send a report that leaves adult life a formality', async () => {
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_unfinished')
    for (const area of ['employment', 'independent_living', 'community_inclusion']) await save(area, said(area))
    await save('health', { discussed: 'n/a', decided: 'n/a' })
    expect((await areaOf('health'))?.problem).toBe('say_what_was_decided')
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_unfinished')
    await save('health', { ...said('health'), discussed: said('employment').discussed })
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_copied')
    await save('health', { ...said('health'), decided: `${said('employment').decided}!` })
    expect(await refusal(record(review, 'report_sent', day(0)))).toBe('PT422 adult_life_copied')
    expect(await refusal(save('health', { not_discussed_reason: 'The nurse was ill', will_discuss_on: day(-1) }))).toBe('PT422 will_discuss_in_past')
    await save('health', { not_discussed_reason: 'The nurse was ill' })
    expect((await areaOf('health'))?.problem).toBe('say_when')
    await save('health', { not_discussed_reason: 'The nurse was ill', will_discuss_on: day(14) })
    await record(review, 'report_sent', day(0), null, county.senco)
    expect((await page(review)).status).toBe('report_sent')
    expect(await refusal(save('health', { discussed: 'Gone' }))).toBe('PT422 adult_life_unfinished')
  })

  it('makes what was decided an action of whoever does it, which follows the words', async () => {
    const actions = async () => (await page(review)).actions.map(({ area, words, audience, due_on: due }) => [area, words, audience, due])
    expect(await actions()).toHaveLength(3)
    await save('employment', { ...said('employment'), decided: 'Ask the garden centre', audience: 'employment' })
    expect(await actions()).toContainEqual(['employment', 'Ask the garden centre', 'employment', day(90)])
    expect(await actions()).toHaveLength(3)
    const [first] = (await page(review)).actions
    expect(await refusal(ask(county.senco, 'remove_review_action($1, $2)', [first?.id, await version(review)]))).toBe('PT409 action_of_area')
  })

  it('lets two people write about two areas at once, and neither overwrite the other', async () => {
    const read = (await areaOf('employment'))?.version ?? 0
    await save('independent_living', { ...said('independent_living'), decided: 'See the flats in March' })
    await save('employment', said('employment'), read)
    expect(await refusal(save('employment', { ...said('employment'), decided: 'Something else' }, read))).toBe('PT409 area_changed')
  })

  it('follows the decision to the final plan, which then counts as the last review', async () => {
    await record(review, 'decision_notified', day(0), 'amend')
    await record(review, 'amendment_notice_sent', day(0))
    const { clocks } = await page(review, mum)
    expect(clocks.find(({ key }) => key === 'final_plan')).toMatchObject({ due_on: day(56), kind: 'statutory', who: 'la_send' })
    // R-AR-06: 15 days that begin with the day of the notice.
    expect(clocks.find(({ key }) => key === 'comments')).toMatchObject({ due_on: day(14), done_on: null, who: 'family', late: false })
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
      .toContainEqual({ words: 'Visit the college', done_by_name: 'Mum', may_record: true })
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

  it('counts them by month, place and officer, and gives those of one number', async () => {
    interface Forecast { total: number, counts: { by: string, name: string | null, not_booked: number, at_risk: number, on_track: number }[], rows: { person_id: string }[] }
    const look = (filters: object, account = county.senco) => ask<Forecast>(account, 'forecast_page(24, $1)', [filters])
    const all = await look({})
    expect(new Set(all.counts.map(({ by }) => by))).toEqual(new Set(['month', 'school', 'officer']))
    const sum = (by: string) => all.counts.filter(count => count.by === by).reduce((total, { not_booked: a, at_risk: b, on_track: c }) => total + a + b + c, 0)
    expect([sum('month'), sum('school'), sum('officer')]).toEqual([all.total, all.total, all.total])
    expect((await look({ school: 'Testbury School' })).rows.length).toBe(all.counts.filter(({ name }) => name === 'Testbury School').reduce((total, { not_booked: a, at_risk: b, on_track: c }) => total + a + b + c, 0))
    expect((await look({ school: 'Nowhere' })).rows).toEqual([])
    const [, stranger] = await addTeam(county.db, 'Third School', 'school', 'senco')
    expect(await look({}, stranger)).toMatchObject({ total: 0, counts: [], rows: [] })
  })

  it('takes a booked day for booked, wherever it was written, and one that was held too late for a risk', async () => {
    const [row] = (await ask<{ rows: { person_id: string, known_as: string, final_plan_by: string }[] }>(county.senco, 'forecast_page(24)')).rows.filter(one => one.known_as === 'Leaver')
    const state = async () => (await ask<{ rows: { person_id: string, state: string }[] }>(county.senco, 'forecast_page(24)')).rows.find(one => one.person_id === row?.person_id)?.state
    const book = (on: string) => county.db.query(`insert into person_dates values ($1, 'review_meeting', $2) on conflict (person_id, anchor) do update set on_date = excluded.on_date`, [row?.person_id, on])
    const before = (days: number) => new Date(Date.parse(row?.final_plan_by ?? '') - days * 86_400_000).toISOString().slice(0, 10)
    await book(before(83))
    expect(await state()).toBe('at_risk')
    if (before(85) >= day(0)) {
      await book(before(85))
      expect(await state()).toBe('on_track')
    }
    await county.db.query('update plans set last_meeting_on = $2 where person_id = $1', [row?.person_id, before(83)])
    expect(await state()).toBe('at_risk')
    await county.db.query('update plans set last_meeting_on = $2 where person_id = $1', [row?.person_id, before(90)])
    expect(await state()).toBe('on_track')
  })
})
