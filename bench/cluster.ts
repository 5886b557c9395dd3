import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** A PostgreSQL cluster of our own, reached through a socket in its folder. */
export interface Cluster {
  /** The folder of the socket, for a client's `host`. */
  socketFolder: string
  user: string
  /** Ends the server and removes every trace. Safe to call again. */
  remove(): void
}

// Nothing here outlives the run, so no time goes to making it last; both sides of every ratio gain alike.
const settings = [
  'listen_addresses=', 'max_connections=10', 'shared_buffers=512MB', 'work_mem=64MB', 'maintenance_work_mem=256MB',
  'max_wal_size=8GB', 'checkpoint_timeout=1h', 'fsync=off', 'full_page_writes=off', 'autovacuum=off',
]

/**
 * Makes and starts a throw-away cluster; the server never runs as root.
 * @returns nothing when PostgreSQL's server is not installed.
 * @throws Error with what initdb or the server said when it does not start.
 */
export function startCluster(): Cluster | undefined {
  const bin = findServer()
  if (!bin) return undefined
  const owner = findOwner()
  const folder = mkdtempSync(join(tmpdir(), 'onward-bench-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const data = join(folder, 'data')
  const remove = () => {
    spawnSync(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate', '-w'], { ...owner, cwd: tmpdir(), stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  removeAtExit(remove)
  run('initdb', '-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync')
  const options = [`-k ${folder}`, ...settings.map(setting => `-c ${setting}`)].join(' ')
  run('pg_ctl', 'start', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options)
  return { socketFolder: folder, user: 'bench', remove }
}

function findServer(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(versions.includes('15') ? [join(debian, '15/bin')] : []),
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map(version => join(debian, version, 'bin')),
  ]
  return folders.find(folder => ['initdb', 'pg_ctl', 'postgres'].every(program => existsSync(join(folder, program))))
}

/** Whom to run the server as when we are root, which PostgreSQL refuses. */
function findOwner(): { uid: number, gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function removeAtExit(remove: () => void): void {
  process.once('exit', remove)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
}
