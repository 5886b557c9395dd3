import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, startLongAgo, type County } from './county.ts'

let county: County
let college: string
let tutor: string
let rowan: string
let rowanAccount: string
let mum: string

beforeAll(async () => {
  county = await createCounty()
  ;[college, tutor] = await addTeam(county.db, 'Testbury College', 'post16_provider', 'post16_tutor')
  // 17: past compulsory school age, so the decisions are Rowan's.
  rowan = await addPerson(county.db, county.officer, {
    known_as: 'Rowan', family_name: 'Test', date_of_birth: '2009-03-04', plan: { plan_type: 'ehc_plan', first_made_on: '2018-01-10' },
    setting_now: { setting_name: 'Testbury School', setting_type: 'special_school', organisation_id: county.school },
    flags: { learning_disability: null, health_service_user: null }, teams: [county.school],
    circle: [
      { email: 'rowan@demo.test', display_name: 'Rowan', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
    ],
  })
  rowanAccount = await enter('rowan@demo.test')
  mum = await enter('mum@demo.test')
  await startLongAgo(county.db)
})
afterAll(() => county.db.close())

async function enter(email: string): Promise<string> {
  const account = await county.db.signUp(email)
  await county.db.as(account, sql => sql.query('select enter()'))
  return account
}

/** Calls a function as somebody; gives what it answers. */
async function call<Answer = unknown>(account: string, statement: string, values: unknown[] = []): Promise<Answer> {
  const [row] = await county.db.as(account, sql => sql.query<{ answer: Answer }>(`select ${statement} as answer`, values))
  return row?.answer as Answer
}

const version = async (move: string) => (await county.db.query<{ version: number }>('select version from moves where id = $1', [move]))[0]?.version ?? 0
const stateOf = async (move: string) => (await county.db.query<{ state: string }>('select state from moves where id = $1', [move]))[0]?.state
const handoverOf = async (move: string) => (await county.db.query<{ id: string, version: number }>(
  'select id, version from handovers where move_id = $1 order by sent_at desc limit 1', [move]))[0] ?? { id: '', version: 0 }

const planned = (facts: object = {}) => call<string>(county.senco, 'plan_move($1, $2)', [rowan, {
  kind: 'education', from_name: 'Testbury School', from_organisation_id: county.school, to_name: 'Testbury College',
  moves_on: '2027-09-03', plan_b: 'Stay one more year', ...facts,
}])

async function checked(facts?: object): Promise<string> {
  const move = await planned(facts)
  await call(rowanAccount, `check_pack($1, 1, '{needs,plan,contacts,open_actions}', 'I like to be called Ro.')`, [move])
  return move
}

async function sent(facts?: object): Promise<string> {
  const move = await checked(facts)
  await call(county.senco, 'send_handover($1, 2, $2)', [move, college])
  return move
}

async function read(facts?: object): Promise<string> {
  const move = await sent(facts)
  await call(tutor, 'read_handover($1, 1)', [(await handoverOf(move)).id])
  return move
}

describe('the pack', () => {
  it('is checked by the young person once the decision is theirs, and by others only with how they agreed', async () => {
    const move = await planned()
    const check = (account: string, how: string | null) => call(account, `check_pack($1, $2, '{plan}', null, $3)`, [move, 1, how])
    expect(await refusal(check(mum, null))).toBe('PT422 agreed_how_needed')
    expect(await refusal(check(county.senco, ' '))).toBe('PT422 agreed_how_needed')
    await check(rowanAccount, null)
    expect(await stateOf(move)).toBe('checked')
    await call(mum, `check_pack($1, 2, '{plan,needs}', null, 'We looked at it together')`, [move])
    const [pack] = await county.db.query('select checked_by_name, checked_as, agreed_how from packs k join moves m on m.pack_id = k.id where m.id = $1', [move])
    expect(pack).toEqual({ checked_by_name: 'Mum', checked_as: 'parent_carer', agreed_how: 'We looked at it together' })
  })

  it('is checked by a parent before that', async () => {
    const child = await addPerson(county.db, county.senco, {
      known_as: 'Wren', date_of_birth: '2014-02-01', circle: [{ email: 'wren.mum@demo.test', display_name: 'Wren\'s mum', relationship: 'parent_carer' }],
    })
    const parent = await enter('wren.mum@demo.test')
    const move = await call<string>(parent, 'plan_move($1, $2)', [child, { kind: 'education', from_name: 'Primary', to_name: 'Secondary' }])
    await expect(call(parent, `check_pack($1, 1, '{plan}')`, [move])).resolves.toBe(2)
  })

  it('holds only what was chosen, and stays as it was when facts change', async () => {
    const move = await sent()
    await county.db.query(`update plans set last_decision_on = '2026-10-10' where person_id = $1`, [rowan])
    const page = await call<{ pack: { content: Record<string, { last_decision_on?: string }>, message: string } }>(tutor, 'handover_page($1)', [(await handoverOf(move)).id])
    expect(Object.keys(page.pack.content).sort()).toEqual(['contacts', 'head', 'needs', 'open_actions', 'plan'])
    expect(page.pack.content.plan?.last_decision_on).toBeNull()
    expect(page.pack.message).toBe('I like to be called Ro.')
    await county.db.query(`update plans set last_decision_on = null where person_id = $1`, [rowan])
  })

  it('tells of goals that the young person shares with that kind of team, and of no other', async () => {
    for (const [words, shared] of [['Live in my own flat', ['young_person', 'post16_provider']], ['Find out who I am', []]] as const) {
      await call(rowanAccount, 'create_goal(gen_random_uuid(), $1, $2)', [rowan, { area: 'independent_living', words, shared_with: shared }])
    }
    const move = await planned({ to_organisation_id: college })
    const choices = await call<{ goals: { words: string }[] }>(rowanAccount, 'pack_choices($1)', [move])
    expect(choices.goals.map(goal => goal.words)).toEqual(['Live in my own flat'])
  })

  it('cannot be sent before anybody checked it', async () => {
    const move = await planned()
    expect(await refusal(call(county.senco, 'send_handover($1, 1, $2)', [move, college]))).toBe('PT422 move_not_ready')
  })
})

describe('until it accepts, the receiving team', () => {
  const tables = ['people', 'plans', 'placements', 'person_flags', 'timeline_items', 'involvements', 'circle_members', 'audit_events', 'moves', 'move_meetings', 'place_choices']

  it('reads the pack and nothing else', async () => {
    const move = await sent()
    for (const table of tables) {
      const column = table === 'people' ? 'id' : 'person_id'
      expect([table, await county.db.as(tutor, sql => sql.query(`select 1 from ${table} where ${column} = $1`, [rowan]))]).toEqual([table, []])
    }
    expect(await call(tutor, 'move_page($1)', [move])).toBeNull()
    expect(await refusal(call(tutor, 'person_summary($1)', [rowan]))).toBe('PT404 not_found')
    expect(await refusal(call(tutor, 'pack_choices($1)', [move]))).toBe('PT404 not_found')
    const inbox = await county.db.as(tutor, sql => sql.query('select known_as, direction, sees_record from my_handovers() where move_id = $1', [move]))
    expect(inbox).toEqual([{ known_as: 'Rowan', direction: 'in', sees_record: false }])
  })

  it('sees it no more once it is taken back', async () => {
    const move = await sent()
    const { id } = await handoverOf(move)
    await call(county.senco, 'withdraw_handover($1, 3)', [move])
    expect(await call(tutor, 'handover_page($1)', [id])).toBeNull()
    expect(await county.db.as(tutor, sql => sql.query('select 1 from packs where move_id = $1', [move]))).toEqual([])
    expect(await stateOf(move)).toBe('checked')
  })

  it('is read by a named person, may ask, and sees the record after it has accepted', async () => {
    const move = await sent()
    const { id } = await handoverOf(move)
    expect(await refusal(call(tutor, 'accept_handover($1, 1)', [id]))).toBe('PT422 read_first')
    await call(tutor, 'read_handover($1, 1)', [id])
    const question = await call<string>(tutor, `ask_about_handover($1, 'Who knows about the seizures?')`, [id])
    expect(await refusal(call(county.transitionWorker, `answer_handover_question($1, 1, 'Me')`, [question]))).toBe('PT404 not_found')
    await call(mum, `answer_handover_question($1, 1, 'The nurse, and me.')`, [question])
    expect(await refusal(call(county.senco, `answer_handover_question($1, 1, 'Me too')`, [question]))).toBe('PT409 answered_first')
    const page = await call<{ handover: { read_by_name: string }, questions: { answer: string }[] }>(tutor, 'handover_page($1)', [id])
    expect([page.handover.read_by_name, page.questions[0]?.answer]).toEqual(['Testbury College post16_tutor', 'The nurse, and me.'])
    const looks = await county.db.as(mum, sql => sql.query(`select team, section from record_views where account_id = $1`, [tutor]))
    expect(looks).toContainEqual({ team: 'Testbury College', section: 'pack' })
    await call(tutor, 'accept_handover($1, 2)', [id])
    expect(await stateOf(move)).toBe('accepted')
    const summary = await call<{ contacts: { organisation: string }[] }>(tutor, 'person_summary($1)', [rowan])
    expect(summary.contacts.map(contact => contact.organisation)).toContain('Testbury College')
    await county.db.query('delete from involvements where organisation_id = $1', [college])
  })

  it('declines only with a reason and a next step, and then sees no more', async () => {
    const move = await read()
    const { id } = await handoverOf(move)
    expect(await refusal(call(tutor, `decline_handover($1, 2, 'We are full', '')`, [id]))).toBe('PT422 next_step_needed')
    expect(await refusal(call(tutor, `decline_handover($1, 2, ' ', 'Ask us in May')`, [id]))).toBe('PT422 why_needed')
    await call(tutor, `decline_handover($1, 2, 'We are full', 'Ask us again in May')`, [id])
    expect(await call(tutor, 'handover_page($1)', [id])).toBeNull()
    const [told] = await county.db.as(mum, sql => sql.query('select reason, next_step from handovers where id = $1', [id]))
    expect(told).toEqual({ reason: 'We are full', next_step: 'Ask us again in May' })
    await call(rowanAccount, `check_pack($1, $2, '{plan}')`, [move, await version(move)])
    expect(await stateOf(move)).toBe('checked')
  })
})

describe('an unanswered handover', () => {
  it('is late after five working days, for both sides, the family and the SEND team', async () => {
    const move = await sent()
    const { id } = await handoverOf(move)
    // Sent on a Thursday before a weekend and Christmas: Friday, then the 29th to 31st and the 4th.
    await county.db.query(`update handovers set sent_at = '2026-12-24', answer_by = rules.nth_working_day_beginning_with('2026-12-25', 5) where id = $1`, [id])
    const [until] = await county.db.query<{ day: string }>('select answer_by::text as day from handovers where id = $1', [id])
    expect(until?.day).toBe('2027-01-05')
    const lateOn = async (account: string, day: string) => {
      const rows = await county.db.as(account, async (sql) => {
        await sql.query(`select set_config('onward.today', $1, true)`, [day])
        return sql.query<{ is_late: boolean }>('select is_late from my_handovers() where id = $1', [id])
      })
      return rows[0]?.is_late
    }
    for (const account of [tutor, county.senco, county.officer, mum, rowanAccount]) {
      expect(await lateOn(account, '2027-01-05')).toBe(false)
      expect(await lateOn(account, '2027-01-06')).toBe(true)
    }
    expect(await lateOn(county.transitionWorker, '2027-01-06')).toBeUndefined()
  })

  it('comes back to the caseload of the team that sent it, until there is an answer', async () => {
    await county.db.query(`update handovers set state = 'withdrawn' where state in ('sent', 'read')`)
    const move = await sent()
    const { id } = await handoverOf(move)
    const flagged = async (account: string, day: string) => county.db.as(account, async (sql) => {
      await sql.query(`select set_config('onward.today', $1, true)`, [day])
      return (await sql.query<{ known_as: string }>(`select known_as from caseload('{"flag": ["unanswered"]}')`)).map(line => line.known_as)
    })
    const [due] = await county.db.query<{ last: string, after: string }>('select answer_by::text as last, (answer_by + 1)::text as after from handovers where id = $1', [id])
    if (!due) throw new Error('Nothing was sent.')
    expect(await flagged(county.senco, due.last)).toEqual([])
    expect(await flagged(county.senco, due.after)).toEqual(['Rowan'])
    expect(await flagged(county.officer, due.after)).toEqual([])
    await call(tutor, 'read_handover($1, 1)', [id])
    expect(await flagged(county.senco, due.after)).toEqual(['Rowan'])
    await call(tutor, `decline_handover($1, 2, 'We are full', 'Ask us again in May')`, [id])
    expect(await flagged(county.senco, due.after)).toEqual([])
  })
})

describe('two people at once', () => {
  it('shows the second what the first saved', async () => {
    const move = await planned()
    await call(county.senco, `change_move($1, 1, '{"plan_b": "Stay on"}')`, [move])
    await expect(call(mum, `change_move($1, 1, '{"plan_b": "Something else"}')`, [move])).rejects.toMatchObject({
      code: 'PT409', message: 'move_changed', detail: expect.stringContaining('Stay on'),
    })
  })

  it('lets one of two colleagues answer', async () => {
    const move = await read()
    const { id } = await handoverOf(move)
    await call(tutor, 'accept_handover($1, 2)', [id])
    expect(await refusal(call(tutor, `decline_handover($1, 2, 'a', 'b')`, [id]))).toBe('PT409 handover_changed')
    await county.db.query('delete from involvements where organisation_id = $1', [college])
  })

  it('plans one move however often the form is sent', async () => {
    const id = '0a6f3c2e-3f1c-4d0e-9a53-0f2c4b5d6e71'
    expect([await planned({ id }), await planned({ id })]).toEqual([id, id])
    expect(await refusal(call(county.transitionWorker, 'plan_move($1, $2)', [rowan, { id, kind: 'education', from_name: 'X' }]))).toBe('PT404 not_found')
  })
})

describe('after the move', () => {
  it('is checked, and closed by both sides only', async () => {
    const move = await read({ moves_on: '2026-09-03' })
    await call(tutor, 'accept_handover($1, 2)', [(await handoverOf(move)).id])
    expect(await refusal(call(tutor, 'close_move($1, $2)', [move, await version(move)]))).toBe('PT422 checks_first')
    const check = (account: string, facts: object, kind = 'six_weeks') => call(account, 'record_move_check($1, $2, $3)', [move, kind, { done_on: '2026-10-15', going: 'well', ...facts }])
    expect(await refusal(check(tutor, { going: 'mixed' }))).toBe('PT422 next_step_needed')
    expect(await refusal(check(tutor, { done_on: '2026-08-01' }))).toBe('PT422 day_not_past')
    await check(tutor, {})
    await check(rowanAccount, { going: 'not_well', next_step: 'A quiet room at lunch' })
    const sides = await county.db.as(mum, sql => sql.query('select side, going from move_checks where move_id = $1 order by side', [move]))
    expect(sides).toEqual([{ side: 'family', going: 'not_well' }, { side: 'to', going: 'well' }])
    await check(tutor, {}, 'six_months')
    expect(await refusal(call(mum, 'close_move($1, $2)', [move, await version(move)]))).toBe('PT403 move_not_yours')
    expect(await call(tutor, 'close_move($1, $2)', [move, await version(move)])).toBe('accepted')
    expect(await call(county.senco, 'close_move($1, $2)', [move, await version(move)])).toBe('closed')
    await county.db.query('delete from involvements where organisation_id = $1', [college])
  })

  it('keeps a move between two services from everybody else, and its history too', async () => {
    const move = await call<string>(county.officer, 'plan_move($1, $2)', [rowan, {
      kind: 'health', specialty: 'Epilepsy clinic', from_name: 'Children\'s epilepsy clinic', to_name: 'Adult clinic', sharing: 'services',
    }])
    expect(await call(county.senco, 'move_page($1)', [move])).toBeNull()
    expect(await county.db.as(county.senco, sql => sql.query(`select 1 from audit_events where subject = 'moves' and subject_key = $1`, [move]))).toEqual([])
    expect(await county.db.as(mum, sql => sql.query(`select 1 from audit_events where subject = 'moves' and subject_key = $1`, [move]))).toHaveLength(1)
    expect(await refusal(call(county.senco, 'change_move($1, 1, $2)', [move, { plan_b: 'X' }]))).toBe('PT404 not_found')
  })

  it('names the specialty of every health move', async () => {
    expect(await refusal(planned({ kind: 'health' }))).toBe('PT422 value_invalid')
  })
})

describe('the September list', () => {
  const bornForYear11 = async () => (await county.db.query<{ born: string }>(
    'select make_date(rules.academic_year_start(private.today()) - 15, 2, 3)::text as born'))[0]?.born
  const list = (account: string, standing: string | null = null) => call<{ year: number, counts: Record<string, number>, people: Record<string, unknown>[] }>(
    account, 'september_list(null, $1)', [standing])

  it('finds who has no place, and says what an offer depends on', async () => {
    const lee = await addPerson(county.db, county.senco, {
      known_as: 'Lee', date_of_birth: await bornForYear11(), setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school', organisation_id: county.school },
    })
    expect((await list(county.senco)).people.find(person => person.id === lee)).toMatchObject({ standing: 'none', nc_year: 11, setting_name: null })
    expect(await county.db.query('select section from record_views where person_id = $1', [lee])).toEqual([{ section: 'moves' }])
    expect(await refusal(call(county.senco, 'record_place($1, null, null, $2)', [lee, { setting_name: 'College', status: 'conditional' }]))).toBe('PT422 value_invalid')
    const first = await call<string>(county.senco, 'record_place($1, null, null, $2)', [lee, {
      setting_name: 'Testbury College', choice: 1, status: 'conditional', condition: 'Grade 4 in English', predicted: '4',
    }])
    await call(county.senco, 'record_place($1, null, null, $2)', [lee, { setting_name: 'Sixth form', choice: 2, status: 'offered' }])
    expect((await list(county.senco, 'conditional')).people).toEqual([expect.objectContaining({
      id: lee, setting_name: 'Testbury College', condition: 'Grade 4 in English', second_choice: 'Sixth form',
    })])
    expect(await refusal(call(county.senco, 'record_place($1, $2, 9, $3)', [lee, first, { status: 'confirmed' }]))).toBe('PT409 place_changed')
    await call(county.senco, 'record_place($1, $2, 1, $3)', [lee, first, { actual: '5', status: 'confirmed' }])
    expect((await list(county.senco)).counts).toMatchObject({ confirmed: 1 })
    expect(await refusal(call(county.senco, 'record_place($1, null, null, $2)', [lee, { setting_name: 'Third', choice: 1 }]))).toBe('PT409 place_taken')
  })

  it('shows nobody to somebody who sees nobody', async () => {
    expect(await list(county.transitionWorker)).toMatchObject({ counts: {}, people: [] })
  })
})
