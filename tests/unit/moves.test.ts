import { describe, expect, it } from 'vitest'
import { missedAims, nextStatuses, supportLines, type CareStatus, type Support } from '../../shared/adult-care.ts'
import { emptyAsNull } from '../../shared/empty-as-null.ts'
import { stepsOf } from '../../shared/moves.ts'
import { placeForm } from '../../shared/place-form.ts'

const status = (name: string, position: number, after: string[]): CareStatus =>
  ({ track: 'child_needs', status: name, position, needs_reason: false, is_decision: false, comes_after: after })
const statuses = [status('assessment_requested', 3, ['not_considered']), status('assessing', 5, ['assessment_requested']), status('eligible', 6, ['assessing'])]
const aims = [
  { kind: 'child_needs' as const, status: 'eligible', aim_on: '2026-12-15', rule_id: 'R-CARE-01' },
  { kind: 'child_needs' as const, status: 'assessment_requested', aim_on: '2026-03-15', rule_id: 'R-CARE-01' },
]

describe('how far a move is', () => {
  it.each([
    ['planned', 'pack'], ['checked', 'send'], ['sent', 'read'], ['read', 'accept'], ['accepted', 'move'], ['declined', 'pack'],
  ] as const)('%s stands at %s', (state, current) => {
    expect(stepsOf(state).find(step => step.state === 'current')?.key).toBe(current)
  })

  it('is settling in once somebody has written down that they moved', () => {
    expect(stepsOf('accepted', true).find(step => step.state === 'current')?.key).toBe('settle')
  })

  it('is all done when it is closed', () => {
    expect(stepsOf('closed').every(step => step.state === 'done')).toBe(true)
  })
})

describe('assessments', () => {
  it('may begin anywhere, and then go only where the law and guidance lead', () => {
    expect(nextStatuses(statuses, 'child_needs', undefined)).toHaveLength(3)
    expect(nextStatuses(statuses, 'child_needs', 'assessment_requested').map(({ status: name }) => name)).toEqual(['assessment_requested', 'assessing'])
  })

  it('are late once an aim has passed that they have not reached', () => {
    const missed = (at: string | undefined, today: string) => missedAims({ aims, statuses }, 'child_needs', at, today).map(aim => aim.status)
    expect(missed(undefined, '2026-11-25')).toEqual(['assessment_requested'])
    expect(missed('assessing', '2026-11-25')).toEqual([])
    expect(missed('assessing', '2026-12-16')).toEqual(['eligible'])
    expect(missed('eligible', '2026-12-16')).toEqual([])
  })
})

it('pairs what ends with what follows it, and shows what follows something hidden by itself', () => {
  const support = (id: string, follows: string | null) => ({ id, follows_id: follows }) as Support
  const lines = supportLines({ supports: [support('a', null), support('b', 'a'), support('c', 'hidden')], gaps: [] })
  expect(lines.map(line => [line.ends.id, line.starts.map(next => next.id)])).toEqual([['a', ['b']], ['c', []]])
})

it('sends null for what was left empty', () => {
  expect(emptyAsNull({ a: ' x ', b: ' ' })).toEqual({ a: 'x', b: null })
})

it('starts a new place as the next choice, and an old one as it is', () => {
  expect(placeForm(undefined, 2)).toMatchObject({ choice: '2', status: 'thinking', setting_name: '' })
  expect(placeForm({ choice: 1, setting_name: 'X', status: 'offered', condition: null, predicted: 'A', actual: null, results_on: null }, 2)).toMatchObject({ choice: '1', predicted: 'A', condition: '' })
})
