-- Who looked at whom, and who looked for whom. Written by the functions that show a plan, read by the family, changed by nobody.

create table public.record_views (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person_id uuid,
  account_id uuid not null,
  account_name text not null,
  role public.member_role not null,
  team text not null,
  kind text not null default 'view' check (kind in ('view', 'duplicate_search', 'emergency_search')),
  section text not null default '' check (section ~ '^[a-z0-9_]{0,40}$'),
  in_emergency boolean not null default false,
  looked_for jsonb
);
comment on table public.record_views is
  'Append-only. Staff looked at a part of a plan, or looked for somebody. It keeps the name, role and team they had at the time, '
  'and no reference that could take a line away with it.';
comment on column public.record_views.person_id is 'Whose plan; null where a search found nobody.';
comment on column public.record_views.section is 'Which part: record, timeline, circle, history, or what a function names.';
comment on column public.record_views.looked_for is 'What was typed into a search.';
-- One line for each account, person and part in a quarter of an hour: a page that is loaded again adds nothing.
create unique index record_views_once_key
  on public.record_views (account_id, person_id, kind, section, date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00')) where kind <> 'emergency_search';
create index record_views_person_idx on public.record_views (person_id, id desc);
create index record_views_searches_idx on public.record_views (account_id, at) where kind = 'emergency_search';

alter table public.record_views enable row level security;
grant select on public.record_views to authenticated;
-- Staff see what was changed, which they need, and not which colleague looked: that line is there for the family to hold all of us to
-- account by, and a worker who is afraid of being watched by the next team looks less than they should.
create policy "The circle can read who looked, and everybody where they looked themselves" on public.record_views
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c) or account_id = (select auth.uid())
  );

create trigger history_is_append_only before update or delete on public.record_views
  for each row execute function private.refuse_rewriting_history();
create trigger history_is_not_emptied before truncate on public.record_views
  for each statement execute function private.refuse_rewriting_history();

create function private.record_view(person uuid, section text) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, section, in_emergency)
  select record_view.person, s.account_id, s.display_name, s.role, s.team, record_view.section, s.in_emergency
  from (
    select a.account_id, a.display_name, a.role, o.name as team, false as in_emergency
    from private.access a join public.organisations o on o.id = a.organisation_id
    where a.person_id = record_view.person and a.account_id = (select auth.uid()) and a.via = 'team'
    union all
    select e.account_id, e.display_name, e.role, o.name, true
    from private.emergencies e join public.organisations o on o.id = e.organisation_id
    where e.person_id = record_view.person and e.account_id = (select auth.uid())
  ) s
  order by s.in_emergency, s.team limit 1
  on conflict do nothing
$$;
comment on function private.record_view(uuid, text) is
  'Call it in every function that shows a part of a plan. Staff who look are written down, once in a quarter of an hour; the circle is not.';
grant execute on function private.record_view(uuid, text) to authenticated;

create function private.record_search(kind text, found uuid[], looked_for jsonb) returns void
language sql
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, kind, looked_for)
  select f.person_id, m.account_id, m.display_name, m.role, o.name, record_search.kind, record_search.looked_for
  from (
    select m.* from private.memberships m where m.account_id = (select auth.uid()) and m.audience is not null order by m.member_id limit 1
  ) m
  join public.organisations o on o.id = m.organisation_id
  cross join (select unnest(case when found = '{}' then array[null::uuid] else found end)) f (person_id)
  on conflict do nothing
$$;
comment on function private.record_search(text, uuid[], jsonb) is 'Keeps who looked for whom: a line for each person found, or one where nobody was.';
