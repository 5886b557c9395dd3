import type { Goal, GoalPage, GoalReportInput, GoalSaved, SavedGoal } from '~/shared/goals'
import { changesOf, goalFormOf, type GoalChanges, type GoalForm } from '~/shared/goal-form'

/** What can be done with goals, each with a message and a way back. */
export interface GoalActions {
  create: (id: string, input: GoalChanges) => Promise<GoalSaved>
  /** `base` is what the form was last told is saved: its version, and what a way back goes back to. */
  change: (goal: SavedGoal, base: { form: GoalForm, version: number }, changes: GoalChanges) => Promise<GoalSaved>
  answer: (goal: SavedGoal, accept: boolean) => Promise<void>
  tick: (step: string, done: boolean) => Promise<void>
  /** Undefined when it went well, else why not, in words. */
  report: (id: string, goal: SavedGoal, input: GoalReportInput) => Promise<string | undefined>
  takeBack: (report: string) => Promise<void>
  versions: ReturnType<typeof useGoalsStore>['versions']
}

interface Goals {
  page: ComputedRef<GoalPage | undefined>
  /** Why they are not here, in words, or ''. */
  failed: ComputedRef<string>
  retry: () => Promise<void>
  actions: GoalActions
}

/** The goals of one young person for a page. */
export function useGoals(person: string): Goals {
  const store = useGoalsStore()
  const device = useDeviceStore()
  const { inWords } = useProblem()
  const loading = useAsyncData(`goals ${person}`, async () => {
    try {
      await store.load(person)
      return {}
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  })
  const page = computed(() => (store.person === person ? store.page : undefined))
  device.keepShown(() => goalsName(person), () => page.value, person)
  return {
    page,
    failed: computed(() => (loading.data.value?.problem ? inWords(loading.data.value.problem) : '')),
    retry: () => loading.refresh(),
    actions: useGoalActions(person),
  }
}

function useGoalActions(person: string): GoalActions {
  const store = useGoalsStore()
  const toasts = useToasts()
  const { report: read, inWords } = useProblem()
  const { t } = useI18n()
  const nameOf = () => useTimelineStore().summary?.known_as ?? ''

  function warn(error: unknown): void {
    toasts.show(inWords(read(error)), { tone: 'warn' })
  }

  /** For a way back: there is no form to show a problem in. */
  function settle(result: GoalSaved, message: string): void {
    if (result.kind === 'saved') toasts.show(message)
    if (result.kind === 'problem') warn(result.error)
    if (result.kind !== 'conflict') return
    store.take(result.theirs)
    toasts.show(t('goal.saved.undo_failed'), { tone: 'warn' })
  }

  function say(how: 'saved' | 'kept', message: string, title: string, undo: () => unknown): void {
    if (how === 'kept') toasts.show(t('device.unsent.kept', { title }), { tone: 'info', undo })
    else toasts.show(message, { undo })
  }

  async function tick(step: string, done: boolean): Promise<void> {
    const words = t(done ? 'goal.saved.ticked' : 'goal.saved.unticked')
    const title = store.page?.goals.flatMap(({ steps }) => steps).find(({ id }) => id === step)?.words ?? ''
    try {
      say(await store.tick(step, done, { title, words }), words, title, () => tick(step, !done))
    }
    catch (error) {
      warn(error)
    }
  }

  return {
    async create(id, input) {
      const result = await store.create(id, person, input)
      if (result.kind === 'saved') toasts.show(result.goal.is_own ? t('goal.saved.created') : t('goal.saved.proposed', { name: nameOf() }))
      return result
    },
    async change(goal, base, changes) {
      const result = await store.change(goal.id, base.version, changes)
      if (result.kind === 'saved') {
        const back = changesOf(base.form, goalFormOf(result.goal))
        const undo = async () => settle(await store.change(goal.id, result.goal.version, back), t('goal.saved.undone'))
        toasts.show(t('goal.saved.changed'), { undo })
      }
      return result
    },
    async answer(goal, accept) {
      settle(await store.answer(goal, accept), t(accept ? 'goal.saved.accepted' : 'goal.saved.declined'))
    },
    tick,
    async report(id, goal, input) {
      try {
        const how = await store.report(id, goal.id, input, concernOf(goal, input))
        say(how, t('goal.saved.reported'), goal.words, () => store.takeBack(id).catch(warn))
      }
      catch (error) {
        return inWords(read(error))
      }
    },
    takeBack,
    versions: store.versions,
  }

  /** Taken back words can be said again for as long as the message stays. */
  async function takeBack(id: string): Promise<void> {
    const goal = store.page?.goals.find(({ reports }) => reports.some(one => one.id === id))
    const said = goal?.reports.find(one => one.id === id)
    try {
      await store.takeBack(id)
      const input = said && inputOf(said)
      toasts.show(t('goal.saved.taken_back'), { undo: () => goal && input && store.report(id, goal.id, input, concernOf(goal, input)).catch(warn) })
    }
    catch (error) {
      warn(error)
    }
  }

  function concernOf(goal: SavedGoal, { going, words, achievement_status: achievement }: GoalReportInput): { title: string, words: string } {
    const said = [going && t(`goal.going.${going}`), words, achievement && t(`goal.achievement.${achievement}`)]
    return { title: goal.words, words: said.filter(Boolean).join('\n') }
  }
}

function inputOf({ going, words, achievement_status: achievement }: Goal['reports'][number]): GoalReportInput {
  return { ...(going && { going }), ...(words && { words }), ...(achievement && { achievement_status: achievement }) }
}
