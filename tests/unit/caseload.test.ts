import { describe, expect, it } from 'vitest'
import { choiceOf, chosenCount, queryOf, reasonsOf, sortOf, withValue, withValues } from '../../shared/caseload.ts'

describe('the filters in an address', () => {
  it('come back as they went', () => {
    const choice = { team: 'a', need: ['0', '3'], setting: ['The Mill, upstairs'] }
    expect(choiceOf(queryOf(choice, 'name'))).toEqual(choice)
    expect(sortOf(queryOf(choice, 'name'))).toBe('name')
  })

  it('leave the usual order out', () => {
    expect(queryOf({}, 'risk')).toEqual({})
  })

  it('take what they know and nothing else: a name is never among them', () => {
    expect(choiceOf({ need: '1', search: 'Sam', year: ['9', null, ''], plan: [], sort: 'name' })).toEqual({ need: ['1'], year: ['9'] })
    expect(sortOf({ sort: 'birthday' })).toBe('risk')
  })
})

describe('choosing', () => {
  it('puts a value in and takes it out, and leaves no empty facet', () => {
    expect(withValue({ need: ['0'] }, 'need', '1')).toEqual({ need: ['0', '1'] })
    expect(withValue({ need: ['0'], team: 'a' }, 'need', '0')).toEqual({ team: 'a' })
    expect(withValues({ year: ['9'] }, 'year', [])).toEqual({})
  })

  it('counts values, not facets', () => {
    expect(chosenCount({ team: 'a', need: ['0', '1'], plan: ['isp'] })).toBe(3)
  })
})

it('groups those who were not changed by why', () => {
  const people = [{ person_id: 'a', reason: null }, { person_id: 'b', reason: 'not_found' }, { person_id: 'c', reason: 'already_so' }, { person_id: 'd', reason: 'not_found' }]
  expect([...reasonsOf({ action_id: 'x', changed: 1, people })]).toEqual([['not_found', ['b', 'd']], ['already_so', ['c']]])
})
