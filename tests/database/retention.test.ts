import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sql } from '../../server/embedded/sql.ts'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'
import { askAs, undone } from './undone.ts'

interface Ahead { notice_id: string, known_as: string, due_on: string, held_because: string | null, kept_rows: number, is_anybody_told: boolean, version: number }

let county: County
/** The transaction of one story; nothing of it is kept. */
let sql: Sql
let admin: string
let old: string
let young: string
let mum: string

const story = (work: () => Promise<void>) => () => undone(county.db, async (inner) => {
  sql = inner
  await work()
})
const query = <Row>(statement: string, values: unknown[] = []) => sql.query<Row>(statement, values)
const as = <Row>(who: string, statement: string, values: unknown[] = []) => askAs<Row>(sql, who, statement, values)
const ahead = () => as<Ahead>(admin, 'select d.*, due_on::text as due_on, kept_rows::int as kept_rows from deletions_ahead() d')
const nightly = async (): Promise<number> => (await query<{ gone: number }>('select private.keep_no_longer() as gone'))[0]?.gone ?? -1
const isHere = async (person: string): Promise<boolean> => (await query('select 1 from people where id = $1', [person])).length === 1
const goTo = (day: string) => query(`select set_config('onward.today', $1, true)`, [day])
const hold = (notice: Ahead | undefined, reason: string | null, until: string | null, version = notice?.version) =>
  as(admin, 'select hold_deletion($1, $2, $3, $4::date)', [notice?.notice_id, version, reason, until])

beforeAll(async () => {
  county = await createCounty()
  const { db, officer, school } = county
  admin = (await addTeam(db, 'Administration', null, 'system_admin'))[1]
  await db.query(`select set_config('onward.today', '2026-11-25', false)`)
  // Six years after the 26th birthday is 1 February 2027: within the 90 days of notice.
  old = await addPerson(db, officer, {
    known_as: 'Robin', family_name: 'Oldacre', date_of_birth: '1995-02-01', teams: [school],
    circle: [{ email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' }],
  })
  young = await addPerson(db, officer, { known_as: 'Jay', date_of_birth: '2011-05-04' })
  mum = await db.signUp('mum@demo.test')
  await db.as(mum, sql => sql.query('select enter()'))
  await db.as(mum, sql => sql.query('select save_private_note(gen_random_uuid(), $1, 0, $2)', [old, 'Only for me']))
  await db.as(officer, sql => sql.query('select person_summary($1)', [old]))
})
afterAll(() => county.db.close())

it('tells those involved before, with the day, and administrators what will go', story(async () => {
  expect(await nightly()).toBe(0)
  expect(await ahead()).toMatchObject([{ known_as: 'Robin', due_on: '2027-02-23', held_because: null, is_anybody_told: true }])
  expect((await ahead())[0]?.kept_rows).toBeGreaterThan(10)
  for (const who of [mum, county.senco]) {
    const [row] = await as<{ deletion: unknown }>(who, `select person_summary($1) -> 'deletion' as deletion`, [old])
    expect(row?.deletion).toMatchObject({ due_on: '2027-02-23', held_until: null })
  }
  expect(await as(county.transitionWorker, 'select * from deletion_notices')).toEqual([])
}))

it('writes down for the family that an administrator looked', story(async () => {
  await nightly()
  await ahead()
  expect(await as(mum, `select team from record_views where section = 'deletion'`)).toEqual([{ team: 'Administration' }])
}))

it('deletes on the day and not before, and leaves that it happened, when and why', story(async () => {
  await nightly()
  await goTo('2027-02-22')
  expect(await nightly()).toBe(0)
  await goTo('2027-02-23')
  expect(await nightly()).toBe(1)
  expect([await isHere(old), await isHere(young)]).toEqual([false, true])
  expect(await as(admin, `select subject, subject_key, action, person_id, changes #> '{rows,1}' as after from audit_events where action = 'delete'`))
    .toEqual([{ subject: 'people', subject_key: 'end_of_term', action: 'delete', person_id: null, after: 0 }])
}))

it('leaves no row with their id, name or address in any table, and no account that was there for them alone', story(async () => {
  await query('select private.erase_person($1, $2)', [old, 'request'])
  const tables = await query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private', 'auth') and c.relkind in ('r', 'p')`)
  const left = []
  for (const { name } of tables) {
    left.push(...await query(`select '${name}' as name, t::text as row from ${name} t where t::text ~* $1`, [`${old}|${mum}|Oldacre|mum@demo.test`]))
  }
  expect(left).toEqual([])
}))

it('covers a table that is added later, with or without a reference', story(async () => {
  await sql.run(`
    create table public.later (id int primary key, person_id uuid);
    create table private.later_too (person_id uuid primary key references public.people (id) on delete cascade);
    insert into public.later select 1, id from public.people where id = '${old}';
    insert into private.later_too select id from public.people`)
  await query('select private.erase_person($1, $2)', [old, 'request'])
  expect(await query('select * from public.later')).toEqual([])
  expect(await query('select person_id from private.later_too')).toEqual([{ person_id: young }])
}))

it('has no table that refers to people in a way that a deletion would stop at or miss', story(async () => {
  expect(await query(`
    select c.conrelid::regclass::text as name from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'people'::regclass and (c.confdeltype <> 'c' or a.attname <> 'person_id')`)).toEqual([])
}))

it('keeps the account of somebody who is in another circle, or wrote in another plan', story(async () => {
  await query(`insert into circle_members (person_id, account_id, display_name, relationship) values ($1, $2, 'Aunt', 'parent_carer')`, [young, mum])
  await query('select private.erase_person($1, $2)', [old, 'request'])
  expect(await query('select 1 from accounts where id = $1', [mum])).toHaveLength(1)
}))

it('is held back for a reason that everybody reads, until a day, and then goes on', story(async () => {
  await nightly()
  await hold((await ahead())[0], 'A tribunal is not over', '2027-06-01')
  expect(await as(mum, 'select held_because from deletion_notices')).toEqual([{ held_because: 'A tribunal is not over' }])
  await goTo('2027-06-01')
  expect(await nightly()).toBe(0)
  await goTo('2027-06-02')
  expect(await nightly()).toBe(1)
}))

it.each([
  ['without a reason', null, '2027-06-01', 'PT422 value_invalid'],
  ['without an end', 'A tribunal', null, 'PT422 value_invalid'],
  ['for ever', 'A tribunal', '2090-01-01', 'PT422 value_invalid'],
])('is not held %s', (_, reason, until, error) => story(async () => {
  await nightly()
  expect(await refusal(hold((await ahead())[0], reason, until))).toBe(error)
})())

it('shows the second administrator what the first wrote', story(async () => {
  await nightly()
  const [notice] = await ahead()
  await hold(notice, 'A tribunal', '2027-06-01')
  expect(await refusal(hold(notice, 'A complaint', '2027-06-01'))).toBe('PT409 retention_changed')
}))

it('follows the terms: a longer one takes notices back, a shorter one gives notice first', story(async () => {
  await nightly()
  await as(admin, 'select set_retention_terms(1, 10, 90)')
  expect(await ahead()).toEqual([])
  await as(admin, 'select set_retention_terms(2, 0, 28)')
  expect(await ahead()).toMatchObject([{ known_as: 'Robin', due_on: '2026-12-23' }])
  expect(await nightly()).toBe(0)
  expect(await as(admin, `select changes from audit_events where subject = 'retention_terms' order by id`)).toEqual([
    { changes: { keep_years: [6, 10] } }, { changes: { keep_years: [10, 0], notice_days: [90, 28] } }])
}))

it.each(['deletions_ahead()', 'set_retention_terms(1, 1, 30)', 'hold_deletion(gen_random_uuid(), 1, null, null)'])('is for administrators alone: %s', call => story(async () => {
  expect(await refusal(as(county.officer, `select * from ${call}`))).toBe('PT403 admin_only')
})())

it('is nothing that anybody can call through the API', story(async () => {
  for (const call of ['private.keep_no_longer()', `private.erase_person('${old}', 'request')`]) {
    expect(await refusal(as(admin, `select ${call}`)), call).toContain('42501')
  }
}))
