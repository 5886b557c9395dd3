import type { Sql } from '../../server/embedded/sql.ts'

/** A row as the owner of the tables sees it. */
export type Row = Readonly<Record<string, unknown>>

export interface Table {
  name: string
  key: string[]
  columns: string[]
  /** Columns that somebody signed in may select. */
  readable: string[]
  rows: Row[]
}

export interface ApiFunction {
  name: string
  args: { name: string, type: string }[]
  /** Whether it may change anything. */
  writes: boolean
  /** Whether somebody signed in may call it. */
  granted: boolean
}

/** Every table and view of the API with its rows, from what the database says exists. */
export async function readTables(sql: Sql): Promise<Table[]> {
  const tables = await sql.query<Omit<Table, 'rows'>>(`
    select c.relname as name,
      coalesce((
        select array_agg(a.attname::text order by a.attnum) from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary
      ), '{}') as key,
      array_agg(a.attname::text order by a.attnum) as columns,
      coalesce(array_agg(a.attname::text order by a.attnum)
        filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'select')), '{}') as readable
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')
    group by c.oid, c.relname order by c.relname`)
  return Promise.all(tables.map(async table => ({
    ...table,
    rows: (await sql.query<{ row: Row }>(`select to_jsonb(t) as row from public."${table.name}" t`)).map(({ row }) => row),
  })))
}

/** Every function of the API, from what the database says exists. */
export function readFunctions(sql: Sql): Promise<ApiFunction[]> {
  return sql.query<ApiFunction>(`
    select p.proname as name, p.provolatile = 'v' as writes, has_function_privilege('authenticated', p.oid, 'execute') as granted,
      coalesce((
        select jsonb_agg(jsonb_build_object('name', coalesce(nullif(p.proargnames[n], ''), '$' || n), 'type', format_type(p.proargtypes[n - 1], null)) order by n)
        from generate_series(1, p.pronargs) n
      ), '[]') as args
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
    order by p.proname`)
}

/** The value of one row's key, as text. */
export const keyOf = (table: Pick<Table, 'key'>, row: Row): string => table.key.map(column => String(row[column])).join(' ')

/** What a table holds now, in a few letters, to see whether anything changed. */
export async function fingerprint(sql: Sql, table: string): Promise<string> {
  const [row] = await sql.query<{ print: string }>(
    `select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), 'empty') as print from public."${table}" t`)
  return row?.print ?? ''
}
