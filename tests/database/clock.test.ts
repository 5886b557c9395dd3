import { expect, it } from 'vitest'
import { moments, tryClock } from '../trust/clock.ts'

// Every moment belongs to "npm run test:trust": these are the ones where most turns.
const turns = ['2026-03-29T22:59:59Z', '2026-08-31T22:59:59Z', '2026-08-31T23:00:00Z', '2027-03-01T00:00:00Z', '2027-03-30T23:00:00Z']

it('has the same today, age, year and lateness as England wherever the machine and the database think they are', { timeout: 300_000 }, async () => {
  const { answers, problems } = await tryClock(moments.filter(({ at }) => turns.includes(at)))
  expect(problems).toEqual([])
  expect(answers).toBeGreaterThanOrEqual(turns.length * 3 * 10)
})
