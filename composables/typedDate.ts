/** The three boxes of a date as people typed them: day, month, year. */
export interface TypedDate {
  day: string
  month: string
  year: string
}

const monthStarts = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function monthNumber(typed: string): number {
  if (/^\d{1,2}$/.test(typed)) return Number(typed)
  const start = typed.toLowerCase().slice(0, 3)
  return typed.length < 3 ? 0 : monthStarts.indexOf(start) + 1
}

function daysInMonth(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** `YYYY-MM-DD`, or '' where the boxes do not make a real date with a four-figure year from 1900. */
export function isoFromTypedDate(typed: TypedDate): string {
  const day = typed.day.trim()
  const year = typed.year.trim()
  const month = monthNumber(typed.month.trim())
  if (!/^\d{1,2}$/.test(day) || !/^(19|20|21)\d{2}$/.test(year)) return ''
  if (month < 1 || month > 12) return ''
  if (Number(day) < 1 || Number(day) > daysInMonth(month, Number(year))) return ''
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** The boxes for `YYYY-MM-DD`; empty boxes for anything else. */
export function typedDateFromIso(iso: string): TypedDate {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? []
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year }
}

/**
 * Reads a whole date pasted as one text: `24/11/2026`, `24.11.2026`, `24 November 2026`, `2026-11-24`.
 * Day before month, as in England. Undefined where the text is not a real date.
 */
export function readPastedDate(text: string): TypedDate | undefined {
  const words = text.trim().replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,\s]+/i, '').split(/[\s/.,-]+/)
  if (words.length !== 3) return undefined
  const [first = '', middle = '', last = ''] = words
  const yearFirst = /^\d{4}$/.test(first)
  const day = (yearFirst ? last : first).replace(/(?<=\d)(st|nd|rd|th)$/i, '')
  const iso = isoFromTypedDate({ day, month: middle, year: yearFirst ? first : last })
  return iso ? typedDateFromIso(iso) : undefined
}
