import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, createCounty, refusal, type County } from './county.ts'

interface Step { id: string, version: number }
interface Made { code: string, expires_at: string }

let county: County
let person: string
let wren: string
let mum: string
let steps: Step[]

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.officer, {
    known_as: 'Wren', date_of_birth: '2013-06-10',
    plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
    ],
  })
  ;[wren, mum] = await Promise.all(['wren@demo.test', 'wren.mum@demo.test'].map(enter)) as [string, string]
  steps = await county.db.as(wren, sql => sql.query<Step>(
    `select id, version from timeline($1) where audience = 'young_person' and status = 'not_started' order by due_on, id limit 3`, [person]))
})
afterAll(() => county.db.close())

async function enter(email: string): Promise<string> {
  const account = await county.db.signUp(email)
  await county.db.as(account, sql => sql.query('select enter()'))
  return account
}

async function ask<Answer>(account: string, call: string, values: unknown[]): Promise<Answer> {
  const [row] = await county.db.as(account, sql => sql.query<{ answer: Answer }>(`select ${call} as answer`, values))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}

const make = (account: string, items = steps.map(({ id }) => id)) => ask<Made>(account, 'make_paper($1, \'checklist\', $2)', [person, items])
const open = (account: string, code: string) => ask<{ items: string[], known_as: string }>(account, 'open_paper($1)', [code])
const type = (account: string, code: string, entries: unknown) => ask<number>(account, 'record_from_paper($1, \'young_person\', $2)', [code, entries])

it('opens the sheet however its letters were typed, for the young person and their family alone', async () => {
  const { code } = await make(wren)
  expect(await open(mum, code.toUpperCase().replace(/(.{4})/g, '$1 '))).toMatchObject({ known_as: 'Wren', items: steps.map(({ id }) => id) })
  expect(await refusal(open(county.officer, code))).toBe('PT404 paper_not_found')
  expect(await refusal(open(await enter('stranger@demo.test'), code))).toBe('PT404 paper_not_found')
  expect(await refusal(open(wren, '0000000000000000'))).toBe('PT404 paper_not_found')
})

it('keeps no code that could be read off the database', async () => {
  const { code } = await make(wren)
  const rows = await county.db.query<{ row: string }>('select p::text as row from private.papers p')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ row }) => row.includes(code))).toEqual([])
})

it('types back ticks and notes in one go, and the history says who typed and whose words they are', async () => {
  const { code } = await make(wren)
  const [first, second] = steps
  const entries = [
    { item_id: first?.id, expected_version: first?.version, patch: { status: 'done' } },
    { item_id: second?.id, expected_version: second?.version, patch: { note: 'I want the small college.' } },
  ]
  expect(await type(mum, code, entries)).toBe(2)
  const lines = await county.db.query<{ actor_name: string, reason: string }>(
    `select actor_name, reason from audit_events where subject = 'timeline_items' and person_id = $1 and reason is not null`, [person])
  expect(lines).toEqual([{ actor_name: 'Mum', reason: 'from_paper:young_person' }, { actor_name: 'Mum', reason: 'from_paper:young_person' }])
})

it('changes nothing at all where one of the steps was changed meanwhile', async () => {
  const { code } = await make(wren)
  const [first, second, third] = steps
  const entries = [
    { item_id: third?.id, expected_version: third?.version, patch: { status: 'done' } },
    { item_id: second?.id, expected_version: second?.version, patch: { status: 'done' } },
  ]
  expect(first).toBeDefined()
  expect(await refusal(type(mum, code, entries))).toBe('PT409 item_changed')
  expect(await county.db.query('select status from timeline_items where id = $1', [third?.id])).toEqual([{ status: 'not_started' }])
})

it('types nothing that is not on the sheet', async () => {
  const [first, second] = steps
  const { code } = await make(wren, [first?.id ?? ''])
  const entry = { item_id: second?.id, expected_version: second?.version, patch: { status: 'done' } }
  expect(await refusal(type(mum, code, [entry]))).toBe('PT422 value_invalid')
  expect(await refusal(type(county.officer, code, [entry]))).toBe('PT404 paper_not_found')
})

it('ends every sheet when one is lost, and each by itself after 90 days', async () => {
  const lost = await make(mum)
  expect(await ask<number>(wren, 'end_papers($1)', [person])).toBeGreaterThan(0)
  expect(await refusal(open(mum, lost.code))).toBe('PT404 paper_not_found')
  const old = await make(mum)
  await county.db.query(`update private.papers set expires_at = now() - interval '1 second' where ended_at is null`)
  expect(await refusal(open(mum, old.code))).toBe('PT404 paper_not_found')
})

it('makes no sheet of steps of somebody else, and none for a team', async () => {
  const other = await addPerson(county.db, county.officer, { known_as: 'Jay', date_of_birth: '2011-05-04' })
  const [theirs] = await county.db.query<{ id: string }>('select id from timeline_items where person_id = $1 limit 1', [other])
  expect(await refusal(make(wren, [theirs?.id ?? '']))).toBe('PT422 value_invalid')
  expect(await refusal(make(wren, []))).toBe('PT422 value_invalid')
  expect(await refusal(make(county.officer))).toBe('PT403 not_your_step')
})
