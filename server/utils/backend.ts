import { resolve } from 'node:path'
import type { Embedded } from '../embedded/backend.ts'
import type { SendInvitation } from '../embedded/code-emails.ts'
import { readMode, type Environment, type Mode } from './mode.ts'
import { StartError } from './start-error.ts'

/** The Supabase that this server uses: its own, or a real project. */
export interface Backend extends Mode {
  /** Where the server itself reaches it; browsers use the page's own origin for the embedded one. */
  url: string
  /** The publishable key. */
  key: string
  /** Our own Supabase; absent with a real project. */
  embedded?: Embedded
  invite: SendInvitation
  isHealthy(): Promise<boolean>
  close(): Promise<void>
}

let starting: Promise<Backend> | undefined
let running: Backend | undefined

/** The one backend of this process; the first caller starts it. */
export function useBackend(): Promise<Backend> {
  starting ??= startBackend(process.env).then(backend => running = backend)
  return starting
}

/** Whether the database answers, now and within three seconds; false while it is still starting. */
export async function isBackendHealthy(): Promise<boolean> {
  const tooLate = new Promise<false>(resolve => setTimeout(resolve, 3_000, false).unref())
  return running ? Promise.race([running.isHealthy(), tooLate]) : false
}

async function startBackend(environment: Environment): Promise<Backend> {
  const mode = readMode(environment)
  return mode.database === 'supabase' ? connectSupabase(mode, environment) : startEmbeddedBackend(mode, environment)
}

async function startEmbeddedBackend(mode: Mode, environment: Environment): Promise<Backend> {
  const { startEmbedded } = await import('../embedded/backend.ts')
  const embedded = await startEmbedded({
    mode,
    folder: resolve(environment.ONWARD_DATA || '.data'),
    databaseUrl: environment.DATABASE_URL,
    smtpUrl: environment.ONWARD_SMTP_URL,
    migrations: Object.entries(await readAssets('migrations')).map(([file, script]) => ({ file, script })),
    pathways: await readAssets('pathways'),
    seeds: await readAssets('seeds'),
    log: line => console.log(line),
  })
  return {
    ...mode,
    url: `http://${reachableHost(environment.NITRO_HOST || environment.HOST)}:${environment.NITRO_PORT || environment.PORT || 3000}/supabase`,
    key: embedded.publishableKey,
    embedded,
    invite: embedded.invite,
    isHealthy: embedded.isHealthy,
    close: embedded.close,
  }
}

/** The files under `supabase/<folder>`, which the build carries with it. */
async function readAssets(folder: 'migrations' | 'pathways' | 'seeds'): Promise<Record<string, string>> {
  const storage = useStorage(`assets:${folder}`)
  const files: Record<string, string> = {}
  for (const name of await storage.getKeys()) {
    const content: unknown = await storage.getItemRaw(name)
    files[name] = typeof content === 'string' ? content : new TextDecoder().decode(content as Uint8Array)
  }
  return files
}

function reachableHost(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

async function connectSupabase(mode: Mode, environment: Environment): Promise<Backend> {
  const url = (environment.SUPABASE_URL ?? '').replace(/\/+$/, '')
  const key = environment.SUPABASE_KEY ?? ''
  const ask = () => fetch(`${url}/auth/v1/health`, { headers: { apikey: key }, signal: AbortSignal.timeout(5_000) })
  const answer = await ask().catch(() => undefined)
  if (!answer || answer.status >= 500) throw new StartError(`SUPABASE_URL does not answer: ${url}.`)
  if (answer.status === 401 || answer.status === 403) throw new StartError('SUPABASE_KEY is not accepted by the project at SUPABASE_URL.')
  return {
    ...mode,
    url,
    key,
    invite: await connectMailbox(environment.ONWARD_SMTP_URL),
    isHealthy: () => ask().then(response => response.ok, () => false),
    close: async () => {},
  }
}

/** A real project sends its own sign-in codes; invitations are ours to send, where there is a mailbox to send them from. */
async function connectMailbox(smtpUrl: string | undefined): Promise<SendInvitation> {
  if (!smtpUrl) return async () => false
  const { createCodeEmails } = await import('../embedded/code-emails.ts')
  return createCodeEmails({ smtpUrl, demo: false, log: () => undefined }).invite
}
