/** A page of a parent or carer: for everybody else it does not exist. The database decides what it can show. */
export default defineNuxtRouteMiddleware(async ({ params }) => {
  const session = useSessionStore()
  await session.load()
  const children = familyOf(session.access)
  const isTheirs = 'id' in params ? children.some(child => child.person_id === params.id) : children.length > 0
  if (!isTheirs) return abortNavigation(createError({ statusCode: 404, fatal: true }))
})
