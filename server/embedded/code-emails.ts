import { SmtpEmailDriver, type EmailDriver } from '@supabase/lite'
import { StartError } from '../utils/start-error.ts'
import en from '../../locales/en.json' with { type: 'json' }

export interface CodeEmails extends EmailDriver {
  /** The last code sent to an address, kept in memory for the demo only. */
  lastCode(address: string): string | undefined
  invite: SendInvitation
}

/** An invitation into somebody's circle. It says who invites and nothing else: whose circle it is, only the one invited learns. */
export interface InvitationEmail {
  to: string
  invitedBy: string
  link: string
}

/** Tells whether it went to a mailbox; without one it stands in the server log, as sign-in codes do. */
export type SendInvitation = (email: InvitationEmail) => Promise<boolean>

export interface CodeEmailOptions {
  /** `smtp://user:password@host:port?from=address`; without it the code is written to the server log. */
  smtpUrl?: string
  /** Keeps the last code of every `@demo.test` address. */
  demo: boolean
  log: (line: string) => void
}

/** Sends the two kinds of email there are, in our own words: a code to sign in with, and an invitation. */
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
    async invite({ to, invitedBy, link }) {
      if (!post || isDemoAddress(to)) {
        log(`invitation for ${to}: ${link}`)
        return false
      }
      const body = en.circle.email.body.replace('{name}', () => invitedBy).replace('{link}', () => link)
      await post.send({ to, subject: en.circle.email.subject.replace('{name}', () => invitedBy), text: body })
      return true
    },
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
