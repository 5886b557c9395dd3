import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { readProblem, useProblem } from '~/composables/useProblem'

const apiError = (code: string, message: string, details = '') => ({ code, message, details, hint: null })

describe('readProblem', () => {
  it.each([
    ['a domain error', apiError('PT409', 'person_changed', '{"version":2}'), { key: 'person_changed', status: 409, detail: '{"version":2}' }],
    ['somebody who is not there', apiError('PGRST116', 'JSON object requested'), { key: 'not_found', status: 404 }],
    ['a request without a session', apiError('42501', 'permission denied for function add_person'), { key: 'signed_out', status: 401 }],
    ['an ended session', { ...apiError('PGRST303', 'JWT expired') }, { key: 'signed_out', status: 401 }],
    ['a wrong password', { name: 'AuthApiError', code: 'invalid_credentials', status: 400, message: 'Invalid login credentials' }, { key: 'password_wrong' }],
    ['a wrong code', { name: 'AuthApiError', code: 'otp_expired', status: 403, message: '' }, { key: 'code_wrong' }],
    ['too many tries', { name: 'AuthApiError', code: 'over_request_rate_limit', status: 429, message: '' }, { key: 'too_many_tries', status: 429 }],
    ['a dead connection', new TypeError('Failed to fetch'), { key: 'no_connection' }],
    ['a dead connection, as supabase-js reports it', { message: 'TypeError: Failed to fetch', details: '', hint: '', code: '' }, { key: 'no_connection' }],
    ['a server that is away', { status: 503, message: 'Service Unavailable' }, { key: 'server_away', status: 503 }],
  ])('knows %s', (_what, error, expected) => {
    expect(readProblem(error)).toMatchObject(expected)
  })

  it.each([[undefined], ['text'], [{ code: '42P01', message: 'relation "secret" does not exist' }]])('gives a number to quote for %j', (error) => {
    expect(readProblem(error)).toMatchObject({ key: 'unexpected', reference: expect.stringMatching(/^[\da-f]{8}$/) })
  })
})

describe('useProblem', () => {
  async function problems(): Promise<ReturnType<typeof useProblem>> {
    let found: ReturnType<typeof useProblem> | undefined
    await mountSuspended(defineComponent({ setup: () => {
      found = useProblem()
      return () => h('p')
    } }))
    if (!found) throw new Error('not mounted')
    return found
  }

  it('says what to do in plain words', async () => {
    const { report, message } = await problems()
    report(apiError('PT403', 'may_not_add_people'))
    expect(message.value).toBe('Only schools, colleges and the council\'s SEND team can add a young person.')
  })

  it('says it in Easy Read to somebody who reads Easy Read', async () => {
    const { $i18n } = useNuxtApp()
    await $i18n.setLocale('en-easy')
    const { report, message } = await problems()
    report(apiError('PT409', 'person_changed'))
    expect(message.value).toBe('Someone else changed this first. Look at their change. Then save again.')
    await $i18n.setLocale('en')
  })

  it('never shows the words of a database, only a number that the console has too', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { report, message } = await problems()
    const { reference } = report(apiError('PT418', 'teapot_unknown', 'Sam Wren'))
    expect(message.value).toContain(`quote ${reference}`)
    expect(message.value).not.toContain('teapot')
    expect(log.mock.calls.flat().join(' ')).toContain(reference)
    expect(log.mock.calls.flat().join(' ')).not.toContain('Sam')
    log.mockRestore()
  })
})
