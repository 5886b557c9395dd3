import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendables } from '../../shared/send-once.ts'
import { addPerson, createCounty, refusal, type County } from './county.ts'

let county: County
let person: string
let mum: string
let wren: string

const key = (n: number) => `5e000000-0000-4000-8000-${String(n).padStart(12, '0')}`

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.officer, {
    known_as: 'Wren', date_of_birth: '2013-06-10',
    plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
    setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
    circle: [
      { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
    ],
  })
  mum = await county.db.signUp('wren.mum@demo.test')
  wren = await county.db.signUp('wren@demo.test')
  for (const account of [mum, wren]) await county.db.as(account, sql => sql.query('select enter()'))
})
afterAll(() => county.db.close())

async function send(account: string, id: string, what: string, args: unknown): Promise<Record<string, unknown>> {
  const [row] = await county.db.as(account, sql => sql.query<{ answer: Record<string, unknown> }>(
    'select send_once($1, $2, $3) as answer', [id, what, args]))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}

async function steps(): Promise<{ id: string, version: number }[]> {
  return county.db.as(mum, sql => sql.query<{ id: string, version: number }>(
    `select id, version from timeline($1) where audience = 'family' and not before_start and status = 'not_started' order by due_on, id`, [person]))
}

it('writes a note once, and gives whoever sends it again the first answer, although the step has moved on since', async () => {
  const [step] = await steps()
  const args = { item_id: step?.id, expected_version: step?.version, patch: { note: 'We rang the college.' } }
  const first = await send(mum, key(1), 'record_item', args)
  expect(first).toMatchObject({ note: 'We rang the college.', version: (step?.version ?? 0) + 1 })
  await send(mum, key(2), 'record_item', { ...args, expected_version: first.version, patch: { note: 'They rang back.' } })
  expect(await send(mum, key(1), 'record_item', args)).toEqual(first)
  const [now] = await county.db.query<{ note: string, version: number }>('select note, version from timeline_items where id = $1', [step?.id])
  expect(now).toEqual({ note: 'They rang back.', version: (step?.version ?? 0) + 2 })
})

it('does not remember a refusal: what was refused can be mended and sent again', async () => {
  const [step] = await steps()
  const args = { item_id: step?.id, expected_version: 99, patch: { status: 'done' } }
  expect(await refusal(send(mum, key(3), 'record_item', args))).toBe('PT409 item_changed')
  expect(await send(mum, key(3), 'record_item', { ...args, expected_version: step?.version })).toMatchObject({ status: 'done' })
})

it('keeps the keys of each account apart: one account\'s answer is never another\'s', async () => {
  const [step] = await steps()
  const args = { item_id: step?.id, expected_version: step?.version, patch: { note: 'Only once.' } }
  await send(mum, key(4), 'record_item', args)
  expect(await refusal(send(county.officer, key(4), 'record_item', args))).toBe('PT403 not_your_step')
  const stranger = await county.db.signUp('stranger@demo.test')
  await county.db.as(stranger, sql => sql.query('select enter()'))
  expect(await refusal(send(stranger, key(4), 'record_item', args))).toBe('PT404 not_found')
})

it('takes views with lists and objects among their arguments', async () => {
  const views = key(50)
  const args = { views, person, expected_version: 0, answers: { going_well: 'Maths' }, shared_with: ['school', 'la_send'] }
  const first = await send(mum, key(5), 'save_family_views', args)
  expect(first).toMatchObject({ id: views, going_well: 'Maths', shared_with: ['school', 'la_send'] })
  expect(await send(mum, key(5), 'save_family_views', args)).toEqual(first)
})

it('sends a tick of a goal, what was said about it, a question and a private view once each, whatever they answer', async () => {
  const goal = key(60)
  await county.db.as(wren, sql => sql.query('select create_goal($1, $2, $3)', [goal, person, {
    area: 'employment', words: 'Work with birds', voice: 'own', scale: 'words', lifecycle_status: 'active', shared_with: [],
    steps: [{ id: key(61), words: 'Ask the reserve' }],
  }]))
  await send(wren, key(62), 'tick_goal_step', { step: key(61), done: true })
  await send(wren, key(62), 'tick_goal_step', { step: key(61), done: true })
  const report = { report: key(63), goal, input: { going: 'good' } }
  expect(await send(wren, key(64), 'report_goal', report)).toEqual(await send(wren, key(64), 'report_goal', report))
  const view = { view: key(65), person, question_key: 'friends', expected_version: 0, words: 'I want to sing' }
  expect(await send(wren, key(66), 'save_view', view)).toEqual(await send(wren, key(66), 'save_view', view))
  const question = { question: key(67), person, kind: 'question', to_audience: 'la_send', words: 'Who comes?', shared_with: [] }
  expect(await send(wren, key(68), 'ask_question', question)).toMatchObject({ words: 'Who comes?', shared_with: ['la_send'] })
  const [counted] = await county.db.query(`select (select count(*)::int from goal_reports) as reports, (select count(*)::int from own_views) as views,
    (select count(*)::int from questions) as questions, (select done_on is not null from goal_steps) as done`)
  expect(counted).toEqual({ reports: 1, views: 1, questions: 1, done: true })
})

it.each([
  ['a function that is not for this', 'my_people', { search: null }],
  ['a function of ours alone', 'call_by_name', { what: 'my_access', args: {} }],
  ['no arguments', 'record_item', {}],
  ['arguments that are no object', 'record_item', []],
])('refuses %s', async (_name, what, args) => {
  expect(await refusal(send(mum, key(6), what, args))).toBe('PT400 value_invalid')
})

it('refuses a key that was used for something else', async () => {
  expect(await refusal(send(mum, key(1), 'plan_move', { person }))).toBe('PT422 value_invalid')
})

it('calls only functions that the app knows of and that check their caller themselves', async () => {
  const [{ source = '' } = {}] = await county.db.query<{ source: string }>(`select prosrc as source from pg_proc where proname = 'send_once'`)
  const names = /not in \(([^)]*)\)/.exec(source)?.[1]?.match(/\w+/g) ?? []
  expect(names.sort()).toEqual([...sendables].sort())
  const found = await county.db.query<{ proname: string }>(
    `select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and proname = any ($1)`, [names])
  expect(found.map(({ proname }) => proname).sort()).toEqual(names)
})
