import { allSteps, isItem } from './edit.ts'
import type { PathwayStep, PlacedStep } from './edit.ts'
import type { PathwayDocument, PathwayStage } from './schema.ts'

/** What a change is about: words in a language, or one of the other parts of a step, a stage or the version. */
export type ChangedField
  = | 'title' | 'detail' | 'audience' | 'pfa_area' | 'due' | 'repeat' | 'due_kind' | 'statutory' | 'source' | 'rule_id' | 'applies_if'
    | 'milestone' | 'confidence' | 'done_on' | 'stage' | 'window' | 'transfer' | 'version' | 'effective_from' | 'effective_to' | 'review_by' | 'notes'
    | 'legal_regime' | 'other'

export interface FieldChange {
  field: ChangedField
  /** For words: their language. */
  locale?: string
  before: unknown
  after: unknown
}

export type StepChangeKind = 'added' | 'removed' | 'hidden' | 'shown' | 'changed' | 'reordered'

export interface StepChange {
  kind: StepChangeKind
  /** As it is after; as it was where it is removed. */
  step: PathwayStep
  stage: PathwayStage
  fields: FieldChange[]
}

export interface StageChange {
  kind: 'added' | 'removed' | 'changed' | 'reordered'
  stage: PathwayStage
  fields: FieldChange[]
}

export interface PathwayDifference {
  version: FieldChange[]
  stages: StageChange[]
  steps: StepChange[]
  /** Conditions and anchors that differ, by key. They come from a file only. */
  words: string[]
}

/** What would be different for readers if `after` took the place of `before`. */
export function comparePathways(before: PathwayDocument, after: PathwayDocument): PathwayDifference {
  return {
    version: versionFields(before, after),
    stages: stageChanges(before, after),
    steps: stepChanges(before, after),
    words: [...changedKeys(before.conditions, after.conditions), ...changedKeys(before.anchors, after.anchors)],
  }
}

export function countChanges({ version, stages, steps, words }: PathwayDifference): number {
  return version.length + stages.length + steps.length + words.length
}

const VERSION_FIELDS = ['effective_from', 'effective_to', 'review_by', 'notes', 'legal_regime'] as const

function versionFields(before: PathwayDocument, after: PathwayDocument): FieldChange[] {
  return [
    ...VERSION_FIELDS.flatMap(field => changed(field, before.template[field], after.template[field])),
    ...textChanges(before.template.texts, after.template.texts),
  ]
}

function stageChanges(before: PathwayDocument, after: PathwayDocument): StageChange[] {
  const old = new Map(before.stages.map(stage => [stage.id, stage]))
  const kept = new Set(after.stages.map(stage => stage.id))
  return [
    ...after.stages.flatMap((stage): StageChange[] => {
      const was = old.get(stage.id)
      if (!was) return [{ kind: 'added', stage, fields: [] }]
      const fields = stageFields(was, stage)
      if (fields.length) return [{ kind: 'changed', stage, fields }]
      return was.order === stage.order ? [] : [{ kind: 'reordered', stage, fields }]
    }),
    ...before.stages.filter(stage => !kept.has(stage.id)).map((stage): StageChange => ({ kind: 'removed', stage, fields: [] })),
  ]
}

function stageFields(before: PathwayStage, after: PathwayStage): FieldChange[] {
  return [
    ...textChanges(before.texts, after.texts),
    ...changed('window', before.window, after.window),
    ...changed('transfer', before.transfer, after.transfer),
    ...changed('applies_if', before.applies_if, after.applies_if),
  ]
}

function stepChanges(before: PathwayDocument, after: PathwayDocument): StepChange[] {
  const old = new Map(allSteps(before).map(placed => [placed.step.id, placed]))
  const kept = new Set(allSteps(after).map(({ step }) => step.id))
  const moved = reordered(before, after)
  return [
    ...allSteps(after).flatMap((now): StepChange[] => {
      const was = old.get(now.step.id)
      if (!was) return [{ kind: 'added', step: now.step, stage: now.stage, fields: [] }]
      return changesOf(was, now, moved.has(now.step.id))
    }),
    ...[...old.values()].filter(({ step }) => !kept.has(step.id))
      .map(({ step, stage }): StepChange => ({ kind: 'removed', step, stage, fields: [] })),
  ]
}

function changesOf(was: PlacedStep, now: PlacedStep, isMoved: boolean): StepChange[] {
  const fields = stepFields(was, now)
  const about = { step: now.step, stage: now.stage }
  if (!was.step.hidden && now.step.hidden) return [{ ...about, kind: 'hidden', fields }]
  if (was.step.hidden && !now.step.hidden) return [{ ...about, kind: 'shown', fields }]
  if (fields.length) return [{ ...about, kind: 'changed', fields }]
  return isMoved ? [{ ...about, kind: 'reordered', fields }] : []
}

const STEP_FIELDS = ['due', 'due_kind', 'statutory', 'source', 'rule_id', 'applies_if'] as const
const ITEM_FIELDS = ['audience', 'pfa_area', 'repeat', 'milestone', 'confidence', 'done_on'] as const

function stepFields(was: PlacedStep, now: PlacedStep): FieldChange[] {
  const before = was.step
  const after = now.step
  return [
    ...textChanges(before.texts, after.texts),
    ...changed('stage', was.stage.id, now.stage.id),
    ...STEP_FIELDS.flatMap(field => changed(field, before[field], after[field])),
    ...(isItem(before) && isItem(after) ? ITEM_FIELDS.flatMap(field => changed(field, before[field], after[field])) : []),
  ]
}

/** Steps that have other neighbours than before, leaving out those that came or went. */
function reordered(before: PathwayDocument, after: PathwayDocument): ReadonlySet<string> {
  const orderOf = (document: PathwayDocument) => new Map(document.stages.map(stage => [stage.id, [...stage.milestones, ...stage.items].map(step => step.id)]))
  const old = orderOf(before)
  const moved = new Set<string>()
  for (const [stage, ids] of orderOf(after)) {
    const was = old.get(stage) ?? []
    const shared = ids.filter(id => was.includes(id))
    const sharedBefore = was.filter(id => ids.includes(id))
    shared.forEach((id, at) => {
      if (sharedBefore[at] !== id) moved.add(id)
    })
  }
  return moved
}

type Texts = Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>

function textChanges(before: Texts, after: Texts): FieldChange[] {
  const locales = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return locales.flatMap(locale => (['title', 'detail'] as const).flatMap(field =>
    changed(field, before[locale]?.[field], after[locale]?.[field]).map(change => ({ ...change, locale }))))
}

function changed(field: ChangedField, before: unknown, after: unknown): FieldChange[] {
  return same(before, after) ? [] : [{ field, before: before ?? null, after: after ?? null }]
}

function changedKeys(before: readonly { key: string }[], after: readonly { key: string }[]): string[] {
  const old = new Map(before.map(entry => [entry.key, entry]))
  const now = new Map(after.map(entry => [entry.key, entry]))
  return [...new Set([...old.keys(), ...now.keys()])].filter(key => !same(old.get(key), now.get(key)))
}

/** Equal whatever order the keys of an object are in, as a database may give them back. */
function same(one: unknown, other: unknown): boolean {
  return inOrder(one) === inOrder(other)
}

function inOrder(value: unknown): string {
  return JSON.stringify(value ?? null, (_, entry: unknown) => typeof entry === 'object' && entry !== null && !Array.isArray(entry)
    ? Object.fromEntries(Object.entries(entry).filter(([, child]) => child !== undefined).toSorted(([a], [b]) => a.localeCompare(b)))
    : entry)
}
