import * as z from 'zod/mini'
import { civilDay } from '~/shared/civil-day'
import { goalPage, goalVersion, savedGoal, type GoalPage, type GoalReportInput, type GoalSaved, type GoalVersion, type SavedGoal } from '~/shared/goals'
import type { SentAbout } from '~/shared/device'
import type { GoalChanges } from '~/shared/goal-form'
import type { Json } from '~/shared/types/database'

type Concern = Pick<SentAbout, 'title' | 'words'>

/** The goals of one young person, as far as the reader may see them. The only caller of Supabase for these. */
export const useGoalsStore = defineStore('goals', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const outbox = useOutboxStore()
  const page = ref<GoalPage>()
  const person = ref<string>()

  /** @throws what Supabase answered: PT404 `not_found` for somebody the reader may not see. */
  async function load(wanted: string): Promise<void> {
    page.value = await device.orKept(goalsName(wanted), async () => {
      const { data } = await client.rpc('goals_about', { person: wanted }).throwOnError()
      return goalPage.parse(data)
    })
    person.value = wanted
  }

  /** Asks again after a change that touches more than one row. */
  async function reload(): Promise<void> {
    if (person.value) await load(person.value)
  }

  function take(saved: SavedGoal): void {
    if (!page.value) return
    const known = page.value.goals.find(({ id }) => id === saved.id)
    page.value.goals = known
      ? page.value.goals.map(goal => (goal.id === saved.id ? { ...goal, ...saved } : goal))
      : [...page.value.goals, { ...saved, reports: [] }]
  }

  /** Sends a change, takes over what comes back, and tells a conflict from any other problem. */
  async function send(work: () => PromiseLike<{ data: unknown, error: unknown }>): Promise<GoalSaved> {
    try {
      const { data, error } = await work()
      if (!error) {
        const goal = savedGoal.parse(data)
        take(goal)
        return { kind: 'saved', goal }
      }
      const theirs = readConflict(error)
      return theirs ? { kind: 'conflict', theirs } : { kind: 'problem', error }
    }
    catch (error) {
      return { kind: 'problem', error }
    }
  }

  /** Sending it twice with the same id makes one goal. */
  function create(id: string, about: string, input: GoalChanges): Promise<GoalSaved> {
    return send(() => client.rpc('create_goal', { goal: id, person: about, input: asJson(input) }))
  }

  function change(id: string, version: number, changes: GoalChanges): Promise<GoalSaved> {
    return send(() => client.rpc('change_goal', { goal: id, expected_version: version, changes: asJson(changes) }))
  }

  /** The young person says yes or no to an idea of somebody else. */
  function answer({ id, version }: SavedGoal, accept: boolean): Promise<GoalSaved> {
    return send(() => client.rpc('answer_goal', { goal: id, expected_version: version, accept }))
  }

  /**
   * Shown at once, taken back where the database says no.
   * @param concern how this tick is called while it waits on this device
   * @throws what Supabase answered
   */
  async function tick(step: string, done: boolean, concern: Concern): Promise<'saved' | 'kept'> {
    const before = page.value
    if (before) {
      const doneOn = done ? civilDay() : null
      page.value = { ...before, goals: before.goals.map(goal => ({
        ...goal,
        steps: goal.steps.map(one => (one.id === step ? { ...one, done_on: doneOn } : one)),
      })) }
    }
    try {
      return (await outbox.sendOrKeep('tick_goal_step', { step, done }, { ...concern, person: person.value ?? '', subject: step })).kind
    }
    catch (error) {
      page.value = before
      throw error
    }
  }

  /** @param concern how this is called while it waits on this device. @throws what Supabase answered. */
  async function report(id: string, goal: string, input: GoalReportInput, concern: Concern): Promise<'saved' | 'kept'> {
    const args = { report: id, goal, input: { ...input } }
    const { kind } = await outbox.sendOrKeep('report_goal', args, { ...concern, person: person.value ?? '', subject: id })
    if (kind === 'saved') await reload()
    return kind
  }
  outbox.arrived.add((thing) => {
    if ((thing.what === 'report_goal' || thing.what === 'tick_goal_step') && thing.person === person.value) void reload().catch(() => undefined)
  })

  /** What is on this device alone is gone at once. @throws what Supabase answered. */
  async function takeBack(report: string): Promise<void> {
    const unsent = outbox.about(report)
    if (unsent.length) return outbox.remove(unsent)
    await client.rpc('take_back_goal_report', { report }).throwOnError()
    await reload()
  }

  /** What a goal was after each change that the reader may see, newest first. @throws what Supabase answered. */
  async function versions(goal: string): Promise<GoalVersion[]> {
    const { data } = await client.from('goal_versions').select('version, reason, changed_by_name, changed_at, content')
      .eq('goal_id', goal).order('version', { ascending: false }).throwOnError()
    return z.array(goalVersion).parse(data)
  }

  return { page, person, load, take, create, change, answer, tick, report, takeBack, versions }
})

function asJson(value: GoalChanges): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

function readConflict(error: unknown): SavedGoal | undefined {
  const { key, detail } = readProblem(error)
  if (key !== 'goal_changed' || !detail) return undefined
  try {
    return savedGoal.parse(JSON.parse(detail))
  }
  catch {
    return undefined
  }
}
