import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LayoutFooter, TimelineStep } from '#components'
import { sampleStep, sampleView } from '../timeline/samples'

describe('pictures', () => {
  afterEach(() => useNuxtApp().$i18n.setLocale('en'))

  const step = sampleStep({ item_key: 'a18-yp-02' })

  it('stand before a step in Easy Read, hidden from screen readers, and nowhere else', async () => {
    const view = await mountSuspended(TimelineStep, { props: { step, view: sampleView() } })
    expect(view.find('img').exists()).toBe(false)
    await useNuxtApp().$i18n.setLocale('en-easy')
    await vi.waitFor(() => expect(view.find('img').exists()).toBe(true), { timeout: 10_000 })
    expect([view.get('img').attributes('src'), view.get('img').attributes('alt')]).toEqual(['/pictures/vote.svg', ''])
    expect(view.element.firstElementChild?.tagName).toBe('IMG')
  })

  it('are credited at the foot of every page in Easy Read', async () => {
    await useNuxtApp().$i18n.setLocale('en-easy')
    const footer = await mountSuspended(LayoutFooter, { props: { links: [] } })
    expect(footer.text()).toMatch(/OpenMoji.*CC BY-SA 4\.0/)
  })
})
