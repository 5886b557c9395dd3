import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { MortalCluster } from '../../bench/cluster.ts'
import { startServer, type BuiltServer } from '../journeys/built-server.ts'
import { signInTo, type Caller, type Reply, type Wanted } from './api.ts'
import type { Asked } from './crash-child.ts'
import { explain, historyEnd, readSubjects, seeded, write, type Ledger, type Subject } from './load.ts'

/** Something that can be killed while it is written to, and started again. */
export interface Victim {
  caller(): Caller
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it as whoever watches over it would, and waits until it answers. @throws when it needs help. */
  revive(): Promise<void>
}

/** How often it was killed, how many writes it had acknowledged by then, and what was not as it should be afterwards. */
export interface CrashResult { points: number, acknowledged: number, problems: string[] }

/** Sam, Aisha and Tom of the demo. */
const people = [20, 27, 36].map(n => `de000000-0000-4000-8003-0000000000${n}`)

/** The account of `send.officer`, who writes. */
export const officer = 'de000000-0000-4000-8000-000000000023'

/** Kills it at random moments under the load of six clients, and looks each time whether everything that was acknowledged is there, and nothing by halves. */
export async function tryCrashes(victim: Victim, points: number, seed: number): Promise<CrashResult> {
  const random = seeded(seed)
  const result: CrashResult = { points: 0, acknowledged: 0, problems: [] }
  for (; result.points < points && !result.problems.length; result.points += 1) {
    const caller = victim.caller()
    const before = await readSubjects(caller, people)
    const since = await historyEnd(caller, people)
    const ledger = await crashOnce(victim, before, random, `${seed}-${result.points}`)
    result.acknowledged += ledger.acknowledged.length
    result.problems.push(...ledger.refused, ...await explain(victim.caller(), before, ledger, since))
  }
  return result
}

async function crashOnce(victim: Victim, subjects: readonly Subject[], random: () => number, name: string): Promise<Ledger> {
  const ledger: Ledger = { acknowledged: [], conflicts: 0, refused: [] }
  const caller = victim.caller()
  let over = false
  const writing = Array.from({ length: 6 }, (_, n) =>
    write({ name: `${name}-${n}`, caller, random, subjects, audiences: ['la_send'], replans: true }, ledger, () => over))
  // Not before the first answer, and never later than a few dozen.
  while (!ledger.acknowledged.length && !ledger.refused.length) await wait(1)
  await wait(random() * 300)
  await victim.kill()
  over = true
  await victim.revive()
  const silence = wait(60_000, 'silence', { ref: false })
  if (await Promise.race([Promise.all(writing), silence]) === 'silence') ledger.refused.push('A minute after it was back somebody still had no answer.')
  return ledger
}

/** The built server on the database in this folder; with `url`, on PostgreSQL. */
export async function serverVictim(folder: string, url?: string): Promise<Victim & { end(): Promise<void> }> {
  const environment = url ? { DATABASE_URL: url, ONWARD_DEMO: 'on' } : {}
  let server: BuiltServer = await startServer(folder, environment)
  const caller = await signInTo(() => server.baseUrl, folder, 'send.officer')
  return {
    caller: () => caller,
    kill: async () => void await server.stop('SIGKILL'),
    revive: async () => void (server = await startServer(folder, environment)),
    end: async () => void await server.stop('SIGTERM'),
  }
}

/** PostgreSQL itself, under a built server that runs on: it has to find its way back to the database without a restart. */
export function postgresVictim(cluster: MortalCluster, server: Pick<Victim, 'caller'>): Victim {
  return {
    caller: server.caller,
    kill: cluster.crash,
    async revive() {
      await cluster.start()
      const answers = () => server.caller().rows({ table: 'people', columns: 'id', order: 'id' }).then(() => true, () => false)
      for (let tries = 0; tries < 100; tries += 1) {
        if (await answers()) return
        await wait(100)
      }
      throw new Error('Ten seconds after PostgreSQL is back the server has not found it.')
    },
  }
}

/** PGlite in this folder without the server around it, which takes a third of the time to start. */
export async function pgliteVictim(folder: string): Promise<Victim> {
  let child = await startChild(folder)
  return {
    caller: () => childCaller(child),
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    revive: async () => void (child = await startChild(folder)),
  }
}

async function startChild(folder: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'crash-child.ts'), [folder, officer], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let errors = ''
  child.stderr?.on('data', chunk => errors += chunk)
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => {
    throw new Error(`The database did not open again: ${errors}`)
  })])
  return child
}

function childCaller(child: ChildProcess): Caller {
  const waiting = new Map<number, (reply: Reply) => void>()
  let asked = 0
  child.on('message', ([at, reply]: [number, Reply]) => waiting.get(at)?.(reply))
  child.once('exit', () => waiting.forEach(tell => tell(undefined)))
  const ask = (...what: [string, object] | [Wanted]) => new Promise<Reply>((resolve) => {
    asked += 1
    waiting.set(asked, resolve)
    child.send([asked, ...what] as Asked, error => error && resolve(undefined))
  })
  return {
    call: (name, args) => ask(name, args),
    async rows<Row>(wanted: Wanted) {
      const reply = await ask(wanted)
      if (reply?.status !== 200) throw new Error(`${wanted.table}: ${JSON.stringify(reply)}`)
      return reply.body as Row[]
    },
  }
}
