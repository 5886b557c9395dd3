import { randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateApiKey } from '@supabase/lite'
import { z } from 'zod'
import { StartError } from '../utils/start-error.ts'

const secretsSchema = z.object({
  /** Signs the sessions (HS256). */
  jwtSecret: z.string().min(32),
  /** For browsers and any Supabase client: acts as `anon` or as the person signed in. */
  publishableKey: z.string().startsWith('sb_publishable_'),
  /** Bypasses Row Level Security; never leaves the server. */
  secretKey: z.string().startsWith('sb_secret_'),
})

export type Secrets = z.infer<typeof secretsSchema>

/** Reads the secrets of this data folder, making them on the first start (file 0600, folder 0700). */
export async function readSecrets(folder: string): Promise<Secrets> {
  preparePrivateFolder(folder)
  const file = join(folder, 'secrets.json')
  const existing = readIfThere(file)
  if (existing !== undefined) return parseSecrets(file, existing)
  const secrets: Secrets = {
    jwtSecret: randomBytes(32).toString('hex'),
    publishableKey: (await generateApiKey('publishable')).key,
    secretKey: (await generateApiKey('secret')).key,
  }
  try {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return secrets
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return parseSecrets(file, readFileSync(file, 'utf8'))
  }
}

function preparePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    accessSync(folder, constants.R_OK | constants.W_OK)
  }
  catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartError(`${folder} is not a folder that Onward can write to (${code}). Choose another with ONWARD_DATA.`)
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function parseSecrets(file: string, text: string): Secrets {
  try {
    return secretsSchema.parse(JSON.parse(text))
  }
  catch {
    throw new StartError(`${file} is damaged. Put back a good copy, or delete it: everyone must then sign in again.`)
  }
}
