import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.ts'

interface Tally { passed: number, failed: number }

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const script = (name: string, ...args: string[]) => [process.execPath, join(root, 'scripts', name), ...args]

const checks: [name: string, command: string[]][] = [
  ['types', [bin('vue-tsc'), '-b', '--noEmit']],
  ['lint', [bin('eslint'), '.']],
  ['unused code', [bin('knip')]],
  ['migration is current', script('database-migration.ts', '--check')],
  ['database types are current', script('database-types.ts', '--check')],
  ['pathway seed is current', script('pathway-seed.ts', '--check')],
  ['locales', script('check-locales.ts')],
  ['reading age', script('check-reading.ts')],
  ['pathways', script('check-pathways.ts')],
]

const total: Tally = { passed: 0, failed: 0 }
spawnSync(bin('nuxt'), ['prepare'], { cwd: root, stdio: 'ignore' })
await Promise.all([runChecks(), runChecks()])
add(prepareChromium())
add(runVitest())
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

function add({ passed, failed }: Tally): void {
  total.passed += passed
  total.failed += failed
}

/** Works through what is left of the checks; each is one process on one core, so two of these use a small machine. */
async function runChecks(): Promise<void> {
  for (let next = checks.shift(); next; next = checks.shift()) add(await runCheck(...next))
}

function runCheck(name: string, [command = '', ...args]: string[]): Promise<Tally> {
  const check = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  check.stdout.on('data', chunk => output += chunk)
  check.stderr.on('data', chunk => output += chunk)
  return new Promise((resolve) => {
    const end = (passed: boolean) => {
      console.log(`${passed ? '✓' : '✗'} ${name}`)
      if (!passed) console.log(output.trim())
      resolve(passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
    }
    check.once('error', (error) => {
      output += error.message
      end(false)
    })
    check.once('close', status => end(status === 0))
  })
}

function prepareChromium(): Tally {
  try {
    process.env.ONWARD_CHROMIUM = ensureChromium(line => console.log(line))
    return { passed: 0, failed: 0 }
  }
  catch (error) {
    console.log(`✗ ${error instanceof Error ? error.message : error}`)
    return { passed: 0, failed: 1 }
  }
}

/** Every vitest project. A file that cannot be loaded, or a run that breaks off, counts as a failure. */
function runVitest(): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'onward-tests-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync(bin('vitest'), args, { cwd: root, stdio: 'inherit' })
  const tally = existsSync(report) ? readReport(report) : { passed: 0, failed: 1 }
  rmSync(folder, { recursive: true, force: true })
  if (status !== 0 && tally.failed === 0) return { ...tally, failed: 1 }
  return tally
}

function readReport(file: string): Tally {
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string, assertionResults: unknown[] }[]
  }
  const unloadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length }
}
