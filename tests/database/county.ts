import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importPathways } from '../../server/embedded/import-pathways.ts'
import { createDatabase, type TestDatabase } from './database.ts'

const pathwayFile = 'en-send-pfa-default.yaml'

/** A place to try things in: the default pathway, a school, a SEND team and a social care team, with somebody in each. */
export interface County {
  db: TestDatabase
  senco: string
  officer: string
  transitionWorker: string
  school: string
  sendTeam: string
  transitionTeam: string
}

export async function createCounty(): Promise<County> {
  const db = await createDatabase()
  await importPathways(db, {
    [pathwayFile]: readFileSync(join(import.meta.dirname, '../../supabase/pathways', pathwayFile), 'utf8'),
  })
  const [school, senco] = await addTeam(db, 'Testbury School', 'school', 'senco')
  const [sendTeam, officer] = await addTeam(db, 'Testshire SEND team', 'la_send', 'ehc_caseworker')
  const [transitionTeam, transitionWorker] = await addTeam(db, 'Testshire transition team', 'adult_social_care', 'transition_social_worker')
  return { db, senco, officer, transitionWorker, school, sendTeam, transitionTeam }
}

/** A team with one member; gives the team's id and the member's account. */
export async function addTeam(db: TestDatabase, name: string, audience: string | null, role: string): Promise<[team: string, account: string]> {
  const account = await db.signUp(`${role}.${name.toLowerCase().replaceAll(' ', '-')}@demo.test`)
  await db.query('insert into accounts (id, display_name) values ($1, $2)', [account, `${name} ${role}`])
  const [team] = await db.query<{ id: string }>(
    'insert into organisations (name, audience) values ($1, $2::audience) returning id', [name, audience],
  )
  if (!team) throw new Error('The team was not made.')
  await db.query(
    'insert into organisation_members (organisation_id, account_id, display_name, role) values ($1, $2, $3, $4::member_role)',
    [team.id, account, `${name} ${role}`, role],
  )
  return [team.id, account]
}

/** Adds a young person as `account` does through the API; gives their id. */
export async function addPerson(db: TestDatabase, account: string, person: Record<string, unknown>): Promise<string> {
  const [row] = await db.as(account, sql => sql.query<{ id: string }>('select add_person($1) as id', [person]))
  if (!row) throw new Error('The person was not added.')
  return row.id
}

/** Everybody in teams and circles has been there for years, for stories that happen on another day (`onward.today`). */
export async function startLongAgo(db: TestDatabase): Promise<void> {
  for (const table of ['organisation_members', 'involvements', 'circle_members']) await db.query(`update ${table} set starts_on = '2015-01-01'`)
}

export interface PlannedRow {
  item_key: string
  occurrence: number
  stage_key: string
  due_on: string | null
  missing_fact: string | null
  before_start: boolean
}

/** What is on someone's timeline, as stored, in a stable order. */
export async function stored(db: TestDatabase, person: string): Promise<PlannedRow[]> {
  return db.query<PlannedRow>(
    `select item_key, occurrence, stage_key, due_on::text, missing_fact, before_start
     from timeline_items where person_id = $1 and retired_at is null order by item_key, occurrence`, [person],
  )
}

/** The same, worked out afresh from the facts. */
export async function fresh(db: TestDatabase, person: string): Promise<PlannedRow[]> {
  return db.query<PlannedRow>(
    `select item_key, occurrence, stage_key, due_on::text, missing_fact, before_start
     from private.plan(array(select f from private.facts_of(array[$1::uuid]) f)) order by item_key, occurrence`, [person],
  )
}

/** The message key and HTTP status a call is refused with, as `PT409 item_changed`; fails when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  }
  catch (error) {
    const { code, message } = error as { code?: string, message: string }
    return `${code} ${message}`
  }
  throw new Error('The call was allowed.')
}
