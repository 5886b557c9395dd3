import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importPathways } from '../server/embedded/import-pathways.ts'
import { applyMigrations } from '../server/embedded/migrations.ts'
import type { Sql } from '../server/embedded/sql.ts'
import { prepareSystemSchema } from '../server/embedded/system-schema.ts'
import { readMigrations } from '../scripts/migration-files.ts'

const pathwayFile = 'en-send-pfa-default.yaml'

/** Somebody to measure with: a young person, their parent, and the SENCo of their school. Ids of people and accounts. */
export interface Household {
  person: string
  parent: string
  senco: string
}

/** A county that is built and not yet planned. */
export interface County {
  sql: Sql
  size: number
  /** The account of the SEND officer, whose team works with everybody. */
  officer: string
  /** Young people spread over the whole county, in no order that means anything. */
  households: readonly Household[]
}

/** Fills an empty database with the schema, the default pathway and a made-up county of `size` young people. */
export async function buildCounty(sql: Sql, size: number, seed: number): Promise<County> {
  await prepareSystemSchema(sql)
  await applyMigrations(sql, readMigrations())
  await importPathways(sql, { [pathwayFile]: readFileSync(join(import.meta.dirname, '../supabase/pathways', pathwayFile), 'utf8') })
  await sql.query(`select set_config('bench.size', $1, false), set_config('bench.seed', $2, false)`, [String(size), String(seed)])
  await sql.run(readFileSync(join(import.meta.dirname, 'county.sql'), 'utf8'))
  const [officer] = await sql.query<{ id: string }>(`select bench.id('officer', 1) as id`)
  const households = await sql.query<Household>(
    `select id as person, parent_id as parent, bench.id('senco' || school, 1) as senco from bench.person order by bench.chance('sample', n) limit 1000`)
  return { sql, size, officer: officer?.id ?? '', households }
}
