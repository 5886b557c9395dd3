-- The circle in the demo: who is invited, who asks whom, one decision about capacity, and who has looked lately.

do $demo$
declare
  today constant date := private.today();
  ellie constant uuid := 'de000000-0000-4000-8000-000000000026';
  marcus constant uuid := 'de000000-0000-4000-8000-000000000024';
  priya constant uuid := 'de000000-0000-4000-8003-000000000040';
  bea constant uuid := 'de000000-0000-4000-8003-000000000012';
  tess constant uuid := 'de000000-0000-4000-8000-000000000028';
  jean constant uuid := 'de000000-0000-4000-8000-000000000014';
  night constant timestamptz := (today - 40 + time '22:10') at time zone 'Europe/London';
  chloe constant uuid := 'de000000-0000-4000-8003-000000000042';
begin
  if not exists (select from public.people p where p.id = priya) or exists (select from private.circle_invitations) then
    return;
  end if;
  alter table public.emergency_access disable trigger audit;
  alter table public.circle_decisions disable trigger audit;
  alter table public.circle_requests disable trigger audit;
  alter table public.capacity_decisions disable trigger audit;

  -- Everybody who was invited and has not signed in yet, by whoever added the young person.
  insert into private.circle_invitations (circle_member_id, invited_by, invited_at, sent_at, times_sent, expires_at)
  select c.id, p.created_by, now() - interval '4 days', now() - interval '4 days', 1, now() + interval '10 days'
  from public.circle_members c join public.people p on p.id = c.person_id
  where c.account_id is null and c.ends_on is null;

  insert into public.circle_requests (person_id, kind, display_name, relationship, bond, is_paid, invited_email, why,
    author_id, author_name, author_role, shared_with, created_at)
  values (priya, 'add_member', 'Dot Fieldfare', 'nominated_supporter', 'Friend from the garden centre', false, 'dot@demo.test',
    'Dot works beside you and could help with the bus. She can only see your plan if you say yes.',
    ellie, 'Ellie Dunnock', 'job_coach', '{young_person}', now() - interval '2 days');

  insert into public.capacity_decisions (person_id, topic, decision, assessed_on, assessor, help_given, outcome, best_interests, review_on,
    author_id, author_name, author_role, shared_with, created_at)
  values (chloe, 'circle', 'Who sees Chloe''s plan, and what is shared', today - 60, 'Marcus Teal, with Dr Amsel from the clinic',
    'Photos of each person, her talking mat, two visits in a quiet room, and her sister beside her.', 'lacks_capacity',
    'Chloe smiles at the photos of her family and her tutor. Gail decides, asks Chloe each time with photos, and keeps the circle small.',
    today + 300, marcus, 'Marcus Teal', 'transition_social_worker', '{young_person,family,adult_social_care}', now() - interval '59 days');

  insert into public.circle_decisions (person_id, what, whom, basis, decision_support, author_id, author_name, created_at)
  values (priya, 'added', 'Meera Saffron', 'young_person', 'Dev read me what she can see.', 'de000000-0000-4000-8000-000000000004', 'Priya Saffron',
    now() - interval '4 days');

  -- One night in autumn: Bea was safe with a neighbour. Jean has read about it.
  insert into public.emergency_access (person_id, account_id, organisation_id, organisation_name, audience, role, display_name, reason,
    opened_at, ends_at, closed_at)
  select bea, m.account_id, o.id, o.name, 'childrens_social_care', m.role, m.display_name,
    'A neighbour rang: Bea was at her door and could not say where she lives.', night, night + interval '24 hours', night + interval '40 minutes'
  from public.organisation_members m join public.organisations o on o.id = m.organisation_id
  where m.account_id = tess;
  insert into private.emergency_seen (emergency_id, account_id, seen_at)
  select e.id, jean, night + interval '13 hours' from public.emergency_access e where e.person_id = bea;
  insert into public.record_views (at, person_id, account_id, account_name, role, team, kind, section, in_emergency)
  select night + make_interval(mins => v.n), bea, tess, e.display_name, e.role, e.organisation_name, v.kind, v.section, v.kind = 'view'
  from public.emergency_access e
  cross join (values (0, 'emergency_search', ''), (1, 'view', 'timeline')) v (n, kind, section)
  where e.person_id = bea;

  alter table public.emergency_access enable trigger audit;
  alter table public.circle_decisions enable trigger audit;
  alter table public.circle_requests enable trigger audit;
  alter table public.capacity_decisions enable trigger audit;

  -- Those who worked on a plan had looked at it: a few times each in the last seven weeks, in working hours.
  insert into public.record_views (at, person_id, account_id, account_name, role, team, section)
  select v.at, v.person_id, v.account_id, v.display_name, v.role, v.team, v.section
  from (
    select a.person_id, a.account_id, a.display_name, a.role, o.name as team, s.section,
      (rules.previous_working_day((today - 1 - (s.n * 11 + ('x' || left(md5(a.person_id::text || a.account_id::text), 4))::bit(16)::integer % 9))::date)
        + time '09:00' + make_interval(mins => ('x' || left(md5(s.section || a.account_id::text), 4))::bit(16)::integer % 420)) at time zone 'Europe/London' as at
    from private.access a
    join public.organisations o on o.id = a.organisation_id
    cross join (values (0, 'timeline'), (1, 'record'), (2, 'timeline'), (3, 'circle')) s (n, section)
    where a.via = 'team'
      -- Nobody has thought of Arlo, Hassan, Caleb and Molly since the summer: their caseloads say so.
      and right(a.person_id::text, 2) not in ('06', '10', '18', '45')
  ) v
  join public.people p on p.id = v.person_id
  where v.at > p.created_at
  order by v.at
  on conflict do nothing;
end
$demo$;
