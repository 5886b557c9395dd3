import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, reactive } from 'vue'
import { forgetDrafts, useDraft } from '~/composables/useDraft'

interface Shown {
  typed: { name: string }
  draft: ReturnType<typeof useDraft>
  leave: () => void
}

async function openForm(form: string, subject?: string): Promise<Shown> {
  const typed = reactive({ name: '' })
  let draft: ReturnType<typeof useDraft> | undefined
  const view = await mountSuspended(defineComponent({ setup: () => {
    draft = useDraft({
      form,
      subject,
      read: () => typed,
      restore(kept) {
        const name = typeof kept === 'object' && kept !== null && 'name' in kept ? String(kept.name) : ''
        typed.name = name
        return name !== ''
      },
    })
    return () => h('p')
  } }))
  if (!draft) throw new Error('not mounted')
  return { typed, draft, leave: () => view.unmount() }
}

async function type(shown: Shown, name: string): Promise<void> {
  shown.typed.name = name
  await nextTick()
}

afterEach(() => sessionStorage.clear())

describe('a draft', () => {
  it('is there again after the page was left, and says so', async () => {
    const first = await openForm('person')
    expect(first.draft.restored.value).toBe(false)
    await type(first, 'Moss')
    first.leave()
    const again = await openForm('person')
    expect(again.typed.name).toBe('Moss')
    expect(again.draft.restored.value).toBe(true)
  })

  it('is kept apart for each form and each person', async () => {
    await type(await openForm('details', 'moss'), 'Moss')
    expect((await openForm('details', 'larch')).typed.name).toBe('')
    expect((await openForm('person')).typed.name).toBe('')
  })

  it('is gone once saved, and starts afresh with the next letter', async () => {
    const form = await openForm('person')
    await type(form, 'Moss')
    form.draft.clear()
    expect((await openForm('person')).draft.restored.value).toBe(false)
    await type(form, 'Larch')
    expect((await openForm('person')).typed.name).toBe('Larch')
  })

  it('is not mentioned where there is nothing to put back', async () => {
    sessionStorage.setItem('onward-draft:visitor:person:new', 'not json')
    expect((await openForm('person')).draft.restored.value).toBe(false)
    sessionStorage.setItem('onward-draft:visitor:person:new', '{"name":""}')
    expect((await openForm('person')).draft.restored.value).toBe(false)
  })

  it('is forgotten when somebody signs out, and nothing else is', async () => {
    sessionStorage.setItem('something-else', 'stays')
    await type(await openForm('person'), 'Moss')
    forgetDrafts()
    expect(Object.keys(sessionStorage)).toEqual(['something-else'])
  })
})
