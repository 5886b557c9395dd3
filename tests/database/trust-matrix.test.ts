import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openScene, runMatrix } from '../trust/matrix.ts'
import { openWorld, type World } from '../trust/world.ts'

let world: World
beforeAll(async () => {
  // What the database refuses on the way is what this is about.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world = await openWorld()
})
afterAll(() => world.close())

// Each table and function by every eighth actor in turn, and always by outsiders. All of them: "npm run test:trust".
it('lets nobody read or do what is not theirs, and says of everything in the API whose it is', { timeout: 300_000 }, async () => {
  const { attempts, leaks, gaps } = await runMatrix(await openScene(world), 8)
  process.stdout.write(`${attempts} attempts, ${leaks.length} leaks\n`)
  expect({ leaks, gaps }).toEqual({ leaks: [], gaps: [] })
  expect(attempts).toBeGreaterThanOrEqual(5000)
})
