import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { ensureBuilt, serverEntry } from '../../scripts/build.ts'

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
  const port = await findFreePort()
  const server = spawn(process.execPath, [serverEntry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...cleanEnvironment(), NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ONWARD_DATA: folder },
  })
  const baseUrl = `http://127.0.0.1:${port}`
  await waitUntilHealthy(baseUrl, server)
  project.provide('baseUrl', baseUrl)
  return async () => {
    const stopped = new Promise(resolve => server.once('exit', resolve))
    server.kill('SIGTERM')
    await stopped
    rmSync(folder, { recursive: true, force: true })
  }
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, SUPABASE_URL: _url, SUPABASE_KEY: _key, ONWARD_DEMO: _demo, ...rest } = process.env
  return rest
}

async function waitUntilHealthy(baseUrl: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000
  while (server.exitCode === null && Date.now() < deadline) {
    if (await fetch(`${baseUrl}/api/health`).then(response => response.ok, () => false)) return
    await wait(100)
  }
  server.kill('SIGKILL')
  throw new Error('The server for the journeys did not start.')
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
