import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs, newPage } from './windows.ts'

const sam = '/people/de000000-0000-4000-8003-000000000020'

async function startAs(name: string, path: string, options = phone): Promise<Page> {
  const page = await lookAs(name, path, options)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

const goal = (page: Page, words: string) => page.getByRole('article', { name: words })

it('lets Sam make a goal with steps, say how it goes and change it; Mum sees what is shared, and not what is private', async () => {
  const page = await startAs('sam', '/my/goals')
  await page.getByRole('button', { name: 'Add a goal' }).click()
  const form = page.getByRole('form', { name: 'A new goal' })
  expect(await form.getByLabel('Only me').isChecked()).toBe(true)
  await form.getByLabel('My circle').check()
  await form.getByLabel('Friends and community').check()
  await form.getByLabel('What do you want?').fill('Start a film club')
  await form.getByRole('button', { name: 'Add a step' }).click()
  await form.getByLabel('Step 1', { exact: true }).fill('Ask Jo to help')
  await form.getByLabel('Who helps?').fill('Jo')
  // A reload in the middle loses nothing.
  await page.reload()
  await isReady(page)
  await page.getByText('What you typed before is still here.').waitFor()
  expect(await form.getByLabel('What do you want?').inputValue()).toBe('Start a film club')
  await form.getByRole('button', { name: 'Save this goal' }).click()

  const club = goal(page, 'Start a film club')
  await club.getByLabel('Ask Jo to help').check()
  await page.getByText('The step is done').first().waitFor()
  await club.getByRole('button', { name: 'Say how it is going' }).click()
  await club.getByRole('radio', { name: 'Good', exact: true }).check()
  await club.getByLabel('Anything you want to say about it').fill('Jo said yes')
  await club.getByRole('button', { name: 'Save' }).click()
  await club.getByText('What was said about it (1)').waitFor()

  await club.getByRole('button', { name: 'Change this goal' }).click()
  const change = page.getByRole('form', { name: 'Change this goal' })
  await change.getByLabel('What do you want?').fill('Start a film club at school')
  await change.getByLabel('Why did you change it?').fill('The town hall costs money')
  await change.getByRole('button', { name: 'Save this goal' }).click()
  const changed = goal(page, 'Start a film club at school')
  await changed.getByText('How this goal has changed').click()
  await changed.getByText('Why: The town hall costs money').waitFor()

  const mum = await startAs('sam.mum', `${sam}/goals`)
  const seen = goal(mum, 'Start a film club at school')
  await seen.getByText('Who helps: Jo').waitFor()
  expect(await seen.getByRole('button', { name: 'Change this goal' }).count()).toBe(0)
  // The demo's goal that Sam keeps private.
  expect(await mum.getByText('Go to the cinema with Jo').count()).toBe(0)
  await seen.getByRole('button', { name: 'Say what you saw' }).click()
  await seen.getByLabel('How did it go?').fill('You asked by yourself')
  await seen.getByRole('button', { name: 'Save' }).click()
  await seen.getByText('What was said about it (2)').waitFor()
})

it('takes a change back, and shows the second of two windows what the first saved', async () => {
  const page = await startAs('leo', '/my/goals')
  const other = await page.context().newPage()
  await open(other, '/my/goals')
  for (const [window, words] of [[page, 'Fix bikes for money'], [other, 'Fix bikes with a boss']] as const) {
    await goal(window, 'Get an apprenticeship fixing bikes').getByRole('button', { name: 'Change this goal' }).click()
    await window.getByRole('form', { name: 'Change this goal' }).getByLabel('What do you want?').fill(words)
    await window.getByRole('button', { name: 'Save this goal' }).click()
  }
  await other.getByRole('alert').getByText('Fix bikes for money').waitFor()
  await other.getByRole('button', { name: 'Save mine instead' }).click()
  await goal(other, 'Fix bikes with a boss').waitFor()
  await other.getByRole('button', { name: 'Undo' }).first().click()
  await goal(other, 'Fix bikes for money').waitFor()
})

it('waits for Sam\'s answer to an idea of the school', async () => {
  const senco = await startAs('senco', `${sam}/goals`)
  const idea = goal(senco, 'Say in class when it is too loud')
  await idea.getByText('Waiting for an answer').waitFor()
  expect(await idea.getByRole('button', { name: 'Yes, I want this' }).count()).toBe(0)
  const page = await startAs('sam', '/my/goals')
  await goal(page, 'Say in class when it is too loud').getByRole('button', { name: 'Yes, I want this' }).click()
  await page.getByRole('region', { name: 'Learning' }).getByText('An idea of Ada Plover (SENCo). Sam said yes.').waitFor()
})

it('has Sam\'s words, photo and voice for those alone whom Sam chose, and deletes a photo for good', async () => {
  const page = await startAs('sam', '/my/about')
  await page.getByText('My photo and hello').first().click()
  const photo = page.getByRole('form', { name: 'Photo: My photo and hello' })
  await photo.getByLabel('Choose a photo').setInputFiles({
    name: 'sam.jpg', mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#6a9c78' } }).jpeg().toBuffer(),
  })
  await photo.getByLabel('What does it show?').fill('Me and Biscuit')
  await photo.getByRole('button', { name: 'Add this photo' }).click()
  const image = page.getByRole('img', { name: 'Me and Biscuit' })
  await image.waitFor()
  await expect.poll(() => image.evaluate(element => (element as HTMLImageElement).naturalWidth)).toBe(1000)

  await page.getByRole('button', { name: 'Record my voice My photo and hello' }).click()
  await page.getByText(/Recording: [1-9]\d* of 120 seconds/).waitFor()
  await page.getByRole('button', { name: 'Stop recording' }).click()
  await page.getByLabel('What do you say in it?').fill('Hello, I am Sam')
  await page.getByRole('button', { name: 'Keep it' }).click()
  const player = page.getByLabel('Sam says hello')
  await player.waitFor()
  const plays = (element: Element) => new Promise<boolean>((resolve) => {
    const audio = element as HTMLAudioElement
    audio.addEventListener('loadeddata', () => resolve(true))
    audio.addEventListener('error', () => resolve(false))
    audio.load()
    audio.play().catch(() => undefined)
  })
  expect(await player.evaluate(plays)).toBe(true)
  const address = await image.getAttribute('src') ?? ''

  const mum = await startAs('sam.mum', `${sam}/about`)
  await mum.getByRole('img', { name: 'Me and Biscuit' }).waitFor()
  expect(await mum.getByRole('button', { name: 'Change the words' }).count()).toBe(0)

  await page.getByRole('button', { name: 'Change the words' }).click()
  const form = page.getByRole('form', { name: 'Words for my page' })
  await form.getByLabel('Only me').check()
  await form.getByRole('button', { name: 'Save my page' }).click()
  await page.getByText('Only you can see this').first().waitFor()
  expect((await mum.request.get(address)).status()).toBe(404)
  await mum.reload()
  await mum.getByText('There is no page here that you can see').waitFor()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await page.getByText('Everyone involved with Sam can see this').first().waitFor()
  expect((await mum.request.get(address)).status()).toBe(200)
  const stranger = await newPage()
  expect((await stranger.request.get(address)).status()).toBe(401)

  await page.getByText('My photo and hello').first().click()
  await page.getByRole('button', { name: 'Delete the photo: My photo and hello' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the photo' }).click()
  await image.waitFor({ state: 'detached' })
  expect((await mum.request.get(address)).status()).toBe(404)
})

it('takes nothing for a photo but a photo, and no upload that another site sends', async () => {
  const page = await startAs('priya', '/my/about')
  await page.getByText('My photo and hello').first().click()
  const photo = page.getByRole('form', { name: 'Photo: My photo and hello' })
  await photo.getByLabel('Choose a photo').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })
  await photo.getByRole('button', { name: 'Add this photo' }).click()
  await photo.getByText(/We cannot use this/).first().waitFor()
  const answer = await page.request.post('/api/profile-media', { headers: { origin: 'https://elsewhere.example' }, multipart: { words: 'x' } })
  expect(answer.status()).toBe(403)
})

it('prints a full page on one sheet', async () => {
  const page = await startAs('tom', '/my/about')
  await page.getByRole('button', { name: 'Change the words' }).click()
  const form = page.getByRole('form', { name: 'Words for my page' })
  const long = 'Use my pictures and wait for me to look up. '.repeat(14).slice(0, 600)
  for (const part of ['What people like and admire about me', 'What matters to me', 'How to support me well', 'How I communicate']) await form.getByLabel(part).fill(long)
  await form.getByRole('button', { name: 'Save my page' }).click()
  await form.waitFor({ state: 'detached' })
  for (const locale of ['en', 'en-easy']) {
    await page.context().addCookies([{ name: 'onward-locale', value: locale, url: page.url() }])
    await page.reload()
    await isReady(page)
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(paper.match(/\/Type\s*\/Page\b/g), locale).toHaveLength(1)
  }
})

it.each(['/my/goals', '/my/about'])('%s has nothing for axe to find with every form open, and fits 320 pixels', async (path) => {
  const page = await startAs('sam', path, { viewport: { width: 320, height: 844 } })
  if (path === '/my/goals') {
    await page.getByRole('button', { name: 'Add a goal' }).click()
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByText('Say more (you can skip this)').click()
    await goal(page, 'Work somewhere with animals').getByRole('button', { name: 'Say how it is going' }).click()
  }
  else {
    await page.getByText('My photo and hello').first().click()
  }
  expect(await axeFindings(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  if (path === '/my/goals') return
  await page.getByRole('button', { name: 'Change the words' }).click()
  expect(await axeFindings(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
