import type { PathwayDocument, PathwayItem, PathwayMilestone, PathwayStage } from './schema.ts'

export type PathwayStep = PathwayMilestone | PathwayItem
export type StepList = 'milestones' | 'items'

/** Where a step is in its document. */
export interface PlacedStep {
  step: PathwayStep
  stage: PathwayStage
  list: StepList
  /** As `checkPathway` names places: `['stages', 4, 'items', 2]`. */
  path: ['stages', number, StepList, number]
}

export function isItem(step: PathwayStep): step is PathwayItem {
  return 'audience' in step
}

/** Every step in order: stage by stage, milestones first. */
export function allSteps(document: PathwayDocument): PlacedStep[] {
  const lists: StepList[] = ['milestones', 'items']
  return document.stages.flatMap((stage, at) => lists.flatMap(list =>
    stage[list].map((step, index): PlacedStep => ({ step, stage, list, path: ['stages', at, list, index] }))))
}

export function findStep(document: PathwayDocument, id: string): PlacedStep | undefined {
  return allSteps(document).find(({ step }) => step.id === id)
}

/** The document with this step in place of the one with its id. */
export function replaceStep(document: PathwayDocument, step: PathwayStep): PathwayDocument {
  return mapSteps(document, step.id, (steps, at) => steps.toSpliced(at, 1, step))
}

export function removeStep(document: PathwayDocument, id: string): PathwayDocument {
  return mapSteps(document, id, (steps, at) => steps.toSpliced(at, 1))
}

/** The document with a new item at the end of a stage. */
export function addItem(document: PathwayDocument, stageId: string, item: PathwayItem): PathwayDocument {
  return { ...document, stages: document.stages.map(stage => stage.id === stageId ? { ...stage, items: [...stage.items, item] } : stage) }
}

/** Changes places with the nearest step before (-1) or after (1) it in the same list that is for the same audience. */
export function moveStep(document: PathwayDocument, id: string, by: -1 | 1): PathwayDocument {
  return mapSteps(document, id, (steps, at) => {
    const other = neighbour(steps, at, by)
    const [one, two] = [steps[at], steps[other]]
    return one && two ? steps.with(at, two).with(other, one) : steps
  })
}

/** Whether `moveStep` would change anything. */
export function canMove(document: PathwayDocument, id: string, by: -1 | 1): boolean {
  const placed = findStep(document, id)
  return placed !== undefined && neighbour(placed.stage[placed.list], placed.path[3], by) >= 0
}

function neighbour(steps: readonly PathwayStep[], at: number, by: -1 | 1): number {
  const audience = audienceOf(steps[at])
  for (let index = at + by; index >= 0 && index < steps.length; index += by) {
    if (audienceOf(steps[index]) === audience) return index
  }
  return -1
}

function audienceOf(step: PathwayStep | undefined): string | undefined {
  return step && isItem(step) ? step.audience : undefined
}

function mapSteps(document: PathwayDocument, id: string, change: (steps: PathwayStep[], at: number) => PathwayStep[]): PathwayDocument {
  const placed = findStep(document, id)
  if (!placed) return document
  const { path: [, stageAt, list, at], stage } = placed
  return { ...document, stages: document.stages.with(stageAt, { ...stage, [list]: change(stage[list], at) }) }
}

/** A free id for a council's own step: `k4-local-01`, `k4-local-02`, … */
export function newStepId(document: PathwayDocument, stageCode: string): string {
  const taken = new Set(allSteps(document).map(({ step }) => step.id))
  const idAt = (number: number) => `${stageCode}-local-${String(number).padStart(2, '0')}`
  let number = 1
  while (taken.has(idAt(number))) number += 1
  return idAt(number)
}

/** The next version number to offer: the middle number of the highest one, plus one. */
export function nextVersion(versions: readonly string[]): string {
  const highest = versions.map(version => version.split('.').map(Number))
    .toSorted((a, b) => (b[0] ?? 0) - (a[0] ?? 0) || (b[1] ?? 0) - (a[1] ?? 0))[0] ?? [0, 0]
  return `${highest[0] ?? 0}.${(highest[1] ?? 0) + 1}.0`
}

/** The document with this stage in place of the one with its id. */
export function replaceStage(document: PathwayDocument, stage: PathwayStage): PathwayDocument {
  return { ...document, stages: document.stages.map(each => (each.id === stage.id ? stage : each)) }
}
