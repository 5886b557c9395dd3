import * as z from 'zod/mini'
import { sharedWith } from './sharing.ts'

/** The four areas of preparing for adulthood, and learning, in the order they are shown. */
export const goalAreas = ['employment', 'independent_living', 'community_inclusion', 'health', 'education'] as const
export type GoalArea = typeof goalAreas[number]

/** Codes of HL7 FHIR R5 `Goal.lifecycleStatus`: whether a goal is being worked on. */
export const lifecycles = ['proposed', 'planned', 'accepted', 'active', 'on-hold', 'completed', 'cancelled', 'entered-in-error', 'rejected'] as const
export type Lifecycle = typeof lifecycles[number]

/** Codes of HL7 FHIR R5 `Goal.achievementStatus`: how far a goal has got. */
export const achievements = ['in-progress', 'improving', 'no-change', 'worsening', 'no-progress', 'achieved', 'sustaining', 'not-achieved', 'not-attainable'] as const
export type Achievement = typeof achievements[number]

/** In whose words: typed by the young person, said to somebody, or somebody else's idea. */
export const voices = ['own', 'told', 'proposed'] as const
export type Voice = typeof voices[number]

export const toldHows = ['talking', 'signing', 'symbols', 'device', 'writing', 'showing'] as const
export type ToldHow = typeof toldHows[number]

/** How a young person likes to say how it is going, and what they can say. */
export const scales = ['words', 'faces'] as const
export type Scale = typeof scales[number]
export const goings = ['great', 'good', 'so_so', 'hard', 'stuck'] as const
export type Going = typeof goings[number]

const text = z.nullable(z.string())

const goalStep = z.object({ id: z.uuid(), words: z.string(), who_helps: text, item_id: z.nullable(z.uuid()), done_on: z.nullable(z.iso.date()) })

const goalReport = z.object({
  id: z.uuid(),
  author_name: z.string(),
  author_role: z.string(),
  going: z.nullable(z.enum(goings)),
  words: text,
  achievement_status: z.nullable(z.enum(achievements)),
  /** A moment, as ISO time. */
  at: z.string(),
  mine: z.boolean(),
})

/** One goal as the functions that write give it. */
export const savedGoal = z.object({
  id: z.uuid(),
  author_name: z.string(),
  author_role: z.string(),
  is_own: z.boolean(),
  proposed_by_name: text,
  proposed_by_role: z.nullable(z.string()),
  area: z.enum(goalAreas),
  words: z.string(),
  why: text,
  voice: z.enum(voices),
  told_to: text,
  told_how: z.nullable(z.enum(toldHows)),
  scale: z.enum(scales),
  lifecycle_status: z.enum(lifecycles),
  lifecycle_on: z.iso.date(),
  achievement_status: z.nullable(z.enum(achievements)),
  shared_with: sharedWith,
  version: z.int(),
  mine: z.boolean(),
  may_change: z.boolean(),
  steps: z.array(goalStep),
})
export type SavedGoal = z.infer<typeof savedGoal>

const goal = z.extend(savedGoal, { reports: z.array(goalReport) })
export type Goal = z.infer<typeof goal>

/** `goals_about()`: the goals that I may read. */
export const goalPage = z.object({ is_young_person: z.boolean(), young_person_is_here: z.boolean(), goals: z.array(goal) })
export type GoalPage = z.infer<typeof goalPage>

/** A goal as it was after one change. */
export const goalVersion = z.object({
  version: z.int(),
  reason: text,
  changed_by_name: z.string(),
  changed_at: z.string(),
  content: z.object({
    area: z.enum(goalAreas),
    words: z.string(),
    why: text,
    lifecycle_status: z.enum(lifecycles),
    steps: z.array(z.object({ words: z.string(), who_helps: text })),
  }),
})
export type GoalVersion = z.infer<typeof goalVersion>

/** What is said about how it went; only what is named is said. */
export interface GoalReportInput {
  going?: Going
  words?: string
  achievement_status?: Achievement
}

/** How a save ended. */
export type GoalSaved
  = | { kind: 'saved', goal: SavedGoal }
    | { kind: 'conflict', theirs: SavedGoal }
    | { kind: 'problem', error: unknown }

const over: readonly Lifecycle[] = ['completed', 'cancelled', 'entered-in-error', 'rejected']

/** Finished, stopped or not wanted: kept, but out of the way. */
export function isOver({ lifecycle_status: status }: Pick<SavedGoal, 'lifecycle_status'>): boolean {
  return over.includes(status)
}

interface SortedGoals {
  /** Waiting for the young person's answer. */
  ideas: Goal[]
  areas: { area: GoalArea, goals: Goal[] }[]
  over: Goal[]
}

/** Goals as they are shown: ideas of others first, then each area, then what is over. */
export function sortGoals(goals: readonly Goal[]): SortedGoals {
  const current = goals.filter(one => !isOver(one) && one.lifecycle_status !== 'proposed')
  return {
    ideas: goals.filter(one => one.lifecycle_status === 'proposed'),
    areas: goalAreas.flatMap((area) => {
      const own = current.filter(one => one.area === area)
      return own.length ? [{ area, goals: own }] : []
    }),
    over: goals.filter(isOver),
  }
}

/** What a person may make of a goal, in the order of the choices. Another may stay what it is. */
export function lifecyclesFor({ is_own: isOwn, lifecycle_status: now }: Pick<SavedGoal, 'is_own' | 'lifecycle_status'>, isAnswered: boolean): Lifecycle[] {
  const offered: Lifecycle[] = isOwn || isAnswered
    ? ['active', 'planned', 'on-hold', 'completed', 'cancelled', 'entered-in-error']
    : ['proposed', 'cancelled', 'entered-in-error']
  return offered.includes(now) ? offered : [now, ...offered]
}
