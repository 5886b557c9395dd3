import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Goal {
  id: string
  words: string
  voice: string
  told_to: string | null
  is_own: boolean
  author_name: string
  proposed_by_name: string | null
  lifecycle_status: string
  achievement_status: string | null
  shared_with: string[]
  may_change: boolean
  mine: boolean
  version: number
  steps: { id: string, words: string, who_helps: string | null, item_id: string | null, done_on: string | null }[]
  reports: { id: string, author_name: string, going: string | null, words: string | null, mine: boolean }[]
}

interface GoalPage { is_young_person: boolean, young_person_is_here: boolean, goals: Goal[] }

let county: County
let wren: string
let child: string
let stranger: string
const accounts: Record<string, string> = {}
const circle = ['young_person', 'family']

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  wren = await addPerson(db, county.officer, {
    known_as: 'Wren', date_of_birth: '2011-06-10', teams: [county.school],
    circle: [
      { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'dad@demo.test', display_name: 'Dad', relationship: 'parent_carer' },
    ],
  })
  child = await addPerson(db, county.officer, {
    known_as: 'Fig', date_of_birth: '2020-06-10', teams: [county.school],
    circle: [{ email: 'fig.mum@demo.test', display_name: 'Fig’s mum', relationship: 'parent_carer' }],
  })
  for (const [name, email] of Object.entries({ wren: 'wren@demo.test', mum: 'mum@demo.test', dad: 'dad@demo.test', figsMum: 'fig.mum@demo.test' })) {
    accounts[name] = await db.signUp(email)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  accounts.senco = county.senco
  accounts.officer = county.officer
  stranger = (await addTeam(db, 'Elsewhere School', 'school', 'senco'))[1]
  accounts.stranger = stranger
})
afterAll(() => county.db.close())

async function call<Answer>(who: string, statement: string, values: unknown[]): Promise<Answer> {
  const [row] = await county.db.as(accounts[who] ?? '', sql => sql.query<{ answer: Answer }>(`select ${statement} as answer`, values))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}

const step = (words: string, more = {}) => ({ id: crypto.randomUUID(), words, who_helps: null, item_id: null, ...more })
const make = (who: string, input: Record<string, unknown> = {}, person = wren, id: string = crypto.randomUUID()) =>
  call<Goal>(who, 'create_goal($1, $2, $3)', [id, person, { area: 'employment', words: 'Work with animals', shared_with: circle, ...input }])
const change = (who: string, goal: Goal, changes: Record<string, unknown>) => call<Goal>(who, 'change_goal($1, $2, $3)', [goal.id, goal.version, changes])
const answer = (who: string, goal: Goal, accept: boolean) => call<Goal>(who, 'answer_goal($1, $2, $3)', [goal.id, goal.version, accept])
const report = (who: string, goal: Goal, input: Record<string, unknown>, id: string = crypto.randomUUID()) => call(who, 'report_goal($1, $2, $3)', [id, goal.id, input])
const page = (who: string, person = wren) => call<GoalPage>(who, 'goals_about($1)', [person])
const seen = async (who: string, goal: Goal) => (await page(who)).goals.find(({ id }) => id === goal.id)
const rows = (who: string, statement: string, values: unknown[]) => county.db.as(accounts[who] ?? '', sql => sql.query<Record<string, unknown>>(statement, values))

describe('a young person\'s own goal', () => {
  it('is in their own words, being worked on, with its steps in order', async () => {
    const goal = await make('wren', { why: ' I like dogs. ', steps: [step('Ask at the farm', { who_helps: 'Mum' }), step('Go there once')] })
    expect(goal).toMatchObject({ voice: 'own', is_own: true, lifecycle_status: 'active', achievement_status: null, may_change: true, why: 'I like dogs.' })
    expect(goal.steps.map(({ words, who_helps }) => [words, who_helps])).toEqual([['Ask at the farm', 'Mum'], ['Go there once', null]])
  })

  it('is made once, however often save is pressed', async () => {
    const id = crypto.randomUUID()
    await make('wren', {}, wren, id)
    expect((await make('wren', { words: 'Something else' }, wren, id)).words).toBe('Work with animals')
    expect(await refusal(make('mum', {}, wren, id))).toBe('PT409 id_taken')
  })

  it.each([
    [[], ['wren']],
    [circle, ['wren', 'mum', 'dad']],
    [['school'], ['wren', 'senco']],
    [['young_person', 'family', 'school', 'la_send'], ['wren', 'mum', 'dad', 'senco', 'officer']],
  ])('shared with %j is read by %j and nobody else, nor are its steps, history and audit', async (shared, readers) => {
    const goal = await make('wren', { shared_with: shared, steps: [step('One')] })
    await report('wren', goal, { going: 'good' })
    for (const who of Object.keys(accounts).filter(name => name !== 'figsMum' && name !== 'stranger')) {
      const may = readers.includes(who)
      expect(Boolean(await seen(who, goal)), who).toBe(may)
      for (const table of ['goal_steps', 'goal_versions', 'goal_reports']) {
        expect((await rows(who, `select 1 from ${table} where goal_id = $1`, [goal.id])).length, `${table} for ${who}`).toBe(may ? 1 : 0)
      }
      expect((await rows(who, 'select 1 from audit_events where subject = \'goals\' and subject_key = $1', [goal.id])).length > 0, who).toBe(may)
      expect((await rows(who, 'select 1 from audit_events where subject = \'goal_steps\' and subject_key = $1', [goal.steps[0]?.id])).length > 0, who).toBe(may)
    }
  })

  it('is theirs to change: others find it closed, and an outsider finds nothing', async () => {
    const goal = await make('wren', { shared_with: [...circle, 'school'], steps: [step('One')] })
    for (const who of ['mum', 'senco']) {
      expect((await seen(who, goal))?.may_change).toBe(false)
      expect(await refusal(change(who, goal, { words: 'Become a doctor' }))).toBe('PT403 not_your_goal')
      expect(await refusal(call(who, 'tick_goal_step($1, true)', [goal.steps[0]?.id]))).toBe('PT403 not_your_goal')
      expect(await refusal(answer(who, goal, true))).toBe('PT403 not_your_goal')
    }
    for (const who of ['officer', 'stranger']) {
      expect(await refusal(change(who, goal, { words: 'X' }))).toBe('PT404 not_found')
      expect(await refusal(report(who, goal, { words: 'X' }))).toBe('PT404 not_found')
      expect(await refusal(call(who, 'tick_goal_step($1, true)', [goal.steps[0]?.id]))).toBe('PT404 not_found')
    }
    expect(await refusal(page('stranger'))).toBe('PT404 not_found')
  })

  it('keeps what it was, with the reason, and no blame', async () => {
    const goal = await make('wren', { steps: [step('One')] })
    await change('wren', goal, { words: 'Work with dogs', reason: 'Cats scratch.' })
    const versions = await rows('mum', 'select version, content ->> \'words\' as words, reason, changed_by_name from goal_versions where goal_id = $1 order by version', [goal.id])
    expect(versions).toEqual([
      { version: 1, words: 'Work with animals', reason: null, changed_by_name: 'Wren' },
      { version: 2, words: 'Work with dogs', reason: 'Cats scratch.', changed_by_name: 'Wren' },
    ])
  })

  it('stays as it is where nothing else is named: steps keep their ticks, a part can move', async () => {
    const goal = await make('wren', { why: 'Fun', steps: [step('One'), step('Two')] })
    const [one, two] = goal.steps
    await call('wren', 'tick_goal_step($1, true)', [one?.id])
    const changed = await change('wren', goal, { steps: [two, { ...one, words: 'One, changed' }, step('Three')] })
    expect(changed).toMatchObject({ words: 'Work with animals', why: 'Fun', lifecycle_status: 'active' })
    expect(changed.steps.map(({ words, done_on }) => [words, done_on !== null])).toEqual([['Two', false], ['One, changed', true], ['Three', false]])
    await call('wren', 'tick_goal_step($1, false)', [one?.id])
    expect((await seen('wren', goal))?.steps[1]?.done_on).toBeNull()
  })

  it('shared later does not open what was private before', async () => {
    const goal = await make('wren', { shared_with: [], words: 'A secret' })
    await report('wren', goal, { words: 'Not telling' })
    await change('wren', goal, { shared_with: circle, words: 'Not a secret' })
    expect(await seen('mum', goal)).toMatchObject({ words: 'Not a secret', reports: [] })
    expect(await rows('mum', 'select version from goal_versions where goal_id = $1', [goal.id])).toEqual([{ version: 2 }])
    expect(JSON.stringify(await rows('mum', 'select changes from audit_events where subject_key = $1', [goal.id]))).not.toContain('A secret')
  })

  it('made private again is closed to those who could read it, with all that was said', async () => {
    const goal = await make('wren', { steps: [step('One')] })
    await report('mum', goal, { words: 'Well done' })
    await change('wren', goal, { shared_with: [] })
    expect(await seen('mum', goal)).toBeUndefined()
    for (const table of ['goal_steps', 'goal_versions', 'goal_reports']) expect(await rows('dad', `select 1 from ${table} where goal_id = $1`, [goal.id])).toEqual([])
  })

  it('shows the second of two windows what the first saved', async () => {
    const goal = await make('wren')
    await change('wren', goal, { words: 'The first' })
    const error = await change('wren', goal, { words: 'The second' }).then(() => undefined, (reason: { detail: string }) => reason)
    expect(error).toMatchObject({ code: 'PT409', message: 'goal_changed' })
    expect(JSON.parse(error?.detail ?? '')).toMatchObject({ words: 'The first', version: 2, steps: [] })
  })

  it('links a step to the checklist, but to nobody else\'s', async () => {
    const item = async (person: string) => (await county.db.query<{ id: string }>('select id from timeline_items where person_id = $1 limit 1', [person]))[0]?.id
    const goal = await make('wren', { steps: [step('Mine', { item_id: await item(wren) }), step('Not mine', { item_id: await item(child) })] })
    expect(goal.steps.map(one => one.item_id)).toEqual([await item(wren), null])
  })

  it('cannot take over the step of another goal', async () => {
    const one = await make('wren', { steps: [step('One')] })
    expect(await refusal(make('wren', { steps: one.steps }))).toBe('PT409 id_taken')
  })

  it.each([
    ['no words', { words: ' ' }, 'PT422 goal_words_needed'],
    ['a step without words', { steps: [step('')] }, 'PT422 step_words_needed'],
    ['too many steps', { steps: Array.from({ length: 21 }, () => step('x')) }, 'PT422 too_many_steps'],
    ['a long goal', { words: 'a'.repeat(301) }, 'PT422 text_too_long'],
    ['a long name of who helps', { steps: [step('x', { who_helps: 'a'.repeat(81) })] }, 'PT422 value_invalid'],
    ['somebody told without saying how', { voice: 'told', told_to: 'Mum' }, 'PT422 told_needed'],
    ['an area there is not', { area: 'money' }, 'PT422 value_invalid'],
    ['planning about planning', { area: 'cross_cutting' }, 'PT422 value_invalid'],
    ['a status there is not', { lifecycle_status: 'late' }, 'PT422 value_invalid'],
    ['an audience there is not', { shared_with: ['neighbours'] }, 'PT400 patch_invalid'],
    ['another column', { is_own: 'true' }, 'PT400 patch_invalid'],
    ['a proposal to oneself', { lifecycle_status: 'proposed' }, 'PT422 answer_needed'],
  ])('refuses %s', async (_what, input, refused) => {
    expect(await refusal(make('wren', input))).toBe(refused)
  })
})

describe('a proposal', () => {
  it('says whose idea it is, and is never behind the young person\'s back', async () => {
    const goal = await make('senco', { shared_with: ['school'] })
    expect(goal).toMatchObject({ voice: 'proposed', is_own: false, lifecycle_status: 'proposed', proposed_by_name: 'Testbury School senco' })
    expect(goal.shared_with).toEqual(['young_person', 'school'])
    expect(await seen('wren', goal)).toMatchObject({ may_change: false, mine: false })
    expect(await seen('mum', goal)).toBeUndefined()
  })

  it('says who was told, and how, when it is what the young person said', async () => {
    const goal = await make('mum', { voice: 'told', told_to: 'Grandad', told_how: 'signing' })
    expect(await seen('wren', goal)).toMatchObject({ voice: 'told', told_to: 'Grandad', told_how: 'signing' })
    expect(await refusal(make('mum', { voice: 'own' }))).toBe('PT422 value_invalid')
  })

  it('is its author\'s to change while it waits, but not to start', async () => {
    const goal = await make('mum')
    expect(await refusal(change('mum', goal, { lifecycle_status: 'active' }))).toBe('PT422 answer_needed')
    expect(await refusal(change('mum', goal, { lifecycle_status: 'rejected' }))).toBe('PT422 answer_needed')
    expect(await refusal(change('dad', goal, { words: 'X' }))).toBe('PT403 not_your_goal')
    expect((await change('mum', goal, { words: 'Work with horses' })).words).toBe('Work with horses')
  })

  it('is the young person\'s alone once they say yes, and remembers whose idea it was', async () => {
    const goal = await make('senco', { shared_with: [...circle, 'school'], steps: [step('One')] })
    const own = await answer('wren', goal, true)
    expect(own).toMatchObject({ is_own: true, lifecycle_status: 'accepted', author_name: 'Wren', proposed_by_name: 'Testbury School senco', voice: 'proposed' })
    expect(await refusal(change('senco', own, { words: 'X' }))).toBe('PT403 not_your_goal')
    const mine = await change('wren', own, { words: 'In my words', shared_with: [] })
    expect(mine).toMatchObject({ voice: 'own', proposed_by_name: 'Testbury School senco' })
    expect(await seen('senco', goal)).toBeUndefined()
    expect(await refusal(answer('wren', mine, true))).toBe('PT422 goal_answered')
  })

  it('can get a no, which can become a yes', async () => {
    const goal = await make('dad')
    const no = await answer('wren', goal, false)
    expect(no).toMatchObject({ is_own: false, lifecycle_status: 'rejected' })
    expect(await answer('wren', no, true)).toMatchObject({ is_own: true, lifecycle_status: 'accepted' })
  })

  it('needs no answer from a small child who does not use Onward', async () => {
    const goal = await make('figsMum', { lifecycle_status: 'active', voice: 'told', told_to: 'Mum', told_how: 'showing' }, child)
    expect(goal).toMatchObject({ lifecycle_status: 'active', may_change: true })
    expect(await page('figsMum', child)).toMatchObject({ is_young_person: false, young_person_is_here: false })
  })
})

describe('how it is going', () => {
  it('is said by the young person; others say what they saw', async () => {
    const goal = await make('wren', { shared_with: [...circle, 'school'] })
    await report('wren', goal, { going: 'hard', words: 'The bus was late' })
    await report('senco', goal, { words: 'You asked by yourself' })
    for (const input of [{ going: 'great' }, { achievement_status: 'achieved' }]) {
      expect(await refusal(report('senco', goal, input))).toBe('PT403 not_your_goal')
    }
    expect((await seen('mum', goal))?.reports).toMatchObject([
      { author_name: 'Testbury School senco', words: 'You asked by yourself', going: null, mine: false },
      { author_name: 'Wren', words: 'The bus was late', going: 'hard', mine: false },
    ])
  })

  it('keeps how far a goal has got apart from whether it is being worked on', async () => {
    const goal = await make('wren')
    const first = crypto.randomUUID()
    await report('wren', goal, { achievement_status: 'improving' })
    await report('wren', goal, { achievement_status: 'achieved' }, first)
    expect(await seen('wren', goal)).toMatchObject({ lifecycle_status: 'active', achievement_status: 'achieved', version: 1 })
    await call('wren', 'take_back_goal_report($1)', [first])
    expect(await seen('wren', goal)).toMatchObject({ achievement_status: 'improving' })
  })

  it('is said once, and taken back by who said it', async () => {
    const goal = await make('wren')
    const id = crypto.randomUUID()
    await report('mum', goal, { words: 'Well done' }, id)
    await report('mum', goal, { words: 'Well done' }, id)
    expect((await seen('wren', goal))?.reports).toHaveLength(1)
    expect(await refusal(call('wren', 'take_back_goal_report($1)', [id]))).toBe('PT404 not_found')
    await call('mum', 'take_back_goal_report($1)', [id])
    expect((await seen('wren', goal))?.reports).toEqual([])
  })

  it.each([
    [{ words: ' ' }, 'PT422 words_needed'],
    [{ words: 'a'.repeat(1001) }, 'PT422 text_too_long'],
    [{ score: '7' }, 'PT400 patch_invalid'],
  ])('refuses %j', async (input, refused) => {
    expect(await refusal(report('wren', await make('wren'), input))).toBe(refused)
  })
})

it('tells the circle which staff looked at the goals', async () => {
  await page('senco')
  expect(await rows('mum', 'select section from record_views where account_id = $1 and section = \'goals\'', [accounts.senco])).toEqual([{ section: 'goals' }])
})
