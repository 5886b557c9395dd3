import type { MyViews } from '~/shared/own-views'
import type { PersonSummary } from '~/shared/timeline-answers'

interface MyViewsPage {
  person: string
  summary: ComputedRef<PersonSummary | undefined>
  views: ComputedRef<MyViews | undefined>
  /** Why they are not here, in words, or ''. */
  problem: ComputedRef<string>
  refresh: () => Promise<void>
}

/**
 * The signed-in young person's own views, for the pages under /my/views.
 * @param page a name for each page: each asks anew, because the one before it may have changed what is there.
 */
export async function useMyViews(page: string): Promise<MyViewsPage> {
  const { person_id: person } = useMe()
  const store = useOwnViewsStore()
  const { locale } = useI18n()
  const { summary, value, problem, refresh } = await usePersonPage(
    () => `my views ${page} ${locale.value}`, person, () => store.mine(person, locale.value), { keepAs: () => ownViewsName(person, locale.value) })
  return { person, summary, views: value, problem, refresh }
}
