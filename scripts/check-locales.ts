import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { baseCompile } from '@intlify/message-compiler'
import { isTranslated, languages, type TranslatedCode } from '../shared/languages.ts'
import { pluralFormsOf } from '../shared/plurals.ts'
import { EASY_READ_WORDS, sentencesOf, wordsOf } from '../shared/pathways/readability.ts'
import { isCompleteLanguage } from '../shared/translation-status.ts'
import { agesFile, agesNow, formatAges, oldKeys, readAges } from './translation-age.ts'
import { withStatusTable } from './translation-table.ts'

/**
 * Checks the words of the app: every language has English's keys and placeholders, Easy Read keeps its sentences
 * short, translations have the plural forms of their language, and no key is asked for that is not there, or there and never
 * asked for. What a translation lacks is a problem once `locales/status.json` calls it complete. Prints one line a problem; exit code 1
 * when there is any. With `--write` it first notes which texts have changed, in `locales/translated-from.json`, and with that
 * which translations are older than their English, in docs/translations.md.
 */
type Words = { [key: string]: string | Words }

const root = join(import.meta.dirname, '..')
const localeFolder = join(root, 'locales')
const sourceFolders = ['app.vue', 'error.vue', 'components', 'composables', 'layouts', 'middleware', 'pages', 'plugins', 'server', 'shared', 'stores', 'supabase/schemas']

function flatten(words: Words, prefix = ''): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`))
}

function readLocale(file: string): Map<string, string> {
  return new Map(flatten(JSON.parse(readFileSync(join(localeFolder, file), 'utf8')) as Words))
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')
}

function missingFrom(words: Map<string, string>, english: Map<string, string>): string[] {
  return [...english.keys()].filter(key => !words.get(key)?.trim())
}

function compare(name: string, words: Map<string, string>, english: Map<string, string>): string[] {
  const extra = [...words.keys()].filter(key => !english.has(key)).map(key => `${name}: ${key} is not in en.json`)
  const different = [...words].filter(([key, text]) => english.has(key) && placeholders(text) !== placeholders(english.get(key) ?? ''))
    .map(([key]) => `${name}: ${key} has other placeholders than en.json`)
  return [...extra, ...different, ...unreadable(name, words)]
}

/** A lone brace, @ or | is syntax to vue-i18n; written as text it is `{'@'}`. */
function unreadable(name: string, words: Map<string, string>): string[] {
  return [...words].flatMap(([key, text]) => {
    const problems: string[] = []
    baseCompile(text, { onError: error => problems.push(`${name}: ${key} cannot be read: ${error.message}`) })
    return problems
  })
}

/** English has two forms, after words for nothing where there are any: `none | one | many`. */
function checkPlurals(code: string, words: Map<string, string>, english: Map<string, string>): string[] {
  return [...words].flatMap(([key, text]) => {
    const inEnglish = english.get(key)?.split('|').length ?? 1
    const expected = inEnglish === 1 ? 1 : inEnglish - 2 + pluralFormsOf(code)
    const found = text.split('|').length
    return found === expected ? [] : [`${code}.json: ${key} has ${found} plural forms and needs ${expected}, parted by |`]
  })
}

function checkTranslation(code: TranslatedCode, english: Map<string, string>): string[] {
  const name = `${code}.json`
  const words = readLocale(name)
  const missing = isCompleteLanguage(code) ? missingFrom(words, english).map(key => `${name}: ${key} is missing`) : []
  const blank = [...words].filter(([, text]) => !text.trim()).map(([key]) => `${name}: ${key} is blank: translate it or leave the key out`)
  return [...missing, ...blank, ...compare(name, words, english), ...checkPlurals(code, words, english)]
}

/** What is written by this script: brought up to date with `--write`, else a problem where it is not. */
function checkRecord(file: string, update: (text: string) => string): string[] {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  const expected = update(text)
  if (text === expected) return []
  if (!process.argv.includes('--write')) return [`${file} is behind the words: run npm run check:locales -- --write`]
  writeFileSync(path, expected)
  return []
}

function checkEasyRead(words: Map<string, string>): string[] {
  return [...words].flatMap(([key, text]) =>
    text.split('|').flatMap(sentencesOf).filter(sentence => wordsOf(sentence).length > EASY_READ_WORDS)
      .map(sentence => `en-easy.json: ${key} has a long sentence: ${sentence}`))
}

function sourceFiles(path: string): string[] {
  if (extname(path)) return /\.(ts|vue|sql)$/.test(path) ? [path] : []
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? sourceFiles(join(path, entry.name)) : sourceFiles(join(path, entry.name)))
}

/** A key counts as used when it stands in the source, quoted or as a path into the file, or when a template such as `problem.${code}` can make it. */
function checkUse(english: Map<string, string>): string[] {
  const source = sourceFolders.filter(folder => existsSync(join(root, folder))).flatMap(sourceFiles).map(file => readFileSync(join(root, file), 'utf8')).join('\n')
  const quoted = new Set([...source.matchAll(/['"`]([a-z_][\w-]*(?:\.[\w-]+)+)['"`]/gi)].map(match => match[1] ?? ''))
  const made = [...source.matchAll(/`([a-z_][\w-]*\.(?:[\w.-]*|[\w.-]*\$\{[^`]*))`/gi)]
    .map(match => match[1] ?? '').filter(text => text.includes('${'))
    .map(text => new RegExp(`^${text.split(/\$\{[^}]*\}/).map(part => part.replaceAll('.', '\\.')).join('[\\w.:-]+')}$`))
  const unused = [...english.keys()].filter(key => !quoted.has(key) && !source.includes(`.${key}`) && !made.some(pattern => pattern.test(key)))
    .map(key => `en.json: ${key} is used nowhere`)
  const asked = [...source.matchAll(/\b\$?te?\(\s*['"]([a-z_][\w-]*(?:\.[\w-]+)+)['"]/gi), ...source.matchAll(/keypath="([^"$]+)"/g)]
    .map(match => match[1] ?? '')
  const unknown = [...new Set(asked)].filter(key => !english.has(key)).map(key => `en.json: ${key} is asked for and missing`)
  return [...unused, ...unknown]
}

const english = readLocale('en.json')
const easy = readLocale('en-easy.json')
const translated = languages.map(({ code }) => code).filter(isTranslated)
const missing = translated.map(code => ({ code, keys: missingFrom(readLocale(`${code}.json`), english) })).filter(({ keys }) => keys.length > 0)
const others = languages.map(({ code }) => code).filter(code => code !== 'en')
const ages = agesNow(readAges(), english, others.map(code => readLocale(`${code}.json`)))
const old = new Map(others.map((code, place) => [code, oldKeys(ages, place)]))
const problems = [
  ...missingFrom(easy, english).map(key => `en-easy.json: ${key} is missing`),
  ...compare('en-easy.json', easy, english),
  ...checkEasyRead(easy),
  ...translated.flatMap(code => checkTranslation(code, english)),
  ...checkUse(english),
  ...checkRecord(agesFile, () => formatAges(ages)),
  ...checkRecord('docs/translations.md', text => withStatusTable(text, old)),
]
for (const problem of problems) console.log(problem)
for (const { code, keys } of missing) console.log(`${code}.json: ${keys.length} of ${english.size} keys are not translated yet, first ${keys.slice(0, 3).join(', ')}`)
for (const [code, keys] of old) if (keys.length > 0) console.log(`${code}.json: ${keys.length} older than the English, first ${keys.slice(0, 3).join(', ')}`)
console.log(`${english.size} keys, ${languages.length} languages, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
