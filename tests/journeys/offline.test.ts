import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone } from './browser.ts'
import { isReady, open } from './open.ts'
import { lookAs, startAs } from './windows.ts'

/** How many things this device keeps to be read. */
function keptPlans(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // Opening what is not there would make it, and the app would find it empty.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'onward')) return 0
    return new Promise<number>((resolve) => {
      const request = indexedDB.open('onward')
      request.onsuccess = () => {
        const count = request.result.transaction('kept').objectStore('kept').count()
        count.onsuccess = () => resolve(count.result)
      }
    })
  })
}

/** Waits until this device has the app's own files, and the plan on the screen. */
async function isKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
  await expect.poll(() => keptPlans(page), { timeout: 15_000 }).toBeGreaterThan(1)
}

const items = (page: Page) => page.getByRole('region', { name: 'Your steps' }).getByRole('listitem')

/** Cuts the connection. After a reload Chromium lets requests through for a moment before it is offline again: those end here. */
async function cut(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await page.route('**/supabase/**', route => route.abort('internetdisconnected'))
}

async function mend(page: Page): Promise<void> {
  await page.unroute('**/supabase/**')
  await page.context().setOffline(false)
}

async function writeNote(page: Page, step: string, note: string): Promise<void> {
  const item = page.locator(`[id="${step}"]`)
  await item.getByRole('button', { name: /^Change/ }).click()
  await item.getByRole('textbox', { name: /^Note/ }).fill(note)
  await item.getByRole('button', { name: 'Save' }).click()
}

const ownPages = ['/my/goals', '/my/ask', '/my/views/friends']

/** Without a connection: says how a goal goes, asks the council something, and writes a private view. */
async function writeOnOwnPages(page: Page): Promise<void> {
  await page.goto('/my/goals')
  const goal = page.getByRole('article', { name: 'Work somewhere with animals' })
  await goal.getByRole('button', { name: /^Say how it is going/ }).click()
  await goal.getByRole('textbox', { name: /^Anything you want to say/ }).fill('The rabbits know me now.')
  await goal.getByRole('button', { name: 'Save' }).click()
  await goal.getByText('Kept on this phone or computer, not sent yet').waitFor()

  await page.goto('/my/ask')
  await page.getByRole('button', { name: 'I have a question' }).click()
  const form = page.getByRole('form', { name: 'Ask a question' })
  await form.getByRole('radio', { name: /Larkhill Secondary/ }).check()
  await form.getByRole('radio', { name: 'Only the team I ask' }).check()
  await form.getByRole('textbox', { name: 'Your question' }).fill('Who pays for the bus?')
  await form.getByRole('button', { name: 'Send question' }).click()
  await page.getByRole('region', { name: 'What you asked' }).getByText('Kept on this phone or computer, not sent yet').waitFor()

  await page.goto('/my/views/friends')
  await page.getByRole('textbox', { name: 'What I think' }).fill('I want to see Jo more.')
  await page.getByRole('status').getByText('Kept on this phone or computer, not sent yet').waitFor()
}

it('reads the plan and one\'s own pages without a connection, keeps what is written, sends it in order, and shows both words where somebody else was faster', async () => {
  const sam = await startAs('sam', { ...phone, serviceWorkers: 'allow' })
  const plan = (await sam.locator('a[href*="/checklist"]').first().getAttribute('href'))?.split('#')[0] ?? ''
  for (const path of [...ownPages, plan]) await open(sam, path)
  await isKept(sam)
  const [first, second] = await items(sam).evaluateAll(list => list.map(item => item.id))
  if (!first || !second) throw new Error('Sam has fewer than two steps.')

  await cut(sam)
  await sam.reload()
  await isReady(sam)
  await items(sam).first().waitFor()
  await writeNote(sam, first, 'I like the small college.')
  await sam.locator(`[id="${first}"]`).getByText('Kept on this phone or computer, not sent yet').waitFor()
  await sam.locator(`[id="${second}"]`).getByRole('button', { name: /^Mark as done/ }).click()
  await sam.getByText('2 changes are kept on this phone or computer. They are not sent yet.').waitFor()
  await sam.reload()
  await isReady(sam)
  await sam.locator(`[id="${first}"]`).getByText('I like the small college.').waitFor()
  await sam.getByRole('link', { name: 'Timeline' }).first().click()
  await sam.getByRole('heading', { level: 1, name: 'Sam’s timeline' }).waitFor()
  await writeOnOwnPages(sam)
  await sam.getByText('5 changes are kept on this phone or computer. They are not sent yet.').waitFor()

  const mum = await lookAs('sam.mum', `${plan}#${first}`)
  await writeNote(mum, first, 'The big college has a bus.')
  await mum.locator(`[id="${first}"]`).getByText('The big college has a bus.').waitFor()

  await mend(sam)
  await sam.getByText('1 change could not be sent. Please choose what to keep.').waitFor()
  // A page shows what is saved when it opens: the others must have gone by then.
  await sam.getByText(/changes? (is|are) kept on this phone or computer\./).first().waitFor({ state: 'detached' })
  await open(sam, '/my/goals')
  await sam.getByText('The rabbits know me now.').first().waitFor({ state: 'attached' })
  await open(sam, '/my/ask')
  await sam.getByRole('region', { name: 'What you asked' }).getByText('Who pays for the bus?').waitFor()
  await open(sam, '/my/views/friends')
  expect(await sam.getByRole('textbox', { name: 'What I think' }).inputValue()).toBe('I want to see Jo more.')
  await sam.goto(plan)
  const clash = sam.locator(`[id="${first}"]`).getByRole('alert')
  await clash.getByText('The big college has a bus.').waitFor()
  await clash.getByText('I like the small college.').waitFor()
  await clash.getByRole('button', { name: 'Put both notes together' }).click()
  await sam.locator(`[id="${first}"]`).getByRole('button', { name: 'Save' }).click()
  await sam.getByText('could not be sent').waitFor({ state: 'detached' })

  await sam.goto('/sign-out')
  await sam.getByRole('heading', { name: 'You are signed out' }).waitFor()
  expect(await keptPlans(sam)).toBe(0)

  await mum.reload()
  await isReady(mum)
  const note = mum.locator(`[id="${first}"]`)
  expect(await note.innerText()).toContain('The big college has a bus.')
  expect(await note.innerText()).toContain('I like the small college.')
})
