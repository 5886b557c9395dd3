import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

let county: County
let person: string
let wren: string
let mum: string
let dad: string
let stranger: string
let sencoSeat: string
let deputySeat: string

async function enter(email: string): Promise<string> {
  const account = await county.db.signUp(email)
  await county.db.as(account, sql => sql.query('select enter()'))
  return account
}

async function one<Row>(account: string, statement: string, values: unknown[] = []): Promise<Row | undefined> {
  return (await county.db.as(account, sql => sql.query<Row>(statement, values)))[0]
}

function rows<Row>(account: string, statement: string, values: unknown[] = []): Promise<Row[]> {
  return county.db.as(account, sql => sql.query<Row>(statement, values))
}

async function seatOf(account: string): Promise<string> {
  const [seat] = await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [account])
  return seat?.id ?? ''
}

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.senco, {
    known_as: 'Wren', date_of_birth: '2011-06-10', plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
    setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' }, teams: [county.sendTeam],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'wren.dad@demo.test', display_name: 'Dad', relationship: 'parent_carer' },
    ],
  })
  wren = await enter('wren@demo.test')
  mum = await enter('wren.mum@demo.test')
  dad = await enter('wren.dad@demo.test')
  stranger = (await addTeam(county.db, 'Elsewhere School', 'school', 'head_teacher'))[1]
  sencoSeat = await seatOf(county.senco)
  const deputy = await county.db.signUp('deputy@demo.test')
  await county.db.query(`insert into accounts (id, display_name) values ($1, 'Deputy')`, [deputy])
  const [seat] = await county.db.query<{ id: string }>(
    `insert into organisation_members (organisation_id, account_id, display_name, role) values ($1, $2, 'Deputy', 'senco') returning id`, [county.school, deputy])
  deputySeat = seat?.id ?? ''
})
afterAll(() => county.db.close())

describe('a private note', () => {
  const save = (account: string, words: string, { id = crypto.randomUUID() as string, version = 0 } = {}) =>
    one<{ id: string, version: number, words: string }>(account, 'select * from save_private_note($1, $2, $3, $4)', [id, person, version, words])

  it('is for its author alone: not the other parent, not the young person, no team, and not in the history either', async () => {
    const mine = await save(mum, 'Ask about Tuesdays. Do not tell Ben yet.')
    await save(dad, 'Kate worries too much about the bus.')
    expect(await rows(mum, 'select words from private_notes')).toEqual([{ words: 'Ask about Tuesdays. Do not tell Ben yet.' }])
    expect(await rows(dad, 'select words from private_notes')).toEqual([{ words: 'Kate worries too much about the bus.' }])
    for (const account of [wren, county.senco, county.officer, stranger]) expect(await rows(account, 'select 1 from private_notes')).toEqual([])
    for (const account of [dad, wren, county.senco, county.officer, stranger]) {
      expect(await rows(account, `select 1 from audit_events where subject = 'private_notes' and subject_key = $1`, [mine?.id])).toEqual([])
    }
    expect(await rows(dad, `select 1 from changes_about($1) where subject = 'private_notes'`, [person])).toEqual([])
  })

  it('cannot be changed or removed by the other parent, who does not learn that it is there', async () => {
    const mine = await save(mum, 'Mine')
    expect(await refusal(save(dad, 'His', { id: mine?.id, version: 1 }))).toBe('PT404 not_found')
    expect(await refusal(one(dad, 'select delete_private_note($1)', [mine?.id]))).toBe('PT404 not_found')
    expect(await refusal(one(dad, 'select delete_private_note($1)', [crypto.randomUUID()]))).toBe('PT404 not_found')
    await one(mum, 'select delete_private_note($1)', [mine?.id])
    expect(await rows(mum, 'select 1 from private_notes where id = $1', [mine?.id])).toEqual([])
  })

  it('shows a change made in another window, and keeps a note sent twice once', async () => {
    const mine = await save(mum, 'First')
    expect(await save(mum, 'First', { id: mine?.id })).toMatchObject({ version: 1 })
    await save(mum, 'Second', { id: mine?.id, version: 1 })
    expect(await refusal(save(mum, 'Third', { id: mine?.id, version: 1 }))).toBe('PT409 note_changed')
  })

  it('is for the family: a team keeps no private notes, and a stranger finds nobody', async () => {
    expect(await refusal(save(county.senco, 'x'))).toBe('PT403 family_only')
    expect(await refusal(save(wren, 'x'))).toBe('PT403 family_only')
    expect(await refusal(save(stranger, 'x'))).toBe('PT404 not_found')
    expect(await refusal(save(mum, '  '))).toBe('PT422 words_needed')
  })
})

describe('views for the review', () => {
  const save = (account: string, answers: object, { version = 0, shared = [] as string[], id = crypto.randomUUID() as string } = {}) =>
    one<{ id: string, version: number, hopes: string, review_on: string | null }>(
      account, 'select v.*, v.review_on::text from save_family_views($1, $2, $3, $4, $5::audience[]) v', [id, person, version, answers, `{${shared.join()}}`])

  it('are each parent\'s own, and are read by whom they chose', async () => {
    await save(mum, { hopes: 'A job with animals' }, { shared: ['school', 'la_send'] })
    await save(dad, { hopes: 'Something with trains' }, { shared: ['young_person', 'family'] })
    const hopes = async (account: string) => (await rows<{ hopes: string }>(account, 'select hopes from family_views order by hopes')).map(row => row.hopes)
    expect(await hopes(mum)).toEqual(['A job with animals', 'Something with trains'])
    expect(await hopes(dad)).toEqual(['Something with trains'])
    expect(await hopes(wren)).toEqual(['Something with trains'])
    expect(await hopes(county.senco)).toEqual(['A job with animals'])
    expect(await hopes(stranger)).toEqual([])
  })

  it('are written for the review that is booked, and anew after it', async () => {
    await county.db.query(`insert into person_dates values ($1, 'review_meeting', private.today() + 20) on conflict (person_id, anchor) do update set on_date = excluded.on_date`, [person])
    const [kept] = await county.db.query<{ id: string, version: number }>('select id, version from family_views where author_id = $1', [mum])
    const again = await save(mum, { hopes: 'A job with horses' }, { version: kept?.version, shared: ['school'] })
    expect(again).toMatchObject({ id: kept?.id, version: 2, hopes: 'A job with horses' })
    expect(again?.review_on).not.toBeNull()
    await county.db.query('update family_views set review_on = private.today() - 1 where id = $1', [again?.id])
    const anew = await save(mum, { hopes: 'A flat' })
    expect(anew?.id).not.toBe(kept?.id)
    expect(await rows(mum, 'select 1 from family_views where author_id = $1', [mum])).toHaveLength(2)
  })

  it('keep what was saved in another window, and refuse what is no answer', async () => {
    expect(await refusal(save(mum, { hopes: 'x' }))).toBe('PT409 views_changed')
    expect(await refusal(save(mum, { secret: 'x' }, { version: 1 }))).toBe('PT400 patch_invalid')
    expect(await refusal(save(mum, { hopes: 'x'.repeat(2001) }, { version: 1 }))).toBe('PT422 text_too_long')
    expect(await refusal(save(county.senco, { hopes: 'x' }))).toBe('PT403 family_only')
    expect(await refusal(save(stranger, { hopes: 'x' }))).toBe('PT404 not_found')
  })
})

describe('who is dealing with it', () => {
  interface Contact {
    organisation: string
    contact: { display_name: string, phone: string | null, has_photo: boolean } | null
    away: { is_now: boolean, cover: { display_name: string } | null } | null
    history: { display_name: string, until: string | null }[]
  }
  const contacts = async (account = mum) =>
    (await one<{ c: Contact[] }>(account, 'select named_contacts($1) as c', [person]))?.c ?? []
  const at = async (organisation: string, account = mum) => (await contacts(account)).find(contact => contact.organisation === organisation)
  const headOf = async (account: string) =>
    (await one<{ s: { contacts: object[] } }>(account, 'select person_summary($1) as s', [person]))?.s.contacts ?? []
  const save = async (account: string, seat: string, patch: object) => {
    const [card] = await county.db.query<{ version: number }>('select version from contact_cards where member_id = $1', [seat])
    return one(account, 'select save_contact_card($1, $2, $3)', [seat, card?.version ?? 0, patch])
  }

  beforeEach(() => county.db.query('delete from contact_cards'))

  it('names one person a team, and honestly nobody where nobody is named', async () => {
    await save(county.senco, sencoSeat, { phone: ' 01632 960001 ', works_on: [1, 2], photo: 'data:image/png;base64,AAAA' })
    expect((await at('Testbury School'))?.contact).toMatchObject({ display_name: 'Testbury School senco', phone: '01632 960001', works_on: [1, 2], has_photo: true })
    expect((await at('Testshire SEND team'))?.contact).toBeNull()
    expect(await refusal(contacts(stranger))).toBe('PT404 not_found')
  })

  it('is readable by everyone involved with the team\'s young people and by team mates, and by nobody else', async () => {
    await save(county.senco, sencoSeat, { phone: '01632 960001' })
    for (const account of [mum, wren, county.senco, county.officer]) expect(await rows(account, 'select phone from contact_cards')).toHaveLength(1)
    for (const account of [stranger, county.transitionWorker]) expect(await rows(account, 'select phone from contact_cards')).toEqual([])
  })

  it('says who covers while they are away, from two weeks before', async () => {
    const day = async (days: number) => (await county.db.query<{ d: string }>('select (private.today() + $1::int)::text as d', [days]))[0]?.d
    await save(county.senco, sencoSeat, { away_from: await day(10), away_until: await day(20), cover_member_id: deputySeat })
    expect((await at('Testbury School'))?.away).toMatchObject({ is_now: false, cover: { display_name: 'Deputy' } })
    await save(county.senco, sencoSeat, { away_from: await day(-1), away_until: null })
    expect((await at('Testbury School'))?.away).toMatchObject({ is_now: true, until: null, cover: { display_name: 'Deputy' } })
    expect(await headOf(mum)).toContainEqual(expect.objectContaining({ organisation: 'Testbury School', away: { until: null, cover: 'Deputy' } }))
    await save(county.senco, sencoSeat, { away_from: await day(-9), away_until: await day(-2) })
    expect((await at('Testbury School'))?.away).toBeNull()
    expect(await headOf(mum)).toContainEqual(expect.objectContaining({ organisation: 'Testbury School', away: null }))
    await save(county.senco, sencoSeat, { away_from: await day(30), away_until: null })
    expect((await at('Testbury School'))?.away).toBeNull()
  })

  it('can be said by a team mate for somebody who is ill, but their number cannot be changed', async () => {
    const deputy = (await county.db.query<{ account_id: string }>('select account_id from organisation_members where id = $1', [deputySeat]))[0]?.account_id ?? ''
    await save(deputy, sencoSeat, { away_from: '2026-11-01', cover_member_id: deputySeat })
    expect(await refusal(save(deputy, sencoSeat, { phone: '01632 960999' }))).toBe('PT403 card_not_yours')
    for (const account of [mum, county.officer, stranger]) expect(await refusal(save(account, sencoSeat, { away_from: null }))).toBe('PT404 not_found')
  })

  it.each([
    ['a photo that is a page', { photo: 'data:text/html;base64,AAAA' }, 'PT422 value_invalid'],
    ['an address that is none', { email: 'ada' }, 'PT422 value_invalid'],
    ['a day of the week there is not', { works_on: [8] }, 'PT422 value_invalid'],
    ['an end before its beginning', { away_from: '2026-12-02', away_until: '2026-12-01' }, 'PT422 value_invalid'],
    ['a date that is no date', { away_from: 'soon' }, 'PT422 value_invalid'],
    ['themselves as cover', { away_from: '2026-12-01', cover_member_id: 'me' }, 'PT422 value_invalid'],
    ['cover from another team', { away_from: '2026-12-01', cover_member_id: 'officer' }, 'PT422 cover_not_in_team'],
    ['somebody else\'s name', { display_name: 'x' }, 'PT400 patch_invalid'],
  ])('refuses %s', async (_what, patch, answer) => {
    const seats: Record<string, string> = { me: sencoSeat, officer: await seatOf(county.officer) }
    const cover = 'cover_member_id' in patch ? { cover_member_id: seats[patch.cover_member_id ?? ''] } : {}
    expect(await refusal(save(county.senco, sencoSeat, { ...patch, ...cover }))).toBe(answer)
  })

  it('shows the second of two windows what the first saved', async () => {
    await save(county.senco, sencoSeat, { phone: '01632 960001' })
    expect(await refusal(one(county.senco, 'select save_contact_card($1, 0, $2)', [sencoSeat, { phone: '01632 960002' }]))).toBe('PT409 card_changed')
  })

  it('remembers who it was before', async () => {
    await county.db.query('update involvements set named_contact_id = $1 where person_id = $2 and organisation_id = $3', [deputySeat, person, county.school])
    const history = (await at('Testbury School'))?.history
    expect(history?.map(({ display_name: name, until }) => [name, until === null])).toEqual([['Deputy', true], ['Testbury School senco', false]])
    expect(await rows(stranger, 'select 1 from named_contact_history')).toEqual([])
    await county.db.query('update involvements set named_contact_id = $1 where person_id = $2 and organisation_id = $3', [sencoSeat, person, county.school])
  })
})

describe('what changed', () => {
  interface Change { event_id: number, is_new: boolean, subject: string, name: string | null, actor_name: string, item_mine: boolean | null, changes: Record<string, [unknown, unknown]> }
  const changes = (account: string) => rows<Change>(account, 'select * from changes_about($1) where is_new', [person])

  it('tells what others did with the step, who it was and whose step it is, and not what I did myself', async () => {
    await one(mum, 'select mark_looked($1, (select id from audit_events where person_id = $1 order by at desc, id desc limit 1))', [person])
    const step = await one<{ id: string, version: number, title: string }>(county.senco, `select id, version, title from timeline($1) where audience = 'school' and status = 'not_started' and kind = 'item' limit 1`, [person])
    await one(county.senco, 'select record_item($1, $2, $3)', [step?.id, step?.version, { status: 'done', note: 'Booked' }])
    expect(await changes(mum)).toMatchObject([{ subject: 'timeline_items', name: step?.title, actor_name: 'Testbury School senco', item_mine: false, changes: { status: ['not_started', 'done'] } }])
    expect((await changes(county.senco)).filter(change => change.name === step?.title)).toEqual([])
  })

  it('is over once I have looked, and back when I take that back', async () => {
    const [newest] = await changes(mum)
    const earlier = await one<{ up_to: number }>(mum, 'select mark_looked($1, $2) as up_to', [person, newest?.event_id])
    expect(await changes(mum)).toEqual([])
    await one(mum, 'select mark_looked($1, $2)', [person, earlier?.up_to])
    expect(await changes(mum)).not.toEqual([])
  })

  it('is counted for each parent apart, and how far one has looked is nobody else\'s business', async () => {
    await one(mum, 'select mark_looked($1, (select id from audit_events where person_id = $1 order by at desc, id desc limit 1))', [person])
    expect(await changes(dad)).not.toEqual([])
    expect(await rows(dad, 'select 1 from last_looks')).toEqual([])
    expect(await rows(mum, 'select 1 from last_looks')).toHaveLength(1)
    expect(await refusal(one(stranger, 'select mark_looked($1, 1)', [person]))).toBe('PT404 not_found')
    expect(await rows(stranger, 'select 1 from changes_about($1)', [person])).toEqual([])
  })

  it('tells of an answer only those who may read the question', async () => {
    await one(mum, `select ask_question($1, $2, 'question', 'school', 'Only the school', '{}')`, [crypto.randomUUID(), person])
    await one(county.senco, `select answer_question(id, version, 'Yes') from questions where words = 'Only the school'`)
    expect((await changes(mum)).find(change => change.subject === 'questions')).toMatchObject({ name: 'Only the school', changes: { answer: [null, 'Yes'] } })
    expect((await changes(dad)).filter(change => change.subject === 'questions')).toEqual([])
  })
})

describe('the start page', () => {
  interface Child { known_as: string, next: { title: string }[], to_do: number, new_changes: number, relationship: string }
  const family = async (account: string) => (await one<{ f: Child[] }>(account, 'select my_family() as f'))?.f

  it('shows every child of a parent, and nobody to the young person or a team', async () => {
    await addPerson(county.db, county.senco, { known_as: 'Robin', date_of_birth: '2015-02-01', circle: [{ email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' }] })
    await one(mum, 'select enter()')
    expect((await family(mum))?.map(child => child.known_as)).toEqual(['Wren', 'Robin'])
    expect((await family(mum))?.[0]?.next.length).toBe(3)
    expect((await family(dad))?.map(child => child.known_as)).toEqual(['Wren'])
    expect(await family(wren)).toEqual([])
    expect(await family(county.senco)).toEqual([])
    expect(await family(stranger)).toEqual([])
  })

  it('knows the days on which decisions pass to the young person', async () => {
    expect((await one<{ d: object }>(mum, 'select decision_dates($1) as d', [person]))?.d).toMatchObject({
      sixteen_on: '2027-06-10', young_person_from: '2027-06-26', adult_from: '2029-06-10',
    })
    expect(await refusal(one(stranger, 'select decision_dates($1)', [person]))).toBe('PT404 not_found')
  })
})
