import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Question {
  id: string
  kind: string
  words: string
  state: string
  late: boolean
  mine: boolean
  may_answer: boolean
  author_name: string
  taken_by_name: string | null
  answer: string | null
  answered_by_name: string | null
  answer_due_on: Date
  version: number
}

let county: County
let person: string
let wren: string
let mum: string
let dad: string
let stranger: string

async function enter(email: string): Promise<string> {
  const account = await county.db.signUp(email)
  await county.db.as(account, sql => sql.query('select enter()'))
  return account
}

const everyone = ['young_person', 'family', 'school', 'la_send']

async function ask(account: string, { id = crypto.randomUUID() as string, kind = 'question', to = 'school', words = 'Who comes to the review?', shared = everyone } = {}): Promise<Question> {
  await county.db.as(account, sql => sql.query('select ask_question($1, $2, $3, $4::audience, $5, $6::audience[])', [id, person, kind, to, words, `{${shared.join()}}`]))
  const [row] = await county.db.query<Question>('select * from questions where id = $1', [id])
  if (!row) throw new Error('The question is not there.')
  return row
}

async function seen(account: string, id: string): Promise<Question | undefined> {
  return (await county.db.as(account, sql => sql.query<Question>('select * from questions_about($1) where id = $2', [person, id])))[0]
}

function call(account: string, statement: string, values: unknown[]): Promise<unknown[]> {
  return county.db.as(account, sql => sql.query(statement, values))
}

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.officer, {
    known_as: 'Wren', date_of_birth: '2013-06-10', plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01' }, teams: [county.school],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'wren.dad@demo.test', display_name: 'Dad', relationship: 'parent_carer' },
    ],
  })
  wren = await enter('wren@demo.test')
  mum = await enter('wren.mum@demo.test')
  dad = await enter('wren.dad@demo.test')
  stranger = (await addTeam(county.db, 'Elsewhere School', 'school', 'senco'))[1]
})
afterAll(() => county.db.close())

describe('asking', () => {
  it('goes to the team asked, which has five working days', async () => {
    await county.db.query(`select set_config('onward.today', '2026-12-18', false)`)
    const { id } = await ask(mum)
    await county.db.query(`update questions set asked_at = '2026-12-18 10:00+00', answer_due_on = private.answer_due_on('2026-12-18 10:00+00') where id = $1`, [id])
    const [due] = await county.db.query<{ due: string }>('select answer_due_on::text as due from questions where id = $1', [id])
    // Christmas Day, the substitute for Boxing Day and two weekends do not count.
    expect(due?.due).toBe('2026-12-29')
    expect(await seen(county.senco, id)).toMatchObject({ state: 'asked', author_name: 'Mum', may_answer: true, mine: false, late: false })
    expect(await seen(mum, id)).toMatchObject({ mine: true, may_answer: false })
    expect(await seen(county.officer, id)).toMatchObject({ may_answer: false })
    await county.db.query(`select set_config('onward.today', '', false)`)
  })

  it('asks once, however often send is pressed', async () => {
    const id = crypto.randomUUID()
    await ask(mum, { id })
    await ask(mum, { id, words: 'Something else' })
    expect((await seen(mum, id))?.words).toBe('Who comes to the review?')
    expect(await refusal(ask(dad, { id }))).toBe('PT409 id_taken')
  })

  it('is for those the author chose and the team asked, and for nobody else', async () => {
    const { id } = await ask(wren, { kind: 'change_request', to: 'school', shared: [] })
    expect(await seen(wren, id)).toBeDefined()
    expect(await seen(county.senco, id)).toMatchObject({ kind: 'change_request', may_answer: true })
    for (const account of [mum, dad, county.officer, stranger]) expect(await seen(account, id)).toBeUndefined()
    const lines = (account: string) => county.db.as(account, sql => sql.query(`select 1 from audit_events where subject = 'questions' and subject_key = $1`, [id]))
    expect(await lines(county.senco)).toHaveLength(1)
    for (const account of [mum, dad, county.officer, stranger]) expect(await lines(account)).toEqual([])
  })

  it('can be kept from the other parent', async () => {
    const { id } = await ask(mum, { to: 'la_send', shared: [] })
    expect(await seen(county.officer, id)).toBeDefined()
    expect(await seen(dad, id)).toBeUndefined()
    expect(await seen(wren, id)).toBeUndefined()
  })

  it.each([
    ['a team that is not here', { to: 'health' }, 'PT422 nobody_to_ask'],
    ['their own family', { to: 'family' }, 'PT422 nobody_to_ask'],
    ['the young person', { to: 'young_person' }, 'PT422 nobody_to_ask'],
    ['nothing', { words: '  ' }, 'PT422 words_needed'],
    ['a whole book', { words: 'a'.repeat(2001) }, 'PT422 text_too_long'],
    ['something else', { kind: 'complaint' }, 'PT400 kind_invalid'],
  ])('refuses a mother who asks %s', async (_what, question, answer) => {
    expect(await refusal(ask(mum, question))).toBe(answer)
  })

  it('lets a young person ask their family', async () => {
    const { id } = await ask(wren, { to: 'family', shared: [] })
    expect(await seen(dad, id)).toMatchObject({ may_answer: true })
    expect(await seen(county.senco, id)).toBeUndefined()
  })

  it('is for the circle: a team answers, and a stranger finds nobody', async () => {
    expect(await refusal(ask(county.senco, { to: 'la_send' }))).toBe('PT403 circle_only')
    expect(await refusal(ask(stranger))).toBe('PT404 not_found')
  })
})

describe('answering', () => {
  it('says who looks at it and by when, then what they answered', async () => {
    const { id, version } = await ask(mum)
    await call(county.senco, 'select take_question($1, $2, private.today() + 9)', [id, version])
    expect(await seen(mum, id)).toMatchObject({ state: 'being_looked_at', taken_by_name: 'Testbury School senco', answer: null })
    await call(county.senco, 'select answer_question($1, $2, $3)', [id, version + 1, ' Grace and the nurse. '])
    expect(await seen(mum, id)).toMatchObject({ state: 'answered', answer: 'Grace and the nurse.', answered_by_name: 'Testbury School senco', late: false })
  })

  it('is late once its day has passed, and stays late when the answer came after it', async () => {
    const { id, version } = await ask(mum)
    await county.db.query(`update questions set asked_at = now() - interval '20 days', answer_due_on = private.today() - 3 where id = $1`, [id])
    expect(await seen(mum, id)).toMatchObject({ state: 'asked', late: true })
    await call(county.senco, 'select answer_question($1, $2, $3)', [id, version, 'Sorry for the wait.'])
    expect(await seen(mum, id)).toMatchObject({ state: 'answered', late: true })
  })

  it('is for the team asked', async () => {
    const { id, version } = await ask(mum)
    for (const account of [county.officer, mum, dad]) {
      expect(await refusal(call(account, 'select answer_question($1, $2, $3)', [id, version, 'x']))).toBe('PT403 not_your_question')
      expect(await refusal(call(account, 'select take_question($1, $2)', [id, version]))).toBe('PT403 not_your_question')
    }
    expect(await refusal(call(stranger, 'select answer_question($1, $2, $3)', [id, version, 'x']))).toBe('PT404 not_found')
  })

  it('shows the second of two what the first wrote', async () => {
    const { id, version } = await ask(mum)
    await call(county.senco, 'select answer_question($1, $2, $3)', [id, version, 'The first answer'])
    const error = await call(county.senco, 'select answer_question($1, $2, $3)', [id, version, 'The second']).then(() => undefined, (reason: { detail: string }) => reason)
    expect(error).toMatchObject({ code: 'PT409', message: 'question_changed' })
    expect(JSON.parse(error?.detail ?? '')).toMatchObject({ answer: 'The first answer', version: version + 1 })
  })

  it.each([['yesterday', -1], ['in half a year', 180]])('cannot be promised for %s', async (_when, days) => {
    const { id, version } = await ask(mum)
    expect(await refusal(call(county.senco, 'select take_question($1, $2, private.today() + $3::int)', [id, version, days]))).toBe('PT422 day_out_of_reach')
  })
})

describe('taking a question back', () => {
  it('leaves it to its author alone', async () => {
    const { id, version } = await ask(wren, { kind: 'change_request' })
    expect(await refusal(call(mum, 'select withdraw_question($1, $2)', [id, version]))).toBe('PT403 not_your_question')
    await call(wren, 'select withdraw_question($1, $2)', [id, version])
    expect(await seen(wren, id)).toMatchObject({ state: 'withdrawn', late: false })
    for (const account of [mum, county.senco]) expect(await seen(account, id)).toBeUndefined()
    expect(await refusal(call(county.senco, 'select answer_question($1, $2, $3)', [id, version + 1, 'x']))).toBe('PT404 not_found')
  })

  it('is too late once there is an answer, which stays on the plan', async () => {
    const { id, version } = await ask(mum)
    await call(county.senco, 'select answer_question($1, $2, $3)', [id, version, 'Yes'])
    expect(await refusal(call(mum, 'select withdraw_question($1, $2)', [id, version + 1]))).toBe('PT422 question_answered')
  })
})
