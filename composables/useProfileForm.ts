import { changedBoxes, profileFormOf, readProfileDraft, rebaseProfile, tooLong, type Profile, type ProfileForm, type ProfilePage } from '~/shared/profile'
import type { ProfileActions } from './useProfile'

interface ProfileFormOptions {
  personId: string
  page: ProfilePage
  save: ProfileActions['save']
}

interface ProfileEditing {
  form: ProfileForm
  isChanged: ComputedRef<boolean>
  /** Boxes whose words do not fit. */
  wrong: ComputedRef<ReturnType<typeof tooLong>>
  restored: Readonly<Ref<boolean>>
  busy: Readonly<Ref<boolean>>
  /** Why it could not be saved, in words, or ''. */
  problem: Readonly<Ref<string>>
  /** What was saved meanwhile, until it is saved over or kept. */
  theirs: Readonly<Ref<Profile | undefined>>
  /** True when it is saved. */
  submit: () => Promise<boolean>
  forget: () => void
}

/** Writing the words of a profile, which may be open in two places. Nothing typed is lost. */
export function useProfileForm({ personId, page, save }: ProfileFormOptions): ProfileEditing {
  const { report, inWords } = useProblem()
  const form = reactive<ProfileForm>(profileFormOf(page.profile))
  /** What the writer started from; kept with a draft, so that a change made in between is noticed. */
  const base = ref(profileFormOf(page.profile))
  const version = ref(page.profile?.version ?? 0)
  const theirs = shallowRef<Profile>()
  const busy = ref(false)
  const problem = ref('')

  const draft = useDraft({
    form: 'profile',
    subject: personId,
    read: () => ({ form: { ...form }, base: base.value, version: version.value }),
    restore(kept) {
      const found = readProfileDraft(kept)
      if (!found) return false
      Object.assign(form, found.form)
      base.value = found.base
      version.value = found.version
    },
  })

  const isChanged = computed(() => changedBoxes(form, base.value).length > 0)
  const wrong = computed(() => tooLong(form))

  /** The words somebody typed stay; what they did not touch follows what is saved. */
  function meet(saved: Profile): void {
    const fresh = profileFormOf(saved)
    Object.assign(form, rebaseProfile(form, base.value, fresh))
    base.value = fresh
    version.value = saved.version
    theirs.value = saved
  }

  async function submit(): Promise<boolean> {
    if (wrong.value.length || busy.value) return false
    if (!isChanged.value && version.value > 0) return true
    busy.value = true
    problem.value = ''
    const result = await save(version.value, { ...form })
    busy.value = false
    if (result.kind === 'problem') problem.value = inWords(report(result.error))
    if (result.kind === 'conflict') meet(result.theirs)
    if (result.kind === 'saved') draft.clear()
    return result.kind === 'saved'
  }

  return { form, isChanged, wrong, restored: draft.restored, busy, problem, theirs, submit, forget: draft.clear }
}
