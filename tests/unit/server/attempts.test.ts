import { expect, it } from 'vitest'
import { createAttempts } from '../../../server/embedded/attempts.ts'

it('is spent at the limit, for that key only, until the window has passed', () => {
  let now = 0
  const attempts = createAttempts(2, 1000, { now: () => now })
  attempts.count('a')
  expect(attempts.isSpent('a')).toBe(false)
  now = 500
  attempts.count('a')
  expect(attempts.isSpent('a')).toBe(true)
  expect(attempts.isSpent('b')).toBe(false)
  now = 1001
  expect(attempts.isSpent('a')).toBe(false)
})

it('starts afresh when told to forget, and takes one try back', () => {
  const attempts = createAttempts(2, 1000, { now: () => 0 })
  attempts.count('a')
  attempts.count('a')
  attempts.giveBack('a')
  expect(attempts.isSpent('a')).toBe(false)
  attempts.count('a')
  expect(attempts.isSpent('a')).toBe(true)
  attempts.forget('a')
  expect(attempts.isSpent('a')).toBe(false)
})

it('remembers no more keys than it may, and drops the one longest without a try', () => {
  const attempts = createAttempts(1, 1000, { now: () => 0, maxKeys: 2 })
  for (const key of ['a', 'b', 'a', 'c']) attempts.count(key)
  expect(['a', 'b', 'c'].map(key => attempts.isSpent(key))).toEqual([true, false, true])
})
