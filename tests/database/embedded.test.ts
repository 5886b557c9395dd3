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
    body text not null unique,
    tags text[] not null default '{}'
  );
  alter table public.notes enable row level security;
  create policy "Own notes" on public.notes to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  grant select, insert on public.notes to authenticated;
  create table public.untouched (id int);
  create function public.grow_old() returns void language sql security definer as $$
    update auth.sessions set created_at = now() - interval '16 minutes' where user_id = auth.uid();
  $$;
  create schema private;
  create function private.move_people_to_published_pathways() returns int language sql as $$ select 0 $$;
  create type public.reader as enum ('family', 'school');
  create function public.readers_of() returns table (shared_with public.reader[]) language sql stable as $$ select '{family,school}'::public.reader[] $$;
  create function public.me() returns text language sql stable as $$ select auth.email() $$;
`

/** What the sign-up of a stranger with somebody else's address left behind, once its confirmation has been claimed. */
const waitingPassword = 'strangers-password-1'
const waiting = `
  insert into auth.users (id, aud, role, email, encrypted_password)
  values (gen_random_uuid(), 'authenticated', 'authenticated', 'hal@demo.test', '$2b$04$xa67Bdgiw2M0tLMbUu6V1ufqw6vaikrIJ3Bq1AdmpYIhKvUtw8kd.');
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
function connect(embedded: Embedded, client = '192.0.2.1'): SupabaseClient {
  return createClient('http://onward.test', embedded.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: {
      fetch: async (input, init) => {
        const request = new Request(input, init)
        return embedded.fetch(request.clone(), await request.text(), client)
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
    embedded = await start(makeFolder(), { migrations: [{ file: '1_notes.sql', script: `${migration}${waiting}` }] })
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

  it('gives a list of a type that the first start has made as a list', async () => {
    const client = await signIn(embedded, 'kim@demo.test')
    expect((await client.rpc('readers_of')).data).toEqual([{ shared_with: ['family', 'school'] }])
  })

  it('answers whoever comes after a value that breaks the protocol, each with their own rows', async () => {
    const [lea, max] = [await signIn(embedded, 'lea@demo.test'), await signIn(embedded, 'max@demo.test')]
    await lea.from('notes').insert({ body: 'for Lea' }).throwOnError()
    for (let time = 0; time < 3; time += 1) {
      expect((await connect(embedded).from('notes').select().eq('tags', -1)).status).toBe(400)
      expect(await max.from('notes').select('body')).toMatchObject({ status: 200, data: [] })
      expect(await lea.from('notes').select('body')).toMatchObject({ status: 200, data: [{ body: 'for Lea' }] })
    }
  })

  it('answers nobody without a key', async () => {
    const response = await embedded.fetch(new Request('http://onward.test/rest/v1/notes'), '', '192.0.2.1')
    expect(response.status).toBe(401)
  })

  it('makes no account from a password alone', async () => {
    const { error } = await connect(embedded).auth.signUp({ email: 'gus@demo.test', password: 'a-long-password-1' })
    expect(error?.code).toBe('signup_disabled')
  })

  it('throws away a password that a stranger left waiting at somebody else\'s address, and never says that it waits', async () => {
    const account = { email: 'hal@demo.test', password: waitingPassword }
    expect((await connect(embedded).auth.signInWithPassword(account)).error?.code).toBe('invalid_credentials')
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

describe('the guard before signing in', () => {
  let embedded: Embedded
  beforeAll(async () => {
    embedded = await start(makeFolder())
  })
  afterAll(() => embedded.close())
  afterEach(() => vi.restoreAllMocks())

  const send = async (method: string, path: string, body: unknown, { client = '198.51.100.1', bearer = '' } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const headers = { 'apikey': embedded.publishableKey, 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) }
    const response = await embedded.fetch(new Request(`http://onward.test${path}`, { method, headers, body: method === 'GET' ? undefined : text }), text, client)
    const answer = await response.json() as { error_code?: string }
    return { status: response.status, code: answer.error_code, answer }
  }
  const bearerOf = async (client: SupabaseClient) => (await client.auth.getSession()).data.session?.access_token ?? ''
  const codes = (answers: { status: number }[], status: number) => answers.filter(answer => answer.status === status).length

  it('takes a code only whole, and only beside the whole address', async () => {
    const email = 'lea@demo.test'
    await send('POST', '/auth/v1/otp', { email })
    const code = embedded.lastCode(email) ?? ''
    for (let split = 1; split < 6; split++) {
      const answer = await send('POST', '/auth/v1/verify', { type: 'email', email: `${email}${code.slice(0, split)}`, token: code.slice(split) })
      expect([answer.status, answer.code]).toEqual([403, 'otp_expired'])
    }
    for (const token of [`${code}\n`, ` ${code}`, Number(code), [code]]) {
      expect((await send('POST', '/auth/v1/verify', { type: 'email', email, token })).status).toBe(403)
    }
    expect((await send('POST', '/auth/v1/verify', { type: 'email', email: `${'a'.repeat(250)}@demo.test`, token: '123456' })).status).toBe(403)
    expect((await send('POST', '/auth/v1/verify', { type: 'email', email: ' LEA@demo.test ', token: code })).status).toBe(200)
  })

  it.each(['/auth/v1/%76erify', '/auth/v1//verify', '/auth/v1/verify/', '/auth/v1/magiclink', '/auth/v1/resend', '/auth/v1/constructor'])('has no way round at %s', async (path) => {
    expect((await send('POST', path, { type: 'email', email: 'lea@demo.test', token: '123456' })).status).toBe(404)
  })

  it('counts tries made at the same moment', async () => {
    const tries = Array.from({ length: 30 }, (_, n) => send('POST', '/auth/v1/verify', { type: 'email', email: 'mia@demo.test', token: `00000${n % 10}` }))
    expect(codes(await Promise.all(tries), 429)).toBe(20)
    const passwords = Array.from({ length: 15 }, (_, n) => send('POST', '/auth/v1/token?grant_type=password', { email: 'mia@demo.test', password: `wrong-${n}` }))
    expect(codes(await Promise.all(passwords), 429)).toBe(5)
    const mails = Array.from({ length: 15 }, () => send('POST', '/auth/v1/otp', { email: 'mia@demo.test' }, { client: '198.51.100.2' }))
    expect(codes(await Promise.all(mails), 429)).toBe(5)
  })

  it('does not let a stranger lock out the owner of an address', async () => {
    for (let n = 0; n < 12; n++) await send('POST', '/auth/v1/verify', { type: 'email', email: 'ned@demo.test', token: '000000' }, { client: '198.51.100.3' })
    expect((await connect(embedded, '198.51.100.4').auth.signInWithOtp({ email: 'ned@demo.test' })).error).toBeNull()
    const token = embedded.lastCode('ned@demo.test') ?? ''
    expect((await connect(embedded, '198.51.100.4').auth.verifyOtp({ email: 'ned@demo.test', token, type: 'email' })).error).toBeNull()
  })

  it('limits the mail that a signed-in person can cause', async () => {
    const client = '198.51.100.5'
    const bearer = await bearerOf(await signIn(embedded, 'ola@demo.test'))
    const changes = []
    for (let n = 0; n < 12; n++) changes.push(await send('PUT', '/auth/v1/user', { email: `new${n}@demo.test` }, { bearer, client }))
    expect(codes(changes, 429)).toBe(2)
    const other = await bearerOf(await signIn(embedded, 'pat@demo.test'))
    const asked = []
    for (let n = 0; n < 12; n++) asked.push(await send('GET', '/auth/v1/reauthenticate', '', { bearer: other, client }))
    expect(codes(asked, 429)).toBe(2)
    expect((await send('GET', '/auth/v1/reauthenticate', '')).status).toBe(401)
  })

  it('answers bad input as bad input', async () => {
    const logged = vi.spyOn(console, 'error')
    for (const body of ['null', '[]', '{', '7', { email: ['a@demo.test'] }, { email: 7 }, { email: 'a\u0000@demo.test' }, {}]) {
      expect((await send('POST', '/auth/v1/otp', body)).status).toBe(400)
      expect((await send('POST', '/auth/v1/token?grant_type=password', body)).status).toBe(400)
      expect((await send('POST', '/auth/v1/token?grant_type=refresh_token', body)).status).toBe(400)
      expect((await send('POST', '/auth/v1/recover', body)).status).toBe(400)
    }
    const bearer = await bearerOf(await signIn(embedded, 'quin@demo.test'))
    for (const body of ['null', '[]', { data: 7 }, { password: 7 }, { data: { note: '\u0000' } }]) {
      expect((await send('PUT', '/auth/v1/user', body, { bearer })).status).toBe(400)
    }
    expect(logged).not.toHaveBeenCalled()
  })

  it('tells nobody which addresses are known', async () => {
    await signIn(embedded, 'ray@demo.test')
    const [known, unknown] = ['ray@demo.test', 'nobody@demo.test']
    const ask = (path: string, body: object) => send('POST', path, body, { client: '198.51.100.6' })
    expect(await ask('/auth/v1/otp', { email: unknown, create_user: false })).toEqual(await ask('/auth/v1/otp', { email: known, create_user: false }))
    expect(await ask('/auth/v1/token?grant_type=password', { email: unknown, password: 'wrong-password-1' }))
      .toEqual(await ask('/auth/v1/token?grant_type=password', { email: known, password: 'wrong-password-1' }))
    expect(embedded.lastCode(unknown)).toBeUndefined()
  })

  it('changes a password for a fresh sign-in, and ends the other sessions', async () => {
    const [here, elsewhere] = [await signIn(embedded, 'sue@demo.test'), await signIn(embedded, 'sue@demo.test')]
    expect((await here.auth.updateUser({ password: 'a-new-password-1' })).error).toBeNull()
    expect((await here.auth.getUser()).data.user?.email).toBe('sue@demo.test')
    expect((await elsewhere.auth.getUser()).error).not.toBeNull()
    expect((await elsewhere.auth.refreshSession()).error).not.toBeNull()
  })

  it('asks for a fresh sign-in before a password changes', async () => {
    const client = await signIn(embedded, 'tom@demo.test')
    await client.rpc('grow_old').throwOnError()
    expect((await client.auth.updateUser({ password: 'a-new-password-1' })).error?.code).toBe('reauthentication_needed')
    expect((await client.auth.updateUser({ data: { note: 'still mine' } })).error).toBeNull()
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
