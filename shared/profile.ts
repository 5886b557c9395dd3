import * as z from 'zod/mini'
import { isSameSharing, sharedWith } from './sharing.ts'
import type { Audience } from './timeline.ts'

/** The four parts of a one-page profile, in their order on the page. */
export const profileParts = ['admire', 'matters', 'support', 'communicate'] as const
export type ProfilePart = typeof profileParts[number]

/** Where a photo or recording can be: a part, or the top of the page. */
export const mediaSections = ['me', ...profileParts] as const
export type MediaSection = typeof mediaSections[number]

export const mediaKinds = ['photo', 'voice'] as const
export type MediaKind = typeof mediaKinds[number]

/** Limits, in letters; `seconds` and `bytes` of a recording, `photo` in bytes as it comes from a camera. */
export const longestProfile = { part: 600, helped_by: 80, words: 300, seconds: 120, bytes: 2_097_152, photo: 12_000_000 } as const

const text = z.nullable(z.string())

/** A row of `profiles` as `save_profile` and its conflict give it. */
export const savedProfile = z.object({
  author_name: z.string(),
  author_role: z.string(),
  admire: text,
  matters: text,
  support: text,
  communicate: text,
  helped_by: text,
  shared_with: sharedWith,
  /** A moment, as ISO time. */
  updated_at: z.string(),
  version: z.int(),
})
export type Profile = z.infer<typeof savedProfile>

const media = z.object({ id: z.uuid(), section: z.enum(mediaSections), kind: z.enum(mediaKinds), words: text, created_at: z.string() })
export type Media = z.infer<typeof media>

/** `profile_about()`: the profile, where the reader may read it. */
export const profilePage = z.object({
  is_young_person: z.boolean(),
  may_write: z.boolean(),
  profile: z.nullable(savedProfile),
  media: z.array(media),
})
export type ProfilePage = z.infer<typeof profilePage>

/** The words as they were after one save. */
export const profileVersion = z.object({
  version: z.int(),
  changed_by_name: z.string(),
  changed_at: z.string(),
  content: z.object({ admire: text, matters: text, support: text, communicate: text, helped_by: text }),
})
export type ProfileVersion = z.infer<typeof profileVersion>

/** The size of the letters with which a profile fills one sheet of A4 and no more, as CSS. Easy Read is larger as long as it fits. */
export function printSize({ profile, media: all }: Pick<ProfilePage, 'profile' | 'media'>, isEasyRead: boolean): string {
  const letters = profileParts.reduce((sum, part) => sum + (profile?.[part]?.length ?? 0), 0)
  // A photo takes the room of about as many letters.
  const photos = all.filter(({ kind, section }) => kind === 'photo' && section !== 'me').length * 200
  const fit = (isEasyRead ? easyReadSizes : sizes).find(({ upTo }) => letters + photos <= upTo)
  return `${fit?.points ?? 10}pt`
}

const sizes = [{ upTo: 500, points: 16 }, { upTo: 800, points: 14.5 }, { upTo: 1100, points: 13 }, { upTo: 1500, points: 12 }, { upTo: 2000, points: 11 }]
const easyReadSizes = [{ upTo: 800, points: 16 }, { upTo: 1300, points: 14 }, { upTo: 1900, points: 12 }]

/** What is in the boxes; an empty box is ''. */
export type ProfileForm = Record<ProfilePart | 'helped_by', string> & { shared_with: Audience[] }

const profileForm = z.object({
  admire: z.string(), matters: z.string(), support: z.string(), communicate: z.string(), helped_by: z.string(), shared_with: sharedWith,
})
const keptProfile = z.object({ form: profileForm, base: profileForm, version: z.int() })

/** A new page is for the young person alone until they say otherwise. */
export function profileFormOf(profile: Pick<Profile, ProfilePart | 'helped_by' | 'shared_with'> | null): ProfileForm {
  return {
    admire: profile?.admire ?? '',
    matters: profile?.matters ?? '',
    support: profile?.support ?? '',
    communicate: profile?.communicate ?? '',
    helped_by: profile?.helped_by ?? '',
    shared_with: [...profile?.shared_with ?? []],
  }
}

const boxes = [...profileParts, 'helped_by'] as const

/** The boxes that differ. */
export function changedBoxes(form: ProfileForm, was: ProfileForm): (ProfilePart | 'helped_by' | 'shared_with')[] {
  const words = boxes.filter(box => form[box].trim() !== was[box].trim())
  return isSameSharing(form.shared_with, was.shared_with) ? words : [...words, 'shared_with']
}

/** What I typed, on top of what was saved meanwhile: boxes I had not touched follow that. */
export function rebaseProfile(mine: ProfileForm, base: ProfileForm, theirs: ProfileForm): ProfileForm {
  const touched = changedBoxes(mine, base)
  return { ...theirs, ...Object.fromEntries(touched.map(box => [box, mine[box]])) }
}

/** Boxes whose words are too long for one page. */
export function tooLong(form: ProfileForm): (ProfilePart | 'helped_by')[] {
  return boxes.filter(box => form[box].trim().length > (box === 'helped_by' ? longestProfile.helped_by : longestProfile.part))
}

/** Reads a kept draft; nothing where an older version of this page wrote it, or nothing was typed. */
export function readProfileDraft(kept: unknown): z.infer<typeof keptProfile> | undefined {
  const found = keptProfile.safeParse(kept)
  return found.success && changedBoxes(found.data.form, found.data.base).length ? found.data : undefined
}

/** How a save ended. */
export type ProfileSaved
  = | { kind: 'saved', profile: Profile }
    | { kind: 'conflict', theirs: Profile }
    | { kind: 'problem', error: unknown }
