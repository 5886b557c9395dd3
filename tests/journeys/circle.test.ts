import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktop, phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { newPage as newWindow, lookAs as lookOn } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'
const aisha = '/people/de000000-0000-4000-8003-000000000027'
const tom = '/people/de000000-0000-4000-8003-000000000036'

const newPage = (options: BrowserContextOptions = phone) => newWindow(options)
const lookAs = (name: string, path: string, options: BrowserContextOptions = phone) => lookOn(name, path, options)

/** The card of somebody, a team or a request, by its heading. */
const card = (page: Page, heading: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: heading, exact: true }) })
const people = (page: Page) => page.getByRole('region', { name: 'The circle: family, friends and supporters' })

async function fillInvitation(page: Page, { name, kind, email, why }: { name: string, kind: RegExp, email: string, why?: string }): Promise<void> {
  await page.getByLabel('Their name').fill(name)
  await page.getByRole('radio', { name: kind }).check()
  await page.getByText('They will see').first().waitFor()
  await page.getByLabel('Their email address').fill(email)
  if (why) await page.getByLabel(/^Why\? Tell/).fill(why)
}

describe('before Sam decides', () => {
  it('his mother invites his gran, who comes in by the link with her own address, and nobody else does', async () => {
    const mum = await lookAs('sam.mum', `${sam}/circle`)
    await mum.getByText(/^You decide who is in Sam’s circle\./).waitFor()
    await mum.getByText('Invite somebody').click()
    await mum.getByRole('button', { name: 'Send the invitation' }).click()
    await mum.getByText('Enter their email address').first().waitFor()
    await fillInvitation(mum, { name: 'Nora Wren', kind: /^Person chosen/, email: 'nora@demo.test' })
    await mum.getByRole('button', { name: 'Send the invitation' }).click()
    const link = await mum.getByRole('region', { name: 'Nora Wren is invited' }).getByText('/join/').innerText()
    await card(mum, 'Nora Wren').getByText(/^Invited\. The invitation works until/).waitFor()
    expect(await axeFindings(mum)).toEqual([])

    const dad = await lookAs('sam.dad', new URL(link).pathname)
    await dad.getByText('This invitation is not for this address').waitFor()
    expect(await dad.getByRole('main').innerText()).not.toContain('Sam')

    const gran = await newPage()
    await open(gran, new URL(link).pathname)
    expect(new URL(gran.url()).pathname).toBe('/sign-in')
    expect(await gran.getByRole('main').innerText()).not.toMatch(/Sam|Kate/)
    await gran.getByLabel('Email address').first().fill('nora@demo.test')
    await gran.getByRole('button', { name: 'Email me a code' }).click()
    await gran.getByRole('button', { name: 'Fill it in for me' }).click()
    await gran.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await gran.getByText('Kate Wren invites you to see Sam’s plan.').waitFor()
    await isReady(gran)
    expect(await axeFindings(gran)).toEqual([])
    await gran.getByRole('link', { name: 'Go to Sam’s plan' }).click()
    await gran.getByRole('heading', { level: 1, name: 'Sam’s timeline' }).waitFor()
  })

  it('his mother ends it for somebody, with a reason, and takes that back', async () => {
    const page = await lookAs('sam.mum', `${sam}/circle`)
    await people(page).getByRole('button', { name: 'End this for Ben Curlew' }).click()
    const dialog = page.getByRole('dialog', { name: 'End this for Ben Curlew?' })
    await dialog.getByRole('button', { name: 'End it' }).click()
    await dialog.getByText('Say why').first().waitFor()
    await dialog.getByLabel('Why?').fill('We agreed on this')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'End it' }).click()
    await page.getByText('Ended for Ben Curlew.', { exact: true }).waitFor()
    await card(page, 'Ben Curlew').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await card(page, 'Ben Curlew').waitFor()
  })
})

describe('once it is Tom’s to decide', () => {
  it('his gran can only ask, and he says no', async () => {
    const gran = await lookAs('tom.gran', `${tom}/circle`)
    await gran.getByText(/^Since .* Tom decides who is in the circle\.$/).waitFor()
    expect(await people(gran).getByRole('button', { name: /^End this/ }).count()).toBe(0)
    await gran.getByText('Ask to invite somebody').click()
    await fillInvitation(gran, { name: 'Rose Bramble', kind: /^Person chosen/, email: 'rose@demo.test', why: 'She could drive you on Fridays' })
    await gran.getByRole('button', { name: 'Ask Tom' }).click()
    await card(gran, 'Add Rose Bramble to Tom’s circle').getByText('Waits for an answer').waitFor()

    const page = await lookAs('tom', tom)
    await page.getByRole('link', { name: 'Read and answer' }).click()
    const request = card(page, 'Add Rose Bramble to Tom’s circle')
    await request.getByText('She could drive you on Fridays').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await request.getByText('Say something with your answer').click()
    await request.getByLabel(/^Tell Jean Bramble why/).fill('I like the bus')
    await request.getByLabel(/^Did somebody help you to decide\?/).fill('Peta read it to me')
    await request.getByRole('button', { name: 'No', exact: true }).click()
    await page.getByText('You said no. Nothing changes.', { exact: true }).waitFor()
    expect(await card(page, 'Rose Bramble').count()).toBe(0)

    await open(gran, `${tom}/circle`)
    await gran.getByText('Show earlier decisions and answers').click()
    await gran.getByText('I like the bus').waitFor()
    await gran.getByText('Help to decide: Peta read it to me').waitFor()
  })
})

describe('who has looked', () => {
  it('tells Sam that his SENCo looked, and gives him the list as a file', async () => {
    await lookAs('senco', sam, desktop)
    const page = await lookAs('sam', `${sam}/history`)
    await page.getByText('Ada Plover, SENCo at Larkhill Secondary, looked at Sam’s timeline and checklist.').first().waitFor()
    expect(await axeFindings(page)).toEqual([])

    await page.getByLabel('What happened').selectOption('view')
    await page.getByLabel('Who', { exact: true }).selectOption({ label: 'Ada Plover (SENCo)' })
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.waitForURL(/kind=view/)
    await page.getByText(/looked at Sam’s/).first().waitFor()
    await page.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('Noor Avocet, '))

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file (CSV)' }).click()])
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n')
    expect(lines[0]).toContain('Date,Time,What happened,Who,As,Team')
    expect(lines.slice(1).every(line => line.includes('Ada Plover,SENCo,Larkhill Secondary'))).toBe(true)
  })

  it('shows staff the changes, and of the looking only their own', async () => {
    const page = await lookAs('send.officer', `${sam}/history?kind=view`, desktop)
    await page.getByText(/^You see every change to Sam’s plan/).waitFor()
    expect(await page.getByText('Ada Plover, SENCo at Larkhill Secondary, looked').count()).toBe(0)
  })
})

describe('an emergency', () => {
  it('lets a duty worker read one plan by exact name and birthday, and tells the family who and why', async () => {
    const now = new Date()
    const born = now.getFullYear() - (now.getMonth() >= 8 ? 15 : 16)
    const worker = await lookAs('social.worker', '/people', desktop)
    await worker.getByRole('link', { name: 'Emergency access' }).click()
    await worker.getByRole('heading', { level: 1, name: 'Read a plan in an emergency' }).waitFor()
    await worker.getByLabel('First name, as they are called').fill('Aisha')
    await worker.getByLabel('Family name').fill('Rowa')
    await worker.getByLabel('Day').fill('14')
    await worker.getByLabel('Month').fill('1')
    await worker.getByLabel('Year').fill(String(born))
    await worker.getByLabel(/^What happened/).fill('Found alone at the station at night')
    expect(await axeFindings(worker)).toEqual([])
    await worker.getByRole('button', { name: 'Read the plan' }).click()
    await worker.getByText('Nobody was found').waitFor()
    await worker.getByLabel('Family name').fill('Rowan')
    await worker.getByRole('button', { name: 'Read the plan' }).click()
    await worker.getByRole('heading', { level: 1, name: 'Aisha’s timeline' }).waitFor()
    await worker.getByText('You are reading this in an emergency').waitFor()
    expect(await worker.getByRole('button', { name: /^Mark as done/ }).count()).toBe(0)

    const dad = await lookAs('aisha.dad', `${aisha}/circle`)
    await dad.getByText('Tess Lapwing, Children\'s social worker at Marlshire children\'s social care, opened it on').waitFor()
    await dad.getByText('The reason they gave: Found alone at the station at night').waitFor()
    expect(await axeFindings(dad)).toEqual([])
    await dad.getByRole('button', { name: 'I have read this' }).click()
    await dad.getByText('The reason they gave').waitFor({ state: 'detached' })
    await open(dad, `${aisha}/history`)
    await dad.getByText(/Tess Lapwing.* opened Aisha’s plan in an emergency\./).waitFor()

    await worker.getByRole('link', { name: 'Finish reading' }).click()
    await worker.getByRole('button', { name: 'Finish reading Aisha Rowan’s plan' }).click()
    await worker.getByRole('link', { name: 'Aisha Rowan' }).waitFor({ state: 'detached' })
    expect((await worker.goto(aisha))?.status()).toBe(404)
  })
})
