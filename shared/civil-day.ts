const england = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** The day (`YYYY-MM-DD`) on which a moment falls by the clock in England, wherever the machine is: `private.today()` in TypeScript. */
export function civilDay(moment: Date = new Date()): string {
  return england.format(moment)
}
