import type { RouteLocationRaw } from 'vue-router'
import type { Access } from '~/shared/schemas/access'
import type { Audience } from '~/shared/timeline'
import { familyOf } from './familyOf'
import { familyPage } from './startPage'
import { ownPlan } from './ownPlan'

/** One link of the layout; its words are a locale key, so that they follow a change of language. */
export interface LayoutLink {
  labelKey: string
  to: RouteLocationRaw
}

/** What the layout shows around a page; empty for a visitor. */
export interface SiteFrame {
  links: LayoutLink[]
  /** The signed-in person: name as shown, and the links of the account menu (sign out among them). */
  account?: { name: string, links: LayoutLink[] }
}

/** Who finds young people a place for September. */
const placesTeams: readonly Audience[] = ['la_send', 'school', 'post16_provider']

/** The links that make sense for somebody: only pages that have something to show them. */
export function siteFrame(access: Access | undefined): SiteFrame {
  if (!access?.account) return { links: [{ labelKey: 'entry.nav.sign_in', to: { name: 'sign-in' } }] }
  const worksInTeam = access.teams.some(team => team.audience !== null)
  const links: LayoutLink[] = []
  if (ownPlan(access)) links.push({ labelKey: 'entry.nav.my', to: { name: 'my' } })
  if (familyOf(access).length) links.push({ labelKey: 'entry.nav.family', to: familyPage(access) })
  if (worksInTeam) links.push({ labelKey: 'entry.nav.caseload', to: { name: 'caseload' } })
  if (access.teams.some(({ audience }) => audience === 'la_send' || audience === 'school')) links.push({ labelKey: 'entry.nav.forecast', to: { name: 'forecast' } })
  if (worksInTeam) links.push({ labelKey: 'move.nav.handovers', to: { name: 'handovers' } })
  if (access.teams.some(team => team.audience !== null && placesTeams.includes(team.audience))) links.push({ labelKey: 'move.nav.september', to: { name: 'september' } })
  if (access.is_admin) links.push({ labelKey: 'entry.nav.admin', to: { name: 'admin' } })
  return {
    links,
    account: {
      name: access.account.display_name,
      links: [
        { labelKey: 'entry.nav.account', to: { name: 'account' } },
        { labelKey: 'entry.nav.sign_out', to: { name: 'sign-out' } },
      ],
    },
  }
}
