import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../shared/types/database.ts'
import { startServer, type BuiltServer } from './built-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'onward-kill-'))
let server: BuiltServer

beforeAll(async () => {
  server = await startServer(folder)
})
afterAll(async () => {
  await server.stop('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

async function signIn(): Promise<SupabaseClient<Database>> {
  const { publishableKey } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as { publishableKey: string }
  const client = createClient<Database>(`${server.baseUrl}/supabase`, publishableKey, { auth: { persistSession: false } })
  const { error } = await client.auth.signInWithPassword({ email: 'send.officer@demo.test', password: 'onward-demo' })
  if (error) throw error
  return client
}

it('keeps every tick it acknowledged when the server is killed in the middle of 200', async () => {
  const client = await signIn()
  const { data: items } = await client.from('timeline_items').select('id, version').eq('audience', 'la_send').eq('status', 'not_started').is('retired_at', null).limit(200)
  expect(items).toHaveLength(200)
  const acknowledged: string[] = []
  const killAfter = 60 + Math.floor(Math.random() * 80)
  const ticking = (async () => {
    for (const item of items ?? []) {
      const { error } = await client.rpc('record_item', { item_id: item.id, expected_version: item.version, patch: { status: 'done' } })
      if (error) return
      acknowledged.push(item.id)
      if (acknowledged.length === killAfter) void server.stop('SIGKILL')
    }
  })()
  await ticking
  expect(acknowledged.length).toBeGreaterThanOrEqual(killAfter)
  expect(acknowledged.length).toBeLessThan(200)

  server = await startServer(folder)
  const after = await signIn()
  const done = new Set<string>()
  for (let from = 0; from < acknowledged.length; from += 50) {
    const { data } = await after.from('timeline_items').select('id').eq('status', 'done').in('id', acknowledged.slice(from, from + 50))
    for (const row of data ?? []) done.add(row.id)
  }
  expect(acknowledged.filter(id => !done.has(id))).toEqual([])
}, 120_000)
