import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, stored, type County } from './county.ts'

type Cells = Record<string, string>
interface Line { line: number, problems: Array<{ field: string | null, key: string }>, changes: Array<{ field: string, was: string | null, will: string }> }

let county: County
beforeAll(async () => {
  county = await createCounty()
})
afterAll(() => county.db.close())

const ask = async <Value>(account: string, statement: string, values: unknown[]): Promise<Value> => {
  const [row] = await county.db.as(account, sql => sql.query<{ value: Value }>(`select ${statement} as value`, values))
  return row?.value as Value
}
const start = (account = county.senco, organisation = county.school) =>
  ask<string>(account, 'start_import($1, $2, $3)', [organisation, 'School MIS', { known_as: 'Forename' }])

/** Sends rows and checks them, as the page does; gives the import and how many rows would do what. */
async function checked(rows: Cells[], { account = county.senco, organisation = county.school } = {}) {
  const id = await start(account, organisation)
  await ask(account, 'add_import_rows($1, $2)', [id, JSON.stringify(rows.map((cells, index) => ({ line: index + 2, cells })))])
  const counts = await ask<Record<string, number>>(account, 'check_import($1)', [id])
  return { id, counts: { add: counts.add, change: counts.change, same: counts.same, problem: counts.problem } }
}

const lines = (id: string, outcome: string, account = county.senco) =>
  county.db.as(account, sql => sql.query<Line>('select * from import_lines($1, $2)', [id, outcome]))
const problemsOf = async (id: string) => (await lines(id, 'problem')).map(({ problems }) => problems.map(({ field, key }) => `${field ?? 'row'} ${key}`).sort())

async function begin(id: string, { allOrNothing = false, updatePeople = true, account = county.senco } = {}) {
  const [row] = await county.db.query<{ version: number }>('select version from imports where id = $1', [id])
  return ask(account, 'begin_import($1, $2, $3, $4)', [id, row?.version, allOrNothing, updatePeople])
}

async function carryOut(id: string, account = county.senco) {
  let state = await ask<string>(account, 'write_import($1)', [id])
  while (state === 'planning') state = await ask<string>(account, 'plan_import($1)', [id])
  return state
}

async function bringIn(rows: Cells[], options: { allOrNothing?: boolean, updatePeople?: boolean, account?: string, organisation?: string } = {}) {
  const { id, counts } = await checked(rows, options)
  await begin(id, options)
  await carryOut(id, options.account)
  return { id, counts }
}

const personWith = async (value: string) => {
  const [row] = await county.db.query<{ id: string, known_as: string, version: number }>(
    'select p.id, p.known_as, p.version from people p join person_identifiers i on i.person_id = p.id where i.value = $1', [value])
  return row
}
const ada: Cells = {
  known_as: 'Ada', family_name: 'Plover', date_of_birth: '2012-03-04', upn: 'H801200001001', plan_type: 'ehc_plan', plan_first_made_on: '2020-01-10',
  setting_name: 'Testbury School', setting_type: 'mainstream_school',
}
const bo: Cells = { known_as: 'Bo', family_name: 'Finch', date_of_birth: '2013-05-06', own_id: 'S-17' }

describe('numbers with a check digit', () => {
  it.each([
    ['upn', 'H801200001001', true], ['upn', 'A801200001001', false], ['upn', 'T80120000100A', true], ['upn', 'I801200001001', false],
    ['uln', '1234567899', true], ['uln', '1000000078', true], ['uln', '1234567890', false], ['uln', '0123456789', false],
    ['nhs_number', '9434765919', true], ['nhs_number', '9434765918', false], ['nhs_number', '943476591', false],
  ])('%s %s: %s', async (kind, value, isReal) => {
    const [row] = await county.db.query('select private.is_identifier($1::identifier_kind, $2) as real', [kind, value])
    expect(row).toEqual({ real: isReal })
  })
})

describe('bringing people in', () => {
  it('adds the good rows with a plan of their own, says what is wrong with each bad one, and the same file again changes nothing', async () => {
    const rows = [ada, { known_as: 'No birthday', upn: 'T80120000100B' }, bo]
    const { id, counts } = await bringIn(rows)
    expect(counts).toEqual({ add: 2, change: 0, same: 0, problem: 1 })
    expect(await problemsOf(id)).toEqual([['date_of_birth needed']])
    const person = await personWith('H801200001001')
    expect(person?.known_as).toBe('Ada')
    expect((await stored(county.db, person?.id ?? '')).length).toBeGreaterThan(20)
    expect(await county.db.query('select count(*)::int as n from involvements where person_id = $1 and organisation_id = $2', [person?.id, county.school])).toEqual([{ n: 1 }])

    const before = await county.db.query('select count(*)::int as n from audit_events')
    const again = await bringIn(rows)
    expect(again.counts).toEqual({ add: 0, change: 0, same: 2, problem: 1 })
    expect(await county.db.query('select count(*)::int as n from audit_events')).toEqual(before)
  })

  it('says in the history who brought it in and from where', async () => {
    const person = await personWith('H801200001001')
    const events = await county.db.query('select distinct actor_name, actor_team, reason from audit_events where person_id = $1', [person?.id])
    expect(events).toEqual([{ actor_name: 'Testbury School senco', actor_team: 'Testbury School', reason: 'import:School MIS' }])
  })

  it('shows what would change about somebody before it does, and an empty cell takes nothing away', async () => {
    const { id, counts } = await checked([{ ...ada, known_as: 'Addie', family_name: '', plan_last_decision_on: '2026-02-01' }])
    expect(counts).toMatchObject({ change: 1 })
    expect((await lines(id, 'change'))[0]?.changes).toEqual([
      { field: 'known_as', was: 'Ada', will: 'Addie' }, { field: 'plan_last_decision_on', was: null, will: '2026-02-01' },
    ])
    expect((await personWith('H801200001001'))?.known_as).toBe('Ada')
    await begin(id)
    await carryOut(id)
    const [person] = await county.db.query(
      `select p.known_as, p.family_name, l.first_made_on::text, l.last_decision_on::text, l.status
       from people p join plans l on l.person_id = p.id join person_identifiers i on i.person_id = p.id where i.value = 'H801200001001'`)
    expect(person).toEqual({ known_as: 'Addie', family_name: 'Plover', first_made_on: '2020-01-10', last_decision_on: '2026-02-01', status: 'final' })
  })

  it('leaves people who are here alone when asked to', async () => {
    await bringIn([{ ...ada, known_as: 'Not Ada' }], { updatePeople: false })
    expect((await personWith('H801200001001'))?.known_as).toBe('Addie')
  })

  it('knows somebody who was typed in before by name and birthday, and gives them their number', async () => {
    const cleo = await addPerson(county.db, county.senco, { known_as: 'Cleo', family_name: 'Wren', date_of_birth: '2011-01-02' })
    await bringIn([{ known_as: 'cleo', family_name: 'Wren', date_of_birth: '2011-01-02', nhs_number: '9434765919' }])
    expect((await personWith('9434765919'))?.id).toBe(cleo)
  })

  it('writes nothing at all when asked for all or nothing', async () => {
    const { id } = await checked([{ known_as: 'Dov', date_of_birth: '2012-01-01', own_id: 'D1' }, { known_as: 'Bad' }])
    expect(await refusal(begin(id, { allOrNothing: true }))).toBe('PT422 import_has_problems')
    expect(await personWith('D1')).toBeUndefined()
  })

  it('does not overwrite what somebody changed after it was shown', async () => {
    const { id } = await checked([{ ...bo, known_as: 'Beau' }])
    await begin(id)
    await county.db.query(`update people set known_as = 'Bobo', version = version + 1 where id = (select person_id from person_identifiers where value = 'S-17')`)
    await carryOut(id)
    expect(await problemsOf(id)).toEqual([['row changed_meanwhile']])
    expect((await personWith('S-17'))?.known_as).toBe('Bobo')
  })

  it.each<[string, Cells[], string[][]]>([
    ['a number with a slip', [{ ...bo, own_id: '', upn: 'A801200001001' }], [['upn number_unreal']]],
    ['no number', [{ known_as: 'Eli', date_of_birth: '2012-01-01' }], [['row identifier_needed']]],
    ['the same number twice', [{ ...bo, own_id: 'twice' }, { ...bo, known_as: 'Other', own_id: 'twice' }], [['row twice_in_file']]],
    ['two people by two numbers', [{ ...ada, nhs_number: '9434765919' }], [['row several_people']]],
    ['a day that is not', [{ ...bo, own_id: 'x1', date_of_birth: '2013-02-30' }], [['date_of_birth date_unreal']]],
    ['a birthday to come', [{ ...bo, own_id: 'x2', date_of_birth: '2030-02-20' }], [['date_of_birth date_in_future']]],
    ['somebody grown up', [{ ...bo, own_id: 'x3', date_of_birth: '1980-02-20' }], [['date_of_birth too_old']]],
    ['a place without a kind', [{ ...bo, own_id: 'x4', setting_name: 'Somewhere' }], [['setting_type setting_type_needed']]],
    ['a plan nobody knows', [{ ...bo, own_id: 'x5', plan_type: 'statement' }], [['plan_type word_unknown']]],
    ['a name too long', [{ ...bo, own_id: 'x6', known_as: 'x'.repeat(61) }], [['known_as too_long']]],
  ])('holds back %s', async (_what, rows, expected) => {
    const { id } = await checked(rows)
    expect(await problemsOf(id)).toEqual(expected)
  })

  it('believes the reader of the file that a cell could not be read, and says that once', async () => {
    const id = await start()
    await ask(county.senco, 'add_import_rows($1, $2)', [id, JSON.stringify([
      { line: 2, cells: { known_as: 'Fay', own_id: 'F1' }, unread: [{ field: 'date_of_birth', key: 'date_ambiguous' }] }])])
    await ask(county.senco, 'check_import($1)', [id])
    expect(await problemsOf(id)).toEqual([['date_of_birth date_ambiguous']])
  })
})

describe('who may', () => {
  it('tells another team neither the name nor the facts of somebody it does not work with, and the family that it asked', async () => {
    const other = { account: county.officer, organisation: county.sendTeam }
    const { id, counts } = await checked([{ ...ada, known_as: 'Somebody' }], other)
    expect(counts).toMatchObject({ problem: 1 })
    const [line] = await lines(id, 'problem', county.officer)
    expect(line).toMatchObject({ problems: [{ key: 'here_elsewhere' }], changes: [], person_id: null })
    const person = await personWith('H801200001001')
    expect(await county.db.query(`select kind from record_views where person_id = $1 and account_id = $2`, [person?.id, county.officer])).toEqual([{ kind: 'duplicate_search' }])
  })

  it('refuses a team that does not add people, and a team that is not one\'s own', async () => {
    expect(await refusal(start(county.transitionWorker, county.transitionTeam))).toBe('PT403 may_not_add_people')
    expect(await refusal(start(county.senco, county.sendTeam))).toBe('PT403 may_not_add_people')
  })

  it('does not let another team look at, finish or forget an import', async () => {
    const { id } = await checked([bo])
    for (const call of ['check_import($1)', 'write_import($1)', 'plan_import($1)', 'undo_import($1)', 'discard_import($1)']) {
      expect(await refusal(ask(county.officer, call, [id]))).toBe('PT404 not_found')
    }
    expect(await lines(id, 'same', county.officer)).toEqual([])
    expect(await county.db.as(county.officer, sql => sql.query('select id from imports where id = $1', [id]))).toEqual([])
  })

  it('lets only the team that entered a birthday, or the SEND team, change it', async () => {
    const [college, tutor] = await addTeam(county.db, 'Import College', 'post16_provider', 'post16_tutor')
    const gus = await addPerson(county.db, county.senco, { known_as: 'Gus', date_of_birth: '2010-01-02', teams: [college] })
    await county.db.query(`insert into person_identifiers (person_id, kind, value) values ($1, 'uln', '1234567899')`, [gus])
    const { id } = await checked([{ known_as: 'Gus', date_of_birth: '2010-02-01', uln: '1234567899' }], { account: tutor, organisation: college })
    expect((await lines(id, 'problem', tutor))[0]?.problems).toEqual([{ field: null, key: 'birthday_not_yours' }])
  })

  it('cannot be told in a cell which team to let in', async () => {
    const id = await start()
    await ask(county.senco, 'add_import_rows($1, $2)', [id, JSON.stringify([{ line: 2, cells: { ...bo, own_id: 'H1', setting_id: county.transitionTeam } }])])
    await ask(county.senco, 'check_import($1)', [id])
    const [row] = await county.db.query<{ cells: Cells }>('select cells from private.import_rows where import_id = $1', [id])
    expect(row?.cells).not.toHaveProperty('setting_id')
  })
})

describe('undoing', () => {
  it('takes away whom it added, but nobody that somebody has worked with since, and nothing that was there before', async () => {
    const { id } = await bringIn([ada, { known_as: 'Ivo', date_of_birth: '2012-01-01', own_id: 'I1' }, { known_as: 'Jo', date_of_birth: '2012-01-01', own_id: 'J1' }])
    const jo = await personWith('J1')
    await ask(county.senco, 'update_person($1, $2, $3)', [jo?.id, jo?.version, { locality: 'Testbury' }])
    expect(await ask(county.senco, 'undo_import($1)', [id])).toEqual({ removed: 1, kept: 1, is_over: false })
    expect(await ask(county.senco, 'undo_import($1)', [id])).toEqual({ removed: 1, kept: 1, is_over: true })
    expect(await refusal(ask(county.senco, 'undo_import($1)', [id]))).toBe('PT409 import_moved_on')
    expect(await personWith('I1')).toBeUndefined()
    expect((await personWith('J1'))?.known_as).toBe('Jo')
    expect((await personWith('H801200001001'))?.known_as).toBeDefined()
  })

  it('forgets a file that nobody said yes to', async () => {
    const { id } = await checked([bo])
    await ask(county.senco, 'discard_import($1)', [id])
    expect(await county.db.query('select 1 from private.import_rows where import_id = $1', [id])).toEqual([])
  })
})
