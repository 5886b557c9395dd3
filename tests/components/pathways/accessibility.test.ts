import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import { comparePathways } from '../../../shared/pathways/difference'
import { moveStep, replaceStep } from '../../../shared/pathways/edit'
import { draft, impact, shipped, shippedItem, shippedStage, version } from './shipped'

const item = shippedItem('k4-send-01')
const changed = moveStep(replaceStep(shipped, { ...item, due: { ...item.due, offset: '-P2W' } }), 'k4-yp-01', 1)
const difference = comparePathways(shipped, changed)
const rule = { anchor: 'review_meeting', offset: '-P2W', repeat: 'each_review', window: { by: 'nc_year', from: 10, to: 11 }, transfer: null }
const example = { due_on: '2027-05-05', missing_fact: null, anchor_on: '2027-05-19', nc_year: 11, age: 15, times: 2, next: ['2028-05-05'] }
const event = { id: 1, at: '2026-11-25T10:00:00+00:00', actor_name: 'Ira Magpie', action: 'update' as const, subject: 'pathway_items', subject_key: 'en 0.3.0 k4-send-01', changes: { hidden: [null, { reason: 'x' }] }, reason: 'x' }
const form = { base: item, stage: shippedStage, document: shipped, subject: 'x:k4-send-01' }

/** Parts of a form that only live inside it: shown by the form itself. */
const inside = ['Conditions', 'StepWords', 'StepDue', 'StepWho', 'StepLaw']

const shown: Record<string, Record<string, unknown>> = {
  DetailsForm: { document: shipped },
  Difference: { id: draft.id, difference, document: changed },
  DueExample: { rule, document: shipped, example, born: '2012-05-15', eventOn: '' },
  FieldChanges: { changes: difference.steps[0]?.fields ?? [], document: changed },
  FileImport: { problems: [{ file: 'a.yaml', line: 3, code: 'missing', message: 'title is missing' }], fileName: 'a.yaml', error: 'Choose it again' },
  FindStep: { id: draft.id, document: shipped },
  Frame: { pathway: undefined, failed: 'No' },
  HideStep: { step: item, title: 'Title', open: true },
  History: { events: [event] },
  Impact: { impact },
  Problems: { id: draft.id, findings: [{ path: ['stages', 4, 'items', 0, 'source'], code: 'missing', message: '' }], document: shipped },
  PublishForm: { pathway: draft, impact },
  Readability: { title: 'A title', detail: 'Short words.', easy: true },
  ReviewMonths: { planTypes: [{ key: 'ehc_plan', review_months: 12 }, { key: 'pfa_only', review_months: null }] },
  StageForm: { base: shippedStage, document: shipped, subject: 'x:k4' },
  StageList: { id: draft.id, document: shipped },
  StageSteps: { id: draft.id, stage: shippedStage, document: shipped, editable: true },
  StartDraft: { from: '0.2.0', suggestion: '0.3.0', open: true },
  Status: { status: 'published' },
  StepEditor: { ...form, rule, example, pending: false, exampleFailed: '', busy: false, refusals: [], message: 'No', theirs: difference.steps[0]?.fields ?? [], born: '2012-05-15', eventOn: '' },
  StepForm: form,
  StepView: { step: item, document: shipped },
  VersionCard: { version },
  VersionHeader: { pathway: draft, part: 'steps', title: 'Stages and steps' },
}

const modules = import.meta.glob<{ default: Component }>('../../../components/pathways/*.vue', { eager: true })
const room = new Map(Object.entries(modules).map(([path, { default: component }]) => [path.replace(/^.*\/|\.vue$/g, ''), component]))

/** `isEntry`: one entry of a list that is not there. */
async function violations(isEntry: boolean): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    // A component alone has neither landmarks nor the headings around it; those are checked in a real browser.
    rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'heading-order': { enabled: false }, 'landmark-unique': { enabled: false }, 'list': { enabled: !isEntry }, 'listitem': { enabled: !isEntry } },
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
}

afterEach(() => {
  document.body.innerHTML = ''
})

describe('every component of the pathway editor', () => {
  it('is shown below', () => {
    // StepRow is shown by StageSteps, in a list.
    expect([...Object.keys(shown), ...inside, 'StepRow'].sort()).toEqual([...room.keys()].sort())
  })

  it.each(Object.keys(shown))('%s has nothing that axe objects to', async (name) => {
    const component = room.get(name)
    if (!component) throw new Error(`There is no component ${name}.`)
    const mounted = await mountSuspended(component, { props: shown[name], attachTo: document.body })
    await flushPromises()
    expect(await violations(name === 'VersionCard')).toEqual([])
    mounted.unmount()
  }, 30_000)
})
