import * as z from 'zod/mini'
import { sendables } from './send-once.ts'
import { changedItem, type ChangedItem, type StepPatch } from './timeline-answers.ts'

/** Something that was written without a connection and is still on this device alone. */
export const unsentThing = z.object({
  /** Its number on this device: what was written first is sent first. */
  order: z.optional(z.number()),
  /** The same each time it is sent. */
  key: z.uuid(),
  /** Who wrote it; nobody else ever sends it. */
  account: z.uuid(),
  person: z.uuid(),
  /** ISO moment when it was written. */
  at: z.string(),
  what: z.enum(sendables),
  args: z.record(z.string(), z.unknown()),
  /** Id of what it is about, or of what it makes: a step, views, a question. */
  subject: z.uuid(),
  /** What the reader calls it. */
  title: z.string(),
  /** What they wrote or chose, as they saw it; steps and family views are read from `args`. */
  words: z.optional(z.string()),
  state: z.enum(['waiting', 'conflict', 'refused']),
  /** What somebody else saved first. */
  theirs: z.optional(changedItem),
  /** Why it was refused: a key under `problem`. */
  problem: z.optional(z.string()),
})
export type Unsent = z.infer<typeof unsentThing>
/** What something that is sent is about, for its writer to find it again. */
export type SentAbout = Pick<Unsent, 'person' | 'subject' | 'title' | 'words'>

/** Something read, as it was when there was last a connection. */
export interface Kept {
  id: string
  account: string
  /** Whose plan it is of; nothing for what is about the account. */
  person?: string
  at: string
  value: unknown
}

/** What is written later about the same step follows what was answered to the thing before it. */
export function withVersion(later: Unsent, version: number): Unsent {
  return { ...later, args: { ...later.args, expected_version: version } }
}

/** All that was written about one step, the last word counting. */
export function joinedPatch(things: readonly Unsent[]): StepPatch {
  return Object.assign({}, ...things.map(({ args }) => args.patch)) as StepPatch
}

/** Somebody else has written the very same meanwhile: there is nothing to choose. */
export function isSaidAlready(thing: Unsent, theirs: ChangedItem): boolean {
  return Object.entries(joinedPatch([thing])).every(([field, value]) => field in theirs && theirs[field as keyof ChangedItem] === value)
}
