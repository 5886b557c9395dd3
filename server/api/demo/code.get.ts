import { z } from 'zod'

const querySchema = z.object({ email: z.email().toLowerCase().endsWith('@demo.test') })

/** The last sign-in code of a demo address: `{ code }`, or `{ code: null }`. Exists in the demo only. */
export default defineEventHandler(async (event) => {
  const { demo, embedded } = await useBackend()
  const query = querySchema.safeParse(getQuery(event))
  if (!demo || !embedded || !query.success) throw createError({ statusCode: 404 })
  return { code: embedded.lastCode(query.data.email) ?? null }
})
