import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktop, phone } from './browser.ts'
import { axeFindings, isReady, open, signInAs } from './open.ts'
import { baseUrl } from './own-server.ts'
import { newPage as newWindow } from './windows.ts'

const narrow: BrowserContextOptions = { viewport: { width: 320, height: 740 } }
const sam = '/people/de000000-0000-4000-8003-000000000020'

const newPage = (options: BrowserContextOptions = narrow) => newWindow(options)

/** The opening tag that the server sends, before any script has run. */
async function sentHtmlTag(page: Page, path: string): Promise<string> {
  const html = await (await page.request.get(path)).text()
  return /<html[^>]*>/.exec(html)?.[0] ?? ''
}

async function chooseLanguage(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').locator('summary').click()
  await page.getByRole('banner').locator('details').getByRole('button', { name }).click()
}

const direction = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])
const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

describe('the language', () => {
  it('is one tap away, turns the page round, and is still there after a reload and in the first HTML', async () => {
    const page = await newPage()
    await open(page, '/privacy')
    await chooseLanguage(page, 'اردو')
    await page.locator('html[dir=rtl]').waitFor()
    await page.reload()
    await isReady(page)
    expect(await direction(page)).toEqual(['ur', 'rtl'])
    expect(await sentHtmlTag(page, '/')).toMatch(/lang="ur" dir="rtl"/)
    expect(await page.locator('footer').innerText()).toContain('اردو')
  })

  it('can be changed with the keyboard alone', async () => {
    const page = await newPage(desktop)
    await open(page, '/')
    await page.getByRole('banner').locator('summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('header details[open]').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Polski')
    await page.keyboard.press('Enter')
    await page.locator('html[lang=pl]').waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
  })

  it('can be changed without JavaScript, and leads back to the same page', async () => {
    const page = await newPage({ ...narrow, javaScriptEnabled: false })
    await page.goto('/accessibility')
    await chooseLanguage(page, 'Română')
    await page.locator('html[lang=ro]').waitFor()
    expect(new URL(page.url()).pathname).toBe('/accessibility')
  })

  it('is refused where there is no such language, and leads nowhere else', async () => {
    const page = await newPage()
    const post = (form: Record<string, string>) => page.request.post('/language', { form, maxRedirects: 0 })
    expect((await post({ locale: 'xx', to: '/' })).status()).toBe(400)
    expect((await post({ locale: 'pl', to: '//elsewhere.example' })).headers().location).toBe('/')
  })

  it('brings its own words and those of no other language', async () => {
    const page = await newPage()
    await page.context().addCookies([{ name: 'onward-locale', value: 'pl', url: baseUrl() }])
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await Promise.all([page.waitForRequest(/\/messages\.json$/), open(page, '/')])
    const words = new Set(asked.filter(path => path.endsWith('/messages.json')))
    expect([...words]).toEqual([expect.stringContaining('/pl/')])
  })

  it('goes with the person to another device', async () => {
    const first = await newPage()
    await signInAs(first, 'leo')
    const saved = first.waitForResponse(response => response.url().includes('/accounts') && response.request().method() === 'PATCH')
    await chooseLanguage(first, 'ਪੰਜਾਬੀ')
    expect((await saved).ok()).toBe(true)
    const second = await newPage()
    await signInAs(second, 'leo')
    expect(await direction(second)).toEqual(['pa', 'ltr'])
  })
})

describe('from right to left', () => {
  it('nothing scrolls sideways at 320 pixels, the line runs down the right, and axe finds nothing', async () => {
    const page = await newPage()
    await signInAs(page, 'sam.mum')
    await chooseLanguage(page, 'اردو')
    await page.locator('html[dir=rtl]').waitFor()
    // Every other page: every-page.test.ts.
    for (const path of [`${sam}/checklist`, '/account', sam]) {
      await open(page, path)
      expect(await isWide(page), path).toBe(false)
      expect(await axeFindings(page), path).toEqual([])
    }
    const line = await page.locator('[data-place=now]').first().evaluate((stage) => {
      const node = stage.closest('li')
      const dot = node?.querySelector('span[aria-hidden]')?.getBoundingClientRect()
      return dot && dot.left > window.innerWidth / 2
    })
    expect(line).toBe(true)
  })
})

describe('how I read', () => {
  it('is there in the first HTML, for a visitor too', async () => {
    const page = await newPage()
    await open(page, '/')
    await page.getByRole('button', { name: 'How I read' }).click()
    for (const choice of ['Larger', 'More space', 'High contrast', 'Nothing moves']) await page.getByRole('radio', { name: choice, exact: true }).check()
    await page.locator('html[data-motion=reduced]').waitFor()
    const tag = await sentHtmlTag(page, '/')
    for (const part of ['data-text-size="130"', 'data-spacing="wide"', 'data-theme="contrast"', 'data-motion="reduced"']) expect(tag).toContain(part)
  })

  it('goes with the person to another device, and can be seen in their account', async () => {
    const first = await newPage()
    await signInAs(first, 'priya')
    await first.getByRole('button', { name: 'How I read' }).click()
    const saved = first.waitForResponse(response => response.url().includes('save_reading_preferences'))
    await first.getByRole('radio', { name: 'Dark' }).first().check()
    expect((await saved).ok()).toBe(true)
    const second = await newPage()
    await signInAs(second, 'priya')
    expect(await sentHtmlTag(second, '/account')).toContain('data-theme="dark"')
    await open(second, '/account')
    expect(await second.getByRole('region', { name: 'How I like to read' }).getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true)
  })

  it.each(['dark', 'contrast'])('leaves axe nothing to find in %s, with the largest text and the most space on the narrowest window', async (theme) => {
    const page = await newPage()
    await signInAs(page, 'sam')
    await page.context().addCookies([{ name: 'onward-reading', value: `150.widest.legible.${theme}.system`, url: baseUrl() }])
    for (const path of [sam, `${sam}/checklist`, '/account']) {
      await open(page, path)
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
      expect(await axeFindings(page), path).toEqual([])
      expect(await isWide(page), path).toBe(false)
    }
  })
})

describe('reading aloud', () => {
  it('says so where the device has no voice, and sends nothing anywhere', async () => {
    const page = await newPage(phone)
    await open(page, '/privacy')
    const asked: string[] = []
    // The app's own files and words come whenever the browser has time.
    page.on('request', request => asked.push(...(/\/_(nuxt|i18n)\//.test(request.url()) ? [] : [request.url()])))
    await page.getByRole('button', { name: 'Read aloud: What we keep' }).click()
    await page.getByText('This device has no English voice of its own').waitFor()
    expect(asked).toEqual([])
  })

  it('is not there on paper', async () => {
    const page = await newPage(desktop)
    await open(page, '/privacy')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: /^Read aloud/ }).count()).toBe(0)
  })
})
