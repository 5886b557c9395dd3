import type { Organisation } from '#shared/schemas/person-record'
import type { PathwayQuestions } from '~/stores/people'

interface PersonQuestions {
  organisations: Organisation[]
  questions: PathwayQuestions
}

/** What the form about a young person can ask, in the reader's language. Throws what the database answered, as an error page. */
export async function usePersonQuestions(templateId?: string): Promise<Ref<PersonQuestions>> {
  const store = usePeopleStore()
  const { locale } = useI18n()
  const { data, error } = await useAsyncData(
    () => `person-questions-${templateId ?? 'newest'}-${locale.value}`,
    async () => {
      const [organisations, questions] = await Promise.all([store.organisations(), store.questions({ templateId, locale: locale.value })])
      return { organisations, questions }
    },
  )
  if (error.value) throw createError({ statusCode: 503, fatal: true, cause: error.value })
  const kept = shallowRef<PersonQuestions>({ organisations: [], questions: { situation: [], events: [] } })
  // While another language is on its way, the last one stays on the page.
  return computed(() => kept.value = data.value ?? kept.value)
}
