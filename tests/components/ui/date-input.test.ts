import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { UiDateInput } from '#components'

const props = { name: 'born', label: 'Date of birth' }

async function mountDate(more: Record<string, unknown> = {}) {
  const field = await mountSuspended(UiDateInput, { props: { ...props, ...more } })
  const box = (id: string) => field.get<HTMLInputElement>(`[id="${id}"]`)
  return { field, day: box('born'), month: box('born-month'), year: box('born-year') }
}

function paste(box: Element, text: string): Event {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  box.dispatchEvent(event)
  return event
}

describe('UiDateInput', () => {
  it('asks for day, month and year in three named boxes under one question', async () => {
    const { field } = await mountDate()
    expect(field.get('legend').text()).toBe('Date of birth')
    expect(field.findAll('label').map(label => label.text())).toEqual(['Day', 'Month', 'Year'])
  })

  it('gives the date once the three boxes make a real one, and nothing before', async () => {
    const { field, day, month, year } = await mountDate()
    await day.setValue('29')
    await month.setValue('2')
    await year.setValue('2012')
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['2012-02-29'])
    expect(field.emitted('state')).toEqual([['partly'], ['partly'], ['date']])
  })

  it('takes the date back, but keeps what was typed, when it stops being real', async () => {
    const { field, day, year } = await mountDate({ 'modelValue': '2012-02-29', 'onUpdate:modelValue': (value: string) => field.setProps({ modelValue: value }) })
    await year.setValue('2013')
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual([''])
    expect(field.emitted('state')?.at(-1)).toEqual(['unreal'])
    expect([day.element.value, year.element.value]).toEqual(['29', '2013'])
  })

  it('shows a date that comes from elsewhere', async () => {
    const { field, day, month, year } = await mountDate({ modelValue: '2026-11-24' })
    expect([day, month, year].map(box => box.element.value)).toEqual(['24', '11', '2026'])
    await field.setProps({ modelValue: '2027-01-05' })
    expect([day, month, year].map(box => box.element.value)).toEqual(['5', '1', '2027'])
  })

  it.each(['24/11/2026', '2026-11-24', '24 November 2026'])('fills all three boxes from a pasted %s', async (text) => {
    const { field, day, month, year } = await mountDate()
    const event = paste(month.element, text)
    await field.vm.$nextTick()
    expect(event.defaultPrevented).toBe(true)
    expect([day, month, year].map(box => box.element.value)).toEqual(['24', '11', '2026'])
    expect(field.emitted('update:modelValue')).toEqual([['2026-11-24']])
  })

  it('lets anything that is not a whole date be pasted as it is', async () => {
    const { day } = await mountDate()
    expect(paste(day.element, '24').defaultPrevented).toBe(false)
  })

  it('marks every box when there is an error, and hangs the error on the group', async () => {
    const { field } = await mountDate({ error: 'Enter a real date' })
    expect(field.findAll('input').map(box => box.attributes('aria-invalid'))).toEqual(['true', 'true', 'true'])
    expect(field.get('fieldset').attributes('aria-describedby')).toBe('born-error')
    expect(field.get('[id="born-error"]').text()).toContain('Enter a real date')
  })

  it('counts as left only when the keyboard goes out of all three boxes', async () => {
    const { field, day, month, year } = await mountDate()
    await day.trigger('focusout', { relatedTarget: month.element })
    expect(field.emitted('blur')).toBeUndefined()
    await year.trigger('focusout', { relatedTarget: document.body })
    expect(field.emitted('blur')).toHaveLength(1)
  })

  it('offers the browser\'s own birthday only where it is asked for', async () => {
    const { day } = await mountDate()
    expect(day.attributes('autocomplete')).toBe('off')
    const { day: ownDay } = await mountDate({ birthday: true })
    expect(ownDay.attributes('autocomplete')).toBe('bday-day')
  })
})
