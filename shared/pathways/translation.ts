import { Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { YAMLMap } from 'yaml'
import { isLanguageCode, isTranslated } from '../languages.ts'
import type { PathwayDocument } from './schema.ts'

/**
 * The words of a pathway in another language, in a file of their own (`<pathway>.<code>.yaml`), because a better word must not
 * make a new version. Each entry holds the English it was made from and is only shown where the pathway still says that.
 */

const sections = ['stages', 'steps', 'conditions', 'anchors'] as const
type Section = typeof sections[number]
type Words = Readonly<Record<string, string>>
/** Subject by subject, what the pathway says in English. */
type English = Readonly<Record<Section, ReadonlyMap<string, Words>>>

/** What a row of `pathway_texts` calls the section. */
const subjects = { stages: 'stage', steps: 'item', conditions: 'condition', anchors: 'anchor' } as const

/** One translated text as `private.import_pathway_translation(document jsonb)` takes it. */
export interface TranslatedText {
  subject: typeof subjects[Section]
  key: string
  english: { title: string, detail: string | null }
  title: string
  detail: string | null
}

export interface TranslationProblem {
  file: string
  /** Counts from 1. */
  line: number
  message: string
}

export interface TranslationResult {
  texts: TranslatedText[]
  problems: TranslationProblem[]
  /** Texts that are blank, absent, or made from English that has changed since. Problems only in a finished file. */
  untranslated: number
}

/** Splits `en-send-pfa-default.pl.yaml`; undefined for a pathway itself. */
export function readTranslationName(file: string): { pathway: string, locale: string } | undefined {
  const [, pathway, locale] = /([^/\\]+)\.([a-z]{2,3}(?:-[a-z]+)?)\.yaml$/.exec(file) ?? []
  return pathway && locale ? { pathway, locale } : undefined
}

export function englishOf({ stages, conditions, anchors }: PathwayDocument): English {
  const plain = (words: Readonly<Record<string, string | undefined>>): Words =>
    Object.fromEntries(Object.entries(words).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const steps = stages.flatMap(stage => [...stage.milestones, ...stage.items])
  return {
    stages: new Map(stages.map(({ id, texts }) => [id, plain(texts.en)])),
    steps: new Map(steps.map(({ id, texts }) => [id, plain(texts.en)])),
    conditions: new Map(conditions.map(({ key, texts }) => [key, plain(texts.en)])),
    anchors: new Map(anchors.map(({ key, texts }) => [key, plain(texts.en)])),
  }
}

/** Reads and checks one file of translations against its pathway. Never throws: every problem is returned with its line. */
export function parseTranslation(text: string, file: string, pathway: PathwayDocument): TranslationResult {
  const lines = new LineCounter()
  const tree = parseDocument(text, { lineCounter: lines })
  const lineOf = (node: unknown) => lines.linePos(hasRange(node) ? node.range[0] : 0).line
  const [wrong] = tree.errors
  if (wrong || !isMap(tree.contents)) {
    const line = wrong ? lines.linePos(wrong.pos[0]).line : 1
    return { texts: [], untranslated: 0, problems: [{ file, line, message: `this is not YAML that can be read${wrong ? `: ${wrong.message.split(' at line ')[0]}` : ''}` }] }
  }
  const root: YAMLMap = tree.contents
  const finished: unknown = root.get('finished')
  const found = sections.map(section => readSection(section, root, englishOf(pathway)[section], lineOf))
  const blanks = found.flatMap(({ untranslated }) => untranslated)
  const problems = [
    ...headProblems(root, file, pathway, lineOf),
    ...found.flatMap(section => section.problems),
    ...(finished === false ? [] : blanks),
  ]
  return {
    texts: found.flatMap(section => section.texts),
    untranslated: blanks.length,
    problems: problems.map(problem => ({ file, ...problem })).toSorted((a, b) => a.line - b.line),
  }
}

type Problem = Omit<TranslationProblem, 'file'>
type LineOf = (node: unknown) => number

function headProblems(root: YAMLMap, file: string, { template }: PathwayDocument, lineOf: LineOf): Problem[] {
  const name = readTranslationName(file)
  const problems: Problem[] = []
  for (const { key } of root.items) {
    if (isScalar(key) && !['template_id', 'locale', 'finished', ...sections].includes(String(key.value))) {
      problems.push({ line: lineOf(key), message: `"${String(key.value)}" is not a part of this: correct its spelling or remove it` })
    }
  }
  if (root.get('template_id') !== template.template_id) problems.push({ line: 1, message: `template_id should be ${template.template_id}` })
  const locale = root.get('locale')
  if (!isLanguageCode(locale) || !isTranslated(locale)) problems.push({ line: 1, message: `"${String(locale)}" is not one of our languages: see shared/languages.ts` })
  if (name && name.locale !== locale) problems.push({ line: 1, message: `locale is ${String(locale)} and the name of the file says ${name.locale}: make them the same` })
  return problems
}

interface SectionResult { texts: TranslatedText[], problems: Problem[], untranslated: Problem[] }

function readSection(section: Section, root: YAMLMap, english: ReadonlyMap<string, Words>, lineOf: LineOf): SectionResult {
  const found = root.get(section)
  const map = isMap(found) ? found : undefined
  const result: SectionResult = { texts: [], problems: [], untranslated: [] }
  const seen = new Set<string>()
  for (const { key, value } of map?.items ?? []) {
    const id = isScalar(key) ? String(key.value) : ''
    const source = english.get(id)
    if (!source) {
      result.problems.push({ line: lineOf(key), message: `${id}: is not in the ${section} of the pathway: correct its spelling or remove it` })
      continue
    }
    seen.add(id)
    readEntry({ section, id, source, entry: isMap(value) ? value : undefined, line: lineOf(key), lineOf }, result)
  }
  const absent = [...english.keys()].filter(id => !seen.has(id))
  result.untranslated.push(...absent.map(id => ({ line: 1, message: `${id}: is missing from ${section}: run npm run translate` })))
  return result
}

interface Entry { section: Section, id: string, source: Words, entry: YAMLMap | undefined, line: number, lineOf: LineOf }

function readEntry({ section, id, source, entry, line, lineOf }: Entry, result: SectionResult): void {
  const fields = Object.keys(source)
  const extra = entry?.items.map(({ key }) => key).filter(key => isScalar(key) && !['english', ...fields].includes(String(key.value))) ?? []
  result.problems.push(...extra.map(key => ({ line: lineOf(key), message: `${id}: "${String(key)}" is not in the English: remove it` })))
  const from = entry?.get('english')
  const madeFrom: unknown = isMap(from) ? from.toJSON() : undefined
  if (!sameWords(madeFrom, source)) {
    result.untranslated.push({ line, message: `${id}: the English has changed: run npm run translate and translate this again` })
    return
  }
  const words = fields.map(field => [field, String(entry?.get(field) ?? '').trim()] as const)
  const blank = words.filter(([, text]) => text === '').map(([field]) => field)
  if (blank.length > 0) {
    result.untranslated.push({ line, message: `${id}: ${blank.join(' and ')} is blank: translate it` })
    return
  }
  const different = words.find(([field, text]) => placeholders(text) !== placeholders(source[field] ?? ''))
  if (different) {
    result.problems.push({ line, message: `${id}: ${different[0]} has other words in { } than the English: keep them as they are` })
    return
  }
  result.texts.push({ subject: subjects[section], key: id, english: asRow(source), ...asRow(Object.fromEntries(words)) })
}

/** `label` and `name` are titles in the database, `question` a detail. */
function asRow(words: Words): { title: string, detail: string | null } {
  return { title: words.title ?? words.label ?? words.name ?? '', detail: words.detail ?? words.question ?? null }
}

function sameWords(made: unknown, source: Words): boolean {
  if (typeof made !== 'object' || made === null) return false
  const entries = Object.entries(made)
  return entries.length === Object.keys(source).length && entries.every(([field, text]) => source[field] === text)
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}

const header = ` The words of a pathway in another language. The full guide is docs/translations.md.
 Write beneath each "english", never in it. A reader sees English where a text is blank.
 finished  true = nothing may be blank. npm run check:pathways says what is still missing.`

/**
 * The file brought up to date: every text of the pathway in its order, with what was translated from the same English kept and
 * the rest blank. The same pathway and translations always give the same bytes.
 */
export function formatTranslation(pathway: PathwayDocument, locale: string, kept: readonly TranslatedText[]): string {
  const known = new Map(kept.map(text => [`${text.subject} ${text.key}`, text]))
  let blank = 0
  const english = englishOf(pathway)
  const body = Object.fromEntries(sections.map((section) => {
    const entries = [...english[section]].map(([id, source]) => {
      const text = known.get(`${subjects[section]} ${id}`)
      if (!text) blank += 1
      const words = Object.keys(source).map((field, index) => [field, (index === 0 ? text?.title : text?.detail) ?? ''])
      return [id, { english: source, ...Object.fromEntries(words) }]
    })
    return [section, Object.fromEntries(entries)]
  }))
  const tree = new Document({ template_id: pathway.template.template_id, locale, finished: blank === 0, ...body })
  tree.commentBefore = header
  return tree.toString({ lineWidth: 0, singleQuote: true })
}
