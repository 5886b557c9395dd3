import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { ConfirmationMismatches, ConfirmationOfStep } from '#components'
import type { Confirming } from '../../../components/confirmation/confirming'
import type { Confirmation } from '../../../shared/confirmations'
import { sampleStep, sampleView, words } from '../timeline/samples'

const account = '00000000-0000-4000-8000-0000000000aa'
const done = sampleStep({ audience: 'school', mine: false, may_record: false, status: 'done', done_at: '2026-11-20T10:00:00Z', done_by_name: 'Ada' })
const said = (change: Partial<Confirmation> = {}): Confirmation => ({
  item_id: done.id, author_id: account, author_name: 'Tom', author_role: 'young_person', answer: 'no', words: 'Nobody came', updated_at: '2026-11-21T10:00:00Z', version: 1, ...change,
})
const confirming = (change: Partial<Confirming> = {}): Confirming => ({ said: [], account, may: true, say: async () => '', takeBack: async () => '', ...change })
const ofStep = (given: Confirming, step = done) => mountSuspended(ConfirmationOfStep, { props: { step, confirming: given } })

describe('ConfirmationOfStep', () => {
  it('asks the young person and family about what a service says is done, and says who reads the answer first', async () => {
    const answers: unknown[] = []
    const block = await ofStep(confirming({
      say: async (_step, answer, more) => {
        answers.push([answer, more])
        return ''
      },
    }))
    await block.get('button').trigger('click')
    expect(words(block)).toContain('the school or college, and the council')
    await block.get('form').trigger('submit')
    expect(words(block)).toContain('Choose an answer')
    await block.get('input[value="partly"]').setValue()
    await block.get('textarea').setValue('Half of it')
    await block.get('form').trigger('submit')
    expect(answers).toEqual([['partly', 'Half of it']])
  })

  it('asks nobody about their own steps, about open ones, or staff', async () => {
    expect(words(await ofStep(confirming(), sampleStep({ audience: 'family', status: 'done' })))).toBe('')
    expect(words(await ofStep(confirming(), sampleStep({ audience: 'school' })))).toBe('')
    expect(words(await ofStep(confirming({ may: false })))).toBe('')
  })

  it('shows everybody who may read it what was said, and forgets what was said before it was done again', async () => {
    expect(words(await ofStep(confirming({ may: false, said: [said()] })))).toBe('Tom says it did not happen (21 November 2026) Nobody came')
    expect(words(await ofStep(confirming({ may: false, said: [said({ updated_at: '2026-11-19T10:00:00Z' })] })))).toBe('')
  })
})

describe('ConfirmationMismatches', () => {
  const shown = async (list: Confirmation[]) =>
    words(await mountSuspended(ConfirmationMismatches, { props: { steps: [done], view: sampleView({ confirming: confirming({ said: list }) }) } }))

  it('leads to each step about which somebody says otherwise', async () => {
    expect(await shown([said(), said({ author_id: 'x', author_name: 'Jean', answer: 'partly' })])).toMatch(/1 step is marked as done.*Talk about the future.*Says otherwise: Tom and Jean\./)
  })

  it('says nothing where everybody agrees or is not sure', async () => {
    expect(await shown([said({ answer: 'yes' }), said({ author_id: 'x', answer: 'not_sure' })])).toBe('')
  })
})
