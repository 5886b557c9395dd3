import { getAuthSchemaSql } from '@supabase/lite'
import { signInSchema } from './sign-in-limits.ts'
import type { Sql } from './sql.ts'

/**
 * Prepares what a Supabase project has before its first migration: the request roles, the `auth` schema with
 * its functions exactly as Supabase defines them, and the migration history. Safe to run on every start.
 * Grants nothing in `public`: every right of `anon` and `authenticated` is written in a migration.
 */
export async function prepareSystemSchema(sql: Sql): Promise<void> {
  await sql.transaction(async (inner) => {
    await inner.query('select pg_advisory_xact_lock(hashtext($1))', ['onward.system_schema'])
    await inner.run(requestRoles)
    await inner.run(getAuthSchemaSql(false))
    await inner.run(authFunctions)
    await inner.run(unprovenPasswords)
    await inner.run(migrationHistory)
    await inner.run(signInSchema)
  })
}

const requestRoles = `
do $$
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end
$$;
grant usage on schema public to anon, authenticated, service_role;
revoke create on schema public from public;
`

const authFunctions = `
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
  )::text
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
  )::text
$$;
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
grant usage on schema auth to anon, authenticated, service_role;
grant execute on all functions in schema auth to anon, authenticated, service_role;
`

/**
 * Someone can sign up with another person's address and a password of their own, and wait. When the owner of
 * the address later signs in by email code, the waiting password must not come alive: it is thrown away.
 * Whether a confirmation is still pending says nothing here: by then Lite has used it up.
 */
const unprovenPasswords = `
create or replace function auth.forget_unproven_password() returns trigger language plpgsql as $$
begin
  new.encrypted_password := null;
  new.confirmation_token := null;
  return new;
end
$$;
revoke execute on function auth.forget_unproven_password() from public, anon, authenticated;
create or replace trigger forget_unproven_password
  before update of email_confirmed_at on auth.users
  for each row
  when (old.email_confirmed_at is null and new.email_confirmed_at is not null)
  execute function auth.forget_unproven_password();
`

const migrationHistory = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key,
  statements text[],
  name text
);
`
