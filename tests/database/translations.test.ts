import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importPathways } from '../../server/embedded/import-pathways.ts'
import { parsePathway } from '../../shared/pathways/parse.ts'
import { englishOf, formatTranslation, type TranslatedText } from '../../shared/pathways/translation.ts'
import { addPerson, createCounty, refusal, type County } from './county.ts'

const name = 'en-send-pfa-default.yaml'
const base = readFileSync(join(import.meta.dirname, '../../supabase/pathways', name), 'utf8')

function readBase() {
  const { document } = parsePathway(base, name)
  if (!document) throw new Error('the default pathway has problems')
  return document
}

const document = readBase()
const english = englishOf(document)

function polish(subject: TranslatedText['subject'], key: string, words: { title?: string, label?: string, name?: string, detail?: string, question?: string }): TranslatedText {
  const title = words.title ?? words.label ?? words.name ?? ''
  const detail = words.detail ?? words.question ?? null
  return { subject, key, english: { title, detail }, title: `PL ${key}`, detail: detail && `PL detail ${key}` }
}

const allTexts = [
  ...[...english.stages].map(([key, words]) => polish('stage', key, words)),
  ...[...english.steps].map(([key, words]) => polish('item', key, words)),
  ...[...english.conditions].map(([key, words]) => polish('condition', key, words)),
  ...[...english.anchors].map(([key, words]) => polish('anchor', key, words)),
]

let county: County
let person: string

function importPolish(texts: TranslatedText[]): Promise<void> {
  return importPathways(county.db, { [name]: base, 'en-send-pfa-default.pl.yaml': formatTranslation(document, 'pl', texts) })
}

function timeline(locale: string): Promise<{ id: string, item_key: string, title: string, detail: string | null }[]> {
  return county.db.as(county.senco, sql => sql.query('select id, item_key, title, detail from timeline($1, $2)', [person, locale]))
}

beforeAll(async () => {
  county = await createCounty()
  person = await addPerson(county.db, county.senco, { known_as: 'Ola', date_of_birth: '2011-05-04' })
})
afterAll(() => county.db.close())

describe('translations of a pathway', () => {
  it('give every word of the plan in that language, and English in every other', async () => {
    await importPolish(allTexts)
    const steps = await timeline('pl')
    expect(steps.length).toBeGreaterThan(50)
    expect(steps.filter(({ item_key: key, title }) => title !== `PL ${key}`)).toEqual([])
    expect((await timeline('ur')).filter(({ title }) => title.startsWith('PL'))).toEqual([])
    const stages = await county.db.as(county.senco, sql => sql.query<{ key: string, title: string, detail: string }>('select key, title, detail from timeline_stages($1, $2)', [person, 'pl']))
    expect(stages.filter(({ key, title, detail }) => title !== `PL ${key}` || detail !== `PL detail ${key}`)).toEqual([])
    const preview = await county.db.as(county.senco, sql => sql.query<{ title: string, stage_title: string }>('select title, stage_title from preview_timeline($1, $2, $3)', [person, {}, 'pl']))
    expect(preview.filter(row => !row.title.startsWith('PL') || !row.stage_title.startsWith('PL'))).toEqual([])
    const why = await county.db.as(county.senco, sql => sql.query<{ why: { anchor: string, anchor_name: string } }>('select explain_item($1, $2) as why', [steps[0]?.id, 'pl']))
    expect(why[0]?.why.anchor_name).toBe(`PL ${why[0]?.why.anchor}`)
  })

  it('fall back to English one text at a time, and forget what is no longer in the file', async () => {
    const [first] = await timeline('pl')
    await importPolish(allTexts.filter(({ key }) => key !== first?.item_key))
    const steps = await timeline('pl')
    const inEnglish = steps.filter(({ title }) => !title.startsWith('PL '))
    expect(new Set(inEnglish.map(({ item_key: key }) => key))).toEqual(new Set([first?.item_key]))
    expect(inEnglish[0]?.title).toBe(english.steps.get(first?.item_key ?? '')?.title)
  })

  it('stay away from a version that says something else in English, and come to one that says the same', async () => {
    await importPolish(allTexts)
    const admin = await county.db.signUp('translations.admin@demo.test')
    await county.db.query('insert into accounts (id, display_name) values ($1, $2)', [admin, 'Admin'])
    await county.db.query(`with o as (insert into organisations (name, audience) values ('Administrators', null) returning id)
      insert into organisation_members (organisation_id, account_id, display_name, role) select o.id, $1, 'Admin', 'system_admin' from o`, [admin])
    const changed = structuredClone({ ...document, template: { ...document.template, version: '0.9.0', status: 'draft' as const } })
    const [stage, other] = changed.stages
    if (!stage || !other) throw new Error('no stages')
    stage.texts.en.title = 'Something else'
    other.texts.pl = { title: 'Nasze słowa', detail: 'Nasze własne.' }
    await county.db.query('select private.import_pathway($1::jsonb)', [changed])
    const words = await county.db.query<{ subject_key: string, title: string }>(
      `select x.subject_key, x.title from pathway_texts x join pathway_templates t on t.id = x.template_id
       where t.version = '0.9.0' and x.subject = 'stage' and x.locale = 'pl'`)
    const titles = new Map(words.map(({ subject_key: key, title }) => [key, title]))
    expect(titles.get(stage.id)).toBeUndefined()
    expect(titles.get(other.id)).toBe('Nasze słowa')
    expect(titles.size).toBe(document.stages.length - 1)
  })

  it('are taken in by nobody through the API', async () => {
    expect(await refusal(county.db.as(county.senco, sql => sql.query('select private.import_pathway_translation($1)', [{}])))).toContain('permission denied')
    expect(await refusal(county.db.as(county.senco, sql => sql.query('select * from private.pathway_translations')))).toContain('permission denied')
  })
})
