import { setTimeout as wait } from 'node:timers/promises'
import { signInTo, type Caller } from './api.ts'
import { explain, historyEnd, readSubjects, seeded, write, type Ledger } from './load.ts'

/** What many people did to one plan at once, and what went wrong. */
export interface ClientsResult { clients: number, acknowledged: number, conflicts: number, problems: string[] }

interface Around { name: string, audiences: readonly string[], replans: boolean }

/** Sam Wren of the demo, and who is around him: their sign-in name, whose steps they record, whether they change facts. */
const sam = 'de000000-0000-4000-8003-000000000020'
const around: readonly Around[] = [
  { name: 'sam', audiences: ['young_person'], replans: false },
  { name: 'sam.mum', audiences: ['young_person', 'family'], replans: false },
  { name: 'sam.dad', audiences: ['young_person', 'family'], replans: false },
  { name: 'senco', audiences: ['school'], replans: true },
  { name: 'send.officer', audiences: ['la_send'], replans: true },
  { name: 'health', audiences: ['health'], replans: true },
]

/** Lets many clients with real tokens tick, note and re-plan one person for some seconds, at the server that is there. */
export async function tryClients(address: () => string, folder: string, { clients, seconds, seed }: { clients: number, seconds: number, seed: number }): Promise<ClientsResult> {
  const callers: Record<string, Caller> = {}
  for (const { name } of around) callers[name] = await signInTo(address, folder, name)
  const reader = callers['send.officer'] as Caller
  const before = await readSubjects(reader, [sam])
  const since = await historyEnd(reader, [sam])
  const ledger: Ledger = { acknowledged: [], conflicts: 0, refused: [] }
  let over = false
  const writing = Array.from({ length: clients }, (_, n) => {
    const { name, audiences, replans } = around[n % around.length] as Around
    return write({ name: `${name}-${n}`, caller: callers[name] as Caller, random: seeded(seed + n), subjects: before, audiences, replans }, ledger, () => over)
  })
  await wait(seconds * 1000)
  over = true
  await Promise.all(writing)
  return {
    clients, acknowledged: ledger.acknowledged.length, conflicts: ledger.conflicts,
    problems: [...ledger.refused, ...await explain(reader, before, ledger, since)],
  }
}
