/** The embedded Supabase, for any Supabase client: `<origin>/supabase/rest/v1/…` and `<origin>/supabase/auth/v1/…`. */
export default defineEventHandler(async (event) => {
  const { embedded } = await useBackend()
  const url = getRequestURL(event)
  const pathname = url.pathname.replace(/^\/supabase/, '')
  if (!embedded || !/^\/(?:rest|auth)\/v1(?:\/|$)/.test(pathname)) throw createError({ statusCode: 404 })
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(event.method)
  const body = hasBody ? await readRawBody(event) ?? '' : ''
  const request = new Request(new URL(`${pathname}${url.search}`, url.origin), {
    method: event.method,
    headers: event.headers,
    body: hasBody ? body : undefined,
  })
  return embedded.fetch(request, body, clientAddress(event))
})
