/** A page for administrators: for everybody else it does not exist. The database refuses them too. */
export default defineNuxtRouteMiddleware(async () => {
  const session = useSessionStore()
  await session.load()
  if (!session.access?.is_admin) return abortNavigation(createError({ statusCode: 404, fatal: true }))
})
