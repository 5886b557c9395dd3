import { z } from 'zod'

/** Messages are locale keys. Spaces around an address, and inside a code, are how people paste them. */
const email = z.string().trim().min(1, 'entry.problem.email_needed').pipe(z.email('entry.problem.email_unreal'))

export const emailSchema = z.object({ email })

export const codeSchema = z.object({
  code: z.string().transform(typed => typed.replace(/[\s-]/g, '')).pipe(z.string()
    .min(1, 'entry.problem.code_needed')
    .regex(/^\d{6}$/, { error: 'entry.problem.code_unreal', abort: true })),
})

export const passwordSchema = z.object({
  email,
  password: z.string().min(1, 'entry.problem.password_needed'),
})
