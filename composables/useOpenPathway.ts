import type { OpenPathway } from '~/shared/schemas/pathway-editing'

interface OpenPathwayPage {
  pathway: ComputedRef<OpenPathway | undefined>
  isDraft: ComputedRef<boolean>
  /** Why there is nothing to show, in words; '' while all is well. */
  failed: ComputedRef<string>
}

/** The version that the address names. A document is a quarter of a megabyte, so the browser asks for it once, not the server too. */
export function useOpenPathway(): OpenPathwayPage {
  const route = useRoute()
  const store = usePathwaysStore()
  const id = computed(() => String('id' in route.params ? route.params.id : ''))
  const { failed } = useLoaded(`pathway-${id.value}`, async () => {
    if (store.open?.id !== id.value) await store.openVersion(id.value)
  }, { server: false })

  const pathway = computed(() => (store.open?.id === id.value ? store.open : undefined))
  return {
    pathway,
    isDraft: computed(() => pathway.value?.status === 'draft'),
    failed: computed(() => (pathway.value ? '' : failed.value)),
  }
}
