const choices = {
  textSize: ['normal', 'large', 'largest'],
  spacing: ['normal', 'wide'],
  theme: ['system', 'light', 'dark', 'contrast'],
} as const

/** How this reader likes to read: size of text, space between lines and letters, colours. */
export type ReadingSettings = { [Key in keyof typeof choices]: typeof choices[Key][number] }

export const readingChoices: Readonly<typeof choices> = choices

const usual: ReadingSettings = { textSize: 'normal', spacing: 'normal', theme: 'system' }

function known<Choice extends string>(options: readonly Choice[], value: unknown, otherwise: Choice): Choice {
  return options.find(option => option === value) ?? otherwise
}

/** Reads what the cookie holds, whoever wrote it: `size.spacing.theme`. Unknown words fall back to the usual. */
export function readReadingSettings(cookie: string): ReadingSettings {
  const [textSize, spacing, theme] = cookie.split('.')
  return {
    textSize: known(choices.textSize, textSize, usual.textSize),
    spacing: known(choices.spacing, spacing, usual.spacing),
    theme: known(choices.theme, theme, usual.theme),
  }
}

const yearInSeconds = 31_536_000

/** The reader's settings, kept in a cookie so that the server sends the page right from the first paint. */
export function useReadingSettings(): Ref<ReadingSettings> {
  const cookie = useCookie<string | null | undefined>('onward-reading', {
    maxAge: yearInSeconds,
    sameSite: 'lax',
    path: '/',
  })
  return computed({
    get: () => readReadingSettings(cookie.value ?? ''),
    set: ({ textSize, spacing, theme }) => { cookie.value = [textSize, spacing, theme].join('.') },
  })
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
      'data-text-size': () => settings.value.textSize,
      'data-spacing': () => settings.value.spacing,
      'data-easy-read': () => (locale.value.endsWith('-easy') ? '' : undefined),
    },
  })
}
