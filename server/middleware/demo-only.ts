/** Whatever stands under `/api/demo` does not exist outside the demo. */
export default defineEventHandler(async (event) => {
  if (!decodeURIComponent(getRequestURL(event).pathname).startsWith('/api/demo')) return
  const { demo } = await useBackend()
  if (!demo) throw createError({ statusCode: 404 })
})
