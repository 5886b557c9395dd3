import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { PeopleDuplicateWarning, PeopleFacts, PeopleListItem, PeopleSaveBar, PeopleTheirChanges } from '#components'
import { noAnswers } from '../../../shared/schemas/person.ts'

const label = (field: string) => `label of ${field}`
const words = (_field: string, answer: unknown) => String(answer) || 'Not recorded'

afterEach(() => {
  document.body.innerHTML = ''
})

describe('PeopleListItem', () => {
  const person = {
    person_id: 'b0000000-0000-4000-8000-000000000001', known_as: 'Moss', family_name: null, date_of_birth: '2013-05-14', nc_year: 9,
    plan_type: 'ehc_plan', setting_now: 'Larkhill Secondary', next_due_on: '2026-11-27', open_items: 3, overdue_items: 1, total: 1,
  }
  const show = (changes = {}) => mountSuspended(PeopleListItem, { props: { person: { ...person, ...changes }, today: '2026-11-25' } })

  it('says who, where and what is open, in words', async () => {
    const item = await show()
    expect(item.get('a').attributes('href')).toBe('/people/b0000000-0000-4000-8000-000000000001')
    for (const words of ['Moss', 'Year 9', 'EHC plan', 'Larkhill Secondary', '1 step overdue', '2 steps for you in the next 3 months', 'Next date: 27 November 2026']) {
      expect(item.text()).toContain(words)
    }
  })

  it('gives an age where there is no class, and says calmly that nothing is due', async () => {
    const item = await show({ nc_year: null, date_of_birth: '2004-05-14', next_due_on: null, open_items: 0, overdue_items: 0, plan_type: null, setting_now: null })
    expect(item.text()).toContain('22 years old')
    expect(item.text()).toContain('Nothing due for you')
    expect(item.text()).not.toContain('overdue')
    expect(item.text()).not.toContain('Next date')
  })
})

describe('PeopleDuplicateWarning', () => {
  const seen = { person_id: 'b0000000-0000-4000-8000-000000000001', person_known_as: 'Moss', person_family_name: 'Larch', may_see: true }

  it('takes the keyboard, leads to who is there, and leaves the choice', async () => {
    const warning = await mountSuspended(PeopleDuplicateWarning, { props: { people: [seen] }, attachTo: document.body })
    expect(document.activeElement).toBe(warning.element)
    expect(warning.get('a').text()).toBe('Open the timeline of Moss Larch')
    const [back, anyway] = warning.findAll('button')
    await back?.trigger('click')
    await anyway?.trigger('click')
    expect(Object.keys(warning.emitted())).toEqual(expect.arrayContaining(['goBack', 'addAnyway']))
  })

  it('names nobody whom the reader may not see', async () => {
    const warning = await mountSuspended(PeopleDuplicateWarning, { props: { people: [{ person_id: null, person_known_as: null, person_family_name: null, may_see: false }] } })
    expect(warning.find('a').exists()).toBe(false)
    expect(warning.text()).toContain('There is someone you may not see')
  })
})

describe('PeopleTheirChanges', () => {
  it('shows both answers where both changed one, and offers theirs', async () => {
    const changes = [{ field: 'family_name', theirs: 'Elm', mine: 'Ash' }, { field: 'dates.pip_letter', theirs: '2026-11-03' }]
    const panel = await mountSuspended(PeopleTheirChanges, { props: { changes, label, words }, attachTo: document.body })
    expect(document.activeElement).toBe(panel.element)
    const [name, letter] = panel.findAll('li')
    expect(name?.text()).toMatch(/Elm.*Ash/s)
    expect(letter?.text()).toContain('This is now in your form too.')
    await panel.get('button').trigger('click')
    expect(panel.emitted('useTheirs')).toEqual([[changes[0]]])
    expect(panel.findAll('button')).toHaveLength(1)
  })
})

describe('PeopleFacts', () => {
  it('shows what is recorded, and says what is not', async () => {
    const facts = await mountSuspended(PeopleFacts, {
      props: { values: { ...noAnswers, known_as: 'Moss', plan_type: 'pfa_only', setting_now: 'other', setting_now_name: 'Quarry Lane', dates: { pip_letter: '2026-11-03' } }, label, words },
    })
    const rows = facts.findAll('dt').map(term => term.text())
    expect(rows).toContain('label of dates.pip_letter')
    expect(rows).not.toContain('label of plan_first_made_on')
    expect(facts.text()).toContain('Quarry Lane')
    expect(facts.text()).toContain('Not recorded')
  })
})

describe('PeopleSaveBar', () => {
  it('reads out what went wrong right above the button', async () => {
    const bar = await mountSuspended(PeopleSaveBar, { props: { label: 'Save', problem: 'We cannot reach Onward.' } })
    expect(bar.get('[role=alert]').text()).toContain('We cannot reach Onward.')
    expect(bar.get('button').attributes('type')).toBe('submit')
    await bar.setProps({ problem: undefined })
    expect(bar.find('[role=alert]').exists()).toBe(false)
  })
})
