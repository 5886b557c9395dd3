import * as z from 'zod/mini'

const keptRow = z.record(z.string(), z.unknown())

/** Everything kept about one person that the reader may see, as `copy_of()` gives it: rows by table. */
export const personCopy = z.object({ made_at: z.string(), person_id: z.uuid(), kept: z.record(z.string(), z.array(keptRow)) })
export type PersonCopy = z.infer<typeof personCopy>

export interface CopiedField { column: string, text: string }

/** What of one row is for reading: no ids, no version, nothing that is empty. Those are in the file. */
export function readableFields(row: z.infer<typeof keptRow>): CopiedField[] {
  return Object.entries(row).flatMap(([column, value]) => {
    if (value === null || value === '' || column === 'version' || /(^|_)id$/.test(column)) return []
    return [{ column, text: typeof value === 'object' ? JSON.stringify(value) : String(value) }]
  })
}
