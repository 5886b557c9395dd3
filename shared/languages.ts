/**
 * The languages of the app, in the order they are offered. Each has its words in `locales/<code>.json`, each name is in its
 * own language, and `language` is the BCP 47 tag that `<html lang>`, voices and `Intl` go by.
 */
export const languages = [
  { code: 'en', name: 'English', language: 'en-GB', dir: 'ltr' },
  { code: 'en-easy', name: 'Easy Read', language: 'en-GB', dir: 'ltr' },
  { code: 'pl', name: 'Polski', language: 'pl', dir: 'ltr' },
  { code: 'gu', name: 'ગુજરાતી', language: 'gu', dir: 'ltr' },
  { code: 'pa', name: 'ਪੰਜਾਬੀ', language: 'pa', dir: 'ltr' },
  { code: 'ur', name: 'اردو', language: 'ur', dir: 'rtl' },
  { code: 'ro', name: 'Română', language: 'ro', dir: 'ltr' },
] as const

export type LanguageCode = typeof languages[number]['code']

/** The languages that are translated from English. */
export type TranslatedCode = Exclude<LanguageCode, 'en' | 'en-easy'>

export function isLanguageCode(value: unknown): value is LanguageCode {
  return languages.some(({ code }) => code === value)
}

export function isTranslated(code: LanguageCode): code is TranslatedCode {
  return code !== 'en' && code !== 'en-easy'
}
