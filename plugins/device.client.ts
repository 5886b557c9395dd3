import { useEventListener } from '@vueuse/core'

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
  })
})
