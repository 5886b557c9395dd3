import { expect, it } from 'vitest'
import { embedDepth } from '../../../server/utils/request-limits.ts'
import { contentSecurityPolicy } from '../../../server/utils/security-headers.ts'

it.each([['*', 0], ['id,people(known_as)', 1], ['a(b(c),d(e(f)))', 3], [`${'a('.repeat(900)}`, 900]])('knows how deep %s goes', (select, depth) => {
  expect(embedDepth(select)).toBe(depth)
})

it('lets browsers talk to a Supabase project elsewhere, and to nobody else', () => {
  expect(contentSecurityPolicy({ nonce: 'n' })).toContain('connect-src \'self\';')
  expect(contentSecurityPolicy({ nonce: 'n', supabaseOrigin: 'https://a.supabase.co' })).toContain('connect-src \'self\' https://a.supabase.co wss://a.supabase.co;')
})
