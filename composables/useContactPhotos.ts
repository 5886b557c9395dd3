import type { TeamContact } from '~/shared/family'

/** Fetches the pictures of named contacts and of who covers for them, once the page is there; without a picture there are the initials. */
export function useContactPhotos(teams: () => readonly TeamContact[] | undefined): void {
  const family = useFamilyStore()
  onMounted(() => watch(teams, (shown) => {
    const seats = shown?.flatMap(({ contact, away }) => [contact, away?.cover ?? null]) ?? []
    void family.loadPhotos(seats.flatMap(seat => (seat?.has_photo ? [seat.member_id] : []))).catch(() => undefined)
  }, { immediate: true }))
}
