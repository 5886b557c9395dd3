import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMigrations } from '../../scripts/migration-files.ts'
import { startEmbedded, type Embedded } from '../../server/embedded/backend.ts'
import { importPathways } from '../../server/embedded/import-pathways.ts'
import { seedDemo } from '../../server/embedded/seed-demo.ts'
import type { Database } from '../../shared/types/database.ts'
import { createDatabase, type TestDatabase } from './database.ts'

const readFolder = (folder: string) => {
  const path = join(import.meta.dirname, '../../supabase', folder)
  return Object.fromEntries(readdirSync(path).map(file => [file, readFileSync(join(path, file), 'utf8')]))
}
const pathways = readFolder('pathways')
const seeds = readFolder('seeds')

async function createDemo(today?: string): Promise<TestDatabase> {
  const database = await createDatabase()
  await importPathways(database, pathways)
  if (today) await database.query('select set_config(\'onward.today\', $1, false)', [today])
  await database.transaction(sql => seedDemo(sql, seeds))
  return database
}

interface Person {
  name: string
  born: string
  year: number | null
  age: number
  year_group_offset: number
  year_group_offset_reason: string | null
  autumn_term_start: string | null
  plan: string
  status: string
  review_due: string | null
  days_planned: number
  now: string
  next: string | null
  in_area: boolean | null
  flags: string[]
  dates: Record<string, string>
  invited: string[]
  has_account: boolean
}

const people = `
  select p.known_as as name, p.date_of_birth::text as born, rules.class_year(p.date_of_birth, private.today(), p.year_group_offset) as year,
    extract(year from age(private.today(), p.date_of_birth))::integer as age,
    p.year_group_offset, p.year_group_offset_reason, p.autumn_term_start::text, l.plan_type as plan, l.status,
    (select d.anchors ->> 'review_meeting' from private.anchor_dates(f) d) as review_due, private.today() - p.planned_from as days_planned,
    n.setting_type as now, x.setting_type as next, o.in_area,
    array(select s.flag from public.person_flags s where s.person_id = p.id) as flags,
    coalesce((select jsonb_object_agg(d.anchor, d.on_date) from public.person_dates d where d.person_id = p.id), '{}') as dates,
    array(select c.relationship::text from public.circle_members c where c.person_id = p.id and c.account_id is null) as invited,
    exists (select from public.circle_members c where c.person_id = p.id and c.account_id is not null) as has_account
  from public.people p
  cross join lateral private.facts_of(array[p.id]) f
  join public.plans l on l.person_id = p.id and l.ended_on is null
  join public.placements n on n.person_id = p.id and n.position = 'now'
  left join public.placements x on x.person_id = p.id and x.position = 'next'
  left join public.organisations o on o.id = n.organisation_id
  order by p.id`

const day = 86_400_000
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / day)
const hasEhcPlan = (person: Person) => person.plan === 'ehc_plan'

/** Every edge that the demo promises, each as a question about one person on the day it is seeded. */
const edges: [edge: string, holds: (person: Person, today: string) => boolean][] = [
  ['born on 31 August, the youngest in the class', p => p.born.endsWith('-08-31') && p.year === 0],
  ['born on 1 September, the oldest in the class', p => p.born.endsWith('-09-01') && p.year === 0],
  ['born on 29 February, in primary school', p => p.born.endsWith('-02-29') && p.year! >= 2 && p.year! <= 5],
  ['born on 29 February, in secondary school', p => p.born.endsWith('-02-29') && p.year! >= 9 && p.year! <= 13],
  ['born in the first week of September, with the first day of term', p => p.born.endsWith('-09-03') && p.autumn_term_start !== null],
  ['summer-born and deferred, with the reason', p => p.year_group_offset === -1 && p.year_group_offset_reason !== null],
  ['taught one year above', p => p.year_group_offset === 1 && p.year_group_offset_reason !== null],
  ['just arrived in the middle of the year', p => hasEhcPlan(p) && p.days_planned < 14],
  ['under five with a plan', p => hasEhcPlan(p) && p.age < 5],
  ['starting school next', p => p.now === 'early_years' && p.next === 'mainstream_school'],
  ['moving from infant to junior school', p => p.year === 2 && p.next === 'mainstream_school'],
  ['moving from primary to secondary school', p => hasEhcPlan(p) && p.year === 6 && p.next === 'mainstream_school'],
  ['moving from primary to a special school', p => p.year === 6 && p.next === 'special_school'],
  ['moving from school to college', p => hasEhcPlan(p) && p.year === 11 && p.next === 'general_fe_college'],
  ['moving to college without a plan', p => p.plan === 'sen_support' && p.year === 11 && p.next === 'general_fe_college'],
  ['moving between colleges', p => p.now === 'specialist_post16' && p.next === 'general_fe_college'],
  ['no plan of any kind', p => p.plan === 'pfa_only' && p.year! <= 11],
  ['SEN Support only', p => p.plan === 'sen_support'],
  ['a review more than a year late', (p, today) => p.review_due !== null && daysBetween(p.review_due, today) > 365],
  ['a plan whose dates nobody knows', p => hasEhcPlan(p) && p.review_due === null],
  ['a plan that may end', p => p.status === 'cease_proposed'],
  ['a plan that is being changed', p => p.status === 'under_amendment'],
  ['out of the county', p => p.in_area === false],
  ['taught at home by family', p => p.now === 'elective_home_education'],
  ['education not at a school', p => p.now === 'eotas'],
  ['alternative provision', p => p.now === 'alternative_provision'],
  ['not in education', p => p.now === 'none' && p.age < 19],
  ['looked after', p => p.flags.includes('looked_after')],
  ['a care leaver', p => p.flags.includes('care_leaver')],
  ['a young carer', p => p.flags.includes('young_carer')],
  ['continuing care, before 14', p => p.flags.includes('continuing_care') && p.age < 14],
  ['continuing care, at 16 or 17', p => p.flags.includes('continuing_care') && p.age >= 16 && p.age < 18],
  ['an apprenticeship', p => p.flags.includes('in_apprenticeship') && p.now === 'training_provider'],
  ['a supported internship now', (p, today) => p.flags.includes('in_supported_internship') && p.dates.si_start! < today && p.dates.si_end! > today],
  ['thinking about a supported internship, with its first day', (p, today) => p.flags.includes('considering_supported_internship') && p.dates.si_start! > today],
  ['thinking about a supported internship, first day unknown', p => p.flags.includes('considering_supported_internship') && !p.dates.si_start],
  ['applying to university', p => p.flags.includes('applying_to_he') && p.year === 13],
  ['a parent invited who has not signed in', p => !p.has_account && p.invited.includes('parent_carer')],
  ['a representative of an adult', p => p.age >= 18 && p.invited.includes('representative')],
  ['an advocate', p => p.invited.includes('advocate')],
  ['nearly 25', p => hasEhcPlan(p) && p.age === 24],
  ['25, the plan has ended', p => p.age === 25 && p.plan === 'pfa_only'],
]

const seesOnly: Record<string, string[]> = {
  'sam': ['Sam'], 'sam.mum': ['Sam'], 'sam.dad': ['Sam'],
  'aisha': ['Aisha'], 'aisha.dad': ['Aisha'],
  'tom': ['Tom'], 'tom.gran': ['Bea', 'Tom'],
  'priya': ['Priya'], 'leo': ['Leo'],
  'admin': [],
  'nursery': ['Idris', 'Kofi', 'Posy', 'Tilly'],
  'primary.senco': ['Amara', 'Arlo', 'Bea', 'Finn', 'Hassan', 'Idris', 'Kofi', 'Mei', 'Otis', 'Rafi', 'Ruby', 'Tilly'],
  'senco': ['Aisha', 'Amara', 'Bea', 'Daisy', 'Dylan', 'Ezra', 'Freya', 'Isla', 'Jonah', 'Juniper', 'Leo', 'Noah', 'Oscar', 'Sam', 'Yasmin'],
  'special.school': ['Connor', 'Femi', 'Harriet', 'Josh', 'Lily', 'Otis', 'Tom', 'Wanjiru'],
  'college': ['Aisha', 'Ananya', 'Chloe', 'Dylan', 'Kwame', 'Mabel', 'Priya', 'Sofia'],
  'social.worker': ['Callum', 'Femi', 'Kwame', 'Mabel', 'Tilly', 'Tom'],
  'transition.worker': ['Chloe', 'Connor', 'Harriet', 'Josh', 'Molly', 'Theo', 'Tom'],
  'health': ['Aisha', 'Chloe', 'Harriet', 'Kofi', 'Lily', 'Malik', 'Molly', 'Niamh', 'Otis', 'Posy', 'Sam', 'Tilly', 'Tom', 'Wanjiru', 'Zainab'],
  'job.coach': ['Aisha', 'Ananya', 'Leo', 'Mabel', 'Molly', 'Priya', 'Reece', 'Sam', 'Sofia', 'Theo', 'Tom'],
}

const personal = ['people', 'involvements', 'circle_members', 'plans', 'placements', 'person_flags', 'person_dates', 'timeline_items', 'audit_events']

describe('the demo', () => {
  let database: TestDatabase
  const idOf = async (name: string) => {
    const [account] = await database.query<{ id: string }>('select id from auth.users where email = $1', [`${name}@demo.test`])
    return account?.id ?? ''
  }
  const namesSeenBy = async (id: string) => {
    const rows = await database.as(id, sql => sql.query<{ known_as: string }>('select known_as from public.people order by known_as'))
    return rows.map(row => row.known_as)
  }
  const fingerprint = async () => {
    const tables = [...personal.map(table => `public.${table}`), 'public.organisations', 'public.organisation_members', 'public.accounts', 'auth.users', 'auth.identities']
    const [print] = await database.query(`select ${tables.map((table, n) => `(select md5(string_agg(t::text, '|' order by t::text)) from ${table} t) as t${n}`).join()}`)
    return print
  }

  beforeAll(async () => {
    database = await createDemo()
  })
  afterAll(() => database.close())

  it('changes nothing when it is seeded again, today or months later', async () => {
    const before = await fingerprint()
    await database.transaction(sql => seedDemo(sql, seeds))
    await database.query('select set_config(\'onward.today\', (private.today() + 200)::text, false)')
    await database.transaction(sql => seedDemo(sql, seeds))
    await database.query('select set_config(\'onward.today\', \'\', false)')
    expect(await fingerprint()).toEqual(before)
  })

  it('leaves replanning and the audit switched on', async () => {
    const [left] = await database.query(`
      select current_setting('onward.replan', true) as replan,
        (select count(*)::integer from pg_trigger where tgname = 'audit' and tgenabled = 'O') as audits,
        (select count(*)::integer from pg_trigger where tgname = 'audit') as triggers`)
    expect(left).toMatchObject({ replan: '', audits: left?.triggers })
  })

  it.each(Object.entries(seesOnly))('shows %s exactly the people they work with or belong to', async (name, names) => {
    expect(await namesSeenBy(await idOf(name))).toEqual(names)
  })

  it('shows the SEND officer everybody with an EHC plan, and one whose plan has ended', async () => {
    const expected = await database.query<{ known_as: string }>(`
      select distinct p.known_as from public.people p join public.plans l on l.person_id = p.id
      where l.plan_type = 'ehc_plan' order by p.known_as`)
    expect(expected.length).toBeGreaterThan(30)
    expect(await namesSeenBy(await idOf('send.officer'))).toEqual(expected.map(row => row.known_as))
  })

  it('covers every account with one of these expectations', async () => {
    const accounts = await database.query<{ name: string }>('select split_part(email, \'@\', 1) as name from auth.users where email is not null')
    expect(accounts.map(account => account.name).sort()).toEqual([...Object.keys(seesOnly), 'send.officer'].sort())
  })

  it('keeps the people a persona may not see out of every other table too', async () => {
    const mum = await idOf('sam.mum')
    for (const table of personal.filter(table => table !== 'people')) {
      const rows = await database.as(mum, sql => sql.query<{ known_as: string | null }>(
        `select distinct p.known_as from public.${table} t left join public.people p on p.id = t.person_id`))
      expect(rows.map(row => row.known_as).filter(name => name !== 'Sam'), table).toEqual([])
    }
  })

  it('shows a stranger who signs in nobody', async () => {
    const stranger = await database.signUp('stranger@demo.test')
    await database.as(stranger, sql => sql.query('select public.enter()'))
    for (const table of [...personal, 'organisation_members']) {
      expect(await database.as(stranger, sql => sql.query(`select 1 from public.${table}`)), table).toEqual([])
    }
    await database.query('delete from auth.users where id = $1', [stranger])
  })

  it('shows somebody who has not signed in nothing at all', async () => {
    for (const table of [...personal, 'organisations', 'organisation_members', 'accounts']) {
      await expect(database.asAnon(sql => sql.query(`select 1 from public.${table}`)), table).rejects.toThrow(/permission denied/)
    }
  })

  it('uses no address outside demo.test', async () => {
    const addresses = await database.query<{ address: string }>(`
      select email as address from auth.users where email is not null
      union select identity_data ->> 'email' from auth.identities
      union select invited_email from public.organisation_members where invited_email is not null
      union select invited_email from public.circle_members where invited_email is not null`)
    expect(addresses.length).toBeGreaterThan(30)
    expect(addresses.filter(({ address }) => !address.endsWith('@demo.test'))).toEqual([])
    expect(JSON.stringify(seeds).match(/[\w.]+@(?!demo\.test)[\w.]+/g)).toBeNull()
  })

  it('gives nearly everybody a named contact from that very team, and leaves two cases without and three with somebody who has left', async () => {
    const [contacts] = await database.query(`
      select count(*) filter (where i.named_contact_id is null and i.ends_on is null)::integer as missing,
        count(*) filter (where m.organisation_id <> i.organisation_id)::integer as wrong,
        count(*) filter (where m.ends_on < private.today())::integer as left_since
      from public.involvements i left join public.organisation_members m on m.id = i.named_contact_id`)
    expect(contacts).toEqual({ missing: 2, wrong: 0, left_since: 3 })
  })

  it('keeps for the caseload exactly the days that are open on the timeline', async () => {
    const differing = await database.query(`
      select d.person_id, d.audience from private.caseload_days d
      join public.people p on p.id = d.person_id
      where d.must_days || d.other_days is distinct from (
        select coalesce(array_agg(t.due_on order by i.due_kind <> 'statutory', t.due_on), '{}')
        from public.timeline_items t join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
        where t.person_id = d.person_id and t.audience = d.audience and t.due_on is not null and t.retired_at is null and not t.before_start
          and t.status not in ('done', 'not_applicable'))`)
    expect(differing).toEqual([])
  })

  it('records each step by somebody whose step it is, and never in the future', async () => {
    const wrong = await database.query(`
      select t.item_key, t.status, t.updated_by from public.timeline_items t
      where t.status <> 'not_started' and (
        not private.may_work(t.person_id, t.audience, t.updated_by)
        or t.updated_at::date >= private.today()
        or t.updated_at::date < (select p.planned_from from public.people p where p.id = t.person_id) - 4
        or (t.status = 'done') is distinct from (t.done_by is not null and t.done_by_name is not null and t.done_at is not null)
        or (t.status = 'waiting') is distinct from (t.waiting_on is not null)
        or (t.status = 'not_applicable') is distinct from (t.not_needed_reason is not null))`)
    expect(wrong).toEqual([])
  })

  it('has a history: steps in every status, with the audit saying who did what as what', async () => {
    const statuses = await database.query<{ status: string, n: number, notes: number }>(
      'select status, count(*)::integer as n, count(note)::integer as notes from public.timeline_items group by status')
    const found = Object.fromEntries(statuses.map(row => [row.status, row.n]))
    expect(found.done).toBeGreaterThan(250)
    for (const status of ['in_progress', 'waiting', 'not_applicable']) expect(found[status], status).toBeGreaterThanOrEqual(9)
    expect(statuses.find(row => row.status === 'done')?.notes).toBeGreaterThan(100)
    const unnamed = await database.query('select subject, subject_key from public.audit_events where actor_name is null or actor_role is null')
    expect(unnamed).toEqual([])
    const [trail] = await database.query(`
      select count(*) filter (where e.subject = 'timeline_items')::integer as steps,
        (select count(*)::integer from public.timeline_items where status <> 'not_started') as recorded
      from public.audit_events e`)
    expect(trail?.steps).toBe(trail?.recorded)
  })

  it('says what the SENCo is from the first fact of a pupil she adds', async () => {
    const senco = await idOf('senco')
    const roles = await database.as(senco, async (sql) => {
      const [added] = await sql.query<{ id: string }>(`select public.add_person('{"known_as": "Teal", "date_of_birth": "2014-05-05"}') as id`)
      return sql.query<{ actor_role: string }>('select distinct actor_role from public.audit_events where person_id = $1', [added?.id])
    })
    expect(roles).toEqual([{ actor_role: 'senco' }])
    await database.query('delete from public.people where known_as = \'Teal\'')
  })

  it('asks for no fact that is known already', async () => {
    const asked = await database.query(`
      select p.known_as, t.item_key, t.missing_fact from public.people p
      cross join lateral private.facts_of(array[p.id]) f
      join public.timeline_items t on t.person_id = p.id and t.retired_at is null
      where t.missing_fact is not null and (to_jsonb(f) || f.dates) ->> t.missing_fact is not null`)
    expect(asked).toEqual([])
  })

  it('knows every step that its notes and moments are about', async () => {
    const keys = new Set((seeds['demo.sql'] ?? '').match(/'(?:ey|ij|ps|y9|k4|p16|si|ap|fe|he|a18|n25|end)-(?:[a-z0-9]+-\d\d|m\d)'/g))
    const known = await database.query<{ key: string }>('select key from public.pathway_items')
    expect(keys.size).toBeGreaterThan(80)
    expect([...keys].map(key => key.slice(1, -1)).filter(key => !known.some(row => row.key === key))).toEqual([])
  })
})

describe.each(['2026-11-25', '2027-08-31', '2026-09-01', '2028-02-29', '2027-01-01'])('seeded on %s', (today) => {
  let database: TestDatabase
  let everyone: Person[]
  const find = (name: string) => everyone.find(person => person.name === name)!
  const openSteps = (name: string, audience: string) => database.query<{ item_key: string, days: number }>(`
    select t.item_key, t.due_on - private.today() as days from public.timeline_items t join public.people p on p.id = t.person_id
    where p.known_as = $1 and t.audience = $2::public.audience and t.status not in ('done', 'not_applicable')
      and t.retired_at is null and not t.before_start and t.due_on is not null
    order by t.due_on`, [name, audience])

  beforeAll(async () => {
    database = await createDemo(today)
    everyone = await database.query<Person>(people)
  })
  afterAll(() => database.close())

  it('has at least 44 young people, in every class year from nursery to 14 and beyond', () => {
    expect(everyone.length).toBeGreaterThanOrEqual(44)
    const years = new Set(everyone.map(person => Math.min(person.year ?? 15, 15)))
    expect([...years].sort((one, other) => one - other)).toEqual([-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  })

  it.each(edges)('has somebody: %s', (_, holds) => {
    expect(everyone.filter(person => holds(person, today)).map(person => person.name)).not.toEqual([])
  })

  it('keeps the main people as they are described', () => {
    expect(find('Sam')).toMatchObject({ year: 9, plan: 'ehc_plan' })
    expect(find('Aisha')).toMatchObject({ year: 11, plan: 'ehc_plan', next: 'general_fe_college' })
    expect(find('Tom')).toMatchObject({ age: 17, plan: 'ehc_plan' })
    expect(find('Priya')).toMatchObject({ age: 19, plan: 'ehc_plan' })
    expect(find('Leo')).toMatchObject({ year: 13, plan: 'sen_support' })
  })

  it('keeps everybody where people of their age learn', () => {
    const misplaced = everyone.filter(({ now, year }) =>
      (now === 'early_years' && (year ?? 99) >= 0)
      || (now === 'mainstream_school' && ((year ?? 99) < 0 || (year ?? 99) > 13))
      || (now === 'general_fe_college' && (year ?? 99) < 12))
    expect(misplaced.map(person => person.name)).toEqual([])
    expect(everyone.filter(person => person.age < 2 || person.age > 25)).toEqual([])
  })

  it('has no date that is out of date', async () => {
    const stale = await database.query(`
      select p.known_as, x.what from public.people p
      cross join lateral (
        select 'next setting' as what from public.placements n where n.person_id = p.id and n.position = 'next' and n.starts_on <= private.today()
        union all select 'current setting' from public.placements n where n.person_id = p.id and n.position = 'now' and n.starts_on > private.today()
        union all select d.anchor from public.person_dates d where d.person_id = p.id
          and d.anchor in ('review_meeting', 'si_end', 'apprenticeship_end', 'course_end', 'cease_expected', 'he_start', 'adult_health_transfer')
          and d.on_date <= private.today()
          -- A review that was held a few weeks ago and waits for its report and decision.
          and not exists (select from public.reviews r where r.person_id = p.id and r.held_on = d.on_date and r.decision_on is null and r.held_on > private.today() - 60)
        union all select d.anchor from public.person_dates d where d.person_id = p.id
          and d.anchor in ('pip_letter', 'left_education') and d.on_date not between private.today() - 90 and private.today()
        union all select 'plan' from public.plans l where l.person_id = p.id
          and greatest(l.first_made_on, l.last_decision_on, l.last_meeting_on) > private.today()
        union all select 'plan order' from public.plans l where l.person_id = p.id
          and (l.last_meeting_on > l.last_decision_on and not exists (select from public.reviews r where r.person_id = p.id and r.held_on = l.last_meeting_on and r.decision_on is null)
            or l.first_made_on > l.last_decision_on or l.first_made_on < p.date_of_birth)
        union all select 'plan is old' from public.plans l where l.person_id = p.id and l.ended_on is null and p.known_as <> 'Ezra'
          and greatest(l.first_made_on, l.last_decision_on, l.last_meeting_on) < private.today() - 366
        union all select 'weekend' from public.person_dates d where d.person_id = p.id and extract(isodow from d.on_date) > 5
      ) x`)
    expect(stale).toEqual([])
  })

  it('has something ahead for everyone who visits', async () => {
    for (const [name, audience] of [
      ['Sam', 'young_person'], ['Sam', 'family'], ['Sam', 'school'], ['Sam', 'la_send'], ['Aisha', 'young_person'], ['Aisha', 'family'],
      ['Aisha', 'post16_provider'], ['Tom', 'young_person'], ['Tom', 'family'], ['Tom', 'adult_social_care'], ['Tom', 'health'],
      ['Priya', 'young_person'], ['Priya', 'employment'], ['Leo', 'young_person'], ['Leo', 'school'],
    ] as const) {
      const steps = await openSteps(name, audience)
      expect(steps.filter(step => step.days >= 0), `${name}, ${audience}`).not.toEqual([])
    }
  })

  it('has Tom\'s referral for an adult assessment long overdue, months before he is 18', async () => {
    const [referral] = (await openSteps('Tom', 'childrens_social_care')).filter(step => step.item_key === 'p16-csc-02')
    expect(referral?.days).toBeLessThan(-180)
    const [gran] = (await openSteps('Tom', 'family')).filter(step => step.item_key === 'a18-fam-01')
    expect(gran?.days).toBeLessThan(-180)
  })

  it('has Aisha\'s plan naming the college by 31 March of Year 11', async () => {
    const [deadline] = await database.query<{ due_on: string, status: string, late: boolean }>(`
      select t.due_on::text, t.status, t.due_on < private.today() as late
      from public.timeline_items t join public.people p on p.id = t.person_id where p.known_as = 'Aisha' and t.item_key = 'k4-send-01'`)
    expect(deadline?.due_on.slice(5)).toMatch(/^03-3[01]$/)
    expect(deadline?.late).toBe(deadline?.status === 'done')
  })
})

describe('signing in to the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onward-demo-'))
  let embedded: Embedded
  const connect = () => createClient<Database>('http://onward.test', embedded.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: {
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const body = await request.clone().text()
        return embedded.fetch(request, body, '192.0.2.1')
      },
    },
  })

  beforeAll(async () => {
    embedded = await startEmbedded({
      mode: { database: 'pglite', demo: true }, folder, migrations: readMigrations(), pathways, seeds, log: () => {},
    })
  })
  afterAll(async () => {
    await embedded.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(['sam', 'sam.mum', 'aisha.dad', 'senco', 'send.officer', 'admin'])('lets %s in with the demo password', async (name) => {
    const supabase = connect()
    const { data, error } = await supabase.auth.signInWithPassword({ email: `${name}@demo.test`, password: 'onward-demo' })
    expect(error).toBeNull()
    expect(data.user?.email).toBe(`${name}@demo.test`)
    const { data: rows } = await supabase.from('people').select('known_as')
    expect(rows?.length).toBe(name === 'send.officer' ? 35 : seesOnly[name]?.length)
  })

  it('refuses a wrong password', async () => {
    const { error } = await connect().auth.signInWithPassword({ email: 'sam@demo.test', password: 'onward-wrong' })
    expect(error?.code).toBe('invalid_credentials')
  })

  it('lets Priya in with a code, and keeps her password working', async () => {
    const supabase = connect()
    expect((await supabase.auth.signInWithOtp({ email: 'priya@demo.test', options: { shouldCreateUser: false } })).error).toBeNull()
    const token = embedded.lastCode('priya@demo.test') ?? ''
    expect(token).toMatch(/^\d{6}$/)
    const { data, error } = await supabase.auth.verifyOtp({ email: 'priya@demo.test', token, type: 'email' })
    expect(error).toBeNull()
    expect(data.user?.email).toBe('priya@demo.test')
    const again = await connect().auth.signInWithPassword({ email: 'priya@demo.test', password: 'onward-demo' })
    expect(again.error).toBeNull()
  })

  it('lets an invited parent take up the invitation, and sees their child from then on', async () => {
    const supabase = connect()
    await supabase.auth.signInWithOtp({ email: 'hassan.mum@demo.test' })
    await supabase.auth.verifyOtp({ email: 'hassan.mum@demo.test', token: embedded.lastCode('hassan.mum@demo.test') ?? '', type: 'email' })
    expect((await supabase.from('people').select('known_as')).data).toEqual([])
    expect((await supabase.rpc('enter')).data).toMatchObject({ display_name: 'Farah Reed' })
    expect((await supabase.from('people').select('known_as')).data).toEqual([{ known_as: 'Hassan' }])
  })
})
