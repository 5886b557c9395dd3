import { PGlite } from '@electric-sql/pglite'
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readMigrations, renderMigration } from '../../scripts/migration-files.ts'
import { applyMigrations } from '../../server/embedded/migrations.ts'
import { pgliteSql, type Sql } from '../../server/embedded/sql.ts'
import { prepareSystemSchema } from '../../server/embedded/system-schema.ts'

let database: PGlite
let sql: Sql
beforeEach(async () => {
  database = await PGlite.create({ extensions: { pgcrypto } })
  sql = pgliteSql(database)
  await prepareSystemSchema(sql)
})
afterEach(() => database.close())

describe('applying migrations', () => {
  it('runs each once, in the order of its version, and records it as the Supabase CLI does', async () => {
    const migrations = [
      { file: '2_more.sql', script: 'insert into t values (2)' },
      { file: '1_first.sql', script: 'create table t (id int); insert into t values (1)' },
    ]
    expect(await applyMigrations(sql, migrations)).toEqual(['1_first.sql', '2_more.sql'])
    expect(await applyMigrations(sql, migrations)).toEqual([])
    expect(await sql.query('select version, name, statements from supabase_migrations.schema_migrations order by version')).toEqual([
      { version: '1', name: 'first', statements: [migrations[1]?.script] },
      { version: '2', name: 'more', statements: ['insert into t values (2)'] },
    ])
  })

  it('keeps nothing of a migration that fails, and names it', async () => {
    const broken = [{ file: '1_broken.sql', script: 'create table half (id int); select no_such_thing()' }]
    await expect(applyMigrations(sql, broken)).rejects.toThrow(/"1_broken\.sql" failed: function no_such_thing\(\) does not exist/)
    expect(await sql.query(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    expect(await sql.query('select from supabase_migrations.schema_migrations')).toEqual([])
  })
})

describe('the migrations of Onward', () => {
  it('are what supabase/schemas asks for', () => {
    expect(readMigrations().map(({ script }) => script)).toEqual([renderMigration()])
  })

  it('leave the same rights on a project that grants everything by default, as hosted Supabase does', async () => {
    await applyMigrations(sql, readMigrations())
    const here = await readRights(sql)
    const hosted = await PGlite.create({ extensions: { pgcrypto } })
    const hostedSql = pgliteSql(hosted)
    await prepareSystemSchema(hostedSql)
    await hostedSql.run(`
      alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
      alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
      alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
    `)
    await applyMigrations(hostedSql, readMigrations())
    expect(await readRights(hostedSql)).toEqual(here)
    await hosted.close()
  })
})

/** What the two roles that reach us from browsers may do. */
function readRights(on: Sql): Promise<unknown[]> {
  return on.query(`
    select role, 'table ' || c.relname as what, p.may::text
    from unnest(array['anon', 'authenticated']) role, pg_class c,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p(may)
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and has_table_privilege(role, c.oid, p.may)
    union all
    select role, 'column ' || c.relname || '.' || a.attname, p.may
    from unnest(array['anon', 'authenticated']) role, pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0,
      unnest(array['select', 'insert', 'update']) p(may)
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and has_column_privilege(role, c.oid, a.attnum, p.may)
    union all
    select role, 'function ' || p.oid::regprocedure::text, 'execute'
    from unnest(array['anon', 'authenticated']) role, pg_proc p
    where p.pronamespace = 'public'::regnamespace and has_function_privilege(role, p.oid, 'execute')
    order by 1, 2, 3
  `)
}
