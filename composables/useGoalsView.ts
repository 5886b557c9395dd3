import type { GoalsView } from '~/components/goals/view'
import type { GoalPage } from '~/shared/goals'
import type { Reader } from '~/shared/sharing'
import { isOpen } from '~/shared/timeline'

interface GoalsViewOptions {
  person: string
  page: ComputedRef<GoalPage | undefined>
  readers: ComputedRef<Reader[]>
}

/** What goals need to know of the young person, their checklist and the reader, once their timeline is loaded. */
export function useGoalsView({ person, page, readers }: GoalsViewOptions): ComputedRef<GoalsView> {
  const store = useTimelineStore()
  const outbox = useOutboxStore()
  return computed(() => {
    const audiences = store.summary?.me.audiences ?? []
    const linked = new Set(page.value?.goals.flatMap(({ steps }) => steps.map(({ item_id }) => item_id)))
    return {
      personId: person,
      name: store.summary?.known_as ?? '',
      isYoungPerson: page.value?.is_young_person ?? false,
      isHere: page.value?.young_person_is_here ?? true,
      inCircle: audiences.includes('young_person') || audiences.includes('family'),
      readers: readers.value,
      items: store.steps
        .filter(step => linked.has(step.id) || (step.audience === 'young_person' && isOpen(step) && !step.before_start))
        .map(({ id, title }) => ({ id, title })),
      titleOf: item => store.find(item)?.title,
      unsent: outbox.unsent,
    }
  })
}
