import * as z from 'zod/mini'

/** In which a row can end: it adds somebody, changes or repeats somebody, or has to be mended first. */
export const outcomes = ['add', 'change', 'problem', 'same'] as const
export type Outcome = typeof outcomes[number]

const count = z.optional(z.int())

/** One import, as the table `imports` has it. */
export const importSchema = z.object({
  id: z.uuid(),
  organisation_id: z.uuid(),
  source: z.string(),
  state: z.enum(['receiving', 'checked', 'writing', 'planning', 'done', 'undone']),
  all_or_nothing: z.boolean(),
  update_people: z.boolean(),
  counts: z.object({ add: count, change: count, same: count, problem: count, planned: count, removed: count, kept: count }),
  created_at: z.string(),
  created_by_name: z.string(),
  version: z.int(),
})
export type Import = z.infer<typeof importSchema>

export const sourceSchema = z.object({ organisation_id: z.uuid(), name: z.string(), columns: z.record(z.string(), z.string()) })
export type ImportSource = z.infer<typeof sourceSchema>

/** One row of `import_lines()`. A field is one of `importFields`; null for the row as a whole. */
export const lineSchema = z.object({
  line: z.int(),
  person_id: z.nullable(z.uuid()),
  cells: z.record(z.string(), z.string()),
  problems: z.array(z.object({ field: z.nullable(z.string()), key: z.string() })),
  changes: z.array(z.object({ field: z.string(), was: z.nullable(z.string()), will: z.string() })),
})
export type ImportLine = z.infer<typeof lineSchema>

/** What one part of taking an import back answers: how many people it has taken away so far, how many stay, and whether that was the last part. */
export const undoSchema = z.object({ removed: z.int(), kept: z.int(), is_over: z.boolean() })
