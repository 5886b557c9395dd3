import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PeopleAboutFields, PeopleDateField, PeopleEventFields, PeopleFactSections, PeopleInviteFields, PeoplePlaceFields, PeoplePlanFields, PeopleSituationFields, PeopleTeamFields } from '#components'
import { noAnswers } from '../../../shared/schemas/person.ts'
import { mountInForm, today } from './in-form.ts'

const college = { id: 'b0000000-0000-4000-8000-000000000001', name: 'Brindle Valley College', audience: 'post16_provider', setting_type: 'general_fe_college' }
const team = { id: 'b0000000-0000-4000-8000-000000000002', name: 'Marlshire SEND team', audience: 'la_send', setting_type: null }
const situation = [
  { key: 'looked_after', title: 'Is looked after by the council', detail: 'We ask because the council has extra duties.' },
  { key: 'gets_dla', title: 'Gets DLA', detail: 'We ask because DLA is for children.' },
  { key: 'in_apprenticeship', title: 'Is on an apprenticeship', detail: 'We ask because help can carry on.' },
]

afterEach(() => {
  document.body.innerHTML = ''
})

describe('PeopleAboutFields', () => {
  it('names the class while a birthday is typed, and the reason only for another class', async () => {
    const { view, values } = await mountInForm(PeopleAboutFields, { today })
    expect(view.text()).not.toContain('Which class')
    await view.get('#field-date_of_birth').setValue('14')
    await view.get('#field-date_of_birth-month').setValue('5')
    await view.get('#field-date_of_birth-year').setValue('2013')
    expect(values.date_of_birth).toBe('2013-05-14')
    expect(view.get('[role=status]').text()).toBe('13 years old, Year 9')
    expect(view.text()).not.toContain('Why are they in a different class?')
    await view.get('input[value="-1"]').setValue()
    expect(view.get('[role=status]').text()).toBe('13 years old, Year 8')
    expect(view.text()).toContain('Why are they in a different class?')
  })

  it.each([['2010-09-07', true], ['2010-09-08', false]])('born %s: asks for the first day of term: %s', async (born, asks) => {
    const { view } = await mountInForm(PeopleAboutFields, { today }, { date_of_birth: born })
    expect(view.text().includes('First day of the autumn term in 2026')).toBe(asks)
  })

  it('asks nobody of 22 for a class', async () => {
    const { view } = await mountInForm(PeopleAboutFields, { today }, { date_of_birth: '2004-02-29' })
    expect(view.text()).not.toContain('Which class')
    expect(view.get('[role=status]').text()).toBe('22 years old, after Year 14')
  })

  it('puts what is wrong beside the box once somebody tries to send it, and takes it away when it is right', async () => {
    const { view, send } = await mountInForm(PeopleAboutFields, { today })
    expect(view.text()).not.toContain('Enter the name')
    expect(await send()).toBe(false)
    const box = view.get('#field-known_as')
    expect(box.attributes('aria-invalid')).toBe('true')
    expect(view.get('#field-known_as-error').text()).toContain('Enter the name they like to be called')
    await box.setValue('Moss')
    await vi.waitFor(() => expect(view.find('#field-known_as-error').exists()).toBe(false))
  })
})

describe('PeopleDateField', () => {
  it('takes half a date for a mistake, not for "not known"', async () => {
    const { view, values, send } = await mountInForm(PeopleDateField, { name: 'next_starts_on', label: 'First day there', optional: true })
    await view.get('#field-next_starts_on').setValue('6')
    expect(await send()).toBe(false)
    expect(view.text()).toContain('Enter a real date with day, month and year')
    expect((view.get('#field-next_starts_on').element as HTMLInputElement).value).toBe('6')
    await view.get('#field-next_starts_on').setValue('')
    expect(values.next_starts_on).toBe('')
  })
})

describe('PeoplePlanFields', () => {
  it.each([
    ['ehc_plan', ['When was the plan first made?', 'When did the council last decide after a review?', 'When was the last review meeting?']],
    ['sen_support', ['When did you last review the help together?']],
    ['pfa_only', []],
  ])('asks only the dates that %s needs', async (planType, questions) => {
    const { view } = await mountInForm(PeoplePlanFields, {}, { plan_type: planType })
    const asked = view.findAll('fieldset[role=group] legend, fieldset:not([role=radiogroup]) legend').map(legend => legend.text().replace(/\s*\(optional\)/, ''))
    expect(asked).toEqual(questions)
  })

  it('asks for the state of a plan that is recorded, not of a new one', async () => {
    const recorded = await mountInForm(PeoplePlanFields, { asksStatus: true }, { plan_type: 'ehc_plan' })
    expect(recorded.view.text()).toContain('State of the EHC plan')
    const added = await mountInForm(PeoplePlanFields, {}, { plan_type: 'ehc_plan' })
    expect(added.view.text()).not.toContain('State of the EHC plan')
  })
})

describe('PeoplePlaceFields', () => {
  it('lets somebody choose a place, or type one that is not in the list', async () => {
    const { view, values } = await mountInForm(PeoplePlaceFields, { position: 'now', organisations: [college, team] })
    const options = view.findAll('option').map(option => option.text())
    expect(options).toContain('Brindle Valley College')
    expect(options).not.toContain('Marlshire SEND team')
    await view.get('select').setValue('other')
    await view.get('#field-setting_now_name').setValue('Quarry Lane')
    expect(values).toMatchObject({ setting_now: 'other', setting_now_name: 'Quarry Lane' })
  })

  it('asks for the first day only of a next place that is chosen', async () => {
    const { view } = await mountInForm(PeoplePlaceFields, { position: 'next', organisations: [college] })
    expect(view.text()).not.toContain('First day there')
    await view.get('select').setValue(college.id)
    expect(view.text()).toContain('First day there')
  })
})

describe('PeopleSituationFields', () => {
  it('says why each is asked, opens what is ticked, and asks since when for looked after', async () => {
    const { view, values } = await mountInForm(PeopleSituationFields, { questions: situation, age: 15 }, { flags: ['gets_dla'] })
    const [care, health] = view.findAll('details')
    expect(care?.attributes('open')).toBeUndefined()
    expect(health?.attributes('open')).toBeDefined()
    expect(health?.get('summary').text()).toBe('Health, money and travel (1 ticked)')
    expect(view.text()).toContain('We ask because the council has extra duties.')
    expect(view.text()).not.toContain('Since when has the council looked after them?')
    await view.get('input[value=looked_after]').setValue(true)
    expect(values.flags).toEqual(['gets_dla', 'looked_after'])
    expect(view.text()).toContain('Since when has the council looked after them?')
  })
})

describe('PeopleEventFields', () => {
  it('asks in the words of the pathway, under the id that the timeline links to', async () => {
    const { view, values } = await mountInForm(PeopleEventFields, { questions: [{ key: 'pip_letter', title: '', detail: 'What is the date on the PIP letter?', familyMayRecord: true }] })
    expect(view.get('legend').text()).toContain('What is the date on the PIP letter?')
    await view.get('#field-pip_letter').setValue('3')
    await view.get('#field-pip_letter-month').setValue('11')
    await view.get('#field-pip_letter-year').setValue('2026')
    expect(values.dates).toEqual({ pip_letter: '2026-11-03' })
  })
})

describe('PeopleTeamFields', () => {
  it('names each team and whose checklist it works', async () => {
    const { view, values } = await mountInForm(PeopleTeamFields, { organisations: [team] })
    expect(view.text()).toContain('Council SEND team')
    await view.get('input').setValue(true)
    expect(values.teams).toEqual([team.id])
  })
})

describe('PeopleInviteFields', () => {
  it('adds the young person by name, then family, and takes one away again', async () => {
    const { view, values } = await mountInForm(PeopleInviteFields, { knownAs: 'Moss' })
    await view.findAll('button').find(button => button.text() === 'Invite Moss')?.trigger('click')
    await flushPromises()
    expect(document.activeElement?.id).toBe('field-circle-0-display_name')
    expect(view.text()).not.toContain('Invite Moss')
    await view.findAll('button').find(button => button.text().startsWith('Invite family'))?.trigger('click')
    await view.get('#field-circle-1-display_name').setValue('Kate')
    expect(values.circle.map(({ display_name: name, relationship }) => [name, relationship])).toEqual([['Moss', 'young_person'], ['Kate', 'parent_carer']])
    await view.findAll('button').find(button => button.text() === 'Remove Moss')?.trigger('click')
    await flushPromises()
    expect(values.circle).toEqual([{ display_name: 'Kate', relationship: 'parent_carer', email: '' }])
    expect((view.get('#field-circle-0-display_name').element as HTMLInputElement).value).toBe('Kate')
  })

  it('puts each problem beside its own box', async () => {
    const { view, send } = await mountInForm(PeopleInviteFields, { knownAs: 'Moss' }, { circle: [{ display_name: 'Kate', relationship: 'parent_carer', email: 'kate' }] })
    await send()
    expect(view.get('#field-circle-0-email-error').text()).toContain('Enter an email address in the right form')
  })
})

describe('PeopleFactSections', () => {
  it('says of each part who can see it, and shows axe nothing to mend', async () => {
    const values = { ...noAnswers, plan_type: 'ehc_plan' }
    const { view } = await mountInForm(PeopleFactSections, { values, organisations: [college], situation, events: [{ key: 'review_meeting', title: '', detail: 'When is the next review meeting?', familyMayRecord: false }], today })
    const sections = view.findAll('section')
    expect(sections.map(section => section.get('h2').text())).toEqual(['About them', 'Their plan', 'Where they learn', 'Their situation', 'Dates you may know'])
    for (const section of sections) expect(section.text()).toContain('Who can see this:')
    const { violations } = await axe.run(view.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations).toEqual([])
  })

  it('shows the box for a fact that somebody came to fill in', async () => {
    const events = [{ key: 'he_start', title: '', detail: 'When does the university course start?', familyMayRecord: true }]
    const { view } = await mountInForm(PeopleFactSections, { values: noAnswers, organisations: [], situation, events, today, wanted: 'he_start' })
    expect(view.find('#field-he_start').exists()).toBe(true)
  })
})
