import type { H3Event } from 'h3'
import { z } from 'zod'

const idSchema = z.uuid()
const stateSchema = z.enum(['checked', 'planning', 'done'])

/** Imports that this process is carrying out: a page that is loaded again asks again. */
const underWay = new Set<string>()

/**
 * Writes an import that was said yes to, then plans in batches, as whoever sends this and with no more rights. It goes on when the
 * browser has left; after a restart the next look at the page takes it up where it was. Answers the state, or a refusal `{code, message}`.
 */
export default defineEventHandler(async (event) => {
  if (!isFromOwnPage(event)) return refuse(event, 403, 'not_yours')
  const id = idSchema.safeParse(getRouterParam(event, 'id'))
  if (!id.success) return refuse(event, 404, 'not_found')
  if (underWay.has(id.data)) return { state: 'under_way' }
  underWay.add(id.data)
  try {
    return await carryOut(event, id.data)
  }
  finally {
    underWay.delete(id.data)
  }
})

async function carryOut(event: H3Event, id: string): Promise<Refusal | { state: string }> {
  const written = await callAsCaller(event, 'write_import', { import: id })
  // Written before: a timeline or two may still be missing.
  const isWritten = written.ok || written.problem.message === 'import_moved_on'
  if (!isWritten) return refuse(event, written.status, written.problem.message)
  let state = written.ok ? stateSchema.parse(written.data) : 'planning'
  while (state === 'planning') {
    const planned = await callAsCaller(event, 'plan_import', { import: id })
    if (!planned.ok) return refuse(event, planned.status, planned.problem.message)
    state = stateSchema.parse(planned.data)
  }
  return { state }
}

function refuse(event: H3Event, status: number, message: string): Refusal {
  setResponseStatus(event, status)
  return { code: `PT${status}`, message }
}
