import { afterEach, expect, it, vi } from 'vitest'
import { fetchWithRetry } from '../../shared/fetch-with-retry.ts'

afterEach(() => vi.restoreAllMocks())

const cut = new TypeError('fetch failed')

it('tries a read again when the connection was cut', async () => {
  const request = vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(cut).mockResolvedValueOnce(new Response('here'))
  expect(await (await fetchWithRetry('http://onward.test/people')).text()).toBe('here')
  expect(request).toHaveBeenCalledTimes(2)
})

it('gives up on a read after three tries', async () => {
  const request = vi.spyOn(globalThis, 'fetch').mockRejectedValue(cut)
  await expect(fetchWithRetry('http://onward.test/people')).rejects.toBe(cut)
  expect(request).toHaveBeenCalledTimes(3)
})

it('sends a write once, and keeps what was in it out of the log', async () => {
  const request = vi.spyOn(globalThis, 'fetch').mockRejectedValue(cut)
  const logs = (['log', 'warn', 'error', 'info'] as const).map(level => vi.spyOn(console, level))
  await expect(fetchWithRetry('http://onward.test/rpc', { method: 'POST', body: '{"known_as":"Wren"}' })).rejects.toBe(cut)
  expect(request).toHaveBeenCalledTimes(1)
  for (const log of logs) expect(log).not.toHaveBeenCalled()
})
