import type { IncomingMessage } from 'node:http'

export const maxUrlLength = 8192
export const maxBodyBytes = 1024 * 1024
export const maxEmbedDepth = 4

/** How deep tables are embedded in each other in a PostgREST `select`: `a,b(c,d(e))` is 2. */
export function embedDepth(select: string): number {
  let depth = 0
  let deepest = 0
  for (const character of select) {
    if (character === '(') deepest = Math.max(deepest, ++depth)
    if (character === ')') depth--
  }
  return deepest
}

/** The text of a request's body; nothing when it is longer than `maxBytes`, in which case the rest is never read. */
export async function readLimited(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return (await readLimitedBytes(request, maxBytes))?.toString('utf8')
}

/** The same, as it came. */
export async function readLimitedBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Whether an address can be read at all: its host, and every escaped character of its path. */
export function isReadable(readUrl: () => URL): boolean {
  try {
    decodeURIComponent(readUrl().pathname)
    return true
  }
  catch {
    return false
  }
}
