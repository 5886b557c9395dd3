import { needs, type CaseloadLine, type FacetChoice, type FacetName, type Flag } from '~/shared/caseload'
import type { FieldOption } from '~/components/ui/field'

interface CaseloadWords {
  /** One value of a facet, in the reader's language. */
  value: (facet: FacetName, key: string, label?: string | null) => string
  /** What can be chosen of a facet, each with how many people it leaves, in an order that makes sense. */
  options: (facet: FacetName, choices: readonly FacetChoice[], chosen: readonly string[]) => FieldOption[]
  year: (line: Pick<CaseloadLine, 'nc_year'>) => string
  plan: (type: string | null) => string
  /** What is amiss about somebody, with its number or its name where it has one. */
  flag: (flag: Flag, line: CaseloadLine) => string
}

/** The words of a caseload for what the database says in keys. */
export function useCaseloadWords(): CaseloadWords {
  const { t, te, n } = useI18n()
  const { day } = useDates()

  function yearOf(number: number): string {
    if (number < 0) return t('person.year.nursery')
    return number === 0 ? t('person.year.reception') : t('person.year.number', { year: number })
  }

  function value(facet: FacetName, key: string, label?: string | null): string {
    if (key === 'none') return t(`caseload.none.${facet}`)
    if (facet === 'need') return t(`caseload.need.${needs[Number(key)] ?? 'calm'}`)
    if (facet === 'flag') return t(`caseload.flag.${key}`)
    if (facet === 'year') return key === 'older' ? t('person.year.after') : yearOf(Number(key))
    if (facet === 'plan') return te(`plan_type.${key}`) ? t(`plan_type.${key}`) : key
    if (key === 'me') return t('caseload.filter.me')
    return label ?? key
  }

  /** Years and needs go by number, with whoever has none behind them; everything else goes by its words. */
  const orderOf = (facet: FacetName, key: string): number => (facet === 'need' || facet === 'year' ? Number(key) || (key === '0' ? 0 : 99) : 0)

  function options(facet: FacetName, choices: readonly FacetChoice[], chosen: readonly string[]): FieldOption[] {
    // What is chosen stays there to be taken back, also where nobody is left.
    const gone = chosen.filter(key => !choices.some(choice => choice.key === key)).map(key => ({ key, label: null, count: 0 }))
    return [...choices, ...gone]
      .map(choice => ({ ...choice, words: value(facet, choice.key, choice.label) }))
      .toSorted((a, b) => orderOf(facet, a.key) - orderOf(facet, b.key) || a.words.localeCompare(b.words))
      .map(({ key, words, count }) => ({ value: key, label: t('caseload.filter.count', { label: words, count: n(count) }) }))
  }

  function flag(name: Flag, line: CaseloadLine): string {
    if (name === 'unknown_dates') return t('caseload.row.unknown_dates', { count: line.unknown_dates }, line.unknown_dates)
    if (name === 'review_at_risk' && line.review_by) return t('caseload.row.review_at_risk', { date: day(line.review_by) })
    if (name === 'no_contact' && line.left_name) return t('caseload.row.contact_left', { name: line.left_name })
    return t(`caseload.flag.${name}`)
  }

  return {
    value, options, flag,
    year: ({ nc_year: number }) => (number === null ? t('person.year.after') : yearOf(number)),
    plan: type => (type === null ? t('caseload.none.plan') : value('plan', type)),
  }
}
