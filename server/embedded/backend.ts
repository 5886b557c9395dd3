import { App, type Connection } from '@supabase/lite'
import type { Mode } from '../utils/mode.ts'
import { StartError } from '../utils/start-error.ts'
import { blameBadInput } from './bad-input.ts'
import { createCodeEmails, type SendInvitation } from './code-emails.ts'
import { DatabaseAway, openPglite, openPostgres, type Database } from './database.ts'
import { importPathways, type PathwayFiles } from './import-pathways.ts'
import { applyMigrations, type Migration } from './migrations.ts'
import { keepValuesOutOfLogs } from './quiet-errors.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { seedDemo, type SeedFiles } from './seed-demo.ts'
import { createSignInGuard, type SignInGuard } from './sign-in-guard.ts'
import type { Sql } from './sql.ts'
import { prepareSystemSchema } from './system-schema.ts'

export interface EmbeddedOptions {
  mode: Mode
  /** The data folder: secrets, and PGlite's database. */
  folder: string
  databaseUrl?: string
  /** One that is already open, for whoever wants to look at the tables while it serves. */
  database?: Database
  smtpUrl?: string
  migrations: readonly Migration[]
  pathways: PathwayFiles
  seeds: SeedFiles
  log: (line: string) => void
}

export interface Embedded {
  publishableKey: string
  secretKey: string
  /** Answers a request whose path starts at `/rest/v1/` or `/auth/v1/`; the client is the network address it came from. */
  fetch: SignInGuard
  lastCode(address: string): string | undefined
  invite: SendInvitation
  /** Puts people on the pathway version that is due for them today; gives how many moved. */
  movePeople(): Promise<number>
  /** Tells of plans that will be deleted, and deletes those that are due; gives how many went. */
  keepNoLonger(): Promise<number>
  isHealthy(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Starts our own Supabase: opens the database, brings it up to date and serves it through Lite.
 * @throws StartError with the one line to show.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { mode, folder, databaseUrl = '', smtpUrl, log } = options
  keepValuesOutOfLogs()
  const emails = createCodeEmails({ smtpUrl, demo: mode.demo, log })
  const secrets = await readSecrets(folder)
  const database = options.database ?? (mode.database === 'postgres' ? await openPostgres(databaseUrl) : await openPglite(folder))
  try {
    await bringUpToDate(database, options)
    await database.learnTypes()
    database.markComplete()
  }
  catch (error) {
    await database.close()
    throw error
  }
  const app = createApps(database, secrets, emails)
  return {
    publishableKey: secrets.publishableKey,
    secretKey: secrets.secretKey,
    fetch: createSignInGuard({
      answer: request => database.inTurn(() => answer(request, app(), database)),
      query: (statement, values) => database.inTurn(() => database.unlessLost(database.sql.query(statement, values))),
    }),
    lastCode: emails.lastCode,
    invite: emails.invite,
    movePeople: () => database.inTurn(() => movePeople(database.sql)),
    keepNoLonger: () => database.inTurn(() => keepNoLonger(database.sql)),
    isHealthy: () => database.inTurn(() => database.unlessLost(database.sql.query('select 1'))).then(() => true, () => false),
    close: () => database.inTurn(() => database.close()),
  }
}

async function answer(request: Request, app: App, database: Database): Promise<Response> {
  try {
    const response = await database.unlessLost(app.fetch(request, { peerAddress: null }))
    if (response.status >= 500) await database.recover()
    return await blameBadInput(response)
  }
  catch (error) {
    if (!(error instanceof DatabaseAway)) throw error
    return Response.json({ code: 'database_away', message: 'database_away', details: null, hint: 'Send it again.' }, { status: 503 })
  }
}

async function bringUpToDate({ sql }: Database, { mode, migrations, pathways, seeds, log }: EmbeddedOptions): Promise<void> {
  await prepareSystemSchema(sql)
  for (const file of await applyMigrations(sql, migrations)) log(`database: applied ${file}`)
  await importPathways(sql, pathways)
  await movePeople(sql)
  const [people] = await sql.query<{ demo: boolean, any: boolean }>(`
    select coalesce(bool_or(email like '%@demo.test'), false) as demo, count(*) > 0 as any from auth.users
  `)
  if (people?.demo && !mode.demo) {
    throw new StartError('This database holds the demo accounts, whose password everyone knows. Use a fresh database, or set ONWARD_DEMO=on.')
  }
  if (!mode.demo || people?.any) return
  await sql.transaction(inner => seedDemo(inner, seeds))
}

async function movePeople(sql: Sql): Promise<number> {
  const [answer] = await sql.query<{ moved: number }>('select private.move_people_to_published_pathways() as moved')
  return answer?.moved ?? 0
}

async function keepNoLonger(sql: Sql): Promise<number> {
  const [answer] = await sql.query<{ gone: number }>('select private.keep_no_longer() as gone')
  return answer?.gone ?? 0
}

/** Gives the Lite of today's connection. */
function createApps(database: Database, secrets: Secrets, email: ReturnType<typeof createCodeEmails>): () => App {
  let connection = database.connection()
  let app = createApp(connection, secrets, email)
  return () => {
    if (connection !== database.connection()) {
      connection = database.connection()
      app = createApp(connection, secrets, email)
    }
    return app
  }
}

function createApp(connection: Connection, secrets: Secrets, email: ReturnType<typeof createCodeEmails>): App {
  return new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: secrets.jwtSecret,
      publishable_key: secrets.publishableKey,
      secret_key: secrets.secretKey,
      minimum_password_length: 12,
      password_requirements: 'letters_digits',
      enable_refresh_token_rotation: true,
      refresh_token_reuse_interval: 10,
      email: {
        enable_signup: true,
        enable_confirmations: true,
        // Lite's "double" confirmation asks only the old mailbox, so the new address would count unproven.
        double_confirm_changes: false,
        otp_length: 6,
        otp_expiry: 900,
      },
    },
    api: { schemas: ['public'], max_rows: 1000 },
    studio: { enabled: false },
    options: { server: { admin: false, disableStudio: true }, drivers: { email } },
  })
}
