import { mock } from 'node:test'
import { ageOn, classYear } from '../../shared/school-year.ts'
import { civilDay } from '../../shared/civil-day.ts'
import type { Sql } from '../../server/embedded/sql.ts'
import { addPerson, createCounty, type County } from '../database/county.ts'

/** How many answers were compared, and those that were not what they are in England. */
export interface ClockResult { answers: number, problems: string[] }

/** Where a server or a database may think that it is. */
const zones = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles']

/** A moment, the day it is in England, and of some of the people below: their age, their National Curriculum year, how many steps are late. */
interface Moment { at: string, today: string, people?: Record<string, Partial<Standing>> }
interface Standing { age: number, year: number, late: number }
interface Line extends Standing { name: string, born: string, today: string }

const born = {
  Leap: '2012-02-29',
  August: '2010-08-31',
  September: '2010-09-01',
  /** Moves to secondary school in September 2027: the plan is to be final by 14 February. */
  Primary: '2016-01-10',
  /** Moves on at 16 in September 2027: the plan is to be final by 30 March. */
  Leaver: '2011-03-03',
}

// Each line is the last second of something or the first second after it, in England.
export const moments: readonly Moment[] = [
  { at: '2026-03-28T23:59:59Z', today: '2026-03-28' },
  { at: '2026-03-29T00:59:59Z', today: '2026-03-29' },
  { at: '2026-03-29T01:00:00Z', today: '2026-03-29' },
  { at: '2026-03-29T22:59:59Z', today: '2026-03-29' },
  { at: '2026-03-29T23:00:00Z', today: '2026-03-30' },
  { at: '2026-08-30T23:00:00Z', today: '2026-08-31', people: { August: { age: 16, year: 11 }, September: { age: 15, year: 10 } } },
  { at: '2026-08-31T22:59:59Z', today: '2026-08-31', people: { August: { age: 16, year: 11 }, September: { age: 15, year: 10 }, Primary: { year: 5 } } },
  { at: '2026-08-31T23:00:00Z', today: '2026-09-01', people: { August: { age: 16, year: 12 }, September: { age: 16, year: 11 }, Primary: { year: 6 } } },
  { at: '2026-10-24T22:59:59Z', today: '2026-10-24' },
  { at: '2026-10-24T23:00:00Z', today: '2026-10-25' },
  { at: '2026-10-25T00:59:59Z', today: '2026-10-25' },
  { at: '2026-10-25T01:00:00Z', today: '2026-10-25' },
  { at: '2026-10-25T23:59:59Z', today: '2026-10-25' },
  { at: '2026-10-26T00:00:00Z', today: '2026-10-26' },
  { at: '2027-02-14T23:59:59Z', today: '2027-02-14', people: { Primary: { late: 1 } } },
  { at: '2027-02-15T00:00:00Z', today: '2027-02-15', people: { Primary: { late: 2 } } },
  { at: '2027-02-28T23:59:59Z', today: '2027-02-28', people: { Leap: { age: 14 } } },
  { at: '2027-03-01T00:00:00Z', today: '2027-03-01', people: { Leap: { age: 15 } } },
  { at: '2027-03-30T22:59:59Z', today: '2027-03-30', people: { Leaver: { late: 0 } } },
  { at: '2027-03-30T23:00:00Z', today: '2027-03-31', people: { Leaver: { late: 1 } } },
  { at: '2028-02-28T23:59:59Z', today: '2028-02-28', people: { Leap: { age: 15 } } },
  { at: '2028-02-29T00:00:00Z', today: '2028-02-29', people: { Leap: { age: 16 } } },
]

/** Asks the database and our own code at every moment in every zone. Only the clock of this process is turned; PGlite's is the same one. */
export async function tryClock(at: readonly Moment[] = moments): Promise<ClockResult> {
  const zone = process.env.TZ
  mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-02-01T12:00:00Z') })
  const county = await createCounty()
  const result: ClockResult = { answers: 0, problems: [] }
  try {
    const plan = { plan_type: 'ehc_plan', first_made_on: '2020-03-01', last_decision_on: '2026-01-20' }
    for (const [name, dob] of Object.entries(born)) await addPerson(county.db, county.officer, { known_as: name, date_of_birth: dob, plan })
    for (const moment of at) await tryMoment(county, moment, result)
    return result
  }
  finally {
    await county.db.close()
    mock.timers.reset()
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
}

async function tryMoment(county: County, moment: Moment, result: ClockResult): Promise<void> {
  mock.timers.setTime(Date.parse(moment.at))
  const told = new Map<string, string>()
  for (const zone of zones) {
    process.env.TZ = zone
    await county.db.query(`select set_config('TimeZone', $1, false)`, [zone])
    const lines = await county.db.as(county.officer, readLines)
    const others = await county.db.as(county.officer, readOthers)
    told.set(zone, JSON.stringify([lines, others]))
    result.answers += lines.length + others.length
    result.problems.push(...wrongIn(lines, moment).map(problem => `${moment.at} in ${zone}: ${problem}`))
  }
  for (const zone of zones) {
    if (told.get(zone) !== told.get('UTC')) result.problems.push(`${moment.at} in ${zone}: ${told.get(zone)} is not ${told.get('UTC')}`)
  }
}

function readLines(sql: Sql): Promise<Line[]> {
  return sql.query<Line>(`
    select p.known_as as name, p.date_of_birth::text as born, s ->> 'today' as today, (s ->> 'age')::integer as age,
      (s ->> 'nc_year')::integer as year, p.overdue_items::integer as late
    from my_people() p, person_summary(p.person_id) s order by p.known_as`)
}

/** Whatever else counts from today. */
async function readOthers(sql: Sql): Promise<unknown[]> {
  const [row] = await sql.query<Record<string, unknown>>(`
    select rules.today()::text as today, rules.parameters_version() as parameters, private.answer_due_on(now())::text as answer_due,
      (select json_agg(c order by c.known_as) from caseload('{}', 'name', null, 50) c) as caseload, caseload_counts('{}') as counts,
      (select json_agg(f order by f.known_as) from breach_forecast(12) f) as forecast`)
  return Object.values(row ?? {})
}

/** What of these is not as the table above says, or not as our own code says on this machine. */
function wrongIn(lines: readonly Line[], { today, people = {} }: Moment): string[] {
  const here = civilDay()
  return [
    ...(here === today ? [] : [`civilDay() says ${here}`]),
    ...lines.flatMap((line) => {
      const wanted: Record<string, unknown> = { today, age: ageOn(line.born, today), year: classYear(line.born, today), ...people[line.name] }
      return Object.entries(wanted).filter(([key, value]) => line[key as keyof Line] !== value)
        .map(([key, value]) => `${line.name} has ${key} ${line[key as keyof Line]}, not ${String(value)}`)
    }),
  ]
}
