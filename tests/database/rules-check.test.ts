import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCases } from '../../scripts/check-rules.ts'

const header = 'id,rule_id,inputs,expected,note'
const good = 'A1,R-AGE-01,"{""dob"": ""2012-02-29"", ""age"": 18}","{""date"": ""2030-03-01""}",fine'
const script = fileURLToPath(new URL('../../scripts/check-rules.ts', import.meta.url))
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function checkRules(...lines: string[]): Promise<{ code: number, output: string }> {
  const file = join(folder, 'cases.csv')
  await writeFile(file, lines.join('\n'))
  return new Promise((resolve) => {
    execFile(node, [script, file], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stderr + stdout })
    })
  })
}

describe('reading a case file', () => {
  it('keeps line numbers across quoted line breaks, blank lines and Windows line ends', () => {
    const { cases, malformed } = readCases([header, good.replace('fine', '"two\r\nlines"'), '', good].join('\r\n'))
    expect(malformed).toEqual([])
    expect(cases.map(({ line }) => line)).toEqual([2, 5])
  })

  it.each([
    ['an unclosed quote', 'B1,R-AGE-01,"{""dob"": 1},"{}",', 'CSV quoting is broken'],
    ['a missing column', 'B1,R-AGE-01,{}', 'expected 5 columns'],
    ['an extra column', 'B1,R-AGE-01,{},{},note,more', 'found 6'],
    ['inputs that are not JSON', 'B1,R-AGE-01,{dob},{},', 'inputs is not valid JSON'],
    ['expected that is not JSON', 'B1,R-AGE-01,{},,', 'expected is not valid JSON'],
    ['inputs that are not an object', 'B1,R-AGE-01,7,{},', 'inputs must be a JSON object'],
    ['no rule id', 'B1,,{},{},', 'rule_id is empty'],
  ])('names the line of %s and reads the row after it', (_, row, problem) => {
    const { cases, malformed } = readCases([header, good, row, good].join('\n'))
    expect(malformed).toEqual([{ line: 3, problem: expect.stringContaining(problem) }])
    expect(cases.map(({ line }) => line)).toEqual([2, 4])
  })

  it('names the columns a file does not have', () => {
    expect(readCases('id,rule_id,inputs\nA,B,C').malformed).toEqual([{ line: 1, problem: expect.stringContaining('missing: expected') }])
  })
})

describe('check:rules', () => {
  it('passes when every row passes', async () => {
    expect(await checkRules(header, good)).toEqual({ code: 0, output: '1 passed, 0 failed\n' })
  }, 20_000)

  it('names each failure with its line, what was expected and what came back', async () => {
    const wrong = good.replace('A1', 'A2').replace('2030-03-01', '2030-03-02')
    const { code, output } = await checkRules(header, good, wrong, 'A3,R-NOPE-01,{},{},', 'A4,R-AGE-01,oops,{},')
    expect(code).toBe(1)
    expect(output).toContain('line 3: A2 R-AGE-01: expected {"date": "2030-03-02"}, got {"date": "2030-03-01"}')
    expect(output).toContain('line 4: A3 R-NOPE-01: expected {}, got error rule_unknown')
    expect(output).toContain('line 5: inputs is not valid JSON')
    expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 3 failed')
  }, 20_000)

  it('asserts the keys a case names, each exactly', async () => {
    const csa = (id: string, expected: string) => `${id},R-CSA-02,"{""dob"": ""2010-09-01""}","${expected.replaceAll('"', '""')}",`
    const { output } = await checkRules(header,
      csa('B1', '{"csa_last_day": "2027-06-25"}'),
      csa('B2', '{"flags": []}'),
      csa('B3', '{"csa_last_day": "2027-06-25", "not_a_key": null}'),
      csa('B4', '{}'))
    expect(output).not.toContain('B1')
    for (const id of ['B2', 'B3', 'B4']) expect(output).toContain(`${id} R-CSA-02: expected`)
  }, 20_000)

  it('does not pass a file without cases', async () => {
    expect((await checkRules(header)).code).toBe(1)
  }, 20_000)
})
