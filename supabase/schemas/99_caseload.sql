-- The caseload: what needs my team today, for 21,000 people as for one.
-- What is kept for each person holds sorted days instead of counts, so no midnight makes it stale: how many lie before today is a
-- binary search when somebody asks.

create table private.caseload_people (
  person_id uuid primary key references public.people (id) on delete cascade,
  reception_year smallint not null,
  plan_type text,
  setting_name text,
  setting_organisation_id uuid,
  stage_days date[] not null,
  stage_keys text[] not null,
  unknown_from date[] not null,
  unknown_until date[] not null,
  review_days date[] not null,
  first_must_on date,
  first_other_on date,
  last_looked_on date,
  check (cardinality(stage_days) = cardinality(stage_keys) and cardinality(unknown_from) = cardinality(unknown_until))
);
comment on table private.caseload_people is 'What a caseload asks about one person. Derived with their plan, by the database alone. Every list of days is sorted.';
comment on column private.caseload_people.reception_year is 'The calendar year in whose September their class starts Reception: today''s year group follows.';
comment on column private.caseload_people.stage_days is 'The days from which the stage of the same place in stage_keys is the one that ends first; null where no stage runs.';
comment on column private.caseload_people.unknown_from is 'For each open step without a date, the first day of its stage. unknown_until has the last days.';
comment on column private.caseload_people.review_days is
  'The last days to meet for a review before a move (R-PT-04) for which no meeting is booked or was held in the nine months before.';
comment on column private.caseload_people.first_must_on is 'When the first of everybody''s open steps that law sets is due, milestones left out. first_other_on: guidance and planning.';
comment on column private.caseload_people.last_looked_on is 'The last day on which somebody of any team opened their plan. By whom is not said here.';

create table private.caseload_days (
  person_id uuid not null references public.people (id) on delete cascade,
  audience public.audience not null,
  must_days date[] not null,
  other_days date[] not null,
  primary key (person_id, audience)
);
comment on table private.caseload_days is 'The due days of the open steps of each checklist: those that law sets, and those of guidance and planning.';
create index caseload_days_audience_idx on private.caseload_days (audience, person_id);

create function private.stage_turns(f private.facts) returns table (days date[], keys text[])
language sql stable rows 1
begin atomic
  with stage as (
    select w.stage_key, w.from_on, w.to_on
    from private.stage_windows(f.template_id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) w
  ),
  running as (
    select distinct on (b.day) b.day, s.stage_key
    from (select s.from_on as day from stage s union select s.to_on + 1 from stage s) b
    left join stage s on b.day between s.from_on and s.to_on
    order by b.day, s.to_on, s.stage_key
  ),
  turn as (
    select r.day, r.stage_key, r.stage_key is distinct from lag(r.stage_key) over (order by r.day) as is_new from running r
  )
  select coalesce(array_agg(t.day order by t.day), '{}'), coalesce(array_agg(t.stage_key order by t.day), '{}') from turn t where t.is_new;
end;
comment on function private.stage_turns(private.facts) is
  'The days on which another stage becomes the one that ends first, and that stage; null where none runs.';

create function private.unheld_reviews(f private.facts) returns date[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(m.day order by m.day), '{}')
  from unnest(enum_range(null::public.transfer_type), f.first_years) as x (transfer, first_year)
  cross join lateral (
    select rules.latest_review_meeting(x.transfer::text, private.transfer_date(f, x.transfer, x.first_year)) as day
  ) m
  where f.plan_type = 'ehc_plan'
    and (x.transfer in ('early_years_to_school', 'primary_to_secondary', 'secondary_to_post16', 'post16_to_post16')
      or f.setting_next is not null)
    and m.day is not null
    and coalesce((f.dates ->> 'review_meeting')::date not between m.day - 270 and m.day, true)
    and coalesce(coalesce(f.plan_last_meeting_on, f.plan_last_decision_on) not between m.day - 270 and m.day, true)
$$;
comment on function private.unheld_reviews(private.facts) is
  'R-PT-04: the last day to meet before each move of somebody with an EHC plan, where no meeting is booked or was held in the nine months before it.';

create function private.refresh_caseload(everyone private.facts[]) returns void
language plpgsql security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  insert into private.caseload_days as c (person_id, audience, must_days, other_days)
  -- Laterals: one person's rows are found by index, for one person and for a county.
  select f.person_id, d.audience, d.must_days, d.other_days
  from unnest(everyone) as f
  cross join lateral (
    select t.audience,
      coalesce(array_agg(t.due_on order by t.due_on) filter (where t.due_kind = 'statutory'), '{}') as must_days,
      coalesce(array_agg(t.due_on order by t.due_on) filter (where t.due_kind <> 'statutory'), '{}') as other_days
    from (
      select i.audience, i.due_on, p.due_kind
      from public.timeline_items i
      join public.pathway_items p on p.template_id = f.template_id and p.key = i.item_key
      where i.person_id = f.person_id and i.due_on is not null and i.retired_at is null and not i.before_start
        and i.status not in ('done', 'not_applicable') and i.audience is not null
      union all
      -- A row for every checklist, so that one that empties is written and not forgotten.
      select a.audience, null, null from unnest(enum_range(null::public.audience)) as a (audience)
    ) t
    group by t.audience
  ) d
  on conflict (person_id, audience) do update set must_days = excluded.must_days, other_days = excluded.other_days
  where (c.must_days, c.other_days) is distinct from (excluded.must_days, excluded.other_days);

  insert into private.caseload_people as c (person_id, reception_year, plan_type, setting_name, setting_organisation_id, stage_days, stage_keys,
    unknown_from, unknown_until, review_days, first_must_on, first_other_on)
  select f.person_id, private.reception_year(f), f.plan_type, n.setting_name, n.organisation_id, s.days, s.keys,
    u.from_days, u.until_days, private.unheld_reviews(f), d.first_must_on, d.first_other_on
  from unnest(everyone) as f
  left join public.placements n on n.person_id = f.person_id and n.position = 'now'
  cross join lateral private.stage_turns(f) s
  cross join lateral (
    select coalesce(array_agg(w.from_on order by w.from_on), '{}') as from_days, coalesce(array_agg(w.to_on order by w.to_on), '{}') as until_days
    from public.timeline_items t
    join private.stage_windows(f.template_id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) w
      on w.stage_key = t.stage_key
    where t.person_id = f.person_id and t.due_on is null and t.retired_at is null and not t.before_start
      and t.status not in ('done', 'not_applicable') and t.audience is not null
  ) u
  cross join lateral (
    select min(m.must_days[1]) as first_must_on, min(m.other_days[1]) as first_other_on
    from private.caseload_days m where m.person_id = f.person_id
  ) d
  on conflict (person_id) do update set reception_year = excluded.reception_year, plan_type = excluded.plan_type,
    setting_name = excluded.setting_name, setting_organisation_id = excluded.setting_organisation_id,
    stage_days = excluded.stage_days, stage_keys = excluded.stage_keys,
    unknown_from = excluded.unknown_from, unknown_until = excluded.unknown_until, review_days = excluded.review_days,
    first_must_on = excluded.first_must_on, first_other_on = excluded.first_other_on
  where (c.reception_year, c.plan_type, c.setting_name, c.setting_organisation_id, c.stage_days, c.stage_keys, c.unknown_from, c.unknown_until,
      c.review_days, c.first_must_on, c.first_other_on)
    is distinct from (excluded.reception_year, excluded.plan_type, excluded.setting_name, excluded.setting_organisation_id,
      excluded.stage_days, excluded.stage_keys, excluded.unknown_from, excluded.unknown_until,
      excluded.review_days, excluded.first_must_on, excluded.first_other_on);
end
$$;
comment on function private.refresh_caseload(private.facts[]) is
  'Brings what the caseload keeps about these people up to date, writing only what differs. Re-planning ends with it.';

create function private.refresh_caseload_of_step() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Whoever pauses the planner writes many rows, and refreshes once.
  if current_setting('onward.replan', true) is distinct from 'paused' then
    perform private.refresh_caseload(array(select f from private.facts_of(array[new.person_id]) f));
  end if;
  return null;
end
$$;
create trigger caseload_follows after update of status on public.timeline_items
  for each row when (old.status is distinct from new.status
    and (old.status in ('done', 'not_applicable')) <> (new.status in ('done', 'not_applicable')))
  execute function private.refresh_caseload_of_step();

create function private.caseload_was_looked_at() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  day date := (new.at at time zone 'Europe/London')::date;
begin
  update private.caseload_people c set last_looked_on = day where c.person_id = new.person_id and coalesce(c.last_looked_on < day, true);
  return null;
end
$$;
create trigger caseload_was_looked_at after insert on public.record_views
  for each row when (new.kind = 'view' and new.person_id is not null) execute function private.caseload_was_looked_at();

-- Whose case it is.

create view private.my_team_cases as
  select i.id as involvement_id, i.person_id, i.organisation_id, o.audience, c.id as contact_id, c.display_name as contact_name,
    c.account_id as contact_account_id, case when c.id is null then l.display_name end as left_name,
    a.member_id is not null as contact_is_away, v.display_name as cover_name, v.account_id as cover_account_id
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id
  left join public.organisation_members l on l.id = i.named_contact_id
  left join public.organisation_members c on c.id = i.named_contact_id
    and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity')
  left join public.contact_cards a on a.member_id = c.id
    and (select private.today()) between a.away_from and coalesce(a.away_until, 'infinity')
  left join public.organisation_members v on v.id = a.cover_member_id
    and (select private.today()) between v.starts_on and coalesce(v.ends_on, 'infinity')
  where i.organisation_id = any (array(
      select m.organisation_id from private.memberships m where m.account_id = (select auth.uid()) and m.audience is not null
    ))
    and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity');
comment on view private.my_team_cases is
  'The cases of my teams today, a row for each team, with the named contact who works there today and who covers while they are away. '
  'left_name: who was it and has left. It reads as its owner, past the policies, like my_cases.';
create view private.my_caseload_facts as
  select c.*, p.known_as, p.family_name, p.date_of_birth, p.locality, p.planned_from, p.template_id,
    s.reception_year, s.plan_type, s.setting_name, s.setting_organisation_id, s.stage_days, s.stage_keys, s.unknown_from, s.unknown_until,
    s.review_days, s.first_must_on, s.first_other_on, s.last_looked_on as looked_on, d.must_days as my_must_days, d.other_days as my_other_days
  from private.my_team_cases c
  join private.caseload_people s on s.person_id = c.person_id
  join public.people p on p.id = c.person_id
  left join private.caseload_days d on d.person_id = c.person_id and d.audience = c.audience
    -- Says the same again, so that the days of the other checklists are left where they are.
    and d.audience = any (array(select m.audience from private.memberships m where m.account_id = (select auth.uid()) and m.audience is not null));
comment on view private.my_caseload_facts is
  'What the caseload keeps about the cases of my teams. It reads as its owner: my_team_cases has found once whose they are, where policies '
  'would ask again for each of 21,000 rows of each table.';

create view private.my_caseload_days as
  select d.* from private.caseload_days d
  where exists (select from private.my_team_cases c where c.person_id = d.person_id);
comment on view private.my_caseload_days is 'The due days of every checklist of the cases of my teams. It reads as its owner, like my_caseload_facts.';

revoke all on private.my_team_cases, private.my_caseload_facts, private.my_caseload_days from public, anon;
grant select on private.my_team_cases, private.my_caseload_facts, private.my_caseload_days to authenticated;

-- Reminders between teams.

create table public.reminders (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  to_organisation_id uuid not null references public.organisations (id) on delete cascade,
  to_member_id uuid references public.organisation_members (id) on delete set null,
  from_account_id uuid references public.accounts (id) on delete set null,
  from_name text not null,
  from_organisation_id uuid not null references public.organisations (id) on delete cascade,
  sent_at timestamptz not null default now(),
  seen_at timestamptz,
  seen_by_name text,
  withdrawn_at timestamptz
);
comment on table public.reminders is
  'One team reminds another of what is late. Nobody writes words here, so there is nothing to keep from anybody: everyone involved can read it.';
comment on column public.reminders.to_member_id is 'Their named contact when it was sent.';
create index reminders_person_idx on public.reminders (person_id);
create index reminders_to_idx on public.reminders (to_organisation_id, person_id) where seen_at is null and withdrawn_at is null;
create index reminders_to_member_idx on public.reminders (to_member_id);
create index reminders_from_account_idx on public.reminders (from_account_id);
create index reminders_from_idx on public.reminders (from_organisation_id, person_id);
create trigger audit after insert or update or delete on public.reminders
  for each row execute function private.audit('person_id', 'to_organisation_id');
alter table public.reminders enable row level security;
grant select on public.reminders to authenticated;
create policy "Involved people can read who reminded whom" on public.reminders
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = reminders.person_id limit 1)
  );

create function private.flag_names(bits integer) returns text[]
language sql immutable parallel safe
return array_remove(array[
  case when bits & 1 <> 0 then 'unknown_dates' end, case when bits & 2 <> 0 then 'no_contact' end, case when bits & 4 <> 0 then 'no_cover' end,
  case when bits & 8 <> 0 then 'review_at_risk' end, case when bits & 16 <> 0 then 'unanswered' end, case when bits & 32 <> 0 then 'mismatch' end,
  case when bits & 64 <> 0 then 'not_looked_at' end, case when bits & 128 <> 0 then 'reminded' end
], null);
comment on function private.flag_names(integer) is
  'The flags of a line of the caseload: a bit each while 21,000 people are counted, words where somebody reads them.';

-- What has happened to few people is looked up by index, whatever plan_for() says of the caseload around it: hence functions of their own.

create function private.reminded_cases(these uuid[]) returns setof uuid
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
set enable_nestloop = on
as $$
begin
  return query
  select r.person_id from public.reminders r
  join private.my_team_cases c on c.person_id = r.person_id and c.organisation_id = r.to_organisation_id
  where r.seen_at is null and r.withdrawn_at is null and (these is null or r.person_id = any (these));
end
$$;
comment on function private.reminded_cases(uuid[]) is 'Of these people (null: of all) those of whom my team has been reminded and has not seen it.';

create function private.doubted_cases(these uuid[]) returns setof uuid
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set enable_nestloop = on
as $$
begin
  return query
  select d.person_id from private.doubts d
  join private.my_team_cases c on c.person_id = d.person_id and c.audience = any (d.shared_with)
  where these is null or d.person_id = any (these);
end
$$;
comment on function private.doubted_cases(uuid[]) is
  'Of these people (null: of all) the cases of my teams of whom the circle says that something did not happen which a service says is done.';

create function private.my_caseload(teams uuid[], today date, these uuid[])
returns table (
  person_id uuid, organisation_id uuid, audience public.audience, contact_id uuid, contact_name text, contact_account_id uuid, left_name text,
  contact_is_away boolean, cover_name text, cover_account_id uuid, template_id uuid,
  known_as text, family_name text, date_of_birth date, locality text, nc_year integer, stage_key text, plan_type text,
  setting_name text, setting_key text, need integer, need_day date, my_next_on date, unknown_dates integer, review_by date, flags integer
)
language sql stable rows 20000
begin atomic
  select c.person_id, c.organisation_id, c.audience, c.contact_id, c.contact_name, c.contact_account_id, c.left_name,
    c.contact_is_away, c.cover_name, c.cover_account_id, c.template_id,
    c.known_as, c.family_name, c.date_of_birth, c.locality, case when c.class_year <= 14 then c.class_year end, c.stage_key, c.plan_type,
    c.setting_name, c.setting_key,
    c.need, case c.need
      when 0 then c.my_first_must when 1 then c.first_must_on when 2 then c.my_first_other when 6 then c.first_other_on else c.my_next_on end,
    c.my_next_on, c.unknown_dates, case when c.review_by + 84 >= today then c.review_by end,
    case when c.unknown_dates > 0 then 1 else 0 end + case when c.contact_id is null then 2 else 0 end
      + case when c.contact_is_away and c.cover_name is null then 4 else 0 end + case when c.review_by + 84 >= today then 8 else 0 end
      -- A pack of ours that nobody has answered in time: it comes back to us, whoever sent it.
      + case when c.person_id in (
          select h.person_id from public.handovers h
          where h.from_organisation_id = any (teams) and h.state in ('sent', 'read') and h.answer_by < today
        ) then 16 else 0 end
      + case when c.person_id in (select private.doubted_cases(these)) then 32 else 0 end
      + case when c.last_looked_on < today - 90 then 64 else 0 end
      + case when c.person_id in (select private.reminded_cases(these)) then 128 else 0 end
  from (
    select f.*, case
        when f.my_first_must < today then 0 when f.first_must_on < today then 1 when f.my_first_other < today then 2
        when f.my_next_on <= today + 7 then 3 when f.my_next_on <= today + 30 then 4 when f.my_next_on <= today + 90 then 5
        when f.first_other_on < today then 6 else 7 end as need
    from (
      select f.*, rules.academic_year_start(today) - f.reception_year as class_year,
        f.stage_keys[width_bucket(today, f.stage_days)] as stage_key, coalesce(f.setting_organisation_id::text, f.setting_name) as setting_key,
        width_bucket(today, f.unknown_from) - width_bucket(today - 1, f.unknown_until) as unknown_dates,
        f.review_days[width_bucket(today + 90, f.review_days)] as review_by, greatest(f.looked_on, f.planned_from) as last_looked_on,
        f.my_must_days[1] as my_first_must, f.my_other_days[1] as my_first_other,
        least(f.my_must_days[width_bucket(today - 1, f.my_must_days) + 1], f.my_other_days[width_bucket(today - 1, f.my_other_days) + 1])
          as my_next_on
      from private.my_caseload_facts f
      where f.organisation_id = any (teams) and (these is null or f.person_id = any (these))
        -- Somebody whom several of my teams work with is one line: that of the first team.
        and (array_position(teams, f.organisation_id) = 1 or not exists (
          select from private.my_team_cases o
          where o.person_id = f.person_id and array_position(teams, o.organisation_id) < array_position(teams, f.organisation_id)
        ))
      -- A fence: each day is looked up once, and only where somebody asks for it.
      offset 0
    ) f
    offset 0
  ) c;
end;
comment on function private.my_caseload(uuid[], date, uuid[]) is
  'The people of these teams of mine (or only these people) on this day, each with how much they need us. need: '
  '0 late by law and ours, 1 late by law and somebody else''s, 2 late and ours, 3 ours within a week, 4 a month, 5 three months, '
  '6 late and somebody else''s, 7 nothing of these. need_day: since when, or until when. review_by: the last day to meet before a move, from '
  'three months before it until the final plan is due, where no meeting is booked or held. flags: flag_names().';

create function private.wanted(filters jsonb, facet text) returns text[]
-- plpgsql, because Postgres then works it out once, while it plans.
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(filters -> facet) is distinct from 'array' or filters -> facet = '[]' then
    return null;
  end if;
  return array(select jsonb_array_elements_text(filters -> facet));
end
$$;
comment on function private.wanted(jsonb, text) is 'The chosen values of one facet; null where nothing is chosen, which lets everybody through.';

create function private.wanted_flags(filters jsonb) returns integer
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  known text[] := private.flag_names(255);
begin
  return (select coalesce(bit_or(1 << array_position(known, w.flag) - 1), 0) from unnest(private.wanted(filters, 'flag')) as w (flag)
    having private.wanted(filters, 'flag') is not null);
end
$$;
comment on function private.wanted_flags(jsonb) is 'The chosen flags as bits, see flag_names(); null where none is chosen, which lets everybody through.';

create function private.search_pattern(filters jsonb) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  return '%' || replace(replace(replace(nullif(trim(filters ->> 'search'), ''), '\', '\\'), '%', '\%'), '_', '\_') || '%';
end
$$;
comment on function private.search_pattern(jsonb) is 'filters.search as a pattern for ilike; null where nothing is searched.';

create function private.matching_caseload(filters jsonb, sort text, teams uuid[], today date)
returns table (
  person_id uuid, contact_id uuid, contact_name text, locality text, nc_year integer, stage_key text,
  plan_type text, setting_name text, setting_key text, need integer, flags integer, fails integer, place_number integer, place_words text
)
language sql stable rows 20000
begin atomic
  select c.person_id, c.contact_id, c.contact_name, c.locality, c.nc_year, c.stage_key, c.plan_type, c.setting_name, c.setting_key, c.need, c.flags,
    case when coalesce(c.stage_key, 'none') = any (private.wanted(filters, 'stage')) is false then 1 else 0 end
    + case when coalesce(c.nc_year::text, 'older') = any (private.wanted(filters, 'year')) is false then 2 else 0 end
    + case when coalesce(c.locality, 'none') = any (private.wanted(filters, 'locality')) is false then 4 else 0 end
    + case when coalesce(c.setting_key, 'none') = any (private.wanted(filters, 'setting')) is false then 8 else 0 end
    + case when c.need::text = any (private.wanted(filters, 'need')) is false then 16 else 0 end
    + case when c.flags & private.wanted_flags(filters) = 0 then 32 else 0 end
    + case when coalesce(c.plan_type, 'none') = any (private.wanted(filters, 'plan')) is false then 64 else 0 end
    + case when private.wanted(filters, 'contact') is null then 0
        when coalesce(c.contact_id::text, 'none') = any (private.wanted(filters, 'contact')) then 0
        when 'me' = any (private.wanted(filters, 'contact')) and (select auth.uid()) in (c.contact_account_id, c.cover_account_id) then 0
        else 128 end,
    case sort when 'name' then 0 when 'next' then coalesce(c.my_next_on - date '1990-01-01', 100000)
      else c.need * 100000 + coalesce(c.need_day - date '1990-01-01', 99999) end,
    case sort when 'name' then lower(c.known_as || ' ' || coalesce(c.family_name, '')) else '' end
  from private.my_caseload(teams, today, null) c
  where private.search_pattern(filters) is null
    or c.known_as || ' ' || coalesce(c.family_name, '') ilike private.search_pattern(filters);
end;
comment on function private.matching_caseload(jsonb, text, uuid[], date) is
  'My caseload, and which filters each person does not pass: 1 stage, 2 year, 4 locality, 8 setting, 16 need, 32 flag, 64 plan, 128 contact. '
  'A facet is counted over whoever passes all the others. contact: an id of a member, me, or none. place_number, place_words and person_id put them in order.';

create function private.my_teams_in(filters jsonb) returns uuid[]
language sql stable
set search_path = ''
as $$
  select array(
    select distinct m.organisation_id from private.memberships m
    where m.account_id = (select auth.uid()) and m.audience is not null
      and (filters ->> 'team' is null or m.organisation_id::text = filters ->> 'team')
    order by 1
  )
$$;
comment on function private.my_teams_in(jsonb) is 'My teams, or the one that filters.team names.';

create function private.plan_for(teams uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Behind the dates from when to when Postgres sees a hundredth of the cases there are, and would look up a county row by row.
  if (select count(*) from (select from public.involvements i where i.organisation_id = any (teams) limit 2001) as cases) > 2000 then
    perform set_config('enable_nestloop', 'off', true);
  end if;
end
$$;
comment on function private.plan_for(uuid[]) is
  'Tells the planner how large a caseload is, until the function that asks has ended: a school of 200 by index, a county by hash.';

create function private.caseload_lines(teams uuid[], today date, places jsonb, in_locale text)
returns table (
  person_id uuid, organisation_id uuid, audience public.audience, known_as text, family_name text, date_of_birth date, nc_year integer,
  stage_key text, stage_title text, locality text, plan_type text, setting_name text, need integer, need_day date,
  step_title text, step_due_on date, step_due_kind public.due_kind, step_audience public.audience,
  overdue jsonb, flags text[], unknown_dates integer, review_by date, contact_id uuid, contact_name text, left_name text,
  contact_is_away boolean, cover_name text, reminders jsonb, place jsonb
)
language plpgsql stable rows 50
set search_path = ''
set plan_cache_mode = force_custom_plan
set enable_nestloop = on
set jit = off
as $$
declare
  ids uuid[] := array(select (x ->> 2)::uuid from jsonb_array_elements(places) x);
begin
  if ids = '{}' then
    return;
  end if;
  return query
  select p.person_id, p.organisation_id, p.audience, p.known_as, p.family_name, p.date_of_birth, p.nc_year,
    p.stage_key, sw.title, p.locality, p.plan_type, p.setting_name, p.need, p.need_day,
    coalesce(iw.title, s.item_key), s.due_on, s.due_kind, s.audience,
    o.overdue, n.flags, p.unknown_dates, p.review_by, p.contact_id, p.contact_name, p.left_name,
    p.contact_is_away, p.cover_name, case when 'reminded' = any (n.flags) then (
      select jsonb_agg(jsonb_build_object('id', r.id, 'from_name', r.from_name, 'from_team', t.name, 'sent_at', r.sent_at) order by r.sent_at)
      from public.reminders r join public.organisations t on t.id = r.from_organisation_id
      where r.person_id = p.person_id and r.to_organisation_id = p.organisation_id and r.seen_at is null and r.withdrawn_at is null
    ) end, x.place
  from jsonb_array_elements(places) with ordinality as x (place, n)
  join private.my_caseload(teams, today, ids) p on p.person_id = (x.place ->> 2)::uuid
  cross join lateral (select private.flag_names(p.flags) as flags) n
  left join lateral (
    select t.item_key, t.due_on, t.audience, i.due_kind
    from public.timeline_items t
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where t.person_id = p.person_id and t.due_on is not null and t.retired_at is null and not t.before_start
      and t.status not in ('done', 'not_applicable') and t.audience is not null
    order by case
        when t.due_on < today and i.due_kind = 'statutory' then case when t.audience = p.audience then 0 else 1 end
        when t.audience = p.audience then case when t.due_on < today then 2 else 3 end
        else 4 end, t.due_on, t.item_key
    limit 1
  ) s on true
  left join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('audience', d.audience, 'must', l.must, 'other', l.other)
      order by l.must desc, l.other desc, d.audience), '[]') as overdue
    from private.my_caseload_days d
    cross join lateral (
      select width_bucket(today - 1, d.must_days) as must, width_bucket(today - 1, d.other_days) as other
    ) l
    where d.person_id = p.person_id and l.must + l.other > 0
  ) o on true
  left join lateral (
    select w.title from public.pathway_texts w
    where w.template_id = p.template_id and w.subject = 'item' and w.subject_key = s.item_key and w.locale in (in_locale, 'en')
    order by (w.locale = in_locale) desc limit 1
  ) iw on true
  left join lateral (
    select w.title from public.pathway_texts w
    where w.template_id = p.template_id and w.subject = 'stage' and w.subject_key = p.stage_key and w.locale in (in_locale, 'en')
    order by (w.locale = in_locale) desc limit 1
  ) sw on true
  order by x.n;
end
$$;
comment on function private.caseload_lines(uuid[], date, jsonb, text) is
  'What the caseload says of the people at these places, in that order: one page of it, found by index.';

create function public.caseload(
  filters jsonb default '{}', sort text default 'risk', after jsonb default null, page_size integer default 50, in_locale text default 'en'
)
returns table (
  person_id uuid, organisation_id uuid, audience public.audience, known_as text, family_name text, date_of_birth date, nc_year integer,
  stage_key text, stage_title text, locality text, plan_type text, setting_name text, need integer, need_day date,
  step_title text, step_due_on date, step_due_kind public.due_kind, step_audience public.audience,
  overdue jsonb, flags text[], unknown_dates integer, review_by date, contact_id uuid, contact_name text, left_name text,
  contact_is_away boolean, cover_name text, reminders jsonb, place jsonb
)
language plpgsql stable rows 50
set search_path = ''
set plan_cache_mode = force_custom_plan
set enable_nestloop = on
set jit = off
as $$
declare
  teams uuid[] := private.my_teams_in(caseload.filters);
  today date := private.today();
  places jsonb;
begin
  perform private.plan_for(teams);
  -- First who is on the page, of everybody by as little as puts them there; then what the page says of those few.
  select jsonb_agg(jsonb_build_array(k.place_number, k.place_words, k.person_id) order by k.place_number, k.place_words collate "C", k.person_id) into places
  from (
    select m.place_number, m.place_words, m.person_id
    from private.matching_caseload(caseload.filters, caseload.sort, teams, today) m
    where m.fails = 0 and (caseload.after is null or (m.place_number, m.place_words, m.person_id)
      > ((caseload.after ->> 0)::integer, (caseload.after ->> 1) collate "C", (caseload.after ->> 2)::uuid))
    order by m.place_number, m.place_words collate "C", m.person_id
    limit least(greatest(caseload.page_size, 1), 500)
  ) k;
  return query select * from private.caseload_lines(teams, today, places, caseload.in_locale);
exception
  when invalid_text_representation then
    raise sqlstate 'PT400' using message = 'page_unknown', detail = 'Start again from the first page.';
end
$$;
comment on function public.caseload(jsonb, text, jsonb, integer, text) is
  'One page of the people my teams work with. filters: {team?, search?, stage?: [key], year?: [number or older], locality?, setting?: [key], '
  'need?: [0…7], flag?: [unknown_dates, no_contact, no_cover, review_at_risk, unanswered, mismatch, not_looked_at, reminded], plan?, contact?: [member id, me, none]}; within a list any, between lists all. '
  'sort: risk, next or name. after: the place of the last row, for the page behind it. overdue: [{audience, must, other}]. '
  'step: what puts somebody in their place. reminders: [{id, from_name, from_team, sent_at}] '
  'that my team has not seen, null for none. Runs as the caller: Row Level Security decides who is there. Errors: PT400 page_unknown.';

create function public.caseload_page(filters jsonb default '{}', sort text default 'risk', page_size integer default 50, in_locale text default 'en')
returns jsonb
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
set enable_nestloop = on
set jit = off
as $$
declare
  teams uuid[] := private.my_teams_in(caseload_page.filters);
  today date := private.today();
  places jsonb;
  counts jsonb;
begin
  perform private.plan_for(teams);
  -- Everybody once, for the page and for the number beside every filter.
  with everybody as materialized (
    select m.* from private.matching_caseload(caseload_page.filters, caseload_page.sort, teams, today) m
  ),
  page as (
    select m.place_number, m.place_words, m.person_id from everybody m where m.fails = 0
    order by m.place_number, m.place_words collate "C", m.person_id limit least(greatest(caseload_page.page_size, 0), 500)
  ),
  facet as (
    select 'stage' as name, coalesce(m.stage_key, 'none') as key, null::text as label, count(*) as n
    from everybody m where m.fails & ~1 = 0 group by m.stage_key
    union all
    select 'year', coalesce(m.nc_year::text, 'older'), null, count(*) from everybody m where m.fails & ~2 = 0 group by m.nc_year
    union all
    select 'locality', coalesce(m.locality, 'none'), m.locality, count(*) from everybody m where m.fails & ~4 = 0 group by m.locality
    union all
    select 'setting', coalesce(m.setting_key, 'none'), min(m.setting_name), count(*) from everybody m where m.fails & ~8 = 0 group by m.setting_key
    union all
    select 'need', m.need::text, null, count(*) from everybody m where m.fails & ~16 = 0 group by m.need
    union all
    select 'flag', f.flag, null, sum(g.n)::bigint
    from (select m.flags, count(*) as n from everybody m where m.fails & ~32 = 0 group by m.flags) g
    cross join lateral unnest(private.flag_names(g.flags)) as f (flag) group by f.flag
    union all
    select 'plan', coalesce(m.plan_type, 'none'), null, count(*) from everybody m where m.fails & ~64 = 0 group by m.plan_type
    union all
    select 'contact', coalesce(m.contact_id::text, 'none'), min(m.contact_name), count(*)
    from everybody m where m.fails & ~128 = 0 group by m.contact_id
  ),
  worded as (
    select f.name, f.key, f.n, coalesce(f.label, (
      select x.title from public.pathway_texts x
      where f.name = 'stage' and x.subject = 'stage' and x.subject_key = f.key and x.locale in (in_locale, 'en')
      order by (x.locale = in_locale) desc limit 1)) as label
    from facet f
  )
  select (
      select jsonb_agg(jsonb_build_array(k.place_number, k.place_words, k.person_id) order by k.place_number, k.place_words collate "C", k.person_id) from page k
    ),
    jsonb_build_object(
      'total', (select count(*) from everybody m where m.fails = 0),
      'everybody', (select count(*) from everybody),
      'facets', (
        select coalesce(jsonb_object_agg(g.name, g.choices), '{}') from (
          select w.name, jsonb_agg(jsonb_build_object('key', w.key, 'label', w.label, 'count', w.n) order by w.label, w.key) as choices
          from worded w group by w.name
        ) g
      )
    )
  into places, counts;
  return jsonb_build_object('counts', counts, 'lines', (
    select coalesce(jsonb_agg(to_jsonb(l)), '[]') from private.caseload_lines(teams, today, places, caseload_page.in_locale) l
  ));
end
$$;
comment on function public.caseload_page(jsonb, text, integer, text) is
  'The first page of caseload() and caseload_counts() with one look at everybody: {lines, counts}.';

create function public.caseload_counts(filters jsonb default '{}', in_locale text default 'en') returns jsonb
language sql stable
set search_path = ''
return public.caseload_page(filters, 'risk', 0, in_locale) -> 'counts';
comment on function public.caseload_counts(jsonb, text) is
  'How many people caseload() has with these filters, {total, everybody, facets: {name: [{key, label, count}]}}: each facet as if it alone '
  'were not chosen. label: words of the database, null where the app has its own.';

grant execute on function private.wanted(jsonb, text), private.wanted_flags(jsonb), private.search_pattern(jsonb), private.flag_names(integer),
  private.reminded_cases(uuid[]), private.doubted_cases(uuid[]), private.my_caseload(uuid[], date, uuid[]), private.matching_caseload(jsonb, text, uuid[], date),
  private.my_teams_in(jsonb), private.plan_for(uuid[]), private.caseload_lines(uuid[], date, jsonb, text),
  public.caseload(jsonb, text, jsonb, integer, text), public.caseload_page(jsonb, text, integer, text), public.caseload_counts(jsonb, text)
  to authenticated;

-- Views somebody keeps.

create table public.caseload_views (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references public.accounts (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 60),
  filters jsonb not null check (jsonb_typeof(filters) = 'object' and not filters ? 'search' and pg_column_size(filters) <= 4000),
  sort text not null check (sort in ('risk', 'next', 'name')),
  unique (account_id, name)
);
comment on table public.caseload_views is 'Filters that somebody keeps for themselves. Without an audit: it tells of no young person, and a search is never part of it.';
alter table public.caseload_views enable row level security;
grant select on public.caseload_views to authenticated;
create policy "People can read the views they keep" on public.caseload_views
  for select to authenticated using (account_id = (select auth.uid()));

create function public.keep_caseload_view(name text, filters jsonb, sort text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept uuid;
begin
  if not exists (select from private.memberships m where m.account_id = me and m.audience is not null) then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'A caseload belongs to a team.';
  end if;
  if (select count(*) from public.caseload_views v where v.account_id = me and v.name <> trim(keep_caseload_view.name)) >= 20 then
    raise sqlstate 'PT422' using message = 'too_many_views', detail = 'Remove a view you do not use any more.';
  end if;
  insert into public.caseload_views as v (account_id, name, filters, sort) values (me, trim(keep_caseload_view.name), keep_caseload_view.filters, keep_caseload_view.sort)
  on conflict on constraint caseload_views_account_id_name_key do update set filters = excluded.filters, sort = excluded.sort
  returning v.id into kept;
  return kept;
exception
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A view needs a name of at most 60 letters.';
end
$$;
comment on function public.keep_caseload_view(text, jsonb, text) is
  'Keeps filters under a name; the same name again replaces them. Errors: PT403 staff_only, PT422 too_many_views or value_invalid.';

create function public.remove_caseload_view(view uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.caseload_views v where v.id = view and v.account_id = (select auth.uid());
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.remove_caseload_view(uuid) is 'Removes a view I keep. Errors: PT404 not_found.';

create function public.see_reminder(reminder uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  seat record;
begin
  select m.display_name into seat
  from public.reminders r
  join private.my_team_cases c on c.person_id = r.person_id and c.organisation_id = r.to_organisation_id
  join private.memberships m on m.organisation_id = c.organisation_id and m.account_id = (select auth.uid())
  where r.id = reminder and r.withdrawn_at is null limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  update public.reminders r set seen_at = now(), seen_by_name = seat.display_name where r.id = reminder and r.seen_at is null;
end
$$;
comment on function public.see_reminder(uuid) is 'My team has seen a reminder: it leaves the caseload, and whoever sent it sees that. Errors: PT404 not_found.';

-- Doing one thing for many people: one transaction, an answer for each person, and a way back.

create table private.bulk_actions (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references public.accounts (id) on delete cascade,
  action text not null check (action in ('assign', 'review_date', 'remind', 'not_needed', 'away')),
  at timestamptz not null default now(),
  undone_at timestamptz,
  card_member_id uuid references public.organisation_members (id) on delete set null,
  card_before jsonb
);
comment on table private.bulk_actions is 'What somebody did to many people at once, so that they can take it back. Not exposed by the API.';
comment on column private.bulk_actions.card_before is 'The contact card of whoever passed on their work, as it was; {} where there was none.';
create index bulk_actions_card_member_idx on private.bulk_actions (card_member_id) where card_member_id is not null;
create index bulk_actions_account_idx on private.bulk_actions (account_id);

create table private.bulk_changes (
  action_id uuid not null references private.bulk_actions (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  subject_id uuid not null,
  before jsonb not null,
  after jsonb not null,
  primary key (action_id, person_id)
);
comment on table private.bulk_changes is 'For each person, the row that changed: its values before, and after, by which a later change by somebody else shows.';
create index bulk_changes_person_idx on private.bulk_changes (person_id);
alter table private.bulk_actions enable row level security;
alter table private.bulk_changes enable row level security;

create function private.start_bulk(action text, people uuid[]) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  started uuid;
begin
  if coalesce(cardinality(people), 0) not between 1 and 500 or array_position(people, null) is not null then
    raise sqlstate 'PT422' using message = 'people_out_of_reach', detail = 'Choose between 1 and 500 people.';
  end if;
  insert into private.bulk_actions (account_id, action) values ((select auth.uid()), start_bulk.action) returning id into started;
  return started;
end
$$;

create function private.bulk_answer(action uuid, people uuid[], refused jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('action_id', bulk_answer.action,
    'changed', count(*) filter (where x.changed),
    'people', coalesce(jsonb_agg(jsonb_build_object('person_id', x.person_id, 'reason', case when not x.changed then
      coalesce(refused ->> x.person_id::text, 'not_found') end) order by x.n), '[]'))
  from (
    select p.person_id, min(p.n) as n, exists (
      select from private.bulk_changes c where c.action_id = bulk_answer.action and c.person_id = p.person_id
    ) as changed
    from unnest(bulk_answer.people) with ordinality as p (person_id, n) group by p.person_id
  ) x
$$;
comment on function private.bulk_answer(uuid, uuid[], jsonb) is
  '{action_id, changed, people: [{person_id, reason}]}: reason is null for whoever was changed, else why not. Missing and forbidden are both not_found.';

create function public.assign_contact(people uuid[], member uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  action uuid := private.start_bulk('assign', people);
  team uuid;
  refused jsonb;
begin
  select m.organisation_id into team from public.organisation_members m
  where m.id = member and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
    and exists (select from private.memberships s where s.account_id = (select auth.uid()) and s.organisation_id = m.organisation_id);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform from public.involvements i join private.my_team_cases c on c.involvement_id = i.id
  where c.organisation_id = team and c.person_id = any (people) order by i.id for update of i;
  insert into private.bulk_changes (action_id, person_id, subject_id, before, after)
  select action, i.person_id, i.id, jsonb_build_object('named_contact_id', i.named_contact_id), jsonb_build_object('named_contact_id', member)
  from private.my_team_cases c join public.involvements i on i.id = c.involvement_id
  where c.organisation_id = team and c.person_id = any (people) and i.named_contact_id is distinct from member;
  select jsonb_object_agg(c.person_id, 'already_so') into refused
  from private.my_team_cases c where c.organisation_id = team and c.person_id = any (people) and c.contact_id = member;
  update public.involvements i set named_contact_id = member
  from private.bulk_changes c where c.action_id = action and c.subject_id = i.id;
  return private.bulk_answer(action, people, refused);
end
$$;
comment on function public.assign_contact(uuid[], uuid) is
  'Makes one of my team mates (or me) the named contact of these cases of our team; families see who it is now. Gives private.bulk_answer(). '
  'Reasons: not_found, already_so. Errors: PT404 not_found, PT422 people_out_of_reach.';

create function public.record_review_dates(people uuid[], on_date date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  action uuid := private.start_bulk('review_date', people);
  refused jsonb;
begin
  if on_date < private.today() then
    raise sqlstate 'PT422' using message = 'meeting_in_past', detail = 'A meeting is planned for today or later.';
  end if;
  if on_date is null or on_date > private.today() + 730 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A meeting is planned within two years.';
  end if;
  perform from public.people p where p.id = any (people) and exists (select from private.my_team_cases c where c.person_id = p.id)
  order by p.id for no key update;
  select jsonb_object_agg(p.id, case
      when exists (select from public.reviews r where r.person_id = p.id and r.held_on is null and r.called_off_reason is null) then 'review_open'
      when t.review_months is null then 'no_review'
      when d.on_date = record_review_dates.on_date then 'already_so' end)
    into refused
  from public.people p
  left join public.plans l on l.person_id = p.id and l.ended_on is null
  left join public.plan_types t on t.key = l.plan_type
  left join public.person_dates d on d.person_id = p.id and d.anchor = 'review_meeting'
  where p.id = any (people) and exists (select from private.my_team_cases c where c.person_id = p.id);
  insert into private.bulk_changes (action_id, person_id, subject_id, before, after)
  select action, e.key::uuid, e.key::uuid, jsonb_build_object('on_date', d.on_date), jsonb_build_object('on_date', record_review_dates.on_date)
  from jsonb_each(refused) e
  left join public.person_dates d on d.person_id = e.key::uuid and d.anchor = 'review_meeting'
  where e.value = 'null';
  perform private.write_review_dates(action, 'after');
  return private.bulk_answer(action, people, refused);
end
$$;
comment on function public.record_review_dates(uuid[], date) is
  'Records the day of the next review for these people of my teams; every date that hangs on it follows. Gives private.bulk_answer(). '
  'Reasons: not_found, review_open (its own page changes it), no_review (their plan has none), already_so. Errors: PT422 meeting_in_past, value_invalid or people_out_of_reach.';

create function private.write_review_dates(action uuid, side text) returns void
language plpgsql
set search_path = ''
as $$
declare
  ids uuid[] := array(select c.person_id from private.bulk_changes c where c.action_id = write_review_dates.action);
begin
  perform set_config('onward.replan', 'paused', true);
  insert into public.person_dates as d (person_id, anchor, on_date)
  select c.person_id, 'review_meeting', (case side when 'after' then c.after else c.before end ->> 'on_date')::date
  from private.bulk_changes c
  where c.action_id = write_review_dates.action and case side when 'after' then c.after else c.before end ->> 'on_date' is not null
  on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date <> excluded.on_date;
  delete from public.person_dates d using private.bulk_changes c
  where c.action_id = write_review_dates.action and d.person_id = c.person_id and d.anchor = 'review_meeting'
    and case side when 'after' then c.after else c.before end ->> 'on_date' is null;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = (select auth.uid()) where p.id = any (ids);
  perform set_config('onward.replan', '', true);
  perform private.replan(ids);
end
$$;
comment on function private.write_review_dates(uuid, text) is 'Writes one side, before or after, of a bulk change of review days, and re-plans once.';

create function public.send_reminders(people uuid[], to_audience public.audience) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  action uuid := private.start_bulk('remind', people);
  refused jsonb;
begin
  if to_audience is null or to_audience in ('young_person', 'family') then
    raise sqlstate 'PT422' using message = 'team_needed', detail = 'Reminders go to teams. Write to a family yourself.';
  end if;
  with mine as (
    select distinct on (c.person_id) c.person_id, c.organisation_id, m.display_name
    from private.my_team_cases c
    join private.memberships m on m.organisation_id = c.organisation_id and m.account_id = (select auth.uid())
    where c.person_id = any (people) order by c.person_id, c.organisation_id
  ),
  found as (
    select f.person_id, f.organisation_id as from_id, f.display_name, o.id as to_id, i.named_contact_id,
      case
        when o.id is null then 'no_team'
        when not exists (
          select from private.caseload_days d
          where d.person_id = f.person_id and d.audience = to_audience and least(d.must_days[1], d.other_days[1]) < private.today()
        ) then 'nothing_late'
        when exists (
          select from public.reminders r
          where r.person_id = f.person_id and r.to_organisation_id = o.id and r.withdrawn_at is null and r.sent_at > now() - interval '7 days'
        ) then 'reminded_lately' end as reason
    from mine f
    left join (public.involvements i
      join public.organisations o on o.id = i.organisation_id and o.audience = to_audience)
      on i.person_id = f.person_id and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  ),
  sent as (
    insert into public.reminders (person_id, to_organisation_id, to_member_id, from_account_id, from_name, from_organisation_id)
    select f.person_id, f.to_id, f.named_contact_id, (select auth.uid()), f.display_name, f.from_id from found f where f.reason is null
    returning id, person_id
  ),
  kept as (
    insert into private.bulk_changes (action_id, person_id, subject_id, before, after)
    select distinct on (s.person_id) action, s.person_id, s.id, '{}'::jsonb, jsonb_build_object('ids', jsonb_agg(s.id) over (partition by s.person_id))
    from sent s order by s.person_id, s.id
  )
  select jsonb_object_agg(f.person_id, f.reason) into refused
  from (select x.person_id, min(x.reason) as reason from found x group by x.person_id) f where f.reason is not null;
  return private.bulk_answer(action, people, refused);
end
$$;
comment on function public.send_reminders(uuid[], public.audience) is
  'Reminds the teams of this audience, and their named contact, of what is late for these people. It shows on their caseload until they say that '
  'they have seen it. Gives private.bulk_answer(). Reasons: not_found, no_team, nothing_late, reminded_lately (in the last 7 days). '
  'Errors: PT422 team_needed or people_out_of_reach.';

create function public.steps_in_common(people uuid[], in_locale text default 'en')
returns table (item_key text, title text, audience public.audience, due_kind public.due_kind, on_lists bigint, may_record bigint)
language sql stable
set search_path = ''
as $$
  select s.item_key, coalesce(w.title, s.item_key), s.audience, s.due_kind, count(*),
    count(*) filter (where private.may_work(s.person_id, s.audience, (select auth.uid())))
  from (
    select distinct t.person_id, t.item_key, t.audience, i.due_kind, p.template_id
    from public.people p
    join public.timeline_items t on t.person_id = p.id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where p.id = any (people[1:500]) and t.audience is not null and t.retired_at is null and not t.before_start
      and t.status not in ('done', 'not_applicable') and coalesce(t.due_on, private.today()) <= private.today() + 90
  ) s
  left join lateral (
    select x.title from public.pathway_texts x
    where x.template_id = s.template_id and x.subject = 'item' and x.subject_key = s.item_key and x.locale in (in_locale, 'en')
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  group by s.item_key, w.title, s.audience, s.due_kind
  order by count(*) desc, w.title
$$;
comment on function public.steps_in_common(uuid[], text) is
  'The open steps of these people that are late, undated or due within 90 days: on how many lists each is, and for how many I may record it.';

create function public.mark_step_not_needed(people uuid[], step text, reason text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  action uuid := private.start_bulk('not_needed', people);
  refused jsonb;
begin
  if coalesce(trim(reason), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why this is not needed.';
  end if;
  if char_length(trim(reason)) > 1000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'A reason holds 1,000 letters.';
  end if;
  perform from public.timeline_items t
  where t.person_id = any (people) and t.item_key = step and exists (select from private.my_team_cases c where c.person_id = t.person_id)
  order by t.id for update;
  with mine as (
    select distinct c.person_id from private.my_team_cases c where c.person_id = any (people)
  ),
  found as (
    select m.person_id, t.id, t.version, case
        when t.id is null then 'not_on_list'
        when not private.may_work(m.person_id, t.audience, me) then 'not_your_step' end as reason,
      jsonb_build_object('status', t.status, 'not_needed_reason', t.not_needed_reason, 'waiting_on', t.waiting_on) as before
    from mine m
    left join lateral (
      select i.* from public.timeline_items i
      where i.person_id = m.person_id and i.item_key = step and i.retired_at is null and not i.before_start
        and i.status not in ('done', 'not_applicable') and coalesce(i.due_on, private.today()) <= private.today() + 90
      order by i.due_on nulls last, i.occurrence limit 1
    ) t on true
  ),
  kept as (
    insert into private.bulk_changes (action_id, person_id, subject_id, before, after)
    select action, f.person_id, f.id, f.before, jsonb_build_object('version', f.version + 1) from found f where f.reason is null
  )
  select jsonb_object_agg(f.person_id, f.reason) into refused from found f where f.reason is not null;
  update public.timeline_items t
  set status = 'not_applicable', not_needed_reason = trim(reason), waiting_on = null, version = t.version + 1, updated_at = now(), updated_by = me
  from private.bulk_changes c where c.action_id = action and c.subject_id = t.id;
  return private.bulk_answer(action, people, refused);
end
$$;
comment on function public.mark_step_not_needed(uuid[], text, text) is
  'Marks the next open occurrence of one step not needed, with the reason everyone involved reads, for whoever it is mine to record. '
  'Gives private.bulk_answer(). Reasons: not_found, not_on_list, not_your_step. Errors: PT422 reason_needed, text_too_long or people_out_of_reach.';

create function public.undo_bulk_action(action uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  done private.bulk_actions;
  everyone uuid[];
  refused jsonb;
begin
  select b.* into done from private.bulk_actions b where b.id = undo_bulk_action.action and b.account_id = me and b.undone_at is null for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  everyone := array(select c.person_id from private.bulk_changes c where c.action_id = undo_bulk_action.action order by c.person_id);
  -- What somebody changed since, or who is not ours any more, stays as it is.
  select jsonb_object_agg(c.person_id, case when exists (select from private.my_team_cases m where m.person_id = c.person_id)
    then 'changed_since' else 'not_found' end) into refused
  from private.bulk_changes c
  where c.action_id = undo_bulk_action.action and not (
    exists (select from private.my_team_cases m where m.person_id = c.person_id)
    and case done.action
      when 'assign' then exists (
        select from public.involvements i where i.id = c.subject_id and i.named_contact_id::text = c.after ->> 'named_contact_id')
      when 'review_date' then exists (
        select from public.person_dates d
        where d.person_id = c.person_id and d.anchor = 'review_meeting' and d.on_date::text = c.after ->> 'on_date')
      when 'remind' then exists (select from public.reminders r where r.id = c.subject_id and r.seen_at is null and r.withdrawn_at is null)
      else exists (
        select from public.timeline_items t
        where t.id = c.subject_id and t.retired_at is null and t.version::text = c.after ->> 'version')
    end);
  delete from private.bulk_changes c where c.action_id = undo_bulk_action.action and refused ? c.person_id::text;

  if done.card_member_id is not null then
    -- A card that somebody has saved since stays.
    update public.contact_cards c set away_from = (done.card_before ->> 'away_from')::date, away_until = (done.card_before ->> 'away_until')::date,
      cover_member_id = (done.card_before ->> 'cover_member_id')::uuid, version = c.version + 1, updated_at = now(), updated_by = me
    where c.member_id = done.card_member_id and c.version = coalesce((done.card_before ->> 'version')::integer, 0) + 1;
  end if;
  case done.action
    when 'away' then
      null;
    when 'assign' then
      update public.involvements i set named_contact_id = (c.before ->> 'named_contact_id')::uuid
      from private.bulk_changes c where c.action_id = undo_bulk_action.action and c.subject_id = i.id;
    when 'review_date' then
      perform private.write_review_dates(undo_bulk_action.action, 'before');
    when 'remind' then
      update public.reminders r set withdrawn_at = now()
      from private.bulk_changes c where c.action_id = undo_bulk_action.action and c.after -> 'ids' ? r.id::text;
    else
      update public.timeline_items t
      set status = (c.before ->> 'status')::public.item_status, not_needed_reason = c.before ->> 'not_needed_reason',
        waiting_on = c.before ->> 'waiting_on', version = t.version + 1, updated_at = now(), updated_by = me
      from private.bulk_changes c where c.action_id = undo_bulk_action.action and c.subject_id = t.id;
  end case;
  update private.bulk_actions b set undone_at = now() where b.id = undo_bulk_action.action;
  return private.bulk_answer(undo_bulk_action.action, everyone, refused);
end
$$;
comment on function public.undo_bulk_action(uuid) is
  'Puts back the exact values from before what I did to many people, where nothing changed since. Gives private.bulk_answer(). '
  'Reasons: changed_since, not_found (no case of ours any more). Errors: PT404 not_found, also when it is undone already.';

-- A team and its work.

create function public.my_colleagues() returns table (
  organisation_id uuid, organisation text, member_id uuid, display_name text, role public.member_role, is_me boolean, has_left boolean,
  cases bigint, away_from date, away_until date, cover_member_id uuid, card_version integer
)
language sql stable security definer
set search_path = ''
as $$
  select t.organisation_id, o.name, m.id, m.display_name, m.role, coalesce(m.account_id = (select auth.uid()), false),
    coalesce(m.ends_on < private.today(), false),
    (select count(*) from public.involvements i where i.named_contact_id = m.id and i.organisation_id = t.organisation_id
      and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')) as cases,
    c.away_from, c.away_until, c.cover_member_id, coalesce(c.version, 0)
  from (
    select distinct s.organisation_id from private.memberships s where s.account_id = (select auth.uid()) and s.audience is not null
  ) t
  join public.organisations o on o.id = t.organisation_id
  join public.organisation_members m on m.organisation_id = t.organisation_id and m.starts_on <= private.today() and m.role <> 'computer_system'
  left join public.contact_cards c on c.member_id = m.id
  where coalesce(m.ends_on, 'infinity') >= private.today() or exists (
    select from public.involvements i where i.named_contact_id = m.id
      and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity'))
  order by o.name, 7, m.display_name
$$;
comment on function public.my_colleagues() is
  'Who works in my teams, and who has left and still stands as a named contact: of how many cases, and when they are away with whom as cover.';

create function private.hand_over_caseload(from_member uuid, to_member uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  cases uuid[];
begin
  cases := array(
    select i.person_id from public.involvements i
    join private.my_team_cases c on c.involvement_id = i.id
    join public.organisation_members t on t.id = to_member and t.organisation_id = i.organisation_id
    where i.named_contact_id = from_member
    order by i.person_id limit 500
  );
  if from_member is not distinct from to_member or cases = '{}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return public.assign_contact(cases, to_member);
end
$$;
comment on function private.hand_over_caseload(uuid, uuid) is
  'Makes a team mate the named contact of every case that somebody of our team has, who may have left: up to 500 at a time.';

create function public.pass_on_work(member uuid, expected_version integer, plan jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  takes_over constant uuid := (plan ->> 'to_member_id')::uuid;
  before jsonb := (select to_jsonb(c) from public.contact_cards c where c.member_id = member);
  answer jsonb;
  started uuid;
begin
  if (plan ->> 'hand_over')::boolean is not true and plan ->> 'away_from' is null then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say from when they are away, or that the cases are handed over.';
  end if;
  if (plan ->> 'hand_over')::boolean then
    answer := private.hand_over_caseload(member, takes_over);
    started := answer ->> 'action_id';
  else
    insert into private.bulk_actions (account_id, action) values ((select auth.uid()), 'away') returning id into started;
    answer := private.bulk_answer(started, '{}', null);
  end if;
  if plan ->> 'away_from' is not null then
    perform public.save_contact_card(member, expected_version, jsonb_build_object(
      'away_from', plan -> 'away_from', 'away_until', plan -> 'away_until', 'cover_member_id', takes_over));
    update private.bulk_actions b set card_member_id = member, card_before = coalesce(before, '{}') where b.id = started;
  end if;
  return answer;
exception
  when invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose a team mate, and say what happens with the cases.';
end
$$;
comment on function public.pass_on_work(uuid, integer, jsonb) is
  'Somebody of my team is away, leaves, or passes on their work, in one transaction: {to_member_id?, hand_over: every case is the other''s for good, or '
  'else they cover, away_from?, away_until?}. expected_version is the contact card''s. Gives private.bulk_answer(); undo_bulk_action() takes all of it back. '
  'Errors: PT404 not_found (also when there is nothing to hand over), PT409 card_changed, PT422 cover_not_in_team or value_invalid.';

create function public.caseload_overview(team uuid default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set enable_nestloop = on
set jit = off
as $$
declare
  me uuid := (select auth.uid());
begin
  if not exists (
    select from private.memberships m
    where m.account_id = me and m.audience is not null and (team is null or m.organisation_id = team)
  ) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.plan_for(array(
    select m.organisation_id from private.memberships m where m.account_id = me and (team is null or m.organisation_id = team)));
  return (
    with mine as materialized (
      select distinct c.person_id from private.my_team_cases c where team is null or c.organisation_id = team
    ),
    late as materialized (
      select d.person_id, d.audience, n.must, n.other, least(d.must_days[1], d.other_days[1]) as since
      from mine m
      join private.caseload_days d on d.person_id = m.person_id
      cross join lateral (
        select width_bucket(private.today() - 1, d.must_days) as must, width_bucket(private.today() - 1, d.other_days) as other
      ) n
      where least(d.must_days[1], d.other_days[1]) < private.today()
    ),
    whose as (
      select l.*, o.id as organisation_id, o.name as organisation, c.id as contact_id, c.display_name as contact
      from late l
      left join (public.involvements i
        join public.organisations o on o.id = i.organisation_id)
        on i.person_id = l.person_id and o.audience = l.audience
        and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
      left join public.organisation_members c on c.id = i.named_contact_id
        and private.today() between c.starts_on and coalesce(c.ends_on, 'infinity')
    ),
    teams as (
      select w.audience, w.organisation_id, w.organisation, w.contact_id, w.contact, count(*) as people,
        sum(w.must) as must, sum(w.other) as other, min(w.since) as since
      from whose w group by w.audience, w.organisation_id, w.organisation, w.contact_id, w.contact
    )
    select jsonb_build_object(
      'people', (select count(*) from mine),
      'overdue', (select coalesce(jsonb_agg(to_jsonb(t) order by t.must desc, t.other desc, t.audience, t.organisation, t.contact), '[]') from teams t)
    )
  );
end
$$;
comment on function public.caseload_overview(uuid) is
  'Who has what is late among the cases of my teams: {people, overdue: [{audience, organisation_id, organisation, contact_id, contact, people, must, '
  'other, since}]}. No organisation: nobody of that kind is involved, or the family. Errors: PT404 not_found.';

create function public.export_caseload(filters jsonb default '{}', sort text default 'risk', in_locale text default 'en') returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  place jsonb;
  page jsonb;
  everybody jsonb := '[]';
begin
  loop
    select coalesce(jsonb_agg(to_jsonb(c)), '[]') into page
    from public.caseload(export_caseload.filters, export_caseload.sort, place, 500, in_locale) c;
    perform private.record_view((line ->> 'person_id')::uuid, 'caseload_export') from jsonb_array_elements(page) line;
    everybody := everybody || page;
    place := page -> -1 -> 'place';
    exit when jsonb_array_length(page) < 500;
  end loop;
  return everybody;
end
$$;
comment on function public.export_caseload(jsonb, text, text) is
  'Everybody that caseload() shows with these filters, for a file. Whoever is in it finds in their history that it was made, by whom and when.';

grant execute on function public.keep_caseload_view(text, jsonb, text), public.remove_caseload_view(uuid), public.see_reminder(uuid),
  public.assign_contact(uuid[], uuid), public.record_review_dates(uuid[], date), public.send_reminders(uuid[], public.audience),
  public.steps_in_common(uuid[], text), public.mark_step_not_needed(uuid[], text, text), public.undo_bulk_action(uuid),
  public.my_colleagues(), public.pass_on_work(uuid, integer, jsonb), public.caseload_overview(uuid), public.export_caseload(jsonb, text, text)
  to authenticated;
