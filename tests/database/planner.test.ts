import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, createCounty, fresh, refusal, startLongAgo, stored, type County } from './county.ts'

let county: County

beforeAll(async () => {
  county = await createCounty()
  await startLongAgo(county.db)
  // The reviews booked here are ahead.
  await county.db.query(`select set_config('onward.today', '2026-11-25', false)`)
})
afterAll(() => county.db.close())

const dueOf = async (person: string, item: string) =>
  (await stored(county.db, person)).filter(row => row.item_key === item).map(row => row.due_on ?? `unknown: ${row.missing_fact}`)

const year9 = {
  known_as: 'Wren', date_of_birth: '2013-06-10',
  plan: { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-02-20' },
  setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
}

describe('dates on the timeline', () => {
  it('puts the final plan for the move to post-16 on 30 March, the last lawful day before 31 March', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    expect(await dueOf(person, 'k4-send-01')).toEqual(['2029-03-30'])
  })

  it('moves with the class for someone taught a year below', async () => {
    const person = await addPerson(county.db, county.officer, { ...year9, year_group_offset: -1, year_group_offset_reason: 'Started school a year later' })
    expect(await dueOf(person, 'k4-send-01')).toEqual(['2030-03-30'])
  })

  it('repeats a review step once a year while the stage lasts', async () => {
    const person = await addPerson(county.db, county.officer, { ...year9, dates: { review_meeting: '2026-12-04' } })
    expect(await dueOf(person, 'p16-send-01')).toEqual(['2030-01-01', '2031-01-01', '2032-01-01'])
  })

  it('repeats a termly step three times a year', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    expect(await dueOf(person, 'y9-send-01')).toEqual(['2026-08-18', '2026-12-22', '2027-04-01'])
  })

  it('asks for the review about adult life in Year 9, and not of a review in Year 8', async () => {
    const year8 = await addPerson(county.db, county.officer, { ...year9, date_of_birth: '2014-06-10', dates: { review_meeting: '2027-01-15' } })
    expect(await dueOf(year8, 'y9-m1')).toEqual(['2028-01-15'])
    expect(await dueOf(year8, 'y9-send-02')).toEqual(['2028-04-08'])
    const booked = await addPerson(county.db, county.officer, { ...year9, dates: { review_meeting: '2026-12-21' } })
    expect(await dueOf(booked, 'y9-sch-01')).toEqual(['2026-12-21'])
  })

  it('says which fact is missing when a date cannot be known', async () => {
    const person = await addPerson(county.db, county.officer, { ...year9, flags: { considering_apprenticeship: null } })
    expect(await dueOf(person, 'ap-m1')).toEqual(['unknown: apprenticeship_start'])
  })

  it('gives people without an EHC plan their own steps and none of the plan\'s', async () => {
    const person = await addPerson(county.db, county.officer, {
      known_as: 'Ash', date_of_birth: '2009-02-01', plan: { plan_type: 'sen_support' },
      setting_now: { setting_name: 'Testbury School', setting_type: 'mainstream_school' },
    })
    const rows = await stored(county.db, person)
    const [plan] = await county.db.query<{ n: number }>(
      `select count(*)::int as n from timeline_items t join people p on p.id = t.person_id
       join pathway_items i on i.template_id = p.template_id and i.key = t.item_key
       where t.person_id = $1 and 'has_ehcp' = any (i.applies_all)`, [person],
    )
    expect(plan?.n).toBe(0)
    expect(rows.filter(row => row.stage_key === 'post_16_to_19').length).toBeGreaterThan(10)
  })

  it('marks what was due before planning began, and never as late', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    const early = (await stored(county.db, person)).filter(row => row.stage_key === 'early_years_to_primary')
    expect(early.length).toBeGreaterThan(5)
    expect(early.every(row => row.before_start)).toBe(true)
  })

  it('replaces the default first day by the real one, and keeps the default when the dates are a year apart', async () => {
    const next = { setting_name: 'Elsewhere College', setting_type: 'general_fe_college' }
    const person = await addPerson(county.db, county.officer, { ...year9, setting_next: { ...next, starts_on: '2029-09-06' } })
    expect(await dueOf(person, 'p16-m1')).toEqual(['2029-10-18'])
    const other = await addPerson(county.db, county.officer, { ...year9, setting_next: { ...next, starts_on: '2027-01-06' } })
    expect(await dueOf(other, 'p16-m1')).toEqual(['2029-10-13'])
  })
})

describe('re-planning', () => {
  it('retires a step that no longer applies, keeps its history, and brings it back', async () => {
    const person = await addPerson(county.db, county.officer, { ...year9, flags: { learning_disability: null } })
    const find = async () => (await county.db.query<{ id: string, version: number, retired: boolean, note: string | null }>(
      `select id, version, retired_at is not null as retired, note from timeline_items where person_id = $1 and item_key = 'p16-hlth-02' and occurrence = 1`,
      [person]))[0]
    const before = await find()
    await county.db.as(county.officer, sql => sql.query(`select record_item($1, 1, '{"note": "Asked the surgery"}')`, [before?.id]))
    const change = (version: number, flags: object) =>
      county.db.as(county.officer, sql => sql.query('select update_person($1, $2, $3)', [person, version, { flags }]))
    await change(1, {})
    expect(await find()).toMatchObject({ id: before?.id, retired: true, note: 'Asked the surgery' })
    await change(2, { learning_disability: null })
    expect(await find()).toMatchObject({ id: before?.id, retired: false, note: 'Asked the surgery' })
  })

  it('follows a fact however it is written', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    await county.db.query(`insert into person_dates values ($1, 'review_meeting', '2027-01-11')`, [person])
    expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    await county.db.query(`update people set date_of_birth = '2013-09-01' where id = $1`, [person])
    expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    await county.db.query(`update plans set ended_on = '2026-11-01', status = 'ceased' where person_id = $1`, [person])
    expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    await county.db.query(`update term_dates set ends_on = '2026-12-16' where academic_year = 2026 and term = 'autumn'`)
    expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    await county.db.query(`update term_dates set ends_on = '2026-12-18' where academic_year = 2026 and term = 'autumn'`)
  })

  it('writes nothing the second time', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    const [again] = await county.db.query('select * from private.replan(array[$1::uuid])', [person])
    expect(again).toEqual({ added: 0, changed: 0, retired: 0 })
  })

  it('keeps every tick and note, and equals a fresh plan, through any sequence of changes', async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('offset' as const), value: fc.integer({ min: -2, max: 1 }) }),
      fc.record({ kind: fc.constant('plan' as const), value: fc.constantFrom('ehc_plan', 'sen_support', 'pfa_only', 'isp') }),
      fc.record({ kind: fc.constant('review' as const), value: fc.date({ min: new Date('2025-01-01'), max: new Date('2028-12-31'), noInvalidDate: true }) }),
      fc.record({ kind: fc.constant('flags' as const), value: fc.subarray(['learning_disability', 'looked_after', 'gets_dla', 'considering_supported_internship']) }),
      fc.record({ kind: fc.constant('birthday' as const), value: fc.date({ min: new Date('2005-01-01'), max: new Date('2022-12-31'), noInvalidDate: true }) }),
      fc.record({ kind: fc.constant('next' as const), value: fc.constantFrom('general_fe_college', 'mainstream_school', 'none') }),
      fc.record({ kind: fc.constant('note' as const), value: fc.string({ minLength: 1, maxLength: 40 }).filter(text => text.trim() !== '' && !text.includes('\0')) }),
      fc.record({ kind: fc.constant('tick' as const), value: fc.nat() }),
    )
    const iso = (day: Date) => day.toISOString().slice(0, 10)
    const patchOf = (step: { kind: string, value: unknown }) => ({
      offset: () => ({ year_group_offset: step.value }),
      plan: () => ({ plan: { plan_type: step.value, first_made_on: '2021-05-01' } }),
      flags: () => ({ flags: Object.fromEntries((step.value as string[]).map(flag => [flag, null])) }),
      birthday: () => ({ date_of_birth: iso(step.value as Date) }),
      next: () => ({ setting_next: { setting_name: `Next ${String(step.value)}`, setting_type: step.value, starts_on: '2027-09-01' } }),
    })[step.kind as 'offset']()

    await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 8 }), async (steps) => {
      const person = await addPerson(county.db, county.officer, year9)
      let version = 1
      const written = new Map<string, string>()
      for (const [n, step] of steps.entries()) {
        if (step.kind === 'note' || step.kind === 'tick') {
          const mine = await county.db.query<{ id: string, version: number }>(
            `select id, version from timeline_items where person_id = $1 and retired_at is null and audience = 'la_send' order by item_key, occurrence`, [person])
          const item = mine[n % mine.length]
          if (!item) continue
          const patch = step.kind === 'note' ? { note: step.value } : { status: 'done', note: `tick ${n}` }
          await county.db.as(county.officer, sql => sql.query('select record_item($1, $2, $3)', [item.id, item.version, patch]))
          written.set(item.id, step.kind === 'note' ? String(step.value).trim() : `tick ${n}`)
        }
        else if (step.kind === 'review') {
          // As when it was recorded long ago: by now the day may have gone by.
          await county.db.query(`insert into person_dates values ($1, 'review_meeting', $2) on conflict (person_id, anchor) do update set on_date = excluded.on_date`,
            [person, iso(step.value)])
        }
        else {
          await county.db.as(county.officer, sql => sql.query('select update_person($1, $2, $3)', [person, version, patchOf(step)]))
          version += 1
        }
        expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
      }
      const kept = await county.db.query<{ id: string, note: string }>(
        'select id, note from timeline_items where person_id = $1 and note is not null', [person])
      expect(new Map(kept.map(row => [row.id, row.note]))).toEqual(written)
    }), { numRuns: 15 })
  }, 120_000)
})

describe('what if', () => {
  it('shows what would move and saves nothing', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    const before = await stored(county.db, person)
    const rows = await county.db.as(county.officer, sql => sql.query<{ item_key: string, due_on: string, was_due_on: string, difference: string }>(
      'select item_key, due_on::text, was_due_on::text, difference from preview_timeline($1, $2)', [person, { year_group_offset: -1 }]))
    expect(rows.find(row => row.item_key === 'k4-send-01')).toMatchObject({ due_on: '2030-03-30', was_due_on: '2029-03-30', difference: 'moved' })
    expect(await stored(county.db, person)).toEqual(before)
  })

  it('knows that ending the plan ends its steps', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    const rows = await county.db.as(county.officer, sql => sql.query<{ item_key: string, difference: string }>(
      'select item_key, difference from preview_timeline($1, $2)', [person, { plan_type: 'sen_support' }]))
    expect(rows.find(row => row.item_key === 'k4-send-01')?.difference).toBe('removed')
  })

  it('refuses to change what is not a what-if', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    expect(await refusal(county.db.as(county.officer, sql => sql.query('select preview_timeline($1, $2)', [person, { person_id: person }])))).toBe('PT400 field_unknown')
  })
})

describe('pathway versions', () => {
  it('moves everybody when a version is published, keeps ticks, writes only what moved, and goes back', async () => {
    const person = await addPerson(county.db, county.officer, year9)
    const [item] = await county.db.query<{ id: string }>(`select id from timeline_items where person_id = $1 and item_key = 'k4-send-01'`, [person])
    await county.db.as(county.officer, sql => sql.query(`select record_item($1, 1, '{"status": "in_progress", "note": "Drafted"}')`, [item?.id]))
    const [old] = await county.db.query<{ id: string, document: { template: { version: string }, stages: { items: { id: string, due: { offset: string } }[] }[] } }>(
      `select id, document from pathway_templates where status = 'published'`)
    if (!old) throw new Error('No pathway is published.')
    const next = structuredClone(old.document)
    next.template.version = '9.0.0'
    for (const stage of next.stages) for (const step of stage.items) if (step.id === 'k4-send-01') step.due.offset = '-P1W'
    const [published] = await county.db.query<{ id: string }>('select private.import_pathway($1) as id', [next])
    expect(await dueOf(person, 'k4-send-01')).toEqual(['2029-03-23'])
    const [kept] = await county.db.query(`select status, note from timeline_items where id = $1`, [item?.id])
    expect(kept).toEqual({ status: 'in_progress', note: 'Drafted' })
    expect(await county.db.query(
      `select changes from audit_events where person_id = $1 and subject = 'people' and changes ? 'template_id' and action = 'update'`, [person],
    )).toEqual([{ changes: { template_id: [old.id, published?.id] } }])
    expect(await stored(county.db, person)).toEqual(await fresh(county.db, person))
    expect(await refusal(county.db.query(`update pathway_templates set title = 'x', document = '{}' where id = $1`, [published?.id]))).toBe('PT409 pathway_version_published')
    await county.db.query('select private.publish_pathway($1)', [old.id])
    expect(await dueOf(person, 'k4-send-01')).toEqual(['2029-03-30'])
  })
})
