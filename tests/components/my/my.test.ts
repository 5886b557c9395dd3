import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { MyHelp, MyNextThing, MyStation } from '#components'
import type { Contact } from '~/shared/next-for-me'
import type { Step } from '~/shared/timeline'
import { sampleStage, sampleStep, sampleView, today, words } from '../timeline/samples'

const grace: Contact = { display_name: 'Grace Osprey', role: 'ehc_caseworker', organisation: 'Marlshire SEND team', audience: 'la_send', away: null }
const away: Contact = { ...grace, away: { until: '2026-12-04', cover: 'Ola Merganser' } }

describe('who a young person can ask', () => {
  it('says who is away, until when, and who answers for them', async () => {
    const shown = words(await mountSuspended(MyHelp, { props: { contacts: [away] } }))
    expect(shown).toContain('Grace Osprey is away until 4 December 2026')
    expect(shown).toContain('Ask Ola Merganser while they are away.')
    expect(words(await mountSuspended(MyHelp, { props: { contacts: [grace] } }))).not.toContain('away')
  })

  it('leads to the others only where there are others', async () => {
    const ada: Contact = { ...grace, display_name: 'Ada Plover', audience: 'school' }
    expect((await mountSuspended(MyHelp, { props: { contacts: [grace, ada] } })).find('a[href="/my/people"]').exists()).toBe(true)
    expect((await mountSuspended(MyHelp, { props: { contacts: [grace] } })).find('a[href="/my/people"]').exists()).toBe(false)
  })

  it('names on a next thing who answers now', async () => {
    const thing = { kind: 'mine' as const, step: sampleStep({ mine: true }) }
    const of = async (contact: Contact) => words(await mountSuspended(MyNextThing, { props: { thing, view: sampleView(), contacts: [contact] } }))
    expect(await of(away)).toContain('Ola Merganser can help you')
    expect(await of(grace)).toContain('Grace Osprey can help you')
  })

  it('leads to where a step is done, and not where a step is done elsewhere', async () => {
    const linkOf = async (change: Partial<Step>) => {
      const thing = { kind: 'mine' as const, step: sampleStep({ mine: true, ...change }) }
      return (await mountSuspended(MyNextThing, { props: { thing, view: sampleView(), contacts: [grace] } })).find('a[href="/my/views"]')
    }
    expect((await linkOf({ done_on: 'my_views' })).text()).toMatch(/^Write it now/)
    expect((await linkOf({ done_on: null })).exists()).toBe(false)
    expect((await linkOf({ done_on: 'my_views', status: 'done' })).exists()).toBe(false)
  })
})

describe('a stop on my line', () => {
  const stage = {
    ...sampleStage({ title: 'College', from_on: '2023-06-01', to_on: '2033-06-30' }), items: [],
    milestones: [sampleStep({ title: 'A meeting next spring', due_on: '2027-03-15' }), sampleStep({ id: 'far', title: 'A meeting in years', due_on: '2030-06-08' })],
  }

  it('that is open for years says until when, and not since when', async () => {
    const shown = words(await mountSuspended(MyStation, { props: { stage: { ...stage, place: 'now' as const }, today, me: '19 years old' } }))
    expect(shown).toContain('You are here: 19 years old')
    expect(shown).toContain('Now, until June 2033 at the latest')
    expect(shown).not.toContain('2023')
    const beside = words(await mountSuspended(MyStation, { props: { stage: { ...stage, place: 'now' as const }, today } }))
    expect(beside).toContain('At the same time')
    expect(beside).not.toContain('You are here')
  })

  it('gives a day to what is near and a month to what is years away', async () => {
    const shown = words(await mountSuspended(MyStation, { props: { stage: { ...stage, place: 'next' as const }, today } }))
    expect(shown).toContain('Monday, 15 March 2027')
    expect(shown).toMatch(/A meeting in years ?June 2030/)
  })
})
