const wordsCache = 'onward-words'

/** Keeps the app's own files on the device, so that it opens without a connection. A build has the worker; development has not. */
export default defineNuxtPlugin((nuxtApp) => {
  if (import.meta.dev || !('serviceWorker' in navigator)) return
  // Not before the page is there: the files are many, and people are waiting for this one.
  onNuxtReady(() => {
    void navigator.serviceWorker.register('/service-worker.js').then(keepWords).catch(() => undefined)
  })
  nuxtApp.hook('i18n:localeSwitched', () => void keepWords().catch(() => undefined))
})

/** Only the languages that are read here are kept; the page has fetched their words already. */
async function keepWords(): Promise<void> {
  const read = performance.getEntriesByType('resource').map(({ name }) => name).filter(name => new URL(name).pathname.startsWith('/_i18n/'))
  if (!read.length) return
  const cache = await caches.open(wordsCache)
  const kept = (await cache.keys()).map(({ url }) => url)
  await cache.addAll(read.filter(url => !kept.includes(url)))
  await Promise.all(kept.filter(url => !read.includes(url)).map(url => cache.delete(url)))
}
