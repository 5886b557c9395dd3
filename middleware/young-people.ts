/** A page of a young person's own: for everybody else it does not exist. The database decides what it can show. */
export default defineNuxtRouteMiddleware(async () => {
  const session = useSessionStore()
  await session.load()
  if (!ownPlan(session.access)) return abortNavigation(createError({ statusCode: 404, fatal: true }))
})
