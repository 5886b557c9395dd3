import type { Line, PlacedStage } from '~/shared/timeline'

interface ShownStages {
  /** Keys of the stages whose steps are shown. */
  shown: Readonly<Ref<readonly string[]>>
  show: (stage: string, open: boolean) => void
}

/** Which stages are open: those that are now, those the reader opens, and the one that holds the linked step. */
export function useShownStages(line: () => Line, linked: () => string): ShownStages {
  const choices = ref<Record<string, boolean>>({})

  const shown = computed(() => Object.values(line()).flat()
    .filter(stage => choices.value[stage.key] ?? (stage.place === 'now' || holds(stage, linked())))
    .map(stage => stage.key))

  function show(stage: string, open: boolean): void {
    choices.value = { ...choices.value, [stage]: open }
  }

  return { shown, show }
}

function holds(stage: PlacedStage, id: string): boolean {
  return id !== '' && [...stage.items, ...stage.milestones].some(step => step.id === id)
}
