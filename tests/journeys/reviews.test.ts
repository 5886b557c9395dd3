import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs } from './windows.ts'

const aisha = '/people/de000000-0000-4000-8003-000000000027'
const sam = '/people/de000000-0000-4000-8003-000000000020'
const leo = '/people/de000000-0000-4000-8003-000000000035'
const noah = '/people/de000000-0000-4000-8003-000000000034'

async function fillDay(where: Page | Locator, group: string, day: Date): Promise<void> {
  const boxes = where.getByRole('group', { name: group })
  await boxes.getByLabel('Day').fill(String(day.getUTCDate()))
  await boxes.getByLabel('Month').fill(String(day.getUTCMonth() + 1))
  await boxes.getByLabel('Year').fill(String(day.getUTCFullYear()))
}

async function record(page: Page, event: string, decision?: string): Promise<void> {
  if (!await page.getByRole('form', { name: 'Record what happened' }).isVisible()) await page.getByText('Record what happened', { exact: true }).click()
  await page.getByLabel(event).check()
  if (decision) await page.getByLabel(decision).check()
  await page.getByRole('button', { name: 'It was today' }).click()
  await page.getByRole('button', { name: 'Record it' }).click()
  await page.getByText(`Recorded: ${event}`).first().waitFor()
}

/** Today by the calendar in England, as the app counts. */
const todayOf = (page: Page) => page.evaluate(() => new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' }))
const daysAfter = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000)
const areas = ['Work', 'Home and independence', 'Friends and community', 'Good health']

async function writeArea(page: Page, area: string, today: string): Promise<void> {
  await page.getByRole('button', { name: `Write what was said ${area}` }).click()
  const form = page.getByRole('form', { name: area })
  await form.getByLabel('What was said').fill(`Aisha told us what she wants for ${area}`)
  await form.getByLabel('What was decided').fill(`Two visits before Easter for ${area}`)
  await form.getByLabel('Who does it').selectOption('College or training provider')
  await fillDay(form, 'By when', daysAfter(today, 60))
  await form.getByRole('button', { name: 'Save this part' }).click()
  await form.waitFor({ state: 'detached' })
}

describe('a review from its planning to the final plan', () => {
  it('is planned, held, reported, decided and final before 31 March, and Aisha and her father see every clock', async () => {
    const officer = await lookAs('send.officer', `${aisha}/reviews`)
    await officer.getByRole('link', { name: /^Review before a move, / }).click()
    await officer.waitForURL(/\/reviews\/[\da-f-]{36}$/)
    await isReady(officer)
    const path = new URL(officer.url()).pathname
    const today = await todayOf(officer)

    await officer.getByRole('button', { name: 'Change day or place' }).click()
    await fillDay(officer, 'Day of the meeting', daysAfter(today, -1))
    await officer.getByRole('button', { name: 'Save the meeting' }).click()
    await officer.getByText('That day has gone. Enter a day from today on').first().waitFor()
    await fillDay(officer, 'Day of the meeting', new Date(today))
    await officer.getByRole('button', { name: 'Save the meeting' }).click()
    await officer.getByRole('button', { name: 'Change day or place' }).waitFor()
    await officer.getByRole('button', { name: 'Invite Noor Avocet' }).click()
    await officer.getByRole('button', { name: 'Take off the list Noor Avocet' }).waitFor()

    const senco = await lookAs('senco', path)
    await record(senco, 'The meeting was held')
    await senco.getByLabel('Did Yusuf Rowan come?').selectOption('Came')
    await senco.getByText('Saved.').first().waitFor()
    await senco.getByLabel('The report was sent').check()
    await senco.getByRole('button', { name: 'It was today' }).click()
    await senco.getByRole('button', { name: 'Record it' }).click()
    await senco.getByText('The part about adult life is not finished.', { exact: false }).waitFor()
    for (const area of areas) await writeArea(senco, area, today)
    expect(await axeFindings(senco)).toEqual([])
    await senco.getByRole('button', { name: 'Suggest it as a goal Work' }).click()
    await senco.getByRole('button', { name: 'Send the idea' }).click()
    await senco.getByText('Aisha can say yes or no to it.', { exact: false }).first().waitFor()
    await record(senco, 'The report was sent')

    await open(officer, path)
    await record(officer, 'The family was told the decision', 'Change the plan')
    await record(officer, 'The proposed changes were sent')
    await record(officer, 'The final plan was sent')
    expect(await officer.getByRole('form', { name: 'Record what happened' }).count()).toBe(0)

    const dad = await lookAs('aisha.dad', path, phone)
    const clocks = dad.getByRole('region', { name: 'What happens by when' })
    expect(await clocks.getByText(/^Done on /).count()).toBe(5)
    await clocks.getByText(/^until .+ This is for: /).waitFor()
    expect(await dad.getByRole('button', { name: 'Record it' }).count()).toBe(0)
    await dad.setViewportSize({ width: 320, height: 844 })
    expect(await dad.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await axeFindings(dad)).toEqual([])
    await dad.emulateMedia({ media: 'print' })
    expect(await dad.getByText('Two visits before Easter for Work').first().isVisible()).toBe(true)
    expect(await dad.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)

    const her = await lookAs('aisha', path, phone)
    await her.getByRole('region', { name: 'What happens by when' }).getByText(/^Done on /).first().waitFor()
    // Where there is still time for it: the plan is final before the last lawful day.
    const safe = her.getByText(/^\w+, 30 March \d{4}$/)
    if (await safe.count()) expect(Date.parse(today)).toBeLessThan(Date.parse(await safe.first().innerText()))
    await open(her, aisha)
    await her.getByRole('region', { name: 'Agreed at a review' }).getByText('Two visits before Easter for Work').waitFor()
  })

  it('is a lighter one where there is no EHC plan, and says that the law sets no days for it', async () => {
    const page = await lookAs('senco', `${leo}/reviews`)
    await page.getByRole('button', { name: 'Plan a review' }).click()
    await page.getByRole('button', { name: 'Save the meeting' }).click()
    await page.getByRole('alert').getByText('Enter the day of the meeting').waitFor()
    await fillDay(page, 'Day of the meeting', daysAfter(await todayOf(page), 30))
    await page.getByLabel('Place').fill('Room 2')
    await page.getByRole('button', { name: 'Save the meeting' }).click()
    await page.waitForURL(/\/reviews\/[\da-f-]{36}$/)
    const clocks = page.getByRole('region', { name: 'What happens by when' })
    await clocks.getByText('There is no EHC plan, so these are our own aims.', { exact: false }).waitFor()
    expect(await clocks.getByText('Must', { exact: true }).count()).toBe(0)
  })

  it('says since when Noah\'s report is late, and who has it', async () => {
    const page = await lookAs('send.officer', `${noah}/reviews`)
    await page.getByRole('link', { name: /^Yearly review, / }).click()
    await page.getByText(/^was due on .+ Who has it: Ada Plover, Larkhill Secondary$/).waitFor()
  })

  it('shows Sam in Easy Read when the next one is, and what was agreed at the last', async () => {
    const page = await lookAs('sam', `${sam}/reviews`, phone)
    await page.getByRole('button', { name: 'Easy Read' }).first().click()
    await page.getByText('A review is a meeting about your plan.', { exact: false }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await open(page, sam)
    await page.getByRole('region', { name: 'From a review' }).getByText('Show Sam two colleges in the spring').waitFor()
  })

  it('is nothing to somebody else\'s family', async () => {
    const page = await lookAs('aisha.dad', '/account')
    const answer = await page.goto(`${sam}/reviews`)
    expect(answer?.status()).toBe(404)
  })
})

it('forecasts for the council which reviews must be held by when, as a file too', async () => {
  const page = await lookAs('send.officer', '/forecast')
  await page.getByRole('heading', { level: 1, name: 'Reviews before a move' }).waitFor()
  await page.getByText(/^Hold the review by .+ The plan must be final by .+/).first().waitFor()
  await page.getByLabel('Council officer').check()
  const row = page.getByRole('row', { name: /^Grace Osprey/ })
  await row.waitFor()
  expect(await axeFindings(page)).toEqual([])
  await row.getByRole('button').first().click()
  await page.getByText(/^Grace Osprey: /).waitFor()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save this as a file' }).click()
  const file = readFileSync(await (await saving).path(), 'utf8')
  expect(file).toContain('Name,Move,Plan final by,Hold review by')
  expect(file).toContain('Aisha Rowan,')
  await page.setViewportSize({ width: 320, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
