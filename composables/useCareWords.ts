import type { SupportGap } from '~/shared/adult-care'

interface CareWords {
  /** "It ends on 14 March 2027 and nothing starts after it." */
  gapLine: (gap: Pick<SupportGap, 'last_day' | 'is_assumed' | 'gap_until' | 'next_title'>) => string
}

/** Support and gaps in words. */
export function useCareWords(): CareWords {
  const { t } = useI18n()
  const { day } = useDates()
  return {
    gapLine(gap) {
      const date = day(gap.last_day)
      if (gap.gap_until && gap.next_title) return t('care.gap.until', { date, next: gap.next_title, until: day(gap.gap_until) })
      if (gap.next_title) return t('care.gap.no_day', { date, next: gap.next_title })
      return t(gap.is_assumed ? 'care.gap.assumed' : 'care.gap.nothing', { date })
    },
  }
}
