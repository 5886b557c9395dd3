/// <reference lib="webworker" />
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope & {
  /** Filled in by `scripts/service-worker.ts`: the files of this version of the app. */
  __WB_MANIFEST: Array<{ url: string, revision: string | null }>
  __SHELL: string
}

/**
 * Keeps the app's own files, and nothing that is about anybody: pages and answers of the server are never cached here.
 * While there is no connection every page starts from the same empty shell, and reads what `stores/device.ts` keeps.
 */
const shell = self.__SHELL
cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') event.respondWith(orKept(request, matchPrecache(shell)))
  // Words of the interface, which the page keeps by language: plugins/service-worker.client.ts.
  else if (new URL(request.url).pathname.startsWith('/_i18n/')) event.respondWith(orKept(request, caches.match(request)))
})

async function orKept(request: Request, kept: Promise<Response | undefined>): Promise<Response> {
  try {
    return await fetch(request)
  }
  catch (error) {
    const found = await kept
    if (found) return found
    throw error
  }
}
