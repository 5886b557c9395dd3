import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { LayoutFooter, LayoutHeader } from '#components'

const links = [{ labelKey: 'layout.footer.help', to: { path: '/' } }]
const account = { name: 'Ms Okafor', links: [{ labelKey: 'layout.footer.privacy', to: { path: '/' } }] }

describe('LayoutHeader', () => {
  it('shows a visitor the name, the languages and the reading settings, and no empty navigation', async () => {
    const header = await mountSuspended(LayoutHeader, { props: { links: [] } })
    expect(header.get('a').attributes('aria-label')).toBe('Onward home')
    expect(header.find('nav').exists()).toBe(false)
    expect(header.text()).not.toContain('Demo')
  })

  it('shows a signed-in person their places and who they are', async () => {
    const header = await mountSuspended(LayoutHeader, { props: { links, account, demo: true } })
    expect(header.get('nav[aria-label=Main]').text()).toBe('Help')
    expect(header.get('nav[aria-label="Your account"]').text()).toMatch(/Signed in as\s*Ms Okafor/)
    expect(header.text()).toContain('Demo: all people here are made up')
  })

  it('opens the reading settings from a button that says whether they are open', async () => {
    const header = await mountSuspended(LayoutHeader, { props: { links }, attachTo: document.body })
    const button = header.get('button[aria-expanded]')
    const panel = header.get(`[id="${button.attributes('aria-controls')}"]`)
    expect(panel.isVisible()).toBe(false)
    await button.trigger('click')
    expect(button.attributes('aria-expanded')).toBe('true')
    expect(panel.isVisible()).toBe(true)
    header.unmount()
  })

  it('gives axe nothing to say', async () => {
    const header = await mountSuspended(LayoutHeader, { props: { links, account, demo: true }, attachTo: document.body })
    const { violations } = await axe.run(header.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations).toEqual([])
    header.unmount()
  })
})

describe('LayoutFooter', () => {
  it('keeps help in one place and says which version this is', async () => {
    const footer = await mountSuspended(LayoutFooter, { props: { links, version: '1.2.3' } })
    expect(footer.get('nav a').text()).toBe('Help')
    expect(footer.text()).toContain('Version 1.2.3')
  })

  it('says in every translated language that no speaker has checked it yet, and nothing in English', async () => {
    const footer = await mountSuspended(LayoutFooter, { props: { links } })
    expect(footer.text()).not.toContain('A machine translated')
    await useNuxtApp().$i18n.setLocale('ro')
    expect(footer.text()).toContain('Română')
    expect(footer.findAll('p').length).toBe(2)
    await useNuxtApp().$i18n.setLocale('en')
  })
})
