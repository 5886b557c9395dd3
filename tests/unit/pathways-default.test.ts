import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePathway } from '../../shared/pathways/parse.ts'
import type { PathwayDocument } from '../../shared/pathways/schema.ts'
import { EASY_READ_WORDS, FAMILY_GRADE, familyGrades, gradeOf, longEasyReadSentences, sentencesOf, syllablesIn } from '../../shared/pathways/readability.ts'

const FILE = 'supabase/pathways/en-send-pfa-default.yaml'
const result = parsePathway(readFileSync(FILE, 'utf8'), FILE)

function shipped(): PathwayDocument {
  if (!result.document) throw new Error(result.problems.map(problem => problem.message).join('\n'))
  return result.document
}

describe('the default pathway', () => {
  it('has no problems', () => {
    expect(result.problems).toEqual([])
  })

  it('is published version 0.2.0 with thirteen stages', () => {
    const { template, stages } = shipped()
    expect([template.template_id, template.version, template.status]).toEqual(['en-send-pfa-default', '0.2.0', 'published'])
    expect(stages).toHaveLength(13)
  })

  it('gives the young person and the family something to do in every stage', () => {
    for (const stage of shipped().stages) {
      const audiences = stage.items.map(item => item.audience)
      expect(audiences, stage.id).toEqual(expect.arrayContaining(['young_person', 'family']))
    }
  })

  it('names a person to call in every stage', () => {
    for (const stage of shipped().stages) {
      expect(stage.items.filter(item => /\bcall\b/.test(item.texts.en.title)).length, stage.id).toBeGreaterThan(0)
    }
  })

  it('leaves no gap between the birthdays and school years from starting Year 5 to 25', () => {
    const years = new Set<number>()
    for (const { window } of shipped().stages) {
      const toAge = window.by === 'nc_year' ? 4 : 0
      for (let year = window.from; year <= window.to; year++) years.add(year + toAge)
    }
    expect(Array.from({ length: 17 }, (_, index) => index + 9).filter(age => !years.has(age))).toEqual([])
  })

  it('has steps for people with no EHC plan wherever school or college leads', () => {
    const withNoPlan = shipped().stages.filter(stage => stage.items.some(item => item.applies_if.all.includes('sen_support_only'))).map(stage => stage.code)
    expect(withNoPlan).toEqual(expect.arrayContaining(['ey', 'ij', 'ps', 'y9', 'k4', 'p16', 'a18', 'n25']))
  })

  it('never shows a plan deadline as law to people with no EHC plan', () => {
    const steps = shipped().stages.flatMap(stage => [...stage.milestones, ...stage.items].map(step => ({ stage, step })))
    const unguarded = steps.filter(({ step }) => step.due_kind === 'statutory' && ['phase_transfer_deadline', 'review_decision_due', 'review_final_plan_due'].includes(step.due.anchor))
      .filter(({ stage, step }) => ![...stage.applies_if.all, ...step.applies_if.all].includes('has_ehcp'))
    expect(unguarded.map(({ step }) => step.id)).toEqual([])
  })

  it('uses every condition and every anchor it defines', () => {
    const { stages, conditions, anchors } = shipped()
    const steps = stages.flatMap(stage => [...stage.milestones, ...stage.items])
    const usedConditions = new Set([...stages, ...steps].flatMap(({ applies_if }) => [...applies_if.all, ...applies_if.any]))
    const usedAnchors = new Set(steps.map(step => step.due.anchor))
    expect(conditions.map(condition => condition.key).filter(key => !usedConditions.has(key))).toEqual([])
    expect(anchors.map(anchor => anchor.key).filter(key => !usedAnchors.has(key))).toEqual([])
  })
})

describe('its words', () => {
  it(`have no Easy Read sentence over ${EASY_READ_WORDS} words`, () => {
    expect(longEasyReadSentences(shipped()).map(({ subject, words }) => `${subject}: ${words}`)).toEqual([])
  })

  it('can be read at 11 or younger in every stage, milestone, and step for young people and families', () => {
    const grades = familyGrades(shipped())
    expect(grades.length).toBeGreaterThan(180)
    expect(grades.filter(({ measure }) => measure > FAMILY_GRADE).map(({ subject, measure, words }) => `${subject} ${measure.toFixed(1)}: ${words}`)).toEqual([])
  })

  it('say council, not local authority, and spell out short forms', () => {
    const unexplained = /\b(local authority|LA|PfA|CHC|ICB|SENCo|EHCP|AtW|VP|CIN|PEP|NEET|YP)\b/
    const steps = shipped().stages.flatMap(stage => stage.items.filter(item => item.audience === 'young_person' || item.audience === 'family'))
    const everyone = shipped().stages.flatMap(stage => [stage, ...stage.milestones])
    const weak = [...steps, ...everyone].filter(({ texts }) => unexplained.test(Object.values(texts).map(text => `${text.title} ${text.detail ?? ''}`).join(' ')))
    expect(weak.map(({ id }) => id)).toEqual([])
  })

  it('begin each condition with why it is asked', () => {
    for (const { key, texts } of shipped().conditions) {
      expect(texts.en.detail, key).toMatch(/^We ask because /)
      expect(texts['en-easy'].detail, key).toMatch(/^We ask (because|so) /)
    }
  })
})

describe('the reading measures', () => {
  it.each([['school', 1], ['council', 2], ['university', 5], ['EHC', 3], ['walked', 1], ['wanted', 2], ['one-page', 2]])('count the syllables of %s', (word, syllables) => {
    expect(syllablesIn(word)).toBe(syllables)
  })

  it('find long words and long sentences harder', () => {
    const easy = gradeOf('Say what you like. Say what helps.')
    const hard = gradeOf('Representations regarding provision should be submitted to the responsible authority during the consultation.')
    expect(easy).toBeLessThan(3)
    expect(hard).toBeGreaterThan(12)
  })

  it('count a heading and the words after a colon as sentences of their own', () => {
    expect(sentencesOf('Year 9: your future. What next? You choose.')).toEqual(['Year 9:', 'your future.', 'What next?', 'You choose.'])
  })
})

describe('npm run check:pathways', () => {
  const run = (...files: string[]) => {
    try {
      return { code: 0, output: execFileSync(process.execPath, ['scripts/check-pathways.ts', ...files], { encoding: 'utf8' }) }
    }
    catch (error) {
      const { status, stdout } = error as { status: number, stdout: string }
      return { code: status, output: stdout }
    }
  }

  it('ends with the counts and exits 0 when all is well', () => {
    const { code, output } = run()
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^1 templates, 13 stages, \d+ items, 0 problems$/)
    expect(code).toBe(0)
  })

  it('names a file it cannot read and exits 1', () => {
    const { code, output } = run('supabase/pathways/not-there.yaml')
    expect(output).toBe('supabase/pathways/not-there.yaml:1: the file cannot be read: check its name\n1 templates, 0 stages, 0 items, 1 problems\n')
    expect(code).toBe(1)
  })
})
