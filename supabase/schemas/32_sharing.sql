-- Who reads what somebody wrote about a young person: its author, and whoever the author chose.

create function private.may_read_shared(person uuid, author uuid, shared_with public.audience[], readers uuid[] default null) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = may_read_shared.person
      and a.account_id = (select auth.uid())
      and (a.account_id = may_read_shared.author
        or (a.audience = any (may_read_shared.shared_with) and coalesce(a.seats && may_read_shared.readers, true)))
  ) or exists (
    select from private.emergencies e
    where e.person_id = may_read_shared.person and e.account_id = (select auth.uid()) and e.audience = any (may_read_shared.shared_with)
      and may_read_shared.readers is null
  )
$$;
comment on function private.may_read_shared(uuid, uuid, public.audience[], uuid[]) is
  'True when the account that asks is involved with the young person today and either wrote this or is one of those it is '
  'shared with. Nobody in shared_with: only the author. young_person and family: the circle. Every audience: everyone involved. '
  'An author who is not involved any more reads nothing. In an emergency a duty worker reads what their kind of team may read. '
  'readers: the seats (see private.access) that were named; then nobody else reads it, not even in an emergency.';
grant execute on function private.may_read_shared(uuid, uuid, public.audience[], uuid[]) to authenticated;

create function public.readers(person uuid) returns table (audience public.audience, names text[])
language sql stable
set search_path = ''
as $$
  select r.audience, array_agg(r.name order by r.name)
  from (
    select case c.relationship when 'young_person' then 'young_person'::public.audience else 'family' end as audience, c.display_name as name
    from public.circle_members c
    where c.person_id = person and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity')
    union
    select o.audience, o.name
    from public.involvements i
    join public.organisations o on o.id = i.organisation_id and o.audience is not null
    where i.person_id = person
      and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
      and (select private.today()) between o.starts_on and coalesce(o.ends_on, 'infinity')
  ) r
  group by r.audience
  order by r.audience
$$;
comment on function public.readers(uuid) is
  'Who is involved with a young person today, to choose from before writing: people of the circle, invited ones too, and teams by name. '
  'As row level security allows, so nothing for an outsider.';
grant execute on function public.readers(uuid) to authenticated;
