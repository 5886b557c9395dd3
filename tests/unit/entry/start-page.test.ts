import { describe, expect, it } from 'vitest'
import { ownPath, startPage } from '../../../composables/startPage.ts'
import type { Access } from '../../../shared/schemas/access.ts'

const nobody: Access = { account: null, is_admin: false, teams: [], circle: [], may_add_people: false }
const sam = { person_id: '1', known_as: 'Sam', relationship: 'parent_carer' } as const
const self = { ...sam, relationship: 'young_person' } as const
const school = { organisation_id: 'o', name: 'Larkhill', audience: 'school', role: 'senco', member_id: 'm' } as const
const office = { ...school, audience: null, role: 'system_admin' } as const

describe('where a day starts', () => {
  it.each([
    ['their own plan, for a young person', { circle: [self] }, { name: 'my' }],
    ['the one child, for a mother', { circle: [sam] }, { name: 'family-id', params: { id: '1' } }],
    ['her family, for a grandmother of two', { circle: [sam, { ...sam, person_id: '2' }] }, { name: 'family' }],
    ['the caseload, for staff', { teams: [school] }, { name: 'caseload' }],
    ['the caseload, for a teacher who is also a parent', { teams: [school], circle: [sam] }, { name: 'caseload' }],
    ['the administration', { teams: [office], is_admin: true }, { name: 'admin' }],
    ['the list, for a stranger: it says what to do', {}, { name: 'people' }],
  ])('is %s', (_where, access, expected) => {
    expect(startPage({ ...nobody, ...access })).toEqual(expected)
  })
})

describe('the path somebody wanted', () => {
  it.each(['//example.org', '/\\example.org', '/\t/example.org', '/\n/example.org', '/\r\\example.org', '/ /example.org', 'https://example.org', 'people', '', undefined, ['/people'], '/sign-in', '/sign-out'])('is not %j', (wanted) => {
    expect(ownPath(wanted)).toBeUndefined()
  })
  it('is one of our own', () => {
    expect(ownPath('/people/1/details#field-pip_letter')).toBe('/people/1/details#field-pip_letter')
  })
})
