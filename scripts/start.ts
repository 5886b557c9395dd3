import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readMode, type Mode } from '../server/utils/mode.ts'
import { oneLine } from '../server/utils/start-error.ts'
import { ensureBuilt, serverEntry } from './build.ts'

const demoSignIns = [
  'sam', 'aisha', 'tom', 'priya', 'leo', 'sam.mum', 'aisha.dad', 'senco', 'college', 'send.officer',
  'transition.worker', 'health', 'job.coach', 'admin',
]

process.env.NODE_ENV ??= 'production'
const port = process.env.NITRO_PORT || process.env.PORT || '3000'
const address = `http://localhost:${port}`

try {
  const mode = readMode(process.env)
  await ensureBuilt(line => console.log(line))
  // The server runs in this process: it gets the signals itself, and its exit code is ours.
  await import(serverEntry)
  await waitUntilHealthy()
  console.log(describe(mode))
}
catch (error) {
  console.error(oneLine(error))
  if (error instanceof Error && error.message.includes('\n')) console.error(error.message)
  process.exit(1)
}

/** Waits as long as the database needs: the server ends this process itself when it cannot start. */
async function waitUntilHealthy(): Promise<void> {
  const host = process.env.NITRO_HOST || process.env.HOST
  const health = `http://${!host || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}/api/health`
  while (!await fetch(health).then(response => response.ok, () => false)) await wait(150)
}

function describe({ database, demo }: Mode): string {
  const places: Record<Mode['database'], string> = {
    pglite: `${resolve(process.env.ONWARD_DATA || '.data')} (PGlite)`,
    postgres: 'PostgreSQL at DATABASE_URL',
    supabase: 'Supabase at SUPABASE_URL',
  }
  const lines = ['', `Onward is running at ${address}`, `Data: ${places[database]}`]
  if (demo) {
    lines.push(
      'This is the demo: everyone in it is fictional. Set ONWARD_DEMO=off for real use.',
      `Sign in as ${demoSignIns.map(name => `${name}@demo.test`).join(', ')}`,
      'Password: onward-demo',
      `Any Supabase client: ${address}/supabase with the publishable key ${readPublishableKey()}`,
    )
  }
  lines.push('Stop with Ctrl-C.', '')
  return lines.join('\n')
}

function readPublishableKey(): string {
  const secrets = JSON.parse(readFileSync(resolve(process.env.ONWARD_DATA || '.data', 'secrets.json'), 'utf8')) as { publishableKey: string }
  return secrets.publishableKey
}
