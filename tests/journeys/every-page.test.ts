import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openPage, phone } from './browser.ts'
import { isReady, open, signInAs } from './open.ts'
import { baseUrl } from './own-server.ts'

const pagesFolder = join(import.meta.dirname, '../../pages')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Somebody the page is for, and where it is; `{person}` is the first young person they may see, `{pathway}` the published version. */
const visits: Record<string, { who: string | null, path: string }[]> = {
  'index.vue': [{ who: null, path: '/' }],
  'sign-in.vue': [{ who: null, path: '/sign-in' }],
  'sign-out.vue': [],
  'look-around.vue': [{ who: null, path: '/look-around' }],
  'device.vue': [{ who: 'sam', path: '/device' }, { who: 'senco', path: '/device' }],
  'accessibility.vue': [{ who: null, path: '/accessibility' }],
  'privacy.vue': [{ who: null, path: '/privacy' }],
  'account.vue': [{ who: 'sam', path: '/account' }],
  'my/views/index.vue': [{ who: 'sam', path: '/my/views' }],
  'my/views/[question].vue': [{ who: 'leo', path: '/my/views/friends' }],
  'my/views/hand-over.vue': [{ who: 'sam', path: '/my/views/hand-over' }],
  'my/ask.vue': [{ who: 'leo', path: '/my/ask' }],
  'my/rights.vue': [{ who: 'tom', path: '/my/rights' }],
  'people/[id]/views.vue': [{ who: 'job.coach', path: '/people/{person}/views' }],
  'people/index.vue': [{ who: 'admin', path: '/people' }],
  'caseload/index.vue': [{ who: 'send.officer', path: '/caseload' }, { who: 'senco', path: '/caseload?flag=no_contact' }],
  'caseload/overview.vue': [{ who: 'send.officer', path: '/caseload/overview' }],
  'caseload/handover.vue': [{ who: 'transition.worker', path: '/caseload/handover' }],
  'people/new.vue': [{ who: 'senco', path: '/people/new' }],
  'tokens.vue': [{ who: 'senco', path: '/tokens' }, { who: 'admin', path: '/tokens' }],
  'imports/index.vue': [{ who: 'senco', path: '/imports' }],
  'imports/new.vue': [{ who: 'senco', path: '/imports/new' }],
  'imports/[id].vue': [{ who: 'senco', path: '/imports/de000000-0000-4000-8099-000000000001' }],
  'people/[id]/index.vue': [
    { who: 'sam.mum', path: '/people/{person}' }, { who: 'priya', path: '/people/{person}' }, { who: 'leo', path: '/people/{person}' },
  ],
  'people/[id]/checklist.vue': [{ who: 'tom', path: '/people/{person}/checklist' }, { who: 'aisha', path: '/people/{person}/checklist' }],
  'my/index.vue': [{ who: 'sam', path: '/my' }, { who: 'leo', path: '/my' }],
  'my/people.vue': [{ who: 'sam', path: '/my/people' }],
  'my/line.vue': [{ who: 'priya', path: '/my/line' }],
  'my/goals.vue': [{ who: 'sam', path: '/my/goals' }, { who: 'leo', path: '/my/goals' }],
  'my/about.vue': [{ who: 'sam', path: '/my/about' }, { who: 'tom', path: '/my/about' }],
  'people/[id]/goals.vue': [{ who: 'sam.mum', path: '/people/{person}/goals' }, { who: 'senco', path: '/people/{person}/goals' }],
  'people/[id]/about.vue': [{ who: 'sam.mum', path: '/people/{person}/about' }, { who: 'aisha.dad', path: '/people/{person}/about' }],
  'people/[id]/reviews/index.vue': [{ who: 'sam', path: '/people/{person}/reviews' }],
  'people/[id]/reviews/[review].vue': [
    { who: 'aisha', path: '/people/{person}/reviews/de000000-0000-4000-8009-000000000001' },
    { who: 'senco', path: '/people/de000000-0000-4000-8003-000000000034/reviews/de000000-0000-4000-8009-000000000002' },
  ],
  'forecast.vue': [{ who: 'send.officer', path: '/forecast' }],
  'people/[id]/what-if.vue': [{ who: 'sam.mum', path: '/people/{person}/what-if' }],
  'people/[id]/details.vue': [{ who: 'send.officer', path: '/people/{person}/details' }, { who: 'aisha.dad', path: '/people/{person}/details' }],
  'people/[id]/moves/index.vue': [{ who: 'tom', path: '/people/{person}/moves' }, { who: 'aisha.dad', path: '/people/{person}/moves' }],
  'people/[id]/moves/[move].vue': [{ who: 'tom', path: '/people/{person}/moves/de000000-0000-4000-8007-000000000001' }],
  'handovers/index.vue': [{ who: 'college', path: '/handovers' }],
  'handovers/[id].vue': [{ who: 'college', path: '/handovers/de000000-0000-4000-8007-000000000011' }],
  'september.vue': [{ who: 'senco', path: '/september' }],
  'people/[id]/circle.vue': [
    { who: 'sam.mum', path: '/people/{person}/circle' }, { who: 'priya', path: '/people/{person}/circle' }, { who: 'transition.worker', path: '/people/{person}/circle' },
  ],
  'people/[id]/paper.vue': [{ who: 'sam', path: '/people/{person}/paper' }, { who: 'senco', path: '/people/{person}/paper' }],
  'paper.vue': [{ who: 'sam.mum', path: '/paper' }],
  'people/[id]/history.vue': [{ who: 'sam', path: '/people/{person}/history' }, { who: 'senco', path: '/people/{person}/history' }],
  'people/[id]/copy.vue': [{ who: 'sam', path: '/people/{person}/copy' }],
  'join/index.vue': [{ who: 'sam.dad', path: '/join' }],
  'join/[code].vue': [{ who: 'sam.dad', path: '/join/0123456789abcdef01234567' }],
  'emergency.vue': [{ who: 'social.worker', path: '/emergency' }, { who: 'senco', path: '/emergency' }],
  'people/[id]/questions.vue': [{ who: 'send.officer', path: '/people/{person}/questions' }],
  'family/index.vue': [{ who: 'tom.gran', path: '/family' }],
  'family/[id]/index.vue': [{ who: 'sam.mum', path: '/family/{person}' }, { who: 'aisha.dad', path: '/family/{person}' }],
  'family/[id]/views.vue': [{ who: 'sam.dad', path: '/family/{person}/views' }],
  'admin/index.vue': [{ who: 'admin', path: '/admin' }],
  'admin/pathways/index.vue': [{ who: 'admin', path: '/admin/pathways' }],
  'admin/pathways/import.vue': [{ who: 'admin', path: '/admin/pathways/import' }],
  'admin/pathways/[id]/index.vue': [{ who: 'admin', path: '/admin/pathways/{pathway}' }],
  'admin/pathways/[id]/details.vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/details' }],
  'admin/pathways/[id]/differences.vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/differences' }],
  'admin/pathways/[id]/publish.vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/publish' }],
  'admin/pathways/[id]/edit-stage/[stage].vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/edit-stage/ks4_years_10_11' }],
  'admin/pathways/[id]/stages/[stage].vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/stages/ks4_years_10_11' }],
  'admin/pathways/[id]/steps/[step].vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/steps/k4-send-01' }],
  'admin/pathways/[id]/steps/new.vue': [{ who: 'admin', path: '/admin/pathways/{pathway}/steps/new' }],
  // In development only; its components have their own tests.
  'styleguide.vue': [],
}

const staff = new Set<string | null>(['admin', 'senco', 'send.officer', 'college', 'transition.worker', 'social.worker', 'health', 'job.coach'])

let browser: Browser
const windows = new Map<string, Promise<BrowserContext>>()

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** One browser for each reader and language, so that what every page needs is fetched once. */
function windowOf(who: string | null, locale: string): Promise<BrowserContext> {
  const key = `${who} ${locale}`
  const known = windows.get(key) ?? signedIn(who, locale)
  windows.set(key, known)
  return known
}

async function signedIn(who: string | null, locale: string): Promise<BrowserContext> {
  const page = await openPage(browser, phone)
  if (who) await signInAs(page, who)
  await page.context().addCookies([{ name: 'onward-locale', value: locale, url: baseUrl() }])
  await page.close()
  return page.context()
}

const ids = new Map<string, string>()

/** Puts the first id that is linked from the list into the path; asks once for each reader. */
async function resolvePath(page: Page, path: string, who: string | null): Promise<string> {
  const place = /\{\w+\}/.exec(path)?.[0]
  if (!place) return path
  const known = ids.get(`${who} ${place}`)
  if (known) return path.replace(place, known)
  const list = place === '{person}' ? '/people' : '/admin/pathways'
  await open(page, list)
  const linked = new RegExp(`${list}/([0-9a-f-]{36})`)
  const hrefs = [page.url(), ...await page.locator('main a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''))]
  const id = hrefs.map(href => linked.exec(href)?.[1]).find(Boolean)
  if (!id) throw new Error(`${list} links to nothing.`)
  ids.set(`${who} ${place}`, id)
  return path.replace(place, id)
}

/** `colours`: everything else was looked at in this size already. */
interface Look { theme: 'dark' | 'light' | 'contrast', size: { width: number, height: number }, colours?: true }
interface Finding { violations: string[], wide: boolean }
interface Visit { looks: Finding[], elsewhere: string[], errors: string[] }

async function inspect(page: Page, { theme, size, colours }: Look): Promise<Finding> {
  await page.setViewportSize(size)
  await page.evaluate((value) => {
    document.documentElement.dataset.theme = value
  }, theme)
  const violations = await page.evaluate(async (runOnly) => {
    const { axe: inspector } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
    const results = await inspector.run({ runOnly })
    return results.violations.map(found => `${found.id}: ${found.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ')}`)
  }, colours ? ['color-contrast'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  return { violations, wide }
}

async function look(page: Page, path: string, who: string | null, looks: readonly Look[]): Promise<Visit> {
  const elsewhere: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl()) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(await resolvePath(page, path, who))
  await page.locator('main h1').first().waitFor()
  await isReady(page)
  await page.evaluate(axe)
  const found: Finding[] = []
  for (const one of looks) found.push(await inspect(page, one))
  return { looks: found, elsewhere, errors }
}

it('visits every page there is', () => {
  const files = (readdirSync(pagesFolder, { recursive: true }) as string[]).filter(file => file.endsWith('.vue')).map(file => file.replaceAll('\\', '/'))
  expect(Object.keys(visits).sort()).toEqual(files.sort())
})

const dark: Look = { theme: 'dark', size: { width: 390, height: 844 } }
const light: Look = { theme: 'light', size: { width: 1280, height: 900 } }
const strong: Look = { theme: 'contrast', size: { width: 320, height: 640 }, colours: true }
const narrow: Look = { theme: 'light', size: { width: 320, height: 640 } }

// In every run each page in English, and those for young people and families also in Easy Read and from right to left, once each.
// All of them in every language and every colour: ONWARD_LOOKS=all, by `npm run check:pages`.
const isWhole = process.env.ONWARD_LOOKS === 'all'
const tours: [locale: string, looks: Look[], isFor: (who: string | null) => boolean][] = isWhole
  ? ['en', 'en-easy', 'pl', 'gu', 'pa', 'ur', 'ro'].map(locale => [locale, [dark, light, strong], () => true])
  : [
      ['en', [dark, { ...light, colours: true }, strong], () => true],
      ['en-easy', [narrow], who => !staff.has(who)],
      ['ur', [narrow], who => !staff.has(who)],
    ]

describe.each(tours)('in %s', (locale, looks, isFor) => {
  const all = Object.values(visits).flatMap((readers) => {
    const found = readers.filter(({ who }) => isFor(who))
    return isWhole || locale === 'en' ? found : found.slice(0, 1)
  })
  // Two at a time: one waits for the server while axe looks at the other.
  it.concurrent.each(all.map(visit => [`${visit.path} as ${visit.who ?? 'somebody signed out'}`, visit] as const))(
    '%s has no axe violation, fits, asks no other server and logs no error', async (_title, { who, path }) => {
      const page = await (await windowOf(who, locale)).newPage()
      expect(await look(page, path, who, looks)).toEqual({ looks: looks.map(() => ({ violations: [], wide: false })), elsewhere: [], errors: [] })
      await page.close()
    })
})
