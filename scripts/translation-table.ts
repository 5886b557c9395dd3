import { isTranslated, languages, type LanguageCode } from '../shared/languages.ts'
import { translationStatus, type TranslationStatus } from '../shared/translation-status.ts'

const begin = '<!-- table: npm run check:locales -- --write -->'
const end = '<!-- end of table -->'

const states: Readonly<Record<TranslationStatus['state'], string>> = {
  machine: 'Translated by machine, **not yet checked by a speaker**',
  checked: 'Checked by a speaker',
}

/** Keys whose text is older than the English, by language. */
type OldKeys = ReadonlyMap<LanguageCode, readonly string[]>

function row(code: LanguageCode, name: string, old: OldKeys): string {
  if (code === 'en') return `| \`en\` | ${name} | Written here | | | |`
  const count = old.get(code)?.length ?? 0
  if (!isTranslated(code)) return `| \`${code}\` | ${name} | Written here, not yet checked by people with learning disabilities | ${count} | | |`
  const { complete, state, checked_by: by, checked_on: on } = translationStatus[code]
  return `| \`${code}\` | ${name} | ${states[state]}${complete ? '' : '; not complete, English stands in'} | ${count} | ${by ?? ''} | ${on ?? ''} |`
}

/** The document with its table as `locales/status.json` has it, and the texts to look at again. @throws where the marks around the table are gone */
export function withStatusTable(document: string, old: OldKeys): string {
  const [before, rest] = document.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/translations.md needs the lines ${begin} and ${end}`)
  const lines = [
    '| Locale | Language | State | Older than the English | Checked by | On |',
    '| --- | --- | --- | --- | --- | --- |',
    ...languages.map(({ code, name }) => row(code, name, old)),
    ...[...old].filter(([, keys]) => keys.length > 0)
      .map(([code, keys]) => `\nOlder than the English, to be looked at in \`${code}\`: ${keys.map(key => `\`${key}\``).join(', ')}`),
  ]
  return `${before}${begin}\n${lines.join('\n')}\n${end}${after}`
}
