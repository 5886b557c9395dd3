import { z } from 'zod'
import { languages } from '../languages.ts'

/** Messages are locale keys. */
export const accountSchema = z.object({
  display_name: z.string().trim().min(1, 'account.problem.name_needed').max(80, 'person.problem.too_long'),
  locale: z.enum(languages.map(({ code }) => code)),
})

export type AccountValues = z.input<typeof accountSchema>
