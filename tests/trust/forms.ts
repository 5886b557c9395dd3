import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page, type Request } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.ts'
import { open, signInAs } from '../journeys/open.ts'
import { signInTo } from './api.ts'

/** How a form is reached, filled and sent, and where what it writes is counted. */
interface Form {
  /** The name of somebody of the demo. */
  as: string
  path: string
  /** Opens and fills it; gives the box whose words must not be lost. */
  fill: (page: Page, words: string) => Promise<ReturnType<Page['getByLabel']>>
  send: string
  table: string
}

/** What was tried, and where words were lost or written twice. */
export interface FormsResult { forms: number, tried: number, problems: string[] }

const sam = 'de000000-0000-4000-8003-000000000020'
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

const tried: Record<string, Form> = {
  'components/family/Notes.vue': {
    as: 'sam.mum', path: `/family/${sam}`, send: 'Save note', table: 'private_notes',
    async fill(page, words) {
      await press(page, 'Add a private note')
      const box = page.getByLabel('Your note')
      await box.fill(words)
      return box
    },
  },
  'components/questions/Ask.vue': {
    as: 'sam.mum', path: `/family/${sam}`, send: 'Send question', table: 'questions',
    async fill(page, words) {
      await press(page, 'Ask a question')
      const form = page.getByRole('form', { name: 'Ask a question' })
      await form.getByRole('radio', { name: 'Larkhill Secondary (Ada Plover)' }).check()
      await form.getByRole('radio', { name: 'Only the team I ask' }).check()
      const box = form.getByRole('textbox', { name: 'Your question' })
      await box.fill(words)
      return box
    },
  },
  'components/goals/Form.vue': {
    as: 'sam', path: '/my/goals', send: 'Save this goal', table: 'goals',
    async fill(page, words) {
      await press(page, 'Add a goal')
      const form = page.getByRole('form', { name: 'A new goal' })
      await form.getByLabel('Friends and community').check()
      const box = form.getByLabel('What do you want?')
      await box.fill(words)
      return box
    },
  },
  'components/caseload/Views.vue': {
    as: 'send.officer', path: '/caseload?flag=no_contact', send: 'Keep it', table: 'caseload_views',
    async fill(page, words) {
      await press(page, 'Keep this view')
      const box = page.getByLabel('Name of this view')
      await box.fill(words)
      return box
    },
  },
}

/** Every component and page of the app that holds a form, by what is in the files. */
function formFiles(): string[] {
  const root = join(import.meta.dirname, '../..')
  return globSync('{components,pages}/**/*.vue', { cwd: root }).filter(file => /<form\b/.test(readFileSync(join(root, file), 'utf8'))).sort()
}

/** Cuts the connection at each form that is described here: before what it sends arrives, and before the answer does. */
export async function cutForms(address: string, folder: string): Promise<FormsResult> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium. Run "npm test" once, or set ONWARD_CHROMIUM.')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  const files = formFiles()
  const untried = files.filter(file => !tried[file])
  const gone = Object.keys(tried).filter(file => !files.includes(file))
  const result: FormsResult = {
    forms: files.length, tried: 0,
    problems: [...untried.map(file => `${file}: nobody has said how it is filled and sent`), ...gone.map(file => `${file}: holds no form`)],
  }
  try {
    for (const [file, form] of Object.entries(tried)) {
      result.tried += 1
      result.problems.push(...(await cutForm(browser, address, folder, form).catch((error: Error) => [error.message.split('\n')[0]])).map(problem => `${file}: ${problem}`))
    }
    return result
  }
  finally {
    await browser.close()
  }
}

async function cutForm(browser: Browser, address: string, folder: string, { as, path, fill, send, table }: Form): Promise<string[]> {
  const context = await browser.newContext({ baseURL: address, locale: 'en-GB', timezoneId: 'America/Los_Angeles', serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const reader = await signInTo(() => address, folder, as)
  const count = async () => (await reader.rows({ table, columns: 'id', order: 'id' })).length
  const problems: string[] = []
  try {
    await signInAs(page, as)
    await open(page, path)
    const words = `Written where the connection was cut, ${as}`
    const before = await count()
    const box = await fill(page, words)
    for (const arrives of [false, true]) {
      await cutOnce(page, send, arrives)
      if (await box.inputValue() !== words) problems.push(`what was typed is lost when ${arrives ? 'the answer' : 'the request'} does not arrive`)
      const written = await count() - before
      if (written !== Number(arrives)) problems.push(`${written} rows are written when ${arrives ? 'the answer' : 'the request'} does not arrive`)
    }
    const answered = page.waitForResponse(response => isWrite(response.request()))
    await press(page, send)
    await answered
    await box.waitFor({ state: 'detached' })
    const written = await count() - before
    if (written !== 1) problems.push(`${written} rows are written after it was sent again`)
    return problems
  }
  finally {
    await context.close()
  }
}

const isWrite = (request: Request): boolean => request.method() === 'POST' && request.url().includes('/rest/v1/rpc/')

/** Sends it, cuts the connection on the way there or on the way back, and waits until the page says so. */
async function cutOnce(page: Page, send: string, arrives: boolean): Promise<void> {
  await page.route(url => url.pathname.includes('/rest/v1/rpc/'), async (route) => {
    if (arrives) await route.fetch()
    await route.abort('connectionreset')
  })
  const failed = page.waitForEvent('requestfailed', isWrite)
  await press(page, send)
  await failed
  // It can be pressed again: the form has taken note.
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
  await page.unrouteAll({ behavior: 'wait' })
}
