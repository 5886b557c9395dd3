import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ErrorPage from '~/error.vue'

afterEach(() => {
  vi.restoreAllMocks()
  clearNuxtState('error-reference')
})

async function textFor(status: number, data?: unknown): Promise<string> {
  const page = await mountSuspended(ErrorPage, { props: { error: createError({ status, message: 'secret detail', data }) } })
  const text = page.get('main').text()
  page.unmount()
  return text
}

describe('the error page', () => {
  it('says the same about a page that is missing and one that is not yours', async () => {
    const missing = await textFor(404)
    expect(missing).toContain('We cannot find that page')
    expect(await textFor(403)).toBe(missing)
  })

  it('gives a failed request an id to quote, and no detail of the failure', async () => {
    const text = await textFor(500, { requestId: 'k3-77f2' })
    expect(text).toContain('Sorry, something went wrong')
    expect(text).toContain('k3-77f2')
    expect(text).not.toContain('secret detail')
  })

  it('gives the moment to quote where there is no id', async () => {
    expect(await textFor(500)).toMatch(/quote:\s*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/)
  })

  it('says so when the device is offline', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const page = await mountSuspended(ErrorPage, { props: { error: createError({ status: 500 }) } })
    await vi.waitFor(() => expect(page.get('h1').text()).toBe('You are offline'))
    page.unmount()
  })

  it('always offers a way on', async () => {
    const page = await mountSuspended(ErrorPage, { props: { error: createError({ status: 404 }) } })
    expect(page.findAll('main button').map(button => button.text())).toEqual(['Go to my start page'])
    page.unmount()
  })
})
