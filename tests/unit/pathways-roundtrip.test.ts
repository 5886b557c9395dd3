import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPathway } from '../../shared/pathways/format.ts'
import { parsePathway } from '../../shared/pathways/parse.ts'
import { pathwaySchema } from '../../shared/pathways/schema.ts'
import type { PathwayAnchor, PathwayCondition, PathwayDocument, PathwayItem, PathwayMilestone, PathwayStage } from '../../shared/pathways/schema.ts'
import { AUDIENCES, CONFIDENCES, PAGES, PFA_AREAS, TEMPLATE_STATUSES, TRANSFERS } from '../../shared/pathways/vocabulary.ts'

const FILE = 'supabase/pathways/en-send-pfa-default.yaml'

/** Any words at all, including ones that YAML could take for something else. */
const words = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.constantFrom('null', 'true', '1.0', '2026-11-25', '- a', '# not a comment', 'key: value', '[ x ]', '{ y }', '*a', '&a', '!tag', '~', 'on', '"', '\'', 'a\nb', 'x\ty', '\u2028', 'é 🙂'),
).map(text => text.trim()).filter(text => text !== '')

const stepTexts = fc.record({
  'en': fc.record({ title: words, detail: words }),
  'en-easy': fc.record({ title: words, detail: words }, { requiredKeys: ['title'] }),
  'cy': fc.record({ title: words, detail: words }, { requiredKeys: ['title'] }),
}, { requiredKeys: ['en', 'en-easy'] }) as fc.Arbitrary<PathwayItem['texts']>

const CONDITION_KEYS = ['has_ehcp', 'looked_after', 'gets_dla', 'in_education']
const EVENT_KEYS = ['review_meeting', 'course_start', 'job_start']
const COMPUTED_KEYS = ['age:0', 'age:18', 'age:25', 'nc_year:-2 term:autumn', 'nc_year:14 term:summer', 'term_start', 'transfer_date']

const appliesIf = fc.record({ all: fc.uniqueArray(fc.constantFrom(...CONDITION_KEYS)), any: fc.uniqueArray(fc.constantFrom(...CONDITION_KEYS)) })
const length = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('Y', 'M', 'W', 'D')).map(([count, unit]) => `P${count}${unit}`)
const offset = fc.oneof(length, length.map(text => `-${text}`), fc.constantFrom('P0D', 'P1Y2M3W4D'))

const condition = (key: string): fc.Arbitrary<PathwayCondition> => fc.record({
  key: fc.constant(key),
  source: fc.constant('recorded' as const),
  derived_from: fc.constant(null),
  never_with: fc.constant([]),
  texts: fc.record({ 'en': fc.record({ label: words, detail: words }), 'en-easy': fc.record({ label: words, detail: words }) }),
}) as fc.Arbitrary<PathwayCondition>

const anchor = (key: string, type: 'computed' | 'event'): fc.Arbitrary<PathwayAnchor> => {
  const text = type === 'event' ? fc.record({ name: words, question: words }) : fc.record({ name: words })
  return fc.record({
    key: fc.constant(key),
    type: fc.constant(type),
    definition: words,
    rule_ids: fc.subarray(['R-AGE-01', 'R-PT-00']),
    texts: fc.record({ 'en': text, 'en-easy': text }),
  }) as fc.Arbitrary<PathwayAnchor>
}

const stepFields = (id: string) => ({
  id: fc.constant(id),
  texts: stepTexts,
  due: fc.record({ anchor: fc.constantFrom(...EVENT_KEYS, ...COMPUTED_KEYS), offset }),
  due_kind: fc.constantFrom('guidance' as const, 'planning' as const),
  statutory: fc.boolean(),
  source: words,
  rule_id: fc.option(fc.constantFrom('R-AR-01', 'R-PT-01')),
  applies_if: appliesIf,
  local: fc.boolean(),
  hidden: fc.option(fc.record({ reason: fc.option(words) })),
})

/** A step with a duty in law behind it is hidden for a reason. */
const withReason = <Step extends PathwayMilestone>(step: Step): Step =>
  step.hidden && step.statutory ? { ...step, hidden: { reason: step.hidden.reason ?? 'because' } } : step

const milestone = (id: string): fc.Arbitrary<PathwayMilestone> => fc.record(stepFields(id)).map(withReason)

const item = (id: string, milestones: string[]): fc.Arbitrary<PathwayItem> => fc.record({
  ...stepFields(id),
  audience: fc.constantFrom(...AUDIENCES),
  pfa_area: fc.constantFrom(...PFA_AREAS),
  repeat: fc.option(length),
  milestone: fc.option(fc.constantFrom(...milestones)),
  confidence: fc.constantFrom(...CONFIDENCES),
  done_on: fc.option(fc.constantFrom(...PAGES)),
}).map(withReason)

const stage = (number: number): fc.Arbitrary<PathwayStage> => fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 0, max: 3 })).chain(([milestoneCount, itemCount]) => {
  const milestones = Array.from({ length: milestoneCount }, (_, index) => `s${number}-m${index + 1}`)
  return fc.record({
    id: fc.constant(`stage_${number}`),
    code: fc.constant(`s${number}`),
    order: fc.constant(number),
    window: fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 14 }), fc.constantFrom('age' as const, 'nc_year' as const))
      .map(([one, other, by]) => ({ by, from: Math.min(one, other), to: Math.max(one, other) })),
    transfer: fc.constantFrom(...TRANSFERS),
    applies_if: appliesIf,
    texts: stepTexts,
    milestones: fc.tuple(...milestones.map(milestone)),
    items: fc.tuple(...Array.from({ length: itemCount }, (_, index) => item(`s${number}-yp-${index + 1}`, milestones))),
  })
})

const pathway: fc.Arbitrary<PathwayDocument> = fc.record({
  template: fc.record({
    template_id: fc.constant('generated'),
    version: fc.constantFrom('0.2.0', '10.20.30'),
    status: fc.constantFrom(...TEMPLATE_STATUSES),
    legal_regime: words,
    jurisdiction: words,
    prepared_on: fc.constant('2026-11-25'),
    effective_from: fc.option(fc.constant('2027-09-01')),
    effective_to: fc.option(fc.constant('2028-08-31')),
    supersedes: fc.option(fc.constant('0.1.0')),
    review_by: fc.option(fc.constant('2027-07-31')),
    licence_note: words,
    notes: fc.array(words, { maxLength: 3 }),
    texts: stepTexts,
  }),
  conditions: fc.tuple(...CONDITION_KEYS.map(condition)),
  anchors: fc.tuple(...EVENT_KEYS.map(key => anchor(key, 'event')), ...COMPUTED_KEYS.map(key => anchor(key, 'computed'))),
  stages: fc.integer({ min: 0, max: 3 }).chain(count => fc.tuple(...Array.from({ length: count }, (_, index) => stage(index + 1)))),
})

/** The same document with the keys of every object the other way round, as a database may give them back. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, reversed(child)]))
}

describe('export equals import', () => {
  it('for any document: reading what was written gives the same document', () => {
    fc.assert(fc.property(pathway, (document) => {
      const { document: back, problems } = parsePathway(formatPathway(document), 'generated.yaml')
      expect(problems).toEqual([])
      expect(back).toEqual(document)
    }), { numRuns: 150 })
  }, 60_000)

  it('for the shipped file: the very same bytes, whatever order the database keeps keys in', () => {
    const text = readFileSync(FILE, 'utf8')
    const { document } = parsePathway(text, FILE)
    expect(document).not.toBeNull()
    expect(formatPathway(document!)).toBe(text)
    expect(formatPathway(pathwaySchema.parse(reversed(document)))).toBe(text)
  })
})
