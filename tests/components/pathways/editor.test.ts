import { mountSuspended } from '@nuxt/test-utils/runtime'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PathwaysDueExample, PathwaysHideStep, PathwaysImpact, PathwaysPublishForm, PathwaysReadability, PathwaysStageSteps, PathwaysStepForm } from '#components'
import { stepFromForm, stepToForm, type StepForm } from '../../../shared/schemas/pathway-step'
import { draft, impact, shipped, shippedItem, shippedStage } from './shipped'

const page = new DOMWrapper(document.body)
const item = shippedItem('k4-send-01')

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
})

function button(label: string): DOMWrapper<Element> {
  const found = page.findAll('button').find(candidate => candidate.text() === label || candidate.attributes('aria-label') === label)
  if (!found) throw new Error(`no button "${label}"`)
  return found
}

describe('the form of a step', () => {
  const mount = (props: Record<string, unknown> = {}) => mountSuspended(PathwaysStepForm, {
    props: { base: item, stage: shippedStage, document: shipped, subject: 'x:k4-send-01', ...props }, attachTo: document.body,
  })

  it('says nothing wrong about any shipped step, and changes nothing that nobody changed', () => {
    for (const stage of shipped.stages) {
      for (const step of [...stage.milestones, ...stage.items]) expect(stepFromForm(stepToForm(step), step)).toEqual(step)
    }
  })

  it('tells the rule as it is chosen', async () => {
    const form = await mount()
    await form.get('#field-direction').setValue()
    await form.get('#field-count').setValue('6')
    await form.get('#field-unit').setValue('months')
    await flushPromises()
    expect(form.emitted('rule')?.at(-1)).toEqual([expect.objectContaining({ anchor: 'phase_transfer_deadline', offset: '-P6M', transfer: 'secondary_to_post16' })])
    form.unmount()
  })

  it('asks for a source, and will not let the law set the date of a step that does not stand in law', async () => {
    const form = await mount()
    await form.get('#field-source').setValue('  ')
    await form.get('#field-law-2').setValue()
    await form.get('form').trigger('submit')
    const problems = await vi.waitFor(() => form.get('[role=alert]').text())
    expect(form.emitted('save')).toBeUndefined()
    expect(problems).toContain('Enter the source')
    expect(problems).toContain('The law can only set the date of a step that stands in law')
    form.unmount()
  })

  it('keeps what is typed until it is saved', async () => {
    const first = await mount()
    await first.get('#field-title').setValue('New words')
    await flushPromises()
    first.unmount()
    const second = await mount()
    await flushPromises()
    expect((second.get('#field-title').element as HTMLTextAreaElement).value).toBe('New words')
    expect(second.text()).toContain('It is not saved yet.')
    await second.get('form').trigger('submit')
    await vi.waitFor(() => expect(second.emitted('save')).toHaveLength(1))
    expect((second.emitted('save')?.[0]?.[0] as StepForm).title).toBe('New words')
    second.unmount()
  })

  it('puts what a check found beside its field', async () => {
    const form = await mount()
    await form.setProps({ refusals: [{ name: 'anchor', key: 'pathway.problem.missing_transfer' }] })
    await vi.waitFor(() => form.get('#field-anchor-error'))
    expect(form.get('#field-anchor-error').text()).toContain('so choose another date')
    form.unmount()
  })
})

describe('the example', () => {
  it('says the date and why, in one sentence each', async () => {
    const example = { due_on: '2027-05-05', missing_fact: null, anchor_on: '2027-09-01', nc_year: 11, age: 15, times: 1, next: [] }
    const shown = await mountSuspended(PathwaysDueExample, { props: {
      rule: { anchor: 'transfer_date', offset: '-P17W', repeat: null, window: { by: 'nc_year', from: 10, to: 11 }, transfer: 'secondary_to_post16' },
      document: shipped, example, born: '2011-06-10', eventOn: '',
    } })
    expect(shown.text()).toContain('For someone born on 10 June 2011 this is due on 5 May 2027.')
    expect(shown.text()).toContain('17 weeks before the first day at the next school or college, which is 1 September 2027. They will be 15, in Year 11.')
  })
})

describe('reading', () => {
  it('names each Easy Read sentence that is too long', async () => {
    const shown = await mountSuspended(PathwaysReadability, { props: { title: 'Short', detail: 'One two three four five six seven eight nine ten eleven twelve thirteen. Fine.', easy: true } })
    expect(shown.text()).toContain('1 sentence has more than 12 words.')
    expect(shown.get('li').text()).toContain('13 words: One two')
  })

  it('says when words for families are too hard', async () => {
    const shown = await mountSuspended(PathwaysReadability, { props: { title: 'Multidisciplinary consideration', detail: 'Organisational accountability necessitates comprehensive documentation of individual circumstances.', family: true } })
    expect(shown.text()).toContain('Use shorter words and sentences')
  })
})

describe('hiding', () => {
  const mount = (statutory: boolean) => mountSuspended(PathwaysHideStep, { props: { step: { ...item, statutory }, title: 'Send it', open: true }, attachTo: document.body })

  it('needs a reason where the law stands behind the step', async () => {
    const dialog = await mount(true)
    await flushPromises()
    await page.get('form').trigger('submit')
    await vi.waitFor(() => page.get('#field-reason-error'))
    expect(dialog.emitted('hide')).toBeUndefined()
    expect(page.get('#field-reason-error').text()).toContain('Say why a step that the law asks for is hidden')
    await page.get('#field-reason').setValue('The county next door does it')
    await page.get('form').trigger('submit')
    await vi.waitFor(() => expect(dialog.emitted('hide')).toEqual([['The county next door does it']]))
    dialog.unmount()
  })

  it('needs none otherwise', async () => {
    const dialog = await mount(false)
    await flushPromises()
    await page.get('form').trigger('submit')
    await vi.waitFor(() => expect(dialog.emitted('hide')).toEqual([[null]]))
    dialog.unmount()
  })
})

describe('the steps of a stage', () => {
  it('can be moved and hidden by named buttons in a draft, and only read otherwise', async () => {
    const props = { id: draft.id, stage: shippedStage, document: shipped }
    const edited = await mountSuspended(PathwaysStageSteps, { props: { ...props, editable: true }, attachTo: document.body })
    await button(`Down: ${shippedStage.items[0]?.texts.en.title}`).trigger('click')
    expect(edited.emitted('move')).toEqual([[shippedStage.items[0]?.id, 1]])
    edited.unmount()
    const read = await mountSuspended(PathwaysStageSteps, { props: { ...props, editable: false } })
    expect(read.findAll('button')).toHaveLength(0)
  })
})

describe('publishing', () => {
  it('shows few people as "fewer than 5"', async () => {
    const shown = await mountSuspended(PathwaysImpact, { props: { impact } })
    expect(shown.text()).toContain('the plan changes for fewer than 5 of 48 young people')
    expect(shown.text()).toContain('From 14 days earlier to 7 days earlier')
    expect(shown.text()).toContain('Someone in Year 9: 30 March 2029 becomes 23 March 2029')
  })

  it('asks once more, and then tells when people move and why', async () => {
    const form = await mountSuspended(PathwaysPublishForm, { props: { pathway: draft, impact }, attachTo: document.body })
    await form.get('form').trigger('submit')
    await vi.waitFor(() => form.get('[role=alert]'))
    expect(form.get('[role=alert]').text()).toContain('Say why you publish this version')
    await form.get('#field-peopleMove-2').setValue()
    await form.get('#field-reason').setValue('The law changes')
    await form.get('form').trigger('submit')
    await vi.waitFor(() => button('Yes, publish'))
    expect(form.emitted('publish')).toBeUndefined()
    await button('Yes, publish').trigger('click')
    expect(form.emitted('publish')).toEqual([[{ peopleMove: 'at_next_stage', reason: 'The law changes' }]])
    form.unmount()
  })

  it('offers a day only where the version has one', async () => {
    const day = (effectiveFrom: string | null) => mountSuspended(PathwaysPublishForm, { props: { pathway: { ...draft, effective_from: effectiveFrom }, impact } })
    expect((await day(null)).get('#field-peopleMove-3').attributes('disabled')).toBeDefined()
    const dated = await day('2027-09-01')
    expect(dated.get('#field-peopleMove-3').attributes('disabled')).toBeUndefined()
    expect(dated.text()).toContain('On 1 September 2027')
  })
})
