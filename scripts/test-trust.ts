import { createDatabase } from '../tests/database/database.ts'
import { tryBadInputs } from '../tests/trust/bad-inputs.ts'
import { tryClock } from '../tests/trust/clock.ts'
import { runLints } from '../tests/trust/lints.ts'
import { openScene, runMatrix } from '../tests/trust/matrix.ts'
import { findMutations, isNoticed } from '../tests/trust/mutations.ts'
import { pgtapFiles, runPgtap } from '../tests/trust/pgtap.ts'
import { openWorld } from '../tests/trust/world.ts'

/**
 * Measures trust: prints one line a figure and everything that falls short below it; exit code 1 when anything does.
 * With names ("npm run test:trust -- clock lints") it measures those alone.
 * What the database refuses on the way is expected, so its own messages are not shown.
 */
interface Figure { line: string, problems: string[] }

const figures: Record<string, () => Promise<Figure[]>> = { access, lints, pgtap, inputs, clock }

const print = console.log
console.error = () => {}
console.log = () => {}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(figures)
const unknown = names.filter(name => !figures[name])
if (unknown.length) {
  print(`There is no figure called ${unknown.join(', ')}. There are: ${Object.keys(figures).join(', ')}.`)
  process.exit(1)
}

let failed = 0
for (const name of names) {
  for (const { line, problems } of await figures[name]?.() ?? []) {
    print(line)
    for (const problem of problems) print(`  ${problem}`)
    failed += problems.length
  }
}
process.exit(failed > 0 ? 1 : 0)

async function access(): Promise<Figure[]> {
  const world = await openWorld()
  try {
    const scene = await openScene(world)
    const { attempts, leaks, gaps } = await runMatrix(scene)
    const few = attempts < 5000 ? [`only ${attempts} attempts`] : []
    const mutations = await findMutations(scene)
    const unnoticed: string[] = []
    for (const mutation of mutations) {
      // Behind a fence that is open something may be changed: a helper is tried on what there is then. Policies come first and change nothing.
      if (!await isNoticed(mutation.table ? scene : await openScene(world), mutation)) unnoticed.push(mutation.name)
    }
    const killed = mutations.length - unnoticed.length
    return [
      { line: `access: ${attempts} attempts, ${leaks.length} leaks`, problems: [...leaks, ...gaps, ...few] },
      { line: `mutations of access: ${killed} of ${mutations.length} killed (${Math.floor(100 * killed / mutations.length)}%)`, problems: unnoticed },
    ]
  }
  finally {
    await world.close()
  }
}

async function inputs(): Promise<Figure[]> {
  const world = await openWorld()
  const seed = Date.now() % 2 ** 31
  const { requests, problems } = await tryBadInputs(world, 10_000, seed)
  await world.close()
  return [{ line: `bad inputs: ${requests} requests (seed ${seed}), ${problems.length} without a clear answer`, problems }]
}

async function lints(): Promise<Figure[]> {
  const database = await createDatabase()
  const { rules, findings, kept } = await runLints(database)
  await database.close()
  return [{
    line: `lints: ${rules} rules, ${findings.length} findings, ${kept.length} kept for a reason`,
    problems: findings.map(({ rule, finding }) => `${rule}: ${finding}`),
  }]
}

async function pgtap(): Promise<Figure[]> {
  const results = []
  for (const file of pgtapFiles()) results.push(await runPgtap(file))
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const planned = results.reduce((sum, result) => sum + result.planned, 0)
  const missing = passed === planned ? [] : [`${planned} were planned`]
  return [{ line: `pgTAP: ${passed} passed`, problems: [...results.flatMap(result => result.failures), ...missing] }]
}

async function clock(): Promise<Figure[]> {
  const { answers, problems } = await tryClock()
  return [{ line: `clock and calendar: ${answers} answers at daylight-saving changes, year ends and leap days, ${problems.length} not as in England`, problems }]
}
