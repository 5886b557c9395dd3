import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'

const options = [{ value: 'yes', label: 'Yes', hint: 'Or soon' }, { value: 'no', label: 'No' }]
const field = { name: 'field', label: 'Question', hint: 'Hint', error: 'Answer this', visibleTo: 'Sam and school', optional: true }
const text = () => 'Words'

interface Shown {
  props?: Record<string, unknown>
  slots?: Record<string, () => string>
}

/** Every component of the kit, in the states that matter to a screen reader. */
const shown: Record<string, Shown[]> = {
  Button: [{ slots: { default: text } }, { props: { busy: true }, slots: { default: text } }, { props: { to: { path: '/' } }, slots: { default: text } }],
  Card: [{ props: { as: 'article', title: 'Title', edge: 'must' }, slots: { default: text } }],
  Checkboxes: [{ props: { ...field, options } }],
  ConfirmDialog: [{ props: { title: 'Delete?', description: 'For good.', confirmLabel: 'Delete', open: true } }],
  DateInput: [{ props: field }],
  DateKind: [{ props: { kind: 'statutory' } }, { props: { kind: 'planning', explained: true } }],
  Dialog: [{ props: { title: 'Title', open: true }, slots: { default: text } }],
  Disclosure: [{ props: { open: true }, slots: { default: text } }],
  Empty: [{ props: { title: 'Nothing yet' }, slots: { default: text } }],
  ErrorSummary: [{ props: { errors: [{ id: 'field', message: 'Answer this' }] } }],
  Field: [{ props: { id: 'own', label: 'Label' }, slots: { default: () => '' } }],
  FormEnd: [{ props: { label: 'Save', problem: 'It was not saved', restored: false, busy: false } }, { props: { label: 'Save', problem: '', restored: true, busy: false } }],
  Icon: [{ props: { name: 'lucide:check' } }],
  Link: [{ props: { to: { path: '/' } }, slots: { default: text } }],
  LocaleSwitcher: [{}],
  Menu: [{ props: { label: 'More', items: [{ key: 'a', label: 'A' }] } }],
  Notice: [{ props: { kind: 'error', title: 'Title' }, slots: { default: text } }],
  Offline: [{}],
  PageHeader: [{ props: { title: 'Title', caption: 'Sam', back: { to: { path: '/' }, label: 'Back' } } }],
  Pagination: [{ props: { page: 5, pageCount: 12, to: () => ({ path: '/' }) } }],
  PasswordInput: [{ props: field }],
  Progress: [{ props: { value: 3, max: 8, label: 'Steps' } }],
  Radios: [{ props: { ...field, options } }, { props: { ...field, options, asHeading: true } }],
  ReadingSettings: [{}],
  Select: [{ props: { ...field, options } }],
  Skeleton: [{}],
  SkipLink: [{}],
  Stepper: [{ props: { label: 'Steps', steps: [{ key: 'a', label: 'A', state: 'done' }, { key: 'b', label: 'B', state: 'current' }] } }],
  Tabs: [{ props: { label: 'Steps', tabs: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] }, slots: { a: text, b: text } }],
  Tag: [{ props: { tone: 'danger' }, slots: { default: text } }],
  Textarea: [{ props: { ...field, maxLength: 20 } }],
  TextInput: [{ props: field }, { props: { ...field, asHeading: true } }],
  ToastRegion: [{}],
}

const modules = import.meta.glob<{ default: Component }>('../../../components/ui/*.vue', { eager: true })
const kit = new Map(Object.entries(modules).map(([path, { default: component }]) => [path.replace(/^.*\/|\.vue$/g, ''), component]))
const tests = import.meta.glob<string>(['./*.test.ts', '!./accessibility.test.ts'], { eager: true, query: '?raw', import: 'default' })

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    // Contrast is computed from the tokens; landmarks belong to the layout and are checked in a real browser.
    rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'skip-link': { enabled: false } },
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
}

afterEach(() => {
  document.body.innerHTML = ''
})

describe('every component of the kit', () => {
  it.each([...kit.keys()])('%s is shown below, and its behaviour is tested beside this file', (name) => {
    expect(Object.keys(shown)).toContain(name)
    const mounted = new RegExp(`mount\\w*\\(Ui${name}\\b|'Ui${name}', Ui${name},`)
    expect(Object.keys(tests).filter(path => mounted.test(tests[path] ?? ''))).not.toEqual([])
  })
})

const states = Object.entries(shown).flatMap(([name, list]) => list.map((state, index) => [name, index, state] as const))

it.each(states)('axe finds nothing wrong with %s (state %i)', async (name, _index, { props, slots }) => {
  const component = kit.get(name)
  if (!component) throw new Error(`no component Ui${name}`)
  const view = await mountSuspended(component, { props, slots, attachTo: document.body })
  await flushPromises()
  expect(await violations()).toEqual([])
  view.unmount()
})

it('axe does find what is wrong', async () => {
  document.body.innerHTML = '<button></button>'
  expect(await violations()).toEqual([expect.stringContaining('button-name')])
})
