import { createServer, type AddressInfo } from 'node:net'
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

it('posts the code, and no link, when there is a mail server', async () => {
  const server = await startMailServer()
  const smtpUrl = `smtp://127.0.0.1:${server.port}?from=onward@example.org`
  const lines: string[] = []
  await createCodeEmails({ smtpUrl, demo: false, log: line => lines.push(line) }).send(email('mum@example.org'))
  server.close()
  expect(lines).toEqual([])
  expect(server.received()).toContain('RCPT TO:<mum@example.org>')
  expect(server.received()).toContain('From: onward@example.org')
  expect(server.received()).toContain('123456')
  expect(server.received()).not.toContain('token=')
})

/** The least of a mail server that takes one message. */
async function startMailServer() {
  let received = ''
  const server = createServer((socket) => {
    let inMessage = false
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      const text = String(chunk)
      received += text
      if (inMessage && !text.endsWith('\r\n.\r\n')) return
      const isData = text.startsWith('DATA')
      socket.write(isData ? '354 go on\r\n' : text.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n')
      inMessage = isData
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, received: () => received, close: () => server.close() }
}
