/**
 * Measures the reading age of every English word that young people and families read: the app's, where a text of eight words or
 * more is measured by itself and shorter ones together with the rest of their noun, and the pathway's. Prints a report and one
 * line for each text that is too hard; exit code 1 when there is any. `locales/reading-exceptions.json` lists what staff read,
 * and what may stay hard and why.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAMILY_GRADE, familyGrades, gradeOf, wordsOf } from '../shared/pathways/readability.ts'
import { listPathwayFiles, readPathway } from './pathway-files.ts'

interface Words { [key: string]: string | Words }
interface Measured { key: string, text: string, grade: number }

const root = join(import.meta.dirname, '..')
/** Shorter texts have too few words for a formula that counts them. */
const measurableWords = 8
/** A child in US grade 6 is 11. */
const yearsBeforeSchool = 5

const { staff, exceptions } = JSON.parse(readFileSync(join(root, 'locales/reading-exceptions.json'), 'utf8')) as {
  staff: Record<string, string>
  exceptions: Record<string, string>
}

function flatten(words: Words, prefix: string): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`))
}

/** As it is read: the last plural form, a short name in place of what is filled in. */
function asRead(text: string): string {
  const form = text.split('|').at(-1)?.replace(/\{'(.)'\}/g, '$1').replace(/\{\w+\}/g, 'Sam').trim() ?? ''
  return /[.!?:]$/.test(form) ? form : `${form}.`
}

const rounded = (grade: number) => Number(grade.toFixed(1))
const isHard = ({ grade }: Measured) => rounded(grade) > FAMILY_GRADE
const ageOf = (grade: number) => (Math.max(grade, 0) + yearsBeforeSchool).toFixed(1)

function measure(key: string, text: string): Measured {
  return { key, text, grade: gradeOf(text) }
}

function measureNoun(noun: string, words: string | Words): { whole: Measured, texts: Measured[] } {
  const read = flatten({ [noun]: words }, '').map(([key, text]) => ({ key, text: asRead(text) }))
  return {
    whole: measure(noun, read.map(({ text }) => text).join(' ')),
    texts: read.filter(({ text }) => wordsOf(text).length >= measurableWords).map(({ key, text }) => measure(key, text)),
  }
}

const english = JSON.parse(readFileSync(join(root, 'locales/en.json'), 'utf8')) as Words
const nouns = Object.entries(english).filter(([noun]) => !staff[noun]).map(([noun, words]) => measureNoun(noun, words))
for (const { whole, texts } of nouns) {
  const hardest = texts.toSorted((a, b) => b.grade - a.grade)[0]
  console.log(`${whole.key}: reading age ${ageOf(whole.grade)}${hardest ? `, hardest ${ageOf(hardest.grade)} (${hardest.key})` : ''}`)
}

const app = nouns.flatMap(({ whole, texts }) => [{ ...whole, text: 'all of it together' }, ...texts]).filter(isHard)
const pathway = listPathwayFiles(join(root, 'supabase/pathways')).pathways
  .flatMap(file => familyGrades(readPathway(file))).map(({ subject, words, measure: grade }) => ({ key: subject, text: words, grade }))
console.log(`pathway: ${pathway.length} texts for families, hardest ${ageOf(Math.max(...pathway.map(({ grade }) => grade)))}`)

const problems = [
  ...[...app, ...pathway.filter(isHard)].filter(({ key }) => !exceptions[key])
    .map(({ key, grade, text }) => `${key}: reading age ${ageOf(grade)}, at most ${FAMILY_GRADE + yearsBeforeSchool}: shorter sentences and words, or a reason in locales/reading-exceptions.json: ${text}`),
  ...Object.keys(exceptions).filter(key => ![...app, ...pathway.filter(isHard)].some(found => found.key === key))
    .map(key => `${key}: is easy enough now: remove it from locales/reading-exceptions.json`),
]
for (const problem of problems) console.log(problem)
console.log(`${nouns.reduce((sum, { texts }) => sum + texts.length, 0)} texts, ${Object.keys(exceptions).length} exceptions, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
