import { describe, expect, it } from 'vitest'
import { readMode, type Environment } from '../../../server/utils/mode.ts'

const supabase = { SUPABASE_URL: 'https://abc.supabase.co', SUPABASE_KEY: 'sb_publishable_x' }
const postgres = { DATABASE_URL: 'postgres://onward@localhost/onward' }

describe('where the data is and whether this is the demo', () => {
  it.each<[string, Environment, { database: string, demo: boolean }]>([
    ['nothing set: the demo on PGlite', {}, { database: 'pglite', demo: true }],
    ['PGlite for real use', { ONWARD_DEMO: 'off' }, { database: 'pglite', demo: false }],
    ['PostgreSQL: no demo', postgres, { database: 'postgres', demo: false }],
    ['PostgreSQL with the demo asked for', { ...postgres, ONWARD_DEMO: 'on' }, { database: 'postgres', demo: true }],
    ['Supabase: no demo', supabase, { database: 'supabase', demo: false }],
    ['Supabase with the demo refused', { ...supabase, ONWARD_DEMO: 'off' }, { database: 'supabase', demo: false }],
    ['empty values count as not set', { DATABASE_URL: '', SUPABASE_URL: '', ONWARD_DEMO: '' }, { database: 'pglite', demo: true }],
  ])('%s', (_, environment, mode) => {
    expect(readMode(environment)).toEqual(mode)
  })

  it.each<[string, Environment, RegExp]>([
    ['the demo on a Supabase project', { ...supabase, ONWARD_DEMO: 'on' }, /ONWARD_DEMO=on is not allowed with SUPABASE_URL/],
    ['two databases', { ...supabase, ...postgres }, /both set/],
    ['Supabase without its key', { SUPABASE_URL: supabase.SUPABASE_URL }, /SUPABASE_KEY/],
    ['an address that is none', { DATABASE_URL: 'localhost' }, /DATABASE_URL must be an address/],
    ['an address of another kind', { SUPABASE_URL: 'postgres://x', SUPABASE_KEY: 'x' }, /SUPABASE_URL must be an address/],
    ['a wish that is neither on nor off', { ONWARD_DEMO: 'yes' }, /"on" or "off"/],
  ])('refuses %s in one line', (_, environment, line) => {
    expect(() => readMode(environment)).toThrow(line)
  })
})
