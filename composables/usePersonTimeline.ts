import type { Problem } from './useProblem'
import type { TimelineView } from '~/components/timeline/view'
import type { Audience, Step } from '~/shared/timeline'

interface PersonTimeline {
  /** Nothing to show yet. */
  isLoading: ComputedRef<boolean>
  /** Why it could not be loaded, in words, or ''. */
  problem: ComputedRef<string>
  retry: () => Promise<void>
  view: ComputedRef<TimelineView>
  mayChangeFact: (fact: string) => boolean
}

/**
 * Loads one young person's timeline into its store, on the server and once per page. Somebody the reader may
 * not see is the same "cannot find that page" as somebody who is not there.
 */
export async function usePersonTimeline(person: string): Promise<PersonTimeline> {
  const store = useTimelineStore()
  const outbox = useOutboxStore()
  const device = useDeviceStore()
  const { locale, t } = useI18n()
  const { inWords } = useProblem()
  const confirmations = useConfirmationsStore()
  const confirming = useConfirming()

  const request = useAsyncData(
    () => `timeline ${person} ${locale.value}`,
    async (): Promise<{ problem?: Problem }> => {
      try {
        await Promise.all([store.load(person, locale.value), confirmations.load(person)])
        return {}
      }
      catch (error) {
        return { problem: readProblem(error) }
      }
    },
    { lazy: true },
  )
  const { data, status, refresh } = request

  function refuse(): void {
    if (data.value?.problem?.status !== 404) return
    const missing = createError({ status: 404, fatal: true })
    if (import.meta.server) throw missing
    showError(missing)
  }
  watch(data, refuse)

  function mayChangeFact(fact: string): boolean {
    const { summary } = store
    return summary !== undefined && (summary.me.in_team || summary.dates_for_family.includes(fact))
  }

  function audienceName(audience: Audience): string {
    const name = store.summary?.known_as
    return audience === 'young_person' && name ? name : t(`audience.${audience}`)
  }

  device.keepShown(() => timelineName(person, locale.value), () => store.held(person), person)
  device.keepShown(() => confirmationsName(person), () => (store.isHeld(person) ? confirmations.said : undefined), person)

  const isLoading = computed(() => !store.isHeld(person) && status.value !== 'success' && status.value !== 'error')
  const linked = useLinkedStep(() => store.isHeld(person))

  const view = computed<TimelineView>(() => ({
    personId: person,
    today: store.summary?.today ?? '',
    nameOf: ({ audience, mine }) => (mine || !audience ? t('timeline.who.you') : audienceName(audience)),
    audienceName,
    mayAddDate: (step: Step) => step.missing_fact !== null && mayChangeFact(step.missing_fact),
    linked: linked.value,
    pastStages: store.stages.filter(stage => stage.to_on < (store.summary?.today ?? '')).map(stage => stage.key),
    saving: store.saving,
    kept: Object.keys(store.before),
    confirming: confirming.value,
    unsent: outbox.unsent,
  }))

  // Last, because what follows an await in a composable has lost its component.
  await request
  refuse()
  return {
    isLoading,
    problem: computed(() => (data.value?.problem && !store.isHeld(person) ? inWords(data.value.problem) : '')),
    retry: () => refresh(),
    view,
    mayChangeFact,
  }
}
