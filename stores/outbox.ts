import { isSaidAlready, joinedPatch, unsentThing, withVersion, type SentAbout, type Unsent } from '~/shared/device'
import { forgetKey, keyOf, sendOnce, type Sendable } from '~/shared/send-once'
import { changedItem, type ChangedItem } from '~/shared/timeline-answers'
import type { Database, Json } from '~/shared/types/database'

type Functions = Database['public']['Functions']

/** How a save ended. `kept`: on this device alone, until there is a connection. */
export type SentOrKept<Answer> = { kind: 'saved', answer: Answer } | { kind: 'kept' }

/** Those that say all there is to say about their subject: what was kept before has nothing to add. */
const sayAll: ReadonlySet<Sendable> = new Set(['save_family_views', 'save_private_note', 'save_view', 'tick_goal_step'])

/** What came of sending one thing. */
type Sent = { kind: 'sent', answer: Json } | { kind: 'stop' } | { kind: 'kept', thing: Unsent }

/** What was written without a connection: kept on this device, sent in the order it was written, and never as anybody else. */
export const useOutboxStore = defineStore('outbox', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const unsent = ref<Unsent[]>([])
  const isSending = ref(false)
  /** Told about each thing that arrived, with what the database answered. */
  const arrived = new Set<(thing: Unsent, answer: Json) => void>()

  const waiting = computed(() => unsent.value.filter(({ state }) => state === 'waiting'))
  const needsChoice = computed(() => unsent.value.filter(({ state }) => state !== 'waiting'))

  /** Reads what this account has not sent yet. */
  async function load(account: string | undefined): Promise<void> {
    const rows = account ? await deviceDatabase().then(database => database.getAll('unsent')).catch(() => []) : []
    unsent.value = rows.flatMap((row) => {
      const found = unsentThing.safeParse(row)
      return found.success && found.data.account === account ? [found.data] : []
    })
  }

  function about(subject: string): Unsent[] {
    return unsent.value.filter(thing => thing.subject === subject)
  }

  /** What waits of one kind, in the plan of one young person. */
  function of(what: Sendable, person: string): Unsent[] {
    return unsent.value.filter(thing => thing.what === what && thing.person === person)
  }

  /** @throws where this browser keeps nothing: then what was typed stays in its form. */
  async function add(what: Sendable, args: object, concern: SentAbout): Promise<void> {
    if (!device.account) throw new Error('Nobody is signed in.')
    const row: Unsent = {
      key: keyOf(what, args), account: device.account, at: new Date().toISOString(), state: 'waiting',
      what, args: JSON.parse(JSON.stringify(args)) as Unsent['args'], ...concern,
    }
    const earlier = sayAll.has(what) ? about(concern.subject).filter(({ state }) => state === 'waiting') : []
    const order = await (await deviceDatabase()).add('unsent', row)
    forgetKey(what, args)
    unsent.value = [...unsent.value, { ...row, order }]
    await remove(earlier)
  }

  async function replace(thing: Unsent): Promise<void> {
    await (await deviceDatabase()).put('unsent', JSON.parse(JSON.stringify(thing)) as Unsent)
    unsent.value = unsent.value.map(other => (other.order === thing.order ? thing : other))
  }

  async function remove(things: readonly Unsent[]): Promise<void> {
    if (!things.length) return
    const database = await deviceDatabase()
    await Promise.all(things.flatMap(({ order }) => (order === undefined ? [] : [database.delete('unsent', order)])))
    unsent.value = unsent.value.filter(thing => !things.some(({ order }) => order === thing.order))
  }

  /**
   * Sends it. Without a connection, or behind something about the same that still waits for one, it is kept on this device.
   * @throws what Supabase answered, and where nothing may be kept that there is no connection.
   */
  async function sendOrKeep<What extends Sendable>(
    what: What, args: Functions[What]['Args'], concern: SentAbout,
  ): Promise<SentOrKept<Functions[What]['Returns']>> {
    const result = await sendNow(what, args, concern)
    await settle(concern.subject)
    void flush()
    return result
  }

  async function sendNow<What extends Sendable>(
    what: What, args: Functions[What]['Args'], concern: SentAbout,
  ): Promise<SentOrKept<Functions[What]['Returns']>> {
    try {
      if (isAway() || about(concern.subject).some(({ state }) => state === 'waiting')) throw new TypeError('Failed to fetch')
      return { kind: 'saved', answer: await sendOnce(client, what, args) }
    }
    catch (error) {
      if (readProblem(error).key !== 'no_connection' || !device.mayKeep(concern.person)) throw error
      await add(what, args, concern).catch(() => {
        throw error
      })
      return { kind: 'kept' }
    }
  }

  /** The reader has chosen what becomes of what could not be sent about this. */
  const settle = (subject: string): Promise<void> => remove(about(subject).filter(({ state }) => state !== 'waiting'))

  /** Sends what waits, in its order. One tab at a time; what goes wrong on the way stays and is sent later. */
  async function flush(): Promise<void> {
    if (isSending.value || !waiting.value.length) return
    isSending.value = true
    try {
      const { data } = await client.auth.getSession()
      const sender = data.session?.user.id
      const own = waiting.value.filter(({ account }) => account === sender)
      for (const { order } of own) {
        const thing = unsent.value.find(other => other.order === order)
        if (thing && !(await deliver(thing))) break
      }
    }
    finally {
      isSending.value = false
    }
  }

  /** @returns whether the next one may be sent. */
  async function deliver(thing: Unsent): Promise<boolean> {
    // What was written about the same step before it waits for a choice: this one goes with it.
    const before = about(thing.subject).find(({ state, order = 0 }) => state === 'conflict' && order < (thing.order ?? 0))
    if (before) {
      await replace({ ...before, args: { ...before.args, patch: joinedPatch([before, thing]) } })
      await remove([thing])
      return true
    }
    const sent = await send(thing)
    if (sent.kind === 'stop') return false
    if (sent.kind === 'kept') {
      await replace(sent.thing)
      return true
    }
    await remove([thing])
    const version = versionOf(sent.answer)
    if (version !== undefined) await Promise.all(about(thing.subject).map(later => replace(withVersion(later, version))))
    for (const hear of arrived) hear(thing, sent.answer)
    return true
  }

  async function send(thing: Unsent): Promise<Sent> {
    try {
      const { data } = await client.rpc('send_once', { key: thing.key, what: thing.what, args: thing.args as Json }).throwOnError()
      return { kind: 'sent', answer: data }
    }
    catch (error) {
      const { key, status, detail } = readProblem(error)
      if (status === 0 || status === 401 || status === 429 || status >= 500) return { kind: 'stop' }
      const theirs = status === 409 ? readTheirs(detail) : undefined
      if (theirs && isSaidAlready(thing, theirs)) return { kind: 'sent', answer: { ...theirs } }
      return { kind: 'kept', thing: theirs ? { ...thing, state: 'conflict', theirs } : { ...thing, state: 'refused', problem: key } }
    }
  }

  return { unsent, waiting, needsChoice, isSending, arrived, load, about, of, sendOrKeep, remove, settle, flush }
})

function readTheirs(detail: string | undefined): ChangedItem | undefined {
  try {
    return changedItem.parse(JSON.parse(detail ?? ''))
  }
  catch {
    return undefined
  }
}

function versionOf(answer: Json): number | undefined {
  return typeof answer === 'object' && answer !== null && 'version' in answer && typeof answer.version === 'number' ? answer.version : undefined
}
