import { expect, it } from 'vitest'
import { createSignInLimits } from '../../../server/embedded/sign-in-limits.ts'

const times = (count: number, act: (n: number) => boolean) => Array.from({ length: count }, (_, n) => act(n)).filter(Boolean).length

it('lets one client try one address ten times, and does not lock out its owner', () => {
  const limits = createSignInLimits()
  expect(times(15, () => limits.take('verify', { subject: 'ana@example.org', client: 'stranger' }))).toBe(10)
  expect(limits.take('verify', { subject: 'ana@example.org', client: 'owner' })).toBe(true)
})

it('lets all clients together try one address fifty times', () => {
  const limits = createSignInLimits()
  expect(times(80, n => limits.take('verify', { subject: 'ana@example.org', client: `client ${n}` }))).toBe(50)
})

it.each([['send', 60], ['verify', 100], ['password', 100]] as const)('lets one client %s %d times, whatever the addresses', (gate, allowed) => {
  const limits = createSignInLimits()
  expect(times(150, n => limits.take(gate, { subject: `person${n}@example.org`, client: 'stranger' }))).toBe(allowed)
})

it('does not count what was right, but lets nobody wash away other tries with it', () => {
  const limits = createSignInLimits()
  const own = { subject: 'mallory@example.org', client: 'stranger' }
  const rounds = times(300, (n) => {
    if (limits.take('password', own)) limits.succeed('password', own)
    return limits.take('password', { subject: `person${n}@example.org`, client: 'stranger' })
  })
  expect(rounds).toBe(100)
})
