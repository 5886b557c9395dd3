import { randomUUID } from 'node:crypto'
import { sendables } from '../../shared/send-once.ts'
import type { ApiFunction } from './database.ts'
import { functionExpectations } from './expectations.ts'
import { argumentsFor, nobody, targetsOf, type Scene } from './matrix.ts'
import type { Actor, Answer } from './world.ts'

/** Which functions were sent again as after a lost answer, and what became of it. */
export interface TwiceResult {
  tried: string[]
  /** Functions whose first sending nobody of the demo got through with these arguments. */
  refused: string[]
  /** Functions that wrote more when they were sent again. */
  problems: string[]
}

/**
 * Sends everything that writes as somebody who may, and then the same again, as a form does whose answer was lost: no
 * table may have a row more. What goes through `send_once()` in the app goes through it here. Changes the world.
 */
export async function sendTwice(scene: Scene): Promise<TwiceResult> {
  const result: TwiceResult = { tried: [], refused: [], problems: [] }
  const tables = scene.tables.map(({ name }) => name).filter(name => name !== 'record_views')
  const count = async () => (await scene.world.sql.query<{ name: string, rows: string }>(
    tables.map(name => `select '${name}' as name, count(*)::text as rows from public."${name}"`).join(' union all ')))
  for (const fn of scene.functions.filter(({ name, writes, granted }) => writes && granted && name !== 'send_once')) {
    const again = await firstSending(scene, fn)
    if (!again) {
      result.refused.push(fn.name)
      continue
    }
    const before = await count()
    await again()
    const more = (await count()).filter(({ rows }, at) => Number(rows) > Number(before[at]?.rows))
    result.tried.push(fn.name)
    if (more.length) result.problems.push(`${fn.name}, sent again after a lost answer, writes again in ${more.map(({ name }) => name).join(', ')}`)
  }
  return result
}

/** Sends it as the first who gets it through; gives how to send the same once more. */
async function firstSending(scene: Scene, fn: ApiFunction): Promise<(() => Promise<Answer>) | undefined> {
  const expectation = functionExpectations[fn.name]
  if (!expectation) return undefined
  for (const actor of scene.world.actors) {
    const account = actor.accountId
    if (account === null) continue
    for (const row of targetsOf(scene, expectation, account).filter(row => expectation.allows(account, row, scene.oracle))) {
      const send = sender(actor, fn, withNewIds(fn, argumentsFor(scene, fn, expectation, row)))
      if ((await send()).status < 300) return send
    }
  }
  return undefined
}

function sender(actor: Actor, { name }: ApiFunction, args: Record<string, unknown>): () => Promise<Answer> {
  const isOnce = (sendables as readonly string[]).includes(name)
  const key = randomUUID()
  return () => actor.send('POST', `/rest/v1/rpc/${isOnce ? 'send_once' : name}`, isOnce ? { key, what: name, args } : args)
}

/** A form chooses the id of what it adds before it is sent, and keeps it until it was answered. */
function withNewIds({ name }: ApiFunction, args: Record<string, unknown>): Record<string, unknown> {
  const isNew = (arg: string, value: unknown) => value === nobody || (value === null && ['place', 'support'].includes(arg))
  const chosen = Object.entries(args).map(([arg, value]) => [arg, isNew(arg, value) ? randomUUID() : value])
  const given = Object.fromEntries(chosen) as Record<string, unknown>
  return name === 'add_person' ? { person: { id: randomUUID(), ...given.person as object } } : given
}
