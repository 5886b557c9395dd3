import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open, signInAs, signInOnPage } from './open.ts'
import { newPage } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'

async function askForCode(page: Page, address: string): Promise<void> {
  await open(page, '/sign-in')
  await page.getByLabel('Email address').first().fill(address)
  await page.getByRole('button', { name: 'Email me a code' }).click()
  await page.getByLabel('Code from the email').waitFor()
  await page.getByRole('button', { name: 'Fill it in for me' }).waitFor()
}

async function fillDate(page: Page, id: string, [day, month, year]: [string, string, string]): Promise<void> {
  await page.locator(`#${id}`).fill(day)
  await page.locator(`#${id}-month`).fill(month)
  await page.locator(`#${id}-year`).fill(year)
}

async function fillPerson(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name they like to be called').fill(name)
  await fillDate(page, 'field-date_of_birth', ['14', '5', '2013'])
  await page.getByLabel('SEN Support, no EHC plan').check()
  await page.getByLabel('Where do they learn now?').selectOption({ label: 'Larkhill Secondary' })
}

const save = (page: Page) => page.getByRole('button', { name: 'Save and make the timeline' }).click()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

describe('signing in', () => {
  it('takes a mother from a code to what happens next for her son', async () => {
    const page = await newPage(phone)
    await askForCode(page, 'sam.mum@demo.test')
    await page.getByRole('button', { name: 'Fill it in for me' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await page.waitForURL(`**${sam.replace('/people/', '/family/')}`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Sam')
  })

  it('says the same to an address nobody knows, and shows that stranger nothing', async () => {
    const [page, known] = [await newPage(), await newPage()]
    await askForCode(page, 'Stranger@demo.test ')
    await askForCode(known, 'leo@demo.test')
    const words = async (of: Page) => (await of.getByRole('main').innerText()).replace(/\S+@demo\.test|\d{6}/g, '…')
    expect(await words(page)).toBe(await words(known))
    await page.getByRole('button', { name: 'Fill it in for me' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await page.getByRole('heading', { name: 'Nobody has shared a plan with you yet' }).waitFor()
    expect(await page.getByRole('link', { name: 'Add a young person' }).count()).toBe(0)

    const answers = []
    for (const path of [sam, `${sam}/details`, '/people/de000000-0000-4000-8003-00000000ffff/details', '/people/new', '/admin']) {
      const response = await page.goto(path)
      answers.push([response?.status(), await page.getByRole('heading', { level: 1 }).innerText()])
    }
    expect(new Set(answers.map(answer => answer.join(' ')))).toEqual(new Set(['404 We cannot find that page']))
  })

  it('keeps a wrong code in its box with what to do, through a reload too, and takes the right one', async () => {
    const page = await newPage(phone)
    await askForCode(page, 'aisha.dad@demo.test')
    const box = page.getByLabel('Code from the email')
    await box.fill('000 000')
    await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await page.getByRole('alert').waitFor()
    expect(await focused(page)).toContain('This code does not work')
    expect(await box.inputValue()).toBe('000 000')
    expect(await box.getAttribute('aria-invalid')).toBe('true')

    await page.reload()
    await isReady(page)
    await page.getByRole('button', { name: 'Fill it in for me' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await page.waitForURL('**/family/*')
  })

  it('refuses a wrong password in plain words and then brings staff to the page they wanted', async () => {
    const page = await newPage()
    await open(page, '/people/new')
    await page.waitForURL(/sign-in\?next=\/people\/new$/)
    await page.getByRole('tab', { name: 'Staff: use a password' }).click()
    await page.locator('#field-email-staff').fill('senco@demo.test')
    await page.locator('#field-password-staff').fill('not-this-one')
    await page.locator('form:visible').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('The email address or the password is wrong')
    expect(await page.locator('#field-email-staff').inputValue()).toBe('senco@demo.test')

    await page.locator('#field-password-staff').fill('onward-demo')
    await page.locator('form:visible').getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/people/new')
  })

  it('never follows an address to somewhere else', async () => {
    const page = await newPage()
    await open(page, '/sign-in?next=//example.org/')
    await page.getByRole('tab', { name: 'Staff: use a password' }).click()
    await page.locator('#field-email-staff').fill('senco@demo.test')
    await page.locator('#field-password-staff').fill('onward-demo')
    await page.locator('form:visible').getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/caseload')
  })

  it('says when there is no connection, and keeps the address', async () => {
    const page = await newPage()
    await open(page, '/sign-in')
    await page.getByLabel('Email address').first().fill('sam@demo.test')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Email me a code' }).click()
    await page.getByText('We cannot reach Onward').waitFor()
    expect(await page.getByLabel('Email address').first().inputValue()).toBe('sam@demo.test')
  })

  it('starts each person of the demo where their work is', async () => {
    for (const [name, path] of [['the administrator', '/admin'], ['the SEND officer', '/caseload'], ['Sam', '/my']] as const) {
      const page = await newPage()
      await open(page, '/look-around')
      await page.getByRole('button', { name: `Look around as ${name}`, exact: true }).click()
      await page.waitForURL(`**${path}`)
    }
  })

  it('leaves nothing behind after signing out', async () => {
    const page = await newPage()
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    await page.getByLabel('Name they like to be called').fill('Kept for nobody')
    await page.getByRole('link', { name: 'Sign out' }).first().click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Kept for nobody')
    await page.goto('/people')
    await page.waitForURL('**/sign-in?next=/people')
  })
})

describe('adding a young person', () => {
  it('says what is missing, moves there, and keeps the rest', async () => {
    const page = await newPage(phone)
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    await page.getByLabel('Name they like to be called').fill('Marlow')
    await page.locator('#field-date_of_birth').fill('31')
    await save(page)
    const summary = page.getByRole('alert')
    await summary.waitFor()
    expect(await focused(page)).toContain('There is a problem')
    expect(await summary.getByRole('link').allInnerTexts()).toEqual([
      'Enter a real date with day, month and year', 'Choose what plan they have', 'Choose where they learn now',
    ])
    await summary.getByRole('link', { name: 'Choose where they learn now' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-setting_now')
    expect(await page.getByLabel('Name they like to be called').inputValue()).toBe('Marlow')
  })

  it('asks only what matters: class, early September, dates of the plan, events of the situation', async () => {
    const page = await newPage()
    await signInAs(page, 'send.officer')
    await open(page, '/people/new')
    await fillDate(page, 'field-date_of_birth', ['4', '9', '2010'])
    await page.getByText('First day of the autumn term in 2026').waitFor()
    expect(await page.getByText('When was the plan first made?').count()).toBe(0)
    await page.getByLabel('EHC plan', { exact: true }).check()
    await page.getByText('When was the plan first made?').waitFor()
    expect(await page.getByText('When does the supported internship start?').count()).toBe(0)
    await page.getByText('Work and learning after school').first().click()
    await page.getByLabel('Is thinking about a supported internship').check()
    await page.getByText('When does the supported internship start?').waitFor()
  })

  it('works with the keyboard alone, and the timeline is there on save', async () => {
    const page = await newPage()
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    async function tabTo(place: string): Promise<void> {
      for (let presses = 0; presses < 80; presses += 1) {
        const here = await page.evaluate(() => [document.activeElement?.id, document.activeElement?.textContent?.trim()])
        if (here.includes(place)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab never came to ${place}`)
    }
    await tabTo('field-known_as')
    await page.keyboard.type('Fern')
    await tabTo('field-date_of_birth')
    await page.keyboard.type('2')
    await tabTo('field-date_of_birth-month')
    await page.keyboard.type('11')
    await tabTo('field-date_of_birth-year')
    await page.keyboard.type('2012')
    await tabTo('field-plan_type')
    await page.keyboard.press('Space')
    await tabTo('field-setting_now')
    await page.keyboard.type('Larkhill')
    await tabTo('Save and make the timeline')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/people\/[\da-f-]{36}$/)
    await page.getByRole('heading', { level: 1, name: 'Fern' }).waitFor()
    await page.getByText('Fern\'s timeline is ready').first().waitFor()
  })

  it('keeps everything typed through a reload and a lost connection, and adds one person however often it is sent', async () => {
    const page = await newPage(phone)
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    await fillPerson(page, 'Juno')
    await page.getByRole('button', { name: 'Invite Juno' }).click()
    await page.getByLabel('Their email address').fill('juno@demo.test')
    await page.reload()
    await isReady(page)
    await page.getByText('We kept what you typed before').waitFor()
    expect(await page.getByLabel('Their email address').inputValue()).toBe('juno@demo.test')

    await page.context().setOffline(true)
    await save(page)
    await page.getByText('We cannot reach Onward').waitFor()
    expect(await page.getByLabel('Name they like to be called').inputValue()).toBe('Juno')
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Save and make the timeline' }).dblclick()
    await page.waitForURL(/\/people\/[\da-f-]{36}$/)
    await open(page, '/people')
    await page.getByLabel('Search by name').fill('Juno')
    await page.getByText('1 young person').waitFor()

    const invited = await newPage()
    await askForCode(invited, 'juno@demo.test')
    await invited.getByRole('button', { name: 'Fill it in for me' }).click()
    await invited.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await invited.getByRole('heading', { level: 1, name: 'What happens next for me' }).waitFor()
  })

  it('keeps everything typed when the session has ended, through signing in again', async () => {
    const page = await newPage()
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    await fillPerson(page, 'Hazel')
    await page.context().clearCookies()
    await save(page)
    await page.getByText('You are signed out').waitFor()
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await page.waitForURL(/sign-in/)
    await signInOnPage(page, 'senco')
    await page.waitForURL('**/people/new')
    await page.getByText('We kept what you typed before').waitFor()
    expect(await page.getByLabel('Name they like to be called').inputValue()).toBe('Hazel')
  })

  it('warns that it may be the same person, and adds them only when told so', async () => {
    const page = await newPage()
    await signInAs(page, 'senco')
    for (const time of ['first', 'second']) {
      await open(page, '/people/new')
      await fillPerson(page, 'Wilf')
      await save(page)
      if (time === 'first') await page.waitForURL(/\/people\/[\da-f-]{36}$/)
    }
    await page.getByRole('heading', { name: 'This may be the same person' }).waitFor()
    expect(await page.getByRole('link', { name: 'Open the timeline of Wilf' }).getAttribute('href')).toMatch(/\/people\/[\da-f-]{36}$/)
    await page.getByRole('button', { name: 'Go back and check' }).click()
    expect(await page.getByLabel('Name they like to be called').inputValue()).toBe('Wilf')
    await save(page)
    await page.getByRole('button', { name: 'It is someone else: add them' }).click()
    await page.waitForURL(/\/people\/[\da-f-]{36}$/)
  })

  it('names nobody whom the writer may not see', async () => {
    const page = await newPage()
    await signInAs(page, 'college')
    await open(page, '/people/new')
    await page.getByLabel('Name they like to be called').fill('Sam')
    const born = await bornAs()
    await fillDate(page, 'field-date_of_birth', born)
    await page.getByLabel('SEN Support, no EHC plan').check()
    await page.getByLabel('Where do they learn now?').selectOption({ label: 'Brindle Valley College' })
    await save(page)
    await page.getByText('There is someone you may not see').waitFor()
    expect(await page.getByText('Wren').count()).toBe(0)
  })
})

/** Sam's birthday moves with the demo: read it where Sam's school sees it. */
async function bornAs(): Promise<[string, string, string]> {
  const page = await newPage()
  await signInAs(page, 'senco')
  await open(page, `${sam}/details`)
  const part = (suffix: string) => page.locator(`#field-date_of_birth${suffix}`).inputValue()
  return [await part(''), await part('-month'), await part('-year')]
}

describe('changing details', () => {
  it('shows the second writer what the first one saved, beside what they typed', async () => {
    const [school, council] = [await newPage(), await newPage(phone)]
    await signInAs(school, 'senco')
    await signInAs(council, 'send.officer')
    const freya = await findPerson(school, 'Freya')
    await open(school, `${freya}/details`)
    await open(council, `${freya}/details`)

    await school.getByLabel('Family name').fill('Teasel-Down')
    await school.getByText('Health, money and travel').first().click()
    await school.getByLabel('Gets help to travel, or may need it').check()
    await school.getByRole('button', { name: 'Save changes' }).click()
    await school.waitForURL(`**${freya}`)

    await council.getByLabel('Family name').fill('Teasel-Up')
    await council.getByRole('button', { name: 'Save changes' }).click()
    const panel = council.getByRole('region', { name: 'Somebody else changed these details first' })
    await panel.waitFor()
    expect(await panel.innerText()).toContain('Teasel-Down')
    expect(await panel.innerText()).toContain('Teasel-Up')
    expect(await panel.innerText()).toContain('Gets help to travel')
    expect(await council.getByLabel('Family name').inputValue()).toBe('Teasel-Up')
    expect(await council.getByLabel('Gets help to travel, or may need it').isChecked()).toBe(true)
    await council.getByRole('button', { name: 'Save again' }).click()
    await council.waitForURL(`**${freya}`)

    await open(school, `${freya}/details`)
    expect(await school.getByLabel('Family name').inputValue()).toBe('Teasel-Up')
    expect(await school.getByLabel('Gets help to travel, or may need it').isChecked()).toBe(true)
  })

  it('lets a father record the date of a letter and nothing else', async () => {
    const page = await newPage(phone)
    await signInAs(page, 'aisha.dad')
    const aisha = new URL(page.url()).pathname.replace('/family/', '/people/')
    await open(page, `${aisha}/details#field-pip_letter`)
    await page.waitForFunction(() => document.activeElement?.id === 'field-pip_letter')
    expect(await page.getByLabel('Name they like to be called').count()).toBe(0)
    await fillDate(page, 'field-pip_letter', ['3', '11', '2026'])
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.waitForURL(`**${aisha}`)
    await open(page, `${aisha}/details`)
    expect(await page.locator('#field-pip_letter-year').inputValue()).toBe('2026')
  })
})

async function findPerson(page: Page, name: string): Promise<string> {
  await open(page, '/people')
  const link = page.getByRole('link', { name: new RegExp(`^${name} `) })
  return await link.getAttribute('href') ?? ''
}

describe('your account', () => {
  it('keeps name and language, and reads Easy Read from then on', async () => {
    const page = await newPage(phone)
    await signInAs(page, 'job.coach')
    await open(page, '/account')
    await page.getByLabel('Your name').fill('Ellie D')
    await page.getByRole('main').getByLabel('Easy Read').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ellie D')
    expect(await page.evaluate(() => document.documentElement.dataset.easyRead)).toBe('')
  })
})

describe('axe finds nothing wrong', () => {
  it('on a form full of problems, and on a code', async () => {
    const page = await newPage(phone)
    await askForCode(page, 'sam@demo.test')
    expect(await axeFindings(page)).toEqual([])
    await signInAs(page, 'senco')
    await open(page, '/people/new')
    await page.getByRole('button', { name: 'Invite the young person' }).click()
    await save(page)
    await page.getByRole('alert').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})
