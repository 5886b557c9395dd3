import { isoFromTypedDate } from '../../composables/typedDate.ts'

/** A day of a file as `YYYY-MM-DD`, or why it is not taken: a locale key under `imports.problem`. */
export type DayRead = { iso: string } | { key: 'date_unreal' | 'date_american' | 'date_ambiguous' | 'date_short_year' }

/** Excel counts days from here; 1900 having no 29 February does not matter for anybody alive. */
const excelStart = Date.UTC(1899, 11, 30)
const dayLength = 86_400_000
/** 1 January 1930 to 31 December 2099 */
const serials = { first: 10_959, last: 73_050 }

/** Systems add midnight to a day. */
const midnight = /[T ]00:00(:00(\.0+)?)?Z?$/

interface Parts { day: string, month: string, year: string }

function numbersOf(text: string): Parts | undefined {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(text) ?? []
  return day && month && year ? { day, month, year } : undefined
}

/** Month before day: it can be nothing else. */
function isAmerican({ day, month }: Parts): boolean {
  return Number(day) <= 12 && Number(month) > 12
}

/** Whether a column has a day that can only be month before day. Then a day that could be either is not guessed. */
export function hasAmericanDay(texts: readonly string[]): boolean {
  return texts.some((text) => {
    const parts = numbersOf(text.trim().replace(midnight, ''))
    return parts !== undefined && isAmerican(parts)
  })
}

function readNumbers(parts: Parts, inAmericanColumn: boolean): DayRead {
  const iso = isoFromTypedDate({ ...parts, year: parts.year.padStart(4, '20') })
  if (isAmerican(parts)) return { key: 'date_american' }
  if (!iso) return { key: 'date_unreal' }
  if (parts.year.length === 2) return { key: 'date_short_year' }
  if (inAmericanColumn && Number(parts.day) <= 12 && Number(parts.day) !== Number(parts.month)) return { key: 'date_ambiguous' }
  return { iso }
}

/**
 * Reads a day: `2012-03-04`, `04/03/2012`, `4 Mar 2012`, `04.03.2012`, or Excel's number of a day. Day before month, as in England.
 * @param inAmericanColumn the same column holds a day with the month first.
 */
export function readDay(text: string, { inAmericanColumn = false } = {}): DayRead {
  const day = text.trim().replace(midnight, '')
  const parts = numbersOf(day)
  if (parts) return readNumbers(parts, inAmericanColumn)
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  const [, wordDay, wordMonth, wordYear] = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?[ -](\d{4})$/i.exec(day) ?? []
  if (/^\d{5}$/.test(day) && Number(day) >= serials.first && Number(day) <= serials.last) {
    return { iso: new Date(excelStart + Number(day) * dayLength).toISOString().slice(0, 10) }
  }
  const iso = isoFromTypedDate({ day: date ?? wordDay ?? '', month: month ?? wordMonth ?? '', year: year ?? wordYear ?? '' })
  return iso ? { iso } : { key: 'date_unreal' }
}
