import type { PathwayDocument, PathwayStage } from './schema.ts'
import type { DocumentPath } from './check.ts'

/** Easy Read: no sentence longer than this. */
export const EASY_READ_WORDS = 12

/** Hardest US school grade for words a young person or family reads: the end of grade 6 is age 11. */
export const FAMILY_GRADE = 6

export interface HardWords {
  path: DocumentPath
  /** Id or key of what the words belong to. */
  subject: string
  words: string
  /** Words in the sentence for Easy Read, US school grade for plain English. */
  measure: number
}

/** Cuts text into sentences at full stops, question marks, exclamation marks and colons. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?:])\s+/).map(sentence => sentence.trim()).filter(Boolean)
}

export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []
}

/**
 * Flesch–Kincaid grade: 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others, 1975).
 * Coarse for very short text, so measure a title together with its detail. Empty text is grade 0.
 */
export function gradeOf(text: string): number {
  const words = wordsOf(text)
  if (words.length === 0) return 0
  const sentences = sentencesOf(text).length
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0)
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59
}

/** Letters said one by one, like EHC, have a syllable each (and W three). */
export function syllablesIn(word: string): number {
  if (/^\p{N}+$/u.test(word)) return 1
  if (/^[A-Z]{2,4}$/.test(word) && !SAID_AS_WORDS.has(word)) return word.length + 2 * (word.match(/W/g)?.length ?? 0)
  return word.split(/[-'’]/).filter(part => part.length > 1 || word.length === 1).reduce((sum, part) => sum + syllablesInPart(part.toLowerCase()), 0)
}

const SAID_AS_WORDS: ReadonlySet<string> = new Set(['PIP', 'SEND', 'UCAS'])

function syllablesInPart(part: string): number {
  const trimmed = part.replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e|[aeiouy][^aeiouy]les)$/, '').replace(/^y/, '')
  return Math.max(1, trimmed.match(/[aeiouy]{1,2}/g)?.length ?? 0)
}

/** Every Easy Read sentence in the document that is too long. */
export function longEasyReadSentences(document: PathwayDocument): HardWords[] {
  return everyText(document).flatMap(({ path, subject, texts }) =>
    Object.entries(texts['en-easy'] ?? {}).flatMap(([field, text]) => sentencesOf(text)
      .map(sentence => ({ path: [...path, 'en-easy', field], subject, words: sentence, measure: wordsOf(sentence).length }))
      .filter(({ measure }) => measure > EASY_READ_WORDS)))
}

/**
 * The plain English that young people and families read, each title with its detail and US school grade:
 * their own items, and every stage and milestone.
 */
export function familyGrades(document: PathwayDocument): HardWords[] {
  return document.stages.flatMap((stage, index) => [
    graded(['stages', index], stage),
    ...stage.milestones.map((milestone, step) => graded(['stages', index, 'milestones', step], milestone)),
    ...stage.items.flatMap((item, step) => FAMILY_AUDIENCES.has(item.audience) ? [graded(['stages', index, 'items', step], item)] : []),
  ])
}

const FAMILY_AUDIENCES: ReadonlySet<string> = new Set(['young_person', 'family'])

function graded(path: DocumentPath, { id, texts }: Pick<PathwayStage, 'id' | 'texts'>): HardWords {
  const words = `${texts.en.title}. ${texts.en.detail}`
  return { path: [...path, 'texts', 'en', 'title'], subject: id, words, measure: gradeOf(words) }
}

type AnyTexts = Readonly<Record<string, Readonly<Record<string, string>>>>

function everyText(document: PathwayDocument): { path: DocumentPath, subject: string, texts: AnyTexts }[] {
  const at = (path: DocumentPath, subject: string, texts: unknown) => ({ path: [...path, 'texts'], subject, texts: texts as AnyTexts })
  return [
    at(['template'], document.template.template_id, document.template.texts),
    ...document.conditions.map(({ key, texts }, index) => at(['conditions', index], key, texts)),
    ...document.anchors.map(({ key, texts }, index) => at(['anchors', index], key, texts)),
    ...document.stages.flatMap((stage, index) => [
      at(['stages', index], stage.id, stage.texts),
      ...stage.milestones.map(({ id, texts }, step) => at(['stages', index, 'milestones', step], id, texts)),
      ...stage.items.map(({ id, texts }, step) => at(['stages', index, 'items', step], id, texts)),
    ]),
  ]
}
