import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UiCheckboxes, UiField, UiPasswordInput, UiRadios, UiSelect, UiTextInput, UiTextarea } from '#components'

/** What a screen reader adds after the name of a box: the texts its aria-describedby points at, in order. */
function description(root: ParentNode, box: Element): string[] {
  const ids = box.getAttribute('aria-describedby')?.split(' ') ?? []
  return ids.map(id => root.querySelector(`[id="${id}"]`)?.textContent?.trim() ?? `nothing has the id ${id}`)
}

const answers = [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No', hint: 'Or not yet' }]
const full = { name: 'known_as', label: 'Name', hint: 'Used every day', error: 'Enter a name', visibleTo: 'Sam and school' }

describe.each([
  ['UiTextInput', UiTextInput, 'input'],
  ['UiTextarea', UiTextarea, 'textarea'],
  ['UiSelect', UiSelect, 'select'],
] as const)('%s', (_name, component, selector) => {
  it('is named by its label and described by hint, then error, then who can see it', async () => {
    const field = await mountSuspended(component, { props: { ...full, options: answers } })
    const box = field.get(selector)
    expect(field.get('label').attributes('for')).toBe(box.attributes('id'))
    expect(description(field.element.parentElement ?? document, box.element)).toEqual([
      'Used every day',
      'Error: Enter a name',
      'Who can see this: Sam and school',
    ])
    expect(box.attributes('aria-invalid')).toBe('true')
  })

  it('says nothing about errors while the answer is fine', async () => {
    const field = await mountSuspended(component, { props: { name: 'known_as', label: 'Name', options: answers } })
    expect(field.get(selector).attributes('aria-invalid')).toBeUndefined()
    expect(field.get(selector).attributes('aria-describedby')).toBeUndefined()
  })

  it('marks an answer that may be skipped', async () => {
    const field = await mountSuspended(component, { props: { name: 'known_as', label: 'Name', optional: true, options: answers } })
    expect(field.get('label').text()).toContain('(optional)')
  })

  it('takes the name as its id, so that an error summary can lead to it', async () => {
    const field = await mountSuspended(component, { props: { name: 'known_as', label: 'Name', options: answers } })
    expect(field.get(selector).attributes('id')).toBe('known_as')
  })

  it('gives listeners to the box and a class to the whole field', async () => {
    const onBlur = vi.fn()
    const field = await mountSuspended(component, { props: { name: 'known_as', label: 'Name', options: answers }, attrs: { onBlur, class: 'mt-8' } })
    await field.get(selector).trigger('blur')
    expect(onBlur).toHaveBeenCalledOnce()
    expect(field.classes()).toContain('mt-8')
    expect(field.get(selector).classes()).not.toContain('mt-8')
  })
})

describe('UiTextInput', () => {
  it('gives back what was typed', async () => {
    const field = await mountSuspended(UiTextInput, { props: { name: 'known_as', label: 'Name' } })
    await field.get('input').setValue('Sam')
    expect(field.emitted('update:modelValue')).toEqual([['Sam']])
  })

  it('can be the one question of a page', async () => {
    const field = await mountSuspended(UiTextInput, { props: { name: 'known_as', label: 'What is your name?', asHeading: true } })
    expect(field.get('h1 label').text()).toBe('What is your name?')
  })
})

describe('UiSelect', () => {
  it('starts with a choice to be made', async () => {
    const field = await mountSuspended(UiSelect, { props: { name: 'setting', label: 'Setting', options: answers, modelValue: '' } })
    expect(field.get('option').text()).toBe('Choose one')
    await field.get('select').setValue('no')
    expect(field.emitted('update:modelValue')).toEqual([['no']])
  })
})

describe('UiRadios and UiCheckboxes', () => {
  it('asks the question in a legend and hangs hint and error on the group', async () => {
    const field = await mountSuspended(UiRadios, { props: { ...full, options: answers } })
    const group = field.get('fieldset')
    expect(group.attributes()).toMatchObject({ 'role': 'radiogroup', 'aria-invalid': 'true' })
    expect(field.get('legend').text()).toBe('Name')
    expect(description(field.element, group.element)).toContain('Error: Enter a name')
  })

  it('describes one answer by its own hint', async () => {
    const field = await mountSuspended(UiRadios, { props: { name: 'plan', label: 'Plan', options: answers } })
    const [, second] = field.findAll('input')
    expect(second && description(field.element, second.element)).toEqual(['Or not yet'])
  })

  it('gives the first box the name as its id, and every box its own', async () => {
    const field = await mountSuspended(UiCheckboxes, { props: { name: 'help', label: 'Help', options: answers } })
    expect(field.findAll('input').map(box => box.attributes('id'))).toEqual(['help', 'help-2'])
  })

  it('gives back one answer', async () => {
    const field = await mountSuspended(UiRadios, { props: { name: 'plan', label: 'Plan', options: answers } })
    await field.findAll('input')[1]?.setValue()
    expect(field.emitted('update:modelValue')).toEqual([['no']])
  })

  it('gives back every ticked answer', async () => {
    const field = await mountSuspended(UiCheckboxes, { props: { name: 'help', label: 'Help', options: answers, modelValue: ['yes'] } })
    await field.findAll('input')[1]?.setValue(true)
    expect(field.emitted('update:modelValue')).toEqual([[['yes', 'no']]])
  })
})

describe('UiPasswordInput', () => {
  it('hides the password until asked, and says when it is shown', async () => {
    const field = await mountSuspended(UiPasswordInput, { props: { name: 'password', label: 'Password', modelValue: 'onward-demo' } })
    expect(field.get('input').attributes('type')).toBe('password')
    await field.get('button').trigger('click')
    expect(field.get('input').attributes('type')).toBe('text')
    expect(field.get('[role=status]').text()).toBe('Your password can be seen on the screen')
    expect(field.get('button').attributes('type')).toBe('button')
  })
})

describe('UiTextarea', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('counts down, goes on past the limit, and keeps every letter', async () => {
    vi.useRealTimers()
    const field = await mountSuspended(UiTextarea, { props: { name: 'note', label: 'Note', maxLength: 10, modelValue: 'Twelve chars' } })
    expect(field.text()).toContain('You have 2 characters too many')
    expect(field.get('textarea').attributes('maxlength')).toBeUndefined()
    await field.setProps({ modelValue: 'Nine char' })
    expect(field.text()).toContain('You have 1 character left')
  })

  it('speaks the count only after a pause, and only near the limit', async () => {
    vi.useRealTimers()
    const field = await mountSuspended(UiTextarea, { props: { name: 'note', label: 'Note', maxLength: 100, modelValue: 'x' } })
    expect(field.get('[role=status]').text()).toBe('')
    vi.useFakeTimers()
    await field.setProps({ modelValue: 'x'.repeat(95) })
    expect(field.get('[role=status]').text()).toBe('')
    await vi.advanceTimersByTimeAsync(1000)
    expect(field.get('[role=status]').text()).toBe('You have 5 characters left')
  })
})

describe('UiField', () => {
  it('lets a page write the hint and who can see the answer itself', async () => {
    const field = await mountSuspended(UiField, {
      props: { id: 'own', label: 'Own box' },
      slots: { hint: () => 'A longer hint', visibleTo: () => 'Only you can see this', default: () => 'box' },
    })
    expect(field.get('#own-hint').text()).toBe('A longer hint')
    expect(field.get('#own-visible-to').text()).toBe('Only you can see this')
  })
})
