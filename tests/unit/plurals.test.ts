import { describe, expect, it } from 'vitest'
import { choosePlural, pluralFormsOf } from '../../shared/plurals.ts'
import { languages } from '../../shared/languages.ts'

describe('plural forms', () => {
  it.each([
    ['pl', 3, ['one', 'few', 'many']],
    ['ro', 3, ['one', 'few', 'other']],
  ] as const)('follow Unicode CLDR in %s, for every count to 1,000', (code, forms, categories) => {
    const rules = new Intl.PluralRules(code)
    for (let count = 0; count <= 1000; count++) {
      expect(choosePlural(code, count, forms), String(count)).toBe((categories as readonly string[]).indexOf(rules.select(count)))
    }
  })

  it('have words of their own for nothing where a message has one choice more', () => {
    for (const { code } of languages) {
      const forms = pluralFormsOf(code)
      expect([choosePlural(code, 0, forms + 1), choosePlural(code, 1, forms + 1)], code).toEqual([0, 1])
      expect(choosePlural(code, 25, forms + 1), code).toBe(forms)
    }
  })

  it('make do with the choices there are', () => {
    expect(choosePlural('pl', 5, 1)).toBe(0)
    expect(choosePlural('pl', 22, 2)).toBe(1)
  })
})
