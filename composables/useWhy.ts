import type { ShallowRef } from 'vue'
import type { Step } from '~/shared/timeline'
import type { Explanation } from '~/shared/timeline-answers'

interface Why {
  /** The step whose date is being explained; undefined while nothing is. */
  asked: Readonly<ShallowRef<Step | undefined>>
  answer: Readonly<ShallowRef<Explanation | undefined>>
  /** In words, or ''. */
  answerProblem: Readonly<Ref<string>>
  explain: (step: Step) => Promise<void>
  /** Ends it and gives the keyboard back to what asked. */
  close: () => void
}

/** "Why this date?": asks the database about one step at a time. */
export function useWhy(): Why {
  const store = useTimelineStore()
  const { locale } = useI18n()
  const { report, inWords } = useProblem()
  const asked = shallowRef<Step>()
  const answer = shallowRef<Explanation>()
  const answerProblem = ref('')
  let askedBy: Element | null = null

  async function explain(step: Step): Promise<void> {
    askedBy = document.activeElement
    asked.value = step
    answer.value = undefined
    answerProblem.value = ''
    try {
      const found = await store.explain(step.id, locale.value)
      if (asked.value?.id === step.id) answer.value = found
    }
    catch (error) {
      answerProblem.value = inWords(report(error))
    }
  }

  async function close(): Promise<void> {
    asked.value = undefined
    await nextTick()
    if (askedBy instanceof HTMLElement) askedBy.focus()
  }

  return { asked, answer, answerProblem, explain, close }
}
