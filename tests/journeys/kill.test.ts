import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { pgliteVictim, serverVictim, tryCrashes } from '../trust/crashes.ts'

const folder = mkdtempSync(join(tmpdir(), 'onward-kill-'))
beforeAll(() => cpSync(inject('firstDay'), folder, { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A hundred moments belong to "npm run test:trust". Most of these ten kill the database alone: it starts in a third of the time.
it('keeps every write it acknowledged, and none by halves, when it is killed at ten moments under load', async () => {
  const server = await serverVictim(folder)
  const served = await tryCrashes(server, 1, 1)
  await server.end()
  const database = await pgliteVictim(folder)
  const alone = await tryCrashes(database, 9, 2)
  await database.kill()
  expect([...served.problems, ...alone.problems]).toEqual([])
  expect([served.points, alone.points]).toEqual([1, 9])
  expect(served.acknowledged + alone.acknowledged).toBeGreaterThanOrEqual(10)
}, 240_000)
