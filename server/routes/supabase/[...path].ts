import type { H3Event } from 'h3'

/** The embedded Supabase, for any Supabase client: `<origin>/supabase/rest/v1/…` and `<origin>/supabase/auth/v1/…`. */
export default defineEventHandler(async (event) => {
  const { embedded } = await useBackend()
  const url = getRequestURL(event)
  const pathname = url.pathname.replace(/^\/supabase/, '')
  if (!embedded || !/^\/(?:rest|auth)\/v1(?:\/|$)/.test(pathname)) throw createError({ statusCode: 404 })
  if (url.searchParams.getAll('select').some(select => embedDepth(select) > maxEmbedDepth)) return refuse(400, 'select_too_deep')
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(event.method)
  const body = hasBody ? await readLimited(event.node.req, maxBodyBytes) : ''
  if (body === undefined) return refuseBody(event)
  const request = new Request(new URL(`${pathname}${url.search}`, url.origin), {
    method: event.method,
    headers: event.headers,
    body: hasBody ? body : undefined,
  })
  return embedded.fetch(request, body, clientAddress(event))
})

/** The rest of the body is not worth waiting for, so the connection ends with the answer. */
function refuseBody(event: H3Event): Response {
  setResponseHeader(event, 'Connection', 'close')
  return refuse(413, 'body_too_large')
}

function refuse(status: number, code: string): Response {
  return Response.json({ code, message: code, details: null, hint: null }, { status, headers: { 'Access-Control-Allow-Origin': '*' } })
}
