import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

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
  const made = makeCluster()
  if (!made) return undefined
  const { folder, data, run, owner, bin } = made
  const remove = () => {
    spawnSync(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate', '-w'], { ...owner, cwd: tmpdir(), stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  }
  removeAtExit(remove)
  const options = [`-k ${folder}`, ...settings.map(setting => `-c ${setting}`)].join(' ')
  run('pg_ctl', 'start', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options)
  return { socketFolder: folder, user: 'bench', remove }
}

/** A cluster with PostgreSQL's own settings, which keep what they acknowledge, on a port of this machine. */
export interface MortalCluster {
  /** For `DATABASE_URL`. */
  url: string
  /** Ends every process of the server at once with kill -9. */
  crash(): Promise<void>
  /** Starts it again after a crash, as whatever watches over it does, and waits until it takes connections. @throws when it does not. */
  start(): Promise<void>
  /** Ends the server and removes every trace. */
  remove(): Promise<void>
}

/** Makes and starts a cluster to be killed. @returns nothing when PostgreSQL's server is not installed. */
export async function startMortalCluster(port: number): Promise<MortalCluster | undefined> {
  const made = makeCluster()
  if (!made) return undefined
  const { folder, data, owner, bin } = made
  let server: ChildProcess | undefined
  // Not by pg_ctl: whose child it is has to take note of its end, or its process stays and nothing can start in its place.
  const start = async () => {
    server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'], { ...owner, cwd: folder, stdio: 'ignore' })
    while (spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status !== 0) {
      if (server.exitCode !== null) throw new Error('PostgreSQL did not start.')
      await wait(50)
    }
  }
  const crash = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    const started = ps('-o', 'pid=', '--ppid', String(server.pid))
    spawnSync('kill', ['-9', String(server.pid), ...started])
    await ended
    // A Z has ended, and nobody has asked about it yet.
    while (started.length && ps('-o', 'stat=', '-p', started.join(',')).some(state => !state.startsWith('Z'))) await wait(10)
  }
  await start()
  return {
    url: `postgres://bench@127.0.0.1:${port}/postgres`, crash, start,
    async remove() {
      await crash()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function ps(...args: string[]): string[] {
  return spawnSync('ps', args, { encoding: 'utf8' }).stdout.split('\n').map(line => line.trim()).filter(Boolean)
}

interface Made { bin: string, owner?: { uid: number, gid: number }, folder: string, data: string, run: (program: string, ...args: string[]) => void }

function makeCluster(): Made | undefined {
  const bin = findServer()
  if (!bin) return undefined
  const owner = findOwner()
  const folder = mkdtempSync(join(tmpdir(), 'onward-bench-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const run = (program: string, ...args: string[]) =>
    void execFileSync(join(bin, program), args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const data = join(folder, 'data')
  run('initdb', '-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync')
  return { bin, owner, folder, data, run }
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
