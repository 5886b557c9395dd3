import type { RouteLocationRaw } from 'vue-router'
import type { Access } from '~/shared/schemas/access'
import { familyOf } from './familyOf'

/** Where somebody's day starts: their family, the one plan that is theirs, the list of young people, or the administration. */
export function startPage(access: Access): RouteLocationRaw {
  const { circle, teams, is_admin: isAdmin } = access
  const worksInTeam = teams.some(team => team.audience !== null)
  const [only, second] = circle
  if (!worksInTeam && familyOf(access).length) return familyPage(access)
  if (only && !second && !worksInTeam) return { name: 'people-id', params: { id: only.person_id } }
  if (isAdmin && !worksInTeam && !only) return { name: 'admin' }
  return { name: 'people' }
}

/** A parent's or carer's Onward: the page of the one child, or all of them. */
export function familyPage(access: Access): RouteLocationRaw {
  const [child, second] = familyOf(access)
  return child && !second ? { name: 'family-id', params: { id: child.person_id } } : { name: 'family' }
}

/** The path somebody wanted before signing in, or undefined where it is not one of our own pages. */
export function ownPath(wanted: unknown): string | undefined {
  // Browsers drop tabs and line ends from an address, and read a backslash as a slash: what is left could be another site.
  if (typeof wanted !== 'string' || !/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(wanted)) return undefined
  return wanted.startsWith('/sign-') ? undefined : wanted
}
