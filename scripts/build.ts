import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stamp = join(root, '.output/source-hash')

export const serverEntry = join(root, '.output/server/index.mjs')

/** Everything that the built server is made from. */
const sources = [
  'app.vue', 'error.vue', 'app.config.ts', 'nuxt.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json',
  'assets', 'components', 'composables', 'layouts', 'locales', 'middleware', 'modules', 'pages', 'plugins', 'public',
  'server', 'shared', 'stores', 'supabase',
]

/**
 * Builds the server unless the last build came from exactly these sources.
 * @param log told when a build starts and ends. @throws when the build fails, with the end of its output.
 */
export async function ensureBuilt(log: (line: string) => void): Promise<void> {
  const hash = hashSources()
  if (existsSync(serverEntry) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  log('Building Onward. This takes about a minute, and only when something changed.')
  const begun = Date.now()
  await runBuild()
  writeFileSync(stamp, hash)
  log(`Built in ${Math.round((Date.now() - begun) / 1000)} seconds.`)
}

function hashSources(): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(listFiles).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0')
  }
  return hash.digest('hex')
}

function listFiles(path: string): string[] {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
}

function runBuild(): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules/nuxt/bin/nuxt.mjs'), 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  // A build must not go on behind the back of whoever stopped this command.
  const stop = (signal: NodeJS.Signals) => {
    build.kill(signal)
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.once('SIGTERM', stop).once('SIGINT', stop)
  const output: string[] = []
  build.stdout.on('data', chunk => output.push(String(chunk)))
  build.stderr.on('data', chunk => output.push(String(chunk)))
  return new Promise<void>((resolve, reject) => {
    build.on('error', reject)
    build.on('exit', code => code === 0 ? resolve() : reject(new Error(`The build failed.\n${output.join('').slice(-4000)}`)))
  }).finally(() => process.off('SIGTERM', stop).off('SIGINT', stop))
}
