-- Who has looked, and what was done: one list, newest first, as each reader may see it.

create function private.history(person uuid)
returns table (
  at timestamptz, key text, kind text, actor_id uuid, actor_name text, actor_role public.member_role, actor_team text,
  in_emergency boolean, section text, action text, subject text, subject_key text, changes jsonb, reason text
)
-- Not security definer: the policies of record_views and audit_events say who reads which line.
language sql stable
set search_path = ''
as $$
  select v.at, 'v' || v.id, case v.kind when 'view' then 'view' else 'search' end, v.account_id, v.account_name, v.role, v.team,
    v.in_emergency, case v.kind when 'view' then v.section else v.kind end, null, null, null, null, null
  from public.record_views v
  where v.person_id = history.person
    -- The head of a plan is part of every page of it: said once.
    and (v.section <> 'record' or not exists (
      select from public.record_views o
      where o.person_id = v.person_id and o.account_id = v.account_id and o.kind = 'view' and o.section <> 'record'
        and date_bin('15 minutes', o.at, timestamptz '2000-01-01 00:00:00+00') = date_bin('15 minutes', v.at, timestamptz '2000-01-01 00:00:00+00')))
  union all
  select e.at, 'c' || e.id, 'change', e.actor_id, e.actor_name, e.actor_role, e.actor_team,
    e.subject = 'emergency_access', null, e.action, e.subject, e.subject_key, e.changes, e.reason
  from public.audit_events e
  where e.person_id = history.person
$$;
grant execute on function private.history(uuid) to authenticated;

create function public.person_history(
  person uuid, who uuid default null, kind text default null, from_on date default null, to_on date default null,
  page integer default 1, page_size integer default 25, in_locale text default 'en'
) returns table (
  at timestamptz, key text, kind_of_line text, actor_id uuid, actor_name text, actor_role public.member_role, actor_team text,
  in_emergency boolean, section text, action text, subject text, subject_key text, subject_title text, changes jsonb, reason text, total bigint
)
language plpgsql rows 25
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.must_see(person_history.person);
  perform private.record_view(person_history.person, 'history');
  return query
  with line as materialized (
    select h.*, count(*) over () as total
    from private.history(person_history.person) h
    where (person_history.who is null or h.actor_id = person_history.who)
      and (person_history.kind is null or h.kind = person_history.kind)
      and (from_on is null or h.at >= from_on::timestamp at time zone 'Europe/London')
      and (to_on is null or h.at < (to_on + 1)::timestamp at time zone 'Europe/London')
    order by h.at desc, h.key desc
    limit least(greatest(page_size, 1), 500) offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 500)
  )
  select l.at, l.key, l.kind, l.actor_id, l.actor_name, l.actor_role, l.actor_team, l.in_emergency, l.section, l.action, l.subject, l.subject_key,
    case l.subject
      when 'timeline_items' then (
        select x.title from public.people p join public.pathway_texts x on x.template_id = p.template_id
        where p.id = person_history.person and x.subject = 'item' and x.subject_key = l.subject_key and x.locale in (in_locale, 'en')
        order by (x.locale = in_locale) desc limit 1)
      when 'person_flags' then (
        select x.title from public.people p join public.pathway_texts x on x.template_id = p.template_id
        where p.id = person_history.person and x.subject = 'condition' and x.subject_key = l.subject_key and x.locale in (in_locale, 'en')
        order by (x.locale = in_locale) desc limit 1)
      when 'person_dates' then (
        select x.title from public.people p join public.pathway_texts x on x.template_id = p.template_id
        where p.id = person_history.person and x.subject = 'anchor' and x.subject_key = l.subject_key and x.locale in (in_locale, 'en')
        order by (x.locale = in_locale) desc limit 1)
      when 'involvements' then (select o.name from public.organisations o where o.id::text = l.subject_key)
    end,
    l.changes, l.reason, l.total
  from line l
  order by l.at desc, l.key desc;
end
$$;
comment on function public.person_history(uuid, uuid, text, date, date, integer, integer, text) is
  'Every view and search by staff and every change, newest first. The circle reads all of it; staff read the changes and their own views. '
  'kind: view, search or change. total is the number of matches. Errors: PT404 not_found.';

create function public.history_actors(person uuid)
returns table (actor_id uuid, actor_name text, actor_role public.member_role)
language sql stable
set search_path = ''
as $$
  select distinct on (h.actor_id) h.actor_id, h.actor_name, h.actor_role
  from private.history(person) h where h.actor_id is not null order by h.actor_id, h.at desc
$$;
comment on function public.history_actors(uuid) is 'Everybody who stands in somebody''s history, for its filter; as the reader may see it.';

grant execute on function public.person_history(uuid, uuid, text, date, date, integer, integer, text), public.history_actors(uuid) to authenticated;
