import type { Reader } from '~/shared/sharing'

/** Those who are involved with a young person today, for `SharingChoice`; nobody until they are loaded. */
export function useReaders(person: string): ComputedRef<Reader[]> {
  const store = useSharingStore()
  const { value } = useLoaded(`readers ${person}`, () => store.readers(person), { keepFor: person })
  return computed(() => value.value ?? [])
}
