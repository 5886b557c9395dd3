import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePathway } from '../../shared/pathways/parse.ts'
import type { PathwayDocument } from '../../shared/pathways/schema.ts'
import { englishOf, formatTranslation, parseTranslation, readTranslationName } from '../../shared/pathways/translation.ts'

const file = 'supabase/pathways/en-send-pfa-default.yaml'
const name = 'supabase/pathways/en-send-pfa-default.pl.yaml'

function pathway(): PathwayDocument {
  const { document } = parsePathway(readFileSync(file, 'utf8'), file)
  if (!document) throw new Error('the default pathway has problems')
  return document
}

const document = pathway()
const blank = formatTranslation(document, 'pl', [])
const [[stage = '', words] = []] = englishOf(document).stages
const filled = blank.replace(/title: ''\n {4}detail: ''/, 'title: Początek\n    detail: To jest przejście.')

function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex(line => line.includes(part)) + 1
}

describe('a file of translations', () => {
  it('is named after its pathway and its language', () => {
    expect(readTranslationName(name)).toEqual({ pathway: 'en-send-pfa-default', locale: 'pl' })
    expect(readTranslationName(file)).toBeUndefined()
  })

  it('may be blank as long as it says so', () => {
    const { texts, problems, untranslated } = parseTranslation(blank, name, document)
    expect([texts, problems]).toEqual([[], []])
    expect(untranslated).toBeGreaterThan(300)
  })

  it('gives what is translated, with the English it was made from', () => {
    const { texts, problems } = parseTranslation(filled, name, document)
    expect(problems).toEqual([])
    expect(texts).toEqual([{ subject: 'stage', key: stage, english: words, title: 'Początek', detail: 'To jest przejście.' }])
  })

  it('keeps what was translated when it is brought up to date, byte for byte', () => {
    const { texts } = parseTranslation(filled, name, document)
    expect(parseTranslation(formatTranslation(document, 'pl', texts), name, document).texts).toEqual(texts)
    expect(formatTranslation(document, 'pl', texts)).toBe(formatTranslation(document, 'pl', texts))
  })

  it('names every blank, with its line, once it calls itself finished', () => {
    const finished = filled.replace('finished: false', 'finished: true')
    const { problems, untranslated } = parseTranslation(finished, name, document)
    expect(problems).toHaveLength(untranslated)
    const [first] = problems
    expect(first).toEqual({ file: name, line: lineOf(finished, `  ${first?.message.split(':')[0]}:`), message: expect.stringMatching(/: title and detail is blank: translate it$/) as string })
  })

  it('is not believed where the English has changed since', () => {
    const changed = filled.replace('title: Starting school', 'title: Beginning school')
    const { texts, problems } = parseTranslation(changed.replace('finished: false', 'finished: true'), name, document)
    expect(texts).toEqual([])
    expect(problems.find(({ message }) => message.includes('English has changed'))).toMatchObject({ line: lineOf(changed, `  ${stage}:`) })
  })

  it.each([
    ['a step that is not there', (text: string) => text.replace(`  ${stage}:`, '  starting_skool:'), 'starting_skool: is not in the stages'],
    ['a word of its own', (text: string) => text.replace('title: Początek', 'titel: Początek\n    title: Początek'), '"titel" is not in the English'],
    ['words in { } that the English does not have', (text: string) => text.replace('Początek', 'Początek {name}'), 'title has other words in { }'],
    ['a part that is no part', (text: string) => `${text}\nextra: {}\n`, '"extra" is not a part of this'],
    ['another language than its name', (text: string) => text.replace('locale: pl', 'locale: ro'), 'the name of the file says pl'],
    ['a language that is not ours', (text: string) => text.replace('locale: pl', 'locale: xx'), '"xx" is not one of our languages'],
    ['what is not YAML', (text: string) => text.replace('locale: pl', 'locale: [pl'), 'not YAML that can be read'],
  ])('says what to do about %s', (_name, change, message) => {
    const { problems } = parseTranslation(change(filled), name, document)
    expect(problems.map(problem => problem.message).join('\n')).toContain(message)
    expect(problems.every(({ line }) => line >= 1)).toBe(true)
  })
})
