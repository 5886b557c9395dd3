import { dateWordsIn } from '~/shared/date-words'

interface Dates {
  /** "Monday 30 November 2026" */
  weekday: (date: string) => string
  /** "Monday 30 November": for days so near that the year goes without saying. */
  weekdayThisYear: (date: string) => string
  /** "Monday" for 1, as ISO 8601 counts the days of a week. */
  weekdayName: (number: number) => string
  /** "30 November 2026" */
  day: (date: string) => string
  /** "September 2026" */
  month: (date: string) => string
  /** "in 5 days", "in 3 weeks", "today": how far one day is from another. */
  away: (date: string, today: string) => string
  /** "3 November 2026" for a moment (an ISO time), by the clock in England. */
  momentDay: (moment: string) => string
  /** "10:32" */
  momentTime: (moment: string) => string
  /** "A, B and C" */
  list: (words: readonly string[]) => string
}

/** Dates and lists in words, in the reader's language. A date is `YYYY-MM-DD` and belongs to no time zone. */
export function useDates(): Dates {
  const { localeProperties } = useI18n()
  const words = computed(() => dateWordsIn(localeProperties.value.language ?? 'en-GB'))

  function write(date: string, options: Intl.DateTimeFormatOptions, timeZone = 'UTC'): string {
    return words.value.date(date, { ...options, timeZone })
  }

  const long = { day: 'numeric', month: 'long', year: 'numeric' } as const

  return {
    weekday: date => write(date, { weekday: 'long', ...long }),
    weekdayThisYear: date => write(date, { weekday: 'long', day: 'numeric', month: 'long' }),
    // 1 January 2024 was a Monday.
    weekdayName: number => write(`2024-01-0${number}`, { weekday: 'long' }),
    day: date => write(date, long),
    month: date => write(date, { month: 'long', year: 'numeric' }),
    momentDay: moment => write(moment, long, 'Europe/London'),
    momentTime: moment => write(moment, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, 'Europe/London'),
    list: list => words.value.list(list),
    away(date, today) {
      const days = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000)
      if (Math.abs(days) < 14) return words.value.away(days, 'day')
      if (Math.abs(days) < 60) return words.value.away(Math.round(days / 7), 'week')
      return words.value.away(Math.round(days / 30.44), 'month')
    },
  }
}
