/** Dates, distances and lists in the words of one language. A date is `YYYY-MM-DD` or an ISO time. */
export interface DateWords {
  date: (date: string, options: Intl.DateTimeFormatOptions) => string
  /** "in 5 days", "today". @param count in whole units, below 0 for the past */
  away: (count: number, unit: 'day' | 'week' | 'month') => string
  /** "A, B and C" */
  list: (words: readonly string[]) => string
}

/** Browsers know Punjabi by name only and would write "2026 M11 30": these are the words of Unicode CLDR. */
const punjabi = {
  months: ['ਜਨਵਰੀ', 'ਫ਼ਰਵਰੀ', 'ਮਾਰਚ', 'ਅਪ੍ਰੈਲ', 'ਮਈ', 'ਜੂਨ', 'ਜੁਲਾਈ', 'ਅਗਸਤ', 'ਸਤੰਬਰ', 'ਅਕਤੂਬਰ', 'ਨਵੰਬਰ', 'ਦਸੰਬਰ'],
  weekdays: ['ਐਤਵਾਰ', 'ਸੋਮਵਾਰ', 'ਮੰਗਲਵਾਰ', 'ਬੁੱਧਵਾਰ', 'ਵੀਰਵਾਰ', 'ਸ਼ੁੱਕਰਵਾਰ', 'ਸ਼ਨੀਵਾਰ'],
  ago: { day: 'ਦਿਨ ਪਹਿਲਾਂ', week: 'ਹਫ਼ਤੇ ਪਹਿਲਾਂ', month: 'ਮਹੀਨੇ ਪਹਿਲਾਂ' },
  ahead: { day: 'ਦਿਨਾਂ ਵਿੱਚ', week: 'ਹਫ਼ਤਿਆਂ ਵਿੱਚ', month: 'ਮਹੀਨਿਆਂ ਵਿੱਚ' },
  near: {
    day: ['ਬੀਤਿਆ ਕੱਲ੍ਹ', 'ਅੱਜ', 'ਭਲਕੇ'],
    week: ['ਪਿਛਲਾ ਹਫ਼ਤਾ', 'ਇਹ ਹਫ਼ਤਾ', 'ਅਗਲਾ ਹਫ਼ਤਾ'],
    month: ['ਪਿਛਲਾ ਮਹੀਨਾ', 'ਇਹ ਮਹੀਨਾ', 'ਅਗਲਾ ਮਹੀਨਾ'],
  },
  and: 'ਅਤੇ',
} as const

/** Digits come from British English, which every browser has, in the same time zone. */
function punjabiDate(date: string, options: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat('en-GB', { ...options, ...(options.month && { month: 'numeric' }) }).formatToParts(new Date(date))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(found => found.type === type)?.value
  if (options.hour) return [part('hour'), part('minute')].join(':')
  const weekday = options.weekday && punjabi.weekdays[new Date(date).getUTCDay()]
  const day = [Number(part('day')) || undefined, punjabi.months[Number(part('month')) - 1], part('year')].filter(Boolean).join(' ')
  return [weekday, day].filter(Boolean).join(', ')
}

const punjabiWords: DateWords = {
  date: punjabiDate,
  away(count, unit) {
    const near = punjabi.near[unit][count + 1]
    if (near) return near
    return count < 0 ? `${-count} ${punjabi.ago[unit]}` : `${count} ${punjabi.ahead[unit]}`
  },
  list: words => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${punjabi.and} ${words.at(-1)}`),
}

/** @param language BCP 47 tag */
export function dateWordsIn(language: string): DateWords {
  if (language === 'pa') return punjabiWords
  return {
    date: (date, options) => new Intl.DateTimeFormat(language, options).format(new Date(date)),
    away: (count, unit) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(count, unit),
    list: words => new Intl.ListFormat(language, { type: 'conjunction' }).format(words),
  }
}
