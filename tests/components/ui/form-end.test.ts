import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import { UiFormEnd } from '#components'

const show = (state: { problem?: string, restored?: boolean, busy?: boolean }) =>
  mountSuspended(UiFormEnd, { props: { label: 'Save', problem: '', restored: false, busy: false, ...state } })

it('sends the form, and says what went wrong rather than that something was kept', async () => {
  const view = await show({ problem: 'Somebody else was faster', restored: true })
  expect(view.get('button').attributes('type')).toBe('submit')
  expect(view.text()).toContain('Somebody else was faster')
  expect(view.text()).not.toContain('still here')
})

it('says that what was typed before is still there', async () => {
  expect((await show({ restored: true })).text()).toContain('still here')
  expect((await show({})).text()).toBe('Save')
})
