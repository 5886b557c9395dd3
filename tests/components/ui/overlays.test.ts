import { mountSuspended } from '@nuxt/test-utils/runtime'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UiConfirmDialog, UiDialog, UiToastRegion } from '#components'

const page = new DOMWrapper(document.body)
const attach = { attachTo: document.body }

function button(label: string): DOMWrapper<Element> {
  const found = page.findAll('button').find(candidate => candidate.text() === label || candidate.attributes('aria-label') === label)
  if (!found) throw new Error(`no button "${label}"`)
  return found
}

describe('UiDialog', () => {
  it('is named by its title, described by its text, holds the keyboard, and closes on Escape', async () => {
    const dialog = await mountSuspended(UiDialog, { props: { title: 'Add a note', description: 'Everyone will see it.', open: true }, slots: { default: () => 'Body' }, ...attach })
    await flushPromises()
    const box = page.get('[role=dialog]')
    expect(page.get(`[id="${box.attributes('aria-labelledby')}"]`).text()).toBe('Add a note')
    expect(page.get(`[id="${box.attributes('aria-describedby')}"]`).text()).toBe('Everyone will see it.')
    expect(box.element.contains(document.activeElement)).toBe(true)
    await box.trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(dialog.emitted('update:open')).toEqual([[false]])
    dialog.unmount()
  })

  it('closes by its named button', async () => {
    const dialog = await mountSuspended(UiDialog, { props: { title: 'Add a note', open: true }, ...attach })
    await flushPromises()
    await button('Close').trigger('click')
    expect(dialog.emitted('update:open')).toEqual([[false]])
    dialog.unmount()
  })
})

describe('UiConfirmDialog', () => {
  const props = { title: 'Delete this note?', description: 'You cannot undo this.', confirmLabel: 'Delete note', open: true }

  it('starts on the safe answer', async () => {
    const dialog = await mountSuspended(UiConfirmDialog, { props, ...attach })
    await flushPromises()
    expect(page.get('[role=alertdialog]').text()).toContain('You cannot undo this.')
    expect(document.activeElement?.textContent?.trim()).toBe('No, go back')
    dialog.unmount()
  })

  it('loses nothing unless the verb is pressed', async () => {
    const dialog = await mountSuspended(UiConfirmDialog, { props, ...attach })
    await flushPromises()
    await page.get('[role=alertdialog]').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(dialog.emitted('confirm')).toBeUndefined()
    expect(dialog.emitted('cancel')).toHaveLength(1)
    dialog.unmount()
  })

  it('confirms once, and waits while the work is done', async () => {
    const dialog = await mountSuspended(UiConfirmDialog, { props, ...attach })
    await flushPromises()
    await button('Delete note').trigger('click')
    expect(dialog.emitted('confirm')).toHaveLength(1)
    await dialog.setProps({ busy: true })
    await page.get('[aria-busy=true]').trigger('click')
    expect(dialog.emitted('confirm')).toHaveLength(1)
    expect(page.find('[role=alertdialog]').exists()).toBe(true)
    dialog.unmount()
  })
})

describe('UiToastRegion', () => {
  let toasts: ReturnType<typeof useToasts>

  beforeEach(() => {
    toasts = useToasts()
  })

  afterEach(() => {
    for (const toast of toasts.toasts.value) toasts.dismiss(toast.id)
  })

  it('shows the message in a named region and lets it be closed', async () => {
    const region = await mountSuspended(UiToastRegion, attach)
    toasts.show('Marked as done')
    await flushPromises()
    expect(page.get('[role=region]').text()).toContain('Marked as done')
    await button('Close message').trigger('click')
    await flushPromises()
    expect(toasts.toasts.value).toEqual([])
    region.unmount()
  })

  it('undoes, once, and goes away', async () => {
    const region = await mountSuspended(UiToastRegion, attach)
    const undo = vi.fn()
    toasts.show('Marked as done', { undo })
    await flushPromises()
    await button('Undo').trigger('click')
    await flushPromises()
    expect(undo).toHaveBeenCalledOnce()
    expect(toasts.toasts.value).toEqual([])
    region.unmount()
  })

  it('keeps a message that arrives from the work of Undo', async () => {
    const region = await mountSuspended(UiToastRegion, attach)
    toasts.show('Marked as done', { undo: () => toasts.show('Put back') })
    await flushPromises()
    await button('Undo').trigger('click')
    await flushPromises()
    expect(toasts.toasts.value.map(toast => toast.message)).toEqual(['Put back'])
    region.unmount()
  })

  it('never piles up more than three', () => {
    for (const message of ['One', 'Two', 'Three', 'Four']) toasts.show(message)
    expect(toasts.toasts.value.map(toast => toast.message)).toEqual(['Two', 'Three', 'Four'])
  })
})
