type Typed = Record<string, string | string[]>

interface ShortFormOptions<Values extends Typed> {
  /** Which form, and about what: drafts are kept apart by these. */
  form: string
  subject: string
  initial: Values
  /** A locale key for each answer that will not do; empty when all is well. */
  check: (values: Values) => Partial<Record<keyof Values & string, string>>
}

interface ShortForm<Values extends Typed> {
  values: Values
  /** Id of a box. */
  id: (field: string) => string
  error: (field: keyof Values & string) => string | undefined
  busy: Readonly<Ref<boolean>>
  /** Why the last try was not saved, in words, or ''. */
  problem: Readonly<Ref<string>>
  /** Something typed earlier was put back. */
  restored: Readonly<Ref<boolean>>
  /** Checks, then saves. `save` gives '' or what went wrong; the form is empty again only after ''. */
  submit: (save: (values: Values) => Promise<string>) => Promise<boolean>
}

/** A form of a few boxes: says what is missing beside the box, sends once, and keeps what was typed until it is saved. */
export function useShortForm<Values extends Typed>({ form, subject, initial, check }: ShortFormOptions<Values>): ShortForm<Values> {
  const { t } = useI18n()
  const values = reactive({ ...initial }) as Values
  const tried = ref(false)
  const busy = ref(false)
  const problem = ref('')

  const draft = useDraft({
    form, subject, read: () => ({ ...values }),
    restore: kept => takeOver(values, kept) && JSON.stringify(values) !== JSON.stringify(initial),
  })

  // The same form can be open in two places of one page.
  const place = useId()
  const id = (field: string) => `${place}-${field}`
  const wrong = computed<Partial<Record<string, string>>>(() => (tried.value ? check(values) : {}))

  async function submit(save: (values: Values) => Promise<string>): Promise<boolean> {
    if (busy.value) return false
    tried.value = true
    const [first] = Object.keys(check(values))
    if (first) {
      document.getElementById(id(first))?.focus()
      return false
    }
    busy.value = true
    problem.value = await save({ ...values })
    busy.value = false
    if (problem.value) return false
    Object.assign(values, initial)
    tried.value = false
    draft.clear()
    return true
  }

  return {
    values, id, busy, problem, restored: draft.restored, submit,
    error: (field) => {
      const key = wrong.value[field]
      return key ? t(key) : undefined
    },
  }
}

/** Only answers that this form has, of the kind it has. */
function takeOver(values: Typed, kept: unknown): boolean {
  if (typeof kept !== 'object' || kept === null) return false
  for (const [field, answer] of Object.entries(kept)) {
    if (field in values && typeof answer === typeof values[field] && Array.isArray(answer) === Array.isArray(values[field])) values[field] = answer
  }
  return true
}
