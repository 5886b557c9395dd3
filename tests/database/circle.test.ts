import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

/** Robin is 14 and their mother decides; Max is 17 and decides. The same people around both. */
let county: County
let nurse: string
let nursing: string
let robin: string
let max: string
const accounts: Record<string, string> = {}
const as = <Row>(who: string, statement: string, values: unknown[] = []) =>
  county.db.as(accounts[who] ?? who, sql => sql.query<Row>(statement, values))
const today = `set_config('onward.today', '2026-11-25', false)`

interface Invited { member_id: string, code: string, email: string, expires_at: string }
interface Page {
  decider: string
  my_basis: string | null
  people: { id: string, display_name: string, state: string, is_me: boolean }[]
  teams: { id: string, name: string, named_contact: string | null }[]
  requests: { id: string, version: number, may_answer: boolean, is_mine: boolean, status: string, email: string }[]
  capacity: { id: string, version: number }[]
  decisions: { what: string, whom: string, basis: string, decision_support: string | null }[]
}

const page = async (who: string, person: string) => (await as<{ p: Page }>(who, 'select circle_page($1) as p', [person]))[0]!.p
const gran = { display_name: 'Gran', relationship: 'nominated_supporter', email: 'gran@demo.test', bond: 'Gran' }
const invite = async (who: string, person: string, invitation: object = gran, support: string | null = null) =>
  (await as<{ i: Invited }>(who, 'select invite_to_circle($1, $2, $3) as i', [person, invitation, support]))[0]!.i
const ask = async (who: string, person: string, request: object) =>
  (await as<{ id: string }>(who, 'select ask_for_circle_change($1, $2) as id', [person, request]))[0]!.id
const answer = (who: string, request: string, accept: boolean, support: string | null = null) =>
  as<{ i: Partial<Invited> }>(who, 'select answer_circle_request($1, 1, $2, $3, $4) as i', [request, accept, null, support])
const member = async (person: string, name: string) =>
  (await county.db.query<{ id: string }>('select id from circle_members where person_id = $1 and display_name = $2 order by ends_on nulls first limit 1', [person, name]))[0]!.id
const team = async (person: string, organisation: string) =>
  (await county.db.query<{ id: string }>('select id from involvements where person_id = $1 and organisation_id = $2', [person, organisation]))[0]!.id

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  await db.query(`select ${today}`)
  const circle = (name: string) => [
    { email: `${name.toLowerCase()}@demo.test`, display_name: name, relationship: 'young_person' },
    { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
  ]
  robin = await addPerson(db, county.officer, { known_as: 'Robin', date_of_birth: '2012-05-04', teams: [county.school], circle: circle('Robin') })
  max = await addPerson(db, county.officer, { known_as: 'Max', date_of_birth: '2009-05-04', teams: [county.school], circle: circle('Max') })
  for (const name of ['robin', 'max', 'mum', 'gran', 'stranger']) {
    accounts[name] = await db.signUp(`${name}@demo.test`)
    await as(name, 'select enter()')
  }
  Object.assign(accounts, { senco: county.senco, officer: county.officer })
  ;[nursing, nurse] = await addTeam(db, 'Nursing', 'health', 'health_named_worker')
  accounts.nurse = nurse
})
afterAll(() => county.db.close())

beforeEach(async () => {
  const { db } = county
  await db.query(`select ${today}`)
  await db.query('delete from circle_requests')
  await db.query('delete from circle_decisions')
  await db.query('delete from capacity_decisions')
  await db.query(`delete from circle_members where display_name not in ('Robin', 'Max', 'Mum')`)
  await db.query('update circle_members set ends_on = null, ended_at = null, ended_by = null')
  await db.query('delete from involvements where organisation_id = $1', [nursing])
  await db.query('update involvements set ends_on = null, ended_at = null, ended_by = null')
})

describe('who decides', () => {
  it.each([
    ['mum', 'robin', 'parent', 'parent'], ['robin', 'robin', 'parent', null], ['senco', 'robin', 'parent', null], ['officer', 'robin', 'parent', null],
    ['mum', 'max', 'young_person', null], ['max', 'max', 'young_person', 'young_person'], ['senco', 'max', 'young_person', null], ['officer', 'max', 'young_person', null],
  ])('%s, about %s: %s decides, on the footing %s', async (who, whom, decider, basis) => {
    expect(await page(who, whom === 'max' ? max : robin)).toMatchObject({ decider, my_basis: basis })
  })

  it('passes to the young person the day after compulsory school age ends, and not with the sixteenth birthday', async () => {
    // Robin turns 16 on 4 May 2028; the last Friday in June is the 30th.
    for (const [day, decider] of [['2028-05-04', 'parent'], ['2028-06-30', 'parent'], ['2028-07-01', 'young_person']] as const) {
      await county.db.query(`select set_config('onward.today', $1, false)`, [day])
      expect((await page('mum', robin)).decider).toBe(decider)
    }
  })

  it.each(['senco', 'officer', 'robin'])('does not let %s invite somebody to Robin\'s circle', async (who) => {
    expect(await refusal(invite(who, robin))).toBe('PT403 not_yours_to_decide')
  })

  it.each(['senco', 'officer', 'mum'])('does not let %s invite somebody to Max\'s circle, or end it for his mother', async (who) => {
    expect(await refusal(invite(who, max))).toBe('PT403 not_yours_to_decide')
    if (who !== 'mum') expect(await refusal(as(who, 'select end_circle_member($1, $2)', [await member(max, 'Mum'), 'Because']))).toBe('PT403 not_yours_to_decide')
  })

  it.each(['stranger', 'nurse', 'gran'])('treats %s as if Max did not exist', async (who) => {
    const mums = await member(max, 'Mum')
    const school = await team(max, county.school)
    const request = await ask('mum', max, { kind: 'add_member', why: 'She helps', ...gran })
    for (const [statement, values] of [
      ['select circle_page($1)', [max]], ['select invite_to_circle($1, $2)', [max, gran]], ['select end_circle_member($1, \'x\')', [mums]],
      ['select keep_circle_member($1)', [mums]], ['select bring_back_circle_member($1)', [mums]], ['select resend_invitation($1)', [mums]],
      ['select add_team($1, $2)', [max, nursing]], ['select end_team($1, \'x\')', [school]], ['select bring_back_team($1)', [school]],
      ['select set_named_contact($1, null)', [school]], ['select ask_for_circle_change($1, \'{}\')', [max]],
      ['select answer_circle_request($1, 1, true)', [request]], ['select withdraw_circle_request($1)', [request]],
      ['select record_capacity_decision($1, \'{}\')', [max]],
    ] as const) expect(await refusal(as(who, statement, [...values])), statement).toBe('PT404 not_found')
  })
})

describe('an invitation', () => {
  it('opens the plan for the address it was sent to, once', async () => {
    const { code, email } = await invite('mum', robin)
    expect(email).toBe('gran@demo.test')
    expect(code).toMatch(/^[0-9a-f]{24}$/)
    expect(await as('gran', 'select read_invitation($1) as i', [code])).toEqual([{ i: {
      state: 'open', known_as: 'Robin', relationship: 'nominated_supporter', display_name: 'Gran', invited_by: 'Mum', person_id: null } }])
    expect(await as('gran', 'select answer_invitation($1, true) as id', [code])).toEqual([{ id: robin }])
    expect(await as('gran', 'select id from people')).toEqual([{ id: robin }])
    expect((await as<{ i: object }>('gran', 'select read_invitation($1) as i', [code]))[0]?.i).toMatchObject({ state: 'joined', person_id: robin })
    expect((await page('mum', robin)).decisions[0]).toMatchObject({ what: 'added', whom: 'Gran', basis: 'parent' })
  })

  it('is nothing to anybody else, even with the code', async () => {
    const { code } = await invite('mum', robin)
    for (const who of ['stranger', 'mum', 'officer', 'max']) {
      expect(await refusal(as(who, 'select read_invitation($1)', [code]))).toBe('PT404 invitation_not_found')
      expect(await refusal(as(who, 'select answer_invitation($1, true)', [code]))).toBe('PT404 invitation_not_found')
    }
    expect(await refusal(as('gran', 'select read_invitation($1)', ['0123456789abcdef01234567']))).toBe('PT404 invitation_not_found')
  })

  it('needs the address to be proven', async () => {
    const { code } = await invite('mum', robin, { ...gran, email: 'uncle@demo.test' })
    const [unproven] = await county.db.query<{ id: string }>(`insert into auth.users (id, email) values (gen_random_uuid(), 'uncle@demo.test') returning id`)
    expect(await refusal(as(unproven!.id, 'select answer_invitation($1, true)', [code]))).toBe('PT404 invitation_not_found')
  })

  it('is taken up by signing in with that address as well, and its code is then used', async () => {
    const { code } = await invite('mum', robin)
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([{ id: robin }])
    await as('mum', 'select end_circle_member($1, $2)', [await member(robin, 'Gran'), 'She moved away'])
    expect(await as('gran', 'select id from people')).toEqual([])
    expect((await as<{ i: object }>('gran', 'select read_invitation($1) as i', [code]))[0]?.i).toEqual({ state: 'withdrawn' })
    expect(await refusal(as('gran', 'select answer_invitation($1, true)', [code]))).toBe('PT409 invitation_over')
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([])
  })

  it('runs out after fourteen days, and says nothing then but that it did', async () => {
    const { code, member_id: invited } = await invite('mum', robin)
    expect(await county.db.query(`select expires_at between now() + interval '13 days 23 hours' and now() + interval '14 days' as ok
      from private.circle_invitations where circle_member_id = $1`, [invited])).toEqual([{ ok: true }])
    await county.db.query(`update private.circle_invitations set expires_at = now() - interval '1 second' where circle_member_id = $1`, [invited])
    expect((await as<{ i: object }>('gran', 'select read_invitation($1) as i', [code]))[0]?.i).toEqual({ state: 'expired' })
    expect(await refusal(as('gran', 'select answer_invitation($1, true)', [code]))).toBe('PT409 invitation_over')
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([])
    expect((await page('mum', robin)).people.find(({ display_name: name }) => name === 'Gran')?.state).toBe('expired')
  })

  it('can be withdrawn by whoever decides', async () => {
    const { code, member_id: invited } = await invite('mum', robin)
    await as('mum', 'select end_circle_member($1, $2)', [invited, 'Wrong address'])
    expect(await refusal(as('gran', 'select answer_invitation($1, true)', [code]))).toBe('PT409 invitation_over')
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([])
  })

  it('is void once a newer one was sent, and is sent again only by its sender, not twice in a minute and not more than five times', async () => {
    const { code, member_id: invited } = await invite('mum', robin)
    expect(await refusal(as('mum', 'select resend_invitation($1)', [invited]))).toBe('PT429 invitation_sent_often')
    await county.db.query(`update private.circle_invitations set sent_at = now() - interval '2 minutes' where circle_member_id = $1`, [invited])
    expect(await refusal(as('robin', 'select resend_invitation($1)', [invited]))).toBe('PT403 not_your_invitation')
    const [again] = await as<{ i: Invited }>('mum', 'select resend_invitation($1) as i', [invited])
    expect(await refusal(as('gran', 'select read_invitation($1)', [code]))).toBe('PT404 invitation_not_found')
    await expect(as('gran', 'select read_invitation($1)', [again!.i.code])).resolves.toHaveLength(1)
    await county.db.query(`update private.circle_invitations set sent_at = now() - interval '1 day', times_sent = 5 where circle_member_id = $1`, [invited])
    expect(await refusal(as('mum', 'select resend_invitation($1)', [invited]))).toBe('PT429 invitation_sent_often')
  })

  it('can be declined, and then lets nobody in', async () => {
    const { code } = await invite('mum', robin)
    expect(await as('gran', 'select answer_invitation($1, false) as id', [code])).toEqual([{ id: null }])
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([])
    expect((await as<{ i: object }>('gran', 'select read_invitation($1) as i', [code]))[0]?.i).toEqual({ state: 'declined' })
  })

  it('is read however its code was typed', async () => {
    const { code } = await invite('mum', robin)
    const typed = ` ${code.toUpperCase().replace(/(.{6})/g, '$1-')} `
    await expect(as('gran', 'select read_invitation($1)', [typed])).resolves.toHaveLength(1)
  })

  it('keeps only the hash of its code, and shows nobody its address', async () => {
    const { code } = await invite('mum', robin)
    const everything = await county.db.query('select * from private.circle_invitations')
    expect(JSON.stringify(everything)).not.toContain(code)
    expect(JSON.stringify(await page('robin', robin))).not.toContain('gran@demo.test')
    for (const row of await county.db.query<{ changes: object }>('select changes from audit_events where person_id = $1', [robin])) {
      expect(JSON.stringify(row.changes)).not.toContain('gran@demo.test')
    }
    expect(await refusal(as('mum', 'select invited_email from circle_members'))).toMatch(/^42501/)
    expect(await refusal(as('mum', 'select * from private.circle_invitations'))).toMatch(/^42501/)
  })

  it('goes once to one address, and needs one that can be', async () => {
    await invite('mum', robin)
    expect(await refusal(invite('mum', robin, { ...gran, email: ' GRAN@demo.test ' }))).toBe('PT409 already_in_circle')
    expect(await refusal(invite('mum', robin, { ...gran, email: 'mum@demo.test' }))).toBe('PT409 already_in_circle')
    expect(await refusal(invite('mum', robin, { ...gran, email: 'gran' }))).toBe('PT422 email_invalid')
    expect(await refusal(invite('mum', robin, { ...gran, email: 'a@demo.test', relationship: 'senco' }))).toBe('PT422 value_invalid')
    expect(await refusal(invite('mum', robin, { ...gran, email: 'a@demo.test', display_name: ' ' }))).toBe('PT422 value_invalid')
  })

  it('offers the young person\'s own place where it is free: by a parent who decides or by a team, never by anybody else', async () => {
    const own = { display_name: 'Robin', relationship: 'young_person', email: 'robin.new@demo.test' }
    expect(await refusal(invite('mum', robin, own))).toBe('PT409 young_person_is_here')
    for (const [who, allowed] of [['mum', true], ['senco', true], ['officer', true]] as const) {
      await county.db.query(`update circle_members set ends_on = '2026-01-01', starts_on = '2026-01-01' where person_id = $1 and relationship = 'young_person'`, [robin])
      await county.db.query(`delete from circle_members where invited_email = 'robin.new@demo.test'`)
      expect(Boolean((await invite(who, robin, own)).code)).toBe(allowed)
    }
    await county.db.query(`delete from circle_members where invited_email = 'robin.new@demo.test'`)
    await county.db.query(`update circle_members set ends_on = '2026-01-01', starts_on = '2026-01-01' where person_id = $1 and relationship = 'young_person'`, [max])
    expect(await refusal(invite('mum', max, { ...own, display_name: 'Max' }))).toBe('PT403 not_yours_to_decide')
  })
})

describe('from the end of compulsory school age', () => {
  it('asks the young person, who says yes and how they were helped', async () => {
    const request = await ask('mum', max, { kind: 'add_member', why: 'She takes you to college', ...gran })
    expect((await page('max', max)).requests).toMatchObject([{ id: request, may_answer: true, is_mine: false, email: 'gran@demo.test' }])
    expect((await page('mum', max)).requests).toMatchObject([{ id: request, may_answer: false, is_mine: true }])
    const [accepted] = await answer('max', request, true, 'Ms Plover read it to me.')
    expect(accepted?.i.code).toMatch(/^[0-9a-f]{24}$/)
    expect((await page('max', max)).decisions[0]).toMatchObject({ what: 'added', whom: 'Gran', basis: 'young_person', decision_support: 'Ms Plover read it to me.' })
    await as('gran', 'select enter()')
    expect(await as('gran', 'select id from people')).toEqual([{ id: max }])
  })

  it('lets the young person say no, and nothing changes', async () => {
    const request = await ask('officer', max, { kind: 'add_member', why: 'She could help', ...gran })
    await answer('max', request, false)
    expect((await page('officer', max)).requests).toMatchObject([{ status: 'declined', may_answer: false }])
    expect((await page('max', max)).people.map(({ display_name: name }) => name).sort()).toEqual(['Max', 'Mum'])
    expect(await refusal(answer('max', request, true))).toBe('PT409 request_answered')
  })

  it.each(['mum', 'senco', 'officer'])('does not let %s answer in the young person\'s place', async (who) => {
    const request = await ask('mum', max, { kind: 'add_member', why: 'She could help', ...gran })
    expect(await refusal(answer(who, request, true))).toBe('PT403 not_yours_to_decide')
  })

  it('shows a request to the one asked and the one who asks, and to nobody else', async () => {
    await ask('senco', max, { kind: 'end_member', why: 'He told me he is afraid', member_id: await member(max, 'Mum') })
    const seen = async (who: string) => [(await page(who, max)).requests.length, (await as(who, 'select id from circle_requests')).length,
      (await as(who, `select id from audit_events where subject = 'circle_requests' and person_id = $1 and changes #>> '{why,1}' like 'He told%'`, [max])).length]
    expect(await seen('max')).toEqual([1, 1, 1])
    expect(await seen('senco')).toEqual([1, 1, 1])
    expect(await seen('mum')).toEqual([0, 0, 0])
    expect(await seen('officer')).toEqual([0, 0, 0])
  })

  it('lets the young person end it for a parent, at once, and take that back for a day', async () => {
    const mums = await member(max, 'Mum')
    expect(await refusal(as('max', 'select end_circle_member($1, $2)', [mums, ' ']))).toBe('PT422 reason_needed')
    await as('max', 'select end_circle_member($1, $2, $3)', [mums, 'I want to do this alone', 'I talked to Ruth first'])
    expect(await as('mum', 'select id from people where id = $1', [max])).toEqual([])
    await as('max', 'select bring_back_circle_member($1)', [mums])
    expect(await as('mum', 'select id from people where id = $1', [max])).toEqual([{ id: max }])
    await as('max', 'select end_circle_member($1, $2)', [mums, 'Really now'])
    await county.db.query(`update circle_members set ended_at = now() - interval '25 hours' where id = $1`, [mums])
    expect(await refusal(as('max', 'select bring_back_circle_member($1)', [mums]))).toBe('PT409 too_late_to_undo')
  })

  it('keeps a parent only when the young person said so, and writes that down', async () => {
    const mums = await member(max, 'Mum')
    expect(await refusal(as('mum', 'select keep_circle_member($1)', [mums]))).toBe('PT403 not_yours_to_decide')
    await as('max', 'select keep_circle_member($1)', [mums])
    expect(await county.db.query('select kept_on::text from circle_members where id = $1', [mums])).toEqual([{ kept_on: '2026-11-25' }])
  })

  it('asks the young person about each of those they did not invite themselves, until they have answered', async () => {
    const waiting = async (who: string) => (await as<{ s: { notices: { requests: number } } }>(who, 'select person_summary($1) as s', [max]))[0]!.s.notices.requests
    await county.db.query(`update circle_members set kept_on = null where person_id = $1`, [max])
    await invite('max', max)
    await as('gran', 'select enter()')
    expect([await waiting('max'), await waiting('mum'), await waiting('senco')]).toEqual([1, 0, 0])
    await as('max', 'select keep_circle_member($1)', [await member(max, 'Mum')])
    expect(await waiting('max')).toBe(0)
  })

  it('lets everybody leave, but not the young person their own plan', async () => {
    await as('mum', 'select end_circle_member($1, $2)', [await member(max, 'Mum'), 'Max asked me to'])
    expect(await as('mum', 'select id from people where id = $1', [max])).toEqual([])
    expect(await refusal(as('max', 'select end_circle_member($1, $2)', [await member(max, 'Max'), 'x']))).toBe('PT403 young_person_stays')
  })
})

describe('before it', () => {
  it('asks a parent what the young person or staff would like', async () => {
    const request = await ask('robin', robin, { kind: 'add_member', why: 'I like her', ...gran })
    expect(await refusal(answer('robin', request, true))).toBe('PT403 not_yours_to_decide')
    await answer('mum', request, true)
    expect((await page('robin', robin)).people.map(({ display_name: name }) => name)).toContain('Gran')
  })
})

describe('a decision about capacity', () => {
  const lacks = {
    topic: 'circle', decision: 'Who sees his plan', assessed_on: '2026-11-20', assessor: 'Dr Lind', help_given: 'Pictures, two visits',
    outcome: 'lacks_capacity', best_interests: 'His mother knows what he likes.',
  }
  const record = async (who: string, facts: object = lacks, person = max) =>
    (await as<{ id: string }>(who, 'select record_capacity_decision($1, $2) as id', [person, facts]))[0]!.id

  it('lets a parent decide where there is no representative, and names the decision each time', async () => {
    await record('officer')
    expect(await page('mum', max)).toMatchObject({ decider: 'representative_or_parent', my_basis: 'parent_by_capacity' })
    await invite('mum', max)
    const [decision] = await county.db.query<{ basis: string, named: boolean }>('select basis, capacity_decision_id is not null as named from circle_decisions')
    expect(decision).toEqual({ basis: 'parent_by_capacity', named: true })
  })

  it('lets a representative decide before a parent', async () => {
    const { code } = await invite('max', max, { ...gran, relationship: 'representative' })
    await as('gran', 'select answer_invitation($1, true)', [code])
    expect((await page('gran', max)).my_basis).toBeNull()
    await record('officer')
    expect((await page('gran', max)).my_basis).toBe('representative')
    expect((await page('mum', max)).my_basis).toBeNull()
  })

  it('never stops the young person\'s own wish', async () => {
    await record('officer')
    expect((await page('max', max)).my_basis).toBe('young_person')
  })

  it.each([
    ['it is older than its review', `update capacity_decisions set assessed_on = '2025-10-01', review_on = '2026-10-01'`],
    ['it was ended', `update capacity_decisions set ended_on = '2026-11-25'`],
    ['it is about something else', `update capacity_decisions set topic = 'other'`],
    ['they decide with help', `update capacity_decisions set outcome = 'decides_with_help'`],
  ])('changes nothing once %s', async (_why, change) => {
    await record('officer')
    await county.db.query(change)
    expect(await page('mum', max)).toMatchObject({ decider: 'young_person', my_basis: null })
  })

  it.each(['mum', 'max', 'senco'])('is not written down by %s', async (who) => {
    expect(await refusal(record(who))).toBe('PT403 capacity_not_yours')
  })

  it('needs what the law asks for, and a person of 16', async () => {
    expect(await refusal(record('officer', { ...lacks, best_interests: '' }))).toBe('PT422 value_invalid')
    expect(await refusal(record('officer', { ...lacks, help_given: null }))).toBe('PT422 value_invalid')
    expect(await refusal(record('officer', { ...lacks, assessed_on: '2026-11-26' }))).toBe('PT422 value_invalid')
    expect(await refusal(record('officer', { ...lacks, review_on: '2029-01-01' }))).toBe('PT422 value_invalid')
    expect(await refusal(record('officer', lacks, robin))).toBe('PT422 too_young_for_capacity')
  })

  it('is read by those it names; about the circle always by the young person and the circle', async () => {
    const shared = await record('officer', { ...lacks, topic: 'other', shared_with: ['health'] })
    for (const [who, sees] of [['officer', 1], ['max', 0], ['mum', 0], ['senco', 0]] as const) {
      expect((await page(who, max)).capacity).toHaveLength(sees)
      expect(await as(who, 'select id from capacity_decisions')).toHaveLength(sees)
      expect(await as(who, `select id from audit_events where subject = 'capacity_decisions' and changes #>> '{id,1}' = $1`, [shared])).toHaveLength(sees)
    }
    await record('officer')
    expect((await page('max', max)).capacity).toHaveLength(1)
    expect((await page('senco', max)).capacity).toHaveLength(0)
  })

  it('is ended with a reason, by the version that was read', async () => {
    const id = await record('officer')
    expect(await refusal(as('officer', 'select end_capacity_decision($1, 2, $2)', [id, 'x']))).toBe('PT409 capacity_changed')
    expect(await refusal(as('mum', 'select end_capacity_decision($1, 1, $2)', [id, 'x']))).toBe('PT403 capacity_not_yours')
    await as('officer', 'select end_capacity_decision($1, 1, $2)', [id, 'He told us clearly what he wants'])
    expect((await page('mum', max)).decider).toBe('young_person')
  })
})

describe('teams', () => {
  it('are added by the SEND team, from today, once', async () => {
    const [first] = await as<{ id: string }>('officer', 'select add_team($1, $2) as id', [max, nursing])
    expect(await as('officer', 'select add_team($1, $2) as id', [max, nursing])).toEqual([first])
    expect(await as('nurse', 'select id from people')).toEqual([{ id: max }])
  })

  it.each(['senco', 'max', 'mum'])('are not added by %s, who can ask', async (who) => {
    expect(await refusal(as(who, 'select add_team($1, $2)', [max, nursing]))).toBe('PT403 teams_not_yours')
    const request = await ask(who, max, { kind: 'add_team', why: 'He sees a nurse', organisation_id: nursing })
    expect(await refusal(answer('senco', request, true))).toBe('PT403 teams_not_yours')
    await answer('officer', request, true)
    expect(await as('nurse', 'select id from people')).toEqual([{ id: max }])
  })

  it('are added by the school where there is no SEND team', async () => {
    await county.db.query(`update involvements set ends_on = '2026-11-24' where person_id = $1 and organisation_id = $2`, [robin, county.sendTeam])
    await as('senco', 'select add_team($1, $2)', [robin, nursing])
    expect(await as('nurse', 'select id from people')).toEqual([{ id: robin }])
  })

  it('end their own work at once, with a reason in the history, and can take it back', async () => {
    await as('officer', 'select add_team($1, $2)', [max, nursing])
    const involvement = await team(max, nursing)
    expect(await refusal(as('senco', 'select end_team($1, $2)', [involvement, 'x']))).toBe('PT403 teams_not_yours')
    await as('nurse', 'select end_team($1, $2)', [involvement, 'Discharged from clinic'])
    expect(await as('nurse', 'select id from people')).toEqual([])
    expect(await as('max', `select reason, actor_team from audit_events where subject = 'involvements' and reason is not null`))
      .toEqual([{ reason: 'Discharged from clinic', actor_team: 'Nursing' }])
    await as('nurse', 'select bring_back_team($1)', [involvement])
    expect(await as('nurse', 'select id from people')).toEqual([{ id: max }])
  })

  it('never leave a young person with nobody', async () => {
    await as('officer', 'select end_team($1, $2)', [await team(max, county.school), 'Left school'])
    expect(await refusal(as('officer', 'select end_team($1, $2)', [await team(max, county.sendTeam), 'Done']))).toBe('PT409 last_team')
  })

  it('name their own contact, who works there', async () => {
    await as('officer', 'select add_team($1, $2)', [max, nursing])
    const involvement = await team(max, nursing)
    const [seat] = await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [nurse])
    const [other] = await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [county.senco])
    expect(await refusal(as('senco', 'select set_named_contact($1, $2)', [involvement, seat!.id]))).toBe('PT403 teams_not_yours')
    expect(await refusal(as('nurse', 'select set_named_contact($1, $2)', [involvement, other!.id]))).toBe('PT422 not_in_team')
    await as('nurse', 'select set_named_contact($1, $2)', [involvement, seat!.id])
    expect((await page('max', max)).teams.find(({ name }) => name === 'Nursing')?.named_contact).toBe('Nursing health_named_worker')
  })
})
