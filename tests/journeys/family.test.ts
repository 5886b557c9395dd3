import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktop, phone } from './browser.ts'
import { axeFindings, isReady, open, tabTo } from './open.ts'
import { startAs as startOn } from './windows.ts'

const sam = 'de000000-0000-4000-8003-000000000020'
const aisha = 'de000000-0000-4000-8003-000000000027'

const startAs = (name: string, options: BrowserContextOptions = phone) => startOn(name, options)

const part = (page: Page, name: string | RegExp): Locator => page.getByRole('region', { name })
const questionCard = (page: Page, words: string): Locator => page.getByRole('listitem').filter({ hasText: words }).last()

async function speak(page: Page, locale: string): Promise<void> {
  await page.context().addCookies([{ name: 'onward-locale', value: locale, url: page.url() }])
}

describe('a mother on her phone', () => {
  it('starts at what happens next for Sam: the dates, who deals with it, what was promised and what changed', async () => {
    const page = await startAs('sam.mum')
    expect(new URL(page.url()).pathname).toBe(`/family/${sam}`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sam: what happens next')
    const next = part(page, 'Next dates')
    await next.getByText('Aim for').first().waitFor()

    const contacts = part(page, 'Who is dealing with it')
    const school = contacts.getByRole('listitem').filter({ hasText: 'Ada Plover' }).first()
    expect(await school.getByRole('link', { name: '01632 960 160' }).getAttribute('href')).toBe('tel:01632960160')
    await school.locator('summary', { hasText: 'More about Ada Plover' }).press('Enter')
    await school.getByRole('link', { name: 'ada.plover@demo.test' }).waitFor()
    await school.getByText(/^Lynn Wigeon, /).waitFor()
    const council = contacts.getByRole('listitem').filter({ hasText: 'Grace Osprey is away until' }).first()
    await council.getByText('Ask Ola Merganser while they are away.').waitFor()

    await part(page, 'What others have promised').getByRole('listitem').first().waitFor()
    const changes = part(page, 'What changed since you last looked')
    expect(await changes.getByText('Why we tell you:').count()).toBeGreaterThan(1)
    expect(await changes.getByText('What to do:').count()).toBe(await changes.getByText('Why we tell you:').count())
  })

  it('sees changes until she says she has seen them, and can take that back', async () => {
    const page = await startAs('sam.mum')
    const changes = part(page, 'What changed since you last looked')
    await page.reload()
    await isReady(page)
    await changes.getByText(/^\d+ changes$/).waitFor()
    await changes.getByRole('button', { name: 'I have seen these' }).click()
    await changes.getByText('Nothing has changed since you last looked.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await changes.getByText(/^\d+ changes$/).waitFor()
  })

  it('asks with the keyboard alone, is told that somebody looks at it, and finds the answer kept', async () => {
    const page = await startAs('sam.mum')
    const words = 'Can Sam bring headphones to the review?'
    const questions = part(page, 'Questions to the teams')
    await questions.getByRole('button', { name: 'Ask a question' }).press('Enter')
    const form = page.getByRole('form', { name: 'Ask a question' })
    await form.getByRole('button', { name: 'Send question' }).press('Enter')
    await form.getByRole('link', { name: 'Choose who can see the question and the answer' }).waitFor()
    await form.getByRole('radio', { name: 'Larkhill Secondary (Ada Plover)' }).press('Space')
    await form.getByRole('radio', { name: 'Only the team I ask' }).press('Space')
    await form.getByRole('textbox', { name: 'Your question' }).focus()
    await page.keyboard.type(words)
    await page.reload()
    await isReady(page)
    expect(await form.getByRole('textbox', { name: 'Your question' }).inputValue()).toBe(words)
    await form.getByRole('button', { name: 'Send question' }).press('Enter')
    await questionCard(page, words).getByText('Sent. Nobody has looked yet.').waitFor()

    const school = await startAs('senco', desktop)
    await open(school, `/people/${sam}/questions`)
    const asked = questionCard(school, words)
    await asked.getByRole('button', { name: 'I am looking at it' }).click()
    await asked.getByRole('button', { name: 'Save', exact: true }).click()
    await asked.getByText('Ada Plover (SENCo) is looking at it.', { exact: false }).waitFor()
    await open(page, `/family/${sam}`)
    await questionCard(page, words).getByText('Being looked at').waitFor()
    await asked.getByRole('button', { name: 'Answer' }).click()
    await asked.getByRole('textbox', { name: 'Your answer' }).fill('Yes. There is a quiet room next door too.')
    await asked.getByRole('button', { name: 'Send answer' }).click()
    await asked.getByText('Yes. There is a quiet room next door too.').waitFor()
    expect(await axeFindings(school)).toEqual([])

    await open(page, `/family/${sam}`)
    await questions.locator('summary', { hasText: 'Answered, or asked by others' }).press('Enter')
    await questionCard(page, words).getByText(/^Ada Plover \(SENCo\) answered on/).waitFor()
    await part(page, 'What changed since you last looked').getByText('There is an answer.').first().waitFor()

    const father = await startAs('sam.dad')
    await part(father, 'Questions to the teams').getByText('Could Sam see the train depot', { exact: false }).first().waitFor()
    expect(await father.getByRole('main').innerText()).not.toContain(words)
  })

  it('sees that an answer is late, and the council answers it', async () => {
    const page = await startAs('sam.mum')
    const words = 'Who pays for the taxi'
    await questionCard(page, words).getByText(/^Late: an answer was due on/).waitFor()
    const council = await startAs('send.officer', desktop)
    await open(council, `/people/${sam}/questions`)
    await questionCard(council, words).getByRole('button', { name: 'Answer' }).click()
    await questionCard(council, words).getByRole('textbox', { name: 'Your answer' }).fill('The council, when it is the nearest place that fits.')
    await questionCard(council, words).getByRole('button', { name: 'Send answer' }).click()
    await questionCard(council, words).getByText(/so it came late\./).waitFor()
  })

  it('writes her views after choosing who reads them, and the other parent reads what he may', async () => {
    const page = await startAs('sam.mum')
    await part(page, 'Your views for the review').getByRole('link', { name: 'Write your views' }).click()
    await page.getByRole('heading', { level: 1, name: /^Your views for Sam/ }).waitFor()
    await page.getByRole('radio', { name: 'My circle' }).check()
    await page.getByRole('textbox', { name: 'What do you hope for Sam' }).fill('Work with animals, and a friend to go to the cinema with.')
    await page.getByRole('button', { name: 'Save your views' }).click()
    await part(page, 'Your views for the review').getByText('You last saved your views on', { exact: false }).waitFor()

    const father = await startAs('sam.dad')
    await father.getByText('What Kate Wren wrote').click()
    await father.getByText('Work with animals, and a friend to go to the cinema with.').waitFor()
  })
})

describe('parents who live apart', () => {
  it('each keep private notes that the other never sees', async () => {
    const [mother, father] = [await startAs('sam.mum'), await startAs('sam.dad')]
    await part(mother, 'Private notes').getByText('Sam slept badly before the last two meetings.', { exact: false }).waitFor()
    await part(father, 'Private notes').getByText('Ask Ellie about Saturdays', { exact: false }).waitFor()
    const notes = part(mother, 'Private notes')
    await notes.getByRole('button', { name: 'Add a private note' }).click()
    await notes.getByRole('textbox', { name: 'Your note' }).fill('Do not tell Ben about the surprise.')
    await notes.getByRole('button', { name: 'Save note' }).click()
    await notes.getByText('Do not tell Ben about the surprise.').waitFor()

    await open(father, `/family/${sam}`)
    expect(await father.getByRole('main').innerText()).not.toMatch(/slept badly|surprise/)

    await notes.getByRole('button', { name: 'Remove the note: Do not tell Ben about the surprise.' }).click()
    await mother.getByRole('button', { name: 'Remove note' }).click()
    await notes.getByText('Do not tell Ben about the surprise.').waitFor({ state: 'detached' })
  })
})

describe('a father of somebody who is nearly 16', () => {
  it('is told what passes to Aisha, and whom to call in each team', async () => {
    const page = await startAs('aisha.dad')
    expect(new URL(page.url()).pathname).toBe(`/family/${aisha}`)
    const decisions = part(page, /^Who decides/)
    await decisions.getByText('Aisha decides about their EHC plan').waitFor()
    await decisions.getByText('pass from you to Aisha', { exact: false }).waitFor()
    expect(await part(page, 'Who is dealing with it').getByRole('heading', { level: 3 }).count()).toBeGreaterThan(3)
  })

  it('finds nothing about somebody else\'s child', async () => {
    const page = await startAs('aisha.dad')
    for (const path of [`/family/${sam}`, `/family/${sam}/views`, '/family/00000000-0000-4000-8000-00000000dead']) {
      expect((await page.goto(path))?.status()).toBe(404)
    }
  })
})

describe('how families reach somebody', () => {
  it('is filled in on their account, and the family sees it', async () => {
    const page = await startAs('job.coach', desktop)
    await open(page, '/account')
    const form = page.getByRole('form', { name: 'Marlshire supported employment' })
    await form.getByLabel('Work phone').fill('01632 960 777')
    await form.getByRole('checkbox', { name: 'Friday' }).uncheck()
    await form.getByRole('button', { name: 'Save how families reach you' }).click()
    await page.getByText('Saved. Families see it now.').first().waitFor()
    const mother = await startAs('sam.mum')
    const coach = part(mother, 'Who is dealing with it').getByRole('listitem').filter({ hasText: 'Ellie Dunnock' }).first()
    await coach.getByRole('link', { name: '01632 960 777' }).waitFor()
    expect(await coach.innerText()).toContain('Monday to Thursday')
  })
})

it('lets her call and write in Urdu, with nothing but the keyboard, and no number is turned round', async () => {
  const page = await startAs('sam.mum')
  await speak(page, 'ur')
  await open(page, `/family/${sam}`)
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  const call = page.locator('a[href="tel:01632960160"]')
  await tabTo(page, call)
  expect(await call.evaluate(link => getComputedStyle(link).direction)).toBe('ltr')
  await tabTo(page, page.locator(`a[href="/family/${sam}/views"]`))
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/family/${sam}/views`)
  await tabTo(page, page.getByRole('main').getByRole('textbox').first())
})

it('has nothing for axe to find and fits 320 pixels, in plain English and in Easy Read, with everything open', async () => {
  const page = await startAs('sam.mum')
  for (const locale of ['en', 'en-easy']) {
    await speak(page, locale)
    for (const path of [`/family/${sam}`, `/family/${sam}/views`]) {
      await open(page, path)
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll<HTMLDetailsElement>('main details')) fold.open = true
      })
      expect(await axeFindings(page), `${locale} ${path}`).toEqual([])
      await page.setViewportSize({ width: 320, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${locale} ${path}`).toBe(320)
      await page.setViewportSize({ width: 390, height: 844 })
    }
  }
  await speak(page, 'en')
}, 90_000)

it('prints who to call and what comes next, without buttons', async () => {
  const page = await startAs('sam.mum', desktop)
  await page.emulateMedia({ media: 'print' })
  expect(await part(page, 'Who is dealing with it').getByText('01632 960 160').isVisible()).toBe(true)
  expect(await page.getByRole('main').getByRole('button').filter({ visible: true }).count()).toBe(0)
})
