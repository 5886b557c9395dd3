import { expect, it } from 'vitest'
import { createCodeEmails } from '../../../server/embedded/code-emails.ts'

const email = (to: string) => ({ to, subject: 'Magic', text: 'Your login code is: 123456\n\nOr follow this link: http://x/?token=999999' })

it('writes the code to the log when there is no mail server', async () => {
  const lines: string[] = []
  await createCodeEmails({ demo: false, log: line => lines.push(line) }).send(email('mum@example.org'))
  expect(lines).toEqual(['sign-in code for mum@example.org: 123456'])
})

it('keeps the last code of demo people, and of nobody else', async () => {
  const emails = createCodeEmails({ demo: true, log: () => {} })
  await emails.send(email('Sam@demo.test'))
  await emails.send(email('mum@example.org'))
  expect(emails.lastCode('sam@demo.test')).toBe('123456')
  expect(emails.lastCode('mum@example.org')).toBeUndefined()
})

it('keeps no code at all outside the demo', async () => {
  const emails = createCodeEmails({ demo: false, log: () => {} })
  await emails.send(email('sam@demo.test'))
  expect(emails.lastCode('sam@demo.test')).toBeUndefined()
})

it.each(['mail.example.org', 'http://mail.example.org', 'smtp://mail.example.org:587'])('refuses the mail server address %s', (smtpUrl) => {
  expect(() => createCodeEmails({ smtpUrl, demo: false, log: () => {} })).toThrow('ONWARD_SMTP_URL must look like')
})
