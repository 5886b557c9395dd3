/** Refuses, before anything else reads it, an address that is too long or that nobody can read. */
export default defineEventHandler((event) => {
  if (event.path.length > maxUrlLength) return refuse(event, 414, 'URI Too Long')
  if (!isReadable(() => getRequestURL(event))) return refuse(event, 400, 'Bad Request')
  // What people see is theirs alone: no copy of it stays behind. Files of the app itself, under `/_`, are the same for everybody.
  if (!event.path.startsWith('/_')) setResponseHeader(event, 'Cache-Control', 'no-store')
})

function refuse(event: Parameters<typeof setResponseStatus>[0], status: number, text: string): string {
  setResponseStatus(event, status, text)
  setResponseHeader(event, 'Content-Type', 'text/plain')
  return text
}
