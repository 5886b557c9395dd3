import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import { StartError } from '../utils/start-error.ts'

interface Holder { pid: number, started: string, thread: number }

/** How long a server that restarts inside one process (development) may take to close its database. */
const restartPatienceMs = 10_000

/**
 * Takes a data folder for this process alone: two processes on one PGlite folder would destroy it.
 * A lock left by a process that died is taken over. While developing, the server restarts inside the same
 * process: the new one waits until the old one has closed the database.
 * @returns a function that gives the folder back.
 * @throws StartError when another process has the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'lock')
  const me: Holder = { pid: process.pid, started: processStart(process.pid), thread: threadId }
  const patienceEnds = Date.now() + restartPatienceMs
  while (!await take(file, me)) {
    const holder = read(file)
    if (holder && holder.pid !== me.pid && isAlive(holder)) {
      throw new StartError(`${folder} is in use by another Onward (process ${holder.pid}). Stop that one first, or set ONWARD_DATA to another folder.`)
    }
    const restarting = holder?.pid === me.pid && holder.started === me.started
    if (restarting && Date.now() < patienceEnds) await wait(100)
    else rmSync(file, { force: true })
  }
  return () => {
    if (isMine(file, me)) rmSync(file, { force: true })
  }
}

/** Links a finished file into place, so that nobody reads half a lock; looks again, in case two took over one stale lock. */
async function take(file: string, me: Holder): Promise<boolean> {
  const draft = `${file}.${me.pid}.${me.thread}`
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 })
  try {
    linkSync(draft, file)
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  finally {
    rmSync(draft, { force: true })
  }
  await wait(50)
  return isMine(file, me)
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  }
  catch {
    return undefined
  }
}

function isMine(file: string, me: Holder): boolean {
  const holder = read(file)
  return holder?.pid === me.pid && holder.thread === me.thread && holder.started === me.started
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0)
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return processStart(pid) === started
}

/** When the process started, in ticks since boot: tells a living holder from a stranger with a reused number. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  }
  catch {
    return ''
  }
}
