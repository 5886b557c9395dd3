import * as z from 'zod/mini'

/** `rights_of()`: one thing to know about who decides. Dates are `YYYY-MM-DD`. */
export const right = z.object({
  key: z.string(),
  moment: z.enum(['until_young_person', 'young_person_from', 'age:16', 'age:18', 'help']),
  on_date: z.nullable(z.string()),
  place: z.enum(['now', 'ahead']),
  /** It comes within half a year, or came a few months ago. */
  is_near: z.boolean(),
  title: z.string(),
  summary: z.string(),
  points: z.array(z.string()),
  source: z.string(),
})
export type Right = z.infer<typeof right>

export interface RightsGroup {
  key: 'now' | 'ahead' | 'help'
  rights: Right[]
}

/** What holds now, what comes, and how to choose help: each where there is any. What comes stands in the order of its days. */
export function groupRights(rights: readonly Right[]): RightsGroup[] {
  const dated = rights.filter(({ moment }) => moment !== 'help')
  const ahead = dated.filter(({ place }) => place === 'ahead').sort((a, b) => (a.on_date ?? '').localeCompare(b.on_date ?? ''))
  const groups: RightsGroup[] = [
    { key: 'now', rights: dated.filter(({ place }) => place === 'now') },
    { key: 'ahead', rights: ahead },
    { key: 'help', rights: rights.filter(({ moment }) => moment === 'help') },
  ]
  return groups.filter(group => group.rights.length > 0)
}

/** The one to tell of first: the nearest day to come, else the one that came last. */
export function nearestRight(rights: readonly Right[], today: string): Right | undefined {
  const near = rights.filter(({ is_near: isNear }) => isNear)
  const byDay = (a: Right, b: Right) => (a.on_date ?? '').localeCompare(b.on_date ?? '')
  const ahead = near.filter(({ on_date: on }) => on !== null && on > today).sort(byDay)
  return ahead[0] ?? near.toSorted(byDay).at(-1)
}
