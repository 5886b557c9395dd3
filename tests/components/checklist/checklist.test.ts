import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChecklistConflict, ChecklistFilters, ChecklistFold, ChecklistForm, ChecklistGroup, ChecklistItem } from '#components'
import type { ChecklistActions } from '../../../components/checklist/actions'
import type { ChangedItem, Recorded, StepPatch } from '../../../shared/timeline-answers'
import { sampleStep, sampleView, words } from '../timeline/samples'

const step = sampleStep({ note: 'Rang on Monday', version: 4 })
const theirs: ChangedItem = {
  id: step.id, status: 'waiting', note: 'Ada rings back', not_needed_reason: null, waiting_on: 'Ada', done_by: null, done_by_name: null,
  done_at: null, version: 5, updated_at: '2026-11-25T09:32:00Z', updated_by_name: 'Ada Plover', note_by_name: 'Ada Plover', note_at: '2026-11-25T09:32:00Z',
}
const saved: Recorded = { kind: 'saved', step }

afterEach(() => {
  document.body.innerHTML = ''
})
beforeEach(() => sessionStorage.clear())

async function openForm(answers: Recorded[], change = {}) {
  const sent: Array<{ patch: StepPatch, version: number }> = []
  const save = vi.fn(async (_step, patch: StepPatch, version: number): Promise<Recorded> => {
    sent.push({ patch, version })
    return answers[sent.length - 1] ?? saved
  })
  const view = await mountSuspended(ChecklistForm, { props: { step: { ...step, ...change }, name: 'Sam', save }, attachTo: document.body })
  const box = (label: string) => {
    const found = view.findAll('label').find(candidate => candidate.text().startsWith(label))
    const control = found?.find('input')
    if (control?.exists()) return control
    return view.get(`[id="${found?.attributes('for')}"]`)
  }
  const press = async (name: string) => {
    await view.findAll('button').find(button => button.text() === name)?.trigger('click')
    await flushPromises()
  }
  const submit = async () => {
    await view.get('form').trigger('submit')
    await flushPromises()
  }
  return { view, sent, box, press, submit }
}

describe('ChecklistForm', () => {
  it('says who can see a note before it is typed', async () => {
    const { view, box } = await openForm([])
    const described = box('Note').attributes('aria-describedby')?.split(' ') ?? []
    expect(described.map(id => view.find(`[id="${id}"]`).text())).toContain('Sam, their family and every team that helps can read this.')
    view.unmount()
  })

  it('starts on the answer that is chosen', async () => {
    const { view } = await openForm([])
    expect(document.activeElement).toBe(view.get('input[value=not_started]').element)
    view.unmount()
  })

  it('sends only what was changed, on the version that was looked at', async () => {
    const { view, sent, box, submit } = await openForm([])
    await box('Waiting on someone').setValue(true)
    await box('Who are you waiting on?').setValue('The clinic')
    await submit()
    expect(sent).toEqual([{ patch: { status: 'waiting', waiting_on: 'The clinic' }, version: 4 }])
    expect(view.emitted('saved')).toHaveLength(1)
    view.unmount()
  })

  it('closes without a word to the server when nothing was changed', async () => {
    const { view, sent, submit } = await openForm([])
    await submit()
    expect(sent).toEqual([])
    expect(view.emitted('saved')).toHaveLength(1)
    view.unmount()
  })

  it('asks for the reason beside its box, and keeps what was typed', async () => {
    const { view, sent, box, submit } = await openForm([])
    await box('Not needed').setValue(true)
    await box('Note').setValue('We moved house')
    await submit()
    expect(sent).toEqual([])
    const reason = box('Why is it not needed?')
    expect(document.activeElement).toBe(reason.element)
    expect(reason.attributes('aria-invalid')).toBe('true')
    expect(words(view)).toContain('Say why this is not needed')
    await reason.setValue('We moved')
    await submit()
    expect(sent[0]?.patch).toEqual({ status: 'not_applicable', note: 'We moved house', not_needed_reason: 'We moved' })
    view.unmount()
  })

  it('keeps everything and says so when it cannot be saved', async () => {
    const { view, box, submit } = await openForm([{ kind: 'problem', error: new TypeError('Failed to fetch') }])
    await box('Note').setValue('A long thought')
    await submit()
    expect(view.get('[role=alert]').text()).toContain('This was not saved')
    expect((box('Note').element as HTMLTextAreaElement).value).toBe('A long thought')
    view.unmount()
  })

  it('sends once, however often it is pressed', async () => {
    const { view, sent, box } = await openForm([])
    await box('Note').setValue('Twice')
    void view.get('form').trigger('submit')
    void view.get('form').trigger('submit')
    await flushPromises()
    expect(sent).toHaveLength(1)
    view.unmount()
  })

  it('asks before it drops what was typed', async () => {
    const { view, box, press } = await openForm([])
    await box('Note').setValue('Half a thought')
    await press('Close without saving')
    expect(view.emitted('close')).toBeUndefined()
    expect(document.body.textContent).toContain('Drop what you typed?')
    view.unmount()
  })

  it('brings back what was typed before a reload, and what it was typed on', async () => {
    const first = await openForm([])
    await first.box('Note').setValue('Half a thought')
    await flushPromises()
    first.view.unmount()
    const again = await openForm([], { version: 9 })
    await flushPromises()
    expect((again.box('Note').element as HTMLTextAreaElement).value).toBe('Half a thought')
    expect(words(again.view)).toContain('What you typed before is still here.')
    await again.submit()
    expect(again.sent).toEqual([{ patch: { note: 'Half a thought' }, version: 4 }])
    again.view.unmount()
  })
})

describe('when somebody else was faster', () => {
  async function meet() {
    const form = await openForm([{ kind: 'conflict', theirs }])
    await form.box('Note').setValue('My words')
    await form.submit()
    return form
  }

  it('shows their change beside mine, by name and time', async () => {
    const { view } = await meet()
    const text = words(view.get('[role=alert]'))
    expect(text).toContain('Ada Plover changed this first')
    expect(text).toContain('Changed on 25 November 2026 at 09:32.')
    expect(text).toMatch(/What they saved ?Status: Waiting on someone ?Ada ?Note: Ada rings back/)
    expect(text).toMatch(/What you typed \(not saved yet\) ?Status: Waiting on someone ?Ada ?Note: My words/)
    expect(view.emitted('accept')).toEqual([[theirs]])
    view.unmount()
  })

  it('saves mine over theirs only in what I changed', async () => {
    const { view, sent, press } = await meet()
    await press('Save mine instead')
    expect(sent[1]).toEqual({ patch: { note: 'My words' }, version: 5 })
    view.unmount()
  })

  it('keeps theirs, and hands mine on so that it can be brought back', async () => {
    const { view, sent, press } = await meet()
    await press('Keep theirs')
    expect(sent).toHaveLength(1)
    expect(view.emitted('close')).toEqual([[{ note: 'My words' }]])
    view.unmount()
  })

  it('puts both notes in the box to be read before saving', async () => {
    const { view, sent, box, press, submit } = await meet()
    await press('Put both notes together')
    expect((box('Note').element as HTMLTextAreaElement).value).toBe('Ada rings back\n\nMy words')
    expect(document.activeElement).toBe(box('Note').element)
    await submit()
    expect(sent[1]).toEqual({ patch: { note: 'Ada rings back\n\nMy words' }, version: 5 })
    view.unmount()
  })

  it('offers to join notes only where there are two', async () => {
    const mine = { status: 'done', note: '', not_needed_reason: '', waiting_on: '' } as const
    const view = await mountSuspended(ChecklistConflict, { props: { theirs, mine } })
    expect(view.findAll('button').map(button => button.text())).toEqual(['Save mine instead', 'Keep theirs'])
  })
})

describe('ChecklistItem', () => {
  const actions = { save: async () => saved, markDone: vi.fn(async () => saved), putBack: vi.fn(async () => {}), accept: vi.fn(), keptTheirs: vi.fn() }
  const props = { step, view: sampleView(), actions, name: 'Sam' }

  it('ticks with one press', async () => {
    const item = await mountSuspended(ChecklistItem, { props })
    await item.get('button[aria-label^="Mark as done"]').trigger('click')
    expect(actions.markDone).toHaveBeenCalledWith(step)
  })

  it('opens to show both sides when somebody was faster than a tick', async () => {
    const slower: ChecklistActions = { ...actions, markDone: async () => ({ kind: 'conflict', theirs }) }
    const item = await mountSuspended(ChecklistItem, { props: { ...props, actions: slower } })
    await item.get('button[aria-label^="Mark as done"]').trigger('click')
    await flushPromises()
    expect(actions.accept).toHaveBeenCalledWith(theirs)
    expect(words(item.get('[role=alert]'))).toMatch(/What you typed.*Status: Done/)
  })

  it('is read only for steps that are not mine to record', async () => {
    const item = await mountSuspended(ChecklistItem, { props: { ...props, step: sampleStep({ mine: false, may_record: false }) } })
    expect(item.findAll('button').map(button => button.text())).toEqual(['Why this date?', 'Read aloud'])
  })

  it('is quiet when done, and can still be changed', async () => {
    const item = await mountSuspended(ChecklistItem, {
      props: { ...props, step: sampleStep({ status: 'done', done_by_name: 'Ola', done_at: '2026-11-03T09:00:00Z' }) },
    })
    expect(words(item)).toContain('Done by Ola on 3 November 2026')
    expect(item.findAll('button').map(button => button.text())).toEqual(['Change or add a note'])
  })

  it('says who wrote the note', async () => {
    const item = await mountSuspended(ChecklistItem, {
      props: { ...props, step: sampleStep({ note: 'Rang', note_by_name: 'Kate', note_at: '2026-11-20T09:00:00Z', updated_by_name: 'Ada', updated_at: '2026-11-21T09:00:00Z' }) },
    })
    expect(words(item)).toContain('Rang Last changed by Kate on 20 November 2026')
  })
})

describe('ChecklistGroup and ChecklistFold', () => {
  const actions = { save: async () => saved, markDone: async () => saved, putBack: async () => {}, accept: () => {}, keptTheirs: () => {} }
  const steps = [
    sampleStep({ title: 'Late', due_on: '2026-11-01' }), sampleStep({ title: 'Soon' }), sampleStep({ title: 'Far', due_on: '2030-01-01' }),
  ]
  const props = { steps, view: sampleView(), actions, name: 'Sam', time: 'any', editing: [], headingLevel: 3 } as const

  it('opens what is late or soon and folds the rest with its number', async () => {
    const group = await mountSuspended(ChecklistGroup, { props })
    expect(group.findAll('h3').map(heading => heading.text())).toEqual(['Past its day', 'In the next 3 months'])
    expect(words(group)).toContain('Later (1)')
    expect(words(group)).not.toContain('Far')
  })

  it('opens a folded part that a link or an unsaved change leads into', async () => {
    const far = steps[2]?.id ?? ''
    expect(words(await mountSuspended(ChecklistGroup, { props: { ...props, view: sampleView({ linked: far }) } }))).toContain('Far')
    expect(words(await mountSuspended(ChecklistGroup, { props: { ...props, editing: [far] } }))).toContain('Far')
  })

  it('makes the steps of others only when their list is opened', async () => {
    const fold = await mountSuspended(ChecklistFold, { props: { title: 'School', count: 4 }, slots: { default: () => 'A step' } })
    expect(words(fold)).toBe('School (4)')
    const details = fold.get('details')
    if (details.element instanceof HTMLDetailsElement) details.element.open = true
    await details.trigger('toggle')
    expect(words(fold)).toContain('A step')
  })
})

it('ChecklistFilters says how many of my steps fall in each time', async () => {
  const filters = await mountSuspended(ChecklistFilters, {
    props: { status: 'open', time: 'any', counts: { overdue: 2, soon: 3, later: 0, no_date: 0, before_start: 1 } },
  })
  expect(filters.findAll('option').map(option => option.text())).toEqual([
    'Any time', 'Past its day (2)', 'In the next 3 months (3)', 'Later', 'No date yet', 'Due before the plan began here (1)',
  ])
  await filters.get('select').setValue('overdue')
  expect(filters.emitted('update:time')).toEqual([['overdue']])
  await filters.get('input[value=done]').setValue(true)
  expect(filters.emitted('update:status')).toEqual([['done']])
})
