-- Who may see which young person, and as what.

create view private.access as
  select i.person_id, m.account_id, o.audience, m.role, 'team' as via, o.id as organisation_id, m.display_name,
    array[o.id, m.id] as seats
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id and o.audience is not null
  join public.organisation_members m on m.organisation_id = i.organisation_id and m.account_id is not null
  where (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
    and (select private.today()) between m.starts_on and coalesce(m.ends_on, 'infinity')
    and (select private.today()) between o.starts_on and coalesce(o.ends_on, 'infinity')
  union all
  select c.person_id, c.account_id,
    case c.relationship when 'young_person' then 'young_person'::public.audience else 'family' end,
    c.relationship, 'circle', null, c.display_name, array[c.id]
  from public.circle_members c
  where c.account_id is not null
    and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity');
comment on view private.access is
  'One row per young person an account may see today and per way they may see them: through a team or the circle. '
  'seats: what names this way, for what is shared with named readers: the team and the member, or the one in the circle. '
  'It reads as its owner, past the policies. Functions ask it as what somebody acts; policies ask my_cases and my_circles, '
  'which say the same of the account that asks. Not exposed by the API.';

create view private.memberships as
  select m.account_id, m.organisation_id, m.role, o.audience, m.id as member_id, m.display_name
  from public.organisation_members m
  join public.organisations o on o.id = m.organisation_id
  where m.account_id is not null
    and (select private.today()) between m.starts_on and coalesce(m.ends_on, 'infinity')
    and (select private.today()) between o.starts_on and coalesce(o.ends_on, 'infinity');
comment on view private.memberships is 'The teams an account works in today.';

create view private.emergencies as
  select e.person_id, e.account_id, e.organisation_id, e.audience, e.role, e.display_name, e.ends_at
  from public.emergency_access e
  where e.closed_at is null and e.ends_at > now();
comment on view private.emergencies is
  'Who may read a young person''s plan for a day in an emergency. Not part of access: nobody acts through it, they only read.';

create view private.my_cases as
  select i.person_id
  from public.involvements i
  where i.organisation_id = any (array(
      select m.organisation_id from private.memberships m where m.account_id = (select auth.uid()) and m.audience is not null
    ))
    and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
  union all
  select e.person_id from private.emergencies e where e.account_id = (select auth.uid());
comment on view private.my_cases is
  'The young people my teams work with today, and those I may read in an emergency. My teams are found once a statement.';

create view private.my_circles as
  select c.person_id
  from public.circle_members c
  where c.account_id = (select auth.uid())
    and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity');
comment on view private.my_circles is 'The young people in whose circle I am today, myself included.';

revoke all on private.access, private.memberships, private.emergencies, private.my_cases, private.my_circles from public, anon;
grant select on private.access, private.memberships, private.emergencies, private.my_cases, private.my_circles to authenticated;

create function private.is_admin() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.memberships m
    where m.account_id = (select auth.uid()) and m.role in ('system_admin', 'area_admin')
  )
$$;
comment on function private.is_admin() is 'True for an administrator: templates, teams and members, but no young person.';
grant execute on function private.is_admin() to authenticated;

create function private.may_see(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from private.access a where a.person_id = person and a.account_id = (select auth.uid()))
    or exists (select from private.emergencies e where e.person_id = person and e.account_id = (select auth.uid()))
$$;
comment on function private.may_see(uuid) is 'True when the account that asks may read this young person''s plan today.';
grant execute on function private.may_see(uuid) to authenticated;

alter table public.accounts enable row level security;
alter table public.organisations enable row level security;
alter table public.organisation_members enable row level security;
alter table public.people enable row level security;
alter table public.involvements enable row level security;
alter table public.circle_members enable row level security;

grant select on public.accounts, public.organisations, public.people, public.involvements to authenticated;
-- An invitation's address is nobody else's business: every column but invited_email.
grant select (id, organisation_id, account_id, display_name, role, starts_on, ends_on)
  on public.organisation_members to authenticated;
grant select (id, person_id, account_id, display_name, relationship, bond, is_paid, starts_on, ends_on, kept_on)
  on public.circle_members to authenticated;
grant update (display_name, locale) on public.accounts to authenticated;

create policy "People can read their own account" on public.accounts
  for select to authenticated using (id = (select auth.uid()));
create policy "People can change their own name and language" on public.accounts
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));

create policy "Signed-in people can read the names of teams" on public.organisations
  for select to authenticated using ((select auth.uid()) is not null);

create policy "Team mates, families and administrators can read a team member"
  on public.organisation_members
  for select to authenticated using (
    (select private.is_admin())
    or exists (
      select from private.memberships m
      where m.account_id = (select auth.uid()) and m.organisation_id = organisation_members.organisation_id
    )
    or exists (
      select from public.involvements i where i.named_contact_id = organisation_members.id
    )
  );

create policy "Involved people can read a young person" on public.people
  for select to authenticated using (
    id in (select c.person_id from private.my_circles c)
    or exists (select from private.my_cases c where c.person_id = people.id)
  );

create policy "Involved people can read who is involved" on public.involvements
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = involvements.person_id limit 1)
  );

create policy "Involved people can read the circle" on public.circle_members
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = circle_members.person_id limit 1)
  );
