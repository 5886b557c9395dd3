import type { Choice, KeptView, Sort } from '~/shared/caseload'

interface CaseloadViews {
  views: ComputedRef<readonly KeptView[]>
  /** Answers why it could not be kept, in words, or ''. */
  keep: (name: string, choice: Choice, sort: Sort) => Promise<string>
  /** Can be undone from the message. */
  remove: (view: KeptView) => Promise<void>
}

/** The filters that the reader keeps under names of their own. */
export function useCaseloadViews(): CaseloadViews {
  const store = useCaseloadStore()
  const toasts = useToasts()
  const { t } = useI18n()
  const { report, inWords } = useProblem()
  const { data, refresh } = useAsyncData('caseload views', () => store.views(), { default: () => [] })

  async function keep(name: string, choice: Choice, sort: Sort): Promise<string> {
    try {
      await store.keepView(name, choice, sort)
      await refresh()
      toasts.show(t('caseload.view.kept', { name }))
      return ''
    }
    catch (error) {
      return inWords(report(error))
    }
  }

  async function remove(view: KeptView): Promise<void> {
    try {
      await store.removeView(view.id)
      await refresh()
      toasts.show(t('caseload.view.removed', { name: view.name }), { undo: () => keep(view.name, view.filters as Choice, view.sort) })
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
  }

  return { views: computed(() => data.value), keep, remove }
}
