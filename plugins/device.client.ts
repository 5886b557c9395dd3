import { useEventListener, useIntervalFn } from '@vueuse/core'

const triesEveryMs = 10_000

/** Tells the device who is here, and sends what was written without a connection as soon as there is one again. */
export default defineNuxtPlugin(() => {
  const session = useSessionStore()
  const device = useDeviceStore()
  const outbox = useOutboxStore()

  // Once everything that the server sent is taken over: what this device knows is not in it.
  onNuxtReady(() => {
    watch(() => session.access, async (access) => {
      await device.welcome(access)
      await outbox.load(device.account)
      await outbox.flush()
    }, { immediate: true })
    useEventListener(window, 'online', () => outbox.flush())
    useEventListener(document, 'visibilitychange', () => outbox.flush())
    // A device calls itself online before its first request goes through; with nothing waiting this asks nobody.
    useIntervalFn(() => outbox.flush(), triesEveryMs)
  })
})
