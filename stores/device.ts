import type { Kept } from '~/shared/device'
import type { Access } from '~/shared/schemas/access'

const choiceName = 'onward-keep'
const toldName = 'onward-keep-told'

/**
 * What this device keeps so that a plan can be read without a connection: the plans of somebody's own circle, for as
 * long as they are signed in. The young people that staff work with are never kept.
 */
export const useDeviceStore = defineStore('device', () => {
  const nuxtApp = useNuxtApp()
  const account = ref<string>()
  /** Young people whose plan may be kept. */
  const people = ref<string[]>([])
  const isKeeping = ref(false)
  /** The reader has not been told yet that their plan is kept here. */
  const isNew = ref(false)
  /** The reader is leaving: whatever is still under way keeps nothing more. */
  const isLeaving = ref(false)

  /** Takes in who is here, and drops what is kept of others. */
  async function welcome(access: Access | undefined): Promise<void> {
    if (isLeaving.value) return
    account.value = access?.account?.id
    people.value = access?.circle.map(({ person_id: person }) => person) ?? []
    if (!access || !account.value) return
    const choice = localStorage.getItem(choiceName)
    const worksInTeam = access.teams.some(({ audience }) => audience !== null)
    isKeeping.value = people.value.length > 0 && (choice === 'on' || (choice !== 'off' && !worksInTeam))
    isNew.value = isKeeping.value && localStorage.getItem(toldName) === null
    rememberReader(isKeeping.value ? account.value : undefined)
    await tidy()
    await keep('access', access)
  }

  function mayKeep(person: string): boolean {
    return isKeeping.value && people.value.includes(person)
  }

  function isMine(row: Kept): boolean {
    return isKeeping.value && row.account === account.value && (row.person === undefined || people.value.includes(row.person))
  }

  async function tidy(): Promise<void> {
    await quietly(async () => {
      const database = await deviceDatabase()
      const others = (await database.getAll('kept')).filter(row => !isMine(row))
      await Promise.all(others.map(({ id }) => database.delete('kept', id)))
    })
  }

  /** Keeps an answer under a name, beside the plan of `person` or about the reader. */
  async function keep(name: string, value: unknown, person?: string): Promise<void> {
    const owner = account.value
    if (!owner || !isKeeping.value || (person !== undefined && !people.value.includes(person))) return
    const row: Kept = { id: `${owner} ${name}`, account: owner, person, at: new Date().toISOString(), value: JSON.parse(JSON.stringify(value)) }
    await quietly(async () => {
      const database = await deviceDatabase()
      if (!isLeaving.value) await database.put('kept', row)
    })
  }

  async function recall(name: string): Promise<Kept | undefined> {
    const owner = account.value ?? nuxtApp.runWithContext(keptReader)
    if (!owner) return undefined
    return quietly(async () => (await deviceDatabase()).get('kept', `${owner} ${name}`))
  }

  /** The answer of the server or, while it cannot be reached, the last one kept. @throws what `work` throws where there is none. */
  async function orKept<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    if (import.meta.server) return work()
    try {
      if (nuxtApp.runWithContext(isAway)) throw new TypeError('Failed to fetch')
      return await work()
    }
    catch (error) {
      const kept = readProblem(error).key === 'no_connection' ? await recall(name) : undefined
      if (!kept) throw error
      // Kept by this version of the app under the same name: composables/deviceDatabase.ts.
      return kept.value as Value
    }
  }

  /** Keeps what a page shows, as soon as it is there and each time it changes. Call it in the setup of the page. */
  function keepShown(name: () => string, read: () => unknown, person?: string): void {
    onMounted(() => watch([() => isKeeping.value, read, name], ([keeping, value]) => {
      if (keeping && value !== undefined) void keep(name(), value, person)
    }, { immediate: true }))
  }

  /** When each plan was last kept: the moment, by young person. */
  async function keptSince(): Promise<Record<string, string>> {
    const rows = await quietly(async () => (await deviceDatabase()).getAll('kept')) ?? []
    return Object.fromEntries(rows.filter(isMine).flatMap(({ person, at }) => (person ? [[person, at]] : [])))
  }

  /** Whether this device keeps anything to read. Off forgets at once what it has. */
  async function choose(on: boolean, access: Access | undefined): Promise<void> {
    localStorage.setItem(choiceName, on ? 'on' : 'off')
    await welcome(access)
  }

  function told(): void {
    localStorage.setItem(toldName, 'yes')
    isNew.value = false
  }

  /** Nothing to read stays on this device, of anybody. */
  async function forget(): Promise<void> {
    isLeaving.value = true
    isKeeping.value = false
    rememberReader(undefined)
    await quietly(async () => (await deviceDatabase()).clear('kept'))
  }

  return { isKeeping, isNew, people, account, welcome, mayKeep, keepShown, orKept, keptSince, choose, told, forget }
})

/** A browser that keeps nothing only means that there is nothing to read without a connection. */
async function quietly<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work()
  }
  catch {
    return undefined
  }
}
