import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { desktop, openBrowser, openPage } from './browser.ts'
import { open, signInAs } from './open.ts'

let browser: Browser
const opened: Page[] = []
const sessions = new Map<string, { start: string, storageState: Awaited<ReturnType<BrowserContext['storageState']>> }>()

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

/** Somebody of the demo, signed in and at their start page. They sign in once a file, and are who they were in its next tests. */
export async function startAs(name: string, options?: BrowserContextOptions): Promise<Page> {
  const session = sessions.get(name)
  if (session) return openAt(session.start, { ...desktop, ...options, storageState: session.storageState })
  const page = await newPage(options)
  await signInAs(page, name)
  sessions.set(name, { start: new URL(page.url()).pathname, storageState: await page.context().storageState() })
  return page
}

/** Somebody of the demo, looking at a page. */
export async function lookAs(name: string, path: string, options?: BrowserContextOptions): Promise<Page> {
  const session = sessions.get(name)
  if (session) return openAt(path, { ...desktop, ...options, storageState: session.storageState })
  const page = await startAs(name, options)
  await open(page, path)
  return page
}

async function openAt(path: string, options: BrowserContextOptions): Promise<Page> {
  const page = await newPage(options)
  await open(page, path)
  return page
}
