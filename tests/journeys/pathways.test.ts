import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { parsePathway } from '../../shared/pathways/parse.ts'
import { phone } from './browser.ts'
import { axeFindings, open } from './open.ts'
import { lookAs, startAs } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'
const step = 'Talk at home about work, home, friends and health'
const note = 'Talked about work on Sunday'

/** What axe finds on the page as it is now, and whether it is wider than the window. */
async function look(page: Page): Promise<[string[], boolean]> {
  return [await axeFindings(page), await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)]
}
const allWell = [[], false]

/** Starts a draft of the version in use and gives its address. */
async function startDraft(page: Page, version: string): Promise<string> {
  await open(page, '/admin/pathways')
  const inUse = page.getByRole('listitem').filter({ has: page.getByText('In use', { exact: true }) })
  await inUse.getByRole('button', { name: 'Start a draft' }).click()
  await page.getByLabel('Number of the new version').fill(version)
  await page.getByRole('button', { name: 'Start draft' }).click()
  await page.waitForURL(/\/admin\/pathways\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname
}

async function openStep(page: Page, title: string): Promise<void> {
  await page.getByLabel('Find a step').fill(title)
  await page.getByRole('search').getByRole('link', { name: title }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

async function publish(page: Page, reason: string): Promise<void> {
  await page.getByLabel('Now, everyone').check()
  await page.getByLabel('Why do you publish this version?').fill(reason)
  await page.getByRole('button', { name: /^Publish version/ }).click()
  await page.getByRole('button', { name: 'Yes, publish' }).click()
  await page.waitForURL(url => url.pathname === '/admin/pathways')
}

describe('an administrator changes the pathway for everybody', () => {
  let draft: string

  /** The step as Sam's mother sees it on Sam's checklist. */
  const onChecklist = async () => (await lookAs('sam.mum', `${sam}/checklist`)).getByRole('listitem').filter({ hasText: step }).first()

  it('begins with a date and a note on Sam\'s checklist', async () => {
    const item = await onChecklist()
    expect(await item.textContent()).toContain('30 November')
    expect(await item.textContent()).toContain(note)
  })

  it('shows what the rule means before it is saved, and keeps what is typed through a reload', async () => {
    const admin = await startAs('admin')
    draft = await startDraft(admin, '0.3.0')
    await openStep(admin, step)
    await admin.getByLabel('How many?').fill('3')
    await admin.getByLabel('Days, weeks, months or years?').selectOption('Days')
    const example = admin.getByRole('region', { name: 'For example' })
    await example.getByText('the date is not known yet').waitFor()
    const review = example.getByRole('group', { name: /Whose date is known: the date of the next review meeting/ })
    await review.getByLabel('Day').fill('7')
    await review.getByLabel('Month').fill('12')
    await review.getByLabel('Year').fill('2026')
    await example.getByText(/this is due on 4 December 20\d\d\./).waitFor()
    await example.getByText('3 days before the date of the next review meeting', { exact: false }).waitFor()
    expect(await axeFindings(admin)).toEqual([])
    await admin.reload()
    await admin.getByText('It is not saved yet.').waitFor()
    expect(await admin.getByLabel('How many?').inputValue()).toBe('3')
    await admin.getByRole('button', { name: 'Save step' }).click()
    await admin.waitForURL(/\/stages\//)
    await open(admin, `${draft}/differences`)
    await admin.getByText('1 difference').waitFor()
    const changed = admin.getByRole('listitem').filter({ hasText: step })
    expect(await changed.textContent()).toMatch(/Before:\s+3 weeks before the date .*Now:\s+3 days before the date/)
    expect(await axeFindings(admin)).toEqual([])
  })

  it('says how many people it touches, without a name, and moves Sam\'s date with his note kept', async () => {
    const admin = await lookAs('admin', `${draft}/differences`)
    await admin.getByRole('link', { name: 'Check and publish' }).click()
    await admin.getByText(/the plan changes for \d+ of \d+ young people/).waitFor()
    const row = admin.getByRole('row').filter({ hasText: step })
    expect(await row.textContent()).toContain('18 days later')
    expect(await admin.getByRole('main').textContent()).not.toMatch(/\bSam\b/)
    expect(await axeFindings(admin)).toEqual([])
    await publish(admin, 'Families asked for more time')
    const inUse = admin.getByRole('listitem').filter({ has: admin.getByText('In use', { exact: true }) })
    expect(await inUse.textContent()).toContain('Version 0.3.0')
    const item = await onChecklist()
    expect(await item.textContent()).toContain('18 December')
    expect(await item.textContent()).toContain(note)
  })

  it('goes back, and a tick made meanwhile stays', async () => {
    const mum = await lookAs('sam.mum', `${sam}/checklist`)
    const item = mum.getByRole('listitem').filter({ hasText: step }).first()
    await item.getByRole('button', { name: `Mark as done: ${step}` }).click()
    await item.getByText(/^Done by/).waitFor()
    const admin = await lookAs('admin', '/admin/pathways')
    await admin.getByRole('link', { name: 'Publish 0.2.0 again' }).click()
    await admin.getByText(/the plan changes for/).waitFor()
    await publish(admin, 'Schools asked for a week')
    await admin.getByText('Schools asked for a week').waitFor()
    await open(mum, `${sam}/checklist`)
    await mum.getByRole('radio', { name: /^Done/ }).check()
    const after = mum.getByRole('listitem').filter({ hasText: step }).first()
    await after.getByText(/^Done by/).waitFor()
    expect(await after.textContent()).toContain(note)
  })
})

describe('a council\'s own changes', () => {
  it('on a phone: a step of its own, a step put aside for a reason, another order, and the words of a stage', async () => {
    const page = await startAs('admin', phone)
    const draft = await startDraft(page, '0.5.0')
    await page.getByRole('link', { name: 'Years 10 and 11: choosing what comes next' }).click()

    const hidden = 'Send the final plan naming the post-16 place'
    await page.getByRole('button', { name: `Hide: ${hidden}` }).click()
    await page.getByRole('button', { name: 'Hide step' }).click()
    await page.getByText('Say why a step that the law asks for is hidden').waitFor()
    await page.getByLabel('Why is it hidden?').fill('Next county does it')
    expect(await look(page)).toEqual(allWell)
    await page.getByRole('button', { name: 'Hide step' }).click()
    await page.getByText('Hidden because: Next county does it').waitFor()

    const later = 'Tell the family where the post-16 travel policy is and how to apply'
    const up = page.getByRole('button', { name: `Up: ${later}` })
    await up.press('Enter')
    await page.getByText('Moved up').waitFor()
    await expect.poll(() => up.evaluate(button => button === document.activeElement)).toBe(true)

    await page.getByRole('link', { name: 'Add a local step' }).click()
    await page.getByRole('button', { name: 'Save step' }).click()
    await page.getByRole('alert').getByText('Enter a title in plain English').waitFor()
    expect(await look(page)).toEqual(allWell)
    await page.getByLabel('Title', { exact: true }).fill('Visit the job fair')
    await page.getByLabel('Detail', { exact: true }).fill('It is in the town hall each May.')
    await page.getByLabel('Title in Easy Read').fill('Go to the job fair')
    await page.getByLabel('Whose checklist is it on?').selectOption('Family')
    await page.getByLabel('Area of life').selectOption('Work')
    await page.getByLabel('On which date?').selectOption('the 16th birthday')
    await page.getByLabel('Source', { exact: true }).fill('Good practice of our careers team')
    await page.getByText(/For someone born on .* this is due on/).waitFor()
    await page.getByRole('button', { name: 'Save step' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Visit the job fair' }).getByText('Local', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Change this stage' }).click()
    await page.getByLabel('Title', { exact: true }).fill('Years 10 and 11: what next?')
    expect(await look(page)).toEqual(allWell)
    await page.getByRole('button', { name: 'Save stage' }).click()
    await page.getByRole('heading', { level: 1, name: 'what next?' }).waitFor()

    await open(page, `${draft}/differences`)
    await page.getByRole('heading', { name: '1 new step' }).waitFor()
    for (const heading of ['1 hidden step', '2 steps in another place in the list', 'Stages']) {
      expect(await page.getByRole('heading', { name: heading, exact: true }).count(), heading).toBe(1)
    }
    expect(await look(page)).toEqual(allWell)
    await open(page, '/admin/pathways')
    await page.getByText('was hidden in draft 0.5.0').waitFor()
    await page.getByRole('button', { name: 'Delete draft 0.5.0' }).click()
    await page.getByRole('button', { name: 'Delete draft', exact: true }).click()
    await page.getByText('Draft 0.5.0 is deleted.').first().waitFor()
  })
})

describe('files', () => {
  it('are named line by line where they are wrong, and come back as they were exported', async () => {
    const page = await startAs('admin', phone)
    const draft = await startDraft(page, '0.4.0')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as a file' }).click()])
    const text = readFileSync(await download.path(), 'utf8')
    const exported = parsePathway(text, 'exported.yaml')
    expect(exported.problems).toEqual([])
    expect(exported.document?.template).toMatchObject({ version: '0.4.0', status: 'draft' })

    await open(page, '/admin/pathways/import')
    const choose = (content: string) => page.getByLabel('Pathway file').setInputFiles({ name: 'pathway.yaml', mimeType: 'text/yaml', buffer: Buffer.from(content) })
    await choose(text.replace('anchor: transfer_date', 'anchor: nowhere'))
    await page.getByRole('alert').getByText('"nowhere" is not known', { exact: false }).waitFor()
    expect(await page.getByRole('alert').textContent()).toMatch(/1 problem in pathway\.yaml.*Line \d+/)
    expect(await look(page)).toEqual(allWell)

    await choose(text)
    await page.getByRole('button', { name: 'Replace draft' }).click()
    await page.waitForURL(url => url.pathname === draft)
    const [again] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as a file' }).click()])
    expect(readFileSync(await again.path(), 'utf8')).toBe(text)
  })
})

describe('others', () => {
  it('find no such page', async () => {
    const page = await startAs('senco')
    const response = await page.goto('/admin/pathways')
    expect(response?.status()).toBe(404)
    await page.getByRole('heading', { name: 'We cannot find that page' }).waitFor()
  })
})
