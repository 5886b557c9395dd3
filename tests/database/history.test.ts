import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

let county: County
let robin: string
let jay: string
const accounts: Record<string, string> = {}
const as = <Row>(who: string, statement: string, values: unknown[] = []) =>
  county.db.as(accounts[who] ?? who, sql => sql.query<Row>(statement, values))
const looks = () => county.db.query<{ account_name: string, kind: string, section: string }>(
  'select account_name, kind, section from record_views where person_id = $1 order by id', [robin])

interface Line { kind_of_line: string, actor_name: string, actor_role: string, actor_team: string | null, section: string | null, subject: string | null, in_emergency: boolean, total: number }
const history = (who: string, filter: { who?: string, kind?: string, from?: string, to?: string, page?: number, size?: number } = {}) =>
  as<Line>(who, 'select * from person_history($1, $2, $3, $4, $5, $6, $7)',
    [robin, filter.who ?? null, filter.kind ?? null, filter.from ?? null, filter.to ?? null, filter.page ?? 1, filter.size ?? 100])
const emergency = (who: string, values: [string | null, string | null, string | null, string | null]) =>
  as<{ e: { state: string, person_id?: string } }>(who, 'select open_emergency_access($1, $2, $3, $4) as e', values)
const reason = 'Police rang: found alone at the station'

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  robin = await addPerson(db, county.officer, {
    known_as: 'Robin', family_name: 'Test', date_of_birth: '2010-05-04', teams: [county.school],
    circle: [{ email: 'robin@demo.test', display_name: 'Robin', relationship: 'young_person' }, { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' }],
  })
  jay = await addPerson(db, county.officer, { known_as: 'Jay', family_name: 'Else', date_of_birth: '2011-05-04' })
  for (const name of ['robin', 'mum', 'stranger']) {
    accounts[name] = await db.signUp(`${name}@demo.test`)
    await as(name, 'select enter()')
  }
  accounts.senco = county.senco
  accounts.officer = county.officer
  accounts.duty = (await addTeam(db, 'Duty team', 'childrens_social_care', 'childrens_social_worker'))[1]
  accounts.other = (await addTeam(db, 'Other duty team', 'adult_social_care', 'adult_social_worker'))[1]
  accounts.nurse = (await addTeam(db, 'Nursing', 'health', 'health_named_worker'))[1]
  accounts.coach = (await addTeam(db, 'Jobs', 'employment', 'job_coach'))[1]
  accounts.college = (await addTeam(db, 'College', 'post16_provider', 'post16_tutor'))[1]
  accounts.admin = (await addTeam(db, 'Administrators', null, 'system_admin'))[1]
})
afterAll(() => county.db.close())

describe('looking', () => {
  it('is kept when staff look, once in a quarter of an hour for each part, with who they were', async () => {
    for (let time = 0; time < 2; time++) {
      await as('senco', 'select person_summary($1)', [robin])
      await as('senco', 'select count(*) from timeline($1)', [robin])
      await as('senco', 'select circle_page($1)', [robin])
    }
    const mine = await county.db.query('select account_name, role, team, section from record_views where account_id = $1 order by section', [accounts.senco])
    const seat = { account_name: 'Testbury School senco', role: 'senco', team: 'Testbury School' }
    expect(mine).toEqual([{ ...seat, section: 'circle' }, { ...seat, section: 'record' }, { ...seat, section: 'timeline' }])
  })

  it.each([
    ['reviews', 'select reviews_about($1)'], ['reviews', 'select review_page(r.id) from reviews r where r.person_id = $1'],
    ['reviews', 'select count(*) from actions_about($1)'], ['questions', 'select count(*) from questions_about($1)'],
    ['moves', 'select count(*) from person_moves($1)'], ['history', 'select count(*) from changes_about($1)'],
    ['circle', 'select named_contacts($1)'], ['rights', 'select count(*) from rights_of($1)'], ['rights', 'select decision_dates($1)'],
    ['timeline', 'select count(*) from timeline_stages($1)'], ['timeline', 'select count(*) from preview_timeline($1, \'{}\')'],
    ['timeline', 'select explain_item(t.id) from (select id from timeline_items where person_id = $1 order by id limit 1) t'],
  ])('is kept of %s by whoever of a team calls it: %s', async (section, statement) => {
    const kit = await addPerson(county.db, county.officer, {
      known_as: 'Kit', family_name: section, date_of_birth: '2010-05-04', teams: [county.school],
      circle: [{ email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' }],
    })
    await as('mum', 'select enter()')
    await county.db.query(`insert into reviews (person_id, review_type, statutory, meeting_on, pfa_needed) values ($1, 'annual', true, '2027-01-20', true)`, [kit])
    for (const who of ['stranger', 'mum', 'senco', 'senco']) await as(who, statement, [kit]).catch(() => [])
    expect(await county.db.query('select section, account_id from record_views where person_id = $1', [kit])).toEqual([{ section, account_id: accounts.senco }])
  })

  it('is kept again in the next quarter of an hour', async () => {
    await county.db.query(`insert into record_views (at, person_id, account_id, account_name, role, team, section)
      select now() - interval '20 minutes', $1, $2, 'Testbury School officer', 'ehc_caseworker', 'SEND', 'timeline'`, [robin, accounts.officer])
    await as('officer', 'select count(*) from timeline($1)', [robin])
    expect(await county.db.query(`select 1 from record_views where account_id = $1 and section = 'timeline'`, [accounts.officer])).toHaveLength(2)
  })

  it('is not kept of the young person and their family: it is their own plan', async () => {
    for (const who of ['robin', 'mum']) {
      await as(who, 'select person_summary($1)', [robin])
      await as(who, 'select count(*) from timeline($1)', [robin])
    }
    expect(await county.db.query('select 1 from record_views where account_id = any ($1)', [[accounts.robin, accounts.mum]])).toEqual([])
  })

  it('is read by the circle; staff read the changes, and of the looking only their own', async () => {
    for (const who of ['robin', 'mum']) expect((await history(who, { kind: 'view' })).map(line => line.actor_name)).toContain('Testbury School senco')
    expect(new Set((await history('officer', { kind: 'view' })).map(line => line.actor_name))).toEqual(new Set(['Testbury School officer', 'Testshire SEND team ehc_caseworker']))
    expect((await history('officer', { kind: 'change' })).length).toBeGreaterThan(0)
    expect(await as('officer', 'select 1 from record_views where account_id <> $1', [accounts.officer])).toEqual([])
  })

  it.each(['stranger', 'coach', 'admin'])('tells %s nothing', async (who) => {
    expect(await refusal(history(who))).toBe('PT404 not_found')
    expect(await as(who, 'select 1 from record_views where person_id = $1', [robin])).toEqual([])
    expect(await as(who, 'select * from history_actors($1)', [robin])).toEqual([])
  })
})

describe('the history', () => {
  it('says who, as what, from which team, of views and changes, newest first', async () => {
    const lines = await history('mum')
    expect(lines.find(line => line.kind_of_line === 'view' && line.section === 'timeline' && line.actor_role === 'senco'))
      .toMatchObject({ actor_name: 'Testbury School senco', actor_team: 'Testbury School' })
    expect(lines.find(line => line.subject === 'people')).toMatchObject({ actor_role: 'ehc_caseworker', actor_team: 'Testshire SEND team' })
  })

  it('says once that somebody opened a page, not also that its head was read', async () => {
    const sections = (await history('mum', { who: accounts.senco, kind: 'view' })).map(line => line.section)
    expect(sections).toContain('timeline')
    expect(sections).not.toContain('record')
  })

  it('is filtered by who, kind and days, and comes in pages', async () => {
    const all = await history('mum')
    expect(await history('mum', { who: accounts.senco })).toHaveLength(all.filter(line => line.actor_name === 'Testbury School senco').length)
    expect(await history('mum', { to: '2020-01-01' })).toEqual([])
    expect(await history('mum', { from: '2020-01-01' })).toHaveLength(all.length)
    const first = await history('mum', { size: 2 })
    const second = await history('mum', { size: 2, page: 2 })
    expect([...first, ...second]).toEqual(all.slice(0, 4))
    expect(Number(first[0]?.total)).toBe(all.length)
    expect((await as<{ actor_name: string }>('mum', 'select actor_name from history_actors($1)', [robin])).map(row => row.actor_name)).toContain('Testbury School senco')
  })

  it.each(['record_views', 'audit_events'])('cannot be rewritten by anybody: %s', async (table) => {
    const changes = [`update ${table} set at = now()`, `delete from ${table}`, `truncate ${table}`, `truncate ${table} cascade`]
    for (const change of changes) {
      // The owner of the table, whose rights no grant limits.
      expect(await refusal(county.db.query(change)), change).toBe('PT403 history_is_append_only')
      // The service role, given every right that a hosted project gives it.
      expect(await refusal(county.db.transaction(async (sql) => {
        await sql.run(`grant all on ${table} to service_role`)
        await sql.query('select set_config($1, $2, true)', ['request.jwt.claims', '{"role": "service_role"}'])
        await sql.run('set local role service_role')
        await sql.query(change)
      })), change).toBe('PT403 history_is_append_only')
    }
    for (const who of ['mum', 'officer', 'admin']) {
      expect(await refusal(as(who, `insert into ${table} default values`))).toMatch(/^42501/)
      expect(await refusal(as(who, `delete from ${table}`))).toMatch(/^42501/)
    }
  })

  it('outlives the account and the young person it tells of', async () => {
    const gone = await county.db.signUp('gone@demo.test')
    await county.db.query('insert into accounts (id, display_name) values ($1, $2)', [gone, 'Gone'])
    await county.db.query(`insert into record_views (person_id, account_id, account_name, role, team, section) values ($1, $2, 'Gone', 'senco', 'T', 'timeline')`, [robin, gone])
    await county.db.query('delete from auth.users where id = $1', [gone])
    expect((await history('mum')).map(line => line.actor_name)).toContain('Gone')
  })
})

describe('looking for somebody', () => {
  it('is kept with what was typed, whether or not somebody was found', async () => {
    const search = (name: string, born: string) => as('college', 'select * from find_possible_duplicates($1, $2, $3)', [name, 'Test', born])
    expect(await search('Robin', '2010-05-04')).toMatchObject([{ may_see: false }])
    await search('Nobody', '2001-01-01')
    expect((await history('mum', { kind: 'search' }))[0]).toMatchObject({ actor_name: 'College post16_tutor', section: 'duplicate_search' })
    expect(await county.db.query(`select looked_for ->> 'known_as' as name from record_views where person_id is null and kind = 'duplicate_search'`)).toEqual([{ name: 'Nobody' }])
  })
})

describe('an emergency', () => {
  it('opens the plan of exactly one person for 24 hours, to read', async () => {
    expect(await as('duty', 'select id from people')).toEqual([])
    expect(await emergency('duty', [' robin', 'TEST', '2010-05-04', reason])).toMatchObject([{ e: { state: 'opened', person_id: robin } }])
    expect(await as('duty', 'select id from people')).toEqual([{ id: robin }])
    expect(Number((await as<{ n: number }>('duty', 'select count(*)::int as n from timeline($1)', [robin]))[0]?.n)).toBeGreaterThan(0)
    expect((await as<{ s: { me: object, notices: { emergency_until: string } } }>('duty', 'select person_summary($1) as s', [robin]))[0]?.s)
      .toMatchObject({ me: { audiences: [], in_team: false, in_circle: false }, notices: { emergency_until: expect.any(String) } })
    expect(await county.db.query(`select ends_at - opened_at = interval '24 hours' as day from emergency_access`)).toEqual([{ day: true }])
    await expect(as('duty', 'select * from timeline_stages($1)', [robin])).resolves.not.toEqual([])
  })

  it('changes nothing, whatever is asked', async () => {
    const [item] = await county.db.query<{ id: string }>('select id from timeline_items where person_id = $1 limit 1', [robin])
    const [mums] = await county.db.query<{ id: string }>(`select id from circle_members where display_name = 'Mum'`)
    for (const [statement, values] of [
      ['select record_item($1, 1, \'{"status": "done"}\')', [item!.id]],
      ['select update_person($1, (select version from people where id = $1), \'{"dates": {"pip_letter": "2026-01-02"}}\')', [robin]],
      ['select update_person($1, (select version from people where id = $1), \'{"known_as": "X"}\')', [robin]],
      ['select invite_to_circle($1, \'{"display_name": "X", "relationship": "advocate", "email": "x@demo.test"}\')', [robin]],
      ['select end_circle_member($1, \'x\')', [mums!.id]],
      ['select ask_for_circle_change($1, \'{"kind": "add_team", "why": "x"}\')', [robin]],
      ['select add_team($1, $2)', [robin, county.school]],
      ['select record_capacity_decision($1, \'{}\')', [robin]],
      ['select ask_question(gen_random_uuid(), $1, \'question\', \'school\', \'Hello\', \'{school}\')', [robin]],
    ] as const) expect(await refusal(as('duty', statement, [...values])), statement).toMatch(/^PT40[34] /)
  })

  it('reads what their kind of team may read, and no more', async () => {
    const note = (shared: string) => county.db.as(county.officer, sql => sql.query(`select record_capacity_decision($1, $2)`, [robin, {
      topic: 'other', decision: shared, assessed_on: '2026-11-01', assessor: 'Dr Lind', help_given: 'Pictures', outcome: 'decides', shared_with: [shared] }]))
    await note('childrens_social_care')
    await note('health')
    expect(await as('duty', 'select decision from capacity_decisions')).toEqual([{ decision: 'childrens_social_care' }])
  })

  it('is told to the circle, with the reason, and stays in the history once they have read it', async () => {
    const notices = async (who: string) => (await as<{ s: { notices: { emergencies: { id: string, reason: string, display_name: string }[] } } }>(who, 'select person_summary($1) as s', [robin]))[0]!.s.notices.emergencies
    expect(await notices('mum')).toMatchObject([{ reason, display_name: 'Duty team childrens_social_worker' }])
    expect(await notices('senco')).toEqual([])
    expect(await refusal(as('senco', 'select confirm_emergency_notice($1)', [(await notices('mum'))[0]!.id]))).toBe('PT404 not_found')
    await as('mum', 'select confirm_emergency_notice($1)', [(await notices('mum'))[0]!.id])
    expect(await notices('mum')).toEqual([])
    expect(await notices('robin')).toHaveLength(1)
    const lines = (await history('mum')).filter(line => line.actor_name.startsWith('Duty team') && line.in_emergency)
    expect(lines.map(line => line.kind_of_line)).toEqual(expect.arrayContaining(['view', 'change']))
    expect(await as('mum', 'select reason from emergency_access')).toEqual([{ reason }])
    expect(await as('senco', 'select reason from emergency_access')).toEqual([])
  })

  it('ends when the worker is finished, or after its 24 hours', async () => {
    await as('duty', 'select close_emergency_access($1)', [robin])
    expect(await as('duty', 'select id from people')).toEqual([])
    expect(await refusal(as('duty', 'select person_summary($1)', [robin]))).toBe('PT404 not_found')
    await emergency('duty', ['Robin', 'Test', '2010-05-04', reason])
    await county.db.query(`update emergency_access set opened_at = now() - interval '25 hours', ends_at = now() - interval '1 hour' where closed_at is null`)
    expect(await as('duty', 'select id from people')).toEqual([])
  })

  it.each(['senco', 'college', 'coach', 'mum', 'robin', 'stranger', 'admin'])('is not for %s', async (who) => {
    expect(await refusal(emergency(who, ['Jay', 'Else', '2011-05-04', reason]))).toBe('PT403 not_for_emergency')
  })

  it('tells one who is involved that they are', async () => {
    expect(await emergency('officer', ['Jay', 'Else', '2011-05-04', reason])).toMatchObject([{ e: { state: 'involved', person_id: jay } }])
  })

  it('needs a reason and the exact names and birthday, keeps every try, and stops after five in an hour', async () => {
    expect(await refusal(emergency('other', ['Robin', 'Test', '2010-05-04', ' urgent ']))).toBe('PT422 reason_needed')
    expect(await refusal(emergency('other', ['Robin', null, '2010-05-04', reason]))).toBe('PT422 value_invalid')
    for (const [known, family, born] of [['Rob', 'Test', '2010-05-04'], ['Robin', 'Tes%', '2010-05-04'], ['Robin', 'Test', '2010-05-05'], ['%', '%', '2010-05-04']] as const) {
      expect(await emergency('other', [known, family, born, reason])).toEqual([{ e: { state: 'not_found' } }])
    }
    expect(await county.db.query(`select 1 from record_views where account_id = $1 and kind = 'emergency_search' and person_id is null`, [accounts.other])).toHaveLength(4)
    await emergency('other', ['Nobody', 'Here', '2010-05-04', reason])
    expect(await refusal(emergency('other', ['Robin', 'Test', '2010-05-04', reason]))).toBe('PT429 emergency_too_often')
  })

  it('does not guess between two with the same names and birthday', async () => {
    for (const who of [county.officer, county.senco]) await addPerson(county.db, who, { known_as: 'Twin', family_name: 'Same', date_of_birth: '2012-02-02' })
    expect(await emergency('nurse', ['Twin', 'Same', '2012-02-02', reason])).toEqual([{ e: { state: 'not_found' } }])
  })

  it('keeps the views of a team apart from those in an emergency', async () => {
    expect((await looks()).filter(line => line.account_name.startsWith('Duty team')).map(line => line.section)).toEqual(expect.arrayContaining(['record', 'timeline']))
  })
})
