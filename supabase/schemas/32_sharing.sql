-- Who reads what somebody wrote about a young person: its author, and whoever the author chose.

create function private.may_read_shared(person uuid, author uuid, shared_with public.audience[]) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = may_read_shared.person
      and a.account_id = (select auth.uid())
      and (a.account_id = may_read_shared.author or a.audience = any (may_read_shared.shared_with))
  ) or exists (
    select from private.emergencies e
    where e.person_id = may_read_shared.person and e.account_id = (select auth.uid()) and e.audience = any (may_read_shared.shared_with)
  )
$$;
comment on function private.may_read_shared(uuid, uuid, public.audience[]) is
  'True when the account that asks is involved with the young person today and either wrote this or is one of those it is '
  'shared with. Nobody in shared_with: only the author. young_person and family: the circle. Every audience: everyone involved. '
  'An author who is not involved any more reads nothing. In an emergency a duty worker reads what their kind of team may read.';
grant execute on function private.may_read_shared(uuid, uuid, public.audience[]) to authenticated;
