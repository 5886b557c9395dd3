import type { Unsent } from '~/shared/device'
import type { Json } from '~/shared/types/database'

/** Hears, for as long as the page is open, what was kept on this device and has now arrived, with what the database answered. */
export function useArrived(hear: (thing: Unsent, answer: Json) => void): void {
  const outbox = useOutboxStore()
  onMounted(() => outbox.arrived.add(hear))
  onUnmounted(() => outbox.arrived.delete(hear))
}
