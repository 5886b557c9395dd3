-- Generated from supabase/schemas by "npm run db:migration": change those files, not this one.

-- 00_foundation.sql

-- Foundation: schemas, shared vocabulary, and nobody may do anything unless a later room says so.

create schema if not exists private;
comment on schema private is 'Access rules and the planner. Never exposed by the API.';
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- Hosted Supabase grants everything on new objects in public; we grant by name instead.
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke all on functions from public, anon, authenticated;
alter default privileges in schema private revoke all on functions from public, anon, authenticated;
alter default privileges revoke execute on functions from public;

create type public.audience as enum (
  'young_person', 'family', 'school', 'post16_provider', 'la_send',
  'childrens_social_care', 'adult_social_care', 'health', 'employment'
);
comment on type public.audience is 'Whose checklist something is on.';

create type public.member_role as enum (
  'young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate',
  'senco', 'head_teacher', 'careers_leader', 'designated_teacher', 'early_years_lead',
  'post16_learning_support', 'post16_tutor',
  'ehc_caseworker', 'send_manager', 'transport_officer', 'educational_psychologist',
  'virtual_school', 'childrens_social_worker', 'dsco', 'independent_reviewing_officer', 'leaving_care_personal_adviser',
  'transition_social_worker', 'adult_social_worker',
  'health_named_worker', 'gp_practice', 'paediatrician', 'therapist', 'dco_dmo', 'icb_chc_lead',
  'job_coach', 'supported_employment_adviser', 'employer', 'jobcentre_adviser',
  'system_admin', 'area_admin', 'auditor', 'computer_system'
);
comment on type public.member_role is
  'What someone is to a young person, or in their team. computer_system: no person, but a system that has a token of the team.';

create type public.item_status as enum ('not_started', 'in_progress', 'waiting', 'done', 'not_applicable');
comment on type public.item_status is 'To do, doing, waiting on someone, done, not needed.';

create type public.item_kind as enum ('item', 'milestone');

create type public.due_kind as enum ('statutory', 'guidance', 'planning');
comment on type public.due_kind is 'statutory: must (law). guidance: should. planning: aim for, the local authority may change it.';

create type public.pfa_area as enum (
  'employment', 'independent_living', 'community_inclusion', 'health', 'education', 'cross_cutting'
);
comment on type public.pfa_area is 'Preparing for adulthood outcome areas, with education and planning beside them.';

create type public.setting_type as enum (
  'early_years', 'mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school',
  'alternative_provision', 'general_fe_college', 'specialist_post16', 'training_provider',
  'eotas', 'elective_home_education', 'none'
);

create type public.transfer_type as enum (
  'early_years_to_school', 'infant_to_junior', 'primary_to_middle', 'primary_to_secondary',
  'middle_to_secondary', 'secondary_to_post16', 'post16_to_post16'
);
comment on type public.transfer_type is 'The phase transfers of the SEND Regulations 2014, reg 2(1).';

create type public.template_status as enum ('draft', 'published', 'retired');
create type public.plan_status as enum (
  'draft', 'final', 'under_amendment', 'cease_proposed', 'cease_decided_appeal_open', 'ceased', 'transferred_out'
);
create type public.placement_position as enum ('now', 'next');

create function private.today() returns date
language sql stable parallel safe
return coalesce(nullif(current_setting('onward.today', true), '')::date, (now() at time zone 'Europe/London')::date);
comment on function private.today() is
  'The civil date in England. Only a database operator can set onward.today, to rehearse a life day by day.';
grant execute on function private.today() to authenticated, service_role;

create function private.is_plausible(day date) returns boolean
language sql immutable parallel safe
return coalesce(day between date '1990-01-01' and date '2100-01-01', true);
comment on function private.is_plausible(date) is
  'A day in the life of somebody alive now. A slip of the century would plan thousands of reviews.';

-- 10_rules.sql

-- The rule book: every date and status that law, guidance or local practice gives Onward.
--
-- How to read it
--   1 to 14  one room per chapter of the rule book; each function says what it computes, where the
--            rule comes from and how sure we are (V read in the law or official guidance, V2 read in a
--            secondary source, G general knowledge, high to low).
--   15       the catalogue: one row per rule, for "why this date" and "guidance, not law".
--   16, 17   one answer_* function per rule id, and rules.evaluate, which runs any of them from JSON.
--   18       grants.
-- Scalar functions are single SQL expressions without a subquery, so Postgres inlines them into the
-- planner's set-based statements; one that holds and, or, case, least or greatest is not marked strict,
-- because that would stop it. What reads a table is marked stable and stays out of those statements.
-- CFA is the Children and Families Act 2014; Regs is the Special Educational Needs and Disability
-- Regulations 2014 (SI 2014/1530); Code is the SEND Code of Practice: 0 to 25 years (January 2015).

create schema if not exists rules;
comment on schema rules is 'Date rules for moving into adult life with SEND (England). Holds no personal data. Not exposed through the API.';

-- 1. Values an administrator or a change of law may move -------------------------------------------

create table rules.parameters (
  rule_id text not null,
  name text not null,
  value jsonb not null,
  effective_from date not null default '2014-09-01',
  effective_to date,
  source text not null,
  primary key (rule_id, name, effective_from),
  constraint parameters_period_runs_forward check (effective_to >= effective_from)
);
comment on table rules.parameters is 'Rule parameters with the days they apply between. A change is a new row, never an edit, so an old calculation can be repeated.';
comment on column rules.parameters.rule_id is 'Rule the value belongs to, for example R-BEN-01.';
comment on column rules.parameters.name is 'Name of the value within its rule.';
comment on column rules.parameters.value is 'Number, true or false, or text. A day of the year is written "MM-DD".';
comment on column rules.parameters.effective_from is 'First day the value applies.';
comment on column rules.parameters.effective_to is 'Last day the value applies; empty while it has no end.';
comment on column rules.parameters.source is 'Act, regulation, guidance, or "local planning default".';

insert into rules.parameters (rule_id, name, value, effective_from, effective_to, source) values
  ('R-CAL-04', 'autumn', '{"starts": "09-01", "ends": "12-18"}', '2014-09-01', null, 'Planning default until a term table is loaded'),
  ('R-CAL-04', 'spring', '{"starts": "01-05", "ends": "03-31"}', '2014-09-01', null, 'Planning default until a term table is loaded'),
  ('R-CAL-04', 'summer', '{"starts": "04-15", "ends": "07-20"}', '2014-09-01', null, 'Planning default until a term table is loaded'),
  ('R-PT-00', 'early_years_to_school', '0', '2014-09-01', null, 'First year of the new phase: usual age range'),
  ('R-PT-00', 'infant_to_junior', '3', '2014-09-01', null, 'First year of the new phase: usual age range'),
  ('R-PT-00', 'primary_to_middle', '5', '2014-09-01', null, 'First year of the new phase: local age ranges differ'),
  ('R-PT-00', 'primary_to_secondary', '7', '2014-09-01', null, 'First year of the new phase: usual age range'),
  ('R-PT-00', 'middle_to_secondary', '9', '2014-09-01', null, 'First year of the new phase: local age ranges differ'),
  ('R-PT-00', 'secondary_to_post16', '12', '2014-09-01', null, 'First year of the new phase: usual age range'),
  ('R-PT-04', 'early_years_to_school', '"10-15"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-PT-04', 'infant_to_junior', '"10-15"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-PT-04', 'primary_to_middle', '"10-15"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-PT-04', 'primary_to_secondary', '"10-15"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-PT-04', 'middle_to_secondary', '"10-15"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-PT-04', 'secondary_to_post16', '"11-30"', '2014-09-01', null, 'Local planning default: review meeting in the autumn before the move'),
  ('R-AR-04', 'ask_for_advice_weeks', '6', '2014-09-01', null, 'Local planning default'),
  ('R-CARE-01', 'decision_target_months', '3', '2014-09-01', null, 'Local planning default: adult decision this long before 18'),
  ('R-LEAVE-04', 'staying_close_in_force', 'false', '2014-09-01', null, 'Children''s Wellbeing and Schools Act 2026 s.7, prospective in June 2026'),
  ('R-BEN-01', 'pip_age', '16', '2014-09-01', null, 'Welfare Reform Act 2012; a rise to 18 was consulted on in 2025'),
  ('R-TRAVEL-01', 'policy_published_by', '"05-31"', '2014-09-01', null, 'Education Act 1996 s.509AA; post-16 transport guidance'),
  ('R-TRAVEL-01', 'apply_by', '"06-30"', '2014-09-01', null, 'Local planning default'),
  ('R-SI-01', 'starts_without_plan', 'false', '2014-09-01', null, 'Local switch for a supported internship pilot without an EHC plan'),
  ('R-SI-02', 'access_to_work_apply_weeks', '12', '2014-09-01', null, 'Local planning default'),
  ('R-APPR-01', 'minimum_months', '12', '2014-09-01', '2025-07-31', 'Apprenticeship funding rules before August 2025'),
  ('R-APPR-01', 'minimum_months', '8', '2025-08-01', null, 'Apprenticeship funding rules from August 2025'),
  ('R-HE-01', 'dsa_apply_months', '6', '2014-09-01', null, 'Local planning default'),
  ('R-SEN2-01', 'survey_day_2026', '"2026-01-15"', '2014-09-01', null, 'Published SEN2 survey date'),
  ('R-SEN2-01', 'survey_day_2027', '"2027-01-21"', '2014-09-01', null, 'Published SEN2 survey date');

create function rules.today() returns date
language sql stable parallel safe
return (now() at time zone 'Europe/London')::date;
comment on function rules.today() is 'The civil date in England, whatever the time zone of the server.';

create function rules.parameter(rule_id text, name text, on_date date default rules.today()) returns jsonb
language sql stable parallel safe
begin atomic
  select p.value
  from rules.parameters p
  where p.rule_id = parameter.rule_id
    and p.name = parameter.name
    and on_date between p.effective_from and coalesce(p.effective_to, 'infinity')
  order by p.effective_from desc
  limit 1;
end;
comment on function rules.parameter(text, text, date) is 'R-REFORM-01: the value of a rule parameter on a day; null when there is none.';

create function rules.parameters_version(on_date date default rules.today()) returns text
language sql stable parallel safe
begin atomic
  select md5(string_agg(concat_ws('|', p.rule_id, p.name, p.value, p.effective_from), '/'
    order by p.rule_id collate "C", p.name collate "C", p.effective_from))
  from rules.parameters p
  where on_date between p.effective_from and coalesce(p.effective_to, 'infinity');
end;
comment on function rules.parameters_version(date) is 'R-REFORM-01: a fingerprint of every parameter in force on a day, to store beside what was calculated with them.';

-- 2. Calendar --------------------------------------------------------------------------------------

create function rules.attains(dob date, age int) returns date
language sql immutable strict parallel safe
return make_date(extract(year from dob)::int + age, extract(month from dob)::int, 1) + (extract(day from dob)::int - 1);
comment on function rules.attains(date, int) is 'R-AGE-01: the birthday on which a person reaches an age, at the start of that day. Counting days on from the 1st of the month turns 29 February into 1 March in a common year (our leap-day policy). Source: Family Law Reform Act 1969 s.9. Confidence: V; 1 March G-med.';

create function rules.warns_from(dob date, age int) returns date
language sql immutable strict parallel safe
return (dob + make_interval(years => age))::date;
comment on function rules.warns_from(date, int) is 'R-AGE-01: day a protective warning about reaching an age starts: the birthday, but 28 February in a common year for someone born on 29 February. Source: our policy, because no Act settles the anniversary. Confidence: G-med.';

create function rules.age_on(dob date, on_date date) returns int
language sql immutable strict parallel safe
return extract(year from on_date)::int - extract(year from dob)::int
  - (on_date < rules.attains(dob, extract(year from on_date)::int - extract(year from dob)::int))::int;
comment on function rules.age_on(date, date) is 'R-AGE-01: completed years of age on a day. Source: Family Law Reform Act 1969 s.9. Confidence: V; leap-day births G-med.';

create function rules.is_leap_day_birth(dob date) returns boolean
language sql immutable parallel safe
return extract(month from dob) = 2 and extract(day from dob) = 29;
comment on function rules.is_leap_day_birth(date) is 'R-AGE-01: born on 29 February, so birthdays in common years are guidance, not settled law. Confidence: G-med.';

create function rules.academic_year_start(day date) returns int
language sql immutable strict parallel safe
return extract(year from day - interval '8 months')::int;
comment on function rules.academic_year_start(date) is 'R-CAL-01: calendar year in which the academic year holding a day began on 1 September; eight months back from any day lands in that year. Source: custom and DfE data practice (in law Education Act 1996 s.579). Confidence: G-high.';

create function rules.academic_year_label(academic_year int) returns text
language sql immutable strict parallel safe
return academic_year::text || '/' || lpad(((academic_year + 1) % 100)::text, 2, '0');
comment on function rules.academic_year_label(int) is 'R-CAL-01: the usual name of an academic year, such as 2026/27. Source: DfE data practice. Confidence: G-high.';

create function rules.academic_year_first_day(academic_year int) returns date
language sql immutable strict parallel safe
return make_date(academic_year, 9, 1);
comment on function rules.academic_year_first_day(int) is 'R-CAL-01: 1 September. Source: custom and DfE data practice. Confidence: G-high.';

create function rules.academic_year_last_day(academic_year int) returns date
language sql immutable strict parallel safe
return make_date(academic_year + 1, 8, 31);
comment on function rules.academic_year_last_day(int) is 'R-CAL-01: 31 August of the next calendar year. Source: custom and DfE data practice. Confidence: G-high.';

create function rules.weeks_after(day date, weeks int) returns date
language sql immutable strict parallel safe
return day + 7 * weeks;
comment on function rules.weeks_after(date, int) is 'R-CAL-02: last day of "within N weeks of"; holidays and weekends stay inside the count. Confidence: G-high.';

create function rules.weeks_before(day date, weeks int) returns date
language sql immutable strict parallel safe
return day - 7 * weeks;
comment on function rules.weeks_before(date, int) is 'R-CAL-02: last day that is "at least N weeks before". Confidence: G-high.';

create function rules.last_day_of_days_starting(day date, days int) returns date
language sql immutable strict parallel safe
return day + days - 1;
comment on function rules.last_day_of_days_starting(date, int) is 'R-CAL-02: last of "N days beginning with" a day; that day is day 1. Confidence: G-high.';

create function rules.add_months_clamped(day date, months int) returns date
language sql immutable strict parallel safe
return (day + make_interval(months => months))::date;
comment on function rules.add_months_clamped(date, int) is 'R-CAL-02: "N months after" (or, with a negative number, before): the same day number, or the last day of the month where there is none. Source: corresponding-date rule, Dodds v Walker [1981] UKHL. Confidence: G-high.';

create function rules.last_day_of_months_starting(day date, months int) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(day, months)
  - (extract(day from rules.add_months_clamped(day, months)) = extract(day from day))::int;
comment on function rules.last_day_of_months_starting(date, int) is 'R-CAL-02: last of "N months starting with" a day: the day before the corresponding date; where the month has no such date, the last day of that month. Source: Dodds v Walker [1981] UKHL. Confidence: G-high.';

create function rules.day_of_year(year int, month_day text) returns date
language sql immutable strict parallel safe
return make_date(year, split_part(month_day, '-', 1)::int, split_part(month_day, '-', 2)::int);
comment on function rules.day_of_year(int, text) is 'The day "MM-DD" of a calendar year; how parameters hold days of the year.';

-- 3. Bank holidays and working days ----------------------------------------------------------------

create table rules.bank_holiday_changes (
  on_date date primary key,
  is_holiday boolean not null,
  reason text not null,
  source text not null
);
comment on table rules.bank_holiday_changes is 'R-CAL-03: days a proclamation made, or stopped being, a bank holiday in England. Each row overrules the computed list for its day.';
comment on column rules.bank_holiday_changes.on_date is 'The day.';
comment on column rules.bank_holiday_changes.is_holiday is 'True adds a bank holiday; false takes one away.';
comment on column rules.bank_holiday_changes.reason is 'Why, in plain words.';
comment on column rules.bank_holiday_changes.source is 'The proclamation or other authority.';

insert into rules.bank_holiday_changes (on_date, is_holiday, reason, source) values
  ('2020-05-04', false, 'Early May holiday moved to 8 May', 'Royal proclamation'),
  ('2020-05-08', true, '75th anniversary of VE Day', 'Royal proclamation'),
  ('2022-05-30', false, 'Spring holiday moved to 2 June', 'Royal proclamation'),
  ('2022-06-02', true, 'Spring holiday, moved from 30 May', 'Royal proclamation'),
  ('2022-06-03', true, 'Platinum Jubilee of Elizabeth II', 'Royal proclamation'),
  ('2022-09-19', true, 'State funeral of Elizabeth II', 'Royal proclamation'),
  ('2023-05-08', true, 'Coronation of Charles III', 'Royal proclamation');

create function rules.easter_sunday(year int) returns date
language sql immutable strict parallel safe
begin atomic
  with golden as (
    select year % 19 as number, year / 100 as century
  ),
  epact as (
    select number, century, (century - century / 4 - (8 * century + 13) / 25 + 19 * number + 15) % 30 as age
    from golden
  ),
  full_moon as (
    select century, age - (age / 28) * (1 - (29 / (age + 1)) * ((21 - number) / 11)) as days
    from epact
  )
  select make_date(year, 3, 28) + days - (year + year / 4 + days + 2 - century + century / 4) % 7
  from full_moon;
end;
comment on function rules.easter_sunday(int) is 'R-CAL-03: Easter Sunday by the Gregorian algorithm (Oudin''s form). Confidence: G-high.';

create function rules.is_computed_bank_holiday(day date) returns boolean
language sql immutable parallel safe
return case
  when extract(isodow from day) > 5 then false
  when extract(month from day) = 1 then extract(day from day) = 1 or (extract(day from day) <= 3 and extract(isodow from day) = 1)
  when extract(month from day) in (3, 4) then extract(isodow from day) in (1, 5)
    and day - rules.easter_sunday(extract(year from day)::int) in (-2, 1)
  when extract(month from day) = 5 then extract(isodow from day) = 1 and (extract(day from day) <= 7 or extract(day from day) >= 25)
  when extract(month from day) = 8 then extract(isodow from day) = 1 and extract(day from day) >= 25
  when extract(month from day) = 12 then extract(day from day) in (25, 26)
    or (extract(day from day) in (27, 28) and extract(isodow from day) <= 2)
  when day is not null then false
end;
comment on function rules.is_computed_bank_holiday(date) is 'R-CAL-03: whether the yearly pattern makes a day a bank holiday. A holiday on a weekend is listed on its substitute weekday only, as in the published lists. Source: Banking and Financial Dealings Act 1971 Sch 1 and yearly proclamations. Confidence: G-high.';

-- plpgsql, because it keeps the plan of its lookup: four times as fast here as an SQL function.
create function rules.is_bank_holiday(day date) returns boolean
language plpgsql stable strict parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    (select c.is_holiday from rules.bank_holiday_changes c where c.on_date = day),
    rules.is_computed_bank_holiday(day));
end;
$$;
comment on function rules.is_bank_holiday(date) is 'R-CAL-03: whether a day is a bank holiday in England: the computed list, overruled by rules.bank_holiday_changes. Confidence: G-high.';

create function rules.bank_holidays(year int) returns setof date
language sql stable strict parallel safe
begin atomic
  select day::date
  from generate_series(make_date(year, 1, 1)::timestamp, make_date(year, 12, 31)::timestamp, interval '1 day') as day
  where rules.is_bank_holiday(day::date)
  order by day;
end;
comment on function rules.bank_holidays(int) is 'R-CAL-03: the bank holidays of a calendar year in England, in order. Confidence: G-high.';

create function rules.is_working_day(day date) returns boolean
language sql stable parallel safe
return extract(isodow from day) <= 5 and not rules.is_bank_holiday(day);
comment on function rules.is_working_day(date) is 'R-CAL-03: Monday to Friday and not a bank holiday in England. Confidence: G-high.';

create function rules.previous_working_day(day date) returns date
language plpgsql stable strict parallel safe
set search_path = ''
as $$
begin
  while not rules.is_working_day(day) loop
    day := day - 1;
  end loop;
  return day;
end;
$$;
comment on function rules.previous_working_day(date) is 'R-CAL-03: the day itself when it is a working day, otherwise the last one before it: the planning_day beside a true date. For many dates at once use rules.planning_days. Source: planning, because a statutory date does not move. Confidence: G-high.';

create function rules.planning_days(first_day date, last_day date) returns table (on_date date, planning_day date)
language sql stable strict parallel safe rows 10000
begin atomic
  with days as (
    select day::date as day
    from generate_series(
      (rules.previous_working_day(first_day))::timestamp, last_day::timestamp, interval '1 day') as day
  )
  select day, planned
  from (
    select day, max(day) filter (where rules.is_working_day(day)) over (order by day) as planned from days
  ) as calendar
  where day >= first_day;
end;
comment on function rules.planning_days(date, date) is 'R-CAL-03: every day of a period with its planning_day (the working day on or before it), in one pass; join it instead of calling previous_working_day a million times. Confidence: G-high.';

create function rules.nth_working_day_beginning_with(day date, n int) returns date
language plpgsql stable strict parallel safe
set search_path = ''
as $$
declare
  counted int := 0;
begin
  loop
    if rules.is_working_day(day) then
      counted := counted + 1;
    end if;
    exit when counted >= n;
    day := day + 1;
  end loop;
  return day;
end;
$$;
comment on function rules.nth_working_day_beginning_with(date, int) is 'R-CAL-03: last of "N working days beginning with" a day; that day counts when it is a working day. Confidence: G-high.';

-- 4. Terms -----------------------------------------------------------------------------------------

create function rules.terms(first_academic_year int, last_academic_year int)
returns table (academic_year int, term text, starts_on date, ends_on date)
language sql stable strict parallel safe rows 90
begin atomic
  select y, p.name,
    rules.day_of_year(y + (p.name <> 'autumn')::int, p.value ->> 'starts'),
    rules.day_of_year(y + (p.name <> 'autumn')::int, p.value ->> 'ends')
  from generate_series(first_academic_year, last_academic_year) as y
  join rules.parameters p
    on p.rule_id = 'R-CAL-04'
    and make_date(y, 9, 1) between p.effective_from and coalesce(p.effective_to, 'infinity');
end;
comment on function rules.terms(int, int) is 'R-CAL-04: default terms of a run of academic years, from rules.parameters. Join on the academic year of a class; a setting''s own term table comes first. Source: planning default, not law.';

-- 5. School years and ages -------------------------------------------------------------------------

create function rules.academic_year_of_class(dob date, year_group_offset int, nc_year int) returns int
language sql immutable strict parallel safe
return rules.academic_year_start(dob) + 5 + nc_year - year_group_offset;
comment on function rules.academic_year_of_class(date, int, int) is 'R-NCY-01: academic year (its starting calendar year) in which a person''s class is in a National Curriculum year. Source: Education Act 2002 s.82. Confidence: V; formula G-high.';

create function rules.class_year(dob date, on_date date, year_group_offset int default 0) returns int
language sql immutable strict parallel safe
return rules.academic_year_start(on_date) - rules.academic_year_start(dob) - 5 + year_group_offset;
comment on function rules.class_year(date, date, int) is 'R-NCY-01: National Curriculum year of a person''s class on a day, without limit: Reception 0, N2 -1, Year 14 14, and on. Source: Education Act 2002 s.82. Confidence: V; formula G-high.';

create function rules.nc_year(dob date, on_date date, year_group_offset int default 0) returns int
language sql immutable parallel safe
return case when rules.class_year(dob, on_date, year_group_offset) <= 14 then rules.class_year(dob, on_date, year_group_offset) end;
comment on function rules.nc_year(date, date, int) is 'R-NCY-01: National Curriculum year as shown: up to 14, then null. Source: Education Act 2002 s.82. Confidence: V; formula G-high.';

create function rules.key_stage(class_year int) returns text
language sql immutable parallel safe
return case
  when class_year <= 0 then 'EYFS'
  when class_year <= 2 then 'KS1'
  when class_year <= 6 then 'KS2'
  when class_year <= 9 then 'KS3'
  when class_year <= 11 then 'KS4'
  when class_year <= 14 then 'POST16'
  when class_year > 14 then 'POST19'
end;
comment on function rules.key_stage(int) is 'R-NCY-02: key stage of a class year: EYFS, KS1 to KS4, POST16 (Years 12 to 14), POST19. Source: Education Act 2002 s.82; the post-16 names have no legal definition. Confidence: V; formula G-high.';

create function rules.last_day_of_class_year(dob date, year_group_offset int, nc_year int) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_of_class(dob, year_group_offset, nc_year) + 1, 8, 31);
comment on function rules.last_day_of_class_year(date, int, int) is 'R-NCY-01: 31 August at the end of a National Curriculum year, by class. Confidence: G-high.';

create function rules.start_of_compulsory_school_age(dob date) returns date
language sql immutable parallel safe
return make_date(
  extract(year from dob)::int + 5,
  case when extract(month from dob) <= 3 then 3 when extract(month from dob) <= 8 then 8 else 12 end,
  31);
comment on function rules.start_of_compulsory_school_age(date) is 'R-CSA-01: the fifth birthday if it is 31 March, 31 August or 31 December, otherwise the next of those days. Source: Education Act 1996 s.8(2); Education (Start of Compulsory School Age) Order 1998. Confidence: V; prescribed days V2.';

create function rules.last_friday_of_june(year int) returns date
language sql immutable strict parallel safe
return date '1900-01-05' + 7 * ((make_date(year, 6, 30) - date '1900-01-05') / 7);
comment on function rules.last_friday_of_june(int) is 'R-CSA-02: school leaving date, counting whole weeks on from a Friday. Source: School Leaving Date Order 1997. Confidence: V.';

create function rules.turns_16_before_autumn_term(dob date, autumn_term_start date) returns boolean
language sql immutable parallel safe
return extract(month from dob) = 9
  and extract(year from autumn_term_start) = extract(year from dob) + 16
  and rules.attains(dob, 16) < autumn_term_start;
comment on function rules.turns_16_before_autumn_term(date, date) is 'R-CSA-02: turns 16 in September, before the first day of that autumn term, so still in the school year before. Source: Education Act 1996 ss.8(3)(a), 579. Confidence: G-med.';

create function rules.compulsory_school_age_last_day(dob date, autumn_term_start date default null) returns date
language sql immutable parallel safe
return rules.last_friday_of_june(
  rules.academic_year_start(dob) + 17
  - case when autumn_term_start is not null and rules.turns_16_before_autumn_term(dob, autumn_term_start) then 1 else 0 end);
comment on function rules.compulsory_school_age_last_day(date, date) is 'R-CSA-02: last day of compulsory school age: the last Friday in June of the academic year in which the person turns 16, by age and never by class. autumn_term_start is the first day of term in the year of the 16th birthday. Source: Education Act 1996 s.8(3); School Leaving Date Order 1997. Confidence: V; early September birthdays G-med.';

create function rules.young_person_from(dob date, autumn_term_start date default null) returns date
language sql immutable parallel safe
return rules.compulsory_school_age_last_day(dob, autumn_term_start) + 1;
comment on function rules.young_person_from(date, date) is 'R-CSA-02: first day as a "young person", the day after compulsory school age ends. Source: CFA s.83(2). Confidence: V; early September birthdays G-med.';

create function rules.is_early_september_birth(dob date) returns boolean
language sql immutable parallel safe
return extract(month from dob) = 9 and extract(day from dob) <= 7;
comment on function rules.is_early_september_birth(date) is 'R-CSA-02: born 1 to 7 September, so the end of compulsory school age needs the real first day of term. Source: Education Act 1996 ss.8(3), 579. Confidence: G-med.';

create function rules.participation_until(dob date, level3_on date default null) returns date
language sql immutable parallel safe
return least(rules.attains(dob, 18), level3_on);
comment on function rules.participation_until(date, date) is 'R-RPA-01: day the duty to take part in education or training stops applying: the 18th birthday, or reaching level 3 if sooner. It starts on young_person_from. Source: Education and Skills Act 2008 ss.1-3, 5. Confidence: V.';

-- 6. Who decides -----------------------------------------------------------------------------------

create function rules.decision_maker(dob date, on_date date, lacks_capacity_for_decision boolean default false, autumn_term_start date default null) returns text
language sql immutable parallel safe
return case
  when on_date <= rules.compulsory_school_age_last_day(dob, autumn_term_start) then 'parent'
  when lacks_capacity_for_decision then 'representative_or_parent'
  when on_date > rules.compulsory_school_age_last_day(dob, autumn_term_start) then 'young_person'
end;
comment on function rules.decision_maker(date, date, boolean, date) is 'R-RIGHTS-01: who holds EHC decision-making rights on a day. Capacity is for one decision at one time. Source: CFA ss.19, 36-51, 80, 83; Regs 63-64; Code 8.13-8.24 and Annex 1. Confidence: V2; s.80 V.';

create function rules.mental_capacity_act_from(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 16);
comment on function rules.mental_capacity_act_from(date) is 'R-RIGHTS-02: the Mental Capacity Act applies from 16. Source: MCA 2005 ss.1-4, 2(5). Confidence: G-high.';

create function rules.adult_from(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 18);
comment on function rules.adult_from(date) is 'R-RIGHTS-02: parental responsibility ends and a lasting power of attorney can be made from 18. Source: Family Law Reform Act 1969 s.1; MCA 2005 s.9. Confidence: G-high.';

create function rules.has_rights_before_16(dob date, autumn_term_start date default null) returns boolean
language sql immutable parallel safe
return rules.young_person_from(dob, autumn_term_start) < rules.mental_capacity_act_from(dob);
comment on function rules.has_rights_before_16(date, date) is 'R-RIGHTS-02: whether EHC rights pass while the person is 15, before the Mental Capacity Act applies: ask the SEND team. Source: CFA s.83(2); MCA 2005 s.2(5). Confidence: G-high.';

-- 7. Moving between phases of education ------------------------------------------------------------

create function rules.phase_boundaries(on_date date default rules.today()) returns table (boundary text, first_year int)
language sql stable strict parallel safe rows 6
begin atomic
  select p.name, p.value::int
  from rules.parameters p
  where p.rule_id = 'R-PT-00'
    and on_date between p.effective_from and coalesce(p.effective_to, 'infinity');
end;
comment on function rules.phase_boundaries(date) is 'R-PT-00: phase boundaries with the first National Curriculum year of the new phase, from rules.parameters. Join it to call the inlinable rules.transfer_date. Source: usual age ranges; local ones differ.';

create function rules.transfer_date(dob date, year_group_offset int, first_year int) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_of_class(dob, year_group_offset, first_year), 9, 1);
comment on function rules.transfer_date(date, int, int) is 'R-PT-00: 1 September on which a person''s class starts the first year of a new phase. Replace with the real first day once known. Source: Regs 2(1). Confidence: G-high.';

create function rules.transfer_date(dob date, year_group_offset int, boundary text) returns date
language sql stable strict parallel safe
begin atomic
  select rules.transfer_date(dob, year_group_offset, rules.parameter('R-PT-00', boundary)::int);
end;
comment on function rules.transfer_date(date, int, text) is 'R-PT-00: 1 September of the move at a named phase boundary; null for a boundary with no fixed year (post16_to_post16). Reads rules.parameters, so for a whole county join rules.phase_boundaries. Source: Regs 2(1). Confidence: G-high.';

create function rules.phase_transfer_headline(transfer_type text, transfer_date date) returns date
language sql immutable parallel safe
return case
  when transfer_type = 'secondary_to_post16' then make_date(extract(year from transfer_date)::int, 3, 31)
  when transfer_type = 'post16_to_post16' then rules.add_months_clamped(transfer_date, -5)
  when transfer_type in ('early_years_to_school', 'infant_to_junior', 'primary_to_middle', 'primary_to_secondary', 'middle_to_secondary')
    then make_date(extract(year from transfer_date)::int, 2, 15)
end;
comment on function rules.phase_transfer_headline(text, date) is 'R-PT-01, R-PT-02, R-PT-03: the deadline as people know it: 15 February, 31 March, or five months before a move between post-16 institutions. Source: Regs 2(1), 18; Code 9.179-9.183. Confidence: V.';

create function rules.last_safe_day(transfer_type text, transfer_date date) returns date
language sql immutable parallel safe
return rules.phase_transfer_headline(transfer_type, transfer_date) - case when transfer_type = 'post16_to_post16' then 0 else 1 end;
comment on function rules.last_safe_day(text, date) is 'R-PT-01, R-PT-02, R-PT-03: last lawful day for the final plan. The Regulations say "before" 15 February and 31 March, so the day before; "at least five months before" includes its last day. Source: Regs 18(1)-(2). Confidence: V.';

create function rules.phase_transfer_rule(transfer_type text) returns text
language sql immutable strict parallel safe
return case transfer_type when 'secondary_to_post16' then 'R-PT-02' when 'post16_to_post16' then 'R-PT-03' else 'R-PT-01' end;
comment on function rules.phase_transfer_rule(text) is 'R-PT-01, R-PT-02, R-PT-03: which of them sets the deadline of a move. Source: Regs 18(1)-(2). Confidence: V.';

create function rules.meeting_in_time_for(final_by date) returns date
language sql immutable parallel safe
return final_by - 12 * 7;
comment on function rules.meeting_in_time_for(date) is 'R-PT-04: last day for a review meeting whose plan must be final by a day: a review can take 12 weeks from meeting to final plan. Source: backward plan from R-AR-05. Confidence: planning.';

create function rules.latest_review_meeting(transfer_type text, transfer_date date) returns date
language sql immutable parallel safe
return rules.meeting_in_time_for(rules.last_safe_day(transfer_type, transfer_date));
comment on function rules.latest_review_meeting(text, date) is 'R-PT-04: last day for the transfer review meeting. Source: backward plan from Regs 18 and R-AR-05. Confidence: planning.';

create function rules.aim_for_review_meeting(transfer_date date, month_day text) returns date
language sql immutable strict parallel safe
return rules.day_of_year(extract(year from transfer_date)::int - 1, month_day);
comment on function rules.aim_for_review_meeting(date, text) is 'R-PT-04: our aim for the transfer review meeting, in the calendar year before the move; month_day is the R-PT-04 parameter of the transfer type. Source: planning.';

create function rules.aim_for_post16_final_plan(transfer_date date) returns date
language sql immutable parallel safe
return case
  when extract(month from transfer_date) = 9
    then least(make_date(extract(year from transfer_date)::int, 3, 31), rules.add_months_clamped(transfer_date, -5))
  else rules.add_months_clamped(transfer_date, -5)
end;
comment on function rules.aim_for_post16_final_plan(date) is 'R-PT-03: our aim for the final plan before a move between post-16 institutions: for a September move the Code expects 31 March. Source: Code 9.182-9.183. Confidence: V.';

create function rules.phase_transfer_status(transfer_type text, transfer_date date, final_issued date default null, on_date date default null, plan_first_made date default null) returns text
language sql immutable parallel safe
return case
  when plan_first_made > rules.phase_transfer_headline(transfer_type, transfer_date) then 'plan_made_after_deadline'
  when final_issued <= rules.last_safe_day(transfer_type, transfer_date) then 'on_time'
  when final_issued = rules.phase_transfer_headline(transfer_type, transfer_date) then 'headline_day'
  when final_issued > rules.phase_transfer_headline(transfer_type, transfer_date) then 'late'
  when on_date > rules.phase_transfer_headline(transfer_type, transfer_date) then 'overdue'
  when on_date <= rules.phase_transfer_headline(transfer_type, transfer_date) then 'not_due'
end;
comment on function rules.phase_transfer_status(text, date, date, date, date) is 'R-PT-05: how a transfer plan stands against its deadline. A plan first made after the deadline is an urgent task, not a breach. Source: derived from Regs 18. Confidence: V; the statuses are ours.';

-- 8. Annual review cycle ---------------------------------------------------------------------------

create function rules.review_complete_by(start date, review_months int default 12) returns date
language sql immutable strict parallel safe
return rules.last_day_of_months_starting(start, review_months);
comment on function rules.review_complete_by(date, int) is 'R-AR-01, R-AR-02: last day of the review period starting with the day the plan was first made or last reviewed. A review is complete when the council tells the family its decision. Source: CFA s.44(1); Regs 18-22; Code 9.166-9.185. Confidence: V2.';

create function rules.annual_review_latest_meeting(start date, transfer_type text default null, transfer_date date default null, review_months int default 12) returns date
language sql immutable parallel safe
return case when start is not null then least(
  rules.review_complete_by(start, review_months) - 4 * 7,
  rules.latest_review_meeting(transfer_type, transfer_date)) end;
comment on function rules.annual_review_latest_meeting(date, text, date, int) is 'R-AR-01: last day for the review meeting: 4 weeks before the review period ends, or 12 weeks before a phase transfer''s last safe day if sooner. Source: CFA s.44; Regs 18, 20(10). Confidence: V2.';

create function rules.under_five_review_from(last_review date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(last_review, 3);
comment on function rules.under_five_review_from(date) is 'R-AR-03: first day of the 3 to 6 month review window for a child under five. Source: Code 9.178 (should consider). Confidence: V2.';

create function rules.under_five_review_by(last_review date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(last_review, 6);
comment on function rules.under_five_review_by(date) is 'R-AR-03: last day of the 3 to 6 month review window for a child under five. Source: Code 9.178 (should consider). Confidence: V2.';

create function rules.is_under_five_review(dob date, last_review date) returns boolean
language sql immutable strict parallel safe
return last_review < rules.attains(dob, 5);
comment on function rules.is_under_five_review(date, date) is 'R-AR-03: the last review was before the fifth birthday. Source: Code 9.178. Confidence: V2.';

create function rules.review_notice_by(meeting date) returns date
language sql immutable strict parallel safe
return meeting - 2 * 7;
comment on function rules.review_notice_by(date) is 'R-AR-04: last day to give notice of a review meeting and to send everyone the advice gathered. Source: Regs 20(2)-(4), 21(2)-(4). Confidence: V.';

create function rules.review_advice_asked_by(meeting date, weeks int) returns date
language sql immutable strict parallel safe
return rules.weeks_before(meeting, weeks);
comment on function rules.review_advice_asked_by(date, int) is 'R-AR-04: our aim for asking people for review advice; weeks is the ask_for_advice_weeks parameter. Source: planning.';

create function rules.review_report_by(meeting date) returns date
language sql immutable strict parallel safe
return meeting + 2 * 7;
comment on function rules.review_report_by(date) is 'R-AR-05: last day for the review report. Source: Regs 20(7)-(8), 21(7)-(8). Confidence: V.';

create function rules.review_decision_by(meeting date) returns date
language sql immutable strict parallel safe
return meeting + 4 * 7;
comment on function rules.review_decision_by(date) is 'R-AR-05: last day for the decision to keep, amend or cease, and for the notice with the proposed changes. Source: Regs 20(10), 22(2); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin). Confidence: V.';

create function rules.review_final_cap(meeting date) returns date
language sql immutable strict parallel safe
return meeting + 12 * 7;
comment on function rules.review_final_cap(date) is 'R-AR-05: 12 weeks from the meeting, the longest a review may take to the final amended plan, even after a late notice. Source: Regs 20(10), 22(3); Devon [2022] EWHC 493 (Admin). Confidence: V; cap after a late notice V2.';

create function rules.review_final_plan_by(meeting date, notice_sent date default null) returns date
language sql immutable parallel safe
return case when meeting is not null then least(notice_sent + 8 * 7, rules.review_final_cap(meeting)) end;
comment on function rules.review_final_plan_by(date, date) is 'R-AR-05: last day for the final amended plan: 8 weeks from the amendment notice, never later than 12 weeks from the meeting. Source: Regs 22(3)-(4); Devon [2022] EWHC 493 (Admin). Confidence: V; cap after a late notice V2.';

create function rules.representations_last_day(served date) returns date
language sql immutable strict parallel safe
return rules.last_day_of_days_starting(served, 15);
comment on function rules.representations_last_day(date) is 'R-AR-06: last of the 15 calendar days, beginning with the day of service, to comment on a draft or notice. Source: Regs 13(1), 22(2)(c). Confidence: V.';

create function rules.termly_list_by(term_start date) returns date
language sql immutable strict parallel safe
return term_start - 2 * 7;
comment on function rules.termly_list_by(date) is 'R-AR-07: day by which the council should send the list of reviews due in a term. Source: Code 9.173-9.174. Confidence: V2.';

create function rules.must_prepare_for_adulthood(dob date, on_date date, year_group_offset int default 0) returns boolean
language sql immutable strict parallel safe
return rules.class_year(dob, on_date, year_group_offset) >= 9;
comment on function rules.must_prepare_for_adulthood(date, date, int) is 'R-AR-08: a review in or beyond Year 9, by class, must consider preparing for adulthood. Source: Regs 2(1), 20(6), 21(6); Code 8.9-8.12. Confidence: V; "year 9" for a child out of cohort G-med.';

create function rules.should_prepare_for_adulthood(dob date, on_date date, year_group_offset int default 0) returns boolean
language sql immutable parallel safe
return rules.class_year(dob, on_date, greatest(year_group_offset, 0)) >= 9;
comment on function rules.should_prepare_for_adulthood(date, date, int) is 'R-AR-08: in or beyond Year 9 by class or by age, whichever comes first: start then anyway. Source: Code 8.9-8.12. Confidence: V.';

create function rules.moved_area_tell_family_by(transfer date) returns date
language sql immutable strict parallel safe
return transfer + 6 * 7;
comment on function rules.moved_area_tell_family_by(date) is 'R-AR-09: last day for the new council to tell the family how it will handle the plan. Source: Regs 15. Confidence: V.';

create function rules.moved_area_review_by(last_review date, transfer date) returns date
language sql immutable parallel safe
return greatest(rules.last_day_of_months_starting(last_review, 12), rules.last_day_of_months_starting(transfer, 3));
comment on function rules.moved_area_review_by(date, date) is 'R-AR-09: last day for the new council''s review: the later of 12 months from the plan or last review and 3 months beginning with the transfer. Source: Regs 15(5). Confidence: V; end of reg 15(5) G-high.';

create function rules.moved_area_send_plan_by(learned date) returns date
language sql stable strict parallel safe
begin atomic
  select rules.nth_working_day_beginning_with(learned, 15);
end;
comment on function rules.moved_area_send_plan_by(date) is 'R-AR-09: last day for the old council to transfer the plan when it had under 15 working days'' warning of the move. Source: Regs 15. Confidence: V.';

-- 9. EHC needs assessment and appeal ---------------------------------------------------------------

create function rules.assessment_decision_by(request_received date) returns date
language sql immutable strict parallel safe
return request_received + 6 * 7;
comment on function rules.assessment_decision_by(date) is 'R-EHC-01: last day to say whether the council will assess. Source: CFA s.36; Regs 5(1); Code 9.39-9.44. Confidence: V.';

create function rules.no_plan_notice_by(request_received date) returns date
language sql immutable strict parallel safe
return request_received + 16 * 7;
comment on function rules.no_plan_notice_by(date) is 'R-EHC-01: last day to say the council will not issue a plan (and our aim for a draft). Source: CFA s.36; Regs 10(1). Confidence: V.';

create function rules.first_final_plan_by(request_received date) returns date
language sql immutable strict parallel safe
return request_received + 20 * 7;
comment on function rules.first_final_plan_by(date) is 'R-EHC-01: last day to send the final plan after a request. Source: CFA ss.37-38; Regs 13(2). Confidence: V.';

create function rules.advice_due_by(advice_requested date) returns date
language sql immutable strict parallel safe
return advice_requested + 6 * 7;
comment on function rules.advice_due_by(date) is 'R-EHC-02: last day to answer a request for assessment advice. Source: Regs 6, 8. Confidence: V2.';

create function rules.has_school_closure_exception(closed_from date, reopens date, advice_requested date) returns boolean
language sql immutable parallel safe
return reopens - closed_from >= 4 * 7 and advice_requested between closed_from - 7 and reopens - 7;
comment on function rules.has_school_closure_exception(date, date, date) is 'R-EHC-05: whether a time limit may be relaxed because advice was asked of a setting closed for at least 4 weeks. The original date stays; the exception is recorded beside it. Source: Regs 5(4), 8(2), 10(4), 13(3). Confidence: V; the other limbs G-high.';

create function rules.reassessment_reply_by(request_received date) returns date
language sql immutable strict parallel safe
return request_received + 15;
comment on function rules.reassessment_reply_by(date) is 'R-EHC-06: last day to answer a request for re-assessment. Source: Regs 25. Confidence: G-med.';

create function rules.reassessment_final_plan_by(notice_sent date) returns date
language sql immutable strict parallel safe
return notice_sent + 14 * 7;
comment on function rules.reassessment_final_plan_by(date) is 'R-EHC-06: last day for the final plan after notice that the council will re-assess. Source: Regs 27. Confidence: V.';

create function rules.appeal_by(decision_letter date, mediation_certificate date default null) returns date
language sql immutable parallel safe
return case when decision_letter is not null then greatest(
  rules.add_months_clamped(decision_letter, 2), rules.add_months_clamped(mediation_certificate, 1)) end;
comment on function rules.appeal_by(date, date) is 'R-APP-01: usual last day to appeal: two months from the decision letter or one month from the mediation certificate, whichever is later. Always add "check with SENDIASS". Source: Tribunal Procedure (HESC) Rules 2008; CFA ss.51-55. Confidence: V2.';

-- 10. Ending a plan --------------------------------------------------------------------------------

create function rules.plan_may_be_kept_until(dob date, setting text, course_or_training_end date default null) returns date
language sql immutable parallel safe
return case
  when setting = 'fe_institution' then make_date(
    extract(year from rules.attains(dob, 25))::int + (extract(month from rules.attains(dob, 25)) > 7)::int, 7, 31)
  when setting in ('apprenticeship', 'other') then greatest(
    rules.attains(dob, 25), least(course_or_training_end, rules.attains(dob, 26) - 1))
end;
comment on function rules.plan_may_be_kept_until(date, text, date) is 'R-CEASE-02: last day a plan can be kept after 25: 31 July for a further education institution; otherwise the end of the course or training, or the day before 26 if sooner. A power, not a duty. setting: fe_institution, apprenticeship, other. Source: CFA ss.46, 83(2); Regs 46(1); JL v Somerset CC [2021] UKUT 324 (AAC). Confidence: V2; course end in any other case G-med.';

create function rules.cease_blocked_by(dob date, on_date date, left_education boolean, reviewed boolean, wants_to_return boolean, return_appropriate boolean, no_longer_necessary boolean) returns text
language sql immutable parallel safe
return case
  when left_education and on_date < rules.attains(dob, 18) then 'under_18_out_of_education'
  when left_education and wants_to_return and return_appropriate then 'wants_to_return'
  when left_education and not reviewed then 'not_reviewed_since_leaving'
  when not left_education and not no_longer_necessary then 'plan_still_necessary'
end;
comment on function rules.cease_blocked_by(date, date, boolean, boolean, boolean, boolean, boolean) is 'R-CEASE-01: why a responsible council may not cease a plan now; null when nothing here stops it. Turning 16, 18 or 19 is never a reason to cease. Source: CFA s.45; Regs 29-31; Code 9.199-9.210. Confidence: V.';

-- 11. Adult social care and leaving care -----------------------------------------------------------

create function rules.adult_care_decision_target(dob date, months_before int) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(rules.attains(dob, 18), -months_before);
comment on function rules.adult_care_decision_target(date, int) is 'R-CARE-01: our aim for the adult social care decision; months_before is the decision_target_months parameter. The law sets no age, only "significant benefit". Source: Care Act 2014 ss.58-59; statutory guidance ch.16. Confidence: V for the duty; the date is planning.';

create function rules.carer_assessment_prompt(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 16);
comment on function rules.carer_assessment_prompt(date) is 'R-CARE-02: when to start asking about a child''s carer''s or young carer''s assessment: two years before 18. Source: Care Act 2014 ss.60-64. Confidence: V for the duty; the date is planning.';

create function rules.childrens_services_until(dob date, adult_decision_on date, adult_care_start date default null) returns date
language sql immutable parallel safe
return case when adult_decision_on is not null then greatest(rules.attains(dob, 18), adult_decision_on, adult_care_start) end;
comment on function rules.childrens_services_until(date, date, date) is 'R-CARE-03: earliest end of children''s services: 18, the adult decision, or the start of adult care, whichever is latest; null while no decision is recorded, because they continue by law. Source: Care Act 2014 s.66 (Children Act 1989 ss.17ZH-17ZI; CSDPA 1970 s.2A). Confidence: V2.';

create function rules.childrens_services_status(dob date, on_date date, adult_decision_on date default null, adult_care_start date default null) returns text
language sql immutable parallel safe
return case
  when on_date < rules.attains(dob, 18) then 'childrens_services'
  when on_date < rules.childrens_services_until(dob, adult_decision_on, adult_care_start) then 'continuing_by_law'
  when rules.childrens_services_until(dob, adult_decision_on, adult_care_start) is not null then 'adult_decision_made'
  when on_date is not null then 'continuing_by_law'
end;
comment on function rules.childrens_services_status(date, date, date, date) is 'R-CARE-03: where social care stands on a day: childrens_services before 18, continuing_by_law until the adult decision takes effect, then adult_decision_made; never "ended" by a birthday. Source: Care Act 2014 s.66. Confidence: V2.';

create function rules.eligible_child_from(dob date, looked_after_from date) returns date
language sql immutable parallel safe
return case
  when greatest(rules.attains(dob, 16), greatest(looked_after_from, rules.attains(dob, 14)) + 90) < rules.attains(dob, 18)
    and looked_after_from is not null
  then greatest(rules.attains(dob, 16), greatest(looked_after_from, rules.attains(dob, 14)) + 90)
end;
comment on function rules.eligible_child_from(date, date) is 'R-LEAVE-01: day a child looked after without a break becomes an eligible child: aged 16, and on the 91st day looked after since 14; null when that is not before 18. Source: Children Act 1989 Sch 2 para 19B; Care Planning Regs 2010 reg 40. Confidence: V; day 91 G-med.';

create function rules.eligible_child_from(dob date, looked_after datemultirange) returns date
language sql immutable strict parallel safe
begin atomic
  select min(day)
  from (
    select day::date as day, row_number() over (order by day) as days_looked_after
    from generate_series(rules.attains(dob, 14)::timestamp, (rules.attains(dob, 18) - 1)::timestamp, interval '1 day') as day
    where looked_after @> day::date
  ) as counted
  where days_looked_after >= 91 and day >= rules.attains(dob, 16);
end;
comment on function rules.eligible_child_from(date, datemultirange) is 'R-LEAVE-01: as for one period, adding the days of broken periods since 14 (leave out short-break placements under reg 48). Source: Children Act 1989 Sch 2 para 19B; Care Planning Regs 2010 regs 40, 48. Confidence: V; day 91 G-med.';

create function rules.leaving_care_assessment_by(dob date, became_eligible date default null) returns date
language sql immutable parallel safe
return rules.add_months_clamped(greatest(rules.attains(dob, 16), became_eligible), 3);
comment on function rules.leaving_care_assessment_by(date, date) is 'R-LEAVE-02: last day for the leaving care needs assessment: three months after 16, or after becoming eligible if later. Source: Care Planning Regs 2010 regs 41-43. Confidence: V.';

create function rules.pathway_plan_review_by(last_review date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(last_review, 6);
comment on function rules.pathway_plan_review_by(date) is 'R-LEAVE-03: next pathway plan review, at least every 6 months. Source: Care Leavers Regs 2010 reg 7. Confidence: G-high, regulation not opened.';

create function rules.personal_adviser_until(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 25);
comment on function rules.personal_adviser_until(date) is 'R-LEAVE-03: a personal adviser is offered to 25. Source: Children Act 1989 s.23CZB. Confidence: V2.';

create function rules.staying_put_until(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 21);
comment on function rules.staying_put_until(date) is 'R-LEAVE-04: staying put with former foster carers, to 21. Source: Children Act 1989 s.23CZA. Confidence: G-high.';

create function rules.staying_close_until(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 25);
comment on function rules.staying_close_until(date) is 'R-LEAVE-04: staying close support, to 25, only while the staying_close_in_force parameter is true. Source: Children''s Wellbeing and Schools Act 2026 s.7, prospective. Confidence: V.';

-- 12. Health ---------------------------------------------------------------------------------------

create function rules.health_check_from(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 14);
comment on function rules.health_check_from(date) is 'R-HEALTH-02: annual health check from 14 for people on a GP learning disability register. Source: NHS England enhanced service. Confidence: V2.';

create function rules.health_check_next_due(dob date, on_date date, last_check date default null) returns date
language sql immutable parallel safe
return coalesce(rules.add_months_clamped(last_check, 12), greatest(on_date, rules.health_check_from(dob)));
comment on function rules.health_check_next_due(date, date, date) is 'R-HEALTH-02: next annual health check: 12 months after the last; with none yet, now or on the 14th birthday. Source: planning on the NHS England enhanced service. Confidence: V2.';

create function rules.health_transition_planning_by(dob date, year_group_offset int default 0, entered_service date default null) returns date
language sql immutable parallel safe
return greatest(rules.last_day_of_class_year(dob, year_group_offset, 9), entered_service);
comment on function rules.health_transition_planning_by(date, int, date) is 'R-HEALTH-03: health services should start transition planning by the end of Year 9, or at once for someone who joins later. Source: NICE NG43; QS140 (2023). Confidence: V.';

create function rules.health_named_worker_from(transfer date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(transfer, -6);
comment on function rules.health_named_worker_from(date) is 'R-HEALTH-03: a named worker from at least 6 months before the move to adult services. Source: NICE NG43. Confidence: V2.';

create function rules.health_named_worker_to(transfer date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(transfer, 6);
comment on function rules.health_named_worker_to(date) is 'R-HEALTH-03: a named worker to at least 6 months after the move to adult services. Source: NICE NG43. Confidence: V2.';

create function rules.consents_to_treatment_from(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 16);
comment on function rules.consents_to_treatment_from(date) is 'R-HEALTH-04: a person can consent to treatment from 16. Source: Family Law Reform Act 1969 s.8. Confidence: G-high.';

-- 13. Money, travel, work, higher education --------------------------------------------------------

create function rules.pip_apply_by(letter_date date) returns date
language sql immutable strict parallel safe
return letter_date + 28;
comment on function rules.pip_apply_by(date) is 'R-BEN-01: day to claim PIP by, 28 days from the DWP letter; the date printed in the letter always wins. Source: gov.uk, DLA when your child turns 16. Confidence: V.';

create function rules.pip_second_chance_by(letter_date date) returns date
language sql immutable strict parallel safe
return letter_date + 56;
comment on function rules.pip_second_chance_by(date) is 'R-BEN-01: end of the second 28 days to claim PIP, after DLA has stopped. Source: gov.uk, DLA when your child turns 16; Scope. Confidence: V2.';

create function rules.universal_credit_threshold(dob date) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_start(dob) + 20, 9, 1);
comment on function rules.universal_credit_threshold(date) is 'R-BEN-02: first 1 September after the 19th birthday, when the bar on claiming in non-advanced education eases. Source: Universal Credit Regulations 2013. Confidence: V2; birthdays on 1 September G-med.';

create function rules.child_benefit_first_end(dob date) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_start(dob) + 17, 8, 31);
comment on function rules.child_benefit_first_end(date) is 'R-BEN-03: Child Benefit ends on the 31 August on or after 16 unless education or training goes on. Source: HMRC practice. Confidence: G-high.';

create function rules.child_benefit_last_end(dob date) returns date
language sql immutable strict parallel safe
return rules.attains(dob, 20);
comment on function rules.child_benefit_last_end(date) is 'R-BEN-03: Child Benefit stops at 20 at the latest. Source: HMRC practice. Confidence: G-high.';

create function rules.transport_policy_by(course_start date, month_day text) returns date
language sql immutable strict parallel safe
return rules.day_of_year(rules.academic_year_start(course_start), month_day);
comment on function rules.transport_policy_by(date, text) is 'R-TRAVEL-01: post-16 transport policy (31 May) or our aim to apply (30 June) before the academic year of a course; month_day is the R-TRAVEL-01 parameter. Source: Education Act 1996 ss.508F, 509AA-AB. Confidence: V2.';

create function rules.is_sixth_form_age(dob date, course_start date, autumn_term_start date default null) returns boolean
language sql immutable parallel safe
return course_start > rules.compulsory_school_age_last_day(dob, autumn_term_start) and course_start < rules.attains(dob, 19);
comment on function rules.is_sixth_form_age(date, date, date) is 'R-TRAVEL-01: over compulsory school age and the course began before 19; stays true until that course ends. Source: Education Act 1996 s.509AC. Confidence: V2.';

create function rules.supported_internship_reasons(dob date, start date, has_ehcp boolean, starts_without_plan boolean default false, autumn_term_start date default null) returns text[]
language sql immutable parallel safe
return array_remove(array[
  case when start <= rules.compulsory_school_age_last_day(dob, autumn_term_start) or start < rules.attains(dob, 16) then 'too_young' end,
  case when start >= rules.attains(dob, 25) then 'aged_25_or_over' end,
  case when not has_ehcp and not starts_without_plan then 'no_ehcp' end
], null);
comment on function rules.supported_internship_reasons(date, date, boolean, boolean, date) is 'R-SI-01: why a supported internship is not open to someone; empty when it is. starts_without_plan is the local pilot switch. Source: DfE supported internship guidance. Confidence: V; pilots without a plan uncertain.';

create function rules.supported_internship_at_least_until(start date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(start, 6);
comment on function rules.supported_internship_at_least_until(date) is 'R-SI-02: a placement lasts at least six months. Source: DfE supported internship guidance. Confidence: V.';

create function rules.access_to_work_opens(start date) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(start, -6);
comment on function rules.access_to_work_opens(date) is 'R-SI-02: Access to Work can be applied for up to six months before. Source: BASE on Access to Work. Confidence: V2.';

create function rules.access_to_work_apply_by(start date, weeks int) returns date
language sql immutable strict parallel safe
return rules.weeks_before(start, weeks);
comment on function rules.access_to_work_apply_by(date, int) is 'R-SI-02: our aim for the Access to Work application; weeks is the access_to_work_apply_weeks parameter. Source: planning.';

create function rules.apprenticeship_earliest_end(start date, minimum_months int) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(start, minimum_months);
comment on function rules.apprenticeship_earliest_end(date, int) is 'R-APPR-01: an apprenticeship does not end before this; minimum_months is the parameter in force on the start day (8 from August 2025). Source: apprenticeship funding rules. Confidence: V2, 2026-27 rules not read in full.';

create function rules.dsa_apply_by(course_start date, months_before int) returns date
language sql immutable strict parallel safe
return rules.add_months_clamped(course_start, -months_before);
comment on function rules.dsa_apply_by(date, int) is 'R-HE-01: our aim for applying for Disabled Students'' Allowance; months_before is the dsa_apply_months parameter. Source: planning.';

create function rules.plan_copy_by(request_received date) returns date
language sql stable strict parallel safe
begin atomic
  select rules.nth_working_day_beginning_with(request_received + 1, 15);
end;
comment on function rules.plan_copy_by(date) is 'R-HE-01: last of the 15 working days after a request to send a copy of the plan to a university or DSA assessor. Source: Regs 47. Confidence: G-med.';

-- 14. Careers, participation, data, funding --------------------------------------------------------

create function rules.provider_encounters_by(dob date, year_group_offset int, nc_year int) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_of_class(dob, year_group_offset, nc_year) + 1, 2, 28);
comment on function rules.provider_encounters_by(date, int, int) is 'R-CAREERS-01: 28 February of Year 9, 11 or 13, by class, for the provider encounters schools must offer. Source: Education Act 1997 ss.42A-45A. Confidence: V.';

create function rules.september_guarantee_by(dob date, year_group_offset int, nc_year int) returns date
language sql immutable strict parallel safe
return make_date(rules.academic_year_of_class(dob, year_group_offset, nc_year) + 1, 9, 30);
comment on function rules.september_guarantee_by(date, int, int) is 'R-OFFER-01: 30 September after Year 11 or 12, by class, for a suitable offer of a place. Source: DfE September Guarantee. Confidence: V2.';

create function rules.tracked_until(dob date, has_ehcp boolean, plan_ended date default null) returns date
language sql immutable parallel safe
return case
  when plan_ended is not null then least(rules.attains(dob, 25), greatest(make_date(rules.academic_year_start(dob) + 19, 8, 31), plan_ended))
  when has_ehcp then rules.attains(dob, 25)
  when not has_ehcp then make_date(rules.academic_year_start(dob) + 19, 8, 31)
end;
comment on function rules.tracked_until(date, boolean, date) is 'R-NEET-01: day the council stops tracking activity: the end of the academic year of turning 18, or 25 with an EHC plan, or the day the plan ended in between. Source: Education and Skills Act 2008 s.68; NCCIS. Confidence: V2, current cohort not read.';

create function rules.sen2_survey_day(year int) returns date
language sql immutable strict parallel safe
return make_date(year, 1, 15) + (11 - extract(isodow from make_date(year, 1, 15))::int) % 7;
comment on function rules.sen2_survey_day(int) is 'R-SEN2-01: third Thursday in January; a published survey day in rules.parameters comes first. Source: DfE SEN2 collection. Confidence: V for 2026 and 2027; later years G-med.';

create function rules.education_funding(dob date, start date, has_ehcp boolean, course_begun date default null) returns text
language sql immutable parallel safe
return case
  when start < rules.attains(dob, 19) then '16_to_19_funding'
  when course_begun < rules.attains(dob, 19) then '16_to_19_funding'
  when has_ehcp and start < rules.attains(dob, 26) then '16_to_19_funding'
  when start is not null and has_ehcp is not null then 'adult_skills_fund'
end;
comment on function rules.education_funding(date, date, boolean, date) is 'R-FUND-01: which fund pays for further education: 16 to 19 funding for 16 to 18 year-olds, for a course begun before 19, and for 19 to 25 year-olds with an EHC plan; otherwise the Adult Skills Fund. Source: 16 to 19 funding guidance. Confidence: G-high.';

-- 15. The catalogue --------------------------------------------------------------------------------

create table rules.catalogue (
  rule_id text primary key,
  title text not null,
  source text not null,
  confidence text not null,
  shown_as text not null,
  doubt_when text,
  doubt text,
  constraint catalogue_confidence_is_known check (confidence in ('V', 'V2', 'G-high', 'G-med', 'G-low', 'planning')),
  constraint catalogue_shown_as_is_a_due_kind check (shown_as in ('statutory', 'guidance', 'planning')),
  constraint catalogue_doubt_when_is_known check (doubt_when in (
    'always', 'leap_day_birth', 'early_september_birth', 'first_of_september_birth', 'out_of_cohort', 'part')),
  constraint catalogue_doubt_is_explained check ((doubt_when is null) = (doubt is null)),
  constraint catalogue_always_doubtful_is_not_law check (doubt_when is distinct from 'always' or shown_as <> 'statutory')
);
comment on table rules.catalogue is 'One row per rule: its title, its legal source, how sure we are and how its dates are shown. What we are unsure of is shown as guidance, not as law.';
comment on column rules.catalogue.rule_id is 'Rule id, as rules.evaluate takes it.';
comment on column rules.catalogue.title is 'What the rule is about, in a few words.';
comment on column rules.catalogue.source is 'Act, regulation, Code paragraph, guidance or judgment.';
comment on column rules.catalogue.confidence is 'V read in the law or official guidance, V2 read in a secondary source, G-high to G-low general knowledge, planning our own backward plan.';
comment on column rules.catalogue.shown_as is 'Strongest due kind a date from this rule may carry: statutory (must), guidance (should), planning (aim for).';
comment on column rules.catalogue.doubt_when is 'For whom or what the rule is uncertain; part means the output named in doubt. Empty when it is not.';
comment on column rules.catalogue.doubt is 'What is uncertain and why.';

insert into rules.catalogue (rule_id, title, source, confidence, shown_as, doubt_when, doubt) values
  ('R-AGE-01', 'Reaching an age', 'Family Law Reform Act 1969 s.9', 'V', 'statutory', 'leap_day_birth', 'No Act says when someone born on 29 February reaches an age in a common year. We use 1 March and warn from 28 February.'),
  ('R-CAL-01', 'Academic year', 'Custom and DfE data practice; Education Act 1996 s.579', 'G-high', 'guidance', null, null),
  ('R-CAL-02', 'Counting weeks and months', 'Dodds v Walker [1981] UKHL (corresponding-date rule)', 'G-high', 'guidance', null, null),
  ('R-CAL-03', 'Bank holidays and working days', 'Banking and Financial Dealings Act 1971 Sch 1; royal proclamations', 'G-high', 'guidance', null, null),
  ('R-CAL-04', 'Term dates', 'Planning default until the setting''s own terms are loaded', 'planning', 'planning', null, null),
  ('R-NCY-01', 'National Curriculum year', 'Education Act 2002 s.82', 'V', 'guidance', null, null),
  ('R-NCY-02', 'Key stage', 'Education Act 2002 s.82', 'V', 'guidance', null, null),
  ('R-CSA-01', 'Start of compulsory school age', 'Education Act 1996 s.8(2); Education (Start of Compulsory School Age) Order 1998', 'V', 'statutory', null, null),
  ('R-CSA-02', 'End of compulsory school age', 'Education Act 1996 s.8(3); School Leaving Date Order 1997; CFA 2014 s.83(2)', 'V', 'statutory', 'early_september_birth', 'For birthdays from 1 to 7 September the law looks to the real first day of term (s.8(3) with s.579). Check it.'),
  ('R-RPA-01', 'Taking part in education or training to 18', 'Education and Skills Act 2008 ss.1-3, 5', 'V', 'statutory', null, null),
  ('R-RIGHTS-01', 'Who makes EHC plan decisions', 'CFA 2014 ss.19, 36-51, 80, 83; SEND Regs 2014 regs 63-64; Code 8.13-8.24 and Annex 1', 'V2', 'statutory', 'early_september_birth', 'Depends on the end of compulsory school age, which needs the real first day of term for these birthdays.'),
  ('R-RIGHTS-02', 'Mental Capacity Act and adulthood', 'Mental Capacity Act 2005 ss.1-4, 2(5), 9', 'G-high', 'statutory', 'leap_day_birth', 'No Act says when someone born on 29 February reaches an age in a common year.'),
  ('R-PT-00', 'When the next move happens', 'SEND Regs 2014 reg 2(1); 1 September is the usual first day', 'G-high', 'planning', null, null),
  ('R-PT-01', 'Final plan before 15 February', 'SEND Regs 2014 regs 2(1), 18(1)(b); Code 9.179-9.180', 'V', 'statutory', null, null),
  ('R-PT-02', 'Final plan before 31 March, secondary to post-16', 'SEND Regs 2014 reg 18(1)(a); Code 9.179-9.182', 'V', 'statutory', null, null),
  ('R-PT-03', 'Final plan five months before a move between post-16 institutions', 'SEND Regs 2014 reg 18(2); Code 9.182-9.183', 'V', 'statutory', null, null),
  ('R-PT-04', 'Planning back from a transfer deadline', 'Backward plan from SEND Regs 2014 regs 18, 20, 22', 'planning', 'planning', null, null),
  ('R-PT-05', 'Late transfer plans', 'Derived from SEND Regs 2014 reg 18', 'V', 'statutory', null, null),
  ('R-AR-01', 'Annual review within twelve months', 'CFA 2014 s.44(1); SEND Regs 2014 regs 18-22; Code 9.166-9.185', 'V2', 'statutory', null, null),
  ('R-AR-02', 'First annual review', 'CFA 2014 s.44(1); SEND Regs 2014 regs 18-22; Code 9.166-9.185', 'V2', 'statutory', null, null),
  ('R-AR-03', 'Reviews for under fives', 'Code 9.178', 'V2', 'guidance', null, null),
  ('R-AR-04', 'Before the review meeting', 'SEND Regs 2014 regs 20(2)-(4), 21(2)-(4)', 'V', 'statutory', null, null),
  ('R-AR-05', 'After the review meeting', 'SEND Regs 2014 regs 20(7)-(11), 21(7)-(10), 22(2)-(4); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)', 'V', 'statutory', null, null),
  ('R-AR-06', 'Time to comment on a draft or notice', 'SEND Regs 2014 regs 13(1), 22(2)(c)', 'V', 'statutory', null, null),
  ('R-AR-07', 'Termly list of reviews', 'Code 9.173-9.174', 'V2', 'guidance', null, null),
  ('R-AR-08', 'Preparing for adulthood from Year 9', 'SEND Regs 2014 regs 2(1), 20(6), 21(6); Code 8.9-8.12', 'V', 'statutory', 'out_of_cohort', 'How the Regulations define "year 9" for a child taught outside their normal year was not read in full.'),
  ('R-AR-09', 'Moving to another council', 'SEND Regs 2014 reg 15', 'V', 'statutory', null, null),
  ('R-EHC-01', 'Assessment: six, sixteen and twenty weeks', 'CFA 2014 ss.36-40; SEND Regs 2014 regs 5(1), 10(1), 13(2); Code 9.39-9.44', 'V', 'statutory', null, null),
  ('R-EHC-02', 'Assessment advice in six weeks', 'SEND Regs 2014 regs 6, 8', 'V2', 'statutory', null, null),
  ('R-EHC-05', 'When an assessment limit may be relaxed', 'SEND Regs 2014 regs 5(4), 8(2), 10(4), 13(3)', 'V', 'statutory', null, null),
  ('R-EHC-06', 'Re-assessment', 'SEND Regs 2014 regs 25, 27', 'V', 'statutory', 'part', 'reply_by: 15 days under reg 25 is from memory. The 14 weeks under reg 27 was read.'),
  ('R-APP-01', 'Time to appeal', 'Tribunal Procedure (HESC) Rules 2008; CFA 2014 ss.51-55', 'V2', 'statutory', null, null),
  ('R-CEASE-01', 'When a plan may stop', 'CFA 2014 s.45; SEND Regs 2014 regs 29-31; Code 9.199-9.210', 'V', 'statutory', null, null),
  ('R-CEASE-02', 'The 25th birthday', 'CFA 2014 ss.46, 83(2); SEND Regs 2014 reg 46(1); JL v Somerset CC [2021] UKUT 324 (AAC)', 'V2', 'statutory', 'part', 'may_be_maintained_until with setting "other": reg 46(1)(c), on the end of the course, was not read in full.'),
  ('R-CARE-01', 'Child''s needs assessment', 'Care Act 2014 ss.58-59; Care and Support Statutory Guidance ch.16', 'V', 'planning', null, null),
  ('R-CARE-02', 'Carers'' assessments before 18', 'Care Act 2014 ss.60-64; Children Act 1989 s.17ZA', 'V', 'planning', null, null),
  ('R-CARE-03', 'No cliff edge at 18', 'Care Act 2014 s.66 (Children Act 1989 ss.17ZH-17ZI; CSDPA 1970 s.2A)', 'V2', 'statutory', null, null),
  ('R-CARE-04', 'Children''s services with an EHC plan after 18', 'CFA 2014 s.50; Children Act 1989 s.17ZG', 'V2', 'statutory', null, null),
  ('R-LEAVE-01', 'Becoming an eligible child', 'Children Act 1989 Sch 2 para 19B; Care Planning Regs 2010 reg 40', 'G-med', 'guidance', 'always', 'That the 91st day looked after is the day that counts is our reading.'),
  ('R-LEAVE-02', 'Leaving care assessment and pathway plan', 'Care Planning Regs 2010 regs 41-43', 'V', 'statutory', null, null),
  ('R-LEAVE-03', 'Personal adviser and pathway plan reviews', 'Care Leavers (England) Regs 2010 reg 7; Children Act 1989 s.23CZB', 'G-high', 'guidance', 'always', 'The regulation behind the six months was not opened.'),
  ('R-LEAVE-04', 'Staying put and staying close', 'Children Act 1989 ss.23CZA, 23CZAA; Children''s Wellbeing and Schools Act 2026 s.7', 'G-high', 'statutory', 'part', 'staying_close_until: s.7 of the 2026 Act was not in force in June 2026. The switch is a parameter.'),
  ('R-HEALTH-01', 'NHS Continuing Healthcare from 14 to 18', 'National Framework for NHS Continuing Healthcare (2018, revised 2022); children''s framework 2016 paras 116-117', 'V2', 'guidance', 'always', 'The two frameworks differ on screening at 16 or at 16 to 17. Current paragraph numbers were not checked.'),
  ('R-HEALTH-02', 'Annual health check', 'NHS England learning disability health check enhanced service', 'V2', 'guidance', null, null),
  ('R-HEALTH-03', 'Moving to adult health services', 'NICE NG43; NICE QS140 (2023)', 'V', 'guidance', null, null),
  ('R-HEALTH-04', 'Consent to treatment at 16', 'Family Law Reform Act 1969 s.8', 'G-high', 'statutory', null, null),
  ('R-BEN-01', 'DLA to PIP', 'Department for Work and Pensions: DLA when your child turns 16', 'V', 'guidance', null, null),
  ('R-BEN-02', 'Universal Credit and education', 'Universal Credit Regulations 2013 (rule since 15 December 2021)', 'V2', 'guidance', 'first_of_september_birth', 'For birthdays on 1 September we read "after the 19th birthday" as the next year.'),
  ('R-BEN-03', 'Child Benefit', 'HMRC practice', 'G-high', 'guidance', null, null),
  ('R-TRAVEL-01', 'Post-16 transport', 'Education Act 1996 ss.508F, 509AA-AC; post-16 transport guidance', 'V2', 'guidance', null, null),
  ('R-SI-01', 'Supported internship: who', 'DfE supported internship guidance', 'V', 'guidance', 'part', 'Reason no_ehcp: whether a pilot without a plan runs after March 2026, and where, is not known.'),
  ('R-SI-02', 'Supported internship: how long, Access to Work', 'DfE supported internship guidance; BASE on Access to Work', 'V', 'guidance', null, null),
  ('R-APPR-01', 'Apprenticeships', 'Apprenticeship funding rules 2025-26 and 2026-27', 'V2', 'guidance', 'always', 'Only summaries of the 2026-27 rules were read.'),
  ('R-HE-01', 'Higher education', 'CFA 2014 s.83; SEND Regs 2014 reg 47; Code 8.43-8.45', 'G-med', 'guidance', 'always', 'The duty to send a copy exists; 15 working days is from memory.'),
  ('R-CAREERS-01', 'Careers guidance and provider encounters', 'Education Act 1997 ss.42A-45A; DfE statutory guidance (8 May 2025)', 'V', 'statutory', null, null),
  ('R-OFFER-01', 'September Guarantee', 'DfE September Guarantee', 'V2', 'guidance', null, null),
  ('R-NEET-01', 'Tracking what young people do', 'Education and Skills Act 2008 s.68; NCCIS management information requirement', 'V2', 'guidance', 'always', 'The source covers to 2021; the current requirement was not read.'),
  ('R-SEN2-01', 'SEN2 return', 'DfE SEN2 collection', 'V', 'guidance', 'part', 'Years after 2027: the third Thursday is a pattern, not a published date.'),
  ('R-FUND-01', 'Funding by age', 'DfE 16 to 19 funding guidance; Adult Skills Fund rules', 'G-high', 'guidance', null, null),
  ('R-REFORM-01', 'Rule parameters and their dates', 'SEND reform watch: consultation of 23 February 2026; King''s Speech of 13 May 2026', 'V2', 'guidance', 'always', 'The law may change. Check before each release.');

create function rules.shown_as(rule_id text, dob date default null, year_group_offset int default 0) returns text
language sql stable parallel safe
begin atomic
  select case
    when c.shown_as <> 'statutory' then c.shown_as
    when c.doubt_when = 'leap_day_birth' and rules.is_leap_day_birth(dob) then 'guidance'
    when c.doubt_when = 'early_september_birth' and rules.is_early_september_birth(dob) then 'guidance'
    when c.doubt_when = 'out_of_cohort' and year_group_offset <> 0 then 'guidance'
    else c.shown_as
  end
  from rules.catalogue c
  where c.rule_id = shown_as.rule_id;
end;
comment on function rules.shown_as(text, date, int) is 'Strongest due kind (statutory, guidance, planning) a rule''s date may carry for a person: guidance where the rule is uncertain for their birthday or class.';

-- 16. Reading the inputs of a case -----------------------------------------------------------------

create function rules.optional_date(inputs jsonb, key text) returns date
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  given text := inputs ->> key;
begin
  if given is null then
    return null;
  end if;
  if jsonb_typeof(inputs -> key) <> 'string' or given !~ '^\d{4}-\d{2}-\d{2}$' then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s must be a date written YYYY-MM-DD', key);
  end if;
  return make_date(substr(given, 1, 4)::int, substr(given, 6, 2)::int, substr(given, 9, 2)::int);
exception when datetime_field_overflow then
  raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s is not a day in the calendar', key);
end;
$$;
comment on function rules.optional_date(jsonb, text) is 'A date from the inputs of a case; null when absent. Raises PT400 rule_input_invalid when it is not a real YYYY-MM-DD date.';

create function rules.optional_int(inputs jsonb, key text, lowest int, highest int) returns int
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  given jsonb := inputs -> key;
begin
  if given is null or given = 'null' then
    return null;
  end if;
  if jsonb_typeof(given) = 'number' and given::numeric = trunc(given::numeric) and given::numeric between lowest and highest then
    return given::int;
  end if;
  raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s must be a whole number from %s to %s', key, lowest, highest);
end;
$$;
comment on function rules.optional_int(jsonb, text, int, int) is 'A whole number from the inputs of a case; null when absent. Raises PT400 rule_input_invalid when it is anything else.';

create function rules.optional_bool(inputs jsonb, key text, otherwise boolean default null) returns boolean
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  given jsonb := inputs -> key;
begin
  if given is null or given = 'null' then
    return otherwise;
  end if;
  if jsonb_typeof(given) <> 'boolean' then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s must be true or false', key);
  end if;
  return given::boolean;
end;
$$;
comment on function rules.optional_bool(jsonb, text, boolean) is 'True or false from the inputs of a case; otherwise when absent. Raises PT400 rule_input_invalid when it is anything else.';

create function rules.optional_choice(inputs jsonb, key text, choices text[]) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  given jsonb := inputs -> key;
begin
  if given is null or given = 'null' then
    return null;
  end if;
  if jsonb_typeof(given) = 'string' and given #>> '{}' = any (choices) then
    return given #>> '{}';
  end if;
  raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s must be one of %s', key, array_to_string(choices, ', '));
end;
$$;
comment on function rules.optional_choice(jsonb, text, text[]) is 'One of some words from the inputs of a case; null when absent. Raises PT400 rule_input_invalid when it is anything else.';

create function rules.needs(inputs jsonb, variadic keys text[]) returns void
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  key text;
begin
  foreach key in array keys loop
    if coalesce(inputs -> key, 'null') = 'null' then
      raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('%s is missing', key);
    end if;
  end loop;
end;
$$;
comment on function rules.needs(jsonb, text[]) is 'Raises PT400 rule_input_invalid unless every named input is given.';

create function rules.needs_any(inputs jsonb, variadic keys text[]) returns void
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  if not exists (select from unnest(keys) as key where coalesce(inputs -> key, 'null') <> 'null') then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('one of %s is needed', array_to_string(keys, ', '));
  end if;
end;
$$;
comment on function rules.needs_any(jsonb, text[]) is 'Raises PT400 rule_input_invalid unless at least one named input is given.';

create function rules.date_of(inputs jsonb, key text) returns date
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs(inputs, key);
  return rules.optional_date(inputs, key);
end;
$$;
comment on function rules.date_of(jsonb, text) is 'A date the case must give.';

create function rules.int_of(inputs jsonb, key text, lowest int, highest int) returns int
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs(inputs, key);
  return rules.optional_int(inputs, key, lowest, highest);
end;
$$;
comment on function rules.int_of(jsonb, text, int, int) is 'A whole number the case must give.';

create function rules.bool_of(inputs jsonb, key text) returns boolean
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs(inputs, key);
  return rules.optional_bool(inputs, key);
end;
$$;
comment on function rules.bool_of(jsonb, text) is 'True or false, which the case must give.';

create function rules.choice_of(inputs jsonb, key text, variadic choices text[]) returns text
language plpgsql immutable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs(inputs, key);
  return rules.optional_choice(inputs, key, choices);
end;
$$;
comment on function rules.choice_of(jsonb, text, text[]) is 'One of some words, which the case must give.';

create function rules.offset_of(inputs jsonb) returns int
language sql immutable parallel safe
return coalesce(rules.optional_int(inputs, 'offset', -5, 5), 0);
comment on function rules.offset_of(jsonb) is 'Year-group offset of a case: -1 taught a year below, 1 a year above, 0 when absent.';

create function rules.term_start_of(inputs jsonb) returns date
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  autumn_term_start date := rules.optional_date(inputs, 'autumn_term_start');
  year_of_16 int := extract(year from rules.date_of(inputs, 'dob'))::int + 16;
begin
  if extract(year from autumn_term_start) <> year_of_16 then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = format('autumn_term_start must be in %s, the year of the 16th birthday', year_of_16);
  end if;
  return autumn_term_start;
end;
$$;
comment on function rules.term_start_of(jsonb) is 'First day of the autumn term in the year of the 16th birthday, when the case gives it.';

create function rules.looked_after_periods(inputs jsonb) returns datemultirange
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  periods datemultirange := '{}';
  period jsonb;
begin
  if jsonb_typeof(inputs -> 'periods') <> 'array' then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = 'periods must be a list of {"from", "to"}';
  end if;
  for period in select jsonb_array_elements(inputs -> 'periods') loop
    if jsonb_typeof(period) <> 'object' then
      raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = 'periods must be a list of {"from", "to"}';
    end if;
    if rules.optional_date(period, 'to') < rules.date_of(period, 'from') then
      raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = 'a period must not end before it starts';
    end if;
    periods := periods + datemultirange(daterange(rules.date_of(period, 'from'), rules.optional_date(period, 'to'), '[]'));
  end loop;
  return periods;
end;
$$;
comment on function rules.looked_after_periods(jsonb) is 'Periods looked after, [{"from", "to"?}], both days included; a period without "to" goes on.';

-- 17. Answers: one function per rule id, from the inputs of a case to its output --------------------

create function rules.answer_age_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.attains(rules.date_of(inputs, 'dob'), rules.int_of(inputs, 'age', 0, 150)));
comment on function rules.answer_age_01(jsonb) is 'R-AGE-01 {dob, age} -> {date}';

create function rules.answer_cal_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'ay_start', rules.academic_year_start(rules.date_of(inputs, 'date')),
  'label', rules.academic_year_label(rules.academic_year_start(rules.date_of(inputs, 'date'))));
comment on function rules.answer_cal_01(jsonb) is 'R-CAL-01 {date} -> {ay_start, label}';

create function rules.answer_cal_02(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  query text := rules.choice_of(inputs, 'query', 'within_n_weeks', 'at_least_n_weeks_before', 'n_days_beginning_with',
    'n_months_beginning_with', 'n_months_after', 'at_least_n_months_before', 'before');
  day date := rules.date_of(inputs, 'date');
  n int := case when query = 'before' then 0 else rules.int_of(inputs, 'n', 1, 2000) end;
begin
  return jsonb_build_object('date', case query
    when 'within_n_weeks' then rules.weeks_after(day, n)
    when 'at_least_n_weeks_before' then rules.weeks_before(day, n)
    when 'n_days_beginning_with' then rules.last_day_of_days_starting(day, n)
    when 'n_months_beginning_with' then rules.last_day_of_months_starting(day, n)
    when 'n_months_after' then rules.add_months_clamped(day, n)
    when 'at_least_n_months_before' then rules.add_months_clamped(day, -n)
    else day - 1
  end);
end;
$$;
comment on function rules.answer_cal_02(jsonb) is 'R-CAL-02 {query: within_n_weeks|at_least_n_weeks_before|n_days_beginning_with|n_months_beginning_with|n_months_after|at_least_n_months_before|before, date, n?} -> {date}';

create function rules.answer_cal_03(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  query text := rules.choice_of(inputs, 'query', 'is_bank_holiday', 'previous_working_day', 'n_working_days_beginning_with');
  day date := rules.date_of(inputs, 'date');
begin
  if query = 'is_bank_holiday' then
    return jsonb_build_object('is_bank_holiday', rules.is_bank_holiday(day));
  end if;
  if query = 'previous_working_day' then
    return jsonb_build_object('date', rules.previous_working_day(day));
  end if;
  return jsonb_build_object('date', rules.nth_working_day_beginning_with(day, rules.int_of(inputs, 'n', 1, 2000)));
end;
$$;
comment on function rules.answer_cal_03(jsonb) is 'R-CAL-03 {query: is_bank_holiday|previous_working_day|n_working_days_beginning_with, date, n?} -> {is_bank_holiday} or {date}';

create function rules.answer_cal_04(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  asked text := rules.choice_of(inputs, 'term', 'autumn', 'spring', 'summer');
  academic_year int := rules.academic_year_of_class(
    rules.date_of(inputs, 'dob'), rules.offset_of(inputs), rules.int_of(inputs, 'nc_year', -2, 20));
begin
  return (select jsonb_build_object('date', t.ends_on) from rules.terms(academic_year, academic_year) t where t.term = asked);
end;
$$;
comment on function rules.answer_cal_04(jsonb) is 'R-CAL-04 {dob, nc_year, term: autumn|spring|summer, offset?} -> {date}, the last day of that term';

create function rules.answer_ncy_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'nc_year', rules.nc_year(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'on'), rules.offset_of(inputs)),
  'key_stage', rules.key_stage(rules.class_year(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'on'), rules.offset_of(inputs))));
comment on function rules.answer_ncy_01(jsonb) is 'R-NCY-01 {dob, on, offset?} -> {nc_year, key_stage}';

create function rules.answer_ncy_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return rules.answer_ncy_01(inputs);
comment on function rules.answer_ncy_02(jsonb) is 'R-NCY-02 {dob, on, offset?} -> {nc_year, key_stage}';

create function rules.answer_csa_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.start_of_compulsory_school_age(rules.date_of(inputs, 'dob')));
comment on function rules.answer_csa_01(jsonb) is 'R-CSA-01 {dob} -> {date}';

create function rules.answer_csa_02(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  dob date := rules.date_of(inputs, 'dob');
  autumn_term_start date := rules.term_start_of(inputs);
  last_day date := rules.compulsory_school_age_last_day(dob, autumn_term_start);
begin
  return jsonb_build_object(
    'csa_last_day', last_day,
    'young_person_from', rules.young_person_from(dob, autumn_term_start),
    'nc_year_actual', rules.nc_year(dob, last_day, rules.offset_of(inputs)),
    'flags', case
      when rules.turns_16_before_autumn_term(dob, autumn_term_start) then '["before_autumn_term_start"]'::jsonb
      when rules.is_early_september_birth(dob) then '["check_autumn_term_start"]'::jsonb
      else '[]'::jsonb
    end);
end;
$$;
comment on function rules.answer_csa_02(jsonb) is 'R-CSA-02 {dob, offset?, autumn_term_start?} -> {csa_last_day, young_person_from, nc_year_actual, flags[]}';

create function rules.answer_rpa_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'from', rules.young_person_from(rules.date_of(inputs, 'dob'), rules.term_start_of(inputs)),
  'until', rules.participation_until(rules.date_of(inputs, 'dob'), rules.optional_date(inputs, 'level3_on')));
comment on function rules.answer_rpa_01(jsonb) is 'R-RPA-01 {dob, level3_on?, autumn_term_start?} -> {from, until}';

create function rules.answer_rights_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('decision_maker', rules.decision_maker(
  rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'on'),
  rules.optional_bool(inputs, 'lacks_capacity_for_decision', false), rules.term_start_of(inputs)));
comment on function rules.answer_rights_01(jsonb) is 'R-RIGHTS-01 {dob, on, lacks_capacity_for_decision?, autumn_term_start?} -> {decision_maker}';

create function rules.answer_rights_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'mca_from', rules.mental_capacity_act_from(rules.date_of(inputs, 'dob')),
  'adult_from', rules.adult_from(rules.date_of(inputs, 'dob')),
  'rights_before_16_gap', rules.has_rights_before_16(rules.date_of(inputs, 'dob'), rules.term_start_of(inputs)));
comment on function rules.answer_rights_02(jsonb) is 'R-RIGHTS-02 {dob, autumn_term_start?} -> {mca_from, adult_from, rights_before_16_gap}';

create function rules.answer_pt_00(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  boundary text := rules.choice_of(inputs, 'boundary', 'early_years_to_school', 'infant_to_junior', 'primary_to_middle',
    'primary_to_secondary', 'middle_to_secondary', 'secondary_to_post16');
  moves_on date := rules.transfer_date(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), boundary);
begin
  return jsonb_build_object('transfer_date', moves_on, 'headline', rules.phase_transfer_headline(boundary, moves_on));
end;
$$;
comment on function rules.answer_pt_00(jsonb) is 'R-PT-00 {dob, offset?, boundary} -> {transfer_date, headline}';

create function rules.transfer_deadline(transfer_type text, transfer_date date) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'headline', rules.phase_transfer_headline(transfer_type, transfer_date),
  'last_safe_day', rules.last_safe_day(transfer_type, transfer_date),
  'planning_day', rules.previous_working_day(rules.last_safe_day(transfer_type, transfer_date)),
  'latest_meeting', rules.latest_review_meeting(transfer_type, transfer_date));
comment on function rules.transfer_deadline(text, date) is 'The four dates of a phase transfer deadline, for R-PT-01, R-PT-02 and R-PT-03.';

create function rules.answer_pt_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return rules.transfer_deadline(
  rules.choice_of(inputs, 'transfer_type', 'early_years_to_school', 'infant_to_junior', 'primary_to_middle', 'primary_to_secondary', 'middle_to_secondary'),
  rules.date_of(inputs, 'transfer_date'));
comment on function rules.answer_pt_01(jsonb) is 'R-PT-01 {transfer_type, transfer_date} -> {headline, last_safe_day, planning_day, latest_meeting}';

create function rules.answer_pt_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return rules.transfer_deadline(rules.choice_of(inputs, 'transfer_type', 'secondary_to_post16'), rules.date_of(inputs, 'transfer_date'));
comment on function rules.answer_pt_02(jsonb) is 'R-PT-02 {transfer_type: secondary_to_post16, transfer_date} -> {headline, last_safe_day, planning_day, latest_meeting}';

create function rules.answer_pt_03(inputs jsonb) returns jsonb
language sql stable parallel safe
return rules.transfer_deadline(rules.choice_of(inputs, 'transfer_type', 'post16_to_post16'), rules.date_of(inputs, 'transfer_date'));
comment on function rules.answer_pt_03(jsonb) is 'R-PT-03 {transfer_type: post16_to_post16, transfer_date} -> {headline, last_safe_day, planning_day, latest_meeting}';

create function rules.transfer_type_of(inputs jsonb) returns text
language sql immutable parallel safe
return rules.choice_of(inputs, 'transfer_type', 'early_years_to_school', 'infant_to_junior', 'primary_to_middle',
  'primary_to_secondary', 'middle_to_secondary', 'secondary_to_post16', 'post16_to_post16');
comment on function rules.transfer_type_of(jsonb) is 'The kind of phase transfer of a case.';

create function rules.answer_pt_04(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  transfer_type text := rules.transfer_type_of(inputs);
  moves_on date := rules.date_of(inputs, 'transfer_date');
  today date := rules.optional_date(inputs, 'on');
  aim text := rules.parameter('R-PT-04', transfer_type) #>> '{}';
  latest date := rules.latest_review_meeting(transfer_type, moves_on);
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'aim_meeting', rules.aim_for_review_meeting(moves_on, aim),
    'ask_preference_by', case when aim is not null then (
      select t.ends_on from rules.terms(extract(year from moves_on)::int - 2, extract(year from moves_on)::int - 2) t where t.term = 'summer') end,
    'aim_final_plan', case when transfer_type = 'post16_to_post16' then rules.aim_for_post16_final_plan(moves_on) end,
    'latest_meeting', latest,
    'at_risk', today > latest));
end;
$$;
comment on function rules.answer_pt_04(jsonb) is 'R-PT-04 {transfer_type, transfer_date, on?} -> {aim_meeting?, ask_preference_by?, aim_final_plan?, latest_meeting, at_risk?}. at_risk: no meeting held by the latest day, as of on. A move between post-16 institutions has aim_final_plan in place of the autumn aims.';

create function rules.answer_pt_05(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  transfer_type text := rules.transfer_type_of(inputs);
  headline date := rules.phase_transfer_headline(transfer_type, rules.date_of(inputs, 'transfer_date'));
  final_issued date := rules.optional_date(inputs, 'final_issued');
  today date := rules.optional_date(inputs, 'on');
  status text := rules.phase_transfer_status(transfer_type, rules.date_of(inputs, 'transfer_date'),
    final_issued, today, rules.optional_date(inputs, 'plan_first_made'));
begin
  if status is null then
    perform rules.needs_any(inputs, 'final_issued', 'on');
  end if;
  return jsonb_build_object('status', status, 'days_late', case status
    when 'late' then final_issued - headline
    when 'overdue' then today - headline
    else 0
  end);
end;
$$;
comment on function rules.answer_pt_05(jsonb) is 'R-PT-05 {transfer_type, transfer_date, final_issued? | on? | plan_first_made?} -> {status, days_late}';

create function rules.answer_ar_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  start date := rules.date_of(inputs, 'start');
  transfer_type text;
  moves_on date;
begin
  if coalesce(inputs -> 'transfer_type', inputs -> 'transfer_date', 'null') <> 'null' then
    transfer_type := rules.transfer_type_of(inputs);
    moves_on := rules.date_of(inputs, 'transfer_date');
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'complete_by', rules.review_complete_by(start),
    'effective_final_plan_by', rules.last_safe_day(transfer_type, moves_on),
    'latest_meeting', rules.annual_review_latest_meeting(start, transfer_type, moves_on)));
end;
$$;
comment on function rules.answer_ar_01(jsonb) is 'R-AR-01 {start, transfer_type?, transfer_date?} -> {complete_by, latest_meeting, effective_final_plan_by?}';

create function rules.answer_ar_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return rules.answer_ar_01(inputs);
comment on function rules.answer_ar_02(jsonb) is 'R-AR-02 {start, transfer_type?, transfer_date?} -> {complete_by, latest_meeting, effective_final_plan_by?}; start is the day the plan was first made';

create function rules.answer_ar_03(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'from', rules.under_five_review_from(rules.date_of(inputs, 'last_review')),
  'by', rules.under_five_review_by(rules.date_of(inputs, 'last_review')),
  'applies', rules.is_under_five_review(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'last_review')));
comment on function rules.answer_ar_03(jsonb) is 'R-AR-03 {last_review, dob} -> {from, by, applies}';

create function rules.answer_ar_04(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'notice_by', rules.review_notice_by(rules.date_of(inputs, 'meeting')),
  'circulate_by', rules.review_notice_by(rules.date_of(inputs, 'meeting')));
comment on function rules.answer_ar_04(jsonb) is 'R-AR-04 {meeting} -> {notice_by, circulate_by}';

create function rules.answer_ar_05(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  meeting date := rules.date_of(inputs, 'meeting');
  notice_sent date := rules.optional_date(inputs, 'notice_sent');
begin
  return jsonb_build_object(
    'report_by', rules.review_report_by(meeting),
    'decision_by', rules.review_decision_by(meeting),
    'final_cap', rules.review_final_cap(meeting)
  ) || case when notice_sent is null then '{}' else jsonb_build_object(
    'final_by', rules.review_final_plan_by(meeting, notice_sent),
    'representations_last_day', rules.representations_last_day(notice_sent),
    'decision_late', notice_sent > rules.review_decision_by(meeting)
  ) end;
end;
$$;
comment on function rules.answer_ar_05(jsonb) is 'R-AR-05 {meeting, notice_sent?} -> {report_by, decision_by, final_cap} and, once the notice is sent, {final_by, representations_last_day, decision_late}';

create function rules.answer_ar_06(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('last_day', rules.representations_last_day(rules.date_of(inputs, 'served')));
comment on function rules.answer_ar_06(jsonb) is 'R-AR-06 {served} -> {last_day}';

create function rules.answer_ar_07(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.termly_list_by(rules.date_of(inputs, 'term_start')));
comment on function rules.answer_ar_07(jsonb) is 'R-AR-07 {term_start} -> {date}';

create function rules.answer_ar_08(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'pfa_required', rules.must_prepare_for_adulthood(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'meeting'), rules.offset_of(inputs)),
  'pfa_recommended', rules.should_prepare_for_adulthood(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'meeting'), rules.offset_of(inputs)),
  'nc_year', rules.nc_year(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'meeting'), rules.offset_of(inputs)));
comment on function rules.answer_ar_08(jsonb) is 'R-AR-08 {dob, meeting, offset?} -> {pfa_required, pfa_recommended, nc_year}';

create function rules.answer_ar_09(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'tell_family_by', rules.moved_area_tell_family_by(rules.date_of(inputs, 'transfer')),
  'review_by', rules.moved_area_review_by(rules.date_of(inputs, 'last_review'), rules.date_of(inputs, 'transfer')),
  'send_plan_by', rules.moved_area_send_plan_by(rules.optional_date(inputs, 'learned'))));
comment on function rules.answer_ar_09(jsonb) is 'R-AR-09 {last_review, transfer, learned?} -> {tell_family_by, review_by, send_plan_by?}; learned is the day an old council with under 15 working days'' warning learned of the move';

create function rules.answer_ehc_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'assess_decision_by', rules.assessment_decision_by(rules.date_of(inputs, 'request_received')),
  'no_plan_notice_by', rules.no_plan_notice_by(rules.date_of(inputs, 'request_received')),
  'final_plan_by', rules.first_final_plan_by(rules.date_of(inputs, 'request_received')));
comment on function rules.answer_ehc_01(jsonb) is 'R-EHC-01 {request_received} -> {assess_decision_by, no_plan_notice_by, final_plan_by}';

create function rules.answer_ehc_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.advice_due_by(rules.date_of(inputs, 'advice_requested')));
comment on function rules.answer_ehc_02(jsonb) is 'R-EHC-02 {advice_requested} -> {date}';

create function rules.answer_ehc_05(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('exception_available', rules.has_school_closure_exception(
  rules.date_of(inputs, 'closed_from'), rules.date_of(inputs, 'reopens'), rules.date_of(inputs, 'advice_requested')));
comment on function rules.answer_ehc_05(jsonb) is 'R-EHC-05 {closed_from, reopens, advice_requested} -> {exception_available}';

create function rules.answer_ehc_06(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs_any(inputs, 'notice_sent', 'request_received');
  return jsonb_strip_nulls(jsonb_build_object(
    'reply_by', rules.reassessment_reply_by(rules.optional_date(inputs, 'request_received')),
    'final_plan_by', rules.reassessment_final_plan_by(rules.optional_date(inputs, 'notice_sent'))));
end;
$$;
comment on function rules.answer_ehc_06(jsonb) is 'R-EHC-06 {notice_sent? | request_received?} -> {final_plan_by?, reply_by?}';

create function rules.answer_app_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.appeal_by(
  rules.date_of(inputs, 'decision_letter'), rules.optional_date(inputs, 'mediation_certificate')));
comment on function rules.answer_app_01(jsonb) is 'R-APP-01 {decision_letter, mediation_certificate?} -> {date}';

create function rules.answer_cease_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  dob date := rules.date_of(inputs, 'dob');
  today date := rules.date_of(inputs, 'on');
  left_education boolean := coalesce(rules.optional_date(inputs, 'left_education') <= today, false);
  wants_to_return boolean := rules.optional_bool(inputs, 'wants_to_return', false);
  return_appropriate boolean := rules.optional_bool(inputs, 'return_appropriate', true);
  blocked_by text := case when rules.optional_bool(inputs, 'la_responsible', true) then rules.cease_blocked_by(
    dob, today, left_education, rules.optional_bool(inputs, 'reviewed', false),
    wants_to_return, return_appropriate, rules.optional_bool(inputs, 'no_longer_necessary', false)) end;
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'may_cease', blocked_by is null,
    'blocked_by', blocked_by,
    'next_step', case blocked_by
      when 'wants_to_return' then 'amend'
      when 'plan_still_necessary' then 'keep'
      when 'under_18_out_of_education' then 'review'
      when 'not_reviewed_since_leaving' then 'review'
      else 'consult'
    end,
    'consider_outcomes', today >= rules.attains(dob, 19),
    'ends_not_before', rules.appeal_by(rules.optional_date(inputs, 'decision_letter'), rules.optional_date(inputs, 'mediation_certificate')) + 1));
end;
$$;
comment on function rules.answer_cease_01(jsonb) is 'R-CEASE-01 {dob, on, left_education?: date, reviewed?, wants_to_return?, return_appropriate?, no_longer_necessary?, la_responsible?, decision_letter?, mediation_certificate?} -> {may_cease, blocked_by?, next_step: keep|amend|review|consult, consider_outcomes, ends_not_before?}. Absent answers are the ones that protect the plan.';

create function rules.answer_cease_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'turns_25', rules.attains(rules.date_of(inputs, 'dob'), 25),
  'may_be_maintained_until', rules.plan_may_be_kept_until(
    rules.date_of(inputs, 'dob'),
    rules.choice_of(inputs, 'setting', 'fe_institution', 'apprenticeship', 'other'),
    rules.optional_date(inputs, 'course_or_training_end')));
comment on function rules.answer_cease_02(jsonb) is 'R-CEASE-02 {dob, setting: fe_institution|apprenticeship|other, course_or_training_end?} -> {turns_25, may_be_maintained_until}';

create function rules.answer_care_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'turns_18', rules.attains(rules.date_of(inputs, 'dob'), 18),
  'plan_target', rules.adult_care_decision_target(rules.date_of(inputs, 'dob'), rules.parameter('R-CARE-01', 'decision_target_months')::int));
comment on function rules.answer_care_01(jsonb) is 'R-CARE-01 {dob} -> {turns_18, plan_target}';

create function rules.answer_care_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('prompt_from', rules.carer_assessment_prompt(rules.date_of(inputs, 'dob')));
comment on function rules.answer_care_02(jsonb) is 'R-CARE-02 {dob} -> {prompt_from}; dob of the child cared for, or of the young carer';

create function rules.answer_care_03(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'status', rules.childrens_services_status(rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'on'),
    rules.optional_date(inputs, 'adult_decision_on'), rules.optional_date(inputs, 'adult_care_start')),
  'childrens_services_until', rules.childrens_services_until(rules.date_of(inputs, 'dob'),
    rules.optional_date(inputs, 'adult_decision_on'), rules.optional_date(inputs, 'adult_care_start'))));
comment on function rules.answer_care_03(jsonb) is 'R-CARE-03 {dob, on, adult_decision_on?, adult_care_start?} -> {status: childrens_services|continuing_by_law|adult_decision_made, childrens_services_until?}';

create function rules.answer_care_04(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('until', rules.date_of(inputs, 'plan_ended'));
comment on function rules.answer_care_04(jsonb) is 'R-CARE-04 {plan_ended} -> {until}, last day of the power to go on giving children''s services after 18';

create function rules.answer_leave_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  dob date := rules.date_of(inputs, 'dob');
begin
  perform rules.needs_any(inputs, 'looked_after_from', 'periods');
  return jsonb_build_object('eligible_from', case
    when coalesce(inputs -> 'periods', 'null') <> 'null' then rules.eligible_child_from(dob, rules.looked_after_periods(inputs))
    else rules.eligible_child_from(dob, rules.date_of(inputs, 'looked_after_from'))
  end);
end;
$$;
comment on function rules.answer_leave_01(jsonb) is 'R-LEAVE-01 {dob, looked_after_from | periods: [{from, to?}]} -> {eligible_from}; null when that would not be before 18';

create function rules.answer_leave_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('assessment_by', rules.leaving_care_assessment_by(
  rules.date_of(inputs, 'dob'), rules.optional_date(inputs, 'became_eligible')));
comment on function rules.answer_leave_02(jsonb) is 'R-LEAVE-02 {dob, became_eligible?} -> {assessment_by}';

create function rules.answer_leave_03(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs_any(inputs, 'last_review', 'dob');
  return jsonb_strip_nulls(jsonb_build_object(
    'review_by', rules.pathway_plan_review_by(rules.optional_date(inputs, 'last_review')),
    'adviser_until', rules.personal_adviser_until(rules.optional_date(inputs, 'dob'))));
end;
$$;
comment on function rules.answer_leave_03(jsonb) is 'R-LEAVE-03 {last_review? | dob?} -> {review_by?, adviser_until?}';

create function rules.answer_leave_04(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'staying_put_until', rules.staying_put_until(rules.date_of(inputs, 'dob')),
  'staying_close_until', rules.staying_close_until(rules.date_of(inputs, 'dob')),
  'staying_close_in_force', rules.parameter('R-LEAVE-04', 'staying_close_in_force', coalesce(rules.optional_date(inputs, 'on'), rules.today()))::boolean);
comment on function rules.answer_leave_04(jsonb) is 'R-LEAVE-04 {dob, on?} -> {staying_put_until, staying_close_until, staying_close_in_force}';

create function rules.answer_health_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'notify_icb', rules.attains(rules.date_of(inputs, 'dob'), 14),
  'refer_screening', rules.attains(rules.date_of(inputs, 'dob'), 16),
  'decision_in_principle_from', rules.attains(rules.date_of(inputs, 'dob'), 17),
  'adult_package_from', rules.attains(rules.date_of(inputs, 'dob'), 18));
comment on function rules.answer_health_01(jsonb) is 'R-HEALTH-01 {dob} -> {notify_icb, refer_screening, decision_in_principle_from, adult_package_from}';

create function rules.answer_health_02(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  dob date := rules.date_of(inputs, 'dob');
  today date := rules.date_of(inputs, 'on');
  last_check date := rules.optional_date(inputs, 'last_check');
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'eligible_from', rules.health_check_from(dob),
    'eligible', today >= rules.health_check_from(dob),
    'next_due', rules.health_check_next_due(dob, today, last_check)));
end;
$$;
comment on function rules.answer_health_02(jsonb) is 'R-HEALTH-02 {dob, on, last_check?} -> {eligible_from, eligible, next_due}';

create function rules.answer_health_03(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
  'start_planning_by', rules.health_transition_planning_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), rules.optional_date(inputs, 'entered_service')),
  'named_worker_from', rules.health_named_worker_from(rules.optional_date(inputs, 'transfer')),
  'named_worker_to', rules.health_named_worker_to(rules.optional_date(inputs, 'transfer'))));
comment on function rules.answer_health_03(jsonb) is 'R-HEALTH-03 {dob, offset?, entered_service?, transfer?} -> {start_planning_by, named_worker_from?, named_worker_to?}';

create function rules.answer_health_04(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.consents_to_treatment_from(rules.date_of(inputs, 'dob')));
comment on function rules.answer_health_04(jsonb) is 'R-HEALTH-04 {dob} -> {date}';

create function rules.answer_ben_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs_any(inputs, 'letter_date', 'dob');
  return jsonb_strip_nulls(jsonb_build_object(
    'letter_from', rules.attains(rules.optional_date(inputs, 'dob'), rules.parameter('R-BEN-01', 'pip_age')::int),
    'apply_by', rules.pip_apply_by(rules.optional_date(inputs, 'letter_date')),
    'second_chance_by', rules.pip_second_chance_by(rules.optional_date(inputs, 'letter_date'))));
end;
$$;
comment on function rules.answer_ben_01(jsonb) is 'R-BEN-01 {letter_date? | dob?} -> {apply_by?, second_chance_by?, letter_from?}; letter_from is the birthday after which the letter comes';

create function rules.answer_ben_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', rules.universal_credit_threshold(rules.date_of(inputs, 'dob')));
comment on function rules.answer_ben_02(jsonb) is 'R-BEN-02 {dob} -> {date}';

create function rules.answer_ben_03(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'tell_hmrc_by', rules.child_benefit_first_end(rules.date_of(inputs, 'dob')),
  'stops_at_latest', rules.child_benefit_last_end(rules.date_of(inputs, 'dob')));
comment on function rules.answer_ben_03(jsonb) is 'R-BEN-03 {dob} -> {tell_hmrc_by, stops_at_latest}';

create function rules.answer_travel_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  course_start date := rules.date_of(inputs, 'course_start');
  dob date := rules.optional_date(inputs, 'dob');
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'policy_by', rules.transport_policy_by(course_start, rules.parameter('R-TRAVEL-01', 'policy_published_by') #>> '{}'),
    'apply_by', rules.transport_policy_by(course_start, rules.parameter('R-TRAVEL-01', 'apply_by') #>> '{}'),
    'sixth_form_age', case when dob is not null then rules.is_sixth_form_age(dob, course_start, rules.term_start_of(inputs)) end));
end;
$$;
comment on function rules.answer_travel_01(jsonb) is 'R-TRAVEL-01 {course_start, dob?, autumn_term_start?} -> {policy_by, apply_by, sixth_form_age?}; sixth_form_age holds until that course ends';

create function rules.answer_si_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  start date := rules.date_of(inputs, 'start');
  reasons text[] := rules.supported_internship_reasons(rules.date_of(inputs, 'dob'), start, rules.bool_of(inputs, 'has_ehcp'),
    rules.parameter('R-SI-01', 'starts_without_plan', start)::boolean, rules.term_start_of(inputs));
begin
  return jsonb_build_object('eligible', reasons = '{}', 'reasons', reasons);
end;
$$;
comment on function rules.answer_si_01(jsonb) is 'R-SI-01 {dob, start, has_ehcp, autumn_term_start?} -> {eligible, reasons[]}';

create function rules.answer_si_02(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'placement_at_least_until', rules.supported_internship_at_least_until(rules.date_of(inputs, 'start')),
  'access_to_work_opens', rules.access_to_work_opens(rules.date_of(inputs, 'start')));
comment on function rules.answer_si_02(jsonb) is 'R-SI-02 {start} -> {placement_at_least_until, access_to_work_opens}';

create function rules.answer_appr_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  start date := rules.date_of(inputs, 'start');
  age_at_start int;
begin
  perform rules.needs_any(inputs, 'age_at_start', 'dob');
  age_at_start := coalesce(rules.optional_int(inputs, 'age_at_start', 0, 150), rules.age_on(rules.optional_date(inputs, 'dob'), start));
  return jsonb_build_object(
    'earliest_end', rules.apprenticeship_earliest_end(start, rules.parameter('R-APPR-01', 'minimum_months', start)::int),
    'em_required', age_at_start < 19);
end;
$$;
comment on function rules.answer_appr_01(jsonb) is 'R-APPR-01 {start, age_at_start | dob} -> {earliest_end, em_required}; em_required false means English and maths only if the employer agrees';

create function rules.answer_he_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs_any(inputs, 'course_start', 'request_received');
  return jsonb_strip_nulls(jsonb_build_object(
    'dsa_aim', rules.dsa_apply_by(rules.optional_date(inputs, 'course_start'), rules.parameter('R-HE-01', 'dsa_apply_months')::int),
    'copy_by', rules.plan_copy_by(rules.optional_date(inputs, 'request_received'))));
end;
$$;
comment on function rules.answer_he_01(jsonb) is 'R-HE-01 {course_start? | request_received?} -> {dsa_aim?, copy_by?}';

create function rules.answer_careers_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'y9_by', rules.provider_encounters_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), 9),
  'y11_by', rules.provider_encounters_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), 11),
  'y13_by', rules.provider_encounters_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), 13));
comment on function rules.answer_careers_01(jsonb) is 'R-CAREERS-01 {dob, offset?} -> {y9_by, y11_by, y13_by}';

create function rules.answer_offer_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
  'y11_by', rules.september_guarantee_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), 11),
  'y12_by', rules.september_guarantee_by(rules.date_of(inputs, 'dob'), rules.offset_of(inputs), 12));
comment on function rules.answer_offer_01(jsonb) is 'R-OFFER-01 {dob, offset?} -> {y11_by, y12_by}';

create function rules.answer_neet_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('until', rules.tracked_until(
  rules.date_of(inputs, 'dob'), rules.bool_of(inputs, 'has_ehcp'), rules.optional_date(inputs, 'plan_ended')));
comment on function rules.answer_neet_01(jsonb) is 'R-NEET-01 {dob, has_ehcp, plan_ended?} -> {until}';

create function rules.answer_sen2_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('date', coalesce(
  rules.optional_date(jsonb_build_object('date', rules.parameter('R-SEN2-01', 'survey_day_' || rules.int_of(inputs, 'year', 2000, 2200))), 'date'),
  rules.sen2_survey_day(rules.int_of(inputs, 'year', 2000, 2200))));
comment on function rules.answer_sen2_01(jsonb) is 'R-SEN2-01 {year} -> {date}; a published day in rules.parameters comes before the pattern';

create function rules.answer_fund_01(inputs jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('funding', rules.education_funding(
  rules.date_of(inputs, 'dob'), rules.date_of(inputs, 'start'), rules.bool_of(inputs, 'has_ehcp'), rules.optional_date(inputs, 'course_begun')));
comment on function rules.answer_fund_01(jsonb) is 'R-FUND-01 {dob, start, has_ehcp, course_begun?} -> {funding: 16_to_19_funding|adult_skills_fund}';

create function rules.answer_reform_01(inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  perform rules.needs(inputs, 'rule_id', 'name');
  return jsonb_build_object('value', rules.parameter(inputs ->> 'rule_id', inputs ->> 'name', rules.date_of(inputs, 'on')));
end;
$$;
comment on function rules.answer_reform_01(jsonb) is 'R-REFORM-01 {rule_id, name, on} -> {value}, the parameter in force on that day; null when there is none';

create function rules.evaluate(rule_id text, inputs jsonb) returns jsonb
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  answer jsonb;
begin
  if not exists (select from rules.catalogue c where c.rule_id = evaluate.rule_id) then
    raise sqlstate 'PT404' using message = 'rule_unknown', detail = coalesce(rule_id, 'no rule id');
  end if;
  if jsonb_typeof(inputs) is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = 'inputs must be a JSON object';
  end if;
  execute format('select rules.%I($1)', 'answer_' || lower(replace(substr(rule_id, 3), '-', '_'))) into answer using inputs;
  return answer;
exception when datetime_field_overflow or numeric_value_out_of_range then
  raise sqlstate 'PT400' using message = 'rule_input_invalid', detail = 'the answer is outside the calendar';
end;
$$;
comment on function rules.evaluate(text, jsonb) is 'Runs any rule: the answer for its inputs, as JSON. Raises PT404 rule_unknown, or PT400 rule_input_invalid with what is wrong in detail. Input and output names are in the comment of each answer_ function.';

-- 18. Who may use the rules ------------------------------------------------------------------------

revoke all on schema rules from public;
revoke all on all tables in schema rules from public;
revoke all on all functions in schema rules from public;

alter table rules.parameters enable row level security;
alter table rules.bank_holiday_changes enable row level security;
alter table rules.catalogue enable row level security;
create policy "Anyone signed in can read the rule parameters" on rules.parameters for select using (true);
create policy "Anyone signed in can read bank holiday changes" on rules.bank_holiday_changes for select using (true);
create policy "Anyone signed in can read the catalogue" on rules.catalogue for select using (true);

-- The roles exist wherever people sign in, and not in a database made only to check the rules.
do $$
declare
  signed_in text;
begin
  for signed_in in select rolname from pg_roles where rolname in ('authenticated', 'service_role') loop
    execute format('grant usage on schema rules to %I', signed_in);
    execute format('grant select on all tables in schema rules to %I', signed_in);
    execute format('grant execute on all functions in schema rules to %I', signed_in);
  end loop;
end;
$$;

-- 20_people.sql

-- People, the teams around them, and their circle.

create table public.accounts (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  locale text not null default 'en' check (char_length(locale) between 2 and 12),
  created_at timestamptz not null default now()
);
comment on table public.accounts is 'Someone who can sign in: the name others see and the language they read.';

create table public.organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 120),
  audience public.audience,
  setting_type public.setting_type,
  in_area boolean not null default true,
  starts_on date not null default date '2000-01-01',
  ends_on date,
  check (ends_on is null or ends_on >= starts_on)
);
comment on table public.organisations is 'A school, college, council team or service. Cases belong to its seat, not to one login.';
comment on column public.organisations.audience is 'Whose checklist this team works. Null for an administration team, which sees no young people.';
comment on column public.organisations.in_area is 'False for a setting outside the local authority area.';

create table public.organisation_members (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  account_id uuid references public.accounts (id) on delete set null,
  invited_email text check (invited_email = lower(invited_email)),
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  role public.member_role not null
    check (role not in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  starts_on date not null default private.today(),
  ends_on date,
  check (ends_on is null or ends_on >= starts_on),
  check (account_id is not null or invited_email is not null)
);
comment on table public.organisation_members is 'Who works in a team, as what, from when to when.';
create unique index organisation_members_account_key
  on public.organisation_members (account_id, organisation_id, role) where ends_on is null and account_id is not null;
create index organisation_members_account_idx on public.organisation_members (account_id);
create index organisation_members_organisation_idx on public.organisation_members (organisation_id);
create index organisation_members_invited_idx on public.organisation_members (invited_email) where account_id is null;

create table public.people (
  id uuid primary key default gen_random_uuid(),
  known_as text not null check (char_length(trim(known_as)) between 1 and 60),
  family_name text check (char_length(trim(family_name)) between 1 and 80),
  date_of_birth date not null check (private.is_plausible(date_of_birth)),
  year_group_offset smallint not null default 0 check (year_group_offset between -2 and 2),
  year_group_offset_reason text check (char_length(year_group_offset_reason) <= 300),
  autumn_term_start date check (private.is_plausible(autumn_term_start)),
  locality text check (char_length(locality) <= 80),
  template_id uuid not null,
  planned_from date not null default private.today(),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_organisation_id uuid references public.organisations (id) on delete set null,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null
);
comment on table public.people is 'A child or young person with SEND whose timeline this is.';
comment on column public.people.known_as is 'The name they like to be called.';
comment on column public.people.year_group_offset is 'R-NCY-01: -1 is taught one year below, +1 one year above the year for their age.';
comment on column public.people.autumn_term_start is 'R-CSA-02: first day of term in the year they turn 16, only needed for birthdays from 1 to 7 September.';
comment on column public.people.planned_from is 'The day planning began here. A date before it is missed before start, never an alarm.';
comment on column public.people.version is 'Grows with every change of a fact, so that nobody overwrites another person''s edit unseen.';
create index people_identity_idx on public.people (date_of_birth, lower(known_as));
create index people_template_idx on public.people (template_id);
create index people_created_by_idx on public.people (created_by);
create index people_created_by_organisation_idx on public.people (created_by_organisation_id);
create index people_updated_by_idx on public.people (updated_by);

create table public.involvements (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  named_contact_id uuid references public.organisation_members (id) on delete set null,
  starts_on date not null default private.today(),
  ends_on date,
  ended_at timestamptz,
  ended_by uuid references public.accounts (id) on delete set null,
  check (ends_on is null or ends_on >= starts_on - 1)
);
comment on table public.involvements is 'A team works with a young person, from when to when, with a named contact.';
comment on column public.involvements.ends_on is 'The last day they may see the plan. What is ended takes effect at once, so its last day is yesterday, even the day before it began.';
comment on column public.involvements.ended_by is 'Who ended it, and may take that back while it is fresh.';
create unique index involvements_current_key on public.involvements (person_id, organisation_id) where ends_on is null;
-- Covering: policies ask it once a row, and find all they need in it.
create index involvements_person_idx on public.involvements (person_id) include (organisation_id, starts_on, ends_on);
create index involvements_organisation_idx on public.involvements (organisation_id, person_id);
create index involvements_named_contact_idx on public.involvements (named_contact_id);
create index involvements_ended_by_idx on public.involvements (ended_by) where ended_by is not null;

create table public.circle_members (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid references public.accounts (id) on delete set null,
  invited_email text check (invited_email = lower(invited_email)),
  display_name text not null check (char_length(trim(display_name)) between 1 and 80),
  relationship public.member_role not null
    check (relationship in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  bond text check (char_length(trim(bond)) between 1 and 60),
  is_paid boolean not null default false,
  starts_on date not null default private.today(),
  ends_on date,
  ended_at timestamptz,
  ended_by uuid references public.accounts (id) on delete set null,
  kept_on date,
  check (ends_on is null or ends_on >= starts_on - 1),
  check (account_id is not null or invited_email is not null)
);
comment on table public.circle_members is 'The young person and the people they and their family choose, from when to when.';
comment on column public.circle_members.bond is 'What they are to the young person in the family''s own words: Gran, friend from football.';
comment on column public.circle_members.is_paid is 'Somebody paid to support: a personal assistant, a professional advocate. Family and friends are not.';
comment on column public.circle_members.ends_on is 'The last day they may see the plan. What is ended takes effect at once, so its last day is yesterday, even the day before it began.';
comment on column public.circle_members.ended_by is 'Who ended it, and may take that back while it is fresh.';
comment on column public.circle_members.kept_on is 'The day the young person, once it was theirs to decide, said that this one stays.';
create unique index circle_members_account_key
  on public.circle_members (person_id, account_id) where ends_on is null and account_id is not null;
create index circle_members_person_idx on public.circle_members (person_id);
create index circle_members_account_idx on public.circle_members (account_id);
create index circle_members_invited_idx on public.circle_members (invited_email) where account_id is null;
create index circle_members_ended_by_idx on public.circle_members (ended_by) where ended_by is not null;

-- 25_emergency_access.sql

-- A duty worker who is not involved may read one young person's plan for a day, with a reason the family reads.

create table public.emergency_access (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  organisation_name text not null,
  audience public.audience not null check (audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')),
  role public.member_role not null,
  display_name text not null,
  reason text not null check (char_length(trim(reason)) between 10 and 500),
  opened_at timestamptz not null default now(),
  ends_at timestamptz not null default now() + interval '24 hours',
  closed_at timestamptz,
  check (ends_at <= opened_at + interval '24 hours')
);
comment on table public.emergency_access is 'Reading a plan in an emergency: by whom, as what, why, for 24 hours at most. The family is told.';
create index emergency_access_account_idx on public.emergency_access (account_id, person_id);
create index emergency_access_person_idx on public.emergency_access (person_id, opened_at desc);
create index emergency_access_organisation_idx on public.emergency_access (organisation_id);

-- 30_access.sql

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

-- 32_sharing.sql

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

-- 33_preferences.sql

-- How somebody likes to read, kept with their account so that it comes with them to every device.

create function private.are_reading_preferences(preferences jsonb) returns boolean
language sql immutable parallel safe
set search_path = ''
as $$
  select jsonb_typeof(preferences) = 'object' and not exists (
    select from jsonb_each(preferences) p (key, value)
    where p.value not in (
      select jsonb_array_elements(case p.key
        when 'size' then '["100", "115", "130", "150"]'
        when 'spacing' then '["normal", "wide", "widest"]'
        when 'font' then '["legible", "system"]'
        when 'theme' then '["system", "light", "dark", "contrast"]'
        when 'motion' then '["system", "reduced"]'
        else '[]'
      end::jsonb)
    )
  )
$$;
comment on function private.are_reading_preferences(jsonb) is 'Only settings we know, each with a choice we know: shared/reading-settings.ts.';
-- A check runs as whoever changes the row, and people change their own name.
grant execute on function private.are_reading_preferences(jsonb) to authenticated;

alter table public.accounts add column preferences jsonb not null default '{}'
  check (private.are_reading_preferences(preferences));
comment on column public.accounts.preferences is
  'How this person reads: {size, spacing, font, theme, motion}; what is left out is as usual. Nobody else sees it.';

create function public.save_reading_preferences(preferences jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.are_reading_preferences(preferences) is not true then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such setting or choice.';
  end if;
  update public.accounts a set preferences = save_reading_preferences.preferences where a.id = (select auth.uid());
  if not found then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
end
$$;
comment on function public.save_reading_preferences(jsonb) is
  'Keeps how I read: {size, spacing, font, theme, motion}. Errors: PT422 value_invalid, PT401 signed_out.';
grant execute on function public.save_reading_preferences(jsonb) to authenticated;

-- 35_circle.sql

-- Who decides about the circle, and what was decided: invitations, requests, decisions, capacity.

create table private.circle_invitations (
  circle_member_id uuid primary key references public.circle_members (id) on delete cascade,
  code_hash bytea unique,
  invited_by uuid references public.accounts (id) on delete set null,
  invited_at timestamptz not null default now(),
  sent_at timestamptz,
  times_sent integer not null default 0 check (times_sent between 0 and 5),
  expires_at timestamptz not null default now() + interval '14 days',
  used_at timestamptz,
  declined_at timestamptz
);
comment on table private.circle_invitations is
  'The way into a circle for one proven address, once, for 14 days. Only the hash of its code is kept. In private, so that the API shows '
  'neither hash nor times; what became of it is told by the history of circle_members.';
create index circle_invitations_invited_by_idx on private.circle_invitations (invited_by);

create function private.invitation_stands(member uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from public.circle_members c
    left join private.circle_invitations i on i.circle_member_id = c.id
    where c.id = member and c.account_id is null and c.ends_on is null
      and (i.circle_member_id is null or (i.used_at is null and i.declined_at is null and i.expires_at > now()))
  )
$$;
comment on function private.invitation_stands(uuid) is
  'True while somebody who is invited may still come in: not withdrawn, not declined, not used, not too old. '
  'A place that a database operator made without an invitation does not run out.';

create table public.capacity_decisions (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  topic text not null check (topic in ('circle', 'other')),
  decision text not null check (char_length(trim(decision)) between 1 and 300),
  assessed_on date not null check (private.is_plausible(assessed_on)),
  assessor text not null check (char_length(trim(assessor)) between 1 and 120),
  help_given text not null check (char_length(trim(help_given)) between 1 and 2000),
  outcome text not null check (outcome in ('decides', 'decides_with_help', 'lacks_capacity')),
  best_interests text check (char_length(trim(best_interests)) between 1 and 2000),
  review_on date not null,
  ended_on date,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  check (outcome <> 'lacks_capacity' or best_interests is not null),
  check (review_on > assessed_on and review_on <= assessed_on + interval '1 year'),
  check (ended_on is null or ended_on >= assessed_on)
);
comment on table public.capacity_decisions is
  'Whether somebody could make one decision at one time: what, who assessed it when, what help was given, what follows. '
  'Mental Capacity Act 2005 ss.1-4: never about the person, never for good. At most a year, then it is looked at again.';
comment on column public.capacity_decisions.topic is 'circle: who sees the plan and what is shared, which the app acts on. Everything else is only written down.';
create index capacity_decisions_person_idx on public.capacity_decisions (person_id, assessed_on desc);
create index capacity_decisions_author_idx on public.capacity_decisions (author_id);

create table public.circle_requests (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind text not null check (kind in ('add_member', 'end_member', 'add_team', 'end_team')),
  display_name text check (char_length(trim(display_name)) between 1 and 80),
  relationship public.member_role check (relationship in ('young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate')),
  bond text check (char_length(trim(bond)) between 1 and 60),
  is_paid boolean not null default false,
  invited_email text check (invited_email = lower(invited_email)),
  circle_member_id uuid references public.circle_members (id) on delete cascade,
  organisation_id uuid references public.organisations (id) on delete cascade,
  why text not null check (char_length(trim(why)) between 1 and 1000),
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null,
  status text not null default 'open' check (status in ('open', 'accepted', 'declined', 'withdrawn')),
  answer text check (char_length(trim(answer)) between 1 and 1000),
  answered_by_name text,
  answered_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  check (kind <> 'add_member' or (display_name is not null and relationship is not null and invited_email is not null)),
  check (kind <> 'end_member' or circle_member_id is not null),
  check (kind not in ('add_team', 'end_team') or organisation_id is not null)
);
comment on table public.circle_requests is 'Somebody who may not decide asks the one who does to change who sees the plan.';
create index circle_requests_person_idx on public.circle_requests (person_id, created_at desc);
create index circle_requests_author_idx on public.circle_requests (author_id);
create index circle_requests_member_idx on public.circle_requests (circle_member_id) where circle_member_id is not null;
create index circle_requests_organisation_idx on public.circle_requests (organisation_id) where organisation_id is not null;

create table public.circle_decisions (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  what text not null check (what in ('added', 'ended', 'brought_back', 'kept', 'declined')),
  whom text not null,
  basis text not null check (basis in ('parent', 'young_person', 'representative', 'parent_by_capacity', 'own')),
  decision_support text check (char_length(trim(decision_support)) between 1 and 1000),
  capacity_decision_id uuid references public.capacity_decisions (id) on delete set null,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  shared_with public.audience[] not null default '{young_person,family}',
  created_at timestamptz not null default now(),
  check (basis not in ('representative', 'parent_by_capacity') or capacity_decision_id is not null)
);
comment on table public.circle_decisions is
  'Who decided what about the circle, and on what footing: their own right, with help and which, or for somebody who could not make this decision.';
create index circle_decisions_person_idx on public.circle_decisions (person_id, created_at desc);
create index circle_decisions_author_idx on public.circle_decisions (author_id);
create index circle_decisions_capacity_idx on public.circle_decisions (capacity_decision_id) where capacity_decision_id is not null;

create table private.emergency_seen (
  emergency_id uuid not null references public.emergency_access (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (emergency_id, account_id)
);
comment on table private.emergency_seen is 'Who of the circle has said that they read the notice about an emergency.';
create index emergency_seen_account_idx on private.emergency_seen (account_id);

alter table public.capacity_decisions enable row level security;
alter table public.circle_requests enable row level security;
alter table public.circle_decisions enable row level security;
alter table public.emergency_access enable row level security;

grant select on public.capacity_decisions, public.circle_decisions, public.emergency_access to authenticated;
-- The proposed address is for the one who asks and the one who decides: circle_page() tells them.
grant select (id, person_id, kind, display_name, relationship, bond, is_paid, circle_member_id, organisation_id, why, author_id, author_name,
  author_role, shared_with, status, answer, answered_by_name, answered_at, version, created_at) on public.circle_requests to authenticated;

create policy "Its author and those it is shared with can read a capacity decision" on public.capacity_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Its author and those it is shared with can read a request" on public.circle_requests
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "The circle can read what was decided about it" on public.circle_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "The circle and whoever used it can read of emergency access" on public.emergency_access
  for select to authenticated using (
    account_id = (select auth.uid()) or person_id in (select c.person_id from private.my_circles c)
  );

-- 40_pathways.sql

-- Pathway templates: law and wording as data, versioned, never edited once published.

create table public.pathway_templates (
  id uuid primary key default gen_random_uuid(),
  template_key text not null,
  version text not null,
  status public.template_status not null default 'draft',
  title text not null,
  legal_regime text not null,
  jurisdiction text not null,
  effective_from date,
  effective_to date,
  supersedes text,
  review_by date,
  document jsonb not null,
  revision integer not null default 0,
  based_on uuid references public.pathway_templates (id) on delete set null,
  people_move text check (people_move in ('now', 'at_next_stage', 'on_effective_date')),
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null,
  published_at timestamptz,
  published_by uuid references public.accounts (id) on delete set null,
  unique (template_key, version)
);
comment on table public.pathway_templates is 'One version of a pathway. Published versions do not change; a newer version replaces them.';
comment on column public.pathway_templates.document is 'The whole version as it was imported, so that export equals import.';
comment on column public.pathway_templates.revision is 'Grows with every save of a draft, so that nobody overwrites another person''s edit unseen.';
comment on column public.pathway_templates.people_move is
  'Chosen when it was published: people come onto this version at once, when they enter their next stage, or on effective_from.';
create index pathway_templates_based_on_idx on public.pathway_templates (based_on);
create index pathway_templates_created_by_idx on public.pathway_templates (created_by);
create index pathway_templates_updated_by_idx on public.pathway_templates (updated_by);
create index pathway_templates_published_by_idx on public.pathway_templates (published_by);

create table public.pathway_stages (
  template_id uuid not null references public.pathway_templates (id) on delete cascade,
  key text not null,
  code text not null,
  position integer not null,
  from_nc_year smallint,
  to_nc_year smallint,
  from_age smallint,
  to_age smallint,
  transfer public.transfer_type,
  applies_all text[] not null default '{}',
  applies_any text[] not null default '{}',
  is_unconditional boolean not null generated always as (applies_all = '{}' and applies_any = '{}') stored,
  primary key (template_id, key),
  check (num_nonnulls(from_nc_year, from_age) = 1 and num_nonnulls(to_nc_year, to_age) = 1)
);
comment on table public.pathway_stages is 'A part of the line from nursery to 25, with the window in which it runs.';
comment on column public.pathway_stages.transfer is 'Which phase transfer this stage means by its transfer dates and deadlines.';

create table public.pathway_items (
  template_id uuid not null,
  key text not null,
  stage_key text not null,
  kind public.item_kind not null,
  position integer not null,
  audience public.audience,
  pfa_area public.pfa_area,
  anchor text not null,
  anchor_key text not null,
  due_offset interval not null,
  due_offset_text text not null,
  due_kind public.due_kind not null,
  repeats text,
  repeat_every interval,
  repeat_days integer,
  place text not null check (place in ('review', 'term', 'yearly', 'anchor')),
  days_after_review integer not null,
  missing_fact text not null,
  statutory boolean not null,
  source text not null,
  rule_id text,
  applies_all text[] not null default '{}',
  applies_any text[] not null default '{}',
  is_unconditional boolean not null generated always as (applies_all = '{}' and applies_any = '{}') stored,
  milestone_key text,
  confidence text not null,
  done_on text check (done_on = 'my_views'),
  primary key (template_id, key),
  foreign key (template_id, stage_key) references public.pathway_stages (template_id, key) on delete cascade,
  check ((kind = 'milestone') = (audience is null))
);
comment on table public.pathway_items is 'A step for one audience, or a milestone for everybody: when it is due, for whom it applies, and why.';
comment on column public.pathway_items.repeat_days is 'A length in days that no repeat is shorter than, to bound how many there can be.';
comment on column public.pathway_items.place is
  'How the anchor falls in the stage: the review in its window, each term, the yearly date in its window, or the anchor''s one date.';
comment on column public.pathway_items.anchor_key is 'The anchor, with the stage''s transfer where the anchor depends on it (transfer_date:secondary_to_post16).';
comment on column public.pathway_items.done_on is 'The page of Onward where it is done: the young person''s own views. Null where it is done elsewhere.';
create index pathway_items_stage_idx on public.pathway_items (template_id, stage_key, position);

create table public.pathway_texts (
  template_id uuid not null references public.pathway_templates (id) on delete cascade,
  subject text not null check (subject in ('stage', 'item', 'condition', 'anchor')),
  subject_key text not null,
  locale text not null,
  title text not null,
  detail text,
  primary key (template_id, subject, subject_key, locale)
);
comment on table public.pathway_texts is 'The words of a version, by language. Easy Read (en-easy) is a language here.';

alter table public.people
  add constraint people_template_fkey foreign key (template_id) references public.pathway_templates (id);

create table public.conditions (
  key text primary key,
  source text not null check (source in ('recorded', 'derived'))
);
comment on table public.conditions is 'Situation flags a step can depend on. Derived ones follow from other facts and are never ticked by hand.';

create table public.anchors (
  key text primary key,
  kind text not null check (kind in ('computed', 'event')),
  age smallint,
  nc_year smallint,
  term text check (term in ('autumn', 'spring', 'summer')),
  rule_ids text[] not null default '{}',
  facts text[] not null default '{}',
  missing_fact text,
  family_may_record boolean not null default false
);
comment on table public.anchors is 'The dates that due dates hang on.';
comment on column public.anchors.facts is 'The facts the date is worked out from, named as in the rules.';
comment on column public.anchors.missing_fact is 'The fact to ask for when the date is unknown.';

alter table public.pathway_templates enable row level security;
alter table public.pathway_stages enable row level security;
alter table public.pathway_items enable row level security;
alter table public.pathway_texts enable row level security;
alter table public.conditions enable row level security;
alter table public.anchors enable row level security;

grant select on public.pathway_templates, public.pathway_stages, public.pathway_items, public.pathway_texts,
  public.conditions, public.anchors to authenticated;

create policy "Signed-in people can read pathways that are or were in force" on public.pathway_templates
  for select to authenticated using (status <> 'draft' or (select private.is_admin()));
create policy "Signed-in people can read the stages of a pathway they can read" on public.pathway_stages
  for select to authenticated using (exists (select from public.pathway_templates t where t.id = template_id));
create policy "Signed-in people can read the steps of a pathway they can read" on public.pathway_items
  for select to authenticated using (exists (select from public.pathway_templates t where t.id = template_id));
create policy "Signed-in people can read the words of a pathway they can read" on public.pathway_texts
  for select to authenticated using (exists (select from public.pathway_templates t where t.id = template_id));
create policy "Signed-in people can read the list of conditions" on public.conditions
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read the list of anchors" on public.anchors
  for select to authenticated using ((select auth.uid()) is not null);

create function private.text_array(list jsonb) returns text[]
language sql immutable parallel safe
set search_path = ''
as $$ select coalesce(array_agg(e order by n), '{}') from jsonb_array_elements_text(list) with ordinality as x (e, n) $$;

create function private.signed_duration(duration text) returns interval
language sql immutable strict parallel safe
set search_path = ''
as $$ select case when duration like '-%' then - substr(duration, 2)::interval else duration::interval end $$;
comment on function private.signed_duration(text) is
  'ISO 8601 duration with an optional leading minus (before the anchor), which Postgres does not read by itself.';

create function private.anchor_facts(anchor text) returns text[]
language sql immutable strict parallel safe
set search_path = ''
as $$
  select case
    when anchor like 'age:%' then '{date_of_birth}'
    when anchor like 'nc_year:%' then '{date_of_birth,year_group_offset,term_dates}'
    when anchor = 'transfer_date' then '{date_of_birth,year_group_offset,next_starts_on}'
    when anchor = 'phase_transfer_deadline' then '{date_of_birth,year_group_offset,next_starts_on}'
    when anchor in ('review_meeting', 'review_decision_due', 'review_final_plan_due')
      then '{review_meeting,plan_last_decision_on,plan_last_meeting_on,plan_first_made_on}'
    when anchor = 'under5_review_due' then '{date_of_birth,plan_last_decision_on,plan_last_meeting_on,plan_first_made_on}'
    when anchor = 'young_person_from' then '{date_of_birth,autumn_term_start}'
    when anchor = 'eligible_child_from' then '{date_of_birth,looked_after_since}'
    when anchor = 'transport_policy_published' then '{date_of_birth,year_group_offset}'
    when anchor = 'term_start' then '{date_of_birth,year_group_offset,term_dates}'
    when anchor = 'adult_care_start' then '{adult_care_start,date_of_birth}'
    when anchor = 'cease_expected' then '{cease_expected,course_end,date_of_birth}'
    else array[anchor]
  end::text[]
$$;
comment on function private.anchor_facts(text) is 'The facts the planner reads to find an anchor''s date, in the order it prefers them.';

create function private.missing_fact(anchor text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$
  select case
    when anchor in ('transfer_date', 'phase_transfer_deadline') then 'next_starts_on'
    when anchor in ('review_decision_due', 'review_final_plan_due') then 'review_meeting'
    when anchor = 'under5_review_due' then 'plan_first_made_on'
    when anchor = 'eligible_child_from' then 'looked_after_since'
    else anchor
  end
$$;
comment on function private.missing_fact(text) is 'The one fact to ask for when an anchor''s date cannot be worked out.';

create function private.take_up_words(document jsonb, in_force boolean) returns void
language sql
set search_path = ''
begin atomic
  insert into public.conditions (key, source)
  select c ->> 'key', c ->> 'source' from jsonb_array_elements(document -> 'conditions') c
  on conflict (key) do update set source = excluded.source where in_force;

  insert into public.anchors (key, kind, age, nc_year, term, rule_ids, facts, missing_fact, family_may_record)
  select a.key, a.type,
    substring(a.key from '^age:(\d+)$')::smallint,
    substring(a.key from '^nc_year:(-?\d+) ')::smallint,
    substring(a.key from ' term:(\w+)$'),
    private.text_array(a.rule_ids), private.anchor_facts(a.key), private.missing_fact(a.key),
    a.type = 'event' and a.key not in ('review_meeting', 'cease_expected', 'adult_care_start')
  from jsonb_to_recordset(document -> 'anchors') as a (key text, type text, rule_ids jsonb)
  on conflict (key) do update set kind = excluded.kind, rule_ids = excluded.rule_ids, facts = excluded.facts,
    missing_fact = excluded.missing_fact, family_may_record = excluded.family_may_record where in_force;
end;
comment on function private.take_up_words(jsonb, boolean) is
  'Adds the conditions and anchors that a version names. All versions share them, so only one that comes into force may change one.';

create function private.write_pathway(template uuid, document jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  head jsonb := document -> 'template';
begin
  update public.pathway_templates t
  set version = head ->> 'version', title = head #>> '{texts,en,title}', legal_regime = head ->> 'legal_regime',
    jurisdiction = head ->> 'jurisdiction', effective_from = (head ->> 'effective_from')::date,
    effective_to = (head ->> 'effective_to')::date, supersedes = head ->> 'supersedes', review_by = (head ->> 'review_by')::date,
    document = write_pathway.document, revision = t.revision + 1, updated_at = now(), updated_by = (select auth.uid())
  where t.id = template;
  delete from public.pathway_stages s where s.template_id = template;
  delete from public.pathway_texts x where x.template_id = template;
  perform private.take_up_words(document, false);

  insert into public.pathway_stages
    (template_id, key, code, position, from_nc_year, to_nc_year, from_age, to_age, transfer, applies_all, applies_any)
  select template, s.id, s.code, s."order",
    case when s."window" ->> 'by' = 'nc_year' then (s."window" ->> 'from')::smallint end,
    case when s."window" ->> 'by' = 'nc_year' then (s."window" ->> 'to')::smallint end,
    case when s."window" ->> 'by' = 'age' then (s."window" ->> 'from')::smallint end,
    case when s."window" ->> 'by' = 'age' then (s."window" ->> 'to')::smallint end,
    s.transfer, private.text_array(s.applies_if -> 'all'), private.text_array(s.applies_if -> 'any')
  from jsonb_to_recordset(document -> 'stages')
    as s (id text, code text, "order" integer, "window" jsonb, transfer public.transfer_type, applies_if jsonb);

  -- A hidden step keeps its words but gets no row, so the planner never meets it.
  insert into public.pathway_items
    (template_id, key, stage_key, kind, position, audience, pfa_area, anchor, anchor_key, due_offset, due_offset_text,
     due_kind, repeats, repeat_every, repeat_days, place, days_after_review, missing_fact,
     statutory, source, rule_id, applies_all, applies_any, milestone_key, confidence, done_on)
  select template, i.id, s.stage ->> 'id', m.kind, m.position, i.audience, i.pfa_area, i.due ->> 'anchor',
    case when i.due ->> 'anchor' in ('transfer_date', 'phase_transfer_deadline')
      then (i.due ->> 'anchor') || ':' || (s.stage ->> 'transfer') else i.due ->> 'anchor' end,
    private.signed_duration(i.due ->> 'offset'), i.due ->> 'offset',
    i.due_kind, i.repeat, e.every, extract(year from e.every) * 365 + extract(month from e.every) * 28 + extract(day from e.every),
    case
      when i.due ->> 'anchor' in ('review_meeting', 'review_decision_due', 'review_final_plan_due') then 'review'
      when i.due ->> 'anchor' = 'transport_policy_published' then 'yearly'
      when i.due ->> 'anchor' = 'term_start' then 'term'
      else 'anchor'
    end,
    case i.due ->> 'anchor' when 'review_decision_due' then 28 when 'review_final_plan_due' then 84 else 0 end,
    private.missing_fact(i.due ->> 'anchor'),
    i.statutory, i.source, i.rule_id,
    private.text_array(i.applies_if -> 'all'), private.text_array(i.applies_if -> 'any'), i.milestone, coalesce(i.confidence, 'V'), i.done_on
  from jsonb_array_elements(document -> 'stages') as s (stage)
  cross join lateral (
    select 'milestone'::public.item_kind as kind, x.n::integer as position, x.step
    from jsonb_array_elements(s.stage -> 'milestones') with ordinality as x (step, n)
    union all
    select 'item', 100 + x.n::integer, x.step
    from jsonb_array_elements(s.stage -> 'items') with ordinality as x (step, n)
  ) m
  cross join lateral jsonb_to_record(m.step) as i (id text, audience public.audience, pfa_area public.pfa_area, due jsonb,
    due_kind public.due_kind, repeat text, statutory boolean, source text, rule_id text, applies_if jsonb, milestone text,
    confidence text, done_on text, hidden jsonb)
  cross join lateral (
    select case i.repeat when 'each_review' then interval '1 year' when 'each_term' then null else i.repeat::interval end as every
  ) e
  where i.hidden is null;

  insert into public.pathway_texts (template_id, subject, subject_key, locale, title, detail)
  select template, x.subject, x.key, l.locale,
    coalesce(l.words ->> 'title', l.words ->> 'label', l.words ->> 'name'), coalesce(l.words ->> 'detail', l.words ->> 'question')
  from (
    select 'stage' as subject, s ->> 'id' as key, s -> 'texts' as texts from jsonb_array_elements(document -> 'stages') s
    union all
    select 'item', m ->> 'id', m -> 'texts'
    from jsonb_array_elements(document -> 'stages') s, jsonb_array_elements((s -> 'milestones') || (s -> 'items')) m
    union all
    select 'condition', c ->> 'key', c -> 'texts' from jsonb_array_elements(document -> 'conditions') c
    union all
    select 'anchor', a ->> 'key', a -> 'texts' from jsonb_array_elements(document -> 'anchors') a
  ) x
  cross join lateral jsonb_each(x.texts) as l (locale, words);
  perform private.translate_pathway(template);
end
$$;
comment on function private.write_pathway(uuid, jsonb) is 'Makes a checked document the content of a draft: stages, steps and words.';

create function private.import_pathway(document jsonb) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  head jsonb := document -> 'template';
  found public.pathway_templates;
begin
  select * into found from public.pathway_templates t
  where t.template_key = head ->> 'template_id' and t.version = head ->> 'version'
  for update;
  -- A draft that somebody here is writing is theirs, even when a file of the same version arrives.
  if found.document = import_pathway.document or (found.status = 'draft' and found.created_by is not null) then
    return found.id;
  end if;
  if found.status in ('published', 'retired') then
    raise sqlstate 'PT409' using message = 'pathway_version_published',
      detail = format('%s %s is published and cannot change', found.template_key, found.version),
      hint = 'Give the changed pathway a new version number.';
  end if;
  if found.id is null then
    insert into public.pathway_templates (template_key, version, title, legal_regime, jurisdiction, document)
    values (head ->> 'template_id', head ->> 'version', head #>> '{texts,en,title}', head ->> 'legal_regime', head ->> 'jurisdiction', document)
    returning * into found;
  end if;
  perform private.write_pathway(found.id, document);
  -- Once an administrator has chosen a version, a newer file waits as a draft until they have looked at what it changes.
  if head ->> 'status' = 'published' and not exists (
    select from public.pathway_templates t
    where t.template_key = head ->> 'template_id' and t.status = 'published' and t.published_by is not null
  ) then
    perform private.publish_pathway(found.id);
  end if;
  return found.id;
end
$$;
comment on function private.import_pathway(jsonb) is
  'Stores one checked pathway document as a version. The same document twice changes nothing; a published version never changes (PT409). '
  'It is published if it says so, unless an administrator has published a version here.';

create function private.keep_published_pathways() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status = 'draft' or (new.document = old.document and new.version = old.version and new.status <> 'draft') then
    return new;
  end if;
  raise sqlstate 'PT409' using message = 'pathway_version_published',
    detail = 'A published pathway version cannot change.', hint = 'Make a new version instead.';
end
$$;
create trigger published_pathways_do_not_change before update on public.pathway_templates
  for each row execute function private.keep_published_pathways();

-- 42_translations.sql

-- The words of pathways in other languages. No part of a version, so that a better word moves nobody's dates.

create table private.pathway_translations (
  template_key text not null,
  locale text not null,
  subject text not null,
  subject_key text not null,
  english text not null,
  title text not null,
  detail text,
  primary key (template_key, locale, subject, subject_key)
);
comment on table private.pathway_translations is 'Translations as they were imported, for every version that still says the same in English.';
comment on column private.pathway_translations.english is 'A digest of the English it was made from.';

create table private.pathway_translation_files (
  template_key text not null,
  locale text not null,
  digest text not null,
  primary key (template_key, locale)
);
comment on table private.pathway_translation_files is 'Which files have been imported, so that a start reads only those that are new.';

alter table public.pathway_texts add column is_translation boolean not null default false;
comment on column public.pathway_texts.is_translation is 'Comes from a translation, not from the version itself.';

create function private.english_digest(title text, detail text) returns text
language sql immutable parallel safe
set search_path = ''
as $$ select md5(title || E'\n' || coalesce(detail, '')) $$;

create function private.translate_pathway(template uuid, only_locale text default null) returns void
language sql
set search_path = ''
begin atomic
  delete from public.pathway_texts x
  where x.template_id = template and x.is_translation and (only_locale is null or x.locale = only_locale);

  insert into public.pathway_texts (template_id, subject, subject_key, locale, title, detail, is_translation)
  select p.id, t.subject, t.subject_key, t.locale, t.title, t.detail, true
  from public.pathway_templates p
  join private.pathway_translations t on t.template_key = p.template_key and (only_locale is null or t.locale = only_locale)
  join public.pathway_texts en
    on en.template_id = p.id and en.locale = 'en' and en.subject = t.subject and en.subject_key = t.subject_key
    and private.english_digest(en.title, en.detail) = t.english
  where p.id = template
  on conflict do nothing;
end;
comment on function private.translate_pathway(uuid, text) is
  'Gives a version the translations that were made from the English it has. What the version itself says in a language stays.';

create function private.import_pathway_translation(document jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  pathway text := document ->> 'template_id';
  language text := document ->> 'locale';
begin
  delete from private.pathway_translations t where t.template_key = pathway and t.locale = language;
  insert into private.pathway_translations (template_key, locale, subject, subject_key, english, title, detail)
  select pathway, language, x.subject, x.key,
    private.english_digest(x.english ->> 'title', x.english ->> 'detail'), x.title, x.detail
  from jsonb_to_recordset(document -> 'texts') as x (subject text, key text, english jsonb, title text, detail text);
  perform private.translate_pathway(p.id, language) from public.pathway_templates p where p.template_key = pathway;
  insert into private.pathway_translation_files (template_key, locale, digest)
  values (pathway, language, coalesce(document ->> 'digest', ''))
  on conflict (template_key, locale) do update set digest = excluded.digest;
end
$$;
comment on function private.import_pathway_translation(jsonb) is
  'Takes in one checked file: {template_id, locale, digest, texts: [{subject, key, english: {title, detail}, title, detail}]}. '
  'What is no longer in it is gone.';

-- 50_facts.sql

-- Facts about a young person. Every date is derived from these and from nothing else.

create table public.plan_types (
  key text primary key,
  condition_key text,
  review_months smallint check (review_months between 1 and 24),
  position smallint not null
);
comment on table public.plan_types is
  'Kinds of plan, with the condition each one sets and how often it is reviewed. Data, because the law is changing. '
  'Without an EHC plan in force, sen_support_only holds whatever the plan.';
insert into public.plan_types (key, condition_key, review_months, position) values
  ('ehc_plan', 'has_ehcp', 12, 1),
  ('isp', 'has_isp', 12, 2),
  ('sen_support', null, 12, 3),
  ('pfa_only', null, null, 4);

create table public.plans (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  plan_type text not null references public.plan_types (key),
  status public.plan_status not null default 'final',
  first_made_on date,
  last_decision_on date,
  last_meeting_on date,
  ended_on date,
  check (ended_on is null or first_made_on is null or ended_on >= first_made_on),
  check (private.is_plausible(first_made_on) and private.is_plausible(last_decision_on)
    and private.is_plausible(last_meeting_on) and private.is_plausible(ended_on))
);
comment on table public.plans is 'The plan someone has: an EHC plan, an individual support plan, SEN support, or only this one.';
comment on column public.plans.last_decision_on is 'R-AR-01: date of the council''s last review decision notice. The next 12 months start here.';
comment on column public.plans.last_meeting_on is 'Date of the last review meeting, used when no decision date is known: earlier, so safe.';
create unique index plans_current_key on public.plans (person_id) where ended_on is null;
create index plans_person_idx on public.plans (person_id);
create index plans_plan_type_idx on public.plans (plan_type);

create table public.placements (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  position public.placement_position not null,
  setting_name text not null check (char_length(trim(setting_name)) between 1 and 120),
  setting_type public.setting_type not null,
  organisation_id uuid references public.organisations (id) on delete set null,
  starts_on date,
  ends_on date,
  check (ends_on is null or starts_on is null or ends_on >= starts_on),
  check (private.is_plausible(starts_on) and private.is_plausible(ends_on)),
  unique (person_id, position)
);
comment on table public.placements is 'Where someone learns now, and where they go next.';
create index placements_organisation_idx on public.placements (organisation_id);

create table public.person_flags (
  person_id uuid not null references public.people (id) on delete cascade,
  flag text not null references public.conditions (key),
  since date check (private.is_plausible(since)),
  primary key (person_id, flag)
);
comment on table public.person_flags is 'What is true of someone''s situation, when it matters for a step.';
create index person_flags_flag_idx on public.person_flags (flag);

create table public.person_dates (
  person_id uuid not null references public.people (id) on delete cascade,
  anchor text not null references public.anchors (key),
  on_date date not null check (private.is_plausible(on_date)),
  primary key (person_id, anchor)
);
comment on table public.person_dates is 'Real dates of events: the next review meeting, the first day of a course, a letter.';
create index person_dates_anchor_idx on public.person_dates (anchor);

create table public.term_dates (
  academic_year smallint not null check (academic_year between 1990 and 2100),
  term text not null check (term in ('autumn', 'spring', 'summer')),
  starts_on date not null,
  ends_on date not null,
  is_default boolean not null default false,
  primary key (academic_year, term),
  check (ends_on > starts_on)
);
comment on table public.term_dates is
  'R-CAL-04: term dates. It starts with planning defaults; an administrator replaces them with the local authority''s own.';
insert into public.term_dates (academic_year, term, starts_on, ends_on, is_default)
select t.academic_year, t.term, t.starts_on, t.ends_on, true from rules.terms(1990, 2060) t;

alter table public.plan_types enable row level security;
alter table public.plans enable row level security;
alter table public.placements enable row level security;
alter table public.person_flags enable row level security;
alter table public.person_dates enable row level security;
alter table public.term_dates enable row level security;

grant select on public.plan_types, public.plans, public.placements, public.person_flags, public.person_dates,
  public.term_dates to authenticated;

create policy "Signed-in people can read the kinds of plan" on public.plan_types
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read term dates" on public.term_dates
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Involved people can read the plan" on public.plans
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = plans.person_id limit 1)
  );
create policy "Involved people can read where someone learns" on public.placements
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = placements.person_id limit 1)
  );
create policy "Involved people can read the situation" on public.person_flags
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_flags.person_id limit 1)
  );
create policy "Involved people can read the dates of events" on public.person_dates
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_dates.person_id limit 1)
  );

-- 60_timeline.sql

-- The planner: facts in, one row per step and person out. Pure until the last function, which writes the difference.

create type private.facts as (
  person_id uuid,
  template_id uuid,
  date_of_birth date,
  year_group_offset smallint,
  autumn_term_start date,
  planned_from date,
  flags text[],
  plan_type text,
  plan_condition text,
  had_ehcp boolean,
  review_months smallint,
  plan_first_made_on date,
  plan_last_decision_on date,
  plan_last_meeting_on date,
  setting_now public.setting_type,
  setting_next public.setting_type,
  next_starts_on date,
  looked_after_since date,
  dates jsonb,
  first_years integer[]
);
comment on type private.facts is
  'Everything the planner reads about one person. "What if" is the same row with other values. '
  'first_years: the first National Curriculum year after each transfer (R-PT-00), in the order of transfer_type.';

create function private.is_post16(setting public.setting_type) returns boolean
language sql immutable parallel safe
return setting in ('general_fe_college', 'specialist_post16', 'training_provider');

create function private.derived_flags(f private.facts) returns text[]
language sql immutable parallel safe
return array_remove(array[
  f.plan_condition,
  case when f.plan_condition is distinct from 'has_ehcp' then 'sen_support_only' end,
  case when f.had_ehcp then 'had_ehcp' end,
  case when f.year_group_offset <> 0 then 'out_of_cohort' end,
  case when f.setting_now <> 'none' then 'in_education' end,
  case when f.setting_now = 'none' then 'not_in_education' end,
  case when f.setting_now in (
    'mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school', 'alternative_provision'
  ) then 'in_school' end,
  case when private.is_post16(f.setting_now) or private.is_post16(f.setting_next) then 'in_further_education' end,
  case when f.setting_next is not null then 'moving_setting' end,
  case when private.is_post16(f.setting_now) and private.is_post16(f.setting_next) then 'moving_between_post16' end
], null);
comment on function private.derived_flags(private.facts) is 'Conditions that follow from the plan, the year-group offset, and where someone learns now and next.';

create function private.first_years() returns integer[]
language sql stable
set search_path = ''
as $$
  select array_agg(b.first_year order by t.n)
  from unnest(enum_range(null::public.transfer_type)) with ordinality as t (transfer, n)
  left join rules.phase_boundaries(private.today()) b on b.boundary = t.transfer::text
$$;
comment on function private.first_years() is
  'The first National Curriculum year after each transfer (R-PT-00), in the order of transfer_type.';

create function private.facts_of(ids uuid[]) returns setof private.facts
language sql stable
begin atomic
  select p.id, p.template_id, p.date_of_birth, p.year_group_offset, p.autumn_term_start, p.planned_from,
    case when pl.status in ('cease_proposed', 'cease_decided_appeal_open') then array['plan_ceasing'] else '{}' end
      || coalesce(fl.flags, '{}'),
    pl.plan_type, pt.condition_key,
    exists (select from public.plans e where e.person_id = p.id and e.plan_type = 'ehc_plan' and e.ended_on is not null),
    pt.review_months, pl.first_made_on, pl.last_decision_on, pl.last_meeting_on,
    pn.setting_type, px.setting_type, px.starts_on, fl.looked_after_since, coalesce(dt.dates, '{}'),
    (select private.first_years())
  from public.people p
  left join public.plans pl on pl.person_id = p.id and pl.ended_on is null
  left join public.plan_types pt on pt.key = pl.plan_type
  left join public.placements pn on pn.person_id = p.id and pn.position = 'now'
  left join public.placements px on px.person_id = p.id and px.position = 'next'
    and px.setting_name is distinct from pn.setting_name
  left join lateral (
    select array_agg(f.flag) as flags, max(f.since) filter (where f.flag = 'looked_after') as looked_after_since
    from public.person_flags f where f.person_id = p.id
  ) fl on true
  left join lateral (
    select jsonb_object_agg(d.anchor, d.on_date) as dates from public.person_dates d where d.person_id = p.id
  ) dt on true
  where p.id = any (ids);
end;
comment on function private.facts_of(uuid[]) is 'The recorded facts of these people, one row each.';

create function private.reception_year(f private.facts) returns integer
language sql immutable parallel safe
return rules.academic_year_start(f.date_of_birth) + 5 - f.year_group_offset;
comment on function private.reception_year(private.facts) is 'The calendar year in whose September the person''s class starts Reception (R-NCY-01).';

-- plpgsql, because Postgres cannot write it into a statement, and calls it three times as fast as an SQL function.
create function private.yearly_on_or_after(base date, start date) returns date
language plpgsql immutable strict parallel safe
set search_path = ''
as $$
declare
  years integer := extract(year from start)::integer - extract(year from base)::integer;
  that_year date := base + make_interval(years => years);
begin
  return case when that_year >= start then that_year else base + make_interval(years => years + 1) end;
end
$$;
comment on function private.yearly_on_or_after(date, date) is 'The first anniversary of base, counting back or forward in whole years, that is not before start.';

create function private.transfer_date(f private.facts, transfer public.transfer_type, first_year integer) returns date
language sql immutable parallel safe
return case
  when transfer = 'post16_to_post16' then case when private.is_post16(f.setting_next) then f.next_starts_on end
  when abs(f.next_starts_on - rules.transfer_date(f.date_of_birth, f.year_group_offset, first_year)) <= 62 then f.next_starts_on
  else rules.transfer_date(f.date_of_birth, f.year_group_offset, first_year)
end;
comment on function private.transfer_date(private.facts, public.transfer_type, integer) is
  'R-PT-00: 1 September by class, or the real first day when the next setting''s start is within two months of it. '
  'Between post-16 institutions there is no default: only the recorded first day.';

create function private.review_start(f private.facts) returns date
language sql immutable parallel safe
return coalesce(f.plan_last_decision_on, f.plan_last_meeting_on, f.plan_first_made_on);
comment on function private.review_start(private.facts) is
  'R-AR-01: the day the 12 months start: the last decision notice, or the last meeting (earlier, so safe), or the day the plan was first made.';

create function private.anchor_dates(f private.facts) returns table (anchors jsonb)
language sql stable parallel safe rows 1
begin atomic
  with transfer as materialized (
    select x.transfer, x.on_date, rules.last_safe_day(x.transfer::text, x.on_date) as safe_day
    from (
      select t.transfer, private.transfer_date(f, t.transfer, t.first_year) as on_date
      from unnest(enum_range(null::public.transfer_type), f.first_years) as t (transfer, first_year)
    ) x
    where x.on_date is not null
  ),
  anchor as (
    select a.key, case
      when a.age is not null then rules.attains(f.date_of_birth, a.age)
      -- Every term's last day at once: read once a statement, not once a person.
      when a.nc_year is not null then (
        (select jsonb_object_agg(t.academic_year || t.term, t.ends_on) from public.term_dates t)
          ->> ((private.reception_year(f) + a.nc_year) || a.term)
      )::date
      when a.key = 'young_person_from' then rules.young_person_from(f.date_of_birth, f.autumn_term_start)
      when a.key = 'eligible_child_from' then rules.eligible_child_from(f.date_of_birth, f.looked_after_since)
      when a.key = 'under5_review_due' then case when rules.is_under_five_review(f.date_of_birth, private.review_start(f))
        then rules.under_five_review_by(private.review_start(f)) end
      when a.key = 'adult_care_start' then coalesce((f.dates ->> a.key)::date, rules.attains(f.date_of_birth, 18))
      when a.key = 'cease_expected' then coalesce((f.dates ->> a.key)::date, least(
        (f.dates ->> 'course_end')::date,
        rules.plan_may_be_kept_until(
          f.date_of_birth,
          case when 'in_apprenticeship' = any (f.flags) then 'apprenticeship'
            when f.setting_now = 'general_fe_college' then 'fe_institution' else 'other' end,
          coalesce((f.dates ->> 'apprenticeship_end')::date, (f.dates ->> 'course_end')::date))))
      -- R-AR-01, while no meeting is booked: the last day that keeps the 12 months and leaves 12 weeks before a phase transfer.
      when a.key = 'review_meeting' then coalesce((f.dates ->> a.key)::date, least(
        rules.review_complete_by(private.review_start(f), f.review_months) - 28,
        (
          select min(t.safe_day) - 84 from transfer t
          where f.plan_type = 'ehc_plan' and t.safe_day - 84 > private.review_start(f)
            and t.safe_day <= rules.review_complete_by(private.review_start(f), f.review_months)
            and (t.transfer in ('early_years_to_school', 'primary_to_secondary', 'secondary_to_post16', 'post16_to_post16')
              or f.setting_next is not null)
        )))
      else (f.dates ->> a.key)::date
    end as on_date
    from public.anchors a
    union all
    select 'transfer_date:' || t.transfer, t.on_date from transfer t
    union all
    select 'phase_transfer_deadline:' || t.transfer, t.safe_day from transfer t
    union all
    select 'transport_policy_published', make_date(extract(year from t.on_date)::integer, 5, 31)
    from transfer t where t.transfer = 'secondary_to_post16'
  )
  select jsonb_object_agg(a.key, a.on_date) from anchor a;
end;
comment on function private.anchor_dates(private.facts) is
  'Every anchor with its date for this person, as {"age:16": "2027-08-31", …}. Null or not there is unknown. '
  'One row, so that Postgres writes it into the statement that asks for a whole county.';

create function private.stage_windows(template uuid, flags text[], date_of_birth date, reception_year integer)
returns table (stage_key text, from_on date, to_on date)
language sql stable parallel safe rows 13
begin atomic
  select s.key,
    case when s.from_age is null then make_date(reception_year + s.from_nc_year, 9, 1)
      else rules.attains(date_of_birth, s.from_age) end,
    case when s.to_age is null then make_date(reception_year + s.to_nc_year + 1, 8, 31)
      else rules.attains(date_of_birth, s.to_age + 1) - 1 end
  from public.pathway_stages s
  where s.template_id = template
    and (s.is_unconditional or (s.applies_all <@ flags and (s.applies_any = '{}' or s.applies_any && flags)));
end;
comment on function private.stage_windows(uuid, text[], date, integer) is
  'The stages that apply to someone with these conditions, each with its first and last day.';

create function private.plan(everyone private.facts[], leave_out text[] default '{}')
returns table (
  person_id uuid, item_key text, occurrence integer, stage_key text, audience public.audience,
  due_on date, missing_fact text, before_start boolean
)
language sql stable rows 200
begin atomic
  with person as materialized (
    select f.person_id, f.template_id, f.planned_from, f.date_of_birth, private.reception_year(f) as reception_year,
      f.flags || private.derived_flags(f) as flags, d.anchors, (d.anchors ->> 'review_meeting')::date as review_on,
      -- A plan first made at 5 or later is reviewed once a year, so there is no under-five date to ask for.
      private.review_start(f) is not null and d.anchors ->> 'under5_review_due' is null as is_past_under_five_reviews
    from unnest(everyone) as f
    cross join lateral private.anchor_dates(f) d
  ),
  stage as materialized (
    select p.person_id, w.stage_key, w.from_on, w.to_on,
      private.yearly_on_or_after(p.review_on, w.from_on) as first_review_on,
      case when p.review_on between w.from_on and w.to_on then p.review_on else private.yearly_on_or_after(p.review_on, w.from_on) end
        as next_review_on
    from person p
    cross join lateral private.stage_windows(p.template_id, p.flags, p.date_of_birth, p.reception_year) w
  ),
  once as (
    select p.person_id, i.key, 1 as occurrence, w.stage_key, i.audience, i.missing_fact, p.planned_from, w.to_on,
      (i.due_offset + case i.place
        when 'anchor' then (p.anchors ->> i.anchor_key)::date
        when 'review' then w.next_review_on + i.days_after_review
        when 'yearly' then private.yearly_on_or_after((p.anchors ->> i.anchor_key)::date, greatest(w.from_on, (p.anchors ->> i.anchor_key)::date))
      end)::date as due_on
    from person p
    join stage w on w.person_id = p.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.stage_key = w.stage_key and i.repeats is null
      and i.key <> all (leave_out)
      and (i.is_unconditional or (i.applies_all <@ p.flags and (i.applies_any = '{}' or i.applies_any && p.flags)))
  ),
  repeating as (
    select p.person_id, p.planned_from, w.stage_key, w.from_on, w.to_on, i.key, i.audience, i.missing_fact,
      i.due_offset, i.repeats, i.repeat_every, i.repeat_days,
      case when i.anchor = 'under5_review_due' then least(w.to_on, rules.attains(p.date_of_birth, 5)) else w.to_on end as until,
      case i.place
        when 'anchor' then (p.anchors ->> i.anchor_key)::date
        when 'review' then w.first_review_on + i.days_after_review
        when 'yearly' then private.yearly_on_or_after((p.anchors ->> i.anchor_key)::date, greatest(w.from_on, (p.anchors ->> i.anchor_key)::date))
      end as first_on
    from person p
    join stage w on w.person_id = p.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.stage_key = w.stage_key and i.repeats is not null
      and i.key <> all (leave_out)
      and (i.is_unconditional or (i.applies_all <@ p.flags and (i.applies_any = '{}' or i.applies_any && p.flags)))
    where not (i.anchor = 'under5_review_due' and p.is_past_under_five_reviews)
  ),
  occurring as (
    select r.person_id, r.key, n.n as occurrence, r.stage_key, r.audience, r.missing_fact, r.planned_from, r.to_on, r.until, r.due_offset,
      case when r.repeats = 'each_term' then t.starts_on when n.n = 1 then r.first_on else (r.first_on + (n.n - 1) * r.repeat_every)::date end
        as anchor_on
    from repeating r
    cross join lateral generate_series(1, case
      when r.repeats = 'each_term' then 3 * (rules.academic_year_start(r.to_on) - rules.academic_year_start(r.from_on) + 1)
      else 1 + greatest(0, coalesce((r.until - r.first_on) / r.repeat_days, 0))
    end) as n (n)
    left join public.term_dates t on r.repeats = 'each_term'
      and t.academic_year = rules.academic_year_start(r.from_on) + (n.n - 1) / 3
      and t.term = (array['autumn', 'spring', 'summer'])[(n.n - 1) % 3 + 1]
  ),
  dated as (
    select o.person_id, o.key, o.occurrence, o.stage_key, o.audience, o.missing_fact, o.planned_from, o.to_on, o.due_on from once o
    union all
    select o.person_id, o.key, o.occurrence, o.stage_key, o.audience, o.missing_fact, o.planned_from, o.to_on,
      (o.anchor_on + o.due_offset)::date
    from occurring o
    where o.occurrence = 1 or o.anchor_on <= o.until
  )
  select d.person_id, d.key, d.occurrence, d.stage_key, d.audience, d.due_on,
    case when d.due_on is null then d.missing_fact end, coalesce(d.due_on, d.to_on) < d.planned_from
  from dated d;
end;
comment on function private.plan(private.facts[], text[]) is
  'The whole plan of these people, worked out from nothing but their facts and their pathway version. Writes nothing. '
  'leave_out: steps that nobody asks about this time.';

create table public.timeline_items (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  item_key text not null,
  occurrence integer not null default 1,
  -- worked out by the planner, and by nobody else
  stage_key text not null,
  audience public.audience,
  due_on date,
  missing_fact text,
  before_start boolean not null default false,
  retired_at timestamptz,
  -- written by people, and kept through every re-plan
  status public.item_status not null default 'not_started',
  note text check (char_length(note) <= 4000),
  note_by uuid references public.accounts (id) on delete set null,
  note_at timestamptz,
  not_needed_reason text check (char_length(not_needed_reason) <= 1000),
  waiting_on text check (char_length(waiting_on) <= 200),
  assignee_id uuid references public.accounts (id) on delete set null,
  done_by uuid references public.accounts (id) on delete set null,
  done_by_name text,
  done_at timestamptz,
  version integer not null default 1,
  updated_at timestamptz,
  updated_by uuid references public.accounts (id) on delete set null,
  unique (person_id, item_key, occurrence),
  check ((due_on is null) = (missing_fact is not null)),
  check (status <> 'not_applicable' or not_needed_reason is not null)
)
-- Room on each page for the rows that a new pathway version moves, so that their index entries stay as they are.
with (fillfactor = 85);
comment on table public.timeline_items is 'One row per person, step and occurrence. What the planner derives and what people write live side by side.';
comment on column public.timeline_items.due_on is 'The true date. Null means unknown, and missing_fact says what to find out.';
comment on column public.timeline_items.before_start is 'The date lay before the plan began: missed before start, never an alarm.';
comment on column public.timeline_items.retired_at is 'Since when the step no longer applies. It keeps its history and comes back if it applies again.';
comment on column public.timeline_items.version is 'Grows when a person changes it, not when the planner does.';
create index timeline_items_milestones_idx on public.timeline_items (item_key, due_on) where audience is null and retired_at is null;
create index timeline_items_assignee_idx on public.timeline_items (assignee_id) where assignee_id is not null;
create index timeline_items_done_by_idx on public.timeline_items (done_by) where done_by is not null;
create index timeline_items_note_by_idx on public.timeline_items (note_by) where note_by is not null;
create index timeline_items_updated_by_idx on public.timeline_items (updated_by) where updated_by is not null;

alter table public.timeline_items enable row level security;
grant select on public.timeline_items to authenticated;
create policy "Involved people can read the timeline" on public.timeline_items
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = timeline_items.person_id limit 1)
  );

create function private.replan(ids uuid[], leave_out text[] default '{}') returns table (added bigint, changed bigint, retired bigint)
language plpgsql security definer
set search_path = ''
-- One query plan serves one person and a county: made once a session, and never compiled, which costs more than it saves.
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  everyone private.facts[];
begin
  -- Two re-plans of the same person take turns.
  perform from public.people p where p.id = any (ids) order by p.id for no key update;
  everyone := array(select f from private.facts_of(ids) f);
  return query
  with difference as materialized (
    select t.id, p.person_id, p.item_key, p.occurrence, p.stage_key, p.audience, p.due_on, p.missing_fact, p.before_start
    from private.plan(everyone, leave_out) p
    full join (
      select i.* from public.timeline_items i
      where i.person_id = any (ids) and (leave_out = '{}' or i.item_key not in (select unnest(leave_out)))
    ) t
      on t.person_id = p.person_id and t.item_key = p.item_key and t.occurrence = p.occurrence
    where t.id is null
      or (p.person_id is null and t.retired_at is null)
      or (p.person_id is not null and (t.stage_key, t.audience, t.due_on, t.missing_fact, t.before_start, t.retired_at)
        is distinct from (p.stage_key, p.audience, p.due_on, p.missing_fact, p.before_start, null::timestamptz))
  ),
  moved as (
    update public.timeline_items t
    set stage_key = d.stage_key, audience = d.audience, due_on = d.due_on, missing_fact = d.missing_fact,
      before_start = d.before_start, retired_at = null
    from difference d
    where t.id = d.id and d.person_id is not null
    returning 1
  ),
  gone as (
    update public.timeline_items t
    set retired_at = now()
    where t.id = any (array(select d.id from difference d where d.person_id is null))
    returning 1
  ),
  fresh as (
    insert into public.timeline_items (person_id, item_key, occurrence, stage_key, audience, due_on, missing_fact, before_start)
    select d.person_id, d.item_key, d.occurrence, d.stage_key, d.audience, d.due_on, d.missing_fact, d.before_start
    from difference d
    where d.id is null
    -- One person's rows lie together, where their page reads them.
    order by d.person_id, d.item_key, d.occurrence
    returning 1
  )
  select (select count(*) from fresh), (select count(*) from moved), (select count(*) from gone);
  perform private.refresh_caseload(everyone);
end
$$;
comment on function private.replan(uuid[], text[]) is
  'Brings the timeline of these people to what their facts say, in one statement, writing only rows that differ. '
  'What people wrote is never touched; a step that no longer applies is retired, not deleted. '
  'leave_out: steps that cannot have changed, which are not looked at.';

create function private.replan_touched() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('onward.replan', true) is distinct from 'paused' then
    perform private.replan(array(select distinct t.person_id from touched t));
  end if;
  return null;
end
$$;
comment on function private.replan_touched() is
  'Re-plans everybody whose facts a statement touched. A function that writes several tables pauses this and re-plans once.';

create function private.replan_people() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if current_setting('onward.replan', true) is not distinct from 'paused' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    perform private.replan(array(select n.id from touched n));
  else
    perform private.replan(array(
      select n.id from touched n join before b on b.id = n.id
      where (n.date_of_birth, n.year_group_offset, n.autumn_term_start, n.planned_from, n.template_id)
        is distinct from (b.date_of_birth, b.year_group_offset, b.autumn_term_start, b.planned_from, b.template_id)
    ));
  end if;
  return null;
end
$$;

create function private.replan_everyone() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.replan(array(select p.id from public.people p));
  return null;
end
$$;

create trigger people_added after insert on public.people
  referencing new table as touched for each statement execute function private.replan_people();
create trigger people_changed after update on public.people
  referencing old table as before new table as touched for each statement execute function private.replan_people();
create trigger plans_added after insert on public.plans
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger plans_changed after update on public.plans
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger plans_removed after delete on public.plans
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger placements_added after insert on public.placements
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger placements_changed after update on public.placements
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger placements_removed after delete on public.placements
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger person_flags_added after insert on public.person_flags
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_flags_changed after update on public.person_flags
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_flags_removed after delete on public.person_flags
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger person_dates_added after insert on public.person_dates
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_dates_changed after update on public.person_dates
  referencing new table as touched for each statement execute function private.replan_touched();
create trigger person_dates_removed after delete on public.person_dates
  referencing old table as touched for each statement execute function private.replan_touched();
create trigger term_dates_changed after insert or update or delete on public.term_dates
  for each statement execute function private.replan_everyone();

create function private.same_steps(one uuid, other uuid) returns text[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(a.key), '{}')
  from public.pathway_items a
  join public.pathway_stages x on x.template_id = a.template_id and x.key = a.stage_key
  join public.pathway_items b on b.template_id = other and b.key = a.key
  join public.pathway_stages y on y.template_id = b.template_id and y.key = b.stage_key
  where a.template_id = one
    and (a.stage_key, a.audience, a.anchor, a.anchor_key, a.due_offset_text, a.repeats, a.place, a.days_after_review, a.missing_fact)
      is not distinct from
      (b.stage_key, b.audience, b.anchor, b.anchor_key, b.due_offset_text, b.repeats, b.place, b.days_after_review, b.missing_fact)
    and a.applies_all <@ b.applies_all and b.applies_all <@ a.applies_all
    and a.applies_any <@ b.applies_any and b.applies_any <@ a.applies_any
    and (x.from_nc_year, x.to_nc_year, x.from_age, x.to_age) is not distinct from (y.from_nc_year, y.to_nc_year, y.from_age, y.to_age)
    and x.applies_all <@ y.applies_all and y.applies_all <@ x.applies_all
    and x.applies_any <@ y.applies_any and y.applies_any <@ x.applies_any
$$;
comment on function private.same_steps(uuid, uuid) is
  'The steps that the planner treats alike in both versions: everything it reads about them and their stage is the same.';

create function private.move_people(ids uuid[], template uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  version record;
begin
  perform set_config('onward.replan', 'paused', true);
  for version in
    select p.template_id, array_agg(p.id order by p.id) as ids
    from public.people p where p.id = any (move_people.ids) and p.template_id <> template
    group by p.template_id order by p.template_id
  loop
    update public.people p set template_id = template where p.id = any (version.ids);
    perform private.audit_move(version.ids, version.template_id, template);
    perform private.replan(version.ids, private.same_steps(version.template_id, template));
  end loop;
  perform set_config('onward.replan', '', true);
end
$$;
comment on function private.move_people(uuid[], uuid) is
  'Puts these people on this version and re-plans, in one transaction, only the steps in which it differs from theirs.';

create function private.people_due_to_move(template uuid) returns uuid[]
language sql stable
set search_path = ''
as $$
  select coalesce(array_agg(f.person_id), '{}')
  from public.pathway_templates t
  cross join lateral private.facts_of(array(
    select p.id from public.people p
    join public.pathway_templates v on v.id = p.template_id
    where v.template_key = t.template_key and v.id <> t.id
  )) f
  where t.id = template and t.status = 'published' and case t.people_move
    when 'on_effective_date' then t.effective_from <= private.today()
    when 'at_next_stage' then exists (
      select from private.stage_windows(t.id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) w
      where w.from_on > (t.published_at at time zone 'Europe/London')::date and w.from_on <= private.today()
    )
    else true
  end
$$;
comment on function private.people_due_to_move(uuid) is
  'Who comes onto this published version today: everybody, or everybody once its date is here, or who has entered a stage that began since.';

create function private.move_people_to_published_pathways() returns integer
language plpgsql
set search_path = ''
as $$
declare
  template uuid;
  ids uuid[];
  moved integer := 0;
begin
  for template in
    select t.id from public.pathway_templates t where t.status = 'published' order by t.id for update
  loop
    ids := private.people_due_to_move(template);
    perform private.move_people(ids, template);
    moved := moved + cardinality(ids);
  end loop;
  return moved;
end
$$;
comment on function private.move_people_to_published_pathways() is
  'Run once a day. Moves whoever is due onto the version published for them; gives how many. Safe to run again.';

create function private.pathway_in_force() returns uuid
language sql stable
set search_path = ''
as $$
  select t.id from public.pathway_templates t
  where t.status <> 'draft' and (t.people_move is distinct from 'on_effective_date' or t.effective_from <= private.today())
  order by t.status = 'published' desc, t.published_at desc limit 1
$$;
comment on function private.pathway_in_force() is
  'The version for someone added today: the published one, or the one before it while the published one waits for its date.';

create function private.publish_pathway(template uuid, people_move text default 'now') returns void
language plpgsql
set search_path = ''
as $$
declare
  key text;
begin
  select t.template_key into strict key from public.pathway_templates t where t.id = template;
  -- Two administrators who publish at once take turns.
  perform from public.pathway_templates t where t.template_key = key order by t.id for update;
  update public.pathway_templates t set status = 'retired'
  where t.template_key = key and t.status = 'published' and t.id <> template;
  update public.pathway_templates t
  set status = 'published', published_at = now(), published_by = (select auth.uid()), people_move = publish_pathway.people_move
  where t.id = template;
  perform private.take_up_words(t.document, true) from public.pathway_templates t where t.id = template;
  perform private.move_people(private.people_due_to_move(template), template);
end
$$;
comment on function private.publish_pathway(uuid, text) is
  'Puts a version in force: the one before it is retired, and whoever is due comes onto it in the same transaction.';

-- 70_audit.sql

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

-- 72_views.sql

-- Who looked at whom, and who looked for whom. Written by the functions that show a plan, read by the family, changed by nobody.

create table public.record_views (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person_id uuid,
  account_id uuid not null,
  account_name text not null,
  role public.member_role not null,
  team text not null,
  kind text not null default 'view' check (kind in ('view', 'duplicate_search', 'emergency_search')),
  section text not null default '' check (section ~ '^[a-z0-9_]{0,40}$'),
  in_emergency boolean not null default false,
  looked_for jsonb
);
comment on table public.record_views is
  'Append-only. Staff looked at a part of a plan, or looked for somebody. It keeps the name, role and team they had at the time, '
  'and no reference that could take a line away with it.';
comment on column public.record_views.person_id is 'Whose plan; null where a search found nobody.';
comment on column public.record_views.section is 'Which part: record, timeline, circle, history, or what a function names.';
comment on column public.record_views.looked_for is 'What was typed into a search.';
-- One line for each account, person and part in a quarter of an hour: a page that is loaded again adds nothing.
create unique index record_views_once_key
  on public.record_views (account_id, person_id, kind, section, date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00')) where kind <> 'emergency_search';
create index record_views_person_idx on public.record_views (person_id, id desc);
create index record_views_searches_idx on public.record_views (account_id, at) where kind = 'emergency_search';

alter table public.record_views enable row level security;
grant select on public.record_views to authenticated;
-- Staff see what was changed, which they need, and not which colleague looked: that line is there for the family to hold all of us to
-- account by, and a worker who is afraid of being watched by the next team looks less than they should.
create policy "The circle can read who looked, and everybody where they looked themselves" on public.record_views
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c) or account_id = (select auth.uid())
  );

create trigger history_is_append_only before update or delete on public.record_views
  for each row execute function private.refuse_rewriting_history();
create trigger history_is_not_emptied before truncate on public.record_views
  for each statement execute function private.refuse_rewriting_history();

create function private.record_view(person uuid, section text) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, section, in_emergency)
  select record_view.person, s.account_id, s.display_name, s.role, s.team, record_view.section, s.in_emergency
  from (
    select a.account_id, a.display_name, a.role, o.name as team, false as in_emergency
    from private.access a join public.organisations o on o.id = a.organisation_id
    where a.person_id = record_view.person and a.account_id = (select auth.uid()) and a.via = 'team'
    union all
    select e.account_id, e.display_name, e.role, o.name, true
    from private.emergencies e join public.organisations o on o.id = e.organisation_id
    where e.person_id = record_view.person and e.account_id = (select auth.uid())
  ) s
  order by s.in_emergency, s.team limit 1
  on conflict do nothing
$$;
comment on function private.record_view(uuid, text) is
  'Call it in every function that shows a part of a plan. Staff who look are written down, once in a quarter of an hour; the circle is not.';
grant execute on function private.record_view(uuid, text) to authenticated;

create function private.record_search(kind text, found uuid[], looked_for jsonb) returns void
language sql
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, kind, looked_for)
  select f.person_id, m.account_id, m.display_name, m.role, o.name, record_search.kind, record_search.looked_for
  from (
    select m.* from private.memberships m where m.account_id = (select auth.uid()) and m.audience is not null order by m.member_id limit 1
  ) m
  join public.organisations o on o.id = m.organisation_id
  cross join (select unnest(case when found = '{}' then array[null::uuid] else found end)) f (person_id)
  on conflict do nothing
$$;
comment on function private.record_search(text, uuid[], jsonb) is 'Keeps who looked for whom: a line for each person found, or one where nobody was.';

-- 80_api.sql

-- What the app may ask for. Functions that write check the caller themselves and say what is wrong in a stable key.

create function private.may_work(person uuid, item_audience public.audience, account uuid) returns boolean
-- plpgsql, because it keeps the plan of its statement.
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return exists (
    select from private.access a
    where a.person_id = person and a.account_id = account and (
      a.audience = item_audience
      or (item_audience = 'young_person' and a.audience = 'family')
      or (item_audience is null and a.via = 'team')
      or (
        a.audience in ('la_send', 'school', 'post16_provider') and item_audience not in ('young_person', 'family')
        and not exists (
          select from public.involvements i
          join public.organisations o on o.id = i.organisation_id
          where i.person_id = person and o.audience = item_audience
            and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
        )
      )
    )
  );
end
$$;
comment on function private.may_work(uuid, public.audience, uuid) is
  'Whose step is it: the audience''s own people, a family for its young person, any team for a milestone, '
  'and the SEND team, school or college while no team of that kind is involved yet.';
grant execute on function private.may_work(uuid, public.audience, uuid) to authenticated;

create function private.must_see(person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_see(person) then
    -- Missing and forbidden are the same answer, so that nobody can find out who is here.
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
grant execute on function private.must_see(uuid) to authenticated;

create function public.enter(display_name text default null, locale text default null) returns public.accounts
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  address text;
  account public.accounts;
begin
  if me is null then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
  if char_length(enter.locale) not between 2 and 12 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such language.';
  end if;
  -- An address counts only once its owner has proved it.
  select lower(u.email) into address from auth.users u where u.id = me and u.email_confirmed_at is not null;
  insert into public.accounts as a (id, display_name, locale)
  values (
    me,
    left(coalesce(
      nullif(trim(enter.display_name), ''),
      (select c.display_name from public.circle_members c where c.account_id is null and c.invited_email = address limit 1),
      (select m.display_name from public.organisation_members m where m.account_id is null and m.invited_email = address limit 1),
      split_part(address, '@', 1), '?'), 80),
    coalesce(enter.locale, 'en')
  )
  on conflict (id) do update set
    display_name = left(coalesce(nullif(trim(enter.display_name), ''), a.display_name), 80),
    locale = coalesce(enter.locale, a.locale)
  returning * into account;
  -- One seat a circle and one a role: a second invitation to the same place adds nothing.
  update public.circle_members c set account_id = me, invited_email = null
  where c.id in (
    select distinct on (i.person_id) i.id from public.circle_members i
    where i.account_id is null and i.invited_email = address and private.invitation_stands(i.id)
    order by i.person_id, i.starts_on, i.id
  ) and not exists (
    select from public.circle_members o where o.person_id = c.person_id and o.account_id = me and o.ends_on is null
  );
  update public.organisation_members m set account_id = me, invited_email = null
  where m.id in (
    select distinct on (i.organisation_id, i.role) i.id from public.organisation_members i
    where i.account_id is null and i.invited_email = address
    order by i.organisation_id, i.role, i.starts_on, i.id
  ) and not exists (
    select from public.organisation_members o
    where o.organisation_id = m.organisation_id and o.role = m.role and o.account_id = me and o.ends_on is null
  );
  return account;
end
$$;
comment on function public.enter(text, text) is
  'Called after signing in: makes the account, and takes up invitations sent to the proven address. Safe to call again.';

create function private.may_add_people() returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.memberships m
    where m.account_id = (select auth.uid()) and m.audience in ('la_send', 'school', 'post16_provider')
  )
$$;
comment on function private.may_add_people() is 'The SEND team, schools and colleges add young people.';

create function public.my_access() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'account', (select to_jsonb(a) from public.accounts a where a.id = (select auth.uid())),
    'is_admin', private.is_admin(),
    'teams', coalesce((
      select jsonb_agg(jsonb_build_object(
        'organisation_id', o.id, 'name', o.name, 'audience', o.audience, 'role', m.role, 'member_id', m.member_id) order by o.name)
      from private.memberships m join public.organisations o on o.id = m.organisation_id
      where m.account_id = (select auth.uid())), '[]'),
    'circle', coalesce((
      select jsonb_agg(jsonb_build_object('person_id', p.id, 'known_as', p.known_as, 'relationship', a.role) order by p.known_as)
      from private.access a join public.people p on p.id = a.person_id
      where a.account_id = (select auth.uid()) and a.via = 'circle'), '[]'),
    'may_add_people', private.may_add_people()
  )
$$;
comment on function public.my_access() is
  'Who I am here: {account, is_admin, teams: [{organisation_id, name, audience, role, member_id}], '
  'circle: [{person_id, known_as, relationship}], may_add_people}.';

create function public.my_people(search text default null, page integer default 1, page_size integer default 50)
returns table (
  person_id uuid, known_as text, family_name text, date_of_birth date, nc_year integer, plan_type text, setting_now text,
  next_due_on date, open_items bigint, overdue_items bigint, total bigint
)
-- plpgsql, because it keeps the plan of its statement, which is the same for everybody.
language plpgsql stable rows 50
set search_path = ''
set plan_cache_mode = force_generic_plan
-- Compiling it takes longer than running it.
set jit = off
as $$
begin
  return query
  with mine as (
    select p.id, p.known_as, p.family_name, p.date_of_birth, p.year_group_offset, count(*) over () as total
    from public.people p
    where coalesce(trim(search), '') = ''
      or (p.known_as || ' ' || coalesce(p.family_name, '')) ilike '%' || replace(replace(trim(search), '%', ''), '_', '\_') || '%'
    order by p.known_as, p.family_name, p.id
    limit least(greatest(page_size, 1), 200) offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 200)
  )
  select m.id, m.known_as, m.family_name, m.date_of_birth,
    rules.nc_year(m.date_of_birth, private.today(), m.year_group_offset), pl.plan_type, pn.setting_name,
    t.next_due_on, t.open_items, t.overdue_items, m.total
  from mine m
  left join public.plans pl on pl.person_id = m.id and pl.ended_on is null
  left join public.placements pn on pn.person_id = m.id and pn.position = 'now'
  cross join lateral (
    select min(i.due_on) filter (where i.due_on >= private.today()) as next_due_on,
      count(*) filter (where i.due_on <= private.today() + 90) as open_items,
      count(*) filter (where i.due_on < private.today()) as overdue_items
    from public.timeline_items i
    where i.person_id = m.id and i.retired_at is null and not i.before_start and i.status not in ('done', 'not_applicable')
      -- An array, so that it is asked once for each person and not once for each step.
      and i.audience = any (array(
        select a.audience from private.access a where a.person_id = m.id and a.account_id = (select auth.uid())
      ))
  ) t
  order by m.known_as, m.family_name, m.id;
end
$$;
comment on function public.my_people(text, integer, integer) is
  'The young people I may see, by name, with what is open on my own checklist in the next 90 days. total is the number of matches.';

create function private.name_of(account uuid, person uuid) returns text
language sql stable strict
set search_path = ''
as $$
  select a.display_name from private.access a where a.person_id = person and a.account_id = account order by a.via desc limit 1
$$;
comment on function private.name_of(uuid, uuid) is
  'What somebody is called in this young person''s circle or teams; null once they are in neither.';

create function public.person_summary(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'record');
  return (
    select jsonb_build_object(
      'person_id', p.id, 'known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
      'today', private.today(),
      'age', rules.age_on(p.date_of_birth, private.today()),
      'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
      'plan_type', (select l.plan_type from public.plans l where l.person_id = p.id and l.ended_on is null),
      'setting_now', (select to_jsonb(s) from (
        select n.setting_name, n.setting_type, n.starts_on from public.placements n where n.person_id = p.id and n.position = 'now') s),
      'setting_next', (select to_jsonb(s) from (
        select n.setting_name, n.setting_type, n.starts_on from public.placements n where n.person_id = p.id and n.position = 'next') s),
      'review_on', (
        select d.on_date from public.person_dates d
        where d.person_id = p.id and d.anchor = 'review_meeting' and d.on_date >= private.today()),
      'contacts', (
        select coalesce(jsonb_agg(jsonb_build_object('display_name', m.display_name, 'role', m.role,
          'organisation', o.name, 'audience', o.audience,
          'away', case when private.today() between c.away_from and coalesce(c.away_until, 'infinity')
            then jsonb_build_object('until', c.away_until, 'cover', cover.display_name) end) order by o.audience, o.name), '[]')
        from public.involvements i
        join public.organisations o on o.id = i.organisation_id
        join public.organisation_members m on m.id = i.named_contact_id
        left join public.contact_cards c on c.member_id = m.id
        left join public.organisation_members cover on cover.id = c.cover_member_id
        where i.person_id = p.id
          and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
          and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
      ),
      'me', (
        select jsonb_build_object('audiences', coalesce(jsonb_agg(distinct a.audience), '[]'),
          'in_team', coalesce(bool_or(a.via = 'team'), false), 'in_circle', coalesce(bool_or(a.via = 'circle'), false),
          'name', private.name_of(me, p.id))
        from private.access a where a.person_id = p.id and a.account_id = me
      ),
      'notices', private.circle_notices(p.id),
      'deletion', (select to_jsonb(n) from (
        select d.due_on, d.held_until, d.held_because from public.deletion_notices d where d.person_id = p.id) n),
      'dates_for_family', (select coalesce(jsonb_agg(n.key order by n.key), '[]') from public.anchors n where n.family_may_record)
    )
    from public.people p where p.id = person
  );
end
$$;
comment on function public.person_summary(uuid) is
  'The head of one person''s pages: {person_id, known_as, family_name, date_of_birth, today, age, nc_year, plan_type, '
  'setting_now/setting_next: {setting_name, setting_type, starts_on}, review_on (the booked review, from today on), '
  'contacts: [{display_name, role, organisation, audience, away: {until, cover} or null}], '
  'me: {audiences, in_team, in_circle, name}, notices: what waits for me (circle_notices), '
  'deletion: {due_on, held_until, held_because} once notice is given, dates_for_family: [anchor]}. '
  'A team may change every fact, a family the dates named. That staff looked is kept for the family. Errors: PT404 not_found.';

create function public.timeline(person uuid, in_locale text default 'en')
returns table (
  id uuid, item_key text, occurrence integer, kind public.item_kind, stage_key text, "position" integer,
  audience public.audience, pfa_area public.pfa_area, title text, detail text,
  due_on date, missing_fact text, planning_day date, due_kind public.due_kind, statutory boolean, source text, rule_id text,
  before_start boolean, milestone_key text, marks_a_day boolean, done_on text,
  status public.item_status, note text, note_by_name text, note_at timestamptz,
  not_needed_reason text, waiting_on text, assignee_id uuid,
  done_by uuid, done_by_name text, done_at timestamptz, version integer, updated_at timestamptz, updated_by_name text,
  mine boolean, may_record boolean
)
-- plpgsql, because it keeps the plan of its statement, which is the same for everybody.
language plpgsql rows 200
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  perform private.record_view(person, 'timeline');
  return query
  -- Materialized: asked once for each audience and each account, not once for each step.
  with seen_by as materialized (
    select a.account_id, a.audience, a.display_name, a.via from private.access a where a.person_id = person
  ),
  mine as materialized (
    select a.audience, private.may_work(person, a.audience, (select auth.uid())) as may_record,
      exists (select from seen_by s where s.account_id = (select auth.uid()) and s.audience = a.audience) as mine
    from (select unnest(enum_range(null::public.audience)) as audience union all select null::public.audience) a
  ),
  known as materialized (
    select distinct on (s.account_id) s.account_id, s.display_name from seen_by s order by s.account_id, s.via desc
  )
  select t.id, t.item_key, t.occurrence, i.kind, t.stage_key, i.position, t.audience, i.pfa_area, w.title, w.detail,
    t.due_on, t.missing_fact,
    case when i.due_kind <> 'planning' then rules.previous_working_day(t.due_on) end,
    i.due_kind, i.statutory, i.source, i.rule_id,
    t.before_start, i.milestone_key,
    i.kind = 'milestone' and i.due_offset = interval '0' and (i.anchor like 'age:%' or i.anchor = 'young_person_from'), i.done_on,
    t.status, t.note, n.display_name, t.note_at, t.not_needed_reason, t.waiting_on, t.assignee_id,
    t.done_by, t.done_by_name, t.done_at, t.version, t.updated_at, k.display_name,
    m.mine, m.may_record
  from public.people p
  join public.timeline_items t on t.person_id = p.id and t.retired_at is null
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  left join lateral (
    select x.title, x.detail from public.pathway_texts x
    where x.template_id = p.template_id and x.subject = 'item' and x.subject_key = t.item_key and x.locale in (in_locale, 'en')
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  left join mine m on m.audience is not distinct from t.audience
  left join known k on k.account_id = t.updated_by
  left join known n on n.account_id = t.note_by
  where p.id = person
  order by t.due_on nulls last, i.position, t.item_key, t.occurrence;
end
$$;
comment on function public.timeline(uuid, text) is
  'Everything on one person''s timeline that applies, in words of the asked locale (English where a text is missing), by date. '
  'planning_day is the working day on or before a date set by law or guidance. mine: it is on my own checklist. '
  'may_record: I may record it, because it is mine or because I stand in for the one whose it is. '
  'marks_a_day: a birthday, or the day someone becomes a young person in law: it comes by itself, so it is neither must, should nor aim for. done_on: the page of Onward where it is done.';

create function public.timeline_stages(person uuid, in_locale text default 'en')
returns table (
  key text, code text, "position" integer, from_on date, to_on date,
  from_nc_year smallint, to_nc_year smallint, from_age smallint, to_age smallint, title text, detail text
)
language sql security definer
set search_path = ''
as $$
  select private.record_view(person, 'timeline');
  select s.key, s.code, s.position, v.from_on, v.to_on, s.from_nc_year, s.to_nc_year, s.from_age, s.to_age,
    coalesce(w.title, en.title), coalesce(w.detail, case when w.title is null then en.detail end)
  from private.facts_of(array[person]) f
  cross join lateral private.stage_windows(
    f.template_id, f.flags || private.derived_flags(f), f.date_of_birth, private.reception_year(f)) v
  join public.pathway_stages s on s.template_id = f.template_id and s.key = v.stage_key
  left join public.pathway_texts w
    on w.template_id = f.template_id and w.subject = 'stage' and w.subject_key = s.key and w.locale = in_locale
  left join public.pathway_texts en
    on en.template_id = f.template_id and en.subject = 'stage' and en.subject_key = s.key and en.locale = 'en'
  where private.may_see(person)
  order by v.from_on, s.position
$$;
comment on function public.timeline_stages(uuid, text) is 'The stages of one person''s line from nursery to 25, with their first and last day, and the class years or ages these come from.';

create function public.record_item(item_id uuid, expected_version integer, patch jsonb) returns public.timeline_items
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  item public.timeline_items;
  new_status public.item_status;
  new_note text;
begin
  select t.* into item from public.timeline_items t
  where t.id = item_id and t.retired_at is null
    and exists (select from private.access a where a.person_id = t.person_id and a.account_id = me)
  for update;
  if item.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.may_work(item.person_id, item.audience, me) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'This step is on somebody else''s checklist.',
      hint = 'Ask them, or the named contact, to record it.';
  end if;
  if patch is null or jsonb_typeof(patch) <> 'object' or not patch ?| array['status', 'note', 'not_needed_reason', 'waiting_on']
    or (select bool_or(k not in ('status', 'note', 'not_needed_reason', 'waiting_on')) from jsonb_object_keys(patch) k)
    or (select bool_or(jsonb_typeof(v) not in ('string', 'null')) from jsonb_each(patch) e (k, v)) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give status, note, not_needed_reason or waiting_on as text.';
  end if;
  if item.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'item_changed',
      detail = (to_jsonb(item) || jsonb_build_object(
        'updated_by_name', private.name_of(item.updated_by, item.person_id), 'note_by_name', private.name_of(item.note_by, item.person_id)))::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;

  if patch ? 'status' then
    if patch ->> 'status' is null or not (patch ->> 'status') = any (enum_range(null::public.item_status)::text[]) then
      raise sqlstate 'PT400' using message = 'status_invalid', detail = 'There is no such status.';
    end if;
    new_status := patch ->> 'status';
  else
    new_status := item.status;
  end if;
  if new_status = 'not_applicable'
    and coalesce(trim(case when patch ? 'not_needed_reason' then patch ->> 'not_needed_reason' else item.not_needed_reason end), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why this is not needed.';
  end if;
  if char_length(patch ->> 'note') > 4000 or char_length(patch ->> 'not_needed_reason') > 1000 or char_length(patch ->> 'waiting_on') > 200 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Notes hold 4,000 letters, reasons 1,000, names 200.';
  end if;

  new_note := case when patch ? 'note' then nullif(trim(patch ->> 'note'), '') else item.note end;
  update public.timeline_items t
  set status = new_status,
    note = new_note,
    -- A tick is not a signature under somebody else's words.
    note_by = case when new_note is not distinct from t.note then t.note_by when new_note is not null then me end,
    note_at = case when new_note is not distinct from t.note then t.note_at when new_note is not null then now() end,
    not_needed_reason = case when new_status <> 'not_applicable' then null
      when patch ? 'not_needed_reason' then trim(patch ->> 'not_needed_reason') else t.not_needed_reason end,
    waiting_on = case when new_status <> 'waiting' then null
      when patch ? 'waiting_on' then nullif(trim(patch ->> 'waiting_on'), '') else t.waiting_on end,
    done_by = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_by end, me) end,
    done_by_name = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_by_name end,
      (select a.display_name from private.access a where a.person_id = t.person_id and a.account_id = me order by a.via desc limit 1)) end,
    done_at = case when new_status = 'done' then coalesce(case when t.status = 'done' then t.done_at end, now()) end,
    version = t.version + 1, updated_at = now(), updated_by = me
  where t.id = item.id
  returning t.* into item;
  return item;
end
$$;
comment on function public.record_item(uuid, integer, jsonb) is
  'Records status, note, not_needed_reason or waiting_on. Errors: PT404 not_found, PT403 not_your_step, '
  'PT409 item_changed (detail: the row as it is now, updated_by_name and note_by_name, as JSON), PT400 patch_invalid or status_invalid, PT422 reason_needed or text_too_long.';

create function public.explain_item(item_id uuid, in_locale text default 'en') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  item public.timeline_items;
  step public.pathway_items;
  known private.facts;
begin
  select t.* into item from public.timeline_items t where t.id = item_id and private.may_see(t.person_id);
  if item.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.record_view(item.person_id, 'timeline');
  select f.* into known from private.facts_of(array[item.person_id]) f;
  select i.* into step from public.pathway_items i where i.template_id = known.template_id and i.key = item.item_key;
  return (
    select jsonb_build_object(
      'item_key', item.item_key, 'due_on', item.due_on, 'missing_fact', item.missing_fact, 'before_start', item.before_start,
      'due_kind', step.due_kind, 'statutory', step.statutory, 'source', step.source,
      'confidence', step.confidence, 'anchor', step.anchor,
      'anchor_name', (
        select w.title from public.pathway_texts w
        where w.template_id = step.template_id and w.subject = 'anchor' and w.subject_key = step.anchor and w.locale in (in_locale, 'en')
        order by (w.locale = in_locale) desc limit 1
      ),
      'anchor_on', (item.due_on - step.due_offset)::date, 'offset', step.due_offset_text, 'repeats', step.repeats,
      'planning_day', rules.previous_working_day(item.due_on),
      'assumed', item.due_on is not null and case
        -- Only the meeting that is booked is known; the years after it are counted on from there.
        when step.place = 'review' then (known.dates ->> 'review_meeting')::date
          is distinct from (item.due_on - step.due_offset)::date - step.days_after_review
        else a.kind = 'event' and not known.dates ? step.anchor end,
      'rules', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'rule_id', r.rule_id, 'title', r.title, 'source', r.source, 'confidence', r.confidence) order by r.rule_id), '[]')
        from rules.catalogue r
        where r.rule_id = step.rule_id or (r.rule_id = any (a.rule_ids) and (
          step.anchor <> 'phase_transfer_deadline'
          or r.rule_id = rules.phase_transfer_rule(s.transfer::text)
        ))
      ),
      'facts', (
        select coalesce(jsonb_agg(jsonb_build_object('fact', x.fact, 'value', (to_jsonb(known) || known.dates) -> x.fact) order by x.n), '[]')
        from unnest(a.facts) with ordinality as x (fact, n)
        where jsonb_typeof((to_jsonb(known) || known.dates) -> x.fact) <> 'null'
      ),
      'would_change', to_jsonb(a.facts)
    )
    from public.anchors a
    join public.pathway_stages s on s.template_id = step.template_id and s.key = step.stage_key
    where a.key = step.anchor
  );
end
$$;
comment on function public.explain_item(uuid, text) is
  'Why this date: {due_on, due_kind, anchor, anchor_name, anchor_on, offset, facts: [{fact, value}], rules: [{rule_id, title, source, confidence}], '
  'source, planning_day, assumed, missing_fact, would_change: [fact]}. Worked out from the same data as the date.';

create function public.find_possible_duplicates(known_as text, family_name text, date_of_birth date)
returns table (person_id uuid, person_known_as text, person_family_name text, may_see boolean)
language plpgsql security definer
set search_path = ''
as $$
declare
  found_ids uuid[];
begin
  if not private.may_add_people() then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  found_ids := array(
    select p.id from public.people p
    where p.date_of_birth = find_possible_duplicates.date_of_birth
      and (lower(trim(p.known_as)) = lower(trim(find_possible_duplicates.known_as))
        or lower(trim(p.family_name)) = lower(trim(find_possible_duplicates.family_name)))
    limit 10);
  perform private.record_search('duplicate_search', found_ids, jsonb_build_object(
    'known_as', trim(find_possible_duplicates.known_as), 'family_name', trim(find_possible_duplicates.family_name),
    'date_of_birth', find_possible_duplicates.date_of_birth));
  return query
  select case when s.may_see then p.id end, case when s.may_see then p.known_as end,
    case when s.may_see then p.family_name end, s.may_see
  from public.people p
  cross join lateral (select private.may_see(p.id) as may_see) s
  where p.id = any (found_ids);
end
$$;
comment on function public.find_possible_duplicates(text, text, date) is
  'People with the same birthday and a shared name. One the caller may not see comes back without a name: only that there is one. '
  'Who looked for whom is kept beside who looked at whom.';

create function private.end_ehc_plan_for(person uuid, plan_type text) returns void
language plpgsql
set search_path = ''
as $$
declare
  current public.plans;
  ended uuid;
begin
  select p.* into current from public.plans p where p.person_id = person and p.ended_on is null;
  if current.plan_type = 'ehc_plan' and current.status <> 'draft' and plan_type is distinct from 'ehc_plan' then
    update public.plans p set ended_on = greatest((select private.today()), p.first_made_on) where p.id = current.id;
  elsif plan_type = 'ehc_plan' and current.plan_type is distinct from 'ehc_plan' then
    -- Back on the same day: the change was a slip.
    select e.id into ended from public.plans e
    where e.person_id = person and e.plan_type = 'ehc_plan' and e.ended_on >= (select private.today())
    order by e.ended_on desc limit 1;
    if ended is not null then
      delete from public.plans p where p.id = current.id;
      update public.plans p set ended_on = null where p.id = ended;
    end if;
  end if;
end
$$;
comment on function private.end_ehc_plan_for(uuid, text) is
  'Before another kind of plan is written: an EHC plan in force is ended and remembered, not overwritten, because rights hang on it.';

create function private.write_facts(person uuid, input jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  unknown_key text;
  slot text;
begin
  select k into unknown_key from jsonb_object_keys(input) k
  where k not in ('id', 'known_as', 'family_name', 'date_of_birth', 'year_group_offset', 'year_group_offset_reason',
    'autumn_term_start', 'locality', 'plan', 'setting_now', 'setting_next', 'flags', 'dates', 'teams', 'circle') limit 1;
  if unknown_key is not null then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = unknown_key;
  end if;

  if input ? 'plan' then
    perform private.end_ehc_plan_for(person, input #>> '{plan,plan_type}');
    if jsonb_typeof(input -> 'plan') = 'null' then
      delete from public.plans p where p.person_id = person and p.ended_on is null;
    else
      insert into public.plans as p (person_id, plan_type, status, first_made_on, last_decision_on, last_meeting_on)
      select person, r.plan_type, coalesce(r.status, 'final'), r.first_made_on, r.last_decision_on, r.last_meeting_on
      from jsonb_to_record(input -> 'plan') as r (plan_type text, status public.plan_status,
        first_made_on date, last_decision_on date, last_meeting_on date)
      on conflict (person_id) where ended_on is null do update set plan_type = excluded.plan_type, status = excluded.status,
        first_made_on = excluded.first_made_on, last_decision_on = excluded.last_decision_on, last_meeting_on = excluded.last_meeting_on
      where (p.plan_type, p.status, p.first_made_on, p.last_decision_on, p.last_meeting_on)
        is distinct from (excluded.plan_type, excluded.status, excluded.first_made_on, excluded.last_decision_on, excluded.last_meeting_on);
    end if;
  end if;

  foreach slot in array array['now', 'next'] loop
    if jsonb_typeof(input -> ('setting_' || slot)) = 'null' then
      delete from public.placements p where p.person_id = person and p.position = slot::public.placement_position;
    elsif input ? ('setting_' || slot) then
      insert into public.placements as p (person_id, position, setting_name, setting_type, organisation_id, starts_on, ends_on)
      select person, slot::public.placement_position, r.setting_name, r.setting_type, r.organisation_id, r.starts_on, r.ends_on
      from jsonb_to_record(input -> ('setting_' || slot))
        as r (setting_name text, setting_type public.setting_type, organisation_id uuid, starts_on date, ends_on date)
      on conflict (person_id, position) do update set setting_name = excluded.setting_name, setting_type = excluded.setting_type,
        organisation_id = excluded.organisation_id, starts_on = excluded.starts_on, ends_on = excluded.ends_on
      where (p.setting_name, p.setting_type, p.organisation_id, p.starts_on, p.ends_on)
        is distinct from (excluded.setting_name, excluded.setting_type, excluded.organisation_id, excluded.starts_on, excluded.ends_on);
    end if;
  end loop;

  -- {"looked_after": "2026-05-01", "gets_dla": null}: every flag that holds, with since when if known.
  if input ? 'flags' then
    if exists (select from jsonb_object_keys(input -> 'flags') k join public.conditions c on c.key = k where c.source = 'derived') then
      raise sqlstate 'PT422' using message = 'flag_is_derived', detail = 'That follows from other facts.';
    end if;
    delete from public.person_flags f where f.person_id = person and not (input -> 'flags') ? f.flag;
    insert into public.person_flags as f (person_id, flag, since)
    select person, e.key, e.value::date from jsonb_each_text(input -> 'flags') e
    on conflict (person_id, flag) do update set since = excluded.since where f.since is distinct from excluded.since;
  end if;

  -- {"review_meeting": "2027-01-12", "course_end": null}: only what is named changes; null forgets.
  if input ? 'dates' then
    if (input #>> '{dates,review_meeting}')::date < private.today() and not exists (
      select from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date = (input #>> '{dates,review_meeting}')::date
    ) then
      raise sqlstate 'PT422' using message = 'meeting_in_past', detail = 'The next meeting is today or later.';
    end if;
    if jsonb_typeof(input #> '{dates,review_meeting}') = 'null' and private.is_review_planned(person) then
      raise sqlstate 'PT409' using message = 'review_planned', detail = 'A review is planned for that day.', hint = 'Call it off on its own page.';
    end if;
    delete from public.person_dates d
    where d.person_id = person and d.anchor in (select e.key from jsonb_each_text(input -> 'dates') e where e.value is null);
    insert into public.person_dates as d (person_id, anchor, on_date)
    select person, e.key, e.value::date from jsonb_each_text(input -> 'dates') e where e.value is not null
    on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date is distinct from excluded.on_date;
  end if;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  when check_violation or not_null_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function private.write_facts(uuid, jsonb) is
  'Writes the named facts of one person. Errors: PT400 field_unknown, PT409 review_planned, PT422 flag_is_derived, meeting_in_past or value_invalid.';

create function private.invite_circle(person uuid, circle jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(circle), 'null') not in ('array', 'null') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'circle is a list.';
  end if;
  with invited as (
    insert into public.circle_members (person_id, invited_email, display_name, relationship)
    select distinct on (lower(trim(c.email))) person, lower(trim(c.email)), trim(c.display_name), c.relationship
    from rows from (
      jsonb_to_recordset(case jsonb_typeof(circle) when 'array' then circle else '[]' end)
        as (email text, display_name text, relationship public.member_role)
    ) with ordinality as c (email, display_name, relationship, n)
    where coalesce(trim(c.email), '') <> ''
    order by lower(trim(c.email)), c.n
    returning id
  )
  insert into private.circle_invitations (circle_member_id, invited_by)
  select i.id, (select auth.uid()) from invited i;
exception
  -- What was wrong is not repeated: it is somebody's address.
  when check_violation or not_null_violation or invalid_text_representation or invalid_parameter_value then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Everybody in the circle needs a name, an email address and what they are.';
end
$$;
comment on function private.invite_circle(uuid, jsonb) is
  'Invites the named people to one young person''s circle; an address named twice is invited once. Errors: PT422 value_invalid.';

create function public.add_person(person jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid := coalesce((person ->> 'id')::uuid, gen_random_uuid());
  template uuid;
begin
  select m.organisation_id, m.member_id into seat from private.memberships m
  where m.account_id = me and m.audience in ('la_send', 'school', 'post16_provider')
  order by (m.organisation_id = (person ->> 'organisation_id')::uuid) desc nulls last, m.organisation_id limit 1;
  if seat.organisation_id is null then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  -- The form sends the id it chose, so that pressing save twice adds one person.
  if exists (select from public.people p where p.id = new_id) then
    perform private.must_see(new_id);
    return new_id;
  end if;
  template := private.pathway_in_force();
  if template is null then
    raise sqlstate 'PT503' using message = 'no_pathway', detail = 'No pathway is published yet.';
  end if;

  perform set_config('onward.replan', 'paused', true);
  begin
    insert into public.people (id, known_as, family_name, date_of_birth, year_group_offset, year_group_offset_reason,
      autumn_term_start, locality, template_id, created_by, created_by_organisation_id, updated_by)
    values (new_id, trim(person ->> 'known_as'), nullif(trim(person ->> 'family_name'), ''), (person ->> 'date_of_birth')::date,
      coalesce((person ->> 'year_group_offset')::smallint, 0), nullif(trim(person ->> 'year_group_offset_reason'), ''),
      (person ->> 'autumn_term_start')::date, nullif(trim(person ->> 'locality'), ''), template, me, seat.organisation_id, me);
  exception
    when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or numeric_value_out_of_range
      or check_violation or not_null_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
  perform private.write_facts(new_id, person - 'organisation_id');

  insert into public.involvements (organisation_id, person_id, named_contact_id)
  values (seat.organisation_id, new_id, seat.member_id);
  insert into public.involvements (organisation_id, person_id)
  select o.id, new_id from public.organisations o
  where o.id <> seat.organisation_id and o.audience is not null and (
    o.id::text in (select jsonb_array_elements_text(coalesce(person -> 'teams', '[]')))
    or o.id in (select p.organisation_id from public.placements p where p.person_id = new_id and p.position = 'now')
  );
  perform private.invite_circle(new_id, person -> 'circle');
  perform set_config('onward.replan', '', true);
  perform private.replan(array[new_id]);
  return new_id;
end
$$;
comment on function public.add_person(jsonb) is
  'Adds a young person, plans their timeline, and involves the caller''s team, the current setting, the named teams and the circle. '
  '{id?, known_as, family_name?, date_of_birth, year_group_offset?, year_group_offset_reason?, autumn_term_start?, locality?, '
  'plan?: {plan_type, status?, first_made_on?, last_decision_on?, last_meeting_on?}, '
  'setting_now?/setting_next?: {setting_name, setting_type, organisation_id?, starts_on?, ends_on?}, '
  'flags?: {flag: since or null}, dates?: {anchor: date}, teams?: [organisation id], '
  'circle?: [{email, display_name, relationship}], organisation_id?}. '
  'Errors: PT403 may_not_add_people, PT400 field_unknown, PT422 meeting_in_past or value_invalid, PT503 no_pathway.';

create function public.update_person(person uuid, expected_version integer, patch jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  current_row public.people;
begin
  perform private.must_see(person);
  if jsonb_typeof(patch) is distinct from 'object' or patch = '{}' then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Name at least one fact to change.';
  end if;
  select p.* into current_row from public.people p where p.id = person for update;
  if current_row.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'person_changed', detail = to_jsonb(current_row)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  if not exists (
    select from private.access a
    where a.person_id = person and a.account_id = me and a.via = 'team'
  ) and (
    (select bool_or(k <> 'dates') from jsonb_object_keys(patch) k)
    or exists (
      select from jsonb_object_keys(coalesce(patch -> 'dates', '{}')) k
      left join public.anchors n on n.key = k where n.family_may_record is not true
    )
  ) then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'Ask the school or the council to change this.';
  end if;
  if patch ? 'date_of_birth' and (patch ->> 'date_of_birth') is distinct from current_row.date_of_birth::text and not exists (
    select from private.access a
    where a.person_id = person and a.account_id = me
      and (a.audience = 'la_send' or a.organisation_id = current_row.created_by_organisation_id)
  ) then
    raise sqlstate 'PT403' using message = 'date_of_birth_not_yours',
      detail = 'Only the team that entered the date of birth, or the SEND team, can change it.';
  end if;

  perform set_config('onward.replan', 'paused', true);
  begin
    update public.people p set
      known_as = case when patch ? 'known_as' then trim(patch ->> 'known_as') else p.known_as end,
      family_name = case when patch ? 'family_name' then nullif(trim(patch ->> 'family_name'), '') else p.family_name end,
      date_of_birth = case when patch ? 'date_of_birth' then (patch ->> 'date_of_birth')::date else p.date_of_birth end,
      year_group_offset = case when patch ? 'year_group_offset' then (patch ->> 'year_group_offset')::smallint else p.year_group_offset end,
      year_group_offset_reason = case when patch ? 'year_group_offset_reason'
        then nullif(trim(patch ->> 'year_group_offset_reason'), '') else p.year_group_offset_reason end,
      autumn_term_start = case when patch ? 'autumn_term_start' then (patch ->> 'autumn_term_start')::date else p.autumn_term_start end,
      locality = case when patch ? 'locality' then nullif(trim(patch ->> 'locality'), '') else p.locality end,
      version = p.version + 1, updated_at = now(), updated_by = me
    where p.id = person
    returning p.* into current_row;
  exception
    when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or numeric_value_out_of_range
      or check_violation or not_null_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
  perform private.write_facts(person, patch - array['teams', 'circle']);
  perform set_config('onward.replan', '', true);
  perform private.replan(array[person]);
  return current_row.version;
end
$$;
comment on function public.update_person(uuid, integer, jsonb) is
  'Changes the named facts and re-plans in the same transaction. The shape is add_person''s; what is not named stays. '
  'A family may record dates of events only. Returns the new version. Errors: PT404 not_found, PT403 staff_only or '
  'date_of_birth_not_yours, PT409 person_changed (detail: the row as it is now) or review_planned, PT400 field_unknown, PT422 meeting_in_past or value_invalid.';

create function private.what_if(known private.facts, changes jsonb) returns private.facts
language plpgsql stable
set search_path = ''
as $$
declare
  other private.facts := jsonb_populate_record(known, changes - array['add_flags', 'remove_flags', 'dates', 'extra_years', 'plan_status']);
  plan public.plan_types;
begin
  other.year_group_offset := other.year_group_offset - coalesce((changes ->> 'extra_years')::smallint, 0);
  if abs(other.year_group_offset) > 2 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A class is at most two years from the usual one.';
  end if;
  other.dates := jsonb_strip_nulls(known.dates || coalesce(changes -> 'dates', '{}'));
  other.flags := array(
    select unnest(known.flags) union select jsonb_array_elements_text(coalesce(changes -> 'add_flags', '[]'))
    except select jsonb_array_elements_text(coalesce(changes -> 'remove_flags', '[]')));

  -- Another plan starts with dates of its own, and an EHC plan that ended is remembered.
  if other.plan_type is distinct from known.plan_type then
    select t.* into plan from public.plan_types t where t.key = other.plan_type;
    if other.plan_type is not null and plan.key is null then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such plan.';
    end if;
    other.plan_condition := plan.condition_key;
    other.review_months := coalesce((changes ->> 'review_months')::smallint, plan.review_months);
    other.plan_first_made_on := (changes ->> 'plan_first_made_on')::date;
    other.plan_last_decision_on := (changes ->> 'plan_last_decision_on')::date;
    other.plan_last_meeting_on := (changes ->> 'plan_last_meeting_on')::date;
    other.had_ehcp := known.had_ehcp or known.plan_type is not distinct from 'ehc_plan';
    other.flags := array_remove(other.flags, 'plan_ceasing');
  end if;
  if changes ? 'plan_status' then
    other.flags := array_remove(other.flags, 'plan_ceasing')
      || case when (changes ->> 'plan_status')::public.plan_status in ('cease_proposed', 'cease_decided_appeal_open') then '{plan_ceasing}'::text[] end;
  end if;
  if not (private.is_plausible(other.plan_first_made_on) and private.is_plausible(other.plan_last_decision_on)
    and private.is_plausible(other.plan_last_meeting_on) and private.is_plausible(other.next_starts_on)
    and private.is_plausible(other.looked_after_since)
    and coalesce((select bool_and(private.is_plausible(d.value::date)) from jsonb_each_text(other.dates) d), true)) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A date lies outside any life we plan for.';
  end if;
  return other;
end
$$;
comment on function private.what_if(private.facts, jsonb) is
  'The same person with other facts. Flags are added to and taken from the recorded ones, so that nothing recorded is lost by not naming it.';

create function private.check_what_if(changes jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if changes is null or jsonb_typeof(changes) <> 'object' or exists (
    select from jsonb_object_keys(changes) k
    where k not in ('year_group_offset', 'extra_years', 'add_flags', 'remove_flags', 'plan_type', 'plan_status', 'review_months',
      'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on', 'setting_now', 'setting_next',
      'next_starts_on', 'looked_after_since', 'dates')
  ) then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = 'That cannot be changed in a what-if.';
  end if;
  if exists (
    select from jsonb_object_keys(coalesce(changes -> 'dates', '{}')) k
    where not exists (select from public.anchors a where a.key = k and a.kind = 'event')
  ) then
    raise sqlstate 'PT400' using message = 'field_unknown', detail = 'Only events have dates of their own.';
  end if;
  if exists (
    select from jsonb_array_elements_text(coalesce(changes -> 'add_flags', '[]') || coalesce(changes -> 'remove_flags', '[]')) f
    where not exists (select from public.conditions c where c.key = f and c.source = 'recorded')
  ) then
    raise sqlstate 'PT422' using message = 'flag_is_derived', detail = 'That follows from other facts.';
  end if;
end
$$;
comment on function private.check_what_if(jsonb) is
  'Errors: PT400 field_unknown, PT422 flag_is_derived. Values are read where they are used.';

create function public.preview_timeline(person uuid, changes jsonb, in_locale text default 'en')
returns table (
  item_key text, occurrence integer, kind public.item_kind, stage_key text, stage_position integer, stage_title text,
  "position" integer, audience public.audience, due_kind public.due_kind, title text, status public.item_status,
  due_on date, missing_fact text, before_start boolean, was_due_on date, was_missing_fact text, was_before_start boolean,
  difference text
)
language plpgsql security definer
set search_path = ''
-- Making the query plan takes longer than running it.
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  known private.facts;
  other private.facts;
  pair private.facts[];
begin
  perform private.must_see(person);
  perform private.record_view(person, 'timeline');
  perform private.check_what_if(changes);
  select f.* into known from private.facts_of(array[person]) f;
  other := private.what_if(known, changes);
  -- Somebody else, planned together with the one they are compared to.
  other.person_id := '00000000-0000-0000-0000-000000000000';
  pair := array[known, other];
  return query
  with planned as materialized (
    select p.* from private.plan(pair) p
  ),
  difference as (
    select coalesce(t.item_key, n.item_key) as key, coalesce(t.occurrence, n.occurrence) as n,
      t.due_on, t.missing_fact, t.before_start,
      n.due_on as was_due_on, n.missing_fact as was_missing_fact, n.before_start as was_before_start,
      case when n.item_key is null then 'added' when t.item_key is null then 'removed'
        when t.due_on is distinct from n.due_on then 'moved' else 'same' end as kind
    from (select p.* from planned p where p.person_id = other.person_id) t
    full join (select p.* from planned p where p.person_id = known.person_id) n on n.item_key = t.item_key and n.occurrence = t.occurrence
  ),
  word as (
    select distinct on (x.subject, x.subject_key) x.subject, x.subject_key, x.title
    from public.pathway_texts x
    where x.template_id = known.template_id and x.subject in ('item', 'stage') and x.locale in (in_locale, 'en')
    order by x.subject, x.subject_key, (x.locale = in_locale) desc
  )
  select d.key, d.n, i.kind, i.stage_key, s.position, sw.title, i.position, i.audience, i.due_kind, iw.title, r.status,
    d.due_on, d.missing_fact, d.before_start, d.was_due_on, d.was_missing_fact, d.was_before_start, d.kind
  from difference d
  join public.pathway_items i on i.template_id = known.template_id and i.key = d.key
  join public.pathway_stages s on s.template_id = known.template_id and s.key = i.stage_key
  left join word iw on iw.subject = 'item' and iw.subject_key = d.key
  left join word sw on sw.subject = 'stage' and sw.subject_key = i.stage_key
  left join public.timeline_items r on r.person_id = preview_timeline.person and r.item_key = d.key and r.occurrence = d.n
  order by coalesce(d.due_on, d.was_due_on) nulls last, s.position, i.position, d.key, d.n;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or invalid_parameter_value
    or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.preview_timeline(uuid, jsonb, text) is
  'What if: the plan with other facts beside the plan as it is, step by step (same, moved, added, removed), by date. Saves nothing. '
  'changes: {year_group_offset or extra_years (1: a year longer in the same class), add_flags/remove_flags: [key], plan_type, plan_status, '
  'plan_first_made_on, plan_last_decision_on, plan_last_meeting_on, review_months, setting_now, setting_next, next_starts_on, '
  'looked_after_since, dates: {anchor: date or null}}. status: what is recorded about the step, null where it never was on this timeline. '
  'Errors: PT404 not_found, PT400 field_unknown, PT422 flag_is_derived or value_invalid.';

grant execute on function
  public.enter(text, text), public.my_access(), public.my_people(text, integer, integer),
  public.timeline(uuid, text), public.timeline_stages(uuid, text), public.record_item(uuid, integer, jsonb),
  public.explain_item(uuid, text), public.person_summary(uuid), public.find_possible_duplicates(text, text, date), public.add_person(jsonb),
  public.update_person(uuid, integer, jsonb), public.preview_timeline(uuid, jsonb, text)
  to authenticated;

-- 85_circle.sql

-- The circle and the teams: who decides, inviting, asking, ending, and the page that says who sees what.

create trigger audit after insert or update or delete on public.capacity_decisions
  for each row execute function private.audit('person_id', 'topic');
create trigger audit after insert or update or delete on public.circle_requests
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.circle_decisions
  for each row execute function private.audit('person_id', 'what');
create trigger audit after insert or update or delete on public.emergency_access
  for each row execute function private.audit('person_id', 'id');

-- Who decides.

create function private.capacity_for_circle(person uuid) returns uuid
language sql stable
set search_path = ''
as $$
  -- The last word about this decision counts, and only while it is fresh.
  select case when c.outcome = 'lacks_capacity' then c.id end
  from public.capacity_decisions c
  where c.person_id = person and c.topic = 'circle' and c.ended_on is null and private.today() between c.assessed_on and c.review_on
  order by c.assessed_on desc, c.created_at desc limit 1
$$;
comment on function private.capacity_for_circle(uuid) is
  'The decision that somebody cannot decide now who sees their plan; null where none holds, which the law presumes (MCA 2005 s.1(2)).';

create function private.circle_decider(person uuid) returns text
language sql stable
set search_path = ''
as $$
  select rules.decision_maker(p.date_of_birth, private.today(), private.capacity_for_circle(p.id) is not null, p.autumn_term_start)
  from public.people p where p.id = person
$$;
comment on function private.circle_decider(uuid) is
  'R-RIGHTS-01, CFA 2014 ss.80 and 83: parent; from the end of compulsory school age young_person, or representative_or_parent '
  'where they cannot make this decision now.';

create function private.circle_basis(person uuid, account uuid) returns text
language sql stable
set search_path = ''
as $$
  select case
    -- Their own wish is never stopped by an older assessment: capacity is for the decision and the moment.
    when 'young_person' = any (r.roles) and d.decider <> 'parent' then 'young_person'
    when 'parent_carer' = any (r.roles) and d.decider = 'parent' then 'parent'
    when 'representative' = any (r.roles) and d.decider = 'representative_or_parent' then 'representative'
    when 'parent_carer' = any (r.roles) and d.decider = 'representative_or_parent' and not exists (
      select from private.access o where o.person_id = person and o.via = 'circle' and o.role = 'representative'
    ) then 'parent_by_capacity'
  end
  from (select private.circle_decider(person) as decider) d
  cross join (
    select coalesce(array_agg(a.role), '{}') as roles from private.access a
    where a.person_id = person and a.account_id = account and a.via = 'circle'
  ) r
$$;
comment on function private.circle_basis(uuid, uuid) is
  'On what footing this account decides who is in the circle: young_person, parent, representative, parent_by_capacity; null where it does not.';

create function private.manages_teams(person uuid, account uuid) returns boolean
language sql stable
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = account and a.via = 'team' and (
      a.audience = 'la_send'
      or (a.audience in ('school', 'post16_provider') and not exists (
        select from public.involvements i join public.organisations o on o.id = i.organisation_id
        where i.person_id = person and o.audience = 'la_send'
          and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
      ))
    )
  )
$$;
comment on function private.manages_teams(uuid, uuid) is
  'Who says which teams work with a young person: the SEND team, and without one the school or college.';

create function private.must_decide_circle(person uuid) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  basis text;
begin
  perform private.must_see(person);
  basis := private.circle_basis(person, (select auth.uid()));
  if basis is null then
    raise sqlstate 'PT403' using message = 'not_yours_to_decide', detail = private.circle_decider(person),
      hint = 'Ask the one who decides: ask_for_circle_change().';
  end if;
  return basis;
end
$$;
comment on function private.must_decide_circle(uuid) is
  'Gives the footing. Errors: PT404 not_found, PT403 not_yours_to_decide (detail: parent, young_person or representative_or_parent).';

create function private.record_circle_decision(person uuid, what text, whom text, basis text, decision_support text) returns void
language sql
set search_path = ''
as $$
  insert into public.circle_decisions (person_id, what, whom, basis, decision_support, capacity_decision_id, author_id, author_name)
  select person, record_circle_decision.what, whom, record_circle_decision.basis, nullif(trim(record_circle_decision.decision_support), ''),
    case when record_circle_decision.basis in ('representative', 'parent_by_capacity') then private.capacity_for_circle(person) end,
    a.id, coalesce(private.name_of(a.id, person), a.display_name)
  from public.accounts a where a.id = (select auth.uid())
$$;

create function private.needed_words(words text, key text, longest integer) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if coalesce(trim(words), '') = '' then
    raise sqlstate 'PT422' using message = key, detail = 'Say it in a few words.';
  end if;
  if char_length(trim(words)) > longest then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = format('This holds %s letters.', longest);
  end if;
  return trim(words);
end
$$;
comment on function private.needed_words(text, text, integer) is 'The words without space around them. Errors: PT422 with the key given, or text_too_long.';

-- Inviting.

create function private.new_code() returns text
language sql volatile
set search_path = ''
as $$ select substr(encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'), 1, 24) $$;
comment on function private.new_code() is 'Ninety-six bits that nobody guesses.';

create function private.hash_code(code text) returns bytea
language sql immutable
set search_path = ''
as $$ select sha256(convert_to(lower(regexp_replace(code, '[^0-9A-Fa-f]', '', 'g')), 'UTF8')) $$;
comment on function private.hash_code(text) is 'A code is read however it was typed: capitals, spaces, dashes.';

create function private.add_circle_member(person uuid, invitation jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  address text := lower(trim(invitation ->> 'email'));
  member uuid;
  code text := private.new_code();
begin
  if coalesce(address, '') !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or char_length(address) > 254 then
    raise sqlstate 'PT422' using message = 'email_invalid', detail = 'Give an email address.';
  end if;
  if exists (
    select from public.circle_members c left join auth.users u on u.id = c.account_id
    where c.person_id = person and c.ends_on is null and address in (c.invited_email, lower(u.email))
      and (c.account_id is not null or private.invitation_stands(c.id))
  ) then
    raise sqlstate 'PT409' using message = 'already_in_circle', detail = 'Somebody with this address is in the circle or invited already.';
  end if;
  insert into public.circle_members (person_id, invited_email, display_name, relationship, bond, is_paid, kept_on)
  values (person, address, trim(invitation ->> 'display_name'), (invitation ->> 'relationship')::public.member_role,
    nullif(trim(invitation ->> 'bond'), ''), coalesce((invitation ->> 'is_paid')::boolean, false),
    -- Whom the young person invites, nobody needs to ask them about again.
    case when private.circle_basis(person, me) = 'young_person' then private.today() end)
  returning id into member;
  insert into private.circle_invitations (circle_member_id, code_hash, invited_by, times_sent, sent_at)
  values (member, private.hash_code(code), me, 1, now());
  return jsonb_build_object('member_id', member, 'code', code, 'email', address, 'invited_by', private.name_of(me, person),
    'expires_at', (select i.expires_at from private.circle_invitations i where i.circle_member_id = member));
exception
  -- What was wrong is not repeated: it may be somebody's address.
  when check_violation or not_null_violation or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Somebody in the circle needs a name, an email address and what they are.';
end
$$;
comment on function private.add_circle_member(uuid, jsonb) is
  'Errors: PT422 email_invalid or value_invalid, PT409 already_in_circle.';

create function public.invite_to_circle(person uuid, invitation jsonb, decision_support text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  basis text;
  invited jsonb;
begin
  perform private.must_see(person);
  if invitation ->> 'relationship' = 'young_person' then
    -- The place of the young person themselves is nobody's favour: a parent while they decide, or a team that knows them, offers it.
    if exists (select from public.circle_members c where c.person_id = invite_to_circle.person and c.relationship = 'young_person'
      and c.ends_on is null and (c.account_id is not null or private.invitation_stands(c.id))) then
      raise sqlstate 'PT409' using message = 'young_person_is_here', detail = 'The young person has a place already.';
    end if;
    if private.circle_basis(person, (select auth.uid())) is distinct from 'parent' and not exists (
      select from private.access a where a.person_id = invite_to_circle.person and a.account_id = (select auth.uid())
        and a.via = 'team' and a.audience in ('la_send', 'school', 'post16_provider')
    ) then
      raise sqlstate 'PT403' using message = 'not_yours_to_decide', detail = private.circle_decider(person);
    end if;
    return private.add_circle_member(person, invitation);
  end if;
  basis := private.must_decide_circle(person);
  invited := private.add_circle_member(person, invitation);
  perform private.record_circle_decision(person, 'added', trim(invitation ->> 'display_name'), basis, decision_support);
  return invited;
end
$$;
comment on function public.invite_to_circle(uuid, jsonb, text) is
  'Invites somebody: {display_name, relationship, email, bond?, is_paid?}. Gives {member_id, code, email, invited_by, expires_at}: the code is told this '
  'once, and opens nothing but for the one who proves that address. decision_support: how the young person was helped to decide. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide, PT409 already_in_circle or young_person_is_here, PT422 email_invalid or value_invalid.';

create function private.invitation_of(member uuid) returns public.circle_members
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_members;
begin
  select c.* into found_row from public.circle_members c
  where c.id = member and c.account_id is null and c.ends_on is null and private.may_see(c.person_id)
  for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function public.resend_invitation(member uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  invited public.circle_members := private.invitation_of(member);
  code text := private.new_code();
  sent private.circle_invitations;
begin
  insert into private.circle_invitations (circle_member_id, invited_by) values (member, (select auth.uid()))
  on conflict (circle_member_id) do nothing;
  select i.* into sent from private.circle_invitations i where i.circle_member_id = member;
  -- The one who invited knows the address; nobody else needs to learn it.
  if sent.invited_by is distinct from (select auth.uid()) then
    raise sqlstate 'PT403' using message = 'not_your_invitation', detail = 'Only whoever sent it can send it again. You can withdraw it and invite them yourself.';
  end if;
  if sent.declined_at is not null then
    raise sqlstate 'PT409' using message = 'invitation_declined', detail = 'They said no.';
  end if;
  if sent.times_sent >= 5 or sent.sent_at > now() - interval '1 minute' then
    raise sqlstate 'PT429' using message = 'invitation_sent_often', detail = 'Five times is enough, and not twice in one minute.';
  end if;
  update private.circle_invitations i
  set code_hash = private.hash_code(code), times_sent = i.times_sent + 1, sent_at = now(), expires_at = now() + interval '14 days'
  where i.circle_member_id = member
  returning i.* into sent;
  return jsonb_build_object('member_id', member, 'code', code, 'email', invited.invited_email,
    'invited_by', private.name_of((select auth.uid()), invited.person_id), 'expires_at', sent.expires_at);
end
$$;
comment on function public.resend_invitation(uuid) is
  'A new code for 14 more days; the code before it is void. Errors: PT404 not_found, PT403 not_your_invitation, '
  'PT409 invitation_declined, PT429 invitation_sent_often.';

create function private.my_address() returns text
language sql stable
set search_path = ''
as $$ select lower(u.email) from auth.users u where u.id = (select auth.uid()) and u.email_confirmed_at is not null $$;
comment on function private.my_address() is 'The address I have proved to be mine.';

create function private.invitation_for_me(code text) returns public.circle_members
language sql stable
set search_path = ''
as $$
  select c.* from private.circle_invitations i
  join public.circle_members c on c.id = i.circle_member_id
  where i.code_hash = private.hash_code(code) and (c.account_id = (select auth.uid()) or c.invited_email = private.my_address())
$$;
comment on function private.invitation_for_me(text) is 'Nothing for a code that is for another address, as for one that never was.';

create function private.state_of_invitation(member public.circle_members) returns text
language sql stable
set search_path = ''
as $$
  select case
    when member.account_id is not null and member.ends_on is null then 'joined'
    when i.declined_at is not null then 'declined'
    when member.ends_on is not null then 'withdrawn'
    when i.expires_at <= now() then 'expired'
    else 'open' end
  from (select) x left join private.circle_invitations i on i.circle_member_id = member.id
$$;

create function public.read_invitation(code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  member public.circle_members := private.invitation_for_me(code);
  state text;
begin
  if member.id is null then
    raise sqlstate 'PT404' using message = 'invitation_not_found', detail = 'No invitation with this code is for your address.';
  end if;
  state := private.state_of_invitation(member);
  if state in ('withdrawn', 'expired', 'declined') then
    -- What ended says no more than that.
    return jsonb_build_object('state', state);
  end if;
  return jsonb_build_object('state', state, 'person_id', case when state = 'joined' then member.person_id end,
    'known_as', (select p.known_as from public.people p where p.id = member.person_id),
    'relationship', member.relationship, 'display_name', member.display_name,
    'invited_by', (
      select coalesce(private.name_of(i.invited_by, member.person_id), a.display_name) from private.circle_invitations i
      join public.accounts a on a.id = i.invited_by where i.circle_member_id = member.id));
end
$$;
comment on function public.read_invitation(text) is
  'Who invites me, and to what: {state: open or joined, known_as, relationship, display_name, invited_by, person_id once joined}, or only '
  '{state: withdrawn, expired or declined}. Errors: PT404 invitation_not_found, also for a code that is for another address.';

create function public.answer_invitation(code text, accept boolean) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  member public.circle_members := private.invitation_for_me(code);
  me uuid := (select auth.uid());
begin
  if member.id is null then
    raise sqlstate 'PT404' using message = 'invitation_not_found', detail = 'No invitation with this code is for your address.';
  end if;
  perform from public.circle_members c where c.id = member.id for update;
  select c.* into member from public.circle_members c where c.id = member.id;
  if private.state_of_invitation(member) = 'joined' then
    return member.person_id;
  end if;
  if not private.invitation_stands(member.id) then
    raise sqlstate 'PT409' using message = 'invitation_over', detail = private.state_of_invitation(member);
  end if;
  if not accept then
    update private.circle_invitations i set declined_at = now() where i.circle_member_id = member.id;
    update public.circle_members c set ends_on = private.today() - 1, ended_at = now(), ended_by = me where c.id = member.id;
    return null;
  end if;
  if exists (select from public.circle_members o where o.person_id = member.person_id and o.account_id = me and o.ends_on is null) then
    raise sqlstate 'PT409' using message = 'already_in_circle', detail = 'You are in this circle already.';
  end if;
  update public.circle_members c set account_id = me, invited_email = null where c.id = member.id;
  return member.person_id;
end
$$;
comment on function public.answer_invitation(text, boolean) is
  'Takes up or declines an invitation; gives the young person''s id once in. Errors: PT404 invitation_not_found, '
  'PT409 invitation_over (detail: withdrawn, expired or declined) or already_in_circle.';

create function private.use_invitation() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update private.circle_invitations i set used_at = now() where i.circle_member_id = new.id;
  return null;
end
$$;
comment on function private.use_invitation() is 'A code works once, however its owner came in.';
create trigger use_invitation after update of account_id on public.circle_members
  for each row when (old.account_id is null and new.account_id is not null) execute function private.use_invitation();

-- Ending, and taking that back.

create function private.member_in(member uuid) returns public.circle_members
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_members;
begin
  select c.* into found_row from public.circle_members c where c.id = member and private.may_see(c.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.close_circle_member(member public.circle_members, reason text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('onward.reason', reason, true);
  update public.circle_members c set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid())
  where c.id = member.id;
  perform set_config('onward.reason', '', true);
end
$$;

create function public.end_circle_member(member uuid, reason text, decision_support text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  me uuid := (select auth.uid());
  is_own boolean := coalesce(was.account_id = me, false);
  is_own_invitation boolean := was.account_id is null
    and exists (select from private.circle_invitations i where i.circle_member_id = member and i.invited_by = me);
  basis text;
begin
  if was.ends_on is not null then
    return;
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if was.relationship = 'young_person' and not is_own_invitation then
    raise sqlstate 'PT403' using message = 'young_person_stays', detail = 'The plan is the young person''s own.';
  end if;
  -- Anybody may leave, and take back an invitation that is still theirs.
  basis := case when is_own or is_own_invitation then 'own' else private.must_decide_circle(was.person_id) end;
  perform private.close_circle_member(was, reason);
  perform private.record_circle_decision(was.person_id, 'ended', was.display_name, basis, decision_support);
end
$$;
comment on function public.end_circle_member(uuid, text, text) is
  'Ends at once that somebody in the circle sees the plan, or withdraws their invitation. Everybody may leave. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide or young_person_stays, PT422 reason_needed or text_too_long.';

create function public.bring_back_circle_member(member uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  basis text := private.must_decide_circle(was.person_id);
begin
  if was.ends_on is null then
    return;
  end if;
  if was.ended_by is distinct from (select auth.uid()) or was.ended_at < now() - interval '1 day'
    or was.account_id is not null and exists (
      select from public.circle_members o where o.person_id = was.person_id and o.account_id = was.account_id and o.ends_on is null) then
    raise sqlstate 'PT409' using message = 'too_late_to_undo', detail = 'Invite them again.';
  end if;
  update public.circle_members c set ends_on = null, ended_at = null, ended_by = null where c.id = member;
  perform private.record_circle_decision(was.person_id, 'brought_back', was.display_name, basis, null);
end
$$;
comment on function public.bring_back_circle_member(uuid) is
  'Undo for a day, by the one who ended it and still decides. Somebody who left by themselves is asked again instead. '
  'Errors: PT404 not_found, PT403 not_yours_to_decide, PT409 too_late_to_undo.';

create function public.keep_circle_member(member uuid, decision_support text default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.circle_members := private.member_in(member);
  basis text := private.must_decide_circle(was.person_id);
begin
  update public.circle_members c set kept_on = private.today() where c.id = member and c.ends_on is null;
  perform private.record_circle_decision(was.person_id, 'kept', was.display_name, basis, decision_support);
end
$$;
comment on function public.keep_circle_member(uuid, text) is
  'From the end of compulsory school age nobody''s access goes on, or ends, unasked: this one stays. Errors: PT404 not_found, PT403 not_yours_to_decide.';

-- Teams.

create function private.involvement_in(involvement uuid) returns public.involvements
language plpgsql
set search_path = ''
as $$
declare
  found_row public.involvements;
begin
  select i.* into found_row from public.involvements i where i.id = involvement and private.may_see(i.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.works_in(organisation uuid) returns boolean
language sql stable
set search_path = ''
as $$ select exists (select from private.memberships m where m.organisation_id = organisation and m.account_id = (select auth.uid())) $$;

create function private.involve(person uuid, organisation uuid, contact uuid default null) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  involvement uuid;
begin
  -- A team that was to end on a day ahead stays.
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null
  where i.person_id = person and i.organisation_id = organisation and i.ends_on is not null
    and private.today() between i.starts_on and i.ends_on;
  insert into public.involvements (organisation_id, person_id, named_contact_id) values (organisation, person, contact)
  on conflict (person_id, organisation_id) where ends_on is null do nothing
  returning id into involvement;
  return involvement;
end
$$;
comment on function private.involve(uuid, uuid, uuid) is 'From today this team works with a young person, and goes on to. Gives the new involvement; null where there was one.';

create function public.add_team(person uuid, organisation uuid) returns uuid
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.manages_teams(person, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The SEND team adds teams. You can ask them.';
  end if;
  if not exists (select from public.organisations o where o.id = organisation and o.audience is not null
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity')) then
    raise sqlstate 'PT422' using message = 'team_unknown', detail = 'Choose a team from the list.';
  end if;
  return coalesce(private.involve(person, organisation), (select i.id from public.involvements i
    where i.person_id = add_team.person and i.organisation_id = organisation and i.ends_on is null));
end
$$;
comment on function public.add_team(uuid, uuid) is
  'Involves a team from today. Once more changes nothing. Errors: PT404 not_found, PT403 teams_not_yours, PT422 team_unknown.';

create function public.end_team(involvement uuid, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements := private.involvement_in(involvement);
begin
  if was.ends_on < private.today() then
    return;
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'A team ends its own involvement, or the SEND team does.';
  end if;
  if not exists (
    select from public.involvements i join public.organisations o on o.id = i.organisation_id
    where i.person_id = was.person_id and i.id <> was.id and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT409' using message = 'last_team', detail = 'Add another team first, so that somebody is there to ask.';
  end if;
  perform set_config('onward.reason', reason, true);
  update public.involvements i set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid()) where i.id = was.id;
  perform set_config('onward.reason', '', true);
end
$$;
comment on function public.end_team(uuid, text) is
  'Ends at once that a team works with a young person; the last one stays until another has come. '
  'Errors: PT404 not_found, PT403 teams_not_yours, PT409 last_team, PT422 reason_needed or text_too_long.';

create function public.bring_back_team(involvement uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements;
begin
  -- A team that ended its own involvement does not see the plan any more: it is asked for by what it did.
  select i.* into was from public.involvements i
  where i.id = involvement and (private.may_see(i.person_id) or i.ended_by = (select auth.uid())) for update;
  if was.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'A team ends its own involvement, or the SEND team does.';
  end if;
  if was.ends_on is null then
    return;
  end if;
  if was.ended_by is distinct from (select auth.uid()) or was.ended_at < now() - interval '1 day' or exists (
    select from public.involvements i where i.person_id = was.person_id and i.organisation_id = was.organisation_id and i.ends_on is null) then
    raise sqlstate 'PT409' using message = 'too_late_to_undo', detail = 'Ask for the team to be added again.';
  end if;
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null where i.id = was.id;
end
$$;
comment on function public.bring_back_team(uuid) is
  'Undo for a day, by the one who ended it. Errors: PT404 not_found, PT403 teams_not_yours, PT409 too_late_to_undo.';

create function public.set_named_contact(involvement uuid, named_contact uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.involvements := private.involvement_in(involvement);
begin
  if not private.works_in(was.organisation_id) and not private.manages_teams(was.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The team says who its contact is, or the SEND team does.';
  end if;
  if named_contact is not null and not exists (
    select from public.organisation_members m where m.id = named_contact and m.organisation_id = was.organisation_id
      and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT422' using message = 'not_in_team', detail = 'Choose somebody who works in this team.';
  end if;
  update public.involvements i set named_contact_id = named_contact
  where i.id = was.id and i.named_contact_id is distinct from named_contact;
end
$$;
comment on function public.set_named_contact(uuid, uuid) is
  'Who in the team is asked first; null for nobody yet. Who covers for them stands on their contact card. '
  'Errors: PT404 not_found, PT403 teams_not_yours, PT422 not_in_team.';

-- Asking the one who decides.

create function public.ask_for_circle_change(person uuid, request jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
  kind text := request ->> 'kind';
begin
  perform private.must_see(person);
  select a.display_name, a.role into seat from private.access a
  where a.person_id = ask_for_circle_change.person and a.account_id = me order by a.via desc limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'emergency_is_for_reading', detail = 'In an emergency you can read.';
  end if;
  if kind = 'add_member' and coalesce(lower(trim(request ->> 'email')), '') !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then
    raise sqlstate 'PT422' using message = 'email_invalid', detail = 'Give an email address.';
  end if;
  if kind = 'end_member' and not exists (select from public.circle_members c
    where c.id = (request ->> 'member_id')::uuid and c.person_id = ask_for_circle_change.person and c.ends_on is null and c.relationship <> 'young_person') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'They are not in the circle.';
  end if;
  if kind in ('add_team', 'end_team') and not exists (select from public.organisations o where o.id = (request ->> 'organisation_id')::uuid and o.audience is not null) then
    raise sqlstate 'PT422' using message = 'team_unknown', detail = 'Choose a team from the list.';
  end if;
  insert into public.circle_requests (person_id, kind, display_name, relationship, bond, is_paid, invited_email, circle_member_id, organisation_id,
    why, author_id, author_name, author_role, shared_with)
  values (person, kind, nullif(trim(request ->> 'display_name'), ''), (request ->> 'relationship')::public.member_role,
    nullif(trim(request ->> 'bond'), ''), coalesce((request ->> 'is_paid')::boolean, false), nullif(lower(trim(request ->> 'email')), ''),
    case when kind = 'end_member' then (request ->> 'member_id')::uuid end,
    case when kind in ('add_team', 'end_team') then (request ->> 'organisation_id')::uuid end, private.needed_words(request ->> 'why', 'reason_needed', 1000),
    me, seat.display_name, seat.role,
    -- Who is asked, and nobody else of the family: it may be about one of them.
    case when kind in ('add_team', 'end_team') then enum_range(null::public.audience)
      when private.circle_decider(person) = 'young_person' then '{young_person}' else '{young_person,family}' end::public.audience[])
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation or invalid_text_representation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what should change, about whom, and why.';
end
$$;
comment on function public.ask_for_circle_change(uuid, jsonb) is
  'Asks the one who decides: {kind: add_member, end_member, add_team or end_team, why, display_name?, relationship?, email?, bond?, is_paid?, '
  'member_id?, organisation_id?}. Errors: PT404 not_found, PT403 emergency_is_for_reading, PT422 email_invalid, value_invalid, team_unknown, '
  'reason_needed or text_too_long.';

create function private.open_request(request uuid) returns public.circle_requests
language plpgsql
set search_path = ''
as $$
declare
  found_row public.circle_requests;
begin
  select r.* into found_row from public.circle_requests r where r.id = request and private.may_see(r.person_id) for update;
  if found_row.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return found_row;
end
$$;

create function private.carry_out(asked public.circle_requests) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  involvement uuid;
begin
  case asked.kind
    when 'add_member' then
      return private.add_circle_member(asked.person_id, jsonb_build_object('display_name', asked.display_name,
        'relationship', asked.relationship, 'email', asked.invited_email, 'bond', asked.bond, 'is_paid', asked.is_paid));
    when 'end_member' then
      perform private.close_circle_member(c, asked.why) from public.circle_members c where c.id = asked.circle_member_id and c.ends_on is null;
    when 'add_team' then
      perform public.add_team(asked.person_id, asked.organisation_id);
    else
      select i.id into involvement from public.involvements i
      where i.person_id = asked.person_id and i.organisation_id = asked.organisation_id and i.ends_on is null;
      if involvement is not null then
        perform public.end_team(involvement, asked.why);
      end if;
  end case;
  return '{}';
end
$$;

create function public.answer_circle_request(
  request uuid, expected_version integer, accept boolean, answer text default null, decision_support text default null
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.circle_requests := private.open_request(request);
  about_team boolean := asked.kind in ('add_team', 'end_team');
  basis text;
  whom text := coalesce(asked.display_name, (select c.display_name from public.circle_members c where c.id = asked.circle_member_id));
  result jsonb := '{}';
begin
  if about_team and not private.manages_teams(asked.person_id, (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'teams_not_yours', detail = 'The SEND team answers this.';
  elsif not about_team then
    basis := private.must_decide_circle(asked.person_id);
  end if;
  if asked.status <> 'open' or asked.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'request_answered', detail = asked.status;
  end if;
  if char_length(answer) > 1000 or char_length(decision_support) > 1000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
  end if;
  if accept then
    result := private.carry_out(asked);
  end if;
  update public.circle_requests r
  set status = case when accept then 'accepted' else 'declined' end, answer = nullif(trim(answer_circle_request.answer), ''),
    answered_by_name = private.name_of((select auth.uid()), asked.person_id), answered_at = now(), version = r.version + 1
  where r.id = asked.id;
  if not about_team then
    perform private.record_circle_decision(asked.person_id,
      case when not accept then 'declined' when asked.kind = 'add_member' then 'added' else 'ended' end, whom, basis, decision_support);
  end if;
  return result;
end
$$;
comment on function public.answer_circle_request(uuid, integer, boolean, text, text) is
  'Says yes, which is carried out at once, or no. For an invitation gives what invite_to_circle() gives. Errors: PT404 not_found, '
  'PT403 not_yours_to_decide or teams_not_yours, PT409 request_answered or already_in_circle, PT422 text_too_long.';

create function public.withdraw_circle_request(request uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.circle_requests := private.open_request(request);
begin
  if asked.author_id <> (select auth.uid()) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  update public.circle_requests r set status = 'withdrawn', version = r.version + 1 where r.id = request and r.status = 'open';
end
$$;
comment on function public.withdraw_circle_request(uuid) is 'Takes back what was asked and not yet answered. Errors: PT404 not_found.';

-- Whether somebody could make a decision.

create function public.record_capacity_decision(person uuid, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
begin
  perform private.must_see(person);
  select a.display_name, a.role into seat from private.access a
  where a.person_id = record_capacity_decision.person and a.account_id = me and a.via = 'team'
    and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health') order by a.audience limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'capacity_not_yours', detail = 'The SEND team, social care and health write this down.';
  end if;
  if not exists (select from public.people p where p.id = record_capacity_decision.person and rules.mental_capacity_act_from(p.date_of_birth) <= private.today()) then
    raise sqlstate 'PT422' using message = 'too_young_for_capacity', detail = 'The Mental Capacity Act 2005 is about people of 16 and over.';
  end if;
  if (facts ->> 'assessed_on')::date > private.today() then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'An assessment has a day that has been.';
  end if;
  insert into public.capacity_decisions (person_id, topic, decision, assessed_on, assessor, help_given, outcome, best_interests, review_on,
    author_id, author_name, author_role, shared_with)
  select person, coalesce(f.topic, 'other'), trim(f.decision), f.assessed_on, trim(f.assessor), trim(f.help_given), f.outcome,
    nullif(trim(f.best_interests), ''), coalesce(f.review_on, (f.assessed_on + interval '1 year')::date), me, seat.display_name, seat.role,
    -- What decides who sees the plan, the young person reads, and so does whoever then decides for them.
    array(select distinct unnest(coalesce(f.shared_with, '{}')
      || case when f.topic = 'circle' then '{young_person,family}' else '{}' end::public.audience[]) order by 1)
  from jsonb_to_record(facts) as f (topic text, decision text, assessed_on date, assessor text, help_given text, outcome text,
    best_interests text, review_on date, shared_with public.audience[])
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation or invalid_text_representation or invalid_datetime_format or datetime_field_overflow then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say which decision, when, who assessed it, what help was given, and what follows.';
end
$$;
comment on function public.record_capacity_decision(uuid, jsonb) is
  'Writes down whether somebody of 16 or over could make one decision: {topic: circle or other, decision, assessed_on, assessor, help_given, '
  'outcome: decides, decides_with_help or lacks_capacity, best_interests (with lacks_capacity), review_on?, shared_with}. '
  'Errors: PT404 not_found, PT403 capacity_not_yours, PT422 too_young_for_capacity or value_invalid.';

create function public.end_capacity_decision(decision uuid, expected_version integer, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.capacity_decisions;
begin
  select d.* into was from public.capacity_decisions d
  where d.id = end_capacity_decision.decision and private.may_read_shared(d.person_id, d.author_id, d.shared_with) for update;
  if was.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not exists (select from private.access a where a.person_id = was.person_id and a.account_id = (select auth.uid()) and a.via = 'team'
    and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')) then
    raise sqlstate 'PT403' using message = 'capacity_not_yours', detail = 'The SEND team, social care and health write this down.';
  end if;
  if was.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'capacity_changed', detail = to_jsonb(was)::text;
  end if;
  perform set_config('onward.reason', private.needed_words(reason, 'reason_needed', 500), true);
  update public.capacity_decisions d set ended_on = private.today(), version = d.version + 1 where d.id = was.id;
  perform set_config('onward.reason', '', true);
end
$$;
comment on function public.end_capacity_decision(uuid, integer, text) is
  'It does not hold any more. Errors: PT404 not_found, PT403 capacity_not_yours, PT409 capacity_changed, PT422 reason_needed or text_too_long.';

-- The page.

create function private.circle_notices(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'requests', (
      select count(*) from public.circle_requests r
      where r.person_id = person and r.status = 'open' and case when r.kind in ('add_team', 'end_team')
        then private.manages_teams(person, (select auth.uid())) else private.circle_basis(person, (select auth.uid())) is not null end)
      + case when private.circle_basis(person, (select auth.uid())) = 'young_person' then (
        select count(*) from public.circle_members c
        where c.person_id = person and c.account_id is not null and c.ends_on is null and c.kept_on is null and c.relationship <> 'young_person'
      ) else 0 end,
    'emergency_until', (select max(e.ends_at) from private.emergencies e where e.person_id = person and e.account_id = (select auth.uid())),
    'emergencies', case when exists (select from private.my_circles c where c.person_id = person) then (
      select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'display_name', e.display_name, 'role', e.role, 'team', e.organisation_name,
        'opened_at', e.opened_at, 'reason', e.reason) order by e.opened_at desc), '[]')
      from public.emergency_access e
      where e.person_id = person and e.opened_at > now() - interval '1 year'
        and not exists (select from private.emergency_seen s where s.emergency_id = e.id and s.account_id = (select auth.uid()))) else '[]' end)
$$;
comment on function private.circle_notices(uuid) is
  'What waits for me at the head of a plan: {requests: how many I am asked to answer, with those the young person has not yet said '
  'stay or go (R-RIGHTS-01: access is neither taken away nor kept unasked), emergency_until: mine, '
  'emergencies: those the circle has not read about yet}.';

create function private.circle_people(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'display_name', c.display_name, 'relationship', c.relationship, 'bond', c.bond, 'is_paid', c.is_paid,
    'starts_on', c.starts_on, 'kept_on', c.kept_on, 'is_me', coalesce(c.account_id = (select auth.uid()), false),
    'state', private.state_of_invitation(c),
    'expires_on', (i.expires_at at time zone 'Europe/London')::date,
    'sent_on', (i.sent_at at time zone 'Europe/London')::date,
    'may_resend', c.account_id is null and i.invited_by is not distinct from (select auth.uid()) and coalesce(i.times_sent, 0) < 5
  ) order by c.relationship, c.starts_on, c.display_name), '[]')
  from public.circle_members c
  left join private.circle_invitations i on i.circle_member_id = c.id
  where c.person_id = circle_people.person and c.ends_on is null
$$;

create function private.circle_teams(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', i.id, 'organisation_id', o.id, 'name', o.name, 'audience', o.audience, 'starts_on', i.starts_on, 'ends_on', i.ends_on,
    'named_contact_id', n.id, 'named_contact', n.display_name, 'named_contact_role', n.role,
    'is_mine', private.works_in(o.id),
    'members', case when private.works_in(o.id) or private.manages_teams(person, (select auth.uid())) then (
      select jsonb_agg(jsonb_build_object('id', m.id, 'display_name', m.display_name, 'role', m.role) order by m.display_name)
      from public.organisation_members m
      where m.organisation_id = o.id and m.role <> 'computer_system'
        and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')) else '[]' end
  ) order by o.audience, o.name), '[]')
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id and o.audience is not null
  left join public.organisation_members n on n.id = i.named_contact_id and private.today() between n.starts_on and coalesce(n.ends_on, 'infinity')
  where i.person_id = circle_teams.person and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
$$;

create function private.circle_requests_for(person uuid, account uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', r.id, 'version', r.version, 'kind', r.kind, 'display_name', coalesce(r.display_name, c.display_name), 'relationship', r.relationship,
    'bond', r.bond, 'is_paid', r.is_paid, 'email', r.invited_email, 'team', o.name, 'why', r.why, 'author_name', r.author_name,
    'author_role', r.author_role, 'created_at', r.created_at, 'status', r.status, 'answer', r.answer,
    'answered_by_name', r.answered_by_name, 'is_mine', r.author_id = account, 'may_answer', s.may_answer and r.status = 'open'
  ) order by r.status <> 'open', r.created_at desc), '[]')
  from public.circle_requests r
  cross join lateral (
    select case when r.kind in ('add_team', 'end_team') then private.manages_teams(person, account)
      else private.circle_basis(person, account) is not null end as may_answer
  ) s
  left join public.circle_members c on c.id = r.circle_member_id
  left join public.organisations o on o.id = r.organisation_id
  where r.person_id = circle_requests_for.person and (r.author_id = account or s.may_answer)
    and (r.status = 'open' or r.created_at > now() - interval '90 days')
$$;

create function public.circle_page(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'circle');
  return (
    select jsonb_build_object(
      'person_id', p.id, 'known_as', p.known_as,
      'decider', private.circle_decider(p.id),
      'young_person_from', rules.young_person_from(p.date_of_birth, p.autumn_term_start),
      'capacity_from', rules.mental_capacity_act_from(p.date_of_birth),
      'my_basis', private.circle_basis(p.id, me),
      'manages_teams', private.manages_teams(p.id, me),
      'may_ask', exists (select from private.access a where a.person_id = p.id and a.account_id = me),
      'may_record_capacity', rules.mental_capacity_act_from(p.date_of_birth) <= private.today() and exists (
        select from private.access a where a.person_id = p.id and a.account_id = me and a.via = 'team'
          and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')),
      'may_invite_young_person', not exists (
          select from public.circle_members c where c.person_id = p.id and c.relationship = 'young_person' and c.ends_on is null
            and (c.account_id is not null or private.invitation_stands(c.id)))
        and (private.circle_basis(p.id, me) is not distinct from 'parent' or exists (
          select from private.access a where a.person_id = p.id and a.account_id = me and a.via = 'team'
            and a.audience in ('la_send', 'school', 'post16_provider'))),
      'people', private.circle_people(p.id),
      'teams', private.circle_teams(p.id),
      'requests', private.circle_requests_for(p.id, me),
      'capacity', coalesce((
        select jsonb_agg(to_jsonb(d) - 'author_id' - 'person_id' order by d.assessed_on desc)
        from public.capacity_decisions d
        where d.person_id = p.id and private.may_read_shared(d.person_id, d.author_id, d.shared_with)), '[]'),
      'decisions', coalesce((
        select jsonb_agg(to_jsonb(d) - 'author_id' - 'person_id' order by d.created_at desc)
        from (select d.* from public.circle_decisions d where d.person_id = p.id order by d.created_at desc limit 20) d
        where private.may_read_shared(d.person_id, d.author_id, d.shared_with)), '[]')
    )
    from public.people p where p.id = person
  );
end
$$;
comment on function public.circle_page(uuid) is
  'Who is involved and who decides: {person_id, known_as, decider, young_person_from, capacity_from, my_basis, manages_teams, may_ask, '
  'may_record_capacity, may_invite_young_person, people, teams, requests (mine, and those I may answer), capacity, decisions}. Errors: PT404 not_found.';

grant execute on function
  public.invite_to_circle(uuid, jsonb, text), public.resend_invitation(uuid), public.read_invitation(text), public.answer_invitation(text, boolean),
  public.end_circle_member(uuid, text, text), public.bring_back_circle_member(uuid), public.keep_circle_member(uuid, text),
  public.add_team(uuid, uuid), public.end_team(uuid, text), public.bring_back_team(uuid), public.set_named_contact(uuid, uuid),
  public.ask_for_circle_change(uuid, jsonb), public.answer_circle_request(uuid, integer, boolean, text, text),
  public.withdraw_circle_request(uuid), public.record_capacity_decision(uuid, jsonb), public.end_capacity_decision(uuid, integer, text),
  public.circle_page(uuid)
  to authenticated;

-- 86_emergency.sql

-- Emergency: a duty worker finds one young person by their exact name and birthday, says why, and reads for a day.

create function public.open_emergency_access(known_as text, family_name text, date_of_birth date, reason text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  found_ids uuid[];
  opened public.emergency_access;
begin
  select m.organisation_id, m.audience, m.role, m.display_name, o.name as team into seat
  from private.memberships m join public.organisations o on o.id = m.organisation_id
  where m.account_id = me and m.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')
  order by m.member_id limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'not_for_emergency', detail = 'Emergency access is for the SEND team, social care and health.';
  end if;
  reason := private.needed_words(reason, 'reason_needed', 500);
  if char_length(reason) < 10 then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say what happened, in a sentence.';
  end if;
  if known_as is null or family_name is null or date_of_birth is null then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give both names and the birthday.';
  end if;
  -- One at a time, so that many tries at once are counted like many one after another.
  perform pg_advisory_xact_lock(hashtext('emergency ' || me::text));
  if (select count(*) >= 5 from public.record_views v
    where v.account_id = me and v.kind = 'emergency_search' and v.at > now() - interval '1 hour') then
    raise sqlstate 'PT429' using message = 'emergency_too_often', detail = 'Five tries an hour. Ring the team that knows them.';
  end if;
  found_ids := array(
    select p.id from public.people p
    where p.date_of_birth = open_emergency_access.date_of_birth
      and lower(trim(p.known_as)) = lower(trim(open_emergency_access.known_as))
      and lower(trim(p.family_name)) = lower(trim(open_emergency_access.family_name)));
  if cardinality(found_ids) <> 1 then
    -- Not an error: an error would take the line about this try away again.
    perform private.record_search('emergency_search', '{}', jsonb_build_object('known_as', trim(open_emergency_access.known_as),
      'family_name', trim(open_emergency_access.family_name), 'date_of_birth', open_emergency_access.date_of_birth));
    return jsonb_build_object('state', 'not_found');
  end if;
  perform private.record_search('emergency_search', found_ids, null);
  if exists (select from private.access a where a.person_id = found_ids[1] and a.account_id = me) then
    return jsonb_build_object('state', 'involved', 'person_id', found_ids[1]);
  end if;
  select e.* into opened from public.emergency_access e
  where e.person_id = found_ids[1] and e.account_id = me and e.closed_at is null and e.ends_at > now();
  if opened.id is null then
    insert into public.emergency_access (person_id, account_id, organisation_id, organisation_name, audience, role, display_name, reason)
    values (found_ids[1], me, seat.organisation_id, seat.team, seat.audience, seat.role, seat.display_name, reason)
    returning * into opened;
  end if;
  return jsonb_build_object('state', 'opened', 'person_id', opened.person_id, 'ends_at', opened.ends_at);
end
$$;
comment on function public.open_emergency_access(text, text, date, text) is
  'Reads for 24 hours the plan of the one young person with exactly these names and birthday. Gives {state: opened, involved or not_found, '
  'person_id?, ends_at?}. Every try is kept, found or not; the family reads the reason. Errors: PT403 not_for_emergency, '
  'PT422 reason_needed, text_too_long or value_invalid, PT429 emergency_too_often.';

create function public.close_emergency_access(person uuid) returns void
language sql security definer
set search_path = ''
as $$
  update public.emergency_access e set closed_at = now()
  where e.person_id = close_emergency_access.person and e.account_id = (select auth.uid()) and e.closed_at is null and e.ends_at > now()
$$;
comment on function public.close_emergency_access(uuid) is 'Ends my emergency access before its 24 hours are over.';

create function public.confirm_emergency_notice(emergency uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (select from public.emergency_access e join private.my_circles c on c.person_id = e.person_id where e.id = emergency) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  insert into private.emergency_seen (emergency_id, account_id) values (emergency, (select auth.uid())) on conflict do nothing;
end
$$;
comment on function public.confirm_emergency_notice(uuid) is 'I have read that somebody looked in an emergency. It stays in the history. Errors: PT404 not_found.';

grant execute on function public.open_emergency_access(text, text, date, text), public.close_emergency_access(uuid),
  public.confirm_emergency_notice(uuid) to authenticated;

-- 87_history.sql

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

-- 88_paper.sql

-- A plan or a checklist on paper, filled in by hand and typed back by somebody who helps. The code on the sheet opens its form.

create type public.paper_purpose as enum ('plan', 'checklist');

create table private.papers (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  code_hash bytea not null unique,
  purpose public.paper_purpose not null,
  items uuid[] not null,
  made_by uuid references public.accounts (id) on delete set null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '90 days',
  ended_at timestamptz
);
comment on table private.papers is
  'Printed sheets. The code is on the paper alone; it gives nobody a right they do not have, and opens one form for 90 days or until it is ended.';
comment on column private.papers.items is 'The steps on the sheet, in their printed order.';
create index papers_person_idx on private.papers (person_id);
create index papers_made_by_idx on private.papers (made_by);
alter table private.papers enable row level security;

create function private.must_write_for(person uuid) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.may_work(person, 'young_person', (select auth.uid())) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'Only the young person and their family tick these steps.';
  end if;
end
$$;

create function public.make_paper(person uuid, purpose public.paper_purpose, items uuid[]) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := substr(private.new_code(), 1, 16);
  made private.papers;
begin
  perform private.must_write_for(person);
  if coalesce(cardinality(items), 0) not between 1 and 60 or exists (
    select from unnest(items) as i (id)
    where not exists (select from public.timeline_items t where t.id = i.id and t.person_id = make_paper.person)
  ) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give the steps that are on the sheet: 60 at most.';
  end if;
  delete from private.papers p where p.person_id = make_paper.person and p.expires_at < now();
  insert into private.papers as p (person_id, code_hash, purpose, items, made_by)
  values (person, private.hash_code(code), purpose, items, (select auth.uid())) returning p.* into made;
  return jsonb_build_object('code', code, 'made_at', made.made_at, 'expires_at', made.expires_at);
end
$$;
comment on function public.make_paper(uuid, public.paper_purpose, uuid[]) is
  'A code for a sheet with these steps, for the young person and their family: {code, made_at, expires_at}. The code is told this once. '
  'Errors: PT404 not_found, PT403 not_your_step, PT422 value_invalid.';

create function private.paper_of(code text) returns private.papers
language plpgsql stable
set search_path = ''
as $$
declare
  paper private.papers;
begin
  select p.* into paper from private.papers p
  where p.code_hash = private.hash_code(code) and p.ended_at is null and p.expires_at > now()
    and private.may_work(p.person_id, 'young_person', (select auth.uid()));
  if paper.id is null then
    raise sqlstate 'PT404' using message = 'paper_not_found', detail = 'No sheet with this code is open for you.';
  end if;
  return paper;
end
$$;
comment on function private.paper_of(text) is 'A code that never was, has ended, or is for somebody else''s plan: always the same answer.';

create function public.open_paper(code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  paper private.papers := private.paper_of(code);
begin
  return jsonb_build_object(
    'person_id', paper.person_id, 'known_as', (select p.known_as from public.people p where p.id = paper.person_id),
    'purpose', paper.purpose, 'items', paper.items, 'made_at', paper.made_at);
end
$$;
comment on function public.open_paper(text) is
  'What is on the sheet with this code: {person_id, known_as, purpose, items, made_at}. Errors: PT404 paper_not_found.';

create function public.record_from_paper(code text, said_by public.audience, entries jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  paper private.papers := private.paper_of(code);
  entry jsonb;
  recorded integer := 0;
begin
  if said_by is null or said_by not in ('young_person', 'family') then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say who filled in the sheet.';
  end if;
  if jsonb_typeof(entries) is distinct from 'array' then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give a list of {item_id, expected_version, patch}.';
  end if;
  -- The history says that these are the words of one, typed by another.
  perform set_config('onward.reason', 'from_paper:' || said_by, true);
  for entry in select e.value from jsonb_array_elements(entries) e loop
    if (entry ->> 'item_id')::uuid <> all (paper.items) then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = 'This step is not on the sheet.';
    end if;
    perform public.record_item((entry ->> 'item_id')::uuid, (entry ->> 'expected_version')::integer, entry -> 'patch');
    recorded := recorded + 1;
  end loop;
  perform set_config('onward.reason', '', true);
  return recorded;
end
$$;
comment on function public.record_from_paper(text, public.audience, jsonb) is
  'Types back what is on a sheet, all of it or nothing: entries [{item_id, expected_version, patch}] as for record_item(). The history '
  'names who typed it, and that it was said on paper by the young person or the family. Gives how many steps changed. '
  'Errors: PT404 paper_not_found, PT422 value_invalid, PT409 item_changed and the others of record_item().';

create function public.end_papers(person uuid) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  ended integer;
begin
  perform private.must_write_for(person);
  update private.papers p set ended_at = now() where p.person_id = end_papers.person and p.ended_at is null and p.expires_at > now();
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function public.end_papers(uuid) is
  'Ends the codes of every sheet about this young person, for when one is lost; gives how many. Errors: PT404 not_found, PT403 not_your_step.';

grant execute on function public.make_paper(uuid, public.paper_purpose, uuid[]), public.open_paper(text),
  public.record_from_paper(text, public.audience, jsonb), public.end_papers(uuid) to authenticated;

-- 89_copy.sql

-- A copy of everything that is kept about one person, as each reader may see it.

create function private.columns_to_copy(kept regclass) returns text
language sql stable
set search_path = ''
as $$
  select string_agg(case when a.atttypid = 'bytea'::regtype then format('encode(%1$I, ''base64'') as %1$I', a.attname) else format('%I', a.attname) end,
    ', ' order by a.attnum)
  from pg_catalog.pg_attribute a
  where a.attrelid = kept and a.attnum > 0 and not a.attisdropped and has_column_privilege(kept, a.attnum, 'select')
$$;
comment on function private.columns_to_copy(regclass) is 'The columns of a table that the caller may read, for a select; photos and recordings as base64.';

create function private.tables_about_people() returns table (kept regclass, name text, person_column text, is_shown boolean)
language sql stable
set search_path = ''
as $$
  select c.oid::regclass, c.relname::text, a.attname::text, c.relnamespace = 'public'::regnamespace
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attname = case when c.relname = 'people' then 'id' else 'person_id' end
  where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
  order by c.relname
$$;
comment on function private.tables_about_people() is
  'Every table that is about people, also those that are added later: the one place that says so, for a copy and for a deletion.';

create function private.kept_about_people() returns table (kept regclass, name text, person_column text)
language sql stable
set search_path = ''
as $$
  select t.kept, t.name, t.person_column from private.tables_about_people() t
  where t.is_shown and has_any_column_privilege(t.kept, 'select')
$$;
comment on function private.kept_about_people() is 'Every table about people that the caller may read some of.';
grant execute on function private.columns_to_copy(regclass), private.tables_about_people(), private.kept_about_people() to authenticated;

create function public.copy_of(person uuid) returns jsonb
-- Not security definer: the policies decide what is in the copy, table by table.
language plpgsql
set search_path = ''
as $$
declare
  place record;
  found_rows jsonb;
  everything jsonb := '{}';
begin
  perform private.must_see(person);
  perform private.record_view(person, 'copy');
  for place in select * from private.kept_about_people() loop
    execute format('select jsonb_agg(to_jsonb(r)) from (select %s from %s where %I = $1) r',
      private.columns_to_copy(place.kept), place.kept, place.person_column) into found_rows using person;
    if found_rows is not null then
      everything := everything || jsonb_build_object(place.name, found_rows);
    end if;
  end loop;
  -- The words of a young person's own views are read through their functions alone.
  if exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'young_person'
  ) then
    everything := everything || jsonb_build_object('own_views', jsonb_build_array(public.my_views(person)));
  end if;
  return jsonb_build_object('made_at', now(), 'person_id', person, 'kept', everything);
end
$$;
comment on function public.copy_of(uuid) is
  'Everything kept about one person that the caller may see: {made_at, person_id, kept: {table: [rows]}}; said in the history as looking. '
  'UK GDPR articles 15 and 20. Errors: PT404 not_found.';
grant execute on function public.copy_of(uuid) to authenticated;

-- 90_pathway_editing.sql

-- The pathway editor: administrators draft, check, compare, publish and go back. They see numbers, never a young person.

create function private.must_be_admin() returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not private.is_admin() then
    raise sqlstate 'PT403' using message = 'admin_only', detail = 'Only an administrator can do this.';
  end if;
end
$$;

create function private.record_pathway_change(action text, subject text, key text, changes jsonb, reason text default null) returns void
language sql
set search_path = ''
as $$
  insert into public.audit_events (actor_id, actor_name, actor_role, action, subject, subject_key, changes, reason)
  select me.id, a.display_name,
    (select m.role from private.memberships m where m.account_id = me.id and m.role in ('system_admin', 'area_admin') order by m.role limit 1),
    action, subject, key, changes, nullif(trim(reason), '')
  from (select auth.uid() as id) me
  left join public.accounts a on a.id = me.id
$$;
comment on function private.record_pathway_change(text, text, text, jsonb, text) is
  'Writes what an administrator did into the history, under no young person.';

create function private.few(n bigint) returns bigint
language sql immutable parallel safe
return case when n between 1 and 4 then null else n end;
comment on function private.few(bigint) is 'A number of people or of their steps as an administrator may know it: 1 to 4 is null, "fewer than 5".';

-- What is wrong with a document, as {path, code}. The app checks more, and beside each field, before it sends one.

create function private.entries(list jsonb) returns table (n bigint, value jsonb)
language sql immutable parallel safe
begin atomic
  select e.n - 1, e.value
  from jsonb_array_elements(case when jsonb_typeof(list) = 'array' then list else '[]' end) with ordinality as e (value, n);
end;
comment on function private.entries(jsonb) is 'The entries of a list, counted from 0; nothing for anything that is not a list.';

create function private.has_words(value jsonb) returns boolean
language sql immutable parallel safe
return coalesce(jsonb_typeof(value) = 'string' and trim(value #>> '{}') <> '', false);

create function private.steps_of(document jsonb) returns table (path text, stage jsonb, kind public.item_kind, step jsonb)
language sql immutable parallel safe
begin atomic
  select format('stages.%s.%ss.%s', s.n, k.kind, x.n), s.value, k.kind, x.value
  from private.entries(document -> 'stages') s
  cross join unnest(enum_range(null::public.item_kind)) as k (kind)
  cross join lateral private.entries(s.value -> (k.kind || 's')) x;
end;
comment on function private.steps_of(jsonb) is 'Every milestone and item of a document with its place (stages.0.items.3) and its stage.';

create function private.text_problems(path text, texts jsonb) returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select format('%s.texts.%s', path, array_to_string(t.keys, '.')), 'missing_text'
  from (values (array['en', 'title']), (array['en', 'detail']), (array['en-easy', 'title'])) as t (keys)
  where not private.has_words(texts #> t.keys);
end;

create function private.condition_problems(path text, applies_if jsonb, known text[]) returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select format('%s.applies_if.%s.%s', path, k.key, c.n), 'unknown_condition'
  from unnest(array['all', 'any']) as k (key)
  cross join lateral private.entries(applies_if -> k.key) c
  where (c.value #>> '{}') = any (known) is not true;
end;

create function private.step_problems(path text, stage jsonb, kind public.item_kind, step jsonb, anchors text[], conditions text[])
returns table (place text, code text)
language sql immutable parallel safe
begin atomic
  select p.place, p.code from private.text_problems(path, step -> 'texts') p
  union all
  select p.place, p.code from private.condition_problems(path, step -> 'applies_if', conditions) p
  union all
  select path || x.place, x.code
  from (
    select step #>> '{due,anchor}' as anchor, step ->> 'repeat' as repeats, '(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?$' as length
  ) s
  cross join lateral (values
    ('.id', 'missing', not private.has_words(step -> 'id')),
    ('.due.anchor', 'unknown_anchor', (s.anchor = any (anchors)) is not true),
    ('.due.anchor', 'missing_transfer', s.anchor in ('transfer_date', 'phase_transfer_deadline') and stage ->> 'transfer' is null),
    ('.due.offset', 'bad_duration', (step #>> '{due,offset}' ~ ('^-?P(?!$)' || s.length)) is not true),
    ('.due_kind', 'unknown_word', (step ->> 'due_kind' = any (enum_range(null::public.due_kind)::text[])) is not true),
    ('.due_kind', 'not_law', step ->> 'due_kind' = 'statutory' and step ->> 'statutory' = 'false'),
    ('.statutory', 'wrong_shape', jsonb_typeof(step -> 'statutory') is distinct from 'boolean'),
    ('.source', 'missing', not private.has_words(step -> 'source')),
    ('.audience', 'unknown_audience', kind = 'item' and (step ->> 'audience' = any (enum_range(null::public.audience)::text[])) is not true),
    ('.pfa_area', 'unknown_area', kind = 'item' and (step ->> 'pfa_area' = any (enum_range(null::public.pfa_area)::text[])) is not true),
    ('.repeat', 'bad_duration', s.repeats not in ('each_review', 'each_term')
      and (s.repeats !~ ('^P(?!$)' || s.length) or s.repeats ~ '^P[0YMWD]+$')),
    ('.repeat', 'repeat_not_reviews', s.repeats = 'each_review'
      and s.anchor not in ('review_meeting', 'review_decision_due', 'review_final_plan_due')),
    ('.repeat', 'repeat_not_terms', s.repeats = 'each_term' and s.anchor <> 'term_start'),
    ('.hidden.reason', 'reason_needed', jsonb_typeof(step -> 'hidden') <> 'null' and step ->> 'statutory' = 'true'
      and not private.has_words(step #> '{hidden,reason}'))
  ) as x (place, code, is_wrong)
  where x.is_wrong;
end;

create function private.pathway_problems(document jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  with known as materialized (
    select
      array(select e.value ->> 'key' from private.entries(document -> 'anchors') e) as anchors,
      array(select e.value ->> 'key' from private.entries(document -> 'conditions') e) as conditions
  ),
  name (section, place, value) as (
    select 'conditions', format('conditions.%s.key', e.n), e.value ->> 'key' from private.entries(document -> 'conditions') e
    union all select 'anchors', format('anchors.%s.key', e.n), e.value ->> 'key' from private.entries(document -> 'anchors') e
    union all select 'stages', format('stages.%s.id', e.n), e.value ->> 'id' from private.entries(document -> 'stages') e
    union all select 'codes', format('stages.%s.code', e.n), e.value ->> 'code' from private.entries(document -> 'stages') e
    union all select 'steps', s.path || '.id', s.step ->> 'id' from private.steps_of(document) s
  ),
  problem (place, code) as (
    select 'template.version', 'bad_version'
    where (document #>> '{template,version}' ~ '^\d+\.\d+\.\d+$') is not true
    union all
    select p.place, p.code from private.text_problems('template', document -> 'template' -> 'texts') p
    union all
    select x.place, 'wrong_shape'
    from (values ('conditions'), ('anchors'), ('stages')) as x (place)
    where jsonb_typeof(document -> x.place) is distinct from 'array'
    union all
    select n.place, 'missing' from name n where coalesce(n.value, '') = ''
    union all
    select d.place, 'duplicate_id'
    from (select n.place, row_number() over (partition by n.section, n.value order by n.place) as nth from name n) d
    where d.nth > 1
    union all
    select format('conditions.%s.source', e.n), 'unknown_word' from private.entries(document -> 'conditions') e
    where (e.value ->> 'source' in ('recorded', 'derived')) is not true
    union all
    select format('anchors.%s.type', e.n), 'unknown_word' from private.entries(document -> 'anchors') e
    where (e.value ->> 'type' in ('computed', 'event')) is not true
    union all
    select format('stages.%s.window', e.n), 'bad_window' from private.entries(document -> 'stages') e
    where (e.value #>> '{window,by}' in ('nc_year', 'age') and e.value #>> '{window,from}' ~ '^-?\d{1,2}$'
      and e.value #>> '{window,to}' ~ '^-?\d{1,2}$' and (e.value #>> '{window,from}')::integer <= (e.value #>> '{window,to}')::integer) is not true
    union all
    select format('stages.%s.transfer', e.n), 'unknown_word' from private.entries(document -> 'stages') e
    where not (e.value ->> 'transfer' = any (enum_range(null::public.transfer_type)::text[]))
    union all
    select p.place, p.code from private.entries(document -> 'stages') e
    cross join lateral private.text_problems(format('stages.%s', e.n), e.value -> 'texts') p
    union all
    select p.place, p.code from known k, private.entries(document -> 'stages') e
    cross join lateral private.condition_problems(format('stages.%s', e.n), e.value -> 'applies_if', k.conditions) p
    union all
    select p.place, p.code from known k, private.steps_of(document) s
    cross join lateral private.step_problems(s.path, s.stage, s.kind, s.step, k.anchors, k.conditions) p
  )
  select coalesce(jsonb_agg(jsonb_build_object('path', p.place, 'code', p.code) order by p.place, p.code), '[]') from problem p
$$;
comment on function private.pathway_problems(jsonb) is
  'Everything that keeps a document from being a pathway: [{path: "stages.0.items.3.due.anchor", code}]. Empty when it may be saved.';

create function private.refuse_problems(document jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  problems jsonb := private.pathway_problems(document);
begin
  if problems @> '[{"code": "reason_needed"}]' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = problems::text,
      hint = 'Say why a step that the law asks for is hidden.';
  end if;
  if problems <> '[]' then
    raise sqlstate 'PT422' using message = 'pathway_invalid', detail = problems::text;
  end if;
end
$$;

create function private.draft_for_change(template uuid) returns public.pathway_templates
language plpgsql
set search_path = ''
as $$
declare
  draft public.pathway_templates;
begin
  select t.* into draft from public.pathway_templates t where t.id = template for update;
  if draft.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  if draft.status <> 'draft' then
    raise sqlstate 'PT409' using message = 'pathway_version_published',
      detail = 'A published pathway version cannot change.', hint = 'Start a new draft from it.';
  end if;
  return draft;
end
$$;
comment on function private.draft_for_change(uuid) is
  'The draft, locked. Errors: PT404 not_found, PT409 pathway_version_published.';

create function private.store_draft(document jsonb, based_on uuid) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  head jsonb := document -> 'template';
  draft uuid;
begin
  perform private.refuse_problems(document);
  insert into public.pathway_templates (template_key, version, title, legal_regime, jurisdiction, document, based_on, created_by)
  values (head ->> 'template_id', head ->> 'version', head #>> '{texts,en,title}', head ->> 'legal_regime', head ->> 'jurisdiction',
    document, store_draft.based_on, (select auth.uid()))
  on conflict (template_key, version) do nothing
  returning id into draft;
  if draft is null then
    raise sqlstate 'PT409' using message = 'version_exists',
      detail = (
        select jsonb_build_object('id', t.id, 'status', t.status, 'revision', t.revision)::text from public.pathway_templates t
        where t.template_key = head ->> 'template_id' and t.version = head ->> 'version'
      ),
      hint = 'Give it another version number.';
  end if;
  perform private.write_draft(draft, document);
  return draft;
end
$$;

create function private.write_draft(template uuid, document jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.write_pathway(template, document);
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'version_exists', detail = sqlerrm, hint = 'Give it another version number.';
  when data_exception or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'pathway_invalid',
      detail = jsonb_build_array(jsonb_build_object('path', '', 'code', 'wrong_shape', 'message', sqlerrm))::text;
end
$$;

create function public.create_pathway_draft(from_template uuid, version text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  source public.pathway_templates;
  draft uuid;
begin
  perform private.must_be_admin();
  select t.* into source from public.pathway_templates t where t.id = from_template;
  if source.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  draft := private.store_draft(
    source.document || jsonb_build_object('template', source.document -> 'template' || jsonb_build_object(
      'version', trim(create_pathway_draft.version), 'status', 'draft', 'supersedes', source.version,
      'prepared_on', private.today(), 'effective_from', null, 'effective_to', null)),
    source.id);
  perform private.record_pathway_change('insert', 'pathway_templates', source.template_key || ' ' || trim(create_pathway_draft.version),
    jsonb_build_object('based_on', jsonb_build_array(null, source.version)));
  return draft;
end
$$;
comment on function public.create_pathway_draft(uuid, text) is
  'Starts a draft as a copy of any version; gives its id. version: three numbers, as in 0.3.0. '
  'Errors: PT403 admin_only, PT404 not_found, PT409 version_exists (detail: {id, status, revision}), PT422 pathway_invalid.';

create function public.import_pathway_draft(document jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  incoming jsonb := document || jsonb_build_object('template', document -> 'template' || '{"status": "draft"}');
  draft uuid;
begin
  perform private.must_be_admin();
  draft := private.store_draft(incoming, null);
  perform private.record_pathway_change('insert', 'pathway_templates',
    (incoming #>> '{template,template_id}') || ' ' || (incoming #>> '{template,version}'), '{"imported": [null, true]}');
  return draft;
end
$$;
comment on function public.import_pathway_draft(jsonb) is
  'Makes a draft of a document that was read from a file, whatever status the file names; gives its id. Errors: as create_pathway_draft.';

create function private.record_hiding(key text, before jsonb, after jsonb) returns void
language sql
set search_path = ''
as $$
  select private.record_pathway_change('update', 'pathway_items', key || ' ' || (a.step ->> 'id'),
    jsonb_build_object('hidden', jsonb_build_array(b.step -> 'hidden', a.step -> 'hidden'), 'statutory', jsonb_build_array(null, a.step -> 'statutory')),
    coalesce(a.step #>> '{hidden,reason}', b.step #>> '{hidden,reason}'))
  from private.steps_of(after) a
  left join private.steps_of(before) b on b.step ->> 'id' = a.step ->> 'id'
  where coalesce(b.step -> 'hidden', 'null') <> coalesce(a.step -> 'hidden', 'null')
$$;
comment on function private.record_hiding(text, jsonb, jsonb) is 'Every step that is hidden now and was not, or the other way round, goes into the history with its reason.';

create function public.save_pathway_draft(template uuid, expected_revision integer, document jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  draft public.pathway_templates;
  incoming jsonb := document || jsonb_build_object('template', document -> 'template' || '{"status": "draft"}');
begin
  perform private.must_be_admin();
  draft := private.draft_for_change(template);
  if draft.revision is distinct from expected_revision then
    raise sqlstate 'PT409' using message = 'draft_changed',
      detail = jsonb_build_object('revision', draft.revision, 'document', draft.document,
        'saved_by', (select a.display_name from public.accounts a where a.id = draft.updated_by))::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  if incoming #>> '{template,template_id}' is distinct from draft.template_key then
    raise sqlstate 'PT422' using message = 'pathway_invalid',
      detail = '[{"path": "template.template_id", "code": "other_pathway"}]';
  end if;
  perform private.refuse_problems(incoming);
  perform private.write_draft(template, incoming);
  perform private.record_hiding(draft.template_key || ' ' || draft.version, draft.document, incoming);
  perform private.record_pathway_change('update', 'pathway_templates', draft.template_key || ' ' || draft.version,
    jsonb_build_object(
      'revision', jsonb_build_array(draft.revision, draft.revision + 1),
      'steps', jsonb_build_array(null, (
        select coalesce(jsonb_agg(coalesce(a.step ->> 'id', b.step ->> 'id') order by 1), '[]')
        from private.steps_of(incoming) a
        full join private.steps_of(draft.document) b on b.step ->> 'id' = a.step ->> 'id'
        where a.step is distinct from b.step
      ))));
  return draft.revision + 1;
end
$$;
comment on function public.save_pathway_draft(uuid, integer, jsonb) is
  'Saves a whole draft and gives its new revision. Errors: PT403 admin_only, PT404 not_found, PT409 pathway_version_published or '
  'version_exists, PT409 draft_changed (detail: {revision, document, saved_by} as they are now), '
  'PT422 pathway_invalid or reason_needed (detail: [{path, code}]).';

create function public.delete_pathway_draft(template uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  draft public.pathway_templates;
begin
  perform private.must_be_admin();
  draft := private.draft_for_change(template);
  perform private.record_pathway_change('delete', 'pathway_templates', draft.template_key || ' ' || draft.version,
    jsonb_build_object('revision', jsonb_build_array(draft.revision, null)));
  delete from public.pathway_templates t where t.id = template;
end
$$;
comment on function public.delete_pathway_draft(uuid) is
  'Deletes a draft. Errors: PT403 admin_only, PT404 not_found, PT409 pathway_version_published.';

create function public.pathway_versions() returns table (
  id uuid, template_key text, version text, title text, status public.template_status, revision integer, based_on text,
  effective_from date, people_move text, stages bigint, steps bigint, people bigint, people_waiting boolean,
  updated_at timestamptz, updated_by text, published_at timestamptz, published_by text
)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_be_admin();
  return query
  select t.id, t.template_key, t.version, t.title, t.status, t.revision, b.version, t.effective_from, t.people_move,
    (select count(*) from public.pathway_stages s where s.template_id = t.id),
    (select count(*) from public.pathway_items i where i.template_id = t.id),
    private.few((select count(*) from public.people p where p.template_id = t.id)),
    t.status = 'published' and exists (
      select from public.people p join public.pathway_templates v on v.id = p.template_id
      where v.template_key = t.template_key and v.id <> t.id),
    t.updated_at, u.display_name, t.published_at, a.display_name
  from public.pathway_templates t
  left join public.pathway_templates b on b.id = t.based_on
  left join public.accounts u on u.id = t.updated_by
  left join public.accounts a on a.id = t.published_by
  order by t.status, coalesce(t.published_at, t.updated_at) desc, t.version desc;
end
$$;
comment on function public.pathway_versions() is
  'Every version: drafts, then the published one, then those before it. people: how many are on it, null for 1 to 4. '
  'people_waiting: some are still on an older version, until their next stage or its date. Error: PT403 admin_only.';

create function private.on_version(f private.facts, template uuid) returns private.facts
language plpgsql immutable
set search_path = ''
as $$
begin
  f.template_id := template;
  return f;
end
$$;
comment on function private.on_version(private.facts, uuid) is 'The same person, were they on this version.';

create function public.pathway_impact(template uuid, in_locale text default 'en') returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  key text;
  ids uuid[];
  everyone private.facts[];
  same text[];
begin
  perform private.must_be_admin();
  select t.template_key into key from public.pathway_templates t where t.id = template;
  if key is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  ids := array(select p.id from public.people p join public.pathway_templates t on t.id = p.template_id where t.template_key = key);
  everyone := array(select private.on_version(f, template) from private.facts_of(ids) f);
  -- Alike in every version that somebody is on now.
  select coalesce(array_agg(s.step), '{}') into same from (
    select u.step from (select distinct p.template_id from public.people p where p.id = any (ids)) v
    cross join lateral unnest(private.same_steps(v.template_id, template)) as u (step)
    group by u.step
    having count(*) = (select count(distinct p.template_id) from public.people p where p.id = any (ids))
  ) s;
  return (
    with difference as materialized (
      select coalesce(p.person_id, t.person_id) as person_id, coalesce(p.item_key, t.item_key) as item_key,
        p.due_on, t.due_on as was_due_on, t.status <> 'not_started' or t.note is not null as has_work,
        case when t.id is null then 'added' when p.person_id is null then 'retired'
          when p.due_on is distinct from t.due_on then 'moved'
          when p.audience is distinct from t.audience then 'reassigned' else 'unchanged' end as change
      from private.plan(everyone, same) p
      full join (
        select i.* from public.timeline_items i
        where i.person_id = any (ids) and i.retired_at is null and i.item_key not in (select unnest(same))
      ) t on t.person_id = p.person_id and t.item_key = p.item_key and t.occurrence = p.occurrence
    ),
    changed as (select d.* from difference d where d.change <> 'unchanged'),
    -- A birthday, or a day that is one person's alone, must not be read off the change: days only where the step hangs on the
    -- same anchor before and after, a sample only where the anchor is a whole class's.
    telling as (
      select i.key, count(distinct i.anchor) > 1 as changes_anchor,
        bool_and(i.anchor ~ '^(nc_year:.*|phase_transfer_deadline|transfer_date|term_start|transport_policy_published)$') as is_of_class
      from public.pathway_items i
      where i.template_id = template or i.template_id in (select p.template_id from public.people p where p.id = any (ids))
      group by i.key
    ),
    by_item as (
      select c.item_key, count(*) as changes, count(distinct c.person_id) as people,
        count(*) filter (where c.change = 'added') as added, count(*) filter (where c.change = 'moved') as moved,
        count(*) filter (where c.change = 'retired') as retired, count(*) filter (where c.change = 'reassigned') as reassigned,
        min(c.due_on - c.was_due_on) filter (where c.change = 'moved' and not g.changes_anchor) as days_moved_min,
        max(c.due_on - c.was_due_on) filter (where c.change = 'moved' and not g.changes_anchor) as days_moved_max
      from changed c join telling g on g.key = c.item_key group by c.item_key
      order by changes desc, c.item_key limit 50
    ),
    -- Three people's dates say what a change means; with fewer than five people they could say who it is.
    sampled as (
      select s.item_key, jsonb_agg(jsonb_build_object('was_due_on', s.was_due_on, 'due_on', s.due_on, 'nc_year', s.nc_year)
        order by s.nth) as sample
      from (
        select c.item_key, c.was_due_on, c.due_on, rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset) as nc_year,
          row_number() over (partition by c.item_key order by coalesce(c.due_on, c.was_due_on) < private.today(),
            coalesce(c.due_on, c.was_due_on), c.was_due_on) as nth
        from changed c
        join by_item b on b.item_key = c.item_key and b.people >= 5
        join telling g on g.key = c.item_key and g.is_of_class
        join public.people p on p.id = c.person_id
      ) s
      where s.nth <= 3 group by s.item_key
    )
    select jsonb_build_object(
      'people_total', private.few(cardinality(ids)),
      'people_affected', private.few((select count(distinct c.person_id) from changed c)),
      'added', private.few((select count(*) from changed c where c.change = 'added')),
      'moved', private.few((select count(*) from changed c where c.change = 'moved')),
      'retired', private.few((select count(*) from changed c where c.change = 'retired')),
      'reassigned', private.few((select count(*) from changed c where c.change = 'reassigned')),
      'unchanged', private.few(
        (select count(*) from difference d where d.change = 'unchanged')
        + (select count(*) from public.timeline_items i
           where i.person_id = any (ids) and i.retired_at is null and i.item_key in (select unnest(same)))),
      'with_work', private.few((select count(*) from changed c where c.has_work)),
      'items_changed', (select count(distinct c.item_key) from changed c),
      'by_item', coalesce((
        select jsonb_agg(jsonb_build_object('item_key', b.item_key,
          'title', coalesce(
            (select x.title from public.pathway_texts x where x.template_id = template and x.subject = 'item'
              and x.subject_key = b.item_key and x.locale in (in_locale, 'en') order by x.locale = in_locale desc limit 1),
            (select max(x.title) from public.pathway_texts x join public.pathway_templates v on v.id = x.template_id and v.status <> 'draft'
              where x.subject = 'item' and x.subject_key = b.item_key and x.locale = 'en')),
          'added', private.few(b.added), 'moved', private.few(b.moved), 'retired', private.few(b.retired),
          'reassigned', private.few(b.reassigned), 'days_moved_min', b.days_moved_min, 'days_moved_max', b.days_moved_max,
          'sample', coalesce(s.sample, '[]')) order by b.changes desc, b.item_key)
        from by_item b left join sampled s on s.item_key = b.item_key), '[]')
    )
  );
end
$$;
comment on function public.pathway_impact(uuid, text) is
  'What publishing this version for everybody now would do. Saves nothing and names nobody: {people_total, people_affected, added, moved, '
  'retired, reassigned (to another checklist), unchanged, with_work (changed steps on which people have written; it is kept), items_changed, '
  'by_item: [{item_key, title, added, moved, retired, reassigned, days_moved_min, days_moved_max, '
  'sample: [{was_due_on, due_on, nc_year}]}] (50 largest)}. Numbers from 1 to 4 are null, and fewer than 5 people give no sample. '
  'Days and samples are left out where they could give away a birthday. '
  'Errors: PT403 admin_only, PT404 not_found.';

create function public.publish_pathway(template uuid, people_move text, reason text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  version public.pathway_templates;
  before public.pathway_templates;
begin
  perform private.must_be_admin();
  select t.* into version from public.pathway_templates t where t.id = template for update;
  if version.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such version.';
  end if;
  if version.status = 'published' then
    raise sqlstate 'PT409' using message = 'already_published', detail = 'This version is the published one.';
  end if;
  if people_move is null or people_move not in ('now', 'at_next_stage', 'on_effective_date') then
    raise sqlstate 'PT400' using message = 'people_move_invalid', detail = 'People move now, at_next_stage or on_effective_date.';
  end if;
  if people_move = 'on_effective_date' and version.effective_from is null then
    raise sqlstate 'PT422' using message = 'effective_date_needed', detail = 'This version has no date on which it takes effect.';
  end if;
  if coalesce(trim(reason), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why this version is published.';
  end if;
  if version.status = 'draft' then
    perform private.refuse_problems(version.document);
  end if;
  select t.* into before from public.pathway_templates t where t.template_key = version.template_key and t.status = 'published';

  perform set_config('onward.reason', trim(reason), true);
  perform private.publish_pathway(template, people_move);
  perform set_config('onward.reason', '', true);
  perform private.record_pathway_change('update', 'pathway_templates', version.template_key || ' ' || version.version,
    jsonb_build_object('status', jsonb_build_array(version.status, 'published'), 'published_version', jsonb_build_array(before.version, version.version),
      'people_move', jsonb_build_array(null, people_move)),
    reason);
  return jsonb_build_object('people_waiting', exists (
    select from public.people p join public.pathway_templates v on v.id = p.template_id
    where v.template_key = version.template_key and v.id <> template));
end
$$;
comment on function public.publish_pathway(uuid, text, text) is
  'Puts a draft in force, or an earlier version again. The version before it is retired. people_move: now, at_next_stage or on_effective_date. '
  'What people wrote is kept. Gives {people_waiting}. Errors: PT403 admin_only, PT404 not_found, PT409 already_published, '
  'PT400 people_move_invalid, PT422 effective_date_needed, reason_needed or pathway_invalid.';

create function public.example_due(
  rule jsonb, date_of_birth date, year_group_offset integer default 0, dates jsonb default '{}'
) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  version uuid;
  somebody private.facts;
  answer jsonb;
begin
  perform private.must_be_admin();
  somebody := jsonb_populate_record(null::private.facts, jsonb_build_object(
    'person_id', gen_random_uuid(), 'date_of_birth', date_of_birth, 'year_group_offset', year_group_offset, 'planned_from', date_of_birth,
    'flags', '[]'::jsonb, 'plan_type', 'ehc_plan', 'plan_condition', 'has_ehcp', 'had_ehcp', false,
    'review_months', (select t.review_months from public.plan_types t where t.key = 'ehc_plan'), 'dates', dates));
  somebody.first_years := private.first_years();
  begin
    insert into public.pathway_templates (template_key, version, title, legal_regime, jurisdiction, document)
    values ('example', gen_random_uuid()::text, '', '', '', '{}') returning id into version;
    somebody.template_id := version;
    perform private.write_pathway(version, jsonb_build_object(
      'template', jsonb_build_object('version', '0', 'legal_regime', '', 'jurisdiction', '', 'texts', '{"en": {"title": ""}}'::jsonb),
      'conditions', '[]'::jsonb, 'anchors', '[]'::jsonb,
      'stages', jsonb_build_array(jsonb_build_object(
        'id', 'example', 'code', 'example', 'order', 1, 'window', rule -> 'window', 'transfer', rule -> 'transfer', 'texts', '{}'::jsonb,
        'applies_if', '{"all": [], "any": []}'::jsonb, 'milestones', '[]'::jsonb,
        'items', jsonb_build_array(jsonb_build_object('id', 'example', 'audience', 'young_person', 'pfa_area', 'education',
          'due', jsonb_build_object('anchor', rule -> 'anchor', 'offset', rule -> 'offset'), 'due_kind', 'planning', 'statutory', false,
          'source', '', 'repeat', rule -> 'repeat', 'applies_if', '{"all": [], "any": []}'::jsonb, 'texts', '{}'::jsonb)))))) ;
    select jsonb_build_object(
      'due_on', min(p.due_on) filter (where p.occurrence = 1), 'missing_fact', min(p.missing_fact),
      'anchor_on', (min(p.due_on) filter (where p.occurrence = 1) - private.signed_duration(rule ->> 'offset'))::date,
      'nc_year', rules.nc_year(date_of_birth, min(p.due_on) filter (where p.occurrence = 1), year_group_offset::smallint),
      'age', extract(year from age(min(p.due_on) filter (where p.occurrence = 1), date_of_birth)),
      'times', count(*), 'next', coalesce(jsonb_agg(p.due_on order by p.occurrence) filter (where p.occurrence between 2 and 4), '[]'))
    into answer from private.plan(array[somebody]) p;
    -- The example was never there: everything since the inner begin is undone.
    raise sqlstate 'ON001';
  exception
    when sqlstate 'ON001' then
      return answer;
    when data_exception or check_violation or not_null_violation or foreign_key_violation then
      raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
  end;
end
$$;
comment on function public.example_due(jsonb, date, integer, jsonb) is
  'When a rule falls due for someone with an EHC plan born on this day, by the planner itself; keeps nothing. '
  'rule: {anchor, offset, repeat, window: {by, from, to}, transfer}; dates: {anchor: date} they would have recorded. Gives {due_on, '
  'missing_fact, anchor_on, nc_year, age, times, next: [the three after the first]}. Errors: PT403 admin_only, PT422 value_invalid.';

create function public.set_review_months(plan_type text, review_months integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  before public.plan_types;
begin
  perform private.must_be_admin();
  select t.* into before from public.plan_types t where t.key = plan_type for update;
  if before.key is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is no such kind of plan.';
  end if;
  if review_months not between 1 and 24 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A plan is reviewed every 1 to 24 months, or never.';
  end if;
  if before.review_months is not distinct from review_months then
    return;
  end if;
  update public.plan_types t set review_months = set_review_months.review_months where t.key = plan_type;
  perform private.replan(array(select p.person_id from public.plans p where p.plan_type = set_review_months.plan_type and p.ended_on is null));
  perform private.record_pathway_change('update', 'plan_types', plan_type,
    jsonb_build_object('review_months', jsonb_build_array(before.review_months, review_months)));
end
$$;
comment on function public.set_review_months(text, integer) is
  'How often a kind of plan is reviewed, in months; null for never. Re-plans everybody who has one. '
  'Errors: PT403 admin_only, PT404 not_found, PT422 value_invalid.';

grant execute on function
  public.create_pathway_draft(uuid, text), public.import_pathway_draft(jsonb), public.save_pathway_draft(uuid, integer, jsonb),
  public.delete_pathway_draft(uuid), public.pathway_versions(), public.pathway_impact(uuid, text),
  public.publish_pathway(uuid, text, text), public.example_due(jsonb, date, integer, jsonb), public.set_review_months(text, integer)
  to authenticated;

-- 91_goals.sql

-- Goals: what a young person wants, the small steps to it, who helps, and how it is going, in whose words.

create table public.goals (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  is_own boolean not null,
  proposed_by_name text,
  proposed_by_role public.member_role,
  area public.pfa_area not null check (area <> 'cross_cutting'),
  words text not null check (char_length(words) between 1 and 300),
  why text check (char_length(why) between 1 and 1000),
  voice text not null check (voice in ('own', 'told', 'proposed')),
  told_to text check (char_length(told_to) between 1 and 80),
  told_how text check (told_how in ('talking', 'signing', 'symbols', 'device', 'writing', 'showing')),
  scale text not null default 'words' check (scale in ('words', 'faces')),
  lifecycle_status text not null check (lifecycle_status in (
    'proposed', 'planned', 'accepted', 'active', 'on-hold', 'completed', 'cancelled', 'entered-in-error', 'rejected')),
  lifecycle_on date not null default private.today(),
  achievement_status text check (achievement_status in (
    'in-progress', 'improving', 'worsening', 'no-change', 'achieved', 'sustaining', 'not-achieved', 'no-progress', 'not-attainable')),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  check ((voice = 'told') = (told_to is not null) and (told_to is null) = (told_how is null)),
  check ((proposed_by_name is null) = (proposed_by_role is null)),
  -- Nobody is planned for behind their back.
  check (is_own or 'young_person' = any (shared_with))
);
comment on table public.goals is
  'What a young person wants. Their own goals are theirs to change; what others propose waits for their answer. '
  'lifecycle_status and achievement_status are the codes of HL7 FHIR R5 Goal, so that an export needs no translation.';
comment on column public.goals.author_id is 'Whose it is: the young person, or whoever proposes it until the young person takes it on.';
comment on column public.goals.is_own is 'The young person made it or took it on: from then on only they change it.';
comment on column public.goals.voice is 'In whose words: own (typed by the young person), told (said to told_to, in the way of told_how), proposed (somebody else''s idea).';
comment on column public.goals.scale is 'How the young person likes to say how it goes.';
comment on column public.goals.lifecycle_status is 'Whether it is being worked on (FHIR Goal.lifecycleStatus). Says nothing about how far it has got.';
comment on column public.goals.achievement_status is 'How far it has got (FHIR Goal.achievementStatus), from the newest report that says so. Null: nobody has said.';
create index goals_person_idx on public.goals (person_id);
create index goals_author_idx on public.goals (author_id);

create table public.goal_steps (
  id uuid primary key,
  goal_id uuid not null references public.goals (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  position smallint not null,
  words text not null check (char_length(words) between 1 and 200),
  who_helps text check (char_length(who_helps) between 1 and 80),
  item_id uuid references public.timeline_items (id) on delete set null,
  done_on date
);
comment on table public.goal_steps is 'The small steps to a goal, in their order. author_id and shared_with follow the goal, so that one policy reads them alike.';
comment on column public.goal_steps.who_helps is 'A name as people say it: Mum, Ms Plover, my friend Jo.';
comment on column public.goal_steps.item_id is 'The step of the checklist that this is a part of.';
create index goal_steps_goal_idx on public.goal_steps (goal_id, position);
create index goal_steps_person_idx on public.goal_steps (person_id);
create index goal_steps_author_idx on public.goal_steps (author_id);
create index goal_steps_item_idx on public.goal_steps (item_id) where item_id is not null;

create table public.goal_versions (
  goal_id uuid not null references public.goals (id) on delete cascade,
  version integer not null,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  content jsonb not null,
  reason text check (char_length(reason) between 1 and 500),
  changed_by_name text not null,
  changed_by_role public.member_role not null,
  changed_at timestamptz not null default now(),
  primary key (goal_id, version)
);
comment on table public.goal_versions is
  'A goal as it was after each change, to look back at. Append-only by its functions; it is itself the history, so no audit of it is kept.';
comment on column public.goal_versions.content is
  '{area, words, why, voice, told_to, told_how, lifecycle_status, steps: [{words, who_helps}]}';
comment on column public.goal_versions.shared_with is 'Who could read it then: sharing a goal later does not open what was private before.';
create index goal_versions_person_idx on public.goal_versions (person_id);
create index goal_versions_author_idx on public.goal_versions (author_id);

create table public.goal_reports (
  id uuid primary key,
  goal_id uuid not null references public.goals (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  shared_with public.audience[] not null,
  going text check (going in ('great', 'good', 'so_so', 'hard', 'stuck')),
  words text check (char_length(words) between 1 and 1000),
  achievement_status text check (achievement_status in (
    'in-progress', 'improving', 'worsening', 'no-change', 'achieved', 'sustaining', 'not-achieved', 'no-progress', 'not-attainable')),
  at timestamptz not null default clock_timestamp(),
  -- Only the young person says how it is going; others say what they saw.
  check (going is null or author_role = 'young_person'),
  check (going is not null or words is not null or achievement_status is not null)
);
comment on table public.goal_reports is 'How it went: what the young person says on their own scale, and what others add in words.';
comment on column public.goal_reports.going is 'The young person''s own word or face. Never a score by somebody else.';
comment on column public.goal_reports.shared_with is 'Those who could read the goal when this was written, and the young person.';
create index goal_reports_goal_idx on public.goal_reports (goal_id, at desc);
create index goal_reports_person_idx on public.goal_reports (person_id);
create index goal_reports_author_idx on public.goal_reports (author_id);

create trigger audit after insert or update or delete on public.goals
  for each row execute function private.audit('person_id', 'id');
-- Sharing is the goal's: a change of it is told once, not once a step.
create trigger audit after insert or delete or update of words, who_helps, item_id, done_on on public.goal_steps
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.goal_reports
  for each row execute function private.audit('person_id', 'id');

alter table public.goals enable row level security;
alter table public.goal_steps enable row level security;
alter table public.goal_versions enable row level security;
alter table public.goal_reports enable row level security;
grant select on public.goals, public.goal_steps, public.goal_versions, public.goal_reports to authenticated;

create policy "Its author and those it is shared with can read a goal" on public.goals
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a goal can read its steps" on public.goal_steps
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a goal now and could then can read what it was" on public.goal_versions
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) and exists (select from public.goals g where g.id = goal_id)
  );
create policy "Whoever can read a goal now and could then can read how it went" on public.goal_reports
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) and exists (select from public.goals g where g.id = goal_id)
  );

-- Who may do what.

create function private.seat(person uuid) returns table (audience public.audience, role public.member_role, via text, display_name text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  return query select a.audience, a.role, a.via, a.display_name from private.access a
  where a.person_id = seat.person and a.account_id = (select auth.uid())
  order by a.audience = 'young_person' desc, a.via limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'emergency_is_for_reading', detail = 'In an emergency you can read. Ask a team that is involved to change this.';
  end if;
end
$$;
comment on function private.seat(uuid) is
  'As what I write about this young person: as themselves, else from the circle, else from a team. Errors: PT404 not_found, PT403 emergency_is_for_reading.';

create function private.is_young_person(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.audience = 'young_person' and a.via = 'circle'
  )
$$;
comment on function private.is_young_person(uuid) is 'True when the young person themself asks.';
grant execute on function private.is_young_person(uuid) to authenticated;

create function private.young_person_is_here(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from private.access a where a.person_id = person and a.audience = 'young_person' and a.via = 'circle')
$$;
comment on function private.young_person_is_here(uuid) is 'True when the young person uses Onward themself, so that their answer is waited for.';
grant execute on function private.young_person_is_here(uuid) to authenticated;

create function private.may_change_goal(goal public.goals) returns boolean
language sql stable
set search_path = ''
as $$
  select case when goal.is_own then private.is_young_person(goal.person_id)
    else goal.author_id = (select auth.uid()) end
$$;
comment on function private.may_change_goal(public.goals) is
  'A goal of the young person''s own is theirs to change. A proposal is its author''s, until the young person answers it.';
grant execute on function private.may_change_goal(public.goals) to authenticated;

create function private.goal_json(goal public.goals) returns jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(goal) - 'author_id' || jsonb_build_object(
    'mine', goal.author_id = (select auth.uid()),
    'may_change', private.may_change_goal(goal),
    'steps', coalesce((
      select jsonb_agg(jsonb_build_object('id', s.id, 'words', s.words, 'who_helps', s.who_helps, 'item_id', s.item_id, 'done_on', s.done_on)
        order by s.position)
      from public.goal_steps s where s.goal_id = goal.id), '[]'))
$$;
comment on function private.goal_json(public.goals) is
  'A goal for the app: its columns, steps: [{id, words, who_helps, item_id, done_on}], mine, may_change. Asks nobody whether they may read it.';
grant execute on function private.goal_json(public.goals) to authenticated;

create function private.open_goal(goal uuid, expected_version integer) returns public.goals
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals;
begin
  select g.* into kept from public.goals g
  where g.id = goal and private.may_read_shared(g.person_id, g.author_id, g.shared_with) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.seat(kept.person_id);
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'goal_changed', detail = private.goal_json(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return kept;
end
$$;
comment on function private.open_goal(uuid, integer) is
  'The goal as it is, held for a change. Errors: PT404 not_found, PT403 emergency_is_for_reading, PT409 goal_changed (detail: the goal as it is now).';

create function private.must_change_goal(goal public.goals) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_change_goal(goal) then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the person whose goal it is can change it.',
      hint = 'Write how it went, or propose a goal of your own.';
  end if;
end
$$;

-- Writing.

create function private.check_goal(input jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if input is null or jsonb_typeof(input) <> 'object' or (
    select bool_or(case when k in ('shared_with', 'steps') then jsonb_typeof(v) <> 'array'
      else jsonb_typeof(v) not in ('string', 'null')
        or k not in ('area', 'words', 'why', 'voice', 'told_to', 'told_how', 'scale', 'lifecycle_status', 'reason') end)
    from jsonb_each(input) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Something here is not part of a goal.';
  end if;
  if jsonb_array_length(coalesce(input -> 'steps', '[]')) > 20 then
    raise sqlstate 'PT422' using message = 'too_many_steps', detail = 'A goal holds 20 steps. Finish some first, or make a second goal.';
  end if;
end
$$;

create function private.audiences_in(input jsonb) returns public.audience[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(select distinct a.value::public.audience as audience from jsonb_array_elements_text(coalesce(input, '[]')) a order by audience);
exception when invalid_text_representation then
  raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'There is no such group of people.';
end
$$;
comment on function private.audiences_in(jsonb) is 'A list of audiences, each once. Errors: PT400 patch_invalid.';

create function private.write_goal_steps(goal public.goals, steps jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.goal_steps s
  where s.goal_id = goal.id and s.id not in (select (e.step ->> 'id')::uuid from jsonb_array_elements(steps) e (step));
  insert into public.goal_steps as s (id, goal_id, person_id, author_id, shared_with, position, words, who_helps, item_id)
  select (e.step ->> 'id')::uuid, goal.id, goal.person_id, goal.author_id, goal.shared_with, e.n,
    private.needed_words(e.step ->> 'words', 'step_words_needed', 200), nullif(trim(e.step ->> 'who_helps'), ''), i.id
  from jsonb_array_elements(steps) with ordinality e (step, n)
  left join public.timeline_items i on i.id = (e.step ->> 'item_id')::uuid and i.person_id = goal.person_id
  on conflict (id) do update set position = excluded.position, words = excluded.words, who_helps = excluded.who_helps, item_id = excluded.item_id
  where s.goal_id = excluded.goal_id;
  if (select count(*) from public.goal_steps s where s.goal_id = goal.id) <> jsonb_array_length(steps) then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
exception when invalid_text_representation or string_data_right_truncation or not_null_violation or check_violation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A step holds 200 letters, and the name of who helps 80.';
end
$$;
comment on function private.write_goal_steps(public.goals, jsonb) is
  'Makes the steps of a goal those given, [{id, words, who_helps, item_id}] in their order; ticks stay. A link to somebody else''s checklist is left out.';

create function private.keep_goal_version(goal public.goals, reason text) returns void
language sql
set search_path = ''
as $$
  insert into public.goal_versions (goal_id, version, person_id, author_id, shared_with, content, reason, changed_by_name, changed_by_role)
  select goal.id, goal.version, goal.person_id, goal.author_id, goal.shared_with,
    jsonb_build_object('area', goal.area, 'words', goal.words, 'why', goal.why, 'voice', goal.voice, 'told_to', goal.told_to,
      'told_how', goal.told_how, 'lifecycle_status', goal.lifecycle_status, 'steps', coalesce((
        select jsonb_agg(jsonb_build_object('words', s.words, 'who_helps', s.who_helps) order by s.position)
        from public.goal_steps s where s.goal_id = goal.id), '[]')),
    nullif(trim(keep_goal_version.reason), ''), me.display_name, me.role
  from private.seat(goal.person_id) me
$$;

create function private.sharing_of_goal(is_own boolean, wanted jsonb) returns public.audience[]
language sql immutable
set search_path = ''
as $$
  select case when is_own then private.audiences_in(wanted)
    else private.audiences_in(coalesce(wanted, '[]') || '["young_person"]') end
$$;
comment on function private.sharing_of_goal(boolean, jsonb) is 'What others propose is always for the young person to see.';

create function private.check_goal_status(goal public.goals, status text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if goal.is_own and status in ('proposed', 'rejected') or not goal.is_own and (
    status = 'rejected'
    or private.young_person_is_here(goal.person_id) and status not in ('proposed', 'cancelled', 'entered-in-error')
  ) then
    raise sqlstate 'PT422' using message = 'answer_needed', detail = 'A proposal waits for the young person''s answer.';
  end if;
end
$$;
comment on function private.check_goal_status(public.goals, text) is
  'What the form may ask for. A young person who uses Onward answers a proposal themself; for one who does not, others keep it going.';

create function private.write_goal(goal public.goals) returns public.goals
language plpgsql
set search_path = ''
as $$
begin
  goal.words := private.needed_words(goal.words, 'goal_words_needed', 300);
  goal.why := nullif(trim(goal.why), '');
  goal.told_to := nullif(trim(goal.told_to), '');
  if goal.voice <> 'told' then
    goal.told_to := null;
    goal.told_how := null;
  elsif goal.told_to is null or goal.told_how is null then
    raise sqlstate 'PT422' using message = 'told_needed', detail = 'Say who was told, and how.';
  end if;
  if goal.voice = 'own' and not goal.is_own then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what the young person told you, or propose it as your idea.';
  end if;
  insert into public.goals select goal.*
  on conflict (id) do update set author_id = excluded.author_id, author_name = excluded.author_name, author_role = excluded.author_role,
    is_own = excluded.is_own, proposed_by_name = excluded.proposed_by_name, proposed_by_role = excluded.proposed_by_role,
    area = excluded.area, words = excluded.words, why = excluded.why, voice = excluded.voice, told_to = excluded.told_to,
    told_how = excluded.told_how, scale = excluded.scale, lifecycle_status = excluded.lifecycle_status, lifecycle_on = excluded.lifecycle_on,
    shared_with = excluded.shared_with, version = excluded.version, updated_at = now();
  return goal;
exception when check_violation or not_null_violation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'One of the answers is not one of those offered, or too long.';
end
$$;
comment on function private.write_goal(public.goals) is
  'Writes a new or changed goal, checked. Errors: PT422 goal_words_needed, told_needed, answer_needed, text_too_long or value_invalid.';

create function public.create_goal(goal uuid, person uuid, input jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me record;
  own boolean;
  kept public.goals;
begin
  select s.* into me from private.seat(person) s;
  own := me.role = 'young_person';
  perform private.check_goal(input);
  -- The form chose the id, so that pressing save twice makes one goal.
  select g.* into kept from public.goals g where g.id = goal;
  if found then
    if kept.author_id = (select auth.uid()) and kept.person_id = person then
      return private.goal_json(kept);
    end if;
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  kept := jsonb_populate_record(null::public.goals, jsonb_build_object(
    'voice', case when own then 'own' else 'proposed' end,
    'scale', 'words', 'lifecycle_status', case when own then 'active' else 'proposed' end,
    'id', goal, 'person_id', person, 'author_id', (select auth.uid()), 'author_name', me.display_name, 'author_role', me.role, 'is_own', own,
    'proposed_by_name', case when not own then me.display_name end, 'proposed_by_role', case when not own then me.role end,
    'lifecycle_on', private.today(), 'created_at', now(), 'updated_at', now(), 'version', 1
  ) || (input - array['shared_with', 'steps', 'reason']));
  perform private.check_goal_status(kept, kept.lifecycle_status);
  kept.shared_with := private.sharing_of_goal(own, input -> 'shared_with');
  kept := private.write_goal(kept);
  perform private.write_goal_steps(kept, coalesce(input -> 'steps', '[]'));
  perform private.keep_goal_version(kept, null);
  return private.goal_json(kept);
exception when invalid_text_representation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose an area from the list.';
end
$$;
comment on function public.create_goal(uuid, uuid, jsonb) is
  'A young person makes a goal, or somebody else proposes one, which the young person then always sees: {area, words, why, voice, told_to, told_how, '
  'scale, lifecycle_status, shared_with: [audience], steps: [{id, words, who_helps, item_id}]}. Making it twice with the same id makes it once. '
  'Errors: PT404 not_found, PT403 emergency_is_for_reading, PT400 patch_invalid, PT422 goal_words_needed, step_words_needed, told_needed, '
  'answer_needed, too_many_steps, text_too_long or value_invalid.';

create function public.change_goal(goal uuid, expected_version integer, changes jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.goals := private.open_goal(goal, expected_version);
  kept public.goals;
begin
  perform private.must_change_goal(was);
  perform private.check_goal(changes);
  kept := jsonb_populate_record(was, changes - array['shared_with', 'steps', 'reason']);
  if changes ? 'shared_with' then
    kept.shared_with := private.sharing_of_goal(was.is_own, changes -> 'shared_with');
  end if;
  -- Once a young person says it anew, it is in their own words.
  if was.is_own and kept.words is distinct from was.words and not changes ? 'voice' then
    kept.voice := 'own';
  end if;
  if kept.lifecycle_status is distinct from was.lifecycle_status then
    perform private.check_goal_status(was, kept.lifecycle_status);
    kept.lifecycle_on := private.today();
  end if;
  kept.version := was.version + 1;
  kept := private.write_goal(kept);
  if kept.shared_with is distinct from was.shared_with then
    update public.goal_steps s set shared_with = kept.shared_with where s.goal_id = kept.id;
  end if;
  if changes ? 'steps' then
    perform private.write_goal_steps(kept, changes -> 'steps');
  end if;
  perform private.keep_goal_version(kept, changes ->> 'reason');
  return private.goal_json(kept);
exception when invalid_text_representation then
  raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose an area from the list.';
end
$$;
comment on function public.change_goal(uuid, integer, jsonb) is
  'Changes what is named of a goal (as create_goal, and reason), and keeps what it was. Errors: those of create_goal, PT403 not_your_goal, '
  'PT409 goal_changed (detail: the goal as it is now).';

create function public.answer_goal(goal uuid, expected_version integer, accept boolean, reason text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals := private.open_goal(goal, expected_version);
  me record;
begin
  select s.* into me from private.seat(kept.person_id) s;
  if me.role <> 'young_person' then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the young person answers.';
  end if;
  if kept.is_own then
    raise sqlstate 'PT422' using message = 'goal_answered', detail = 'This is one of your goals already.';
  end if;
  kept.lifecycle_status := case when accept then 'accepted' else 'rejected' end;
  kept.lifecycle_on := private.today();
  kept.version := kept.version + 1;
  if accept then
    kept.is_own := true;
    kept.author_id := (select auth.uid());
    kept.author_name := me.display_name;
    kept.author_role := me.role;
  end if;
  kept := private.write_goal(kept);
  if accept then
    update public.goal_steps s set author_id = kept.author_id where s.goal_id = kept.id;
  end if;
  perform private.keep_goal_version(kept, reason);
  return private.goal_json(kept);
end
$$;
comment on function public.answer_goal(uuid, integer, boolean, text) is
  'The young person takes on what somebody proposed, which is theirs from then on, or says no. A no can become a yes later. '
  'Errors: PT404 not_found, PT403 not_your_goal, PT409 goal_changed, PT422 goal_answered.';

create function public.tick_goal_step(step uuid, done boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.goals;
begin
  select g.* into kept from public.goal_steps s join public.goals g on g.id = s.goal_id
  where s.id = step and private.may_read_shared(g.person_id, g.author_id, g.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.seat(kept.person_id);
  perform private.must_change_goal(kept);
  update public.goal_steps s set done_on = case when done then coalesce(s.done_on, private.today()) end where s.id = step;
end
$$;
comment on function public.tick_goal_step(uuid, boolean) is
  'Ticks a small step, or takes the tick back. Errors: PT404 not_found, PT403 not_your_goal.';

create function private.take_up_achievement(goal uuid) returns void
language sql
set search_path = ''
as $$
  update public.goals g
  set achievement_status = r.achievement_status
  from (select (
    select r.achievement_status from public.goal_reports r
    where r.goal_id = goal and r.achievement_status is not null order by r.at desc limit 1)) r (achievement_status)
  where g.id = goal and g.achievement_status is distinct from r.achievement_status
$$;
comment on function private.take_up_achievement(uuid) is 'A goal has got as far as its newest report says.';

create function public.report_goal(report uuid, goal uuid, input jsonb) returns public.goal_reports
language plpgsql security definer
set search_path = ''
as $$
declare
  me record;
  kept public.goals;
  said public.goal_reports;
begin
  select g.* into kept from public.goals g
  where g.id = goal and private.may_read_shared(g.person_id, g.author_id, g.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select s.* into me from private.seat(kept.person_id) s;
  if input is null or jsonb_typeof(input) <> 'object' or (
    select bool_or(k not in ('going', 'words', 'achievement_status') or jsonb_typeof(v) not in ('string', 'null')) from jsonb_each(input) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give going, words or achievement_status as text.';
  end if;
  if input ->> 'going' is not null and me.role <> 'young_person'
    or input ->> 'achievement_status' is not null and not private.may_change_goal(kept) then
    raise sqlstate 'PT403' using message = 'not_your_goal', detail = 'Only the young person says how it is going. Write what you saw.';
  end if;
  if num_nulls(input ->> 'going', input ->> 'achievement_status', nullif(trim(input ->> 'words'), '')) = 3 then
    raise sqlstate 'PT422' using message = 'words_needed', detail = 'Write something first.';
  end if;
  insert into public.goal_reports as r (id, goal_id, person_id, author_id, author_name, author_role, shared_with, going, words, achievement_status)
  values (report, goal, kept.person_id, (select auth.uid()), me.display_name, me.role,
    array(select distinct a from unnest(kept.shared_with || '{young_person}'::public.audience[]) a order by a),
    input ->> 'going', nullif(trim(input ->> 'words'), ''), input ->> 'achievement_status')
  on conflict (id) do nothing;
  perform private.take_up_achievement(goal);
  select r.* into said from public.goal_reports r where r.id = report and r.author_id = (select auth.uid());
  return said;
exception when check_violation then
  raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
end
$$;
comment on function public.report_goal(uuid, uuid, jsonb) is
  'Says how it went: {going, words, achievement_status}. Others than the young person give words. Saying it twice with the same id says it once. '
  'Errors: PT404 not_found, PT403 not_your_goal, PT400 patch_invalid, PT422 words_needed or text_too_long.';

create function public.take_back_goal_report(report uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  goal uuid;
begin
  delete from public.goal_reports r where r.id = report and r.author_id = (select auth.uid()) returning r.goal_id into goal;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.take_up_achievement(goal);
end
$$;
comment on function public.take_back_goal_report(uuid) is 'Its author takes back what they said. Errors: PT404 not_found.';

create function public.goals_about(person uuid) returns jsonb
-- Not security definer: the policies say which goals, steps and reports each reader gets.
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'goals');
  return jsonb_build_object(
    'is_young_person', private.is_young_person(person),
    'young_person_is_here', private.young_person_is_here(person),
    'goals', coalesce((
      select jsonb_agg(private.goal_json(g) || jsonb_build_object(
        'reports', coalesce((
          select jsonb_agg(to_jsonb(r) - array['goal_id', 'person_id', 'author_id', 'shared_with']
            || jsonb_build_object('mine', r.author_id = (select auth.uid())) order by r.at desc)
          from public.goal_reports r where r.goal_id = g.id), '[]'))
        order by g.created_at, g.id)
      from public.goals g where g.person_id = goals_about.person), '[]'));
end
$$;
comment on function public.goals_about(uuid) is
  'The goals that I may read: {is_young_person, young_person_is_here, goals: [columns, steps, mine, may_change, reports: [{id, author_name, '
  'author_role, going, words, achievement_status, at, mine}]]}. Errors: PT404 not_found.';

grant execute on function
  public.create_goal(uuid, uuid, jsonb), public.change_goal(uuid, integer, jsonb), public.answer_goal(uuid, integer, boolean, text),
  public.tick_goal_step(uuid, boolean), public.report_goal(uuid, uuid, jsonb), public.take_back_goal_report(uuid), public.goals_about(uuid)
  to authenticated;

-- 92_profile.sql

-- About me: one page in a young person's own words, photos and voice.

create table public.profiles (
  person_id uuid primary key references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  admire text check (char_length(admire) between 1 and 600),
  matters text check (char_length(matters) between 1 and 600),
  support text check (char_length(support) between 1 and 600),
  communicate text check (char_length(communicate) between 1 and 600),
  helped_by text check (char_length(helped_by) between 1 and 80),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 0,
  check (author_role = 'young_person' or 'young_person' = any (shared_with))
);
comment on table public.profiles is
  'A one-page profile. The young person writes it; the family does for one who does not use Onward, and they can always read it.';
comment on column public.profiles.admire is 'What people like and admire about me.';
comment on column public.profiles.matters is 'What matters to me.';
comment on column public.profiles.support is 'How to support me well.';
comment on column public.profiles.communicate is 'How I communicate.';
comment on column public.profiles.helped_by is 'Who helped to find the words, as people call them.';
comment on column public.profiles.version is 'Grows with every save of the words; 0 while there is only a photo or a recording.';
create index profiles_author_idx on public.profiles (author_id);

create table public.profile_versions (
  person_id uuid not null references public.profiles (person_id) on delete cascade,
  version integer not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  content jsonb not null,
  changed_by_name text not null,
  changed_by_role public.member_role not null,
  changed_at timestamptz not null default now(),
  primary key (person_id, version)
);
comment on table public.profile_versions is
  'The words of a profile as they were after each save. Photos and recordings are not kept here: what somebody takes away is gone. '
  'It is itself the history, so no audit of it is kept.';
comment on column public.profile_versions.content is '{admire, matters, support, communicate, helped_by}';
create index profile_versions_author_idx on public.profile_versions (author_id);

create table public.profile_media (
  id uuid primary key,
  person_id uuid not null references public.profiles (person_id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  section text not null check (section in ('me', 'admire', 'matters', 'support', 'communicate')),
  kind text not null check (kind in ('photo', 'voice')),
  mime text not null,
  bytes integer not null check (bytes > 0),
  words text check (char_length(words) between 1 and 300),
  created_at timestamptz not null default now(),
  unique (person_id, section, kind),
  check (case kind when 'photo' then mime = 'image/webp' and bytes <= 500000
    else mime in ('audio/webm', 'audio/ogg', 'audio/mp4') and bytes <= 2097152 end)
);
comment on table public.profile_media is
  'A photo and a voice recording for each part of a profile. author_id and shared_with follow the profile. What is in them is in private.media_contents.';
comment on column public.profile_media.section is 'Which part of the page; me is the photo and the hello at its top.';
comment on column public.profile_media.words is 'What the photo shows or the recording says, for whoever cannot see or hear it.';
create index profile_media_author_idx on public.profile_media (author_id);

create table private.media_contents (
  media_id uuid primary key references public.profile_media (id) on delete cascade,
  content bytea not null
);
-- Photos and sound are compressed already.
alter table private.media_contents alter column content set storage external;
comment on table private.media_contents is
  'The bytes of photos and recordings. In private, so that no list or history carries them, and only profile_media_content() gives them out.';

create trigger audit after insert or update or delete on public.profiles
  for each row execute function private.audit('person_id', 'person_id');
create trigger audit after insert or delete or update of mime, bytes, words on public.profile_media
  for each row execute function private.audit('person_id', 'section');

alter table public.profiles enable row level security;
alter table public.profile_versions enable row level security;
alter table public.profile_media enable row level security;
alter table private.media_contents enable row level security;
grant select on public.profiles, public.profile_versions, public.profile_media to authenticated;

create policy "Its author and those it is shared with can read a profile" on public.profiles
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a profile now and could then can read what it was" on public.profile_versions
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    and exists (select from public.profiles p where p.person_id = profile_versions.person_id)
  );
create policy "Whoever can read a profile can read what photos and recordings it has" on public.profile_media
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.may_write_profile(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.is_young_person(person) or not private.young_person_is_here(person) and exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'family'
  )
$$;
comment on function private.may_write_profile(uuid) is 'The young person; and their family while they do not use Onward themself.';
grant execute on function private.may_write_profile(uuid) to authenticated;

create function private.must_write_profile(person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.may_write_profile(person) then
    raise sqlstate 'PT403' using message = 'not_your_profile', detail = 'This page is the young person''s own.';
  end if;
end
$$;

create function private.own_profile(person uuid) returns public.profiles
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.profiles;
begin
  perform private.must_write_profile(person);
  insert into public.profiles (person_id, author_id, author_name, author_role, shared_with)
  select person, (select auth.uid()), me.display_name, me.role, case when me.role = 'young_person' then '{}' else '{young_person}' end::public.audience[]
  from private.seat(person) me
  on conflict (person_id) do nothing;
  select p.* into kept from public.profiles p where p.person_id = person for update;
  return kept;
end
$$;
comment on function private.own_profile(uuid) is
  'The profile, held for a change; a new one is for its author alone. Errors: PT404 not_found, PT403 not_your_profile.';

create function public.save_profile(person uuid, expected_version integer, content jsonb, shared_with public.audience[]) returns public.profiles
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.profiles := private.own_profile(person);
  me record;
begin
  select s.* into me from private.seat(person) s;
  if content is null or jsonb_typeof(content) <> 'object' or (
    select bool_or(k not in ('admire', 'matters', 'support', 'communicate', 'helped_by') or jsonb_typeof(v) not in ('string', 'null'))
    from jsonb_each(content) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give admire, matters, support, communicate or helped_by as text.';
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'profile_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  update public.profiles p
  set author_id = (select auth.uid()), author_name = me.display_name, author_role = me.role,
    admire = nullif(trim(content ->> 'admire'), ''), matters = nullif(trim(content ->> 'matters'), ''),
    support = nullif(trim(content ->> 'support'), ''), communicate = nullif(trim(content ->> 'communicate'), ''),
    helped_by = nullif(trim(content ->> 'helped_by'), ''),
    shared_with = array(
      select distinct a from unnest(save_profile.shared_with || case when me.role = 'young_person' then '{}' else '{young_person}' end::public.audience[]) a
      where a is not null order by a),
    version = p.version + 1, updated_at = now()
  where p.person_id = person
  returning p.* into kept;
  update public.profile_media m set author_id = kept.author_id, shared_with = kept.shared_with
  where m.person_id = person and (m.author_id, m.shared_with) is distinct from (kept.author_id, kept.shared_with);
  insert into public.profile_versions (person_id, version, author_id, shared_with, content, changed_by_name, changed_by_role)
  values (person, kept.version, kept.author_id, kept.shared_with, jsonb_build_object('admire', kept.admire, 'matters', kept.matters,
    'support', kept.support, 'communicate', kept.communicate, 'helped_by', kept.helped_by), me.display_name, me.role);
  return kept;
exception when check_violation then
  raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Each part holds 600 letters, so that it all fits on one page.';
end
$$;
comment on function public.save_profile(uuid, integer, jsonb, public.audience[]) is
  'Saves the four parts and who reads them: {admire, matters, support, communicate, helped_by}; what is left out is empty. expected_version is 0 the '
  'first time. Errors: PT404 not_found, PT403 not_your_profile, PT400 patch_invalid, PT409 profile_changed (detail: the row as it is now), PT422 text_too_long.';

create function private.media_type(content bytea) returns text
language sql immutable
set search_path = ''
return case
  when substr(content, 1, 4) = 'RIFF'::bytea and substr(content, 9, 4) = 'WEBP'::bytea then 'image/webp'
  when substr(content, 1, 4) = '\x1a45dfa3'::bytea then 'audio/webm'
  when substr(content, 1, 4) = 'OggS'::bytea then 'audio/ogg'
  when substr(content, 5, 4) = 'ftyp'::bytea then 'audio/mp4'
end;
comment on function private.media_type(bytea) is 'What a file is by its first bytes, whatever it says it is. Null: nothing we keep.';

create function public.put_profile_media(media uuid, person uuid, section text, kind text, words text, content text) returns public.profile_media
language plpgsql security definer
set search_path = ''
as $$
declare
  profile public.profiles := private.own_profile(person);
  bytes bytea;
  kept public.profile_media;
begin
  begin
    bytes := decode(content, 'base64');
  exception when invalid_parameter_value then
    raise sqlstate 'PT400' using message = 'media_invalid', detail = 'Give the file as base64.';
  end;
  if private.media_type(bytes) is null or kind is null or section is null or section not in ('me', 'admire', 'matters', 'support', 'communicate')
    or (kind = 'photo') <> (private.media_type(bytes) = 'image/webp') then
    raise sqlstate 'PT422' using message = 'media_invalid', detail = 'Photos are WebP; recordings are WebM, Ogg or MP4.';
  end if;
  -- The same file sent twice is kept once; another takes the place of what was there.
  delete from public.profile_media m where m.person_id = person and m.section = put_profile_media.section and m.kind = put_profile_media.kind;
  insert into public.profile_media (id, person_id, author_id, shared_with, section, kind, mime, bytes, words)
  values (media, person, profile.author_id, profile.shared_with, section, kind, private.media_type(bytes), octet_length(bytes), nullif(trim(words), ''))
  returning * into kept;
  insert into private.media_contents (media_id, content) values (media, bytes);
  return kept;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'media_too_large', detail = 'A photo holds 500 KB after it is made smaller, a recording 2 MB, its words 300 letters.';
  when unique_violation then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
end
$$;
comment on function public.put_profile_media(uuid, uuid, text, text, text, text) is
  'Adds or replaces the photo or voice recording (kind) of a part (section) of the profile; content is base64. What was there before is gone. '
  'Errors: PT404 not_found, PT403 not_your_profile, PT400 or PT422 media_invalid, PT422 media_too_large, PT409 id_taken.';

create function public.remove_profile_media(media uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  person uuid;
begin
  select m.person_id into person from public.profile_media m
  where m.id = media and private.may_read_shared(m.person_id, m.author_id, m.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_write_profile(person);
  delete from public.profile_media m where m.id = media;
end
$$;
comment on function public.remove_profile_media(uuid) is 'Takes away a photo or recording for good. Errors: PT404 not_found, PT403 not_your_profile.';

create function public.profile_media_content(media uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  found_media public.profile_media;
begin
  select m.* into found_media from public.profile_media m
  where m.id = media and private.may_read_shared(m.person_id, m.author_id, m.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return (
    select jsonb_build_object('mime', found_media.mime, 'content', encode(c.content, 'base64'))
    from private.media_contents c where c.media_id = media
  );
end
$$;
comment on function public.profile_media_content(uuid) is
  'A photo or recording: {mime, content: base64}. Its page has been written down as looked at. Errors: PT404 not_found.';

create function public.profile_about(person uuid) returns jsonb
-- Not security definer: the policies say whether a reader gets the profile.
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'profile');
  return jsonb_build_object(
    'is_young_person', private.is_young_person(person),
    'may_write', private.may_write_profile(person),
    'profile', (select to_jsonb(p) - 'author_id' from public.profiles p where p.person_id = profile_about.person),
    'media', coalesce((
      select jsonb_agg(jsonb_build_object('id', m.id, 'section', m.section, 'kind', m.kind, 'words', m.words, 'created_at', m.created_at) order by m.created_at)
      from public.profile_media m where m.person_id = profile_about.person), '[]'));
end
$$;
comment on function public.profile_about(uuid) is
  'The one-page profile, where I may read it: {is_young_person, may_write, profile (null where there is none for me), '
  'media: [{id, section, kind, words, created_at}]}. Errors: PT404 not_found.';

grant execute on function
  public.save_profile(uuid, integer, jsonb, public.audience[]), public.put_profile_media(uuid, uuid, text, text, text, text),
  public.remove_profile_media(uuid), public.profile_media_content(uuid), public.profile_about(uuid)
  to authenticated;

-- 93_own_views.sql

-- A young person's own views before a review: rehearsed in private, handed over answer by answer, read in the open, and answered.

create table public.view_questions (
  key text primary key check (key ~ '^[a-z_]{1,40}$'),
  position smallint not null unique,
  pfa_area public.pfa_area,
  source text not null,
  retired_at timestamptz
);
comment on table public.view_questions is
  'What a young person is asked before a review, one question a screen. Data: a local authority may ask other questions; a retired one keeps its answers.';
comment on column public.view_questions.source is 'Why it is asked.';

create table public.view_question_texts (
  question_key text not null references public.view_questions (key) on delete cascade,
  locale text not null,
  title text not null,
  hint text not null,
  starters text[] not null default '{}',
  primary key (question_key, locale)
);
comment on table public.view_question_texts is 'The words of a question, by language. English where a language is missing.';
comment on column public.view_question_texts.starters is 'Beginnings of an answer to press, for whom an empty box is hard.';

create table public.own_views (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  question_key text not null references public.view_questions (key),
  words text not null check (char_length(trim(words)) between 1 and 4000),
  shared_with public.audience[] not null default '{}',
  readers uuid[] not null default '{}',
  handed_over_at timestamptz,
  review_on date,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  check ((handed_over_at is null) = (shared_with = '{}')),
  check ((handed_over_at is null) = (readers = '{}'))
);
comment on table public.own_views is
  'One answer of a young person. Nobody else reads it until they hand it over, and then only whom they chose. Nothing of it changes once it was read.';
comment on column public.own_views.words is
  'Not readable through the table: whoever reads them asks read_views(), which tells the young person. In the history only its author sees them, '
  'because they change while the answer is private.';
comment on column public.own_views.shared_with is 'The kinds of people and teams among its readers.';
comment on column public.own_views.readers is
  'Who reads it, by the seat that the young person saw by name when they chose: of the circle, a team, or somebody of a team. Who joins later is not among them.';
comment on column public.own_views.review_on is 'The review that was booked when it was handed over. After that day the next answer is a new one.';
comment on column public.own_views.closed_at is 'When it made room for a new answer to the same question.';
create unique index own_views_current_key on public.own_views (person_id, author_id, question_key) where closed_at is null;
create index own_views_person_idx on public.own_views (person_id);
create index own_views_author_idx on public.own_views (author_id);
create index own_views_question_idx on public.own_views (question_key);

create table public.own_view_reads (
  view_id uuid not null references public.own_views (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  account_id uuid not null references public.accounts (id) on delete cascade,
  name text not null,
  role public.member_role not null,
  read_at timestamptz not null default now(),
  primary key (view_id, account_id)
);
comment on table public.own_view_reads is 'Who has read an answer, for the one who gave it. The first reading ends taking it back.';
create index own_view_reads_person_idx on public.own_view_reads (person_id);
create index own_view_reads_account_idx on public.own_view_reads (account_id);

create table public.view_replies (
  id uuid primary key,
  view_id uuid not null references public.own_views (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  outcome text not null check (outcome in ('yes', 'partly', 'later', 'no')),
  words text not null check (char_length(trim(words)) between 1 and 2000),
  shared_with public.audience[] not null default '{young_person}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (view_id, author_id)
);
comment on table public.view_replies is
  'You said, we did: what was decided about an answer, by somebody it was handed to. Read by the young person and whoever has the answer.';
comment on column public.view_replies.shared_with is 'Who reads its history beside its author. Whoever has the answer reads the reply itself.';
create index view_replies_person_idx on public.view_replies (person_id);
create index view_replies_author_idx on public.view_replies (author_id);

create trigger audit after insert or update or delete on public.own_views
  for each row execute function private.audit('person_id', 'question_key');
create trigger audit after insert or update or delete on public.view_replies
  for each row execute function private.audit('person_id', 'view_id');

alter table public.view_questions enable row level security;
alter table public.view_question_texts enable row level security;
alter table public.own_views enable row level security;
alter table public.own_view_reads enable row level security;
alter table public.view_replies enable row level security;

grant select on public.view_questions, public.view_question_texts, public.own_view_reads, public.view_replies to authenticated;
grant select (id, person_id, author_id, author_name, question_key, shared_with, readers, handed_over_at, review_on, closed_at, created_at, updated_at, version)
  on public.own_views to authenticated;

create policy "Signed-in people can read what is asked" on public.view_questions
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read the words of a question" on public.view_question_texts
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Its author and those it was handed to can see that there is an answer" on public.own_views
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with, readers));
create policy "Whoever gave an answer can see who read it, and a reader their own reading" on public.own_view_reads
  for select to authenticated using (
    account_id = (select auth.uid())
    or exists (select from public.own_views v where v.id = view_id and v.author_id = (select auth.uid()))
  );
create policy "Its author and whoever has the answer can read a reply" on public.view_replies
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with) or exists (select from public.own_views v where v.id = view_id)
  );

-- Rehearsing.

create function private.must_be_young_person(person uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  name text;
begin
  perform private.must_see(person);
  select a.display_name into name from private.access a
  where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'young_person' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'young_person_only', detail = 'Only the young person writes here.';
  end if;
  return name;
end
$$;
comment on function private.must_be_young_person(uuid) is
  'Gives the young person''s name where they themself ask. Errors: PT404 not_found, PT403 young_person_only.';

create function private.open_view(view uuid, expected_version integer) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.own_views;
begin
  select v.* into kept from public.own_views v where v.id = view and v.author_id = (select auth.uid()) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_young_person(kept.person_id);
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'view_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  return kept;
end
$$;
comment on function private.open_view(uuid, integer) is
  'An answer of mine, held for a change. Errors: PT404 not_found, PT409 view_changed (detail: the row as it is now).';

create function public.save_view(view uuid, person uuid, question_key text, expected_version integer, words text) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  my_name text := private.must_be_young_person(person);
  kept public.own_views;
begin
  if not exists (select from public.view_questions q where q.key = save_view.question_key) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'There is no such question.';
  end if;
  if char_length(trim(save_view.words)) > 4000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'An answer holds 4,000 letters.';
  end if;
  update public.own_views v set closed_at = now()
  where v.person_id = person and v.author_id = me and v.question_key = save_view.question_key and v.closed_at is null and v.review_on < private.today();
  select v.* into kept from public.own_views v
  where v.person_id = person and v.author_id = me and v.question_key = save_view.question_key and v.closed_at is null for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'view_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  if kept.handed_over_at is not null then
    raise sqlstate 'PT409' using message = 'view_handed_over', detail = 'Take it back first, or write a new one after the review.';
  end if;
  if coalesce(trim(save_view.words), '') = '' then
    delete from public.own_views v where v.id = kept.id;
    kept.version := 0;
    kept.words := '';
    return kept;
  end if;
  insert into public.own_views as v (id, person_id, author_id, author_name, question_key, words)
  values (coalesce(kept.id, view, gen_random_uuid()), person, me, my_name, save_view.question_key, trim(save_view.words))
  on conflict (id) do update set words = excluded.words, updated_at = now(), version = v.version + 1
  where v.author_id = me and v.person_id = excluded.person_id and v.question_key = excluded.question_key and v.handed_over_at is null
  returning v.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return kept;
exception when unique_violation then
  raise sqlstate 'PT409' using message = 'view_changed', detail = '{}', hint = 'You answered this in another window. Look at it, then save again.';
end
$$;
comment on function public.save_view(uuid, uuid, text, integer, text) is
  'Keeps an answer, for nobody but the young person. expected_version is 0 for the first time. No words: the answer is gone, and version is 0. '
  'Errors: PT404 not_found, PT403 young_person_only, PT409 view_changed (detail: the row as it is now), view_handed_over or id_taken, PT422 text_too_long.';

-- Handing over.

create function private.named_readers(person uuid)
returns table (id uuid, kind text, name text, role public.member_role, team text, audience public.audience, is_here boolean, is_offered boolean)
language sql stable
set search_path = ''
as $$
  with teams as (
    select o.id, o.name, o.audience, i.named_contact_id
    from public.involvements i
    join public.organisations o on o.id = i.organisation_id and o.audience is not null
    where i.person_id = person
      and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
      and (select private.today()) between o.starts_on and coalesce(o.ends_on, 'infinity')
  ), workers as (
    select m.id, m.display_name, m.role, t.id as team_id, t.name as team, t.audience, m.account_id is not null as is_here, m.id = t.named_contact_id as is_contact
    from teams t
    join public.organisation_members m on m.organisation_id = t.id
    where (select private.today()) between m.starts_on and coalesce(m.ends_on, 'infinity')
  )
  select c.id, 'person', c.display_name, c.relationship, null, 'family'::public.audience, c.account_id is not null, true
  from public.circle_members c
  where c.person_id = person and c.relationship <> 'young_person'
    and (select private.today()) between c.starts_on and coalesce(c.ends_on, 'infinity')
  union all
  select t.id, 'team', t.name, null, null, t.audience, exists (select from workers w where w.team_id = t.id and w.is_here), true from teams t
  union all
  select w.id, 'worker', w.display_name, w.role, w.team, w.audience, w.is_here, coalesce(w.is_contact, false) from workers w
$$;
comment on function private.named_readers(uuid) is
  'Everybody a young person can hand an answer to today, by seat (see private.access): the circle, the teams involved, and who works there. '
  'is_here: they have signed in once, so that they can read. is_offered: to choose from; of the workers that is the named contact alone.';

create function private.readers_json(person uuid, chosen uuid[] default null) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'name', r.name, 'role', r.role, 'team', r.team, 'is_here', r.is_here)
    order by r.kind <> 'person', r.audience, coalesce(r.team, r.name), r.kind, r.name), '[]')
  from private.named_readers(person) r
  where case when chosen is null then r.is_offered else r.id = any (chosen) end
$$;
comment on function private.readers_json(uuid, uuid[]) is
  'Those whom a young person can choose, or those of the chosen who can read it today: [{id, kind: person, team or worker, name, role, team, is_here}].';

create function public.hand_over_views(person uuid, choices jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  booked date;
  choice record;
  kept public.own_views;
  kinds public.audience[];
  handed integer := 0;
begin
  perform private.must_be_young_person(person);
  if jsonb_typeof(choices) is distinct from 'array' or jsonb_array_length(choices) not between 1 and 100 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Choose at least one answer.';
  end if;
  select d.on_date into booked from public.person_dates d
  where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today();
  for choice in
    select c.id, c.version, coalesce(c.readers, '{}') as readers
    from jsonb_to_recordset(choices) as c (id uuid, version integer, readers uuid[]) order by c.id
  loop
    kept := private.open_view(choice.id, choice.version);
    if kept.person_id <> person or kept.closed_at is not null then
      raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
    end if;
    if choice.readers = '{}' then
      raise sqlstate 'PT422' using message = 'readers_needed', detail = 'Choose who can read it.';
    end if;
    select array_agg(distinct r.audience) into kinds from private.named_readers(person) r where r.id = any (choice.readers);
    if exists (select unnest(choice.readers) except select r.id from private.named_readers(person) r) then
      raise sqlstate 'PT409' using message = 'readers_changed', detail = 'Somebody chosen does not help any more. Choose again.';
    end if;
    update public.own_views v
    set readers = array(select distinct x from unnest(v.readers || choice.readers) x order by x),
      shared_with = array(select distinct x from unnest(v.shared_with || kinds) x order by x),
      handed_over_at = coalesce(v.handed_over_at, now()),
      review_on = case when v.handed_over_at is null then booked else v.review_on end, version = v.version + 1
    where v.id = kept.id;
    handed := handed + 1;
  end loop;
  return handed;
exception
  when invalid_text_representation or numeric_value_out_of_range or invalid_parameter_value then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give a list of {id, version, readers}.';
end
$$;
comment on function public.hand_over_views(uuid, jsonb) is
  'Hands these answers over, all or none: [{id, version, readers: [id of my_views().readers]}]. What was handed over before gets these readers as well. Gives how many. '
  'Errors: PT404 not_found, PT403 young_person_only, PT409 view_changed or readers_changed, PT422 readers_needed or value_invalid.';

create function public.take_back_view(view uuid, expected_version integer) returns public.own_views
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.own_views := private.open_view(view, expected_version);
begin
  if exists (select from public.own_view_reads r where r.view_id = view) then
    raise sqlstate 'PT409' using message = 'view_read', detail = 'Somebody has read it already.';
  end if;
  update public.own_views v set shared_with = '{}', readers = '{}', handed_over_at = null, review_on = null, version = v.version + 1
  where v.id = kept.id returning v.* into kept;
  return kept;
end
$$;
comment on function public.take_back_view(uuid, integer) is
  'Makes an answer private again, as long as nobody has read it. Errors: PT404 not_found, PT409 view_changed or view_read.';

create function public.start_new_views(person uuid) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  closed integer;
begin
  perform private.must_be_young_person(person);
  update public.own_views v set closed_at = now()
  where v.person_id = start_new_views.person and v.author_id = (select auth.uid()) and v.closed_at is null and v.handed_over_at is not null;
  get diagnostics closed = row_count;
  return closed;
end
$$;
comment on function public.start_new_views(uuid) is
  'Puts what was handed over behind me, so that I can answer anew. What is private stays. Gives how many. Errors: PT404 not_found, PT403 young_person_only.';

-- Reading and answering.

create function private.replies_to(view uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'author_name', r.author_name, 'author_role', r.author_role, 'outcome', r.outcome,
    'words', r.words, 'updated_at', r.updated_at, 'version', r.version, 'mine', r.author_id = (select auth.uid())) order by r.created_at, r.id), '[]')
  from public.view_replies r where r.view_id = view
$$;

create function private.view_json(v public.own_views) returns jsonb
language sql stable
set search_path = ''
as $$
  select to_jsonb(v) - 'author_id' || jsonb_build_object(
    'readers', private.readers_json(v.person_id, v.readers),
    'reads', (
      select coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'role', r.role, 'read_at', r.read_at) order by r.read_at, r.name), '[]')
      from public.own_view_reads r where r.view_id = v.id),
    'replies', private.replies_to(v.id))
$$;
comment on function private.view_json(public.own_views) is 'An answer for the one who gave it. Asks nobody whether they may read it.';

create function private.view_question_words(question_key text, in_locale text) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('title', t.title, 'hint', t.hint, 'starters', to_jsonb(t.starters))
  from public.view_question_texts t
  where t.question_key = view_question_words.question_key and t.locale in (in_locale, 'en')
  order by (t.locale = in_locale) desc limit 1
$$;
grant execute on function private.view_question_words(text, text) to authenticated;

create function public.my_views(person uuid, in_locale text default 'en') returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_be_young_person(person);
  return jsonb_build_object(
    'today', private.today(),
    'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today()),
    'readers', private.readers_json(person),
    'questions', (
      select coalesce(jsonb_agg(private.view_question_words(q.key, in_locale) || jsonb_build_object(
        'key', q.key, 'pfa_area', q.pfa_area, 'view', case when v.id is not null then private.view_json(v) end) order by q.position), '[]')
      from public.view_questions q
      left join public.own_views v on v.person_id = my_views.person and v.author_id = me and v.question_key = q.key
        and v.closed_at is null and coalesce(v.review_on >= private.today(), true)
      where q.retired_at is null or v.id is not null),
    'earlier', (
      select coalesce(jsonb_agg(private.view_json(v) || jsonb_build_object('title', private.view_question_words(v.question_key, in_locale) ->> 'title')
        order by v.handed_over_at desc, v.id), '[]')
      from public.own_views v
      where v.person_id = my_views.person and v.author_id = me and (v.closed_at is not null or v.review_on < private.today())));
end
$$;
comment on function public.my_views(uuid, text) is
  'A young person''s own views: {today, review_on, readers: those to choose from (readers_json), questions: [{key, title, hint, starters, pfa_area, view}], earlier: [view and title]}; view: the answer '
  'with its readers, reads: [{name, role, read_at}] and replies: [{id, author_name, author_role, outcome, words, updated_at}], or null. Errors: PT404 not_found, PT403 young_person_only.';

create function public.read_views(person uuid, in_locale text default 'en') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.must_see(person);
  perform private.record_view(person, 'views');
  -- Nobody reads in silence: whoever gets the words is written down for the young person in the same moment.
  insert into public.own_view_reads (view_id, person_id, account_id, name, role)
  select v.id, v.person_id, me, s.display_name, s.role
  from public.own_views v
  cross join lateral (
    select a.display_name, a.role from private.access a
    where a.person_id = v.person_id and a.account_id = me and a.seats && v.readers
    order by a.via limit 1
  ) s
  where v.person_id = read_views.person and v.author_id <> me
  on conflict (view_id, account_id) do nothing;
  return (
    select coalesce(jsonb_agg(to_jsonb(v) - 'author_id' || jsonb_build_object(
      'title', private.view_question_words(v.question_key, in_locale) ->> 'title',
      'readers', private.readers_json(v.person_id, v.readers),
      'may_reply', exists (
        select from private.access a where a.person_id = v.person_id and a.account_id = me and a.via = 'team' and a.seats && v.readers),
      'replies', private.replies_to(v.id)) order by v.review_on desc nulls first, q.position), '[]')
    from public.own_views v
    join public.view_questions q on q.key = v.question_key
    where v.person_id = read_views.person and v.author_id <> me and private.may_read_shared(v.person_id, v.author_id, v.shared_with, v.readers)
  );
end
$$;
comment on function public.read_views(uuid, text) is
  'What a young person handed over to the one who asks, newest review first: [{id, title, words, readers, handed_over_at, review_on, may_reply, replies}]. '
  'From then on the young person sees who read it. Errors: PT404 not_found.';

create function public.reply_to_view(reply uuid, view uuid, expected_version integer, outcome text, words text) returns public.view_replies
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  answered public.own_views;
  seat record;
  kept public.view_replies;
begin
  select v.* into answered from public.own_views v
  where v.id = view and private.may_read_shared(v.person_id, v.author_id, v.shared_with, v.readers);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select a.display_name, a.role into seat from private.access a
  where a.person_id = answered.person_id and a.account_id = me and a.via = 'team' and a.seats && answered.readers limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'A team it was handed to answers this.';
  end if;
  if coalesce(reply_to_view.outcome, '') not in ('yes', 'partly', 'later', 'no') then
    raise sqlstate 'PT422' using message = 'outcome_needed', detail = 'Say what was decided.';
  end if;
  select r.* into kept from public.view_replies r where r.view_id = view and r.author_id = me for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'reply_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.view_replies as r (id, view_id, person_id, author_id, author_name, author_role, outcome, words)
  values (coalesce(kept.id, reply, gen_random_uuid()), view, answered.person_id, me, seat.display_name, seat.role, reply_to_view.outcome,
    private.must_fit(reply_to_view.words, 2000))
  on conflict (id) do update set outcome = excluded.outcome, words = excluded.words, author_role = excluded.author_role,
    updated_at = now(), version = r.version + 1
  where r.author_id = me and r.view_id = excluded.view_id
  returning r.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return kept;
exception when unique_violation then
  raise sqlstate 'PT409' using message = 'reply_changed', detail = '{}', hint = 'You answered this in another window. Look at it, then save again.';
end
$$;
comment on function public.reply_to_view(uuid, uuid, integer, text, text) is
  'You said, we did: what was decided about an answer (outcome: yes, partly, later, no) and why. One reply an account; expected_version is 0 for the first time. '
  'Errors: PT404 not_found, PT403 staff_only, PT409 reply_changed (detail: the row as it is now) or id_taken, PT422 outcome_needed, words_needed or text_too_long.';

grant execute on function public.save_view(uuid, uuid, text, integer, text), public.hand_over_views(uuid, jsonb), public.take_back_view(uuid, integer),
  public.start_new_views(uuid), public.my_views(uuid, text), public.read_views(uuid, text), public.reply_to_view(uuid, uuid, integer, text, text)
  to authenticated;

-- The questions. Law: the council considers the young person's views, wishes and feelings (Children and Families Act 2014 s.19) and a review
-- asks for them (SEND Regulations 2014 reg 20). What is asked follows the four areas of Preparing for Adulthood (Code of Practice 8.10, 9.69).

insert into public.view_questions (key, position, pfa_area, source) values
  ('going_well', 1, null, 'SEND Regulations 2014 reg 20; Code of Practice 9.167'),
  ('not_going_well', 2, null, 'SEND Regulations 2014 reg 20; Code of Practice 9.167'),
  ('work', 3, 'employment', 'Code of Practice 8.10 and 9.69: preparing for adulthood, work and learning'),
  ('home', 4, 'independent_living', 'Code of Practice 8.10 and 9.69: preparing for adulthood, where and how to live'),
  ('friends', 5, 'community_inclusion', 'Code of Practice 8.10 and 9.69: preparing for adulthood, friends and community'),
  ('health', 6, 'health', 'Code of Practice 8.10 and 9.69: preparing for adulthood, health'),
  ('would_help', 7, null, 'Children and Families Act 2014 s.19(b) and (c): taking part in decisions, with information and support'),
  ('do_not_want', 8, null, 'Children and Families Act 2014 s.19(a): views, wishes and feelings'),
  ('who_comes', 9, null, 'Good practice in person-centred reviews'),
  ('how_i_join', 10, null, 'Children and Families Act 2014 s.19(b): taking part as fully as possible');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'en', 'What is going well?', 'At school or college, at home, with friends. Small things count.',
    '{"I like ","I am proud of ","Somebody who helps me is "}'),
  ('not_going_well', 'en', 'What is not going well?', 'You are not in trouble for saying it. It helps people to change things.',
    '{"I find it hard when ","I do not feel safe when ","I wish people would stop "}'),
  ('work', 'en', 'What would you like to learn or work at?', 'After school: a job, a course, a training place. You do not need to be sure.',
    '{"I would like to try ","I am good at ","I want to find out about "}'),
  ('home', 'en', 'Where and how would you like to live?', 'With family, with friends, by yourself with help. Money and travel belong here too.',
    '{"When I am older I want to live ","I want to learn to ","I need help with "}'),
  ('friends', 'en', 'What would you like to do with other people?', 'Friends, clubs, love, your faith, helping others.',
    '{"I would like to see more of ","I would like to join ","I feel left out when "}'),
  ('health', 'en', 'What would help you feel well?', 'Your body, your feelings, sleep, food, seeing a doctor.',
    '{"I feel well when ","I worry about ","At the doctor I need "}'),
  ('would_help', 'en', 'What would help?', 'Things, people, time, a quiet place, another way of doing it.',
    '{"It would help me if ","I want more ","Please ask me before "}'),
  ('do_not_want', 'en', 'What do you not want?', 'You can say no to an idea. You can say why, or leave it.',
    '{"I do not want ","Please do not ","It is too soon for "}'),
  ('who_comes', 'en', 'Who should be at the meeting?', 'And who should not be there. It is your review.',
    '{"I want to bring ","I do not want to talk in front of ","Please ask "}'),
  ('how_i_join', 'en', 'How do you want to take part?', 'All of the meeting, part of it, or another way.',
    '{"I want to be there the whole time.","I want to come for a part of it.","I want somebody to read this out for me.","I want to show pictures or a film.","I need breaks."}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'en-easy', 'What is going well?', 'Think of school, home and friends. Small things count.',
    '{"I like ","I am proud of ","Someone who helps me is "}'),
  ('not_going_well', 'en-easy', 'What is not going well?', 'You can say it. You are not in trouble.',
    '{"It is hard when ","I do not feel safe when ","Please stop "}'),
  ('work', 'en-easy', 'What job or course would you like?', 'This is about life after school. You do not have to be sure.',
    '{"I want to try ","I am good at ","Tell me more about "}'),
  ('home', 'en-easy', 'Where would you like to live?', 'With family? With friends? By yourself, with help?',
    '{"I want to live ","I want to learn to ","I need help with "}'),
  ('friends', 'en-easy', 'What do you want to do with others?', 'Think of friends, clubs and people you love.',
    '{"I want to see more of ","I want to join ","I feel left out when "}'),
  ('health', 'en-easy', 'What helps you feel well?', 'Think of your body and your feelings.',
    '{"I feel well when ","I worry about ","At the doctor I need "}'),
  ('would_help', 'en-easy', 'What would help you?', 'It can be a thing or a person. It can be more time.',
    '{"It helps me if ","I want more ","Please ask me before "}'),
  ('do_not_want', 'en-easy', 'What do you not want?', 'You can say no. You do not have to say why.',
    '{"I do not want ","Please do not ","It is too soon for "}'),
  ('who_comes', 'en-easy', 'Who should come to the meeting?', 'You can also say who should not come.',
    '{"I want to bring ","I do not want to talk in front of ","Please ask "}'),
  ('how_i_join', 'en-easy', 'How do you want to join in?', 'You can come for all of it or some of it.',
    '{"I want to come for all of it.","I want to come for some of it.","Please read this out for me.","I want to show pictures.","I need breaks."}');

-- 93_rights.sql

-- Who decides what, told when it comes: at 16, at the end of compulsory school age and at 18. The law is data, with its source.

create table public.rights_topics (
  key text primary key check (key ~ '^[a-z0-9_]{1,40}$'),
  moment text not null check (moment in ('until_young_person', 'young_person_from', 'age:16', 'age:18', 'help')),
  position smallint not null unique,
  needs_gap boolean not null default false,
  rule_id text,
  source text not null,
  confidence text not null
);
comment on table public.rights_topics is 'One thing to know about who decides, and the day from which it is so.';
comment on column public.rights_topics.moment is
  'young_person_from (R-CSA-02), age:16 and age:18 (R-RIGHTS-02); until_young_person: before the first of them; help: how to choose help to decide, always.';
comment on column public.rights_topics.needs_gap is 'R-RIGHTS-02: only for whom the rights come before the 16th birthday.';

create table public.rights_texts (
  topic_key text not null references public.rights_topics (key) on delete cascade,
  locale text not null,
  title text not null,
  summary text not null,
  points text[] not null default '{}',
  primary key (topic_key, locale)
);
comment on table public.rights_texts is 'The words of a topic, by language. English where a language is missing. points: one idea each.';

alter table public.rights_topics enable row level security;
alter table public.rights_texts enable row level security;
grant select on public.rights_topics, public.rights_texts to authenticated;
create policy "Signed-in people can read what the law says" on public.rights_topics
  for select to authenticated using ((select auth.uid()) is not null);
create policy "Signed-in people can read the words of the law" on public.rights_texts
  for select to authenticated using ((select auth.uid()) is not null);

create function public.rights_of(person uuid, in_locale text default 'en')
returns table (
  key text, moment text, on_date date, place text, is_near boolean, title text, summary text, points text[],
  source text, rule_id text, confidence text
)
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'rights');
  return query
  with days as (
    select private.today() as today, rules.young_person_from(p.date_of_birth, p.autumn_term_start) as young_person_from,
      rules.mental_capacity_act_from(p.date_of_birth) as sixteen_on, rules.adult_from(p.date_of_birth) as adult_from,
      rules.has_rights_before_16(p.date_of_birth, p.autumn_term_start) as has_gap
    from public.people p where p.id = rights_of.person
  ),
  dated as (
    select t.*, d.today, d.young_person_from, case t.moment
      when 'until_young_person' then d.young_person_from
      when 'young_person_from' then d.young_person_from
      when 'age:16' then d.sixteen_on
      when 'age:18' then d.adult_from end as on_date
    from public.rights_topics t cross join days d
    where (d.has_gap or not t.needs_gap) and (t.moment <> 'until_young_person' or d.today < d.young_person_from)
      and not (t.needs_gap and d.today >= d.sixteen_on)
  )
  select d.key, d.moment, case when d.moment <> 'help' then d.on_date end,
    case when d.moment in ('help', 'until_young_person') or d.on_date <= d.today then 'now' else 'ahead' end,
    -- Half a year to get ready for it, and a term to get used to it.
    d.moment not in ('help', 'until_young_person') and d.today between (d.on_date - interval '6 months')::date and (d.on_date + interval '4 months')::date,
    w.title, w.summary, w.points, d.source, d.rule_id, d.confidence
  from dated d
  join lateral (
    select x.title, x.summary, x.points from public.rights_texts x
    where x.topic_key = d.key and x.locale in (in_locale, 'en') order by (x.locale = in_locale) desc limit 1
  ) w on true
  order by d.position;
end
$$;
comment on function public.rights_of(uuid, text) is
  'Who decides what for this young person, with the day from which it is so by the rules. place: now or ahead. is_near: within six months before or four '
  'months after its day. Errors: PT404 not_found.';
grant execute on function public.rights_of(uuid, text) to authenticated;

insert into public.rights_topics (key, moment, position, needs_gap, rule_id, source, confidence) values
  ('parents_first', 'until_young_person', 1, false, 'R-RIGHTS-01', 'Children and Families Act 2014 ss.19, 36-51', 'V2'),
  ('plan_is_mine', 'young_person_from', 2, false, 'R-RIGHTS-01', 'Children and Families Act 2014 ss.36-51, 80, 83; Code of Practice 8.13-8.24', 'V2'),
  ('family_may_help', 'young_person_from', 3, false, 'R-RIGHTS-01', 'Code of Practice 8.13-8.24', 'V2'),
  ('before_sixteen', 'young_person_from', 4, true, 'R-RIGHTS-02', 'Children and Families Act 2014 s.83(2); Mental Capacity Act 2005 s.2(5)', 'G-high'),
  ('own_decisions', 'age:16', 5, false, 'R-RIGHTS-02', 'Mental Capacity Act 2005 ss.1-4, 2(5)', 'G-high'),
  ('adult', 'age:18', 6, false, 'R-RIGHTS-02', 'Family Law Reform Act 1969 s.1; Mental Capacity Act 2005 s.9', 'G-high'),
  ('supporter', 'help', 7, false, null, 'Mental Capacity Act 2005 s.1(3); Code of Practice 8.17', 'G-high'),
  ('advocate', 'help', 8, false, null, 'Children and Families Act 2014 s.32; Care Act 2014 s.67', 'G-high'),
  ('representative', 'help', 9, false, 'R-RIGHTS-01', 'Children and Families Act 2014 s.80; SEND Regulations 2014 regs 63-64; Mental Capacity Act 2005', 'V2'),
  ('one_at_a_time', 'help', 10, false, 'R-RIGHTS-02', 'Mental Capacity Act 2005 ss.1-4', 'G-high');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'en', 'Your parents decide about your plan for now', 'But people must listen to what you think and want.',
    '{"Your parents or carers make the legal decisions about an EHC plan until you finish Year 11.","The council must think about your views, wishes and feelings.","You can come to your meetings, or say what you think in another way."}'),
  ('plan_is_mine', 'en', 'You decide about your EHC plan', 'From this day the choices about a plan are yours, not your parents’.',
    '{"You can ask the council to find out what help you need.","You can say what you think of a plan before it is finished.","You can ask for the school or college you want.","You can ask about a personal budget.","If you do not agree with the council, you can appeal."}'),
  ('family_may_help', 'en', 'Your family can still help', 'You say how much.',
    '{"Your parents can come to meetings and help you decide, if you want that.","Letters come to you. You can ask for them to go to somebody else as well.","You choose what your family can see in Onward. Nothing changes until you choose."}'),
  ('before_sixteen', 'en', 'If this comes before you are 16', 'For a short time the rules about deciding are not quite clear.',
    '{"Ask the council’s SEND team who decides until your birthday.","You do not have to sort this out by yourself."}'),
  ('own_decisions', 'en', 'The law says you can decide', 'From 16, a law called the Mental Capacity Act is on your side.',
    '{"People must believe that you can make a decision, unless they show that you cannot.","They must help you first: plain words, pictures, time, somebody you trust.","You may decide something that others think is not wise.","It is about one decision at one time. Nobody can say that you cannot decide anything at all."}'),
  ('adult', 'en', 'You are an adult', 'At 18 your parents no longer decide for you by law.',
    '{"Doctors, banks and the council talk to you first.","Your parents can help you when you ask them to.","You can choose somebody to decide for you one day, if you ever cannot. This is called a lasting power of attorney."}'),
  ('supporter', 'en', 'A supporter: somebody you choose', 'They help you understand and say what you want. You decide.',
    '{"It can be a parent, a friend, a teacher or anybody you trust.","They can come with you to meetings and calls.","You can change your mind about who it is."}'),
  ('advocate', 'en', 'An advocate: somebody on your side', 'An advocate is there for you, and does not work for the school or the council.',
    '{"They help you say what you want, and tell you your rights.","The SEND advice service near you is free. Ask for its number.","For a social care assessment the council must find you an advocate, if you would find it very hard to take part and nobody else can help you."}'),
  ('representative', 'en', 'A representative: only if you cannot make this decision', 'Somebody decides for you what is best for you.',
    '{"This is only for a decision that you cannot make, even with help.","It can be somebody a court has chosen, somebody you chose by law, or else a parent.","They must ask what you want and think about it."}'),
  ('one_at_a_time', 'en', 'One decision at a time', 'You may need help with one decision and no help with another.',
    '{"Choosing lunch and choosing a college are two decisions.","If you cannot decide today, people ask whether you could later.","If you do not agree with what people say about you, tell them, or ask an advocate."}');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'en-easy', 'Your parents decide for now', 'But people must listen to you.',
    '{"Your parents decide about an EHC plan.","This is so until you finish Year 11.","The council must think about what you want.","You can come to your meetings."}'),
  ('plan_is_mine', 'en-easy', 'You decide about your EHC plan', 'From this day you choose.',
    '{"You can ask the council what help you need.","You can say what you think of your plan.","You can ask for a school or college.","You can ask about money for your help.","You can say no to the council. This is called an appeal."}'),
  ('family_may_help', 'en-easy', 'Your family can still help', 'You say how much.',
    '{"Your parents can come to meetings if you want.","Letters come to you.","You choose what your family can see."}'),
  ('before_sixteen', 'en-easy', 'If you are not 16 yet', 'For a short time it is not clear who decides.',
    '{"Ask the council’s SEND team.","You do not have to do this alone."}'),
  ('own_decisions', 'en-easy', 'You can decide', 'This is the law from 16.',
    '{"The law is called the Mental Capacity Act.","People must believe that you can decide.","People must help you first.","Other people may not like your choice. It is still yours.","It is about one choice at a time."}'),
  ('adult', 'en-easy', 'You are an adult', 'At 18 your parents do not decide for you.',
    '{"Doctors and banks talk to you first.","Your parents can help if you ask.","You can choose who decides if you cannot one day."}'),
  ('supporter', 'en-easy', 'A supporter', 'You choose someone to help. You decide.',
    '{"It can be a parent, a friend or a teacher.","They can come to meetings with you.","You can choose someone else later."}'),
  ('advocate', 'en-easy', 'An advocate', 'An advocate is on your side.',
    '{"They do not work for the school or council.","They help you say what you want.","There is free advice near you.","Ask for an advocate if you need one."}'),
  ('representative', 'en-easy', 'A representative', 'This is only for a choice you cannot make.',
    '{"People must help you to choose first.","Someone else may then decide for you.","A court may choose this person.","Or it may be your parent.","They must ask what you want."}'),
  ('one_at_a_time', 'en-easy', 'One choice at a time', 'Some choices are easy. Some need help.',
    '{"Lunch is one choice. College is another choice.","You may be able to choose later.","Do you not agree? Tell someone you trust."}');

-- 93_sending.sql

-- What is sent again because no answer came counts once: a phone that was offline, a connection cut between save and answer.

create table private.sent_once (
  account_id uuid not null references public.accounts (id) on delete cascade,
  key uuid not null,
  what text not null,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (account_id, key)
);
comment on table private.sent_once is
  'What an account has sent under a key of its own, and what it was answered. Read by take_key() alone; forgotten after 14 days.';
create index sent_once_at_idx on private.sent_once (account_id, at);
alter table private.sent_once enable row level security;

create function private.take_key(key uuid, what text, out is_new boolean, out answer jsonb)
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  earlier private.sent_once;
begin
  delete from private.sent_once s where s.account_id = me and s.at < now() - interval '14 days';
  -- A second sending at the same moment waits here until the first is through.
  insert into private.sent_once (account_id, key, what) values (me, take_key.key, take_key.what) on conflict do nothing;
  is_new := found;
  if is_new then
    return;
  end if;
  select s.* into earlier from private.sent_once s where s.account_id = me and s.key = take_key.key;
  if earlier.what <> take_key.what then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'This key was used for something else.', hint = 'Use a new key for what is new.';
  end if;
  answer := earlier.answer;
end
$$;
comment on function private.take_key(uuid, text) is 'Takes a key of the account that asks, or gives what was answered when it was taken first.';

create function private.keep_answer(key uuid, answer jsonb) returns void
language sql security definer
set search_path = ''
as $$
  update private.sent_once s set answer = keep_answer.answer where s.account_id = (select auth.uid()) and s.key = keep_answer.key
$$;
grant execute on function private.take_key(uuid, text), private.keep_answer(uuid, jsonb) to authenticated;

create function private.call_by_name(what text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  named text;
  typed text;
  answer jsonb;
begin
  select string_agg(format('%I => a.%I', x.name, x.name), ', '), string_agg(format('%I %s', x.name, format_type(x.type, null)), ', ')
  into named, typed
  from pg_catalog.pg_proc p
  cross join lateral unnest(p.proargnames, p.proargtypes::oid[]) as x (name, type)
  where p.pronamespace = 'public'::regnamespace and p.proname = what and p.prosecdef and args ? x.name;
  if named is null then
    raise sqlstate 'PT400' using message = 'value_invalid', detail = 'Name the arguments of the function.';
  end if;
  execute format('select to_jsonb(public.%I(%s)) from jsonb_to_record($1) as a (%s)', what, named, typed) into answer using args;
  return answer;
end
$$;
comment on function private.call_by_name(text, jsonb) is
  'Calls a function of the API that checks its caller itself, with the arguments that are named. Names that it does not have are ignored.';

create function public.send_once(key uuid, what text, args jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  taken record;
  answered jsonb;
begin
  if not exists (select from public.accounts a where a.id = (select auth.uid())) then
    raise sqlstate 'PT401' using message = 'signed_out', detail = 'Sign in first.';
  end if;
  if key is null or jsonb_typeof(args) is distinct from 'object' or what is null or what not in (
    'record_item', 'save_family_views', 'save_private_note', 'ask_for_circle_change', 'record_capacity_decision',
    'plan_move', 'ask_about_handover', 'record_meeting', 'record_move_check', 'record_from_paper',
    'keep_circle_member', 'start_import',
    'report_goal', 'tick_goal_step', 'ask_question', 'save_view'
  ) then
    raise sqlstate 'PT400' using message = 'value_invalid', detail = 'Give a key, a function that may be sent again, and its arguments.';
  end if;
  select * into taken from private.take_key(key, what);
  if not taken.is_new then
    return taken.answer;
  end if;
  answered := private.call_by_name(what, args);
  perform private.keep_answer(key, answered);
  return answered;
end
$$;
comment on function public.send_once(uuid, text, jsonb) is
  'Calls one of the functions that change something, once: sent again with the same key by the same account it changes nothing and '
  'gives the first answer. A refusal is not remembered, so that it can be mended and sent again. Errors: PT401 signed_out, '
  'PT400 value_invalid, and those of the function itself.';
grant execute on function public.send_once(uuid, text, jsonb) to authenticated;

-- 93_translated_words.sql

-- The words of rights and of the questions before a review in the other languages: machine translations, not yet checked by a speaker
-- (docs/translations.md). English and Easy Read stand beside what they are about, in the two rooms before.

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'pl', 'Na razie o Twoim planie decydują rodzice', 'Ale trzeba słuchać, co myślisz i czego chcesz.',
    '{"Twoi rodzice lub opiekunowie podejmują prawne decyzje o planie EHC, aż skończysz Year 11.","Gmina musi brać pod uwagę Twoje zdanie, życzenia i uczucia.","Możesz przychodzić na swoje spotkania albo powiedzieć, co myślisz, w inny sposób."}'),
  ('plan_is_mine', 'pl', 'Ty decydujesz o swoim planie EHC', 'Od tego dnia to Ty wybierasz w sprawie planu, a nie rodzice.',
    '{"Możesz poprosić gminę, żeby sprawdził, jakiej pomocy potrzebujesz.","Możesz powiedzieć, co myślisz o planie, zanim będzie gotowy.","Możesz poprosić o szkołę lub college, które chcesz.","Możesz zapytać o osobisty budżet.","Jeśli nie zgadzasz się z gminą, możesz się odwołać."}'),
  ('family_may_help', 'pl', 'Rodzina nadal może pomagać', 'Ty mówisz, jak bardzo.',
    '{"Rodzice mogą przychodzić na spotkania i pomagać Ci decydować, jeśli tego chcesz.","Listy przychodzą do Ciebie. Możesz poprosić, żeby szły też do kogoś innego.","Ty wybierasz, co rodzina widzi w Onward. Nic się nie zmieni, dopóki nie wybierzesz."}'),
  ('before_sixteen', 'pl', 'Jeśli to przyjdzie, zanim skończysz 16 lat', 'Przez krótki czas zasady decydowania nie są całkiem jasne.',
    '{"Zapytaj zespół SEND w gminie, kto decyduje do Twoich urodzin.","Nie musisz załatwiać tego bez pomocy."}'),
  ('own_decisions', 'pl', 'Prawo mówi, że możesz decydować', 'Od 16 lat stoi za Tobą ustawa Mental Capacity Act.',
    '{"Inni muszą wierzyć, że możesz podjąć decyzję, chyba że pokażą, że nie możesz.","Najpierw muszą Ci pomóc: proste słowa, obrazki, czas, ktoś zaufany.","Możesz zdecydować coś, co inni uważają za nierozsądne.","Chodzi o jedną decyzję w jednej chwili. Nikt nie może powiedzieć, że w ogóle nie możesz decydować."}'),
  ('adult', 'pl', 'Jesteś osobą dorosłą', 'W wieku 18 lat rodzice nie decydują już za Ciebie z mocy prawa.',
    '{"Lekarze, banki i gmina rozmawiają najpierw z Tobą.","Rodzice mogą pomagać, gdy o to poprosisz.","Możesz wybrać kogoś, kto kiedyś zdecyduje za Ciebie, gdyby Ci się to nie udawało. To się nazywa lasting power of attorney."}'),
  ('supporter', 'pl', 'Osoba wspierająca: ktoś, kogo wybierasz', 'Pomaga Ci zrozumieć i powiedzieć, czego chcesz. Decydujesz Ty.',
    '{"To może być rodzic, przyjaciel, nauczyciel albo ktoś zaufany.","Może iść z Tobą na spotkania i być przy rozmowach.","Możesz zmienić zdanie, kto to jest."}'),
  ('advocate', 'pl', 'Rzecznik: ktoś po Twojej stronie', 'Rzecznik jest dla Ciebie. Nie pracuje dla szkoły ani gminy.',
    '{"Pomaga Ci powiedzieć, czego chcesz, i mówi, jakie masz prawa.","Poradnia SEND w Twojej okolicy jest bezpłatna. Poproś o jej numer.","Do oceny opieki społecznej gmina musi znaleźć Ci rzecznika, jeśli udział byłby dla Ciebie bardzo trudny, a nikt inny nie może pomóc."}'),
  ('representative', 'pl', 'Przedstawiciel: tylko gdy nie możesz podjąć tej decyzji', 'Ktoś decyduje, co jest dla Ciebie najlepsze.',
    '{"Tylko przy decyzji, której nie możesz podjąć nawet z pomocą.","To może być ktoś wybrany przez sąd, ktoś wybrany przez Ciebie według prawa albo rodzic.","Musi zapytać, czego chcesz, i o tym pomyśleć."}'),
  ('one_at_a_time', 'pl', 'Jedna decyzja naraz', 'Przy jednej decyzji możesz potrzebować pomocy, a przy innej nie.',
    '{"Wybór obiadu i wybór college’u to dwie decyzje.","Jeśli dziś nie możesz zdecydować, pytają, czy uda się później.","Jeśli nie zgadzasz się z tym, co o Tobie mówią, powiedz im albo zapytaj rzecznika."}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'pl', 'Co idzie dobrze?', 'W szkole lub college’u, w domu, z przyjaciółmi. Małe rzeczy też się liczą.',
    '{"Lubię ","Cieszę się, że udało mi się ","Osoba, która mi pomaga, to "}'),
  ('not_going_well', 'pl', 'Co nie idzie dobrze?', 'Nic Ci nie grozi, gdy to powiesz. To pomaga coś zmienić.',
    '{"Trudno mi, gdy ","Nie czuję się bezpiecznie, gdy ","Chcę, żeby inni przestali "}'),
  ('work', 'pl', 'Czego chcesz się uczyć albo gdzie pracować?', 'Po szkole: praca, kurs, nauka zawodu. Nie musisz mieć pewności.',
    '{"Chcę spróbować ","Dobrze mi idzie ","Chcę się dowiedzieć o "}'),
  ('home', 'pl', 'Gdzie i jak chcesz mieszkać?', 'Z rodziną, z przyjaciółmi, samodzielnie z pomocą. Pieniądze i dojazdy też.',
    '{"Gdy dorosnę, chcę mieszkać ","Chcę się nauczyć ","Potrzebuję pomocy w "}'),
  ('friends', 'pl', 'Co chcesz robić z innymi ludźmi?', 'Przyjaciele, kluby, miłość, wiara, pomaganie innym.',
    '{"Chcę częściej widywać ","Chcę dołączyć do ","Czuję się poza grupą, gdy "}'),
  ('health', 'pl', 'Co pomogłoby Ci czuć się dobrze?', 'Ciało, uczucia, sen, jedzenie, wizyty u lekarza.',
    '{"Czuję się dobrze, gdy ","Martwię się o ","U lekarza potrzebuję "}'),
  ('would_help', 'pl', 'Co by pomogło?', 'Rzeczy, ludzie, czas, ciche miejsce, inny sposób.',
    '{"Pomogłoby mi, gdyby ","Chcę więcej ","Proszę, zapytajcie mnie, zanim "}'),
  ('do_not_want', 'pl', 'Czego nie chcesz?', 'Możesz powiedzieć nie. Możesz powiedzieć dlaczego albo to pominąć.',
    '{"Nie chcę ","Proszę, nie ","Jest za wcześnie na "}'),
  ('who_comes', 'pl', 'Kto ma być na spotkaniu?', 'I kogo ma tam nie być. To Twój przegląd.',
    '{"Chcę przyprowadzić ","Nie chcę mówić przy ","Proszę, zapytajcie "}'),
  ('how_i_join', 'pl', 'Jak chcesz wziąć udział?', 'W całym spotkaniu, w części albo inaczej.',
    '{"Chcę być cały czas.","Chcę przyjść na część.","Chcę, żeby ktoś to za mnie przeczytał.","Chcę pokazać obrazki lub film.","Potrzebuję przerw."}');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'gu', 'હમણાં તમારા પ્લાન વિશે તમારાં માતા-પિતા નક્કી કરે છે', 'પણ તમે શું વિચારો છો અને શું ઇચ્છો છો તે લોકોએ સાંભળવું ફરજિયાત છે.',
    '{"તમે Year 11 પૂરું કરો ત્યાં સુધી EHC પ્લાનના કાનૂની નિર્ણયો તમારાં માતા-પિતા કે સંભાળ રાખનાર લે છે.","તમારા વિચાર, ઇચ્છા અને લાગણીનો વિચાર કરવો કાઉન્સિલ માટે ફરજિયાત છે.","તમે તમારી મીટિંગમાં આવી શકો, અથવા બીજી રીતે કહી શકો."}'),
  ('plan_is_mine', 'gu', 'તમારા EHC પ્લાન વિશે તમે નક્કી કરો છો', 'આ દિવસથી પ્લાનની પસંદગી તમારી છે, માતા-પિતાની નહીં.',
    '{"તમને કઈ મદદ જોઈએ તે શોધવા તમે કાઉન્સિલને કહી શકો.","પ્લાન પૂરો થાય તે પહેલાં તમે તમારો વિચાર કહી શકો.","તમને જોઈતી સ્કૂલ કે કૉલેજ માગી શકો.","તમે પર્સનલ બજેટ વિશે પૂછી શકો.","કાઉન્સિલ સાથે સહમત ન હો તો અપીલ કરી શકો."}'),
  ('family_may_help', 'gu', 'તમારો પરિવાર હજી મદદ કરી શકે', 'કેટલી, તે તમે કહો છો.',
    '{"તમે ઇચ્છો તો માતા-પિતા મીટિંગમાં આવી શકે અને નક્કી કરવામાં મદદ કરી શકે.","પત્રો તમને આવે છે. બીજા કોઈને પણ મોકલવા કહી શકો.","Onward માં પરિવાર શું જુએ તે તમે પસંદ કરો છો. તમે પસંદ કરો ત્યાં સુધી કંઈ બદલાતું નથી."}'),
  ('before_sixteen', 'gu', 'આ 16 વર્ષ પહેલાં આવે તો', 'થોડો સમય કોણ નક્કી કરે તેના નિયમ બહુ સ્પષ્ટ નથી.',
    '{"જન્મદિવસ સુધી કોણ નક્કી કરે તે કાઉન્સિલની SEND ટીમને પૂછો.","તમારે આ એકલાએ ઉકેલવાનું નથી."}'),
  ('own_decisions', 'gu', 'કાયદો કહે છે કે તમે નક્કી કરી શકો', '16 વર્ષથી Mental Capacity Act નામનો કાયદો તમારી સાથે છે.',
    '{"તમે નક્કી ન કરી શકો એમ બતાવે નહીં ત્યાં સુધી, તમે નક્કી કરી શકો એમ માનવું લોકો માટે ફરજિયાત છે.","પહેલાં તમને મદદ કરવી ફરજિયાત છે: સહેલા શબ્દો, ચિત્રો, સમય, ભરોસાની વ્યક્તિ.","બીજાને બરાબર ન લાગે એવું પણ તમે નક્કી કરી શકો.","વાત એક સમયે એક નિર્ણયની છે. તમે કંઈ જ નક્કી ન કરી શકો એમ કોઈ કહી ન શકે."}'),
  ('adult', 'gu', 'તમે પુખ્ત છો', '18 વર્ષે માતા-પિતા કાયદાથી તમારા માટે નક્કી કરતાં નથી.',
    '{"ડૉક્ટર, બૅંક અને કાઉન્સિલ પહેલાં તમારી સાથે વાત કરે છે.","તમે કહો ત્યારે માતા-પિતા મદદ કરી શકે.","તમે ક્યારેય નક્કી ન કરી શકો તો તમારા માટે કોણ નક્કી કરે તે તમે પસંદ કરી શકો. તેને lasting power of attorney કહે છે."}'),
  ('supporter', 'gu', 'ટેકો આપનાર: તમે પસંદ કરો તે વ્યક્તિ', 'તે સમજવામાં અને તમારી વાત કહેવામાં મદદ કરે છે. નક્કી તમે કરો છો.',
    '{"તે માતા કે પિતા, મિત્ર, શિક્ષક કે તમારા ભરોસાની કોઈ પણ વ્યક્તિ હોઈ શકે.","તે મીટિંગમાં અને ફોન પર તમારી સાથે રહી શકે.","તે કોણ હોય તે તમે બદલી શકો."}'),
  ('advocate', 'gu', 'એડવોકેટ: તમારા વતી બોલનાર', 'એડવોકેટ તમારા માટે છે, તે સ્કૂલ કે કાઉન્સિલ માટે કામ કરતા નથી.',
    '{"તે તમારી વાત કહેવામાં મદદ કરે છે અને તમારા હક જણાવે છે.","તમારી નજીકની SEND સલાહ સેવા મફત છે. તેનો નંબર માગો.","સોશિયલ કેરની તપાસ માટે, ભાગ લેવો તમને બહુ અઘરો હોય અને બીજું કોઈ મદદ ન કરી શકે, તો તમારા માટે એડવોકેટ શોધવા કાઉન્સિલ માટે ફરજિયાત છે."}'),
  ('representative', 'gu', 'પ્રતિનિધિ: તમે આ નિર્ણય ન લઈ શકો તો જ', 'તમારા માટે શું સૌથી સારું તે બીજું કોઈ નક્કી કરે છે.',
    '{"તે મદદ મળે તો પણ તમે ન લઈ શકો તેવા નિર્ણય માટે જ છે.","તે કોર્ટે પસંદ કરેલી, કાયદા પ્રમાણે તમે પસંદ કરેલી વ્યક્તિ, અથવા માતા કે પિતા હોઈ શકે.","તમને શું જોઈએ તે પૂછવું અને તેનો વિચાર કરવો તેમના માટે ફરજિયાત છે."}'),
  ('one_at_a_time', 'gu', 'એક સમયે એક નિર્ણય', 'એક નિર્ણયમાં મદદ જોઈએ અને બીજામાં જરાય નહીં, એમ બને.',
    '{"બપોરનું જમવાનું પસંદ કરવું અને કૉલેજ પસંદ કરવી એ બે નિર્ણય છે.","આજે નક્કી ન કરી શકો તો પછી કરી શકો કે નહીં તે લોકો પૂછે છે.","લોકો તમારા વિશે કહે તે સાથે સહમત ન હો તો તેમને કહો, અથવા એડવોકેટને પૂછો."}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'gu', 'શું સારું ચાલે છે?', 'સ્કૂલ કે કૉલેજમાં, ઘરે, મિત્રો સાથે. નાની વાતો પણ ગણાય.',
    '{"મને ગમે છે ","મને ગર્વ છે ","મને મદદ કરનાર વ્યક્તિ છે "}'),
  ('not_going_well', 'gu', 'શું સારું નથી ચાલતું?', 'કહેવાથી તમે મુશ્કેલીમાં નથી આવતા. તેથી વસ્તુ બદલવામાં મદદ મળે છે.',
    '{"મને અઘરું લાગે છે જ્યારે ","મને સલામત નથી લાગતું જ્યારે ","લોકો આ બંધ કરે તો સારું: "}'),
  ('work', 'gu', 'તમને શું શીખવું કે કયું કામ કરવું ગમે?', 'સ્કૂલ પછી: નોકરી, કોર્સ, તાલીમ. ચોક્કસ ખબર હોવી જરૂરી નથી.',
    '{"મારે અજમાવવું છે ","મને સારું આવડે છે ","મારે જાણવું છે "}'),
  ('home', 'gu', 'તમને ક્યાં અને કેવી રીતે રહેવું ગમે?', 'પરિવાર સાથે, મિત્રો સાથે, કે મદદ સાથે એકલા. પૈસા અને મુસાફરી પણ આમાં આવે.',
    '{"મોટા થઈને મારે રહેવું છે ","મારે શીખવું છે ","મને મદદ જોઈએ છે "}'),
  ('friends', 'gu', 'બીજા લોકો સાથે શું કરવું ગમે?', 'મિત્રો, ક્લબ, પ્રેમ, તમારો ધર્મ, બીજાને મદદ.',
    '{"મારે વધારે મળવું છે ","મારે જોડાવું છે ","મને એકલું લાગે છે જ્યારે "}'),
  ('health', 'gu', 'સારું લાગે તે માટે શું મદદ કરે?', 'તમારું શરીર, લાગણી, ઊંઘ, ખોરાક, ડૉક્ટરને મળવું.',
    '{"મને સારું લાગે છે જ્યારે ","મને ચિંતા થાય છે ","ડૉક્ટર પાસે મને જોઈએ "}'),
  ('would_help', 'gu', 'શું મદદ કરે?', 'વસ્તુઓ, લોકો, સમય, શાંત જગ્યા, કરવાની બીજી રીત.',
    '{"મને મદદ થાય જો ","મને વધારે જોઈએ ","મને પહેલાં પૂછો: "}'),
  ('do_not_want', 'gu', 'તમને શું નથી જોઈતું?', 'તમે કોઈ વિચારને ના કહી શકો. કેમ તે કહો, અથવા રહેવા દો.',
    '{"મારે નથી જોઈતું ","મહેરબાની કરીને આ ન કરો: ","હજી બહુ વહેલું છે "}'),
  ('who_comes', 'gu', 'મીટિંગમાં કોણ હોવું જોઈએ?', 'અને કોણ ન હોવું જોઈએ. આ તમારી સમીક્ષા છે.',
    '{"મારે સાથે લાવવું છે ","મારે આમની સામે વાત નથી કરવી: ","આમને પૂછો: "}'),
  ('how_i_join', 'gu', 'તમારે કેવી રીતે ભાગ લેવો છે?', 'આખી મીટિંગમાં, થોડા ભાગમાં, કે બીજી રીતે.',
    '{"મારે આખો સમય ત્યાં રહેવું છે.","મારે થોડા ભાગ માટે આવવું છે.","કોઈ મારા વતી આ વાંચે એમ જોઈએ છે.","મારે ચિત્રો કે ફિલ્મ બતાવવી છે.","મને વિરામ જોઈએ છે."}');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'pa', 'ਹੁਣ ਲਈ ਤੁਹਾਡੇ ਪਲਾਨ ਦਾ ਫ਼ੈਸਲਾ ਤੁਹਾਡੇ ਮਾਪੇ ਕਰਦੇ ਹਨ', 'ਪਰ ਤੁਸੀਂ ਕੀ ਸੋਚਦੇ ਤੇ ਚਾਹੁੰਦੇ ਹੋ, ਇਹ ਸੁਣਨਾ ਲੋਕਾਂ ਲਈ ਲਾਜ਼ਮੀ ਹੈ।',
    '{"ਤੁਹਾਡੇ Year 11 ਪੂਰਾ ਕਰਨ ਤੱਕ EHC ਪਲਾਨ ਦੇ ਕਾਨੂੰਨੀ ਫ਼ੈਸਲੇ ਤੁਹਾਡੇ ਮਾਪੇ ਜਾਂ ਦੇਖਭਾਲ ਕਰਨ ਵਾਲੇ ਕਰਦੇ ਹਨ।","ਕੌਂਸਲ ਲਈ ਤੁਹਾਡੇ ਵਿਚਾਰ, ਇੱਛਾਵਾਂ ਅਤੇ ਭਾਵਨਾਵਾਂ ਬਾਰੇ ਸੋਚਣਾ ਲਾਜ਼ਮੀ ਹੈ।","ਤੁਸੀਂ ਆਪਣੀਆਂ ਮੀਟਿੰਗਾਂ ਵਿੱਚ ਆ ਸਕਦੇ ਹੋ, ਜਾਂ ਹੋਰ ਤਰੀਕੇ ਨਾਲ ਦੱਸ ਸਕਦੇ ਹੋ।"}'),
  ('plan_is_mine', 'pa', 'ਆਪਣੇ EHC ਪਲਾਨ ਦਾ ਫ਼ੈਸਲਾ ਤੁਸੀਂ ਕਰਦੇ ਹੋ', 'ਇਸ ਦਿਨ ਤੋਂ ਪਲਾਨ ਦੀਆਂ ਚੋਣਾਂ ਤੁਹਾਡੀਆਂ ਹਨ, ਮਾਪਿਆਂ ਦੀਆਂ ਨਹੀਂ।',
    '{"ਤੁਸੀਂ ਕੌਂਸਲ ਨੂੰ ਕਹਿ ਸਕਦੇ ਹੋ ਕਿ ਪਤਾ ਕਰੇ ਤੁਹਾਨੂੰ ਕੀ ਮਦਦ ਚਾਹੀਦੀ ਹੈ।","ਪਲਾਨ ਪੂਰਾ ਹੋਣ ਤੋਂ ਪਹਿਲਾਂ ਤੁਸੀਂ ਆਪਣਾ ਵਿਚਾਰ ਦੱਸ ਸਕਦੇ ਹੋ।","ਤੁਸੀਂ ਆਪਣੀ ਪਸੰਦ ਦਾ ਸਕੂਲ ਜਾਂ ਕਾਲਜ ਮੰਗ ਸਕਦੇ ਹੋ।","ਤੁਸੀਂ ਨਿੱਜੀ ਬਜਟ ਬਾਰੇ ਪੁੱਛ ਸਕਦੇ ਹੋ।","ਜੇ ਤੁਸੀਂ ਕੌਂਸਲ ਨਾਲ ਸਹਿਮਤ ਨਹੀਂ, ਤਾਂ ਅਪੀਲ ਕਰ ਸਕਦੇ ਹੋ।"}'),
  ('family_may_help', 'pa', 'ਤੁਹਾਡਾ ਪਰਿਵਾਰ ਹਾਲੇ ਵੀ ਮਦਦ ਕਰ ਸਕਦਾ ਹੈ', 'ਕਿੰਨੀ, ਇਹ ਤੁਸੀਂ ਦੱਸਦੇ ਹੋ।',
    '{"ਜੇ ਤੁਸੀਂ ਚਾਹੋ, ਮਾਪੇ ਮੀਟਿੰਗ ਵਿੱਚ ਆ ਸਕਦੇ ਹਨ ਅਤੇ ਫ਼ੈਸਲੇ ਵਿੱਚ ਮਦਦ ਕਰ ਸਕਦੇ ਹਨ।","ਚਿੱਠੀਆਂ ਤੁਹਾਨੂੰ ਆਉਂਦੀਆਂ ਹਨ। ਤੁਸੀਂ ਕਹਿ ਸਕਦੇ ਹੋ ਕਿ ਕਿਸੇ ਹੋਰ ਨੂੰ ਵੀ ਜਾਣ।","ਪਰਿਵਾਰ Onward ਵਿੱਚ ਕੀ ਦੇਖੇ, ਇਹ ਤੁਸੀਂ ਚੁਣਦੇ ਹੋ। ਤੁਹਾਡੇ ਚੁਣਨ ਤੱਕ ਕੁਝ ਨਹੀਂ ਬਦਲਦਾ।"}'),
  ('before_sixteen', 'pa', 'ਜੇ ਇਹ 16 ਸਾਲ ਤੋਂ ਪਹਿਲਾਂ ਆਵੇ', 'ਥੋੜ੍ਹੇ ਸਮੇਂ ਲਈ ਫ਼ੈਸਲੇ ਦੇ ਨਿਯਮ ਪੂਰੀ ਤਰ੍ਹਾਂ ਸਾਫ਼ ਨਹੀਂ।',
    '{"ਕੌਂਸਲ ਦੀ SEND ਟੀਮ ਨੂੰ ਪੁੱਛੋ ਕਿ ਤੁਹਾਡੇ ਜਨਮਦਿਨ ਤੱਕ ਫ਼ੈਸਲਾ ਕੌਣ ਕਰਦਾ ਹੈ।","ਤੁਹਾਨੂੰ ਇਹ ਇਕੱਲੇ ਨਹੀਂ ਸੁਲਝਾਉਣਾ।"}'),
  ('own_decisions', 'pa', 'ਕਾਨੂੰਨ ਕਹਿੰਦਾ ਹੈ ਤੁਸੀਂ ਫ਼ੈਸਲਾ ਕਰ ਸਕਦੇ ਹੋ', '16 ਸਾਲ ਤੋਂ Mental Capacity Act ਨਾਂ ਦਾ ਕਾਨੂੰਨ ਤੁਹਾਡੇ ਨਾਲ ਹੈ।',
    '{"ਇਹ ਮੰਨਣਾ ਲੋਕਾਂ ਲਈ ਲਾਜ਼ਮੀ ਹੈ ਕਿ ਤੁਸੀਂ ਫ਼ੈਸਲਾ ਕਰ ਸਕਦੇ ਹੋ, ਜਦ ਤੱਕ ਉਹ ਇਹ ਨਾ ਦਿਖਾਉਣ ਕਿ ਤੁਸੀਂ ਨਹੀਂ ਕਰ ਸਕਦੇ।","ਪਹਿਲਾਂ ਮਦਦ ਕਰਨਾ ਉਨ੍ਹਾਂ ਲਈ ਲਾਜ਼ਮੀ ਹੈ: ਸੌਖੇ ਸ਼ਬਦ, ਤਸਵੀਰਾਂ, ਸਮਾਂ, ਕੋਈ ਭਰੋਸੇ ਵਾਲਾ।","ਤੁਸੀਂ ਉਹ ਫ਼ੈਸਲਾ ਵੀ ਕਰ ਸਕਦੇ ਹੋ ਜੋ ਦੂਜਿਆਂ ਨੂੰ ਸਿਆਣਾ ਨਾ ਲੱਗੇ।","ਗੱਲ ਇੱਕ ਵੇਲੇ ਇੱਕ ਫ਼ੈਸਲੇ ਦੀ ਹੈ। ਕੋਈ ਨਹੀਂ ਕਹਿ ਸਕਦਾ ਕਿ ਤੁਸੀਂ ਕੁਝ ਵੀ ਤੈਅ ਨਹੀਂ ਕਰ ਸਕਦੇ।"}'),
  ('adult', 'pa', 'ਤੁਸੀਂ ਬਾਲਗ ਹੋ', '18 ਸਾਲ ’ਤੇ ਮਾਪੇ ਕਾਨੂੰਨ ਮੁਤਾਬਕ ਤੁਹਾਡੇ ਲਈ ਫ਼ੈਸਲਾ ਨਹੀਂ ਕਰਦੇ।',
    '{"ਡਾਕਟਰ, ਬੈਂਕ ਅਤੇ ਕੌਂਸਲ ਪਹਿਲਾਂ ਤੁਹਾਡੇ ਨਾਲ ਗੱਲ ਕਰਦੇ ਹਨ।","ਜਦੋਂ ਤੁਸੀਂ ਕਹੋ, ਮਾਪੇ ਮਦਦ ਕਰ ਸਕਦੇ ਹਨ।","ਤੁਸੀਂ ਕਿਸੇ ਨੂੰ ਚੁਣ ਸਕਦੇ ਹੋ ਜੋ ਕਦੇ ਤੁਹਾਡੇ ਲਈ ਫ਼ੈਸਲਾ ਕਰੇ, ਜੇ ਤੁਸੀਂ ਆਪ ਨਾ ਕਰ ਸਕੋ। ਇਸ ਨੂੰ lasting power of attorney ਕਹਿੰਦੇ ਹਨ।"}'),
  ('supporter', 'pa', 'ਸਾਥ ਦੇਣ ਵਾਲੇ: ਜਿਨ੍ਹਾਂ ਨੂੰ ਤੁਸੀਂ ਚੁਣੋ', 'ਉਹ ਸਮਝਣ ਅਤੇ ਆਪਣੀ ਗੱਲ ਕਹਿਣ ਵਿੱਚ ਮਦਦ ਕਰਦੇ ਹਨ। ਫ਼ੈਸਲਾ ਤੁਸੀਂ ਕਰਦੇ ਹੋ।',
    '{"ਇਹ ਮਾਪੇ, ਦੋਸਤ, ਅਧਿਆਪਕ ਜਾਂ ਕੋਈ ਵੀ ਭਰੋਸੇ ਵਾਲਾ ਹੋ ਸਕਦਾ ਹੈ।","ਉਹ ਮੀਟਿੰਗ ਅਤੇ ਫ਼ੋਨ ’ਤੇ ਤੁਹਾਡੇ ਨਾਲ ਹੋ ਸਕਦੇ ਹਨ।","ਤੁਸੀਂ ਬਦਲ ਸਕਦੇ ਹੋ ਕਿ ਉਹ ਕੌਣ ਹੋਵੇ।"}'),
  ('advocate', 'pa', 'ਐਡਵੋਕੇਟ: ਤੁਹਾਡਾ ਪੱਖ ਰੱਖਣ ਵਾਲੇ', 'ਐਡਵੋਕੇਟ ਤੁਹਾਡੇ ਲਈ ਹੁੰਦੇ ਹਨ, ਸਕੂਲ ਜਾਂ ਕੌਂਸਲ ਲਈ ਕੰਮ ਨਹੀਂ ਕਰਦੇ।',
    '{"ਉਹ ਤੁਹਾਡੀ ਗੱਲ ਕਹਿਣ ਵਿੱਚ ਮਦਦ ਕਰਦੇ ਹਨ ਅਤੇ ਤੁਹਾਡੇ ਹੱਕ ਦੱਸਦੇ ਹਨ।","ਤੁਹਾਡੇ ਨੇੜੇ ਦੀ SEND ਸਲਾਹ ਸੇਵਾ ਮੁਫ਼ਤ ਹੈ। ਉਸ ਦਾ ਨੰਬਰ ਮੰਗੋ।","ਸੋਸ਼ਲ ਕੇਅਰ ਦੀ ਜਾਂਚ ਲਈ, ਜੇ ਹਿੱਸਾ ਲੈਣਾ ਤੁਹਾਡੇ ਲਈ ਬਹੁਤ ਔਖਾ ਹੋਵੇ ਅਤੇ ਹੋਰ ਕੋਈ ਮਦਦ ਨਾ ਕਰ ਸਕੇ, ਤਾਂ ਕੌਂਸਲ ਲਈ ਤੁਹਾਡੇ ਵਾਸਤੇ ਐਡਵੋਕੇਟ ਲੱਭਣਾ ਲਾਜ਼ਮੀ ਹੈ।"}'),
  ('representative', 'pa', 'ਪ੍ਰਤੀਨਿਧੀ: ਸਿਰਫ਼ ਜੇ ਤੁਸੀਂ ਇਹ ਫ਼ੈਸਲਾ ਨਾ ਕਰ ਸਕੋ', 'ਤੁਹਾਡੇ ਲਈ ਸਭ ਤੋਂ ਚੰਗਾ ਕੀ ਹੈ, ਇਹ ਕੋਈ ਹੋਰ ਤੈਅ ਕਰਦਾ ਹੈ।',
    '{"ਇਹ ਸਿਰਫ਼ ਉਸ ਫ਼ੈਸਲੇ ਲਈ ਹੈ ਜੋ ਤੁਸੀਂ ਮਦਦ ਨਾਲ ਵੀ ਨਾ ਕਰ ਸਕੋ।","ਇਹ ਅਦਾਲਤ ਦਾ ਚੁਣਿਆ, ਕਾਨੂੰਨ ਮੁਤਾਬਕ ਤੁਹਾਡਾ ਚੁਣਿਆ, ਜਾਂ ਮਾਪਿਆਂ ਵਿੱਚੋਂ ਕੋਈ ਹੋ ਸਕਦਾ ਹੈ।","ਤੁਸੀਂ ਕੀ ਚਾਹੁੰਦੇ ਹੋ, ਇਹ ਪੁੱਛਣਾ ਅਤੇ ਸੋਚਣਾ ਉਨ੍ਹਾਂ ਲਈ ਲਾਜ਼ਮੀ ਹੈ।"}'),
  ('one_at_a_time', 'pa', 'ਇੱਕ ਵੇਲੇ ਇੱਕ ਫ਼ੈਸਲਾ', 'ਇੱਕ ਫ਼ੈਸਲੇ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੋ ਸਕਦੀ ਹੈ ਅਤੇ ਦੂਜੇ ਵਿੱਚ ਬਿਲਕੁਲ ਨਹੀਂ।',
    '{"ਦੁਪਹਿਰ ਦਾ ਖਾਣਾ ਚੁਣਨਾ ਅਤੇ ਕਾਲਜ ਚੁਣਨਾ ਦੋ ਫ਼ੈਸਲੇ ਹਨ।","ਜੇ ਤੁਸੀਂ ਅੱਜ ਤੈਅ ਨਾ ਕਰ ਸਕੋ, ਲੋਕ ਪੁੱਛਦੇ ਹਨ ਕਿ ਬਾਅਦ ਵਿੱਚ ਕਰ ਸਕੋਗੇ ਜਾਂ ਨਹੀਂ।","ਜੇ ਲੋਕ ਤੁਹਾਡੇ ਬਾਰੇ ਜੋ ਕਹਿਣ ਉਸ ਨਾਲ ਤੁਸੀਂ ਸਹਿਮਤ ਨਹੀਂ, ਉਨ੍ਹਾਂ ਨੂੰ ਦੱਸੋ, ਜਾਂ ਐਡਵੋਕੇਟ ਨੂੰ ਪੁੱਛੋ।"}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'pa', 'ਕੀ ਚੰਗਾ ਚੱਲ ਰਿਹਾ ਹੈ?', 'ਸਕੂਲ ਜਾਂ ਕਾਲਜ ਵਿੱਚ, ਘਰ, ਦੋਸਤਾਂ ਨਾਲ। ਛੋਟੀਆਂ ਗੱਲਾਂ ਵੀ ਗਿਣੀਆਂ ਜਾਂਦੀਆਂ ਹਨ।',
    '{"ਮੈਨੂੰ ਪਸੰਦ ਹੈ ","ਮੈਨੂੰ ਮਾਣ ਹੈ ","ਮੇਰੀ ਮਦਦ ਕਰਨ ਵਾਲੇ ਹਨ "}'),
  ('not_going_well', 'pa', 'ਕੀ ਚੰਗਾ ਨਹੀਂ ਚੱਲ ਰਿਹਾ?', 'ਦੱਸਣ ਨਾਲ ਤੁਹਾਨੂੰ ਕੋਈ ਮੁਸ਼ਕਲ ਨਹੀਂ ਹੁੰਦੀ। ਇਸ ਨਾਲ ਚੀਜ਼ਾਂ ਬਦਲਣ ਵਿੱਚ ਮਦਦ ਮਿਲਦੀ ਹੈ।',
    '{"ਮੈਨੂੰ ਔਖਾ ਲੱਗਦਾ ਹੈ ਜਦੋਂ ","ਮੈਨੂੰ ਸੁਰੱਖਿਅਤ ਨਹੀਂ ਲੱਗਦਾ ਜਦੋਂ ","ਕਾਸ਼ ਲੋਕ ਇਹ ਬੰਦ ਕਰਨ: "}'),
  ('work', 'pa', 'ਤੁਸੀਂ ਕੀ ਸਿੱਖਣਾ ਜਾਂ ਕਿਹੜਾ ਕੰਮ ਕਰਨਾ ਚਾਹੋਗੇ?', 'ਸਕੂਲ ਤੋਂ ਬਾਅਦ: ਨੌਕਰੀ, ਕੋਰਸ, ਸਿਖਲਾਈ। ਪੱਕਾ ਪਤਾ ਹੋਣਾ ਜ਼ਰੂਰੀ ਨਹੀਂ।',
    '{"ਮੈਂ ਅਜ਼ਮਾਉਣਾ ਹੈ ","ਮੈਨੂੰ ਚੰਗਾ ਆਉਂਦਾ ਹੈ ","ਮੈਂ ਜਾਣਨਾ ਹੈ "}'),
  ('home', 'pa', 'ਤੁਸੀਂ ਕਿੱਥੇ ਅਤੇ ਕਿਵੇਂ ਰਹਿਣਾ ਚਾਹੋਗੇ?', 'ਪਰਿਵਾਰ ਨਾਲ, ਦੋਸਤਾਂ ਨਾਲ, ਜਾਂ ਮਦਦ ਨਾਲ ਆਪ। ਪੈਸੇ ਅਤੇ ਸਫ਼ਰ ਵੀ ਇਸ ਵਿੱਚ ਹਨ।',
    '{"ਵੱਡੇ ਹੋ ਕੇ ਮੈਂ ਇੱਥੇ ਰਹਿਣਾ ਹੈ: ","ਮੈਂ ਸਿੱਖਣਾ ਹੈ ","ਮੈਨੂੰ ਇਸ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੈ: "}'),
  ('friends', 'pa', 'ਤੁਸੀਂ ਹੋਰ ਲੋਕਾਂ ਨਾਲ ਕੀ ਕਰਨਾ ਚਾਹੋਗੇ?', 'ਦੋਸਤ, ਕਲੱਬ, ਪਿਆਰ, ਤੁਹਾਡਾ ਧਰਮ, ਦੂਜਿਆਂ ਦੀ ਮਦਦ।',
    '{"ਮੈਂ ਇਨ੍ਹਾਂ ਨੂੰ ਹੋਰ ਮਿਲਣਾ ਹੈ: ","ਮੈਂ ਸ਼ਾਮਲ ਹੋਣਾ ਹੈ ","ਮੈਨੂੰ ਵੱਖਰਾ ਮਹਿਸੂਸ ਹੁੰਦਾ ਹੈ ਜਦੋਂ "}'),
  ('health', 'pa', 'ਚੰਗਾ ਮਹਿਸੂਸ ਕਰਨ ਵਿੱਚ ਕੀ ਮਦਦ ਕਰੇਗਾ?', 'ਤੁਹਾਡਾ ਸਰੀਰ, ਭਾਵਨਾਵਾਂ, ਨੀਂਦ, ਖਾਣਾ, ਡਾਕਟਰ ਨੂੰ ਮਿਲਣਾ।',
    '{"ਮੈਨੂੰ ਚੰਗਾ ਲੱਗਦਾ ਹੈ ਜਦੋਂ ","ਮੈਨੂੰ ਚਿੰਤਾ ਹੈ ","ਡਾਕਟਰ ਕੋਲ ਮੈਨੂੰ ਚਾਹੀਦਾ ਹੈ "}'),
  ('would_help', 'pa', 'ਕੀ ਮਦਦ ਕਰੇਗਾ?', 'ਚੀਜ਼ਾਂ, ਲੋਕ, ਸਮਾਂ, ਸ਼ਾਂਤ ਥਾਂ, ਕਰਨ ਦਾ ਹੋਰ ਤਰੀਕਾ।',
    '{"ਮੇਰੀ ਮਦਦ ਹੋਵੇਗੀ ਜੇ ","ਮੈਨੂੰ ਹੋਰ ਚਾਹੀਦਾ ਹੈ ","ਮੈਨੂੰ ਪਹਿਲਾਂ ਪੁੱਛੋ: "}'),
  ('do_not_want', 'pa', 'ਤੁਸੀਂ ਕੀ ਨਹੀਂ ਚਾਹੁੰਦੇ?', 'ਤੁਸੀਂ ਕਿਸੇ ਖ਼ਿਆਲ ਨੂੰ ਨਾਂਹ ਕਹਿ ਸਕਦੇ ਹੋ। ਕਿਉਂ, ਇਹ ਦੱਸੋ ਜਾਂ ਰਹਿਣ ਦਿਓ।',
    '{"ਮੈਨੂੰ ਨਹੀਂ ਚਾਹੀਦਾ ","ਕਿਰਪਾ ਕਰਕੇ ਇਹ ਨਾ ਕਰੋ: ","ਹਾਲੇ ਬਹੁਤ ਜਲਦੀ ਹੈ "}'),
  ('who_comes', 'pa', 'ਮੀਟਿੰਗ ਵਿੱਚ ਕੌਣ ਹੋਣਾ ਚਾਹੀਦਾ ਹੈ?', 'ਅਤੇ ਕੌਣ ਨਹੀਂ ਹੋਣਾ ਚਾਹੀਦਾ। ਇਹ ਤੁਹਾਡਾ ਰਿਵਿਊ ਹੈ।',
    '{"ਮੈਂ ਨਾਲ ਲਿਆਉਣਾ ਹੈ ","ਮੈਂ ਇਨ੍ਹਾਂ ਸਾਹਮਣੇ ਗੱਲ ਨਹੀਂ ਕਰਨੀ: ","ਇਨ੍ਹਾਂ ਨੂੰ ਪੁੱਛੋ: "}'),
  ('how_i_join', 'pa', 'ਤੁਸੀਂ ਕਿਵੇਂ ਹਿੱਸਾ ਲੈਣਾ ਚਾਹੁੰਦੇ ਹੋ?', 'ਪੂਰੀ ਮੀਟਿੰਗ ਵਿੱਚ, ਕੁਝ ਹਿੱਸੇ ਵਿੱਚ, ਜਾਂ ਹੋਰ ਤਰੀਕੇ ਨਾਲ।',
    '{"ਮੈਂ ਸਾਰਾ ਸਮਾਂ ਉੱਥੇ ਰਹਿਣਾ ਹੈ।","ਮੈਂ ਕੁਝ ਹਿੱਸੇ ਲਈ ਆਉਣਾ ਹੈ।","ਕੋਈ ਇਹ ਮੇਰੇ ਵੱਲੋਂ ਪੜ੍ਹੇ।","ਮੈਂ ਤਸਵੀਰਾਂ ਜਾਂ ਫ਼ਿਲਮ ਦਿਖਾਉਣੀ ਹੈ।","ਮੈਨੂੰ ਵਿਚਕਾਰ ਆਰਾਮ ਚਾਹੀਦਾ ਹੈ।"}');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'ur', 'ابھی آپ کے پلان کا فیصلہ والدین کرتے ہیں', 'مگر لوگوں پر لازم ہے کہ آپ کی سوچ اور خواہش سنیں۔',
    '{"Year 11 ختم ہونے تک EHC پلان کے قانونی فیصلے آپ کے والدین یا دیکھ بھال کرنے والے کرتے ہیں۔","کونسل پر لازم ہے کہ آپ کی رائے، خواہشوں اور احساسات کا خیال رکھے۔","آپ اپنی میٹنگ میں آ سکتے ہیں، یا اپنی بات کسی اور طریقے سے کہہ سکتے ہیں۔"}'),
  ('plan_is_mine', 'ur', 'اپنے EHC پلان کا فیصلہ آپ کرتے ہیں', 'اس دن سے پلان کے فیصلے آپ کے ہیں، والدین کے نہیں۔',
    '{"آپ کونسل سے کہہ سکتے ہیں کہ معلوم کرے آپ کو کیا مدد چاہیے۔","پلان مکمل ہونے سے پہلے آپ اپنی رائے دے سکتے ہیں۔","آپ اپنی پسند کا اسکول یا کالج مانگ سکتے ہیں۔","آپ ذاتی بجٹ کے بارے میں پوچھ سکتے ہیں۔","اگر آپ کونسل سے متفق نہیں تو اپیل کر سکتے ہیں۔"}'),
  ('family_may_help', 'ur', 'آپ کا خاندان اب بھی مدد کر سکتا ہے', 'کتنی مدد، یہ آپ کہتے ہیں۔',
    '{"اگر آپ چاہیں تو والدین میٹنگ میں آ سکتے ہیں اور فیصلے میں مدد کر سکتے ہیں۔","خط آپ کو آتے ہیں۔ آپ کہہ سکتے ہیں کہ کسی اور کو بھی بھیجے جائیں۔","آپ چنتے ہیں کہ خاندان Onward میں کیا دیکھے۔ جب تک آپ نہ چنیں، کچھ نہیں بدلتا۔"}'),
  ('before_sixteen', 'ur', 'اگر یہ 16 سال سے پہلے آ جائے', 'تھوڑے عرصے کے لیے فیصلے کے اصول پوری طرح واضح نہیں۔',
    '{"کونسل کی SEND ٹیم سے پوچھیں کہ سالگرہ تک فیصلہ کون کرتا ہے۔","یہ آپ کو اکیلے حل نہیں کرنا۔"}'),
  ('own_decisions', 'ur', 'قانون کہتا ہے کہ آپ فیصلہ کر سکتے ہیں', '16 سال سے Mental Capacity Act نام کا قانون آپ کے ساتھ ہے۔',
    '{"لوگوں پر لازم ہے کہ مانیں آپ فیصلہ کر سکتے ہیں، جب تک وہ یہ ثابت نہ کریں کہ آپ نہیں کر سکتے۔","پہلے مدد کرنا ان پر لازم ہے: آسان لفظ، تصویریں، وقت، کوئی جس پر آپ کو بھروسا ہو۔","آپ ایسا فیصلہ کر سکتے ہیں جسے دوسرے سمجھ داری نہ سمجھیں۔","بات ایک وقت میں ایک فیصلے کی ہے۔ کوئی یہ نہیں کہہ سکتا کہ آپ کچھ بھی طے نہیں کر سکتے۔"}'),
  ('adult', 'ur', 'آپ بالغ ہیں', '18 سال پر والدین قانون کی رو سے آپ کے لیے فیصلہ نہیں کرتے۔',
    '{"ڈاکٹر، بینک اور کونسل پہلے آپ سے بات کرتے ہیں۔","جب آپ کہیں، والدین مدد کر سکتے ہیں۔","آپ کسی کو چن سکتے ہیں جو کبھی آپ کے لیے فیصلہ کرے، اگر آپ خود نہ کر سکیں۔ اسے lasting power of attorney کہتے ہیں۔"}'),
  ('supporter', 'ur', 'مددگار: کوئی جسے آپ چنیں', 'وہ آپ کو سمجھنے اور اپنی بات کہنے میں مدد دیتے ہیں۔ فیصلہ آپ کرتے ہیں۔',
    '{"یہ والدین، دوست، استاد یا کوئی بھی ہو سکتا ہے جس پر آپ کو بھروسا ہو۔","وہ آپ کے ساتھ میٹنگ میں اور فون پر ہو سکتے ہیں۔","آپ بدل سکتے ہیں کہ وہ کون ہو۔"}'),
  ('advocate', 'ur', 'ایڈووکیٹ: کوئی جو آپ کے حق میں بولے', 'ایڈووکیٹ آپ کے لیے ہوتا ہے، اسکول یا کونسل کے لیے کام نہیں کرتا۔',
    '{"وہ آپ کی بات کہنے میں مدد کرتے ہیں اور آپ کے حقوق بتاتے ہیں۔","آپ کے قریب SEND مشورے کی سروس مفت ہے۔ اس کا نمبر پوچھیں۔","سوشل کیئر کے جائزے کے لیے کونسل پر لازم ہے کہ آپ کو ایڈووکیٹ ڈھونڈ کر دے، اگر حصہ لینا آپ کے لیے بہت مشکل ہو اور کوئی اور مدد نہ کر سکے۔"}'),
  ('representative', 'ur', 'نمائندہ: صرف جب آپ یہ فیصلہ نہ کر سکیں', 'کوئی اور طے کرتا ہے کہ آپ کے لیے سب سے بہتر کیا ہے۔',
    '{"یہ صرف اس فیصلے کے لیے ہے جو آپ مدد کے باوجود نہ کر سکیں۔","وہ عدالت کا چنا ہوا، قانون کے مطابق آپ کا چنا ہوا، یا پھر والدین میں سے کوئی ہو سکتا ہے۔","ان پر لازم ہے کہ پوچھیں آپ کیا چاہتے ہیں اور اس پر سوچیں۔"}'),
  ('one_at_a_time', 'ur', 'ایک وقت میں ایک فیصلہ', 'ایک فیصلے میں مدد چاہیے ہو سکتی ہے اور دوسرے میں بالکل نہیں۔',
    '{"دوپہر کا کھانا چننا اور کالج چننا دو الگ فیصلے ہیں۔","اگر آپ آج طے نہ کر سکیں تو لوگ پوچھتے ہیں کہ کیا بعد میں کر سکتے ہیں۔","اگر لوگ آپ کے بارے میں جو کہیں اس سے آپ متفق نہ ہوں تو انہیں بتائیں، یا ایڈووکیٹ سے پوچھیں۔"}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'ur', 'کیا اچھا چل رہا ہے؟', 'اسکول یا کالج میں، گھر میں، دوستوں کے ساتھ۔ چھوٹی باتیں بھی شمار ہیں۔',
    '{"مجھے پسند ہے ","مجھے فخر ہے کہ ","میری مدد کرتے ہیں "}'),
  ('not_going_well', 'ur', 'کیا اچھا نہیں چل رہا؟', 'کہنے سے آپ کسی مشکل میں نہیں پڑتے۔ اس سے چیزیں بدلنے میں مدد ملتی ہے۔',
    '{"مجھے مشکل ہوتی ہے جب ","مجھے محفوظ نہیں لگتا جب ","کاش لوگ یہ بند کر دیں: "}'),
  ('work', 'ur', 'آپ کیا سیکھنا یا کیا کام کرنا چاہیں گے؟', 'اسکول کے بعد: نوکری، کورس، تربیت۔ پکا معلوم ہونا ضروری نہیں۔',
    '{"مجھے آزمانا ہے ","مجھے یہ اچھا آتا ہے: ","مجھے جاننا ہے "}'),
  ('home', 'ur', 'آپ کہاں اور کیسے رہنا چاہیں گے؟', 'خاندان کے ساتھ، دوستوں کے ساتھ، یا مدد کے ساتھ خود۔ پیسہ اور سفر بھی اس میں ہیں۔',
    '{"بڑے ہو کر مجھے یہاں رہنا ہے: ","مجھے سیکھنا ہے ","مجھے اس میں مدد چاہیے: "}'),
  ('friends', 'ur', 'آپ دوسروں کے ساتھ کیا کرنا چاہیں گے؟', 'دوست، کلب، محبت، آپ کا ایمان، دوسروں کی مدد۔',
    '{"مجھے ان سے زیادہ ملنا ہے: ","مجھے شامل ہونا ہے ","مجھے الگ تھلگ لگتا ہے جب "}'),
  ('health', 'ur', 'آپ کو اچھا محسوس کرنے میں کیا مدد دے گا؟', 'آپ کا جسم، احساسات، نیند، کھانا، ڈاکٹر سے ملنا۔',
    '{"مجھے اچھا لگتا ہے جب ","مجھے فکر ہے ","ڈاکٹر کے پاس مجھے چاہیے "}'),
  ('would_help', 'ur', 'کیا مدد کرے گا؟', 'چیزیں، لوگ، وقت، خاموش جگہ، کرنے کا کوئی اور طریقہ۔',
    '{"میری مدد ہوگی اگر ","مجھے زیادہ چاہیے ","مجھ سے پوچھیں اس سے پہلے کہ "}'),
  ('do_not_want', 'ur', 'آپ کیا نہیں چاہتے؟', 'آپ کسی خیال کو نہیں کہہ سکتے ہیں۔ وجہ بتائیں یا رہنے دیں۔',
    '{"مجھے نہیں چاہیے ","مہربانی کر کے یہ نہ کریں: ","ابھی بہت جلدی ہے "}'),
  ('who_comes', 'ur', 'میٹنگ میں کون ہونا چاہیے؟', 'اور کون نہیں ہونا چاہیے۔ یہ آپ کا جائزہ ہے۔',
    '{"مجھے ساتھ لانا ہے ","مجھے ان کے سامنے بات نہیں کرنی: ","ان سے پوچھیں: "}'),
  ('how_i_join', 'ur', 'آپ کیسے حصہ لینا چاہتے ہیں؟', 'پوری میٹنگ میں، کچھ حصے میں، یا کسی اور طریقے سے۔',
    '{"مجھے پورے وقت وہاں رہنا ہے۔","مجھے کچھ حصے کے لیے آنا ہے۔","کوئی یہ میری طرف سے پڑھ دے۔","مجھے تصویریں یا فلم دکھانی ہے۔","مجھے وقفے چاہییں۔"}');

insert into public.rights_texts (topic_key, locale, title, summary, points) values
  ('parents_first', 'ro', 'Deocamdată părinții decid despre planul tău', 'Dar ceilalți trebuie să asculte ce crezi și ce vrei.',
    '{"Părinții sau îngrijitorii tăi iau deciziile legale despre planul EHC până termini Year 11.","Primăria trebuie să țină cont de părerile, dorințele și sentimentele tale.","Poți veni la întâlnirile tale sau poți spune altfel ce crezi."}'),
  ('plan_is_mine', 'ro', 'Tu decizi despre planul tău EHC', 'Din ziua aceasta alegerile despre plan sunt ale tale, nu ale părinților.',
    '{"Poți cere primăriei să afle de ce ajutor ai nevoie.","Poți spune ce crezi despre un plan înainte să fie gata.","Poți cere școala sau colegiul pe care îl vrei.","Poți întreba despre un buget personal.","Dacă nu ești de acord cu primăria, poți face contestație."}'),
  ('family_may_help', 'ro', 'Familia te poate ajuta în continuare', 'Tu spui cât.',
    '{"Părinții pot veni la întâlniri și te pot ajuta să decizi, dacă vrei.","Scrisorile vin la tine. Poți cere să ajungă și la altcineva.","Tu alegi ce vede familia în Onward. Nimic nu se schimbă până nu alegi."}'),
  ('before_sixteen', 'ro', 'Dacă asta vine înainte să ai 16 ani', 'Pentru scurt timp, regulile despre cine decide nu sunt prea clare.',
    '{"Întreabă echipa SEND a primăriei cine decide până la ziua ta.","Nu trebuie să rezolvi asta fără ajutor."}'),
  ('own_decisions', 'ro', 'Legea spune că poți decide', 'De la 16 ani, o lege numită Mental Capacity Act este de partea ta.',
    '{"Ceilalți trebuie să creadă că poți lua o decizie, dacă nu arată că nu poți.","Mai întâi trebuie să te ajute: cuvinte simple, imagini, timp, cineva de încredere.","Poți decide ceva ce altora nu li se pare înțelept.","Este vorba despre o decizie într-un moment. Nimeni nu poate spune că nu poți decide nimic."}'),
  ('adult', 'ro', 'Ești adult', 'La 18 ani părinții nu mai decid pentru tine prin lege.',
    '{"Medicii, băncile și primăria vorbesc întâi cu tine.","Părinții te pot ajuta când le ceri.","Poți alege pe cineva care să decidă pentru tine cândva, dacă nu vei mai putea. Asta se numește lasting power of attorney."}'),
  ('supporter', 'ro', 'O persoană de sprijin: cineva ales de tine', 'Te ajută să înțelegi și să spui ce vrei. Tu decizi.',
    '{"Poate fi un părinte, un prieten, un profesor sau oricine în care ai încredere.","Poate veni cu tine la întâlniri și la apeluri.","Te poți răzgândi despre cine este."}'),
  ('advocate', 'ro', 'Un apărător (advocate): cineva de partea ta', 'Este acolo pentru tine și nu lucrează pentru școală sau primărie.',
    '{"Te ajută să spui ce vrei și îți spune ce drepturi ai.","Serviciul de sfaturi SEND din zona ta este gratuit. Cere numărul lui.","Pentru o evaluare de asistență socială, primăria trebuie să îți găsească un apărător, dacă ți-ar fi foarte greu să participi și nimeni altcineva nu te poate ajuta."}'),
  ('representative', 'ro', 'Un reprezentant: doar dacă nu poți lua această decizie', 'Cineva decide ce este cel mai bine pentru tine.',
    '{"Doar pentru o decizie pe care nu o poți lua nici cu ajutor.","Poate fi cineva ales de un judecător, cineva ales de tine după lege sau un părinte.","Trebuie să întrebe ce vrei și să se gândească la asta."}'),
  ('one_at_a_time', 'ro', 'Câte o decizie pe rând', 'Poți avea nevoie de ajutor la o decizie și deloc la alta.',
    '{"Să alegi prânzul și să alegi colegiul sunt două decizii.","Dacă nu poți decide azi, ceilalți întreabă dacă poți mai târziu.","Dacă nu ești de acord cu ce se spune despre tine, spune-le sau întreabă un apărător."}');

insert into public.view_question_texts (question_key, locale, title, hint, starters) values
  ('going_well', 'ro', 'Ce merge bine?', 'La școală sau colegiu, acasă, cu prietenii. Contează și lucrurile mici.',
    '{"Îmi place ","Mă bucur că am reușit să ","Cineva care mă ajută este "}'),
  ('not_going_well', 'ro', 'Ce nu merge bine?', 'Nu ai probleme dacă spui. Asta ajută ca lucrurile să se schimbe.',
    '{"Îmi este greu când ","Nu mă simt în siguranță când ","Aș vrea ca ceilalți să nu mai "}'),
  ('work', 'ro', 'Ce ai vrea să înveți sau să lucrezi?', 'După școală: o slujbă, un curs, un loc de pregătire. Nu trebuie să știi sigur.',
    '{"Aș vrea să încerc ","Mă pricep la ","Vreau să aflu despre "}'),
  ('home', 'ro', 'Unde și cum ai vrea să locuiești?', 'Cu familia, cu prieteni, pe cont propriu cu ajutor. Și banii, și drumurile țin de asta.',
    '{"Când voi fi mai mare vreau să locuiesc ","Vreau să învăț să ","Am nevoie de ajutor la "}'),
  ('friends', 'ro', 'Ce ai vrea să faci cu alți oameni?', 'Prieteni, cluburi, iubire, credință, ajutor pentru alții.',
    '{"Aș vrea să văd mai des pe ","Aș vrea să intru în ","Mă simt pe dinafară când "}'),
  ('health', 'ro', 'Ce te-ar ajuta să te simți bine?', 'Corpul, sentimentele, somnul, mâncarea, mersul la medic.',
    '{"Mă simt bine când ","Îmi fac griji pentru ","La medic am nevoie de "}'),
  ('would_help', 'ro', 'Ce ar ajuta?', 'Lucruri, oameni, timp, un loc liniștit, alt fel de a face.',
    '{"M-ar ajuta dacă ","Vreau mai mult ","Vă rog întrebați-mă înainte de "}'),
  ('do_not_want', 'ro', 'Ce nu vrei?', 'Poți spune nu unei idei. Poți spune de ce sau poți lăsa așa.',
    '{"Nu vreau ","Vă rog nu ","Este prea devreme pentru "}'),
  ('who_comes', 'ro', 'Cine ar trebui să fie la întâlnire?', 'Și cine nu ar trebui să fie. Este revizuirea ta.',
    '{"Vreau să vin cu ","Nu vreau să vorbesc în fața lui ","Vă rog întrebați pe "}'),
  ('how_i_join', 'ro', 'Cum vrei să participi?', 'La toată întâlnirea, la o parte sau altfel.',
    '{"Vreau să fiu acolo tot timpul.","Vreau să vin doar la o parte.","Vreau ca altcineva să citească asta pentru mine.","Vreau să arăt imagini sau un film.","Am nevoie de pauze."}');

-- 94_confirmations.sql

-- Did it really happen? A second word, by the young person or their family, on what services say is done.

create table public.confirmations (
  id uuid primary key,
  item_id uuid not null references public.timeline_items (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  answer text not null check (answer in ('yes', 'partly', 'no', 'not_sure')),
  words text check (char_length(trim(words)) between 1 and 1000),
  shared_with public.audience[] not null default '{young_person,family,school,post16_provider,la_send}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (item_id, author_id)
);
comment on table public.confirmations is
  'What the young person or somebody of their family says about a step that a service has marked as done. One for each who says it.';
comment on column public.confirmations.shared_with is
  'The circle, and those who hold the plan together: school, college and the SEND team. The service itself sees it where it is one of these.';
create index confirmations_person_idx on public.confirmations (person_id);
create index confirmations_author_idx on public.confirmations (author_id);
-- The few that say something else than the service does: what mismatches() looks for.
create index confirmations_doubt_idx on public.confirmations (person_id) where answer in ('no', 'partly');

create trigger audit after insert or update or delete on public.confirmations
  for each row execute function private.audit('person_id', 'id');
alter table public.confirmations enable row level security;
grant select on public.confirmations to authenticated;
create policy "The circle and those who coordinate can read whether it happened" on public.confirmations
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function public.confirm_item(item uuid, expected_version integer, answer text, words text default null) returns public.confirmations
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  done public.timeline_items;
  seat record;
  kept public.confirmations;
begin
  select t.* into done from public.timeline_items t
  where t.id = item and t.retired_at is null
    and exists (select from private.access a where a.person_id = t.person_id and a.account_id = me);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select a.display_name, a.role into seat from private.access a
  where a.person_id = done.person_id and a.account_id = me and a.via = 'circle' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'only_circle_confirms', detail = 'The young person and their family say whether it happened.';
  end if;
  if done.status <> 'done' or done.audience in ('young_person', 'family') then
    raise sqlstate 'PT409' using message = 'not_done_by_service', detail = 'Only what a service says is done can be confirmed.';
  end if;
  if coalesce(confirm_item.answer, '') not in ('yes', 'partly', 'no', 'not_sure') then
    raise sqlstate 'PT422' using message = 'confirmation_needed', detail = 'Say yes, partly, no or not sure.';
  end if;
  if char_length(trim(confirm_item.words)) > 1000 then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'This holds 1,000 letters.';
  end if;
  select c.* into kept from public.confirmations c where c.item_id = item and c.author_id = me for update;
  if coalesce(kept.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'confirmation_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.confirmations as c (id, item_id, person_id, author_id, author_name, author_role, answer, words)
  values (gen_random_uuid(), item, done.person_id, me, seat.display_name, seat.role, confirm_item.answer, nullif(trim(confirm_item.words), ''))
  on conflict (item_id, author_id) do update
  set answer = excluded.answer, words = excluded.words, updated_at = now(), version = c.version + 1
  where c.version = expected_version
  returning c.* into kept;
  if kept.id is null then
    raise sqlstate 'PT409' using message = 'confirmation_changed', detail = '{}', hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  return kept;
end
$$;
comment on function public.confirm_item(uuid, integer, text, text) is
  'Says whether a step that a service marked as done really happened: yes, partly, no or not_sure, with words. expected_version is 0 for the first time. '
  'Errors: PT404 not_found, PT403 only_circle_confirms, PT409 not_done_by_service or confirmation_changed (detail: the row as it is now), PT422 confirmation_needed or text_too_long.';

create function public.take_back_confirmation(item uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.confirmations c
  where c.item_id = item and c.author_id = (select auth.uid())
    and exists (select from private.access a where a.person_id = c.person_id and a.account_id = c.author_id);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.take_back_confirmation(uuid) is 'Takes back what I said about a step. Errors: PT404 not_found.';

create view private.doubts as
  select c.person_id, c.item_id, t.item_key, t.audience, t.done_by_name, t.done_at, c.id, c.author_name, c.author_role, c.answer, c.words, c.updated_at, c.shared_with
  from public.confirmations c
  join public.timeline_items t on t.id = c.item_id and t.status = 'done' and t.retired_at is null
  -- Done once more since: the question is open again.
  where c.answer in ('no', 'partly') and c.updated_at >= t.done_at;
comment on view private.doubts is
  'What a service says is done and the young person or family says is not, or only in part. It reads as its owner: for functions and views that ask whose it is.';
create view private.my_doubts as
  select d.* from private.doubts d
  where exists (
    select from private.access a where a.person_id = d.person_id and a.account_id = (select auth.uid()) and a.audience = any (d.shared_with));
comment on view private.my_doubts is 'The doubts about those I work with or whose circle I am in, as far as they are shared with me. It reads as its owner.';
revoke all on private.doubts, private.my_doubts from public, anon, authenticated;

create function public.mismatches(person uuid default null, in_locale text default 'en')
returns table (
  person_id uuid, known_as text, item_id uuid, item_key text, title text, audience public.audience,
  done_by_name text, done_at timestamptz, said_by text, said_role public.member_role, answer text, words text, said_at timestamptz
)
language sql security definer
set search_path = ''
as $$
  select private.record_view(c.person_id, 'timeline') from private.my_doubts c where mismatches.person is null or c.person_id = mismatches.person;
  select p.id, p.known_as, c.item_id, c.item_key, coalesce(w.title, c.item_key), c.audience, c.done_by_name, c.done_at,
    c.author_name, c.author_role, c.answer, c.words, c.updated_at
  from private.my_doubts c
  join public.people p on p.id = c.person_id
  left join lateral (
    select x.title from public.pathway_texts x
    where x.template_id = p.template_id and x.subject = 'item' and x.subject_key = c.item_key and x.locale in (in_locale, 'en')
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  where mismatches.person is null or c.person_id = mismatches.person
  order by c.updated_at desc, c.id
$$;
comment on function public.mismatches(uuid, text) is
  'Steps that a service says are done and the young person or family say are not, or only in part, newest first: of one person, or of everybody I '
  'work with. For those who coordinate and the circle; nothing for others. A step done again since then is no mismatch. Staff who look are written down.';

grant execute on function public.confirm_item(uuid, integer, text, text), public.take_back_confirmation(uuid), public.mismatches(uuid, text) to authenticated;

-- 95_family.sql

-- The family's Onward: questions with their answers, who is dealing with it, what changed, views for a review, private notes.

-- Questions, and requests to change something. Both are asked of a team, answered by it, and kept on the plan.

create table public.questions (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  kind text not null check (kind in ('question', 'change_request')),
  to_audience public.audience not null,
  words text not null check (char_length(words) between 1 and 2000),
  shared_with public.audience[] not null default '{}',
  asked_at timestamptz not null default now(),
  taken_by uuid references public.accounts (id) on delete set null,
  taken_by_name text,
  taken_by_role public.member_role,
  taken_at timestamptz,
  answer_due_on date not null,
  answer text check (char_length(answer) between 1 and 4000),
  answered_by uuid references public.accounts (id) on delete set null,
  answered_by_name text,
  answered_by_role public.member_role,
  answered_at timestamptz,
  withdrawn_at timestamptz,
  version integer not null default 1,
  check (cardinality(shared_with) = 0 or to_audience = any (shared_with)),
  check ((answer is null) = (answered_at is null)),
  check (withdrawn_at is null or (answered_at is null and shared_with = '{}'))
);
comment on table public.questions is
  'A question or a request for a change that the circle puts to a team, and its answer. Names and roles are as they were at the time.';
comment on column public.questions.to_audience is 'Who is asked: the teams of this audience, or the family where a young person asks it.';
comment on column public.questions.shared_with is 'Who reads the question and its answer beside the author. The one asked is always among them.';
comment on column public.questions.answer_due_on is 'Five working days after asking, until whoever takes it says another day.';
comment on column public.questions.withdrawn_at is 'Its author took it back before it was answered: only they read it now.';
create index questions_person_idx on public.questions (person_id, asked_at desc);
create index questions_author_idx on public.questions (author_id);
create index questions_taken_by_idx on public.questions (taken_by) where taken_by is not null;
create index questions_answered_by_idx on public.questions (answered_by) where answered_by is not null;
create trigger audit after insert or update or delete on public.questions
  for each row execute function private.audit('person_id', 'id');

alter table public.questions enable row level security;
grant select on public.questions to authenticated;
create policy "Its author and those it is shared with can read a question" on public.questions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.answer_due_on(asked_at timestamptz) returns date
language sql stable
set search_path = ''
return rules.nth_working_day_beginning_with((asked_at at time zone 'Europe/London')::date + 1, 5);
comment on function private.answer_due_on(timestamptz) is 'The day a question should be answered by: five working days after it was asked. Our own standard, not law.';
grant execute on function private.answer_due_on(timestamptz) to authenticated;

create function private.must_fit(words text, longest integer) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if coalesce(trim(words), '') = '' then
    raise sqlstate 'PT422' using message = 'words_needed', detail = 'Write something first.';
  end if;
  if char_length(trim(words)) > longest then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = format('This holds %s letters.', longest);
  end if;
  return trim(words);
end
$$;
comment on function private.must_fit(text, integer) is 'Gives the words without space around them. Errors: PT422 words_needed or text_too_long.';

create function public.ask_question(
  question uuid, person uuid, kind text, to_audience public.audience, words text, shared_with public.audience[] default '{}'
) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  asked public.questions;
begin
  perform private.must_see(person);
  select a.audience, a.role, a.display_name into seat from private.access a
  where a.person_id = person and a.account_id = me and a.via = 'circle';
  if not found then
    raise sqlstate 'PT403' using message = 'circle_only', detail = 'Young people and their families ask. A team answers.';
  end if;
  if ask_question.kind not in ('question', 'change_request') then
    raise sqlstate 'PT400' using message = 'kind_invalid', detail = 'Ask a question, or for a change.';
  end if;
  -- The form chose the id, so that pressing send twice asks once.
  select q.* into asked from public.questions q where q.id = question;
  if found then
    if asked.author_id = me and asked.person_id = person then
      return asked;
    end if;
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  if to_audience = seat.audience or to_audience = 'young_person' or not exists (
    select from private.access a where a.person_id = person and a.audience = to_audience and a.account_id <> me
  ) then
    raise sqlstate 'PT422' using message = 'nobody_to_ask', detail = 'Nobody of that team is here. Choose another team.';
  end if;
  insert into public.questions (id, person_id, author_id, author_name, author_role, kind, to_audience, words, shared_with, answer_due_on)
  values (question, person, me, seat.display_name, seat.role, ask_question.kind, to_audience, private.must_fit(words, 2000),
    (select array_agg(distinct x) from unnest(shared_with || to_audience) x where x is not null), private.answer_due_on(now()))
  returning * into asked;
  return asked;
end
$$;
comment on function public.ask_question(uuid, uuid, text, public.audience, text, public.audience[]) is
  'The circle asks a question, or asks for a change (kind: question, change_request). Asking twice with the same id asks once. Whoever is asked '
  'always reads it. Errors: PT404 not_found, PT403 circle_only, PT422 nobody_to_ask, words_needed or text_too_long.';

create function private.open_question(question uuid, expected_version integer) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.questions;
begin
  select q.* into asked from public.questions q
  where q.id = question and private.may_read_shared(q.person_id, q.author_id, q.shared_with) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if asked.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'question_changed', detail = to_jsonb(asked)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return asked;
end
$$;
comment on function private.open_question(uuid, integer) is
  'The question as it is, held for a change. Errors: PT404 not_found, PT409 question_changed (detail: the row as it is now).';

create function private.may_answer(person uuid, to_audience public.audience, author uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.may_work(person, to_audience, (select auth.uid())) and author <> (select auth.uid())
$$;
comment on function private.may_answer(uuid, public.audience, uuid) is
  'Who answers: the teams asked, and while none of them is involved any more, whoever stands in for their steps.';
grant execute on function private.may_answer(uuid, public.audience, uuid) to authenticated;

create function private.must_answer(asked public.questions) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.may_answer(asked.person_id, asked.to_audience, asked.author_id) then
    raise sqlstate 'PT403' using message = 'not_your_question', detail = 'This was asked of another team.';
  end if;
end
$$;

create function private.role_of(account uuid, person uuid) returns public.member_role
language sql stable strict
set search_path = ''
as $$
  select a.role from private.access a where a.person_id = person and a.account_id = account order by a.via desc limit 1
$$;
comment on function private.role_of(uuid, uuid) is 'What somebody is to this young person today; null when they are nothing.';

create function public.take_question(question uuid, expected_version integer, answer_due_on date default null) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  asked public.questions := private.open_question(question, expected_version);
begin
  perform private.must_answer(asked);
  if asked.answered_at is not null then
    raise sqlstate 'PT422' using message = 'question_answered', detail = 'This has an answer already.';
  end if;
  if take_question.answer_due_on not between private.today() and private.today() + 60 then
    raise sqlstate 'PT422' using message = 'day_out_of_reach', detail = 'Choose a day from today to 60 days from now.';
  end if;
  update public.questions q
  set taken_by = me, taken_by_name = private.name_of(me, q.person_id), taken_by_role = private.role_of(me, q.person_id),
    taken_at = now(), answer_due_on = coalesce(take_question.answer_due_on, q.answer_due_on), version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.take_question(uuid, integer, date) is
  'Somebody of the team asked says that they look at it, and by when they answer. Errors: PT404 not_found, PT403 not_your_question, '
  'PT409 question_changed, PT422 question_answered or day_out_of_reach.';

create function public.answer_question(question uuid, expected_version integer, answer text) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  asked public.questions := private.open_question(question, expected_version);
begin
  perform private.must_answer(asked);
  update public.questions q
  set answer = private.must_fit(answer_question.answer, 4000), answered_by = me, answered_by_name = private.name_of(me, q.person_id),
    answered_by_role = private.role_of(me, q.person_id),
    -- Mending an answer does not make it late.
    answered_at = coalesce(q.answered_at, now()), version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.answer_question(uuid, integer, text) is
  'Answers a question, or mends its answer. Errors: PT404 not_found, PT403 not_your_question, PT409 question_changed, '
  'PT422 words_needed or text_too_long.';

create function public.withdraw_question(question uuid, expected_version integer) returns public.questions
language plpgsql security definer
set search_path = ''
as $$
declare
  asked public.questions := private.open_question(question, expected_version);
begin
  if asked.author_id <> (select auth.uid()) then
    raise sqlstate 'PT403' using message = 'not_your_question', detail = 'Only who asked can take a question back.';
  end if;
  if asked.answered_at is not null then
    raise sqlstate 'PT422' using message = 'question_answered', detail = 'This has an answer already, which stays on the plan.';
  end if;
  update public.questions q set withdrawn_at = coalesce(q.withdrawn_at, now()), shared_with = '{}', version = q.version + 1
  where q.id = asked.id
  returning q.* into asked;
  return asked;
end
$$;
comment on function public.withdraw_question(uuid, integer) is
  'Its author takes a question back before it is answered; from then on only they read it. Errors: PT404 not_found, '
  'PT403 not_your_question, PT409 question_changed, PT422 question_answered.';

create function public.questions_about(person uuid)
returns table (
  id uuid, kind text, to_audience public.audience, words text, shared_with public.audience[], asked_at timestamptz,
  author_name text, author_role public.member_role, mine boolean,
  taken_by_name text, taken_by_role public.member_role, taken_at timestamptz, taken_by_me boolean,
  answer_due_on date, standard_due_on date, answer text, answered_by_name text, answered_by_role public.member_role, answered_at timestamptz,
  withdrawn_at timestamptz, state text, late boolean, may_answer boolean, version integer
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'questions');
  select q.id, q.kind, q.to_audience, q.words, q.shared_with, q.asked_at,
    q.author_name, q.author_role, q.author_id = (select auth.uid()),
    q.taken_by_name, q.taken_by_role, q.taken_at, coalesce(q.taken_by = (select auth.uid()), false),
    q.answer_due_on, private.answer_due_on(q.asked_at), q.answer, q.answered_by_name, q.answered_by_role, q.answered_at,
    q.withdrawn_at,
    case when q.withdrawn_at is not null then 'withdrawn' when q.answered_at is not null then 'answered'
      when q.taken_at is not null then 'being_looked_at' else 'asked' end,
    q.withdrawn_at is null
      and coalesce((q.answered_at at time zone 'Europe/London')::date, private.today()) > q.answer_due_on,
    q.withdrawn_at is null and private.may_answer(q.person_id, q.to_audience, q.author_id),
    q.version
  from public.questions q
  where q.person_id = person
  order by (q.answered_at is not null or q.withdrawn_at is not null), q.answer_due_on, q.asked_at desc
$$;
comment on function public.questions_about(uuid) is
  'The questions about one young person that I may read: open ones first, by the day an answer is due. state: asked, being_looked_at, '
  'answered, withdrawn. late: no answer on its day, or answered after it. standard_due_on: five working days after asking. Nothing for an outsider. Staff who look are written down.';

grant execute on function
  public.ask_question(uuid, uuid, text, public.audience, text, public.audience[]), public.take_question(uuid, integer, date),
  public.answer_question(uuid, integer, text), public.withdraw_question(uuid, integer), public.questions_about(uuid)
  to authenticated;

-- Who is dealing with it: how families reach a member of a team, who covers while they are away, and who it was before.

create table public.contact_cards (
  member_id uuid primary key references public.organisation_members (id) on delete cascade,
  phone text check (char_length(phone) between 3 and 40),
  email text check (email ~ '^[^@\s]+@[^@\s]+$' and char_length(email) <= 120),
  works_on smallint[] not null default '{}' check (works_on <@ '{1,2,3,4,5,6,7}'),
  best_time text check (char_length(best_time) between 1 and 160),
  photo text check (photo ~ '^data:image/(jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$' and char_length(photo) <= 60000),
  away_from date check (private.is_plausible(away_from)),
  away_until date check (private.is_plausible(away_until)),
  cover_member_id uuid references public.organisation_members (id) on delete set null,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null,
  check (away_until is null or away_until >= away_from),
  check (cover_member_id is distinct from member_id),
  check (away_from is not null or (away_until is null and cover_member_id is null))
);
comment on table public.contact_cards is 'How families reach a member of a team. Work numbers and addresses, never private ones.';
comment on column public.contact_cards.works_on is 'Days of the week they work: 1 is Monday. Empty: they have not said.';
comment on column public.contact_cards.photo is 'A small picture as a data URL, so that it is behind the same policy and asks no other server.';
comment on column public.contact_cards.away_until is 'Their last day away. Null while away: they do not know yet.';
comment on column public.contact_cards.cover_member_id is 'Who of their team to ask while they are away.';
create index contact_cards_cover_idx on public.contact_cards (cover_member_id) where cover_member_id is not null;
create index contact_cards_updated_by_idx on public.contact_cards (updated_by) where updated_by is not null;
-- It is about no young person: administrators read its history, as they read that of teams.
create trigger audit after insert or update of phone, email, works_on, best_time, away_from, away_until, cover_member_id or delete
  on public.contact_cards for each row execute function private.audit('person_id', 'member_id');

create function private.may_read_card(member uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from public.organisation_members m
    join private.memberships mine on mine.organisation_id = m.organisation_id and mine.account_id = (select auth.uid())
    where m.id = member
  ) or exists (
    select from public.organisation_members m
    join public.involvements i on i.organisation_id = m.organisation_id
      and (select private.today()) between i.starts_on and coalesce(i.ends_on, 'infinity')
    join private.access a on a.person_id = i.person_id and a.account_id = (select auth.uid())
    where m.id = member
  )
$$;
comment on function private.may_read_card(uuid) is 'Their own team, and everyone involved with a young person that this team works with today.';
grant execute on function private.may_read_card(uuid) to authenticated;

alter table public.contact_cards enable row level security;
grant select on public.contact_cards to authenticated;
create policy "Team mates and those whose young people the team works with can read how to reach a member" on public.contact_cards
  for select to authenticated using (private.may_read_card(member_id));

create function public.save_contact_card(member uuid, expected_version integer, patch jsonb) returns public.contact_cards
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  card public.contact_cards;
begin
  select m.organisation_id, m.account_id = me as is_mine into seat from public.organisation_members m
  where m.id = member and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity') and exists (
    select from private.memberships s where s.account_id = me and s.organisation_id = m.organisation_id
  );
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if patch is null or jsonb_typeof(patch) <> 'object' or (
    select bool_or(k not in ('phone', 'email', 'works_on', 'best_time', 'photo', 'away_from', 'away_until', 'cover_member_id'))
    from jsonb_object_keys(patch) k
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'That is not part of a contact card.';
  end if;
  -- Somebody who is ill does not fill in forms: a team mate may say who covers.
  if seat.is_mine is not true and patch ?| array['phone', 'email', 'works_on', 'best_time', 'photo'] then
    raise sqlstate 'PT403' using message = 'card_not_yours', detail = 'For a team mate you can only say when they are away and who covers.';
  end if;
  if patch ->> 'cover_member_id' is not null and not exists (
    select from public.organisation_members m
    where m.id::text = patch ->> 'cover_member_id' and m.organisation_id = seat.organisation_id
      and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  ) then
    raise sqlstate 'PT422' using message = 'cover_not_in_team', detail = 'Choose somebody who works in the same team.';
  end if;
  select c.* into card from public.contact_cards c where c.member_id = member for update;
  if coalesce(card.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'card_changed', detail = (to_jsonb(card) - 'photo')::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;

  card := jsonb_populate_record(card, patch || jsonb_build_object('member_id', member));
  insert into public.contact_cards as c (member_id, phone, email, works_on, best_time, photo, away_from, away_until, cover_member_id, updated_by)
  values (member, nullif(trim(card.phone), ''), nullif(trim(card.email), ''), coalesce(card.works_on, '{}'), nullif(trim(card.best_time), ''),
    nullif(card.photo, ''), card.away_from, card.away_until, card.cover_member_id, me)
  on conflict (member_id) do update set phone = excluded.phone, email = excluded.email, works_on = excluded.works_on,
    best_time = excluded.best_time, photo = excluded.photo, away_from = excluded.away_from, away_until = excluded.away_until,
    cover_member_id = excluded.cover_member_id, version = c.version + 1, updated_at = now(), updated_by = me
  returning c.* into card;
  return card;
exception
  when check_violation or invalid_text_representation or invalid_datetime_format or datetime_field_overflow
    or invalid_parameter_value or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Look at the phone number, the address and the dates again.';
end
$$;
comment on function public.save_contact_card(uuid, integer, jsonb) is
  'Changes what is named of my own card: phone, email, works_on, best_time, photo, away_from, away_until, cover_member_id. For a team mate: '
  'the last three. expected_version is 0 while there is no card. Errors: PT404 not_found, PT403 card_not_yours, PT409 card_changed '
  '(detail: the card as it is now), PT400 patch_invalid, PT422 cover_not_in_team or value_invalid.';

create function public.my_contact_cards() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'member_id', s.member_id, 'organisation', o.name, 'role', s.role, 'card', to_jsonb(c) - 'updated_by' - 'updated_at',
    'team', (
      select coalesce(jsonb_agg(jsonb_build_object('member_id', t.id, 'display_name', t.display_name) order by t.display_name), '[]')
      from public.organisation_members t
      where t.organisation_id = s.organisation_id and t.id <> s.member_id and t.role <> 'computer_system'
        and private.today() between t.starts_on and coalesce(t.ends_on, 'infinity')
    )) order by o.name), '[]')
  from private.memberships s
  join public.organisations o on o.id = s.organisation_id
  left join public.contact_cards c on c.member_id = s.member_id
  where s.account_id = (select auth.uid()) and s.audience is not null
$$;
comment on function public.my_contact_cards() is
  'My seats in teams that work with young people, each with its contact card (null while there is none) and the team mates who could cover.';

create table public.named_contact_history (
  id bigint generated always as identity primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  involvement_id uuid not null references public.involvements (id) on delete cascade,
  member_id uuid references public.organisation_members (id) on delete set null,
  display_name text not null,
  role public.member_role not null,
  from_on date not null,
  until_on date,
  check (until_on is null or until_on >= from_on)
);
comment on table public.named_contact_history is
  'Who was the named contact of a team, from when to when. A trigger keeps it; involvements has the audit, so this table needs none.';
create index named_contact_history_involvement_idx on public.named_contact_history (involvement_id, from_on);
create index named_contact_history_person_idx on public.named_contact_history (person_id);
create index named_contact_history_member_idx on public.named_contact_history (member_id);
alter table public.named_contact_history enable row level security;
grant select on public.named_contact_history to authenticated;
create policy "Involved people can read who the named contacts were" on public.named_contact_history
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = named_contact_history.person_id limit 1)
  );

create function private.keep_named_contact() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  ends date := coalesce(new.ends_on, private.today());
begin
  update public.named_contact_history h set until_on = greatest(h.from_on, ends)
  where h.involvement_id = new.id and h.until_on is null
    and (new.ends_on is not null or h.member_id is distinct from new.named_contact_id);
  if tg_op = 'UPDATE' and old.ends_on is not null and new.ends_on is null then
    update public.named_contact_history h set until_on = null
    where h.involvement_id = new.id and h.member_id = new.named_contact_id and h.until_on = greatest(h.from_on, old.ends_on);
  end if;
  insert into public.named_contact_history (person_id, involvement_id, member_id, display_name, role, from_on, until_on)
  select new.person_id, new.id, m.id, m.display_name, m.role,
    case when tg_op = 'INSERT' then new.starts_on else private.today() end, new.ends_on
  from public.organisation_members m
  where m.id = new.named_contact_id and not exists (
    select from public.named_contact_history h
    where h.involvement_id = new.id and h.member_id = m.id and (h.until_on is null or new.ends_on is not null)
  );
  return null;
end
$$;
create trigger named_contact after insert or update of named_contact_id, ends_on on public.involvements
  for each row execute function private.keep_named_contact();

create function private.contact_card_of(member uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('member_id', m.id, 'display_name', m.display_name, 'role', m.role, 'phone', c.phone, 'email', c.email,
    'works_on', coalesce(to_jsonb(c.works_on), '[]'), 'best_time', c.best_time, 'has_photo', c.photo is not null)
  from public.organisation_members m
  left join public.contact_cards c on c.member_id = m.id
  where m.id = member and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
$$;

create function public.named_contacts(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'circle');
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'organisation_id', o.id, 'organisation', o.name, 'audience', o.audience, 'involved_since', i.starts_on,
      'contact', private.contact_card_of(i.named_contact_id),
      'away', case when coalesce(c.away_until, 'infinity') >= private.today() and c.away_from <= private.today() + 14
        then jsonb_build_object('from', c.away_from, 'until', c.away_until, 'is_now', c.away_from <= private.today(),
          'cover', private.contact_card_of(c.cover_member_id)) end,
      'history', (
        select coalesce(jsonb_agg(jsonb_build_object('display_name', h.display_name, 'role', h.role, 'from', h.from_on, 'until', h.until_on)
          order by h.from_on desc, h.id desc), '[]')
        from public.named_contact_history h where h.involvement_id = i.id
      )) order by o.audience, o.name), '[]')
    from public.involvements i
    join public.organisations o on o.id = i.organisation_id and o.audience is not null
    left join public.contact_cards c on c.member_id = i.named_contact_id
    where i.person_id = person and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  );
end
$$;
comment on function public.named_contacts(uuid) is
  'Who is dealing with it, team by team: [{organisation_id, organisation, audience, involved_since, contact: {member_id, display_name, role, '
  'phone, email, works_on, best_time, has_photo} or null while nobody is named, away: {from, until, is_now, cover: a contact or null} from two '
  'weeks before, history: [{display_name, role, from, until}] newest first}]. Errors: PT404 not_found.';

-- What changed since somebody last looked.

create table public.last_looks (
  account_id uuid not null references public.accounts (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  up_to bigint not null,
  up_to_at timestamptz not null,
  looked_at timestamptz not null default now(),
  primary key (account_id, person_id)
);
comment on table public.last_looks is
  'Up to which line of the history somebody has seen a young person''s changes. Without an audit: when somebody looks is nobody else''s business.';
comment on column public.last_looks.up_to_at is 'When that line was written: what is newer is new. Not when they looked, because more may have come in between.';
create index last_looks_person_idx on public.last_looks (person_id);
alter table public.last_looks enable row level security;
grant select on public.last_looks to authenticated;
create policy "People can read how far they have looked themselves" on public.last_looks
  for select to authenticated using (account_id = (select auth.uid()));

create function public.mark_looked(person uuid, up_to bigint) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  earlier bigint;
begin
  perform private.must_see(person);
  select l.up_to into earlier from public.last_looks l where l.account_id = me and l.person_id = person;
  if mark_looked.up_to is null then
    delete from public.last_looks l where l.account_id = me and l.person_id = person;
  else
    insert into public.last_looks as l (account_id, person_id, up_to, up_to_at)
    select me, person, e.id, e.at from public.audit_events e where e.id = mark_looked.up_to and e.person_id = person
    on conflict (account_id, person_id) do update set up_to = excluded.up_to, up_to_at = excluded.up_to_at, looked_at = now();
  end if;
  return earlier;
end
$$;
comment on function public.mark_looked(uuid, bigint) is
  'I have seen everything up to this line of the history; null forgets it. Gives up to where it was before, to undo it. Errors: PT404 not_found.';

create function private.handing_over_event(view uuid) returns bigint
language sql stable security definer
set search_path = ''
as $$
  select e.id from public.own_views v
  join public.audit_events e on e.person_id = v.person_id and e.subject = 'own_views' and e.subject_key = v.question_key and e.at >= v.handed_over_at
  where v.id = view order by e.id limit 1
$$;
comment on function private.handing_over_event(uuid) is
  'The line of the history in which an answer was handed over. Only its place: the line itself is its author''s, the answer whose it was handed to.';
grant execute on function private.handing_over_event(uuid) to authenticated;

create function public.changes_about(person uuid, in_locale text default 'en')
returns table (
  event_id bigint, at timestamptz, is_new boolean, actor_name text, actor_role public.member_role,
  action text, subject text, subject_key text, changes jsonb, name text,
  item_id uuid, item_audience public.audience, item_mine boolean, item_due_on date, item_status public.item_status
)
-- plpgsql, because the reviews it tells of come in a later room.
language plpgsql rows 200
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.record_view(changes_about.person, 'history');
  return query
  with looked as materialized (
    select (select l.up_to_at from public.last_looks l where l.account_id = (select auth.uid()) and l.person_id = changes_about.person) as up_to
  ),
  recent as materialized (
    select e.* from public.audit_events e
    where e.person_id = changes_about.person and e.actor_id is distinct from (select auth.uid())
      and e.subject in ('timeline_items', 'person_dates', 'plans', 'placements', 'person_flags', 'involvements', 'circle_members',
        'questions', 'family_views', 'reviews', 'review_actions', 'goals', 'goal_reports', 'profiles')
      and e.at > now() - interval '180 days'
    order by e.at desc, e.id desc limit 200
  )
  select e.id, e.at, e.at > coalesce(l.up_to, now() - interval '30 days'),
    e.actor_name, e.actor_role, e.action, e.subject, e.subject_key, e.changes,
    coalesce(w.title, case e.subject
      when 'involvements' then (select o.name from public.organisations o where o.id::text = e.subject_key)
      when 'questions' then (select q.words from public.questions q where q.id::text = e.subject_key)
      when 'review_actions' then coalesce(
        (select a.words from public.review_actions a where a.id::text = e.subject_key), e.changes #>> '{words,1}', e.changes #>> '{words,0}')
      when 'goals' then (select g.words from public.goals g where g.id::text = e.subject_key)
      when 'goal_reports' then (
        select g.words from public.goal_reports r join public.goals g on g.id = r.goal_id where r.id::text = e.subject_key)
      when 'circle_members' then e.changes #>> '{display_name,1}'
      when 'placements' then e.changes #>> '{setting_name,1}' end),
    t.id, t.audience, t.audience = any (array(
      select a.audience from private.access a where a.person_id = changes_about.person and a.account_id = (select auth.uid()))),
    t.due_on, t.status
  from recent e
  cross join looked l
  join public.people p on p.id = changes_about.person
  -- A step that comes back each year has one key: the one meant is the one that was changed then.
  left join lateral (
    select i.* from public.timeline_items i
    where e.subject = 'timeline_items' and i.person_id = changes_about.person and i.item_key = e.subject_key and i.retired_at is null
    order by abs(extract(epoch from i.updated_at - e.at)) nulls last limit 1
  ) t on true
  left join lateral (
    select x.title from public.pathway_texts x
    where x.template_id = p.template_id and x.subject_key = e.subject_key and x.locale in (in_locale, 'en')
      and x.subject = case e.subject when 'timeline_items' then 'item' when 'person_dates' then 'anchor' when 'person_flags' then 'condition' end
    order by (x.locale = in_locale) desc limit 1
  ) w on true
  union all
  -- What the young person handed to the reader: as long as they may read it, so that an answer taken back is no news.
  select private.handing_over_event(v.id), v.handed_over_at, v.handed_over_at > coalesce(l.up_to, now() - interval '30 days'),
    v.author_name, 'young_person', 'insert', 'own_views', v.id::text, '{}', private.view_question_words(v.question_key, in_locale) ->> 'title',
    null, null, null, null, null
  from public.own_views v
  cross join looked l
  where v.person_id = changes_about.person and v.author_id <> (select auth.uid()) and v.handed_over_at > now() - interval '180 days'
  order by 2 desc, 1 desc;
end
$$;
comment on function public.changes_about(uuid, text) is
  'What others did about one young person in the last half year, newest first, as far as I may read it. is_new: since I last said I had looked, or '
  'in the last 30 days where I never did. changes: {"column": [before, after]}; none for an answer that was handed to me (own_views). name: the step, event, team or question it is about. Nothing for an outsider.';

-- Views for the review, and private notes.

create table public.family_views (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  author_name text not null,
  author_role public.member_role not null,
  review_on date,
  going_well text check (char_length(going_well) <= 2000),
  hard_now text check (char_length(hard_now) <= 2000),
  hopes text check (char_length(hopes) <= 2000),
  help_wanted text check (char_length(help_wanted) <= 2000),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table public.family_views is
  'What a parent or carer thinks, for a review: theirs alone, beside the young person''s own views. After the review they write anew.';
comment on column public.family_views.review_on is 'The review they were last written for; null while none is booked.';
create index family_views_person_idx on public.family_views (person_id);
create index family_views_author_idx on public.family_views (author_id);
create trigger audit after insert or update or delete on public.family_views
  for each row execute function private.audit('person_id', 'id');
alter table public.family_views enable row level security;
grant select on public.family_views to authenticated;
create policy "Their author and those they are shared with can read views for a review" on public.family_views
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.family_seat(person uuid) returns table (role public.member_role, display_name text)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  return query select a.role, a.display_name from private.access a
  where a.person_id = family_seat.person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'family';
  if not found then
    raise sqlstate 'PT403' using message = 'family_only', detail = 'This is for parents and carers.';
  end if;
end
$$;
comment on function private.family_seat(uuid) is 'As what and by what name I am in the family of this young person. Errors: PT404 not_found, PT403 family_only.';

create function public.save_family_views(views uuid, person uuid, expected_version integer, answers jsonb, shared_with public.audience[])
returns public.family_views
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  booked date;
  mine public.family_views;
begin
  select s.role, s.display_name into seat from private.family_seat(person) s;
  if answers is null or jsonb_typeof(answers) <> 'object' or (
    select bool_or(k not in ('going_well', 'hard_now', 'hopes', 'help_wanted') or jsonb_typeof(v) not in ('string', 'null'))
    from jsonb_each(answers) a (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give going_well, hard_now, hopes or help_wanted as text.';
  end if;
  if (select bool_or(char_length(v) > 2000) from jsonb_each_text(answers) a (k, v)) then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Each answer holds 2,000 letters.';
  end if;
  select d.on_date into booked from public.person_dates d
  where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today();
  select v.* into mine from public.family_views v
  where v.person_id = person and v.author_id = me and coalesce(v.review_on, 'infinity') >= private.today()
  order by v.created_at desc limit 1 for update;
  if coalesce(mine.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'views_changed', detail = to_jsonb(mine)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;

  insert into public.family_views as v (id, person_id, author_id, author_name, author_role, review_on, going_well, hard_now, hopes, help_wanted, shared_with)
  values (coalesce(mine.id, views), person, me, seat.display_name, seat.role, booked,
    nullif(trim(answers ->> 'going_well'), ''), nullif(trim(answers ->> 'hard_now'), ''), nullif(trim(answers ->> 'hopes'), ''),
    nullif(trim(answers ->> 'help_wanted'), ''), array(select distinct x from unnest(save_family_views.shared_with) x where x is not null order by x))
  on conflict (id) do update set review_on = excluded.review_on, going_well = excluded.going_well, hard_now = excluded.hard_now,
    hopes = excluded.hopes, help_wanted = excluded.help_wanted, shared_with = excluded.shared_with, updated_at = now(), version = v.version + 1
  where v.author_id = me and v.person_id = excluded.person_id
  returning v.* into mine;
  if mine.id is null then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
  end if;
  return mine;
end
$$;
comment on function public.save_family_views(uuid, uuid, integer, jsonb, public.audience[]) is
  'A parent or carer writes their own views for the next review: all four answers, and who reads them. expected_version is 0 for the first time, '
  'and again after a review. Errors: PT404 not_found, PT403 family_only, PT409 views_changed (detail: the row as it is now), PT400 patch_invalid, '
  'PT422 text_too_long.';

create table public.private_notes (
  id uuid primary key,
  person_id uuid not null references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id) on delete cascade,
  words text not null check (char_length(words) between 1 and 4000),
  shared_with public.audience[] not null default '{}' check (shared_with = '{}'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table public.private_notes is 'What a parent or carer writes for nobody but themselves: not the other parent, not the young person, no team.';
comment on column public.private_notes.shared_with is 'Always nobody. It is there so that the history is kept from everyone else too.';
create index private_notes_person_idx on public.private_notes (person_id);
create index private_notes_author_idx on public.private_notes (author_id, person_id);
create trigger audit after insert or update or delete on public.private_notes
  for each row execute function private.audit('person_id', 'id');
alter table public.private_notes enable row level security;
grant select on public.private_notes to authenticated;
create policy "Only its author can read a private note" on public.private_notes
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function public.save_private_note(note uuid, person uuid, expected_version integer, words text) returns public.private_notes
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.private_notes;
begin
  perform private.family_seat(person);
  select n.* into kept from public.private_notes n where n.id = note for update;
  if kept.id is not null and (kept.author_id <> me or kept.person_id <> person) then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if coalesce(kept.version, 0) is distinct from expected_version then
    -- The same note sent twice is kept once.
    if kept.words = trim(save_private_note.words) then
      return kept;
    end if;
    raise sqlstate 'PT409' using message = 'note_changed', detail = to_jsonb(kept)::text,
      hint = 'You changed this in another window. Look at it, then save again.';
  end if;
  insert into public.private_notes as n (id, person_id, author_id, words)
  values (note, person, me, private.must_fit(save_private_note.words, 4000))
  on conflict (id) do update set words = excluded.words, updated_at = now(), version = n.version + 1
  returning n.* into kept;
  return kept;
end
$$;
comment on function public.save_private_note(uuid, uuid, integer, text) is
  'Keeps a note for myself alone. expected_version is 0 for a new one. Errors: PT404 not_found, PT403 family_only, '
  'PT409 note_changed (detail: the row as it is now), PT422 words_needed or text_too_long.';

create function public.delete_private_note(note uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from public.private_notes n
  where n.id = note and private.may_read_shared(n.person_id, n.author_id, n.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
end
$$;
comment on function public.delete_private_note(uuid) is 'Removes a note of mine. Its history stays, for me alone. Errors: PT404 not_found.';

-- The start of a parent's or carer's day.

create function public.decision_dates(person uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'rights');
  return (
    select jsonb_build_object(
      'today', private.today(), 'age', rules.age_on(p.date_of_birth, private.today()),
      'sixteen_on', rules.mental_capacity_act_from(p.date_of_birth),
      'young_person_from', rules.young_person_from(p.date_of_birth, p.autumn_term_start),
      'adult_from', rules.adult_from(p.date_of_birth))
    from public.people p where p.id = person
  );
end
$$;
comment on function public.decision_dates(uuid) is
  'The days on which decisions pass to a young person: {today, age, sixteen_on (R-RIGHTS-02: the Mental Capacity Act applies), young_person_from '
  '(R-CSA-02, R-RIGHTS-01: they decide about their EHC plan), adult_from (R-RIGHTS-02)}. Errors: PT404 not_found.';

create function public.my_family(in_locale text default 'en') returns jsonb
language sql
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'person_id', p.id, 'known_as', p.known_as, 'relationship', c.relationship, 'today', private.today(),
    'age', rules.age_on(p.date_of_birth, private.today()),
    'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
    'setting_now', (select n.setting_name from public.placements n where n.person_id = p.id and n.position = 'now'),
    'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = p.id and d.anchor = 'review_meeting' and d.on_date >= private.today()),
    'next', t.next, 'to_do', t.to_do, 'to_do_late', t.to_do_late, 'others_late', t.others_late,
    'new_changes', (select count(*) from public.changes_about(p.id, in_locale) x where x.is_new),
    'late_questions', (select count(*) from public.questions_about(p.id) q where q.mine and q.late and q.state <> 'answered')
  ) order by p.date_of_birth, p.known_as), '[]')
  from public.circle_members c
  join public.people p on p.id = c.person_id
  cross join lateral (
    select
      (select jsonb_agg(to_jsonb(s) order by s.due_on, s.title) from (
        select o.title, o.due_on, o.due_kind, o.kind, o.audience, o.mine, o.marks_a_day
        from public.timeline(p.id, in_locale) o
        where o.status not in ('done', 'not_applicable') and not o.before_start and o.due_on >= private.today()
          and (o.mine or o.kind = 'milestone' or o.audience = 'young_person' or o.due_kind = 'statutory')
        order by o.due_on, o.position limit 3) s) as next,
      count(*) filter (where o.mine and o.due_on <= private.today() + 90) as to_do,
      count(*) filter (where o.mine and o.due_on < private.today()) as to_do_late,
      count(*) filter (where o.audience not in ('young_person', 'family') and o.due_on < private.today()) as others_late
    from public.timeline(p.id, in_locale) o
    where o.kind = 'item' and o.status not in ('done', 'not_applicable') and not o.before_start
  ) t
  where c.account_id = (select auth.uid()) and c.relationship <> 'young_person'
    and private.today() between c.starts_on and coalesce(c.ends_on, 'infinity')
$$;
comment on function public.my_family(text) is
  'The children whose circle I am in as family, eldest first: {person_id, known_as, relationship, today, age, nc_year, setting_now, review_on, '
  'next: [{title, due_on, due_kind, kind, audience, mine, marks_a_day}] or null, to_do (mine in the next 90 days), to_do_late, others_late, new_changes, late_questions}.';

grant execute on function
  public.save_contact_card(uuid, integer, jsonb), public.my_contact_cards(), public.named_contacts(uuid),
  public.mark_looked(uuid, bigint), public.changes_about(uuid, text),
  public.save_family_views(uuid, uuid, integer, jsonb, public.audience[]),
  public.save_private_note(uuid, uuid, integer, text), public.delete_private_note(uuid),
  public.decision_dates(uuid), public.my_family(text)
  to authenticated;

-- 96_reviews.sql

-- Reviews: the meeting, what was gathered for it, what it said about adult life, and the clocks that start with it.

create type public.review_type as enum ('annual', 'first', 'phase_transfer', 'early', 'under_five', 'post_transfer_in', 'reassessment');
create type public.review_status as enum (
  'due', 'scheduled', 'advice_requested', 'papers_circulated', 'meeting_held', 'report_sent', 'decision_notified',
  'amendment_notice_sent', 'final_issued', 'closed');
create type public.review_decision as enum ('maintain', 'amend', 'cease');
create type public.review_event as enum ('papers_circulated', 'meeting_held', 'report_sent', 'decision_notified', 'amendment_notice_sent', 'final_issued');
comment on type public.review_event is 'What really happened, in its order. Each is recorded once, by record_review_event.';

create table public.reviews (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  review_type public.review_type not null,
  statutory boolean not null,
  meeting_on date not null check (private.is_plausible(meeting_on)),
  meeting_at time,
  place text check (char_length(trim(place)) between 1 and 200),
  transfer_safe_day date,
  pfa_needed boolean not null,
  papers_circulated_on date,
  held_on date,
  report_sent_on date,
  decision public.review_decision,
  decision_on date,
  notice_on date,
  final_on date,
  called_off_reason text check (char_length(trim(called_off_reason)) between 1 and 500),
  before_events jsonb not null default '[]',
  version integer not null default 1,
  created_by uuid references public.accounts (id) on delete set null,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.accounts (id) on delete set null,
  check ((decision is null) = (decision_on is null)),
  check (notice_on is null or decision = 'amend')
);
comment on table public.reviews is 'One review of somebody''s plan: planned, held, and followed to its end.';
comment on column public.reviews.statutory is 'There was an EHC plan: the clocks are law. Without one the same review has no date set by law.';
comment on column public.reviews.transfer_safe_day is 'R-PT-01 to R-PT-03: the last lawful day for the final plan, when a move depends on this review.';
comment on column public.reviews.pfa_needed is 'R-AR-08: at or beyond Year 9, by class or age: adult life is asked about, area by area.';
comment on column public.reviews.before_events is 'What each recorded event changed elsewhere, newest last, so that a slip can be taken back.';
create index reviews_person_idx on public.reviews (person_id, meeting_on desc);
create index reviews_created_by_idx on public.reviews (created_by) where created_by is not null;
create index reviews_updated_by_idx on public.reviews (updated_by) where updated_by is not null;
create unique index reviews_one_open_key on public.reviews (person_id)
  where held_on is null and called_off_reason is null;

create table public.review_guests (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 120),
  audience public.audience not null,
  invited_on date not null default private.today(),
  came text check (came in ('yes', 'no', 'sent_views')),
  unique (review_id, name)
);
comment on table public.review_guests is 'Who is invited to a review, and, apart from that, who came.';
create index review_guests_person_idx on public.review_guests (person_id);

create table public.review_advice (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  audience public.audience not null,
  asked_of text not null check (char_length(trim(asked_of)) between 1 and 120),
  asked_on date not null default private.today(),
  due_on date not null,
  received_on date,
  advice text check (char_length(trim(advice)) between 1 and 8000),
  given_by_name text,
  version integer not null default 1,
  check ((received_on is null) = (advice is null)),
  unique (review_id, asked_of)
);
comment on table public.review_advice is 'Advice asked for a review, by when, and what was said.';
create index review_advice_person_idx on public.review_advice (person_id);

create table public.review_areas (
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  area public.pfa_area not null check (area in ('employment', 'independent_living', 'community_inclusion', 'health')),
  discussed text check (char_length(trim(discussed)) between 1 and 4000),
  decided text check (char_length(trim(decided)) between 1 and 4000),
  audience public.audience,
  who text check (char_length(trim(who)) between 1 and 120),
  by_when date,
  not_discussed_reason text check (char_length(trim(not_discussed_reason)) between 1 and 1000),
  will_discuss_on date,
  version integer not null default 1,
  primary key (review_id, area)
);
comment on table public.review_areas is 'R-AR-08: what a review said about one area of adult life. Not a box to tick: see private.area_problem.';
comment on column public.review_areas.audience is 'Who does what was decided; who names them, where a name helps.';
create index review_areas_person_idx on public.review_areas (person_id);

create table public.review_actions (
  id uuid primary key default gen_random_uuid(),
  review_id uuid not null references public.reviews (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  words text not null check (char_length(trim(words)) between 1 and 500),
  audience public.audience not null,
  due_on date not null check (private.is_plausible(due_on)),
  area public.pfa_area,
  done_at timestamptz,
  done_by uuid references public.accounts (id) on delete set null,
  done_by_name text,
  version integer not null default 1,
  unique (review_id, area)
);
comment on table public.review_actions is 'What a review decided that somebody does, and by when. Shown beside the steps of the timeline.';
comment on column public.review_actions.area is 'It is what was decided about this area of adult life, and follows it.';
create index review_actions_person_idx on public.review_actions (person_id, due_on);
create index review_actions_done_by_idx on public.review_actions (done_by) where done_by is not null;

alter table public.reviews enable row level security;
alter table public.review_guests enable row level security;
alter table public.review_advice enable row level security;
alter table public.review_areas enable row level security;
alter table public.review_actions enable row level security;
grant select on public.reviews, public.review_guests, public.review_advice, public.review_areas, public.review_actions to authenticated;
create policy "Involved people can read a review" on public.reviews
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = reviews.person_id limit 1)
  );
create policy "Involved people can read who is invited" on public.review_guests
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read the advice" on public.review_advice
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read what was said about adult life" on public.review_areas
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));
create policy "Involved people can read the actions" on public.review_actions
  for select to authenticated using (exists (select from public.reviews r where r.id = review_id));

create trigger audit after insert or delete or update of review_type, meeting_on, meeting_at, place, papers_circulated_on, held_on,
  report_sent_on, decision, decision_on, notice_on, final_on, called_off_reason on public.reviews
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.review_guests
  for each row execute function private.audit('person_id', 'name');
create trigger audit after insert or update or delete on public.review_advice
  for each row execute function private.audit('person_id', 'asked_of');
create trigger audit after insert or update or delete on public.review_areas
  for each row execute function private.audit('person_id', 'area');
create trigger audit after insert or update or delete on public.review_actions
  for each row execute function private.audit('person_id', 'id');

create function private.review_status(r public.reviews) returns public.review_status
language sql stable
set search_path = ''
as $$
  select case
    when r.called_off_reason is not null or r.report_sent_on is not null and (
      not r.statutory or r.decision in ('maintain', 'cease') or r.final_on is not null) then 'closed'
    when r.final_on is not null then 'final_issued'
    when r.notice_on is not null then 'amendment_notice_sent'
    when r.decision_on is not null then 'decision_notified'
    when r.report_sent_on is not null then 'report_sent'
    when r.held_on is not null then 'meeting_held'
    when r.papers_circulated_on is not null then 'papers_circulated'
    when exists (select from public.review_advice a where a.review_id = r.id) then 'advice_requested'
    else 'scheduled'
  end::public.review_status
$$;
comment on function private.review_status(public.reviews) is 'How far a review has got. It is closed once the report and whatever its decision leads to are sent.';

-- Who may do what ----------------------------------------------------------------------------------

create function private.must_be_in_team(person uuid) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  seat text;
begin
  perform private.must_see(person);
  select a.display_name into seat from private.access a
  where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'team' limit 1;
  if not found then
    raise sqlstate 'PT403' using message = 'staff_only', detail = 'A school, college or service involved writes this.';
  end if;
  return seat;
end
$$;
comment on function private.must_be_in_team(uuid) is 'Gives the caller''s name in an involved team. Errors: PT404 not_found, PT403 staff_only.';
grant execute on function private.must_be_in_team(uuid) to authenticated;

create function private.open_review(review uuid) returns public.reviews
language plpgsql security definer
set search_path = ''
as $$
declare
  found_review public.reviews;
begin
  select r.* into found_review from public.reviews r
  where r.id = review and exists (select from private.access a where a.person_id = r.person_id and a.account_id = (select auth.uid()))
  for update;
  if found_review.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in_team(found_review.person_id);
  return found_review;
end
$$;
comment on function private.open_review(uuid) is 'A review for somebody of an involved team to write in, locked. Errors: PT404 not_found, PT403 staff_only.';

create function private.lock_review(review uuid, expected_version integer) returns public.reviews
language plpgsql security definer
set search_path = ''
as $$
declare
  found_review public.reviews := private.open_review(review);
begin
  if found_review.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'review_changed', detail = 'Somebody else changed this review first.',
      hint = 'Look at their change, then save again. What you typed is still here.';
  end if;
  return found_review;
end
$$;
comment on function private.lock_review(uuid, integer) is 'The same, when nobody has changed it since it was read. Errors: as open_review, PT409 review_changed.';

create function private.grow_review(review uuid) returns integer
language sql
set search_path = ''
as $$
  update public.reviews r set version = r.version + 1, updated_at = now(), updated_by = (select auth.uid()) where r.id = review returning r.version
$$;

-- Planning -----------------------------------------------------------------------------------------

create function private.transfer_safe_day(person uuid, meeting date) returns date
language sql stable
set search_path = ''
as $$
  select min(t.due_on) from public.timeline_items t
  join public.people p on p.id = t.person_id
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  where t.person_id = person and t.retired_at is null and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline'
    and i.due_offset = interval '0' and t.status <> 'done' and t.due_on >= meeting and t.due_on < meeting + 366
$$;
comment on function private.transfer_safe_day(uuid, date) is
  'The last lawful day for the final plan before the next move, when a review on this day could still be the one for it.';

create function private.transfer_of(person uuid, safe_day date) returns text
language sql stable
set search_path = ''
as $$
  select split_part(i.anchor_key, ':', 2) from public.timeline_items t
  join public.people p on p.id = t.person_id
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  where t.person_id = person and t.retired_at is null and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline'
    and i.due_offset = interval '0' and t.due_on = safe_day limit 1
$$;
comment on function private.transfer_of(uuid, date) is 'Which move the plan must be final for by that day, for example primary_to_secondary.';

create function private.is_review_for(meeting date, final_by date) returns boolean
language sql immutable parallel safe
return meeting between final_by - 354 and final_by;
comment on function private.is_review_for(date, date) is 'Whether a review held on a day is the yearly one before a move: in the year, less a few days, before its plan must be final.';

create function private.is_review_planned(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from public.reviews r where r.person_id = person and r.held_on is null and r.called_off_reason is null)
$$;

create function private.follow_review_day() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Advice is due before the papers go out, so its day moves with the meeting.
  if tg_table_name = 'reviews' then
    update public.review_advice a set due_on = rules.review_notice_by(new.meeting_on)
    where a.review_id = new.id and a.received_on is null and a.due_on <> rules.review_notice_by(new.meeting_on);
    return new;
  end if;
  -- One fact, one place: whoever writes the day of the next meeting moves the meeting that is planned.
  update public.reviews r set meeting_on = new.on_date, version = r.version + 1, updated_at = now(), updated_by = (select auth.uid()),
    transfer_safe_day = private.transfer_safe_day(r.person_id, new.on_date),
    pfa_needed = (
      select rules.should_prepare_for_adulthood(p.date_of_birth, new.on_date, p.year_group_offset) from public.people p where p.id = r.person_id)
  where r.person_id = new.person_id and r.held_on is null and r.called_off_reason is null and r.meeting_on <> new.on_date;
  return new;
end
$$;
comment on function private.follow_review_day() is 'Keeps the planned review, its advice and the recorded day of the next meeting the same, whichever is written.';
create trigger follow_review_day after insert or update on public.person_dates
  for each row when (new.anchor = 'review_meeting') execute function private.follow_review_day();
create trigger follow_review_day after update of meeting_on on public.reviews
  for each row when (new.meeting_on <> old.meeting_on) execute function private.follow_review_day();

create function public.plan_review(review uuid, person uuid, expected_version integer, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted record;
  f private.facts;
  current public.reviews;
begin
  select * into wanted from jsonb_to_record(input) as r (review_type public.review_type, meeting_on date, meeting_at time, place text);
  if exists (select from public.reviews r where r.id = review) then
    current := private.lock_review(review, expected_version);
    if current.held_on is not null then
      raise sqlstate 'PT409' using message = 'review_held', detail = 'This meeting was held: its plan does not change any more.';
    end if;
  else
    perform private.must_be_in_team(person);
  end if;
  if wanted.meeting_on is null or wanted.review_type is null then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what kind of review it is and on which day.';
  end if;
  if wanted.meeting_on < private.today() then
    raise sqlstate 'PT422' using message = 'meeting_in_past', detail = 'A meeting is planned for today or later.';
  end if;
  select * into f from private.facts_of(array[coalesce(current.person_id, person)]);
  begin
    insert into public.reviews as r (id, person_id, review_type, statutory, meeting_on, meeting_at, place, transfer_safe_day, pfa_needed, created_by, updated_by)
    values (review, f.person_id, wanted.review_type, f.plan_type is not distinct from 'ehc_plan', wanted.meeting_on, wanted.meeting_at,
      nullif(trim(wanted.place), ''), private.transfer_safe_day(f.person_id, wanted.meeting_on),
      rules.should_prepare_for_adulthood(f.date_of_birth, wanted.meeting_on, f.year_group_offset), (select auth.uid()), (select auth.uid()))
    on conflict (id) do update set review_type = excluded.review_type, meeting_on = excluded.meeting_on, meeting_at = excluded.meeting_at,
      place = excluded.place, transfer_safe_day = excluded.transfer_safe_day, pfa_needed = excluded.pfa_needed,
      version = r.version + 1, updated_at = now(), updated_by = (select auth.uid());
  exception when unique_violation then
    raise sqlstate 'PT409' using message = 'review_open', detail = 'Another review is planned already.', hint = 'Open that one, or call it off first.';
  end;
  -- One fact, one place: the day of the next review is what every date that hangs on it is worked out from.
  insert into public.person_dates as d (person_id, anchor, on_date) values (f.person_id, 'review_meeting', wanted.meeting_on)
  on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date <> excluded.on_date;
  return (select r.version from public.reviews r where r.id = review);
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say what kind of review it is, the day, the time and the place.';
end
$$;
comment on function public.plan_review(uuid, uuid, integer, jsonb) is
  'Plans a review {review_type, meeting_on, meeting_at, place} under an id the caller makes, or changes its plan; the timeline follows. '
  'Gives the version. Errors: PT404 not_found, PT403 staff_only, PT409 review_changed, review_held or review_open, PT422 meeting_in_past or value_invalid.';

create function public.call_off_review(review uuid, expected_version integer, reason text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  if coalesce(trim(reason), '') = '' then
    raise sqlstate 'PT422' using message = 'reason_needed', detail = 'Say why the meeting does not happen.';
  end if;
  if current.held_on is not null then
    raise sqlstate 'PT409' using message = 'review_held', detail = 'This meeting was held.';
  end if;
  update public.reviews r set called_off_reason = left(trim(reason), 500) where r.id = review;
  delete from public.person_dates d where d.person_id = current.person_id and d.anchor = 'review_meeting' and d.on_date = current.meeting_on;
  return private.grow_review(review);
end
$$;
comment on function public.call_off_review(uuid, integer, text) is 'The meeting does not happen; its day stops counting. Errors: as plan_review, PT422 reason_needed.';

create function public.save_review_guests(review uuid, expected_version integer, guests jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  if jsonb_typeof(guests) is distinct from 'array' or jsonb_array_length(guests) > 40 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give a list of at most 40 people.';
  end if;
  delete from public.review_guests g
  where g.review_id = review and not exists (select from jsonb_to_recordset(guests) as n (name text) where trim(n.name) = g.name);
  insert into public.review_guests as g (review_id, person_id, name, audience, came)
  select distinct on (trim(n.name)) review, current.person_id, trim(n.name), n.audience, case when current.held_on is not null then n.came end
  from jsonb_to_recordset(guests) as n (name text, audience public.audience, came text)
  on conflict (review_id, name) do update set audience = excluded.audience, came = excluded.came
  where (g.audience, g.came) is distinct from (excluded.audience, excluded.came);
  return private.grow_review(review);
exception
  when invalid_text_representation or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Give each person a name and say for whom they come.';
end
$$;
comment on function public.save_review_guests(uuid, integer, jsonb) is
  'Who is invited, [{name, audience, came}]; came (yes, no, sent_views) counts once the meeting was held. Errors: PT404, PT403, PT409, PT422 value_invalid.';

create function public.ask_review_advice(review uuid, expected_version integer, audience public.audience, asked_of text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  insert into public.review_advice (review_id, person_id, audience, asked_of, due_on)
  -- R-AR-04: everything is sent to everybody two weeks before the meeting, so advice is due by then.
  values (review, current.person_id, ask_review_advice.audience, trim(ask_review_advice.asked_of), rules.review_notice_by(current.meeting_on));
  return private.grow_review(review);
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'advice_asked', detail = 'They have been asked already.';
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Say who is asked, and for which service.';
end
$$;
comment on function public.ask_review_advice(uuid, integer, public.audience, text) is 'Asks for advice, due two weeks before the meeting (R-AR-04). Errors: PT404, PT403, PT409 advice_asked, PT422.';

create function public.give_review_advice(advice uuid, expected_version integer, words text) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.review_advice;
  seat text;
begin
  select a.* into current from public.review_advice a
  where a.id = advice and exists (select from private.access x where x.person_id = a.person_id and x.account_id = (select auth.uid())) for update;
  if current.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  seat := private.must_be_in_team(current.person_id);
  if current.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'advice_changed', detail = current.advice, hint = 'Somebody else wrote this first.';
  end if;
  if coalesce(trim(words), '') = '' or char_length(words) > 8000 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write the advice, in at most 8,000 letters.';
  end if;
  update public.review_advice a set advice = trim(words), received_on = coalesce(a.received_on, private.today()), given_by_name = seat, version = a.version + 1
  where a.id = advice;
  perform private.grow_review(current.review_id);
  return current.version + 1;
end
$$;
comment on function public.give_review_advice(uuid, integer, text) is 'Writes the advice that was asked for. Errors: PT404, PT403, PT409 advice_changed, PT422.';

-- Adult life ---------------------------------------------------------------------------------------

create function private.area_problem(a public.review_areas) returns text
language sql immutable parallel safe
return case
  when a.not_discussed_reason is not null and a.will_discuss_on is not null then null
  when a.not_discussed_reason is not null then 'say_when'
  when a.discussed is null then 'say_what_was_discussed'
  when a.decided is null then 'say_what_was_decided'
  when lower(trim(a.discussed)) = lower(trim(a.decided)) then 'say_what_was_decided'
  when array_length(regexp_split_to_array(trim(a.discussed), '\s+'), 1) < 4 then 'say_more'
  when a.audience is null then 'say_who'
  when a.by_when is null then 'say_by_when'
end;
comment on function private.area_problem(public.review_areas) is
  'What is missing before an area of adult life is more than a formality (R-AR-08). Null when nothing is.';

create function private.adult_life_problem(r public.reviews) returns text
language sql stable
set search_path = ''
as $$
  select case
    when not r.pfa_needed then null
    when exists (
      select from unnest(array['employment', 'independent_living', 'community_inclusion', 'health']::public.pfa_area[]) w (area)
      left join public.review_areas a on a.review_id = r.id and a.area = w.area
      where a.review_id is null or private.area_problem(a) is not null) then 'adult_life_unfinished'
    -- The same words for two areas are words for neither.
    when exists (
      select from public.review_areas a
      cross join lateral (values (a.discussed), (a.decided), (a.not_discussed_reason)) x (words)
      where a.review_id = r.id and x.words is not null
      group by regexp_replace(lower(x.words), '[^[:alnum:]]+', '', 'g') having count(distinct a.area) > 1) then 'adult_life_copied'
  end
$$;
comment on function private.adult_life_problem(public.reviews) is
  'R-AR-08: why the part about adult life is still a formality: adult_life_unfinished or adult_life_copied. Null where it is not, or is not needed.';

create function private.write_area_action(a public.review_areas) returns void
language sql security definer
set search_path = ''
as $$
  delete from public.review_actions x
  where x.review_id = a.review_id and x.area = a.area and x.done_at is null and (a.discussed is null or private.area_problem(a) is not null);
  insert into public.review_actions as x (review_id, person_id, area, words, audience, due_on)
  select a.review_id, a.person_id, a.area, case when char_length(a.decided) > 500 then left(a.decided, 499) || '…' else a.decided end, a.audience, a.by_when
  where a.discussed is not null and private.area_problem(a) is null
  on conflict (review_id, area) do update set words = excluded.words, audience = excluded.audience, due_on = excluded.due_on, version = x.version + 1
  where (x.words, x.audience, x.due_on) is distinct from (excluded.words, excluded.audience, excluded.due_on)
$$;
comment on function private.write_area_action(public.review_areas) is
  'What was decided about an area of adult life is something that somebody does: it is an action, without being typed again.';

create function public.save_review_area(review uuid, expected_version integer, area public.pfa_area, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.open_review(review);
  was public.review_areas;
  said public.review_areas;
begin
  select a.* into was from public.review_areas a where a.review_id = review and a.area = save_review_area.area;
  if coalesce(was.version, 0) is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'area_changed', detail = to_jsonb(was)::text, hint = 'Somebody else wrote about this first.';
  end if;
  insert into public.review_areas as a (review_id, person_id, area, discussed, decided, audience, who, by_when, not_discussed_reason, will_discuss_on)
  select review, current.person_id, save_review_area.area, nullif(trim(r.discussed), ''), nullif(trim(r.decided), ''), r.audience, nullif(trim(r.who), ''),
    r.by_when, nullif(trim(r.not_discussed_reason), ''), r.will_discuss_on
  from jsonb_to_record(input)
    as r (discussed text, decided text, audience public.audience, who text, by_when date, not_discussed_reason text, will_discuss_on date)
  on conflict on constraint review_areas_pkey do update set discussed = excluded.discussed, decided = excluded.decided, audience = excluded.audience,
    who = excluded.who, by_when = excluded.by_when, not_discussed_reason = excluded.not_discussed_reason, will_discuss_on = excluded.will_discuss_on,
    version = a.version + 1
  returning a.* into said;
  if said.will_discuss_on is not null and said.will_discuss_on is distinct from was.will_discuss_on and said.will_discuss_on < private.today() then
    raise sqlstate 'PT422' using message = 'will_discuss_in_past', detail = 'Give a day from today on.';
  end if;
  -- What was sent as the report stays a report.
  if current.report_sent_on is not null and private.adult_life_problem(current) is not null then
    raise sqlstate 'PT422' using message = private.adult_life_problem(current), detail = 'The report was sent: every part of it stays complete.';
  end if;
  perform private.write_area_action(said);
  perform private.grow_review(review);
  return said.version;
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write what was said, what was decided, who does it and by when.';
end
$$;
comment on function public.save_review_area(uuid, integer, public.pfa_area, jsonb) is
  '{discussed, decided, audience, who, by_when} or {not_discussed_reason, will_discuss_on} for one area of adult life; what was decided becomes an action. '
  'expected_version is the area''s, 0 while nothing is written. Gives its new one. '
  'Errors: PT404, PT403, PT409 area_changed (detail: the row as it is now), PT422 will_discuss_in_past, adult_life_unfinished, adult_life_copied or value_invalid.';

-- Actions ------------------------------------------------------------------------------------------

create function public.save_review_action(action uuid, review uuid, expected_version integer, input jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
begin
  insert into public.review_actions as a (id, review_id, person_id, words, audience, due_on)
  select action, review, current.person_id, trim(r.words), r.audience, r.due_on
  from jsonb_to_record(input) as r (words text, audience public.audience, due_on date)
  on conflict (id) do update set words = excluded.words, audience = excluded.audience, due_on = excluded.due_on, version = a.version + 1
  where a.review_id = excluded.review_id and a.area is null;
  return private.grow_review(review);
exception
  when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'Write what will be done, who does it and by when.';
end
$$;
comment on function public.save_review_action(uuid, uuid, integer, jsonb) is 'An action {words, audience, due_on} that a review decided. Errors: PT404, PT403, PT409, PT422.';

create function public.remove_review_action(action uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  target uuid := (select a.review_id from public.review_actions a where a.id = action);
  current public.reviews := private.lock_review(target, expected_version);
begin
  if exists (select from public.review_actions a where a.id = action and a.area is not null) then
    raise sqlstate 'PT409' using message = 'action_of_area', detail = 'It was decided about an area of adult life: change it there.';
  end if;
  delete from public.review_actions a where a.id = action;
  return private.grow_review(current.id);
end
$$;
comment on function public.remove_review_action(uuid, integer) is 'Takes an action off a review; the history keeps it. expected_version is the review''s. Errors: PT404, PT403, PT409 review_changed or action_of_area.';

create function public.tick_review_action(action uuid, done boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.review_actions;
  me uuid := (select auth.uid());
begin
  select a.* into current from public.review_actions a
  where a.id = action and exists (select from private.access x where x.person_id = a.person_id and x.account_id = me) for update;
  if current.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.may_work(current.person_id, current.audience, me) then
    raise sqlstate 'PT403' using message = 'not_your_step', detail = 'This is for somebody else to do.', hint = 'Ask them to record it.';
  end if;
  update public.review_actions a set version = a.version + 1,
    done_at = case when done then coalesce(a.done_at, now()) end, done_by = case when done then coalesce(a.done_by, me) end,
    done_by_name = case when done then coalesce(a.done_by_name, private.name_of(me, a.person_id)) end
  where a.id = action and done is not null;
end
$$;
comment on function public.tick_review_action(uuid, boolean) is 'Records that an action is done, or puts it back. Errors: PT404 not_found, PT403 not_your_step.';

-- What really happened -----------------------------------------------------------------------------

create function private.anchor_of(event public.review_event) returns text
language sql immutable parallel safe
return case event when 'meeting_held' then 'review_meeting' when 'decision_notified' then 'review_decision_due' when 'final_issued' then 'review_final_plan_due' end;

create function private.finish_items(items uuid[]) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  finished jsonb;
begin
  with done as (
    update public.timeline_items t set status = 'done', done_by = (select auth.uid()), done_at = now(),
      done_by_name = private.name_of((select auth.uid()), t.person_id), version = t.version + 1, updated_at = now(), updated_by = (select auth.uid())
    where t.id = any (items) and t.retired_at is null and t.status in ('not_started', 'in_progress', 'waiting')
    returning t.id, t.version
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version)), '[]') into finished from done d;
  return finished;
end
$$;
comment on function private.finish_items(uuid[]) is 'Ticks these steps, where they are open; gives them with their new version, for open_items_again().';

create function private.open_items_again(finished jsonb) returns void
language sql security definer
set search_path = ''
as $$
  -- A step that somebody has touched since stays as they left it.
  update public.timeline_items t set status = 'not_started', done_by = null, done_by_name = null, done_at = null,
    version = t.version + 1, updated_at = now(), updated_by = (select auth.uid())
  from jsonb_to_recordset(finished) as s (id uuid, version integer)
  where t.id = s.id and t.version = s.version
$$;
comment on function private.open_items_again(jsonb) is 'Takes back what finish_items() ticked.';

create function private.finish_steps(review public.reviews, event public.review_event, on_date date) returns jsonb
language sql security definer
set search_path = ''
as $$
  -- The steps that this event is: due on the day of its clock, for those who had to do it.
  select private.finish_items(array(
    select t.id
    from public.people p
    join public.timeline_items t on t.person_id = p.id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where p.id = review.person_id
      and i.due_offset = interval '0' and (i.audience is null or i.audience in ('la_send', 'school', 'post16_provider'))
      and (
        i.anchor = private.anchor_of(event) and t.due_on between on_date - 183 and on_date + 183
        or event = 'final_issued' and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline' and t.due_on = review.transfer_safe_day
      )
  ))
$$;
comment on function private.finish_steps(public.reviews, public.review_event, date) is
  'Ticks the steps that a recorded event is, so that nobody enters it twice; gives them with their new version.';

create function private.event_problem(r public.reviews, event public.review_event, on_date date, decision public.review_decision) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  before date := case event when 'report_sent' then r.held_on when 'decision_notified' then r.held_on
    when 'amendment_notice_sent' then r.decision_on when 'final_issued' then coalesce(r.notice_on, r.decision_on) end;
begin
  return case
    when on_date is null or on_date > private.today() then 'event_in_future'
    when event not in ('papers_circulated', 'meeting_held') and before is null then 'event_too_early'
    when before > on_date then 'event_before_its_time'
    when event = 'papers_circulated' and r.held_on is not null then 'event_recorded'
    when case event when 'papers_circulated' then r.papers_circulated_on when 'meeting_held' then r.held_on when 'report_sent' then r.report_sent_on
      when 'decision_notified' then r.decision_on when 'amendment_notice_sent' then r.notice_on else r.final_on end is not null then 'event_recorded'
    when event = 'decision_notified' and decision is null then 'decision_needed'
    when event in ('amendment_notice_sent', 'final_issued') and r.decision is distinct from 'amend' then 'nothing_to_amend'
    when event = 'report_sent' then private.adult_life_problem(r)
  end;
end
$$;

create function public.record_review_event(review uuid, expected_version integer, event public.review_event, on_date date, decision public.review_decision default null)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
  problem text := private.event_problem(current, event, on_date, decision);
  earlier jsonb;
begin
  if current.called_off_reason is not null then
    raise sqlstate 'PT409' using message = 'review_called_off', detail = 'This review was called off.';
  end if;
  if problem is not null then
    raise sqlstate 'PT422' using message = problem, detail = 'That cannot be recorded yet, or not on that day.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  select jsonb_build_object('event', event, 'last_meeting_on', p.last_meeting_on, 'last_decision_on', p.last_decision_on, 'meeting_on', current.meeting_on,
    'steps', private.finish_steps(current, event, on_date)) into earlier
  from (select 1) one left join public.plans p on p.person_id = current.person_id and p.ended_on is null;
  update public.reviews r set before_events = r.before_events || earlier,
    papers_circulated_on = case event when 'papers_circulated' then record_review_event.on_date else r.papers_circulated_on end,
    held_on = case event when 'meeting_held' then record_review_event.on_date else r.held_on end,
    report_sent_on = case event when 'report_sent' then record_review_event.on_date else r.report_sent_on end,
    decision_on = case event when 'decision_notified' then record_review_event.on_date else r.decision_on end,
    decision = case event when 'decision_notified' then record_review_event.decision else r.decision end,
    notice_on = case event when 'amendment_notice_sent' then record_review_event.on_date else r.notice_on end,
    final_on = case event when 'final_issued' then record_review_event.on_date else r.final_on end
  where r.id = review;
  if event = 'meeting_held' then
    update public.plans p set last_meeting_on = record_review_event.on_date where p.person_id = current.person_id and p.ended_on is null;
    update public.person_dates d set on_date = record_review_event.on_date where d.person_id = current.person_id and d.anchor = 'review_meeting';
  elsif event = 'decision_notified' then
    update public.plans p set last_decision_on = record_review_event.on_date where p.person_id = current.person_id and p.ended_on is null;
  end if;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[current.person_id]);
  return private.grow_review(review);
end
$$;
comment on function public.record_review_event(uuid, integer, public.review_event, date, public.review_decision) is
  'Records what really happened, once: the clock moves, the facts of the plan follow, and the steps it was are ticked, in one transaction. '
  'Errors: PT404, PT403, PT409 review_changed or review_called_off, PT422 event_in_future, event_too_early, event_before_its_time, event_recorded, '
  'decision_needed, nothing_to_amend, adult_life_unfinished or adult_life_copied.';

create function public.undo_review_event(review uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  current public.reviews := private.lock_review(review, expected_version);
  last jsonb := current.before_events -> -1;
  event public.review_event := (last ->> 'event')::public.review_event;
begin
  if last is null then
    raise sqlstate 'PT409' using message = 'nothing_to_undo', detail = 'Nothing has been recorded here.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  perform private.open_items_again(last -> 'steps');
  update public.plans p set last_meeting_on = (last ->> 'last_meeting_on')::date
  where p.person_id = current.person_id and p.ended_on is null and event = 'meeting_held' and p.last_meeting_on = current.held_on;
  update public.plans p set last_decision_on = (last ->> 'last_decision_on')::date
  where p.person_id = current.person_id and p.ended_on is null and event = 'decision_notified' and p.last_decision_on = current.decision_on;
  update public.person_dates d set on_date = (last ->> 'meeting_on')::date
  where d.person_id = current.person_id and d.anchor = 'review_meeting' and event = 'meeting_held' and d.on_date = current.held_on;
  if event = 'meeting_held' and private.is_review_planned(current.person_id) then
    raise sqlstate 'PT409' using message = 'review_open', detail = 'The next review is planned already.', hint = 'Call that one off first.';
  end if;
  update public.reviews r set before_events = r.before_events - -1,
    papers_circulated_on = case event when 'papers_circulated' then null else r.papers_circulated_on end,
    held_on = case event when 'meeting_held' then null else r.held_on end,
    report_sent_on = case event when 'report_sent' then null else r.report_sent_on end,
    decision_on = case event when 'decision_notified' then null else r.decision_on end,
    decision = case event when 'decision_notified' then null else r.decision end,
    notice_on = case event when 'amendment_notice_sent' then null else r.notice_on end,
    final_on = case event when 'final_issued' then null else r.final_on end
  where r.id = review;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[current.person_id]);
  return private.grow_review(review);
end
$$;
comment on function public.undo_review_event(uuid, integer) is 'Takes back the event recorded last, with everything it changed that nobody has changed since. Errors: PT404, PT403, PT409.';

-- Reading ------------------------------------------------------------------------------------------

create function private.review_owner(person uuid, statutory boolean) returns public.audience
language sql stable security definer
set search_path = ''
as $$
  select coalesce((
    select case
      -- Regs 2014 reg 20(12): the head holds the meeting and writes the report; elsewhere the council does (reg 21).
      when n.setting_type in ('mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school', 'alternative_provision')
        then 'school'
      when not statutory and private.is_post16(n.setting_type) then 'post16_provider'
    end::public.audience
    from public.placements n where n.person_id = person and n.position = 'now'), 'la_send')
$$;
comment on function private.review_owner(uuid, boolean) is 'R-AR-05: who holds the meeting and writes the report: the school, or the council where there is none.';

create function private.who_has(person uuid, audience public.audience) returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object('team', o.name, 'name', m.display_name)
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id and o.audience = who_has.audience
  left join public.organisation_members m on m.id = i.named_contact_id
    and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
  where i.person_id = person and private.may_see(person)
    and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  order by m.id is null, i.starts_on desc limit 1
$$;
comment on function private.who_has(uuid, public.audience) is 'The team of this kind that is involved, and its named contact: {team, name}. Null where there is none.';
grant execute on function private.review_owner(uuid, boolean), private.who_has(uuid, public.audience), private.transfer_of(uuid, date), private.is_review_for(date, date)
  to authenticated;

create function private.review_clocks(r public.reviews) returns jsonb
language sql stable
set search_path = ''
as $$
  with meeting as (
    select coalesce(r.held_on, r.meeting_on) as day, private.review_owner(r.person_id, r.statutory)::text as owner,
      case when r.transfer_safe_day < rules.review_final_cap(coalesce(r.held_on, r.meeting_on))
        then rules.phase_transfer_rule(private.transfer_of(r.person_id, r.transfer_safe_day)) end as transfer_rule
  )
  select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'due_on', c.due_on, 'done_on', c.done_on,
    'kind', case when r.statutory then c.kind else 'planning' end, 'who', c.who, 'contact', private.who_has(r.person_id, c.who::public.audience),
    'rule_id', case when r.statutory then c.rule_id end, 'source', case when r.statutory then c.source end,
    'late', c.key <> 'comments' and c.due_on < coalesce(c.done_on, private.today())) order by c.n), '[]')
  from meeting m
  cross join lateral (values
    (1, 'papers', rules.review_notice_by(r.meeting_on), r.papers_circulated_on, 'statutory', m.owner, 'R-AR-04', 'Regs 2014 reg 20(3)-(4), 21(3)-(4)'),
    (2, 'meeting', r.meeting_on, r.held_on, 'planning', m.owner, null, null),
    (3, 'report', rules.review_report_by(m.day), r.report_sent_on, 'statutory', m.owner, 'R-AR-05', 'Regs 2014 reg 20(7)-(8), 21(7)-(8)'),
    (4, 'decision', rules.review_decision_by(m.day), r.decision_on, 'statutory', 'la_send', 'R-AR-05', 'Regs 2014 reg 20(10), 22(2)'),
    (5, 'notice', rules.review_decision_by(m.day), r.notice_on, 'statutory', 'la_send', 'R-AR-05',
      'Regs 2014 reg 22(2); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)'),
    (6, 'comments', rules.representations_last_day(r.notice_on), case when rules.representations_last_day(r.notice_on) < private.today()
      then rules.representations_last_day(r.notice_on) end, 'statutory', 'family', 'R-AR-06', 'Regs 2014 reg 22(2)(c)'),
    (7, 'final_plan', least(rules.review_final_plan_by(m.day, r.notice_on), r.transfer_safe_day), r.final_on, 'statutory', 'la_send',
      coalesce(m.transfer_rule, 'R-AR-05'), case when m.transfer_rule is null then 'Regs 2014 reg 22(3)-(4)' else 'Regs 2014 reg 18' end)
  ) as c (n, key, due_on, done_on, kind, who, rule_id, source)
  where r.called_off_reason is null
    and (r.statutory or c.key in ('papers', 'meeting', 'report'))
    and (c.key <> 'notice' or r.decision = 'amend')
    and (c.key <> 'comments' or r.notice_on is not null)
    and (c.key <> 'final_plan' or r.decision is null or r.decision = 'amend')
    -- Papers that were never written down as sent are no alarm once everybody has met.
    and (c.key <> 'papers' or r.held_on is null or r.papers_circulated_on is not null)
$$;
comment on function private.review_clocks(public.reviews) is
  'The clocks of a review: [{key, due_on, done_on, kind, who, contact: {team, name}, rule_id, source, late}], from the rules. '
  'Without an EHC plan they are our aims. comments: how long the family may answer the proposed changes.';
grant execute on function private.review_clocks(public.reviews), private.review_status(public.reviews), private.area_problem(public.review_areas) to authenticated;

create function public.next_review(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('start_on', s.start_on, 'complete_by', s.complete_by, 'hold_by', least(rules.weeks_before(s.complete_by, 4), rules.meeting_in_time_for(t.due_on)),
    'final_plan_by', t.due_on, 'source', (
      select string_agg(c.source, '; ' order by c.rule_id) from rules.catalogue c where c.rule_id in ('R-AR-01', rules.phase_transfer_rule(t.transfer))))
  from public.plans p
  join public.plan_types y on y.key = p.plan_type
  cross join lateral (select coalesce(p.last_decision_on, p.last_meeting_on, p.first_made_on) as start_on) f
  cross join lateral (select f.start_on, rules.review_complete_by(f.start_on, y.review_months) as complete_by) s
  left join lateral (
    select i.due_on, split_part(d.anchor_key, ':', 2) as transfer from public.timeline_items i
    join public.people q on q.id = i.person_id
    join public.pathway_items d on d.template_id = q.template_id and d.key = i.item_key
    where i.person_id = person and i.retired_at is null and i.status <> 'done' and d.kind = 'milestone'
      and d.anchor = 'phase_transfer_deadline' and d.due_offset = interval '0'
      -- The review that a move depends on is the one whose final plan, 12 weeks after its meeting, would come about then.
      and i.due_on between private.today() and s.complete_by + 84
      and private.is_review_for(p.last_meeting_on, i.due_on) is not true
    order by i.due_on limit 1
  ) t on true
  where p.person_id = next_review.person and p.ended_on is null and p.plan_type = 'ehc_plan' and s.complete_by is not null
$$;
comment on function public.next_review(uuid) is
  'R-AR-01, R-PT-04: by when the next review of an EHC plan must be finished, and held: {start_on, complete_by, hold_by, final_plan_by (before a move), source}. '
  'Null without an EHC plan, without its dates, and where there is nothing the caller may see.';

create function public.reviews_about(person uuid) returns jsonb
language sql
set search_path = ''
as $$
  select private.record_view(person, 'reviews');
  select coalesce(jsonb_agg(to_jsonb(r) - 'before_events' || jsonb_build_object('status', private.review_status(r), 'clocks', private.review_clocks(r),
      'may_undo', jsonb_array_length(r.before_events) > 0,
      'open_actions', (select count(*) from public.review_actions a where a.review_id = r.id and a.done_at is null))
    order by r.meeting_on desc), '[]')
  from public.reviews r where r.person_id = reviews_about.person
$$;
comment on function public.reviews_about(uuid) is 'Every review of one person, the newest first, with its status and clocks; an empty list where there is nothing the caller may see. Staff who look are written down.';

create function public.review_page(review uuid) returns jsonb
language sql
set search_path = ''
as $$
  select private.record_view(r.person_id, 'reviews') from public.reviews r where r.id = review;
  select to_jsonb(r) - 'before_events' || jsonb_build_object(
    'status', private.review_status(r), 'clocks', private.review_clocks(r), 'may_undo', jsonb_array_length(r.before_events) > 0,
    'guests', (select coalesce(jsonb_agg(to_jsonb(g) order by g.audience, g.name), '[]') from public.review_guests g where g.review_id = r.id),
    'advice', (select coalesce(jsonb_agg(to_jsonb(a) order by a.due_on, a.asked_of), '[]') from public.review_advice a where a.review_id = r.id),
    'areas', (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('problem', private.area_problem(a)) order by a.area), '[]') from public.review_areas a where a.review_id = r.id),
    'actions', (select coalesce(jsonb_agg(to_jsonb(a) - 'done_by' order by a.due_on, a.words), '[]') from public.review_actions a where a.review_id = r.id))
  from public.reviews r where r.id = review_page.review
$$;
comment on function public.review_page(uuid) is 'One review with everything in it; null where there is nothing the caller may see. Staff who look are written down.';

create function public.actions_about(person uuid) returns table (
  id uuid, review_id uuid, words text, audience public.audience, due_on date, done_at timestamptz, done_by_name text, may_record boolean
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'reviews');
  select a.id, a.review_id, a.words, a.audience, a.due_on, a.done_at, a.done_by_name, private.may_work(a.person_id, a.audience, (select auth.uid()))
  from public.review_actions a where a.person_id = actions_about.person order by a.done_at is not null, a.due_on, a.words
$$;
comment on function public.actions_about(uuid) is 'What reviews decided that somebody does, for one person: what is open first. Staff who look are written down.';

create function public.breach_forecast(months integer default 15) returns table (
  person_id uuid, known_as text, family_name text, moves text, final_plan_by date, hold_by date, meeting_on date, held_on date,
  state text, school text, officer text
)
language sql stable
set search_path = ''
set jit = off
as $$
  -- The moves of everybody I may see, then each thing about them once for all: never one query a person.
  with move as materialized (
    select t.person_id, t.due_on, t.status, split_part(i.anchor_key, ':', 2) as moves
    from public.timeline_items t
    join public.people p on p.id = t.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    -- On nobody's checklist, as every milestone: an index holds those.
    where t.audience is null and t.retired_at is null and t.status <> 'not_applicable' and not t.before_start
      and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline' and i.due_offset = interval '0' and i.due_kind = 'statutory'
      and t.due_on between private.today() - 183 and private.today() + (least(greatest(months, 1), 36) || ' months')::interval
  ),
  review as (
    select distinct on (m.person_id, m.due_on) m.person_id, m.due_on, r.meeting_on, r.held_on, r.final_on, r.decision
    from move m
    join public.reviews r on r.person_id = m.person_id and r.called_off_reason is null and private.is_review_for(r.meeting_on, m.due_on)
    order by m.person_id, m.due_on, r.meeting_on desc
  ),
  officer as (
    select distinct on (v.person_id) v.person_id, c.display_name
    from public.involvements v
    join public.organisations o on o.id = v.organisation_id and o.audience = 'la_send'
    join public.organisation_members c on c.id = v.named_contact_id
    where v.person_id in (select m.person_id from move m) and private.today() between v.starts_on and coalesce(v.ends_on, 'infinity')
    order by v.person_id, v.starts_on desc
  ),
  known as (
    select m.*, p.known_as, p.family_name, r.final_on, r.decision, n.setting_name, f.display_name,
      coalesce(r.meeting_on, d.on_date) as meeting_on,
      -- Held before Onward kept reviews: the plan says so.
      coalesce(r.held_on, case when private.is_review_for(l.last_meeting_on, m.due_on) then l.last_meeting_on end) as held_on
    from move m
    join public.people p on p.id = m.person_id
    left join review r on r.person_id = m.person_id and r.due_on = m.due_on
    left join public.person_dates d on d.person_id = m.person_id and d.anchor = 'review_meeting' and private.is_review_for(d.on_date, m.due_on)
    left join public.plans l on l.person_id = m.person_id and l.ended_on is null
    left join public.placements n on n.person_id = m.person_id and n.position = 'now'
    left join officer f on f.person_id = m.person_id
  )
  select k.person_id, k.known_as, k.family_name, k.moves, k.due_on, h.hold_by, k.meeting_on, k.held_on,
    case
      when k.status = 'done' or k.final_on is not null or k.decision in ('maintain', 'cease') then 'done'
      when private.today() > k.due_on then 'breach'
      when k.held_on is not null then case when rules.review_final_cap(k.held_on) > k.due_on then 'at_risk' else 'on_track' end
      when greatest(k.meeting_on, private.today()) > h.hold_by then 'at_risk'
      when k.meeting_on is null then 'not_booked'
      else 'on_track'
    end,
    k.setting_name, k.display_name
  from known k, lateral (select rules.meeting_in_time_for(k.due_on) as hold_by) h
  order by h.hold_by, k.known_as, k.person_id
$$;
comment on function public.breach_forecast(integer) is
  'R-PT-04: which reviews must be held by when, so that the plan is final on the last safe day before a move: those of the people the caller may see. '
  'state: done, on_track, not_booked, at_risk (held or booked too late for the 12 weeks a review can take), breach.';

create function public.forecast_page(months integer default 15, filters jsonb default '{}', page integer default 1) returns jsonb
language sql stable
set search_path = ''
set jit = off
as $$
  with everyone as materialized (select f.*, date_trunc('month', f.hold_by)::date as month from public.breach_forecast(months) f),
  counted as (
    select case when grouping(e.month) = 0 then 'month' when grouping(e.school) = 0 then 'school' else 'officer' end as by,
      coalesce(e.month::text, e.school, e.officer) as name,
      count(*) filter (where e.state = 'breach') as breach, count(*) filter (where e.state = 'at_risk') as at_risk,
      count(*) filter (where e.state = 'not_booked') as not_booked, count(*) filter (where e.state = 'on_track') as on_track,
      count(*) filter (where e.state = 'done') as done
    from everyone e group by grouping sets ((e.month), (e.school), (e.officer))
  ),
  wanted as (
    select e.*, count(*) over () as total from everyone e
    where (filters ->> 'state' is null or e.state = filters ->> 'state')
      and (not filters ? 'month' or e.month::text = filters ->> 'month')
      and (not filters ? 'school' or e.school is not distinct from filters ->> 'school')
      and (not filters ? 'officer' or e.officer is not distinct from filters ->> 'officer')
  )
  select jsonb_build_object(
    'total', coalesce((select w.total from wanted w limit 1), 0),
    'counts', (select coalesce(jsonb_agg(to_jsonb(c) order by c.by, case when c.by = 'month' then c.name end,
      c.breach * 100 + c.at_risk * 10 + c.not_booked desc, c.name), '[]') from counted c),
    'rows', (select coalesce(jsonb_agg(to_jsonb(w) - 'total' - 'month' order by w.hold_by, w.known_as, w.person_id), '[]')
      from (select * from wanted w order by w.hold_by, w.known_as, w.person_id limit 50 offset 50 * (greatest(page, 1) - 1)) w))
$$;
comment on function public.forecast_page(integer, jsonb, integer) is
  'The forecast counted and one page of 50: {total, counts: [{by: month, school or officer, name (null: none), breach, at_risk, not_booked, on_track, done}], '
  'rows: breach_forecast()}. filters {state?, month?, school?, officer?}; null for a school or officer: those without one. counts are of everybody.';

grant execute on function
  public.plan_review(uuid, uuid, integer, jsonb), public.call_off_review(uuid, integer, text),
  public.save_review_guests(uuid, integer, jsonb), public.ask_review_advice(uuid, integer, public.audience, text),
  public.give_review_advice(uuid, integer, text), public.save_review_area(uuid, integer, public.pfa_area, jsonb),
  public.save_review_action(uuid, uuid, integer, jsonb), public.remove_review_action(uuid, integer),
  public.tick_review_action(uuid, boolean),
  public.record_review_event(uuid, integer, public.review_event, date, public.review_decision),
  public.undo_review_event(uuid, integer), public.reviews_about(uuid), public.review_page(uuid),
  public.actions_about(uuid), public.next_review(uuid), public.breach_forecast(integer), public.forecast_page(integer, jsonb, integer)
  to authenticated;

-- 97_moves.sql

-- Moves from one setting or service to another: a pack that the family checks, and a receiver who says yes.

create type public.move_kind as enum ('education', 'social_care', 'health', 'employment');
comment on type public.move_kind is 'Between places to learn, or from children''s to adult services: social care, one health specialty, help with work.';
create type public.move_state as enum ('planned', 'checked', 'sent', 'read', 'accepted', 'declined', 'closed', 'called_off');
comment on type public.move_state is
  'planned, pack checked by the family, sent, read by a named person, accepted (or declined with a next step), closed by both sides.';
create type public.handover_state as enum ('sent', 'read', 'accepted', 'declined', 'withdrawn');
create type public.move_side as enum ('family', 'from', 'to');
comment on type public.move_side is 'For whom somebody acts in a move: the young person''s circle, those they leave, those they come to.';
create type public.pack_section as enum ('profile', 'what_works', 'needs', 'plan', 'goals', 'contacts', 'health', 'open_actions');
create type public.move_check_kind as enum ('first_weeks', 'six_weeks', 'six_months');
create type public.going as enum ('well', 'mixed', 'not_well');
create type public.place_status as enum ('thinking', 'applied', 'conditional', 'offered', 'confirmed', 'refused', 'turned_down');

create table public.moves (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.move_kind not null,
  specialty text check (char_length(trim(specialty)) between 1 and 80),
  from_name text not null check (char_length(trim(from_name)) between 1 and 120),
  from_organisation_id uuid references public.organisations (id) on delete set null,
  to_name text check (char_length(trim(to_name)) between 1 and 120),
  to_organisation_id uuid references public.organisations (id) on delete set null,
  moves_on date check (private.is_plausible(moves_on)),
  moved_on date check (private.is_plausible(moved_on)),
  moved_by_name text,
  before_events jsonb not null default '[]',
  plan_b text check (char_length(plan_b) <= 1000),
  state public.move_state not null default 'planned',
  pack_id uuid,
  from_closed_by_name text,
  from_closed_on date,
  to_closed_by_name text,
  to_closed_on date,
  called_off_reason text check (char_length(called_off_reason) <= 1000),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  check ((kind = 'health') = (specialty is not null)),
  check (state <> 'called_off' or called_off_reason is not null)
);
comment on table public.moves is 'One move: from where, to where, when, what if it falls through, and how far it has come.';
comment on column public.moves.specialty is 'Each health specialty moves by itself: "Epilepsy clinic".';
comment on column public.moves.moves_on is 'First day in the new place. Null is not known yet.';
comment on column public.moves.moved_on is 'The day it really happened, as somebody wrote down. Until then nothing counts as moved, whatever day was planned.';
comment on column public.moves.before_events is 'What accepting and moving changed elsewhere, newest last, so that a slip can be taken back.';
comment on column public.moves.plan_b is 'What happens if this does not work out.';
comment on column public.moves.pack_id is 'The pack the family checked last. What was sent is kept with each handover.';
create index moves_person_idx on public.moves (person_id);
create index moves_from_idx on public.moves (from_organisation_id);
create index moves_to_idx on public.moves (to_organisation_id);
create index moves_author_idx on public.moves (author_id);

create table public.move_periods (
  key text primary key,
  working_days smallint check (working_days > 0),
  period interval check (period > interval '0'),
  source text not null,
  check (num_nonnulls(working_days, period) = 1)
);
comment on table public.move_periods is 'How long each part of a move may take. Planning, and data: none of it is in any law.';
insert into public.move_periods (key, working_days, period, source) values
  ('answer', 5, null, 'Planning: after sending, the receiver answers.'),
  ('first_weeks', null, '14 days', 'Planning: after the move.'),
  ('six_weeks', null, '42 days', 'Planning: after the move.'),
  ('six_months', null, '6 months', 'NICE NG43 asks for a named worker for six months after a health move.'),
  ('leaving', null, '1 month', 'Planning: after the check at six months those who handed over see the plan no more.');

create table public.packs (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  sections public.pack_section[] not null check (cardinality(sections) > 0),
  message text check (char_length(message) <= 2000),
  content jsonb not null,
  checked_by_name text not null,
  checked_as public.member_role,
  checked_at timestamptz not null default now(),
  agreed_how text check (char_length(agreed_how) <= 500),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.packs is 'What the next people are told, exactly as the family checked it. Never changed: checking again makes another.';
comment on column public.packs.content is '{head, section: …} for each chosen section, in the words of that day.';
comment on column public.packs.agreed_how is 'How the one whose decision it is agreed, when somebody else pressed the button.';
create index packs_move_idx on public.packs (move_id);
create index packs_person_idx on public.packs (person_id);
create index packs_author_idx on public.packs (author_id);
alter table public.moves add foreign key (pack_id) references public.packs (id) on delete set null;
create index moves_pack_idx on public.moves (pack_id);

create table public.handovers (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  pack_id uuid not null references public.packs (id) on delete cascade,
  kind public.move_kind not null,
  specialty text,
  from_name text not null,
  from_organisation_id uuid references public.organisations (id) on delete set null,
  moves_on date,
  to_organisation_id uuid not null references public.organisations (id) on delete cascade,
  state public.handover_state not null default 'sent',
  sent_at timestamptz not null default now(),
  sent_by_name text not null,
  answer_by date not null,
  read_at timestamptz,
  read_by_name text,
  read_as public.member_role,
  answered_at timestamptz,
  answered_by_name text,
  reason text check (char_length(reason) <= 1000),
  next_step text check (char_length(next_step) <= 1000),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (state <> 'declined' or (reason is not null and next_step is not null)),
  check (state not in ('read', 'accepted', 'declined') or read_at is not null)
);
comment on table public.handovers is
  'A pack on its way to a team. Until the team accepts, its people read this, the pack and the questions, and nothing else.';
comment on column public.handovers.answer_by is 'Planning: the last of the working days in which we ask for an answer. After it, the handover is late for all to see.';
create unique index handovers_open_key on public.handovers (move_id) where state in ('sent', 'read');
create index handovers_move_idx on public.handovers (move_id);
create index handovers_person_idx on public.handovers (person_id);
create index handovers_pack_idx on public.handovers (pack_id);
create index handovers_to_idx on public.handovers (to_organisation_id, state);
create index handovers_from_idx on public.handovers (from_organisation_id);
create index handovers_author_idx on public.handovers (author_id);

create table public.handover_questions (
  id uuid primary key default gen_random_uuid(),
  handover_id uuid not null references public.handovers (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  question text not null check (char_length(trim(question)) between 1 and 1000),
  asked_by_name text not null,
  asked_at timestamptz not null default now(),
  answer text check (char_length(trim(answer)) between 1 and 2000),
  answered_by_name text,
  answered_at timestamptz,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1
);
comment on table public.handover_questions is 'What the receiver wants to know before saying yes, and the answer.';
create index handover_questions_handover_idx on public.handover_questions (handover_id);
create index handover_questions_person_idx on public.handover_questions (person_id);
create index handover_questions_author_idx on public.handover_questions (author_id);

create table public.move_meetings (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  met_on date not null check (private.is_plausible(met_on)),
  who text not null check (char_length(trim(who)) between 1 and 200),
  note text check (char_length(note) <= 2000),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.move_meetings is 'The young person met the new people before moving: who, and when.';
create index move_meetings_move_idx on public.move_meetings (move_id);
create index move_meetings_person_idx on public.move_meetings (person_id);
create index move_meetings_author_idx on public.move_meetings (author_id);

create table public.move_checks (
  id uuid primary key default gen_random_uuid(),
  move_id uuid not null references public.moves (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.move_check_kind not null,
  side public.move_side not null,
  done_on date not null check (private.is_plausible(done_on)),
  going public.going not null,
  note text check (char_length(note) <= 2000),
  next_step text check (char_length(next_step) <= 1000),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  check (going = 'well' or next_step is not null)
);
comment on table public.move_checks is 'How it goes after the move, as each side sees it. When it does not go well, what happens next is part of it.';
create index move_checks_move_idx on public.move_checks (move_id);
create index move_checks_person_idx on public.move_checks (person_id);
create index move_checks_author_idx on public.move_checks (author_id);

create table public.place_choices (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  starts_in smallint not null check (starts_in between 2000 and 2100),
  choice smallint not null default 1 check (choice between 1 and 5),
  setting_name text not null check (char_length(trim(setting_name)) between 1 and 120),
  organisation_id uuid references public.organisations (id) on delete set null,
  status public.place_status not null default 'thinking',
  condition text check (char_length(trim(condition)) between 1 and 300),
  predicted text check (char_length(predicted) <= 200),
  actual text check (char_length(actual) <= 200),
  results_on date check (private.is_plausible(results_on)),
  updated_by_name text not null,
  updated_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (status <> 'conditional' or condition is not null)
);
comment on table public.place_choices is 'Places somebody may start at in a September: first choice, second choice (plan B), and how each stands.';
comment on column public.place_choices.condition is 'What an offer depends on: "Grade 4 in English".';
create unique index place_choices_choice_key on public.place_choices (person_id, starts_in, choice);
create unique index place_choices_confirmed_key on public.place_choices (person_id, starts_in) where status = 'confirmed';
create index place_choices_organisation_idx on public.place_choices (organisation_id);
create index place_choices_author_idx on public.place_choices (author_id);

alter table public.moves enable row level security;
alter table public.move_periods enable row level security;
alter table public.packs enable row level security;
alter table public.handovers enable row level security;
alter table public.handover_questions enable row level security;
alter table public.move_meetings enable row level security;
alter table public.move_checks enable row level security;
alter table public.place_choices enable row level security;
grant select on public.moves, public.packs, public.handovers, public.handover_questions, public.move_meetings,
  public.move_checks, public.place_choices, public.move_periods to authenticated;

create function private.my_teams() returns setof uuid
language sql stable security definer
set search_path = ''
as $$
  select m.organisation_id from private.memberships m where m.account_id = (select auth.uid())
$$;
comment on function private.my_teams() is 'The teams I work in today.';
grant execute on function private.my_teams() to authenticated;

create policy "Signed-in people can read how long each part of a move may take" on public.move_periods
  for select to authenticated using ((select auth.uid()) is not null);
create policy "People it is shared with can read a move" on public.moves
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read a handover, and so can the team that is asked, until it has answered" on public.handovers
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    or (state in ('sent', 'read') and to_organisation_id in (select private.my_teams()))
  );
create policy "People it is shared with can read a pack, and so can the team that is asked, until it has answered" on public.packs
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    or exists (
      select from public.handovers h
      where h.pack_id = packs.id and h.state in ('sent', 'read') and h.to_organisation_id in (select private.my_teams())
    )
  );
create policy "Who can read a handover can read the questions about it" on public.handover_questions
  for select to authenticated using (exists (select from public.handovers h where h.id = handover_questions.handover_id));
create policy "People it is shared with can read who was met" on public.move_meetings
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read how it goes after a move" on public.move_checks
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read the choices for September" on public.place_choices
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create trigger audit after insert or update or delete on public.moves
  for each row execute function private.audit('person_id', 'id');
-- That a pack was checked is a line of its move: copying it into the history would be one more place where it can be read.
create trigger audit after delete on public.packs
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.handovers
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.handover_questions
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.move_meetings
  for each row execute function private.audit('person_id', 'id');
create trigger audit after insert or update or delete on public.move_checks
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.place_choices
  for each row execute function private.audit('person_id', 'setting_name');

-- Who acts for which side.

create function private.sides_in(move public.moves) returns public.move_side[]
language sql stable security definer
set search_path = ''
as $$
  select coalesce(array_agg(distinct s.side order by s.side), '{}')
  from private.access a
  cross join lateral (values
    ('family'::public.move_side, a.via = 'circle'),
    ('from', a.via = 'team' and (
      a.organisation_id = (move).from_organisation_id
      -- A place that is not on Onward is spoken for by the teams that are; the SEND team helps with every move between places to learn.
      or ((move).from_organisation_id is null and a.organisation_id is distinct from (move).to_organisation_id)
      or ((move).kind = 'education' and a.audience = 'la_send')
    )),
    ('to', a.via = 'team' and a.organisation_id = (move).to_organisation_id and (move).state in ('accepted', 'closed'))
  ) s (side, is_mine)
  where a.person_id = (move).person_id and a.account_id = (select auth.uid()) and s.is_mine
    and private.may_read_shared((move).person_id, (move).author_id, (move).shared_with)
$$;
comment on function private.sides_in(public.moves) is 'The sides the account that asks acts for; empty when it only reads, or may not.';
grant execute on function private.sides_in(public.moves) to authenticated;

create function private.move_for(move uuid, expected_version integer, allowed public.move_side[]) returns public.moves
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
begin
  select m.* into found from public.moves m
  where m.id = move and private.may_read_shared(m.person_id, m.author_id, m.shared_with)
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not private.sides_in(found) && allowed then
    raise sqlstate 'PT403' using message = 'move_not_yours', detail = 'Ask the family or the team whose part this is.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'move_changed', detail = to_jsonb(found)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  return found;
end
$$;
comment on function private.move_for(uuid, integer, public.move_side[]) is
  'The move, locked, for somebody who acts for one of these sides and has seen its newest version. '
  'Errors: PT404 not_found, PT403 move_not_yours, PT409 move_changed (detail: the row as it is now).';

create function private.must_be_in(state public.move_state, allowed public.move_state[]) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if state <> all (allowed) then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = format('This move is %s.', state);
  end if;
end
$$;

create function private.needed(answer text, key text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  if nullif(trim(answer), '') is null then
    raise sqlstate 'PT422' using message = key, detail = 'Write it down in a few words.';
  end if;
  return trim(answer);
end
$$;
comment on function private.needed(text, text) is 'The answer without spaces around it, or PT422 with this key when there is none.';

create function private.shared_by_choice(choice text, organisations uuid[]) returns public.audience[]
language sql stable
set search_path = ''
as $$
  select case choice
    when 'services' then array(
      select distinct x.audience from (
        select unnest(array['young_person', 'family', 'la_send']::public.audience[]) as audience
        union select o.audience from public.organisations o where o.id = any (organisations) and o.audience is not null
      ) x order by x.audience)
    else enum_range(null::public.audience)
  end
$$;
comment on function private.shared_by_choice(text, uuid[]) is
  'services: the circle, the SEND team that looks after moves, and the kinds of team that take part. Otherwise everyone involved.';

create function public.plan_move(person uuid, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  new_id uuid := coalesce((facts ->> 'id')::uuid, gen_random_uuid());
  kept public.moves;
begin
  perform private.must_see(person);
  select m.* into kept from public.moves m where m.id = new_id;
  if kept.id is not null then
    -- The same form, sent twice.
    if kept.person_id = person and kept.author_id = me then
      return kept.id;
    end if;
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  insert into public.moves (id, person_id, kind, specialty, from_name, from_organisation_id, to_name, to_organisation_id,
    moves_on, plan_b, author_id, shared_with)
  values (new_id, person, (facts ->> 'kind')::public.move_kind, nullif(trim(facts ->> 'specialty'), ''), trim(facts ->> 'from_name'),
    (facts ->> 'from_organisation_id')::uuid, nullif(trim(facts ->> 'to_name'), ''), (facts ->> 'to_organisation_id')::uuid,
    (facts ->> 'moves_on')::date, nullif(trim(facts ->> 'plan_b'), ''), me,
    private.shared_by_choice(facts ->> 'sharing',
      array[(facts ->> 'from_organisation_id')::uuid, (facts ->> 'to_organisation_id')::uuid]
        || array(select a.organisation_id from private.access a where a.person_id = person and a.account_id = me and a.via = 'team')));
  return new_id;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation
    or check_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.plan_move(uuid, jsonb) is
  'Starts a move. {id?, kind, specialty? (health only, and needed there), from_name, from_organisation_id?, to_name?, to_organisation_id?, '
  'moves_on?, plan_b?, sharing?: everyone or services}. Gives its id. Errors: PT404 not_found, PT422 value_invalid.';

create function public.change_move(move uuid, expected_version integer, patch jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  now_version integer;
begin
  perform private.must_be_in(was.state, '{planned,checked,sent,read,accepted,declined}');
  if (patch ?| array['to_name', 'to_organisation_id']) and was.state in ('sent', 'read', 'accepted') then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = 'Take the handover back first.';
  end if;
  update public.moves m set
    to_name = case when patch ? 'to_name' then nullif(trim(patch ->> 'to_name'), '') else m.to_name end,
    to_organisation_id = case when patch ? 'to_organisation_id' then (patch ->> 'to_organisation_id')::uuid else m.to_organisation_id end,
    moves_on = case when patch ? 'moves_on' then (patch ->> 'moves_on')::date else m.moves_on end,
    plan_b = case when patch ? 'plan_b' then nullif(trim(patch ->> 'plan_b'), '') else m.plan_b end,
    version = m.version + 1, updated_at = now()
  where m.id = move returning m.version into now_version;
  -- The receiver is told of another day; what was sent stays as it was.
  if patch ? 'moves_on' then
    update public.handovers h set moves_on = (patch ->> 'moves_on')::date, version = h.version + 1
    where h.move_id = move and h.state in ('sent', 'read', 'accepted');
    update public.placements n set starts_on = (patch ->> 'moves_on')::date
    where was.state = 'accepted' and was.kind = 'education' and was.moved_on is null
      and n.person_id = was.person_id and n.position = 'next' and n.organisation_id = was.to_organisation_id;
  end if;
  return now_version;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or check_violation or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.change_move(uuid, integer, jsonb) is
  'Changes where to, when, or plan B: {to_name?, to_organisation_id?, moves_on?, plan_b?}. Gives the new version. '
  'Errors: move_for''s, PT422 move_not_ready or value_invalid.';

create function public.call_off_move(move uuid, expected_version integer, reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from}');
begin
  perform private.must_be_in(was.state, '{planned,checked,declined}');
  update public.moves m set state = 'called_off', called_off_reason = private.needed(reason, 'why_needed'),
    version = m.version + 1, updated_at = now()
  where m.id = move;
end
$$;
comment on function public.call_off_move(uuid, integer, text) is
  'This move will not happen. It keeps its history. Errors: move_for''s, PT422 move_not_ready or why_needed.';

-- The pack.

create function private.pack_head(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
    'nc_year', rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset),
    'setting_now', (select n.setting_name from public.placements n where n.person_id = p.id and n.position = 'now'))
  from public.people p where p.id = person
$$;

create function private.pack_conditions(person uuid, of_health boolean) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('title', w.title) order by w.title)
  from public.person_flags f
  join public.people p on p.id = f.person_id
  join public.pathway_texts w on w.template_id = p.template_id and w.subject = 'condition' and w.subject_key = f.flag and w.locale = 'en'
  where f.person_id = person
    and (f.flag in ('health_service_user', 'continuing_care')) = of_health
    -- Money and what is only being thought about say nothing of how to support somebody.
    and f.flag not in ('gets_dla') and f.flag not like 'considering%'
$$;
comment on function private.pack_conditions(uuid, boolean) is 'What is true of somebody''s situation: health matters, or everything else.';

create function private.pack_plan(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('plan_type', l.plan_type, 'status', l.status, 'first_made_on', l.first_made_on,
    'last_decision_on', l.last_decision_on, 'review_on', (
      select d.on_date from public.person_dates d
      where d.person_id = person and d.anchor = 'review_meeting' and d.on_date >= private.today()))
  from public.plans l where l.person_id = person and l.ended_on is null
$$;

create function private.pack_profile(person uuid, parts text[], reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('part', x.part, 'words', to_jsonb(f) ->> x.part) order by x.n)
  from public.profiles f
  cross join unnest(parts) with ordinality as x (part, n)
  where f.person_id = person and reader = any (f.shared_with) and to_jsonb(f) ->> x.part is not null
$$;
comment on function private.pack_profile(uuid, text[], public.audience) is 'These parts of a one-page profile, when it is shared with this kind of team.';

create function private.pack_goals(person uuid, reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('words', g.words, 'why', g.why) order by g.is_own desc, g.created_at)
  from public.goals g
  where g.person_id = person and reader = any (g.shared_with) and g.lifecycle_status in ('planned', 'accepted', 'active', 'on-hold')
$$;
comment on function private.pack_goals(uuid, public.audience) is 'Goals that the young person lets this kind of team read. A goal kept from it stays out, whoever sends the pack.';

create function private.pack_contacts(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('display_name', m.display_name, 'role', m.role, 'organisation', o.name) order by o.audience, o.name)
  from public.involvements i
  join public.organisations o on o.id = i.organisation_id
  join public.organisation_members m on m.id = i.named_contact_id
  where i.person_id = person
    and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
    and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')
$$;

create function private.pack_actions(person uuid, of_health boolean) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('title', x.title, 'due_on', x.due_on, 'audience', x.audience, 'status', x.status)
    order by x.due_on, x.item_key)
  from (
    select w.title, t.due_on, t.audience, t.status, t.item_key
    from public.timeline_items t
    join public.people p on p.id = t.person_id
    join public.pathway_texts w on w.template_id = p.template_id and w.subject = 'item' and w.subject_key = t.item_key and w.locale = 'en'
    where t.person_id = person and t.retired_at is null and not t.before_start
      and t.audience not in ('young_person', 'family')
      and t.status in ('not_started', 'in_progress', 'waiting')
      and t.due_on <= private.today() + 365 and (t.audience = 'health') = of_health
    order by t.due_on limit 12
  ) x
$$;
comment on function private.pack_actions(uuid, boolean) is 'What teams still have to do in the next twelve months, overdue first: twelve at most, for a pack that gets read. What a young person and their family do is theirs.';

create function private.pack_content(person uuid, sections public.pack_section[], reader public.audience) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('head', private.pack_head(person)) || coalesce(jsonb_object_agg(s.section, s.content), '{}')
  from (
    select x.section, case x.section
      when 'profile' then private.pack_profile(person, array['admire', 'matters'], reader)
      when 'what_works' then private.pack_profile(person, array['support', 'communicate'], reader)
      when 'needs' then private.pack_conditions(person, false)
      when 'plan' then private.pack_plan(person)
      when 'goals' then private.pack_goals(person, reader)
      when 'contacts' then private.pack_contacts(person)
      when 'health' then nullif(jsonb_strip_nulls(jsonb_build_object(
        'conditions', private.pack_conditions(person, true), 'actions', private.pack_actions(person, true))), '{}')
      when 'open_actions' then private.pack_actions(person, false)
    end as content
    from unnest(sections) as x (section)
  ) s
$$;
comment on function private.pack_content(uuid, public.pack_section[], public.audience) is
  'What a pack says today. reader: the kind of team it is for; a contribution that is not shared with that kind of team is left out. '
  'A section about which nothing is written is null.';

create function private.reader_of(move public.moves) returns public.audience
language sql stable
set search_path = ''
as $$
  select coalesce(
    (select o.audience from public.organisations o where o.id = (move).to_organisation_id),
    case (move).kind when 'education' then 'post16_provider'::public.audience when 'social_care' then 'adult_social_care'
      when 'health' then 'health' else 'employment' end)
$$;

create function public.pack_choices(move uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
begin
  select m.* into found from public.moves m where m.id = move;
  if found.id is null or not private.sides_in(found) && '{family,from}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.record_view(found.person_id, 'pack');
  return private.pack_content(found.person_id, enum_range(null::public.pack_section), private.reader_of(found));
end
$$;
comment on function public.pack_choices(uuid) is
  'Every section as it would be sent today, for the family and the team that sends it to choose from. Errors: PT404 not_found.';

create function public.check_pack(
  move uuid, expected_version integer, sections public.pack_section[], message text default null, agreed_how text default null
) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from}');
  seat record;
  pack uuid;
  now_version integer;
begin
  perform private.must_be_in(was.state, '{planned,checked,declined}');
  select a.display_name, a.role, a.via into seat from private.access a
  where a.person_id = was.person_id and a.account_id = me order by a.via = 'circle' desc, a.role = 'young_person' desc limit 1;
  if private.circle_basis(was.person_id, me) is null then
    -- What others are told is decided by whoever decides about the circle (CFA ss.80 and 83, MCA 2005): how they agreed is written down.
    agreed_how := private.needed(agreed_how, 'agreed_how_needed');
  end if;
  if coalesce(cardinality(sections), 0) = 0 then
    raise sqlstate 'PT422' using message = 'pack_empty', detail = 'Choose at least one part.';
  end if;
  insert into public.packs (move_id, person_id, sections, message, content, checked_by_name, checked_as, agreed_how, author_id, shared_with)
  values (move, was.person_id, sections, nullif(trim(message), ''),
    private.pack_content(was.person_id, sections, private.reader_of(was)), seat.display_name, seat.role,
    nullif(trim(agreed_how), ''), me, was.shared_with)
  returning id into pack;
  update public.moves m set pack_id = pack, state = 'checked', version = m.version + 1, updated_at = now()
  where m.id = move returning m.version into now_version;
  return now_version;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.check_pack(uuid, integer, public.pack_section[], text, text) is
  'The family has chosen what goes into the pack and looked at it: it is kept exactly so. Anybody but the one who decides (circle_basis) '
  'says how they agreed. Gives the new version. Errors: move_for''s, PT422 move_not_ready, agreed_how_needed, pack_empty, text_too_long.';

-- Handing over.

create function private.period_after(period text, day date) returns date
language sql stable
set search_path = ''
as $$
  select coalesce(rules.nth_working_day_beginning_with(day + 1, p.working_days), (day + p.period)::date)
  from public.move_periods p where p.key = period_after.period
$$;
comment on function private.period_after(text, date) is 'The last day of a period of move_periods that begins after this day.';
grant execute on function private.period_after(text, date) to authenticated;

create function private.is_late(handover public.handovers) returns boolean
language sql stable
return (handover).state in ('sent', 'read') and private.today() > (handover).answer_by;
grant execute on function private.is_late(public.handovers) to authenticated;

create function public.send_handover(move uuid, expected_version integer, to_organisation uuid) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from}');
  receiver public.organisations;
  sharing public.audience[];
  new_id uuid;
begin
  perform private.must_be_in(was.state, '{checked}');
  select o.* into receiver from public.organisations o
  where o.id = to_organisation and o.audience is not null and o.id is distinct from was.from_organisation_id
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity');
  if receiver.id is null then
    raise sqlstate 'PT422' using message = 'receiver_unknown', detail = 'Choose a team that is on Onward.';
  end if;
  sharing := array(select unnest(was.shared_with) union select receiver.audience);
  insert into public.handovers (move_id, person_id, pack_id, kind, specialty, from_name, from_organisation_id, moves_on, to_organisation_id,
    sent_by_name, answer_by, author_id, shared_with)
  values (move, was.person_id, was.pack_id, was.kind, was.specialty, was.from_name, was.from_organisation_id, was.moves_on, receiver.id,
    private.name_of(me, was.person_id),
    private.period_after('answer', private.today()), me, sharing)
  returning id into new_id;
  update public.packs k set shared_with = sharing where k.id = was.pack_id;
  update public.moves m set state = 'sent', to_organisation_id = receiver.id, to_name = receiver.name, shared_with = sharing,
    version = m.version + 1, updated_at = now()
  where m.id = move;
  return new_id;
end
$$;
comment on function public.send_handover(uuid, integer, uuid) is
  'Sends the pack that the family checked to a team. Gives the handover''s id. Errors: move_for''s, PT422 move_not_ready or receiver_unknown.';

create function public.withdraw_handover(move uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from}');
begin
  perform private.must_be_in(was.state, '{sent,read}');
  update public.handovers h set state = 'withdrawn', version = h.version + 1 where h.move_id = move and h.state in ('sent', 'read');
  update public.moves m set state = 'checked', version = m.version + 1, updated_at = now() where m.id = move;
end
$$;
comment on function public.withdraw_handover(uuid, integer) is
  'Takes a pack back before there is an answer: the receiver no longer sees it. Errors: move_for''s, PT422 move_not_ready.';

create function private.handover_for(handover uuid, expected_version integer) returns public.handovers
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handovers;
begin
  select h.* into found from public.handovers h
  where h.id = handover and h.state in ('sent', 'read', 'accepted') and h.to_organisation_id in (select private.my_teams())
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'handover_changed', detail = to_jsonb(found)::text,
      hint = 'Somebody else answered first. Look at it again.';
  end if;
  return found;
end
$$;
comment on function private.handover_for(uuid, integer) is
  'The handover, locked, for somebody of the team that is asked. Errors: PT404 not_found, PT409 handover_changed.';

create function private.my_seat_in(organisation uuid) returns table (member_id uuid, display_name text, role public.member_role)
language sql stable security definer
set search_path = ''
as $$
  select m.member_id, m.display_name, m.role from private.memberships m
  where m.organisation_id = organisation and case coalesce(current_setting('onward.acting_for', true), '')
    when '' then m.account_id = (select auth.uid()) else m.member_id::text = current_setting('onward.acting_for', true) end
  order by m.member_id limit 1
$$;
comment on function private.my_seat_in(uuid) is
  'As whom the account that asks stands in this team. A system stands for the team mate it names: private.act_for().';

create function public.read_handover(handover uuid, expected_version integer) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
begin
  if was.state <> 'sent' then
    return was.version;
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'read', read_at = now(), read_by_name = seat.display_name, read_as = seat.role, version = h.version + 1
  where h.id = handover;
  update public.moves m set state = 'read', version = m.version + 1, updated_at = now() where m.id = was.move_id;
  return was.version + 1;
end
$$;
comment on function public.read_handover(uuid, integer) is
  'I have the pack and have read it: a named person, not a mailbox. Gives the new version. Errors: handover_for''s.';

create function public.accept_handover(handover uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
  involved uuid;
begin
  if was.state <> 'read' then
    raise sqlstate 'PT422' using message = 'read_first', detail = 'Read the pack, and say that you have.';
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'accepted', answered_at = now(), answered_by_name = seat.display_name, version = h.version + 1
  where h.id = handover;
  involved := private.involve(was.person_id, was.to_organisation_id, seat.member_id);
  update public.moves m set state = 'accepted', version = m.version + 1, updated_at = now(), before_events = m.before_events
    || jsonb_build_object('event', 'accepted', 'involvement_id', involved, 'next', private.write_next_place(m))
  where m.id = was.move_id;
end
$$;
comment on function public.accept_handover(uuid, integer) is
  'The receiver takes over: only now is the team involved, with whoever accepted as the named contact, and sees the record. Where they learn next '
  'is this place from now on, and the timeline follows; where they learn now changes on the day that record_moved() tells of. '
  'Errors: handover_for''s, PT422 read_first.';

create function public.decline_handover(handover uuid, expected_version integer, reason text, next_step text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.handovers := private.handover_for(handover, expected_version);
  seat record;
begin
  if was.state <> 'read' then
    raise sqlstate 'PT422' using message = 'read_first', detail = 'Read the pack, and say that you have.';
  end if;
  select s.* into seat from private.my_seat_in(was.to_organisation_id) s;
  update public.handovers h
  set state = 'declined', answered_at = now(), answered_by_name = seat.display_name, version = h.version + 1,
    reason = private.needed(decline_handover.reason, 'why_needed'), next_step = private.needed(decline_handover.next_step, 'next_step_needed')
  where h.id = handover;
  update public.moves m set state = 'declined', version = m.version + 1, updated_at = now() where m.id = was.move_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.decline_handover(uuid, integer, text, text) is
  'No, with the reason and what should happen next. The team then sees no more of it. '
  'Errors: handover_for''s, PT422 read_first, why_needed, next_step_needed, text_too_long.';

create function public.ask_about_handover(handover uuid, question text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handovers;
  seat record;
  new_id uuid;
begin
  select h.* into found from public.handovers h
  where h.id = handover and h.state in ('sent', 'read', 'accepted') and h.to_organisation_id in (select private.my_teams());
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  select s.* into seat from private.my_seat_in(found.to_organisation_id) s;
  insert into public.handover_questions (handover_id, person_id, question, asked_by_name, author_id, shared_with)
  values (handover, found.person_id, private.needed(question, 'question_needed'), seat.display_name, (select auth.uid()), found.shared_with)
  returning id into new_id;
  return new_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.ask_about_handover(uuid, text) is
  'The receiver asks; everyone the move is shared with can answer. Errors: PT404 not_found, PT422 question_needed or text_too_long.';

create function public.answer_handover_question(question uuid, expected_version integer, answer text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.handover_questions;
begin
  select q.* into found from public.handover_questions q
  where q.id = answer_handover_question.question and private.may_read_shared(q.person_id, q.author_id, q.shared_with)
  for update;
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'answered_first', detail = to_jsonb(found)::text,
      hint = 'Somebody else answered first. Look at their answer.';
  end if;
  update public.handover_questions q
  set answer = private.needed(answer_handover_question.answer, 'answer_needed'), answered_at = now(), version = q.version + 1,
    answered_by_name = private.name_of((select auth.uid()), found.person_id)
  where q.id = answer_handover_question.question;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'text_too_long', detail = sqlerrm;
end
$$;
comment on function public.answer_handover_question(uuid, integer, text) is
  'Errors: PT404 not_found, PT409 answered_first (detail: the row as it is now), PT422 answer_needed or text_too_long.';

-- Before and after the day.

create function public.record_meeting(move uuid, met_on date, who text, note text default null) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
  new_id uuid;
begin
  select m.* into found from public.moves m where m.id = move;
  if found.id is null or private.sides_in(found) = '{}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in(found.state, '{planned,checked,sent,read,accepted,declined}');
  if met_on is null or met_on > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  insert into public.move_meetings (move_id, person_id, met_on, who, note, recorded_by_name, author_id, shared_with)
  values (move, found.person_id, met_on, private.needed(who, 'who_needed'), nullif(trim(note), ''),
    private.name_of((select auth.uid()), found.person_id), (select auth.uid()), found.shared_with)
  returning id into new_id;
  return new_id;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_meeting(uuid, date, text, text) is
  'Met the new people before moving. Errors: PT404 not_found, PT422 move_not_ready, day_not_past, who_needed, value_invalid.';

create function public.record_move_check(move uuid, kind public.move_check_kind, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.moves;
  sides public.move_side[];
  new_id uuid;
begin
  select m.* into found from public.moves m where m.id = move;
  sides := case when found.id is null then '{}' else private.sides_in(found) end;
  if sides = '{}' then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_be_in(found.state, '{accepted}');
  if found.moved_on is null then
    raise sqlstate 'PT422' using message = 'moved_first', detail = 'Write down the day of the move first.';
  end if;
  if (facts ->> 'done_on')::date > private.today() or (facts ->> 'done_on')::date < found.moved_on then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened, after the move.';
  end if;
  insert into public.move_checks (move_id, person_id, kind, side, done_on, going, note, next_step, recorded_by_name, author_id, shared_with)
  values (move, found.person_id, record_move_check.kind, sides[cardinality(sides)], (facts ->> 'done_on')::date,
    (facts ->> 'going')::public.going, nullif(trim(facts ->> 'note'), ''),
    case when facts ->> 'going' = 'well' then nullif(trim(facts ->> 'next_step'), '')
      else private.needed(facts ->> 'next_step', 'next_step_needed') end,
    private.name_of((select auth.uid()), found.person_id), (select auth.uid()), found.shared_with)
  returning id into new_id;
  if record_move_check.kind = 'six_weeks' and 'to' = any (sides) then
    perform private.finish_move_steps(found, '6 weeks');
  end if;
  return new_id;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_move_check(uuid, public.move_check_kind, jsonb) is
  'How it goes: {done_on, going: well, mixed or not_well, note?, next_step (needed unless well)}. Each side adds its own; the receiver''s after six '
  'weeks is also their step on the timeline. Errors: PT404 not_found, PT422 move_not_ready, moved_first, day_not_past, next_step_needed, value_invalid.';

create function public.close_move(move uuid, expected_version integer) returns public.move_state
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{from,to}');
  sides public.move_side[] := private.sides_in(was);
  my_name text := private.name_of((select auth.uid()), was.person_id);
  now_state public.move_state;
begin
  perform private.must_be_in(was.state, '{accepted}');
  if not exists (select from public.move_checks c where c.move_id = move and c.kind = 'six_months') then
    raise sqlstate 'PT422' using message = 'checks_first', detail = 'The check after six months comes first.';
  end if;
  update public.moves m set
    from_closed_by_name = case when 'from' = any (sides) then coalesce(m.from_closed_by_name, my_name) else m.from_closed_by_name end,
    from_closed_on = case when 'from' = any (sides) then coalesce(m.from_closed_on, private.today()) else m.from_closed_on end,
    to_closed_by_name = case when 'to' = any (sides) then coalesce(m.to_closed_by_name, my_name) else m.to_closed_by_name end,
    to_closed_on = case when 'to' = any (sides) then coalesce(m.to_closed_on, private.today()) else m.to_closed_on end,
    state = case when ('from' = any (sides) or m.from_closed_on is not null) and ('to' = any (sides) or m.to_closed_on is not null)
      then 'closed'::public.move_state else m.state end,
    version = m.version + 1, updated_at = now()
  where m.id = move returning m.state into now_state;
  if 'from' = any (sides) then
    update public.involvements i set ends_on = private.today()
    where i.id = (was.before_events #>> '{-1,involvement_id}')::uuid and i.ends_on > private.today();
  end if;
  return now_state;
end
$$;
comment on function public.close_move(uuid, integer) is
  'My side has finished. Closed once both have said so. Whoever handed over sees the plan until that evening. Gives the state. Errors: move_for''s, PT422 move_not_ready or checks_first.';

-- What the pages ask for.

create function public.person_moves(person uuid)
returns table (
  id uuid, kind public.move_kind, specialty text, from_name text, to_name text, moves_on date, moved_on date, plan_b text, state public.move_state,
  answer_by date, is_late boolean, read_by_name text, next_check public.move_check_kind, next_check_on date, version integer
)
language sql
set search_path = ''
as $$
  select private.record_view(person, 'moves');
  select m.id, m.kind, m.specialty, m.from_name, m.to_name, m.moves_on, m.moved_on, m.plan_b, m.state,
    h.answer_by, coalesce(private.is_late(h), false), h.read_by_name, c.kind, private.period_after(c.kind::text, m.moved_on), m.version
  from public.moves m
  left join public.handovers h on h.move_id = m.id and h.state in ('sent', 'read')
  left join lateral (
    select k.kind from unnest(enum_range(null::public.move_check_kind)) as k (kind)
    where m.state = 'accepted' and m.moved_on is not null
      and not exists (select from public.move_checks d where d.move_id = m.id and d.kind = k.kind)
    order by k.kind limit 1
  ) c on true
  where m.person_id = person
  order by m.state in ('closed', 'called_off'), m.moves_on nulls last, m.kind, m.id
$$;
comment on function public.person_moves(uuid) is
  'The moves of one young person that I may read, open ones first. is_late: the receiver has not answered in time. '
  'next_check: the first check after the move that nobody has written down. Staff who look are written down.';

create function private.may_check_pack(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.circle_basis(person, (select auth.uid())) is not null
$$;
comment on function private.may_check_pack(uuid) is 'The account that asks decides what others are told; anybody else writes down how that one agreed.';
grant execute on function private.may_check_pack(uuid) to authenticated;

create function public.move_page(move uuid) returns jsonb
-- Not security definer: the policies say which move, handovers and answers each reader gets.
language plpgsql
set search_path = ''
as $$
declare
  page jsonb;
begin
  select jsonb_build_object(
    'move', to_jsonb(m) - 'before_events',
    'sides', private.sides_in(m),
    'may_take_back', private.may_take_back(m),
    'alerts', private.alerts_about(m),
    'from_until', (
      select nullif(max(coalesce(i.ends_on, 'infinity')), 'infinity') from public.involvements i
      where i.person_id = m.person_id and i.organisation_id = m.from_organisation_id),
    'decides', private.may_check_pack(m.person_id),
    'pack', (select to_jsonb(k) from public.packs k where k.id = m.pack_id),
    'handovers', coalesce((
      select jsonb_agg(to_jsonb(h) || jsonb_build_object('is_late', private.is_late(h), 'to_name', o.name, 'questions', coalesce((
        select jsonb_agg(to_jsonb(q) order by q.asked_at) from public.handover_questions q where q.handover_id = h.id), '[]'))
        order by h.sent_at desc)
      from public.handovers h join public.organisations o on o.id = h.to_organisation_id
      where h.move_id = m.id), '[]'),
    'meetings', coalesce((select jsonb_agg(to_jsonb(t) order by t.met_on) from public.move_meetings t where t.move_id = m.id), '[]'),
    'checks', (
      select jsonb_agg(jsonb_build_object('kind', k.kind, 'due_on', private.period_after(k.kind::text, coalesce(m.moved_on, m.moves_on)), 'answers', coalesce((
        select jsonb_agg(to_jsonb(c) order by c.done_on) from public.move_checks c where c.move_id = m.id and c.kind = k.kind), '[]'))
        order by k.kind)
      from unnest(enum_range(null::public.move_check_kind)) as k (kind)))
  into page
  from public.moves m where m.id = move_page.move;
  if page is not null then
    perform private.record_view((page #>> '{move,person_id}')::uuid, 'moves');
  end if;
  return page;
end
$$;
comment on function public.move_page(uuid) is
  'All about one move: {move, sides: mine, may_take_back: what I may undo (accepted or moved) or null, from_until: the last day on which those they '
  'leave see the plan, null while it is open, alerts: who is asked about what is late (private.alerts_about), decides: I decide what goes into the pack, pack, handovers: [{…, is_late, to_name, questions}], '
  'meetings, checks: [{kind, due_on, answers}]}. Null when I may not read it. Staff who look are written down.';

create function private.record_pack_view(handover public.handovers) returns void
language sql security definer
set search_path = ''
as $$
  insert into public.record_views (person_id, account_id, account_name, role, team, section)
  select (handover).person_id, (select auth.uid()), s.display_name, s.role, o.name, 'pack'
  from private.my_seat_in((handover).to_organisation_id) s
  join public.organisations o on o.id = (handover).to_organisation_id
  on conflict do nothing
$$;
comment on function private.record_pack_view(public.handovers) is 'The family reads in their history that a team they sent a pack to has looked at it.';
grant execute on function private.record_pack_view(public.handovers) to authenticated;

create function public.handover_page(handover uuid) returns jsonb
-- Not security definer: the policies say who reads a handover and its pack.
language plpgsql
set search_path = ''
as $$
declare
  found public.handovers;
begin
  select h.* into found from public.handovers h where h.id = handover_page.handover;
  if found.id is null then
    return null;
  end if;
  perform private.record_pack_view(found);
  return (
    select jsonb_build_object(
      'handover', to_jsonb(found) || jsonb_build_object('is_late', private.is_late(found), 'to_name', o.name),
      'pack', to_jsonb(k),
      'may_answer', found.to_organisation_id in (select private.my_teams()),
      'sees_record', exists (select from public.people p where p.id = found.person_id),
      'questions', coalesce((
        select jsonb_agg(to_jsonb(q) order by q.asked_at) from public.handover_questions q where q.handover_id = found.id), '[]'))
    from public.organisations o, public.packs k
    where o.id = found.to_organisation_id and k.id = found.pack_id);
end
$$;
comment on function public.handover_page(uuid) is
  'A handover as its receiver sees it: {handover, pack, may_answer, sees_record, questions}. Null when I may not read it. That I looked is written down.';

create function public.my_handovers()
returns table (
  id uuid, move_id uuid, person_id uuid, known_as text, family_name text, kind public.move_kind, specialty text, from_name text, to_name text,
  moves_on date, state public.handover_state, sent_at timestamptz, answer_by date, is_late boolean, read_by_name text,
  open_questions bigint, direction text, sees_record boolean
)
language sql stable
set search_path = ''
as $$
  select h.id, h.move_id, h.person_id, k.content -> 'head' ->> 'known_as', k.content -> 'head' ->> 'family_name', h.kind, h.specialty,
    h.from_name, o.name, h.moves_on, h.state, h.sent_at, h.answer_by, private.is_late(h), h.read_by_name,
    (select count(*) from public.handover_questions q where q.handover_id = h.id and q.answer is null),
    case when h.to_organisation_id in (select private.my_teams()) then 'in'
      when h.from_organisation_id in (select private.my_teams()) then 'out' else 'other' end,
    exists (select from public.people p where p.id = h.person_id)
  from public.handovers h
  join public.organisations o on o.id = h.to_organisation_id
  join public.packs k on k.id = h.pack_id
  where h.state in ('sent', 'read')
    or (h.state = 'accepted' and h.answered_at > now() - interval '60 days')
    or (h.state = 'declined' and h.to_organisation_id not in (select private.my_teams())
      and exists (select from public.moves m where m.id = h.move_id and m.state = 'declined'))
  order by private.is_late(h) desc, h.state in ('sent', 'read') desc, h.answer_by, h.id
$$;
comment on function public.my_handovers() is
  'Handovers that wait for an answer, that were declined and need a next step, and those accepted in the last 60 days: in (my team is asked), out (my team '
  'asked), other (about somebody I am involved with). Late ones first.';

-- September.

create function private.next_september() returns integer
language sql stable
return extract(year from private.today())::integer + case when extract(month from private.today()) >= 9 then 1 else 0 end;
comment on function private.next_september() is 'The year of the next September that is still to come.';
grant execute on function private.next_september() to authenticated;

create function public.record_place(person uuid, place uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.place_choices;
  wish public.place_choices;
begin
  perform private.must_see(person);
  select c.* into kept from public.place_choices c
  where c.id = place and c.person_id = person and private.may_read_shared(c.person_id, c.author_id, c.shared_with) for update;
  if place is not null and expected_version is not null and kept.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if kept.id is not null and expected_version is null and kept.author_id = me then
    -- The same new place, sent twice.
    return kept.id;
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'place_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  wish := jsonb_populate_record(kept, facts - array['id', 'person_id', 'author_id', 'shared_with', 'version', 'updated_at', 'updated_by_name']);
  insert into public.place_choices as c (id, person_id, starts_in, choice, setting_name, organisation_id, status, condition, predicted, actual,
    results_on, updated_by_name, author_id, shared_with)
  values (coalesce(place, gen_random_uuid()), person, coalesce(wish.starts_in, private.next_september()), coalesce(wish.choice, 1),
    trim(wish.setting_name), wish.organisation_id, coalesce(wish.status, 'thinking'), nullif(trim(wish.condition), ''),
    nullif(trim(wish.predicted), ''), nullif(trim(wish.actual), ''), wish.results_on, private.name_of(me, person), me,
    enum_range(null::public.audience))
  on conflict (id) do update set choice = excluded.choice, setting_name = excluded.setting_name, organisation_id = excluded.organisation_id,
    status = excluded.status, condition = excluded.condition, predicted = excluded.predicted, actual = excluded.actual,
    results_on = excluded.results_on, updated_by_name = excluded.updated_by_name, updated_at = now(), version = c.version + 1
  returning c.id into place;
  return place;
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'place_taken', detail = 'There is already a place with this number, or one that is confirmed.';
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_place(uuid, uuid, integer, jsonb) is
  'Adds a place for a September (version null) or changes one: {choice, setting_name, organisation_id?, status, condition?, predicted?, actual?, '
  'results_on?, starts_in?}. Gives its id. Errors: PT404 not_found, PT409 place_changed (detail: the row) or place_taken, PT422 value_invalid.';

create function private.needs_september_place(class_year integer, setting public.setting_type) returns boolean
language sql immutable parallel safe
return class_year in (-1, 6, 11)
  or (class_year between 13 and 20 and setting in ('mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school'))
  or (class_year between 11 and 20 and setting = 'none');
comment on function private.needs_september_place(integer, public.setting_type) is
  'Planning: last class before school, Years 6 and 11, school from Year 13, and nowhere to learn. Others are on the list once a place or a move is written down.';
grant execute on function private.needs_september_place(integer, public.setting_type) to authenticated;

create function private.september_page(search text, standing text, page integer, page_size integer) returns jsonb
language sql stable
set search_path = ''
set jit = off
as $$
  with mover as materialized (
    select p.id, p.known_as, p.family_name, rules.nc_year(p.date_of_birth, private.today(), p.year_group_offset) as nc_year,
      n.setting_name as setting_now, x.setting_name as setting_next, f.id as place_id, f.choice, f.setting_name, f.status, f.condition, f.predicted,
      f.actual, f.results_on, f.version, b.setting_name as second_choice, v.id as move_id, v.plan_b,
      case when f.status in ('confirmed', 'conditional', 'offered', 'applied') then f.status::text else 'none' end as standing
    from public.people p
    left join public.placements n on n.person_id = p.id and n.position = 'now'
    left join public.placements x on x.person_id = p.id and x.position = 'next'
      and x.starts_on between make_date((select private.next_september()), 7, 1) and make_date((select private.next_september()), 12, 31)
    left join lateral (
      select c.* from public.place_choices c
      where c.person_id = p.id and c.starts_in = (select private.next_september()) and c.status not in ('refused', 'turned_down')
      order by c.status = 'confirmed' desc, c.choice limit 1
    ) f on true
    left join lateral (
      select c.setting_name from public.place_choices c
      where c.person_id = p.id and c.starts_in = (select private.next_september()) and c.id <> f.id and c.status not in ('refused', 'turned_down')
      order by c.choice limit 1
    ) b on true
    left join lateral (
      select m.id, m.plan_b from public.moves m
      where m.person_id = p.id and m.kind = 'education' and m.state not in ('closed', 'called_off') order by m.moves_on limit 1
    ) v on true
    where private.needs_september_place(rules.class_year(p.date_of_birth, private.today(), p.year_group_offset), n.setting_type)
      or x.person_id is not null or f.id is not null
  ),
  searched as (
    select m.* from mover m
    where coalesce(trim(search), '') = ''
      or (m.known_as || ' ' || coalesce(m.family_name, '')) ilike '%' || replace(replace(trim(search), '%', ''), '_', '\_') || '%'
  ),
  shown as (
    select s.* from searched s where september_page.standing is null or s.standing = september_page.standing
    order by array_position(array['none', 'applied', 'conditional', 'offered', 'confirmed'], s.standing), s.known_as, s.family_name, s.id
    limit least(greatest(page_size, 1), 200) offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 200)
  )
  select jsonb_build_object(
    'year', private.next_september(),
    'counts', coalesce((select jsonb_object_agg(g.standing, g.n) from (select s.standing, count(*) as n from searched s group by s.standing) g), '{}'),
    'people', coalesce((select jsonb_agg(to_jsonb(s)
      order by array_position(array['none', 'applied', 'conditional', 'offered', 'confirmed'], s.standing), s.known_as, s.family_name, s.id) from shown s), '[]'))
$$;
grant execute on function private.september_page(text, text, integer, integer) to authenticated;

create function public.september_list(search text default null, standing text default null, page integer default 1, page_size integer default 50)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  answer jsonb := private.september_page(search, standing, page, page_size);
begin
  perform private.record_view((line ->> 'id')::uuid, 'moves') from jsonb_array_elements(answer -> 'people') line;
  return answer;
end
$$;
comment on function public.september_list(text, text, integer, integer) is
  'Everybody I may see who needs a place next September, those without one first: {year, counts: {none, applied, conditional, offered, confirmed}, '
  'people: [{id, known_as, family_name, nc_year, setting_now, setting_next (written down, not confirmed), place_id, choice, setting_name, status, '
  'condition, predicted, actual, results_on, version, second_choice, move_id, plan_b, standing}]}. Under row level security. Of the people on the page it is kept that staff looked.';

grant execute on function
  public.plan_move(uuid, jsonb), public.change_move(uuid, integer, jsonb), public.call_off_move(uuid, integer, text),
  public.pack_choices(uuid), public.check_pack(uuid, integer, public.pack_section[], text, text),
  public.send_handover(uuid, integer, uuid), public.withdraw_handover(uuid, integer),
  public.read_handover(uuid, integer), public.accept_handover(uuid, integer), public.decline_handover(uuid, integer, text, text),
  public.ask_about_handover(uuid, text), public.answer_handover_question(uuid, integer, text),
  public.record_meeting(uuid, date, text, text), public.record_move_check(uuid, public.move_check_kind, jsonb), public.close_move(uuid, integer),
  public.person_moves(uuid), public.move_page(uuid), public.handover_page(uuid), public.my_handovers(),
  public.record_place(uuid, uuid, integer, jsonb), public.september_list(text, text, integer, integer)
  to authenticated;

-- 97_on_the_day.sql

-- What follows from a move: where somebody learns, which teams work with them, and the steps on the timeline.
-- Accepting says where they go next. Only the day that somebody writes down says that they are there: whoever does not turn up has not moved.

create function private.write_next_place(move public.moves) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  place public.organisations;
  was jsonb;
begin
  select o.* into place from public.organisations o where o.id = (move).to_organisation_id;
  -- A team that is no place to learn, or has not said of what kind, changes nothing about where they learn.
  if (move).kind <> 'education' or place.setting_type is null or exists (
    select from public.placements n where n.person_id = (move).person_id and n.position = 'now' and n.organisation_id = place.id
  ) then
    return null;
  end if;
  select to_jsonb(n) into was from public.placements n where n.person_id = (move).person_id and n.position = 'next';
  insert into public.placements as n (person_id, position, setting_name, setting_type, organisation_id, starts_on)
  values ((move).person_id, 'next', place.name, place.setting_type, place.id, (move).moves_on)
  on conflict (person_id, position) do update set setting_name = excluded.setting_name, setting_type = excluded.setting_type,
    organisation_id = excluded.organisation_id, starts_on = excluded.starts_on, ends_on = null;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = (select auth.uid()) where p.id = (move).person_id;
  return coalesce(was, '{}');
end
$$;
comment on function private.write_next_place(public.moves) is
  'Where they learn next is where the move goes. Gives what stood there before ({} for nothing), or null where nothing changed.';

create function private.put_place_back(person uuid, place public.placement_position, was jsonb, written uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Where somebody has written another place since, it stays.
  if was is null or exists (
    select from public.placements n
    where n.person_id = person and n.position = place and n.organisation_id is distinct from written
  ) then
    return;
  end if;
  delete from public.placements n where n.person_id = person and n.position = place;
  insert into public.placements select n.* from jsonb_populate_record(null::public.placements, was) n where was <> '{}';
end
$$;
comment on function private.put_place_back(uuid, public.placement_position, jsonb, uuid) is
  'Takes back a place that a move wrote: was is what stood there before, written the organisation that the move wrote.';

create function private.write_place_now(move public.moves, on_date date) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  place public.organisations;
  was jsonb;
begin
  select o.* into place from public.organisations o where o.id = (move).to_organisation_id;
  if (move).kind <> 'education' or place.setting_type is null then
    return '{}';
  end if;
  select jsonb_build_object(
    'now', coalesce(jsonb_agg(to_jsonb(n)) filter (where n.position = 'now') -> 0, '{}'),
    'next', jsonb_agg(to_jsonb(n)) filter (where n.position = 'next' and n.organisation_id = place.id) -> 0)
  into was from public.placements n where n.person_id = (move).person_id;
  delete from public.placements n where n.person_id = (move).person_id and (n.position = 'now' or n.organisation_id = place.id);
  insert into public.placements (person_id, position, setting_name, setting_type, organisation_id, starts_on)
  values ((move).person_id, 'now', place.name, place.setting_type, place.id, on_date);
  return was;
end
$$;
comment on function private.write_place_now(public.moves, date) is
  'They learn at the new place from this day, and what comes next is open. Gives {now, next} as they were; next is null where another place stands there.';

create function private.anchor_of_move(move public.moves) returns text
language sql stable
set search_path = ''
as $$
  select case (move).kind
    when 'education' then (select 'course_start' from public.organisations o where o.id = (move).to_organisation_id and o.audience = 'post16_provider')
    when 'social_care' then 'adult_care_start'
    -- Each specialty moves by itself: adult health care is complete with the last of them.
    when 'health' then case when not exists (
      select from public.moves o where o.person_id = (move).person_id and o.kind = 'health' and o.id <> (move).id
        and o.moved_on is null and o.state not in ('closed', 'called_off')) then 'adult_health_transfer' end
  end
$$;
comment on function private.anchor_of_move(public.moves) is 'The event on the timeline that this move is; null where it is none of its own.';

create function private.finish_move_steps(move public.moves, after interval) returns jsonb
language sql
set search_path = ''
as $$
  select private.finish_items(array(
    select t.id
    from public.people p
    join public.timeline_items t on t.person_id = p.id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where p.id = (move).person_id and i.due_offset = after
      and (i.audience is null or i.audience = (select o.audience from public.organisations o where o.id = (move).to_organisation_id))
      and i.anchor = any (case (move).kind when 'education' then array['transfer_date', 'course_start'] else array[private.anchor_of_move(move)] end)
      and t.due_on between (move).moved_on + after - interval '62 days' and (move).moved_on + after + interval '62 days'
  ))
$$;
comment on function private.finish_move_steps(public.moves, interval) is
  'Ticks the milestone of the move (after: nothing), or what the receiver was to do so long after it. A move is a timeline''s within two months of '
  'its day, as in private.transfer_date().';

create function private.let_go(move public.moves) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  last_day constant date := greatest(private.today(), private.period_after('leaving', private.period_after('six_months', (move).moved_on)));
  ended uuid;
begin
  update public.involvements i set ends_on = last_day, ended_at = now(), ended_by = (select auth.uid())
  from public.organisations o
  where i.person_id = (move).person_id and i.organisation_id = (move).from_organisation_id and i.ends_on is null and o.id = i.organisation_id
    and i.organisation_id <> (move).to_organisation_id and o.audience <> 'la_send'
    and not exists (
      select from public.moves m
      where m.person_id = i.person_id and m.id <> (move).id and m.from_organisation_id = i.organisation_id
        and m.moved_on is null and m.state not in ('closed', 'called_off'))
  returning i.id into ended;
  return jsonb_build_object('involvement_id', ended, 'ends_on', last_day);
end
$$;
comment on function private.let_go(public.moves) is
  'Those they leave help with the checks after the move, and then see the plan no more: the day is written down now. The SEND team stays, and so does '
  'a team that has somebody else''s part to hand over still. Gives {involvement_id or null, ends_on}.';

create function public.record_moved(move uuid, expected_version integer, on_date date) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  event jsonb;
begin
  perform private.must_be_in(was.state, '{accepted}');
  if was.moved_on is not null then
    raise sqlstate 'PT422' using message = 'move_not_ready', detail = 'The day is written down already.';
  end if;
  if on_date is null or on_date > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  was.moved_on := on_date;
  event := jsonb_build_object('event', 'moved', 'steps', private.finish_move_steps(was, '0'), 'anchor', private.anchor_of_move(was), 'on_date', (
    select d.on_date from public.person_dates d where d.person_id = was.person_id and d.anchor = private.anchor_of_move(was)))
    || private.write_place_now(was, on_date) || private.let_go(was);
  insert into public.person_dates as d (person_id, anchor, on_date)
  select was.person_id, event ->> 'anchor', record_moved.on_date where event ->> 'anchor' is not null
  on conflict (person_id, anchor) do update set on_date = excluded.on_date where d.on_date <> excluded.on_date;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = me where p.id = was.person_id;
  update public.moves m set moved_on = record_moved.on_date, moved_by_name = private.name_of(me, was.person_id),
    before_events = m.before_events || event, version = m.version + 1, updated_at = now()
  where m.id = move;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[was.person_id]);
  return was.version + 1;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_moved(uuid, integer, date) is
  'They have moved, on this day: where they learn, the last day of those they left, the timeline and its milestone follow at once. '
  'Gives the new version. Errors: move_for''s, PT422 move_not_ready, day_not_past or value_invalid.';

create function private.may_take_back(move public.moves) returns text
language sql stable
set search_path = ''
as $$
  select case
    when (move).state <> 'accepted' or (move).from_closed_on is not null or (move).to_closed_on is not null then null
    when (move).moved_on is not null then case when private.sides_in(move) <> '{}' then 'moved' end
    when 'to' = any (private.sides_in(move)) and exists (
      select from public.handovers h where h.move_id = (move).id and h.state = 'accepted' and h.answered_at > now() - interval '1 day') then 'accepted'
  end
$$;
comment on function private.may_take_back(public.moves) is
  'What the account that asks may undo: moved, until a side has finished; accepted, for a day, by the team that did. Null for nothing.';
grant execute on function private.may_take_back(public.moves) to authenticated;

create function private.take_back_moved(was public.moves, event jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.open_items_again(event -> 'steps');
  perform private.put_place_back((was).person_id, 'now', event -> 'now', (was).to_organisation_id);
  perform private.put_place_back((was).person_id, 'next', nullif(event -> 'next', 'null'), (was).to_organisation_id);
  delete from public.person_dates d
  where d.person_id = (was).person_id and d.anchor = event ->> 'anchor' and d.on_date = (was).moved_on and event ->> 'on_date' is null;
  update public.person_dates d set on_date = (event ->> 'on_date')::date
  where d.person_id = (was).person_id and d.anchor = event ->> 'anchor' and d.on_date = (was).moved_on and d.on_date <> (event ->> 'on_date')::date;
  update public.involvements i set ends_on = null, ended_at = null, ended_by = null
  where i.id = (event ->> 'involvement_id')::uuid and i.ends_on = (event ->> 'ends_on')::date and not exists (
    select from public.involvements o where o.person_id = i.person_id and o.organisation_id = i.organisation_id and o.ends_on is null);
end
$$;
comment on function private.take_back_moved(public.moves, jsonb) is 'Everything that record_moved() changed and nobody has changed since.';

create function private.take_back_acceptance(was public.moves, event jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.put_place_back((was).person_id, 'next', nullif(event -> 'next', 'null'), (was).to_organisation_id);
  update public.handovers h set state = 'read', answered_at = null, answered_by_name = null, version = h.version + 1
  where h.move_id = (was).id and h.state = 'accepted';
  update public.involvements i set ends_on = private.today() - 1, ended_at = now(), ended_by = (select auth.uid())
  where i.id = (event ->> 'involvement_id')::uuid and i.ends_on is null;
end
$$;
comment on function private.take_back_acceptance(public.moves, jsonb) is 'The team has read the pack and has not answered. Unless it was involved before, it sees no more than the pack.';

create function public.take_back_move_event(move uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  was public.moves := private.move_for(move, expected_version, '{family,from,to}');
  event constant jsonb := was.before_events -> -1;
begin
  if private.may_take_back(was) is distinct from event ->> 'event' or event is null then
    raise sqlstate 'PT409' using message = 'move_too_late', detail = 'Ask the teams on both sides.';
  end if;
  perform set_config('onward.replan', 'paused', true);
  if event ->> 'event' = 'moved' then
    perform private.take_back_moved(was, event);
  else
    perform private.take_back_acceptance(was, event);
  end if;
  update public.moves m set before_events = m.before_events - -1, version = m.version + 1, updated_at = now(),
    moved_on = null, moved_by_name = null, state = case event ->> 'event' when 'moved' then m.state else 'read'::public.move_state end
  where m.id = move;
  update public.people p set version = p.version + 1, updated_at = now(), updated_by = (select auth.uid()) where p.id = was.person_id;
  perform set_config('onward.replan', '', true);
  perform private.replan(array[was.person_id]);
end
$$;
comment on function public.take_back_move_event(uuid, integer) is
  'A slip: takes back that they moved, or that my team accepted, with everything it changed that nobody has changed since. '
  'Errors: move_for''s, PT409 move_too_late.';

grant execute on function public.record_moved(uuid, integer, date), public.take_back_move_event(uuid, integer) to authenticated;

-- 97_unanswered.sql

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

-- 98_adult_care.sql

-- Into adult life without a gap: what support ends and what starts, and the assessments that the Care Act 2014 asks for.

create type public.support_kind as enum (
  'short_breaks', 'personal_care', 'direct_payment', 'day_activities', 'therapy', 'nursing', 'equipment', 'travel', 'learning', 'key_worker', 'housing', 'other'
);
create type public.funder as enum (
  'childrens_social_care', 'adult_social_care', 'education', 'childrens_health', 'adult_health', 'benefits', 'family', 'charity'
);
comment on type public.funder is 'Who pays. What children''s services pay for is expected to end on the 18th birthday unless another day is agreed.';
create type public.gap_decision as enum ('not_needed', 'continues', 'other_help', 'wait_agreed');
comment on type public.gap_decision is
  'not_needed: nothing has to follow. continues: the same support goes on after its end. other_help: something that is no support here. wait_agreed: a gap that was agreed.';
create type public.care_track_kind as enum ('child_needs', 'child_carer', 'young_carer', 'continuing_care');

create table public.supports (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.support_kind not null,
  title text not null check (char_length(trim(title)) between 1 and 160),
  provider text check (char_length(provider) <= 120),
  funded_by public.funder not null,
  starts_on date check (private.is_plausible(starts_on)),
  ends_on date check (private.is_plausible(ends_on)),
  follows_id uuid references public.supports (id) on delete set null,
  updated_by_name text not null,
  updated_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  check (ends_on is null or starts_on is null or ends_on >= starts_on),
  check (follows_id <> id)
);
comment on table public.supports is 'Support somebody has or will have: what, from whom, who pays, from when to when, and which one it follows.';
comment on column public.supports.starts_on is 'First day. Null for support that is planned without a date: it fills no gap.';
create index supports_person_idx on public.supports (person_id);
create index supports_follows_idx on public.supports (follows_id);
create index supports_author_idx on public.supports (author_id);

create table public.support_decisions (
  support_id uuid primary key references public.supports (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  decision public.gap_decision not null,
  what text not null check (char_length(trim(what)) between 1 and 1000),
  decided_by text not null check (char_length(trim(decided_by)) between 1 and 200),
  why text not null check (char_length(trim(why)) between 1 and 1000),
  decided_on date not null check (private.is_plausible(decided_on)),
  recorded_by_name text not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1
);
comment on table public.support_decisions is 'Why a gap is none, or may stay: what, who decided, why. Without one a gap cannot be closed.';
create index support_decisions_person_idx on public.support_decisions (person_id);
create index support_decisions_author_idx on public.support_decisions (author_id);

create table public.care_statuses (
  track public.care_track_kind not null,
  status text not null,
  position smallint not null,
  needs_reason boolean not null default false,
  is_decision boolean not null default false,
  comes_after text[] not null,
  primary key (track, status)
);
comment on table public.care_statuses is
  'How far an assessment can have come, and from where it can get there. Data, because guidance changes. is_decision: the adult decision that R-CARE-03 waits for.';
insert into public.care_statuses (track, status, position, needs_reason, is_decision, comes_after)
select t.track, s.status, s.position, s.needs_reason, s.is_decision, s.comes_after
from unnest(array['child_needs', 'child_carer', 'young_carer']::public.care_track_kind[]) as t (track)
cross join (values
  ('not_considered', 1::smallint, false, false, '{}'::text[]),
  ('considered_not_now', 2, true, false, '{not_considered,assessment_requested}'),
  ('assessment_requested', 3, false, false, '{not_considered,considered_not_now,assessment_refused}'),
  ('assessment_refused', 4, true, false, '{assessment_requested}'),
  ('assessing', 5, false, false, '{assessment_requested,considered_not_now,not_eligible}'),
  ('eligible', 6, false, true, '{assessing}'),
  ('not_eligible', 7, true, true, '{assessing}'),
  ('plan_agreed', 8, false, true, '{eligible}'),
  ('started', 9, false, true, '{plan_agreed}')
) s (status, position, needs_reason, is_decision, comes_after)
union all
select 'continuing_care', s.status, s.position, s.needs_reason, s.is_decision, s.comes_after
from (values
  ('not_indicated', 1::smallint, false, false, '{}'::text[]),
  ('icb_notified', 2, false, false, '{not_indicated}'),
  ('screening_referred', 3, false, false, '{not_indicated,icb_notified,screened_out}'),
  ('screened_out', 4, true, true, '{screening_referred}'),
  ('assessing', 5, false, false, '{screening_referred}'),
  ('eligible_in_principle', 6, false, true, '{assessing}'),
  ('not_eligible_in_principle', 7, true, true, '{assessing}'),
  ('package_agreed', 8, false, true, '{eligible_in_principle}')
) s (status, position, needs_reason, is_decision, comes_after);

create table public.care_tracks (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.care_track_kind not null,
  about text check (char_length(trim(about)) between 1 and 80),
  status text not null,
  since date not null check (private.is_plausible(since)),
  reason text check (char_length(reason) <= 1000),
  budget text check (char_length(budget) <= 120),
  starts_on date check (private.is_plausible(starts_on)),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  foreign key (kind, status) references public.care_statuses (track, status),
  check ((kind in ('child_carer', 'young_carer')) = (about is not null))
);
comment on table public.care_tracks is 'An assessment for adult life: the young person''s own, a carer''s, a young carer''s, or NHS continuing healthcare.';
comment on column public.care_tracks.about is 'The carer it is about.';
comment on column public.care_tracks.reason is 'Why it was refused, put off, or waits.';
create unique index care_tracks_own_key on public.care_tracks (person_id, kind) where about is null;
create index care_tracks_person_idx on public.care_tracks (person_id);
create index care_tracks_status_idx on public.care_tracks (kind, status);
create index care_tracks_author_idx on public.care_tracks (author_id);

create table public.care_events (
  id uuid primary key default gen_random_uuid(),
  track_id uuid not null references public.care_tracks (id) on delete cascade,
  person_id uuid not null references public.people (id) on delete cascade,
  status text not null,
  on_date date not null,
  reason text,
  recorded_by_name text not null,
  recorded_at timestamptz not null default now(),
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null default '{}'
);
comment on table public.care_events is 'Each step of an assessment as it happened, with the reason for a refusal or a wait.';
create index care_events_track_idx on public.care_events (track_id);
create index care_events_person_idx on public.care_events (person_id);
create index care_events_author_idx on public.care_events (author_id);

alter table public.supports enable row level security;
alter table public.support_decisions enable row level security;
alter table public.care_statuses enable row level security;
alter table public.care_tracks enable row level security;
alter table public.care_events enable row level security;
grant select on public.supports, public.support_decisions, public.care_statuses, public.care_tracks, public.care_events to authenticated;

create policy "People it is shared with can read what support there is" on public.supports
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read what was decided about a gap" on public.support_decisions
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Signed-in people can read the steps of an assessment" on public.care_statuses
  for select to authenticated using ((select auth.uid()) is not null);
create policy "People it is shared with can read an assessment" on public.care_tracks
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "People it is shared with can read the steps of somebody's assessment" on public.care_events
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create trigger audit after insert or update or delete on public.supports
  for each row execute function private.audit('person_id', 'title');
create trigger audit after insert or update or delete on public.support_decisions
  for each row execute function private.audit('person_id', 'support_id');
create trigger audit after insert or update or delete on public.care_tracks
  for each row execute function private.audit('person_id', 'kind');
create trigger audit after insert or update or delete on public.care_events
  for each row execute function private.audit('person_id', 'status');

create function private.care_audiences() returns public.audience[]
language sql immutable parallel safe
return array['young_person', 'family', 'la_send', 'childrens_social_care', 'adult_social_care', 'health']::public.audience[];
grant execute on function private.care_audiences() to authenticated;
comment on function private.care_audiences() is 'Who works with care and health: not the school, the college or the job coach, unless a pack tells them.';

create function private.may_record_care(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid())
      and a.audience in ('la_send', 'childrens_social_care', 'adult_social_care', 'health')
  )
$$;
comment on function private.may_record_care(uuid) is 'Assessments are written by the services that make them; the family and the young person read every step.';
grant execute on function private.may_record_care(uuid) to authenticated;

create function private.sees_care(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.audience = any (private.care_audiences())
  )
$$;
grant execute on function private.sees_care(uuid) to authenticated;

-- No gap at 18.

create function private.expected_end(support public.supports, date_of_birth date) returns date
language sql immutable
return case
  when (support).funded_by in ('childrens_social_care', 'childrens_health')
    then coalesce((support).ends_on, rules.attains(date_of_birth, 18) - 1)
  else (support).ends_on
end;
comment on function private.expected_end(public.supports, date) is
  'The last day of a support. What children''s services pay for is expected to end the day before 18 while nobody has written down another day.';
grant execute on function private.expected_end(public.supports, date) to authenticated;

create view private.gaps_in_support with (security_invoker = true) as
  select s.id as support_id, p.id as person_id, p.known_as, p.family_name, s.kind, s.title, s.provider, s.funded_by, e.last_day,
    s.ends_on is null as is_assumed, e.last_day + 1 as gap_from, n.starts_on - 1 as gap_until,
    n.title as next_title, n.provider as next_provider, n.funded_by as next_funded_by,
    -- R-CARE-03, Care Act 2014 s.66: children's social care goes on until the adult decision that was asked for.
    s.funded_by = 'childrens_social_care' and exists (
      select from public.care_tracks t
      where t.person_id = p.id and t.kind = 'child_needs' and t.status in ('assessment_requested', 'assessing', 'eligible', 'plan_agreed')) as continues_by_law
  from public.supports s
  join public.people p on p.id = s.person_id
  cross join lateral (select private.expected_end(s, p.date_of_birth) as last_day) e
  left join lateral (
    select f.title, f.provider, f.funded_by, f.starts_on from public.supports f
    where f.follows_id = s.id order by f.starts_on nulls last limit 1
  ) n on true
  where e.last_day between (select private.today()) - 365 and ((select private.today()) + interval '18 months')::date
    and (n.starts_on is null or n.starts_on > e.last_day + 1)
    and not exists (select from public.support_decisions d where d.support_id = s.id);
comment on view private.gaps_in_support is 'What support_gaps() tells, of everybody the account that asks may see.';
grant select on private.gaps_in_support to authenticated;

create function public.support_gaps(person uuid default null)
returns table (
  support_id uuid, person_id uuid, known_as text, family_name text, kind public.support_kind, title text, provider text, funded_by public.funder,
  last_day date, is_assumed boolean, gap_from date, gap_until date, next_title text, next_provider text, next_funded_by public.funder,
  continues_by_law boolean
)
language sql
set search_path = ''
as $$
  select private.record_view(g.person_id, 'adult_care') from private.gaps_in_support g
  where support_gaps.person is null or g.person_id = support_gaps.person;
  select g.* from private.gaps_in_support g
  where support_gaps.person is null or g.person_id = support_gaps.person
  order by g.last_day, g.known_as, g.title
$$;
comment on function public.support_gaps(uuid) is
  'Support that ends in the next 18 months (or ended in the last 12) with nothing that starts the day after and no decision, for one person or everybody I may '
  'see. is_assumed: nobody wrote an end down, so the day before 18 is expected. gap_until: null while nothing has a first day. '
  'continues_by_law: a transition assessment was asked for, so children''s social care must go on until the decision (R-CARE-03). Staff who look are written down.';

create function public.record_support(person uuid, support uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.supports;
  wish public.supports;
begin
  perform private.must_see(person);
  select s.* into kept from public.supports s
  where s.id = support and s.person_id = person and private.may_read_shared(s.person_id, s.author_id, s.shared_with) for update;
  if expected_version is not null and kept.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if kept.id is not null and expected_version is null and kept.author_id = me then
    return kept.id;
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'support_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  wish := jsonb_populate_record(kept, facts - array['id', 'person_id', 'author_id', 'shared_with', 'version', 'updated_at', 'updated_by_name']);
  if wish.follows_id is not null and not exists (select from public.supports f where f.id = wish.follows_id and f.person_id = person) then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'It follows something that is not there.';
  end if;
  insert into public.supports as s (id, person_id, kind, title, provider, funded_by, starts_on, ends_on, follows_id, updated_by_name, author_id, shared_with)
  values (coalesce(support, gen_random_uuid()), person, wish.kind, trim(wish.title), nullif(trim(wish.provider), ''), wish.funded_by,
    wish.starts_on, wish.ends_on, wish.follows_id, private.name_of(me, person), me,
    case when wish.kind in ('travel', 'learning') then enum_range(null::public.audience)
      -- A school or college that writes something down sees what it wrote, with its own kind of team.
      else array(select unnest(private.care_audiences()) union
        select a.audience from private.access a where a.person_id = person and a.account_id = me) end)
  on conflict (id) do update set kind = excluded.kind, title = excluded.title, provider = excluded.provider, funded_by = excluded.funded_by,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on, follows_id = excluded.follows_id,
    updated_by_name = excluded.updated_by_name, updated_at = now(), version = s.version + 1
  returning s.id into support;
  return support;
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_support(uuid, uuid, integer, jsonb) is
  'Adds support (version null) or changes it: {kind, title, provider?, funded_by, starts_on?, ends_on?, follows_id?}. Gives its id. '
  'Travel and learning are shared with everyone involved, the rest with the circle, the SEND team, social care and health. '
  'Errors: PT404 not_found, PT409 support_changed (detail: the row), PT422 value_invalid.';

create function public.decide_gap(support uuid, facts jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  found public.supports;
begin
  select s.* into found from public.supports s
  where s.id = support and private.may_read_shared(s.person_id, s.author_id, s.shared_with);
  if found.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if exists (select from public.support_decisions d where d.support_id = support) then
    raise sqlstate 'PT409' using message = 'gap_decided', detail = (select to_jsonb(d)::text from public.support_decisions d where d.support_id = support),
      hint = 'Somebody else wrote down a decision first. Look at it.';
  end if;
  insert into public.support_decisions (support_id, person_id, decision, what, decided_by, why, decided_on, recorded_by_name, author_id, shared_with)
  values (support, found.person_id, (facts ->> 'decision')::public.gap_decision, private.needed(facts ->> 'what', 'decision_needed'),
    private.needed(facts ->> 'decided_by', 'decided_by_needed'), private.needed(facts ->> 'why', 'why_needed'),
    coalesce((facts ->> 'decided_on')::date, private.today()), private.name_of(me, found.person_id), me, found.shared_with);
exception
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.decide_gap(uuid, jsonb) is
  'Closes a gap that nothing fills: {decision, what, decided_by, why, decided_on?}. '
  'Errors: PT404 not_found, PT409 gap_decided, PT422 decision_needed, decided_by_needed, why_needed, value_invalid.';

create function public.reopen_gap(support uuid, expected_version integer) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  found public.support_decisions;
begin
  select d.* into found from public.support_decisions d
  where d.support_id = support and private.may_read_shared(d.person_id, d.author_id, d.shared_with) for update;
  if found.support_id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if found.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'gap_decided', detail = to_jsonb(found)::text, hint = 'Somebody else changed this first.';
  end if;
  delete from public.support_decisions d where d.support_id = support;
end
$$;
comment on function public.reopen_gap(uuid, integer) is
  'Takes a decision back, so that the gap is shown again; the history keeps what was decided. Errors: PT404 not_found, PT409 gap_decided.';

-- Assessments.

create function public.record_care_step(person uuid, track uuid, expected_version integer, facts jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  kept public.care_tracks;
  wanted public.care_statuses;
  day date;
begin
  perform private.must_see(person);
  if not private.may_record_care(person) then
    raise sqlstate 'PT403' using message = 'care_teams_only', detail = 'Ask social care, health or the SEND team.';
  end if;
  select t.* into kept from public.care_tracks t where t.id = track and t.person_id = person for update;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'care_changed', detail = coalesce(to_jsonb(kept)::text, '{}'),
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  day := coalesce((facts ->> 'on_date')::date, private.today());
  select s.* into wanted from public.care_statuses s
  where s.track = coalesce(kept.kind, (facts ->> 'kind')::public.care_track_kind) and s.status = facts ->> 'status';
  -- A first record may start anywhere: much of this has happened before Onward was there.
  if wanted.status is null or (kept.id is not null and kept.status <> wanted.status and kept.status <> all (wanted.comes_after)) then
    raise sqlstate 'PT422' using message = 'care_step_invalid', detail = format('Not from %s.', kept.status);
  end if;
  if day > private.today() then
    raise sqlstate 'PT422' using message = 'day_not_past', detail = 'Write it down once it has happened.';
  end if;
  if wanted.needs_reason then
    perform private.needed(facts ->> 'reason', 'why_needed');
  end if;
  insert into public.care_tracks as t (id, person_id, kind, about, status, since, reason, budget, starts_on, author_id, shared_with)
  values (coalesce(track, gen_random_uuid()), person, wanted.track, coalesce(kept.about, nullif(trim(facts ->> 'about'), '')), wanted.status, day,
    nullif(trim(facts ->> 'reason'), ''), nullif(trim(facts ->> 'budget'), ''), (facts ->> 'starts_on')::date, me, private.care_audiences())
  on conflict (id) do update set status = excluded.status, since = excluded.since, reason = excluded.reason,
    budget = coalesce(excluded.budget, t.budget), starts_on = coalesce(excluded.starts_on, t.starts_on), version = t.version + 1, updated_at = now()
  returning t.id into track;
  insert into public.care_events (track_id, person_id, status, on_date, reason, recorded_by_name, author_id, shared_with)
  values (track, person, wanted.status, day, nullif(trim(facts ->> 'reason'), ''), private.name_of(me, person), me, private.care_audiences());
  return track;
exception
  when unique_violation then
    raise sqlstate 'PT409' using message = 'care_changed', detail = '{}', hint = 'Somebody else started this first.';
  when invalid_datetime_format or datetime_field_overflow or invalid_text_representation or not_null_violation or check_violation
    or foreign_key_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = sqlerrm;
end
$$;
comment on function public.record_care_step(uuid, uuid, integer, jsonb) is
  'Starts an assessment (track and version null) or takes it a step further; the same status again writes down why it waits. '
  '{kind (first time), about (the carer, for carers only), status, on_date?, reason?, budget?, starts_on?}. Gives the track''s id. '
  'Errors: PT404 not_found, PT403 care_teams_only, PT409 care_changed, PT422 care_step_invalid, day_not_past, why_needed, value_invalid.';

create function private.care_aims(date_of_birth date) returns table (kind public.care_track_kind, status text, aim_on date, rule_id text)
language sql stable
begin atomic
  select 'child_needs'::public.care_track_kind, 'assessment_requested', rules.attains(date_of_birth, 17), 'R-CARE-01'
  union all select 'child_needs', 'eligible',
    rules.adult_care_decision_target(date_of_birth, rules.parameter('R-CARE-01', 'decision_target_months')::integer), 'R-CARE-01'
  union all select 'child_carer', 'assessment_requested', rules.carer_assessment_prompt(date_of_birth), 'R-CARE-02'
  union all select 'young_carer', 'assessment_requested', rules.carer_assessment_prompt(date_of_birth), 'R-CARE-02'
  union all select 'continuing_care', 'icb_notified', rules.attains(date_of_birth, 14), 'R-HEALTH-01'
  union all select 'continuing_care', 'screening_referred', rules.attains(date_of_birth, 16), 'R-HEALTH-01'
  union all select 'continuing_care', 'eligible_in_principle', rules.attains(date_of_birth, 17), 'R-HEALTH-01'
  union all select 'continuing_care', 'package_agreed', rules.attains(date_of_birth, 18), 'R-HEALTH-01';
end;
comment on function private.care_aims(date) is
  'By when each step should be there: planning for the Care Act, which sets no age, and the National Framework for continuing healthcare. '
  'A referral has no day in the law; 17 is the last prompt of R-CARE-01.';
grant execute on function private.care_aims(date) to authenticated;

create function public.care_overview(person uuid) returns jsonb
-- Not security definer: the policies say which support and which assessments each reader gets.
language plpgsql
set search_path = ''
as $$
begin
  perform private.record_view(care_overview.person, 'adult_care');
  return (select jsonb_build_object(
    'adult_on', rules.attains(p.date_of_birth, 18),
    'aged', rules.age_on(p.date_of_birth, private.today()),
    'may_record', private.may_record_care(p.id),
    'childrens_services', rules.childrens_services_status(p.date_of_birth, private.today(), decision.since, decision.starts_on),
    'supports', coalesce((
      select jsonb_agg(to_jsonb(s) || jsonb_build_object('last_day', private.expected_end(s, p.date_of_birth),
        'decision', (select to_jsonb(d) from public.support_decisions d where d.support_id = s.id))
        order by private.expected_end(s, p.date_of_birth) nulls last, s.title)
      from public.supports s where s.person_id = p.id), '[]'),
    'gaps', coalesce((select jsonb_agg(to_jsonb(g)) from private.gaps_in_support g where g.person_id = p.id), '[]'),
    'expected', (
      select coalesce(jsonb_agg(x.kind order by x.kind), '[]') from (
        values ('child_needs'::public.care_track_kind, array['likely_adult_care_needs', 'social_care_involved', 'adult_care_plan']),
          ('child_carer', array['has_parent_carer']), ('young_carer', array['young_carer']), ('continuing_care', array['continuing_care'])
      ) x (kind, flags)
      where exists (select from public.person_flags f where f.person_id = p.id and f.flag = any (x.flags))
        and rules.age_on(p.date_of_birth, private.today()) between 13 and 25),
    'tracks', coalesce((
      select jsonb_agg(to_jsonb(t) || jsonb_build_object('events', coalesce((
        select jsonb_agg(to_jsonb(e) order by e.on_date desc, e.recorded_at desc) from public.care_events e where e.track_id = t.id), '[]'))
        order by t.kind, t.about)
      from public.care_tracks t where t.person_id = p.id), '[]'),
    'statuses', (select jsonb_agg(to_jsonb(s) order by s.track, s.position) from public.care_statuses s),
    'aims', (select jsonb_agg(to_jsonb(a)) from private.care_aims(p.date_of_birth) a),
    'capacity', coalesce((
      select jsonb_agg(jsonb_build_object('id', c.id, 'decision', c.decision, 'outcome', c.outcome, 'assessed_on', c.assessed_on, 'assessor', c.assessor,
        'review_on', c.review_on) order by c.assessed_on desc)
      from public.capacity_decisions c where c.person_id = p.id and c.ended_on is null), '[]'),
    'sees_care', private.sees_care(p.id))
  from public.people p
  left join lateral (
    select min(e.on_date) as since, max(t.starts_on) as starts_on
    from public.care_tracks t
    join public.care_events e on e.track_id = t.id
    join public.care_statuses s on s.track = t.kind and s.status = e.status and s.is_decision
    where t.person_id = p.id and t.kind = 'child_needs' and t.status in ('eligible', 'not_eligible', 'plan_agreed', 'started')
  ) decision on true
  where p.id = care_overview.person);
end
$$;
comment on function public.care_overview(uuid) is
  'Support and assessments around 18: {adult_on, aged, may_record, childrens_services (R-CARE-03), supports: [{…, last_day, decision}], gaps: [support_gaps], '
  'expected: [track kinds this person''s situation asks for], tracks: [{…, events}], statuses, aims: [{kind, status, aim_on, rule_id}], sees_care: whether I am one '
  'of those who read assessments, capacity: decisions about capacity that I may read}. Null when I may not see the person.';

grant execute on function
  public.support_gaps(uuid), public.record_support(uuid, uuid, integer, jsonb), public.decide_gap(uuid, jsonb), public.reopen_gap(uuid, integer),
  public.record_care_step(uuid, uuid, integer, jsonb), public.care_overview(uuid)
  to authenticated;

-- 99_caseload.sql

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

-- 99_imports.sql

-- Getting people in. The rows of a file are kept aside, checked against what is here, shown, and only then written.

create type public.identifier_kind as enum ('upn', 'uln', 'nhs_number', 'own_id');

create table public.person_identifiers (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind public.identifier_kind not null,
  organisation_id uuid references public.organisations (id) on delete cascade,
  value text not null check (char_length(value) between 1 and 40),
  check ((kind = 'own_id') = (organisation_id is not null)),
  constraint person_identifiers_value_key unique nulls not distinct (kind, value, organisation_id),
  constraint person_identifiers_person_key unique nulls not distinct (person_id, kind, organisation_id)
);
comment on table public.person_identifiers is
  'The numbers that others know a young person by. Two people never share one; own_id is a number of one organisation.';
create index person_identifiers_organisation_idx on public.person_identifiers (organisation_id) where organisation_id is not null;

alter table public.person_identifiers enable row level security;
grant select on public.person_identifiers to authenticated;
create policy "Involved people can read the numbers somebody is known by" on public.person_identifiers
  for select to authenticated using (
    person_id in (select c.person_id from private.my_circles c)
    or (select true from private.my_cases c where c.person_id = person_identifiers.person_id limit 1)
  );
create trigger audit after insert or update or delete on public.person_identifiers
  for each row execute function private.audit('person_id', 'kind');

create table public.import_sources (
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 60),
  columns jsonb not null check (jsonb_typeof(columns) = 'object' and pg_column_size(columns) <= 8000),
  primary key (organisation_id, name)
);
comment on table public.import_sources is
  'Which column of a file is which fact: {field: heading}, remembered for each organisation and source. Without an audit: it tells of nobody.';

create type public.import_state as enum ('receiving', 'checked', 'writing', 'planning', 'done', 'undone');

create table public.imports (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  source text not null,
  state public.import_state not null default 'receiving',
  all_or_nothing boolean not null default false,
  update_people boolean not null default true,
  counts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_name text not null,
  written_at timestamptz,
  finished_at timestamptz,
  version integer not null default 1,
  foreign key (organisation_id, source) references public.import_sources (organisation_id, name)
);
comment on table public.imports is
  'One file that somebody brought in. receiving: rows arrive; checked: shown, nothing written; writing: one transaction; '
  'planning: written, timelines follow in batches. Without an audit: what it does to each person is audited with that person.';
comment on column public.imports.counts is 'How many rows are {add, change, same, problem}; once written also {planned, kept}.';
create index imports_organisation_idx on public.imports (organisation_id, created_at desc);
create index imports_source_idx on public.imports (organisation_id, source);
create index imports_created_by_idx on public.imports (created_by);

create table private.import_rows (
  import_id uuid not null references public.imports (id) on delete cascade,
  line integer not null check (line between 1 and 100000),
  cells jsonb not null check (jsonb_typeof(cells) = 'object' and pg_column_size(cells) <= 8000),
  -- What the reader of the file could not make out: [{field, key}].
  unread jsonb not null default '[]' check (jsonb_typeof(unread) = 'array'),
  problems jsonb not null default '[]',
  outcome text check (outcome in ('add', 'change', 'same', 'problem')),
  person_id uuid,
  changes jsonb not null default '[]',
  planned boolean not null default false,
  primary key (import_id, line)
);
comment on table private.import_rows is
  'The rows of a file, as far as somebody chose columns. Personal, so read through functions only, and forgotten after 30 days.';
create index import_rows_person_idx on private.import_rows (person_id) where person_id is not null;

alter table public.import_sources enable row level security;
alter table public.imports enable row level security;
grant select on public.import_sources, public.imports to authenticated;
create policy "Team mates can read which columns a source has" on public.import_sources
  for select to authenticated using (organisation_id in (select private.my_teams()));
create policy "Team mates can read what was brought in" on public.imports
  for select to authenticated using (organisation_id in (select private.my_teams()));

create function private.import_for(import uuid, allowed public.import_state[]) returns public.imports
language plpgsql
set search_path = ''
as $$
declare
  found_import public.imports;
begin
  select i.* into found_import from public.imports i
  where i.id = import and exists (
    select from private.memberships m
    where m.account_id = (select auth.uid()) and m.organisation_id = i.organisation_id
      and m.audience in ('la_send', 'school', 'post16_provider')
  )
  for update;
  if found_import.id is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if not found_import.state = any (allowed) then
    raise sqlstate 'PT409' using message = 'import_moved_on', detail = found_import.state::text,
      hint = 'Look at the import as it is now.';
  end if;
  return found_import;
end
$$;
comment on function private.import_for(uuid, public.import_state[]) is
  'The import, locked, for whoever may add people to its organisation. Errors: PT404 not_found, PT409 import_moved_on.';

-- Numbers with a check digit: a slip of a finger would join two people's records.

create function private.weighted(digits text, weights integer[]) returns integer
language sql immutable parallel safe
set search_path = ''
as $$
  select sum(substr(digits, w.n::integer, 1)::integer * w.weight)::integer from unnest(weights) with ordinality as w (weight, n)
$$;

create function private.is_identifier(kind public.identifier_kind, value text) returns boolean
language sql immutable parallel safe
set search_path = ''
as $$
  select case kind
    when 'upn' then value ~ '^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$' and case when value ~ '^.\d{12}$' then
      substr('ABCDEFGHJKLMNPQRTUVWXYZ', private.weighted(substr(value, 2), '{2,3,4,5,6,7,8,9,10,11,12,13}') % 23 + 1, 1) = left(value, 1)
      else true end
    when 'uln' then value ~ '^[1-9]\d{9}$'
      and (private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) <> 0
      and 10 - (private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) = right(value, 1)::integer
    when 'nhs_number' then value ~ '^\d{10}$'
      and (11 - private.weighted(value, '{10,9,8,7,6,5,4,3,2}') % 11) % 11 = right(value, 1)::integer
    else char_length(value) between 1 and 40
  end
$$;
comment on function private.is_identifier(public.identifier_kind, text) is
  'Whether a number can be real, by its check digit: UPN (DfE, A guide to unique pupil numbers; a temporary one ends in a letter and is '
  'checked by its form only), ULN (Learning Records Service: modulus 11), NHS number (NHS Data Dictionary: modulus 11).';

create function private.day_of(words text) returns date
language sql immutable parallel safe
set search_path = ''
as $$
  select case when words ~ '^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' then
    case when substr(words, 9)::integer <= extract(day from make_date(left(words, 4)::integer, substr(words, 6, 2)::integer, 1) + interval '1 month - 1 day')
      then make_date(left(words, 4)::integer, substr(words, 6, 2)::integer, substr(words, 9)::integer) end
  end
$$;
comment on function private.day_of(text) is 'The day that YYYY-MM-DD means; null where it means none.';

create function private.cell_problems(cells jsonb) returns jsonb
language sql stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', p.field, 'key', p.key)), '[]')
  from (
    select f.field, 'too_long' as key
    from (values ('known_as', 60), ('family_name', 80), ('locality', 80), ('setting_name', 120)) f (field, most)
    where char_length(cells ->> f.field) > f.most
    union all
    select f.field, 'needed' from (values ('known_as'), ('date_of_birth')) f (field) where coalesce(cells ->> f.field, '') = ''
    union all
    select k.kind::text, 'number_unreal' from unnest(enum_range(null::public.identifier_kind)) k (kind)
    where cells ? k.kind::text and not private.is_identifier(k.kind, cells ->> k.kind::text)
    union all
    select null, 'identifier_needed'
    where not cells ?| enum_range(null::public.identifier_kind)::text[]
    union all
    select d.field, case when d.day is null then 'date_unreal' when d.day > private.today() then 'date_in_future'
      when d.field <> 'date_of_birth' and d.day < b.born then 'date_before_birth'
      when d.field = 'date_of_birth' and d.day <= private.today() - interval '26 years' then 'too_old' end
    from (select private.day_of(cells ->> 'date_of_birth')) b (born)
    cross join lateral (
      select f.field, private.day_of(cells ->> f.field)
      from (values ('date_of_birth'), ('plan_first_made_on'), ('plan_last_decision_on'), ('plan_last_meeting_on')) f (field)
      where cells ? f.field
    ) d (field, day)
    union all
    select 'plan_type', 'word_unknown'
    where cells ? 'plan_type' and not exists (select from public.plan_types t where t.key = cells ->> 'plan_type')
    union all
    select 'setting_type', case when cells ? 'setting_type' then 'word_unknown' else 'setting_type_needed' end
    where (cells ? 'setting_name' or cells ? 'setting_type')
      and not coalesce(cells ->> 'setting_type' = any (enum_range(null::public.setting_type)::text[]), false)
    union all
    select 'plan_type', 'plan_type_needed'
    where not cells ? 'plan_type' and cells ?| array['plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on']
  ) p
  where p.key is not null
$$;
comment on function private.cell_problems(jsonb) is 'What is wrong with a row by itself: [{field, key}]. The rules are the form''s.';

create function private.person_matches(import public.imports) returns table (line integer, person_id uuid, is_mine boolean)
language sql stable
set search_path = ''
as $$
  with numbers as (
    select r.line, k.kind, r.cells ->> k.kind::text as value,
      case when k.kind = 'own_id' then import.organisation_id end as organisation_id
    from private.import_rows r
    cross join unnest(enum_range(null::public.identifier_kind)) k (kind)
    where r.import_id = import.id and r.cells ? k.kind::text
  ),
  by_number as (
    select n.line, x.person_id from numbers n
    join public.person_identifiers x on x.kind = n.kind and x.value = n.value and x.organisation_id is not distinct from n.organisation_id
  ),
  by_name as (
    select r.line, p.id from private.import_rows r
    join public.people p on p.date_of_birth = private.day_of(r.cells ->> 'date_of_birth')
      and lower(p.known_as) = lower(r.cells ->> 'known_as')
      and lower(coalesce(p.family_name, '')) = lower(coalesce(r.cells ->> 'family_name', ''))
    where r.import_id = import.id and not exists (select from by_number b where b.line = r.line)
      -- With another number of the same kind it is somebody else of that name.
      and not exists (
        select from numbers n
        join public.person_identifiers x on x.person_id = p.id and x.kind = n.kind
          and x.organisation_id is not distinct from n.organisation_id and x.value <> n.value
        where n.line = r.line
      )
  )
  select f.line, f.person_id, exists (
    select from public.involvements i
    where i.person_id = f.person_id and i.organisation_id = import.organisation_id
      and private.today() between i.starts_on and coalesce(i.ends_on, 'infinity')
  )
  from (select * from by_number union select * from by_name) f (line, person_id)
$$;
comment on function private.person_matches(public.imports) is
  'Who is here already: by number, and by name and birthday where no number says otherwise. is_mine: the organisation works with them.';

create function private.row_changes(person uuid, organisation uuid, cells jsonb) returns jsonb
language sql stable
set search_path = ''
set enable_nestloop = on
as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', f.field, 'was', f.was, 'will', cells ->> f.field) order by f.n), '[]')
  from public.people p
  left join public.plans l on l.person_id = p.id and l.ended_on is null
  left join public.placements s on s.person_id = p.id and s.position = 'now'
  cross join lateral (
    values (1, 'known_as', p.known_as), (2, 'family_name', p.family_name), (3, 'date_of_birth', p.date_of_birth::text),
      (4, 'locality', p.locality), (5, 'plan_type', l.plan_type), (6, 'plan_first_made_on', l.first_made_on::text),
      (7, 'plan_last_decision_on', l.last_decision_on::text), (8, 'plan_last_meeting_on', l.last_meeting_on::text),
      (9, 'setting_name', s.setting_name), (10, 'setting_type', s.setting_type::text)
    union all
    select 10 + k.n, k.kind::text, (
      select x.value from public.person_identifiers x
      where x.person_id = p.id and x.kind = k.kind and x.organisation_id is not distinct from case when k.kind = 'own_id' then organisation end
    )
    from unnest(enum_range(null::public.identifier_kind)) with ordinality k (kind, n)
  ) f (n, field, was)
  where p.id = person and cells ->> f.field is distinct from f.was and cells ? f.field
$$;
comment on function private.row_changes(uuid, uuid, jsonb) is
  'What a row would change about somebody: [{field, was, will}]. An empty cell changes nothing.';

create function private.check_rows(import public.imports) returns void
language plpgsql
set search_path = ''
-- Postgres knows nothing yet of rows that have just come, takes them for one, and would go through all of them for each.
set enable_nestloop = off
set jit = off
as $$
declare
  hidden uuid[];
begin
  -- A place that is known by this name, and by no other's, is that place.
  update private.import_rows r
  set cells = r.cells || jsonb_build_object('setting_name', o.name, 'setting_type', o.setting_type, 'setting_id', o.id)
  from (
    select lower(n.name) as name_key, max(n.name) as name, max(n.setting_type) as setting_type, max(n.id::text) as id
    from public.organisations n where n.setting_type is not null group by lower(n.name) having count(*) = 1
  ) o
  where r.import_id = import.id and lower(r.cells ->> 'setting_name') = o.name_key;

  with matches as materialized (
    select m.line, count(*) as n, bool_and(m.is_mine) as is_mine, min(m.person_id::text)::uuid as person_id
    from private.person_matches(import) m group by m.line
  ),
  repeated as materialized (
    select x.line from (
      select r.line, row_number() over (partition by k.kind, r.cells ->> k.kind order by r.line) as n
      from private.import_rows r
      cross join unnest(enum_range(null::public.identifier_kind)::text[]) k (kind)
      where r.import_id = import.id and r.cells ? k.kind
      union all
      select m.line, row_number() over (partition by m.person_id order by m.line) from matches m where m.n = 1
    ) x where x.n > 1
  ),
  found as materialized (
    select r.line, m.person_id, coalesce(c.changes, '[]') as changes, r.unread || coalesce((
        select jsonb_agg(p) from jsonb_array_elements(private.cell_problems(r.cells)) p
        where p ->> 'field' is null or not r.unread @> jsonb_build_array(jsonb_build_object('field', p -> 'field'))
      ), '[]') || coalesce((
        select jsonb_agg(jsonb_build_object('field', null, 'key', e.key))
        from (values
          ('twice_in_file', r.line in (select d.line from repeated d)),
          ('here_elsewhere', m.n = 1 and not m.is_mine),
          ('several_people', m.n > 1),
          ('birthday_not_yours', c.changes @> '[{"field": "date_of_birth"}]' and not exists (
            select from public.people p join public.organisations o on o.id = import.organisation_id
            where p.id = m.person_id and (o.audience = 'la_send' or p.created_by_organisation_id = o.id)))
        ) e (key, is_so)
        where e.is_so
      ), '[]') as problems
    from private.import_rows r
    left join matches m on m.line = r.line
    left join lateral (select private.row_changes(m.person_id, import.organisation_id, r.cells) where m.n = 1 and m.is_mine) c (changes) on true
    where r.import_id = import.id
  ),
  judged as (
    select f.line, f.person_id, f.changes, f.problems, case when f.problems <> '[]' then 'problem' when f.person_id is null then 'add'
      when f.changes = '[]' then 'same' else 'change' end as outcome
    from found f
  ),
  -- What would now be done is what was shown, or it is shown first.
  kept as (
    select j.line, j.person_id, j.changes, case when m.moved_on then 'problem' else j.outcome end as outcome,
      case when m.moved_on then '[{"field": null, "key": "changed_meanwhile"}]' else j.problems end as problems
    from judged j
    join private.import_rows r on r.import_id = import.id and r.line = j.line
    cross join lateral (select import.state = 'writing' and j.outcome in ('add', 'change')
      and (r.outcome, r.changes) is distinct from (j.outcome, j.changes)) m (moved_on)
  )
  update private.import_rows r
  set problems = k.problems, outcome = k.outcome,
    person_id = case when k.outcome in ('change', 'same') then k.person_id end,
    changes = case when k.outcome = 'change' then k.changes else '[]' end
  from kept k
  where r.import_id = import.id and r.line = k.line;

  -- Learning that somebody is here is a search for them, and their family can see who searched.
  hidden := array(select distinct m.person_id from private.person_matches(import) m where not m.is_mine);
  if hidden <> '{}' then
    perform private.record_search('duplicate_search', hidden, jsonb_build_object('source', import.source));
  end if;
end
$$;
comment on function private.check_rows(public.imports) is
  'Decides for every row whether it adds, changes or repeats somebody, or why it cannot: the dry run, and the first step of writing.';

create function private.count_rows(import uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'add', count(*) filter (where r.outcome = 'add'), 'change', count(*) filter (where r.outcome = 'change'),
    'same', count(*) filter (where r.outcome = 'same'), 'problem', count(*) filter (where r.outcome = 'problem'),
    'planned', count(*) filter (where r.planned))
  from private.import_rows r where r.import_id = import
$$;

create function public.start_import(organisation uuid, source text, columns jsonb) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  new_id uuid;
begin
  select m.organisation_id, m.display_name into seat from private.memberships m
  where m.account_id = me and m.organisation_id = organisation and m.audience in ('la_send', 'school', 'post16_provider') limit 1;
  if seat.organisation_id is null then
    raise sqlstate 'PT403' using message = 'may_not_add_people', detail = 'Schools, colleges and the SEND team add young people.';
  end if;
  delete from private.import_rows r using public.imports i where i.id = r.import_id and i.created_at < now() - interval '30 days';
  insert into public.import_sources as s (organisation_id, name, columns) values (organisation, trim(source), start_import.columns)
  on conflict (organisation_id, name) do update set columns = excluded.columns;
  insert into public.imports (organisation_id, source, created_by, created_by_name)
  values (organisation, trim(source), me, seat.display_name)
  returning id into new_id;
  return new_id;
exception
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A source needs a name of at most 60 letters.';
end
$$;
comment on function public.start_import(uuid, text, jsonb) is
  'Begins to bring a file in and remembers its columns, {field: heading}, for the source. Gives the import''s id. '
  'Rows of imports older than 30 days are forgotten. Errors: PT403 may_not_add_people, PT422 value_invalid.';

create function public.add_import_rows(import uuid, rows jsonb) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  found_import public.imports := private.import_for(import, '{receiving}');
  added integer;
begin
  if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) > 1000 then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'rows is a list of at most 1,000.';
  end if;
  insert into private.import_rows (import_id, line, cells, unread)
  select found_import.id, r.line, coalesce((
      select jsonb_object_agg(c.field, trim(c.value)) from jsonb_each_text(r.cells) c (field, value)
      where trim(c.value) <> '' and c.field in ('known_as', 'family_name', 'date_of_birth', 'locality', 'upn', 'uln', 'nhs_number', 'own_id',
        'plan_type', 'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on', 'setting_name', 'setting_type')
    ), '{}'), coalesce(r.unread, '[]')
  from jsonb_to_recordset(rows) as r (line integer, cells jsonb, unread jsonb)
  -- A part that was sent twice, because an answer got lost, is there once.
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
exception
  when check_violation or not_null_violation or invalid_text_representation or invalid_parameter_value or numeric_value_out_of_range then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A row is {line, cells: {field: text}, unread: [{field, key}]}.';
end
$$;
comment on function public.add_import_rows(uuid, jsonb) is
  'Takes up to 1,000 rows: [{line, cells: {field: text}, unread: [{field, key}]}]. Dates are YYYY-MM-DD. Safe to send again. '
  'Errors: PT404 not_found, PT409 import_moved_on, PT422 value_invalid.';

create function public.check_import(import uuid) returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{receiving,checked}');
begin
  perform private.check_rows(found_import);
  update public.imports i set state = 'checked', counts = private.count_rows(i.id), version = i.version + 1 where i.id = import;
  return private.count_rows(import);
end
$$;
comment on function public.check_import(uuid) is
  'The dry run: decides for each row what it would do, and writes nothing about anybody. Gives {add, change, same, problem}. '
  'Errors: PT404 not_found, PT409 import_moved_on.';

create function public.import_lines(import uuid, outcome text, after_line integer default 0, page_size integer default 50)
returns table (line integer, person_id uuid, cells jsonb, problems jsonb, changes jsonb)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return query
  select r.line, case when private.may_see(r.person_id) then r.person_id end, r.cells - 'setting_id', r.problems,
    case when private.may_see(r.person_id) then r.changes else '[]' end
  from private.import_rows r
  join public.imports i on i.id = r.import_id
  where i.id = import and r.outcome = import_lines.outcome and r.line > after_line and i.organisation_id in (
    select m.organisation_id from private.memberships m
    where m.account_id = (select auth.uid()) and m.audience in ('la_send', 'school', 'post16_provider')
  )
  order by r.line
  limit least(greatest(page_size, 1), 1000);
end
$$;
comment on function public.import_lines(uuid, text, integer, integer) is
  'Rows of one outcome (add, change, same, problem) after a line: problems [{field, key}], changes [{field, was, will}]. Nothing to others.';

create function public.begin_import(import uuid, expected_version integer, all_or_nothing boolean, update_people boolean) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  found_import public.imports := private.import_for(import, '{checked}');
begin
  if found_import.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'import_moved_on', detail = found_import.state::text, hint = 'Look at the import as it is now.';
  end if;
  if all_or_nothing and (found_import.counts ->> 'problem')::integer > 0 then
    raise sqlstate 'PT422' using message = 'import_has_problems', detail = 'Mend the rows in the file and choose it again.';
  end if;
  update public.imports i
  set state = 'writing', all_or_nothing = begin_import.all_or_nothing, update_people = begin_import.update_people, version = i.version + 1
  where i.id = import;
  return found_import.version + 1;
end
$$;
comment on function public.begin_import(uuid, integer, boolean, boolean) is
  'Says yes to what was shown. all_or_nothing: not one row with a problem; update_people: people who are here are changed too. '
  'Gives the new version. Errors: PT404 not_found, PT409 import_moved_on, PT422 import_has_problems.';

create function private.add_imported_people(import public.imports) returns void
language plpgsql
set search_path = ''
as $$
declare
  template uuid := private.pathway_in_force();
  me uuid := (select auth.uid());
begin
  if template is null then
    raise sqlstate 'PT503' using message = 'no_pathway', detail = 'No pathway is published yet.';
  end if;
  update private.import_rows r set person_id = gen_random_uuid() where r.import_id = import.id and r.outcome = 'add';
  insert into public.people (id, known_as, family_name, date_of_birth, locality, template_id, created_by, created_by_organisation_id, updated_by)
  select r.person_id, r.cells ->> 'known_as', r.cells ->> 'family_name', private.day_of(r.cells ->> 'date_of_birth'), r.cells ->> 'locality',
    template, me, import.organisation_id, me
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' order by r.line;
  insert into public.involvements (organisation_id, person_id)
  select distinct o.id, r.person_id from private.import_rows r
  join public.organisations o on o.id = import.organisation_id or (o.id = (r.cells ->> 'setting_id')::uuid and o.audience is not null)
  where r.import_id = import.id and r.outcome = 'add';
  insert into public.plans (person_id, plan_type, first_made_on, last_decision_on, last_meeting_on)
  select r.person_id, r.cells ->> 'plan_type', private.day_of(r.cells ->> 'plan_first_made_on'),
    private.day_of(r.cells ->> 'plan_last_decision_on'), private.day_of(r.cells ->> 'plan_last_meeting_on')
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' and r.cells ? 'plan_type';
  insert into public.placements (person_id, position, setting_name, setting_type, organisation_id)
  select r.person_id, 'now', coalesce(r.cells ->> 'setting_name', r.cells ->> 'setting_type'), (r.cells ->> 'setting_type')::public.setting_type,
    (r.cells ->> 'setting_id')::uuid
  from private.import_rows r where r.import_id = import.id and r.outcome = 'add' and r.cells ? 'setting_type';
  insert into public.person_identifiers (person_id, kind, organisation_id, value)
  select r.person_id, k.kind, case when k.kind = 'own_id' then import.organisation_id end, r.cells ->> k.kind::text
  from private.import_rows r
  cross join unnest(enum_range(null::public.identifier_kind)) k (kind)
  where r.import_id = import.id and r.outcome = 'add' and r.cells ? k.kind::text;
end
$$;
comment on function private.add_imported_people(public.imports) is
  'One statement a table. The named contact stays open: whoever brings a file in is not the contact of everybody in it.';

create function private.change_imported_person(person uuid, organisation uuid, cells jsonb, changes jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.people p
  set known_as = coalesce(cells ->> 'known_as', p.known_as), family_name = coalesce(cells ->> 'family_name', p.family_name),
    date_of_birth = coalesce(private.day_of(cells ->> 'date_of_birth'), p.date_of_birth),
    locality = coalesce(cells ->> 'locality', p.locality),
    version = p.version + 1, updated_at = now(), updated_by = (select auth.uid())
  where p.id = person;
  if jsonb_path_exists(changes, '$[*].field ? (@ starts with "plan_")') then
    perform private.write_facts(person, jsonb_build_object('plan', jsonb_build_object(
        'plan_type', cells -> 'plan_type', 'status', l.status, 'first_made_on', coalesce(cells ->> 'plan_first_made_on', l.first_made_on::text),
        'last_decision_on', coalesce(cells ->> 'plan_last_decision_on', l.last_decision_on::text),
        'last_meeting_on', coalesce(cells ->> 'plan_last_meeting_on', l.last_meeting_on::text))))
    -- The dates of another kind of plan are not this one's.
    from (select 1) one
    left join public.plans l on l.person_id = person and l.ended_on is null and l.plan_type = cells ->> 'plan_type';
  end if;
  if jsonb_path_exists(changes, '$[*].field ? (@ starts with "setting_")') then
    perform private.write_facts(person, jsonb_build_object('setting_now', jsonb_build_object(
      'setting_name', coalesce(cells ->> 'setting_name', cells ->> 'setting_type'), 'setting_type', cells -> 'setting_type',
      'organisation_id', cells -> 'setting_id')));
  end if;
  insert into public.person_identifiers as x (person_id, kind, organisation_id, value)
  select person, k.kind, case when k.kind = 'own_id' then organisation end, cells ->> k.kind::text
  from unnest(enum_range(null::public.identifier_kind)) k (kind) where cells ? k.kind::text
  on conflict on constraint person_identifiers_person_key do update set value = excluded.value where x.value <> excluded.value;
end
$$;
comment on function private.change_imported_person(uuid, uuid, jsonb, jsonb) is 'Writes what a row changes about somebody who is here; an empty cell changes nothing.';

create function public.write_import(import uuid) returns public.import_state
language plpgsql security definer
set search_path = ''
set statement_timeout = '15min'
as $$
declare
  found_import public.imports := private.import_for(import, '{writing}');
  new_state public.import_state := 'planning';
begin
  perform private.check_rows(found_import);
  if found_import.all_or_nothing and exists (select from private.import_rows r where r.import_id = import and r.outcome = 'problem') then
    new_state := 'checked';
  else
    perform set_config('onward.replan', 'paused', true), set_config('onward.reason', 'import:' || found_import.source, true);
    perform private.add_imported_people(found_import);
    if found_import.update_people then
      perform private.change_imported_person(r.person_id, found_import.organisation_id, r.cells, r.changes)
      from private.import_rows r where r.import_id = import and r.outcome = 'change';
    else
      update private.import_rows r set planned = true where r.import_id = import and r.outcome = 'change';
    end if;
    perform set_config('onward.replan', '', true), set_config('onward.reason', '', true);
  end if;
  update public.imports i
  set state = new_state, counts = private.count_rows(import), version = i.version + 1,
    written_at = case when new_state = 'planning' then clock_timestamp() end
  where i.id = import;
  return new_state;
end
$$;
comment on function public.write_import(uuid) is
  'Checks every row again and writes them, in one transaction. A row that would now do something else than was shown is left out '
  '(with all_or_nothing: nothing is written, and it is shown again). Gives the new state. Errors: PT404 not_found, PT409 import_moved_on, PT503 no_pathway.';

create function public.plan_import(import uuid) returns public.import_state
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{planning}');
  batch uuid[];
begin
  batch := array(
    select r.person_id from private.import_rows r
    where r.import_id = found_import.id and r.outcome in ('add', 'change') and not r.planned order by r.line limit 100);
  perform private.replan(batch);
  update private.import_rows r set planned = true where r.import_id = import and r.person_id = any (batch);
  update public.imports i
  set counts = private.count_rows(import), version = i.version + 1,
    state = case when batch = '{}' then 'done' else i.state end, finished_at = case when batch = '{}' then now() end
  where i.id = import
  returning i.state into found_import.state;
  return found_import.state;
end
$$;
comment on function public.plan_import(uuid) is
  'Plans the timelines of the next 100 people that were written, so that others get their turn in between. Gives the state: planning or done.';

create function public.undo_import(import uuid) returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '5min'
as $$
declare
  found_import public.imports := private.import_for(import, '{done}');
  untouched uuid[];
  counted jsonb;
begin
  untouched := array(
    select p.id from private.import_rows r join public.people p on p.id = r.person_id
    where r.import_id = import and r.outcome = 'add'
      and not exists (select from public.audit_events e where e.person_id = p.id and e.at > found_import.written_at)
    order by r.line limit 100
  );
  perform set_config('onward.reason', 'Import undone: ' || found_import.source, true);
  delete from public.people p where p.id = any (untouched);
  perform set_config('onward.reason', '', true);
  delete from private.import_rows r where r.import_id = import and r.person_id = any (untouched);
  counted := private.count_rows(import);
  counted := counted || jsonb_build_object('kept', counted -> 'add',
    'removed', coalesce((found_import.counts ->> 'removed')::integer, 0) + cardinality(untouched));
  if untouched = '{}' then
    delete from private.import_rows r where r.import_id = import;
  end if;
  update public.imports i
  set state = case when untouched = '{}' then 'undone' else i.state end, version = i.version + 1, counts = counted
  where i.id = import;
  return jsonb_build_object('removed', counted -> 'removed', 'kept', counted -> 'kept', 'is_over', untouched = '{}');
end
$$;
comment on function public.undo_import(uuid) is
  'Takes away the next 100 people that an import added and nobody has touched since, so that others get their turn in between. What it changed '
  'about others stays: each history says what was before. Gives {removed, kept, is_over}: ask again until it is over. Stopped on the way, the import '
  'is done with fewer people, and can be undone further. Errors: PT404 not_found, PT409 import_moved_on.';

create function public.discard_import(import uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Also where writing failed: while it is under way, this waits for it and is then refused.
  perform private.import_for(import, '{receiving,checked,writing}');
  delete from public.imports i where i.id = import;
end
$$;
comment on function public.discard_import(uuid) is 'Forgets a file before anything was written. Errors: PT404 not_found, PT409 import_moved_on.';

grant execute on function
  public.start_import(uuid, text, jsonb), public.add_import_rows(uuid, jsonb), public.check_import(uuid),
  public.import_lines(uuid, text, integer, integer), public.begin_import(uuid, integer, boolean, boolean),
  public.write_import(uuid), public.plan_import(uuid), public.undo_import(uuid), public.discard_import(uuid)
  to authenticated;

-- 99_retention.sql

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

-- 99_tokens.sql

-- Tokens for other systems. A token is a member of one team that is no person: what a team mate may read and do, and within it
-- only what its scopes name. It works once a second person, an administrator, has approved it.

create type public.api_scope as enum ('people:read', 'people:write', 'handovers:read', 'handovers:write');

create table public.api_tokens (
  id uuid primary key references public.accounts (id) on delete cascade,
  organisation_id uuid not null references public.organisations (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 50),
  scopes public.api_scope[] not null check (cardinality(scopes) > 0),
  per_minute integer not null default 120 check (per_minute between 1 and 10000),
  expires_on date not null,
  created_at timestamptz not null default now(),
  created_by uuid references public.accounts (id) on delete set null,
  created_by_name text not null,
  approved_at timestamptz,
  approved_by_name text,
  revoked_at timestamptz,
  revoked_by_name text,
  last_used_at timestamptz,
  check (expires_on <= (created_at at time zone 'Europe/London')::date + 366),
  check ((approved_at is null) = (approved_by_name is null)),
  check ((revoked_at is null) = (revoked_by_name is null))
);
comment on table public.api_tokens is
  'A system that a team lets in: what it is called, what it may do, until when, who made it, who approved it. Its id is the account it acts as.';
comment on column public.api_tokens.expires_on is 'The last day it works. A year at most, so that somebody looks at it again.';
comment on column public.api_tokens.per_minute is 'Requests a minute. Whoever runs the database may raise it.';
create index api_tokens_organisation_idx on public.api_tokens (organisation_id);
create index api_tokens_created_by_idx on public.api_tokens (created_by) where created_by is not null;

create table private.api_keys (
  token_id uuid primary key references public.api_tokens (id) on delete cascade,
  hash bytea not null unique,
  minute timestamptz not null default '-infinity',
  requests integer not null default 0
);
comment on table private.api_keys is
  'The hash of each token, and how often it was used in its last minute: one row a token, so nothing piles up. The token itself is nowhere.';

alter table public.api_tokens enable row level security;
alter table private.api_keys enable row level security;
grant select on public.api_tokens to authenticated;
create policy "Team mates and administrators can read which systems are let in" on public.api_tokens
  for select to authenticated using (organisation_id in (select private.my_teams()) or (select private.is_admin()));
create trigger audit after insert or update of approved_at, revoked_at or delete on public.api_tokens
  for each row execute function private.audit('person_id', 'id');

create function public.create_api_token(id uuid, organisation uuid, name text, scopes public.api_scope[], expires_on date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  seat record;
  -- Two of these are 244 bits from the system's own source of chance.
  token text := 'onward_' || encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex');
begin
  select m.organisation_id, m.display_name into seat from private.memberships m
  where m.account_id = me and m.organisation_id = organisation and m.audience is not null and m.role <> 'computer_system' limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  -- The same form again, because its answer was lost: the token that nobody has seen gives way to another.
  update private.api_keys k set hash = sha256(convert_to(token, 'UTF8'))
  from public.api_tokens t
  where t.id = create_api_token.id and k.token_id = t.id and t.created_by = me and t.organisation_id = organisation
    and t.approved_at is null and t.revoked_at is null;
  if found then
    return jsonb_build_object('id', create_api_token.id, 'token', token);
  end if;
  if expires_on is null or expires_on < private.today() or expires_on > private.today() + 365 then
    raise sqlstate 'PT422' using message = 'token_too_long', detail = 'Choose a last day within a year from today.';
  end if;
  -- Nobody signs in as it: it has no address, no password and no way of its own to Supabase Auth.
  insert into auth.users (id, aud, role, confirmation_token, recovery_token, email_change, email_change_token_new)
  values (create_api_token.id, 'authenticated', 'authenticated', '', '', '', '');
  insert into public.accounts (id, display_name) values (create_api_token.id, trim(name));
  insert into public.organisation_members (organisation_id, account_id, display_name, role, ends_on)
  values (organisation, create_api_token.id, trim(name), 'computer_system', expires_on);
  insert into public.api_tokens (id, organisation_id, name, scopes, expires_on, created_by, created_by_name)
  select create_api_token.id, organisation, trim(name), array(select distinct unnest(scopes) order by 1), expires_on, me, seat.display_name;
  insert into private.api_keys (token_id, hash) values (create_api_token.id, sha256(convert_to(token, 'UTF8')));
  return jsonb_build_object('id', create_api_token.id, 'token', token);
exception
  when unique_violation then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  when check_violation or not_null_violation then
    raise sqlstate 'PT422' using message = 'value_invalid', detail = 'A token needs a name of at most 50 letters and something that it may do.';
end
$$;
comment on function public.create_api_token(uuid, uuid, text, public.api_scope[], date) is
  'Makes a token for a team of mine and gives it, this once: {id, token}. It does nothing until an administrator approves it. Sent again '
  'with the same id before that, it gives another in its place. '
  'Errors: PT404 not_found, PT422 token_too_long or value_invalid.';

create function public.approve_api_token(token uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  made_by uuid;
begin
  -- Administrators see no young person, so they cannot make a token; whoever makes one sees them, so cannot approve it.
  select t.created_by into made_by from public.api_tokens t
  where t.id = token and t.revoked_at is null and private.is_admin() for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if made_by = me then
    raise sqlstate 'PT403' using message = 'token_needs_second', detail = 'Somebody else approves what you made.';
  end if;
  update public.api_tokens t
  set approved_at = now(), approved_by_name = (select a.display_name from public.accounts a where a.id = me)
  where t.id = token and t.approved_at is null;
end
$$;
comment on function public.approve_api_token(uuid) is
  'An administrator lets a system in that a team has asked for. Errors: PT404 not_found, PT403 token_needs_second.';

create function public.revoke_api_token(token uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from public.api_tokens t
  where t.id = token and (t.organisation_id in (select private.my_teams()) or private.is_admin()) for update;
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  update public.api_tokens t
  set revoked_at = now(), revoked_by_name = (select a.display_name from public.accounts a where a.id = (select auth.uid()))
  where t.id = token and t.revoked_at is null;
  update public.organisation_members m set ends_on = greatest(m.starts_on, private.today() - 1)
  where m.account_id = token and m.ends_on >= private.today();
end
$$;
comment on function public.revoke_api_token(uuid) is
  'Ends a token at once and for good, as a team mate or an administrator. Errors: PT404 not_found.';

grant execute on function
  public.create_api_token(uuid, uuid, text, public.api_scope[], date), public.approve_api_token(uuid), public.revoke_api_token(uuid)
  to authenticated;

create function private.refused(status integer, key text, detail text) returns jsonb
language sql immutable
return jsonb_build_object('status', status, 'key', key, 'detail', detail);

create function private.open_token(token text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  opened public.api_tokens;
  used integer;
begin
  select t.* into opened from private.api_keys k
  join public.api_tokens t on t.id = k.token_id
  join public.organisations o on o.id = t.organisation_id
  where k.hash = sha256(convert_to(token, 'UTF8'))
    and t.approved_at is not null and t.revoked_at is null and private.today() <= t.expires_on
    and private.today() between o.starts_on and coalesce(o.ends_on, 'infinity');
  if opened.id is null then
    return private.refused(401, 'token_invalid', 'Send a token that is in force: one that is approved, not revoked and not over.');
  end if;
  -- The row stays locked until this request is through: a token's requests take their turn, in whichever process they came in.
  update private.api_keys k
  set requests = case k.minute when date_trunc('minute', clock_timestamp()) then k.requests + 1 else 1 end,
    minute = date_trunc('minute', clock_timestamp())
  where k.token_id = opened.id returning k.requests into used;
  if used > opened.per_minute then
    return private.refused(429, 'too_many_requests', format('This token has %s requests a minute. Wait, then go on.', opened.per_minute))
      || jsonb_build_object('retry_after', 60 - extract(second from clock_timestamp())::integer % 60);
  end if;
  if used = 1 then
    update public.api_tokens t set last_used_at = now() where t.id = opened.id;
  end if;
  perform set_config('request.jwt.claim.sub', opened.id::text, true),
    set_config('request.jwt.claims', jsonb_build_object('sub', opened.id, 'role', 'authenticated')::text, true);
  return null;
end
$$;
comment on function private.open_token(text) is
  'From here until the end of the transaction the one who asks is the system that this token belongs to. Gives null, or why not: '
  '{status, key, detail}. It gives and does not raise, so that the request is counted whatever becomes of it.';
grant execute on function private.open_token(text) to authenticated;

create function private.act_for(member uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (
    select from private.memberships m
    join private.memberships mine on mine.organisation_id = m.organisation_id and mine.account_id = (select auth.uid())
    where m.member_id = member and m.role <> 'computer_system'
  ) then
    raise sqlstate 'PT422' using message = 'member_unknown', detail = 'Name somebody who works in your team today, by their member id.';
  end if;
  perform set_config('onward.acting_for', member::text, true);
end
$$;
comment on function private.act_for(uuid) is
  'A handover is read and answered by a named person: the system says for whom of its team it acts. Errors: PT422 member_unknown.';
grant execute on function private.act_for(uuid) to authenticated;

-- 99_web_api.sql

-- What a system may ask and do with a token: /api/v1. One way in, api_call(), and behind it the same functions and the same row level
-- security as for the people of its team. Nothing here is security definer: a mistake in this file shows nothing that a team mate may not see.

create function private.api_needs(operation text) returns public.api_scope
language sql immutable
set search_path = ''
as $$
  select case
    when operation in ('list_people', 'find_person', 'read_person') then 'people:read'::public.api_scope
    when operation in ('put_people', 'put_person') then 'people:write'
    when operation in ('list_handovers', 'read_handover') then 'handovers:read'
    when operation in ('mark_handover_read', 'accept_handover', 'decline_handover', 'ask_question', 'answer_question') then 'handovers:write'
  end
$$;
comment on function private.api_needs(text) is 'The scope that an operation needs; null where any token will do.';

create function private.etag(body jsonb) returns text
language sql immutable
return '"' || md5(body::text) || '"';

create function private.must_match(if_match text, body jsonb) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if if_match is not null and if_match <> '*' and if_match <> private.etag(body) then
    raise sqlstate 'PT412' using message = 'changed_meanwhile', detail = 'This has changed since you read it. Read it again, then decide again.';
  end if;
end
$$;
comment on function private.must_match(text, jsonb) is 'Errors: PT412 changed_meanwhile, where If-Match names another state than this.';

create function private.api_organisation() returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', o.id, 'name', o.name, 'audience', o.audience,
    'token', jsonb_build_object('name', t.name, 'scopes', t.scopes, 'expires_on', t.expires_on, 'per_minute', t.per_minute),
    'members', (
      select coalesce(jsonb_agg(jsonb_build_object('member_id', m.id, 'display_name', m.display_name, 'role', m.role) order by m.display_name, m.id), '[]')
      from public.organisation_members m
      where m.organisation_id = o.id and m.account_id is not null and m.role <> 'computer_system'
        and private.today() between m.starts_on and coalesce(m.ends_on, 'infinity')))
  from public.api_tokens t
  join public.organisations o on o.id = t.organisation_id
  where t.id = (select auth.uid())
$$;

create function private.api_person(person uuid) returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object('id', p.id, 'known_as', p.known_as, 'family_name', p.family_name, 'date_of_birth', p.date_of_birth,
    'locality', p.locality, 'setting_name', s.setting_name, 'setting_type', s.setting_type, 'plan_type', l.plan_type,
    'plan_first_made_on', l.first_made_on, 'plan_last_decision_on', l.last_decision_on, 'plan_last_meeting_on', l.last_meeting_on) || (
      select jsonb_object_agg(k.kind, (
        select x.value from public.person_identifiers x
        where x.person_id = p.id and x.kind = k.kind and (x.organisation_id is null or x.organisation_id in (select private.my_teams()))))
      from unnest(enum_range(null::public.identifier_kind)) k (kind))
  from public.people p
  left join public.plans l on l.person_id = p.id and l.ended_on is null
  left join public.placements s on s.person_id = p.id and s.position = 'now'
  where p.id = person
$$;
comment on function private.api_person(uuid) is 'Somebody as a row of an import: what is sent back unchanged changes nothing. Null where the team may not see them.';

create function private.api_read_person(person uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'record');
  return private.api_person(person);
end
$$;

create function private.api_list_people(after uuid, page_size integer) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  -- One more than is given says whether there is another page.
  ids uuid[] := array(select p.id from public.people p where after is null or p.id > after order by p.id limit page_size + 1);
begin
  perform private.record_view(i.id, 'record') from unnest(ids[:page_size]) i (id);
  return jsonb_build_object(
    'people', (select coalesce(jsonb_agg(private.api_person(i.id) order by i.id), '[]') from unnest(ids[:page_size]) i (id)),
    'next', case when cardinality(ids) > page_size then ids[page_size] end);
end
$$;

create function private.api_find_person(numbers jsonb) returns jsonb
language sql
set search_path = ''
as $$
  select private.api_read_person((
    select case when count(distinct x.person_id) = 1 then min(x.person_id::text)::uuid end
    from jsonb_each_text(numbers) n (kind, value)
    join public.person_identifiers x on x.kind::text = n.kind and x.value = n.value
      and (x.organisation_id is null or x.organisation_id in (select private.my_teams()))))
$$;
comment on function private.api_find_person(jsonb) is 'The one whom all these numbers belong to, as far as the team knows them. Errors: PT404 not_found.';

create function private.api_put_people(rows jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  counts jsonb;
  results jsonb;
  import uuid := (
    select public.start_import(t.organisation_id, 'API: ' || t.name, '{}') from public.api_tokens t where t.id = (select auth.uid()));
begin
  perform public.add_import_rows(import, rows);
  counts := public.check_import(import);
  if (counts ->> 'add')::integer + (counts ->> 'change')::integer > 0 then
    perform public.begin_import(import, i.version, false, true) from public.imports i where i.id = import;
    perform public.write_import(import);
    while public.plan_import(import) = 'planning' loop
    end loop;
  end if;
  select jsonb_agg(jsonb_build_object('outcome', o.outcome, 'id', l.person_id, 'problems', l.problems) order by l.line) into results
  from unnest(array['add', 'change', 'same', 'problem']) o (outcome)
  cross join lateral public.import_lines(import, o.outcome, 0, 1000) l;
  if (counts ->> 'add')::integer + (counts ->> 'change')::integer = 0 then
    perform public.discard_import(import);
  end if;
  return jsonb_build_object('results', results);
end
$$;
comment on function private.api_put_people(jsonb) is
  'Brings rows in, [{line, cells, unread}], exactly as a file does: the same checks, the same duplicates, one import that the team can look at and undo. '
  'Gives a result for each row, in order. Where nothing changes nothing is kept.';

create function private.api_put_person(person uuid, rows jsonb, if_match text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  result jsonb;
begin
  perform private.must_see(person);
  perform private.must_match(if_match, private.api_person(person));
  result := private.api_put_people(rows) #> '{results,0}';
  if result ->> 'outcome' = 'problem' then
    raise sqlstate 'PT422' using message = 'row_has_problems', detail = result ->> 'problems', hint = 'Mend what is named in errors, then send it again.';
  end if;
  if (result ->> 'id')::uuid is distinct from person then
    raise sqlstate 'PT422' using message = 'somebody_else', detail = 'The numbers and the name that were sent are not those of this person.';
  end if;
  return private.api_read_person(person);
end
$$;

create function private.api_list_handovers(after uuid, page_size integer) returns jsonb
language sql
set search_path = ''
as $$
  with shown as materialized (
    select h.id, h.direction, h.kind, h.specialty, h.from_name, h.to_name, h.moves_on, h.state, h.sent_at, h.answer_by, h.is_late, h.open_questions
    from public.my_handovers() h
    where h.direction in ('in', 'out') and (after is null or h.id > after)
    order by h.id limit page_size + 1
  ),
  page as (select s.*, row_number() over (order by s.id) as n from shown s)
  select jsonb_build_object('handovers', coalesce(jsonb_agg(to_jsonb(p) - 'n' order by p.n) filter (where p.n <= page_size), '[]'),
    'next', case when count(*) > page_size then (array_agg(p.id order by p.n))[page_size] end)
  from page p
$$;
comment on function private.api_list_handovers(uuid, integer) is 'Handovers to and from the team, without a name: who it is stands in each handover, and reading that is written down.';

create function private.api_handover(handover uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  page jsonb := public.handover_page(handover);
  is_sender boolean := (page #>> '{handover,from_organisation_id}')::uuid in (select private.my_teams());
begin
  if (page ->> 'may_answer')::boolean is not true and is_sender is not true then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  if is_sender then
    perform private.record_view((page #>> '{handover,person_id}')::uuid, 'moves');
  end if;
  return (page -> 'handover') || jsonb_build_object('pack', page -> 'pack', 'questions', page -> 'questions',
    'direction', case when (page ->> 'may_answer')::boolean then 'in' else 'out' end,
    'person_id', case when (page ->> 'sees_record')::boolean then page #> '{handover,person_id}' end);
end
$$;
comment on function private.api_handover(uuid) is
  'A handover to or from the team, with its pack and questions. That it was read is written down. Errors: PT404 not_found.';

create function private.api_answer_handover(operation text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  handover uuid := (args ->> 'id')::uuid;
  was jsonb := private.api_handover(handover);
  version integer := (was ->> 'version')::integer;
  now_is jsonb;
begin
  if was ->> 'direction' <> 'in' then
    raise sqlstate 'PT403' using message = 'not_asked', detail = 'The team that is asked answers.';
  end if;
  perform private.must_match(args ->> 'if_match', was);
  perform private.act_for((args #>> '{body,by}')::uuid);
  case operation
    when 'mark_handover_read' then perform public.read_handover(handover, version);
    when 'accept_handover' then perform public.accept_handover(handover, version);
    when 'decline_handover' then
      perform public.decline_handover(handover, version, args #>> '{body,reason}', args #>> '{body,next_step}');
      -- Who has declined sees no more of it.
      return jsonb_build_object('id', handover, 'state', 'declined');
  end case;
  now_is := private.api_handover(handover);
  return jsonb_build_object('id', handover, 'state', now_is -> 'state', 'person_id', now_is -> 'person_id', 'etag', private.etag(now_is));
end
$$;
comment on function private.api_answer_handover(text, jsonb) is
  'Reads, accepts or declines. Gives {id, state, person_id?, etag?}: an answer is kept with its key, so the pack is not in it. '
  'Errors: PT404 not_found, PT403 not_asked, PT412 changed_meanwhile, PT422 member_unknown, and those of the functions it calls.';

create function private.api_ask(handover uuid, by uuid, question text) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform private.act_for(by);
  return jsonb_build_object('id', public.ask_about_handover(handover, question));
end
$$;

create function private.api_answer_question(handover uuid, question uuid, answer text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  asked jsonb := jsonb_path_query_first(private.api_handover(handover), '$.questions[*] ? (@.id == $id)', jsonb_build_object('id', question));
begin
  if asked is null then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform public.answer_handover_question(question, (asked ->> 'version')::integer, answer);
  return jsonb_build_object('id', question);
end
$$;

create function private.api_do(operation text, args jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  id uuid := (args ->> 'id')::uuid;
  after uuid := (args ->> 'after')::uuid;
  page_size integer := least(greatest(coalesce((args ->> 'page_size')::integer, 50), 1), 100);
begin
  case operation
    when 'read_organisation' then return private.api_organisation();
    when 'list_people' then return private.api_list_people(after, page_size);
    when 'find_person' then return private.api_find_person(args -> 'body');
    when 'read_person' then return private.api_read_person(id);
    when 'put_people' then return private.api_put_people(args -> 'body');
    when 'put_person' then return private.api_put_person(id, args -> 'body', args ->> 'if_match');
    when 'list_handovers' then return private.api_list_handovers(after, page_size);
    when 'read_handover' then return private.api_handover(id);
    when 'ask_question' then return private.api_ask(id, (args #>> '{body,by}')::uuid, args #>> '{body,question}');
    when 'answer_question' then return private.api_answer_question(id, (args ->> 'question')::uuid, args #>> '{body,answer}');
    when 'mark_handover_read' then return private.api_answer_handover(operation, args);
    when 'accept_handover' then return private.api_answer_handover(operation, args);
    when 'decline_handover' then return private.api_answer_handover(operation, args);
    else raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end case;
end
$$;

create function private.api_answer(operation text, args jsonb, idempotency_key uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  needed public.api_scope := private.api_needs(operation);
  taken record;
  body jsonb;
  answer jsonb;
begin
  if needed is not null and not exists (select from public.api_tokens t where t.id = (select auth.uid()) and needed = any (t.scopes)) then
    raise sqlstate 'PT403' using message = 'scope_missing', detail = format('This token may not do that. It needs the scope %s.', needed);
  end if;
  if idempotency_key is not null then
    select * into taken from private.take_key(idempotency_key, operation || ' ' || md5(args::text));
    if not taken.is_new then
      return taken.answer;
    end if;
  end if;
  body := private.api_do(operation, args);
  answer := jsonb_build_object('status', 200, 'body', body - 'etag', 'etag', coalesce(body ->> 'etag', private.etag(body)));
  if idempotency_key is not null then
    perform private.keep_answer(idempotency_key, answer);
  end if;
  return answer;
end
$$;

create function public.api_call(token text, operation text, args jsonb default '{}', idempotency_key uuid default null) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  problem jsonb;
  state text;
  key text;
  detail text;
  hint text;
begin
  -- A role by itself sees nothing: whose eyes it has is said by open_token().
  perform set_config('request.jwt.claims', '{}', true), set_config('request.jwt.claim.sub', '', true), set_config('role', 'authenticated', true);
  problem := private.open_token(token);
  if problem is not null then
    return problem;
  end if;
  begin
    return private.api_answer(operation, coalesce(args, '{}'), idempotency_key);
  exception
    when others then
      get stacked diagnostics state = returned_sqlstate, key = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
      if state !~ '^PT[45]' then
        raise;
      end if;
      -- Where there is a hint, the detail is for a program: the row as it is now, or what is wrong with one. A bad value's is the database's own.
      return private.refused(substr(state, 3)::integer, key, case when hint <> '' then hint
        when key = 'value_invalid' then 'A value does not fit. Compare what you sent with /api/v1/openapi.json.' else detail end)
        || case when key = 'row_has_problems' then jsonb_build_object('problems', detail::jsonb) else '{}' end;
  end;
end
$$;
comment on function public.api_call(text, text, jsonb, uuid) is
  'The way in for a system with a token, for somebody who is not signed in. It takes on the token''s own account and the role '
  'authenticated for this one transaction, so that row level security and the functions of the app decide, as for anybody of the team. '
  'Gives {status: 200, body, etag} or {status, key, detail, retry_after?, problems?}; a refusal undoes what was begun and still counts as a request.';
grant execute on function public.api_call(text, text, jsonb, uuid) to anon;

grant execute on function
  private.api_needs(text), private.etag(jsonb), private.must_match(text, jsonb), private.refused(integer, text, text),
  private.api_organisation(),
  private.api_person(uuid), private.api_read_person(uuid), private.api_list_people(uuid, integer), private.api_find_person(jsonb),
  private.api_put_people(jsonb), private.api_put_person(uuid, jsonb, text), private.api_list_handovers(uuid, integer), private.api_handover(uuid),
  private.api_answer_handover(text, jsonb), private.api_ask(uuid, uuid, text), private.api_answer_question(uuid, uuid, text),
  private.api_do(text, jsonb), private.api_answer(text, jsonb, uuid)
  to authenticated;
