import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

interface LockedPackage { dev?: boolean, license?: string }

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
/** Their packages do not say it; docs/licences.md says where it is said. */
const saidElsewhere: Record<string, string> = { 'node_modules/tosource': 'Zlib' }

it('lists the licence of every package that runs or builds Onward', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> }
  const [, table = ''] = read('docs/licences.md').split('## Licences of packages')
  const listed = new Set(table.match(/[A-Za-z0-9][\w.-]*/g))
  const missing = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { license = saidElsewhere[path] ?? 'none' }]) => ({ path, licences: license.replace(/[()]/g, '').split(/ (?:OR|AND) /) }))
    .filter(({ licences }) => !licences.every(licence => listed.has(licence)))
  expect(missing).toEqual([])
})
