import { describe, expect, it } from 'vitest'
import { parsePathway, showProblem } from '../../shared/pathways/parse.ts'

const GOOD = `template:
  template_id: test-pathway
  version: 1.0.0
  status: draft
  legal_regime: EN-CFA2014
  jurisdiction: England
  prepared_on: '2026-11-25'
  licence_note: Original.
  texts:
    en: { title: Test pathway, detail: For tests. }
    en-easy: { title: Test }
conditions:
- key: has_ehcp
  source: derived
  derived_from: The plan.
  never_with: [ no_plan ]
  texts:
    en: { label: Has a plan, detail: We ask because it matters. }
    en-easy: { label: You have a plan, detail: We ask. }
- key: no_plan
  source: recorded
  texts:
    en: { label: Has no plan, detail: We ask because it matters. }
    en-easy: { label: You have no plan, detail: We ask. }
anchors:
- key: age:18
  type: computed
  definition: 18th birthday.
  rule_ids: [ R-AGE-01 ]
  texts:
    en: { name: the 18th birthday }
    en-easy: { name: your 18th birthday }
- key: eligible_child_from
  type: computed
  definition: Day the person becomes an eligible child.
  rule_ids: [ R-LEAVE-01 ]
  texts:
    en: { name: the day help begins }
    en-easy: { name: the day your help begins }
- key: transfer_date
  type: computed
  definition: First day in the next setting.
  texts:
    en: { name: the first day }
    en-easy: { name: your first day }
- key: review_meeting
  type: event
  definition: Next review meeting.
  texts:
    en: { name: the review, question: When is the review? }
    en-easy: { name: your review, question: When is your review? }
stages:
- id: turning_18
  code: t18
  order: 1
  window: { by: age, from: 17, to: 18 }
  transfer: null
  applies_if: { all: [ has_ehcp ] }
  texts:
    en: { title: Turning 18, detail: A lot changes. }
    en-easy: { title: Turning 18 }
  milestones:
  - id: t18-m1
    texts:
      en: { title: 18th birthday, detail: The day itself. }
      en-easy: { title: You are 18 }
    due: { anchor: age:18, offset: P0D }
    due_kind: statutory
    statutory: true
    source: Family Law Reform Act 1969
  items:
  - id: t18-yp-01
    audience: young_person
    pfa_area: health
    texts:
      en: { title: Say what you think, detail: It is your review. }
      en-easy: { title: Say what you think }
    due: { anchor: review_meeting, offset: -P2W }
    due_kind: planning
    repeat: each_review
    statutory: true
    source: Children and Families Act 2014 s.19
    rule_id: R-AR-04
    applies_if: { any: [ has_ehcp ] }
    milestone: t18-m1
    confidence: V
`

/** [what is wrong, text to replace, its replacement, part of the line reported, what it says] */
const BAD: [name: string, from: string, to: string, at: string, says: RegExp][] = [
  ['an anchor that does not exist', 'due: { anchor: age:18,', 'due: { anchor: age:81,', 'age:81', /t18-m1: anchor "age:81" is not known: correct its spelling or add it to anchors/],
  ['a condition that does not exist on a step', '{ any: [ has_ehcp ] }', '{ any: [ has_echp ] }', 'has_echp', /condition "has_echp" is not known/],
  ['a condition that does not exist on a stage', '{ all: [ has_ehcp ] }', '{ all: [ has_echp ] }', 'has_echp', /turning_18: condition "has_echp" is not known/],
  ['a condition that does not exist in never_with', '[ no_plan ]', '[ no_plans ]', 'no_plans', /condition "no_plans" is not known/],
  ['an audience that does not exist', 'audience: young_person', 'audience: teacher', 'audience: teacher', /t18-yp-01: audience "teacher" is not known: use one of young_person, family/],
  ['an area that does not exist', 'pfa_area: health', 'pfa_area: sport', 'pfa_area', /pfa_area "sport" is not known: use one of employment/],
  ['a due kind that does not exist', 'due_kind: planning', 'due_kind: soon', 'due_kind: soon', /due_kind "soon" is not known: use one of statutory, guidance, planning/],
  ['a transfer that does not exist', 'transfer: null', 'transfer: to_college', 'to_college', /transfer "to_college" is not known: use one of early_years_to_school/],
  ['an item with the id of a milestone', 'id: t18-yp-01', 'id: t18-m1', '  - id: t18-m1\n    audience', /id "t18-m1" is already used: give this one its own \(first used on line 63\)/],
  ['two anchors with one key', '- key: review_meeting', '- key: age:18', '- key: age:18\n  type: event', /key "age:18" is already used/],
  ['a name written twice in one place', 'confidence: V', 'confidence: V\n    confidence: G', 'confidence: G', /written twice in the same place/],
  ['no Easy Read for a step', '      en-easy: { title: Say what you think }\n', '', '    texts:\n      en: { title: Say', /t18-yp-01: texts.en-easy is missing: write the Easy Read words/],
  ['no Easy Read for a condition', '    en-easy: { label: You have no plan, detail: We ask. }\n', '', '  texts:\n    en: { label: Has no plan', /no_plan: texts.en-easy is missing/],
  ['no English detail', ', detail: It is your review.', '', 'en: { title: Say what you think', /texts.en.detail is missing: write the plain English words/],
  ['an empty title', '{ title: You are 18 }', '{ title: "  " }', 'en-easy: { title: "  " }', /title is empty: write the words people will read/],
  ['a language that is not a code', 'en-easy: { title: You are 18 }', 'en-easy: { title: You are 18 }\n      Welsh!: { title: Pen-blwydd }', 'Welsh!', /"Welsh!" is not a language/],
  ['a milestone that does not exist', 'milestone: t18-m1', 'milestone: t18-m9', 't18-m9', /milestone "t18-m9" is not in this stage: use one of t18-m1/],
  ['an offset that is not a duration', '-P2W', '2 weeks', '2 weeks', /offset "2 weeks" is not a length of time: write -P17W/],
  ['an offset with hours', '-P2W', '-PT2H', '-PT2H', /offset "-PT2H" is not a length of time/],
  ['an offset of thousands of years', '-P2W', 'P99999Y', 'P99999Y', /offset "P99999Y" is not a length of time/],
  ['a repeat that is not a duration', 'each_review', 'yearly', 'repeat: yearly', /repeat "yearly" is not a repeat: use each_review, each_term or a length of time/],
  ['a repeat that never moves on', 'each_review', 'P0M', 'repeat: P0M', /repeat "P0M" never moves on/],
  ['a repeat in a stage with no end', ', to: 18 }', ' }', 'repeat: each_review', /repeats and its stage has no end: give the stage a window with to/],
  ['each_review on a birthday', 'anchor: review_meeting,', 'anchor: age:18,', 'repeat: each_review', /each_review cannot repeat "age:18": count from review_meeting/],
  ['each_term on a review', 'each_review', 'each_term', 'repeat: each_term', /each_term cannot repeat "review_meeting": count from term_start/],
  ['a statutory date with no law behind it', 'due_kind: statutory\n    statutory: true', 'due_kind: statutory\n    statutory: false', 'due_kind: statutory', /due_kind is statutory but statutory is false/],
  ['a statutory date from an anchor whose rule is not settled', 'due: { anchor: age:18,', 'due: { anchor: eligible_child_from,', 'due_kind: statutory', /the reading of R-LEAVE-01 is not settled, so its date cannot be statutory/],
  ['a statutory date from a rule that is not settled', 'due_kind: planning\n    repeat: each_review\n    statutory: true\n    source: Children and Families Act 2014 s.19\n    rule_id: R-AR-04', 'due_kind: statutory\n    statutory: true\n    source: Care Leavers Regs\n    rule_id: R-LEAVE-03', 'due_kind: statutory\n    statutory: true\n    source: Care', /the reading of R-LEAVE-03 is not settled/],
  ['a window that ends before it starts', 'from: 17, to: 18', 'from: 18, to: 17', 'window', /the window ends at 17, before it starts at 18/],
  ['a window outside nursery to 25', 'to: 18 }', 'to: 30 }', 'window', /the window is outside 0 to 25/],
  ['conditions that cannot both be true', '{ any: [ has_ehcp ] }', '{ all: [ has_ehcp, no_plan ] }', 'applies_if: { all: [ has_ehcp, no_plan', /this can never apply, because has_ehcp and no_plan cannot both be true/],
  ['a step that contradicts its stage', '{ any: [ has_ehcp ] }', '{ any: [ no_plan ] }', 'applies_if: { any: [ no_plan', /none of no_plan can be true together with has_ehcp/],
  ['a transfer date in a stage without a transfer', 'anchor: review_meeting, offset: -P2W }\n    due_kind: planning\n    repeat: each_review', 'anchor: transfer_date, offset: P6W }\n    due_kind: planning', 'anchor: transfer_date', /"transfer_date" needs to know which move it means: give the stage a transfer/],
  ['a rule that does not exist', 'R-AR-04', 'R-AR-44', 'R-AR-44', /rule "R-AR-44" is not known/],
  ['a rule that does not exist on an anchor', 'R-LEAVE-01', 'R-LEAVE-99', 'R-LEAVE-99', /eligible_child_from: rule "R-LEAVE-99" is not known/],
  ['a date the planner cannot work out', 'key: transfer_date', 'key: full_moon', 'full_moon', /the planner cannot work out "full_moon": make its type event/],
  ['an event nobody can be asked about', ', question: When is your review?', '', 'en-easy: { name: your review }', /review_meeting: an event needs a question in en-easy/],
  ['a derived condition that does not say from what', '  derived_from: The plan.\n', '', 'source: derived', /has_ehcp: a derived condition needs derived_from/],
  ['a recorded condition that says from what', 'source: recorded', 'source: recorded\n  derived_from: A guess.', 'derived_from: A guess', /no_plan: a recorded condition is ticked by a person/],
  ['a misspelt field', 'confidence: V', 'confidense: V', 'confidense', /"confidense" is not a part of this: correct its spelling or remove it/],
  ['a missing field', '    confidence: V\n', '', '- id: t18-yp-01', /t18-yp-01: confidence is missing: add it/],
  ['text where a number belongs', 'order: 1', 'order: first', 'order: first', /order should be a number, not text/],
  ['a day that does not exist', '2026-11-25', '2026-02-30', '2026-02-30', /prepared_on "2026-02-30" is not a day: write it as YYYY-MM-DD/],
  ['a part copied by alias', 'source: Family Law Reform Act 1969', 'source: &law Family Law Reform Act 1969\n    rule_id: *law', '*law', /\*law copies another part of the file: write it out in full/],
  ['something that is not YAML', 'stages:', 'stages: [', 'stages: [', /this is not YAML that can be read/],
]

function spoil(from: string, to: string): string {
  expect(GOOD, `the good file has ${from}`).toContain(from)
  return GOOD.replace(from, () => to)
}

function lineOf(text: string, part: string): number {
  expect(text).toContain(part)
  const leading = part.length - part.trimStart().length
  return text.slice(0, text.indexOf(part) + leading).split('\n').length
}

describe('the pathway validator', () => {
  it('accepts a good file', () => {
    expect(parsePathway(GOOD, 'good.yaml').problems).toEqual([])
  })

  it.each(BAD)('refuses %s, says where and what to do', (_, from, to, at, says) => {
    const text = spoil(from, to)
    const { document, problems } = parsePathway(text, 'bad.yaml')
    expect(document).toBeNull()
    const shown = problems.map(showProblem)
    expect(shown.find(line => says.test(line)), shown.join('\n')).toBeDefined()
    const problem = problems.find(({ message }) => says.test(message))
    if (at !== 'stages: [') expect(problem?.line).toBe(lineOf(text, at))
    expect(shown.every(line => /^bad\.yaml:\d+: \S/.test(line))).toBe(true)
  })

  it('reports every problem at once, in the order of the file', () => {
    const text = spoil('audience: young_person', 'audience: teacher')
      .replace('due: { anchor: age:18,', 'due: { anchor: age:81,')
      .replace('milestone: t18-m1', 'milestone: t18-m9')
      .replace('version: 1.0.0', 'version: one')
    const { problems } = parsePathway(text, 'bad.yaml')
    expect(problems.map(problem => problem.code)).toEqual(['wrong_shape', 'unknown_anchor', 'unknown_word', 'unknown_milestone'])
    expect(problems.map(problem => problem.line)).toEqual(problems.map(problem => problem.line).toSorted((a, b) => a - b))
  })

  it.each(['', '- one\n- two\n', '"only words"', '42', 'null', 'template: 1\nconditions: 2\nanchors: 3\nstages: 4\n', 'stages:\n- items: [ 1, null, [] ]\n'])(
    'answers %j with problems and never throws',
    (text) => {
      expect(parsePathway(text, 'odd.yaml').problems.length).toBeGreaterThan(0)
    },
  )
})
