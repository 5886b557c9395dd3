import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import easyWords from '../../locales/en-easy.json'
import words from '../../locales/en.json'
import { importPathways } from '../../server/embedded/import-pathways.ts'
import { facts, fieldOfFact, isFact } from '../../shared/facts.ts'
import { createDatabase, type TestDatabase } from './database.ts'

const pathway = 'en-send-pfa-default.yaml'
let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase()
  await importPathways(database, { [pathway]: readFileSync(join(import.meta.dirname, '../../supabase/pathways', pathway), 'utf8') })
})
afterAll(() => database.close())

it('has words and a field for every fact that a date can wait for', async () => {
  const named = await database.query<{ fact: string }>(
    `select distinct fact from public.anchors a, unnest(a.facts || a.missing_fact) fact
     where fact not in (select c.key from public.anchors c where c.kind = 'computed') order by fact`,
  )
  expect(named.map(({ fact }) => fact).filter(fact => !isFact(fact))).toEqual([])
  expect(named.map(({ fact }) => fact).filter(fact => !fieldOfFact(fact))).toEqual(['term_dates'])
})

it('names every fact in both languages', () => {
  expect(Object.keys(words.fact).sort()).toEqual([...facts].sort())
  expect(Object.keys(easyWords.fact).sort()).toEqual([...facts].sort())
})

it('sends nobody to a field that is not there', () => {
  expect(fieldOfFact('age:18')).toBeUndefined()
  expect(fieldOfFact('next_starts_on')).toBe('field-next_starts_on')
})
