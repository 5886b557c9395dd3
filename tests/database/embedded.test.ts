import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openPglite } from '../../server/embedded/database.ts'
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../server/embedded/backend.ts'

const migration = `
  create table public.notes (
    id bigint generated always as identity primary key,
    owner uuid not null default auth.uid() references auth.users (id),
    body text not null unique
  );
  alter table public.notes enable row level security;
  create policy "Own notes" on public.notes to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  grant select, insert on public.notes to authenticated;
  create table public.untouched (id int);
  create function public.me() returns text language sql stable as $$ select auth.email() $$;
`

const folders: string[] = []
const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'onward-embedded-'))
  folders.push(folder)
  return folder
}
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })))

const start = (folder: string, options: Partial<EmbeddedOptions> = {}) => startEmbedded({
  mode: { database: 'pglite', demo: true },
  folder,
  migrations: [{ file: '1_notes.sql', script: migration }],
  pathways: {},
  seeds: {},
  log: () => {},
  ...options,
})

/** supabase-js as any client uses it, its requests handed straight to the server. */
function connect(embedded: Embedded, key = embedded.publishableKey): SupabaseClient {
  return createClient('http://onward.test', key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: {
      fetch: async (input, init) => {
        const request = new Request(input, init)
        return embedded.fetch(request.clone(), await request.text())
      },
    },
  })
}

async function signIn(embedded: Embedded, email: string): Promise<SupabaseClient> {
  const client = connect(embedded)
  await client.auth.signInWithOtp({ email })
  const { error } = await client.auth.verifyOtp({ email, token: embedded.lastCode(email) ?? '', type: 'email' })
  if (error) throw error
  return client
}

describe('the embedded Supabase', () => {
  let embedded: Embedded
  beforeAll(async () => {
    embedded = await start(makeFolder())
  })
  afterAll(() => embedded.close())
  afterEach(() => vi.restoreAllMocks())

  it('lets people in by email code and shows them their own rows only', async () => {
    const [ana, ben] = [await signIn(embedded, 'ana@demo.test'), await signIn(embedded, 'ben@demo.test')]
    await ana.from('notes').insert({ body: 'for Ana' }).throwOnError()
    expect((await ana.from('notes').select('body')).data).toEqual([{ body: 'for Ana' }])
    expect((await ben.from('notes').select('body')).data).toEqual([])
  })

  it('gives no right that a migration did not give', async () => {
    const client = await signIn(embedded, 'fay@demo.test')
    expect((await client.from('untouched').select()).error?.code).toBe('42501')
    expect((await connect(embedded).from('notes').select()).error?.code).toBe('42501')
  })

  it('answers nobody without a key', async () => {
    const response = await embedded.fetch(new Request('http://onward.test/rest/v1/notes'), '')
    expect(response.status).toBe(401)
  })

  it('asks for a proven address before a password counts', async () => {
    const client = connect(embedded)
    const account = { email: 'gus@demo.test', password: 'a-long-password-1' }
    expect((await client.auth.signUp(account)).data.session).toBeNull()
    expect((await client.auth.signInWithPassword(account)).error?.code).toBe('email_not_confirmed')
    await client.auth.verifyOtp({ email: account.email, token: embedded.lastCode(account.email) ?? '', type: 'signup' })
    expect((await client.auth.signInWithPassword(account)).data.user?.email).toBe(account.email)
  })

  it('throws away a password that a stranger left waiting at somebody else\'s address', async () => {
    const account = { email: 'hal@demo.test', password: 'strangers-password-1' }
    await connect(embedded).auth.signUp(account)
    await signIn(embedded, account.email)
    expect((await connect(embedded).auth.signInWithPassword(account)).error?.code).toBe('invalid_credentials')
  })

  it('changes an address only after the new mailbox has shown its code', async () => {
    const client = await signIn(embedded, 'ida@demo.test')
    await client.auth.updateUser({ email: 'victim@demo.test' })
    expect((await client.auth.getUser()).data.user?.email).toBe('ida@demo.test')
    const code = embedded.lastCode('ida@demo.test') ?? ''
    expect((await client.auth.verifyOtp({ email: 'ida@demo.test', token: code, type: 'email_change' })).error).not.toBeNull()
  })

  it('stops someone who tries codes one after the other', async () => {
    const client = connect(embedded)
    await client.auth.signInWithOtp({ email: 'jo@demo.test' })
    const right = embedded.lastCode('jo@demo.test') ?? ''
    const wrong = Array.from({ length: 10 }, (_, n) => `00000${n}`).filter(code => code !== right)
    for (const token of [...wrong, '000010']) await client.auth.verifyOtp({ email: 'jo@demo.test', token, type: 'email' })
    expect((await client.auth.verifyOtp({ email: 'jo@demo.test', token: right, type: 'email' })).error?.status).toBe(429)
  })

  it('takes no code by its hash, which could be guessed without naming an address', async () => {
    const { error } = await connect(embedded).auth.verifyOtp({ token_hash: 'a'.repeat(64), type: 'email' })
    expect(error?.status).toBe(403)
  })

  it('keeps what people wrote out of the log when the database refuses it', async () => {
    const logged: string[] = []
    const { inspect } = await import('node:util')
    vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => void logged.push(parts.map(part => inspect(part)).join(' ')))
    const client = await signIn(embedded, 'kim@demo.test')
    await client.from('notes').insert({ body: 'private words' }).throwOnError()
    expect((await client.from('notes').insert({ body: 'private words' })).error?.code).toBe('23505')
    expect(logged.join('\n')).toContain('database error 23505')
    expect(logged.join('\n')).not.toContain('private words')
  })
})

describe('PGlite, which is one connection', () => {
  it('never lets two requests share a transaction, and with it a person', async () => {
    const database = await openPglite(makeFolder())
    const ask = (person: string) => database.inTurn(async () => {
      await database.sql.run('begin')
      await database.sql.query(`select set_config('request.jwt.claim.sub', $1, true)`, [person])
      const [row] = await database.sql.query<{ me: string }>(`select current_setting('request.jwt.claim.sub') as me`)
      await database.sql.run('commit')
      return row?.me
    })
    expect(await Promise.all(['ana', 'ben', 'cat'].map(ask))).toEqual(['ana', 'ben', 'cat'])
    await database.close()
  })
})

describe('starting the embedded Supabase', () => {
  it('finds everything again, secrets and sessions too, and applies no migration twice', async () => {
    const folder = makeFolder()
    const first = await start(folder)
    const session = (await (await signIn(first, 'sam@demo.test')).auth.getSession()).data.session
    await first.close()
    const lines: string[] = []
    const second = await start(folder, { log: line => lines.push(line) })
    expect(second.publishableKey).toBe(first.publishableKey)
    const client = connect(second)
    await client.auth.setSession({ access_token: session?.access_token ?? '', refresh_token: session?.refresh_token ?? '' })
    expect((await client.rpc('me')).data).toBe('sam@demo.test')
    expect(lines).toEqual([])
    await second.close()
  })

  it('refuses, outside the demo, a database that holds the demo accounts', async () => {
    const folder = makeFolder()
    const demo = await start(folder)
    await signIn(demo, 'sam@demo.test')
    await demo.close()
    await expect(start(folder, { mode: { database: 'pglite', demo: false } })).rejects.toThrow('holds the demo accounts')
  })

  it('seeds an empty database in the demo only', async () => {
    const seeds = { 'demo.sql': 'insert into public.untouched values (1)' }
    for (const demo of [true, false]) {
      const embedded = await start(makeFolder(), { seeds, mode: { database: 'pglite', demo }, migrations: [{ file: '1_notes.sql', script: `${migration} grant select on public.untouched to anon;` }] })
      expect((await connect(embedded).from('untouched').select()).data).toEqual(demo ? [{ id: 1 }] : [])
      await embedded.close()
    }
  })

  it('begins again after a first start that broke off half-way', async () => {
    const folder = makeFolder()
    await expect(start(folder, { seeds: { 'demo.sql': 'select 1 / 0' } })).rejects.toThrow('division by zero')
    const embedded = await start(folder)
    expect(await embedded.isHealthy()).toBe(true)
    await embedded.close()
  })
})
