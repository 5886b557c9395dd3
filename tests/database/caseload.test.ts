import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Line {
  person_id: string
  known_as: string
  need: number
  flags: string[]
  contact_name: string | null
  step_title: string | null
  overdue: { audience: string, must: number, other: number }[]
  place: unknown
}
interface Answer { action_id: string, changed: number, people: { person_id: string, reason: string | null }[] }

let county: County
let officerSeat: string
let secondOfficer: string
let secondSeat: string
const people: Record<string, string> = {}

const seatOf = async (account: string): Promise<string> =>
  (await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [account]))[0]?.id ?? ''
const list = (account: string, filters: object = {}, sort = 'risk', after: unknown = null, size = 50) => county.db.as(account, sql =>
  sql.query<Line>('select * from caseload($1, $2, $3, $4)', [filters, sort, after, size]))
const names = async (account: string, filters: object = {}, sort = 'name') => (await list(account, filters, sort)).map(line => line.known_as)
const counts = async (account: string, filters: object = {}) => (await county.db.as(account, sql => sql.query<{
  c: { total: number, everybody: number, facets: Record<string, { key: string, count: number, label: string | null }[]> }
}>('select caseload_counts($1) as c', [filters])))[0]?.c
const call = async (account: string, statement: string, values: unknown[]): Promise<Answer> => {
  const [row] = await county.db.as(account, sql => sql.query<{ a: Answer }>(`select ${statement} as a`, values))
  if (!row) throw new Error('No answer.')
  return row.a
}
const reasons = (answer: Answer) => Object.fromEntries(answer.people.map(({ person_id: id, reason }) => [
  Object.entries(people).find(([, known]) => known === id)?.[0] ?? 'nobody', reason]))
const on = async (day: string, work: () => Promise<void>) => {
  await county.db.query(`select set_config('onward.today', $1, false)`, [day])
  try {
    await work()
  }
  finally {
    await county.db.query(`select set_config('onward.today', '2026-11-25', false)`)
  }
}

beforeAll(async () => {
  county = await createCounty()
  const { db, school, sendTeam } = county
  await db.query(`select set_config('onward.today', '2026-11-25', false)`)
  await db.query(`update organisation_members set starts_on = '2020-01-01'`)
  const plan = { plan_type: 'ehc_plan', first_made_on: '2020-01-10', last_decision_on: '2026-03-02' }
  const add = async (account: string, name: string, facts: object) => {
    people[name] = await addPerson(db, account, { known_as: name, ...facts })
  }
  await add(county.officer, 'Robin', { date_of_birth: '2011-05-04', plan, locality: 'North', teams: [school], flags: { likely_adult_care_needs: null } })
  await add(county.officer, 'Jay', { date_of_birth: '2013-05-04', plan: { plan_type: 'ehc_plan', first_made_on: '2019-01-10', last_decision_on: '2024-11-02' }, locality: 'South', teams: [school] })
  await add(county.officer, 'Wren', { date_of_birth: '2013-06-04', plan, locality: 'North' })
  await add(county.senco, 'Kit', { date_of_birth: '2014-02-04', plan: { plan_type: 'pfa_only' } })
  await db.query(`update people set planned_from = '2024-01-01' where known_as = 'Jay'`)
  officerSeat = await seatOf(county.officer)
  secondOfficer = await db.signUp('second.officer@demo.test')
  await db.query('insert into accounts (id, display_name) values ($1, \'Second officer\')', [secondOfficer])
  await db.query(`insert into organisation_members (organisation_id, account_id, display_name, role, starts_on)
    values ($1, $2, 'Second officer', 'ehc_caseworker', '2020-01-01')`, [sendTeam, secondOfficer])
  secondSeat = await seatOf(secondOfficer)
})
afterAll(() => county.db.close())

describe('whose caseload it is', () => {
  it('shows a team its own cases and nobody else', async () => {
    expect(await names(county.officer)).toEqual(['Jay', 'Robin', 'Wren'])
    expect(await names(county.senco)).toEqual(['Jay', 'Kit', 'Robin'])
    expect(await names(county.transitionWorker)).toEqual([])
  })

  it('shows the same people as Row Level Security does', async () => {
    for (const account of [county.officer, county.senco, county.transitionWorker, secondOfficer]) {
      const seen = await county.db.as(account, sql => sql.query<{ known_as: string }>('select known_as from people order by known_as'))
      expect(await names(account)).toEqual(seen.map(row => row.known_as))
    }
  })

  it('ends with the seat and with the case', async () => {
    const [team, worker] = await addTeam(county.db, 'Leaving team', 'health', 'therapist')
    await county.db.query('insert into involvements (organisation_id, person_id, starts_on) values ($1, $2, \'2024-01-01\')', [team, people.Robin])
    expect(await names(worker)).toEqual(['Robin'])
    await county.db.query(`update organisation_members set starts_on = '2020-01-01', ends_on = '2026-11-24' where account_id = $1`, [worker])
    expect(await names(worker)).toEqual([])
    await county.db.query('delete from organisations where id = $1', [team])
  })

  it('lets nobody read what it keeps, or another\'s kept view', async () => {
    for (const table of ['private.caseload_people', 'private.caseload_days', 'private.bulk_changes']) {
      expect(await refusal(county.db.as(county.officer, sql => sql.query(`select 1 from ${table}`)))).toMatch(/^42501/)
    }
    await call(county.officer, 'keep_caseload_view($1, $2, $3)', ['Late', { need: ['0'] }, 'risk'])
    const kept = (account: string) => county.db.as(account, sql => sql.query('select name, filters from caseload_views'))
    expect(await kept(county.officer)).toEqual([{ name: 'Late', filters: { need: ['0'] } }])
    expect(await kept(secondOfficer)).toEqual([])
  })

  it('keeps no name in a view', async () => {
    expect(await refusal(call(county.officer, 'keep_caseload_view($1, $2, $3)', ['Mine', { search: 'Robin' }, 'risk']))).toBe('PT422 value_invalid')
  })
})

describe('what needs whom', () => {
  it('puts what is late by law first, and says whose it is', async () => {
    const lines = await list(county.officer)
    expect(lines[0]).toMatchObject({ known_as: 'Jay', need: 0 })
    expect(lines[0]?.overdue.find(({ audience }) => audience === 'la_send')?.must).toBeGreaterThan(0)
    expect(lines.map(line => line.need)).toEqual(lines.map(line => line.need).toSorted())
  })

  it('follows a tick and its undo', async () => {
    const late = async () => (await list(county.officer)).find(line => line.known_as === 'Jay')?.overdue.find(({ audience }) => audience === 'la_send')?.must
    const before = await late() ?? 0
    const [item] = await county.db.query<{ id: string, version: number }>(
      `select t.id, t.version from timeline_items t join people p on p.id = t.person_id
       join pathway_items i on i.template_id = p.template_id and i.key = t.item_key
       where t.person_id = $1 and t.audience = 'la_send' and i.due_kind = 'statutory' and t.due_on < '2026-11-25'
         and t.retired_at is null and not t.before_start limit 1`, [people.Jay])
    const record = (version: number, status: string) => county.db.as(county.officer, sql => sql.query('select record_item($1, $2, $3)', [item?.id, version, { status }]))
    await record(1, 'done')
    expect(await late() ?? 0).toBe(before - 1)
    await record(2, 'not_started')
    expect(await late()).toBe(before)
  })

  it('turns with the day, though nothing was written', async () => {
    const need = async () => (await list(county.officer)).find(line => line.known_as === 'Wren')?.need
    const [{ due }] = await county.db.query<{ due: string }>(
      `select min(d.must_days[1])::text as due from private.caseload_days d where d.person_id = $1 and d.audience = 'la_send'`, [people.Wren]) as [{ due: string }]
    await on(due, async () => expect(await need()).not.toBe(0))
    const [{ next }] = await county.db.query<{ next: string }>(`select ($1::date + 1)::text as next`, [due]) as [{ next: string }]
    await on(next, async () => expect(await need()).toBe(0))
  })

  it('keeps exactly what the timeline says, for everybody', async () => {
    const differing = await county.db.query(`
      select d.person_id, d.audience from private.caseload_days d
      join people p on p.id = d.person_id
      where not exists (
        select from (select coalesce(array_agg(t.due_on order by t.due_on) filter (where i.due_kind = 'statutory'), '{}') as must,
          coalesce(array_agg(t.due_on order by t.due_on) filter (where i.due_kind <> 'statutory'), '{}') as other
        from timeline_items t join pathway_items i on i.template_id = p.template_id and i.key = t.item_key
        where t.person_id = d.person_id and t.audience = d.audience and t.due_on is not null and t.retired_at is null and not t.before_start
          and t.status not in ('done', 'not_applicable')) x where x.must = d.must_days and x.other = d.other_days)`)
    expect(differing).toEqual([])
    const [{ missing }] = await county.db.query<{ missing: number }>(
      'select count(*)::int as missing from people p where not exists (select from private.caseload_people c where c.person_id = p.id)') as [{ missing: number }]
    expect(missing).toBe(0)
  })

  it('names nobody as contact who has left, and shows who it was', async () => {
    await county.db.query('update organisation_members set ends_on = \'2026-11-01\' where id = $1', [officerSeat])
    const [line] = await list(secondOfficer, { search: 'Wren' })
    expect(line).toMatchObject({ contact_name: null, left_name: 'Testshire SEND team ehc_caseworker', flags: expect.arrayContaining(['no_contact']) })
    await county.db.query('update organisation_members set ends_on = null where id = $1', [officerSeat])
  })

  it('asks for cover while the contact is away without any', async () => {
    await county.db.query(`insert into contact_cards (member_id, away_from, away_until) values ($1, '2026-11-20', '2026-12-01')`, [officerSeat])
    expect((await list(secondOfficer, { search: 'Wren' }))[0]?.flags).toContain('no_cover')
    await county.db.query('update contact_cards set cover_member_id = $2 where member_id = $1', [officerSeat, secondSeat])
    expect((await list(secondOfficer, { search: 'Wren' }))[0]).toMatchObject({ cover_name: 'Second officer' })
    expect(await names(secondOfficer, { contact: ['me'] })).toEqual(['Jay', 'Robin', 'Wren'])
    await county.db.query('delete from contact_cards where member_id = $1', [officerSeat])
  })

  it('says when nobody has looked for ninety days, until somebody does', async () => {
    expect((await list(county.officer, { search: 'Jay' }))[0]?.flags).toContain('not_looked_at')
    await county.db.as(county.officer, sql => sql.query('select private.record_view($1, \'timeline\')', [people.Jay]))
    expect((await list(county.officer, { search: 'Jay' }))[0]?.flags).not.toContain('not_looked_at')
  })
})

describe('filters', () => {
  it('are any of a list and all of the lists', async () => {
    expect(await names(county.officer, { locality: ['North'] })).toEqual(['Robin', 'Wren'])
    expect(await names(county.officer, { locality: ['North', 'South'], year: ['9'] })).toEqual(['Jay', 'Wren'])
    expect(await names(county.officer, { locality: ['Nowhere'] })).toEqual([])
    expect(await names(county.senco, { plan: ['pfa_only'] })).toEqual(['Kit'])
    expect(await names(county.senco, { locality: ['none'] })).toEqual(['Kit'])
  })

  it('find part of a name, and take signs as they are typed', async () => {
    expect(await names(county.officer, { search: ' rob ' })).toEqual(['Robin'])
    for (const search of ['%', '_', '\\', 'r%n']) expect(await names(county.officer, { search })).toEqual([])
  })

  it('count each facet as if it alone were not chosen', async () => {
    const answer = await counts(county.officer, { locality: ['North'], year: ['9'] })
    expect(answer).toMatchObject({ total: 1, everybody: 3 })
    expect(answer?.facets.locality).toEqual([{ key: 'North', label: 'North', count: 1 }, { key: 'South', label: 'South', count: 1 }])
    expect(answer?.facets.year?.map(({ key, count }) => [key, count]).sort()).toEqual([['11', 1], ['9', 1]])
  })

  it('answer the first page and its numbers with one look, as plain counting does', async () => {
    interface Page { lines: Line[], counts: { total: number, facets: Record<string, { key: string, count: number }[]> } }
    const everybody = await list(county.officer)
    const plain = (keys: string[]) => Object.fromEntries(keys.map(key => [key, keys.filter(other => other === key).length]))
    const asked: [object, string][] = [[{}, 'risk'], [{ need: ['0', '2'], search: 'a' }, 'name'], [{ flag: ['unknown_dates', 'not_a_flag'] }, 'next'], [{ flag: ['not_a_flag'] }, 'risk']]
    for (const [filters, sort] of asked) {
      const [row] = await county.db.as(county.officer, sql => sql.query<{ page: Page }>('select caseload_page($1, $2) as page', [filters, sort]))
      const rows = await county.db.as(county.officer, sql => sql.query<{ line: Line }>('select to_jsonb(c) as line from caseload($1, $2) c', [filters, sort]))
      expect(row?.page.lines).toEqual(rows.map(({ line }) => line))
      expect(row?.page.counts.total).toBe(rows.length)
      const counted = (facet: string) => Object.fromEntries(row?.page.counts.facets[facet]?.map(({ key, count }) => [key, count]) ?? [])
      if ('flag' in filters) expect(counted('flag')).toEqual(plain(everybody.flatMap(({ flags }) => flags)))
      else expect(counted('flag')).toEqual(plain(rows.flatMap(({ line }) => line.flags)))
    }
  })

  it('page by the last line, without losing or repeating anybody', async () => {
    for (const sort of ['risk', 'next', 'name']) {
      const seen: string[] = []
      let after: unknown = null
      for (let page = 0; page < 4; page += 1) {
        const [line] = await list(county.officer, {}, sort, after, 1)
        if (!line) break
        seen.push(line.known_as)
        after = line.place
      }
      expect(seen.toSorted()).toEqual(['Jay', 'Robin', 'Wren'])
    }
    expect(await refusal(list(county.officer, {}, 'risk', ['x', '', 'y']))).toBe('PT400 page_unknown')
  })
})

describe('one thing for many people', () => {
  const stranger = '00000000-0000-4000-8000-00000000dead'

  it('assigns a contact, says who was not ours, and puts back exactly what was', async () => {
    const answer = await call(county.officer, 'assign_contact($1, $2)', [[people.Wren, people.Kit, stranger], secondSeat])
    expect(answer.changed).toBe(1)
    expect(reasons(answer)).toEqual({ Wren: null, Kit: 'not_found', nobody: 'not_found' })
    expect((await list(county.officer, { search: 'Wren' }))[0]?.contact_name).toBe('Second officer')
    const undone = await call(county.officer, 'undo_bulk_action($1)', [answer.action_id])
    expect(undone.changed).toBe(1)
    expect((await list(county.officer, { search: 'Wren' }))[0]?.contact_name).toBe('Testshire SEND team ehc_caseworker')
    expect(await refusal(call(county.officer, 'undo_bulk_action($1)', [answer.action_id]))).toBe('PT404 not_found')
  })

  it('leaves what somebody changed since, and lets nobody undo for another', async () => {
    const answer = await call(county.officer, 'assign_contact($1, $2)', [[people.Wren, people.Robin], secondSeat])
    await call(secondOfficer, 'assign_contact($1, $2)', [[people.Robin], officerSeat])
    expect(await refusal(call(secondOfficer, 'undo_bulk_action($1)', [answer.action_id]))).toBe('PT404 not_found')
    expect(reasons(await call(county.officer, 'undo_bulk_action($1)', [answer.action_id]))).toEqual({ Wren: null, Robin: 'changed_since' })
  })

  it('assigns only somebody who works in a team of mine', async () => {
    const senco = await seatOf(county.senco)
    expect(await refusal(call(county.officer, 'assign_contact($1, $2)', [[people.Robin], senco]))).toBe('PT404 not_found')
  })

  it('records a review day where there is one to record, and moves every date that hangs on it back again', async () => {
    const dates = () => county.db.query('select item_key, due_on::text from timeline_items where person_id = $1 order by item_key, occurrence', [people.Wren])
    const before = await dates()
    const answer = await call(county.senco, 'record_review_dates($1, $2)', [[people.Robin, people.Kit, people.Wren], '2027-01-20'])
    expect(reasons(answer)).toEqual({ Robin: null, Kit: 'no_review', Wren: 'not_found' })
    const both = await call(county.officer, 'record_review_dates($1, $2)', [[people.Robin, people.Wren], '2027-01-20'])
    expect(reasons(both)).toEqual({ Robin: 'already_so', Wren: null })
    expect(await dates()).not.toEqual(before)
    await call(county.officer, 'undo_bulk_action($1)', [both.action_id])
    expect(await dates()).toEqual(before)
    expect(await refusal(call(county.officer, 'record_review_dates($1, $2)', [[people.Robin], '2026-11-24']))).toBe('PT422 meeting_in_past')
  })

  it('reminds the team whose late steps they are, once a week, until it has seen it', async () => {
    const answer = await call(county.officer, 'send_reminders($1, $2)', [[people.Jay, people.Wren], 'school'])
    expect(reasons(answer)).toEqual({ Jay: null, Wren: 'no_team' })
    expect(reasons(await call(county.officer, 'send_reminders($1, $2)', [[people.Jay], 'school']))).toEqual({ Jay: 'reminded_lately' })
    const reminded = async () => (await county.db.as(county.senco, sql => sql.query<{ known_as: string, reminders: { id: string, from_name: string }[] }>(
      `select known_as, reminders from caseload('{"flag": ["reminded"]}')`)))
    expect(await reminded()).toMatchObject([{ known_as: 'Jay', reminders: [{ from_name: 'Testshire SEND team ehc_caseworker' }] }])
    expect(await names(county.officer, { flag: ['reminded'] })).toEqual([])
    const [jay] = await reminded()
    const reminder = jay?.reminders[0]?.id
    expect(await refusal(county.db.as(county.officer, sql => sql.query('select see_reminder($1)', [reminder])))).toBe('PT404 not_found')
    await county.db.as(county.senco, sql => sql.query('select see_reminder($1)', [reminder]))
    expect(await reminded()).toEqual([])
    expect(reasons(await call(county.officer, 'undo_bulk_action($1)', [answer.action_id]))).toEqual({ Jay: 'changed_since' })
    expect(await refusal(call(county.officer, 'send_reminders($1, $2)', [[people.Jay], 'family']))).toBe('PT422 team_needed')
  })

  it('marks a step not needed with its reason, never on a list that is not mine to record, and undoes it', async () => {
    const [step] = await county.db.as(county.senco, sql => sql.query<{ item_key: string }>(
      `select * from steps_in_common($1) where audience = 'la_send' order by on_lists desc limit 1`, [[people.Jay, people.Robin]]))
    const refused = await call(county.senco, 'mark_step_not_needed($1, $2, $3)', [[people.Jay, people.Kit], step?.item_key, 'Not now'])
    expect(reasons(refused)).toMatchObject({ Jay: 'not_your_step' })
    const own = `select t.item_key, t.status, t.not_needed_reason, t.due_on::text from timeline_items t where t.person_id = $1 order by t.item_key, t.occurrence`
    const before = await county.db.query(own, [people.Jay])
    const answer = await call(county.officer, 'mark_step_not_needed($1, $2, $3)', [[people.Jay], step?.item_key, ' Agreed with the family '])
    expect(answer.changed).toBe(1)
    expect(await county.db.query(own, [people.Jay])).toContainEqual(expect.objectContaining({ status: 'not_applicable', not_needed_reason: 'Agreed with the family' }))
    await call(county.officer, 'undo_bulk_action($1)', [answer.action_id])
    expect(await county.db.query(own, [people.Jay])).toEqual(before)
    expect(await refusal(call(county.officer, 'mark_step_not_needed($1, $2, $3)', [[people.Jay], step?.item_key, ' ']))).toBe('PT422 reason_needed')
  })

  it('takes between one and five hundred people', async () => {
    for (const many of [[], Array.from({ length: 501 }, () => people.Jay)]) {
      expect(await refusal(call(county.officer, 'assign_contact($1, $2)', [many, officerSeat]))).toBe('PT422 people_out_of_reach')
    }
  })
})

describe('a team', () => {
  beforeEach(async () => {
    await county.db.query('update involvements set named_contact_id = $1 where organisation_id = $2', [officerSeat, county.sendTeam])
  })

  it('hands a whole caseload over in one go, also of somebody who has left', async () => {
    await county.db.query('update organisation_members set ends_on = \'2026-11-01\' where id = $1', [officerSeat])
    expect(await county.db.as(secondOfficer, sql => sql.query('select display_name, has_left, cases::int as cases from my_colleagues() order by has_left'))).toEqual([
      { display_name: 'Second officer', has_left: false, cases: 0 }, { display_name: 'Testshire SEND team ehc_caseworker', has_left: true, cases: 3 },
    ])
    const answer = await call(secondOfficer, 'pass_on_work($1, 0, $2)', [officerSeat, { hand_over: true, to_member_id: secondSeat }])
    expect(answer.changed).toBe(3)
    expect(await names(secondOfficer, { contact: ['me'] })).toEqual(['Jay', 'Robin', 'Wren'])
    await call(secondOfficer, 'undo_bulk_action($1)', [answer.action_id])
    expect(await names(secondOfficer, { flag: ['no_contact'] })).toEqual(['Jay', 'Robin', 'Wren'])
    await county.db.query('update organisation_members set ends_on = null where id = $1', [officerSeat])
  })

  it('hands nothing to another team', async () => {
    const pass = (account: string, plan: object) => refusal(call(account, 'pass_on_work($1, 0, $2)', [officerSeat, plan]))
    expect(await pass(county.officer, { hand_over: true, to_member_id: await seatOf(county.senco) })).toBe('PT404 not_found')
    expect(await pass(county.officer, { away_from: '2026-12-01', to_member_id: await seatOf(county.senco) })).toBe('PT422 cover_not_in_team')
    expect(await pass(county.senco, { hand_over: true, to_member_id: secondSeat })).toBe('PT404 not_found')
    expect(await pass(county.senco, { away_from: '2026-12-01' })).toBe('PT404 not_found')
    expect(await pass(county.officer, { to_member_id: secondSeat })).toBe('PT422 value_invalid')
  })

  it('is away and passes on every case in one action, all of it or nothing, with one way back', async () => {
    const card = async () => (await county.db.query<{ away_from: string | null, cover_member_id: string | null }>(
      'select away_from::text, cover_member_id from contact_cards where member_id = $1', [officerSeat]))[0]
    const plan = { hand_over: true, to_member_id: secondSeat, away_from: '2026-12-01', away_until: '2027-02-01' }
    expect(await refusal(call(county.officer, 'pass_on_work($1, 7, $2)', [officerSeat, plan]))).toBe('PT409 card_changed')
    expect(await names(secondOfficer, { contact: ['me'] })).toEqual([])
    const answer = await call(county.officer, 'pass_on_work($1, 0, $2)', [officerSeat, plan])
    expect(await names(secondOfficer, { contact: ['me'] })).toEqual(['Jay', 'Robin', 'Wren'])
    expect(await card()).toEqual({ away_from: '2026-12-01', cover_member_id: secondSeat })
    await call(county.officer, 'undo_bulk_action($1)', [answer.action_id])
    expect(await names(secondOfficer, { contact: ['me'] })).toEqual([])
    expect(await card()).toEqual({ away_from: null, cover_member_id: null })

    const away = await call(county.officer, 'pass_on_work($1, 2, $2)', [officerSeat, { away_from: '2026-12-05', to_member_id: secondSeat }])
    expect(away.changed).toBe(0)
    await call(county.officer, 'undo_bulk_action($1)', [away.action_id])
    expect(await card()).toEqual({ away_from: null, cover_member_id: null })
  })

  it('sees who has what is late among its own cases', async () => {
    const [row] = await county.db.as(county.officer, sql => sql.query<{ o: { people: number, overdue: { audience: string, organisation: string | null, people: number }[] } }>('select caseload_overview() as o'))
    expect(row?.o.people).toBe(3)
    expect(row?.o.overdue.find(({ organisation }) => organisation === 'Testbury School')?.people).toBeGreaterThan(0)
    expect(await refusal(county.db.as(county.officer, sql => sql.query('select caseload_overview($1)', [county.school])))).toBe('PT404 not_found')
  })

  it('exports what it sees, and the history of everybody in it says so', async () => {
    const [row] = await county.db.as(county.senco, sql => sql.query<{ e: { known_as: string }[] }>(`select export_caseload('{"plan": ["pfa_only"]}') as e`))
    expect(row?.e.map(line => line.known_as)).toEqual(['Kit'])
    expect(await county.db.query('select person_id from record_views where section = \'caseload_export\'')).toEqual([{ person_id: people.Kit }])
  })
})
