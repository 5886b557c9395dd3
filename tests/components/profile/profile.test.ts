import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProfileAbout, ProfileForm } from '#components'
import type { ProfilePage, ProfileSaved } from '../../../shared/profile.ts'

const id = 'a0000000-0000-4000-8000-000000000001'
const profile = {
  author_name: 'Sam Wren', author_role: 'young_person', admire: 'I am funny.', matters: null, support: null, communicate: null, helped_by: null,
  shared_with: ['family' as const], updated_at: '2026-11-02T10:00:00Z', version: 1,
}
const samplePage = (change: Partial<ProfilePage> = {}): ProfilePage => ({ is_young_person: true, may_write: true, profile, media: [], ...change })
const view = {
  personId: id, name: 'Sam', isYoungPerson: true, inCircle: true,
  readers: [{ audience: 'young_person' as const, names: ['Sam Wren'] }, { audience: 'family' as const, names: ['Kate Wren'] }],
}
const saved = async (): Promise<ProfileSaved> => ({ kind: 'saved', profile })
const sampleActions = () => ({ save: vi.fn(saved), put: vi.fn(async () => undefined), remove: vi.fn(async () => {}), versions: vi.fn(async () => []) })

const button = (root: VueWrapper, name: string) => {
  const found = root.findAll('button').find(one => (one.attributes('aria-label') ?? one.text()).replace(/\s/g, '').startsWith(name.replace(/\s/g, '')))
  if (!found) throw new Error(`There is no button "${name}".`)
  return found
}

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

describe('ProfileAbout', () => {
  const show = (page = samplePage(), actions = sampleActions()) => mountSuspended(ProfileAbout, { props: { page, view, actions }, attachTo: document.body })

  it('shows the page, who can see it, and what a photo shows and a recording says', async () => {
    const about = await show(samplePage({ media: [
      { id, section: 'me', kind: 'photo', words: 'Me and Biscuit', created_at: '' },
      { id, section: 'matters', kind: 'photo', words: null, created_at: '' },
      { id, section: 'support', kind: 'voice', words: 'Wait for me', created_at: '' },
    ] }))
    expect(about.text()).toContain('Who can see this: you and Family')
    expect(about.findAll('img').map(image => image.attributes('alt'))).toEqual(['Me and Biscuit', 'Photo: What matters to me'])
    expect(about.get('audio').attributes('aria-label')).toBe('Listen: How to support me well')
    expect(about.text()).toContain('It says: Wait for me')
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false } } })
    expect(violations.map(one => one.id)).toEqual([])
  })

  it('gives nothing to change to those who only read, and nothing at all to others', async () => {
    const reader = await show(samplePage({ may_write: false, is_young_person: false }))
    expect(reader.text()).toContain('I am funny.')
    expect(reader.text()).not.toContain('Photos and voice')
    const other = await show(samplePage({ may_write: false, is_young_person: false, profile: null }))
    expect(other.text()).toContain('There is no page here that you can see')
  })

  it('asks before a photo is deleted for good', async () => {
    const actions = sampleActions()
    const photo = { id, section: 'me' as const, kind: 'photo' as const, words: null, created_at: '' }
    const about = await show(samplePage({ media: [photo] }), actions)
    await button(about, 'Delete the photo: My photo and hello').trigger('click')
    await flushPromises()
    expect(actions.remove).not.toHaveBeenCalled()
    expect(document.body.textContent).toContain('It cannot be brought back.')
    const dialog = document.querySelector('[role=alertdialog]')
    dialog?.querySelector<HTMLElement>('button')?.click()
    await flushPromises()
    expect(actions.remove).toHaveBeenCalledWith(photo)
  })

  it('says what to choose when no photo is chosen', async () => {
    const actions = sampleActions()
    const about = await show(samplePage(), actions)
    await about.get('form[aria-label="Photo: My photo and hello"]').trigger('submit')
    expect(about.text()).toContain('Choose a photo first')
    expect(actions.put).not.toHaveBeenCalled()
  })

  it('says what to do when the microphone may not be used', async () => {
    vi.stubGlobal('MediaRecorder', vi.fn())
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } })
    const about = await show()
    await button(about, 'Record my voice My photo and hello').trigger('click')
    await flushPromises()
    expect(about.text()).toContain('We may not use the microphone.')
  })

  it('says so where nothing can record', async () => {
    vi.stubGlobal('MediaRecorder', undefined)
    const about = await show()
    await button(about, 'Record my voice My photo and hello').trigger('click')
    expect(about.text()).toContain('There is no microphone that we can use here.')
  })
})

describe('ProfileForm', () => {
  const show = (save: (version: number, form: unknown) => Promise<ProfileSaved> = saved, page = samplePage()) =>
    mountSuspended(ProfileForm, { props: { page, view, save }, attachTo: document.body })

  it('asks who can see the page before anything can be typed', async () => {
    const form = await show()
    const first = form.get('fieldset')
    expect(first.text()).toContain('Who can see this page?')
    expect(first.element.compareDocumentPosition(form.get('textarea').element) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
  })

  it('keeps too many words, says so, and sends nothing', async () => {
    const save = vi.fn(saved)
    const form = await show(save)
    await form.get('#profile-admire').setValue('a'.repeat(601))
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(form.text()).toContain('600 letters at most')
    expect(document.activeElement?.id).toBe('profile-admire')
    expect(save).not.toHaveBeenCalled()
  })

  it('shows what was saved in another window beside what is typed, and saves over it when asked', async () => {
    const theirs = { ...profile, admire: 'I am brave.', version: 2 }
    const save = vi.fn<(version: number, form: unknown) => Promise<ProfileSaved>>(saved).mockResolvedValueOnce({ kind: 'conflict', theirs })
    const form = await show(save)
    await form.get('#profile-admire').setValue('I am kind.')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(form.get('[role=alert]').text()).toContain('I am brave.')
    await button(form, 'Save mine instead').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenLastCalledWith(2, expect.objectContaining({ admire: 'I am kind.' }))
    expect(form.emitted('saved')).toHaveLength(1)
  })

  it('has what was typed after a reload', async () => {
    const form = await show()
    await form.get('#profile-matters').setValue('My dog')
    form.unmount()
    const again = await show()
    await flushPromises()
    expect(again.get<HTMLTextAreaElement>('#profile-matters').element.value).toBe('My dog')
  })
})
