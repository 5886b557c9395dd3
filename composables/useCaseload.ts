import { refDebounced } from '@vueuse/core'
import {
  choiceOf, queryOf, sortOf, type BulkAnswer, type CaseloadCounts, type CaseloadLine, type CaseloadPage, type Choice, type KeptView, type Sort,
} from '~/shared/caseload'
import type { Asked } from '~/stores/caseload'
import type { Problem } from './useProblem'

/** Lines asked for at a time. */
const pageSize = 50
/** The most people that one thing is done for at once; the database takes no more. */
export const mostChosen = 500

interface Caseload {
  search: Ref<string>
  choice: ComputedRef<Choice>
  sort: ComputedRef<Sort>
  /** What is asked of the database now. */
  asked: ComputedRef<Asked>
  lines: ComputedRef<readonly CaseloadLine[]>
  counts: ComputedRef<CaseloadCounts | undefined>
  hasMore: ComputedRef<boolean>
  isLoading: ComputedRef<boolean>
  /** Why there is nothing, in words, or ''. */
  problem: ComputedRef<string>
  narrow: (choice: Choice) => Promise<void>
  sortBy: (sort: Sort) => Promise<void>
  open: (view: Pick<KeptView, 'filters' | 'sort'>) => Promise<void>
  loadMore: () => Promise<void>
  refresh: () => Promise<void>
}

/** The list of a caseload: filters and order are in the address, so that going back or reloading keeps them; a name never is. */
export async function useCaseload(): Promise<Caseload> {
  const store = useCaseloadStore()
  const route = useRoute('caseload')
  const router = useRouter()
  const { locale } = useI18n()
  const { report, inWords } = useProblem()
  const toasts = useToasts()

  const search = useState('caseload-search', () => '')
  const searched = refDebounced(search, 300)
  const choice = computed(() => choiceOf(route.query))
  const sort = computed(() => sortOf(route.query))
  const asked = computed<Asked>(() => ({ choice: choice.value, search: searched.value.trim(), sort: sort.value, locale: locale.value }))
  /** Lines behind the first page, for what was asked when they were loaded. */
  const further = shallowRef<{ asked: Asked, lines: CaseloadLine[], ended: boolean }>()
  const loadingMore = ref(false)

  const { data, status, refresh: ask } = await useAsyncData('caseload', async (): Promise<Partial<CaseloadPage> & { problem?: Problem }> => {
    try {
      return await store.firstPage(asked.value, pageSize)
    }
    catch (error) {
      return { problem: readProblem(error) }
    }
  }, { watch: [asked] })

  const first = computed(() => data.value?.lines ?? [])
  const isCurrent = computed(() => further.value?.asked === asked.value)
  const lines = computed(() => (isCurrent.value ? [...first.value, ...further.value?.lines ?? []] : first.value))
  const hasMore = computed(() => first.value.length === pageSize && !(isCurrent.value && further.value?.ended))

  async function loadMore(): Promise<void> {
    if (loadingMore.value) return
    const now = asked.value
    const before = isCurrent.value ? further.value?.lines ?? [] : []
    loadingMore.value = true
    try {
      const more = await store.page(now, 2 * pageSize, lines.value.at(-1)?.place)
      if (asked.value === now) further.value = { asked: now, lines: [...before, ...more], ended: more.length < 2 * pageSize }
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
    loadingMore.value = false
  }

  async function refresh(): Promise<void> {
    further.value = undefined
    await ask()
  }

  const go = async (to: Choice, by: Sort): Promise<void> => void await router.replace({ name: 'caseload', query: queryOf(to, by) })

  return {
    search, choice, sort, asked, lines,
    counts: computed(() => data.value?.counts),
    hasMore,
    isLoading: computed(() => status.value === 'pending' || loadingMore.value),
    problem: computed(() => (data.value?.problem ? inWords(data.value.problem) : '')),
    narrow: to => go(to, sort.value),
    sortBy: by => go(choice.value, by),
    open: ({ filters, sort: by }) => go(choiceOf(filters), by),
    loadMore, refresh,
  }
}

/** What was done for many people: shown until it is closed, with the way back. */
export interface Outcome {
  answer: BulkAnswer
  /** Says what was done: a locale key with {count}. */
  messageKey: string
  /** The names of those asked about, as they were on the list. */
  names: ReadonlyMap<string, string>
  undone?: boolean
  /** It changed something beside these people, so that it can be undone though nobody is among them. */
  changedMore?: boolean
}
