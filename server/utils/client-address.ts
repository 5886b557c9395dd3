import { isIP } from 'node:net'
import type { H3Event } from 'h3'

/**
 * The network address a request came from: the socket's or, behind a proxy that `ONWARD_TRUST_PROXY=on` says to trust,
 * the one that the proxy itself added last. What stands before it in `X-Forwarded-For` anybody can write.
 */
export function clientAddress(event: H3Event): string {
  const socket = event.node.req.socket.remoteAddress ?? ''
  if (process.env.ONWARD_TRUST_PROXY !== 'on') return socket
  const last = getRequestHeader(event, 'x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(last) ? last : socket
}
