import * as z from 'zod/mini'
import { audiences, type Audience } from './timeline.ts'

/** The choices of who reads what somebody writes about a young person, in the order they are offered. */
export const sharingPresets = ['only_me', 'circle', 'everyone', 'chosen'] as const
export type SharingPreset = typeof sharingPresets[number]

/** `shared_with` of a row: who reads it beside its author. Nobody: only the author. */
export const sharedWith = z.array(z.enum(audiences))

/** Those of one audience who read what is shared with it today: teams by their name, the circle by theirs. */
export const reader = z.object({ audience: z.enum(audiences), names: z.array(z.string()) })
export type Reader = z.infer<typeof reader>

const circle = ['young_person', 'family'] as const satisfies readonly Audience[]

/** The choice that a stored set of audiences stands for. */
export function presetOf(shared: readonly Audience[]): SharingPreset {
  if (shared.length === 0) return 'only_me'
  if (audiences.every(audience => shared.includes(audience))) return 'everyone'
  const isCircle = shared.length === circle.length && circle.every(audience => shared.includes(audience))
  return isCircle ? 'circle' : 'chosen'
}

/** The audiences to store for a choice; `chosen` are the ticked ones, which count for that choice alone. */
export function audiencesOf(preset: SharingPreset, chosen: readonly Audience[] = []): Audience[] {
  if (preset === 'only_me') return []
  if (preset === 'circle') return [...circle]
  if (preset === 'everyone') return [...audiences]
  return audiences.filter(audience => chosen.includes(audience))
}

/** Whether two sets name the same audiences, in whatever order. */
export function isSameSharing(one: readonly Audience[], other: readonly Audience[]): boolean {
  return audiences.every(audience => one.includes(audience) === other.includes(audience))
}
