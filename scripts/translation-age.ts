import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const agesFile = 'locales/translated-from.json'

/** By key: a fingerprint of the English, then one of each other language in their order, parted by spaces. `!` before one: its text is old. */
export type TranslationAges = Readonly<Record<string, string>>
type Texts = ReadonlyMap<string, string>

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6)

/**
 * What is known once these texts are there: a text that stayed as it was while the English changed is old, until it changes too.
 * @param before `locales/translated-from.json` as it is
 * @param others the languages in their order
 */
export function agesNow(before: TranslationAges, english: Texts, others: readonly Texts[]): TranslationAges {
  return Object.fromEntries([...english].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, text]) => {
    const [was, ...known] = before[key]?.split(' ') ?? []
    const now = fingerprint(text)
    const marks = others.map((texts, index) => {
      const mark = fingerprint(texts.get(key) ?? '')
      const isSame = known[index]?.replace('!', '') === mark
      return isSame && (was !== now || known[index]?.startsWith('!')) ? `!${mark}` : mark
    })
    return [key, [now, ...marks].join(' ')]
  }))
}

/** The keys whose text in the language at this place of the order is older than the English. */
export function oldKeys(ages: TranslationAges, place: number): string[] {
  return Object.entries(ages).filter(([, marks]) => marks.split(' ')[place + 1]?.startsWith('!')).map(([key]) => key)
}

export function readAges(): TranslationAges {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', agesFile), 'utf8')) as TranslationAges
}

export function formatAges(ages: TranslationAges): string {
  return `${JSON.stringify(ages, null, 2)}\n`
}
