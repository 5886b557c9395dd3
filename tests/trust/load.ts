import { setTimeout as wait } from 'node:timers/promises'
import type { Caller, Reply } from './api.ts'

/** A young person whose steps and facts are written in a trial, as they were when it began. */
export interface Subject { id: string, version: number, locality: string | null, steps: Step[] }
interface Step { id: string, item_key: string, audience: string | null, version: number, note: string | null }

/** Something that was written and acknowledged: words that nobody else writes, the version they were given, and the one their writer had seen. */
interface Acknowledged { about: string, words: string, version: number, seen: number }

/** What clients were told while they wrote. */
export interface Ledger {
  acknowledged: Acknowledged[]
  /** How often somebody was told that another was faster. */
  conflicts: number
  /** Answers that nobody should get. */
  refused: string[]
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Reads what there is about these people, with those of their steps whose key is theirs alone: the history names steps by it. */
export async function readSubjects(caller: Caller, ids: readonly string[]): Promise<Subject[]> {
  return Promise.all(ids.map(async (id) => {
    const [person] = await caller.rows<Omit<Subject, 'steps'>>({ table: 'people', columns: 'id,version,locality', where: { id }, order: 'id' })
    if (!person) throw new Error(`Nobody is ${id}.`)
    const all = await caller.rows<Step & { retired_at: string | null }>({ table: 'timeline_items', columns: 'id,item_key,audience,version,note,retired_at', where: { person_id: id }, order: 'id' })
    const steps = all.filter(step => step.retired_at === null && all.filter(other => other.item_key === step.item_key).length === 1)
    return { ...person, steps }
  }))
}

export interface Client {
  name: string
  caller: Caller
  random: () => number
  subjects: readonly Subject[]
  /** Whose steps this account records. */
  audiences: readonly string[]
  /** Whether this account may change facts of a person, from which the plan follows. */
  replans: boolean
}

const statuses = ['not_started', 'in_progress', 'done'] as const

/** Ticks, notes and re-plans until told to stop, or until the connection breaks; knows only the versions it was told. */
export async function write({ name, caller, random, subjects, audiences, replans }: Client, ledger: Ledger, isOver: () => boolean): Promise<void> {
  const versions = new Map<string, number>()
  const pick = <One>(list: readonly One[]): One | undefined => list[Math.floor(random() * list.length)]
  for (let turn = 0; !isOver(); turn += 1) {
    const subject = pick(subjects)
    const step = pick(subject?.steps.filter(({ audience }) => audience !== null && audiences.includes(audience)) ?? [])
    if (!subject || !step) return
    const words = `${name}-${turn}`
    const replan = replans && random() < 0.2
    const { id, version: first } = replan ? subject : step
    const version = versions.get(id) ?? first
    const reply = replan
      ? await caller.call('update_person', { person: id, expected_version: version, patch: { locality: words, dates: { review_meeting: meetingDay(version) } } })
      : await caller.call('record_item', { item_id: id, expected_version: version, patch: { status: pick(statuses), note: words } })
    const known = hear(reply, { about: replan ? id : `${subject.id} ${step.item_key}`, words, seen: version }, ledger)
    if (known === undefined) return
    versions.set(id, known)
    // Others' turn: a client is a browser, not a loop.
    await wait(random() * 5)
  }
}

/** A day of its own for each version: a re-plan that changes the place alone would look like half of one. */
function meetingDay(version: number): string {
  return new Date(Date.UTC(2027, 0, 4) + (version % 300) * 86_400_000).toISOString().slice(0, 10)
}

/** Writes down what was answered; gives the version that the client knows now, and nothing when it has lost the connection. */
function hear(reply: Reply, sent: Omit<Acknowledged, 'version'>, ledger: Ledger): number | undefined {
  if (!reply) return undefined
  const body = reply.body as { version?: number, code?: string, details?: string } | number
  const version = typeof body === 'number' ? body : body.version
  if (reply.status === 200 && version !== undefined) {
    ledger.acknowledged.push({ ...sent, version })
    return version
  }
  const current = reply.status === 409 && typeof body === 'object' ? (JSON.parse(body.details ?? '{}') as { version?: number }).version : undefined
  if (current !== undefined) {
    ledger.conflicts += 1
    return current
  }
  if (!isDatabaseAway(reply)) ledger.refused.push(`${reply.status} ${JSON.stringify(reply.body)}`)
  return undefined
}

/** The server says that its database is not there: what else should it say of one that was killed? */
function isDatabaseAway({ status, body }: NonNullable<Reply>): boolean {
  return status >= 500 && /database_away|CONNECTION|ECONN|57P0[123]|starting up|recovery/i.test(JSON.stringify(body))
}

interface Event { id: number, person_id: string, subject: string, subject_key: string, changes: Record<string, [string | null, string | null]> }

/** The history since the trial began, oldest first. */
async function readHistory(caller: Caller, people: readonly string[], since: number): Promise<Event[]> {
  const events: Event[] = []
  for (const person_id of people) {
    for (let after: number | undefined = since; after !== undefined;) {
      const page: Event[] = await caller.rows<Event>({ table: 'audit_events', columns: 'id,person_id,subject,subject_key,changes', where: { person_id }, order: 'id', after })
      events.push(...page)
      after = page.length === 1000 ? page.at(-1)?.id : undefined
    }
  }
  return events
}

/** Where the history of these people ends now. */
export async function historyEnd(caller: Caller, people: readonly string[]): Promise<number> {
  return Math.max(0, ...(await readHistory(caller, people, 0)).map(({ id }) => id))
}

/**
 * Explains what is there now by what is written down: each acknowledged write once, each change joined to the one before
 * it, versions counted without a gap, and a re-plan whole or not at all. Gives what cannot be explained.
 */
export async function explain(caller: Caller, before: readonly Subject[], { acknowledged }: Ledger, since: number): Promise<string[]> {
  const people = before.map(({ id }) => id)
  const now = new Map((await readSubjects(caller, people)).map(subject => [subject.id, subject]))
  const events = await readHistory(caller, people, since)
  const problems: string[] = []
  const written = new Map<string, string[]>()
  for (const subject of before) {
    const own = events.filter(({ person_id }) => person_id === subject.id)
    const after = now.get(subject.id)
    const places = own.filter(event => event.subject === 'people').map(({ changes }) => changes.locality)
    problems.push(...chain(`the place of ${subject.id}`, places, { version: subject.version, words: subject.locality }, after && { version: after.version, words: after.locality }))
    const meetings = own.filter(event => event.subject === 'person_dates' && event.subject_key === 'review_meeting').length
    if (meetings !== places.length) problems.push(`${subject.id}: ${places.length} places and ${meetings} meetings, of changes that wrote both`)
    written.set(subject.id, places.map(place => place?.[1] ?? ''))
    for (const step of subject.steps) {
      const notes = own.filter(event => event.subject === 'timeline_items' && event.subject_key === step.item_key).map(({ changes }) => changes.note)
      const last = after?.steps.find(({ id }) => id === step.id)
      problems.push(...chain(`${step.item_key} of ${subject.id}`, notes, { version: step.version, words: step.note }, last && { version: last.version, words: last.note }))
      written.set(`${subject.id} ${step.item_key}`, notes.map(note => note?.[1] ?? ''))
    }
  }
  return [...problems, ...unexplained(acknowledged, before, written)]
}

interface Stand { version: number, words: string | null }

/** Whether each change begins where the one before it ended, and the last one is what is there. */
function chain(what: string, changes: readonly ([string | null, string | null] | undefined)[], first: Stand, last: Stand | undefined): string[] {
  const problems: string[] = []
  let words = first.words
  for (const change of changes) {
    if (!change || change[0] !== words) problems.push(`${what}: "${change?.[0]}" was changed where "${words}" was`)
    words = change?.[1] ?? null
  }
  if (last?.words !== words) problems.push(`${what} is "${last?.words}", and its history ends with "${words}"`)
  if (last?.version !== first.version + changes.length) problems.push(`${what}: version ${first.version} became ${last?.version} by ${changes.length} changes`)
  return problems
}

/** Acknowledged writes that are not in the history as the version they were told, or are over something that their writer had not seen. */
function unexplained(acknowledged: readonly Acknowledged[], before: readonly Subject[], written: ReadonlyMap<string, string[]>): string[] {
  const first = new Map(before.flatMap(subject => [
    [subject.id, subject.version] as const, ...subject.steps.map(step => [`${subject.id} ${step.item_key}`, step.version] as const)]))
  return acknowledged.flatMap(({ about, words, version, seen }) => {
    if (version !== seen + 1) return [`"${words}" became version ${version} of ${about}, and its writer had seen version ${seen}`]
    const at = version - (first.get(about) ?? 0) - 1
    return written.get(about)?.[at] === words ? [] : [`"${words}" was acknowledged as version ${version} of ${about}, which is "${written.get(about)?.[at]}"`]
  })
}
