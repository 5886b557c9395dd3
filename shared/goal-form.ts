import * as z from 'zod/mini'
import { goalAreas, lifecycles, scales, toldHows, voices, type GoalArea, type Lifecycle, type SavedGoal, type Scale, type ToldHow, type Voice } from './goals.ts'
import { isSameSharing, sharedWith } from './sharing.ts'
import type { Audience } from './timeline.ts'

/** Limits of the database, in letters; `steps` in number. */
export const longestGoal = { words: 300, why: 1000, told_to: 80, step: 200, who_helps: 80, reason: 500, report: 1000, steps: 20 } as const

const formStep = z.object({ id: z.uuid(), words: z.string(), who_helps: z.string(), item_id: z.string() })
export type FormStep = z.infer<typeof formStep>

const goalForm = z.object({
  shared_with: sharedWith,
  area: z.union([z.enum(goalAreas), z.literal('')]),
  words: z.string(),
  why: z.string(),
  voice: z.enum(voices),
  told_to: z.string(),
  told_how: z.union([z.enum(toldHows), z.literal('')]),
  scale: z.enum(scales),
  lifecycle_status: z.enum(lifecycles),
  steps: z.array(formStep),
  reason: z.string(),
})

/** What is in the boxes of a goal's form; an empty box is ''. */
export interface GoalForm {
  shared_with: Audience[]
  area: GoalArea | ''
  words: string
  why: string
  voice: Voice
  told_to: string
  told_how: ToldHow | ''
  scale: Scale
  lifecycle_status: Lifecycle
  steps: FormStep[]
  reason: string
}

/** A new goal: the young person's is for them alone until they say otherwise; an idea of somebody else is for the circle. */
export function emptyGoal(isYoungPerson: boolean): GoalForm {
  return {
    shared_with: isYoungPerson ? [] : ['young_person', 'family'],
    area: '',
    words: '',
    why: '',
    voice: isYoungPerson ? 'own' : 'proposed',
    told_to: '',
    told_how: '',
    scale: 'words',
    lifecycle_status: isYoungPerson ? 'active' : 'proposed',
    steps: [],
    reason: '',
  }
}

export function goalFormOf(goal: SavedGoal): GoalForm {
  const { shared_with, area, words, voice, scale, lifecycle_status } = goal
  return {
    shared_with: [...shared_with],
    area,
    words,
    voice,
    scale,
    lifecycle_status,
    why: goal.why ?? '',
    told_to: goal.told_to ?? '',
    told_how: goal.told_how ?? '',
    steps: goal.steps.map(({ id, words: step, who_helps, item_id }) => ({ id, words: step, who_helps: who_helps ?? '', item_id: item_id ?? '' })),
    reason: '',
  }
}

/** A step as it is sent. */
interface SentStep {
  id: string
  words: string
  who_helps: string | null
  item_id: string | null
}

/** What `create_goal` and `change_goal` take; only what is named changes. */
export interface GoalChanges {
  shared_with?: Audience[]
  area?: string
  words?: string
  why?: string | null
  voice?: Voice
  told_to?: string | null
  told_how?: string | null
  scale?: Scale
  lifecycle_status?: Lifecycle
  steps?: SentStep[]
  reason?: string
}

/** A step without words was never meant. */
function sentSteps(steps: readonly FormStep[]): SentStep[] {
  return steps.filter(({ words, who_helps }) => words.trim() || who_helps.trim())
    .map(({ id, words, who_helps, item_id }) => ({ id, words: words.trim(), who_helps: who_helps.trim() || null, item_id: item_id || null }))
}

/** Everything in the form, for a new goal. */
export function wholeGoal(form: GoalForm): GoalChanges {
  const isTold = form.voice === 'told'
  return {
    shared_with: [...form.shared_with],
    area: form.area,
    words: form.words.trim(),
    why: form.why.trim() || null,
    voice: form.voice,
    told_to: isTold ? form.told_to.trim() : null,
    told_how: isTold ? form.told_how : null,
    scale: form.scale,
    lifecycle_status: form.lifecycle_status,
    steps: sentSteps(form.steps),
  }
}

/** Only what the reader changed, so that a save never overwrites what they did not touch. */
export function changesOf(form: GoalForm, was: GoalForm): GoalChanges {
  const [after, before] = [wholeGoal(form), wholeGoal(was)]
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) =>
    JSON.stringify(value) !== JSON.stringify(before[key as keyof GoalChanges]))) as GoalChanges
  if (isSameSharing(form.shared_with, was.shared_with)) delete changed.shared_with
  return Object.keys(changed).length && form.reason.trim() ? { ...changed, reason: form.reason.trim() } : changed
}

/** What I typed, on top of what was saved meanwhile: boxes I had not touched follow that. */
export function rebaseGoal(mine: GoalForm, base: GoalForm, theirs: GoalForm): GoalForm {
  const touched = Object.keys(changesOf(mine, base))
  const kept = Object.fromEntries(Object.entries(mine).filter(([key]) => touched.includes(key)))
  return { ...theirs, ...kept, reason: mine.reason }
}

/** Which box needs another answer; the message is a locale key. */
export type GoalFormErrors = Partial<Record<'area' | 'words' | 'why' | 'told_to' | 'told_how' | 'steps' | 'reason', string>>

export function goalErrors(form: GoalForm): GoalFormErrors {
  const errors: GoalFormErrors = {}
  if (!form.area) errors.area = 'goal.form.area_needed'
  if (!form.words.trim()) errors.words = 'goal.form.words_needed'
  if (form.words.trim().length > longestGoal.words) errors.words = 'goal.form.too_long'
  if (form.why.trim().length > longestGoal.why) errors.why = 'goal.form.too_long'
  if (form.reason.trim().length > longestGoal.reason) errors.reason = 'goal.form.too_long'
  if (form.voice === 'told' && !form.told_to.trim()) errors.told_to = 'goal.form.told_to_needed'
  if (form.told_to.trim().length > longestGoal.told_to) errors.told_to = 'goal.form.too_long'
  if (form.voice === 'told' && !form.told_how) errors.told_how = 'goal.form.told_how_needed'
  const steps = form.steps.filter(({ words, who_helps }) => words.trim() || who_helps.trim())
  if (steps.some(({ words }) => !words.trim())) errors.steps = 'goal.form.step_words_needed'
  if (steps.some(({ words, who_helps }) => words.trim().length > longestGoal.step || who_helps.trim().length > longestGoal.who_helps)) {
    errors.steps = 'goal.form.step_too_long'
  }
  return errors
}

const keptGoal = z.object({ id: z.uuid(), form: goalForm, base: z.object({ form: goalForm, version: z.int() }) })
export type KeptGoal = z.infer<typeof keptGoal>

/** Reads a kept draft; nothing where an older version of this page wrote it, or nothing was typed. */
export function readGoalDraft(kept: unknown): KeptGoal | undefined {
  const found = keptGoal.safeParse(kept)
  if (!found.success || !Object.keys(changesOf(found.data.form, found.data.base.form)).length) return undefined
  return found.data
}
