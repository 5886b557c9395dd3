import type { z } from 'zod'
import { pathwaySchema } from './schema.ts'
import { isComputableAnchor, REVIEW_ANCHORS, RULES, TERM_ANCHORS, TRANSFER_ANCHORS } from './vocabulary.ts'

export type ProblemCode
  = | 'not_yaml' | 'wrong_shape' | 'missing' | 'missing_text' | 'unknown_word' | 'unknown_key'
    | 'unknown_anchor' | 'unknown_condition' | 'unknown_milestone' | 'unknown_rule' | 'unknown_locale'
    | 'duplicate_id' | 'missing_transfer' | 'window_backwards' | 'window_out_of_range' | 'not_law' | 'rule_unsure' | 'reason_needed'
    | 'repeat_never_ends' | 'repeat_not_reviews' | 'repeat_not_terms' | 'never_true'
    | 'anchor_not_computable' | 'event_without_question' | 'derived_without_source' | 'recorded_with_source'

export type DocumentPath = ReadonlyArray<string | number>

/** One thing to put right. `path` leads to it in the document; `related` to the other half of a clash. */
export interface Finding {
  path: DocumentPath
  code: ProblemCode
  message: string
  related?: DocumentPath
}

type Loose = Readonly<Record<string, unknown>>

/** A milestone or an item, with what its stage gives it. */
interface Step {
  path: DocumentPath
  value: Loose
  stage: Loose
  isItem: boolean
}

/** What the rest of the document may refer to, gathered before anything is judged. */
interface Known {
  anchors: ReadonlyMap<string, Loose>
  neverWith: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Everything wrong with a template, all at once, in document order of each check.
 * Takes any value: a half-written template from the editor is checked as far as it can be read.
 */
export function checkPathway(value: unknown): Finding[] {
  const document = record(value)
  const known: Known = { anchors: byKey(document.anchors), neverWith: clashes(document.conditions) }
  const stages = list(document.stages).map((stage, index) => ({ path: ['stages', index] as const, value: record(stage) }))
  const steps = stages.flatMap(stage => stepsOf(stage.value, stage.path))
  return [
    ...shapeFindings(value),
    ...duplicateFindings(document, stages.map(stage => stage.value), steps),
    ...localeFindings(value, []),
    ...list(document.conditions).flatMap((condition, index) => conditionFindings(record(condition), ['conditions', index], known)),
    ...list(document.anchors).flatMap((anchor, index) => anchorFindings(record(anchor), ['anchors', index])),
    ...stages.flatMap(stage => stageFindings(stage.value, stage.path, known)),
    ...steps.flatMap(step => stepFindings(step, known)),
  ]
}

function stepsOf(stage: Loose, path: DocumentPath): Step[] {
  return [
    ...list(stage.milestones).map((value, index) => ({ path: [...path, 'milestones', index], value: record(value), stage, isItem: false })),
    ...list(stage.items).map((value, index) => ({ path: [...path, 'items', index], value: record(value), stage, isItem: true })),
  ]
}

function shapeFindings(value: unknown): Finding[] {
  const result = pathwaySchema.safeParse(value)
  if (result.success) return []
  return result.error.issues.flatMap(issue => findingsOfIssue(issue, value))
}

function findingsOfIssue(issue: z.core.$ZodIssue, document: unknown): Finding[] {
  const path = issue.path.filter(part => typeof part !== 'symbol')
  const field = path.at(-1) ?? 'the file'
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path: [...path, key], code: 'unknown_key', message: `"${key}" is not a part of this: correct its spelling or remove it` }))
  }
  const found = valueAt(document, path)
  if (found === undefined || found === null) return [missingFinding(path)]
  if (issue.code === 'invalid_value') {
    return [{ path, code: 'unknown_word', message: `${field} "${String(found)}" is not known: use one of ${issue.values.join(', ')}` }]
  }
  if (issue.code === 'invalid_type') {
    return [{ path, code: 'wrong_shape', message: `${field} should be ${nameOfType(issue.expected)}, not ${nameOfType(typeOf(found))}` }]
  }
  const code = path.includes('texts') ? 'missing_text' : 'wrong_shape'
  const shown = typeof found === 'string' && found.trim() !== '' ? `${field} "${found}"` : String(field)
  return [{ path, code, message: `${shown} ${issue.message}` }]
}

function missingFinding(path: DocumentPath): Finding {
  if (path.length === 0) return { path, code: 'missing', message: 'the file is empty: a pathway needs template, conditions, anchors and stages' }
  const field = String(path.at(-1))
  const inTexts = path.indexOf('texts')
  if (inTexts === -1) return { path, code: 'missing', message: `${field} is missing: add it` }
  const place = path.slice(inTexts).join('.')
  const kind = path.includes('en-easy') ? 'Easy Read' : 'plain English'
  return { path, code: 'missing_text', message: `${place} is missing: write the ${kind} words` }
}

function duplicateFindings(document: Loose, stages: Loose[], steps: Step[]): Finding[] {
  const inSection = (section: string, field: string, values: unknown[]) =>
    repeated(values.map((value, index) => ({ key: record(value)[field], path: [section, index, field] })), field)
  return [
    ...inSection('conditions', 'key', list(document.conditions)),
    ...inSection('anchors', 'key', list(document.anchors)),
    ...inSection('stages', 'id', stages),
    ...inSection('stages', 'code', stages),
    ...inSection('stages', 'order', stages),
    ...repeated(steps.map(step => ({ key: step.value.id, path: [...step.path, 'id'] })), 'id'),
  ]
}

function repeated(entries: { key: unknown, path: DocumentPath }[], field: string): Finding[] {
  const first = new Map<unknown, DocumentPath>()
  return entries.flatMap(({ key, path }): Finding[] => {
    const related = first.get(key)
    if (key === undefined || key === null) return []
    if (!related) {
      first.set(key, path)
      return []
    }
    return [{ path, related, code: 'duplicate_id', message: `${field} "${String(key)}" is already used: give this one its own` }]
  })
}

const LOCALE = /^[a-z]{2,3}(-[a-z0-9]+)*$/

function localeFindings(value: unknown, path: DocumentPath): Finding[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]): Finding[] => {
    const childPath = [...path, Array.isArray(value) ? Number(key) : key]
    if (key !== 'texts') return localeFindings(child, childPath)
    return Object.keys(record(child)).filter(locale => !LOCALE.test(locale)).map(locale => ({
      path: [...childPath, locale], code: 'unknown_locale', message: `"${locale}" is not a language: use en, en-easy or a code such as cy`,
    }))
  })
}

function conditionFindings(condition: Loose, path: DocumentPath, known: Known): Finding[] {
  const findings = namesOf(condition.never_with)
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => !known.neverWith.has(name))
    .map(({ name, index }) => unknownCondition(name, [...path, 'never_with', index]))
  const hasSource = condition.derived_from !== undefined && condition.derived_from !== null
  if (condition.source === 'derived' && !hasSource) {
    findings.push({ path: [...path, 'source'], code: 'derived_without_source', message: 'a derived condition needs derived_from: say which facts it is worked out from' })
  }
  if (condition.source === 'recorded' && hasSource) {
    findings.push({ path: [...path, 'derived_from'], code: 'recorded_with_source', message: 'a recorded condition is ticked by a person: remove derived_from, or make source derived' })
  }
  return findings
}

function anchorFindings(anchor: Loose, path: DocumentPath): Finding[] {
  const findings = namesOf(anchor.rule_ids)
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => !Object.hasOwn(RULES, rule))
    .map(({ rule, index }) => unknownRule(rule, [...path, 'rule_ids', index]))
  if (anchor.type === 'computed' && typeof anchor.key === 'string' && !isComputableAnchor(anchor.key)) {
    findings.push({ path: [...path, 'key'], code: 'anchor_not_computable', message: `the planner cannot work out "${anchor.key}": make its type event, or use age:N, nc_year:N term:autumn|spring|summer or a date it knows` })
  }
  if (anchor.type !== 'event') return findings
  for (const [locale, words] of Object.entries(record(anchor.texts))) {
    if (typeof record(words).question === 'string') continue
    findings.push({ path: [...path, 'texts', locale], code: 'event_without_question', message: `an event needs a question in ${locale}: write what to ask when the date is not known` })
  }
  return findings
}

/** Years of class and of life that a pathway can cover. */
const WINDOW_LIMITS: Readonly<Record<string, readonly [number, number]>> = { nc_year: [-2, 14], age: [0, 25] }

function stageFindings(stage: Loose, path: DocumentPath, known: Known): Finding[] {
  return [
    ...windowFindings(record(stage.window), [...path, 'window']),
    ...appliesFindings(stage, stage, path, known),
  ]
}

function windowFindings(window: Loose, path: DocumentPath): Finding[] {
  const { by, from, to } = window
  if (typeof from !== 'number' || typeof to !== 'number') return []
  const findings: Finding[] = []
  if (to < from) findings.push({ path: [...path, 'to'], code: 'window_backwards', message: `the window ends at ${to}, before it starts at ${from}: make to the same as from, or later` })
  const limits = WINDOW_LIMITS[String(by)]
  if (limits && (from < limits[0] || to > limits[1])) {
    findings.push({ path, code: 'window_out_of_range', message: `the window is outside ${limits[0]} to ${limits[1]}: a pathway covers nursery to 25` })
  }
  return findings
}

function stepFindings(step: Step, known: Known): Finding[] {
  return [
    ...dueFindings(step, known),
    ...lawFindings(step, known),
    ...hidingFindings(step),
    ...appliesFindings(step.value, step.stage, step.path, known),
    ...(step.isItem ? [...milestoneFindings(step), ...repeatFindings(step)] : []),
  ]
}

function dueFindings({ value, stage, path }: Step, known: Known): Finding[] {
  const anchor = record(value.due).anchor
  if (typeof anchor !== 'string') return []
  const at = [...path, 'due', 'anchor']
  if (!known.anchors.has(anchor)) {
    return [{ path: at, code: 'unknown_anchor', message: `anchor "${anchor}" is not known: correct its spelling or add it to anchors` }]
  }
  if (TRANSFER_ANCHORS.has(anchor) && (stage.transfer === null || stage.transfer === undefined)) {
    return [{ path: at, code: 'missing_transfer', message: `"${anchor}" needs to know which move it means: give the stage a transfer` }]
  }
  return []
}

function lawFindings({ value, path }: Step, known: Known): Finding[] {
  const findings: Finding[] = []
  const rule = value.rule_id
  if (typeof rule === 'string' && !Object.hasOwn(RULES, rule)) findings.push(unknownRule(rule, [...path, 'rule_id']))
  if (value.due_kind !== 'statutory') return findings
  const at = [...path, 'due_kind']
  if (value.statutory === false) {
    findings.push({ path: at, code: 'not_law', message: 'due_kind is statutory but statutory is false: make both say the same, or make due_kind guidance or planning' })
  }
  const anchor = known.anchors.get(String(record(value.due).anchor))
  const dateRules = anchor?.type === 'computed' ? namesOf(anchor.rule_ids) : []
  const unsure = [String(rule), ...dateRules].find(id => RULES[id] === 'unsure')
  if (unsure) {
    findings.push({ path: at, code: 'rule_unsure', message: `the reading of ${unsure} is not settled, so its date cannot be statutory: make due_kind guidance or planning` })
  }
  return findings
}

function appliesFindings(value: Loose, stage: Loose, path: DocumentPath, known: Known): Finding[] {
  const appliesIf = record(value.applies_if)
  const unknown = (['all', 'any'] as const).flatMap(group => namesOf(appliesIf[group])
    .map((name, index) => ({ name, at: [...path, 'applies_if', group, index] }))
    .filter(({ name }) => !known.neverWith.has(name))
    .map(({ name, at }) => unknownCondition(name, at)))
  const stageApplies = value === stage ? {} : record(stage.applies_if)
  const all = [...namesOf(stageApplies.all), ...namesOf(appliesIf.all)]
  const clash = clashIn(all, [namesOf(appliesIf.any), namesOf(stageApplies.any)], known.neverWith)
  if (!clash) return unknown
  const at = value.applies_if === undefined ? path : [...path, 'applies_if']
  return [...unknown, { path: at, code: 'never_true', message: `this can never apply, because ${clash}: change applies_if here or on the stage` }]
}

function clashIn(all: string[], choices: string[][], neverWith: Known['neverWith']): string | null {
  const clashing = (name: string) => all.find(other => neverWith.get(name)?.has(other))
  const name = all.find(clashing)
  if (name) return `${name} and ${clashing(name)} cannot both be true`
  const choice = choices.find(names => names.length > 0 && names.every(clashing))
  return choice ? `none of ${choice.join(', ')} can be true together with ${all.join(', ')}` : null
}

function hidingFindings({ value, path }: Step): Finding[] {
  const isHidden = value.hidden !== undefined && value.hidden !== null
  if (!isHidden || value.statutory !== true || record(value.hidden).reason) return []
  return [{ path: [...path, 'hidden'], code: 'reason_needed', message: 'the law stands behind this step: give hidden a reason' }]
}

function milestoneFindings({ value, stage, path }: Step): Finding[] {
  const { milestone } = value
  if (typeof milestone !== 'string') return []
  const ids = list(stage.milestones).map(entry => record(entry).id)
  if (ids.includes(milestone)) return []
  return [{ path: [...path, 'milestone'], code: 'unknown_milestone', message: `milestone "${milestone}" is not in this stage: use one of ${ids.join(', ')}` }]
}

function repeatFindings({ value, stage, path }: Step): Finding[] {
  const { repeat } = value
  if (typeof repeat !== 'string') return []
  const at = [...path, 'repeat']
  const anchor = record(value.due).anchor
  if (repeat === 'each_review' && typeof anchor === 'string' && !REVIEW_ANCHORS.has(anchor)) {
    return [{ path: at, code: 'repeat_not_reviews', message: `each_review cannot repeat "${anchor}": count from review_meeting, or use a length of time such as P12M` }]
  }
  if (repeat === 'each_term' && typeof anchor === 'string' && !TERM_ANCHORS.has(anchor)) {
    return [{ path: at, code: 'repeat_not_terms', message: `each_term cannot repeat "${anchor}": count from term_start, or use a length of time such as P4M` }]
  }
  if (/^P[0YMWD]+$/.test(repeat)) {
    return [{ path: at, code: 'repeat_never_ends', message: `repeat "${repeat}" never moves on: use a length of time such as P12M, or remove it` }]
  }
  if (typeof record(stage.window).to !== 'number') {
    return [{ path: at, code: 'repeat_never_ends', message: 'this repeats and its stage has no end: give the stage a window with to' }]
  }
  return []
}

function unknownCondition(name: string, path: DocumentPath): Finding {
  return { path, code: 'unknown_condition', message: `condition "${name}" is not known: correct its spelling or add it to conditions` }
}

function unknownRule(rule: string, path: DocumentPath): Finding {
  return { path, code: 'unknown_rule', message: `rule "${rule}" is not known: use a rule the planner has, such as R-PT-01, or leave it out` }
}

/** Each condition with those it cannot hold together with, whichever of the two says so. */
function clashes(conditions: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>()
  const entries = list(conditions).map(record)
  for (const { key } of entries) if (typeof key === 'string') result.set(key, new Set())
  for (const { key, never_with } of entries) {
    for (const other of namesOf(never_with)) {
      result.get(String(key))?.add(other)
      result.get(other)?.add(String(key))
    }
  }
  return result
}

function byKey(values: unknown): ReadonlyMap<string, Loose> {
  return new Map(list(values).map(record).map(value => [String(value.key), value]))
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Loose : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function namesOf(value: unknown): string[] {
  return list(value).filter(name => typeof name === 'string')
}

function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string | number, unknown> | null | undefined)?.[part], document)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

function nameOfType(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a group of values',
  }
  return names[type] ?? type
}
