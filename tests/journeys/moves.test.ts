import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone } from './browser.ts'
import { axeFindings, isReady, open } from './open.ts'
import { lookAs } from './windows.ts'

const tom = '/people/de000000-0000-4000-8003-000000000036'
const move = `${tom}/moves/de000000-0000-4000-8007-000000000001`

const unfold = (within: Page | Locator, name: string) => within.locator('summary').filter({ hasText: name }).first().click()
const said = (page: Page, words: string) => page.getByText(words, { exact: false }).first().waitFor()

async function fillDate(group: Locator, date: string): Promise<void> {
  const [day = '', month = '', year = ''] = date.split(' ')
  for (const [box, typed] of [['Day', day], ['Month', month], ['Year', year]] as const) await group.getByLabel(box, { exact: true }).fill(typed)
}

it('warns Tom\'s gran months ahead, in plain words, that a check is late and support will stop', async () => {
  const page = await lookAs('tom.gran', tom, phone)
  await page.getByText('2 gaps in support ahead').waitFor()
  await page.getByRole('link', { name: 'See what comes next' }).click()
  await page.getByRole('heading', { level: 1, name: 'Tom’s moves' }).waitFor()
  await page.getByText('Nobody has asked for it yet.').waitFor()
  await page.getByText('It is for children, so it may end on').first().waitFor()
  await page.getByText('Care Act 2014 sections 58 and 59').first().waitFor()
  expect(await page.getByRole('button', { name: 'Save the step' }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
})

it('lets the transition worker record the check, and close each gap only with what follows or a decision', async () => {
  const page = await lookAs('transition.worker', `${tom}/moves`)
  const check = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Check of needs as an adult' }) })
  for (const step of ['Asked for', 'Check under way']) {
    await unfold(check, 'Record a step')
    await check.getByLabel('Which step?').selectOption({ label: step })
    await check.getByRole('button', { name: 'Save the step' }).click()
    await check.getByText(`${step} (Marcus Teal)`).waitFor()
  }
  await page.getByText('the council must keep children’s social care going').first().waitFor()

  const adultOn = /turns 18 on (\d+ \w+ \d{4})/.exec(await page.getByText('turns 18 on').innerText())?.[1] ?? ''
  const willow = page.getByRole('listitem').filter({ hasText: 'Two weekends a month at Willow House' }).filter({ hasText: 'What comes next' })
  await unfold(willow, 'Add what comes next')
  await willow.getByLabel('What is it?').fill('Saturday club')
  await willow.getByLabel('What kind of support?').selectOption({ label: 'Day activities' })
  await willow.getByLabel('Who pays?').selectOption({ label: 'Adult social care' })
  await fillDate(willow.getByRole('group', { name: 'First day' }), adultOn)
  await willow.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('1 gap in support ahead').waitFor()

  const danny = page.getByRole('listitem').filter({ hasText: 'Six hours a week with Danny' }).filter({ hasText: 'What comes next' })
  await unfold(danny, 'Write down a decision')
  await danny.getByRole('button', { name: 'Save the decision' }).click()
  await danny.getByText('Say who decided').waitFor()
  await danny.getByLabel('A gap was agreed').check()
  await danny.getByLabel('Say what was decided').fill('Jean and the club cover six weeks')
  await danny.getByLabel('Who decided?').fill('Tom, Jean and Marcus')
  await danny.getByLabel('Why?').fill('Danny is away for training')
  await danny.getByRole('button', { name: 'Save the decision' }).click()
  await danny.getByText('Decided: Jean and the club cover six weeks').waitFor()
  await page.getByText('1 gap in support ahead').waitFor({ state: 'detached' })
  expect(await axeFindings(page)).toEqual([])
})

it('sends nothing that Tom has not chosen and checked, and prints what he did', async () => {
  const page = await lookAs('tom', move, phone)
  await page.getByLabel('Health', { exact: true }).uncheck()
  await page.getByLabel('What should they read first?').fill('Ask me, not Gran. I need time to answer.')
  await page.reload()
  await isReady(page)
  expect(await page.getByLabel('What should they read first?').inputValue()).toBe('Ask me, not Gran. I need time to answer.')
  await page.getByRole('button', { name: 'This is right: keep it as the pack' }).click()
  const pack = page.getByRole('article', { name: 'Pack about Tom Bramble' })
  await pack.getByText('I need time to answer.').waitFor()
  expect(await pack.getByRole('heading', { level: 3 }).allInnerTexts()).not.toContain('Health')
  await page.emulateMedia({ media: 'print' })
  expect(await pack.isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Print the pack' }).isVisible()).toBe(false)
  expect(await page.getByRole('heading', { name: 'How it goes after the move' }).isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })

  const school = await lookAs('special.school', move)
  expect(await school.getByLabel('Which team takes over?').locator('option:checked').innerText()).toBe('Brindle Valley College')
  await school.getByRole('button', { name: 'Send the pack' }).click()
  await school.getByText('Sent to Brindle Valley College by Ruth Bittern').waitFor()
})

it('shows the college the pack and nothing else, and lets it ask', async () => {
  const page = await lookAs('college', '/handovers')
  for (const path of [tom, move]) expect((await page.goto(path))?.status()).toBe(404)
  await open(page, '/handovers')
  await page.getByRole('link', { name: 'Tom Bramble: New place to learn' }).click()
  await page.getByText('Ask me, not Gran.').waitFor()
  expect(await page.getByRole('button', { name: 'Accept the handover' }).count()).toBe(0)
  await page.getByLabel('Ask the family and the team that sent this').fill('Who trains our staff about seizures?')
  await page.getByRole('button', { name: 'Send the question' }).click()
  await said(page, 'Dev Kestrel asked on')
  await page.getByRole('button', { name: 'I have read this' }).click()
  await page.getByText('Received and read by Dev Kestrel').waitFor()
  expect(await axeFindings(page)).toEqual([])
})

it('lets the nurse see that Tom\'s own clinic goes on without a gap, write down whom he met there, and answer the college', async () => {
  const page = await lookAs('health', `${tom}/moves`)
  const visits = page.getByRole('listitem').filter({ hasText: 'Epilepsy nurse visits' })
  await visits.getByText('Adult epilepsy nurse').first().waitFor()
  await page.getByRole('link', { name: 'Adult health: Epilepsy clinic' }).click()
  await page.getByText('Met Sister Alma Fulmar').waitFor()
  await unfold(page, 'Add a meeting')
  const form = page.locator('form').filter({ has: page.getByLabel('Who did they meet?') })
  await form.getByLabel('Who did they meet?').fill('Dr Rafi Heron, adult epilepsy')
  await fillDate(form.getByRole('group', { name: 'When was it?' }), '4 9 2026')
  await form.getByRole('button', { name: 'Save the meeting' }).click()
  await page.getByText('Met Dr Rafi Heron, adult epilepsy').waitFor()
  await open(page, move)
  await page.getByLabel('Your answer').fill('I do, in your first week.')
  await page.getByRole('button', { name: 'Send the answer' }).click()
  await said(page, 'Noor Avocet answered on')
})

it('hands Tom over once the college accepts, and changes where he learns only when he has started', async () => {
  const page = await lookAs('college', '/handovers')
  await page.getByRole('link', { name: 'Tom Bramble: New place to learn' }).click()
  await said(page, 'I do, in your first week.')
  await page.getByRole('button', { name: 'Accept the handover' }).click()
  await page.getByRole('link', { name: 'Open the move' }).click()
  const day = page.getByRole('region', { name: 'The day of the move' })
  await day.getByText('From then on this plan says that Tom learns there.').waitFor()
  const gran = await lookAs('tom.gran', move, phone)
  await gran.getByText('Accepted by Dev Kestrel').waitFor()

  await fillDate(day.getByRole('group', { name: 'When did it happen?' }), '4 9 2026')
  await day.getByRole('button', { name: 'Write down the move' }).click()
  await day.getByText('Moved on 4 September 2026. Written down by Dev Kestrel.').waitFor()
  await day.getByText('Hollow Oak Special School sees the plan until').waitFor()
  const setting = gran.getByText('Brindle Valley College', { exact: false }).first()
  await open(gran, tom)
  await setting.waitFor()

  // He starts next September: a slip.
  await day.getByRole('button', { name: 'The move has not happened' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'The move has not happened' }).click()
  await day.getByRole('button', { name: 'Write down the move' }).waitFor()
  const tomsOwn = await lookAs('tom', move, phone)
  await tomsOwn.getByText('Accepted by Dev Kestrel').waitFor()
  expect(await axeFindings(page)).toEqual([])
})

it('shows an unanswered handover to both sides, asks by name, and tells the family who is asked', async () => {
  const college = await lookAs('college', '/handovers')
  await college.getByText('Late: nobody has answered').waitFor()
  for (const [name, part] of [['senco', 'From us'], ['send.officer', 'Others we work with']] as const) {
    const page = await lookAs(name, '/handovers')
    await page.getByRole('region', { name: part }).getByText('Brindle Valley College has not said yes or no.').waitFor()
  }
  const senco = await lookAs('senco', '/caseload')
  const asked = senco.getByRole('region', { name: 'You are asked about late handovers' })
  await asked.getByRole('button', { name: 'I have seen this: Aisha Rowan' }).click()
  await asked.waitFor({ state: 'detached' })
  const dad = await lookAs('aisha.dad', '/people/de000000-0000-4000-8003-000000000027/moves', phone)
  await dad.getByText('Brindle Valley College should have answered by').waitFor()
  await dad.getByRole('link', { name: 'New place to learn' }).click()
  await dad.getByText('Ada Plover saw this on').waitFor()
  await dad.getByText('Grace Osprey (Marlshire SEND team) has been asked about it since').waitFor()
})

it('records a result on the September list, and moves the person to those with a place', async () => {
  const page = await lookAs('senco', '/september')
  const aisha = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Aisha Rowan' }) })
  await unfold(aisha, 'Record a place or a result')
  await aisha.getByLabel('Real result').fill('English 4, maths 3')
  await aisha.getByLabel('How does it stand?').selectOption({ label: 'Confirmed' })
  await aisha.getByRole('button', { name: 'Save the place' }).click()
  await aisha.getByText('Real result: English 4, maths 3').waitFor()
  await page.getByRole('link', { name: /^Confirmed/ }).click()
  await page.waitForURL('**/september?show=confirmed')
  await aisha.waitFor()
})
