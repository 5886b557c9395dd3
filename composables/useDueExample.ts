import { watchDebounced } from '@vueuse/core'
import type { DueExample } from '~/shared/schemas/pathway-editing'
import type { DueRule } from '~/stores/pathways'

interface DueExampleOf {
  rule: Ref<DueRule | undefined>
  born: Ref<string>
  eventOn: Ref<string>
  example: Readonly<Ref<DueExample | undefined>>
  pending: Readonly<Ref<boolean>>
  failed: Readonly<Ref<string>>
}

/** Asks the planner when a rule falls due for somebody made up, a moment after each change. */
export function useDueExample(): DueExampleOf {
  const store = usePathwaysStore()
  const { message, report, clear } = useProblem()
  const rule = shallowRef<DueRule>()
  const born = ref(`${Number(useToday().slice(0, 4)) - 14}-05-15`)
  const eventOn = ref('')
  const example = shallowRef<DueExample>()
  const pending = ref(false)
  let asked = 0

  async function ask(): Promise<void> {
    if (!rule.value?.anchor || !born.value) {
      example.value = undefined
      return
    }
    asked += 1
    const mine = asked
    pending.value = true
    try {
      const answer = await store.tryRule(rule.value, born.value, datesOf(rule.value.anchor, eventOn.value))
      if (mine === asked) example.value = answer
      clear()
    }
    catch (caught) {
      report(caught)
    }
    pending.value = mine !== asked
  }

  watchDebounced(() => JSON.stringify([rule.value, born.value, eventOn.value]), ask, { debounce: 300, immediate: true })
  return { rule, born, eventOn, example, pending, failed: message }
}

/** The steps after a review count from the meeting, which is what people record. */
function datesOf(anchor: string, day: string): Record<string, string> {
  if (!day) return {}
  return { [anchor.startsWith('review_') ? 'review_meeting' : anchor]: day }
}
