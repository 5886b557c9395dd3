import type { EngineName } from './options.ts'

/** One measured figure, which is one line. */
export interface Figure {
  engine: EngineName
  /** Young people in the county, or in the counties compared. */
  people: string
  what: string
  value: number
  unit: '×' | '%' | 'ms' | 'rows'
  /** The most that `value` may be; without it the figure is for information. */
  goal?: number
  note?: string
}

const digits: Record<Figure['unit'], number> = { '×': 2, '%': 1, 'ms': 2, 'rows': 0 }

export function formatFigure({ engine, people, what, value, unit, goal, note }: Figure): string {
  const number = (n: number, places: number) => n.toLocaleString('en-GB', { minimumFractionDigits: places, maximumFractionDigits: places })
  const amount = `${number(value, digits[unit])} ${unit}`
  const verdict = goal === undefined ? 'no goal' : `goal ≤ ${goal} ${unit}: ${value <= goal ? 'met' : 'NOT MET'}`
  return [
    engine.padEnd(6), people.padStart(15), what.padEnd(58), amount.padStart(12), ` ${verdict.padEnd(24)}`, note ? `(${note})` : '',
  ].join('  ').trimEnd()
}
