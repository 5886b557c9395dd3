import { changesOf, emptyGoal, goalErrors, goalFormOf, longestGoal, readGoalDraft, rebaseGoal, wholeGoal, type GoalForm, type GoalFormErrors } from '~/shared/goal-form'
import type { Goal, SavedGoal } from '~/shared/goals'
import type { GoalActions } from './useGoals'

interface GoalFormOptions {
  /** Undefined for a new one. */
  goal: Goal | undefined
  personId: string
  isYoungPerson: boolean
  actions: Pick<GoalActions, 'create' | 'change'>
}

interface GoalEditing {
  form: GoalForm
  /** The message beside a box, in words; nothing until somebody tries to save. */
  errorOf: (field: keyof GoalFormErrors) => string | undefined
  isChanged: ComputedRef<boolean>
  restored: Readonly<Ref<boolean>>
  busy: Readonly<Ref<boolean>>
  /** Why it could not be saved, in words, or ''. */
  problem: Readonly<Ref<string>>
  /** What was saved meanwhile, while the reader chooses between that and their own. */
  theirs: Ref<SavedGoal | undefined>
  /** True when it is saved; the first box to mend otherwise. */
  submit: () => Promise<{ isSaved: boolean, wrong?: keyof GoalFormErrors }>
  forget: () => void
}

/** Writing a goal: a new one, or a change that others may make at the same time. Nothing typed is lost. */
export function useGoalForm({ goal, personId, isYoungPerson, actions }: GoalFormOptions): GoalEditing {
  const { t } = useI18n()
  const { report, inWords } = useProblem()
  const start = (): GoalForm => (goal ? goalFormOf(goal) : emptyGoal(isYoungPerson))
  const form = reactive<GoalForm>(start())
  /** What the reader started from; kept with a draft, so that a change made in between is noticed. */
  const base = ref({ form: start(), version: goal?.version ?? 0 })
  const id = ref(goal?.id ?? crypto.randomUUID())
  const theirs = shallowRef<SavedGoal>()
  const tried = ref(false)
  const busy = ref(false)
  const problem = ref('')

  const draft = useDraft({
    form: 'goal',
    subject: goal?.id ?? `new-${personId}`,
    read: () => ({ id: id.value, form: { ...form }, base: base.value }),
    restore(kept) {
      const found = readGoalDraft(kept)
      if (!found) return false
      id.value = found.id
      base.value = found.base
      Object.assign(form, found.form)
    },
  })

  const errors = computed(() => (tried.value ? goalErrors(form) : {}))
  const changes = computed(() => changesOf(form, base.value.form))

  function errorOf(field: keyof GoalFormErrors): string | undefined {
    const key = errors.value[field]
    const longest = field in longestGoal ? longestGoal[field as keyof typeof longestGoal] : 0
    return key ? t(key, { count: longest }) : undefined
  }

  /** The words somebody typed stay; what they did not touch follows what is saved. */
  function meet(saved: SavedGoal): void {
    Object.assign(form, rebaseGoal(form, base.value.form, goalFormOf(saved)))
    base.value = { form: goalFormOf(saved), version: saved.version }
    theirs.value = saved
  }

  async function submit(): ReturnType<GoalEditing['submit']> {
    tried.value = true
    const [wrong] = Object.keys(goalErrors(form)) as (keyof GoalFormErrors)[]
    if (wrong) return { isSaved: false, wrong }
    if (busy.value) return { isSaved: false }
    if (goal && !Object.keys(changes.value).length) return { isSaved: true }
    busy.value = true
    problem.value = ''
    const result = await (goal ? actions.change(goal, base.value, changes.value) : actions.create(id.value, wholeGoal(form)))
    busy.value = false
    if (result.kind === 'problem') problem.value = inWords(report(result.error))
    if (result.kind === 'conflict') meet(result.theirs)
    if (result.kind === 'saved') draft.clear()
    return { isSaved: result.kind === 'saved' }
  }

  return {
    form,
    errorOf,
    isChanged: computed(() => Object.keys(changes.value).length > 0),
    restored: draft.restored,
    busy,
    problem,
    theirs,
    submit,
    forget: draft.clear,
  }
}
