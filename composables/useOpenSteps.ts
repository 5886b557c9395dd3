interface OpenSteps {
  /** Ids of steps whose form is open. */
  editing: Readonly<Ref<readonly string[]>>
  edit: (id: string, open: boolean) => void
  /** Id of the step that the address leads to (`#step-<id>`). */
  linked: Readonly<Ref<string>>
}

/** Which steps are open to be changed: those the reader opens, and those with something typed and not yet saved. */
export function useOpenSteps(form: string): OpenSteps {
  const route = useRoute()
  const editing = ref<string[]>([])
  const linked = ref('')
  const kept = useKeptDrafts(form)

  function edit(id: string, open: boolean): void {
    editing.value = open ? [...editing.value, id] : editing.value.filter(other => other !== id)
  }

  // Neither the part after the # nor this tab's drafts are known to the server.
  onMounted(async () => {
    editing.value = kept()
    if (!route.hash.startsWith('#step-')) return
    linked.value = route.hash.slice('#step-'.length)
    await nextTick()
    const target = document.getElementById(route.hash.slice(1))
    target?.scrollIntoView({ block: 'start' })
    target?.focus({ preventScroll: true })
  })

  return { editing, edit, linked }
}
