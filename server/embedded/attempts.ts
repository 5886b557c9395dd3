/** Counts tries by key inside a sliding window, in this process's memory. */
export interface Attempts {
  /** True when this key has had its fill. */
  isSpent(key: string): boolean
  /** Counts one try. */
  count(key: string): void
  /** Starts the key afresh. */
  forget(key: string): void
}

/** @param limit tries allowed in one window. @param windowMs its length in milliseconds. @param now the clock, for tests. */
export function createAttempts(limit: number, windowMs: number, now: () => number = Date.now): Attempts {
  const tries = new Map<string, number[]>()
  const recent = (key: string) => (tries.get(key) ?? []).filter(time => time > now() - windowMs)
  return {
    isSpent: key => recent(key).length >= limit,
    count(key) {
      if (tries.size >= 10_000) prune(tries, now() - windowMs)
      tries.set(key, [...recent(key), now()])
    },
    forget: key => void tries.delete(key),
  }
}

function prune(tries: Map<string, number[]>, oldest: number): void {
  for (const [key, times] of tries) {
    if (times.every(time => time <= oldest)) tries.delete(key)
  }
}
