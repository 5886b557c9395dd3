import { z } from 'zod'
import { ownPath } from '../../composables/startPage'
import { languages } from '../../shared/languages'

const formSchema = z.object({ locale: z.enum(languages.map(({ code }) => code)), to: z.string().optional() })
const yearInSeconds = 31_536_000

/** Changes the language for a page that does not answer to clicks yet, or never does: without JavaScript. */
export default defineEventHandler(async (event) => {
  const form = formSchema.safeParse(Object.fromEntries(new URLSearchParams(await readRawBody(event))))
  if (!form.success) throw createError({ statusCode: 400 })
  setCookie(event, 'onward-locale', form.data.locale, { path: '/', maxAge: yearInSeconds, sameSite: 'lax' })
  return sendRedirect(event, ownPath(form.data.to) ?? '/', 303)
})
