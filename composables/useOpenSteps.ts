interface OpenSteps {
  /** Ids of steps whose form is open. */
  editing: Readonly<Ref<readonly string[]>>
  edit: (id: string, open: boolean) => void
}

/** Which steps are open to be changed: those the reader opens, and those with something typed and not yet saved. */
export function useOpenSteps(form: string): OpenSteps {
  const editing = ref<string[]>([])
  const kept = useKeptDrafts(form)

  function edit(id: string, open: boolean): void {
    editing.value = open ? [...editing.value, id] : editing.value.filter(other => other !== id)
  }

  // Drafts live in this tab, so the server does not know them.
  onMounted(() => {
    editing.value = kept()
  })

  return { editing, edit }
}
