import type { RouteLocationRaw } from 'vue-router'
import type { Access } from '~/shared/schemas/access'

/** Where somebody's day starts: the one plan that is theirs, the list of young people, or the administration. */
export function startPage({ circle, teams, is_admin: isAdmin }: Access): RouteLocationRaw {
  const worksInTeam = teams.some(team => team.audience !== null)
  const [only, second] = circle
  if (only && !second && !worksInTeam) return { name: 'people-id', params: { id: only.person_id } }
  if (isAdmin && !worksInTeam && !only) return { name: 'admin' }
  return { name: 'people' }
}

/** The path somebody wanted before signing in, or undefined where it is not one of our own pages. */
export function ownPath(wanted: unknown): string | undefined {
  // Browsers drop tabs and line ends from an address, and read a backslash as a slash: what is left could be another site.
  if (typeof wanted !== 'string' || !/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(wanted)) return undefined
  return wanted.startsWith('/sign-') ? undefined : wanted
}
