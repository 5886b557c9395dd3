import { describe, expect, it } from 'vitest'
import { changedBoxes, printSize, profileFormOf, readProfileDraft, rebaseProfile, tooLong } from '../../shared/profile.ts'

const was = profileFormOf(null)
const written = (letters: number) => ({
  author_name: 'Sam', author_role: 'young_person', admire: 'a'.repeat(letters), matters: null, support: null, communicate: null, helped_by: null,
  shared_with: [], updated_at: '2026-11-25T10:00:00Z', version: 1,
})

it('notices which boxes changed, and not a space at the end', () => {
  expect(changedBoxes({ ...was, admire: ' ' }, was)).toEqual([])
  expect(changedBoxes({ ...was, admire: 'Kind', shared_with: ['school'] }, was)).toEqual(['admire', 'shared_with'])
})

it('keeps my words on top of what was saved meanwhile', () => {
  expect(rebaseProfile({ ...was, admire: 'Mine' }, was, { ...was, admire: 'Theirs', matters: 'Theirs' })).toMatchObject({ admire: 'Mine', matters: 'Theirs' })
})

it('says which words do not fit on the page', () => {
  expect(tooLong({ ...was, support: 'a'.repeat(601), helped_by: 'b'.repeat(81) })).toEqual(['support', 'helped_by'])
})

it('brings back a draft in which something was typed', () => {
  const kept = { form: { ...was, admire: 'Kind' }, base: was, version: 0 }
  expect(readProfileDraft(kept)).toEqual(kept)
  expect(readProfileDraft({ ...kept, form: was })).toBeUndefined()
})

describe('the letters on paper', () => {
  it.each([[100, false, '16pt'], [1200, false, '12pt'], [2400, false, '10pt'], [1200, true, '14pt'], [2400, true, '10pt']] as const)(
    '%i letters, Easy Read %s: %s', (letters, isEasyRead, size) => {
      expect(printSize({ profile: written(letters), media: [] }, isEasyRead)).toBe(size)
    })

  it('make room for photos', () => {
    const photo = (section: 'me' | 'admire') => ({ id: 'x', section, kind: 'photo' as const, words: null, created_at: '' })
    expect(printSize({ profile: written(450), media: [photo('me')] }, false)).toBe('16pt')
    expect(printSize({ profile: written(450), media: [photo('admire')] }, false)).toBe('14.5pt')
  })
})
