import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFindings, isReady, open } from './open.ts'
import { startAs } from './windows.ts'

const file = (rows: string[]) => ({ name: 'pupils.csv', mimeType: 'text/csv', buffer: Buffer.from(['Preferred Forename,Surname,DOB,UPN,Adno,SEN Status', ...rows].join('\r\n'), 'utf8') })
const rows = ['Zoë,Teasel,14/03/2014,,T-1,K', 'Sam,Wren,,H801200001001,,', 'Max,Burdock,03/25/2014,,T-3,E']
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })

async function choose(page: Page, chosen: ReturnType<typeof file>): Promise<void> {
  await open(page, '/imports/new')
  await page.getByRole('combobox', { name: 'What is the file from?' }).fill('School MIS')
  await page.getByLabel('File of people').setInputFiles(chosen)
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
