import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

let county: County
let wren: string
let schoolStep: string
let ownStep: string
const accounts: Record<string, string> = {}

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  const [healthTeam, nurse] = await addTeam(db, 'Nurses', 'health', 'health_named_worker')
  wren = await addPerson(db, county.officer, {
    known_as: 'Wren', date_of_birth: '2011-06-10', teams: [county.school],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
    ],
  })
  await db.query('insert into involvements (organisation_id, person_id) values ($1, $2)', [healthTeam, wren])
  for (const [name, email] of Object.entries({ wren: 'wren@demo.test', mum: 'mum@demo.test' })) {
    accounts[name] = await db.signUp(email)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  Object.assign(accounts, { senco: county.senco, officer: county.officer, nurse, stranger: (await addTeam(db, 'Elsewhere', 'school', 'senco'))[1] })
  schoolStep = await stepOf('school')
  ownStep = await stepOf('young_person')
})
afterAll(() => county.db.close())

async function stepOf(audience: string): Promise<string> {
  const [step] = await county.db.query<{ id: string }>(
    `select id from timeline_items where person_id = $1 and audience = $2::audience and retired_at is null order by item_key limit 1`, [wren, audience])
  return step?.id ?? ''
}

const record = (who: string, step: string, status: string) => county.db.as(accounts[who] ?? '', sql => sql.query(
  'select record_item($1, (select version from timeline_items where id = $1), $2::jsonb)', [step, JSON.stringify({ status })]))
const confirm = (who: string, step: string, answer: string, version = 0, words: string | null = null) => county.db.as(accounts[who] ?? '', sql => sql.query<{ version: number }>(
  'select (confirm_item($1, $2, $3, $4)).version', [step, version, answer, words]))
const mismatches = async (who: string) => (await county.db.as(accounts[who] ?? '', sql => sql.query<{ said_by: string, answer: string, words: string | null }>(
  'select said_by, answer, words from mismatches()')))
const flagged = async (who: string) => (await county.db.as(accounts[who] ?? '', sql => sql.query<{ known_as: string }>(
  `select known_as from caseload('{"flag": ["mismatch"]}')`))).map(line => line.known_as)

it('asks only about what a service says is done, and only the young person and their family', async () => {
  expect(await refusal(confirm('wren', schoolStep, 'no'))).toBe('PT409 not_done_by_service')
  await record('senco', schoolStep, 'done')
  await record('wren', ownStep, 'done')
  expect(await refusal(confirm('wren', ownStep, 'no'))).toBe('PT409 not_done_by_service')
  expect(await refusal(confirm('senco', schoolStep, 'yes'))).toBe('PT403 only_circle_confirms')
  expect(await refusal(confirm('stranger', schoolStep, 'yes'))).toBe('PT404 not_found')
  expect(await refusal(confirm('wren', schoolStep, 'perhaps'))).toBe('PT422 confirmation_needed')
  expect(await mismatches('officer')).toEqual([])
})

it('shows a mismatch to school and council, not to a team that does not coordinate, and not to strangers', async () => {
  await confirm('wren', schoolStep, 'no', 0, 'Nobody came')
  await confirm('mum', schoolStep, 'yes')
  for (const who of ['officer', 'senco', 'mum', 'wren']) {
    expect(await mismatches(who), who).toEqual([{ said_by: 'Wren', answer: 'no', words: 'Nobody came' }])
  }
  for (const who of ['nurse', 'stranger']) {
    expect(await mismatches(who), who).toEqual([])
    expect(await county.db.as(accounts[who] ?? '', sql => sql.query('select 1 from confirmations')), who).toEqual([])
  }
})

it('marks the line in the caseload of those who coordinate, and of no other team', async () => {
  expect(await flagged('officer')).toEqual(['Wren'])
  expect(await flagged('senco')).toEqual(['Wren'])
  expect(await flagged('nurse')).toEqual([])
})

it('is one word for each who says it, which they may change or take back', async () => {
  expect(await refusal(confirm('wren', schoolStep, 'yes'))).toBe('PT409 confirmation_changed')
  await confirm('wren', schoolStep, 'partly', 1)
  expect(await mismatches('officer')).toMatchObject([{ answer: 'partly', words: null }])
  expect(await county.db.query(`select distinct section from record_views where account_id = $1`, [county.officer])).toContainEqual({ section: 'timeline' })
  await county.db.as(accounts.mum ?? '', sql => sql.query('select take_back_confirmation($1)', [schoolStep]))
  expect(await refusal(county.db.as(accounts.mum ?? '', sql => sql.query('select take_back_confirmation($1)', [schoolStep])))).toBe('PT404 not_found')
})

it('is settled when the step is opened again, and asked anew when it is done again', async () => {
  await record('senco', schoolStep, 'in_progress')
  expect(await mismatches('officer')).toEqual([])
  expect(await flagged('officer')).toEqual([])
  await county.db.query(`update confirmations set updated_at = now() - interval '1 day' where item_id = $1`, [schoolStep])
  await record('senco', schoolStep, 'done')
  expect(await mismatches('officer')).toEqual([])
  await confirm('wren', schoolStep, 'no', 2)
  expect(await mismatches('officer')).toHaveLength(1)
})
