import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { UiDisclosure, UiLink, UiMenu, UiPageHeader, UiPagination, UiSkipLink, UiTabs } from '#components'

const attach = { attachTo: document.body }

describe('UiTabs', () => {
  const tabs = [{ value: 'mine', label: 'My steps', count: 3 }, { value: 'all', label: 'All steps' }]
  const slots = { mine: () => 'Three steps', all: () => 'Twelve steps' }

  it('shows the first part, names the list, and ties each tab to its panel', async () => {
    const view = await mountSuspended(UiTabs, { props: { tabs, label: 'Steps' }, slots, ...attach })
    const first = view.get('[role=tab]')
    expect(view.get('[role=tablist]').attributes('aria-label')).toBe('Steps')
    expect(first.text()).toContain('(3)')
    expect(first.attributes('aria-selected')).toBe('true')
    expect(view.get(`[id="${first.attributes('aria-controls')}"]`).text()).toBe('Three steps')
  })

  it('moves with the arrow keys and tells the page', async () => {
    const view = await mountSuspended(UiTabs, { props: { tabs, label: 'Steps' }, slots, ...attach })
    const [first, second] = view.findAll<HTMLElement>('[role=tab]')
    first?.element.focus()
    await first?.trigger('keydown', { key: 'ArrowRight' })
    await flushPromises()
    expect(document.activeElement).toBe(second?.element)
    expect(view.emitted('update:modelValue')?.at(-1)).toEqual(['all'])
  })
})

describe('UiMenu', () => {
  const items = [{ key: 'print', label: 'Print' }, { key: 'share', label: 'Share' }, { key: 'help', label: 'Help', to: { path: '/' } }]

  it('opens from the keyboard, moves, chooses, closes, and gives focus back', async () => {
    const menu = await mountSuspended(UiMenu, { props: { label: 'More', items }, ...attach })
    const button = menu.get<HTMLElement>('button')
    expect(button.attributes()).toMatchObject({ 'aria-haspopup': 'menu', 'aria-expanded': 'false' })
    button.element.focus()
    await button.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    const entries = menu.findAll<HTMLElement>('[role=menuitem]')
    expect(entries.map(entry => entry.text())).toEqual(['Print', 'Share', 'Help'])
    expect(entries[2]?.element.tagName).toBe('A')
    await entries[1]?.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(menu.emitted('select')).toEqual([['share']])
    expect(menu.find('[role=menu]').exists()).toBe(false)
    expect(document.activeElement).toBe(button.element)
  })
})

describe('UiPagination', () => {
  const to = (page: number) => ({ path: '/', query: { page } })

  it('is a named list of real links that says where you are', async () => {
    const pages = await mountSuspended(UiPagination, { props: { page: 5, pageCount: 12, to } })
    expect(pages.attributes('aria-label')).toBe('Pages')
    expect(pages.get('[aria-current=page]').attributes('aria-label')).toBe('Page 5')
    expect(pages.get('[rel=next]').attributes('href')).toBe('/?page=6')
    expect(pages.get('[rel=prev]').attributes('href')).toBe('/?page=4')
  })

  it('offers no way past either end, and nothing at all for one page', async () => {
    const first = await mountSuspended(UiPagination, { props: { page: 1, pageCount: 2, to } })
    const last = await mountSuspended(UiPagination, { props: { page: 2, pageCount: 2, to } })
    const only = await mountSuspended(UiPagination, { props: { page: 1, pageCount: 1, to } })
    expect(first.find('[rel=prev]').exists()).toBe(false)
    expect(last.find('[rel=next]').exists()).toBe(false)
    expect(only.find('nav').exists()).toBe(false)
  })
})

describe('UiPageHeader', () => {
  it('has the one h1, which can take focus, and a way back', async () => {
    const header = await mountSuspended(UiPageHeader, { props: { title: 'Timeline', caption: 'Sam', back: { to: { path: '/' }, label: 'All young people' } } })
    expect(header.get('h1').attributes('tabindex')).toBe('-1')
    expect(header.get('h1').text()).toMatch(/Sam\s*Timeline/)
    expect(header.get('a').text()).toBe('All young people')
  })
})

describe('UiSkipLink', () => {
  it('moves the keyboard to the main part', async () => {
    const main = document.createElement('main')
    main.id = 'main'
    main.tabIndex = -1
    document.body.append(main)
    const link = await mountSuspended(UiSkipLink, attach)
    await link.trigger('click')
    expect(document.activeElement).toBe(main)
    main.remove()
  })
})

describe('UiLink', () => {
  it('does not tell another site where the reader came from', async () => {
    const link = await mountSuspended(UiLink, { props: { href: 'https://www.gov.uk/' }, slots: { default: () => 'GOV.UK' } })
    expect(link.attributes()).toMatchObject({ href: 'https://www.gov.uk/', rel: 'noopener noreferrer' })
    expect(link.attributes('target')).toBeUndefined()
  })

  it('leads within Onward', async () => {
    const link = await mountSuspended(UiLink, { props: { to: { path: '/' } }, slots: { default: () => 'Start' } })
    expect(link.attributes('href')).toBe('/')
    expect(link.attributes('rel')).toBeUndefined()
  })
})

describe('UiDisclosure', () => {
  it('is a native details that says what opens, and follows the page', async () => {
    const more = await mountSuspended(UiDisclosure, { props: { open: false }, slots: { default: () => 'The law says so.' } })
    expect(more.element.tagName).toBe('DETAILS')
    expect(more.get('summary').text()).toBe('Tell me more')
    await more.setProps({ open: true })
    expect(more.attributes('open')).toBeDefined()
  })

  it('tells the page when the reader opens it', async () => {
    const more = await mountSuspended(UiDisclosure, { slots: { default: () => 'The law says so.' } })
    Object.assign(more.element, { open: true })
    await more.trigger('toggle')
    expect(more.emitted('update:open')).toEqual([[true]])
  })
})
