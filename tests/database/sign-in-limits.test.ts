import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createSignInLimits, signInSchema, type SignInLimits } from '../../server/embedded/sign-in-limits.ts'
import { pgliteSql } from '../../server/embedded/sql.ts'

let database: PGlite
let limits: SignInLimits
beforeAll(async () => {
  database = await PGlite.create()
  await database.exec(signInSchema)
  limits = createSignInLimits(pgliteSql(database).query)
})
beforeEach(() => database.exec('truncate sign_in.tries'))
afterAll(() => database.close())

async function times(count: number, act: (n: number) => Promise<boolean>): Promise<number> {
  let passed = 0
  for (let n = 0; n < count; n += 1) if (await act(n)) passed += 1
  return passed
}

it('lets one client try one address ten times, and does not lock out its owner', async () => {
  expect(await times(15, () => limits.take('verify', { subject: 'ana@example.org', client: 'stranger' }))).toBe(10)
  expect(await limits.take('verify', { subject: 'ana@example.org', client: 'owner' })).toBe(true)
})

it('lets all clients together try one address fifty times', async () => {
  expect(await times(80, n => limits.take('verify', { subject: 'ana@example.org', client: `client ${n}` }))).toBe(50)
})

it.each([['send', 60], ['verify', 100], ['password', 100]] as const)('lets one client %s %d times, whatever the addresses', async (gate, allowed) => {
  expect(await times(allowed + 5, n => limits.take(gate, { subject: `person${n}@example.org`, client: 'stranger' }))).toBe(allowed)
})

it('counts for every process that uses the database, and begins anew after a quarter of an hour', async () => {
  const elsewhere = createSignInLimits(pgliteSql(database).query)
  const tried = { subject: 'ana@example.org', client: 'stranger' }
  expect(await times(20, n => (n % 2 ? limits : elsewhere).take('send', tried))).toBe(10)
  await database.exec('update sign_in.tries set at = at - interval \'15 minutes\'')
  expect(await limits.take('send', tried)).toBe(true)
  const { rows } = await database.query<{ left: number }>('select count(*)::int as left from sign_in.tries')
  expect(rows).toEqual([{ left: 3 }])
})

it('does not count what was right, but lets nobody wash away other tries with it', async () => {
  const own = { subject: 'mallory@example.org', client: 'stranger' }
  const rounds = await times(110, async (n) => {
    if (await limits.take('password', own)) await limits.succeed('password', own)
    return limits.take('password', { subject: `person${n}@example.org`, client: 'stranger' })
  })
  expect(rounds).toBe(100)
})

it('keeps no address of anybody', async () => {
  await limits.take('send', { subject: 'ana@example.org', client: '192.0.2.7' })
  const { rows } = await database.query('select * from sign_in.tries')
  expect(JSON.stringify(rows)).not.toMatch(/ana|192/)
})
