import { changedItem, explanation, personSummary, type ChangedItem, type Explanation, type PersonSummary, type Recorded, type StepPatch } from '~/shared/timeline-answers'
import type { Stage, Step } from '~/shared/timeline'
import type { PreviewRow } from '~/shared/what-if-result'
import type { Database, Json } from '~/shared/types/database'

type RecordArgs = Database['public']['Functions']['record_item']['Args']
type Recordable = Database['public']['Functions']['record_item']['Returns']

/** One young person's timeline, as it is held here and kept on a device. */
interface Held {
  summary: PersonSummary
  stages: Stage[]
  steps: Step[]
}

const written = ['status', 'note', 'note_at', 'not_needed_reason', 'waiting_on', 'done_by', 'done_by_name', 'done_at', 'version', 'updated_at'] as const

/** One young person's timeline: the stages, the steps and the head of their pages. The only caller of Supabase for these. */
export const useTimelineStore = defineStore('timeline', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const outbox = useOutboxStore()
  const summary = ref<PersonSummary>()
  const stages = ref<Stage[]>([])
  const steps = ref<Step[]>([])
  const saving = ref<string[]>([])
  /** Steps changed on this visit, with how they were: they keep their place and can be put back. */
  const before = ref<Record<string, StepPatch>>({})

  /** Whether this person's timeline is here, in whatever language. */
  function isHeld(person: string): boolean {
    return summary.value?.person_id === person
  }

  /** The head of one person's pages, without their timeline. @throws what Supabase answered: PT404 `not_found`. */
  async function head(person: string): Promise<PersonSummary> {
    return device.orKept(headName(person), async () => {
      const { data } = await client.rpc('person_summary', { person }).throwOnError()
      return personSummary.parse(data)
    })
  }

  /** @throws what Supabase answered: PT404 `not_found` for somebody the reader may not see. */
  async function load(person: string, locale: string): Promise<void> {
    const found = await device.orKept(timelineName(person, locale), () => ask(person, locale))
    if (!isHeld(person)) before.value = {}
    summary.value = found.summary
    stages.value = found.stages
    steps.value = found.steps
  }

  async function ask(person: string, locale: string): Promise<Held> {
    const [summary, line, everything] = await Promise.all([
      head(person),
      client.rpc('timeline_stages', { person, in_locale: locale }).throwOnError(),
      client.rpc('timeline', { person, in_locale: locale }).throwOnError(),
    ])
    return { summary, stages: line.data, steps: everything.data }
  }

  /** Everything about this person's timeline, if it is here. */
  function held(person: string): Held | undefined {
    return summary.value?.person_id === person ? { summary: summary.value, stages: stages.value, steps: steps.value } : undefined
  }

  /** @throws what Supabase answered. */
  async function explain(item: string, locale: string): Promise<Explanation> {
    const { data } = await client.rpc('explain_item', { item_id: item, in_locale: locale }).throwOnError()
    return explanation.parse(data)
  }

  /** The timeline beside the one with other facts. Saves nothing. @throws what Supabase answered. */
  async function preview(person: string, changes: Json, locale: string): Promise<PreviewRow[]> {
    const { data } = await client.rpc('preview_timeline', { person, changes, in_locale: locale }).throwOnError()
    // The function makes no other words than these four.
    return data as PreviewRow[]
  }

  function find(id: string): Step | undefined {
    return steps.value.find(step => step.id === id)
  }

  function replace(id: string, change: Partial<Step>): void {
    steps.value = steps.value.map(step => (step.id === id ? { ...step, ...change } : step))
  }

  /** What the screen shows while the database is asked. */
  function expected(step: Step, patch: StepPatch): Partial<Step> {
    const me = summary.value?.me.name ?? null
    const becomesDone = patch.status === 'done' && step.status !== 'done'
    const undone = patch.status !== undefined && patch.status !== 'done'
    return {
      ...patch,
      ...(becomesDone && { done_at: new Date().toISOString(), done_by_name: me }),
      ...(patch.note && patch.note !== step.note && { note_at: new Date().toISOString(), note_by_name: me }),
      ...(undone && { done_at: null, done_by_name: null, done_by: null }),
    }
  }

  /** Shows the change at once, sends it, and takes it back where the database says no. */
  async function record(id: string, patch: StepPatch, version?: number): Promise<Recorded> {
    const was = find(id)
    if (!was || saving.value.includes(id)) return { kind: 'busy' }
    saving.value = [...saving.value, id]
    replace(id, expected(was, patch))
    const result = await send(was, { item_id: id, expected_version: version ?? was.version, patch: { ...patch } })
    saving.value = saving.value.filter(other => other !== id)
    if (result.kind !== 'saved' && result.kind !== 'kept') {
      replace(id, was)
      return result
    }
    const { status, note, not_needed_reason, waiting_on } = was
    before.value = { ...before.value, [id]: { status, note, not_needed_reason, waiting_on } }
    return { ...result, step: find(id) ?? was }
  }

  async function send(was: Step, args: RecordArgs): Promise<Recorded> {
    try {
      const result = await outbox.sendOrKeep('record_item', args, { person: summary.value?.person_id ?? '', subject: was.id, title: was.title })
      if (result.kind === 'saved') takeOver(result.answer)
      return { kind: result.kind, step: was }
    }
    catch (error) {
      const theirs = readConflict(error)
      return theirs ? { kind: 'conflict', theirs } : { kind: 'problem', error }
    }
  }

  /** What the database answered to a change of the reader's own. */
  function takeOver(row: Recordable): void {
    const was = find(row.id)
    const me = summary.value?.me.name ?? null
    if (was) replace(row.id, { ...pick(row), updated_by_name: me, note_by_name: row.note === was.note ? was.note_by_name : me })
  }
  outbox.arrived.add((thing, answer) => {
    if (thing.what === 'record_item') takeOver(answer as unknown as Recordable)
  })

  /** Takes over what somebody else wrote. */
  function accept(theirs: ChangedItem): void {
    replace(theirs.id, { ...pick(theirs), updated_by_name: theirs.updated_by_name, note_by_name: theirs.note_by_name })
  }

  return { summary, stages, steps, saving, before, isHeld, held, head, load, explain, preview, find, record, accept }
})

function pick(row: Partial<Pick<Step, typeof written[number]>> | null): Partial<Step> {
  return Object.fromEntries(written.flatMap(key => (row && key in row ? [[key, row[key]]] : [])))
}

function readConflict(error: unknown): ChangedItem | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== 'PT409') return undefined
  if (!('details' in error) || typeof error.details !== 'string') return undefined
  try {
    return changedItem.parse(JSON.parse(error.details))
  }
  catch {
    return undefined
  }
}
