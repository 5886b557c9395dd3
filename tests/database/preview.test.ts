import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, createCounty, refusal, stored, type County } from './county.ts'

interface Row {
  item_key: string
  occurrence: number
  kind: string
  stage_key: string
  stage_title: string
  due_kind: string
  title: string
  status: string | null
  due_on: string | null
  missing_fact: string | null
  was_due_on: string | null
  before_start: boolean | null
  difference: 'same' | 'moved' | 'added' | 'removed'
}

let county: County
let officer: string

beforeAll(async () => {
  county = await createCounty()
  officer = county.officer
})
afterAll(() => county.db.close())

const year9 = {
  known_as: 'Wren', date_of_birth: '2013-06-10',
  plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
  setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
  flags: { learning_disability: null, looked_after: '2020-01-01' },
}
const college = { setting_name: 'Elsewhere College', setting_type: 'general_fe_college', starts_on: '2029-09-06' }

function preview(person: string, changes: object, { account = officer, locale = 'en' } = {}): Promise<Row[]> {
  return county.db.as(account, sql => sql.query<Row>(
    `select item_key, occurrence, kind, stage_key, stage_title, due_kind, title, status, due_on::text, missing_fact, was_due_on::text, before_start, difference
     from preview_timeline($1, $2, $3)`, [person, changes, locale]))
}

describe('what if', () => {
  it.each<[what: string, changes: object, patch: object]>([
    ['stays an extra year', { extra_years: 1 }, { year_group_offset: -1, year_group_offset_reason: 'More time' }],
    ['the review is on another day', { dates: { review_meeting: '2026-12-04' } }, { dates: { review_meeting: '2026-12-04' } }],
    ['moves to college', { setting_next: 'general_fe_college', next_starts_on: '2029-09-06' }, { setting_next: college }],
    ['an internship starts', { add_flags: ['considering_supported_internship'], dates: { si_start: '2030-09-02' } },
      { flags: { ...year9.flags, considering_supported_internship: null }, dates: { si_start: '2030-09-02' } }],
    ['is not looked after any more', { remove_flags: ['looked_after'], looked_after_since: null }, { flags: { learning_disability: null } }],
    ['the council plans to end the plan', { plan_status: 'cease_proposed', dates: { cease_expected: '2030-07-19' } },
      { plan: { ...year9.plan, status: 'cease_proposed' }, dates: { cease_expected: '2030-07-19' } }],
    ['two at once', { extra_years: 1, setting_next: 'general_fe_college', next_starts_on: '2030-09-06' },
      { year_group_offset: -1, year_group_offset_reason: 'More time', setting_next: { ...college, starts_on: '2030-09-06' } }],
  ])('"%s" shows exactly what the timeline becomes when it happens', async (_, changes, patch) => {
    const person = await addPerson(county.db, officer, year9)
    const shown = (await preview(person, changes)).filter(row => row.difference !== 'removed')
    await county.db.as(officer, sql => sql.query('select update_person($1, 1, $2)', [person, patch]))
    const short = (rows: Array<Pick<Row, 'item_key' | 'occurrence' | 'due_on' | 'missing_fact' | 'before_start'>>) =>
      rows.map(row => `${row.item_key} ${row.occurrence} ${row.due_on} ${row.missing_fact} ${row.before_start}`).sort()
    expect(short(shown)).toEqual(short(await stored(county.db, person)))
  })

  it('changes nothing when nothing is asked, and saves nothing whatever is asked', async () => {
    const person = await addPerson(county.db, officer, year9)
    const before = await stored(county.db, person)
    const rows = await preview(person, {})
    expect(rows).toHaveLength(before.length)
    expect(new Set(rows.map(row => row.difference))).toEqual(new Set(['same']))
    await preview(person, { extra_years: 1, plan_type: 'sen_support', add_flags: ['applying_to_he'], dates: { he_start: '2031-09-20' } })
    expect(await stored(county.db, person)).toEqual(before)
    expect(await county.db.query('select count(*)::int as n from person_flags where person_id = $1', [person])).toEqual([{ n: 2 }])
  })

  it('keeps what is recorded when a flag is added', async () => {
    const person = await addPerson(county.db, officer, year9)
    const rows = await preview(person, { add_flags: ['considering_supported_internship'] })
    expect(rows.filter(row => row.difference === 'removed')).toEqual([])
    const added = rows.filter(row => row.difference === 'added')
    expect(new Set(added.map(row => row.stage_key))).toEqual(new Set(['supported_internship']))
    expect(new Set(added.map(row => row.missing_fact).filter(Boolean))).toContain('si_start')
    expect(added.every(row => row.status === null)).toBe(true)
  })

  it('remembers an ended EHC plan, and does not count the new plan from the old one\'s dates', async () => {
    const person = await addPerson(county.db, officer, year9)
    const rows = await preview(person, { plan_type: 'sen_support' })
    expect(rows.find(row => row.item_key === 'k4-send-01')?.difference).toBe('removed')
    expect(rows.filter(row => row.stage_key === 'end_of_ehc_plan' && row.difference !== 'removed').length).toBeGreaterThan(0)
    const review = rows.find(row => row.difference !== 'removed' && row.missing_fact === 'review_meeting')
    expect(review?.was_due_on).not.toBeNull()
  })

  it('starts the yearly review clock on the day an EHC plan is made', async () => {
    const person = await addPerson(county.db, officer, { ...year9, plan: { plan_type: 'sen_support', last_meeting_on: '2026-01-10' } })
    const rows = await preview(person, { plan_type: 'ehc_plan', plan_first_made_on: '2027-01-15' })
    expect(rows.find(row => row.item_key === 'k4-send-01')).toMatchObject({ difference: 'added', due_on: '2029-03-30' })
    expect(rows.find(row => row.item_key === 'k4-emp-01')).toMatchObject({ difference: 'moved', due_on: '2027-12-03' })
  })

  it('gives each step its words in the asked language, with its stage and how binding its date is', async () => {
    const person = await addPerson(county.db, officer, year9)
    const [english, easy] = await Promise.all(['en', 'en-easy'].map(locale => preview(person, { extra_years: 1 }, { locale })))
    const of = (rows: Row[] | undefined) => rows?.find(row => row.item_key === 'k4-send-01')
    expect(of(english)).toMatchObject({ kind: 'item', due_kind: 'statutory', difference: 'moved', due_on: '2030-03-30', was_due_on: '2029-03-30', status: 'not_started' })
    expect([english, easy].flat().every(row => row?.title && row.stage_title)).toBe(true)
    expect(of(easy)?.title).not.toBe(of(english)?.title)
    expect(of(await preview(person, {}, { locale: 'cy' }))?.title).toBe(of(english)?.title)
  })

  it.each<[changes: unknown, refused: string]>([
    [{ person_id: '00000000-0000-0000-0000-000000000000' }, 'PT400 field_unknown'],
    [{ flags: ['looked_after'] }, 'PT400 field_unknown'],
    [{ dates: { 'age:16': '2030-01-01' } }, 'PT400 field_unknown'],
    [[], 'PT400 field_unknown'],
    [{ add_flags: ['has_ehcp'] }, 'PT422 flag_is_derived'],
    [{ add_flags: ['no_such_flag'] }, 'PT422 flag_is_derived'],
    [{ add_flags: 'looked_after' }, 'PT422 value_invalid'],
    [{ dates: { review_meeting: 'soon' } }, 'PT422 value_invalid'],
    [{ dates: 'soon' }, 'PT422 value_invalid'],
    [{ plan_type: 'magic' }, 'PT422 value_invalid'],
    [{ plan_status: 'lost' }, 'PT422 value_invalid'],
    [{ setting_next: 'the moon' }, 'PT422 value_invalid'],
    [{ extra_years: 3 }, 'PT422 value_invalid'],
    [{ extra_years: 99999 }, 'PT422 value_invalid'],
  ])('refuses %j', async (changes, refused) => {
    const person = await addPerson(county.db, officer, year9)
    expect(await refusal(county.db.as(officer, sql => sql.query('select preview_timeline($1, $2::jsonb)', [person, JSON.stringify(changes)])))).toBe(refused)
  })
})

describe('who may ask', () => {
  it('lets the young person and their family ask about them, and tells a stranger nothing', async () => {
    const person = await addPerson(county.db, officer, {
      ...year9, circle: [
        { email: 'wren@demo.test', display_name: 'Wren', relationship: 'young_person' },
        { email: 'wren.mum@demo.test', display_name: 'Mum', relationship: 'parent_carer' },
      ],
    })
    for (const email of ['wren@demo.test', 'wren.mum@demo.test']) {
      const account = await county.db.signUp(email)
      await county.db.as(account, sql => sql.query('select enter()'))
      expect((await preview(person, { extra_years: 1 }, { account })).filter(row => row.difference === 'moved').length).toBeGreaterThan(10)
    }
    const stranger = await county.db.signUp('stranger@demo.test')
    for (const somebody of [person, '00000000-0000-0000-0000-000000000000']) {
      expect(await refusal(preview(somebody, { extra_years: 1 }, { account: stranger }))).toBe('PT404 not_found')
    }
    expect(await refusal(county.db.asAnon(sql => sql.query('select preview_timeline($1, \'{}\')', [person])))).toMatch(/^42501/)
  })
})
