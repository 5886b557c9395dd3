import { timings, type StatusFilter, type TimeFilter } from '~/shared/timeline'

interface ChecklistFilter {
  status: WritableComputedRef<StatusFilter>
  time: WritableComputedRef<TimeFilter>
}

const statuses = ['open', 'done', 'all'] as const

/** The filters of a checklist, kept in the address (`?show=done&when=overdue`): nothing personal is in them. */
export function useChecklistFilter(): ChecklistFilter {
  const route = useRoute()
  const router = useRouter()

  function choose(key: 'show' | 'when', value: string, usual: string): void {
    const { [key]: _before, ...others } = route.query
    void router.replace({ query: value === usual ? others : { ...others, [key]: value }, hash: route.hash })
  }

  return {
    status: computed({
      get: () => statuses.find(status => status === route.query.show) ?? 'open',
      set: value => choose('show', value, 'open'),
    }),
    time: computed({
      get: () => timings.find(timing => timing === route.query.when) ?? 'any',
      set: value => choose('when', value, 'any'),
    }),
  }
}
