-- Nobody answers, or nobody says whether the move happened: a named person is asked, then whoever leads their team, until there is an answer.
-- Who is asked follows from the days and from who works where today. Only that they have seen it is written down.

insert into public.move_periods (key, working_days, period, source) values
  ('lead_asked', 5, null, 'Planning: after the last day for an answer, whoever leads the team is asked as well.'),
  ('moved_asked', 5, null, 'Planning: after the planned day, somebody says whether the move happened.');

create table public.move_alerts_seen (
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  reason text not null check (reason in ('unanswered', 'not_moved')),
  since date not null,
  step smallint not null check (step in (1, 2)),
  seen_at timestamptz not null default now(),
  seen_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  primary key (move_id, reason, since, step)
);
comment on table public.move_alerts_seen is 'Who was asked about a late handover and has seen it. Read by everyone the move is shared with.';
comment on column public.move_alerts_seen.since is 'The last day on which there should have been an answer: a pack that is sent again is asked about anew.';
create index move_alerts_seen_person_idx on public.move_alerts_seen (person_id);
create index move_alerts_seen_author_idx on public.move_alerts_seen (author_id);
create trigger audit after insert or update or delete on public.move_alerts_seen
  for each row execute function private.audit('person_id', 'move_id');
alter table public.move_alerts_seen enable row level security;
grant select on public.move_alerts_seen to authenticated;
create policy "People it is shared with can read who has seen that a handover is late" on public.move_alerts_seen
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.asked_member(person uuid, team uuid, sender uuid, step integer) returns uuid
language sql stable cost 10000
set search_path = ''
as $$
  with involved as (
    select i.organisation_id, i.named_contact_id, o.audience from public.involvements i
    join public.organisations o on o.id = i.organisation_id
    where i.person_id = person and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  )
  select coalesce(v.member_id, s.member_id)
  from (
    -- Only who can sign in is reached. The one who sent it comes first, and never a second time as the one who leads.
    select m.member_id, case
        when step = 1 and m.account_id = sender and (m.organisation_id = team or team is null) then 1
        when step = 1 and m.organisation_id = team and m.member_id = i.named_contact_id then 2
        when step = 1 or m.account_id is distinct from sender then case
          when m.organisation_id = team and m.role in ('head_teacher', 'send_manager', 'dsco', 'dco_dmo', 'virtual_school') then 3
          when m.audience = 'la_send' and m.member_id = i.named_contact_id then 4
          when m.audience = 'la_send' then case m.role when 'send_manager' then 5 else 6 end
          when m.organisation_id = team then 7 end
      end as place
    from private.memberships m
    left join involved i on i.organisation_id = m.organisation_id
    where m.organisation_id = team or i.organisation_id is not null
  ) s
  left join public.contact_cards c on c.member_id = s.member_id
    and private.today() between c.away_from and coalesce(c.away_until, 'infinity')
  left join private.memberships v on v.member_id = c.cover_member_id
  where s.place is not null
  order by s.place, s.member_id limit 1
$$;
comment on function private.asked_member(uuid, uuid, uuid, integer) is
  'Step 1: who sent it, or the named contact of this team. Step 2: who leads the team, or else the SEND team''s named contact. While they are away: their cover.';

create view private.move_alerts as
  with late as (
    select h.move_id, h.person_id, 'unanswered' as reason, h.answer_by as since, h.from_organisation_id as team, h.author_id as sender
    from public.handovers h
    where h.state in ('sent', 'read') and h.answer_by < (select private.today())
    union all
    select m.id, m.person_id, 'not_moved', private.period_after('moved_asked', m.moves_on), m.to_organisation_id, null
    from public.moves m
    where m.state = 'accepted' and m.moved_on is null and m.moves_on < (select private.today())
  ),
  asked as (
    select l.*, s.step, case s.step when 1 then l.since + 1 else private.period_after('lead_asked', l.since) + 1 end as asked_on
    from late l cross join (values (1), (2)) s (step)
  )
  select a.move_id, a.person_id, a.reason, a.since, a.step, a.asked_on, m.member_id, m.account_id, m.display_name, o.name as team
  from asked a
  join private.memberships m on m.member_id = private.asked_member(a.person_id, a.team, a.sender, a.step)
  join public.organisations o on o.id = m.organisation_id
  where a.asked_on <= (select private.today());
comment on view private.move_alerts is 'Who is asked today about each handover that is late, and since when. It reads as its owner: for functions that ask whose it is.';
revoke all on private.move_alerts from public, anon, authenticated;

create function private.alerts_about(move public.moves) returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('reason', a.reason, 'step', a.step, 'asked_on', a.asked_on, 'name', a.display_name, 'team', a.team,
    'seen_at', s.seen_at, 'seen_by_name', s.seen_by_name) order by a.step), '[]')
  from private.move_alerts a
  left join public.move_alerts_seen s on s.move_id = a.move_id and s.reason = a.reason and s.since = a.since and s.step = a.step
  where a.move_id = (move).id and private.may_read_shared((move).person_id, (move).author_id, (move).shared_with)
$$;
comment on function private.alerts_about(public.moves) is 'For everyone the move is shared with: [{reason, step, asked_on, name, team, seen_at, seen_by_name}].';
grant execute on function private.alerts_about(public.moves) to authenticated;

create function public.my_move_alerts() returns table (
  move_id uuid, person_id uuid, known_as text, family_name text, kind public.move_kind, specialty text, from_name text, to_name text,
  moves_on date, reason text, since date, step integer, asked_on date
)
language sql stable security definer
set search_path = ''
as $$
  select a.move_id, a.person_id, p.known_as, p.family_name, m.kind, m.specialty, m.from_name, m.to_name, m.moves_on, a.reason, a.since, a.step, a.asked_on
  from private.move_alerts a
  join public.moves m on m.id = a.move_id
  join public.people p on p.id = a.person_id
  -- Whoever is asked works with them: only of their cases is it worked out.
  where exists (select from private.my_cases c where c.person_id = a.person_id)
    and a.account_id = (select auth.uid()) and private.may_read_shared(m.person_id, m.author_id, m.shared_with)
    and not exists (
      select from public.move_alerts_seen s where s.move_id = a.move_id and s.reason = a.reason and s.since = a.since and s.step = a.step)
  order by a.asked_on, p.known_as, a.move_id
$$;
comment on function public.my_move_alerts() is
  'Late handovers about which I am asked by name and have not said that I have seen it. reason: unanswered (no yes or no) or not_moved (nobody has said '
  'whether the move happened). step: 1 I sent it or am the named contact, 2 it is still so.';

create function public.see_move_alert(move uuid, reason text, step integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.move_alerts_seen (move_id, person_id, reason, since, step, seen_by_name, author_id, shared_with)
  select a.move_id, a.person_id, a.reason, a.since, a.step, a.display_name, a.account_id, m.shared_with
  from private.move_alerts a join public.moves m on m.id = a.move_id
  where a.move_id = see_move_alert.move and a.reason = see_move_alert.reason and a.step = see_move_alert.step
    and a.account_id = (select auth.uid()) and private.may_read_shared(m.person_id, m.author_id, m.shared_with)
  on conflict do nothing;
  if not found and not exists (
    select from public.move_alerts_seen s
    where s.move_id = move and s.reason = see_move_alert.reason and s.step = see_move_alert.step and s.author_id = (select auth.uid())) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.see_move_alert(uuid, text, integer) is 'I have seen that a handover is late; everyone it is shared with reads so. Errors: PT404 not_found.';

grant execute on function public.my_move_alerts(), public.see_move_alert(uuid, text, integer) to authenticated;
