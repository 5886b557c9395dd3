import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMortalCluster, type MortalCluster } from '../bench/cluster.ts'
import { createDatabase } from '../tests/database/database.ts'
import { findFreePort, startServer } from '../tests/journeys/built-server.ts'
import { tryBadInputs } from '../tests/trust/bad-inputs.ts'
import { tryClients } from '../tests/trust/clients.ts'
import { tryClock } from '../tests/trust/clock.ts'
import { pgliteVictim, postgresVictim, serverVictim, tryCrashes, type CrashResult } from '../tests/trust/crashes.ts'
import { cutForms } from '../tests/trust/forms.ts'
import { runLints } from '../tests/trust/lints.ts'
import { openScene, runMatrix } from '../tests/trust/matrix.ts'
import { findMutations, isNoticed } from '../tests/trust/mutations.ts'
import { pgtapFiles, runPgtap } from '../tests/trust/pgtap.ts'
import { sendTwice } from '../tests/trust/twice.ts'
import { tryBadApiRequests } from '../tests/trust/web-api.ts'
import { openWorld } from '../tests/trust/world.ts'
import { ensureBuilt } from './build.ts'

/**
 * Measures trust: prints one line a figure and everything that falls short below it; exit code 1 when anything does.
 * With names ("npm run test:trust -- clock lints") it measures those alone.
 * What the database refuses on the way is expected, so its own messages are not shown.
 */
interface Figure { line: string, problems: string[] }

const figures: Record<string, () => Promise<Figure[]>> = { access, lints, pgtap, inputs, api, twice, clock, crashes, clients, forms }

const print = console.log
console.error = () => {}
console.log = () => {}

const noPostgres: Figure = { line: 'PostgreSQL: not tried', problems: ['its server (initdb, postgres) is not installed here'] }

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
      // Behind a fence that is open something may be changed: what functions use is tried on what there is then. Policies come first and change nothing.
      if (!await isNoticed(mutation.functions.length === 0 ? scene : await openScene(world), mutation)) unnoticed.push(mutation.name)
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
  const seed = newSeed()
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

async function api(): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const server = await startServer(folder)
    const seed = newSeed()
    const { requests, problems } = await tryBadApiRequests(server.baseUrl, 4000, seed)
    await server.stop('SIGTERM')
    return [{ line: `API for systems: ${requests} bad requests made from its description (seed ${seed}), ${problems.length} not answered as described`, problems }]
  })
}

async function twice(): Promise<Figure[]> {
  const world = await openWorld()
  const { tried, refused, problems } = await sendTwice(await openScene(world))
  await world.close()
  return [{ line: `sent again after a lost answer: ${tried.length} of ${tried.length + refused.length} functions that write, ${problems.length} wrote twice`, problems }]
}

async function crashes(): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const first = await serverVictim(folder)
    const served = await tryCrashes(first, 20, newSeed())
    await first.end()
    const alone = await pgliteVictim(folder)
    const figures = [crashFigure('PGlite', served, await tryCrashes(alone, 80, newSeed()))]
    await alone.kill()
    return [...figures, await onPostgres(async (url, cluster, home) => {
      const server = await serverVictim(home, url)
      try {
        return crashFigure('PostgreSQL and of the server on it', await tryCrashes(postgresVictim(cluster, server), 100, newSeed()), await tryCrashes(server, 20, newSeed()))
      }
      finally {
        await server.end()
      }
    })]
  })
}

function crashFigure(what: string, ...results: CrashResult[]): Figure {
  const sum = (of: (result: CrashResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const problems = results.flatMap(result => result.problems)
  return { line: `kill -9 of ${what}: ${sum(({ points }) => points)} random moments, ${sum(({ acknowledged }) => acknowledged)} acknowledged writes, ${problems.length} lost or by halves`, problems }
}

async function clients(): Promise<Figure[]> {
  const many = { clients: 50, seconds: 60 }
  const measure = async (what: string, folder: string, environment: NodeJS.ProcessEnv): Promise<Figure> => {
    const server = await startServer(folder, environment)
    try {
      const { acknowledged, conflicts, problems } = await tryClients(() => server.baseUrl, folder, { ...many, seed: newSeed() })
      const words = `${acknowledged} writes acknowledged and audited, ${conflicts} told that another was faster, ${problems.length} lost, refused or deadlocked`
      return { line: `${many.clients} clients on one plan for ${many.seconds} seconds (${what}): ${words}`, problems }
    }
    finally {
      await server.stop('SIGTERM')
    }
  }
  return [
    await inFolder(folder => measure('PGlite', folder, {})),
    await onPostgres((url, _cluster, home) => measure('PostgreSQL', home, { DATABASE_URL: url, ONWARD_DEMO: 'on' })),
  ]
}

async function forms(): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const server = await startServer(folder)
    try {
      const { forms: all, tried, problems } = await cutForms(server.baseUrl, folder)
      return [{ line: `connection cut at each form, on the way there and back: ${tried} of ${all} forms tried, ${problems.length} not as they should be`, problems }]
    }
    finally {
      await server.stop('SIGTERM')
    }
  })
}

const newSeed = (): number => Math.floor(Math.random() * 2 ** 31)

/** A data folder of its own, for the built server. */
async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  await ensureBuilt(() => {})
  const folder = mkdtempSync(join(tmpdir(), 'onward-trust-'))
  try {
    return await work(folder)
  }
  finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onPostgres(work: (url: string, cluster: MortalCluster, home: string) => Promise<Figure>): Promise<Figure> {
  const cluster = await startMortalCluster(await findFreePort())
  if (!cluster) return noPostgres
  try {
    return await inFolder(home => work(cluster.url, cluster, home))
  }
  finally {
    await cluster.remove()
  }
}
