import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it, vi } from 'vitest'
import { TokensForm, TokensToken } from '#components'
import { words } from '../timeline/samples'

const token = {
  id: '5e000000-0000-4000-8000-000000000001', organisation: { id: '5e000000-0000-4000-8000-000000000002', name: 'Larkhill Secondary' }, name: 'School system',
  scopes: ['people:read' as const], expires_on: '2027-03-04', created_at: '2026-11-01T10:00:00Z', created_by: null, created_by_name: 'Ada Plover',
  approved_by_name: null, revoked_at: null, last_used_at: null,
}
const show = (changes: object, mayApprove = true) =>
  mountSuspended(TokensToken, { props: { token: { ...token, ...changes }, today: '2026-11-25', mayApprove } })

describe('TokensToken', () => {
  it.each([
    ['waits', {}, 'Waiting for an administrator', ['Approve School system', 'End School system']],
    ['is in use', { approved_by_name: 'Ira Magpie', last_used_at: '2026-11-20T10:00:00Z' }, 'Last used 20 November 2026', ['End School system']],
    ['is over', { expires_on: '2026-11-24' }, 'Over', []],
    ['was ended', { revoked_at: '2026-11-20T10:00:00Z' }, 'Ended', []],
  ])('that %s offers what can still be done', async (_name, changes, says, buttons) => {
    const view = await show(changes)
    expect(words(view)).toContain(says)
    expect(view.findAll('button').map(button => button.text())).toEqual(buttons)
  })

  it('is not offered for approval to whoever made it', async () => {
    expect((await show({}, false)).findAll('button').map(button => button.text())).toEqual(['End School system'])
  })
})

describe('TokensForm', () => {
  it('says beside each box what is missing, and sends nothing until it fits', async () => {
    const create = vi.fn(async () => '')
    const teams = [{ value: token.organisation.id, label: 'Larkhill Secondary' }]
    const view = await mountSuspended(TokensForm, { props: { teams, today: '2026-11-25', create } })
    await view.get('form').trigger('submit')
    for (const text of ['Write what the system is called', 'Choose at least one', 'Enter a day within a year from today']) expect(words(view)).toContain(text)
    await view.get('input[name$="-name"]').setValue(' School system ')
    await view.get('input[value="people:read"]').setValue(true)
    const boxes = view.findAll('input[inputmode="numeric"]')
    for (const [at, text] of ['4', '3', '2027'].entries()) await boxes[at]?.setValue(text)
    await view.get('form').trigger('submit')
    expect(create).toHaveBeenCalledWith({ organisation: token.organisation.id, name: 'School system', scopes: ['people:read'], expiresOn: '2027-03-04' })
  })
})
