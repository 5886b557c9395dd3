import { Document, isCollection, isMap, isPair, isScalar, visit } from 'yaml'
import { pathwaySchema } from './schema.ts'
import type { PathwayAnchor, PathwayCondition, PathwayDocument, PathwayItem, PathwayMilestone, PathwayStage } from './schema.ts'

const HEADER = `# A pathway template: every stage, milestone and step, what date each has, and the words people read.
# Check it with: npm run check:pathways. The full guide is docs/pathways.md.
#
# template    Who wrote it, which law it follows, and when it starts. Raise version on every change.
# conditions  Facts about a person that decide which steps apply. source: recorded (a person ticks it) or
#             derived (worked out; derived_from says from what). never_with: cannot both be true.
# anchors     Dates that steps count from. type: computed (a rule works it out) or event (a person records it;
#             then question says what to ask). name completes "This date is worked out from: …".
# stages      window: when the stage is "now", both ends included, by nc_year (class year) or by age.
#             transfer: the boundary that transfer_date and phase_transfer_deadline mean here; null where unused.
# steps       milestones belong to everyone; items belong to one audience.
#   due       anchor + offset. Offset is an ISO 8601 duration; a leading minus means before the anchor.
#   due_kind  statutory = law fixes the date ("must"); guidance = "should"; planning = our aim ("aim for").
#             A rule whose reading is not settled is never statutory.
#   statutory whether a duty or right in law stands behind the step, whoever chose the date.
#   repeat    each_review, each_term or a duration; ends with the stage's window. Left out = happens once.
#   applies_if  all of these, and any one of those. Left out = everyone in the stage.
#   local     true = a council's own step. hidden = nobody is given it; a reason where statutory is true.
#   done_on   the page of Onward where it is done: my_views.
#   confidence  V law or guidance read; V2 read second-hand; G general practice, not verified.
#   texts     en: plain English (reading age 9 to 11 for young_person and family).
#             en-easy: Easy Read, at most 12 words a sentence, one idea each. Young person and family items speak
#             to their reader; other items tell the young person what that service does.
`

type Plain = Record<string, unknown>

const FLOW_KEYS: ReadonlySet<string> = new Set(['window', 'due', 'hidden', 'applies_if', 'never_with', 'rule_ids', 'all', 'any'])
const SECTIONS: ReadonlySet<string> = new Set(['conditions', 'anchors', 'stages'])

/**
 * The document as YAML, in one fixed layout and without the values a reader would get by default, so that
 * `parsePathway(formatPathway(x)).document` equals `x` and two exports of the same template are the same bytes.
 * Throws a ZodError if the document does not have the right shape.
 */
export function formatPathway(document: PathwayDocument): string {
  const tree = new Document(plainDocument(pathwaySchema.parse(document)))
  layOut(tree)
  return `${HEADER}\n${tree.toString({ lineWidth: 0, indentSeq: false, singleQuote: true })}`
}

function plainDocument(document: PathwayDocument): Plain {
  return {
    template: withoutDefaults({ ...document.template }, [
      'effective_from', 'effective_to', 'supersedes', 'review_by', 'notes',
    ]),
    conditions: document.conditions.map(plainCondition),
    anchors: document.anchors.map(plainAnchor),
    stages: document.stages.map(plainStage),
  }
}

function plainCondition(condition: PathwayCondition): Plain {
  return withoutDefaults({ ...condition }, ['derived_from', 'never_with'])
}

function plainAnchor(anchor: PathwayAnchor): Plain {
  return withoutDefaults({ ...anchor }, ['rule_ids'])
}

function plainStage({ milestones, items, applies_if, ...stage }: PathwayStage): Plain {
  return withoutDefaults({
    ...stage,
    applies_if: plainAppliesIf(applies_if),
    milestones: milestones.map(plainMilestone),
    items: items.map(plainItem),
  }, ['applies_if'])
}

function plainMilestone(milestone: PathwayMilestone): Plain {
  return withoutDefaults({ ...milestone, applies_if: plainAppliesIf(milestone.applies_if) }, ['rule_id', 'applies_if', 'local', 'hidden'])
}

function plainItem(item: PathwayItem): Plain {
  const { id, audience, pfa_area, texts, due, due_kind, repeat, statutory, source, rule_id, milestone, confidence, done_on, local, hidden } = item
  const applies_if = plainAppliesIf(item.applies_if)
  return withoutDefaults(
    { id, audience, pfa_area, texts, due, due_kind, repeat, statutory, source, rule_id, applies_if, milestone, confidence, done_on, local, hidden },
    ['repeat', 'rule_id', 'applies_if', 'milestone', 'done_on', 'local', 'hidden'],
  )
}

function plainAppliesIf(appliesIf: PathwayItem['applies_if']): Plain {
  return withoutDefaults({ ...appliesIf }, ['all', 'any'])
}

/** Leaves out the named keys where they hold null, false or nothing. */
function withoutDefaults(value: Plain, keys: readonly string[]): Plain {
  return Object.fromEntries(Object.entries(value).filter(([key, entry]) => !keys.includes(key) || !isNothing(entry)))
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** Short maps and lists go on one line; a blank line comes before each section, stage and list of steps. */
function layOut(tree: Document): void {
  visit(tree, {
    Pair(_, pair) {
      if (!isScalar(pair.key)) return
      const key = String(pair.key.value)
      if (FLOW_KEYS.has(key) && isCollection(pair.value)) pair.value.flow = true
      if (SECTIONS.has(key)) pair.key.spaceBefore = true
    },
    Seq(key, sequence, path) {
      const owner = path.at(-1)
      if (!isPair(owner) || !isScalar(owner.key) || owner.key.value !== 'stages') return
      for (const stage of sequence.items) if (isMap(stage)) stage.spaceBefore = true
    },
  })
}
