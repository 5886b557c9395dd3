-- A made-up county, the same for the same seed. Run by county.ts, which sets bench.seed and bench.size.
-- Its facts are written with triggers off: planning it is what the bench measures.

create schema bench;

create function bench.chance(what text, n integer) returns double precision
language sql stable parallel safe
return ('x' || substr(md5(current_setting('bench.seed') || what || n), 1, 8))::bit(32)::bigint / 4294967296.0;
comment on function bench.chance(text, integer) is 'From 0 up to but not 1, always the same for the same seed, question and number.';

create function bench.id(what text, n integer) returns uuid
language sql stable parallel safe
return md5(current_setting('bench.seed') || what || 'id' || n)::uuid;

create function bench.pick(choices text[], what text, n integer) returns text
language sql stable parallel safe
return choices[1 + floor(bench.chance(what, n) * cardinality(choices))::integer];

set session_replication_role = replica;

create table bench.person as
select n, bench.id('person', n) as id, bench.id('parent', n) as parent_id, n % ceil(size / 200.0)::integer as school,
  private.today() - 3 * 365 - floor(bench.chance('birthday', n) * 22 * 365.25)::integer as born_on,
  (private.today() - 3 * 365 - floor(bench.chance('birthday', n) * 22 * 365.25)::integer) + 16 * 365 < private.today() as is_post16,
  case when bench.chance('plan', n) < 0.33 then 'ehc_plan' when bench.chance('plan', n) < 0.93 then 'sen_support'
    when bench.chance('plan', n) < 0.95 then 'isp' when bench.chance('plan', n) < 0.97 then 'pfa_only' end as plan_type
from (select current_setting('bench.size')::integer) as county (size), generate_series(1, size) as n;

-- 40 people in the SEND team, 5 in every other: the first of each is the one the bench signs in as.
create table bench.team as
select bench.id('team', 0) as id, 'Benchshire SEND team' as name, 'la_send'::public.audience as audience,
  'ehc_caseworker'::public.member_role as role, 'officer' as label, 40 as members
union all select bench.id('team', 1), 'Benchshire health team', 'health', 'therapist', 'health worker', 5
union all select bench.id('team', 2), 'Benchshire social care team', 'childrens_social_care', 'childrens_social_worker', 'social worker', 5
union all select distinct bench.id('school', school), 'Benchbury School ' || school, 'school'::public.audience,
  'senco'::public.member_role, 'senco' || school, 5
from bench.person;
create table bench.worker as
select t.id as team_id, t.role, t.label || ' ' || n as label, bench.id(t.label, n) as account_id
from bench.team t cross join lateral generate_series(1, t.members) as n;

insert into auth.users (id, email, email_confirmed_at)
select p.parent_id, 'parent' || p.n || '@bench.test', now() from bench.person p
union all select w.account_id, replace(w.label, ' ', '.') || '@bench.test', now() from bench.worker w;
insert into public.accounts (id, display_name) select id, split_part(email, '@', 1) from auth.users;

insert into public.organisations (id, name, audience) select t.id, t.name, t.audience from bench.team t;
insert into public.organisation_members (id, organisation_id, account_id, display_name, role)
select bench.id('member ' || w.label, 0), w.team_id, w.account_id, w.label, w.role from bench.worker w;

insert into public.people
  (id, known_as, family_name, date_of_birth, year_group_offset, year_group_offset_reason, template_id, planned_from)
select p.id,
  bench.pick('{Ash,Birch,Bramble,Clover,Dove,Fern,Finch,Hazel,Heron,Ivy,Juniper,Kestrel,Lark,Linnet,Maple,Martin,Merlin,Moss,Oak,Otter,'
    'Plover,Poppy,Rain,Robin,Rowan,Rush,Sage,Sky,Sorrel,Sparrow,Storm,Swift,Teal,Thistle,Thrush,Vale,Willow,Wren,Yarrow,Yew}', 'name', p.n),
  bench.pick('{Benchley,Examplar,Fictional,Imagine,Invented,Madeup,Makebelieve,Notreal,Pretend,Sample,Testerby,Trial}', 'family', p.n) || '-' || p.n,
  p.born_on, o.offset_years, case when o.offset_years <> 0 then 'Agreed with the school' end, t.id,
  private.today() - floor(bench.chance('planned', p.n) * 730)::integer
from bench.person p
cross join lateral (
  select case when bench.chance('offset', p.n) < 0.04 then -1 when bench.chance('offset', p.n) < 0.045 then 1 else 0 end as offset_years
) o
join public.pathway_templates t on t.status = 'published';

insert into public.plans (id, person_id, plan_type, first_made_on, last_decision_on)
select bench.id('plan', p.n), p.id, p.plan_type, made.on_date,
  case when bench.chance('decided', p.n) < 0.85
    then greatest(made.on_date, private.today() - floor(bench.chance('decision', p.n) * 365)::integer) end
from bench.person p
cross join lateral (
  select greatest(p.born_on + 730, private.today() - floor(bench.chance('made', p.n) * 3000)::integer) as on_date
) made
where p.plan_type is not null;

insert into public.placements (id, person_id, position, setting_name, setting_type, organisation_id, starts_on)
select bench.id('placement', p.n), p.id, 'now'::public.placement_position, 'Where they learn now', (case
    when private.today() - p.born_on < 5 * 365 then 'early_years'
    when not p.is_post16 then bench.pick(
      '{mainstream_school,mainstream_school,mainstream_school,mainstream_school,resourced_provision,special_school,alternative_provision}', 'setting', p.n)
    else bench.pick('{mainstream_school,special_school,general_fe_college,general_fe_college,specialist_post16,training_provider,none}', 'setting', p.n)
  end)::public.setting_type, bench.id('school', p.school), null::date
from bench.person p
union all
select bench.id('next placement', p.n), p.id, 'next', 'Where they go next',
  (case when private.today() - p.born_on > 15 * 365 then 'general_fe_college' else 'mainstream_school' end)::public.setting_type,
  null, make_date(extract(year from private.today())::integer + 1, 9, 1 + floor(bench.chance('first day', p.n) * 9)::integer)
from bench.person p
where bench.chance('next', p.n) < 0.15;

insert into public.person_flags (person_id, flag, since)
select p.id, c.key, case when c.key = 'looked_after' then private.today() - floor(bench.chance('since', p.n) * 1500)::integer end
from bench.person p
join public.conditions c on c.source = 'recorded'
  and bench.chance(c.key, p.n) < case c.key when 'learning_disability' then 0.2 when 'looked_after' then 0.03 else 0.06 end;

insert into public.person_dates (person_id, anchor, on_date)
select p.id, a.key, private.today() + floor((bench.chance('date' || a.key, p.n) * 2 - 0.5) * 365)::integer
from bench.person p
join public.anchors a on a.kind = 'event' and bench.chance(a.key, p.n) < 0.05
union all
select p.id, 'review_meeting', private.today() + floor(bench.chance('review', p.n) * 365)::integer
from bench.person p
where p.plan_type = 'ehc_plan' and bench.chance('booked', p.n) < 0.7
on conflict do nothing;

insert into public.involvements (id, organisation_id, person_id, named_contact_id)
select bench.id('send', p.n), bench.id('team', 0), p.id, bench.id('member officer 1', 0) from bench.person p
union all select bench.id('at school', p.n), bench.id('school', p.school), p.id, null from bench.person p
union all select bench.id('health', p.n), bench.id('team', 1), p.id, null from bench.person p where bench.chance('health', p.n) < 0.2
union all select bench.id('care', p.n), bench.id('team', 2), p.id, null from bench.person p where bench.chance('care', p.n) < 0.05;

insert into public.circle_members (id, person_id, account_id, display_name, relationship)
select bench.id('circle', p.n), p.id, p.parent_id, 'Parent ' || p.n, 'parent_carer' from bench.person p;

set session_replication_role = origin;

-- What a bare insert into the timeline costs is measured on a table that differs from it in nothing but its name.
create table bench.twin (like public.timeline_items including all);
do $$
declare
  storage text := (select array_to_string(c.reloptions, ', ') from pg_class c where c.oid = 'public.timeline_items'::regclass);
  definition text;
begin
  if storage is not null then
    execute format('alter table bench.twin set (%s)', storage);
  end if;
  for definition in
    select pg_get_constraintdef(c.oid) from pg_constraint c where c.conrelid = 'public.timeline_items'::regclass and c.contype = 'f'
  loop
    execute 'alter table bench.twin add ' || definition;
  end loop;
end
$$;

-- Not the empty timeline: Postgres would take it for a table that stays empty.
analyze public.accounts, public.organisations, public.organisation_members, public.people, public.plans, public.placements,
  public.person_flags, public.person_dates, public.involvements, public.circle_members, public.pathway_templates,
  public.pathway_stages, public.pathway_items, public.pathway_texts, public.anchors, public.term_dates, bench.person;
