import type { PersonSummary } from '~/shared/timeline-answers'

interface MyPage {
  /** Id of the young person who is signed in. */
  person: string
  summary: ComputedRef<PersonSummary | undefined>
  /** Why the summary is not here, in words, or ''. */
  failed: ComputedRef<string>
}

/** For a page under /my that is not about the timeline: who I am, and the people to ask that `MyFrame` shows. */
export async function useMyPage(): Promise<MyPage> {
  const { person_id: person } = useMe()
  const store = useTimelineStore()
  const { value: summary, failed, settled } = useLoaded(`head ${person}`, () => store.head(person))
  await settled
  return { person, summary, failed }
}
