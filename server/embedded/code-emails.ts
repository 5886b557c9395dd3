import { SmtpEmailDriver, type EmailDriver } from '@supabase/lite'
import { StartError } from '../utils/start-error.ts'
import en from '../../locales/en.json' with { type: 'json' }

export interface CodeEmails extends EmailDriver {
  /** The last code sent to an address, kept in memory for the demo only. */
  lastCode(address: string): string | undefined
}

export interface CodeEmailOptions {
  /** `smtp://user:password@host:port?from=address`; without it the code is written to the server log. */
  smtpUrl?: string
  /** Keeps the last code of every `@demo.test` address. */
  demo: boolean
  log: (line: string) => void
}

/** Sends the one kind of email that signing in needs: a code, in our own words. */
export function createCodeEmails({ smtpUrl, demo, log }: CodeEmailOptions): CodeEmails {
  const post = smtpUrl ? createSmtp(smtpUrl) : undefined
  const lastCodes = new Map<string, string>()
  return {
    async send({ to, text = '' }) {
      const code = /: (\d{6,10})$/m.exec(text)?.[1]
      if (!code) throw new Error('The sign-in service wrote an email without a code.')
      if (demo && isDemoAddress(to)) lastCodes.set(to.toLowerCase(), code)
      if (!post || isDemoAddress(to)) return log(`sign-in code for ${to}: ${code}`)
      await post.send({ to, subject: en.code.email.subject, text: en.code.email.body.replace('{code}', code) })
    },
    lastCode: address => lastCodes.get(address.toLowerCase()),
  }
}

function isDemoAddress(address: string): boolean {
  return address.toLowerCase().endsWith('@demo.test')
}

function createSmtp(smtpUrl: string): EmailDriver {
  if (!URL.canParse(smtpUrl)) throw new StartError('ONWARD_SMTP_URL must look like smtp://user:password@host:587?from=address.')
  const { protocol, hostname, port, username, password, searchParams } = new URL(smtpUrl)
  const from = searchParams.get('from')
  if (!['smtp:', 'smtps:'].includes(protocol) || !from) {
    throw new StartError('ONWARD_SMTP_URL must look like smtp://user:password@host:587?from=address.')
  }
  return new SmtpEmailDriver({
    host: hostname,
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    secure: protocol === 'smtps:',
    user: decodeURIComponent(username) || undefined,
    pass: decodeURIComponent(password) || undefined,
    from,
    timeoutMs: 10_000,
  })
}
