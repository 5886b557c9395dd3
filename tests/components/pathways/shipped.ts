import text from '../../../supabase/pathways/en-send-pfa-default.yaml?raw'
import { findStep, isItem } from '../../../shared/pathways/edit'
import { parsePathway } from '../../../shared/pathways/parse'
import type { PathwayDocument, PathwayItem } from '../../../shared/pathways/schema'
import type { OpenPathway, PathwayImpact, PathwayVersion } from '../../../shared/schemas/pathway-editing'

const result = parsePathway(text, 'shipped.yaml')
if (!result.document) throw new Error('The shipped pathway does not read.')

export const shipped: PathwayDocument = result.document

export function shippedItem(id: string): PathwayItem {
  const step = findStep(shipped, id)?.step
  if (!step || !isItem(step)) throw new Error(`There is no item ${id}.`)
  return structuredClone(step)
}

export const shippedStage = shipped.stages.find(({ code }) => code === 'k4')!

export const draft: OpenPathway = {
  id: '11111111-1111-4111-8111-111111111111', version: '0.3.0', status: 'draft', revision: 3, effective_from: null, document: shipped,
}

export const version: PathwayVersion = {
  id: draft.id, template_key: 'en-send-pfa-default', version: '0.3.0', title: 'Growing up with SEND', status: 'draft', based_on: '0.2.0',
  effective_from: '2027-09-01', people_move: null, stages: 13, steps: 341, people: null, people_waiting: false,
  updated_at: '2026-11-25T23:30:00+00:00', updated_by: 'Ira Magpie', published_at: null, published_by: null,
}

export const impact: PathwayImpact = {
  people_total: 48, people_affected: null, added: 0, moved: 12, retired: 0, reassigned: 0, unchanged: 9000, with_work: null, items_changed: 1,
  by_item: [{
    item_key: 'k4-send-01', title: 'Send the final plan', added: 0, moved: 12, retired: null, reassigned: 0, days_moved_min: -14, days_moved_max: -7,
    sample: [{ was_due_on: '2029-03-30', due_on: '2029-03-23', nc_year: 9 }, { was_due_on: '2029-03-30', due_on: null, nc_year: -1 }],
  }],
}
