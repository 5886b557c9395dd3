import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs } from './windows.ts'

const aisha = '/people/de000000-0000-4000-8003-000000000027'
const sam = '/people/de000000-0000-4000-8003-000000000020'

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

describe('a review from its planning to the final plan', () => {
  it('is planned, held, reported, decided and finished, and the family sees every clock', async () => {
    const page = await lookAs('send.officer', `${aisha}/reviews`)
    await page.getByRole('button', { name: 'Plan a review' }).click()
    await page.getByRole('button', { name: 'Save the meeting' }).click()
    await page.getByRole('alert').getByText('Enter the day of the meeting').waitFor()
    await page.getByLabel('What kind of review is it?').selectOption('Review before a move')
    const yesterday = new Date(Date.now() - 36 * 3_600_000)
    await fillDay(page, 'Day of the meeting', yesterday)
    await page.getByRole('button', { name: 'Save the meeting' }).click()
    await page.getByText('That day has gone. Enter a day from today on').first().waitFor()
    const today = await page.evaluate(() => new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' }))
    await fillDay(page, 'Day of the meeting', new Date(today))
    await page.getByLabel('Place').fill('Room 2')
    await page.getByRole('button', { name: 'Save the meeting' }).click()
    await page.waitForURL(/\/reviews\/[\da-f-]{36}$/)
    await isReady(page)
    const path = new URL(page.url()).pathname

    await page.getByRole('textbox', { name: 'Name' }).fill('Yusuf Rowan')
    await page.getByRole('form', { name: 'Invite somebody' }).getByLabel('For whom do they come?').selectOption('Family')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByRole('button', { name: 'Take off the list Yusuf Rowan' }).waitFor()
    await record(page, 'The meeting was held')
    await page.getByLabel('Did Yusuf Rowan come?').selectOption('Came')
    await page.getByText('Saved.').first().waitFor()

    await page.getByLabel('The report was sent').check()
    await page.getByRole('button', { name: 'It was today' }).click()
    await page.getByRole('button', { name: 'Record it' }).click()
    await page.getByText('The part about adult life is not finished.', { exact: false }).waitFor()
    for (const area of ['Work', 'Home and independence', 'Friends and community', 'Good health']) {
      await page.getByRole('button', { name: `Write what was said ${area}` }).click()
      const form = page.getByRole('form', { name: area })
      await form.getByLabel('What was said').fill(`Aisha told us what she wants for ${area}`)
      await form.getByLabel('What was decided').fill(`Two visits before Easter for ${area}`)
      await form.getByLabel('Who does it').fill('The college')
      await fillDay(form, 'By when', new Date(Date.parse(today) + 60 * 86_400_000))
      await form.getByRole('button', { name: 'Save this part' }).click()
      await form.waitFor({ state: 'detached' })
    }
    expect(await axeFindings(page)).toEqual([])
    await record(page, 'The report was sent')
    await record(page, 'The family was told the decision', 'Change the plan')
    await record(page, 'The proposed changes were sent')
    await record(page, 'The final plan was sent')
    expect(await page.getByRole('form', { name: 'Record what happened' }).count()).toBe(0)

    const dad = await lookAs('aisha.dad', path, phone)
    const clocks = dad.getByRole('region', { name: 'What happens by when' })
    expect(await clocks.getByText(/^Done on /).count()).toBe(5)
    expect(await dad.getByRole('button', { name: 'Record it' }).count()).toBe(0)
    await dad.setViewportSize({ width: 320, height: 844 })
    expect(await dad.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await axeFindings(dad)).toEqual([])
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

it('forecasts for the council which reviews must be held by when', async () => {
  const page = await lookAs('send.officer', '/forecast')
  await page.getByRole('heading', { level: 1, name: 'Reviews before a move' }).waitFor()
  await page.getByText(/^Hold the review by .+ The plan must be final by .+/).first().waitFor()
  await page.getByLabel('Council officer').check()
  await page.getByRole('rowheader', { name: 'Grace Osprey' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
})
