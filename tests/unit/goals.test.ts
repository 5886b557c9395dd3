import { describe, expect, it } from 'vitest'
import { changesOf, emptyGoal, goalErrors, goalFormOf, readGoalDraft, rebaseGoal, wholeGoal, type GoalForm } from '../../shared/goal-form.ts'
import { lifecyclesFor, sortGoals, type Goal } from '../../shared/goals.ts'

const id = 'a0000000-0000-4000-8000-000000000001'

function sampleGoal(change: Partial<Goal> = {}): Goal {
  return {
    id, author_name: 'Sam', author_role: 'young_person', is_own: true, proposed_by_name: null, proposed_by_role: null,
    area: 'employment', words: 'Work with animals', why: null, voice: 'own', told_to: null, told_how: null, scale: 'words',
    lifecycle_status: 'active', lifecycle_on: '2026-11-01', achievement_status: null, shared_with: ['family'], version: 3,
    mine: true, may_change: true, steps: [{ id, words: 'Ask', who_helps: 'Mum', item_id: null, done_on: null }], reports: [], ...change,
  }
}
const step = (change = {}) => ({ id, words: 'Ask', who_helps: '', item_id: '', ...change })
const form = (change: Partial<GoalForm> = {}): GoalForm => ({ ...emptyGoal(true), area: 'health', words: 'Swim', ...change })

describe('a new goal', () => {
  it('is for the young person alone; an idea of somebody else is for the circle', () => {
    expect(emptyGoal(true)).toMatchObject({ shared_with: [], voice: 'own', lifecycle_status: 'active' })
    expect(emptyGoal(false)).toMatchObject({ shared_with: ['young_person', 'family'], voice: 'proposed', lifecycle_status: 'proposed' })
  })

  it('leaves out empty steps, and who heard it where nobody had to', () => {
    expect(wholeGoal(form({ steps: [step(), step({ words: ' ' })], told_to: 'Mum', told_how: 'talking' })))
      .toMatchObject({ steps: [{ words: 'Ask', who_helps: null, item_id: null }], told_to: null, told_how: null })
  })
})

describe('a change', () => {
  it('names only what was touched', () => {
    const was = goalFormOf(sampleGoal())
    expect(changesOf(was, was)).toEqual({})
    expect(changesOf({ ...was, words: 'Work with dogs ', reason: 'Cats scratch' }, was)).toEqual({ words: 'Work with dogs', reason: 'Cats scratch' })
    expect(changesOf({ ...was, reason: 'Only a reason' }, was)).toEqual({})
    expect(changesOf({ ...was, shared_with: [] }, was)).toEqual({ shared_with: [] })
  })

  it('goes on top of what was saved meanwhile', () => {
    const was = goalFormOf(sampleGoal())
    const merged = rebaseGoal({ ...was, words: 'Mine' }, was, { ...was, words: 'Theirs', why: 'Theirs' })
    expect(merged).toMatchObject({ words: 'Mine', why: 'Theirs' })
  })
})

describe('what needs another answer', () => {
  it.each([
    [{ area: '' }, 'area', 'goal.form.area_needed'],
    [{ words: ' ' }, 'words', 'goal.form.words_needed'],
    [{ words: 'a'.repeat(301) }, 'words', 'goal.form.too_long'],
    [{ voice: 'told' }, 'told_to', 'goal.form.told_to_needed'],
    [{ voice: 'told', told_to: 'Mum' }, 'told_how', 'goal.form.told_how_needed'],
    [{ steps: [step({ words: '', who_helps: 'Mum' })] }, 'steps', 'goal.form.step_words_needed'],
    [{ steps: [step({ words: 'a'.repeat(201) })] }, 'steps', 'goal.form.step_too_long'],
    [{ reason: 'a'.repeat(501) }, 'reason', 'goal.form.too_long'],
  ] as const)('%j', (change, field, key) => {
    expect(goalErrors(form(change as unknown as Partial<GoalForm>))[field]).toBe(key)
  })

  it('is nothing in a goal of a few words', () => {
    expect(goalErrors(form({ steps: [step({ words: '' })] }))).toEqual({})
  })
})

describe('a kept draft', () => {
  it('comes back as it was, and nothing comes of one that is not ours', () => {
    const kept = { id, form: form(), base: { form: emptyGoal(true), version: 0 } }
    expect(readGoalDraft(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
    expect(readGoalDraft({ ...kept, form: { ...kept.form, area: 'money' } })).toBeUndefined()
    expect(readGoalDraft({ ...kept, form: emptyGoal(true) })).toBeUndefined()
    expect(readGoalDraft('text')).toBeUndefined()
  })
})

describe('goals on the page', () => {
  it('are ideas to answer, then by area, then what is over', () => {
    const goals = [
      sampleGoal({ id: '1', area: 'health' }), sampleGoal({ id: '2', lifecycle_status: 'completed' }), sampleGoal({ id: '3' }),
      sampleGoal({ id: '4', lifecycle_status: 'proposed', is_own: false }), sampleGoal({ id: '5', lifecycle_status: 'on-hold' }),
    ]
    const { ideas, areas, over } = sortGoals(goals)
    expect(ideas.map(goal => goal.id)).toEqual(['4'])
    expect(areas.map(({ area, goals: own }) => [area, own.map(goal => goal.id)])).toEqual([['employment', ['3', '5']], ['health', ['1']]])
    expect(over.map(goal => goal.id)).toEqual(['2'])
  })

  it('can be stopped by who proposes them, but not started', () => {
    expect(lifecyclesFor({ is_own: false, lifecycle_status: 'proposed' }, false)).toEqual(['proposed', 'cancelled', 'entered-in-error'])
    expect(lifecyclesFor({ is_own: true, lifecycle_status: 'accepted' }, false)).toEqual(['accepted', 'active', 'planned', 'on-hold', 'completed', 'cancelled', 'entered-in-error'])
  })
})
