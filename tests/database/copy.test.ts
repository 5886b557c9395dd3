import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, addTeam, createCounty, refusal, type County } from './county.ts'

interface Copy { person_id: string, kept: Record<string, Record<string, unknown>[]> }

let county: County
let robin: string
const accounts: Record<string, string> = {}
const as = <Row>(who: string, statement: string, values: unknown[] = []) =>
  county.db.as(accounts[who] ?? who, sql => sql.query<Row>(statement, values))
const copyOf = async (who: string): Promise<Copy> => {
  const [row] = await as<{ copy: Copy }>(who, 'select copy_of($1) as copy', [robin])
  if (!row) throw new Error('No copy.')
  return row.copy
}

beforeAll(async () => {
  county = await createCounty()
  robin = await addPerson(county.db, county.officer, {
    known_as: 'Robin', date_of_birth: '2010-05-04', plan: { plan_type: 'ehc_plan', first_made_on: '2020-01-10' }, teams: [county.school],
    circle: [
      { email: 'robin@demo.test', display_name: 'Robin', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      { email: 'dad@demo.test', display_name: 'Dad', relationship: 'parent_carer' },
    ],
  })
  await addPerson(county.db, county.officer, { known_as: 'Jay', date_of_birth: '2011-05-04' })
  for (const name of ['robin', 'mum', 'dad']) {
    accounts[name] = await county.db.signUp(`${name}@demo.test`)
    await as(name, 'select enter()')
  }
  accounts.senco = county.senco
  accounts.stranger = (await addTeam(county.db, 'Elsewhere', 'school', 'senco'))[1]
  await as('mum', 'select save_private_note(gen_random_uuid(), $1, 0, $2)', [robin, 'Only for me'])
  await as('robin', `select save_view(gen_random_uuid(), $1, (select key from view_questions order by position limit 1), 0, 'I want a quiet room')`, [robin])
})
afterAll(() => county.db.close())

it('has every row about one person, and nothing about another', async () => {
  const { kept } = await copyOf('mum')
  expect(kept.people).toMatchObject([{ known_as: 'Robin', date_of_birth: '2010-05-04' }])
  expect(kept.plans).toMatchObject([{ plan_type: 'ehc_plan' }])
  expect(kept.circle_members).toHaveLength(3)
  const [steps] = await county.db.query<{ count: number }>('select count(*)::int as count from timeline_items where person_id = $1', [robin])
  expect(kept.timeline_items).toHaveLength(steps?.count ?? 0)
  expect(Object.entries(kept).filter(([table]) => table !== 'people').flatMap(([, rows]) => rows).every(row => row.person_id === robin)).toBe(true)
})

it('has for each reader what they may see: a private note for the one who wrote it, own words for the young person', async () => {
  expect((await copyOf('mum')).kept.private_notes).toMatchObject([{ words: 'Only for me' }])
  expect((await copyOf('dad')).kept.private_notes).toBeUndefined()
  expect(JSON.stringify(await copyOf('robin'))).toContain('I want a quiet room')
  for (const who of ['mum', 'senco']) expect(JSON.stringify(await copyOf(who)), who).not.toContain('I want a quiet room')
})

it('asks every table that is about people, also one that is added later', async () => {
  const tables = await county.db.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_any_column_privilege('authenticated', c.oid, 'select')`)
  const asked = await as<{ name: string }>('mum', 'select name from private.kept_about_people()')
  expect(asked.map(({ name }) => name).sort()).toEqual([...tables.map(({ name }) => name), 'people'].sort())
})

it('says in the history that staff made one', async () => {
  await copyOf('senco')
  expect(await county.db.query('select account_name, section from record_views where person_id = $1 and section = $2', [robin, 'copy'])).toHaveLength(1)
})

it('is not there for a stranger', async () => {
  expect(await refusal(copyOf('stranger'))).toBe('PT404 not_found')
})
