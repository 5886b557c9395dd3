-- Run by `supabase test db` on a database with its seeds, and by `npm test` on the embedded one.
begin;
create schema if not exists extensions;
create extension if not exists pgtap with schema extensions;
grant usage on schema extensions to authenticated;
do $$
declare
  f regprocedure;
begin
  for f in
    select d.objid from pg_depend d join pg_extension e on e.oid = d.refobjid
    where e.extname = 'pgtap' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
  loop
    execute format('grant execute on function %s to authenticated', f);
  end loop;
end
$$;
set local search_path = public, extensions;
select plan(26);

-- The fence stands, whatever tables there are.
select is_empty(
  $$ select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity $$,
  'every table of the API has row level security');
select is_empty(
  $$ select table_name from information_schema.role_table_grants
     where table_schema = 'public' and grantee in ('anon', 'PUBLIC') $$,
  'somebody signed out is granted nothing');
select is_empty(
  $$ select table_name, privilege_type from information_schema.role_table_grants
     where table_schema = 'public' and grantee = 'authenticated' and privilege_type <> 'SELECT' $$,
  'somebody signed in writes through functions only');
select is_empty(
  $$ select p.proname from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
     and p.prosecdef and not exists (select from unnest(p.proconfig) c where c like 'search_path=%') $$,
  'every function that runs as its owner has a fixed search path');

-- Two families, a school and its SENCo, and a team that has left.
insert into auth.users (id, aud, role, email, email_confirmed_at) values
  ('fa000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'tap.officer@demo.test', now()),
  ('fa000000-0000-4000-8000-000000000002', 'authenticated', 'authenticated', 'tap.mum@demo.test', now()),
  ('fa000000-0000-4000-8000-000000000003', 'authenticated', 'authenticated', 'tap.other@demo.test', now()),
  ('fa000000-0000-4000-8000-000000000004', 'authenticated', 'authenticated', 'tap.former@demo.test', now());
insert into public.accounts (id, display_name) values
  ('fa000000-0000-4000-8000-000000000001', 'Officer'), ('fa000000-0000-4000-8000-000000000002', 'Mum'),
  ('fa000000-0000-4000-8000-000000000003', 'Other'), ('fa000000-0000-4000-8000-000000000004', 'Former');
insert into public.organisations (id, name, audience) values
  ('fa000000-0000-4000-8001-000000000001', 'Tap SEND team', 'la_send'), ('fa000000-0000-4000-8001-000000000002', 'Tap nurses', 'health');
insert into public.organisation_members (organisation_id, account_id, display_name, role) values
  ('fa000000-0000-4000-8001-000000000001', 'fa000000-0000-4000-8000-000000000001', 'Officer', 'ehc_caseworker'),
  ('fa000000-0000-4000-8001-000000000002', 'fa000000-0000-4000-8000-000000000004', 'Former', 'therapist');

create function pg_temp.be(account text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', account, 'role', 'authenticated')::text, true),
    set_config('role', 'authenticated', true);
$$;
grant execute on function pg_temp.be(text) to authenticated;
create function pg_temp.be_the_owner() returns void language sql as $$
  select set_config('role', 'none', true), set_config('request.jwt.claims', '', true);
$$;
grant execute on function pg_temp.be_the_owner() to authenticated;

select pg_temp.be('fa000000-0000-4000-8000-000000000001');
select lives_ok($$ select add_person('{"id": "fa000000-0000-4000-8003-000000000001", "known_as": "Tap", "date_of_birth": "2012-05-04"}') $$,
  'the SEND team adds a young person');
select is((select known_as from people where id = 'fa000000-0000-4000-8003-000000000001'), 'Tap', 'and sees them');
select throws_ok($$ insert into people (known_as, date_of_birth) values ('X', '2012-05-04') $$, '42501', null, 'but not past the functions');
select throws_ok($$ update people set date_of_birth = '2000-01-01' $$, '42501', null, 'nor may it change a date of birth past them');
select throws_ok($$ delete from audit_events $$, '42501', null, 'nor remove history');

select pg_temp.be_the_owner();
insert into public.circle_members (person_id, account_id, display_name, relationship) values
  ('fa000000-0000-4000-8003-000000000001', 'fa000000-0000-4000-8000-000000000002', 'Mum', 'parent_carer');
insert into public.involvements (organisation_id, person_id, starts_on, ends_on) values
  ('fa000000-0000-4000-8001-000000000002', 'fa000000-0000-4000-8003-000000000001', private.today() - 30, private.today() - 1);

select pg_temp.be('fa000000-0000-4000-8000-000000000002');
select is((select count(*)::int from people), 1, 'a parent sees their own child and nobody else');
select isnt_empty($$ select id from audit_events where person_id = 'fa000000-0000-4000-8003-000000000001' $$, 'and what was done about them');
select throws_ok($$ select update_person('fa000000-0000-4000-8003-000000000001', 1, '{"known_as": "X"}') $$, 'PT403', null,
  'but does not change the facts');
select throws_ok($$ select invited_email from circle_members $$, '42501', null, 'nor reads the address of anybody invited');

select pg_temp.be('fa000000-0000-4000-8000-000000000003');
select is_empty($$ select id from people $$, 'a stranger sees nobody');
select is_empty($$ select id from timeline_items $$, 'and no timeline');
select throws_ok($$ select person_summary('fa000000-0000-4000-8003-000000000001') $$, 'PT404', null, 'and is told that there is nothing');
select throws_ok($$ select person_summary('fa000000-0000-4000-8003-00000000dead') $$, 'PT404', null, 'in the words for somebody who does not exist');

select pg_temp.be('fa000000-0000-4000-8000-000000000004');
select is_empty($$ select id from people $$, 'a team whose time is over sees nobody');

select pg_temp.be_the_owner();
select throws_ok($$ update public.audit_events set reason = 'x' $$, 'PT403', null, 'not even the owner of the tables rewrites history');
select throws_ok($$ delete from public.audit_events $$, 'PT403', null, 'or removes it');

-- What ends, ends whole.
select is_empty(
  $$ select c.conrelid::regclass::text from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = 'public.people'::regclass and (c.confdeltype <> 'c' or a.attname <> 'person_id') $$,
  'every table that refers to people is found by its column, and goes with them');
select pg_temp.be('fa000000-0000-4000-8000-000000000001');
select throws_ok($$ select private.erase_person('fa000000-0000-4000-8003-000000000001', 'request') $$, '42501', null, 'nobody signed in deletes a plan');
select throws_ok($$ select deletions_ahead() $$, 'PT403', null, 'and the list of those that will go is for administrators');
select pg_temp.be_the_owner();
select throws_ok($$ select private.erase_person('fa000000-0000-4000-8003-000000000001', 'tidying up') $$, 'PT422', null, 'its owner says why');
select ok(private.erase_person('fa000000-0000-4000-8003-000000000001', 'request') > 0, 'and then it goes');
select is_empty($$ select id from public.audit_events where person_id = 'fa000000-0000-4000-8003-000000000001' $$, 'with its history');

select * from finish();
rollback;
