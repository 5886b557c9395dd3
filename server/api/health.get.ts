/** For load balancers and people: 200 while the database answers, otherwise 503. Personal data: none. */
export default defineEventHandler(async (event) => {
  const healthy = await isBackendHealthy()
  setResponseStatus(event, healthy ? 200 : 503)
  return {
    status: healthy ? 'ok' : 'unavailable',
    database: readMode(process.env).database,
    version: useRuntimeConfig(event).public.version,
  }
})
