import type { Page, Request } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady } from './open.ts'
import { lookAs, startAs } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020/what-if'
const leo = '/people/de000000-0000-4000-8003-000000000035/what-if'

const isAsking = (request: Request) => request.url().includes('/rpc/preview_timeline')
const answer = (page: Page) => page.locator('main').getByRole('status').filter({ hasText: /would/ })

it('shows a mother what an extra year would move, and leaves the timeline as it is', async () => {
  const page = await startAs('sam.mum')
  await page.getByRole('link', { name: 'Timeline', exact: true }).click()
  const line = page.getByRole('region', { name: 'From nursery to 25' })
  const before = await line.innerText()
  await page.getByRole('link', { name: 'What if?' }).click()
  await page.getByText('Nothing here is saved').waitFor()

  const sent: Request[] = []
  page.on('request', request => request.method() !== 'GET' && sent.push(request))
  await page.getByLabel('Sam stays an extra year in the same class').check()
  await page.getByRole('button', { name: 'Show me' }).click()
  expect(await answer(page).innerText()).toMatch(/\d+ steps would move/)
  expect(sent.map(request => isAsking(request))).toEqual([true])

  const big = page.getByRole('region', { name: 'Big days, and dates set by law' })
  const plan = big.getByRole('listitem').filter({ hasText: 'Final plan names the next place' }).first()
  expect(await plan.getByRole('definition').allInnerTexts()).toEqual([expect.stringMatching(/^30 March \d{4}$/), expect.stringMatching(/^30 March \d{4}\s+1 year later$/)])
  expect(new URL(page.url()).search).toBe('')

  await page.getByRole('link', { name: 'Timeline' }).click()
  await line.waitFor()
  expect(await line.innerText()).toBe(before)
})

it('says what is missing before it asks, by keyboard alone, and keeps answers through a reload', async () => {
  const page = await lookAs('sam.mum', sam)
  await page.getByRole('button', { name: 'Show me' }).press('Enter')
  await page.getByRole('alert').getByRole('link', { name: 'Choose at least one thing to try' }).press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-choices')

  await page.getByLabel('The review meeting is on another day').press('Space')
  await page.getByRole('button', { name: 'Show me' }).press('Enter')
  await page.getByRole('alert').getByRole('link', { name: 'Enter the day' }).press('Enter')
  await page.keyboard.type('18')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1')
  await page.reload()
  await isReady(page)
  await page.getByText('What you chose before is still here').waitFor()
  expect(await page.getByLabel('The review meeting is on another day').isChecked()).toBe(true)
})

it('says that an answer is about earlier questions, and starts again with an empty form', async () => {
  const page = await lookAs('sam.mum', sam)
  await page.getByLabel('Sam stays an extra year in the same class').check()
  await page.getByRole('button', { name: 'Show me' }).click()
  await answer(page).waitFor()
  await page.getByLabel('Sam gets help from adult social care').check()
  await page.getByText('You have changed your answers since.').waitFor()
  await page.getByRole('button', { name: 'Show me' }).click()
  await page.getByText('You have changed your answers since.').waitFor({ state: 'detached' })
  expect(await answer(page).innerText()).toMatch(/\d+ steps would be new/)
  await page.getByRole('button', { name: 'Start again' }).click()
  await answer(page).waitFor({ state: 'detached' })
  expect(await page.getByLabel('Sam stays an extra year in the same class').isChecked()).toBe(false)
})

it('says so when there is no connection, loses nothing, and works again afterwards', async () => {
  const page = await lookAs('leo', leo, phone)
  await page.getByLabel('Leo stays an extra year in the same class').check()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Show me' }).click()
  await page.getByRole('alert').filter({ hasText: 'We cannot reach Onward' }).waitFor()
  expect(await page.getByLabel('Leo stays an extra year in the same class').isChecked()).toBe(true)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Show me' }).click()
  await answer(page).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

it('shows a young person the answer in Easy Read, and asks again when the language changes', async () => {
  const page = await lookAs('leo', leo, phone)
  await page.getByLabel('Leo starts a supported internship').check()
  const start = page.getByRole('group', { name: 'First day of the internship' })
  for (const [box, typed] of [['Day', '1'], ['Month', 'February'], ['Year', '2027']] as const) await start.getByLabel(box).fill(typed)
  await page.getByRole('button', { name: 'Show me' }).click()
  await answer(page).waitFor()
  const inEnglish = await page.getByRole('region', { name: 'Supported internship' }).innerText()
  const again = page.waitForRequest(isAsking)
  await page.getByRole('button', { name: 'Easy Read' }).click()
  await again
  await page.getByRole('heading', { name: 'We also need to know:' }).waitFor()
  await page.getByText('Say which jobs you want to try').waitFor()
  expect(inEnglish).not.toContain('Say which jobs you want to try')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'To know every date, we would also need:' }).waitFor()
})

it('tells somebody else\'s family nothing', async () => {
  const other = await startAs('aisha.dad')
  const response = await other.goto(sam)
  expect(response?.status()).toBe(404)
  expect(await other.locator('body').innerText()).not.toContain('Sam')
})

it.each([320, 390, 1280])('has nothing for axe to find and nothing to scroll sideways at %i pixels', async (width) => {
  const page = await lookAs('sam.mum', sam, { viewport: { width, height: 900 } })
  // Ends in English: a chosen language stays with the account.
  for (const language of ['Easy Read', 'English']) {
    await page.getByRole('button', { name: language }).click()
    await page.locator('input[value=extra_year]').check()
    await page.locator('input[value=plan_ends]').check()
    await page.locator('input[value=planned]').check()
    expect(await axeFindings(page)).toEqual([])
    await page.locator('input[value=ended]').check()
    await page.getByRole('button', { name: 'Show me' }).click()
    await answer(page).waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
    await page.getByRole('button', { name: 'Start again' }).click()
  }
})

it('prints the question and the whole answer, without the form', async () => {
  const page = await lookAs('sam.mum', sam)
  await page.getByLabel('Sam stays an extra year in the same class').check()
  await page.getByRole('button', { name: 'Show me' }).click()
  await answer(page).waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button', { name: 'Show me' }).isVisible()).toBe(false)
  expect(await page.getByRole('listitem').filter({ hasText: 'Sam stays an extra year in the same class' }).isVisible()).toBe(true)
  const steps = page.locator('section li p.font-semibold')
  expect(await steps.count()).toBeGreaterThan(20)
  expect(await steps.last().isVisible()).toBe(true)
})

it('helps the council see what ending a plan would mean', async () => {
  const page = await lookAs('send.officer', sam)
  await page.getByLabel('The EHC plan ends').check()
  await page.getByLabel('It has ended').check()
  await page.getByRole('button', { name: 'Show me' }).click()
  expect(await answer(page).innerText()).toMatch(/\d+ steps would not be needed/)
  await page.getByText('The EHC plan has ended. Sam gets SEN Support.').waitFor()
})
