import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { afterEach, expect, it } from 'vitest'
import { CopyShown } from '#components'
import { words } from '../timeline/samples'

afterEach(() => {
  document.body.innerHTML = ''
})

it('reads as words where there are words, counts the rest, and leaves ids to the file', async () => {
  const id = 'a0000000-0000-4000-8000-000000000001'
  const view = await mountSuspended(CopyShown, {
    props: { copy: { made_at: '2026-11-25T10:00:00Z', person_id: id, kept: {
      people: [{ id, known_as: 'Robin', version: 3, locality: null }], new_things: [{ person_id: id, colour_liked: 'red' }, { person_id: id, colour_liked: 'blue' }],
    } } },
    attachTo: document.body,
  })
  expect(words(view)).toContain('the name, birthday or class: 1')
  expect(words(view)).toContain('new things: 2')
  expect(words(view)).toContain('colour liked red')
  expect(words(view)).not.toContain(id)
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false } } })
  expect(violations.map(found => found.id)).toEqual([])
})
