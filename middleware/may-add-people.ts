/** For those who add young people; to everybody else the page is not there. */
export default defineNuxtRouteMiddleware(async () => {
  const session = useSessionStore()
  await session.load()
  if (!session.access?.may_add_people) return abortNavigation(createError({ statusCode: 404, fatal: true }))
})
