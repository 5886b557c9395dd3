import type { MoveAlert } from '~/shared/moves'

interface MoveAlerts {
  /** Those not yet seen; empty while they are on their way. */
  alerts: ComputedRef<readonly MoveAlert[]>
  busy: Readonly<Ref<boolean>>
  /** Everyone in the move reads who has seen it. */
  see: (alert: MoveAlert) => Promise<void>
}

/** Late handovers about which the reader is asked by name. */
export function useMoveAlerts(): MoveAlerts {
  const store = useMovesStore()
  const toasts = useToasts()
  const { t } = useI18n()
  const { busy, attempt } = useSingleAttempt(() => refreshNuxtData('move alerts'))
  const { value } = useLoaded('move alerts', () => store.alerts())

  async function see(alert: MoveAlert): Promise<void> {
    const problem = await attempt(() => store.seeAlert(alert))
    toasts.show(problem || t('move.alert.saved'), problem ? { tone: 'warn' } : {})
  }
  return { alerts: computed(() => value.value ?? []), busy, see }
}
