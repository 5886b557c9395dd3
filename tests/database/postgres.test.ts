import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMortalCluster } from '../../bench/cluster.ts'
import { startEmbedded, type Embedded } from '../../server/embedded/backend.ts'
import { findFreePort } from '../journeys/built-server.ts'

const cluster = await startMortalCluster(await findFreePort())

const migration = {
  file: '1_shape.sql',
  script: `
    create schema private;
    create function private.move_people_to_published_pathways() returns integer language sql as 'select 0';
    create function public.shape_of(what jsonb) returns text language sql as 'select jsonb_typeof(what)';
    grant execute on function public.shape_of to anon;
  `,
}

// Where PostgreSQL's server is installed; the embedded database is tried everywhere.
describe.skipIf(!cluster)('our own PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onward-postgres-'))
  let embedded: Embedded
  beforeAll(async () => {
    embedded = await startEmbedded({
      mode: { database: 'postgres', demo: false }, folder, databaseUrl: cluster?.url, migrations: [migration], pathways: {}, seeds: {}, log: () => {},
    })
  })
  afterAll(async () => {
    await embedded.close()
    await cluster?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([['object', { status: 'done' }], ['array', [1]], ['number', 1]])('is given an %s as it was sent', async (shape, what) => {
    const body = JSON.stringify({ what })
    const headers = { 'apikey': embedded.publishableKey, 'content-type': 'application/json' }
    const response = await embedded.fetch(new Request('http://onward.test/rest/v1/rpc/shape_of', { method: 'POST', headers, body }), body, '192.0.2.1')
    expect([response.status, await response.json()]).toEqual([200, shape])
  })
})
