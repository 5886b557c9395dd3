/**
 * Gets a language ready to be translated: brings `supabase/pathways/<pathway>.<code>.yaml` up to date with the English, with
 * blanks where words are missing, and prints the keys that `locales/<code>.json` lacks or has from an older English, as JSON with
 * the English of today.
 * Usage: npm run translate -- <code>
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLanguageCode, isTranslated, languages } from '../shared/languages.ts'
import { formatTranslation, parseTranslation } from '../shared/pathways/translation.ts'
import { listPathwayFiles, readPathway } from './pathway-files.ts'
import { oldKeys, readAges } from './translation-age.ts'

interface Words { [key: string]: string | Words }

const root = join(import.meta.dirname, '..')

function bringUpToDate(file: string, locale: string): void {
  const translation = file.replace(/\.yaml$/, `.${locale}.yaml`)
  const pathway = readPathway(file)
  const { texts } = existsSync(translation) ? parseTranslation(readFileSync(translation, 'utf8'), translation, pathway) : { texts: [] }
  writeFileSync(translation, formatTranslation(pathway, locale, texts))
}

function readWords(code: string): Words {
  return JSON.parse(readFileSync(join(root, `locales/${code}.json`), 'utf8')) as Words
}

function lacking(english: Words, translated: Words, old: ReadonlySet<string>, prefix = ''): Words {
  return Object.fromEntries(Object.entries(english).flatMap(([key, value]): [string, string | Words][] => {
    const found = translated[key]
    if (typeof value === 'string') return typeof found === 'string' && found.trim() && !old.has(prefix + key) ? [] : [[key, value]]
    const inside = lacking(value, typeof found === 'object' ? found : {}, old, `${prefix}${key}.`)
    return Object.keys(inside).length > 0 ? [[key, inside]] : []
  }))
}

const [code] = process.argv.slice(2)
if (!isLanguageCode(code) || !isTranslated(code)) {
  console.error(`Name one language: ${languages.map(language => language.code).filter(isTranslated).join(', ')}`)
  process.exitCode = 1
}
else {
  for (const file of listPathwayFiles(join(root, 'supabase/pathways')).pathways) bringUpToDate(file, code)
  const place = languages.findIndex(language => language.code === code) - 1
  console.log(JSON.stringify(lacking(readWords('en'), readWords(code), new Set(oldKeys(readAges(), place))), null, 2))
}
