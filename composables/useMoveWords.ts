import type { MoveKind } from '~/shared/moves'

interface MoveWords {
  /** "Moving to a new place to learn", "Adult health: Epilepsy clinic". */
  moveTitle: (move: { kind: MoveKind, specialty: string | null }) => string
}

/** What moves are called. */
export function useMoveWords(): MoveWords {
  const { t } = useI18n()
  return {
    moveTitle: ({ kind, specialty }) => (specialty ? t('move.kind.specialty', { specialty }) : t(`move.kind.${kind}`)),
  }
}
