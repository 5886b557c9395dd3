import { changesOf, type Change } from '~/shared/changes'
import { currentViews, type FamilyViews, type PrivateNote } from '~/shared/family'
import type { ReviewAction } from '~/shared/promises'
import type { FamilyPage, NoteToSave } from '~/stores/family'
import type { NewQuestion } from '~/stores/questions'
import type { Problem } from './useProblem'

interface FamilyPageOf {
  page: ComputedRef<FamilyPage | undefined>
  changes: ComputedRef<Change[]>
  /** My views for the next review, once I have written any. */
  myViews: ComputedRef<FamilyViews | undefined>
  /** Why it could not be loaded, in words, or ''. */
  problem: ComputedRef<string>
  retry: () => Promise<void>
  busy: Readonly<Ref<boolean>>
  /** I have seen the changes up to this line; can be undone. */
  looked: (upTo: number) => Promise<void>
  /** Records that what a review decided is done, or puts it back. */
  tickAction: (action: ReviewAction, done: boolean) => Promise<void>
  /** These answer why it did not work, in words, or ''. */
  ask: (question: Omit<NewQuestion, 'person' | 'kind'>) => Promise<string>
  withdraw: (question: { id: string, version: number }) => Promise<string>
  saveNote: (note: NoteToSave) => Promise<string>
  removeNote: (note: Pick<PrivateNote, 'id'>) => Promise<string>
}

/** What a parent's page about one child shows beside the timeline, and what can be done there. */
export async function useFamilyPage(person: string, today: () => string): Promise<FamilyPageOf> {
  const store = useFamilyStore()
  const questions = useQuestionsStore()
  const session = useSessionStore()
  const device = useDeviceStore()
  const toasts = useToasts()
  const { locale, t } = useI18n()
  const { report, inWords } = useProblem()
  const busy = ref(false)

  const key = () => `family ${person} ${locale.value}`
  const request = useAsyncData(
    key,
    async (): Promise<{ page?: FamilyPage, problem?: Problem }> => {
      try {
        const [page] = await Promise.all([device.orKept(key(), () => store.page(person, locale.value)), questions.load(person)])
        return { page }
      }
      catch (error) {
        return { problem: readProblem(error) }
      }
    },
    { lazy: true },
  )
  const { data, refresh } = request
  const page = computed(() => data.value?.page)
  device.keepShown(key, () => page.value, person)
  device.keepShown(() => questionsName(person), () => (questions.person === person ? questions.questions : undefined), person)

  async function attempt(work: (title: string) => Promise<unknown>, done: string, title = ''): Promise<string> {
    try {
      if (await work(title) === 'kept') toasts.show(t('device.unsent.kept', { title }), { tone: 'info' })
      else toasts.show(done)
      await refresh()
      return ''
    }
    catch (error) {
      return inWords(report(error))
    }
  }

  async function look(upTo: number | null): Promise<number | null> {
    const earlier = await store.markLooked(person, upTo)
    await refresh()
    return earlier
  }

  async function looked(upTo: number): Promise<void> {
    busy.value = true
    try {
      const earlier = await look(upTo)
      toasts.show(t('family.change.looked_done'), { undo: () => look(earlier) })
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
    busy.value = false
  }

  async function tickAction({ id, words: title }: ReviewAction, done: boolean): Promise<void> {
    busy.value = true
    const problem = await attempt(() => store.tickAction(id, done), t(done ? 'timeline.saved.done' : 'timeline.saved.undone', { title }))
    if (problem) toasts.show(problem, { tone: 'warn' })
    busy.value = false
  }

  useArrived(({ what, person: whose }) => {
    if (whose === person && (what === 'save_private_note' || what === 'ask_question')) void refresh()
  })
  const found: FamilyPageOf = {
    page,
    changes: computed(() => changesOf(page.value?.changes ?? [])),
    myViews: computed(() => currentViews(page.value?.views ?? [], session.access?.account?.id, today())),
    problem: computed(() => (data.value?.problem ? inWords(data.value.problem) : '')),
    retry: () => refresh(),
    busy,
    looked,
    tickAction,
    ask: question => attempt(
      title => questions.ask({ ...question, person, kind: 'question' }, title), t('question.ask.sent'), t('question.kind.question')),
    withdraw: question => attempt(() => questions.withdraw(question), t('question.item.withdrawn_done')),
    saveNote: note => attempt(title => store.saveNote(person, note, title), t('family.note.saved'), t('family.note.label')),
    removeNote: note => attempt(() => store.deleteNote(note.id), t('family.note.removed')),
  }
  // Last, because what follows an await in a composable has lost its component.
  await request
  return found
}
