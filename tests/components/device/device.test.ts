import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it, vi } from 'vitest'
import { ChecklistItem, DeviceStrip, DeviceUnsentItem, PaperTypeBack } from '#components'
import type { Unsent } from '../../../shared/device'
import { sampleStep, sampleView } from '../timeline/samples'

const step = sampleStep({ note: 'Ada rings back', version: 5, may_record: true })
const clash: Unsent = {
  order: 1, key: step.id, account: step.id, person: step.id, subject: step.id, at: '2026-11-25T09:00:00Z', title: step.title, what: 'record_item',
  args: { item_id: step.id, expected_version: 4, patch: { note: 'I like the small college.' } }, state: 'conflict',
  theirs: {
    id: step.id, status: 'not_started', note: 'Ada rings back', not_needed_reason: null, waiting_on: null, done_by: null, done_by_name: null, done_at: null,
    version: 5, updated_at: '2026-11-25T09:32:00Z', updated_by_name: 'Ada Plover', note_by_name: 'Ada Plover', note_at: '2026-11-25T09:32:00Z',
  },
}
const actions = { save: vi.fn(), markDone: vi.fn(), putBack: vi.fn(), accept: vi.fn(), keptTheirs: vi.fn() }

it('shows both words beside the step where somebody else was faster than a phone without a connection', async () => {
  const item = await mountSuspended(ChecklistItem, { props: { step, view: sampleView({ unsent: [clash] }), actions, name: 'Sam', editing: true } })
  const alert = item.get('[role=alert]').text()
  expect(alert).toContain('Ada rings back')
  expect(alert).toContain('I like the small college.')
  expect(item.text()).toContain('Choose what to keep')
})

it('says what waits before it says that a plan is kept, and nothing when there is nothing to say', async () => {
  const strip = await mountSuspended(DeviceStrip, { props: { isNew: true, waiting: 0, needsChoice: 0 } })
  expect(strip.text()).toContain('Your plan is now kept on this phone or computer')
  await strip.setProps({ waiting: 2 })
  expect(strip.text()).toContain('2 changes are kept')
  await strip.setProps({ isNew: false, waiting: 0 })
  expect(strip.get('[role=status]').text()).toBe('')
})

it('shows the words that were never sent, so that they can be copied before they are thrown away', async () => {
  const refused: Unsent = { ...clash, state: 'refused', problem: 'not_your_step' }
  const item = await mountSuspended(DeviceUnsentItem, { props: { thing: refused, name: 'Sam' } })
  expect(item.text()).toContain('I like the small college.')
  await item.findAll('button').find(button => button.text() === 'Throw away')?.trigger('click')
  expect(item.emitted('remove')).toBeUndefined()
})

it.each<[what: Unsent['what'], words: string, href: string]>([
  ['report_goal', 'The rabbits know me.', '/my/goals'],
  ['ask_question', 'Who pays for the bus?', '/my/ask'],
  ['save_view', 'I want to see Jo more.', '/my/views/friends'],
])('shows %s with its words, and the way to where it will stand', async (what, words, href) => {
  const thing: Unsent = { ...clash, what, words, args: { question_key: 'friends' }, state: 'waiting', theirs: undefined }
  const item = await mountSuspended(DeviceUnsentItem, { props: { thing, name: 'Sam', isOwn: true } })
  expect(item.text()).toContain(words)
  expect(item.get('a').attributes('href')).toBe(href)
})

it('adds what was written on a sheet to the note that is there, under the name of whoever said it', async () => {
  const save = vi.fn(async () => '')
  const form = await mountSuspended(PaperTypeBack, { props: { steps: [step], personId: step.id, name: 'Sam', save }, attachTo: document.body })
  await form.get('textarea').setValue('The small college.')
  await form.get('form').trigger('submit')
  expect(save).not.toHaveBeenCalled()
  expect(form.text()).toContain('Choose who filled in the sheet')
  await form.get('input[type=radio][value=young_person]').setValue()
  await form.get('form').trigger('submit')
  expect(save).toHaveBeenCalledWith('young_person', [{ item_id: step.id, expected_version: 5, patch: { note: 'Ada rings back\n\nThe small college.' } }])
  form.unmount()
})
