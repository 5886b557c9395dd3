import status from '../locales/status.json' with { type: 'json' }
import { isLanguageCode, isTranslated, type LanguageCode, type TranslatedCode } from './languages.ts'

export interface TranslationStatus {
  /** No word of the app may be missing. Before that, English stands in for what is. */
  complete: boolean
  /** `machine`: no speaker of the language has read it yet. */
  state: 'machine' | 'checked'
  /** Who checked it, as they want to be named; null before that. */
  checked_by: string | null
  /** `YYYY-MM-DD` */
  checked_on: string | null
}

/** From `locales/status.json`, which the interface and `docs/translations.md` both read. */
export const translationStatus = status as Readonly<Record<TranslatedCode, TranslationStatus>>

/** A translation that no speaker of the language has checked: readers are told so. */
export function isUncheckedTranslation(code: string): boolean {
  return isLanguageCode(code) && isTranslated(code) && translationStatus[code].state !== 'checked'
}

/** A language that needs no English to fill it up. */
export function isCompleteLanguage(code: LanguageCode): boolean {
  return !isTranslated(code) || translationStatus[code].complete
}
