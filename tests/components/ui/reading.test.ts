import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { UiLocaleSwitcher, UiOffline, UiReadingSettings } from '#components'

describe('reading settings', () => {
  it.each([
    ['large.wide.dark', { textSize: 'large', spacing: 'wide', theme: 'dark' }],
    ['', { textSize: 'normal', spacing: 'normal', theme: 'system' }],
    ['huge."><script>.contrast', { textSize: 'normal', spacing: 'normal', theme: 'contrast' }],
  ])('reads the cookie %j', (cookie, settings) => {
    expect(readReadingSettings(cookie)).toEqual(settings)
  })

  it('keeps the other choices when one changes', async () => {
    const settings = useReadingSettings()
    settings.value = { textSize: 'large', spacing: 'wide', theme: 'light' }
    const panel = await mountSuspended(UiReadingSettings)
    expect(panel.findAll('legend').map(legend => legend.text())).toEqual(['Text size', 'Spacing', 'Colours'])
    await panel.get('input[value=dark]').setValue()
    await flushPromises()
    expect(useReadingSettings().value).toEqual({ textSize: 'large', spacing: 'wide', theme: 'dark' })
  })

  it('lets two panels live on one page', async () => {
    const panels = await mountSuspended({ components: { UiReadingSettings }, template: '<div><UiReadingSettings /><UiReadingSettings /></div>' })
    const ids = panels.findAll('[id]').map(element => element.attributes('id'))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('UiLocaleSwitcher', () => {
  it('changes to Easy Read in one press, and shows which is on', async () => {
    const switcher = await mountSuspended(UiLocaleSwitcher)
    const [english, easy] = switcher.findAll('button')
    expect([english?.text(), easy?.text()]).toEqual(['English', 'Easy Read'])
    await easy?.trigger('click')
    await vi.waitFor(() => expect(easy?.attributes('aria-pressed')).toBe('true'))
    expect(english?.attributes('aria-pressed')).toBe('false')
    await english?.trigger('click')
    await vi.waitFor(() => expect(english?.attributes('aria-pressed')).toBe('true'))
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
