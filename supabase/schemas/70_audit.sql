-- What was done, by whom, as what, when and why. Written by triggers, readable by the family, changed by nobody. It goes when everything about somebody goes.

create table public.audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person_id uuid,
  actor_id uuid,
  actor_name text,
  actor_role public.member_role,
  actor_team text,
  action text not null check (action in ('insert', 'update', 'delete')),
  subject text not null,
  subject_key text not null,
  changes jsonb not null,
  reason text,
  author_id uuid,
  shared_with public.audience[],
  check ((author_id is null) = (shared_with is null))
);
comment on table public.audit_events is 'Append-only. It keeps the name and role someone had at the time, and outlives what it tells of.';
comment on column public.audit_events.changes is '{"column": [before, after]} for the columns that changed.';
comment on column public.audit_events.person_id is 'Whose it is; null for what administrators do to pathways and kinds of plan.';
comment on column public.audit_events.shared_with is
  'For what somebody wrote and shared with some only: who may read this line beside its author_id. Null: everyone involved.';
create index audit_events_person_idx on public.audit_events (person_id, id desc);

alter table public.audit_events enable row level security;
grant select on public.audit_events to authenticated;
create policy "The circle and the teams involved can read what was done, and administrators what was done to pathways"
  on public.audit_events
  for select to authenticated using (
    case when person_id is null then (select private.is_admin())
      when shared_with is not null then private.may_read_shared(person_id, author_id, shared_with)
      else person_id in (select c.person_id from private.my_circles c)
        or (select true from private.my_cases c where c.person_id = audit_events.person_id limit 1) end
  );

create function private.refuse_rewriting_history() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- What tells of somebody goes with them, and not before, by the owner of the tables alone: private.erase_person().
  if tg_op = 'DELETE' and pg_has_role(current_user, (select c.relowner from pg_catalog.pg_class c where c.oid = tg_relid), 'member') then
    if old.person_id is not null and not exists (select from public.people p where p.id = old.person_id) then
      return old;
    end if;
  end if;
  raise sqlstate 'PT403' using message = 'history_is_append_only', detail = 'What was done cannot be changed or removed.';
end
$$;
create trigger history_is_append_only before update or delete on public.audit_events
  for each row execute function private.refuse_rewriting_history();
create trigger history_is_not_emptied before truncate on public.audit_events
  for each statement execute function private.refuse_rewriting_history();

create function private.audit() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  before jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  after jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  entry jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  person uuid := (entry ->> tg_argv[0])::uuid;
  differences jsonb;
  shared public.audience[];
  actor uuid := (select auth.uid());
  seat record;
begin
  select jsonb_object_agg(k, jsonb_build_array(before -> k, after -> k)) into differences
  from (select jsonb_object_keys(before) union select jsonb_object_keys(after)) keys (k)
  where before -> k is distinct from after -> k
    and k not in ('version', 'updated_at', 'updated_by', 'created_at', 'created_by', 'note_by', 'note_at', 'invited_email')
    and (before ->> k is not null or after ->> k is not null);
  if differences is null then
    return null;
  end if;
  select a.display_name, a.role, o.name as team into seat from private.access a
  left join public.organisations o on o.id = a.organisation_id
  where a.person_id = person and a.account_id = actor order by a.via desc limit 1;
  if not found then
    if tg_table_name <> 'emergency_access'
      and exists (select from private.emergencies e where e.person_id = person and e.account_id = actor) then
      raise sqlstate 'PT403' using message = 'emergency_is_for_reading', detail = 'In an emergency you can read. Ask a team that is involved to change this.';
    end if;
    -- Whoever adds a young person writes the first facts before their team is involved.
    select m.display_name, m.role, o.name as team into seat from private.memberships m
    join public.organisations o on o.id = m.organisation_id
    where m.account_id = actor order by m.member_id limit 1;
  end if;
  if entry ? 'shared_with' then
    -- A line that tells of before and after is for those who might read both. Where readers are named, a kind of reader tells too many.
    select coalesce(array_agg(a), '{}') into shared
    from jsonb_array_elements_text(entry -> 'shared_with') e
    cross join lateral (select e.value::public.audience) x (a)
    where not entry ? 'readers' and (tg_op <> 'UPDATE' or before -> 'shared_with' ? e.value);
  end if;
  insert into public.audit_events (
    person_id, actor_id, actor_name, actor_role, actor_team, action, subject, subject_key, changes, reason, author_id, shared_with)
  values (
    person, actor, coalesce(seat.display_name, (select c.display_name from public.accounts c where c.id = actor)), seat.role, seat.team,
    lower(tg_op), tg_table_name, coalesce(entry ->> tg_argv[1], entry ->> 'id'), differences,
    nullif(current_setting('onward.reason', true), ''),
    case when shared is not null then (entry ->> 'author_id')::uuid end, shared
  );
  return null;
end
$$;
comment on function private.audit() is
  'Trigger arguments: the column that names the person, and the column that names the row for a reader. A table with '
  'author_id and shared_with keeps its history from everyone it is not shared with; one with named readers, from all but its author. Somebody who reads in an emergency '
  'changes nothing, whatever a function forgot to ask.';

create function private.audit_move(ids uuid[], before uuid, after uuid) returns void
language sql
set search_path = ''
as $$
  insert into public.audit_events (person_id, actor_id, actor_name, action, subject, subject_key, changes, reason)
  select m.id, actor.id, (select c.display_name from public.accounts c where c.id = actor.id), 'update', 'people', m.id,
    jsonb_build_object('template_id', jsonb_build_array(before, after)), nullif(current_setting('onward.reason', true), '')
  from unnest(ids) as m (id)
  cross join (select auth.uid() as id) actor
$$;
comment on function private.audit_move(uuid[], uuid, uuid) is
  'Writes down that these people came onto another pathway version: a county in one statement, where a trigger would take them one by one.';

create trigger audit after insert or delete on public.people
  for each row execute function private.audit('id', 'id');
create trigger audit_changes after update on public.people
  for each row when (to_jsonb(old) - 'template_id' is distinct from to_jsonb(new) - 'template_id')
  execute function private.audit('id', 'id');
create trigger audit after insert or update or delete on public.plans
  for each row execute function private.audit('person_id', 'plan_type');
create trigger audit after insert or update or delete on public.placements
  for each row execute function private.audit('person_id', 'position');
create trigger audit after insert or update or delete on public.person_flags
  for each row execute function private.audit('person_id', 'flag');
create trigger audit after insert or update or delete on public.person_dates
  for each row execute function private.audit('person_id', 'anchor');
create trigger audit after insert or update or delete on public.involvements
  for each row execute function private.audit('person_id', 'organisation_id');
create trigger audit after insert or update or delete on public.circle_members
  for each row execute function private.audit('person_id', 'relationship');
-- Only what people write: the planner's columns follow from facts whose change is recorded above.
create trigger audit after update of status, note, not_needed_reason, waiting_on, assignee_id on public.timeline_items
  for each row execute function private.audit('person_id', 'item_key');
