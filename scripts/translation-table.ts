import { languages } from '../shared/languages.ts'
import { translationStatus, type TranslationStatus } from '../shared/translation-status.ts'

const begin = '<!-- table: npm run check:locales -- --write -->'
const end = '<!-- end of table -->'

const states: Readonly<Record<TranslationStatus['state'], string>> = {
  machine: 'Translated by machine, **not yet checked by a speaker**',
  checked: 'Checked by a speaker',
}

function row(code: string, name: string): string {
  if (code === 'en') return `| \`en\` | ${name} | Written here | | |`
  if (code === 'en-easy') return `| \`en-easy\` | ${name} | Written here, not yet checked by people with learning disabilities | | |`
  const { complete, state, checked_by: by, checked_on: on } = translationStatus[code as keyof typeof translationStatus]
  return `| \`${code}\` | ${name} | ${states[state]}${complete ? '' : '; not complete, English stands in'} | ${by ?? ''} | ${on ?? ''} |`
}

/** The document with its table as `locales/status.json` has it. @throws where the marks around the table are gone */
export function withStatusTable(document: string): string {
  const [before, rest] = document.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/translations.md needs the lines ${begin} and ${end}`)
  const lines = ['| Locale | Language | State | Checked by | On |', '| --- | --- | --- | --- | --- |', ...languages.map(({ code, name }) => row(code, name))]
  return `${before}${begin}\n${lines.join('\n')}\n${end}${after}`
}
