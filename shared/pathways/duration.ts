/** The units people choose from, largest first, with their letter in an ISO 8601 duration. */
export const DURATION_UNITS = { years: 'Y', months: 'M', weeks: 'W', days: 'D' } as const

export type DurationUnit = keyof typeof DURATION_UNITS
export type Direction = 'before' | 'on' | 'after'

export interface DurationPart {
  unit: DurationUnit
  count: number
}

/** How far from its anchor a date lies. `parts` is empty exactly when `direction` is `on`. */
export interface Offset {
  direction: Direction
  parts: DurationPart[]
}

/** Reads `-P17W`, `P0D` or `P1Y6M`; anything else reads as the day itself. */
export function readOffset(text: string): Offset {
  const parts = readDuration(text.replace(/^-/, ''))
  if (parts.length === 0) return { direction: 'on', parts }
  return { direction: text.startsWith('-') ? 'before' : 'after', parts }
}

/** The parts of `P1Y6M` that are not 0. */
export function readDuration(text: string): DurationPart[] {
  return Object.entries(DURATION_UNITS).flatMap(([unit, letter]) => {
    const count = Number(new RegExp(`(\\d+)${letter}`).exec(text)?.[1] ?? 0)
    return count > 0 ? [{ unit: unit as DurationUnit, count }] : []
  })
}

/** Writes what `readDuration` reads; nothing at all is `P0D`. */
export function writeDuration(parts: readonly DurationPart[]): string {
  const text = Object.entries(DURATION_UNITS)
    .flatMap(([unit, letter]) => parts.filter(part => part.unit === unit && part.count > 0).map(part => `${part.count}${letter}`))
    .join('')
  return text ? `P${text}` : 'P0D'
}

export function writeOffset({ direction, parts }: Offset): string {
  const text = writeDuration(direction === 'on' ? [] : parts)
  return direction === 'before' && text !== 'P0D' ? `-${text}` : text
}
