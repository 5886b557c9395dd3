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
