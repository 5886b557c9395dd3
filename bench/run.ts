/**
 * Measures a county: `npm run bench`. Figures on standard output, one a line, as ratios inside this run wherever
 * something can be compared; progress on standard error. docs/performance.md says what each line means.
 */
import process from 'node:process'
import { buildCounty, type County } from './county.ts'
import { startEngine, type Engine } from './engines.ts'
import { formatFigure, type Figure } from './figure.ts'
import { bringIn, checkFile } from './imports.ts'
import { readOptions } from './options.ts'
import {
  caseloadFilters, changeFact, compareGrowth, filterCaseload, lists, openPages, pageCalls, personas, queries, reviewedPeople,
  type CaseloadFilter, type List, type Query,
} from './people.ts'
import { planCounty, planInBatches, publishMove } from './planning.ts'
import { compareRoles, median, timed } from './timing.ts'

/** Above this many people a county is planned in batches of it: one statement would need tens of gigabytes. */
const oneStatement = 21_000

const started = performance.now()
const count = (n: number) => n.toLocaleString('en-GB')
const progress = (line: string) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`)

try {
  const options = readOptions(process.argv.slice(2), process.env.BENCH_DATABASE_URL)
  for (const name of options.engines) {
    const engine = await startEngine(name, options)
    if (!engine) console.log('native  skipped: no PostgreSQL server on this machine (initdb, pg_ctl); give BENCH_DATABASE_URL to use another')
    else await measureEngine(engine, options.seed).finally(engine.close)
  }
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function measureEngine(engine: Engine, seed: number): Promise<void> {
  progress(`${engine.name} ${engine.version}`)
  const counties: County[] = []
  const planMs = new Map<County, number>()
  for (const size of engine.sizes) {
    progress(`${engine.name}: building a county of ${count(size)}`)
    const county = await buildCounty(await engine.open(`onward_bench_${size}`), size, seed)
    counties.push(county)
    const ms = size > oneStatement ? await planBig(engine, county, planMs) : await measurePlan(engine, county)
    planMs.set(county, ms)
    await county.sql.run('vacuum analyze')
  }
  for (const county of counties) await measurePages(engine, county)
  for (const county of counties) if (county.size <= oneStatement) await measureImport(engine, county)
  await measureGrowth(engine, counties)
  for (const county of counties) if (county.size <= oneStatement) await measurePublish(engine, county, planMs.get(county) ?? Number.NaN)
}

function print(engine: Engine, people: string, figure: Omit<Figure, 'engine' | 'people'>): void {
  console.log(formatFigure({ engine: engine.name, people, ...figure }))
}

async function measurePlan(engine: Engine, county: County): Promise<number> {
  progress(`${engine.name}: planning ${count(county.size)} people`)
  const { rows, planMs, bareMs, ratio } = await planCounty(county, county.size > 5_000 ? 2 : 5)
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const note = `${count(rows)} rows in ${seconds(planMs)}, ${count(Math.round(rows / planMs * 1000))} rows/s; bare insert ${seconds(bareMs)}`
  print(engine, count(county.size), { what: 'plan the county, against a bare insert of its rows', value: ratio, unit: '×', goal: 2.5, note })
  return planMs
}

async function planBig(engine: Engine, county: County, known: ReadonlyMap<County, number>): Promise<number> {
  const [largest] = [...known].sort(([a], [b]) => b.size - a.size)
  const minutes = largest ? largest[1] / largest[0].size * county.size / 60_000 : undefined
  progress(`${engine.name}: planning ${count(county.size)} people in batches; about ${minutes?.toFixed(0) ?? 'an unknown number of'} minutes`)
  const { ms } = await timed(() => planInBatches(county, oneStatement, (done, total) => progress(`${engine.name}: batch ${done} of ${total}`)))
  const note = `${(ms / 60_000).toFixed(1)} minutes`
  print(engine, count(county.size), { what: `plan the county in batches of ${count(oneStatement)}`, value: ms, unit: 'ms', note })
  return ms
}

async function measurePages(engine: Engine, county: County): Promise<void> {
  const people = count(county.size)
  progress(`${engine.name}: pages in the county of ${people}`)
  for (const query of Object.keys(queries) as Query[]) {
    for (const persona of personas) {
      const { ms, ratio } = await compareRoles(county.sql, queries[query], pageCalls(county, persona, 100))
      const note = `${ms.toFixed(2)} ms`
      print(engine, people, { what: `${query} as ${persona}, against no row security`, value: ratio, unit: '×', goal: 1.3, note })
    }
  }
  for (const list of Object.keys(lists) as List[]) {
    const { ms, ratio } = await compareRoles(county.sql, lists[list], pageCalls(county, 'officer', 20))
    print(engine, people, { what: `${list} as officer, against no row security`, value: ratio, unit: '×', note: `${ms.toFixed(2)} ms` })
  }
  for (const filter of Object.keys(caseloadFilters) as CaseloadFilter[]) {
    const times: number[] = []
    for (let run = 0; run < 9; run += 1) times.push(await filterCaseload(county, filter))
    print(engine, people, { what: `caseload as officer of everybody, ${filter}: lines and counts`, value: median(times), unit: 'ms', goal: 200 })
  }
  const times: number[] = []
  for (const person of await reviewedPeople(county, 200)) times.push(await changeFact(county, person))
  print(engine, people, { what: 'one fact changes: update, triggers and re-plan', value: median(times), unit: 'ms', goal: 10 })
}

async function measureImport(engine: Engine, county: County): Promise<void> {
  const people = count(county.size)
  const few = Math.round(county.size / 10)
  progress(`${engine.name}: bringing people in to the county of ${people}`)
  const fewMs = await checkFile(county, few)
  const allMs = await checkFile(county, county.size)
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  print(engine, people, {
    what: `check a file of ${people} rows, a row of it against one of ${count(few)} rows`, value: allMs / county.size / (fewMs / few), unit: '×', goal: 1.5,
    note: `${seconds(fewMs)} → ${seconds(allMs)}`,
  })
  const { checkMs, writeMs, planMs, undoMs, changedAgain } = await bringIn(county, few)
  print(engine, people, {
    what: `write ${count(few)} rows in one transaction, against planning them`, value: writeMs / planMs, unit: '×',
    note: `check ${seconds(checkMs)}, write ${seconds(writeMs)}, plan ${seconds(planMs)}, take back ${seconds(undoMs)}`,
  })
  print(engine, people, { what: 'rows of the same file that would change somebody', value: changedAgain, unit: 'rows', goal: 0 })
}

async function measureGrowth(engine: Engine, counties: readonly County[]): Promise<void> {
  const [small] = counties
  const large = counties.at(-1)
  if (!small || !large || small === large) return
  progress(`${engine.name}: growth`)
  const compare = async (what: string, open: (county: County) => Promise<(n: number) => Promise<number>>) => {
    const { smallMs, largeMs } = await compareGrowth(await open(small), await open(large), 100)
    print(engine, `${count(small.size)}→${count(large.size)}`, {
      what: `growth of ${what}`, value: largeMs / smallMs, unit: '×', goal: 1.2, note: `${smallMs.toFixed(2)} → ${largeMs.toFixed(2)} ms`,
    })
  }
  for (const persona of personas) await compare(`timeline() as ${persona}`, county => openPages(county, persona))
  await compare('one fact changes', async (county) => {
    const people = await reviewedPeople(county, 200)
    return n => changeFact(county, people[n % people.length] ?? '')
  })
}

async function measurePublish(engine: Engine, county: County, planMs: number): Promise<void> {
  progress(`${engine.name}: publishing in the county of ${count(county.size)}`)
  const { ms, differing, written, total } = await publishMove(county, '1000.0.0')
  const people = count(county.size)
  print(engine, people, {
    what: 'publish a version that moves every tenth step, against a full plan', value: ms / planMs * 100, unit: '%', goal: 15,
    note: `${(ms / 1000).toFixed(1)} s; ${count(differing)} of ${count(total)} rows moved`,
  })
  print(engine, people, { what: 'rows written beyond those that changed', value: written - differing, unit: 'rows', goal: 0, note: `${count(written)} written` })
}
