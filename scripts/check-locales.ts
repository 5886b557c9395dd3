import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { EASY_READ_WORDS, sentencesOf, wordsOf } from '../shared/pathways/readability.ts'

/**
 * Checks the words of the app: every language has English's keys and placeholders, Easy Read keeps its sentences
 * short, and no key is asked for that is not there, or there and never asked for.
 * Prints one line a problem; exit code 1 when there is any.
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

function compare(name: string, words: Map<string, string>, english: Map<string, string>): string[] {
  const missing = [...english.keys()].filter(key => !words.has(key)).map(key => `${name}: ${key} is missing`)
  const extra = [...words.keys()].filter(key => !english.has(key)).map(key => `${name}: ${key} is not in en.json`)
  const different = [...words].filter(([key, text]) => english.has(key) && placeholders(text) !== placeholders(english.get(key) ?? ''))
    .map(([key]) => `${name}: ${key} has other placeholders than en.json`)
  return [...missing, ...extra, ...different]
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
const locales = readdirSync(localeFolder).filter(file => file.endsWith('.json') && file !== 'en.json')
const problems = [
  ...locales.flatMap(file => compare(file, readLocale(file), english)),
  ...checkEasyRead(readLocale('en-easy.json')),
  ...checkUse(english),
]
for (const problem of problems) console.log(problem)
console.log(`${english.size} keys, ${locales.length + 1} languages, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
