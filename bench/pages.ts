import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core'
import { ensureBuilt } from '../scripts/build.ts'
import { findChromium } from '../scripts/chromium.ts'
import { startServer } from '../tests/journeys/built-server.ts'

/**
 * What a family's phone has to fetch and wait for: first-load JavaScript, largest contentful paint and database size.
 * Prints one line a page. A slow phone is a fourfold slower processor on 1.6 Mbit/s with 150 ms each way.
 */
const runs = 3
const pages = [['/', null], ['/sign-in', null], ['a timeline', 'sam.mum'], ['a checklist', 'sam.mum'], ['a list of young people', 'send.officer']] as const

interface Load { scriptBytes: number, allBytes: number, paintMs: number }

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} kB`

function folderSize(folder: string): number {
  return (readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

async function signIn(page: Page, who: string): Promise<string> {
  await page.goto('/sign-in', { waitUntil: 'networkidle' })
  await page.getByRole('tab').nth(1).click()
  await page.locator('input[type=email]:visible').fill(`${who}@demo.test`)
  await page.locator('input[type=password]:visible').fill('onward-demo')
  await page.locator('form:visible button[type=submit]').click()
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
  return new URL(page.url()).pathname
}

async function beSlow(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 })
}

async function load(browser: Browser, baseURL: string, path: string, who: string | null, slow: boolean): Promise<Load> {
  const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const home = who ? await signIn(page, who) : ''
  const fresh = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, storageState: await context.storageState() })
  await context.close()
  const visit = await fresh.newPage()
  const session = await fresh.newCDPSession(visit)
  await session.send('Network.enable')
  const scripts = new Set<string>()
  const result: Load = { scriptBytes: 0, allBytes: 0, paintMs: 0 }
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || response.mimeType.includes('javascript')) scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    result.allBytes += encodedDataLength
    if (scripts.has(requestId)) result.scriptBytes += encodedDataLength
  })
  if (slow) await beSlow(session)
  const target = { 'a timeline': home, 'a checklist': `${home}/checklist`, 'a list of young people': '/people' }[path] ?? path
  await visit.goto(target, { waitUntil: 'networkidle' })
  result.paintMs = await visit.evaluate(() => new Promise<number>((resolve) => {
    new PerformanceObserver(list => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({ type: 'largest-contentful-paint', buffered: true })
  }))
  await fresh.close()
  return result
}

await ensureBuilt(line => console.error(line))
const folder = mkdtempSync(join(tmpdir(), 'onward-pages-'))
const server = await startServer(folder)
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
try {
  for (const [path, who] of pages) {
    const fast: Load[] = []
    const slow: Load[] = []
    for (let run = 0; run < runs; run += 1) {
      fast.push(await load(browser, server.baseUrl, path, who, false))
      slow.push(await load(browser, server.baseUrl, path, who, true))
    }
    console.log(`${path}: JavaScript ${kilobytes(median(fast.map(run => run.scriptBytes)))}, everything ${kilobytes(median(fast.map(run => run.allBytes)))}, `
      + `largest paint ${Math.round(median(fast.map(run => run.paintMs)))} ms here, ${Math.round(median(slow.map(run => run.paintMs)))} ms on a slow phone`)
  }
}
finally {
  await browser.close()
  await server.stop('SIGTERM')
}
console.log(`demo database on disk: ${Math.round(folderSize(join(folder, 'db')) / 1024 / 1024)} MB`)
rmSync(folder, { recursive: true, force: true })
