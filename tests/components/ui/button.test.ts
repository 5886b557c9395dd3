import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it, vi } from 'vitest'
import { UiButton } from '#components'

describe('UiButton', () => {
  it('runs its work when pressed', async () => {
    const onClick = vi.fn()
    const button = await mountSuspended(UiButton, { attrs: { onClick }, slots: { default: 'Save' } })
    await button.trigger('click')
    expect(onClick).toHaveBeenCalledTimes(1)
  })

  it('keeps its label and its place while busy, says so, and does nothing when pressed again', async () => {
    const onClick = vi.fn()
    const button = await mountSuspended(UiButton, { props: { busy: true }, attrs: { onClick }, slots: { default: 'Save' } })
    await button.trigger('click')
    expect(onClick).not.toHaveBeenCalled()
    expect(button.text()).toContain('Save')
    expect(button.text()).toContain('Working on it')
    expect(button.attributes()).toMatchObject({ 'aria-disabled': 'true', 'aria-busy': 'true' })
    expect(button.attributes('disabled')).toBeUndefined()
  })

  it('does not send a busy form twice', async () => {
    const onSubmit = vi.fn((event: Event) => event.preventDefault())
    const form = await mountSuspended({
      components: { UiButton },
      template: '<form @submit="onSubmit"><UiButton type="submit" busy>Send</UiButton></form>',
      setup: () => ({ onSubmit }),
    }, { attachTo: document.body })
    form.get('button').element.click()
    expect(onSubmit).not.toHaveBeenCalled()
  })

  it('is a link when it leads somewhere', async () => {
    const button = await mountSuspended(UiButton, { props: { to: { path: '/help' } }, slots: { default: 'Get help' } })
    expect(button.element.tagName).toBe('A')
    expect(button.attributes('href')).toBe('/help')
  })
})
