import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { desktop, openBrowser, openPage } from './browser.ts'
import { open, signInAs } from './open.ts'

let browser: Browser
const opened: Page[] = []
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>()

// Importing this gives a test file a browser of its own, whose windows are closed after each test.
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  await Promise.all(opened.splice(0).map(page => page.context().close()))
})

/** A window of somebody new to this browser. */
export async function newPage(options: BrowserContextOptions = desktop): Promise<Page> {
  const page = await openPage(browser, options)
  page.setDefaultTimeout(15_000)
  opened.push(page)
  return page
}

/** Somebody of the demo, signed in and at their start page. */
export async function startAs(name: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await newPage(options)
  await signInAs(page, name)
  return page
}

/** Somebody of the demo, looking at a page. They sign in once a file, and are who they were in its next tests. */
export async function lookAs(name: string, path: string, options?: BrowserContextOptions): Promise<Page> {
  const storageState = sessions.get(name)
  if (!storageState) {
    const page = await startAs(name, options)
    sessions.set(name, await page.context().storageState())
    await open(page, path)
    return page
  }
  const page = await newPage({ ...desktop, ...options, storageState })
  await open(page, path)
  return page
}
