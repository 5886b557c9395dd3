import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../scripts/build.ts'
import { startServer } from './built-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder with the demo as it is on the first day. Copy it; nobody writes to it. */
    firstDay: string
  }
}

/** Builds the server and makes the demo once for all journeys; each file then starts on a copy of its own: own-server.ts. */
export default async function setup(project: TestProject): Promise<() => void> {
  await ensureBuilt(line => console.log(line))
  const folder = mkdtempSync(join(tmpdir(), 'onward-first-day-'))
  const server = await startServer(folder)
  await server.stop('SIGTERM')
  project.provide('firstDay', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
