import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { desktop, openBrowser, openPage, phone } from './browser.ts'
import { axeFindings, isReady, open, signInAs } from './open.ts'

const tom = '/people/de000000-0000-4000-8003-000000000036'
const move = `${tom}/moves/de000000-0000-4000-8007-000000000001`
let browser: Browser
const signedIn = new Map<string, Page>()

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Somebody of the demo, in a window of their own that stays open through the story. */
async function as(name: string, path: string, options: BrowserContextOptions = desktop): Promise<Page> {
  const page = signedIn.get(name) ?? await openPage(browser, options)
  if (!signedIn.has(name)) {
    page.setDefaultTimeout(15_000)
    await signInAs(page, name)
    signedIn.set(name, page)
  }
  await open(page, path)
  return page
}

const unfold = (within: Page | Locator, name: string) => within.locator('summary').filter({ hasText: name }).first().click()
const said = (page: Page, words: string) => page.getByText(words, { exact: false }).first().waitFor()

async function fillDate(group: Locator, date: string): Promise<void> {
  const [day = '', month = '', year = ''] = date.split(' ')
  for (const [box, typed] of [['Day', day], ['Month', month], ['Year', year]] as const) await group.getByLabel(box, { exact: true }).fill(typed)
}

it('warns Tom\'s gran months ahead, in plain words, that a check is late and support will stop', async () => {
  const page = await as('tom.gran', tom, phone)
  await page.getByText('2 gaps in support ahead').waitFor()
  await page.getByRole('link', { name: 'See what comes next' }).click()
  await page.getByRole('heading', { level: 1, name: 'Tom’s moves' }).waitFor()
  await page.getByText('Nobody has asked for it yet.').waitFor()
  await page.getByText('It is for children, so it may end on').first().waitFor()
  await page.getByText('Care Act 2014 sections 58 and 59').first().waitFor()
  expect(await page.getByRole('button', { name: 'Save the step' }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
})

it('lets the transition worker record the check, and close each gap only with what follows or a decision', async () => {
  const page = await as('transition.worker', `${tom}/moves`)
  const check = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Check of needs as an adult' }) })
  for (const step of ['Asked for', 'Check under way']) {
    await unfold(check, 'Record a step')
    await check.getByLabel('Which step?').selectOption({ label: step })
    await check.getByRole('button', { name: 'Save the step' }).click()
    await check.getByText(`${step} (Marcus Teal)`).waitFor()
  }
  await page.getByText('the council must keep children’s social care going').first().waitFor()

  const adultOn = /turns 18 on (\d+ \w+ \d{4})/.exec(await page.getByText('turns 18 on').innerText())?.[1] ?? ''
  const willow = page.getByRole('listitem').filter({ hasText: 'Two weekends a month at Willow House' }).filter({ hasText: 'What comes next' })
  await unfold(willow, 'Add what comes next')
  await willow.getByLabel('What is it?').fill('Saturday club')
  await willow.getByLabel('What kind of support?').selectOption({ label: 'Day activities' })
  await willow.getByLabel('Who pays?').selectOption({ label: 'Adult social care' })
  await fillDate(willow.getByRole('group', { name: 'First day' }), adultOn)
  await willow.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('1 gap in support ahead').waitFor()

  const danny = page.getByRole('listitem').filter({ hasText: 'Six hours a week with Danny' }).filter({ hasText: 'What comes next' })
  await unfold(danny, 'Write down a decision')
  await danny.getByRole('button', { name: 'Save the decision' }).click()
  await danny.getByText('Say who decided').waitFor()
  await danny.getByLabel('A gap was agreed').check()
  await danny.getByLabel('Say what was decided').fill('Jean and the club cover six weeks')
  await danny.getByLabel('Who decided?').fill('Tom, Jean and Marcus')
  await danny.getByLabel('Why?').fill('Danny is away for training')
  await danny.getByRole('button', { name: 'Save the decision' }).click()
  await danny.getByText('Decided: Jean and the club cover six weeks').waitFor()
  await page.getByText('1 gap in support ahead').waitFor({ state: 'detached' })
  expect(await axeFindings(page)).toEqual([])
})

it('sends nothing that Tom has not chosen and checked, and prints what he did', async () => {
  const page = await as('tom', move, phone)
  await page.getByLabel('Health', { exact: true }).uncheck()
  await page.getByLabel('What should they read first?').fill('Ask me, not Gran. I need time to answer.')
  await page.reload()
  await isReady(page)
  expect(await page.getByLabel('What should they read first?').inputValue()).toBe('Ask me, not Gran. I need time to answer.')
  await page.getByRole('button', { name: 'This is right: keep it as the pack' }).click()
  const pack = page.getByRole('article', { name: 'Pack about Tom Bramble' })
  await pack.getByText('I need time to answer.').waitFor()
  expect(await pack.getByRole('heading', { level: 3 }).allInnerTexts()).not.toContain('Health')
  await page.emulateMedia({ media: 'print' })
  expect(await pack.isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Print the pack' }).isVisible()).toBe(false)
  expect(await page.getByRole('heading', { name: 'How it goes after the move' }).isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })

  const school = await as('special.school', move)
  expect(await school.getByLabel('Which team takes over?').locator('option:checked').innerText()).toBe('Brindle Valley College')
  await school.getByRole('button', { name: 'Send the pack' }).click()
  await school.getByText('Sent to Brindle Valley College by Ruth Bittern').waitFor()
})

it('shows the college the pack and nothing else until it accepts, and answers its question', async () => {
  const page = await as('college', '/handovers')
  expect((await page.goto(tom))?.status()).toBe(404)
  expect((await page.goto(move))?.status()).toBe(404)
  await open(page, '/handovers')
  await page.getByRole('link', { name: 'Tom Bramble: New place to learn' }).click()
  await page.getByText('Ask me, not Gran.').waitFor()
  expect(await page.getByRole('button', { name: 'Accept the handover' }).count()).toBe(0)
  await page.getByLabel('Ask the family and the team that sent this').fill('Who trains our staff about seizures?')
  await page.getByRole('button', { name: 'Send the question' }).click()
  await said(page, 'Dev Kestrel asked on')
  await page.getByRole('button', { name: 'I have read this' }).click()
  await page.getByText('Received and read by Dev Kestrel').waitFor()
  expect(await axeFindings(page)).toEqual([])

  const nurse = await as('health', move)
  await nurse.getByLabel('Your answer').fill('I do, in your first week.')
  await nurse.getByRole('button', { name: 'Send the answer' }).click()
  await said(nurse, 'Noor Avocet answered on')

  await page.reload()
  await isReady(page)
  await said(page, 'I do, in your first week.')
  await page.getByRole('button', { name: 'Accept the handover' }).click()
  await page.getByRole('link', { name: 'Open the move' }).click()
  await page.getByRole('heading', { level: 1, name: 'New place to learn' }).waitFor()
  await open(page, tom)
  await page.getByRole('heading', { level: 1, name: 'Tom’s timeline' }).waitFor()
})

it('tells Tom and his gran who said yes', async () => {
  for (const name of ['tom', 'tom.gran']) {
    const page = await as(name, move)
    await page.getByText('Accepted by Dev Kestrel').waitFor()
  }
})

it('shows an unanswered handover to both sides, the family and the SEND team', async () => {
  const college = await as('college', '/handovers')
  await college.getByText('Late: nobody has answered').waitFor()
  for (const [name, part] of [['senco', 'From us'], ['send.officer', 'Others we work with']] as const) {
    const page = await as(name, '/handovers')
    await page.getByRole('region', { name: part }).getByText('Brindle Valley College has not said yes or no.').waitFor()
  }
  const dad = await as('aisha.dad', '/people/de000000-0000-4000-8003-000000000027/moves', phone)
  await dad.getByText('Brindle Valley College should have answered by').waitFor()
})

it('records a result on the September list, and moves the person to those with a place', async () => {
  const page = await as('senco', '/september')
  const aisha = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Aisha Rowan' }) })
  await unfold(aisha, 'Record a place or a result')
  await aisha.getByLabel('Real result').fill('English 4, maths 3')
  await aisha.getByLabel('How does it stand?').selectOption({ label: 'Confirmed' })
  await aisha.getByRole('button', { name: 'Save the place' }).click()
  await aisha.getByText('Real result: English 4, maths 3').waitFor()
  await page.getByRole('link', { name: /^Confirmed/ }).click()
  await page.waitForURL('**/september?show=confirmed')
  await aisha.waitFor()
})
