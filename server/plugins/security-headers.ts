import { randomBytes } from 'node:crypto'

declare module 'h3' {
  interface H3EventContext {
    scriptNonce?: string
  }
}

/** Sends the security headers with every answer: pages, files and errors alike. */
export default defineNitroPlugin((nitroApp) => {
  const { SUPABASE_URL } = process.env
  const supabaseOrigin = SUPABASE_URL && URL.canParse(SUPABASE_URL) ? new URL(SUPABASE_URL).origin : undefined
  nitroApp.hooks.hook('request', (event) => {
    const nonce = import.meta.dev ? undefined : randomBytes(16).toString('base64')
    event.context.scriptNonce = nonce
    setResponseHeaders(event, { ...fixedHeaders, 'Content-Security-Policy': contentSecurityPolicy({ nonce, supabaseOrigin }) })
  })
  nitroApp.hooks.hook('render:html', (html, { event }) => {
    const nonce = event.context.scriptNonce
    if (!nonce) return
    if (getRequestURL(event).pathname === offlineShellPath) {
      const hashes = scriptHashes([...html.head, ...html.bodyAppend])
      setResponseHeader(event, 'Content-Security-Policy', contentSecurityPolicy({ hashes, supabaseOrigin }))
      return
    }
    html.head = withNonce(html.head, nonce)
    html.bodyAppend = withNonce(html.bodyAppend, nonce)
  })
  nitroApp.hooks.hook('beforeResponse', event => removeResponseHeader(event, 'x-powered-by'))
})
