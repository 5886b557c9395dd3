import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

/** The Chromium of this machine, if it has one: `ONWARD_CHROMIUM`, the system's, or Playwright's own. */
export function findChromium(): string | undefined {
  const places = [
    process.env.ONWARD_CHROMIUM,
    '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
    chromium.executablePath(),
  ]
  return places.find(place => place && existsSync(place))
}

/** Finds Chromium, or installs it: the Debian package when root, otherwise Playwright's build. @throws when neither works. */
export function ensureChromium(log: (line: string) => void): string {
  const found = findChromium()
  if (found) return found
  log('Installing Chromium for the journeys.')
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  }
  if (!findChromium()) run(process.execPath, [join(import.meta.dirname, '../node_modules/playwright-core/cli.js'), 'install', 'chromium'])
  const installed = findChromium()
  if (!installed) throw new Error('Chromium could not be installed. Install it and set ONWARD_CHROMIUM to its path.')
  return installed
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}
