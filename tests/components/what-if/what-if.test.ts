import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WhatIfAsked, WhatIfChoices, WhatIfCounts, WhatIfDifference, WhatIfDifferences } from '#components'
import type { TimelineView } from '~/components/timeline/view'
import { nothingChosen, whatIfSchema, type WhatIfChoice } from '~/shared/what-if'
import type { Comparison, Difference } from '~/shared/what-if-result'

const view: TimelineView = {
  personId: '00000000-0000-4000-8000-000000000000', today: '2026-11-25', nameOf: ({ audience, mine }) => (mine ? 'You' : audience ?? ''), audienceName: audience => audience,
  mayAddDate: () => false, saving: [], kept: [], unsent: [], linked: '', pastStages: [],
}

function difference(change: Partial<Difference> = {}): Difference {
  return {
    key: 'a moved', kind: 'moved', title: 'Visit colleges', audience: 'school', mine: false, dueKind: 'planning', isBig: false, stage: 'y9',
    was: { on: '2029-03-30', missing: null }, would: { on: '2030-03-30', missing: null }, days: 365, more: 0, ...change,
  }
}

const attach = { attachTo: document.body }
afterEach(() => {
  document.body.innerHTML = ''
})

describe('one difference', () => {
  const show = async (change: Partial<Difference>) => {
    const shown = await mountSuspended(WhatIfDifference, { props: { difference: difference(change), view } })
    const [was, would] = shown.findAll('dl > div').map(pair => `${pair.get('dt').text()} ${pair.get('dd').text()}`.replaceAll(',', ''))
    return { was, would, all: shown.text() }
  }

  it('says what was, what would be, how much later, and how binding the date is', async () => {
    const { was, would, all } = await show({ more: 2 })
    expect(was).toBe('Now: 30 March 2029')
    expect(would).toMatch(/^Would be: 30 March 2030\s*1 year later\s*It comes round 2 more times. Those days change too.$/)
    expect(all).toContain('Aim for')
  })

  it.each<[from: string, to: string, words: string]>([
    ['2027-03-01', '2027-03-02', '1 day later'], ['2027-03-10', '2027-03-01', '9 days earlier'], ['2027-01-01', '2027-03-02', '60 days later'],
    ['2027-05-01', '2027-01-01', '120 days earlier (about 4 months)'], ['2027-03-01', '2028-03-01', '1 year later'],
    ['2029-03-01', '2027-03-01', '2 years earlier'], ['2027-01-04', '2028-01-03', '364 days later (about 1 year)'], ['2038-12-16', '2028-04-30', '3882 days earlier (about 11 years)'],
  ])('from %s to %s is "%s"', async (from, to, words) => {
    const { would } = await show({ was: { on: from, missing: null }, would: { on: to, missing: null }, days: (Date.parse(to) - Date.parse(from)) / 86_400_000 })
    expect(would).toContain(words)
  })

  it('says who does it', async () => {
    expect((await show({ audience: 'family', mine: true })).all).toContain('Who does it: You')
  })

  it('names the fact that a new date waits for', async () => {
    const { was, would } = await show({ kind: 'added', was: { on: null, missing: null }, would: { on: null, missing: 'si_start' }, days: null })
    expect(was).toBe('Now: Not on the timeline')
    expect(would).toBe('Would be: Not known yet. Missing: the first day of the supported internship.')
  })

  it('says that a step is not needed, and that a day has passed', async () => {
    expect((await show({ kind: 'removed', would: { on: null, missing: null }, days: null })).would).toBe('Would be: Not needed')
    expect((await show({ would: { on: '2026-11-24', missing: null } })).would).toContain('This day has already passed.')
    expect((await show({ would: { on: '2026-11-25', missing: null } })).would).not.toContain('passed')
  })
})

describe('the answer', () => {
  const comparison: Comparison = {
    big: [difference({ key: 'law moved', dueKind: 'statutory', isBig: true })],
    stages: [{ key: 'y9', title: 'Year 9', differences: Array.from({ length: 9 }, (_, n) => difference({ key: `${n} moved`, title: `Step ${n}` })) }],
    counts: { moved: 10, added: 0, removed: 1, same: 0 },
    missing: ['si_end'],
  }

  it('counts what would change and leaves out what is none', async () => {
    const counts = await mountSuspended(WhatIfCounts, { props: { counts: comparison.counts } })
    expect(counts.findAll('li').map(line => line.text())).toEqual(['10 steps would move', '1 step would not be needed'])
  })

  it('says that nothing would change', async () => {
    const counts = await mountSuspended(WhatIfCounts, { props: { counts: { moved: 0, added: 0, removed: 0, same: 80 } } })
    expect(counts.text()).toContain('Nothing would change')
  })

  it('puts big days first, folds a long part, and names missing facts', async () => {
    const answer = await mountSuspended(WhatIfDifferences, { props: { comparison, view }, ...attach })
    expect(answer.findAll('section h3').map(title => title.text())).toEqual(['Big days, and dates set by law', 'Year 9'])
    expect(answer.get('details').text()).toContain('Show 3 more steps')
    expect(answer.get('details').findAll('li')).toHaveLength(3)
    expect(answer.text()).toContain('the last day of the supported internship')
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'heading-order': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
    answer.unmount()
  })

  it('repeats in words what was asked', async () => {
    const asked = await mountSuspended(WhatIfAsked, { props: { name: 'Sam', values: {
      ...nothingChosen, choices: ['move', 'plan_ends', 'extra_year', 'adult_care'] as WhatIfChoice[], move_kind: 'special_school' as const, move_on: '2027-01-04', plan_end: 'ended' as const,
    } } })
    expect(asked.findAll('li').map(line => line.text())).toEqual([
      'Sam stays an extra year in the same class', 'Sam moves to a new place: Special school. The first day is 4 January 2027.',
      'The EHC plan has ended. Sam gets SEN Support.', 'Sam gets help from adult social care',
    ])
  })
})

describe('the questions', () => {
  const offered: WhatIfChoice[] = ['extra_year', 'move', 'plan_ends', 'internship']
  const Form = defineComponent({
    components: { WhatIfChoices },
    setup: () => ({ offered, ...useFormOf({ schema: () => whatIfSchema('2013-06-10'), initial: structuredClone(nothingChosen) }) }),
    template: '<form @submit="submit(() => {})($event)"><WhatIfChoices :offered :values name="Sam" /></form>',
  })
  const tick = async (form: Awaited<ReturnType<typeof mountSuspended>>, choice: WhatIfChoice) => form.get(`input[value=${choice}]`).setValue(true)

  it('ask for a day only once the choice is ticked, and for the last day of a plan only while it is planned', async () => {
    const form = await mountSuspended(Form, attach)
    expect(form.find('#field-internship_on').exists()).toBe(false)
    await tick(form, 'internship')
    expect(form.find('#field-internship_on').exists()).toBe(true)
    expect(form.findAll('legend').map(legend => legend.text())).toContain('Last day of the internship (optional)')
    await tick(form, 'plan_ends')
    expect(form.find('#field-plan_end_on').exists()).toBe(false)
    await form.get('input[value=planned]').setValue(true)
    expect(form.find('#field-plan_end_on').exists()).toBe(true)
    form.unmount()
  })

  it('say beside each box what is missing', async () => {
    const form = await mountSuspended(Form, attach)
    await form.trigger('submit')
    await vi.waitFor(() => expect(form.get('#field-choices-error').text()).toContain('Choose at least one thing to try'))
    await tick(form, 'move')
    await vi.waitFor(() => expect(form.get('#field-move_kind-error').text()).toContain('Choose what kind of place'))
    expect(form.find('#field-choices-error').exists()).toBe(false)
    expect(form.get('#field-move_on-error').text()).toContain('Enter the day')
    form.unmount()
  })
})
