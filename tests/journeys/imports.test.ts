import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { asRequest, curlCommands } from '../trust/curl-examples.ts'
import { mismatch, readDescription, send, tryBadApiRequests } from '../trust/web-api.ts'
import { axeFindings, isReady, open } from './open.ts'
import { baseUrl } from './own-server.ts'
import { startAs } from './windows.ts'

const file = (rows: string[]) => ({ name: 'pupils.csv', mimeType: 'text/csv', buffer: Buffer.from(['Preferred Forename,Surname,DOB,UPN,Adno,SEN Status', ...rows].join('\r\n'), 'utf8') })
const rows = ['Zoë,Teasel,14/03/2014,,T-1,K', 'Sam,Wren,,H801200001001,,', 'Max,Burdock,03/25/2014,,T-3,E']
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })

async function choose(page: Page, chosen: ReturnType<typeof file>): Promise<void> {
  await open(page, '/imports/new')
  await page.getByRole('combobox', { name: 'What is the file from?' }).fill('School MIS')
  await page.getByLabel('File of people', { exact: true }).setInputFiles(chosen)
  await page.getByText(/\d rows? found/).waitFor()
}

async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/)
  await page.getByText('This is what would happen').waitFor()
}

describe('bringing people in', () => {
  it('adds the good rows of a school\'s file, says in plain words what is wrong with the others, and changes nothing the second time', async () => {
    const page = await startAs('senco')
    await choose(page, file(rows))
    // Remembered from the last file of this source, and guessed where it is not.
    expect(await page.getByRole('combobox', { name: 'First name they like' }).inputValue()).toBe('Preferred Forename')
    expect(await page.getByRole('combobox', { name: 'Your own number for them' }).inputValue()).toBe('Adno')
    expect(await axeFindings(page)).toEqual([])
    await check(page)

    await tab(page, 'Problems').click()
    const mended = page.getByRole('tabpanel', { name: /^Problems/ })
    await mended.getByText('The month seems to stand first. Write the day first, as 25/03/2012.').waitFor()
    await mended.getByText('Date of birth: This is missing.').waitFor()
    expect(await axeFindings(page)).toEqual([])
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the rows with problems as CSV' }).click()])
    expect(download.suggestedFilename()).toBe('rows-to-mend.csv')

    await page.getByRole('button', { name: 'Write 1 row' }).click()
    await page.getByText('1 young person was added').waitFor()
    await page.reload()
    await isReady(page)
    await page.getByRole('link', { name: /^Zoë Teasel/ }).click()
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Zoë' }).waitFor()

    await choose(page, file(rows.slice(0, 1)))
    await check(page)
    await page.getByText('1 young person is here already, just as in the file').waitFor()
    await page.getByText('There is nothing to write.').waitFor()
    expect(await page.getByRole('button', { name: /^Write/ }).count()).toBe(0)
  }, 60_000)
})

describe('the API for systems', () => {
  it('does what docs/api.md shows, and answers as it describes itself', async () => {
    const description = await readDescription(baseUrl())
    const learned: Record<string, string> = {}
    const commands = curlCommands(readFileSync('docs/api.md', 'utf8'))
    expect(commands.length).toBeGreaterThan(5)
    for (const { settings, words } of commands) {
      const request = asRequest(words, { ...settings, ...learned })
      const answer = await send(baseUrl(), request)
      expect([answer.status, mismatch(description, request, answer)], `${words}: ${JSON.stringify(answer.body)}`).toEqual([200, ''])
      learned.ETAG = answer.headers.get('etag') ?? ''
      const [member] = (answer.body as { members?: { member_id: string }[] }).members ?? []
      learned.MEMBER = member?.member_id ?? learned.MEMBER ?? ''
    }
  })

  it('refuses what is not in it as problem details, also where a page of the app would stand', async () => {
    const description = await readDescription(baseUrl())
    const ask = async (method: string, path: string, headers = {}) => {
      const request = { method, path, headers }
      const answer = await send(baseUrl(), request)
      return [answer.status, answer.headers.get('allow') ?? answer.headers.get('www-authenticate'), answer.status < 500 && mismatch(description, request, answer)]
    }
    expect(await ask('DELETE', '/api/v1/people')).toEqual([405, 'GET, PUT', ''])
    expect(await ask('GET', '/api/v1/nothing')).toEqual([404, null, ''])
    expect(await ask('GET', '/api/v1/people')).toEqual([401, 'Bearer', ''])
    expect(await ask('GET', '/api/v1/people', { Authorization: 'Bearer onward_demo_waiting' })).toEqual([401, 'Bearer', ''])
  })

  // The same two hundred each time: chance belongs to "npm run test:trust".
  it('answers bad requests made from its own description clearly, and none as if the server were to blame', async () => {
    expect((await tryBadApiRequests(baseUrl(), 200, 1)).problems).toEqual([])
  })
})
