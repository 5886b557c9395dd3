import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { RightsCard, RightsTopic, ViewsHanded, ViewsQuestionRow, ViewsReaderBoxes, ViewsSaid, ViewsTickOff, ViewsWillSee } from '#components'
import type { HandedView, OwnView, ViewReader } from '../../../shared/own-views'
import type { Right } from '../../../shared/rights'
import { sampleStep, words } from '../timeline/samples'

const id = '00000000-0000-4000-8000-000000000001'
const kate: ViewReader = { id: 'kate', kind: 'person', name: 'Kate Wren', role: 'parent_carer', team: null, is_here: true }
const meera: ViewReader = { ...kate, id: 'meera', name: 'Meera Saffron', is_here: false }
const larkhill: ViewReader = { id: 'larkhill', kind: 'team', name: 'Larkhill Secondary', role: null, team: null, is_here: true }
const ada: ViewReader = { id: 'ada', kind: 'worker', name: 'Ada Plover', role: 'senco', team: 'Larkhill Secondary', is_here: true }
const view: OwnView = {
  id, question_key: 'work', words: 'With animals', readers: [], handed_over_at: null, review_on: null, version: 1, reads: [], replies: [],
}
const handedOver: OwnView = { ...view, readers: [larkhill], handed_over_at: '2026-11-20T12:00:00Z' }
const read: OwnView = { ...handedOver, reads: [{ name: 'Ada Plover', role: 'senco', read_at: '2026-11-21T12:00:00Z' }] }
const reply = {
  id, author_name: 'Ada Plover', author_role: 'senco', outcome: 'partly', words: 'On Mondays', updated_at: '2026-11-22T12:00:00Z', version: 1, mine: true,
} as const
const question = { key: 'work', title: 'What would you like to work at?', hint: 'A job.', starters: [], view: null }

describe('ViewsQuestionRow', () => {
  it.each([
    ['nothing yet', null, 'Not answered yet'],
    ['private', view, 'Written. Only you can see it.'],
    ['handed over', handedOver, 'Handed over. Nobody has read it yet. Can read this: Larkhill Secondary'],
    ['read', read, 'Handed over and read Can read this: Larkhill Secondary'],
    ['answered', { ...read, replies: [reply] }, 'You have an answer Can read this: Larkhill Secondary'],
  ])('says how far an answer has come: %s', async (_name, found, state) => {
    const row = await mountSuspended(ViewsQuestionRow, { props: { question: { ...question, view: found }, unsent: [] } })
    expect(words(row)).toBe(`What would you like to work at? ${state}`)
    expect(row.get('a').attributes('href')).toBe('/my/views/work')
  })
})

describe('ViewsSaid', () => {
  const said = (found: OwnView) => mountSuspended(ViewsSaid, { props: { view: { ...found, title: question.title }, isOpen: true } })
  const takeBack = (card: Awaited<ReturnType<typeof said>>) => card.findAll('button').find(button => button.text().startsWith('Take it back'))

  it('can be taken back while nobody has read it', async () => {
    const card = await said(handedOver)
    await takeBack(card)?.trigger('click')
    expect(card.emitted('takeBack')).toHaveLength(1)
  })

  it('says who has read it, and then cannot be taken back', async () => {
    const card = await said(read)
    expect(words(card)).toContain('Read by Ada Plover, first on 21 November 2026')
    expect(takeBack(card)).toBeUndefined()
    expect(card.get('a').attributes('href')).toBe('/my/views/hand-over?answer=work')
  })

  it('sets what was decided beside what was said', async () => {
    expect(words(await said({ ...read, replies: [reply] }))).toMatch(/You said With animals We did We do a part of it On Mondays Ada Plover \(SENCo\), 22 November 2026/)
  })
})

describe('ViewsWillSee', () => {
  it('names those who will read the words, who is only invited too, and no others', async () => {
    const card = await mountSuspended(ViewsWillSee, { props: { question: { ...question, view }, readers: [meera, larkhill] } })
    expect(words(card)).toMatch(/With animals Can read this: Meera Saffron \(invited, not here yet\) and Larkhill Secondary$/)
  })
})

describe('ViewsReaderBoxes', () => {
  const boxes = (error?: string) => mountSuspended(ViewsReaderBoxes, {
    props: { 'readers': [kate, meera, larkhill, ada], 'label': 'Who may read it?', 'modelValue': ['kate'], error, 'onUpdate:modelValue': () => undefined },
  })

  it('lets one parent, a whole team or one person of it be chosen, and says what each of them means', async () => {
    const asked = await boxes()
    expect(words(asked)).toMatch(/Meera Saffron Parent or carer\. Invited, and not here yet: can read it after signing in\./)
    expect(words(asked)).toMatch(/Larkhill Secondary Everyone who works in this team, now and later Ada Plover SENCo, Larkhill Secondary\. Only this person\./)
    await asked.get('input[value="ada"]').setValue()
    expect(asked.emitted('update:modelValue')).toEqual([[['kate', 'ada']]])
  })

  it('ticks everybody at once, and marks the boxes where nobody is ticked', async () => {
    const asked = await boxes('Choose who may read it')
    await asked.get('button').trigger('click')
    expect(asked.emitted('update:modelValue')).toEqual([[['kate', 'meera', 'larkhill', 'ada']]])
    expect(asked.get('input').attributes('aria-invalid')).toBe('true')
  })
})

describe('ViewsTickOff', () => {
  it('offers each step that handing over may have done', async () => {
    const practise = sampleStep({ title: 'Practise what you want to say' })
    const offer = await mountSuspended(ViewsTickOff, { props: { steps: [practise], saving: [] } })
    await offer.get('button').trigger('click')
    expect(offer.emitted('done')).toEqual([[practise]])
  })
})

describe('ViewsHanded', () => {
  const handed: HandedView = {
    id, title: question.title, words: 'With animals', author_name: 'Sam Wren', readers: [larkhill], handed_over_at: '2026-11-20T12:00:00Z',
    review_on: '2026-12-21', may_reply: true, replies: [],
  }

  it('asks a team for a decision and its words before it sends them', async () => {
    const sent: unknown[] = []
    const card = await mountSuspended(ViewsHanded, {
      props: {
        view: handed, person: 'Sam', reply: async (_view: HandedView, answer: unknown) => {
          sent.push(answer)
          return ''
        },
      },
    })
    await card.get('button').trigger('click')
    await card.get('form').trigger('submit')
    expect(words(card)).toContain('Choose what was decided')
    expect(sent).toEqual([])
    await card.get('input[value="later"]').setValue()
    await card.get('textarea').setValue(' After Easter. ')
    await card.get('form').trigger('submit')
    expect(sent).toEqual([{ outcome: 'later', words: 'After Easter.' }])
  })

  it('keeps the form and says why when it could not be sent', async () => {
    const card = await mountSuspended(ViewsHanded, { props: { view: { ...handed, id: '00000000-0000-4000-8000-000000000002' }, person: 'Sam', reply: async () => 'No connection' } })
    await card.get('button').trigger('click')
    await card.get('input[value="no"]').setValue()
    await card.get('textarea').setValue('There is no bus.')
    await card.get('form').trigger('submit')
    await Promise.resolve()
    expect(words(card)).toContain('No connection')
    expect(card.get('textarea').element.value).toBe('There is no bus.')
  })

  it('offers no form to those who do not decide', async () => {
    const card = await mountSuspended(ViewsHanded, { props: { view: { ...handed, may_reply: false }, person: 'Sam', reply: async () => '' } })
    expect(card.find('button').exists()).toBe(false)
  })
})

describe('rights', () => {
  const right: Right = {
    key: 'adult', moment: 'age:18', on_date: '2027-03-15', place: 'ahead', is_near: true, title: 'You are an adult', summary: 'At 18 you decide.',
    points: ['Doctors talk to you first.'], source: 'Family Law Reform Act 1969 s.1',
  }

  it('say from which day, how near that is, and where it stands in the law', async () => {
    const topic = words(await mountSuspended(RightsTopic, { props: { right, today: '2026-11-25' } }))
    expect(topic).toMatch(/From 15 March 2027 \(in 4 months\)/)
    expect(topic).toContain('Where this comes from: Family Law Reform Act 1969 s.1')
  })

  it('stand on the start page only while they are near, the one to come first', async () => {
    const past = { ...right, key: 'own_decisions', on_date: '2026-09-01', title: 'The law says you can decide' }
    const card = (rights: Right[]) => mountSuspended(RightsCard, { props: { rights, today: '2026-11-25' } })
    expect(words(await card([past, right]))).toContain('Something changes on 15 March 2027')
    expect(words(await card([past]))).toContain('Something changed on 1 September 2026')
    expect(words(await card([{ ...right, is_near: false }]))).toBe('')
  })
})
