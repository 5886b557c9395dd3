import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPathway } from '../../shared/pathways/check.ts'
import { comparePathways, countChanges } from '../../shared/pathways/difference.ts'
import { readDuration, readOffset, writeDuration, writeOffset } from '../../shared/pathways/duration.ts'
import { addItem, allSteps, canMove, findStep, isItem, moveStep, newStepId, nextVersion, removeStep, replaceStep } from '../../shared/pathways/edit.ts'
import { parsePathway } from '../../shared/pathways/parse.ts'
import type { PathwayDocument, PathwayItem } from '../../shared/pathways/schema.ts'

const FILE = 'supabase/pathways/en-send-pfa-default.yaml'
const { document } = parsePathway(readFileSync(FILE, 'utf8'), FILE)
if (!document) throw new Error('The shipped pathway does not read.')
const shipped: PathwayDocument = document

function item(id: string): PathwayItem {
  const step = findStep(shipped, id)?.step
  if (!step || !isItem(step)) throw new Error(`There is no item ${id}.`)
  return structuredClone(step)
}

describe('lengths of time', () => {
  it.each([
    ['-P17W', { direction: 'before', parts: [{ unit: 'weeks', count: 17 }] }],
    ['P0D', { direction: 'on', parts: [] }],
    ['P6M', { direction: 'after', parts: [{ unit: 'months', count: 6 }] }],
    ['-P1Y2M', { direction: 'before', parts: [{ unit: 'years', count: 1 }, { unit: 'months', count: 2 }] }],
  ])('reads %s', (text, offset) => {
    expect(readOffset(text)).toEqual(offset)
  })

  it('writes what it reads', () => {
    const part = (unit: 'years' | 'months' | 'weeks' | 'days') => fc.integer({ min: 0, max: 9999 }).map(count => ({ unit, count }))
    fc.assert(fc.property(fc.tuple(part('years'), part('months'), part('weeks'), part('days')), fc.constantFrom('before' as const, 'after' as const), (parts, direction) => {
      const kept = parts.filter(({ count }) => count > 0)
      expect(readDuration(writeDuration(parts))).toEqual(kept)
      expect(readOffset(writeOffset({ direction, parts }))).toEqual(kept.length ? { direction, parts: kept } : { direction: 'on', parts: [] })
    }))
  })
})

describe('editing', () => {
  it('moves a step past its neighbour for the same audience, and back', () => {
    const stage = shipped.stages.find(({ items }) => items.filter(({ audience }) => audience === 'family').length > 1)!
    const [first, second] = stage.items.filter(({ audience }) => audience === 'family')
    expect(canMove(shipped, first!.id, -1)).toBe(false)
    expect(canMove(shipped, first!.id, 1)).toBe(true)
    const moved = moveStep(shipped, first!.id, 1)
    const order = allSteps(moved).filter(({ step, stage: { id } }) => id === stage.id && isItem(step) && step.audience === 'family').map(({ step }) => step.id)
    expect(order.slice(0, 2)).toEqual([second!.id, first!.id])
    expect(moveStep(moved, first!.id, -1)).toEqual(shipped)
  })

  it('changes nothing else, and never the document it was given', () => {
    const before = structuredClone(shipped)
    const step = { ...item('k4-send-01'), source: 'Our own' }
    const next = replaceStep(shipped, step)
    expect(findStep(next, 'k4-send-01')?.step).toEqual(step)
    expect(removeStep(addItem(shipped, 'ks4_years_10_11', { ...step, id: 'k4-local-01' }), 'k4-local-01')).toEqual(shipped)
    expect(shipped).toEqual(before)
  })

  it('offers free ids and versions', () => {
    const first = newStepId(shipped, 'k4')
    const taken = addItem(shipped, 'ks4_years_10_11', { ...item('k4-send-01'), id: first })
    expect([first, newStepId(taken, 'k4')]).toEqual(['k4-local-01', 'k4-local-02'])
    expect(nextVersion(['0.2.0', '0.10.3', '0.9.9'])).toBe('0.11.0')
  })
})

describe('what is different', () => {
  it('is nothing between a document and itself, whatever order its keys are in', () => {
    const turned = JSON.parse(JSON.stringify(shipped, (_, value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value)) as PathwayDocument
    expect(countChanges(comparePathways(shipped, turned))).toBe(0)
  })

  it('names each field of a step that changed', () => {
    const step = item('k4-send-01')
    step.due.offset = '-P1W'
    step.texts['en-easy'].title = 'New words.'
    const { steps } = comparePathways(shipped, replaceStep(shipped, step))
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({ kind: 'changed', step: { id: 'k4-send-01' } })
    expect(steps[0]?.fields.map(({ field, locale }) => [field, locale])).toEqual([['title', 'en-easy'], ['due', undefined]])
  })

  it('tells added, removed, hidden, shown and reordered apart', () => {
    const hidden = replaceStep(shipped, { ...item('k4-send-01'), hidden: { reason: 'Not here' } })
    const kinds = (one: PathwayDocument, other: PathwayDocument) => comparePathways(one, other).steps.map(({ kind, step }) => `${kind} ${step.id}`)
    expect(kinds(shipped, hidden)).toEqual(['hidden k4-send-01'])
    expect(kinds(hidden, shipped)).toEqual(['shown k4-send-01'])
    expect(kinds(shipped, removeStep(shipped, 'k4-send-01'))).toEqual(['removed k4-send-01'])
    expect(kinds(removeStep(shipped, 'k4-send-01'), shipped)).toEqual(['added k4-send-01'])
    expect(kinds(shipped, moveStep(shipped, 'k4-send-01', 1)).every(text => text.startsWith('reordered'))).toBe(true)
  })
})

describe('hiding', () => {
  it('needs a reason where the law stands behind a step', () => {
    const codes = (hidden: PathwayItem['hidden']) => checkPathway(replaceStep(shipped, { ...item('k4-send-01'), hidden })).map(({ code }) => code)
    expect(codes({ reason: null })).toEqual(['reason_needed'])
    expect(codes({ reason: 'Done by the county next door' })).toEqual([])
  })
})
