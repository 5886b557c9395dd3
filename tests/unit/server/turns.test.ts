import { expect, it } from 'vitest'
import { createTurns } from '../../../server/embedded/turns.ts'

it('never lets two tasks run at once, keeps their order, and goes on after one fails', async () => {
  const inTurn = createTurns()
  const log: string[] = []
  const task = (name: string, fails = false) => inTurn(async () => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    if (fails) throw new Error(name)
    return name
  })
  const results = await Promise.allSettled([task('a'), task('b', true), task('c')])
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
