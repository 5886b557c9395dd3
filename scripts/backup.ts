/**
 * Keeps a copy of everything, and puts it back.
 *
 *   npm run backup -- FILE     copies the database and the secrets into FILE
 *   npm run restore -- FILE    puts them back where there is nothing yet
 *
 * Embedded (ONWARD_DATA): stop Onward first; FILE is a .tar.gz of the data folder. Your PostgreSQL (DATABASE_URL): FILE is what
 * pg_dump writes, made while Onward runs. Supabase makes its own backups. Ends with 1 and says why when it cannot.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { lockFolder } from '../server/embedded/lock.ts'
import { oneLine, StartError } from '../server/utils/start-error.ts'

const [command, name] = process.argv.slice(2)
const folder = resolve(process.env.ONWARD_DATA || '.data')
/** What of the data folder is worth keeping: not the lock, not what is worked out again. */
const kept = ['db', 'secrets.json']

try {
  if (!name || (command !== 'backup' && command !== 'restore')) throw new StartError('Say which file: npm run backup -- FILE, or npm run restore -- FILE.')
  const file = resolve(name)
  const url = process.env.DATABASE_URL
  if (command === 'backup') await (url ? dump(url, file) : pack(file))
  else await (url ? load(url, file) : unpack(file))
  console.log(command === 'backup' ? `Everything is in ${file}. Whoever has it can read it: keep it safe.` : 'Everything is back. Start Onward as usual.')
}
catch (error) {
  console.error(oneLine(error).replace('cannot start', `cannot ${command ?? 'go on'}`))
  process.exit(1)
}

async function pack(file: string): Promise<void> {
  if (!existsSync(join(folder, 'db'))) throw new StartError(`There is no database in ${folder}.`)
  if (existsSync(file)) throw new StartError(`${file} is there already. Choose another name.`)
  const release = await lockFolder(folder)
  try {
    // Written beside its place and renamed, so that half a copy is never taken for one.
    run('tar', ['-czf', `${file}.part`, '-C', folder, ...kept.filter(one => existsSync(join(folder, one)))])
    renameSync(`${file}.part`, file)
  }
  finally {
    rmSync(`${file}.part`, { force: true })
    release()
  }
}

async function unpack(file: string): Promise<void> {
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`)
  if (existsSync(join(folder, 'db'))) throw new StartError(`There is a database in ${folder} already. Set ONWARD_DATA to an empty folder, or run "npm run reset" first.`)
  const release = await lockFolder(folder)
  const unpacked = mkdtempSync(join(dirname(join(folder, 'db')), 'restore-'))
  try {
    run('tar', ['-xzf', file, '-C', unpacked])
    if (!existsSync(join(unpacked, 'db'))) throw new StartError(`${file} holds no database of Onward.`)
    for (const one of kept) {
      if (existsSync(join(unpacked, one))) renameSync(join(unpacked, one), join(folder, one))
    }
  }
  finally {
    rmSync(unpacked, { recursive: true, force: true })
    release()
  }
}

async function dump(url: string, file: string): Promise<void> {
  if (existsSync(file)) throw new StartError(`${file} is there already. Choose another name.`)
  mkdirSync(dirname(file), { recursive: true })
  run('pg_dump', ['--format=custom', '--file', file, url])
}

async function load(url: string, file: string): Promise<void> {
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`)
  run('pg_restore', ['--exit-on-error', '--single-transaction', '--no-owner', '--dbname', url, file])
}

function run(program: string, args: string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw new StartError(`${program} is needed for this and is not installed.`)
  if (status !== 0) throw new StartError(`${program} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`)
}
