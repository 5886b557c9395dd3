import type { Media, ProfileForm, ProfilePage, ProfileSaved } from '~/shared/profile'
import { profileFormOf } from '~/shared/profile'
import type { NewMedia } from '~/stores/profile'

export interface ProfileActions {
  save: (version: number, form: ProfileForm) => Promise<ProfileSaved>
  /** Undefined when it went well, else why not, in words. */
  put: (media: NewMedia) => Promise<string | undefined>
  remove: (media: Media) => Promise<void>
  versions: () => ReturnType<ReturnType<typeof useProfileStore>['versions']>
}

interface ProfileLoaded {
  page: ComputedRef<ProfilePage | undefined>
  /** Why it is not here, in words, or ''. */
  failed: ComputedRef<string>
  retry: () => Promise<void>
  actions: ProfileActions
}

/** The one-page profile of one young person for a page. */
export function useProfile(person: string): ProfileLoaded {
  const store = useProfileStore()
  const device = useDeviceStore()
  const { inWords } = useProblem()
  const loading = useAsyncData(`profile ${person}`, async () => {
    try {
      await store.load(person)
      return {}
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  })
  const page = computed(() => (store.person === person ? store.page : undefined))
  device.keepShown(() => profileName(person), () => page.value, person)
  return {
    page,
    failed: computed(() => (loading.data.value?.problem ? inWords(loading.data.value.problem) : '')),
    retry: () => loading.refresh(),
    actions: useProfileActions(person),
  }
}

function useProfileActions(person: string): ProfileActions {
  const store = useProfileStore()
  const toasts = useToasts()
  const { report, inWords } = useProblem()
  const { t } = useI18n()

  async function putBack(before: ProfileForm, version: number): Promise<void> {
    const result = await store.save(person, version, before)
    if (result.kind === 'saved') toasts.show(t('profile.saved.undone'))
    else toasts.show(result.kind === 'problem' ? inWords(report(result.error)) : t('profile.saved.undo_failed'), { tone: 'warn' })
  }

  return {
    async save(version, form) {
      const before = profileFormOf(store.page?.profile ?? null)
      const result = await store.save(person, version, form)
      if (result.kind === 'saved') toasts.show(t('profile.saved.words'), { undo: () => putBack(before, result.profile.version) })
      return result
    },
    async put(media) {
      try {
        await store.put(person, media)
        toasts.show(t(`profile.saved.${media.kind}`))
      }
      catch (error) {
        return inWords(report(error))
      }
    },
    async remove(media) {
      try {
        await store.remove(person, media.id)
        toasts.show(t(`profile.saved.${media.kind}_gone`))
      }
      catch (error) {
        toasts.show(inWords(report(error)), { tone: 'warn' })
      }
    },
    versions: () => store.versions(person),
  }
}
