import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'

/**
 * Writes a generated file, or with `--check` on the command line only says whether it is up to date
 * (exit code 1 when it is not).
 * @param command what to run to bring it up to date.
 */
export function writeOrCheck(file: string, content: string, command: string): void {
  const name = relative(process.cwd(), file)
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === content
  if (process.argv.includes('--check')) {
    if (!isCurrent) {
      console.error(`${name} is out of date. Run "${command}" and commit it.`)
      process.exitCode = 1
    }
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  if (!isCurrent) writeFileSync(file, content)
  console.log(`${name} ${isCurrent ? 'was already up to date' : 'written'}`)
}
