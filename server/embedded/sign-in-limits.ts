import { createAttempts, type Attempts, type AttemptsOptions } from './attempts.ts'

const quarterHour = 15 * 60 * 1000

export type Gate = 'verify' | 'password' | 'send'

/** Whose try it is: the address (or account) it is about, and the client it comes from. */
export interface Tried {
  subject: string
  client: string
}

export interface SignInLimits {
  /** Counts one try, before it is made: many at once must not slip through together. False when there were too many already. */
  take(gate: Gate, tried: Tried): boolean
  /** Takes a try back that was rightly made. */
  succeed(gate: Gate, tried: Tried): void
}

interface Counters {
  /** One client on one address: few, and so that nobody can lock an address's owner out from elsewhere. */
  pair: Attempts
  /** Everybody on one address: what all clients together may try. */
  subject: Attempts
  client: Attempts
}

/** Limits for one quarter of an hour. Six-figure codes and passwords are only safe while nobody can try them all. */
export function createSignInLimits(options: AttemptsOptions = {}): SignInLimits {
  const attempts = (limit: number) => createAttempts(limit, quarterHour, options)
  const gate = (ofClient: number): Counters => ({ pair: attempts(10), subject: attempts(50), client: attempts(ofClient) })
  const gates: Record<Gate, Counters> = { verify: gate(100), password: gate(100), send: gate(60) }
  return {
    take(name, tried) {
      const counters = keyed(gates[name], tried)
      if (counters.some(([counter, key]) => counter.isSpent(key))) return false
      for (const [counter, key] of counters) counter.count(key)
      return true
    },
    succeed(name, tried) {
      const { pair } = gates[name]
      for (const [counter, key] of keyed(gates[name], tried)) counter.giveBack(key)
      pair.forget(pairKey(tried))
    },
  }
}

function keyed({ pair, subject, client }: Counters, tried: Tried): [Attempts, string][] {
  return [[pair, pairKey(tried)], [subject, tried.subject], [client, tried.client]]
}

function pairKey({ subject, client }: Tried): string {
  return JSON.stringify([subject, client])
}
