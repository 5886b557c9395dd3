import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { eventQuestions, situationGroups, situationOf, situationQuestions } from '../../../shared/person-questions.ts'
import { noAnswers } from '../../../shared/schemas/person.ts'

interface Pathway {
  conditions: Array<{ key: string, source: string }>
  anchors: Array<{ key: string, type: string }>
}
const pathway = parse(readFileSync(join(import.meta.dirname, '../../../supabase/pathways/en-send-pfa-default.yaml'), 'utf8')) as Pathway
const conditions = pathway.conditions.filter(({ source }) => source === 'recorded').map(({ key }) => ({ key, title: key, detail: '' }))
const events = pathway.anchors.filter(({ type }) => type === 'event').map(({ key }) => ({ key, title: key, detail: '', familyMayRecord: true }))

const keysOf = (groups: Array<{ questions: Array<{ key: string }> }>) => groups.flatMap(({ questions }) => questions.map(({ key }) => key))

describe('the situation', () => {
  it('asks every recorded condition of the pathway once, none left over', () => {
    const asked = situationQuestions(conditions, [], undefined)
    expect(keysOf(asked).toSorted()).toEqual(conditions.map(({ key }) => key).toSorted())
    expect(asked.map(({ key }) => key)).toEqual(situationGroups.map(({ key }) => key))
  })

  it('does not ask about a small child\'s work, unless it is ticked', () => {
    expect(keysOf(situationQuestions(conditions, [], 6))).not.toContain('in_apprenticeship')
    expect(keysOf(situationQuestions(conditions, ['in_apprenticeship'], 6))).toContain('in_apprenticeship')
  })

  it('asks what a newer pathway brings, last', () => {
    const asked = situationQuestions([...conditions, { key: 'brand_new', title: '', detail: '' }], [], 15)
    expect(asked.at(-1)).toMatchObject({ key: 'other', questions: [{ key: 'brand_new' }] })
  })
})

describe('dates of events', () => {
  const at15 = situationOf({ ...noAnswers, date_of_birth: '2011-05-14', plan_type: 'sen_support' }, [], '2026-11-25')
  const asked = (flags: string[], extra = {}) => eventQuestions(events, { ...at15, flags }, extra).map(({ key }) => key)

  it('are asked only where something makes them matter', () => {
    expect(asked([])).toEqual(['review_meeting'])
    expect(asked(['gets_dla', 'considering_supported_internship'])).toEqual(['review_meeting', 'pip_letter', 'si_start'])
    expect(asked(['in_supported_internship'])).toEqual(['review_meeting', 'si_start', 'si_end'])
  })

  it('are asked when they are recorded, wanted, or new', () => {
    expect(asked([], { recorded: ['he_start'], wanted: 'course_start' })).toEqual(['review_meeting', 'course_start', 'he_start'])
    const newer = { key: 'brand_new', title: '', detail: '', familyMayRecord: true }
    expect(eventQuestions([newer], at15)).toEqual([newer])
  })

  it('follow from the places and the birthday', () => {
    const college = { id: 'c', name: 'Brindle', audience: null, setting_type: 'general_fe_college' } as const
    expect(situationOf({ ...noAnswers, setting_next: 'c' }, [college], '2026-11-25')).toMatchObject({ afterSchool: true, age: undefined })
    expect(situationOf({ ...noAnswers, setting_now: 'none', date_of_birth: 'unreal' }, [], '2026-11-25')).toMatchObject({ notLearning: true, age: undefined })
    expect(situationOf({ ...noAnswers, setting_now: 'other', setting_now_type: 'training_provider' }, [], '2026-11-25').afterSchool).toBe(true)
  })
})
