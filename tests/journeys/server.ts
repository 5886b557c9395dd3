import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../scripts/build.ts'
import { startServer } from './built-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built server of this run answers, in demo mode, on a database of its own. */
    baseUrl: string
  }
}

/** Starts the built server once for all journeys, and removes it and its data afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt(line => console.log(line))
  const folder = mkdtempSync(join(tmpdir(), 'onward-journeys-'))
  const server = await startServer(folder)
  project.provide('baseUrl', server.baseUrl)
  return async () => {
    await server.stop('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}
