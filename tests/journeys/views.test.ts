import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'
const leo = '/people/de000000-0000-4000-8003-000000000035'
const tom = '/people/de000000-0000-4000-8003-000000000036'

const main = (page: Page) => page.getByRole('main').innerText()
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describe('my views', () => {
  it('stay private while Sam rehearses, go to school alone when he hands one over, and come back answered: with the keyboard, on a phone', async () => {
    const page = await lookAs('sam', '/my/views', phone)
    await page.getByRole('link', { name: 'Go on with the next question' }).press('Enter')
    await title(page, 'Where and how would you like to live?')
    await page.getByRole('button', { name: 'I want to learn to' }).press('Enter')
    await page.keyboard.type('cook with my sister')
    await page.getByText('Saved. Only you can see it.').waitFor()
    await page.reload()
    await isReady(page)
    expect(await page.getByRole('textbox', { name: 'What I think' }).inputValue()).toBe('I want to learn to cook with my sister')
    expect(await axeFindings(page)).toEqual([])

    const [mum, senco] = await Promise.all([lookAs('sam.mum', `${sam}/views`), lookAs('senco', `${sam}/views`)])
    for (const reader of [mum, senco]) expect(await main(reader)).not.toMatch(/cook with my sister|dinner hall/)

    await page.getByRole('link', { name: 'Show this answer to someone' }).press('Enter')
    await title(page, 'Who may read them?')
    await page.getByRole('button', { name: 'Go on' }).press('Enter')
    await page.getByText('Choose who may read it').first().waitFor()
    await page.getByRole('checkbox', { name: 'Ada Plover' }).press('Space')
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Go on' }).press('Enter')
    await title(page, 'This is what they will see')
    expect(await main(page)).toMatch(/I want to learn to cook with my sister\s+Can read this: Ada Plover/)
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Hand these over' }).press('Enter')
    await page.waitForURL('**/my/views')
    await page.getByText('Ada Plover can read 1 answer. 4 are still private.').waitFor()

    await open(senco, `${sam}/views`)
    const handed = senco.getByRole('listitem').filter({ hasText: 'I want to learn to cook with my sister' })
    await handed.getByRole('button', { name: /^Say what we did/ }).click()
    await handed.getByRole('radio', { name: 'Yes, we do this' }).check()
    await handed.getByRole('textbox', { name: 'Tell them in plain words' }).fill('Cooking club on Mondays. Your sister can come.')
    await handed.getByRole('button', { name: 'Send to the young person' }).click()
    await senco.getByText('Sam can read it now', { exact: true }).waitFor()
    await open(mum, `${sam}/views`)
    expect(await main(mum)).not.toMatch(/cook with my sister|Cooking club/)

    await open(page, '/my/views')
    const said = page.getByRole('region', { name: 'You said, we did' })
    await said.getByText('Cooking club on Mondays. Your sister can come.').waitFor()
    expect(await said.getByRole('button', { name: /^Take it back/ }).count()).toBe(0)
  }, 90_000)

  it('can be taken back by Leo, who has no EHC plan, as long as nobody has read them', async () => {
    const page = await lookAs('leo', '/my/views', phone)
    await page.getByRole('button', { name: /^Take it back/ }).press('Enter')
    await page.getByText('It is private again', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'You said, we did' }).waitFor({ state: 'detached' })
    const senco = await lookAs('senco', `${leo}/views`)
    await senco.getByText('Nothing was handed over to you').waitFor()
  })

  it('keep what is written without a connection, and send it when there is one', async () => {
    const page = await lookAs('leo', '/my/views/friends', phone)
    await page.context().setOffline(true)
    await page.getByRole('textbox', { name: 'What I think' }).fill('I want to ride with the Sunday group')
    await page.getByRole('status').getByText('Kept on this phone or computer, not sent yet').waitFor()
    await page.context().setOffline(false)
    await page.getByText('Saved. Only you can see it.').waitFor()
    await page.reload()
    await isReady(page)
    expect(await page.getByRole('textbox', { name: 'What I think' }).inputValue()).toBe('I want to ride with the Sunday group')
  })
})

describe('asking', () => {
  it('is safe for Leo: who gets it, by when, and nothing lost by it', async () => {
    const page = await lookAs('leo', '/my', phone)
    await page.getByRole('link', { name: 'Ask a question or ask for a change' }).press('Enter')
    await title(page, 'Ask safely')
    await page.getByText('You do not lose any help because you ask.').waitFor()
    await page.getByRole('button', { name: 'I want something to change' }).press('Enter')
    await page.getByRole('radio', { name: /Larkhill Secondary/ }).press('Space')
    await page.getByRole('radio', { name: 'Only the team I ask' }).press('Space')
    await page.getByRole('textbox', { name: 'What do you want to change?' }).fill('I want a reader in the theory test')
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Send it' }).press('Enter')
    const asked = page.getByRole('region', { name: 'What you asked' })
    await asked.getByText('I want a reader in the theory test').waitFor()
    expect(await asked.innerText()).toMatch(/Sent\. Nobody has looked yet\.\s+School: an answer is due by/)
  })
})

describe('did it really happen', () => {
  it('is Tom\'s to say, and the council sees where he says otherwise', async () => {
    const page = await lookAs('tom', '/my', phone)
    const card = page.getByRole('region').filter({ hasText: 'wrote on' })
    const step = await card.getByRole('heading').innerText()
    await card.getByRole('radio', { name: 'No', exact: true }).press('Space')
    await card.getByRole('button', { name: 'Save my answer' }).press('Enter')
    await page.getByText('Your answer is saved', { exact: true }).waitFor()

    const officer = await lookAs('send.officer', tom)
    const notice = officer.getByRole('main').getByRole('listitem').filter({ hasText: 'Says otherwise: Tom Bramble' })
    await notice.getByRole('link', { name: step }).waitFor()
    expect(await axeFindings(officer)).toEqual([])
  })
})

describe('rights', () => {
  it('are told to Tom as 18 comes, with help to decide and where it comes from', async () => {
    const page = await lookAs('tom', '/my', phone)
    await page.getByRole('link', { name: 'See my rights' }).press('Enter')
    await title(page, 'My rights')
    const adult = page.getByRole('listitem').filter({ hasText: 'You are an adult' }).first()
    await adult.getByText('Tell me more').click()
    await adult.getByText('lasting power of attorney').waitFor()
    expect(await adult.innerText()).toContain('Family Law Reform Act 1969')
    await page.getByRole('heading', { name: 'An advocate: somebody on your side' }).waitFor()
  })
})
