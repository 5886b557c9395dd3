import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import { UiErrorSummary } from '#components'

const errors = [{ id: 'known_as', message: 'Enter a name' }, { id: 'born', message: 'Enter a real date' }]
const attach = { attachTo: document.body }

it('is not there while nothing is wrong', async () => {
  const summary = await mountSuspended(UiErrorSummary, { props: { errors: [] }, ...attach })
  expect(summary.find('[role=alert]').exists()).toBe(false)
})

it('takes the keyboard when errors appear, and lists each with a way to its field', async () => {
  const summary = await mountSuspended(UiErrorSummary, { props: { errors: [] as typeof errors }, ...attach })
  await summary.setProps({ errors })
  await summary.vm.$nextTick()
  expect(document.activeElement).toBe(summary.get('[role=alert]').element)
  expect(summary.findAll('a').map(link => [link.text(), link.attributes('href')])).toEqual([
    ['Enter a name', '#known_as'],
    ['Enter a real date', '#born'],
  ])
})

it('takes the keyboard again when the same form fails again', async () => {
  const summary = await mountSuspended(UiErrorSummary, { props: { errors, attempt: 1 }, ...attach })
  summary.get('a').element.focus()
  await summary.setProps({ attempt: 2 })
  await summary.vm.$nextTick()
  expect(document.activeElement).toBe(summary.get('[role=alert]').element)
})

it('moves the keyboard into the field', async () => {
  const box = document.createElement('input')
  box.id = 'known_as'
  document.body.append(box)
  const summary = await mountSuspended(UiErrorSummary, { props: { errors }, ...attach })
  await summary.get('a').trigger('click')
  expect(document.activeElement).toBe(box)
  box.remove()
})
