import { describe, expect, it } from 'vitest'
import { agesNow, oldKeys } from '../../scripts/translation-age'

const texts = (text: string) => new Map([['greeting', text]])
const first = agesNow({}, texts('Hello'), [texts('Cześć'), texts('Salut')])

describe('a translation', () => {
  it('is old once the English has changed and it has not', () => {
    const later = agesNow(first, texts('Hello there'), [texts('Cześć'), texts('Salut tuturor')])
    expect(oldKeys(first, 0)).toEqual([])
    expect([oldKeys(later, 0), oldKeys(later, 1)]).toEqual([['greeting'], []])
  })

  it('stays old through other changes, and is current again with a new text', () => {
    const later = agesNow(first, texts('Hello there'), [texts('Cześć'), texts('Salut tuturor')])
    const other = agesNow(later, texts('Hello there'), [texts('Cześć'), texts('Salutare')])
    expect(oldKeys(other, 0)).toEqual(['greeting'])
    expect(oldKeys(agesNow(other, texts('Hello there'), [texts('Witaj'), texts('Salutare')]), 0)).toEqual([])
  })

  it('is not old because a word of its own was mended', () => {
    expect(oldKeys(agesNow(first, texts('Hello'), [texts('Hej'), texts('Salut')]), 0)).toEqual([])
  })
})
