import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  ReviewActions, ReviewAdvice, ReviewArea, ReviewClocks, ReviewForecastCounts, ReviewForecastRow, ReviewGoal, ReviewGuests, ReviewOpenActions, ReviewPlanForm,
  ReviewRecord, ReviewVoices,
} from '#components'
import type { ForecastRow, ReviewAction, ReviewAdvice as Advice, ReviewArea as Area, ReviewClock } from '~/shared/reviews'
import { words } from '../timeline/samples'

const today = '2026-11-25'
const attach = { attachTo: document.body }
const works = () => vi.fn(async () => '')
const id = 'de000000-0000-4000-8003-000000000001'

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
})

async function axeFinds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'heading-order': { enabled: false } },
  })
  return violations.map(violation => violation.id)
}

function clock(change: Partial<ReviewClock> = {}): ReviewClock {
  return {
    key: 'report', due_on: '2026-11-13', done_on: null, kind: 'statutory', who: 'school', contact: { team: 'Larkhill Secondary', name: 'Ada Plover' },
    rule_id: 'R-AR-05', source: 'Regs 2014 reg 20(7)-(8)', late: true, ...change,
  }
}
function area(change: Partial<Area> = {}): Area {
  return {
    area: 'health', discussed: 'The yearly check went well', decided: 'Book the next', audience: 'health', who: 'Noor', by_when: '2027-01-10',
    not_discussed_reason: null, will_discuss_on: null, version: 3, problem: null, ...change,
  }
}
function action(change: Partial<ReviewAction> = {}): ReviewAction {
  return { id, words: 'Visit the college', audience: 'family', due_on: '2026-11-01', area: null, done_at: null, done_by_name: null, ...change }
}

describe('ReviewClocks', () => {
  it('says of what is late since when and who has it, and why the day is what it is', async () => {
    const view = await mountSuspended(ReviewClocks, { props: { clocks: [clock()], today }, ...attach })
    expect(words(view)).toContain('Must')
    expect(words(view)).toContain('was due on Friday, 13 November 2026. Who has it: Ada Plover, Larkhill Secondary')
    expect(words(view)).toContain('There are two weeks after the meeting')
    expect(words(view)).toContain('Regs 2014 reg 20(7)-(8)')
    expect(await axeFinds()).toEqual([])
  })

  it('calls nothing law where there is no EHC plan', async () => {
    const view = await mountSuspended(ReviewClocks, { props: { clocks: [clock({ kind: 'planning', rule_id: null, source: null, contact: null })], today } })
    expect(words(view)).toContain('Aim for')
    expect(words(view)).not.toContain('Must')
    expect(words(view)).toContain('No law sets this day')
    expect(words(view)).toContain('Who has it: School')
  })

  it('tells the family until when they can answer the proposed changes, which is never late', async () => {
    const view = await mountSuspended(ReviewClocks, { props: { clocks: [clock({ key: 'comments', due_on: '2026-12-09', who: 'family', contact: null, late: false })], today } })
    expect(words(view)).toContain('until Wednesday, 9 December 2026. This is for: Family')
    expect(words(view)).not.toContain('Late')
  })
})

describe('ReviewArea', () => {
  const props = { area: 'health' as const, reviewId: id, mayWrite: true }

  it('says what is missing to whoever writes, and nothing of the kind to the family', async () => {
    const writer = await mountSuspended(ReviewArea, { props: { ...props, save: works() } })
    expect(words(writer)).toContain('Say what was talked about')
    const reader = await mountSuspended(ReviewArea, { props: { ...props, mayWrite: false, save: works() } })
    expect(words(reader)).toBe('Good health Not written yet.')
  })

  it('sends a reason and a day where it was not talked about', async () => {
    const save = works()
    const view = await mountSuspended(ReviewArea, { props: { ...props, save }, ...attach })
    await view.get('button').trigger('click')
    await view.get('input[value="no"]').setValue()
    await view.get('textarea').setValue('The nurse was ill')
    const [day, month, year] = view.findAll('input[inputmode="numeric"], input[type="text"]')
    await day?.setValue('9')
    await month?.setValue('12')
    await year?.setValue('2026')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenCalledWith('health', 0, expect.objectContaining({ discussed: '', not_discussed_reason: 'The nurse was ill', will_discuss_on: '2026-12-09' }))
  })

  it('keeps what was typed when somebody else was faster, and shows their words before it replaces them', async () => {
    const save = vi.fn(async () => 'Somebody else wrote about this first.')
    const view = await mountSuspended(ReviewArea, { props: { ...props, found: area(), save }, ...attach })
    await view.get('button').trigger('click')
    await view.get('textarea').setValue('What I heard')
    await view.setProps({ found: area({ version: 4, discussed: 'What the nurse heard' }) })
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenLastCalledWith('health', 3, expect.objectContaining({ discussed: 'What I heard' }))
    expect(view.get('textarea').element.value).toBe('What I heard')
    expect(words(view)).toContain('What the nurse heard')
    await view.get('form').trigger('submit')
    expect(save).toHaveBeenLastCalledWith('health', 4, expect.objectContaining({ discussed: 'What I heard' }))
    expect(await axeFinds()).toEqual([])
  })

  it('puts back what was typed before the page was left', async () => {
    const view = await mountSuspended(ReviewArea, { props: { ...props, save: works() } })
    await view.get('button').trigger('click')
    await view.get('textarea').setValue('Half a sentence')
    view.unmount()
    const again = await mountSuspended(ReviewArea, { props: { ...props, save: works() } })
    expect(again.get('textarea').element.value).toBe('Half a sentence')
  })
})

describe('ReviewPlanForm', () => {
  const next = { start_on: '2026-01-10', complete_by: '2027-01-09', hold_by: '2026-12-12', final_plan_by: null, source: 'CFA 2014 s.44(1)' }

  it('warns of a day that is too late for the law, and lets it be saved', async () => {
    const save = works()
    const plan = { review_type: 'annual' as const, meeting_on: '2026-12-20', meeting_at: null, place: null }
    const view = await mountSuspended(ReviewPlanForm, { props: { subject: id, today, next, initial: plan, save }, ...attach })
    expect(words(view)).toContain('The meeting should be by Saturday, 12 December 2026')
    await view.get('form').trigger('submit')
    expect(save).toHaveBeenCalledWith(plan)
    expect(await axeFinds()).toEqual([])
  })

  it('refuses a day that has gone beside the field', async () => {
    const save = works()
    const view = await mountSuspended(ReviewPlanForm, { props: { subject: id, today, initial: { review_type: 'annual', meeting_on: '2026-11-24', meeting_at: null, place: null }, save } })
    await view.get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
    expect(words(view)).toContain('That day has gone. Enter a day from today on')
  })
})

describe('ReviewGuests', () => {
  const guest = { id, name: 'Ada Plover', audience: 'school' as const, came: null }

  it('offers those who are involved and not invited yet', async () => {
    const save = works()
    const suggestions = [{ name: 'Ada Plover', audience: 'school' as const }, { name: 'Noor Avocet', audience: 'health' as const }]
    const view = await mountSuspended(ReviewGuests, { props: { reviewId: id, guests: [guest], wasHeld: false, mayWrite: true, suggestions, save }, ...attach })
    await view.get('ul[aria-label] button').trigger('click')
    expect(save).toHaveBeenCalledWith([{ name: 'Ada Plover', audience: 'school', came: null }, { name: 'Noor Avocet', audience: 'health', came: null }])
    expect(await axeFinds()).toEqual([])
  })

  it('asks who came only once the meeting was held', async () => {
    const save = works()
    const view = await mountSuspended(ReviewGuests, { props: { reviewId: id, guests: [guest], wasHeld: false, mayWrite: true, save } })
    expect(words(view)).not.toContain('Did Ada Plover come?')
    await view.setProps({ wasHeld: true })
    await view.get('select').setValue('sent_views')
    expect(save).toHaveBeenCalledWith([{ name: 'Ada Plover', audience: 'school', came: 'sent_views' }])
  })
})

describe('ReviewAdvice', () => {
  const advice: Advice = { id, audience: 'health', asked_of: 'Noor Avocet', due_on: '2026-11-20', received_on: null, advice: null, given_by_name: null, version: 1 }

  it('says what is not here yet, and keeps words that could not be saved', async () => {
    const view = await mountSuspended(ReviewAdvice, { props: { reviewId: id, advice: [advice], today, mayWrite: true, ask: works(), give: vi.fn(async () => 'No connection') }, ...attach })
    expect(words(view)).toContain('It was due on 20 November 2026 and is not here yet.')
    await view.get('li button').trigger('click')
    await view.get('textarea').setValue('Quiet rooms help')
    await view.get('li form').trigger('submit')
    await flushPromises()
    expect(view.get('textarea').element.value).toBe('Quiet rooms help')
    expect(words(view)).toContain('No connection')
    expect(await axeFinds()).toEqual([])
  })
})

describe('ReviewRecord', () => {
  it('asks which decision it was, and takes no day to come', async () => {
    const save = works()
    const view = await mountSuspended(ReviewRecord, { props: { reviewId: id, events: ['report_sent', 'decision_notified'], today, save }, ...attach })
    await view.get('form').trigger('submit')
    expect(words(view)).toContain('Choose what happened')
    await view.get('input[value="decision_notified"]').setValue()
    await view.findAll('button').find(button => button.text() === 'It was today')?.trigger('click')
    await view.get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
    await view.get('input[value="amend"]').setValue()
    await view.get('form').trigger('submit')
    expect(save).toHaveBeenCalledWith('decision_notified', today, 'amend')
    expect(await axeFinds()).toEqual([])
  })
})

describe('ReviewActions', () => {
  const props = { reviewId: id, today, mayWrite: true, may: () => true, save: works(), tick: works(), remove: works() }

  it('says what is late, lets it be ticked, and asks before it goes', async () => {
    const remove = works()
    const view = await mountSuspended(ReviewActions, { props: { ...props, remove, actions: [action()] }, ...attach })
    expect(words(view)).toContain('Family. It was due on 1 November 2026')
    await view.get('button[aria-label="Remove: Visit the college"]').trigger('click')
    await flushPromises()
    expect(remove).not.toHaveBeenCalled()
    expect(document.body.textContent).toContain('Remove this action?')
  })

  it('leaves what was decided about an area to that area', async () => {
    const view = await mountSuspended(ReviewActions, { props: { ...props, actions: [action({ area: 'employment' })] } })
    expect(words(view)).toContain('Decided about: Work')
    expect(view.find('button[aria-label^="Remove"]').exists()).toBe(false)
  })

  it('leads from the timeline to the review', async () => {
    const view = await mountSuspended(ReviewOpenActions, { props: { actions: [{ ...action(), review_id: id }], personId: id, today }, ...attach })
    expect(view.get('a').attributes('href')).toBe(`/people/${id}/reviews/${id}`)
    expect(await axeFinds()).toEqual([])
  })
})

describe('ReviewGoal', () => {
  it('suggests what was decided to the young person, who always sees it', async () => {
    const suggest = works()
    const view = await mountSuspended(ReviewGoal, { props: { area: 'employment', decided: 'Try the print shop', name: 'Aisha', readers: [], suggest }, ...attach })
    await view.get('button').trigger('click')
    expect(words(view)).toContain('Aisha says yes or no to it')
    expect(await axeFinds()).toEqual([])
    await view.get('form').trigger('submit')
    expect(suggest).toHaveBeenCalledWith(expect.stringMatching(/^[\da-f-]{36}$/), { area: 'employment', words: 'Try the print shop', shared_with: ['young_person', 'family'] })
  })
})

describe('ReviewVoices', () => {
  it('says so where the young person has shared nothing, and asks a parent for their views', async () => {
    const view = await mountSuspended(ReviewVoices, { props: { goals: [], views: [], personId: id, name: 'Aisha', isFamily: true }, ...attach })
    expect(words(view)).toContain('Aisha has shared no goals yet.')
    expect(view.get(`a[href="/family/${id}/views"]`).text()).toContain('Write your views for the review')
    expect(await axeFinds()).toEqual([])
  })
})

describe('the forecast', () => {
  const row: ForecastRow = {
    person_id: id, known_as: 'Bea', family_name: 'Bramble', moves: 'primary_to_secondary', final_plan_by: '2027-02-14', hold_by: '2026-11-22', meeting_on: null, held_on: null,
    state: 'at_risk', school: 'Fernway Primary', officer: null,
  }

  it('says by when, for which move and whose it is', async () => {
    const view = await mountSuspended(ReviewForecastRow, { props: { row } })
    expect(words(view)).toContain('Hold the review by 22 November 2026. The plan must be final by 14 February 2027.')
    expect(words(view)).toContain('No officer yet')
  })

  it('gives those of a number when it is pressed, and counts nobody as nothing to press', async () => {
    const view = await mountSuspended(ReviewForecastCounts, {
      props: { by: 'officer', counts: [{ by: 'officer', name: null, breach: 0, at_risk: 2, not_booked: 0, on_track: 0, done: 0 }] }, ...attach,
    })
    expect(view.findAll('button')).toHaveLength(1)
    await view.get('button').trigger('click')
    expect(view.emitted('show')).toEqual([[null, 'at_risk']])
    expect(await axeFinds()).toEqual([])
  })
})
