import { mountSuspended } from '@nuxt/test-utils/runtime'
import type { VueWrapper } from '@vue/test-utils'
import { defineComponent, h, type Component } from 'vue'
import { noAnswers, personSchema, type PersonValues } from '../../../shared/schemas/person.ts'
import { useFormOf } from '~/composables/useFormOf'

export const today = '2026-11-25'

interface MountedForm {
  view: VueWrapper
  /** What the form holds now. */
  values: PersonValues
  /** Sends the form; true when the real schema lets it through. */
  send: () => Promise<boolean>
}

/** Shows fields inside the real form about a young person, checked by its real schema. */
export async function mountInForm(fields: Component, props: Record<string, unknown> = {}, answers: Partial<PersonValues> = {}): Promise<MountedForm> {
  let form: ReturnType<typeof useFormOf<PersonValues, PersonValues>> | undefined
  const view = await mountSuspended(defineComponent({
    setup() {
      form = useFormOf<PersonValues, PersonValues>({ schema: () => personSchema(today), initial: { ...structuredClone(noAnswers), ...answers } })
      return () => h('form', [h(fields, props)])
    },
  }), { attachTo: document.body })
  const mounted = form
  if (!mounted) throw new Error('The form was not made.')
  return {
    view,
    values: mounted.values,
    async send() {
      let passed = false
      await mounted.submit(() => {
        passed = true
      })()
      return passed
    },
  }
}
