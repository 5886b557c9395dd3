import type { H3Event } from 'h3'

/** Starts the database with the server, tells every request how to reach it, and closes it with the server. */
export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  process.on('uncaughtException', stopWhenPortIsTaken)
  const backend = useBackend()
  backend.catch(stop)
  nitroApp.hooks.hook('request', async (event) => {
    if (event.path !== '/api/health') configure(event, await backend)
  })
  nitroApp.hooks.hook('close', async () => {
    await backend.then(running => running.close(), () => undefined)
  })
})

function configure(event: H3Event, { url, key, demo, embedded }: Backend): void {
  const config = useRuntimeConfig(event)
  config.public.demo = demo
  config.public.embedded = embedded !== undefined
  config.public.supabase.url = embedded && import.meta.dev ? `${getRequestURL(event).origin}/supabase` : url
  config.public.supabase.key = key
  config.public.supabase.cookieOptions.secure = getRequestProtocol(event) === 'https'
}

function stop(error: unknown): never {
  console.error(oneLine(error))
  process.exit(1)
}

function stopWhenPortIsTaken(error: NodeJS.ErrnoException & { port?: number }): void {
  if (error.syscall !== 'listen') return
  const reasons: Record<string, string> = { EADDRINUSE: 'is already in use', EACCES: 'may not be used by this account' }
  stop(new StartError(`port ${error.port} ${reasons[error.code ?? ''] ?? `cannot be opened (${error.code})`}. Choose another with PORT.`))
}
