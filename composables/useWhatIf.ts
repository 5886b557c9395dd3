import { compareTimelines, type PreviewRow } from '~/shared/what-if-result'
import { choicesFor, keptWhatIf, nothingChosen, whatIfChanges, whatIfSchema, type WhatIfValues } from '~/shared/what-if'
import type { PersonSummary } from '~/shared/timeline-answers'

interface Answer {
  values: WhatIfValues
  rows: PreviewRow[]
}

/** "What if?" about one young person: the form, its draft, and the answer to what was asked last. Nothing is written anywhere. */
export function useWhatIf(person: string, summary: PersonSummary) {
  const store = useTimelineStore()
  const { locale } = useI18n()
  const { message, report, clear } = useProblem()
  const form = useFormOf({ schema: () => whatIfSchema(summary.date_of_birth), initial: structuredClone(nothingChosen) })
  const offered = choicesFor(summary)
  const draft = useDraft({
    form: 'what-if',
    subject: person,
    read: () => form.values,
    restore(kept) {
      const values = keptWhatIf(kept, offered)
      if (!values?.choices.length) return false
      form.replace(values)
    },
  })

  const busy = ref(false)
  const answer = shallowRef<Answer>()
  /** What was asked last counts: an answer that comes late to an earlier question is dropped. */
  let asked = 0

  async function ask(values: WhatIfValues): Promise<boolean> {
    const turn = ++asked
    busy.value = true
    clear()
    try {
      const rows = await store.preview(person, whatIfChanges(values, summary), locale.value)
      if (turn === asked) answer.value = { values, rows }
    }
    catch (error) {
      if (turn === asked) report(error)
    }
    if (turn === asked) busy.value = false
    return turn === asked && message.value === ''
  }

  // The words of the answer come from the database, so another language has to be asked for.
  watch(locale, () => {
    if (answer.value) void ask(answer.value.values)
  })

  function startAgain(): void {
    asked += 1
    busy.value = false
    clear()
    answer.value = undefined
    form.replace(structuredClone(nothingChosen))
    draft.clear()
  }

  return {
    form,
    offered,
    restored: draft.restored,
    busy,
    message,
    answered: computed(() => answer.value?.values),
    comparison: computed(() => answer.value && compareTimelines(answer.value.rows, { today: summary.today, own: summary.me.audiences })),
    /** The boxes say something else than what the answer is about. */
    isStale: computed(() => answer.value !== undefined && JSON.stringify(answer.value.values) !== JSON.stringify(form.values)),
    ask,
    startAgain,
  }
}
