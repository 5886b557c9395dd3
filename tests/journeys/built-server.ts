import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serverEntry } from '../../scripts/build.ts'

export interface BuiltServer {
  baseUrl: string
  /** Sends the signal and waits until the process is gone. */
  stop(signal: NodeJS.Signals): Promise<void>
}

/** Starts the built server in demo mode on a database of its own in `folder`, and waits until it answers. */
export async function startServer(folder: string): Promise<BuiltServer> {
  const port = await findFreePort()
  const server = spawn(process.execPath, [serverEntry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...cleanEnvironment(), NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ONWARD_DATA: folder },
  })
  const baseUrl = `http://127.0.0.1:${port}`
  await waitUntilHealthy(baseUrl, server)
  return {
    baseUrl,
    async stop(signal) {
      const stopped = new Promise(resolve => server.once('exit', resolve))
      server.kill(signal)
      await stopped
    },
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
  throw new Error('The server did not start.')
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
