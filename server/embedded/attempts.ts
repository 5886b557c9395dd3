/** Counts tries by key inside a sliding window, in this process's memory. */
export interface Attempts {
  /** True when this key has had its fill. */
  isSpent(key: string): boolean
  /** Counts one try. */
  count(key: string): void
  /** Takes back the last try: it turned out to be a good one. */
  giveBack(key: string): void
  /** Starts the key afresh. */
  forget(key: string): void
}

export interface AttemptsOptions {
  /** The clock, in milliseconds; for tests. */
  now?: () => number
  /** Keys remembered at once. The one longest without a try makes room for a new one. */
  maxKeys?: number
}

/** @param limit tries allowed in one window. @param windowMs its length in milliseconds. */
export function createAttempts(limit: number, windowMs: number, { now = Date.now, maxKeys = 10_000 }: AttemptsOptions = {}): Attempts {
  const tries = new Map<string, number[]>()
  const recent = (key: string) => (tries.get(key) ?? []).filter(time => time > now() - windowMs)
  const keep = (key: string, times: number[]) => {
    tries.delete(key)
    if (times.length > 0) tries.set(key, times)
  }
  return {
    isSpent: key => recent(key).length >= limit,
    count(key) {
      keep(key, [...recent(key), now()])
      // A Map keeps the order of entry, so its first key is the one longest without a try.
      for (const oldest of tries.keys()) {
        if (tries.size <= maxKeys) break
        tries.delete(oldest)
      }
    },
    giveBack: key => keep(key, recent(key).slice(0, -1)),
    forget: key => void tries.delete(key),
  }
}
