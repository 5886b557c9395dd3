import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PathwayDocument } from '../../shared/pathways/schema.ts'
import { addPerson, addTeam, createCounty, fresh, refusal, stored, type County } from './county.ts'

let county: County
let admin: string
let people: string[]
let original: string

const year9 = {
  known_as: 'Wren', date_of_birth: '2013-06-10',
  plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
  setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
}

beforeAll(async () => {
  county = await createCounty()
  admin = (await addTeam(county.db, 'Testshire administration', null, 'area_admin'))[1]
  people = []
  for (const day of ['10', '11', '12', '13', '14', '15']) {
    people.push(await addPerson(county.db, county.officer, { ...year9, date_of_birth: `2013-06-${day}` }))
  }
  original = (await versionOf('0.2.0')).id
})
afterAll(() => county.db.close())

interface Version { id: string, revision: number, status: string, document: PathwayDocument }
type Count = number | null

interface Impact {
  people_total: Count
  people_affected: Count
  added: Count
  moved: Count
  retired: Count
  unchanged: Count
  with_work: Count
  items_changed: number
  by_item: { item_key: string, title: string, moved: Count, sample: unknown[] }[]
}

async function versionOf(version: string): Promise<Version> {
  const [row] = await county.db.query<Version>(
    'select id, revision, status, document from pathway_templates where version = $1', [version])
  if (!row) throw new Error(`There is no version ${version}.`)
  return row
}

const call = async <Result>(account: string, name: string, values: unknown[]): Promise<Result> => {
  const holders = values.map((_, index) => `$${index + 1}`).join(', ')
  const [row] = await county.db.as(account, sql => sql.query<{ answer: Result }>(`select ${name}(${holders}) as answer`, values))
  return row?.answer as Result
}
const asAdmin = <Result>(name: string, ...values: unknown[]) => call<Result>(admin, name, values)

let count = 0
/** A fresh draft of the shipped pathway, under a version of its own. */
async function draft(): Promise<Version> {
  count += 1
  const version = `1.${count}.0`
  await asAdmin('create_pathway_draft', original, version)
  return versionOf(version)
}

function stepIn(document: PathwayDocument, id: string) {
  const step = document.stages.flatMap(stage => [...stage.milestones, ...stage.items]).find(each => each.id === id)
  if (!step) throw new Error(`There is no step ${id}.`)
  return step
}

async function detailOf(refused: Promise<unknown>): Promise<{ message: string, detail: unknown }> {
  try {
    await refused
  }
  catch (error) {
    const { message, detail } = error as { message: string, detail: string }
    return { message, detail: JSON.parse(detail) }
  }
  throw new Error('The call was allowed.')
}

/** The due dates of one step on everybody's timeline, in the order of `people`. */
const dueOf = async (item: string) => Promise.all(people.map(async person =>
  (await stored(county.db, person)).filter(row => row.item_key === item).map(row => row.due_on).join(',')))

const backToOriginal = async () => {
  if ((await versionOf('0.2.0')).status !== 'published') await asAdmin('publish_pathway', original, 'now', 'Back to the start')
}
beforeEach(backToOriginal)

describe('who may edit pathways', () => {
  it('refuses everybody but administrators, whatever they ask for', async () => {
    const asked: [string, unknown[]][] = [
      ['create_pathway_draft', [original, '7.0.0']], ['save_pathway_draft', [original, 1, {}]], ['delete_pathway_draft', [original]],
      ['import_pathway_draft', [{}]], ['pathway_versions', []], ['pathway_impact', [original]], ['publish_pathway', [original, 'now', 'x']],
      ['example_due', [{}, '2010-01-01']], ['set_review_months', ['ehc_plan', 6]],
    ]
    for (const [name, values] of asked) {
      expect(await refusal(call(county.officer, name, values)), name).toBe('PT403 admin_only')
      expect(await refusal(county.db.asAnon(sql => sql.query(`select ${name}(${values.map((_, n) => `$${n + 1}`).join(', ')})`, values))), name).toMatch(/^42501 /)
    }
  })

  it('keeps drafts from everybody else', async () => {
    const { id } = await draft()
    const read = (account: string) => county.db.as(account, sql => sql.query('select id from pathway_templates where id = $1', [id]))
    expect(await read(admin)).toHaveLength(1)
    expect(await read(county.officer)).toHaveLength(0)
    const steps = await county.db.as(county.officer, sql => sql.query('select key from pathway_items where template_id = $1', [id]))
    expect(steps).toHaveLength(0)
  })
})

describe('a draft', () => {
  it('begins as a copy, with its own version, changes nobody, and is told in the history', async () => {
    const before = await stored(county.db, people[0]!)
    const { document, id, status } = await draft()
    const source = (await versionOf('0.2.0')).document
    expect(status).toBe('draft')
    expect({ ...document, template: source.template }).toEqual(source)
    expect(document.template).toMatchObject({ status: 'draft', supersedes: '0.2.0' })
    expect(await stored(county.db, people[0]!)).toEqual(before)
    const events = await county.db.as(admin, sql => sql.query(
      'select action, actor_role from audit_events where subject_key = $1', [`en-send-pfa-default ${document.template.version}`]))
    expect(events).toEqual([{ action: 'insert', actor_role: 'area_admin' }])
    expect(await county.db.as(county.officer, sql => sql.query('select id from audit_events where person_id is null'))).toEqual([])
    await asAdmin('delete_pathway_draft', id)
  })

  it('needs a version of its own', async () => {
    const { detail, message } = await detailOf(asAdmin('create_pathway_draft', original, '0.2.0'))
    expect({ message, detail }).toMatchObject({ message: 'version_exists', detail: { id: original, status: 'published' } })
    expect(await refusal(asAdmin('create_pathway_draft', original, 'next'))).toBe('PT422 pathway_invalid')
  })

  it('gives the second of two administrators what the first saved, and keeps the first one\'s work', async () => {
    const { id, revision, document } = await draft()
    stepIn(document, 'k4-send-01').source = 'First'
    const next = await asAdmin<number>('save_pathway_draft', id, revision, document)
    stepIn(document, 'k4-send-01').source = 'Second'
    const { message, detail } = await detailOf(asAdmin('save_pathway_draft', id, revision, document))
    expect(message).toBe('draft_changed')
    const now = detail as { revision: number, document: PathwayDocument, saved_by: string }
    expect(now).toMatchObject({ revision: next, saved_by: 'Testshire administration area_admin' })
    expect(stepIn(now.document, 'k4-send-01').source).toBe('First')
    await asAdmin('save_pathway_draft', id, next, document)
    expect(stepIn((await versionOf(document.template.version)).document, 'k4-send-01').source).toBe('Second')
  })

  it('says where each problem is, and saves nothing of it', async () => {
    const { id, revision, document } = await draft()
    const stage = document.stages[0]!
    const item = stage.items[0]!
    Object.assign(item, {
      audience: 'nobody', pfa_area: 'fun', due: { anchor: 'age:99', offset: '3 weeks' }, due_kind: 'statutory', statutory: false, source: ' ',
      applies_if: { all: ['likes_cake'], any: [] }, texts: { 'en': { title: 'x', detail: 'x' }, 'en-easy': { title: '' } },
    })
    stage.items[1]!.id = stage.items[2]!.id
    const { message, detail } = await detailOf(asAdmin('save_pathway_draft', id, revision, document))
    expect(message).toBe('pathway_invalid')
    const at = 'stages.0.items.0'
    expect(detail).toEqual(expect.arrayContaining([
      { path: `${at}.audience`, code: 'unknown_audience' }, { path: `${at}.pfa_area`, code: 'unknown_area' },
      { path: `${at}.due.anchor`, code: 'unknown_anchor' }, { path: `${at}.due.offset`, code: 'bad_duration' },
      { path: `${at}.due_kind`, code: 'not_law' }, { path: `${at}.source`, code: 'missing' },
      { path: `${at}.applies_if.all.0`, code: 'unknown_condition' }, { path: `${at}.texts.en-easy.title`, code: 'missing_text' },
      { path: 'stages.0.items.2.id', code: 'duplicate_id' },
    ]))
    expect(detail).toHaveLength(9)
    expect((await versionOf(document.template.version)).revision).toBe(revision)
  })

  it('refuses what is not a pathway at all without breaking', async () => {
    const { id, revision, document } = await draft()
    for (const broken of [{ template: document.template }, { ...document, stages: 'none' }, { ...document, stages: [{ items: [null, 3] }] }]) {
      expect(await refusal(asAdmin('save_pathway_draft', id, revision, broken))).toBe('PT422 pathway_invalid')
    }
    const odd = structuredClone(document)
    odd.template.effective_from = 'soon'
    expect(await refusal(asAdmin('save_pathway_draft', id, revision, odd))).toBe('PT422 pathway_invalid')
  })

  it('can be deleted; a published version can be neither saved nor deleted', async () => {
    const { id, document } = await draft()
    await asAdmin('delete_pathway_draft', id)
    await expect(versionOf(document.template.version)).rejects.toThrow()
    expect(await refusal(asAdmin('delete_pathway_draft', original))).toBe('PT409 pathway_version_published')
    expect(await refusal(asAdmin('save_pathway_draft', original, 1, document))).toBe('PT409 pathway_version_published')
    expect(await refusal(asAdmin('delete_pathway_draft', id))).toBe('PT404 not_found')
  })

  it('is not overwritten by a file of the same version when the app starts', async () => {
    const { id, document } = await draft()
    const [row] = await county.db.query<{ id: string }>('select private.import_pathway($1) as id', [
      { ...document, template: { ...document.template, notes: ['from a file'] } }])
    expect(row?.id).toBe(id)
    expect((await versionOf(document.template.version)).document.template.notes).toEqual(document.template.notes)
  })
})

describe('what a local authority changes', () => {
  it('hides a step with a reason, tells it in the history, and keeps what people wrote', async () => {
    const { id, revision, document } = await draft()
    const [item] = await county.db.query<{ id: string }>(
      `select id from timeline_items where person_id = $1 and item_key = 'k4-send-01'`, [people[0]])
    await call(county.officer, 'record_item', [item?.id, 1, { note: 'Waiting for the college' }])

    const hide = stepIn(document, 'k4-send-01') as { hidden?: unknown }
    hide.hidden = { reason: null }
    const refused = await detailOf(asAdmin('save_pathway_draft', id, revision, document))
    expect(refused).toMatchObject({ message: 'reason_needed' })
    hide.hidden = { reason: 'Our colleges send this themselves' }
    const second = stepIn(document, 'k4-yp-01') as { hidden?: unknown }
    second.hidden = { reason: null }
    await asAdmin('save_pathway_draft', id, revision, document)
    const events = await county.db.query(
      `select subject_key, reason from audit_events where subject = 'pathway_items' order by subject_key`)
    expect(events).toEqual([
      { subject_key: `en-send-pfa-default ${document.template.version} k4-send-01`, reason: 'Our colleges send this themselves' },
      { subject_key: `en-send-pfa-default ${document.template.version} k4-yp-01`, reason: null },
    ])

    await asAdmin('publish_pathway', id, 'now', 'Trying it')
    expect(await dueOf('k4-send-01')).toEqual(['', '', '', '', '', ''])
    const find = async () => (await county.db.query(`select retired_at is not null as retired, note from timeline_items where id = $1`, [item?.id]))[0]
    expect(await find()).toEqual({ retired: true, note: 'Waiting for the college' })
    await backToOriginal()
    expect(await find()).toEqual({ retired: false, note: 'Waiting for the college' })
  })

  it('adds a step of its own', async () => {
    const { id, revision, document } = await draft()
    const stage = document.stages.find(each => each.code === 'k4')!
    stage.items.push({ ...structuredClone(stage.items[0]!), id: 'k4-local-01', local: true, audience: 'la_send', repeat: null,
      applies_if: { all: [], any: [] }, due: { anchor: 'age:16', offset: 'P0D' } })
    await asAdmin('save_pathway_draft', id, revision, document)
    await asAdmin('publish_pathway', id, 'now', 'A step of our own')
    expect((await dueOf('k4-local-01'))[0]).toBe('2029-06-10')
  })
})

describe('before publishing', () => {
  it('says how many people and steps would change, names nobody, and saves nothing', async () => {
    const { id, revision, document } = await draft()
    stepIn(document, 'k4-send-01').due.offset = '-P1W'
    const stage = document.stages.find(each => each.items.some(item => item.id === 'k4-yp-01'))!
    stage.items = stage.items.filter(item => item.id !== 'k4-yp-01')
    await asAdmin('save_pathway_draft', id, revision, document)
    const before = await Promise.all(people.map(person => stored(county.db, person)))
    const impact = await asAdmin<Impact>('pathway_impact', id)
    const total = before.flat().length
    expect(impact).toMatchObject({ people_total: 6, people_affected: 6, moved: 6, retired: 6, added: 0, unchanged: total - 12, items_changed: 2 })
    expect(impact.by_item.find(item => item.item_key === 'k4-send-01')).toEqual({
      item_key: 'k4-send-01', title: expect.stringMatching(/\w/), added: 0, moved: 6, retired: 0, reassigned: 0,
      days_moved_min: -7, days_moved_max: -7,
      sample: [1, 2, 3].map(() => ({ was_due_on: '2029-03-30', due_on: '2029-03-23', nc_year: 9 })),
    })
    expect(JSON.stringify(impact)).not.toMatch(/Wren|[0-9a-f]{8}-[0-9a-f]{4}/)
    expect(await Promise.all(people.map(person => stored(county.db, person)))).toEqual(before)

    await asAdmin('publish_pathway', id, 'now', 'As foretold')
    const after = (await Promise.all(people.map(person => stored(county.db, person)))).flat()
    expect(after.length).toBe(total - 6)
  })

  it('is vague about fewer than five people, and shows none of their dates', async () => {
    await addPerson(county.db, county.officer, { ...year9, flags: { gets_dla: null, considering_apprenticeship: null } })
    const { id, revision, document } = await draft()
    stepIn(document, 'ap-m1').due.anchor = 'age:17'
    await asAdmin('save_pathway_draft', id, revision, document)
    const impact = await asAdmin<Impact>('pathway_impact', id)
    expect(impact).toMatchObject({ people_total: 7, people_affected: null, moved: null, added: 0 })
    expect(impact.by_item).toEqual([expect.objectContaining({ item_key: 'ap-m1', moved: null, sample: [] })])
  })
})

describe('a birthday', () => {
  it('cannot be read off a step that an administrator hangs on it', async () => {
    const { id, revision, document } = await draft()
    const stage = document.stages.find(each => each.code === 'k4')!
    stage.items.push({ ...structuredClone(stage.items[0]!), id: 'k4-local-02', local: true, audience: 'la_send', repeat: null,
      applies_if: { all: [], any: [] }, due: { anchor: 'age:16', offset: 'P0D' } })
    stepIn(document, 'k4-send-01').due.anchor = 'age:16'
    await asAdmin('save_pathway_draft', id, revision, document)
    const impact = await asAdmin<Impact>('pathway_impact', id)
    expect(impact.by_item.map(item => item.item_key).sort()).toEqual(['k4-local-02', 'k4-send-01'])
    for (const item of impact.by_item) expect(item).toMatchObject({ days_moved_min: null, days_moved_max: null, sample: [] })
    expect(JSON.stringify(impact)).not.toContain('2029-06-10')
  })
})

describe('publishing', () => {
  it('needs a reason, a known choice, and a date where people move on a date', async () => {
    const { id } = await draft()
    expect(await refusal(asAdmin('publish_pathway', id, 'now', ' '))).toBe('PT422 reason_needed')
    expect(await refusal(asAdmin('publish_pathway', id, 'later', 'x'))).toBe('PT400 people_move_invalid')
    expect(await refusal(asAdmin('publish_pathway', id, 'on_effective_date', 'x'))).toBe('PT422 effective_date_needed')
    expect(await refusal(asAdmin('publish_pathway', original, 'now', 'x'))).toBe('PT409 already_published')
  })

  it('moves everyone at once, keeps ticks, equals a fresh plan, and goes back', async () => {
    const [item] = await county.db.query<{ id: string, version: number }>(
      `select id, version from timeline_items where person_id = $1 and item_key = 'k4-send-01'`, [people[1]])
    await call(county.officer, 'record_item', [item?.id, item?.version, { status: 'done', note: 'Sent' }])
    const { id, revision, document } = await draft()
    const stage = document.stages.find(each => each.code === 'k4')!
    stepIn(document, 'k4-send-01').due.offset = '-P1W'
    stage.window.from -= 1
    await asAdmin('save_pathway_draft', id, revision, document)
    await asAdmin('publish_pathway', id, 'now', 'Earlier is kinder')
    expect(await dueOf('k4-send-01')).toEqual(people.map(() => '2029-03-23'))
    for (const person of people) expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    expect(await county.db.query('select status, note from timeline_items where id = $1', [item?.id])).toEqual([{ status: 'done', note: 'Sent' }])
    const [told] = await county.db.query<{ reason: string }>(
      `select reason from audit_events where person_id = $1 and subject = 'people' order by id desc limit 1`, [people[1]])
    expect(told?.reason).toBe('Earlier is kinder')

    await asAdmin('publish_pathway', original, 'now', 'Not agreed after all')
    expect(await dueOf('k4-send-01')).toEqual(people.map(() => '2029-03-30'))
    for (const person of people) expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    expect((await versionOf(document.template.version)).status).toBe('retired')
  })

  /** Runs the daily job as if it were `day`. */
  const dailyJob = async (day: string) => {
    const [row] = await county.db.transaction(async (sql) => {
      await sql.query(`select set_config('onward.today', $1, true)`, [day])
      return sql.query<{ moved: number }>('select private.move_people_to_published_pathways() as moved')
    })
    return row?.moved
  }

  it('moves people when its date comes, and adds new people to the version before it until then', async () => {
    const { id, revision, document } = await draft()
    document.template.effective_from = '2027-09-01'
    stepIn(document, 'k4-send-01').due.offset = '-P1W'
    await asAdmin('save_pathway_draft', id, revision, document)
    expect(await asAdmin('publish_pathway', id, 'on_effective_date', 'The law changes')).toEqual({ people_waiting: true })
    expect(await dueOf('k4-send-01')).toEqual(people.map(() => '2029-03-30'))
    const newcomer = await addPerson(county.db, county.officer, year9)
    const [on] = await county.db.query<{ template_id: string }>('select template_id from people where id = $1', [newcomer])
    expect(on?.template_id).toBe(original)
    expect(await dailyJob('2027-08-31')).toBe(0)
    expect(await dailyJob('2027-09-01')).toBeGreaterThanOrEqual(people.length)
    expect(await dueOf('k4-send-01')).toEqual(people.map(() => '2029-03-23'))
    expect(await dailyJob('2027-09-01')).toBe(0)
  })

  it('moves each person when they enter their next stage', async () => {
    const older = await addPerson(county.db, county.officer, { ...year9, date_of_birth: '2011-06-10' })
    const { id, revision, document } = await draft()
    stepIn(document, 'k4-send-01').due.offset = '-P1W'
    await asAdmin('save_pathway_draft', id, revision, document)
    await asAdmin('publish_pathway', id, 'at_next_stage', 'No changes in the middle of a stage')
    const movedTo = async (person: string) => (await county.db.query<{ moved: boolean }>(
      'select template_id = $2 as moved from people where id = $1', [person, id]))[0]?.moved
    // The stage of rights and money begins at 16, Key Stage 4 on 1 September of Year 10.
    expect(await dailyJob('2027-06-09')).toBe(0)
    expect(await dailyJob('2027-06-10')).toBe(1)
    expect([await movedTo(older), await movedTo(people[0]!)]).toEqual([true, false])
    expect(await stored(county.db, older)).toEqual(await fresh(county.db, older))
    expect(await stored(county.db, people[0]!)).toEqual(await fresh(county.db, people[0]!))
    expect(await dailyJob('2027-09-01')).toBeGreaterThanOrEqual(people.length)
    expect(await movedTo(people[0]!)).toBe(true)
    expect(await dailyJob('2027-09-01')).toBe(0)
  })

  it('waits for an administrator when a newer file arrives after one of theirs was published', async () => {
    const { id, document } = await draft()
    await asAdmin('publish_pathway', id, 'now', 'Ours')
    await county.db.query('select private.import_pathway($1)', [
      { ...document, template: { ...document.template, version: '5.0.0', status: 'published' } }])
    expect((await versionOf('5.0.0')).status).toBe('draft')
    expect((await versionOf(document.template.version)).status).toBe('published')
  })
})

describe('a file', () => {
  it('becomes a draft, whatever it says of itself, and two of the same version do not overwrite', async () => {
    const document = structuredClone((await versionOf('0.2.0')).document)
    document.template.version = '6.0.0'
    const id = await asAdmin<string>('import_pathway_draft', document)
    const stored = await versionOf('6.0.0')
    expect(stored).toMatchObject({ id, status: 'draft' })
    expect(stored.document).toEqual({ ...document, template: { ...document.template, status: 'draft' } })
    expect((await detailOf(asAdmin('import_pathway_draft', document))).detail).toEqual({ id, status: 'draft', revision: 1 })
  })
})

describe('the example', () => {
  const window = { by: 'nc_year', from: 10, to: 11 }
  it('is the planner\'s own answer, and leaves nothing behind', async () => {
    const count = async () => (await county.db.query('select count(*)::int as n from pathway_templates'))[0]
    const before = await count()
    expect(await asAdmin('example_due', { anchor: 'transfer_date', offset: '-P17W', repeat: null, window, transfer: 'secondary_to_post16' }, '2011-06-10'))
      .toMatchObject({ due_on: '2027-05-05', anchor_on: '2027-09-01', nc_year: 11, age: 15, times: 1, next: [], missing_fact: null })
    expect(await asAdmin('example_due', { anchor: 'term_start', offset: 'P0D', repeat: 'each_term', window, transfer: null }, '2011-06-10'))
      .toMatchObject({ times: 6 })
    expect(await count()).toEqual(before)
  })

  it('says which date is missing, and uses it once given', async () => {
    const rule = { anchor: 'apprenticeship_start', offset: '-P1M', repeat: null, window, transfer: null }
    expect(await asAdmin('example_due', rule, '2011-06-10')).toMatchObject({ due_on: null, missing_fact: 'apprenticeship_start' })
    expect(await asAdmin('example_due', rule, '2011-06-10', 0, { apprenticeship_start: '2028-03-31' })).toMatchObject({ due_on: '2028-02-29' })
  })

  it('refuses a rule it cannot read', async () => {
    expect(await refusal(asAdmin('example_due', { anchor: 'age:16', offset: 'soon', window, transfer: null }, '2011-06-10'))).toBe('PT422 value_invalid')
  })
})

describe('how often plans are reviewed', () => {
  it('is changed for everybody with that kind of plan, and told in the history', async () => {
    const before = await dueOf('y9-send-02')
    await asAdmin('set_review_months', 'ehc_plan', 6)
    expect(await dueOf('y9-send-02')).not.toEqual(before)
    for (const person of people) expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    expect(await refusal(asAdmin('set_review_months', 'ehc_plan', 40))).toBe('PT422 value_invalid')
    await asAdmin('set_review_months', 'ehc_plan', 12)
    expect(await dueOf('y9-send-02')).toEqual(before)
    const events = await county.db.query(`select changes from audit_events where subject = 'plan_types' order by id`)
    expect(events).toEqual([{ changes: { review_months: [12, 6] } }, { changes: { review_months: [6, 12] } }])
  })
})
