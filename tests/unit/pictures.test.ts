import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parsePathway } from '../../shared/pathways/parse.ts'
import pictures from '../../shared/pathways/pictures.json' with { type: 'json' }
import { pictureOf } from '../../shared/pathways/pictures.ts'

const file = 'supabase/pathways/en-send-pfa-default.yaml'
const { document } = parsePathway(readFileSync(file, 'utf8'), file)
const steps = document?.stages.flatMap(stage => [...stage.milestones, ...stage.items].map(({ id }) => id)) ?? []
const drawn = readdirSync('public/pictures').filter(name => name.endsWith('.svg')).map(name => name.replace('.svg', ''))

it('has a picture for each step of the pathway, chosen for it, and for no step that is not there', () => {
  expect(steps.length).toBeGreaterThan(300)
  expect(Object.values(pictures.steps).flat().sort()).toEqual([...steps].sort())
})

it('has every picture it names, and none that it never shows', () => {
  const named = new Set([...Object.keys(pictures.steps), ...Object.values(pictures.areas), pictures.milestone])
  expect([...named].sort()).toEqual(drawn.sort())
})

it('falls back to the part of life a council\'s own step is about', () => {
  expect(pictureOf({ item_key: 'local-travel-01', pfa_area: 'employment' })).toBe('job')
  expect(pictureOf({ item_key: 'local-m1', pfa_area: null })).toBe('time')
})

it('draws nothing that could run or fetch', () => {
  for (const name of drawn) expect(readFileSync(`public/pictures/${name}.svg`, 'utf8'), name).not.toMatch(/<script|<image|<foreignObject|href="[^#]|url\(|\son\w+=/)
})
