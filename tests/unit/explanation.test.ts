import { describe, expect, it } from 'vitest'
import { factsThatMove, factsUsed, readOffset } from '../../shared/timeline-answers.ts'

describe('how far from its anchor', () => {
  it.each([
    ['P0D', { side: 'on', parts: [] }],
    ['-P24W', { side: 'before', parts: [{ unit: 'weeks', count: 24 }] }],
    ['P6M', { side: 'after', parts: [{ unit: 'months', count: 6 }] }],
    ['P1Y6M', { side: 'after', parts: [{ unit: 'years', count: 1 }, { unit: 'months', count: 6 }] }],
    ['-P10D', { side: 'before', parts: [{ unit: 'days', count: 10 }] }],
    ['each_review', { side: 'on', parts: [] }],
  ])('%s', (duration, offset) => {
    expect(readOffset(duration)).toEqual(offset)
  })
})

describe('which facts a date really came from', () => {
  const known = (...names: string[]) => names.map(fact => ({ fact, value: '2026-01-01' }))
  it.each([
    ['the booked meeting, not what would have stood in for it', 'review_meeting', ['review_meeting', 'plan_last_decision_on'], ['review_meeting']],
    ['the last decision, while no meeting is booked', 'review_meeting', ['plan_last_decision_on', 'plan_first_made_on'], ['plan_last_decision_on']],
    ['a recorded end of the plan', 'cease_expected', ['cease_expected', 'course_end', 'date_of_birth'], ['cease_expected']],
    ['course and birthday together', 'cease_expected', ['course_end', 'date_of_birth'], ['course_end', 'date_of_birth']],
    ['birthday and the latest review under five', 'under5_review_due', ['date_of_birth', 'plan_last_decision_on', 'plan_first_made_on'], ['date_of_birth', 'plan_last_decision_on']],
    ['everything, elsewhere', 'transfer_date', ['date_of_birth', 'year_group_offset'], ['date_of_birth', 'year_group_offset']],
  ])('%s', (_what, anchor, facts, used) => {
    expect(factsUsed({ anchor, facts: known(...facts) }).map(({ fact }) => fact)).toEqual(used)
  })
})

describe('what would move a date', () => {
  const all = ['review_meeting', 'plan_last_decision_on', 'plan_first_made_on']
  it.each([
    ['booking a meeting, while the last decision stands in for it', 'review_meeting', ['plan_last_decision_on', 'plan_first_made_on'], all, ['review_meeting']],
    ['nothing else, once the meeting is booked', 'review_meeting', all, all, []],
    ['anything, while nothing is known', 'review_meeting', [], all, all],
    ['what else the rule looks at', 'transfer_date', ['date_of_birth'], ['date_of_birth', 'next_starts_on'], ['next_starts_on']],
  ])('%s', (_what, anchor, known, would_change, moves) => {
    expect(factsThatMove({ anchor, facts: known.map(fact => ({ fact, value: '2026-01-01' })), would_change })).toEqual(moves)
  })
})
