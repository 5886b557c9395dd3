import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Item {
  id: string
  version: number
  mine: boolean
  may_record: boolean
  status: string
  note: string | null
  not_needed_reason: string | null
  waiting_on: string | null
  done_by: string | null
  done_by_name: string | null
  updated_by_name: string | null
  note_by_name: string | null
}

const year9 = {
  known_as: 'Wren', date_of_birth: '2013-06-10',
  plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
  setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
  circle: [
    { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
    { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
  ],
}

let county: County
let person: string
let wren: string
let mum: string
let stranger: string

async function enter(email: string): Promise<string> {
  const account = await county.db.signUp(email)
  await county.db.as(account, sql => sql.query('select enter()'))
  return account
}

/** The first open step of an audience ('none' is a milestone), as `account` sees it. Each call can start on its own step. */
async function step(account: string, audience: string, nth = 0): Promise<Item> {
  const rows = await county.db.as(account, sql => sql.query<Item>(
    `select * from timeline($1) where coalesce(audience::text, 'none') = $2 and not before_start and status = 'not_started'
     order by due_on, item_key, occurrence`, [person, audience]))
  const found = rows[nth]
  if (!found) throw new Error(`There is no step for ${audience}.`)
  return found
}

async function again(account: string, id: string): Promise<Item> {
  const [row] = await county.db.as(account, sql => sql.query<Item>('select * from timeline($1) where id = $2', [person, id]))
  if (!row) throw new Error('The step is gone.')
  return row
}

function record(account: string, item: { id: string, version: number }, patch: unknown): Promise<Item[]> {
  return county.db.as(account, sql => sql.query<Item>('select * from record_item($1, $2, $3)', [item.id, item.version, patch]))
}

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.officer, { ...year9, teams: [county.school] })
  wren = await enter('wren@demo.test')
  mum = await enter('wren.mum@demo.test')
  stranger = (await addTeam(county.db, 'Elsewhere School', 'school', 'senco'))[1]
})
afterAll(() => county.db.close())

describe('whose step it is', () => {
  it.each([
    ['the young person', () => wren, 'young_person', true, true],
    ['the young person', () => wren, 'family', false, false],
    ['a mother', () => mum, 'family', true, true],
    ['a mother, for her child', () => mum, 'young_person', false, true],
    ['a mother', () => mum, 'school', false, false],
    ['a SENCo', () => county.senco, 'school', true, true],
    ['a SENCo', () => county.senco, 'young_person', false, false],
    ['a SENCo', () => county.senco, 'la_send', false, false],
    ['any team, for a milestone', () => county.senco, 'none', false, true],
    ['a mother, for a milestone', () => mum, 'none', false, false],
    ['a council officer', () => county.officer, 'la_send', true, true],
    ['a council officer, while no health team is involved', () => county.officer, 'health', false, true],
    ['a council officer, where the school does it', () => county.officer, 'school', false, false],
    ['a council officer', () => county.officer, 'family', false, false],
  ] as const)('$0: $2 steps', async (_who, account, audience, mine, may) => {
    const item = await step(account(), audience)
    expect({ mine: item.mine, may: item.may_record }).toEqual({ mine, may })
    const answer = record(account(), item, { note: 'Looked at it' })
    if (may) expect((await answer)[0]).toMatchObject({ note: 'Looked at it', version: item.version + 1 })
    else expect(await refusal(answer)).toBe('PT403 not_your_step')
  })

  it('tells a stranger nothing, not even that there is such a step', async () => {
    const item = await step(mum, 'family')
    expect(await refusal(record(stranger, item, { status: 'done' }))).toBe('PT404 not_found')
    expect(await refusal(record(stranger, { id: crypto.randomUUID(), version: 1 }, { status: 'done' }))).toBe('PT404 not_found')
    expect(await county.db.as(stranger, sql => sql.query('select * from timeline($1)', [person]))).toEqual([])
    expect(await refusal(county.db.as(stranger, sql => sql.query('select person_summary($1)', [person])))).toBe('PT404 not_found')
    expect(await refusal(county.db.asAnon(sql => sql.query('select record_item($1, 1, $2)', [item.id, { status: 'done' }])))).toMatch(/^42501/)
  })

  it('lets nobody write the table directly', async () => {
    const item = await step(mum, 'family')
    expect(await refusal(county.db.as(mum, sql => sql.query(`update timeline_items set status = 'done' where id = $1`, [item.id])))).toMatch(/^42501/)
  })
})

describe('what is recorded', () => {
  it('says who did it and when, and forgets that when it is put back', async () => {
    const item = await step(mum, 'family')
    const [done] = await record(mum, item, { status: 'done' })
    expect(done).toMatchObject({ status: 'done', done_by: mum, done_by_name: 'Mum', done_at: expect.any(Date) })
    const [back] = await record(mum, { id: item.id, version: item.version + 1 }, { status: 'not_started' })
    expect(back).toMatchObject({ status: 'not_started', done_by: null, done_by_name: null, done_at: null })
  })

  it('keeps who did it when somebody else only adds a note', async () => {
    const item = await step(wren, 'young_person')
    await record(wren, item, { status: 'done' })
    const [noted] = await record(mum, { id: item.id, version: item.version + 1 }, { note: 'Well done' })
    expect(noted).toMatchObject({ status: 'done', done_by: wren, done_by_name: 'Wren' })
    expect((await again(wren, item.id)).updated_by_name).toBe('Mum')
  })

  it('leaves a note its author when somebody else only ticks', async () => {
    const item = await step(wren, 'young_person')
    await record(wren, item, { note: 'I asked Miss Lark' })
    await record(mum, { id: item.id, version: item.version + 1 }, { status: 'done' })
    expect(await again(wren, item.id)).toMatchObject({ note: 'I asked Miss Lark', note_by_name: 'Wren', note_at: expect.any(Date), updated_by_name: 'Mum' })
    await record(mum, { id: item.id, version: item.version + 2 }, { note: 'She said yes' })
    expect((await again(wren, item.id)).note_by_name).toBe('Mum')
  })

  it.each([
    ['who did it', { status: 'done', done_by: crypto.randomUUID() }],
    ['the name of who did it', { status: 'done', done_by_name: 'The head teacher' }],
    ['when it was done', { done_at: '2020-01-01' }],
    ['the date', { due_on: '2030-01-01' }],
    ['the version', { note: 'x', version: 99 }],
    ['anything, with nothing', {}],
    ['anything, with a list', ['done']],
    ['a note, with a number', { note: 5 }],
    ['a status, with a thing', { status: { done: true } }],
  ])('nobody can set %s', async (_what, patch) => {
    const item = await step(mum, 'family')
    expect(await refusal(record(mum, item, JSON.stringify(patch)))).toBe('PT400 patch_invalid')
    expect(await again(mum, item.id)).toEqual(item)
  })

  it('asks why a step is not needed', async () => {
    const item = await step(mum, 'family')
    expect(await refusal(record(mum, item, { status: 'not_applicable' }))).toBe('PT422 reason_needed')
    expect(await refusal(record(mum, item, { status: 'not_applicable', not_needed_reason: '  ' }))).toBe('PT422 reason_needed')
    const [left] = await record(mum, item, { status: 'not_applicable', not_needed_reason: ' We did it last year ' })
    expect(left).toMatchObject({ status: 'not_applicable', not_needed_reason: 'We did it last year' })
    const [back] = await record(mum, { id: item.id, version: item.version + 1 }, { status: 'not_started' })
    expect(back).toMatchObject({ status: 'not_started', not_needed_reason: null })
  })

  it('keeps who is waited for only while it waits', async () => {
    const item = await step(mum, 'family')
    const [waiting] = await record(mum, item, { status: 'waiting', waiting_on: 'The clinic' })
    expect(waiting).toMatchObject({ status: 'waiting', waiting_on: 'The clinic' })
    const [doing] = await record(mum, { id: item.id, version: item.version + 1 }, { status: 'in_progress' })
    expect(doing).toMatchObject({ waiting_on: null })
  })

  it.each([
    ['a status there is not', { status: 'finished' }, 'PT400 status_invalid'],
    ['no status', { status: null }, 'PT400 status_invalid'],
    ['a note that is too long', { note: 'a'.repeat(4001) }, 'PT422 text_too_long'],
    ['a name that is too long', { status: 'waiting', waiting_on: 'a'.repeat(201) }, 'PT422 text_too_long'],
  ])('refuses %s', async (_what, patch, answer) => {
    expect(await refusal(record(mum, await step(mum, 'family'), patch))).toBe(answer)
  })

  it('stays through a re-plan', async () => {
    const item = await step(county.senco, 'school')
    await record(county.senco, item, { status: 'in_progress', note: 'Booked for June' })
    const [found] = await county.db.query<{ version: number }>('select version from people where id = $1', [person])
    await county.db.as(county.officer, sql =>
      sql.query('select update_person($1, $2, jsonb_build_object(\'dates\', jsonb_build_object(\'review_meeting\', private.today() + 15)))', [person, found?.version]))
    expect(await again(county.senco, item.id)).toMatchObject({ status: 'in_progress', note: 'Booked for June' })
  })

  it('is closed once the step no longer applies', async () => {
    const item = await step(county.senco, 'school')
    await county.db.query('update timeline_items set retired_at = now() where id = $1', [item.id])
    expect(await refusal(record(county.senco, item, { status: 'done' }))).toBe('PT404 not_found')
    await county.db.query('update timeline_items set retired_at = null where id = $1', [item.id])
  })
})

describe('two people at once', () => {
  it('shows the second what the first wrote, who it was and when, and changes nothing', async () => {
    const item = await step(wren, 'young_person')
    await record(wren, item, { status: 'in_progress', note: 'I asked my teacher' })
    const error = await record(mum, item, { note: 'Rang the school' }).then(() => undefined, (reason: { message: string, code: string, detail: string }) => reason)
    expect(error).toMatchObject({ code: 'PT409', message: 'item_changed' })
    expect(JSON.parse(error?.detail ?? '')).toMatchObject({
      id: item.id, version: item.version + 1, status: 'in_progress', note: 'I asked my teacher', updated_by_name: 'Wren', updated_at: expect.any(String),
    })
    expect((await again(mum, item.id)).note).toBe('I asked my teacher')
  })

  it('needs the version that was looked at', async () => {
    const item = await step(mum, 'family')
    expect(await refusal(county.db.as(mum, sql => sql.query('select record_item($1, null, $2)', [item.id, { note: 'x' }])))).toBe('PT409 item_changed')
  })
})

describe('the head of the pages', () => {
  const summary = async (account: string) =>
    (await county.db.as(account, sql => sql.query<{ s: Record<string, unknown> }>('select person_summary($1) as s', [person])))[0]?.s

  it('says who they are today, what I am to them, and what I may change', async () => {
    expect(await summary(mum)).toMatchObject({
      known_as: 'Wren', plan_type: 'ehc_plan', setting_now: { setting_name: 'Testbury School' }, setting_next: null,
      me: { audiences: ['family'], in_team: false, name: 'Mum' },
      dates_for_family: expect.arrayContaining(['course_start', 'pip_letter']),
    })
    expect(await summary(county.senco)).toMatchObject({ me: { audiences: ['school'], in_team: true } })
  })

  it('names the person to ask in each team that has one, and none who has left', async () => {
    expect((await summary(mum))?.contacts).toEqual([
      { display_name: 'Testshire SEND team ehc_caseworker', role: 'ehc_caseworker', organisation: 'Testshire SEND team', audience: 'la_send', away: null },
    ])
    await county.db.query(`update organisation_members set starts_on = '2020-01-01', ends_on = '2021-01-01' where role = 'ehc_caseworker'`)
    expect((await summary(mum))?.contacts).toEqual([])
    await county.db.query(`update organisation_members set ends_on = null where role = 'ehc_caseworker'`)
  })
})

describe('why this date', () => {
  const explain = async (item: string, occurrence = 1, locale = 'en') =>
    (await county.db.as(mum, sql => sql.query<{ e: Record<string, unknown> }>(
      'select explain_item(t.id, $4) as e from timeline_items t where t.person_id = $1 and t.item_key = $2 and t.occurrence = $3',
      [person, item, occurrence, locale])))[0]?.e

  it('names what the date hangs on in the reader\'s language', async () => {
    expect(await explain('k4-send-01')).toMatchObject({ anchor_name: 'the last day for the plan to name the next school or college', assumed: false })
    expect(await explain('k4-send-01', 1, 'en-easy')).toMatchObject({ anchor_name: 'the last day to name your next place' })
    expect(await explain('k4-send-01', 1, 'cy')).toMatchObject({ anchor_name: 'the last day for the plan to name the next school or college' })
  })

  it('knows the meeting that is booked, and says that the years after it are assumed', async () => {
    await county.db.query(`insert into person_dates values ($1, 'review_meeting', '2026-12-10') on conflict (person_id, anchor) do update set on_date = excluded.on_date`, [person])
    const rows = await county.db.query<{ occurrence: number, due_on: string }>(
      `select occurrence, due_on::text from timeline_items where person_id = $1 and item_key = 'y9-yp-01' order by occurrence`, [person])
    expect(rows[0]).toMatchObject({ due_on: '2026-11-26' })
    expect(await explain('y9-yp-01')).toMatchObject({ anchor_on: '2026-12-10', assumed: false })
    expect(await explain('k4-yp-10')).toMatchObject({ assumed: true })
    await county.db.query(`delete from person_dates where person_id = $1 and anchor = 'review_meeting'`, [person])
    expect(await explain('y9-yp-01')).toMatchObject({ assumed: true })
  })
})
