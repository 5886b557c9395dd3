import { changedQuestion, type ChangedQuestion, type Question } from '~/shared/questions'
import type { Audience } from '~/shared/timeline'

/** A question that a form sends; it chose the id, so that sending it twice asks once. */
export interface NewQuestion {
  id: string
  person: string
  kind: Question['kind']
  to: Audience
  words: string
  sharedWith: Audience[]
}

/** Questions and requests for a change about one young person, and their answers. The only caller of Supabase for these. */
export const useQuestionsStore = defineStore('questions', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const outbox = useOutboxStore()
  /** Whose questions these are. */
  const person = ref('')
  const questions = ref<Question[]>([])

  /** @throws what Supabase answered. Nothing for somebody the reader may not see. */
  async function load(id: string): Promise<void> {
    const found = await device.orKept(questionsName(id), async () => {
      const { data } = await client.rpc('questions_about', { person: id }).throwOnError()
      // The function makes no other kinds and states than these.
      return data as Question[]
    })
    person.value = id
    questions.value = found
  }

  /**
   * @param title what it is called on this device while it waits to be sent
   * @throws PT403 `circle_only`, PT422 `nobody_to_ask`, `words_needed` or `text_too_long`
   */
  async function ask({ id, person, kind, to, words, sharedWith }: NewQuestion, title: string): Promise<'saved' | 'kept'> {
    const args = { question: id, person, kind, to_audience: to, words, shared_with: sharedWith }
    const sent = await outbox.sendOrKeep('ask_question', args, { person, subject: id, title, words })
    if (sent.kind === 'saved') await load(person)
    return sent.kind
  }
  outbox.arrived.add((thing) => {
    if (thing.what === 'ask_question' && thing.person === person.value) void load(thing.person).catch(() => undefined)
  })

  /** @param answerDueOn `YYYY-MM-DD`, or nothing to leave the day as it is. @throws PT409 `question_changed`, PT422 `day_out_of_reach`. */
  async function take({ id, version }: Pick<Question, 'id' | 'version'>, answerDueOn?: string): Promise<void> {
    await client.rpc('take_question', { question: id, expected_version: version, answer_due_on: answerDueOn }).throwOnError()
    await load(person.value)
  }

  /** @throws PT409 `question_changed`, PT403 `not_your_question`. */
  async function answer({ id, version }: Pick<Question, 'id' | 'version'>, words: string): Promise<void> {
    await client.rpc('answer_question', { question: id, expected_version: version, answer: words }).throwOnError()
    await load(person.value)
  }

  /** @throws PT409 `question_changed`, PT422 `question_answered`. */
  async function withdraw({ id, version }: Pick<Question, 'id' | 'version'>): Promise<void> {
    await client.rpc('withdraw_question', { question: id, expected_version: version }).throwOnError()
    await load(person.value)
  }

  return { person, questions, load, ask, take, answer, withdraw }
})

/** What somebody else saved first, where that is why a save was refused. */
export function readQuestionConflict(error: unknown): ChangedQuestion | undefined {
  const { key, detail } = readProblem(error)
  if (key !== 'question_changed' || !detail) return undefined
  const found = changedQuestion.safeParse(JSON.parse(detail))
  return found.success ? found.data : undefined
}
