import { mountSuspended } from '@nuxt/test-utils/runtime'
import type { DOMWrapper, VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  FamilyChange, FamilyChanges, FamilyChildCard, FamilyContacts, FamilyDecisions, FamilyNotes, FamilyPromises, FamilyReach, QuestionsAnswer, QuestionsAsk, QuestionsItem,
} from '#components'
import type { Change } from '~/shared/changes'
import type { Child, Contact, TeamContact } from '~/shared/family'
import type { Question } from '~/shared/questions'
import { personId, sampleStep, today, words } from '../timeline/samples'

const attach = { attachTo: document.body }
afterEach(() => {
  document.body.innerHTML = ''
  sessionStorage.clear()
})

function buttonOf(shown: VueWrapper, name: string): DOMWrapper<Element> | undefined {
  return shown.findAll('button').find(button => button.text().startsWith(name))
}

async function axeFinds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return violations.map(({ id }) => id)
}

const ada: Contact = {
  member_id: '1', display_name: 'Ada Plover', role: 'senco', phone: '01632 960 160', email: 'ada@demo.test', works_on: [1, 2, 3], best_time: 'After 3.30', has_photo: false,
}
function team(change: Partial<TeamContact> = {}): TeamContact {
  return { organisation_id: 'o', organisation: 'Larkhill Secondary', audience: 'school', involved_since: '2025-09-01', contact: ada, away: null, history: [], ...change }
}
function change(more: Partial<Change> = {}): Change {
  return {
    id: 7, at: '2026-11-20T10:00:00Z', isNew: true, who: 'Ada Plover', role: 'senco', about: 'Hold the review', subject: 'timeline_items', what: 'done',
    date: null, value: null, quote: 'Room 4', why: 'team_step', whose: 'school', todo: 'did_it_happen', page: 'people-id-checklist', itemId: 'i', ...more,
  }
}
function question(change: Partial<Question> = {}): Question {
  return {
    id: 'q', kind: 'question', to_audience: 'school', words: 'Who comes?', shared_with: ['school'], asked_at: '2026-11-20T10:00:00Z', author_name: 'Kate Wren',
    author_role: 'parent_carer', mine: true, taken_by_name: null, taken_by_role: null, taken_at: null, taken_by_me: false, answer_due_on: '2026-11-27',
    standard_due_on: '2026-11-27', answer: null, answered_by_name: null, answered_by_role: null, answered_at: null, withdrawn_at: null, state: 'asked',
    late: false, may_answer: false, version: 1, ...change,
  }
}

describe('who is dealing with it', () => {
  it('names the person, says how to reach them, and shows initials where there is no photo', async () => {
    const shown = await mountSuspended(FamilyContacts, { props: { teams: [team()], photos: {} }, ...attach })
    expect(words(shown)).toMatch(/AP .*Ada Plover SENCo, Larkhill Secondary.* Phone: 01632 960 160 Works on: Monday to Wednesday More about Ada Plover Email: ada@demo.test Best time: After 3.30/)
    expect(shown.get('a[href="tel:01632960160"]').text()).toBe('01632 960 160')
    expect(shown.find('img').exists()).toBe(false)
    expect(await axeFinds()).toEqual([])
    const withPhoto = await mountSuspended(FamilyContacts, { props: { teams: [team()], photos: { 1: 'data:image/png;base64,AAAA' } } })
    expect(withPhoto.get('img').attributes('alt')).toBe('')
  })

  it('says who covers and until when, who it was before, and honestly when nobody is named', async () => {
    const away = { from: '2026-11-20', until: '2026-12-04', is_now: true, cover: { ...ada, member_id: '2', display_name: 'Ola Merganser' } }
    const history = [{ display_name: 'Ada Plover', role: 'senco', from: '2026-07-01', until: null }, { display_name: 'Lynn Wigeon', role: 'senco', from: '2025-09-01', until: '2026-07-01' }]
    const shown = await mountSuspended(FamilyContacts, { props: { teams: [team({ away, history }), team({ organisation_id: 'p', organisation: 'Health team', contact: null })], photos: {} } })
    expect(words(shown)).toContain('Ada Plover is away until 4 December 2026')
    expect(words(shown)).toContain('Ask Ola Merganser while they are away.')
    expect(words(shown)).toContain('Lynn Wigeon, 1 September 2025 to 1 July 2026')
    expect(words(shown)).toMatch(/Health team Nobody is named yet/)
  })

  it('puts first who to ask first, whatever the order of the teams', async () => {
    const health = team({ organisation_id: 'h', organisation: 'Health team', audience: 'health', contact: { ...ada, member_id: '3', display_name: 'Noor Avocet' } })
    const shown = await mountSuspended(FamilyContacts, { props: { teams: [health, team()], photos: {} } })
    expect(words(shown)).toMatch(/Ask first Ada Plover .*Noor Avocet/)
    expect(words(shown).match(/Ask first/g)).toHaveLength(1)
  })

  it('says single days by name, and that nothing is filled in', async () => {
    const days = await mountSuspended(FamilyReach, { props: { contact: { ...ada, works_on: [1, 3, 5] } } })
    expect(words(days)).toContain('Works on: Monday, Wednesday and Friday')
    const empty = await mountSuspended(FamilyReach, { props: { contact: { ...ada, phone: null, email: null, works_on: [], best_time: null } } })
    expect(words(empty)).toBe('No phone number or email yet. You can ask a question below.')
  })

  it('has the email in sight where there is no phone, and nothing to open where there is no more', async () => {
    const shown = await mountSuspended(FamilyContacts, { props: { teams: [team({ contact: { ...ada, phone: null, best_time: null } })], photos: {} } })
    expect(words(shown)).toContain('Email: ada@demo.test Works on: Monday to Wednesday')
    expect(shown.find('details').exists()).toBe(false)
  })
})

describe('what others have promised', () => {
  it('says who to ask, what is late, and what was kept', async () => {
    const late = { step: { ...sampleStep({ title: 'Send the plan', audience: 'school', mine: false, due_on: '2026-11-15' }), isFromReview: true }, days: 10 }
    const kept = { step: { ...sampleStep({ title: 'Hold the review', audience: 'school', mine: false, due_on: '2026-11-01', status: 'done', done_at: '2026-11-03T10:00:00Z', done_by_name: 'Ada Plover' }), isFromReview: false }, days: 2 }
    const shown = await mountSuspended(FamilyPromises, { props: { promises: { late: [late], coming: [], kept: [kept] }, teams: [team()] }, ...attach })
    expect(words(shown)).toMatch(/Late Send the plan Ada Plover, Larkhill Secondary The review decided this\..*This was due on 15 November 2026.*Late by 10 days/)
    expect(words(shown)).toContain('Done by Ada Plover on 3 November 2026, 2 days late')
    expect(await axeFinds()).toEqual([])
  })

  it('lets the family say whether it really happened, of steps and not of what a review decided', async () => {
    const done = sampleStep({ title: 'Hold the review', audience: 'school', mine: false, due_on: '2026-11-01', status: 'done', done_at: '2026-11-03T10:00:00Z', done_by_name: 'Ada Plover' })
    const confirming = { said: [], account: 'me', may: true, say: async () => '', takeBack: async () => '' }
    const promises = (isFromReview: boolean) => ({ late: [], coming: [], kept: [{ step: { ...done, isFromReview }, days: 2 }] })
    const shown = await mountSuspended(FamilyPromises, { props: { promises: promises(false), teams: [team()], confirming }, ...attach })
    await buttonOf(shown, 'Did it really happen?')?.trigger('click')
    expect(shown.find('form').exists()).toBe(true)
    expect(await axeFinds()).toEqual([])
    const decided = await mountSuspended(FamilyPromises, { props: { promises: promises(true), teams: [team()], confirming } })
    expect(buttonOf(decided, 'Did it really happen?')).toBeUndefined()
  })
})

describe('what changed', () => {
  it('says what, for which step, who, why it is told and what to do', async () => {
    const shown = await mountSuspended(FamilyChange, { props: { change: change(), personId, person: 'Sam' } })
    expect(words(shown)).toMatch(/^Hold the review Marked as done\. Ada Plover \(SENCo\), 20 November 2026 Room 4 Why we tell you: This step belongs to: School\. .* What to do: Nothing, if it really happened\./)
  })

  it('asks whether it really happened, beside the change', async () => {
    const step = sampleStep({ id: 'i', audience: 'school', status: 'done', done_at: '2026-11-20T10:00:00Z' })
    const say = vi.fn(async () => '')
    const confirming = { said: [], account: '1', may: true, say, takeBack: async () => '' }
    const shown = await mountSuspended(FamilyChanges, { props: { changes: [change()], personId, person: 'Sam', steps: [step], confirming }, ...attach })
    await buttonOf(shown, 'Did it really happen?')?.trigger('click')
    await shown.get('input[value=no]').setValue(true)
    await shown.get('form').trigger('submit')
    expect(say).toHaveBeenCalledWith(step, 'no', '')
  })

  it('goes away only when the reader says so, up to the newest line', async () => {
    const shown = await mountSuspended(FamilyChanges, { props: { changes: [change({ id: 9 }), change({ id: 7, isNew: false })], personId, person: 'Sam', steps: [] }, ...attach })
    expect(words(shown)).toContain('1 change')
    expect(await axeFinds()).toEqual([])
    await buttonOf(shown, 'I have seen these')?.trigger('click')
    expect(shown.emitted('looked')).toEqual([[9]])
    await shown.setProps({ changes: [change({ isNew: false })] })
    expect(words(shown)).toContain('Nothing has changed since you last looked.')
  })
})

describe('who decides', () => {
  it('is told when it comes near, with its law', async () => {
    const dates = { today, age: 15, sixteen_on: '2027-01-14', young_person_from: '2027-06-26', adult_from: '2029-01-14' }
    const shown = await mountSuspended(FamilyDecisions, { props: { dates, person: 'Aisha' } })
    expect(words(shown)).toMatch(/Aisha is 16 From 14 January 2027/)
    expect(words(shown)).toContain('pass from you to Aisha')
    expect(words(shown)).not.toContain('Aisha is 18')
    const quiet = await mountSuspended(FamilyDecisions, { props: { dates: { ...dates, today: '2024-01-01' }, person: 'Aisha' } })
    expect(quiet.find('section').exists()).toBe(false)
  })
})

describe('a private note', () => {
  const props = { notes: [], unsent: [], personId, person: 'Sam', remove: async () => '' }

  it('says who can read it before the box, and keeps what was typed when it could not be saved', async () => {
    const save = vi.fn(async () => 'We cannot reach Onward.')
    const shown = await mountSuspended(FamilyNotes, { props: { ...props, save }, ...attach })
    expect(words(shown)).toContain('Only you can read these. Not Sam, not the other parent, not any team.')
    await shown.get('button').trigger('click')
    await shown.get('form').trigger('submit')
    expect(shown.text()).toContain('Write your note first')
    expect(save).not.toHaveBeenCalled()
    await shown.get('textarea').setValue('Ask about the bus')
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(shown.text()).toContain('We cannot reach Onward.'))
    expect(shown.get<HTMLTextAreaElement>('textarea').element.value).toBe('Ask about the bus')
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ words: 'Ask about the bus', version: 0 }))
    expect(await axeFinds()).toEqual([])
  })
})

describe('a question', () => {
  it.each<[state: string, more: Partial<Question>, says: RegExp]>([
    ['asked', {}, /Sent\. Nobody has looked yet\. School: an answer is due by 27 November 2026\./],
    ['being looked at', { state: 'being_looked_at', taken_by_name: 'Ada Plover', taken_by_role: 'senco' }, /Ada Plover \(SENCo\) is looking at it\. They will answer by 27 November 2026\./],
    ['put off', { state: 'being_looked_at', taken_by_name: 'Ada Plover', taken_by_role: 'senco', answer_due_on: '2026-12-04' }, /That is later than our 5 working days, which end on 27 November 2026\./],
    ['late', { late: true, answer_due_on: '2026-11-20' }, /Late: an answer was due on 20 November 2026, 5 days ago School has not answered yet\./],
    ['answered late', { state: 'answered', late: true, answer: 'Four people.', answered_at: '2026-11-30T09:00:00Z', answered_by_name: 'Ada Plover', answered_by_role: 'senco' }, /The answer Four people\. Ada Plover \(SENCo\) answered on 30 November 2026\. The answer was due on 27 November 2026, so it came late\./],
    ['taken back', { state: 'withdrawn', withdrawn_at: '2026-11-24T09:00:00Z' }, /You took this back on 24 November 2026\. Only you can see it\./],
  ])('that is %s says so', async (_state, more, says) => {
    const shown = await mountSuspended(QuestionsItem, { props: { question: question(more), today, person: 'Sam' } })
    expect(words(shown)).toMatch(says)
  })

  it('is asked after choosing who reads it, and is sent to those and to the team asked', async () => {
    const send = vi.fn(async () => '')
    const shown = await mountSuspended(QuestionsAsk, { props: { personId, person: 'Sam', teams: [{ audience: 'school', label: 'Larkhill (Ada Plover)' }], send }, ...attach })
    const order = shown.html()
    expect(order.indexOf('Who can see the question')).toBeLessThan(order.indexOf('<textarea'))
    await shown.get('form').trigger('submit')
    expect(shown.text()).toContain('Choose who can see the question and the answer')
    expect(send).not.toHaveBeenCalled()
    expect(await axeFinds()).toEqual([])
    await shown.get('input[value=school]').setValue(true)
    await shown.get('input[value=team]').setValue(true)
    await shown.get('textarea').setValue('Who comes?')
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(shown.emitted('close')).toHaveLength(1))
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ to: 'school', words: 'Who comes?', sharedWith: ['school'] }))
  })

  it('shows the second of two what the first answered, and keeps what was typed', async () => {
    const conflict = { version: 2, answer: 'The first answer', answered_by_name: 'Rob Stonechat', taken_by_name: null }
    const shown = await mountSuspended(QuestionsAnswer, { props: { question: question({ may_answer: true }), take: async () => ({}), answer: async () => ({ conflict }) }, ...attach })
    await shown.get('button').trigger('click')
    await shown.get('textarea').setValue('The second answer')
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(words(shown)).toContain('Rob Stonechat has answered meanwhile The first answer'))
    expect(shown.get<HTMLTextAreaElement>('textarea').element.value).toBe('The second answer')
  })
})

describe('one child of a family', () => {
  it('shows the next dates and what waits', async () => {
    const child: Child = {
      person_id: personId, known_as: 'Tom', relationship: 'parent_carer', today, age: 17, nc_year: 13, setting_now: 'Hollow Oak', review_on: null,
      next: [{ title: 'Choose a college', due_on: '2026-12-15', due_kind: 'statutory', kind: 'item', audience: 'family', mine: true, marks_a_day: false }],
      to_do: 3, to_do_late: 1, others_late: 2, new_changes: 0, late_questions: 0,
    }
    const shown = await mountSuspended(FamilyChildCard, { props: { child } })
    expect(words(shown)).toMatch(/Tom Year 13 · Hollow Oak 1 thing of yours is late 2 things that others promised are late 2 things for you to do/)
    expect(words(shown)).toMatch(/Must.* 15 December 2026 Choose a college Who does it: You/)
  })
})
