import { useField, useForm, type FormContext, type FormOptions, type GenericObject, type TypedSchema } from 'vee-validate'
import type { z } from 'zod'

/** What the server said about one field; `key` is a locale key. A new object each time, even for the same words. */
export interface FormRefusal {
  name: string
  key: string
}

/** Lets vee-validate 4 check with a zod 4 schema: its own adapter knows zod 3 only. Messages are locale keys. */
function typedSchema<Typed extends GenericObject, Checked extends GenericObject>(schema: z.ZodType<Checked, Typed>): TypedSchema<Typed, Checked> {
  return {
    __type: 'VVTypedSchema',
    async parse(values) {
      const result = schema.safeParse(values)
      if (result.success) return { value: result.data, errors: [] }
      const byPath = new Map<string, string[]>()
      for (const { path, message } of result.error.issues) {
        const name = fieldPath(path)
        byPath.set(name, [...byPath.get(name) ?? [], message])
      }
      return { errors: [...byPath].map(([path, errors]) => ({ path, errors })) }
    },
    cast: values => values as Typed,
  }
}

/** `circle[0].email`, as vee-validate names a place in the values. */
function fieldPath(path: ReadonlyArray<PropertyKey>): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${String(part)}`)).join('')
}

/** Id of the box of a field: what an error summary and a link to a missing fact lead to. A date of an event has the id of its fact. */
export function fieldId(name: string): string {
  return `field-${name.replace(/^dates\./, '').replace(/[[\].]+/g, '-')}`
}

interface FormOf<Typed extends GenericObject, Checked extends GenericObject> {
  values: FormContext<Typed, Checked>['values']
  /** For an error summary: one a field, in the order of the initial values. */
  summary: ComputedRef<Array<{ id: string, message: string }>>
  /** How often somebody tried to send it. */
  attempt: Ref<number>
  /** Checks everything, then does the work with the checked values. */
  submit: (work: (values: Checked) => void | Promise<void>) => (event?: Event) => Promise<void>
  setValue: FormContext<Typed, Checked>['setFieldValue']
  /** Puts other values in every box. */
  replace: (values: Typed) => void
  /** Puts an answer of the server beside its field. */
  refuse: (refusal: FormRefusal) => void
}

interface FormOfOptions<Typed extends GenericObject, Checked extends GenericObject> {
  schema: () => z.ZodType<Checked, Typed>
  initial: Typed
}

/** One form: zod decides, nothing is said until somebody tries to send it, then every correction is noticed at once. */
export function useFormOf<Typed extends GenericObject, Checked extends GenericObject>(
  { schema, initial }: FormOfOptions<Typed, Checked>,
): FormOf<Typed, Checked> {
  const { t } = useI18n()
  const form = useForm<Typed, Checked>({
    validationSchema: computed(() => typedSchema(schema())),
    initialValues: initial as NonNullable<FormOptions<Typed>['initialValues']>,
    keepValuesOnUnmount: true,
  })

  watch(form.values, () => {
    if (form.submitCount.value > 0) void form.validate()
  }, { deep: true })

  const order = Object.keys(initial)
  const place = (name: string) => order.indexOf(name.split(/[[.]/)[0] ?? '')
  const summary = computed(() => Object.entries<string | undefined>(form.errors.value)
    .flatMap(([name, key]) => (key ? [{ name, id: fieldId(name), message: t(key) }] : []))
    .sort((a, b) => place(a.name) - place(b.name))
    .map(({ id, message }) => ({ id, message })))

  return {
    values: form.values,
    summary,
    attempt: form.submitCount,
    submit: work => async event => void await form.handleSubmit(values => work(values))(event),
    setValue: form.setFieldValue,
    replace: values => form.setValues(values as Parameters<typeof form.setValues>[0], false),
    refuse: ({ name, key }) => form.setErrors({ ...form.errors.value, [name]: key } as Parameters<typeof form.setErrors>[0]),
  }
}

/** One field of the form around it: its value to bind, its error in words, its id and name for the box. */
export function useFormField<Value>(name: MaybeRefOrGetter<string>): { value: Ref<Value>, box: ComputedRef<{ id: string, name: string, error: string | undefined }> } {
  const { t } = useI18n()
  const { value, errorMessage } = useField<Value>(name, undefined, { validateOnValueUpdate: false })
  return {
    value,
    box: computed(() => ({
      id: fieldId(toValue(name)),
      name: toValue(name),
      error: errorMessage.value ? t(errorMessage.value) : undefined,
    })),
  }
}
