import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'
import { addMoveRows } from './move-rows.ts'
import { addReviewRows } from './review-rows.ts'

/** What a table is about decides who may read its rows. */
const tables = {
  person: ['people', 'plans', 'placements', 'person_flags', 'person_dates', 'timeline_items', 'involvements', 'circle_members', 'audit_events', 'named_contact_history',
    'moves', 'packs', 'handovers', 'handover_questions', 'move_meetings', 'move_checks', 'place_choices',
    'reviews', 'review_guests', 'review_advice', 'review_areas', 'review_actions', 'person_identifiers', 'deletion_notices'],
  /** About somebody, and kept from those who have no part in it. */
  care: ['supports', 'support_decisions', 'care_tracks', 'care_events'],
  signedIn: ['organisations', 'plan_types', 'term_dates', 'conditions', 'anchors', 'pathway_templates', 'pathway_stages', 'pathway_items', 'pathway_texts', 'care_statuses', 'move_periods',
    'view_questions', 'view_question_texts', 'rights_topics', 'rights_texts', 'retention_terms'],
  own: ['accounts'],
  /** Read by the circle alone: circle.test.ts, history.test.ts. */
  circle: ['emergency_access', 'record_views'],
  team: ['organisation_members'],
  /** Read by the team whose it is: imports.test.ts, web-api.test.ts. */
  ofTeam: ['imports', 'import_sources', 'api_tokens'],
  /** Read by whom its author chose, or by one account alone: questions.test.ts, family.test.ts, circle.test.ts, goals.test.ts, profile.test.ts, caseload.test.ts,
   * own-views.test.ts, confirmations.test.ts, moves.test.ts. */
  written: ['questions', 'reminders', 'caseload_views', 'family_views', 'private_notes', 'last_looks', 'contact_cards', 'capacity_decisions', 'circle_decisions', 'circle_requests',
    'goals', 'goal_steps', 'goal_versions', 'goal_reports', 'profiles', 'profile_versions', 'profile_media',
    'own_views', 'own_view_reads', 'view_replies', 'confirmations', 'move_alerts_seen'],
} as const
const personColumn: Record<string, string> = { people: 'id' }

const insiders = ['robin', 'mum', 'senco', 'officer'] as const
const outsiders = ['stranger', 'otherMum', 'college', 'formerSenco', 'endedTeam', 'expiredGran', 'admin'] as const

let county: County
let robin: string
const accounts: Record<string, string> = {}

beforeAll(async () => {
  county = await createCounty()
  const { db } = county
  robin = await addPerson(db, county.officer, {
    known_as: 'Robin', date_of_birth: '2010-05-04', plan: { plan_type: 'ehc_plan', first_made_on: '2018-01-10' },
    setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school', organisation_id: county.school },
    setting_next: { setting_name: 'A College', setting_type: 'general_fe_college', starts_on: '2027-09-01' },
    flags: { learning_disability: null }, dates: { review_meeting: '2027-01-11' }, teams: [county.school],
    circle: [
      { email: 'robin@demo.test', display_name: 'Robin', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'gran@demo.test', display_name: 'Gran', relationship: 'parent_carer' },
    ],
  })
  await addPerson(db, county.officer, {
    known_as: 'Jay', date_of_birth: '2011-05-04', circle: [{ email: 'other.mum@demo.test', display_name: 'Other mum', relationship: 'parent_carer' }],
  })
  for (const [name, email] of Object.entries({ robin: 'robin@demo.test', mum: 'mum@demo.test', otherMum: 'other.mum@demo.test', expiredGran: 'gran@demo.test', stranger: 'stranger@demo.test' })) {
    accounts[name] = await db.signUp(email)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  accounts.senco = county.senco
  accounts.officer = county.officer
  accounts.college = (await addTeam(db, 'A College', 'post16_provider', 'post16_tutor'))[1]
  accounts.admin = (await addTeam(db, 'Administrators', null, 'system_admin'))[1]
  const [formerTeam, former] = await addTeam(db, 'Former School', 'school', 'head_teacher')
  accounts.formerSenco = former
  await db.query(`insert into involvements (organisation_id, person_id, starts_on) values ($1, $2, '2020-01-01')`, [formerTeam, robin])
  await db.query(`update organisation_members set starts_on = '2020-01-01', ends_on = private.today() - 1 where account_id = $1`, [former])
  const [endedTeam, ended] = await addTeam(db, 'Ended Team', 'health', 'therapist')
  accounts.endedTeam = ended
  await db.query(`insert into involvements (organisation_id, person_id, starts_on, ends_on) values ($1, $2, '2020-01-01', private.today() - 1)`, [endedTeam, robin])
  await db.query(`update circle_members set starts_on = '2020-01-01', ends_on = private.today() - 1 where display_name = 'Gran'`)
  await addMoveRows(county, robin)
  await addReviewRows(db, robin)
  await db.query(`insert into deletion_notices (person_id, due_on) values ($1, private.today() + 90)`, [robin])
  await db.query(`insert into person_identifiers (person_id, kind, value) values ($1, 'nhs_number', '9434765919')`, [robin])
})
afterAll(() => county.db.close())

const countAs = async (who: string, query: string, values: unknown[] = []) => {
  const work = (sql: { query: <Row>(statement: string, values?: readonly unknown[]) => Promise<Row[]> }) => sql.query<{ n: number }>(query, values)
  const rows = who === 'anon' ? await county.db.asAnon(work) : await county.db.as(accounts[who] ?? '', work)
  return rows[0]?.n ?? 0
}

describe('every table in the API', () => {
  it('is listed here with who may read it', async () => {
    const found = await county.db.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p') order by relname`)
    expect(found.map(row => row.relname)).toEqual(Object.values(tables).flat().sort())
  })

  it('has row level security on', async () => {
    expect(await county.db.query(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity`)).toEqual([])
  })

  it('lets nobody write, but for their own name and language', async () => {
    const grants = await county.db.query<{ grantee: string, table_name: string, privilege_type: string }>(
      `select grantee, table_name, privilege_type from information_schema.role_table_grants
       where table_schema = 'public' and grantee in ('anon', 'authenticated', 'PUBLIC') and privilege_type <> 'SELECT'`)
    expect(grants).toEqual([])
    const columns = await county.db.query(
      `select table_name, column_name from information_schema.column_privileges
       where table_schema = 'public' and grantee in ('anon', 'authenticated', 'PUBLIC') and privilege_type in ('INSERT', 'UPDATE') order by 1, 2`)
    expect(columns).toEqual([{ table_name: 'accounts', column_name: 'display_name' }, { table_name: 'accounts', column_name: 'locale' }])
  })

  it('lets somebody who has not signed in read nothing, and call nothing but what asks for a token', async () => {
    const readable = await county.db.query(
      `select table_name from information_schema.column_privileges where table_schema = 'public' and grantee in ('anon', 'PUBLIC')`)
    expect(readable).toEqual([])
    const callable = await county.db.query(
      `select p.proname from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
       and p.prorettype <> 'trigger'::regtype and has_function_privilege('anon', p.oid, 'execute')`)
    expect(callable).toEqual([{ proname: 'api_call' }])
  })
})

describe.each(tables.person)('%s', (table) => {
  const query = `select count(*)::int as n from ${table} where ${personColumn[table] ?? 'person_id'} = $1`

  it.each(insiders)('can be read by %s', async (who) => {
    expect(await countAs(who, query, [robin])).toBeGreaterThan(0)
  })

  it.each(outsiders)('shows nothing of Robin to %s', async (who) => {
    expect(await countAs(who, query, [robin])).toBe(0)
  })

  it('shows Robin\'s mother nothing of anybody else', async () => {
    expect(await countAs('mum', `select count(*)::int as n from ${table} where ${personColumn[table] ?? 'person_id'} <> $1`, [robin])).toBe(0)
  })
})

describe.each(tables.care)('%s', (table) => {
  const query = `select count(*)::int as n from ${table} where person_id = $1`

  it.each(['robin', 'mum', 'officer'])('can be read by %s', async (who) => {
    expect(await countAs(who, query, [robin])).toBeGreaterThan(0)
  })

  it.each(['senco', ...outsiders])('shows nothing of Robin to %s', async (who) => {
    expect(await countAs(who, query, [robin])).toBe(0)
  })
})

describe('functions', () => {
  const calls = {
    timeline: ['select count(*)::int as n from timeline($1)', []],
    timeline_stages: ['select count(*)::int as n from timeline_stages($1)', []],
    readers: ['select count(*)::int as n from readers($1)', []],
  } as const

  it.each(Object.keys(calls) as (keyof typeof calls)[])('%s gives an insider rows and an outsider none', async (name) => {
    for (const who of insiders) expect(await countAs(who, calls[name][0], [robin])).toBeGreaterThan(0)
    for (const who of outsiders) expect(await countAs(who, calls[name][0], [robin])).toBe(0)
  })

  it.each(outsiders)('treat %s as if Robin did not exist', async (who) => {
    const account = accounts[who] ?? ''
    const nobody = '00000000-0000-4000-8000-00000000dead'
    const [item] = await county.db.query<{ id: string }>('select id from timeline_items where person_id = $1 limit 1', [robin])
    for (const [statement, real] of [
      ['select update_person($1, 1, \'{"known_as": "X"}\')', robin],
      ['select preview_timeline($1, \'{}\')', robin],
      ['select record_item($1, 1, \'{"status": "done"}\')', item?.id],
      ['select explain_item($1)', item?.id],
    ] as const) {
      const forbidden = await refusal(county.db.as(account, sql => sql.query(statement, [real])))
      const missing = await refusal(county.db.as(account, sql => sql.query(statement, [nobody])))
      expect(forbidden).toBe('PT404 not_found')
      expect(forbidden).toBe(missing)
    }
  })

  it('let a family change the date of a letter and nothing else', async () => {
    const mum = accounts.mum ?? ''
    const change = (patch: object) => county.db.as(mum, sql => sql.query<{ v: number }>(
      'select update_person($1, (select version from people where id = $1), $2) as v', [robin, patch]))
    await expect(change({ dates: { pip_letter: '2026-05-20' } })).resolves.toHaveLength(1)
    for (const patch of [{ known_as: 'X' }, { date_of_birth: '2010-05-05' }, { flags: {} }, { plan: null }, { dates: { review_meeting: '2027-02-01' } }]) {
      expect(await refusal(change(patch))).toBe('PT403 staff_only')
    }
  })

  it('keep a date of birth with the team that entered it and the SEND team', async () => {
    const change = (who: string) => county.db.as(who, sql => sql.query(
      'select update_person($1, (select version from people where id = $1), $2)', [robin, { date_of_birth: '2010-05-06' }]))
    expect(await refusal(change(county.senco))).toBe('PT403 date_of_birth_not_yours')
    await expect(change(county.officer)).resolves.toHaveLength(1)
  })

  it('refuse to add a young person for those who do not', async () => {
    for (const who of ['mum', 'robin', 'stranger', 'admin']) {
      expect(await refusal(county.db.as(accounts[who] ?? '', sql => sql.query(`select add_person('{"known_as": "X", "date_of_birth": "2015-01-01"}')`)))).toBe('PT403 may_not_add_people')
    }
  })

  it('add one person however often the same form is sent', async () => {
    const id = '7d0c1b1e-54a6-4b59-9d3a-0d4e6d2f9a11'
    const form = { id, known_as: 'Twice', date_of_birth: '2015-01-01' }
    expect(await addPerson(county.db, county.senco, form)).toBe(id)
    expect(await addPerson(county.db, county.senco, form)).toBe(id)
    expect(await county.db.query(`select 1 from involvements where person_id = $1`, [id])).toHaveLength(1)
    expect(await refusal(county.db.as(accounts.college ?? '', sql => sql.query('select add_person($1)', [form])))).toBe('PT404 not_found')
  })

  it('tell a team that somebody may be here already, without saying who when they may not know', async () => {
    const search = (who: string) => county.db.as(who, sql => sql.query('select * from find_possible_duplicates($1, null, $2)', ['robin ', '2010-05-06']))
    expect(await search(county.officer)).toEqual([{ person_id: robin, person_known_as: 'Robin', person_family_name: null, may_see: true }])
    expect(await search(accounts.college ?? '')).toEqual([{ person_id: null, person_known_as: null, person_family_name: null, may_see: false }])
  })

  it('give an invitation to a proven address only', async () => {
    await county.db.query(`insert into circle_members (person_id, invited_email, display_name, relationship) values ($1, 'aunt@demo.test', 'Aunt', 'parent_carer')`, [robin])
    const [unproven] = await county.db.query<{ id: string }>(`insert into auth.users (id, email) values (gen_random_uuid(), 'aunt@demo.test') returning id`)
    await county.db.as(unproven?.id ?? '', sql => sql.query('select enter()'))
    expect(await county.db.as(unproven?.id ?? '', sql => sql.query('select id from people'))).toEqual([])
    await county.db.query('update auth.users set email_confirmed_at = now() where id = $1', [unproven?.id])
    await county.db.as(unproven?.id ?? '', sql => sql.query('select enter()'))
    expect(await county.db.as(unproven?.id ?? '', sql => sql.query('select id from people'))).toEqual([{ id: robin }])
  })
})

describe('careless or hostile input', () => {
  const twin = { known_as: 'Twin', date_of_birth: '2012-03-04' }
  const invite = (email: string) => ({ email, display_name: 'Parent', relationship: 'parent_carer' })
  const change = (person: string, patch: unknown) => county.db.as(county.senco, sql => sql.query(
    'select update_person($1, (select version from people where id = $1), $2)', [person, patch]))

  it('invites an address once, however it is written', async () => {
    const person = await addPerson(county.db, county.senco, { ...twin, circle: [invite('both@demo.test'), invite(' Both@demo.test ')] })
    expect(await county.db.query('select 1 from circle_members where person_id = $1', [person])).toHaveLength(1)
  })

  it('lets somebody in who was invited twice to one place', async () => {
    const person = await addPerson(county.db, county.senco, { ...twin, circle: [invite('twice@demo.test')] })
    await county.db.query(`insert into circle_members (person_id, invited_email, display_name, relationship) values ($1, 'twice@demo.test', 'Again', 'advocate')`, [person])
    const account = await county.db.signUp('twice@demo.test')
    await county.db.as(account, sql => sql.query('select enter()'))
    await county.db.as(account, sql => sql.query('select enter()'))
    expect(await county.db.as(account, sql => sql.query('select id from people'))).toEqual([{ id: person }])
  })

  it('refuses a circle that is not one, without repeating an address', async () => {
    for (const circle of [{}, [{ email: 'a@demo.test' }], [{ ...invite('a@demo.test'), relationship: 'senco' }]]) {
      const refused = county.db.as(county.senco, sql => sql.query('select add_person($1)', [{ ...twin, circle }]))
      await expect(refused).rejects.toMatchObject({ code: 'PT422', message: 'value_invalid', detail: expect.not.stringContaining('demo.test') })
    }
  })

  it('refuses dates that no life has', async () => {
    const person = await addPerson(county.db, county.senco, twin)
    for (const day of ['0024-01-10', '4713-01-01 BC', 'infinity', '2999-01-01']) {
      for (const patch of [
        { plan: { plan_type: 'ehc_plan', last_decision_on: day } },
        { setting_next: { setting_name: 'X', setting_type: 'special_school', starts_on: day } },
        { flags: { looked_after: day } }, { dates: { course_start: day } }, { autumn_term_start: day },
      ]) expect(await refusal(change(person, patch))).toBe('PT422 value_invalid')
      for (const changes of [{ plan_last_decision_on: day }, { dates: { course_start: day } }, { next_starts_on: day }]) {
        expect(await refusal(county.db.as(county.senco, sql => sql.query('select preview_timeline($1, $2)', [person, changes])))).toBe('PT422 value_invalid')
      }
    }
  })

  it('refuses a change that changes nothing', async () => {
    const person = await addPerson(county.db, county.senco, twin)
    for (const patch of [{}, [], null]) expect(await refusal(change(person, patch))).toBe('PT400 patch_invalid')
  })

  it('refuses a language that is none', async () => {
    expect(await refusal(county.db.as(county.senco, sql => sql.query(`select enter(null, 'x')`)))).toBe('PT422 value_invalid')
  })
})

describe('a step that no involved team is there to do', () => {
  it('can be recorded by the school until such a team is involved', async () => {
    const person = await addPerson(county.db, county.senco, { known_as: 'Sol', date_of_birth: '2009-02-03', flags: { likely_adult_care_needs: null } })
    const mayRecord = async () => (await county.db.as(county.senco, sql => sql.query<{ may: boolean }>(
      `select bool_and(may_record) as may from timeline($1) where audience = 'adult_social_care'`, [person])))[0]?.may
    expect(await mayRecord()).toBe(true)
    await county.db.query('insert into involvements (organisation_id, person_id) values ($1, $2)', [county.transitionTeam, person])
    expect(await mayRecord()).toBe(false)
  })
})

describe('private details', () => {
  it('are not handed out: an invitation\'s address', async () => {
    for (const table of ['circle_members', 'organisation_members']) {
      expect(await refusal(county.db.as(county.officer, sql => sql.query(`select invited_email from ${table}`)))).toMatch(/^42501 /)
    }
  })

  it('are not handed out: other people\'s accounts', async () => {
    expect(await county.db.as(county.officer, sql => sql.query('select id from accounts'))).toEqual([{ id: county.officer }])
  })

  it('are not handed out: who works in a team that is not mine, unless they are my named contact', async () => {
    const members = (who: string) => county.db.as(accounts[who] ?? '', sql => sql.query<{ account_id: string }>('select account_id from organisation_members'))
    expect(await members('stranger')).toEqual([])
    expect((await members('mum')).map(row => row.account_id)).toEqual([county.officer])
    expect((await members('senco')).map(row => row.account_id).sort()).toEqual([county.officer, county.senco].sort())
  })
})

describe('history', () => {
  it('says who did what, as whom', async () => {
    const [row] = await county.db.as(accounts.mum ?? '', sql => sql.query(
      `select actor_name, actor_role, action, subject, subject_key from audit_events where subject = 'person_dates' and subject_key = 'pip_letter'`))
    expect(row).toEqual({ actor_name: 'Mum', actor_role: 'parent_carer', action: 'insert', subject: 'person_dates', subject_key: 'pip_letter' })
  })

  it('cannot be changed or removed, even by the owner of the database', async () => {
    for (const statement of ['update audit_events set reason = \'x\'', 'delete from audit_events', 'truncate audit_events']) {
      expect(await refusal(county.db.query(statement))).toBe('PT403 history_is_append_only')
    }
  })

  it('outlives the person it tells of, until everything about them goes', async () => {
    const gone = await addPerson(county.db, county.officer, { known_as: 'Gone', date_of_birth: '2012-01-01' })
    await county.db.query('delete from people where id = $1', [gone])
    expect((await county.db.query('select 1 from audit_events where person_id = $1', [gone])).length).toBeGreaterThan(0)
    await county.db.query('delete from audit_events where person_id = $1', [gone])
  })
})
