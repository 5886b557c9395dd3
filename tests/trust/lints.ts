import type { Sql } from '../../server/embedded/sql.ts'

/** A rule of Supabase's database linter (splinter), by its number and name, asked of our own schemas. */
interface Lint {
  rule: string
  /** Gives one column `finding` for everything that breaks the rule. */
  query: string
}

export interface LintFinding { rule: string, finding: string }

/** What we keep although a rule speaks against it, and why. Every entry must still be found, or it goes. */
export const keptForAReason: Record<string, string> = {}

const ours = `('public', 'private', 'rules')`

const lints: Lint[] = [
  {
    rule: '0001 unindexed_foreign_keys',
    query: `select format('%s.%s', c.conrelid::regclass, c.conname) as finding from pg_constraint c
      join pg_namespace n on n.oid = c.connamespace
      where c.contype = 'f' and n.nspname in ${ours} and not exists (
        select from pg_index i where i.indrelid = c.conrelid
          and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey and c.conkey @> (i.indkey::int2[])[0:cardinality(c.conkey) - 1])`,
  },
  {
    rule: '0002 auth_users_exposed',
    query: `select c.oid::regclass::text as finding from pg_class c
      join pg_rewrite w on w.ev_class = c.oid join pg_depend d on d.objid = w.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm') and d.refobjid = 'auth.users'::regclass`,
  },
  {
    rule: '0003 auth_rls_initplan',
    query: `select format('%s: %s', tablename, policyname) as finding from pg_policies where schemaname = 'public'
      and regexp_replace(lower(coalesce(qual, '') || coalesce(with_check, '')), '\\( *select +(auth\\.(uid|jwt|role|email)\\(\\)|current_setting\\([^)]*\\)) +as +\\w+ *\\)', '', 'g')
        ~ '(auth\\.(uid|jwt|role|email)\\(\\)|current_setting\\()'`,
  },
  {
    rule: '0004 no_primary_key',
    query: `select c.oid::regclass::text as finding from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
  },
  {
    rule: '0006 multiple_permissive_policies',
    query: `select format('%s for %s', tablename, cmd) as finding from pg_policies
      where schemaname = 'public' and permissive = 'PERMISSIVE' group by tablename, cmd, roles having count(*) > 1`,
  },
  {
    rule: '0007 policy_exists_rls_disabled',
    query: `select distinct p.tablename as finding from pg_policies p join pg_class c on c.oid = format('%I.%I', p.schemaname, p.tablename)::regclass
      where p.schemaname in ${ours} and not c.relrowsecurity`,
  },
  {
    rule: '0008 rls_enabled_no_policy',
    query: `select c.oid::regclass::text as finding from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relrowsecurity and not exists (select from pg_policy p where p.polrelid = c.oid)`,
  },
  {
    rule: '0009 duplicate_index',
    query: `select format('%s: %s', i.indrelid::regclass, string_agg(i.indexrelid::regclass::text, ', ' order by 1)) as finding from pg_index i
      join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${ours}
      group by i.indrelid, i.indkey, i.indclass, pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid) having count(*) > 1`,
  },
  {
    rule: '0010 security_definer_view',
    query: `select c.oid::regclass::text as finding from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
      and not coalesce(c.reloptions @> '{security_invoker=true}' or c.reloptions @> '{security_invoker=on}', false)`,
  },
  {
    rule: '0011 function_search_path_mutable',
    query: `select p.oid::regprocedure::text as finding from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ${ours} and p.prosqlbody is null
        and not exists (select from unnest(p.proconfig) c where c like 'search_path=%')`,
  },
  {
    rule: '0013 rls_disabled_in_public',
    query: `select c.oid::regclass::text as finding from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity`,
  },
  {
    rule: '0014 extension_in_public',
    query: `select e.extname::text as finding from pg_extension e where e.extnamespace = 'public'::regnamespace`,
  },
  {
    rule: '0015 rls_references_user_metadata',
    query: `select format('%s: %s', tablename, policyname) as finding from pg_policies
      where coalesce(qual, '') || coalesce(with_check, '') like '%user_metadata%'`,
  },
  {
    rule: '0016 materialized_view_in_api',
    query: `select c.oid::regclass::text as finding from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'm'`,
  },
  {
    rule: '0017 foreign_table_in_api',
    query: `select c.oid::regclass::text as finding from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'f'`,
  },
  {
    rule: '0028 anon_security_definer_function_executable',
    query: `select p.oid::regprocedure::text as finding from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and has_function_privilege('anon', p.oid, 'execute')`,
  },
]

/** Everything the rules find that is not kept for a reason, and every reason that has nothing to be for. */
export async function runLints(sql: Sql): Promise<{ rules: number, findings: LintFinding[], kept: string[] }> {
  const found: LintFinding[] = []
  for (const { rule, query } of lints) {
    for (const { finding } of await sql.query<{ finding: string }>(query)) found.push({ rule, finding })
  }
  const name = ({ rule, finding }: LintFinding) => `${rule}: ${finding}`
  const stale = Object.keys(keptForAReason).filter(key => !found.some(one => name(one) === key))
  return {
    rules: lints.length,
    findings: [...found.filter(one => !keptForAReason[name(one)]), ...stale.map(key => ({ rule: 'nothing found for', finding: key }))],
    kept: Object.keys(keptForAReason),
  }
}
