import { parseArgs } from 'node:util'

export type EngineName = 'native' | 'pglite'

export interface BenchOptions {
  /** Young people in each county, smallest first. PGlite, which is one process in memory, gets a tenth of each. */
  sizes: readonly number[]
  /** Where every choice of the made-up county comes from: the same seed, the same county. */
  seed: number
  engines: readonly EngineName[]
  /** Somebody else's PostgreSQL to make the counties in; without it the bench starts one of its own. */
  databaseUrl?: string
}

export const usage = 'npm run bench -- [--sizes 2100,21000] [--seed 1] [--only native|pglite]'

/** Reads the command line. @throws Error with the one line to show. */
export function readOptions(args: readonly string[], databaseUrl?: string): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '2100,21000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  })
  const sizes = values.sizes.split(',').map(Number).sort((a, b) => a - b)
  if (!sizes.every(size => Number.isInteger(size) && size >= 100)) throw new Error(`--sizes needs whole numbers from 100. ${usage}`)
  const seed = Number(values.seed)
  if (!Number.isInteger(seed)) throw new Error(`--seed needs a whole number. ${usage}`)
  return { sizes, seed, engines: readEngines(values.only), databaseUrl }
}

function readEngines(only: string | undefined): EngineName[] {
  if (only === undefined) return ['native', 'pglite']
  if (only === 'native' || only === 'pglite') return [only]
  throw new Error(`--only is native or pglite. ${usage}`)
}
