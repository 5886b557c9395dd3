import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from '../../../server/embedded/lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onward-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const holdInAnotherProcess = `
  const { lockFolder } = await import(process.argv[1])
  await lockFolder(process.argv[2])
  console.log('held')
  setInterval(() => {}, 1000)
`

function startHolder() {
  const lock = new URL('../../../server/embedded/lock.ts', import.meta.url).href
  const holder = spawn(process.execPath, ['--input-type=module', '-e', holdInAnotherProcess, lock, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const held = new Promise(resolve => holder.stdout.once('data', resolve))
  const kill = async () => {
    const exited = new Promise(resolve => holder.once('exit', resolve))
    holder.kill('SIGKILL')
    await exited
  }
  return { pid: holder.pid, held, kill }
}

it('names the process that has the folder, and lets it be', async () => {
  const holder = startHolder()
  await holder.held
  await expect(lockFolder(folder)).rejects.toThrow(`in use by another Onward (process ${holder.pid})`)
  await holder.kill()
})

it('takes over from a process that was killed', async () => {
  const holder = startHolder()
  await holder.held
  await holder.kill()
  const release = await lockFolder(folder)
  release()
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

it('is not fooled by a living process that only has the same number', async () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, started: 'long ago', thread: 0 }))
  const release = await lockFolder(folder)
  release()
})

it('takes over a lock that nobody can read', async () => {
  writeFileSync(join(folder, 'lock'), '{"pid":')
  const release = await lockFolder(folder)
  release()
})

it('waits for its own older server to let go, as when the code changes in development', async () => {
  const release = await lockFolder(folder)
  const second = lockFolder(folder)
  release()
  const releaseSecond = await second
  expect(existsSync(join(folder, 'lock'))).toBe(true)
  releaseSecond()
})
