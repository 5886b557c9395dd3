import type { County, Household } from './county.ts'
import { compareRoles, databaseMs, median, type Call } from './timing.ts'

/** Who looks at a young person's page, each with their own way of being allowed to. */
export const personas = ['parent', 'senco', 'officer'] as const
export type Persona = typeof personas[number]

/** What a page about one young person asks for: through the API's function, and bare. */
export const queries = {
  'timeline()': (person: string) => `select * from public.timeline('${person}', 'en')`,
  'timeline_items': (person: string) => `select * from public.timeline_items where person_id = '${person}' and retired_at is null order by due_on`,
} as const
export type Query = keyof typeof queries

/** The same page for one household after another. */
export function pageCalls(county: County, persona: Persona, query: Query, sample: number): Call[] {
  return county.households.slice(0, sample).map(household => ({
    account: accountOf(county, household, persona),
    statement: queries[query](household.person),
  }))
}

function accountOf({ officer }: County, { parent, senco }: Household, persona: Persona): string {
  return { parent, senco, officer }[persona]
}

/** What the officer's list asks for. */
export const lists = {
  'my_people() first page': 'select * from public.my_people()',
  'my_people() search': `select * from public.my_people('wren')`,
} as const

export function compareList({ sql, officer }: County, list: keyof typeof lists, sample: number): ReturnType<typeof compareRoles> {
  return compareRoles(sql, Array.from({ length: sample }, () => ({ account: officer, statement: lists[list] })))
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

/**
 * How much longer the same work takes in the last county than in the first, both done in turns.
 * @param work milliseconds of the n-th try in a county.
 */
export async function compareGrowth(
  [small, large]: readonly [County, County], sample: number, work: (county: County, n: number) => Promise<number>,
): Promise<{ smallMs: number, largeMs: number }> {
  const smalls: number[] = []
  const larges: number[] = []
  for (let n = 0; n < sample; n += 1) {
    smalls.push(await work(small, n))
    larges.push(await work(large, n))
  }
  return { smallMs: median(smalls), largeMs: median(larges) }
}
