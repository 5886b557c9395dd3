import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { UiLocaleSwitcher, UiOffline, UiReadingSettings } from '#components'
import { readReadingCookie, toReadingSettings, writeReadingCookie } from '~/shared/reading-settings'

/** A language comes over the network: as long as a busy machine takes. */
vi.setConfig({ testTimeout: 30_000 })
const patience = { timeout: 10_000 }
const usual = { size: '100', spacing: 'normal', font: 'legible', theme: 'system', motion: 'system' } as const

describe('reading settings', () => {
  it.each([
    ['130.widest.system.dark.reduced', { size: '130', spacing: 'widest', font: 'system', theme: 'dark', motion: 'reduced' }],
    ['', usual],
    ['huge."><script>.legible.contrast', { ...usual, theme: 'contrast' }],
  ])('reads the cookie %j', (cookie, settings) => {
    expect(readReadingCookie(cookie)).toEqual(settings)
  })

  it('writes what it reads', () => {
    const settings = { size: '115', spacing: 'wide', font: 'system', theme: 'contrast', motion: 'reduced' } as const
    expect(readReadingCookie(writeReadingCookie(settings))).toEqual(settings)
  })

  it('takes from an account only what it knows', () => {
    expect(toReadingSettings({ size: '150', theme: 'purple', extra: true })).toEqual({ ...usual, size: '150' })
    expect(toReadingSettings(null)).toEqual(usual)
  })

  it('keeps the other choices when one changes', async () => {
    const settings = useReadingSettings()
    settings.value = { ...usual, size: '115', spacing: 'wide', theme: 'light' }
    const panel = await mountSuspended(UiReadingSettings)
    expect(panel.findAll('legend').map(legend => legend.text())).toEqual(['Text size', 'Space', 'Letters', 'Colours', 'Movement'])
    await panel.get('input[value=dark]').setValue()
    await flushPromises()
    expect(useReadingSettings().value).toEqual({ ...usual, size: '115', spacing: 'wide', theme: 'dark' })
  })

  it('lets two panels live on one page', async () => {
    const panels = await mountSuspended({ components: { UiReadingSettings }, template: '<div><UiReadingSettings /><UiReadingSettings /></div>' })
    const ids = panels.findAll('[id]').map(element => element.attributes('id'))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('UiLocaleSwitcher', () => {
  afterEach(() => useNuxtApp().$i18n.setLocale('en'))

  it('changes to Easy Read in one press, and back', async () => {
    const switcher = await mountSuspended(UiLocaleSwitcher)
    const quick = switcher.get('form > button')
    expect(quick.text()).toBe('Easy Read')
    await quick.trigger('click')
    await vi.waitFor(() => expect(quick.text()).toBe('English'), patience)
    await quick.trigger('click')
    await vi.waitFor(() => expect(quick.text()).toBe('Easy Read'), patience)
  })

  it('offers every language by its own name, in its own language and direction', async () => {
    const switcher = await mountSuspended(UiLocaleSwitcher)
    const offered = switcher.findAll('details button')
    expect(offered.map(button => button.text())).toEqual(['English', 'Easy Read', 'Polski', 'ગુજરાતી', 'ਪੰਜਾਬੀ', 'اردو', 'Română'])
    expect([offered[5]?.attributes('lang'), offered[5]?.attributes('dir')]).toEqual(['ur', 'rtl'])
    expect(offered.map(button => button.attributes('aria-current'))).toEqual(['true', ...Array.from({ length: 6 }, () => undefined)])
  })

  it('changes to the language that is pressed, closes, and leaves the keyboard where it was', async () => {
    const switcher = await mountSuspended(UiLocaleSwitcher, { attachTo: document.body })
    const menu = switcher.get('details')
    menu.element.open = true
    await switcher.get('button[value=ur]').trigger('click')
    await vi.waitFor(() => expect(switcher.get('summary').text()).toContain('اردو'), patience)
    expect(menu.element.open).toBe(false)
    expect(document.activeElement).toBe(switcher.get('summary').element)
    switcher.unmount()
  })

  it('closes with Escape', async () => {
    const switcher = await mountSuspended(UiLocaleSwitcher, { attachTo: document.body })
    const menu = switcher.get('details')
    menu.element.open = true
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(menu.element.open).toBe(false)
    switcher.unmount()
  })
})

describe('UiOffline', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('speaks when the connection goes, says typed text is kept, and goes away after', async () => {
    const banner = await mountSuspended(UiOffline)
    expect(banner.get('[role=status]').text()).toBe('')
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    window.dispatchEvent(new Event('offline'))
    await flushPromises()
    expect(banner.get('[role=status]').text()).toContain('What you have typed is kept')
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
    window.dispatchEvent(new Event('online'))
    await flushPromises()
    expect(banner.get('[role=status]').text()).toBe('')
  })
})
