import { expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open, tabTo } from './open.ts'
import { startAs as startOn } from './windows.ts'

const startAs = (name: string) => startOn(name, phone)

it('starts Sam at the few next things, each with who helps and when, and done with one press that can be taken back', async () => {
  const page = await startAs('sam')
  expect(new URL(page.url()).pathname).toBe('/my')
  await page.getByRole('heading', { level: 1, name: 'What happens next for me' }).waitFor()
  const things = page.getByRole('main').locator('ol > li')
  const count = await things.count()
  expect(count).toBeGreaterThan(0)
  expect(count).toBeLessThanOrEqual(5)
  await things.first().getByRole('button', { name: /^I have done this/ }).press('Enter')
  await things.first().getByRole('button', { name: /^Put back/ }).press('Enter')
  await things.first().getByRole('button', { name: /^I have done this/ }).waitFor()
})

it('has the whole line from school to adult life one press away, with me on it, for Leo who has no EHC plan', async () => {
  const page = await startAs('leo')
  await page.getByRole('navigation', { name: 'My pages' }).getByRole('link', { name: 'My line' }).click()
  await page.waitForURL('**/my/line')
  await isReady(page)
  expect(await page.locator('[data-place=now]').count()).toBeGreaterThan(0)
  expect(await axeFindings(page)).toEqual([])
})

it.each(['/my', '/my/line', '/my/goals'])('%s is in Easy Read too, has nothing for axe to find, and fits 320 pixels', async (path) => {
  const page = await startAs('priya')
  for (const locale of ['en', 'en-easy']) {
    await page.context().addCookies([{ name: 'onward-locale', value: locale, url: page.url() }])
    await page.setViewportSize({ width: 320, height: 844 })
    await open(page, path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await axeFindings(page), locale).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth), locale).toBe(320)
  }
})

it.each([
  ['sam', 'en', 'ltr', 'I want to learn to drive'],
  ['leo', 'ur', 'rtl', 'میں ڈرائیونگ سیکھنا چاہتا ہوں'],
  ['priya', 'en-easy', 'ltr', 'I want more time with my sister'],
])('lets %s see what happens next and say what they want, in %s, with nothing but the keyboard', async (name, locale, direction, words) => {
  const page = await startAs(name)
  await page.context().addCookies([{ name: 'onward-locale', value: locale, url: page.url() }])
  await open(page, '/my')
  expect(await page.locator('html').getAttribute('dir')).toBe(direction)
  const main = page.getByRole('main')
  await tabTo(page, main.locator('ol > li').first().locator('summary'))
  await page.keyboard.press('Enter')
  await main.locator('ol > li details[open]').waitFor()

  await tabTo(page, page.locator('nav a[href="/my/views"]'))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/my/views')
  await tabTo(page, main.locator('a[href^="/my/views/"]').first())
  await page.keyboard.press('Enter')
  await page.waitForURL('**/my/views/*')
  await tabTo(page, main.getByRole('textbox'))
  const [saved] = await Promise.all([page.waitForResponse(/\/rpc\/send_once$/), page.keyboard.insertText(words)])
  expect(saved.status()).toBe(200)
  await page.reload()
  expect(await main.getByRole('textbox').inputValue()).toBe(words)
})

it('is nobody else\'s: a mother and a teacher find no such page', async () => {
  for (const name of ['sam.mum', 'senco']) {
    const page = await startAs(name)
    expect((await page.goto('/my'))?.status()).toBe(404)
  }
})
