import { StartError } from './start-error.ts'

/** Where the data is: PGlite in the data folder, our own PostgreSQL, or a real Supabase project. */
export type DatabaseKind = 'pglite' | 'postgres' | 'supabase'

export interface Mode {
  database: DatabaseKind
  /** Fictional people, their password and their sign-in codes are offered to whoever opens the page. */
  demo: boolean
}

/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Decides, from the environment alone, where the data is and whether this is the demo.
 * The demo is on by default only on the embedded PGlite database; with `DATABASE_URL` it must be asked
 * for by name; with `SUPABASE_URL` it is impossible.
 * @throws StartError when the environment contradicts itself.
 */
export function readMode(environment: Environment): Mode {
  const wish = readDemoWish(environment.ONWARD_DEMO)
  if (environment.SUPABASE_URL) return readSupabaseMode(environment, wish)
  if (environment.DATABASE_URL) {
    checkUrl('DATABASE_URL', environment.DATABASE_URL, ['postgres:', 'postgresql:'])
    return { database: 'postgres', demo: wish === 'on' }
  }
  return { database: 'pglite', demo: wish !== 'off' }
}

function readSupabaseMode(environment: Environment, wish: 'on' | 'off' | undefined): Mode {
  if (wish === 'on') throw new StartError('ONWARD_DEMO=on is not allowed with SUPABASE_URL. Remove one of them.')
  if (environment.DATABASE_URL) throw new StartError('SUPABASE_URL and DATABASE_URL are both set. Keep one of them.')
  if (!environment.SUPABASE_KEY) throw new StartError('SUPABASE_URL needs SUPABASE_KEY, the publishable key of that project.')
  checkUrl('SUPABASE_URL', environment.SUPABASE_URL ?? '', ['http:', 'https:'])
  return { database: 'supabase', demo: false }
}

function readDemoWish(value: string | undefined): 'on' | 'off' | undefined {
  if (value === undefined || value === '') return undefined
  if (value === 'on' || value === 'off') return value
  throw new StartError('ONWARD_DEMO must be "on" or "off".')
}

function checkUrl(name: string, value: string, protocols: string[]): void {
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return
  throw new StartError(`${name} must be an address that starts with ${protocols.map(protocol => `${protocol}//`).join(' or ')}.`)
}
