import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSecrets } from '../../../server/embedded/secrets.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'onward-secrets-'))
  folder = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const permissions = (path: string) => statSync(path).mode & 0o777

it('makes secrets on the first start that only this account can read, and keeps them', async () => {
  const first = await readSecrets(folder)
  expect(first.jwtSecret).toMatch(/^[0-9a-f]{64}$/)
  expect(permissions(folder)).toBe(0o700)
  expect(permissions(join(folder, 'secrets.json'))).toBe(0o600)
  expect(await readSecrets(folder)).toEqual(first)
})

it('gives every data folder secrets of its own', async () => {
  const [one, two] = [await readSecrets(folder), await readSecrets(join(parent, 'other'))]
  expect(one.jwtSecret).not.toBe(two.jwtSecret)
  expect(one.publishableKey).not.toBe(two.publishableKey)
})

it('never replaces a damaged file by itself', async () => {
  await readSecrets(folder)
  writeFileSync(join(folder, 'secrets.json'), '{')
  await expect(readSecrets(folder)).rejects.toThrow('secrets.json is damaged')
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('{')
})

it('says so when the folder cannot be used', async () => {
  writeFileSync(folder, 'a file')
  await expect(readSecrets(folder)).rejects.toThrow('is not a folder that Onward can write to')
})
