import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sql } from '../../server/embedded/sql.ts'
import { addPerson, createCounty, refusal, type County } from './county.ts'
import { addMoveRows } from './move-rows.ts'
import { addReviewRows } from './review-rows.ts'
import { askAs, undone } from './undone.ts'

/** Somebody else and everything of theirs: their account, their team and their young person have this one id. */
const elsewhere = 'eeeeeeee-0000-4000-8000-000000000001'

interface Writer {
  as: 'officer' | 'senco' | 'robin' | 'mum' | 'admin'
  /** The arguments but for the JSON, as SQL. `person`, `move`, `review`, `support`, `goal` and `member` stand for what was set up. */
  call: (json: string) => string
  /** JSON that is accepted as it is. */
  json: Readonly<Record<string, unknown>>
  /** What it takes beside that: columns that this form is for. */
  takes?: readonly string[]
  /** It is a list of these. */
  isList?: boolean
}

/** Every function that takes JSON and changes something: what its form is for. Whatever else a table holds is not for it to change. */
const writers: Record<string, Writer> = {
  record_item: { as: 'mum', call: json => `record_item(item(), 1, ${json})`, json: { status: 'done' }, takes: ['note', 'not_needed_reason', 'waiting_on'] },
  add_person: {
    as: 'officer', call: json => `add_person(${json})`, json: { known_as: 'Jay', date_of_birth: '2012-01-01' },
    takes: ['id', 'family_name', 'year_group_offset', 'year_group_offset_reason', 'autumn_term_start', 'locality', 'organisation_id'],
  },
  update_person: {
    as: 'officer', call: json => `update_person(person(), person_version(), ${json})`, json: { known_as: 'Rob' },
    takes: ['date_of_birth', 'family_name', 'year_group_offset', 'year_group_offset_reason', 'autumn_term_start', 'locality'],
  },
  invite_to_circle: {
    as: 'robin', call: json => `invite_to_circle(person(), ${json})`, json: { display_name: 'Gran', relationship: 'parent_carer', email: 'gran@demo.test' }, takes: ['bond', 'is_paid'],
  },
  ask_for_circle_change: {
    as: 'senco', call: json => `ask_for_circle_change(person(), ${json})`,
    json: { kind: 'add_member', display_name: 'Gran', relationship: 'parent_carer', email: 'gran@demo.test', why: 'She helps' },
    takes: ['bond', 'is_paid'],
  },
  record_capacity_decision: {
    as: 'officer', call: json => `record_capacity_decision(person(), ${json})`,
    json: { topic: 'other', decision: 'Where to live', assessed_on: '2026-01-10', assessor: 'Ada', help_given: 'Pictures', outcome: 'decides' },
    takes: ['best_interests', 'review_on', 'shared_with'],
  },
  create_goal: { as: 'robin', call: json => `create_goal(gen_random_uuid(), person(), ${json})`, json: { area: 'employment', words: 'A job' }, takes: ['why', 'voice', 'told_to', 'told_how', 'scale', 'lifecycle_status', 'reason'] },
  change_goal: { as: 'robin', call: json => `change_goal(goal(), 1, ${json})`, json: { words: 'A job outdoors' }, takes: ['why', 'voice', 'told_to', 'told_how', 'scale', 'lifecycle_status', 'reason'] },
  report_goal: { as: 'senco', call: json => `report_goal(gen_random_uuid(), goal(), ${json})`, json: { words: 'Going well' } },
  save_profile: { as: 'robin', call: json => `save_profile(person(), 0, ${json}, '{}')`, json: { admire: 'Kind' }, takes: ['matters', 'support', 'communicate', 'helped_by'] },
  save_contact_card: { as: 'senco', call: json => `save_contact_card(member(), 0, ${json})`, json: { phone: '01234' }, takes: ['email', 'best_time', 'photo', 'away_from', 'away_until', 'works_on', 'cover_member_id'] },
  pass_on_work: { as: 'senco', call: json => `pass_on_work(member(), 0, ${json})`, json: { away_from: '2027-03-01' }, takes: ['away_until'] },
  save_family_views: { as: 'mum', call: json => `save_family_views(gen_random_uuid(), person(), 0, ${json}, '{}')`, json: { going_well: 'School' }, takes: ['hard_now', 'help_wanted', 'hopes'] },
  plan_review: { as: 'officer', call: json => `plan_review(review(), person(), 1, ${json})`, json: { review_type: 'annual', meeting_on: '2027-03-01' }, takes: ['meeting_at', 'place'] },
  save_review_guests: { as: 'officer', call: json => `save_review_guests(review(), 1, ${json})`, json: { name: 'Bea', audience: 'health' }, takes: ['came'], isList: true },
  save_review_area: {
    as: 'officer', call: json => `save_review_area(review(), 0, 'employment', ${json})`, json: { discussed: 'Maths' },
    takes: ['decided', 'who', 'by_when', 'not_discussed_reason', 'will_discuss_on'],
  },
  save_review_action: { as: 'officer', call: json => `save_review_action(gen_random_uuid(), review(), 1, ${json})`, json: { words: 'Ring', audience: 'school', due_on: '2027-03-01' } },
  plan_move: {
    as: 'officer', call: json => `plan_move(person(), ${json})`, json: { kind: 'education', from_name: 'School' },
    takes: ['id', 'to_name', 'moves_on', 'plan_b', 'specialty', 'from_organisation_id', 'to_organisation_id'],
  },
  change_move: { as: 'officer', call: json => `change_move(move(), move_version(), ${json})`, json: { plan_b: 'Stay' }, takes: ['to_name', 'moves_on', 'to_organisation_id'] },
  record_move_check: { as: 'officer', call: json => `record_move_check(move(), 'first_weeks', ${json})`, json: { done_on: '2026-10-20', going: 'well' }, takes: ['note', 'next_step'] },
  record_place: {
    as: 'officer', call: json => `record_place(person(), null, null, ${json})`, json: { setting_name: 'College', choice: 2 },
    takes: ['starts_in', 'organisation_id', 'condition', 'predicted', 'actual', 'results_on'],
  },
  record_support: { as: 'officer', call: json => `record_support(person(), null, null, ${json})`, json: { kind: 'travel', title: 'A taxi', funded_by: 'family' }, takes: ['provider', 'starts_on', 'ends_on', 'follows_id'] },
  decide_gap: { as: 'officer', call: json => `decide_gap(support(), ${json})`, json: { decision: 'not_needed', what: 'None', decided_by: 'Robin', why: 'Grown out of it' }, takes: ['decided_on', 'provider', 'starts_on'] },
  record_care_step: { as: 'officer', call: json => `record_care_step(person(), null, null, ${json})`, json: { kind: 'continuing_care', status: 'not_indicated' }, takes: ['about', 'reason', 'budget', 'starts_on', 'on_date'] },
}

/** These take JSON that is no form about a young person, and are tried where they are told of. */
const others = {
  'imports.test.ts': ['start_import', 'add_import_rows'],
  'own-views.test.ts': ['hand_over_views'],
  'paper.test.ts and sending.test.ts, which pass it on to record_item and others of these': ['record_from_paper', 'send_once'],
  'pathway-editing.test.ts': ['import_pathway_draft', 'save_pathway_draft'],
  'preferences.test.ts': ['save_reading_preferences'],
  'caseload.test.ts': ['keep_caseload_view', 'export_caseload'],
  'web-api.test.ts, which passes it on to functions of these': ['api_call'],
  'pathway-editing.test.ts, preview.test.ts and reviews.test.ts, and change nothing': ['example_due', 'preview_timeline', 'forecast_page'],
}

let county: County
let robin: string
const accounts: Record<string, string> = {}
/** Each column of the tables about people, with a value nobody would have. */
let planted: { column: string, value: unknown, tables: string[] }[]

beforeAll(async () => {
  county = await createCounty()
  const { db, officer, school, senco } = county
  robin = await addPerson(db, officer, {
    known_as: 'Robin', date_of_birth: '2009-05-04', plan: { plan_type: 'ehc_plan', first_made_on: '2018-01-10' }, teams: [school],
    circle: [
      { email: 'robin@demo.test', display_name: 'Robin', relationship: 'young_person' },
      { email: 'mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
    ],
  })
  for (const name of ['robin', 'mum']) {
    accounts[name] = await db.signUp(`${name}@demo.test`)
    await db.as(accounts[name], sql => sql.query('select enter()'))
  }
  Object.assign(accounts, { officer, senco })
  await addMoveRows(county, robin)
  await addReviewRows(db, robin)
  await db.as(accounts.robin ?? '', sql => sql.query(`select create_goal(gen_random_uuid(), $1, '{"area": "employment", "words": "A job", "shared_with": ["school"]}')`, [robin]))
  await db.as(officer, sql => sql.query(`select record_support($1, null, null, '{"kind": "travel", "title": "A bus pass", "funded_by": "family", "ends_on": "2027-05-04"}')`, [robin]))
  await addElsewhere()
  await addShortcuts()
  planted = await plantedValues()
})
afterAll(() => county.db.close())

async function addElsewhere(): Promise<void> {
  await county.db.run(`
    insert into auth.users (id, email, email_confirmed_at) values ('${elsewhere}', 'elsewhere@demo.test', now());
    insert into accounts (id, display_name) values ('${elsewhere}', 'Elsewhere');
    insert into organisations (id, name, audience) values ('${elsewhere}', 'Elsewhere', 'school');
    insert into organisation_members (id, organisation_id, account_id, display_name, role) values ('${elsewhere}', '${elsewhere}', '${elsewhere}', 'Elsewhere', 'senco');
    insert into people (id, known_as, date_of_birth, template_id) select '${elsewhere}', 'Other', '2010-01-01', template_id from people limit 1;
    insert into circle_members (id, person_id, account_id, display_name, relationship) values ('${elsewhere}', '${elsewhere}', '${elsewhere}', 'Elsewhere', 'parent_carer')`)
}

/** The rows that the calls above are about, by name. */
async function addShortcuts(): Promise<void> {
  const first = (name: string, type: string, query: string) =>
    `create function public.${name}() returns ${type} language sql security definer as $$ ${query} $$; grant execute on function public.${name}() to authenticated;`
  await county.db.run([
    first('person', 'uuid', `select '${robin}'::uuid`),
    first('person_version', 'integer', `select version from public.people where id = '${robin}'`),
    first('item', 'uuid', `select id from public.timeline_items where person_id = '${robin}' and audience = 'family' and retired_at is null and version = 1 order by id limit 1`),
    first('statutory_item', 'uuid', `select t.id from public.timeline_items t join public.people p on p.id = t.person_id
      join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
      where t.person_id = '${robin}' and t.audience = 'la_send' and i.statutory and t.retired_at is null order by t.id limit 1`),
    first('support', 'uuid', `select id from public.supports s where person_id = '${robin}' and not exists (select from public.support_decisions d where d.support_id = s.id)`),
    ...['move', 'review', 'goal'].map(name => first(name, 'uuid', `select id from public.${name}s where person_id = '${robin}' order by id limit 1`)),
    first('move_version', 'integer', `select version from public.moves where person_id = '${robin}' order by id limit 1`),
    first('member', 'uuid', `select id from public.organisation_members where account_id = '${county.senco}'`),
  ].join('\n'))
}

async function plantedValues(): Promise<typeof planted> {
  const columns = await county.db.query<{ column: string, type: string, tables: string[] }>(`
    select a.attname as "column", min(format_type(a.atttypid, null)) as type, array_agg(t.name) as tables from private.tables_about_people() t
    join pg_attribute a on a.attrelid = t.kept and a.attnum > 0 and not a.attisdropped group by a.attname order by a.attname`)
  const values: Record<string, unknown> = {
    'uuid': elsewhere, 'text': 'Planted', 'date': '1991-02-03', 'timestamp with time zone': '1991-02-03T04:05:06Z', 'integer': 4242, 'smallint': 4242, 'bigint': 4242,
  }
  return columns.filter(({ type }) => type in values).map(({ column, type, tables }) => ({ column, value: values[type], tables }))
}

/** Where in the tables about people something planted stands now, but for what is elsewhere's own. */
async function foundIn(sql: Sql): Promise<string[]> {
  const tables = await sql.query<{ name: string, own: string }>('select kept::text as name, person_column as own from private.tables_about_people()')
  const found = await sql.query<{ name: string }>(tables.map(({ name, own }) =>
    `select '${name}' as name where exists (select from ${name} t where (to_jsonb(t) - 'changes')::text ~ '${elsewhere}|Planted|1991-02-03|: 4242[,}]' and t.${own} is distinct from '${elsewhere}')`).join(' union all '))
  return found.map(({ name }) => name)
}

const send = ({ as, call, isList }: Writer, json: Record<string, unknown>, sql: Sql) =>
  askAs(sql, accounts[as] ?? '', `select ${call('$1::jsonb')}`, [JSON.stringify(isList ? [json] : json)])

it('knows every function that takes JSON and changes something', async () => {
  const found = await county.db.query<{ name: string }>(`
    select distinct p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace and p.provolatile = 'v' and 'jsonb'::regtype = any (p.proargtypes) order by 1`)
  const known = [...Object.keys(writers), ...Object.values(others).flat()]
  expect(found.map(({ name }) => name).filter(name => !known.includes(name))).toEqual([])
})

describe('a form changes what it is for, and nothing else that a table holds', () => {
  it.each(Object.entries(writers))('%s', async (_, writer) => {
    let written: string[] = []
    await undone(county.db, async (sql) => {
      const [last] = await sql.query<{ id: number }>('select max(id)::int as id from audit_events')
      await send(writer, writer.json, sql)
      expect(await foundIn(sql)).toEqual([])
      written = (await sql.query<{ subject: string }>('select distinct subject from audit_events where id > $1', [last?.id])).map(({ subject }) => subject)
    })
    const extra = planted.filter(({ column }) => !(column in writer.json) && !writer.takes?.includes(column))
    await undone(county.db, async (sql) => {
      const all = Object.fromEntries(extra.map(({ column, value }) => [column, value]))
      const isTaken = await send(writer, { ...all, ...writer.json }, sql).then(() => true, () => false)
      // Those that refuse what they do not know are asked about each by itself: one refusal would hide the others.
      const single = isTaken ? [] : extra.filter(({ tables }) => tables.some(table => written.includes(table)))
      for (const { column, value } of single) await send(writer, { ...writer.json, [column]: value }, sql).catch(() => {})
      expect(await foundIn(sql)).toEqual([])
    })
  })
})

describe('who may change what', () => {
  const refused = (as: string, statement: string) => undone(county.db, async (sql) => {
    expect(await refusal(askAs(sql, accounts[as] ?? '', `select ${statement}`))).toMatch(/^PT403 /)
  })

  it.each(['mum', 'robin', 'senco'])('a step that the council must do by law is not for %s to tick', async (who) => {
    await refused(who, `record_item(statutory_item(), (select version from timeline_items where id = statutory_item()), '{"status": "done"}')`)
  })

  it('a birthday is for the team that entered it and the SEND team, not for a school that did not, nor a parent', async () => {
    for (const who of ['senco', 'mum']) await refused(who, `update_person(person(), person_version(), '{"date_of_birth": "2009-05-05"}')`)
  })

  it('a school may name a birthday as it is among other facts', async () => {
    await undone(county.db, async (sql) => {
      await askAs(sql, county.senco, `select update_person(person(), person_version(), '{"date_of_birth": "2009-05-04", "locality": "Testbury"}')`)
    })
  })
})
