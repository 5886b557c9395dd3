import type { ViewReader } from '~/shared/own-views'

/** Puts readers into words: "Kate Wren, Larkhill Secondary and Meera Saffron (invited, not here yet)". */
export function useReaderNames(): (readers: readonly ViewReader[]) => string {
  const { t } = useI18n()
  const { list } = useDates()
  return readers => list(readers.map(({ name, is_here: isHere }) => (isHere ? name : t('own_view.reader.invited', { name }))))
}
