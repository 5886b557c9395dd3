import { nameOf, type CaseloadLine } from '~/shared/caseload'
import { toCsv } from '~/shared/csv'
import type { Asked } from '~/stores/caseload'

interface CaseloadExport {
  busy: Readonly<Ref<boolean>>
  /** Saves what the list shows as a file. */
  save: (asked: Asked) => Promise<void>
}

/** The caseload as a file for a spreadsheet. */
export function useCaseloadExport(): CaseloadExport {
  const store = useCaseloadStore()
  const words = useCaseloadWords()
  const toasts = useToasts()
  const { t } = useI18n()
  const { report, inWords } = useProblem()
  const today = useToday()
  const busy = ref(false)

  const columns = ['name', 'date_of_birth', 'year', 'stage', 'setting', 'locality', 'plan', 'need', 'step', 'due', 'kind', 'whose', 'late_by_law', 'late', 'contact', 'flags'] as const

  function row(line: CaseloadLine): string[] {
    const sum = (of: 'must' | 'other'): number => line.overdue.reduce((total, { [of]: count }) => total + count, 0)
    return [
      nameOf(line), line.date_of_birth, words.year(line), line.stage_title, line.setting_name, line.locality, words.plan(line.plan_type),
      words.value('need', String(line.need)), line.step_title, line.step_due_on, line.step_due_kind && t(`ui.date_kind.${line.step_due_kind}.word`),
      line.step_audience && t(`audience.${line.step_audience}`), String(sum('must')), String(sum('must') + sum('other')), line.contact_name,
      line.flags.map(flag => words.flag(flag, line)).join('; '),
    ].map(cell => cell ?? '')
  }

  async function save(asked: Asked): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      const lines = await store.everybody(asked)
      saveAsFile(toCsv([columns.map(column => t(`caseload.export.column.${column}`)), ...lines.map(row)]), `caseload-${today}.csv`)
      toasts.show(t('caseload.export.done', { count: lines.length }, lines.length))
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
    busy.value = false
  }

  return { busy, save }
}
