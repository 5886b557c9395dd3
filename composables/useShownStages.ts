import type { Line, PlacedStage } from '~/shared/timeline'

interface ShownStages {
  /** Keys of the stages whose steps are shown. */
  shown: Readonly<Ref<readonly string[]>>
  show: (stage: string, open: boolean) => void
}

/** Which stages are open: those that are now, those the reader opens, and the one a link leads into (`#step-<id>`). */
export function useShownStages(line: Readonly<Ref<Line>>): ShownStages {
  const route = useRoute()
  const choices = ref<Record<string, boolean>>({})

  /** Set once the page is there: the server does not know what comes after the #. */
  const linked = ref<string>()
  const shown = computed(() => Object.values(line.value).flat()
    .filter(stage => choices.value[stage.key] ?? (stage.place === 'now' || stage.key === linked.value))
    .map(stage => stage.key))

  function show(stage: string, open: boolean): void {
    choices.value = { ...choices.value, [stage]: open }
  }

  // The step exists in the page only once its stage is open, so the browser could not go there by itself.
  onMounted(async () => {
    linked.value = stageOfHash(route.hash, Object.values(line.value).flat())
    if (!linked.value) return
    await nextTick()
    document.getElementById(route.hash.slice(1))?.focus()
  })

  return { shown, show }
}

function stageOfHash(hash: string, stages: readonly PlacedStage[]): string | undefined {
  if (!hash.startsWith('#step-')) return undefined
  const id = hash.slice('#step-'.length)
  return stages.find(stage => [...stage.items, ...stage.milestones].some(step => step.id === id))?.key
}
