import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GoalsBoard, GoalsCard, GoalsForm } from '#components'
import type { Goal, GoalSaved } from '../../../shared/goals.ts'

const id = 'a0000000-0000-4000-8000-000000000001'
const itemId = 'a0000000-0000-4000-8000-000000000002'

function sampleGoal(change: Partial<Goal> = {}): Goal {
  return {
    id, author_name: 'Sam Wren', author_role: 'young_person', is_own: true, proposed_by_name: null, proposed_by_role: null,
    area: 'employment', words: 'Work with animals', why: 'They are kind.', voice: 'own', told_to: null, told_how: null, scale: 'faces',
    lifecycle_status: 'active', lifecycle_on: '2026-11-01', achievement_status: 'improving', shared_with: [], version: 2,
    mine: true, may_change: true, steps: [{ id, words: 'Ask at the farm', who_helps: 'Mum', item_id: itemId, done_on: null }],
    reports: [{ id, author_name: 'Kate Wren', author_role: 'parent_carer', going: null, words: 'You asked by yourself', achievement_status: null, at: '2026-11-02T10:00:00Z', mine: false }],
    ...change,
  }
}

const sampleView = (change = {}) => ({
  personId: 'a0000000-0000-4000-8000-000000000009', name: 'Sam', isYoungPerson: true, isHere: true, inCircle: true,
  readers: [{ audience: 'young_person' as const, names: ['Sam Wren'] }, { audience: 'family' as const, names: ['Kate Wren'] }],
  items: [{ id: itemId, title: 'Try a job' }], titleOf: (item: string) => (item === itemId ? 'Try a job' : undefined), unsent: [], ...change,
})

const saved = async (): Promise<GoalSaved> => ({ kind: 'saved', goal: sampleGoal() })
const sampleActions = (change = {}) => ({
  create: vi.fn(saved), change: vi.fn(saved), answer: vi.fn(async () => {}), tick: vi.fn(async () => {}), report: vi.fn(async () => undefined),
  takeBack: vi.fn(async () => {}), versions: vi.fn(async () => []), ...change,
})

const button = (view: VueWrapper, name: string) => {
  const found = view.findAll('button').find(one => (one.attributes('aria-label') ?? one.text()).replace(/\s/g, '').startsWith(name.replace(/\s/g, '')))
  if (!found) throw new Error(`There is no button "${name}".`)
  return found
}

/** A card stands in a list of its page. */
async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'heading-order': { enabled: false }, 'listitem': { enabled: false } } })
  return found.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`)
}

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
})

describe('GoalsCard', () => {
  const show = (goal: Partial<Goal> = {}, view = {}, actions = sampleActions()) =>
    mountSuspended(GoalsCard, { props: { goal: sampleGoal(goal), view: sampleView(view), actions }, attachTo: document.body })

  it('says what, why, who helps, whether it goes on and how far it is, in whose words and for whom', async () => {
    const card = await show()
    for (const words of ['Work with animals', 'They are kind.', 'Ask at the farm', 'Who helps: Mum', 'Doing it now', 'Getting better', 'In my own words', 'Only you can see this']) {
      expect(card.text()).toContain(words)
    }
    expect(card.get('a').attributes('href')).toBe(`/people/a0000000-0000-4000-8000-000000000009/checklist#step-${itemId}`)
    expect(await violations()).toEqual([])
  })

  it('lets the young person tick a small step', async () => {
    const actions = sampleActions()
    const card = await show({}, {}, actions)
    await card.get('input[type=checkbox]').setValue(true)
    expect(actions.tick).toHaveBeenCalledWith(id, true)
  })

  it('lets others say what they saw, and nothing else', async () => {
    const actions = sampleActions()
    const card = await show({ may_change: false, mine: false, shared_with: ['family'] }, { isYoungPerson: false }, actions)
    expect(card.find('input').exists()).toBe(false)
    expect(card.text()).toContain('(to do)')
    expect(card.findAll('button').some(one => one.text() === 'Change this goal')).toBe(false)
    await button(card, 'Say what you saw').trigger('click')
    expect(card.text()).toContain('Only Sam says how well it is going')
    expect(card.find('input[type=radio]').exists()).toBe(false)
    await card.get('form').trigger('submit')
    expect(card.text()).toContain('Choose an answer, or write something')
    await card.get('textarea').setValue('You fed the goats')
    await card.get('form').trigger('submit')
    await flushPromises()
    expect(actions.report).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ id }), { words: 'You fed the goats' })
  })

  it('asks the young person how it is going on their own scale', async () => {
    const actions = sampleActions()
    const card = await show({}, {}, actions)
    await button(card, 'Say how it is going').trigger('click')
    expect(await violations()).toEqual([])
    await card.get('input[value=hard]').setValue(true)
    await card.get('form').trigger('submit')
    await flushPromises()
    expect(actions.report).toHaveBeenCalledWith(expect.any(String), expect.anything(), { going: 'hard' })
  })

  it('keeps what was said when it could not be saved', async () => {
    const card = await show({}, {}, sampleActions({ report: vi.fn(async () => 'No connection') }))
    await button(card, 'Say how it is going').trigger('click')
    await card.get('textarea').setValue('It was fun')
    await card.get('form').trigger('submit')
    await flushPromises()
    expect(card.text()).toContain('No connection')
    expect(card.get('textarea').element.value).toBe('It was fun')
  })

  it('asks the young person about an idea, and takes yes and no', async () => {
    const actions = sampleActions()
    const card = await show({ is_own: false, mine: false, may_change: false, lifecycle_status: 'proposed', voice: 'proposed', proposed_by_name: 'Ada Plover', proposed_by_role: 'senco' }, {}, actions)
    expect(card.text()).toContain('An idea of Ada Plover (SENCo) for Sam')
    await button(card, 'No, thank you').trigger('click')
    expect(actions.answer).toHaveBeenCalledWith(expect.objectContaining({ id }), false)
  })

  it('says who heard it, and how', async () => {
    const card = await show({ voice: 'told', told_to: 'Gran', told_how: 'symbols' }, { isYoungPerson: false })
    expect(card.text()).toContain('What Sam said to Gran, with symbols or pictures')
  })
})

describe('GoalsForm', () => {
  const show = (props: Record<string, unknown> = {}, actions = sampleActions()) =>
    mountSuspended(GoalsForm, { props: { view: sampleView(), actions, ...props }, attachTo: document.body })

  it('asks who can see it before anything can be typed', async () => {
    const form = await show()
    const first = form.get('fieldset')
    expect(first.text()).toContain('Who can see this?')
    expect(first.get<HTMLInputElement>('input:checked').element.value).toBe('only_me')
    const typed = form.get('textarea').element
    expect(first.element.compareDocumentPosition(typed) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
    expect(await violations()).toEqual([])
  })

  it('says what is missing beside the box, and leads the keyboard there', async () => {
    const actions = sampleActions()
    const form = await show({}, actions)
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(form.text()).toContain('Choose what it is about')
    expect(form.text()).toContain('Say what you want')
    expect(document.activeElement?.id).toBe('goal-area-new')
    expect(actions.create).not.toHaveBeenCalled()
  })

  it('saves a goal with its steps in the order they were put', async () => {
    const actions = sampleActions()
    const form = await show({}, actions)
    await form.get('input[value=health]').setValue(true)
    await form.get('textarea').setValue('Swim')
    for (const words of ['Second', 'First']) {
      await button(form, 'Add a step').trigger('click')
      await form.findAll('input[id^=step-words]').at(-1)?.setValue(words)
    }
    await button(form, 'Move up Step 2').trigger('click')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(actions.create).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({
      area: 'health', words: 'Swim', shared_with: [], lifecycle_status: 'active', voice: 'own',
      steps: [expect.objectContaining({ words: 'First' }), expect.objectContaining({ words: 'Second' })],
    }))
    expect(form.emitted('saved')).toHaveLength(1)
  })

  it('brings back a step that was taken away', async () => {
    const form = await show({ goal: sampleGoal() })
    await button(form, 'Take away Step 1').trigger('click')
    expect(form.find('input[id^=step-words]').exists()).toBe(false)
    await button(form, 'Bring it back').trigger('click')
    expect(form.get<HTMLInputElement>('input[id^=step-words]').element.value).toBe('Ask at the farm')
  })

  it('shows what was saved in another window, and keeps what is typed', async () => {
    const theirs = { ...sampleGoal({ words: 'Work with horses', version: 3 }) }
    const change = vi.fn<(goal: unknown, base: unknown, changes: unknown) => Promise<GoalSaved>>(saved).mockResolvedValueOnce({ kind: 'conflict', theirs })
    const form = await show({ goal: sampleGoal() }, sampleActions({ change }))
    await form.get('textarea').setValue('Work with dogs')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(form.get('[role=alert]').text()).toContain('Work with horses')
    expect(form.get('textarea').element.value).toBe('Work with dogs')
    await button(form, 'Save mine instead').trigger('click')
    await flushPromises()
    expect(change).toHaveBeenLastCalledWith(expect.anything(), expect.objectContaining({ version: 3 }), { words: 'Work with dogs' })
    expect(form.emitted('saved')).toHaveLength(1)
  })

  it('lets somebody else only suggest, to those the young person is always among', async () => {
    const form = await show({ view: sampleView({ isYoungPerson: false, inCircle: false }) })
    expect(form.text()).toContain('An idea for Sam')
    expect(form.text()).toContain('Sam always sees it too, and answers it.')
    expect(form.text()).not.toContain('Only me')
    expect(form.text()).not.toContain('Where is it now?')
    expect(button(form, 'Suggest this goal').exists()).toBe(true)
  })

  it('has what was typed after a reload', async () => {
    const form = await show()
    await form.get('textarea').setValue('Swim')
    form.unmount()
    const again = await show()
    await flushPromises()
    expect(again.get('textarea').element.value).toBe('Swim')
    expect(again.text()).toContain('What you typed before is still here.')
  })
})

describe('GoalsBoard', () => {
  const show = (goals: Goal[], view = {}) => mountSuspended(GoalsBoard, {
    props: { page: { is_young_person: true, young_person_is_here: true, goals }, view: sampleView(view), actions: sampleActions() },
    attachTo: document.body,
  })

  it('says so where there is nothing, without saying what there might be', async () => {
    expect((await show([])).text()).toContain('You have no goals here yet')
    const others = await show([], { isYoungPerson: false })
    expect(others.text()).toContain('There are no goals here that you can see')
    expect(others.text()).toContain('Suggest a goal to Sam')
  })

  it('has ideas first, areas by name, and what is over behind a button', async () => {
    const board = await show([
      sampleGoal(), sampleGoal({ id: itemId, words: 'Ride a horse', lifecycle_status: 'completed' }),
      sampleGoal({ id: 'a0000000-0000-4000-8000-000000000003', words: 'Ask for quiet', lifecycle_status: 'proposed', is_own: false }),
    ])
    expect(board.findAll('h2').map(heading => heading.text())).toEqual(['Ideas to answer', 'Work', 'Finished or stopped'])
    expect(board.text()).toContain('1 goal that is finished or stopped')
  })
})
