import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'

const axeSource = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8')

/** Opens a path and waits until the page answers to clicks. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await isReady(page)
}

/** Waits until the page that the server sent answers to clicks. */
export async function isReady(page: Page): Promise<void> {
  // A function, not a string: the page's Content-Security-Policy lets no text be run as code.
  await page.waitForFunction(() => (window as { useNuxtApp?: () => { isHydrating?: boolean } }).useNuxtApp?.().isHydrating === false)
}

/** Goes on with the Tab key until this has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab')
    if (await target.evaluate(element => element === document.activeElement)) return
  }
  throw new Error(`Tab does not reach ${String(target)}`)
}

/** Signs in as NAME of the demo by password, and waits for their start page. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await open(page, '/sign-in')
  await signInOnPage(page, name)
}

/** The same, on a sign-in page that is already open. */
export async function signInOnPage(page: Page, name: string): Promise<void> {
  await isReady(page)
  await page.getByRole('tab', { name: 'Staff: use a password' }).click()
  const form = page.getByRole('tabpanel', { name: 'Staff: use a password' })
  await form.getByLabel('Email address').fill(`${name}@demo.test`)
  await form.getByRole('textbox', { name: 'Password' }).fill('onward-demo')
  await form.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
  await isReady(page)
}

/** What axe finds wrong with the whole page, one line a rule. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: Array<{ id: string, nodes: Array<{ html: string }> }> }> } }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
  })
}
