import type { Sql } from '../../server/embedded/sql.ts'

export interface Column {
  name: string
  type: string
  nullable: boolean
  /** Has a default, or is filled by the database. */
  filled: boolean
  /** Can never be written: a generated column, or an identity that is always generated. */
  readonly: boolean
}

export interface Relationship {
  name: string
  columns: string[]
  unique: boolean
  relation: string
  relation_columns: string[]
}

export interface Relation {
  name: string
  kind: 'table' | 'view'
  columns: Column[]
  relationships: Relationship[]
}

export interface DatabaseFunction {
  name: string
  args: { name: string, type: string, optional: boolean }[]
  returns: string
  set: boolean
  /** The columns of a function that returns a table. */
  out: { name: string, type: string }[]
}

export interface Catalog {
  relations: Relation[]
  functions: DatabaseFunction[]
  enums: { name: string, labels: string[] }[]
}

/** Reads what the API shows: everything in `public`. Types are named as in `pg_type`, arrays with a leading `_`. */
export async function readCatalog(sql: Sql): Promise<Catalog> {
  return {
    relations: await sql.query<Relation>(relationsQuery),
    functions: await sql.query<DatabaseFunction>(functionsQuery),
    enums: await sql.query<{ name: string, labels: string[] }>(enumsQuery),
  }
}

const relationsQuery = `
select
  c.relname as name,
  case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
  (
    select jsonb_agg(jsonb_build_object(
      'name', a.attname,
      'type', coalesce(nullif(base.typname, ''), t.typname),
      'nullable', not (a.attnotnull or t.typnotnull),
      'filled', a.atthasdef or a.attidentity <> '',
      'readonly', a.attgenerated <> '' or a.attidentity = 'a'
    ) order by a.attname)
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_type base on base.oid = t.typbasetype
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ) as columns,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'name', k.conname,
      'columns', (select jsonb_agg(a.attname order by n) from unnest(k.conkey) with ordinality u(num, n)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num),
      'unique', exists (select from pg_index i where i.indrelid = k.conrelid and i.indisunique and i.indpred is null
        and (i.indkey::int2[])[0:i.indnkeyatts - 1] operator(pg_catalog.@>) k.conkey and i.indnkeyatts = cardinality(k.conkey)),
      'relation', f.relname,
      'relation_columns', (select jsonb_agg(a.attname order by n) from unnest(k.confkey) with ordinality u(num, n)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num)
    ) order by k.conname)
    from pg_constraint k
    join pg_class f on f.oid = k.confrelid and f.relnamespace = c.relnamespace
    where k.conrelid = c.oid and k.contype = 'f'
  ), '[]') as relationships
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
order by c.relname
`

const functionsQuery = `
select
  p.proname as name,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'name', coalesce(p.proargnames[n], ''), 'type', t.typname, 'optional', n > p.pronargs - p.pronargdefaults
    ) order by p.proargnames[n])
    from unnest(p.proargtypes::oid[]) with ordinality a(type, n) join pg_type t on t.oid = a.type
  ), '[]') as args,
  r.typname as returns,
  p.proretset as set,
  coalesce((
    select jsonb_agg(jsonb_build_object('name', p.proargnames[n], 'type', t.typname) order by p.proargnames[n])
    from unnest(p.proallargtypes, p.proargmodes) with ordinality a(type, mode, n) join pg_type t on t.oid = a.type
    where a.mode in ('o', 't')
  ), '[]') as out
from pg_proc p
join pg_type r on r.oid = p.prorettype
where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and r.typname <> 'trigger'
order by p.proname, p.pronargs
`

const enumsQuery = `
select t.typname as name, jsonb_agg(e.enumlabel order by e.enumsortorder) as labels
from pg_type t join pg_enum e on e.enumtypid = t.oid
where t.typnamespace = 'public'::regnamespace
group by t.typname
order by t.typname
`
