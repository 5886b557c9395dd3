import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { tryBadInputs } from '../trust/bad-inputs.ts'
import { openWorld, type World } from '../trust/world.ts'

let world: World
beforeAll(async () => {
  // What the database refuses on the way is what this is about.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world = await openWorld()
})
afterAll(() => world.close())

// The same thousand each time: chance belongs to "npm run test:trust".
it('answers a thousand bad requests clearly, and none as if the server were to blame', async () => {
  expect((await tryBadInputs(world, 1000, 1)).problems).toEqual([])
})
