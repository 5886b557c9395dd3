import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { lockFolder } from '../server/embedded/lock.ts'
import { oneLine } from '../server/utils/start-error.ts'

const folder = resolve(process.env.ONWARD_DATA || '.data')
const database = join(folder, 'db')

try {
  if (!existsSync(database)) console.log(`There is no database in ${folder}: nothing to reset.`)
  else if (await isSure()) await reset()
  else console.log('Nothing was removed.')
}
catch (error) {
  console.error(oneLine(error).replace('cannot start', 'cannot reset'))
  process.exit(1)
}

async function isSure(): Promise<boolean> {
  if (process.argv.includes('--yes')) return true
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await Promise.race([
    terminal.question(`Remove everything in ${database} and start again? This cannot be undone. Type yes: `),
    new Promise<string>(resolve => terminal.once('close', () => resolve(''))),
  ])
  terminal.close()
  return answer.trim().toLowerCase() === 'yes'
}

async function reset(): Promise<void> {
  const release = await lockFolder(folder)
  rmSync(database, { recursive: true })
  release()
  console.log(`Removed ${database}. The next start makes a new one.`)
}
