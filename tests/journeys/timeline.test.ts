import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktop, phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs, startAs } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'
const leo = '/people/de000000-0000-4000-8003-000000000035'

const mySteps = (page: Page) => page.getByRole('region', { name: 'Your steps' })
const change = (item: Locator) => item.getByRole('button', { name: 'Change or add a note' })
const note = (item: Locator) => item.getByRole('textbox', { name: 'Note' })
const focusedName = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim())

async function saveNote(item: Locator, text: string): Promise<void> {
  await change(item).click()
  await note(item).fill(text)
  await item.getByRole('button', { name: 'Save', exact: true }).click()
  await item.getByText(text).waitFor()
}

/** Opens every fold, those inside others too. */
async function unfold(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const closed = document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')
    for (const fold of closed) fold.open = true
    return closed.length === 0
  })
}

/** The first step of mine that is open, by its own address, so that it stays the same one whatever happens to it. */
async function firstOpenStep(page: Page): Promise<Locator> {
  const item = mySteps(page).getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Mark as done/ }) }).first()
  return page.locator(`#${await item.getAttribute('id')}`)
}

describe('one line of life', () => {
  it.each([
    ['sam', phone, 'Your next steps'],
    ['sam.mum', phone, 'Your next steps'],
    ['senco', desktop, 'Your next steps'],
    ['send.officer', desktop, 'Your next steps'],
  ])('shows %s what happens next, who does it, and where Sam is on the line', async (name, screen, heading) => {
    const page = await lookAs(name, sam, screen)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sam’s timeline')
    await page.getByRole('heading', { name: heading }).waitFor()
    const now = page.locator('[data-place=now]')
    expect(await now.count()).toBe(1)
    expect(await now.getByRole('heading', { level: 3 }).innerText()).toContain('Year 9')
    expect(await page.getByRole('region', { name: 'Who to ask' }).innerText()).toMatch(/Ada Plover\s+SENCo, Larkhill Secondary/)
    expect(await page.locator('[data-place=far]').first().innerText()).toMatch(/\d{4} to .*\d{4}/)
  })

  it('explains a date, and gives the keyboard back to what asked', async () => {
    const page = await lookAs('sam.mum', sam, phone)
    const ask = page.getByRole('region', { name: 'Now and next' }).getByRole('button', { name: /^Why this date\?/ }).first()
    const name = await ask.getAttribute('aria-label')
    await ask.press('Enter')
    const why = page.getByRole('dialog', { name: 'Why this date?' })
    await why.getByText('What we worked it out from').waitFor()
    expect(await why.innerText()).toMatch(/3 weeks before|2 weeks before|before the date of the next review meeting/)
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'hidden' })
    expect(await focusedName(page)).toBe(name)
  })

  it('follows a link to one step, however far away it is', async () => {
    const page = await lookAs('sam.mum', sam)
    await page.locator('[data-place=far]').last().getByText('steps and the big days').click()
    const id = await page.locator('[data-place=far] li[id^=step-]').last().getAttribute('id')
    await open(page, '/account')
    await open(page, `${sam}#${id}`)
    await page.waitForFunction(wanted => document.activeElement?.id === wanted, id)
    expect(await page.locator(`#${id}`).isVisible()).toBe(true)
  })

  it('is not there for somebody who may not see it', async () => {
    const page = await lookAs('college', '/people')
    for (const path of [sam, `${sam}/checklist`, '/people/de000000-0000-4000-8003-00000000ffff', '/people/nobody']) {
      const answer = await page.goto(path)
      expect([answer?.status(), await page.getByRole('heading', { level: 1 }).innerText()]).toEqual([404, 'We cannot find that page'])
    }
  })

  // Leo, because the choice goes with the account, and the other stories are in English.
  it('turns to Easy Read in place', async () => {
    const page = await lookAs('leo', leo, phone)
    await page.getByRole('heading', { name: 'Your next steps' }).waitFor()
    await page.getByRole('button', { name: 'Easy Read' }).click()
    await page.getByRole('heading', { name: 'What you do next' }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Leo’s plan')
  })
})

describe('ticking', () => {
  it('ticks from the timeline, stays in place, and can be undone from the message', async () => {
    const page = await lookAs('sam.mum', sam)
    const next = page.getByRole('region', { name: 'Now and next' })
    await next.getByRole('button', { name: 'Mark as done: Help your child see a friend outside school each month' }).press('Enter')
    await next.getByText(/^Done by Kate Wren on/).waitFor()
    await next.getByRole('button', { name: /^Put back: Help your child/ }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await next.getByRole('button', { name: /^Mark as done: Help your child/ }).waitFor()
    await open(page, sam)
    expect(await next.getByText(/^Done by/).count()).toBe(0)
  })

  it('keeps a status, its reason and a note, with the keyboard alone', async () => {
    const page = await lookAs('sam', `${sam}/checklist`)
    const item = await firstOpenStep(page)
    await change(item).press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'radio')
    await item.getByRole('radio', { name: 'Not needed' }).check()
    await item.getByRole('button', { name: 'Save', exact: true }).press('Enter')
    expect(await item.getByText('Say why this is not needed').isVisible()).toBe(true)
    await page.keyboard.type('I did it with my form tutor')
    await item.getByRole('button', { name: 'Save', exact: true }).press('Enter')
    await item.getByText('Not needed: I did it with my form tutor').waitFor()
    await item.getByRole('form').waitFor({ state: 'detached' })
    expect(await focusedName(page)).toMatch(/^Change or add a note/)
    await item.getByRole('button', { name: /^Put back/ }).click()
    await item.getByRole('button', { name: /^Mark as done/ }).waitFor()
  })

  it('is done after a press, and put back after another', async () => {
    const page = await lookAs('senco', `${sam}/checklist`)
    await unfold(page)
    const item = await firstOpenStep(page)
    await item.getByRole('button', { name: /^Mark as done/ }).click()
    await item.getByText(/^Done by Ada Plover/).waitFor()
    await item.getByRole('button', { name: /^Put back/ }).click()
    await item.getByRole('button', { name: /^Mark as done/ }).waitFor()
  })

  it('sends one tick for two quick presses', async () => {
    const page = await lookAs('senco', `${sam}/checklist`)
    await unfold(page)
    const item = await firstOpenStep(page)
    const sent: string[] = []
    page.on('request', request => request.url().includes('/rpc/send_once') && sent.push(request.url()))
    await item.getByRole('button', { name: /^Mark as done/ }).dblclick()
    await item.getByText(/^Done by Ada Plover/).waitFor()
    expect(sent).toHaveLength(1)
    await item.getByRole('button', { name: /^Put back/ }).click()
    await item.getByRole('button', { name: /^Mark as done/ }).waitFor()
    expect(sent).toHaveLength(2)
  })

  // A team's devices keep nothing, so that nothing waits on them: offline.test.ts has what families' do.
  it('takes a tick of staff back and says so when there is no connection', async () => {
    const page = await lookAs('senco', `${sam}/checklist`)
    await unfold(page)
    const item = await firstOpenStep(page)
    await page.context().setOffline(true)
    await item.getByRole('button', { name: /^Mark as done/ }).click()
    await page.getByText('We cannot reach Onward.', { exact: false }).first().waitFor()
    await item.getByRole('button', { name: /^Mark as done/ }).waitFor()
    await page.context().setOffline(false)
  })

  it('keeps what staff typed through a failed save and a reload', async () => {
    const page = await lookAs('senco', `${sam}/checklist`)
    await unfold(page)
    const item = await firstOpenStep(page)
    await change(item).click()
    await note(item).fill('Half a thought about friends')
    await page.context().setOffline(true)
    await item.getByRole('button', { name: 'Save', exact: true }).click()
    await item.getByText('This was not saved').waitFor()
    await page.context().setOffline(false)
    await page.reload()
    await isReady(page)
    await item.getByText('What you typed before is still here.').waitFor()
    expect(await note(item).inputValue()).toBe('Half a thought about friends')
    await item.getByRole('button', { name: 'Close without saving' }).click()
    await page.getByRole('button', { name: 'Drop it' }).click()
    expect(await note(item).count()).toBe(0)
  })

  it('narrows the list, and keeps the choice through a reload', async () => {
    const page = await lookAs('senco', `${sam}/checklist`)
    await page.getByRole('radio', { name: 'Done', exact: true }).check()
    await page.waitForURL('**/checklist?show=done')
    await page.reload()
    await isReady(page)
    expect(await page.getByRole('radio', { name: 'Done', exact: true }).isChecked()).toBe(true)
    expect(await mySteps(page).getByRole('button', { name: /^Mark as done/ }).count()).toBe(0)
  })
})

describe('two people at once', () => {
  it('shows the second what the first wrote, and puts both notes together', async () => {
    const [samPage, mumPage] = await Promise.all([lookAs('sam', `${sam}/checklist`), lookAs('sam.mum', `${sam}/checklist`)])
    const samItem = mySteps(samPage).getByRole('listitem').filter({ hasText: 'Practise what you want to say before your review' }).first()
    await mumPage.getByText(/^Sam \(\d+\)$/).click()
    const mumItem = mumPage.getByRole('listitem').filter({ hasText: 'Practise what you want to say before your review' }).first()
    await change(mumItem).click()
    await note(mumItem).fill('Try it with Gran on Sunday')

    await saveNote(samItem, 'I made a list of three things')
    await mumItem.getByRole('button', { name: 'Save', exact: true }).click()
    const panel = mumItem.getByRole('alert')
    await panel.getByText('Sam Wren changed this first').waitFor()
    expect(await panel.innerText()).toContain('I made a list of three things')
    expect(await panel.innerText()).toContain('Try it with Gran on Sunday')
    expect(await axeFindings(mumPage)).toEqual([])

    await mumItem.getByRole('button', { name: 'Put both notes together' }).click()
    await mumItem.getByRole('button', { name: 'Save', exact: true }).click()
    await mumItem.getByText(/I made a list of three things\s+Try it with Gran on Sunday/).waitFor()
    expect(await mumItem.innerText()).toContain('Last changed by Kate Wren')
  })
})

// Over two hundred steps unfolded: axe needs its time, so each reader, page, language and width is in it, not each mix of them.
describe('nothing for axe to find', () => {
  it.each([
    ['sam', '', 'en-easy', 390], ['sam', '/checklist', 'en', 1280], ['send.officer', '', 'en', 1280], ['send.officer', '/checklist', 'en-easy', 390],
  ] as const)('as %s, on %s, with everything unfolded, in %s, %i pixels wide, and it fits 320', async (name, path, locale, width) => {
    const page = await startAs(name)
    await page.context().addCookies([{ name: 'onward-locale', value: locale, url: page.url() }])
    await page.setViewportSize({ width, height: 844 })
    await open(page, `${sam}${path}`)
    await unfold(page)
    expect(await axeFindings(page)).toEqual([])
    await page.setViewportSize({ width: 320, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  }, 120_000)
})
