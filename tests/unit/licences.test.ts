import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '../..')
/** Their packages do not say it; docs/licences.md says where it is said. */
const saidElsewhere: Record<string, string> = { tosource: 'Zlib' }

const billOfMaterials = z.object({
  components: z.array(z.object({
    name: z.string(),
    licenses: z.array(z.union([
      z.object({ license: z.object({ id: z.string() }) }).transform(({ license }) => license.id),
      z.object({ license: z.object({ name: z.string() }) }).transform(({ license }) => license.name),
      z.object({ expression: z.string() }).transform(({ expression }) => expression),
    ])).default([]),
  })).min(100),
})

it('lists the licence of every package that runs or builds Onward, as "npm sbom" names them', () => {
  const printed = execFileSync('npm', ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const { components } = billOfMaterials.parse(JSON.parse(printed.toString()))
  const [, table = ''] = readFileSync(join(root, 'docs/licences.md'), 'utf8').split('## Licences of packages')
  const listed = new Set(table.match(/[A-Za-z0-9][\w.-]*/g))
  const missing = components
    .map(({ name, licenses: [licence = saidElsewhere[name] ?? 'none'] }) => ({ name, licences: licence.replace(/[()]/g, '').split(/ (?:OR|AND) /) }))
    .filter(({ licences }) => !licences.every(licence => listed.has(licence)))
  expect(missing).toEqual([])
})
