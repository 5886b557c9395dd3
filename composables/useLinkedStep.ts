/**
 * The id of the step that the address leads to (`#step-<id>`), known once the page is there: the server does not
 * see what comes after the #. When the steps are there too, unfolds what hides it and brings the reader to it.
 */
export function useLinkedStep(isReady: () => boolean): Readonly<Ref<string>> {
  const route = useRoute()
  const linked = ref('')

  onMounted(() => {
    if (!route.hash.startsWith('#step-')) return
    linked.value = route.hash.slice('#step-'.length)
    const stop = watch(isReady, async (ready) => {
      if (!ready) return
      await nextTick()
      stop()
      goTo(route.hash.slice(1))
    }, { immediate: true, flush: 'post' })
  })

  return linked
}

function goTo(id: string): void {
  const target = document.getElementById(id)
  for (let fold = target?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true
  target?.scrollIntoView({ block: 'start' })
  target?.focus({ preventScroll: true })
}
