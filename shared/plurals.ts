import { isLanguageCode, type LanguageCode } from './languages.ts'

interface Plural {
  /** How many forms a counted noun has, in the order translators write them. */
  forms: number
  /** Which of those, from 0, goes with a whole number of things. */
  formOf: (count: number) => number
}

const oneOrMany: Plural = { forms: 2, formOf: count => (count === 1 ? 0 : 1) }

/** 1 dzień · 2 dni, 22 dni · 5 dni, 12 dni. */
const polish: Plural = {
  forms: 3,
  formOf(count) {
    if (count === 1) return 0
    const [ten, hundred] = [count % 10, count % 100]
    return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2
  },
}

/** 1 zi · 2 zile, 101 zile · 20 de zile. */
const romanian: Plural = {
  forms: 3,
  formOf(count) {
    if (count === 1) return 0
    return count === 0 || (count % 100 >= 1 && count % 100 <= 19) ? 1 : 2
  },
}

/** Unicode CLDR plural rules for whole numbers. */
const plurals: Readonly<Record<LanguageCode, Plural>> = {
  'en': oneOrMany,
  'en-easy': oneOrMany,
  'pl': polish,
  'gu': oneOrMany,
  'pa': oneOrMany,
  'ur': oneOrMany,
  'ro': romanian,
}

export function pluralFormsOf(code: string): number {
  return isLanguageCode(code) ? plurals[code].forms : oneOrMany.forms
}

/**
 * Which of the choices of a message (`none | one | few | many`) goes with a count. A message may begin with words of its own
 * for nothing at all: then it has one choice more than its language has forms.
 */
export function choosePlural(code: LanguageCode, count: number, choices: number): number {
  const { forms, formOf } = plurals[code]
  const hasNone = choices > forms
  if (hasNone && count === 0) return 0
  return Math.min(formOf(Math.abs(count)) + (hasNone ? 1 : 0), choices - 1)
}
