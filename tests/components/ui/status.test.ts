import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { UiCard, UiDateKind, UiEmpty, UiIcon, UiNotice, UiProgress, UiSkeleton, UiStepper, UiTag } from '#components'

describe('UiDateKind', () => {
  it.each([
    ['statutory', 'Must', 'the law sets this date'],
    ['guidance', 'Should', 'official guidance says so'],
    ['planning', 'Aim for', 'a planning date, not a rule'],
  ] as const)('says in words how binding a %s date is', async (kind, word, why) => {
    const badge = await mountSuspended(UiDateKind, { props: { kind } })
    expect(badge.text()).toContain(word)
    expect(badge.text()).toContain(why)
  })

  it('gives each kind its own icon and its own line, so that colour is never the only sign', async () => {
    const kinds = ['statutory', 'guidance', 'planning'] as const
    const badges = await Promise.all(kinds.map(kind => mountSuspended(UiDateKind, { props: { kind } })))
    const icons = badges.map(badge => badge.get('svg').html())
    const lines = badges.map(badge => /border-(solid|double|dotted)/.exec(badge.html())?.[1])
    expect(new Set(icons).size).toBe(3)
    expect(lines).toEqual(['solid', 'double', 'dotted'])
  })
})

describe('UiNotice', () => {
  it.each([
    ['info', undefined, 'Information:'],
    ['success', 'status', 'Success:'],
    ['warning', undefined, 'Important:'],
    ['error', 'alert', 'Error:'],
  ] as const)('sounds right as %s', async (kind, role, word) => {
    const notice = await mountSuspended(UiNotice, { props: { kind }, slots: { default: () => 'Words' } })
    expect(notice.attributes('role')).toBe(role)
    expect(notice.text()).toContain(word)
  })

  it('can be made to speak or to keep quiet', async () => {
    const speaking = await mountSuspended(UiNotice, { props: { kind: 'warning', live: true } })
    const quiet = await mountSuspended(UiNotice, { props: { kind: 'error', live: false } })
    expect([speaking.attributes('role'), quiet.attributes('role')]).toEqual(['status', undefined])
  })
})

describe('UiTag', () => {
  it('is text and nothing to press', async () => {
    const tag = await mountSuspended(UiTag, { props: { tone: 'warn' }, slots: { default: () => 'Waiting' } })
    expect(tag.element.tagName).toBe('SPAN')
    expect(tag.text()).toBe('Waiting')
    expect(tag.attributes('tabindex')).toBeUndefined()
  })
})

describe('UiIcon', () => {
  it('is a drawing that screen readers skip', async () => {
    const icon = await mountSuspended(UiIcon, { props: { name: 'lucide:check' } })
    expect(icon.element.tagName.toLowerCase()).toBe('svg')
    expect(icon.attributes('aria-hidden')).toBe('true')
    expect(icon.find('path').exists()).toBe(true)
  })
})

describe('UiCard', () => {
  it('is named by its title where it is a part of the page', async () => {
    const card = await mountSuspended(UiCard, { props: { as: 'article', title: 'Move to college', headingLevel: 3 }, slots: { actions: () => 'Act' } })
    expect(card.element.tagName).toBe('ARTICLE')
    expect(card.get('h3').attributes('id')).toBe(card.attributes('aria-labelledby'))
    expect(card.text()).toContain('Act')
  })
})

describe('UiEmpty', () => {
  it('says what is missing and offers the next step', async () => {
    const empty = await mountSuspended(UiEmpty, { props: { title: 'No notes yet' }, slots: { default: () => 'Add the first.', action: () => 'Add a note' } })
    expect(empty.get('h2').text()).toBe('No notes yet')
    expect(empty.text()).toContain('Add the first.')
    expect(empty.text()).toContain('Add a note')
  })
})

describe('UiSkeleton', () => {
  it('tells screen readers to wait, and hides the grey bars from them', async () => {
    const skeleton = await mountSuspended(UiSkeleton, { props: { lines: 4 } })
    expect(skeleton.get('[role=status]').text()).toBe('Loading')
    expect(skeleton.get('[aria-hidden=true]').element.children).toHaveLength(4)
  })
})

describe('UiProgress', () => {
  it('says the count in words beside the bar', async () => {
    const progress = await mountSuspended(UiProgress, { props: { value: 3, max: 8, label: 'My steps' } })
    expect(progress.text()).toContain('3 of 8 done')
    expect(progress.get('progress').attributes()).toMatchObject({ value: '3', max: '8' })
  })

  it.each([[0, 0, '0'], [9, 8, '100'], [4, 8, '50']])('draws %i of %i as %s hundredths', async (value, max, width) => {
    const progress = await mountSuspended(UiProgress, { props: { value, max, label: 'My steps' } })
    expect(progress.get('rect').attributes('width')).toBe(width)
  })
})

describe('UiStepper', () => {
  it('says for every step whether it is done, here or still to come', async () => {
    const stepper = await mountSuspended(UiStepper, {
      props: {
        label: 'Add a young person',
        steps: [
          { key: 'a', label: 'About them', state: 'done', to: { path: '/' } },
          { key: 'b', label: 'Plan', state: 'current' },
          { key: 'c', label: 'Check', state: 'next', to: { path: '/' } },
        ],
      },
    })
    const steps = stepper.findAll('li')
    expect(steps.map(step => step.attributes('aria-current'))).toEqual([undefined, 'step', undefined])
    expect(steps.map(step => step.text())).toEqual([
      expect.stringContaining('Done'),
      expect.stringContaining('You are here'),
      expect.stringContaining('Still to come'),
    ])
    expect(stepper.findAll('a').map(link => link.text())).toEqual(['About them'])
  })
})
