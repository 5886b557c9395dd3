import * as z from 'zod/mini'
import {
  profilePage, profileVersion, savedProfile, type MediaKind, type MediaSection, type ProfileForm, type ProfilePage, type ProfileSaved, type ProfileVersion,
} from '~/shared/profile'

/** A photo or recording on its way. */
export interface NewMedia {
  /** Chosen by the form, so that sending twice keeps one. */
  id: string
  section: MediaSection
  kind: MediaKind
  /** What it shows or says. */
  words: string
  file: Blob
}

/** The one-page profile of one young person, as far as the reader may see it. */
export const useProfileStore = defineStore('profile', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const page = ref<ProfilePage>()
  const person = ref<string>()

  /** @throws what Supabase answered: PT404 `not_found` for somebody the reader may not see. */
  async function load(wanted: string): Promise<void> {
    page.value = await device.orKept(profileName(wanted), async () => {
      const { data } = await client.rpc('profile_about', { person: wanted }).throwOnError()
      return profilePage.parse(data)
    })
    person.value = wanted
  }

  async function save(about: string, version: number, { shared_with: sharedWith, ...content }: ProfileForm): Promise<ProfileSaved> {
    try {
      const { data, error } = await client.rpc('save_profile', { person: about, expected_version: version, content, shared_with: sharedWith })
      if (error) return readRefusal(error)
      const profile = savedProfile.parse(data)
      if (page.value) page.value = { ...page.value, profile }
      return { kind: 'saved', profile }
    }
    catch (error) {
      return { kind: 'problem', error }
    }
  }

  /** @throws a refusal `{code, message}`, or that nobody answered. */
  async function put(about: string, media: NewMedia): Promise<void> {
    const body = new FormData()
    for (const [name, value] of Object.entries({ ...media, person: about })) body.append(name, value)
    const response = await fetch('/api/profile-media', { method: 'POST', body })
    if (!response.ok) throw await response.json().catch(() => ({ status: response.status }))
    await load(about)
  }

  /** For good. @throws what Supabase answered. */
  async function remove(about: string, media: string): Promise<void> {
    await client.rpc('remove_profile_media', { media }).throwOnError()
    await load(about)
  }

  /** The words after each save that the reader may see, newest first. @throws what Supabase answered. */
  async function versions(about: string): Promise<ProfileVersion[]> {
    const { data } = await client.from('profile_versions').select('version, changed_by_name, changed_at, content')
      .eq('person_id', about).order('version', { ascending: false }).throwOnError()
    return z.array(profileVersion).parse(data)
  }

  return { page, person, load, save, put, remove, versions }
})

function readRefusal(error: unknown): ProfileSaved {
  const { key, detail } = readProblem(error)
  if (key !== 'profile_changed' || !detail) return { kind: 'problem', error }
  try {
    return { kind: 'conflict', theirs: savedProfile.parse(JSON.parse(detail)) }
  }
  catch {
    return { kind: 'problem', error }
  }
}
