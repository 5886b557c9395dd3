import { connect as connectSocket } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort, launchServer, startServer } from './built-server.ts'
import { baseUrl } from './own-server.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onward-running-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = (name: string) => join(folder, name)
const withPassword = { email: 'send.officer@demo.test', password: 'onward-demo' }
const connect = (address: string, name: string) => {
  const { publishableKey } = JSON.parse(readFileSync(join(data(name), 'secrets.json'), 'utf8')) as { publishableKey: string }
  return createClient(`${address}/supabase`, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } })
}

/** Sends a request that no client would write, and gives the whole answer. */
function sendRaw(head: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl())
  return new Promise((resolve, reject) => {
    const socket = connectSocket(Number(port), hostname, () => socket.write(`${head}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`))
    let answer = ''
    socket.on('data', chunk => answer += chunk).on('end', () => resolve(answer)).on('error', reject)
  })
}

describe('a running Onward', () => {
  it('says how it is', async () => {
    const response = await fetch(`${baseUrl()}/api/health`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', database: 'pglite', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  })

  it('sends a stranger to sign in, and remembers where they wanted to go', async () => {
    const response = await fetch(`${baseUrl()}/people`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/sign-in?next=/people'])
  })

  it.each(['_system/config', '_system/introspect', 'storage/v1/bucket', ''])('offers nothing at /supabase/%s', async (path) => {
    expect((await fetch(`${baseUrl()}/supabase/${path}`)).status).toBe(404)
  })

  it('sends its security headers with pages, files, data and errors', async () => {
    const page = await fetch(`${baseUrl()}/sign-in`)
    const html = await page.text()
    const file = /\/_nuxt\/[^"]+\.js/.exec(html)?.[0] ?? ''
    const others = await Promise.all([file, '/supabase/rest/v1/people', '/no-such-page'].map(path => fetch(baseUrl() + path)))
    for (const { headers } of [page, ...others]) {
      expect(headers.get('content-security-policy')).toContain('frame-ancestors \'none\'')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-powered-by')).toBeNull()
    }
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(others.map(({ headers }) => headers.get('cache-control'))).toEqual([expect.stringContaining('immutable'), 'no-store', expect.stringMatching(/^no-/)])
    const nonce = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]
    const scripts = html.match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter(script => !script.includes(`nonce="${nonce}"`))).toEqual([])
  })

  it('refuses what is too long, too big or too deep', async () => {
    const rest = `${baseUrl()}/supabase/rest/v1/people`
    const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status
    expect(await statusOf(`${rest}?id=eq.${'1'.repeat(9000)}`)).toBe(414)
    expect(await statusOf(`${rest}?select=${'a('.repeat(5)}b${')'.repeat(5)}`)).toBe(400)
    const big = await fetch(rest, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect([big.status, await big.json()]).toEqual([413, expect.objectContaining({ code: 'body_too_large' })])
  })

  it.each(['GET /%E0%A4%A HTTP/1.1\r\nHost: onward.test', 'GET / HTTP/1.1\r\nHost: a b', 'GET /supabase/rest/v1/people HTTP/1.1\r\nHost: a b'])('answers 400 to %j', async (head) => {
    expect(await sendRaw(head)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('gives no sign-in code of anyone outside the demo', async () => {
    expect((await fetch(`${baseUrl()}/api/demo/code?email=mum@example.org`)).status).toBe(404)
  })
})

describe('starting and stopping', () => {
  it('ends cleanly on SIGTERM and on SIGINT, and keeps everything', async () => {
    const first = await startServer(data('kept'))
    const client = connect(first.baseUrl, 'kept')
    await client.auth.signInWithPassword(withPassword)
    await client.auth.updateUser({ data: { note: 'kept' } })
    expect(await first.stop('SIGTERM')).toBe(0)
    const second = await startServer(data('kept'))
    const { data: again } = await connect(second.baseUrl, 'kept').auth.signInWithPassword(withPassword)
    expect(again.user?.user_metadata.note).toBe('kept')
    expect(await second.stop('SIGINT')).toBe(0)
  })

  it('does not exist as a demo when told to be real', async () => {
    const server = await startServer(data('real'), { ONWARD_DEMO: 'off' })
    const paths = ['/api/demo/code?email=sam@demo.test', '/api/%64emo/code?email=sam@demo.test', '/api/demo', '/api/demo/anything']
    const answers = await Promise.all(paths.map(async path => (await fetch(server.baseUrl + path)).status))
    const { error } = await connect(server.baseUrl, 'real').auth.signInWithPassword(withPassword)
    await server.stop('SIGTERM')
    expect(answers).toEqual([404, 404, 404, 404])
    expect(error?.code).toBe('invalid_credentials')
  })
})

describe('not starting', () => {
  const failing = async (environment: NodeJS.ProcessEnv, port?: number) => {
    const server = launchServer(port ?? await findFreePort(), environment)
    return { code: await server.exited, errors: server.errors() }
  }

  it('says that its port is taken', async () => {
    const { code, errors } = await failing({ ONWARD_DATA: data('port') }, Number(new URL(baseUrl()).port))
    expect(code).toBe(1)
    expect(errors).toMatch(/^Onward cannot start: port \d+ is already in use\. Choose another with PORT\.\n$/)
  })

  it('says that another Onward has the data', async () => {
    const holder = await startServer(data('shared'))
    const { code, errors } = await failing({ ONWARD_DATA: data('shared') })
    await holder.stop('SIGTERM')
    expect(code).toBe(1)
    expect(errors).toMatch(/^Onward cannot start: \S+ is in use by another Onward \(process \d+\)\. Stop that one first, or set ONWARD_DATA to another folder\.\n$/)
  })

  it('says that the data is damaged', async () => {
    await (await startServer(data('damaged'))).stop('SIGTERM')
    truncateSync(join(data('damaged'), 'db/global/pg_control'))
    const { code, errors } = await failing({ ONWARD_DATA: data('damaged') })
    expect(code).toBe(1)
    expect(errors).toMatch(/^Onward cannot start: The database in \S+ is damaged and does not open\. .+\n$/)
  })

  it.each([
    ['PostgreSQL does not answer', { DATABASE_URL: 'postgres://onward@127.0.0.1:1/onward' }, /^Onward cannot start: DATABASE_URL does not answer: .+\n$/],
    ['Supabase does not answer', { SUPABASE_URL: 'http://127.0.0.1:1', SUPABASE_KEY: 'sb_publishable_x' }, /^Onward cannot start: SUPABASE_URL does not answer: .+\n$/],
    ['the demo is wanted on a Supabase project', { SUPABASE_URL: 'http://127.0.0.1:1', SUPABASE_KEY: 'x', ONWARD_DEMO: 'on' }, /^Onward cannot start: ONWARD_DEMO=on is not allowed .+\n$/],
  ])('says in one line that %s', async (_, environment, line) => {
    const { code, errors } = await failing({ ONWARD_DATA: data('unused'), ...environment })
    expect(code).toBe(1)
    expect(errors).toMatch(line)
  })
})
