const prefix = 'onward-draft:'

interface DraftOptions<Values> {
  /** Which form, and about whom: kept apart for every account, form and person. */
  form: string
  subject?: string
  /** What is on the page now; a change is kept at once. */
  read: () => Values
  /**
   * Puts kept values back; answers false where there was nothing worth it. They come from this browser and may be
   * from an older version of the form: check them.
   */
  restore: (values: unknown) => unknown
}

interface Draft {
  /** Something typed earlier was put back. */
  restored: Readonly<Ref<boolean>>
  /** After a save, or when the person starts again. */
  clear: () => void
}

/**
 * Keeps what a person typed through a reload, a failed save, a lost connection and an ended session: in this
 * tab only (sessionStorage), never in an address, gone when it is saved or when they sign out.
 */
export function useDraft<Values>({ form, subject = 'new', read, restore }: DraftOptions<Values>): Draft {
  const key = `${ownPrefix(form)}${subject}`
  const restored = ref(false)
  let stop: (() => void) | undefined

  function keep(): void {
    write(key, JSON.stringify(read()))
  }

  onMounted(() => {
    const kept = readStored(key)
    if (kept !== undefined) restored.value = restore(kept) !== false
    stop = watch(read, keep, { deep: true })
  })
  onUnmounted(() => stop?.())

  function clear(): void {
    stop?.()
    restored.value = false
    write(key, undefined)
    stop = watch(read, keep, { deep: true })
  }

  return { restored, clear }
}

/** For every account and form its own. */
function ownPrefix(form: string): string {
  return `${prefix}${useSupabaseUser().value?.sub ?? 'visitor'}:${form}:`
}

/** Gives a function for `onMounted` that tells about whom something is kept for this form. */
export function useKeptDrafts(form: string): () => string[] {
  const own = ownPrefix(form)
  return () => {
    try {
      return Object.keys(sessionStorage).flatMap(key => (key.startsWith(own) ? [key.slice(own.length)] : []))
    }
    catch {
      return []
    }
  }
}

/** Forgets every draft of this tab: for signing out. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(prefix)) sessionStorage.removeItem(key)
  }
}

function readStored(key: string): unknown {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : JSON.parse(text)
  }
  catch {
    return undefined
  }
}

/** A full or forbidden storage only means that a reload loses the text; the form itself goes on. */
function write(key: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  }
  catch {
    return
  }
}
