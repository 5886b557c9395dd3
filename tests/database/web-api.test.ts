import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, startLongAgo, type County } from './county.ts'

interface Answer { status: number, key?: string, detail?: string, retry_after?: number, etag: string, body: Record<string, unknown> }
interface Made { id: string, token: string }

const everything = ['people:read', 'people:write', 'handovers:read', 'handovers:write']
const ada = { known_as: 'Ada', family_name: 'Plover', date_of_birth: '2012-03-04', upn: 'H801200001001', plan_type: 'sen_support' }

let county: County
let admin: string
let college: string
let tutor: string
let ours: Made
let theirs: Made
let rowan: string
let rowanAccount: string

beforeAll(async () => {
  county = await createCounty()
  admin = (await addTeam(county.db, 'Administrators', null, 'system_admin'))[1]
  ;[college, tutor] = await addTeam(county.db, 'Testbury College', 'post16_provider', 'post16_tutor')
  rowan = await addPerson(county.db, county.senco, {
    known_as: 'Rowan', family_name: 'Test', date_of_birth: '2009-03-04', teams: [county.school],
    circle: [{ email: 'rowan@demo.test', display_name: 'Rowan', relationship: 'young_person' }],
  })
  rowanAccount = await county.db.signUp('rowan@demo.test')
  await county.db.as(rowanAccount, sql => sql.query('select enter()'))
  await startLongAgo(county.db)
  ours = await approved(county.senco, county.school)
  theirs = await approved(tutor, college)
})
afterAll(() => county.db.close())

const ask = async <Value>(account: string, statement: string, values: unknown[] = []): Promise<Value> => {
  const [row] = await county.db.as(account, sql => sql.query<{ value: Value }>(`select ${statement} as value`, values))
  return row?.value as Value
}
const make = (account: string, organisation: string, { id = randomUUID() as string, scopes = everything, days = 30 } = {}) =>
  ask<Made>(account, 'create_api_token($1, $2, $3, $4::api_scope[], private.today() + $5::integer)', [id, organisation, 'School system', `{${scopes.join()}}`, days])

async function approved(account: string, organisation: string, options?: { scopes?: string[], days?: number }): Promise<Made> {
  const made = await make(account, organisation, options)
  await ask(admin, 'approve_api_token($1)', [made.id])
  return made
}

async function call(token: string, operation: string, args: object = {}, key: string | null = null): Promise<Answer> {
  const [row] = await county.db.asAnon(sql => sql.query<{ answer: Answer }>('select api_call($1, $2, $3, $4) as answer', [token, operation, args, key]))
  if (!row) throw new Error('There was no answer.')
  return row.answer
}
/** As the route sends them: a row of an import for each. */
const rows = (...people: object[]) => people.map((cells, index) => ({ line: index + 1, cells, unread: [] }))
const put = async (token: string, ...people: object[]) => (await call(token, 'put_people', { body: rows(...people) })).body.results as { outcome: string, id: string | null }[]
const memberOf = async (account: string) => (await county.db.query<{ id: string }>('select id from organisation_members where account_id = $1', [account]))[0]?.id
const viewsOf = (person: string) => county.db.as(rowanAccount, sql => sql.query(
  `select account_name, role, team, section from record_views where person_id = $1 and role = 'computer_system' order by id`, [person]))

describe('letting a system in', () => {
  it('needs two people: a team mate makes the token, an administrator approves it, and neither can do both', async () => {
    const made = await make(county.senco, county.school)
    expect(await call(made.token, 'read_organisation')).toMatchObject({ status: 401, key: 'token_invalid' })
    expect(await refusal(ask(county.senco, 'approve_api_token($1)', [made.id]))).toBe('PT404 not_found')
    expect(await refusal(make(admin, county.school))).toBe('PT404 not_found')
    await ask(admin, 'approve_api_token($1)', [made.id])
    expect(await call(made.token, 'read_organisation')).toMatchObject({ status: 200, body: { name: 'Testbury School', members: [{ role: 'senco' }] } })
  })

  it('does not let an administrator approve what they made themselves as a team mate', async () => {
    await county.db.query(`insert into organisation_members (organisation_id, account_id, display_name, role) values ($1, $2, 'Both', 'head_teacher')`, [college, admin])
    const made = await make(admin, college)
    expect(await refusal(ask(admin, 'approve_api_token($1)', [made.id]))).toBe('PT403 token_needs_second')
    await county.db.query(`delete from organisation_members where display_name = 'Both'`)
  })

  it('shows a token once: nothing that is kept holds it', async () => {
    const dump = await county.db.query<{ kept: string }>(`
      select t::text as kept from api_tokens t union all select k::text from private.api_keys k
      union all select a::text from audit_events a where a.subject = 'api_tokens'`)
    expect(ours.token).toMatch(/^onward_[0-9a-f]{64}$/)
    expect(dump.filter(({ kept }) => kept.includes(ours.token.slice(7)))).toEqual([])
  })

  it('gives another token in place of one whose answer was lost, to whoever made it and nobody else', async () => {
    const lost = await make(county.senco, county.school)
    const again = await make(county.senco, county.school, { id: lost.id })
    expect(await refusal(make(tutor, college, { id: lost.id }))).toBe('PT404 not_found')
    await ask(admin, 'approve_api_token($1)', [lost.id])
    expect([(await call(lost.token, 'list_people')).status, (await call(again.token, 'list_people')).status]).toEqual([401, 200])
    expect(await refusal(make(county.senco, county.school, { id: lost.id }))).toBe('PT404 not_found')
  })

  it.each([[0, 'works'], [365, 'works'], [366, 'PT422 token_too_long'], [-1, 'PT422 token_too_long']])('until %i days from today: %s', async (days, outcome) => {
    const made = make(county.senco, county.school, { days })
    expect(outcome === 'works' ? typeof (await made).token : await refusal(made)).toBe(outcome === 'works' ? 'string' : outcome)
  })

  it('ends at once when a team mate or an administrator says so, and for nobody else', async () => {
    const made = await approved(county.senco, county.school)
    expect(await refusal(ask(tutor, 'revoke_api_token($1)', [made.id]))).toBe('PT404 not_found')
    expect((await call(made.token, 'list_people')).status).toBe(200)
    await ask(county.senco, 'revoke_api_token($1)', [made.id])
    expect(await call(made.token, 'list_people')).toMatchObject({ status: 401, key: 'token_invalid' })
    expect(await refusal(ask(admin, 'approve_api_token($1)', [made.id]))).toBe('PT404 not_found')
  })

  it('ends after its last day, and with its team', async () => {
    const made = await approved(county.senco, county.school)
    await county.db.query('update api_tokens set expires_on = private.today() - 1 where id = $1', [made.id])
    expect((await call(made.token, 'list_people')).status).toBe(401)
    const [closing, lead] = await addTeam(county.db, 'Closing School', 'school', 'head_teacher')
    const last = await approved(lead, closing)
    await county.db.query('update organisations set ends_on = private.today() - 1 where id = $1', [closing])
    expect((await call(last.token, 'list_people')).status).toBe(401)
  })

  it('tells administrators who made, approved and revoked it', async () => {
    const made = await approved(county.senco, county.school)
    await ask(county.senco, 'revoke_api_token($1)', [made.id])
    const told = await county.db.as(admin, sql => sql.query(
      `select action, actor_name from audit_events where subject = 'api_tokens' and subject_key = $1 order by id`, [made.id]))
    expect(told).toEqual([
      { action: 'insert', actor_name: 'Testbury School senco' }, { action: 'update', actor_name: 'Administrators system_admin' },
      { action: 'update', actor_name: 'Testbury School senco' }])
  })

  it('does not offer a system where a team mate is chosen', async () => {
    const [colleagues] = await county.db.as(county.senco, sql => sql.query<{ n: number }>(
      `select count(*)::int as n from my_colleagues() where role = 'computer_system'`))
    const circle = await ask<object>(county.senco, 'circle_page($1)', [rowan])
    const cards = await ask<object>(county.senco, 'my_contact_cards()')
    expect([colleagues?.n, JSON.stringify([circle, cards]).includes('School system')]).toEqual([0, false])
  })
})

describe('what a token may do', () => {
  it.each([
    ['people:read', ['list_people', 'find_person', 'read_person']],
    ['people:write', ['put_people', 'put_person']],
    ['handovers:read', ['list_handovers', 'read_handover']],
    ['handovers:write', ['mark_handover_read', 'accept_handover', 'decline_handover', 'ask_question', 'answer_question']],
  ])('%s is needed for %j', async (scope, operations) => {
    const without = await approved(county.senco, county.school, { scopes: everything.filter(one => one !== scope) })
    for (const operation of operations) expect(await call(without.token, operation), operation).toMatchObject({ status: 403, key: 'scope_missing' })
    const only = await approved(county.senco, county.school, { scopes: [scope] })
    for (const operation of operations) expect((await call(only.token, operation)).key, operation).not.toBe('scope_missing')
  })

  it('has no other way in: nobody signed in can use somebody else\'s token functions, and an unknown operation is not there', async () => {
    expect(await refusal(ask(county.senco, 'api_call($1, $2)', [ours.token, 'list_people']))).toMatch(/^42501/)
    expect(await call(ours.token, 'add_person')).toMatchObject({ status: 404 })
    expect(await call('', 'list_people')).toMatchObject({ status: 401 })
    expect(await refusal(county.db.asAnon(sql => sql.query('select private.api_list_people(null, 50)')))).toMatch(/^42501/)
  })

  it('counts requests in the database, refused ones too, and says when to go on', async () => {
    const made = await approved(county.senco, county.school)
    await county.db.query('update api_tokens set per_minute = 3 where id = $1', [made.id])
    // The minute stands still: a test that is slow must not see a new one begin.
    await county.db.query(`update private.api_keys set minute = date_trunc('minute', clock_timestamp()), requests = 2 where token_id = $1`, [made.id])
    const statuses = [await call(made.token, 'read_person', { id: made.id }), await call(made.token, 'list_people')]
    expect(statuses.map(({ status }) => status)).toEqual([404, 429])
    expect(statuses[1]?.retry_after).toBeGreaterThan(0)
    await county.db.query(`update private.api_keys set minute = minute - interval '1 minute' where token_id = $1`, [made.id])
    expect((await call(made.token, 'list_people')).status).toBe(200)
  })
})

describe('people', () => {
  it('comes in by the rules of the import, and the same again changes nothing and leaves nothing behind', async () => {
    const [added] = await put(ours.token, ada)
    expect(added).toMatchObject({ outcome: 'add', id: expect.any(String), problems: [] })
    const imports = await county.db.query('select id from imports')
    expect(await put(ours.token, ada)).toEqual([{ outcome: 'same', id: added?.id, problems: [] }])
    expect(await put(ours.token, { ...ada, locality: 'Marlbridge' }, { known_as: 'Nameless' })).toEqual([
      { outcome: 'change', id: added?.id, problems: [] },
      { outcome: 'problem', id: null, problems: [{ field: 'date_of_birth', key: 'needed' }, { field: null, key: 'identifier_needed' }] },
    ])
    expect((await county.db.query('select id from imports')).length).toBe(imports.length + 1)
    const [steps] = await county.db.query<{ n: number }>('select count(*)::int as n from timeline_items where person_id = $1', [added?.id])
    expect(steps?.n).toBeGreaterThan(5)
  })

  it('is found by number, read by id, and listed page by page without anybody twice', async () => {
    await put(ours.token, { known_as: 'Bo', date_of_birth: '2013-05-06', own_id: 'S-17' })
    const found = await call(ours.token, 'find_person', { body: { own_id: 'S-17' } })
    expect(found).toMatchObject({ status: 200, body: { known_as: 'Bo', own_id: 'S-17', upn: null } })
    expect(await call(ours.token, 'read_person', { id: found.body.id })).toEqual(found)
    const seen: unknown[] = []
    for (let after: unknown = null, first = true; first || after; first = false) {
      const { body } = await call(ours.token, 'list_people', { after, page_size: 1 })
      seen.push(...(body.people as { id: string }[]).map(({ id }) => id))
      after = body.next
    }
    expect([seen.length, new Set(seen).size]).toEqual([3, 3])
  })

  it('is changed only as it was read', async () => {
    const { body, etag } = await call(ours.token, 'find_person', { body: { upn: ada.upn } })
    const args = { id: body.id, body: rows({ ...ada, family_name: 'Plover-Lark' }), if_match: etag }
    expect(await call(ours.token, 'put_person', args)).toMatchObject({ status: 200, body: { family_name: 'Plover-Lark' } })
    expect(await call(ours.token, 'put_person', args)).toMatchObject({ status: 412, key: 'changed_meanwhile' })
    expect(await call(ours.token, 'put_person', { ...args, body: rows({ ...ada, upn: 'nonsense' }), if_match: null })).toMatchObject({ status: 422, key: 'row_has_problems' })
    const somebodyElse = { known_as: 'Cy', date_of_birth: '2014-01-01', own_id: 'S-99' }
    expect(await call(ours.token, 'put_person', { ...args, body: rows(somebodyElse), if_match: null })).toMatchObject({ status: 422, key: 'somebody_else' })
    expect(await county.db.query(`select from people where known_as = 'Cy'`)).toEqual([])
  })

  it('is nobody to a token of another team: not by id, number or name, to read or to write', async () => {
    const [{ id } = { id: '' }] = await county.db.query<{ id: string }>(`select id from people where known_as = 'Ada'`)
    const nowhere = '00000000-0000-4000-8000-00000000dead'
    expect(await call(theirs.token, 'list_people')).toMatchObject({ body: { people: [], next: null } })
    for (const [operation, args] of [
      ['read_person', { id }], ['find_person', { body: { upn: ada.upn } }], ['put_person', { id, body: rows(ada) }], ['put_person', { id, body: rows(ada), if_match: '*' }],
    ] as const) {
      const unknown = { ...args, ...('id' in args ? { id: nowhere } : { body: { upn: 'T80120000100A' } }) }
      expect(await call(theirs.token, operation, args), operation).toEqual(await call(theirs.token, operation, unknown))
    }
    expect(await put(theirs.token, { ...ada, known_as: 'Stolen' })).toMatchObject([{ outcome: 'problem', id: null }])
    expect(await county.db.query(`select known_as from people where id = $1`, [id])).toEqual([{ known_as: 'Ada' }])
  })

  it('tells the family which system read about them', async () => {
    await call(ours.token, 'read_person', { id: rowan })
    expect(await viewsOf(rowan)).toContainEqual({ account_name: 'School system', role: 'computer_system', team: 'Testbury School', section: 'record' })
  })

  it('counts what is sent again with its key once, and takes the key for nothing else', async () => {
    const key = '5e000000-0000-4000-8000-000000000001'
    const args = { body: rows({ known_as: 'Di', date_of_birth: '2013-05-06', own_id: 'S-20' }) }
    const first = await call(ours.token, 'put_people', args, key)
    expect(first.body.results).toMatchObject([{ outcome: 'add' }])
    expect(await call(ours.token, 'put_people', args, key)).toEqual(first)
    expect(await call(ours.token, 'put_people', { body: rows(ada) }, key)).toMatchObject({ status: 422, detail: 'Use a new key for what is new.' })
    expect((await call(theirs.token, 'list_people', {}, key)).body).toEqual({ people: [], next: null })
  })
})

describe('handovers', () => {
  async function sent(): Promise<string> {
    const move = await ask<string>(county.senco, 'plan_move($1, $2)', [rowan, {
      kind: 'education', from_name: 'Testbury School', from_organisation_id: county.school, to_name: 'Testbury College', moves_on: '2027-09-03',
    }])
    await ask(rowanAccount, `check_pack($1, 1, '{needs,contacts}')`, [move])
    return ask(county.senco, 'send_handover($1, 2, $2)', [move, college])
  }
  const read = (made: Made, id: string) => call(made.token, 'read_handover', { id })
  async function answer(operation: string, id: string, body: object, made = theirs): Promise<Answer> {
    return call(made.token, operation, { id, body, if_match: (await read(made, id)).etag })
  }

  it('is read by a named person of the team, asked about, answered and accepted; then the record opens', async () => {
    const id = await sent()
    const by = await memberOf(tutor)
    expect((await call(theirs.token, 'list_handovers')).body.handovers).toMatchObject([{ id, direction: 'in', state: 'sent' }])
    expect(await answer('accept_handover', id, { by })).toMatchObject({ status: 422, key: 'read_first' })
    expect(await answer('mark_handover_read', id, { by })).toMatchObject({ body: { state: 'read' }, etag: (await read(theirs, id)).etag })
    expect((await read(theirs, id)).body.read_by_name).toBe('Testbury College post16_tutor')
    const asked = await call(theirs.token, 'ask_question', { id, body: { by, question: 'Which bus?' } })
    expect(await call(ours.token, 'answer_question', { id, question: asked.body.id, body: { answer: 'The 42.' } })).toMatchObject({ status: 200 })
    expect((await read(theirs, id)).body).toMatchObject({ person_id: null, questions: [{ question: 'Which bus?', answer: 'The 42.' }] })
    expect(await call(theirs.token, 'read_person', { id: rowan })).toMatchObject({ status: 404 })
    expect(await answer('accept_handover', id, { by })).toMatchObject({ body: { state: 'accepted', person_id: rowan } })
    expect(await call(theirs.token, 'read_person', { id: rowan })).toMatchObject({ status: 200 })
    const contacts = await county.db.query('select named_contact_id from involvements where person_id = $1 and organisation_id = $2', [rowan, college])
    expect(contacts).toEqual([{ named_contact_id: by }])
    expect(await viewsOf(rowan)).toContainEqual({ account_name: 'School system', role: 'computer_system', team: 'Testbury College', section: 'pack' })
  })

  it('is declined with a reason and a next step, and is then closed to the team', async () => {
    await county.db.query('delete from involvements where organisation_id = $1', [college])
    const id = await sent()
    const by = await memberOf(tutor)
    await answer('mark_handover_read', id, { by })
    expect(await answer('decline_handover', id, { by, reason: 'Full' })).toMatchObject({ status: 422, key: 'next_step_needed' })
    expect(await answer('decline_handover', id, { by, reason: 'Full', next_step: 'Ask again in May' })).toMatchObject({ body: { state: 'declined' } })
    expect(await read(theirs, id)).toMatchObject({ status: 404, key: 'not_found' })
  })

  it('is not decided on another state than was read, by somebody of another team, or by the sender', async () => {
    const id = await sent()
    const { etag } = await read(theirs, id)
    await answer('mark_handover_read', id, { by: await memberOf(tutor) })
    const accept = (body: object, made = theirs) => call(made.token, 'accept_handover', { id, body, if_match: etag })
    expect(await accept({ by: await memberOf(tutor) })).toMatchObject({ status: 412, key: 'changed_meanwhile' })
    for (const by of [await memberOf(county.senco), await memberOf(theirs.id), null]) {
      expect(await answer('accept_handover', id, { by })).toMatchObject({ status: 422, key: 'member_unknown' })
    }
    expect(await answer('accept_handover', id, { by: await memberOf(county.senco) }, ours)).toMatchObject({ status: 403, key: 'not_asked' })
    const stranger = await approved(county.transitionWorker, county.transitionTeam)
    expect(await read(stranger, id)).toEqual(await read(stranger, stranger.id))
    // The SEND team would read it as an involved team; its system reads only what goes to or from the team.
    const sendTeam = await approved(county.officer, county.sendTeam)
    await county.db.query('insert into involvements (organisation_id, person_id) values ($1, $2)', [county.sendTeam, rowan])
    expect(await read(sendTeam, id)).toMatchObject({ status: 404 })
  })
})
