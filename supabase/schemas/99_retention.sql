-- How long a plan is kept, and how it ends: said to those it is about, held back for a reason, then deleted whole.

create table public.retention_terms (
  is_only boolean primary key default true check (is_only),
  keep_years smallint not null default 6 check (keep_years between 0 and 75),
  notice_days smallint not null default 90 check (notice_days between 28 and 365),
  version integer not null default 1
);
comment on table public.retention_terms is
  'One row: how many years a plan is kept after the 26th birthday, and how many days before it is deleted those involved are told. '
  'No person_id, so that its changes stand in the history of administrators.';
insert into public.retention_terms default values;

create table public.deletion_notices (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null unique references public.people (id) on delete cascade,
  told_on date not null default private.today(),
  due_on date not null,
  held_because text check (char_length(trim(held_because)) between 1 and 500),
  held_until date,
  held_by_name text,
  version integer not null default 1,
  check (due_on >= told_on),
  check ((held_because is null) = (held_until is null) and (held_because is null) = (held_by_name is null))
);
comment on table public.deletion_notices is
  'That a plan will be deleted, from the day that everybody involved can read it, and what holds that back: a complaint, an appeal, a court.';
comment on column public.deletion_notices.held_until is 'The last day that it is held. A hold ends by itself, so that none is forgotten.';

alter table public.retention_terms enable row level security;
alter table public.deletion_notices enable row level security;
grant select on public.retention_terms, public.deletion_notices to authenticated;
create policy "Signed-in people can read how long plans are kept" on public.retention_terms
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Involved people can read that a plan will be deleted" on public.deletion_notices
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = deletion_notices.person_id limit 1)
  );
create trigger audit after insert or update or delete on public.deletion_notices
  for each row execute function private.audit('person_id', 'due_on');

create function private.kept_until(date_of_birth date) returns date
language sql stable
set search_path = ''
as $$
  select (date_of_birth + make_interval(years => 26 + t.keep_years))::date from public.retention_terms t
$$;
comment on function private.kept_until(date) is 'The day a plan is deleted: the 26th birthday, when nothing is planned any more, and the years set after it.';

create function private.tell_of_deletions() returns void
language plpgsql
set search_path = ''
as $$
declare
  notice constant integer := (select t.notice_days from public.retention_terms t);
begin
  -- The term was made longer, or a birthday corrected.
  delete from public.deletion_notices n using public.people p
  where p.id = n.person_id and n.held_because is null and private.kept_until(p.date_of_birth) > private.today() + notice;
  insert into public.deletion_notices as n (person_id, due_on)
  select p.id, greatest(private.kept_until(p.date_of_birth), private.today() + notice)
  from public.people p where private.kept_until(p.date_of_birth) <= private.today() + notice
  on conflict (person_id) do update
  set due_on = greatest(private.kept_until((select p.date_of_birth from public.people p where p.id = n.person_id)), n.told_on + notice)
  where n.due_on < greatest(private.kept_until((select p.date_of_birth from public.people p where p.id = n.person_id)), n.told_on + notice);
end
$$;
comment on function private.tell_of_deletions() is
  'Gives notice of each plan whose time ends within the days of notice, never less than those days ahead; takes back what is not due any more.';

create function private.erase_person(person uuid, why text) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  circle constant uuid[] := array(select c.account_id from public.circle_members c where c.person_id = person and c.account_id is not null);
  place record;
  gone bigint := 0;
  here bigint;
  account uuid;
begin
  if why is null or why not in ('end_of_term', 'request', 'mistake') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Why: end_of_term, request or mistake.';
  end if;
  perform from public.people p where p.id = person for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nobody with this id.';
  end if;
  for place in select * from private.tables_about_people() loop
    execute format('select count(*) from %s where %I = $1', place.kept, place.person_column) into here using person;
    gone := gone + here;
  end loop;
  delete from public.people p where p.id = person;
  -- The history has no reference that could take a line away, and the deletion above has just written more of it.
  for place in select * from private.tables_about_people() loop
    execute format('delete from %s where %I = $1', place.kept, place.person_column) using person;
  end loop;
  delete from private.sent_once s where s.account_id = any (circle) or position(person::text in s.answer::text) > 0;
  -- Accounts that were there for this plan alone go with it; one whose words stand in somebody else's plan stays.
  foreach account in array circle loop
    begin
      delete from auth.users u where u.id = account
        and not exists (select from public.circle_members c where c.account_id = u.id)
        and not exists (select from public.organisation_members m where m.account_id = u.id);
    exception when foreign_key_violation then null;
    end;
  end loop;
  perform private.record_pathway_change('delete', 'people', why, jsonb_build_object('rows', jsonb_build_array(gone, 0)));
  return gone;
end
$$;
comment on function private.erase_person(uuid, text) is
  'Deletes everything about one person: every table that is about people, their photos and recordings, who looked, what was done, and the '
  'accounts that were there for them alone. What stays: that a plan of so many rows was deleted, when and why (end_of_term, request, mistake), '
  'in the history of administrators. Gives how many rows. For the schedule and for a database operator with a decision in writing.';

create function private.forget_what_is_over() returns void
language sql
set search_path = ''
as $$
  delete from private.sent_once s where s.at < now() - interval '14 days';
  delete from private.import_rows r using public.imports i where i.id = r.import_id and i.created_at < now() - interval '30 days';
  delete from private.papers p where p.expires_at < now();
$$;
comment on function private.forget_what_is_over() is
  'What has its own short term and is otherwise forgotten only when somebody comes by: answers sent once, rows of imports, codes of printed sheets.';

create function private.keep_no_longer() returns integer
language plpgsql
set search_path = ''
as $$
declare
  due record;
  erased integer := 0;
begin
  perform private.forget_what_is_over();
  perform private.tell_of_deletions();
  for due in
    select n.person_id from public.deletion_notices n
    where n.due_on <= private.today() and coalesce(n.held_until < private.today(), true) order by n.due_on
  loop
    perform private.erase_person(due.person_id, 'end_of_term');
    erased := erased + 1;
  end loop;
  return erased;
end
$$;
comment on function private.keep_no_longer() is
  'Once a day: gives notice of what will be deleted, and deletes what is due and not held. One transaction; gives how many plans went.';

create function public.set_retention_terms(expected_version integer, keep_years integer, notice_days integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  before public.retention_terms;
begin
  perform private.must_be_admin();
  select t.* into before from public.retention_terms t for update;
  if before.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'retention_changed', detail = to_jsonb(before)::text, hint = 'Somebody else changed this first.';
  end if;
  if keep_years is null or keep_years not between 0 and 75 or notice_days is null or notice_days not between 28 and 365 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Keep for 0 to 75 years, and tell people 28 to 365 days before.';
  end if;
  update public.retention_terms t
  set keep_years = set_retention_terms.keep_years, notice_days = set_retention_terms.notice_days, version = t.version + 1;
  perform private.tell_of_deletions();
  perform private.record_pathway_change('update', 'retention_terms', 'terms', jsonb_strip_nulls(jsonb_build_object(
    'keep_years', case when before.keep_years <> keep_years then jsonb_build_array(before.keep_years, keep_years) end,
    'notice_days', case when before.notice_days <> notice_days then jsonb_build_array(before.notice_days, notice_days) end)));
end
$$;
comment on function public.set_retention_terms(integer, integer, integer) is
  'How many years after the 26th birthday a plan is kept, and how many days before its end people are told. Nobody is deleted by it: who is '
  'due now is told first. Errors: PT403 admin_only, PT409 retention_changed (detail: the row as it is now), PT422 value_invalid.';

create function public.deletions_ahead()
returns table (
  notice_id uuid, known_as text, family_name text, date_of_birth date, told_on date, due_on date, held_because text, held_until date,
  held_by_name text, version integer, kept_rows bigint, media bigint, is_anybody_told boolean
)
language plpgsql security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  notice record;
  place record;
  here bigint;
begin
  perform private.must_be_admin();
  insert into public.record_views (person_id, account_id, account_name, role, team, section)
  select n.person_id, m.account_id, m.display_name, m.role, m.name, 'deletion'
  from public.deletion_notices n
  cross join (
    select s.*, o.name from private.memberships s join public.organisations o on o.id = s.organisation_id
    where s.account_id = (select auth.uid()) and s.role in ('system_admin', 'area_admin') order by s.member_id limit 1
  ) m
  on conflict do nothing;
  for notice in select n.*, p.known_as, p.family_name, p.date_of_birth from public.deletion_notices n join public.people p on p.id = n.person_id order by n.due_on, n.id loop
    kept_rows := 0;
    for place in select * from private.tables_about_people() loop
      execute format('select count(*) from %s where %I = $1', place.kept, place.person_column) into here using notice.person_id;
      kept_rows := kept_rows + here;
    end loop;
    notice_id := notice.id;
    known_as := notice.known_as;
    family_name := notice.family_name;
    date_of_birth := notice.date_of_birth;
    told_on := notice.told_on;
    due_on := notice.due_on;
    held_because := notice.held_because;
    held_until := notice.held_until;
    held_by_name := notice.held_by_name;
    version := notice.version;
    media := (select count(*) from public.profile_media m where m.person_id = notice.person_id);
    is_anybody_told := exists (select from private.access a where a.person_id = notice.person_id and a.via = 'circle');
    return next;
  end loop;
end
$$;
comment on function public.deletions_ahead() is
  'What will be deleted and when, for administrators: whom, how much (kept_rows, of which media are photos and recordings), what holds it, and '
  'whether anybody of the circle can still sign in to read of it; where not, write to them. Looking is kept in the history. Errors: PT403 admin_only.';

create function public.hold_deletion(notice uuid, expected_version integer, reason text, until date) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  held public.deletion_notices;
begin
  perform private.must_be_admin();
  select n.* into held from public.deletion_notices n where n.id = notice for update;
  if held.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if held.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'retention_changed', detail = to_jsonb(held)::text, hint = 'Somebody else changed this first.';
  end if;
  if (coalesce(trim(reason), '') = '') <> (until is null) or until not between private.today() and private.today() + 731 or char_length(reason) > 500 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say why and until when, within two years; or neither, to hold it no longer.';
  end if;
  update public.deletion_notices n
  set held_because = nullif(trim(reason), ''), held_until = until, version = n.version + 1,
    held_by_name = case when until is not null then (select a.display_name from public.accounts a where a.id = (select auth.uid())) end
  where n.id = held.id;
end
$$;
comment on function public.hold_deletion(uuid, integer, text, date) is
  'Holds a deletion back for a reason until a day, or no longer when both are null. Everybody involved reads the reason. '
  'Errors: PT403 admin_only, PT404 not_found, PT409 retention_changed, PT422 value_invalid.';

grant execute on function public.set_retention_terms(integer, integer, integer), public.deletions_ahead(), public.hold_deletion(uuid, integer, text, date)
  to authenticated;
