const freshForMs = 5_000
let last = { at: 0, healthy: true }

/** Shows the "try again" page, not a signed-out one, while a database elsewhere does not answer. */
export default defineEventHandler(async (event) => {
  const isPage = event.method === 'GET' && getRequestHeader(event, 'accept')?.includes('text/html')
  if (!isPage || event.path.startsWith('/__nuxt')) return
  const { database } = await useBackend()
  if (database === 'pglite') return
  if (Date.now() - last.at > freshForMs) last = { at: Date.now(), healthy: await isBackendHealthy() }
  if (last.healthy) return
  setResponseHeader(event, 'Retry-After', 10)
  throw createError({ statusCode: 503, statusMessage: 'Service Unavailable' })
})
