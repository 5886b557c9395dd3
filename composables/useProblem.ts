import { z } from 'zod'

/** Why something did not work, before it is put into words. */
export interface Problem {
  /** `problem.<key>` says it in the reader's language. */
  key: string
  /** As in HTTP; 0 where no answer came. */
  status: number
  /** What came with a domain error: the row as it is now, the name of a field. Never shown as it is. */
  detail?: string
  /** To quote when asking for help; only where nobody foresaw the problem. */
  reference?: string
}

const errorShape = z.object({
  name: z.string().optional().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  message: z.string().catch(''),
  details: z.string().nullish().catch(undefined),
  status: z.number().nullish().catch(undefined),
})
type ErrorShape = z.infer<typeof errorShape>

/** What the sign-in service, PostgREST and the database call things, in our words. */
const foreignKeys: Readonly<Record<string, string>> = {
  invalid_credentials: 'password_wrong',
  otp_expired: 'code_wrong',
  validation_failed: 'email_invalid',
  email_address_invalid: 'email_invalid',
  over_email_send_rate_limit: 'too_many_tries',
  over_request_rate_limit: 'too_many_tries',
  email_not_confirmed: 'password_wrong',
  session_not_found: 'signed_out',
  refresh_token_not_found: 'signed_out',
  refresh_token_already_used: 'signed_out',
  bad_jwt: 'signed_out',
  PGRST116: 'not_found',
  PGRST301: 'signed_out',
  PGRST303: 'signed_out',
  42501: 'not_yours',
}

/** Where the service answers without a status, or with one that hides what happened. */
const ownStatus: Readonly<Record<string, number>> = { not_found: 404, signed_out: 401, not_yours: 403, too_many_tries: 429 }

/** Only a visitor lacks the right to ask at all; what somebody signed in may not touch is simply not there for them. */
const visitorRefused = /^permission denied for (?:function|table)/

const noAnswer = /failed to fetch|fetch failed|networkerror|load failed|network request failed/i

/** Reads any error of supabase-js, of `$fetch` or of our own. Domain errors are SQLSTATE `PTxyz` with a stable key as message. */
export function readProblem(error: unknown): Problem {
  const { name, code, message, details, status }: ErrorShape = errorShape.catch({ message: '' }).parse(error)
  const known = foreignKeys[String(code ?? '')]
  const domainStatus = /^PT(\d{3})$/.exec(String(code ?? ''))?.[1]
  if (domainStatus) return { key: message, status: Number(domainStatus), detail: details ?? undefined }
  if (noAnswer.test(message) || name === 'AuthRetryableFetchError' || name === 'FetchError') return { key: 'no_connection', status: status ?? 0 }
  if (visitorRefused.test(message)) return { key: 'signed_out', status: 401 }
  if (known) return { key: known, status: ownStatus[known] ?? status ?? 400 }
  if (status === 429) return { key: 'too_many_tries', status }
  if (status === 401 || name === 'AuthSessionMissingError') return { key: 'signed_out', status: 401 }
  if (status === 502 || status === 503 || status === 504) return { key: 'server_away', status }
  return { key: 'unexpected', status: status ?? 500, reference: newReference() }
}

function newReference(): string {
  return crypto.randomUUID().slice(0, 8)
}

interface Problems {
  problem: Readonly<Ref<Problem | undefined>>
  /** The current problem in the reader's language, or ''. */
  message: ComputedRef<string>
  /** Takes an error and gives it back as a problem. */
  report: (error: unknown) => Problem
  clear: () => void
  /** Any problem in the reader's language. */
  inWords: (problem: Problem) => string
}

/** The one place where errors become words. */
export function useProblem(): Problems {
  const { t, te } = useI18n()
  const problem = shallowRef<Problem>()

  function inWords({ key, reference }: Problem): string {
    if (key !== 'unexpected' && te(`problem.${key}`)) return t(`problem.${key}`)
    return t('problem.unexpected', { reference: reference ?? newReference() })
  }

  function report(error: unknown): Problem {
    const found = readProblem(error)
    const foreseen = te(`problem.${found.key}`)
    problem.value = foreseen ? found : { ...found, key: 'unexpected', reference: found.reference ?? newReference() }
    if (problem.value.reference) console.error(`problem ${problem.value.reference} (${found.status} ${found.key})`)
    return problem.value
  }

  return {
    problem,
    message: computed(() => (problem.value ? inWords(problem.value) : '')),
    report,
    clear: () => { problem.value = undefined },
    inWords,
  }
}
