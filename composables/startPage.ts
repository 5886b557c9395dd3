import type { RouteLocationRaw } from 'vue-router'
import type { Access } from '~/shared/schemas/access'
import { familyOf } from './familyOf'
import { ownPlan } from './ownPlan'

/** Where somebody's day starts: their own plan, their family, the caseload of their team, or the administration. */
export function startPage(access: Access): RouteLocationRaw {
  const worksInTeam = access.teams.some(team => team.audience !== null)
  if (!worksInTeam && ownPlan(access)) return { name: 'my' }
  if (!worksInTeam && familyOf(access).length) return familyPage(access)
  if (worksInTeam) return { name: 'caseload' }
  return { name: access.is_admin ? 'admin' : 'people' }
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
