/** A page of a team: for everybody else it does not exist. The database decides what it can show. */
export default defineNuxtRouteMiddleware(async () => {
  const session = useSessionStore()
  await session.load()
  if (!session.access?.teams.some(({ audience }) => audience !== null)) return abortNavigation(createError({ statusCode: 404, fatal: true }))
})
