import { readReadingCookie, writeReadingCookie, type ReadingSettings } from '~/shared/reading-settings'

const yearInSeconds = 31_536_000

/** The reader's settings, kept in a cookie so that the server sends the page right from the first paint. */
export function useReadingSettings(): Ref<ReadingSettings> {
  const cookie = useReadingCookie()
  const kept = useKeptReading()
  return computed({
    get: () => readReadingCookie(kept.value),
    set: (settings) => {
      kept.value = writeReadingCookie(settings)
      cookie.value = kept.value
    },
  })
}

/** One value for the whole page: each use of a cookie has its own. */
function useKeptReading(): Ref<string> {
  return useState('reading', () => useReadingCookie().value ?? '')
}

function useReadingCookie(): Ref<string | null | undefined> {
  return useCookie<string | null | undefined>('onward-reading', { maxAge: yearInSeconds, sameSite: 'lax', path: '/' })
}

/** Whether this browser has settings of its own. */
export function useHasReadingSettings(): ComputedRef<boolean> {
  const kept = useKeptReading()
  return computed(() => kept.value !== '')
}

/** Puts the settings and the language on `<html>`, where the tokens read them. Called once, by the layout. */
export function useReadingAttributes(): void {
  const settings = useReadingSettings()
  const { locale, localeProperties } = useI18n()
  useHead({
    htmlAttrs: {
      'lang': () => localeProperties.value.language ?? locale.value,
      'dir': () => localeProperties.value.dir ?? 'ltr',
      'data-theme': () => settings.value.theme,
      'data-text-size': () => settings.value.size,
      'data-spacing': () => settings.value.spacing,
      'data-font': () => settings.value.font,
      'data-motion': () => settings.value.motion,
      'data-easy-read': () => (locale.value.endsWith('-easy') ? '' : undefined),
    },
  })
}
