import { describe, expect, it } from 'vitest'
import { dateWordsIn } from '../../shared/date-words.ts'

const long = { day: 'numeric', month: 'long', year: 'numeric' } as const
const ways: Intl.DateTimeFormatOptions[] = [
  { ...long, timeZone: 'UTC' },
  { ...long, weekday: 'long', timeZone: 'UTC' },
  { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' },
  { month: 'long', year: 'numeric', timeZone: 'UTC' },
  { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/London' },
]

describe('dates in Punjabi, which browsers do not know', () => {
  const words = dateWordsIn('pa')

  it.each(ways)('are what a full Unicode library writes: %j', (options) => {
    const written = new Intl.DateTimeFormat('pa', options)
    for (let month = 1; month <= 12; month++) {
      for (const day of ['01', '09', '15', '28']) {
        const date = `2026-${String(month).padStart(2, '0')}-${day}T15:04:00Z`
        expect(words.date(date, options)).toBe(written.format(new Date(date)))
      }
    }
  })

  it('are near or far as it says', () => {
    const written = new Intl.RelativeTimeFormat('pa', { numeric: 'auto' })
    for (const unit of ['day', 'week', 'month'] as const) {
      for (const count of [-20, -2, -1, 0, 1, 2, 13]) expect(words.away(count, unit)).toBe(written.format(count, unit))
    }
  })

  it('stand in lists', () => {
    const written = new Intl.ListFormat('pa', { type: 'conjunction' })
    for (const list of [[], ['A'], ['A', 'B'], ['A', 'B', 'C']]) expect(words.list(list)).toBe(written.format(list))
  })
})
