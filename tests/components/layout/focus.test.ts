import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RouteLocationRaw } from 'vue-router'

describe('focus after a move', () => {
  let page: Awaited<ReturnType<typeof mountSuspended>>

  async function move(to: RouteLocationRaw): Promise<void> {
    await useRouter().push(to)
    await useNuxtApp().callHook('page:finish', undefined)
    await flushPromises()
  }

  beforeAll(() => {
    for (const path of ['/one', '/two']) useRouter().addRoute({ path, component: { render: () => null }, meta: { public: true } })
  })

  beforeEach(async () => {
    page = await mountSuspended({
      setup: () => useFocusOnNavigation(),
      template: '<main><h1>Title</h1><button>Next page</button></main>',
    }, { attachTo: document.body })
    await move({ path: '/one' })
    page.get('button').element.focus()
  })

  afterEach(() => {
    page.unmount()
  })

  it('goes to the h1 of the new page, which stays out of the Tab order', async () => {
    await move({ path: '/two' })
    expect(document.activeElement).toBe(page.get('h1').element)
    expect(page.get('h1').attributes('tabindex')).toBe('-1')
  })

  it('stays where it is when only a filter or page number changes', async () => {
    await move({ path: '/one', query: { page: '2' } })
    expect(document.activeElement).toBe(page.get('button').element)
  })

  it('leaves a link to a part of a page to lead there', async () => {
    await move({ path: '/two', hash: '#part' })
    expect(document.activeElement).toBe(page.get('button').element)
  })
})
