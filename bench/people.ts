import type { County, Household } from './county.ts'
import { databaseMs, median, prepare, runPrepared, type Call } from './timing.ts'

/** Who looks at a young person's page, each with their own way of being allowed to. */
export const personas = ['parent', 'senco', 'officer'] as const
export type Persona = typeof personas[number]

/** What a page about one young person, `$1`, asks for. */
export const queries = {
  'timeline()': `select * from public.timeline($1, 'en')`,
  'timeline_items': `select coalesce(json_agg(t), '[]') from (
    select * from public.timeline_items where person_id = $1 and retired_at is null order by due_on) t`,
} as const
export type Query = keyof typeof queries

/** The same page for one household after another. */
export function pageCalls(county: County, persona: Persona, sample: number): Call[] {
  return county.households.slice(0, sample).map(household => ({ account: accountOf(county, household, persona), person: household.person }))
}

function accountOf({ officer }: County, { parent, senco }: Household, persona: Persona): string {
  return { parent, senco, officer }[persona]
}

/** What the officer's list asks for; it is about nobody in particular. */
export const lists = {
  'my_people() first page': 'select * from public.my_people() where $1 is not null',
  'my_people() search': `select * from public.my_people('wren') where $1 is not null`,
} as const
export type List = keyof typeof lists

/** What the caseload asks for when somebody ticks a filter: the lines, and the numbers beside every filter. */
export const caseloadFilters = {
  'late by law': '{"need": ["0", "1"]}',
  'one year group': '{"year": ["11"]}',
  'nobody looked for 90 days, EHC plan': '{"flag": ["not_looked_at"], "plan": ["ehc_plan"]}',
  'search': '{"search": "wren"}',
} as const
export type CaseloadFilter = keyof typeof caseloadFilters

/** Milliseconds of both for the officer of the whole county, under Row Level Security. */
export function filterCaseload({ sql, officer }: County, filter: CaseloadFilter): Promise<number> {
  return databaseMs(sql, 'authenticated', officer, `select public.caseload_page('${caseloadFilters[filter]}')`)
}

/** Milliseconds to move a review meeting by a week: the update, its triggers, and the re-plan they run. Each is committed. */
export async function changeFact({ sql, officer }: County, person: string): Promise<number> {
  return databaseMs(sql, 'superuser', officer,
    `update public.person_dates set on_date = on_date + 7 where person_id = '${person}' and anchor = 'review_meeting'`)
}

/** People whose next review meeting is booked. */
export async function reviewedPeople({ sql }: County, sample: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select p.id from bench.person p join public.person_dates d on d.person_id = p.id and d.anchor = 'review_meeting'
     where p.plan_type = 'ehc_plan' order by bench.chance('reviewed', p.n) limit $1`, [sample])
  return rows.map(row => row.id)
}

/** Milliseconds of the page of one household after another under Row Level Security, each prepared and run before. */
export async function openPages(county: County, persona: Persona): Promise<(n: number) => Promise<number>> {
  const calls = pageCalls(county, persona, 100)
  await prepare(county.sql, 'authenticated', queries['timeline()'])
  return async (n) => {
    const call = calls[n % calls.length]
    if (!call) throw new Error('The county has nobody in it.')
    await runPrepared(county.sql, 'authenticated', call)
    return runPrepared(county.sql, 'authenticated', call)
  }
}

/** How long the same work takes in two counties, done in turns: the medians, in milliseconds. */
export async function compareGrowth(
  small: (n: number) => Promise<number>, large: (n: number) => Promise<number>, sample: number,
): Promise<{ smallMs: number, largeMs: number }> {
  const smalls: number[] = []
  const larges: number[] = []
  for (let n = 0; n < sample; n += 1) {
    smalls.push(await small(n))
    larges.push(await large(n))
  }
  return { smallMs: median(smalls), largeMs: median(larges) }
}
