import { expect, it } from 'vitest'
import { createAttempts } from '../../../server/embedded/attempts.ts'

it('is spent at the limit, for that key only, until the window has passed', () => {
  let now = 0
  const attempts = createAttempts(2, 1000, () => now)
  attempts.count('a')
  expect(attempts.isSpent('a')).toBe(false)
  now = 500
  attempts.count('a')
  expect(attempts.isSpent('a')).toBe(true)
  expect(attempts.isSpent('b')).toBe(false)
  now = 1001
  expect(attempts.isSpent('a')).toBe(false)
})

it('starts afresh when told to forget', () => {
  const attempts = createAttempts(1, 1000, () => 0)
  attempts.count('a')
  attempts.forget('a')
  expect(attempts.isSpent('a')).toBe(false)
})
