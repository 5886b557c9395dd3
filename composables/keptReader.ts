const name = 'onward-kept-for'

/**
 * The account that may read what is kept here while there is no connection, or nothing. Only a page that came from
 * the device itself asks: on every other page the server has said who is here.
 */
export function keptReader(): string | undefined {
  if (import.meta.server || !isFromDevice()) return undefined
  return localStorage.getItem(name) ?? undefined
}

export function rememberReader(account: string | undefined): void {
  if (account === undefined) localStorage.removeItem(name)
  else localStorage.setItem(name, account)
}

/** This page came from the service worker, because the server could not be reached. */
function isFromDevice(): boolean {
  return useNuxtApp().payload.serverRendered === false
}

/** There was no connection when this page opened and there is none now: asking the server would only be waiting. */
export function isAway(): boolean {
  return import.meta.client && isFromDevice() && !navigator.onLine
}
