import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serverEntry } from '../../scripts/build.ts'

export interface BuiltServer {
  baseUrl: string
  /** What it has written to stderr. */
  errors(): string
  /** The exit code, once it has ended by itself or by a signal. */
  exited: Promise<number | null>
  /** Sends the signal and waits until the process is gone; gives its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts the built server on a database of its own in `folder`, in demo mode unless told otherwise, and waits until it answers. */
export async function startServer(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<BuiltServer> {
  const server = launchServer(await findFreePort(), { ONWARD_DATA: folder, ...environment })
  await waitUntilHealthy(server)
  return server
}

/** Starts the built server with none of this shell's own settings, and waits for nothing. */
export function launchServer(port: number, environment: NodeJS.ProcessEnv): BuiltServer {
  const { DATABASE_URL: _database, SUPABASE_URL: _url, SUPABASE_KEY: _key, ONWARD_DEMO: _demo, ...inherited } = process.env
  const server = spawn(process.execPath, [serverEntry], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...inherited, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ...environment },
  })
  let errors = ''
  server.stderr.on('data', chunk => errors += chunk)
  const exited = new Promise<number | null>(resolve => server.once('close', resolve))
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    errors: () => errors,
    exited,
    stop(signal) {
      server.kill(signal)
      return exited
    },
  }
}

async function waitUntilHealthy(server: BuiltServer): Promise<void> {
  let ended = false
  void server.exited.then(() => ended = true)
  const deadline = Date.now() + 60_000
  while (!ended && Date.now() < deadline) {
    if (await fetch(`${server.baseUrl}/api/health`).then(response => response.ok, () => false)) return
    await wait(100)
  }
  await server.stop('SIGKILL')
  throw new Error(`The server did not start. ${server.errors()}`)
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
