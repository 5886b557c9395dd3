import type { ProfileView } from '~/components/profile/view'
import type { ProfilePage } from '~/shared/profile'
import type { PersonSummary } from '~/shared/timeline-answers'

interface ProfileViewOptions {
  person: string
  page: ComputedRef<ProfilePage | undefined>
  summary: ComputedRef<PersonSummary | undefined>
}

/** What a profile needs to know of the young person and the reader. */
export function useProfileView({ person, page, summary }: ProfileViewOptions): ComputedRef<ProfileView> {
  const readers = useReaders(person)
  return computed(() => {
    const audiences = summary.value?.me.audiences ?? []
    return {
      personId: person,
      name: summary.value?.known_as ?? '',
      isYoungPerson: page.value?.is_young_person ?? false,
      inCircle: audiences.includes('young_person') || audiences.includes('family'),
      readers: readers.value,
    }
  })
}
