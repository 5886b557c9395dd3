import { describe, expect, it } from 'vitest'
import { siteFrame } from '../../../composables/siteFrame.ts'
import type { Access } from '../../../shared/schemas/access.ts'

const account = { id: 'a', display_name: 'Kate Wren', locale: 'en' }
const nobody: Access = { account, is_admin: false, teams: [], circle: [], may_add_people: false }
const sam = { person_id: '1', known_as: 'Sam', relationship: 'parent_carer' } as const
const self = { ...sam, relationship: 'young_person' } as const
const school = { organisation_id: 'o', name: 'Larkhill', audience: 'school', role: 'senco', member_id: 'm' } as const

const links = (access: Partial<Access>) => siteFrame({ ...nobody, ...access }).links.map(({ labelKey }) => labelKey)

describe('the links around every page', () => {
  it('offer a visitor to sign in and nothing else', () => {
    expect(siteFrame(undefined)).toEqual({ links: [{ labelKey: 'entry.nav.sign_in', to: { name: 'sign-in' } }] })
  })

  it('lead to the one plan, the family, the list or the administration, and never to an empty page', () => {
    expect(links({ circle: [self] })).toEqual(['entry.nav.my'])
    expect(links({ circle: [sam] })).toEqual(['entry.nav.family'])
    const schools = ['entry.nav.caseload', 'entry.nav.forecast', 'move.nav.handovers', 'move.nav.september']
    expect(links({ circle: [sam], teams: [school] })).toEqual(['entry.nav.family', ...schools])
    expect(links({ teams: [school] })).toEqual(schools)
    expect(links({ teams: [{ ...school, audience: 'health' }] })).toEqual(['entry.nav.caseload', 'move.nav.handovers'])
    expect(links({ teams: [{ ...school, audience: null }], is_admin: true })).toEqual(['entry.nav.admin'])
    expect(links({})).toEqual([])
  })

  it('name who is signed in, with their account and the way out', () => {
    expect(siteFrame(nobody).account).toEqual({
      name: 'Kate Wren',
      links: [{ labelKey: 'entry.nav.account', to: { name: 'account' } }, { labelKey: 'entry.nav.sign_out', to: { name: 'sign-out' } }],
    })
  })
})
