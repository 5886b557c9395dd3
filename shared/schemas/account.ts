import { z } from 'zod'

/** The languages of the app; each has its words in `locales/`. */
export const appLocales = ['en', 'en-easy'] as const

/** Messages are locale keys. */
export const accountSchema = z.object({
  display_name: z.string().trim().min(1, 'account.problem.name_needed').max(80, 'person.problem.too_long'),
  locale: z.enum(appLocales),
})

export type AccountValues = z.input<typeof accountSchema>
