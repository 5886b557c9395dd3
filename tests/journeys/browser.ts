import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { baseUrl } from './own-server.ts'
import { findChromium } from '../../scripts/chromium.ts'

/** Each window would fetch the whole app to keep it: only who is without a connection later needs that. */
export const keepsNothing = { serviceWorkers: 'block' } as const satisfies BrowserContextOptions

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }

/** A real Chromium, with a microphone that hums for those who record. Close it in `afterAll`. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium. Run "npm test" once, or set ONWARD_CHROMIUM.')
  const microphone = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...microphone] })
}

/** A page for somebody new to this browser, that can open paths such as `/sign-in`. */
export async function openPage(browser: Browser, options: BrowserContextOptions = desktop): Promise<Page> {
  const context = await browser.newContext({ baseURL: baseUrl(), locale: 'en-GB', timezoneId: 'Europe/London', ...keepsNothing, ...options })
  return context.newPage()
}
