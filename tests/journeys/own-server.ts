import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { startServer, type BuiltServer } from './built-server.ts'

let server: BuiltServer | undefined
let folder: string

// Before each file: what one story changes, a language or a tick, must not be there for another, whatever their order.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onward-journey-'))
  cpSync(inject('firstDay'), folder, { recursive: true })
  server = await startServer(folder)
})

afterAll(async () => {
  await server?.stop('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

/** Where the server of this test file answers: built, in demo mode, on the demo as it is on the first day. */
export function baseUrl(): string {
  if (!server) throw new Error('The server of this file has not started: ask inside a test or a hook.')
  return server.baseUrl
}

/** The data folder of that server, with its secrets. */
export const dataFolder = (): string => folder
