/** What a reader may choose, the usual choice first. The database knows the same words: supabase/schemas/33_preferences.sql. */
export const readingChoices = {
  /** In percent of the browser's own size. */
  size: ['100', '115', '130', '150'],
  /** Between lines, letters, words and paragraphs. */
  spacing: ['normal', 'wide', 'widest'],
  font: ['legible', 'system'],
  theme: ['system', 'light', 'dark', 'contrast'],
  motion: ['system', 'reduced'],
} as const

export type ReadingSetting = keyof typeof readingChoices
export type ReadingSettings = { [Key in ReadingSetting]: typeof readingChoices[Key][number] }

export const readingSettings = ['size', 'spacing', 'font', 'theme', 'motion'] as const satisfies readonly ReadingSetting[]

function known<Choice extends string>(choices: readonly [Choice, ...Choice[]], value: unknown): Choice {
  return choices.find(choice => choice === value) ?? choices[0]
}

/** Takes any value: what is missing or unknown is as usual. */
export function toReadingSettings(value: unknown): ReadingSettings {
  const found: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {}
  return {
    size: known(readingChoices.size, found.size),
    spacing: known(readingChoices.spacing, found.spacing),
    font: known(readingChoices.font, found.font),
    theme: known(readingChoices.theme, found.theme),
    motion: known(readingChoices.motion, found.motion),
  }
}

/** Reads what the cookie holds, whoever wrote it: `size.spacing.font.theme.motion`. */
export function readReadingCookie(cookie: string): ReadingSettings {
  const parts = cookie.split('.')
  return toReadingSettings(Object.fromEntries(readingSettings.map((setting, index) => [setting, parts[index]])))
}

export function writeReadingCookie(settings: ReadingSettings): string {
  return readingSettings.map(setting => settings[setting]).join('.')
}

export function isUsualReading(settings: ReadingSettings): boolean {
  return readingSettings.every(setting => settings[setting] === readingChoices[setting][0])
}
