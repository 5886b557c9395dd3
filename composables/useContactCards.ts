import type { ContactSeat } from '~/shared/family'
import type { Json } from '~/shared/types/database'

interface ContactCards {
  /** My seats in teams; none for a family. */
  seats: ComputedRef<ContactSeat[]>
  /** Answers why it could not be saved, in words, or ''. */
  save: (seat: ContactSeat, patch: { [column: string]: Json }) => Promise<string>
  /** For a page that waits. */
  settled: Promise<void>
}

/** How families reach me, in each team I work in. */
export function useContactCards(): ContactCards {
  const store = useFamilyStore()
  const toasts = useToasts()
  const { report, inWords } = useProblem()
  const { t } = useI18n()
  const { value, settled } = useLoaded('contact seats', () => store.contactSeats())

  async function save(seat: ContactSeat, patch: { [column: string]: Json }): Promise<string> {
    let problem = ''
    try {
      await store.saveCard(seat.member_id, seat.card?.version ?? 0, patch)
      toasts.show(t('family.card.saved'))
    }
    catch (error) {
      problem = inWords(report(error))
    }
    // After a conflict too: the form takes over what was not typed here.
    await refreshNuxtData('contact seats')
    return problem
  }

  return { seats: computed(() => value.value ?? []), save, settled }
}
