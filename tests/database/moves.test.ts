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
  await county.db.query(`update organisations set setting_type = 'general_fe_college' where id = $1`, [college])
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
  interface Asked { step: number, name: string, asked_on: string, seen_by_name: string | null }
  const on = <Row>(account: string, day: string, statement: string, values: unknown[] = []) => county.db.as(account, async (sql) => {
    await sql.query(`select set_config('onward.today', $1, true)`, [day])
    return sql.query<Row>(statement, values)
  })
  const alertsOn = async (account: string, day: string) =>
    (await on<{ reason: string, step: number }>(account, day, 'select reason, step from my_move_alerts()')).map(({ reason, step }) => `${reason} ${step}`)
  const askedOn = async (account: string, day: string, move: string) =>
    (await on<{ asked: Asked[] }>(account, day, `select move_page($1) -> 'alerts' as asked`, [move]))[0]?.asked

  it('asks the one who sent it by name, then the SEND team too, until there is an answer; the family reads who has seen it', async () => {
    const move = await sent()
    const { id } = await handoverOf(move)
    await county.db.query(`update handovers set answer_by = '2027-03-03' where id = $1`, [id])
    expect(await alertsOn(county.senco, '2027-03-03')).toEqual([])
    expect(await alertsOn(county.senco, '2027-03-04')).toEqual(['unanswered 1'])
    // Five working days later.
    expect(await alertsOn(county.officer, '2027-03-10')).toEqual([])
    expect(await alertsOn(county.officer, '2027-03-11')).toEqual(['unanswered 2'])
    expect(await alertsOn(tutor, '2027-03-11')).toEqual([])

    expect(await refusal(on(county.officer, '2027-03-04', `select see_move_alert($1, 'unanswered', 2)`, [move]))).toBe('PT404 not_found')
    expect(await refusal(on(mum, '2027-03-11', `select see_move_alert($1, 'unanswered', 1)`, [move]))).toBe('PT404 not_found')
    await on(county.senco, '2027-03-04', `select see_move_alert($1, 'unanswered', 1)`, [move])
    expect(await alertsOn(county.senco, '2027-03-11')).toEqual([])
    expect(await askedOn(mum, '2027-03-11', move)).toMatchObject([
      { step: 1, name: 'Testbury School senco', asked_on: '2027-03-04', seen_by_name: 'Testbury School senco' },
      { step: 2, name: 'Testshire SEND team ehc_caseworker', asked_on: '2027-03-11', seen_by_name: null },
    ])
    await call(tutor, 'read_handover($1, 1)', [id])
    expect(await alertsOn(county.officer, '2027-03-11')).toEqual(['unanswered 2'])
    await call(tutor, `decline_handover($1, 2, 'We are full', 'Ask us again in May')`, [id])
    expect(await alertsOn(county.officer, '2027-03-11')).toEqual([])
  })

  it('asks the cover of somebody who is away, and whoever is there when they have left', async () => {
    const move = await sent()
    await county.db.query(`update handovers set answer_by = '2027-03-03' where move_id = $1 and state = 'sent'`, [move])
    const [seat] = await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [county.senco])
    const cover = await county.db.signUp('cover@demo.test')
    await county.db.query('insert into accounts (id, display_name) values ($1, $2)', [cover, 'Cover'])
    await county.db.query(`with m as (insert into organisation_members (organisation_id, account_id, display_name, role, starts_on)
      values ($1, $2, 'Cover', 'senco', '2015-01-01') returning id)
      insert into contact_cards (member_id, away_from, cover_member_id) select $3, '2027-03-01', m.id from m`, [county.school, cover, seat?.id])
    expect(await alertsOn(county.senco, '2027-03-04')).toEqual([])
    expect(await alertsOn(cover, '2027-03-04')).toEqual(['unanswered 1'])
    await county.db.query('delete from contact_cards')
    await county.db.query(`update organisation_members set ends_on = '2027-02-01' where account_id in ($1, $2)`, [county.senco, cover])
    expect(await alertsOn(county.officer, '2027-03-04')).toEqual(['unanswered 1'])
    await county.db.query('update organisation_members set ends_on = null where account_id = $1', [county.senco])
    await county.db.query(`update organisation_members set ends_on = '2026-01-01' where account_id = $1`, [cover])
    await call(county.senco, 'withdraw_handover($1, $2)', [move, await version(move)])
  })

  it('asks the new team once the day has passed and nobody has said whether they moved', async () => {
    const move = await read({ moves_on: '2027-01-04' })
    await call(tutor, 'accept_handover($1, 2)', [(await handoverOf(move)).id])
    expect(await alertsOn(tutor, '2027-01-11')).toEqual([])
    expect(await alertsOn(tutor, '2027-01-12')).toEqual(['not_moved 1'])
    expect(await alertsOn(county.officer, '2027-01-19')).toEqual(['not_moved 2'])
    await on(tutor, '2027-01-12', `select record_moved($1, $2, '2027-01-05')`, [move, await version(move)])
    expect(await alertsOn(tutor, '2027-01-19')).toEqual([])
    await county.db.query('delete from involvements where organisation_id = $1', [college])
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
    expect(await refusal(call(tutor, `record_move_check($1, 'six_weeks', '{"done_on": "2026-10-15", "going": "well"}')`, [move]))).toBe('PT422 moved_first')
    await call(tutor, `record_moved($1, $2, '2026-09-04')`, [move, await version(move)])
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

describe('on the day', () => {
  const learning = () => county.db.query<{ position: string, setting_name: string, starts_on: string | null }>(
    'select position, setting_name, starts_on::text from placements where person_id = $1 order by position', [rowan])
  const teams = async () => (await county.db.query<{ name: string, until: string | null }>(
    `select o.name, i.ends_on::text as until from involvements i join organisations o on o.id = i.organisation_id
     where i.person_id = $1 and (i.ends_on is null or i.ends_on >= private.today()) order by o.name`, [rowan]))
  const firstDay = async () => (await county.db.query<{ status: string, done_by_name: string | null }>(
    `select status, done_by_name from timeline_items where person_id = $1 and item_key = 'fe-m2' and retired_at is null`, [rowan]))[0]
  const accepted = async (facts?: object) => {
    const move = await read(facts)
    await call(tutor, 'accept_handover($1, 2)', [(await handoverOf(move)).id])
    return move
  }
  const moved = async (account: string, move: string, day: string) => call(account, 'record_moved($1, $2, $3)', [move, await version(move), day])
  const takeBack = async (account: string, move: string) => call(account, 'take_back_move_event($1, $2)', [move, await version(move)])

  beforeAll(async () => {
    await county.db.query('delete from placements where person_id = $1', [rowan])
    await county.db.query(`insert into placements (person_id, position, setting_name, setting_type, organisation_id)
      values ($1, 'now', 'Testbury School', 'special_school', $2)`, [rowan, county.school])
    await county.db.query('delete from person_dates where person_id = $1', [rowan])
    await county.db.query(`update moves set state = 'called_off', called_off_reason = 'Another story' where state not in ('closed', 'called_off')`)
  })

  const before = [{ position: 'now', setting_name: 'Testbury School', starts_on: null }]
  const coming = [...before, { position: 'next', setting_name: 'Testbury College', starts_on: '2027-09-03' }]

  it('leaves them where they are when the team accepts, and says where they go next', async () => {
    expect(await learning()).toEqual(before)
    const move = await accepted()
    expect(await learning()).toEqual(coming)
    expect((await teams()).map(team => team.name)).toContain('Testbury College')
    await call(mum, 'change_move($1, $2, $3)', [move, await version(move), { moves_on: '2027-09-06' }])
    expect((await learning())[1]?.starts_on).toBe('2027-09-06')
    expect(await refusal(moved(tutor, move, '2027-09-06'))).toBe('PT422 day_not_past')

    expect(await refusal(takeBack(mum, move))).toBe('PT409 move_too_late')
    await takeBack(tutor, move)
    expect([await stateOf(move), await learning()]).toEqual(['read', before])
    expect(await refusal(call(tutor, 'person_summary($1)', [rowan]))).toBe('PT404 not_found')
    expect(await call(tutor, 'handover_page($1)', [(await handoverOf(move)).id])).toMatchObject({ handover: { state: 'read' }, may_answer: true })
    await call(county.senco, 'withdraw_handover($1, $2)', [move, await version(move)])
    await call(county.senco, `call_off_move($1, $2, 'It was a slip')`, [move, await version(move)])
  })

  it('moves them, lets go of the school in time, and ticks the step, in one go; and back again', async () => {
    await county.db.query(`insert into person_dates (person_id, anchor, on_date) values ($1, 'course_start', '2026-09-07')`, [rowan])
    const move = await accepted({ moves_on: '2026-09-03' })
    expect((await firstDay())?.status).toBe('not_started')
    expect(await refusal(moved(county.transitionWorker, move, '2026-09-04'))).toBe('PT404 not_found')
    await moved(rowanAccount, move, '2026-09-04')
    expect(await learning()).toEqual([{ position: 'now', setting_name: 'Testbury College', starts_on: '2026-09-04' }])
    // Six months, and a month to finish in.
    expect(await teams()).toEqual([
      { name: 'Testbury College', until: null }, { name: 'Testbury School', until: '2027-04-04' }, { name: 'Testshire SEND team', until: null }])
    expect(await firstDay()).toEqual({ status: 'done', done_by_name: 'Rowan' })
    expect(await county.db.query(`select on_date::text from person_dates where person_id = $1`, [rowan])).toEqual([{ on_date: '2026-09-04' }])
    expect(await call(mum, 'move_page($1)', [move])).toMatchObject({ may_take_back: 'moved', from_until: '2027-04-04', move: { moved_by_name: 'Rowan' } })
    expect(await refusal(moved(tutor, move, '2026-09-04'))).toBe('PT422 move_not_ready')

    await takeBack(county.senco, move)
    expect(await learning()).toEqual([...before, { ...coming[1], starts_on: '2026-09-03' }])
    expect((await teams()).every(team => team.until === null)).toBe(true)
    expect(await firstDay()).toEqual({ status: 'not_started', done_by_name: null })
    expect(await county.db.query(`select on_date::text from person_dates where person_id = $1`, [rowan])).toEqual([{ on_date: '2026-09-07' }])
  })

  it('takes nothing back that somebody has changed since', async () => {
    const [move] = await county.db.query<{ id: string }>(`select id from moves where person_id = $1 and state = 'accepted'`, [rowan])
    await moved(tutor, move?.id ?? '', '2026-09-04')
    await county.db.query(`update placements set setting_name = 'Elsewhere', organisation_id = null where person_id = $1 and position = 'now'`, [rowan])
    await takeBack(tutor, move?.id ?? '')
    expect((await learning())[0]?.setting_name).toBe('Elsewhere')
  })

  it('ticks the receiver\'s check after six weeks on the timeline too', async () => {
    const [move] = await county.db.query<{ id: string }>(`select id from moves where person_id = $1 and state = 'accepted'`, [rowan])
    await moved(tutor, move?.id ?? '', '2025-09-04')
    const [step] = await county.db.query<{ id: string, status: string }>(
      `select id, status from timeline_items where person_id = $1 and item_key = 'p16-p16-01'`, [rowan])
    expect(step?.status).toBe('not_started')
    await call(tutor, `record_move_check($1, 'six_weeks', '{"done_on": "2025-10-16", "going": "well"}')`, [move?.id])
    expect(await county.db.query('select status from timeline_items where id = $1', [step?.id])).toEqual([{ status: 'done' }])
  })

  it('shows the plan to the school until the evening of the day on which it has finished', async () => {
    const [move] = await county.db.query<{ id: string }>(`select id from moves where person_id = $1 and state = 'accepted'`, [rowan])
    await call(tutor, `record_move_check($1, 'six_months', '{"done_on": "2026-11-20", "going": "well"}')`, [move?.id])
    await call(county.senco, 'close_move($1, $2)', [move?.id, await version(move?.id ?? '')])
    const [today] = await county.db.query<{ today: string }>('select private.today()::text as today')
    expect((await teams()).find(team => team.name === 'Testbury School')?.until).toBe(today?.today)
    expect(await refusal(takeBack(tutor, move?.id ?? ''))).toBe('PT409 move_too_late')
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
