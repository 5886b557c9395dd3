-- The demo: a made-up county, its teams and its young people. Nobody here is real.
-- Runs after the pathways are imported. Every date counts from private.today(), so the demo is never out of date:
-- someone in Year 9 is in Year 9 in whatever month this runs. Running it again changes nothing.
-- Sign in as NAME@demo.test with the password onward-demo. docs/demo.md says who is worth a look.

do $demo$
declare
  today constant date := private.today();
  -- The academic year of today, named by the year it starts in.
  ay constant integer := rules.academic_year_start(private.today());
  sept constant date := make_date(rules.academic_year_start(private.today()) + 1, 9, 3);
  template uuid;
begin
  if exists (select from auth.users u where u.email = 'sam@demo.test') then
    return;
  end if;
  select t.id into template from public.pathway_templates t where t.status = 'published' order by t.published_at desc limit 1;
  if template is null then
    raise exception 'The demo needs a published pathway. Import supabase/pathways first.';
  end if;

  -- Nothing is planned until everybody is here, and the history below is written with the days it happened on.
  perform set_config('onward.replan', 'paused', true);
  alter table public.people disable trigger audit;
  alter table public.plans disable trigger audit;
  alter table public.placements disable trigger audit;
  alter table public.person_flags disable trigger audit;
  alter table public.person_dates disable trigger audit;
  alter table public.involvements disable trigger audit;
  alter table public.circle_members disable trigger audit;
  alter table public.timeline_items disable trigger audit;

  -- Who can sign in.
  create temporary table demo_accounts (n integer primary key, name text unique, display_name text, id uuid) on commit drop;
  insert into demo_accounts (n, name, display_name) values
    (1, 'sam', 'Sam Wren'),
    (2, 'aisha', 'Aisha Rowan'),
    (3, 'tom', 'Tom Bramble'),
    (4, 'priya', 'Priya Saffron'),
    (5, 'leo', 'Leo Thistle'),
    (11, 'sam.mum', 'Kate Wren'),
    (12, 'sam.dad', 'Ben Curlew'),
    (13, 'aisha.dad', 'Yusuf Rowan'),
    (14, 'tom.gran', 'Jean Bramble'),
    (21, 'senco', 'Ada Plover'),
    (22, 'college', 'Dev Kestrel'),
    (23, 'send.officer', 'Grace Osprey'),
    (24, 'transition.worker', 'Marcus Teal'),
    (25, 'health', 'Noor Avocet'),
    (26, 'job.coach', 'Ellie Dunnock'),
    (27, 'admin', 'Ira Magpie'),
    (28, 'social.worker', 'Tess Lapwing'),
    (29, 'nursery', 'Mina Finch'),
    (30, 'primary.senco', 'Owen Siskin'),
    (31, 'special.school', 'Ruth Bittern');
  update demo_accounts set id = ('de000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid;

  -- The hash is bcrypt for "onward-demo". GoTrue cannot read a null in the token columns.
  insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
    email_change, email_change_token_new, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
  select a.id, 'authenticated', 'authenticated', a.name || '@demo.test',
    '$2a$10$DutgBjdzIufqn7rMinBi2ul90nSOC1KJhlOOGZBRNdaYRN3khaGte', now(), '', '', '', '',
    '{"provider": "email", "providers": ["email"]}', '{}', now(), now()
  from demo_accounts a;
  insert into auth.identities (id, provider, provider_id, user_id, identity_data, created_at, updated_at)
  select a.id, 'email', a.id::text, a.id,
    jsonb_build_object('sub', a.id, 'email', a.name || '@demo.test', 'email_verified', true, 'phone_verified', false), now(), now()
  from demo_accounts a;
  -- Hosted Supabase looks people up by instance; the embedded one has no such column.
  if exists (select from information_schema.columns c
    where c.table_schema = 'auth' and c.table_name = 'users' and c.column_name = 'instance_id') then
    execute $$update auth.users set instance_id = '00000000-0000-0000-0000-000000000000' where email like '%@demo.test'$$;
  end if;
  insert into public.accounts (id, display_name, created_at)
  select a.id, a.display_name, (today - 500)::timestamp at time zone 'Europe/London' from demo_accounts a;

  -- Teams and settings. "opens" is the class year in which children usually start there.
  create temporary table demo_places (
    n integer, key text primary key, name text, audience public.audience, setting_type public.setting_type, in_area boolean,
    opens integer, organisation_id uuid
  ) on commit drop;
  insert into demo_places (n, key, name, audience, setting_type, in_area, opens) values
    (1, 'send', 'Marlshire SEND team', 'la_send', null, true, null),
    (2, 'social_care', 'Marlshire children''s social care', 'childrens_social_care', null, true, null),
    (3, 'transition', 'Marlshire social care transition team', 'adult_social_care', null, true, null),
    (4, 'nursing', 'Marlshire community nursing', 'health', null, true, null),
    (5, 'jobs', 'Marlshire supported employment', 'employment', null, true, null),
    (6, 'admin', 'Marlshire Onward administration', null, null, true, null),
    (11, 'nursery', 'Meadowbank Nursery', 'school', 'early_years', true, -2),
    (12, 'infant', 'Stony Brook Infant School', 'school', 'mainstream_school', true, 0),
    (13, 'junior', 'Stony Brook Junior School', 'school', 'mainstream_school', true, 3),
    (14, 'primary', 'Fernway Primary', 'school', 'mainstream_school', true, 0),
    (15, 'secondary', 'Larkhill Secondary', 'school', 'mainstream_school', true, 7),
    (16, 'special', 'Hollow Oak Special School', 'school', 'special_school', true, 7),
    (17, 'outside', 'Coldharbour School (outside our area)', 'school', 'independent_special_school', false, 7),
    (18, 'college', 'Brindle Valley College', 'post16_provider', 'general_fe_college', true, 12),
    (19, 'specialist', 'Orchard House College', 'post16_provider', 'specialist_post16', true, 14),
    (20, 'training', 'Marlshire Skills Workshop', 'post16_provider', 'training_provider', true, 13),
    (null, 'mill', 'The Mill Centre', null, 'alternative_provision', null, null),
    (null, 'eotas', 'Tutors and therapy, not at a school', null, 'eotas', null, null),
    (null, 'home', 'Taught at home by family', null, 'elective_home_education', null, null),
    (null, 'none', 'Not in learning or work now', null, 'none', null, null);
  update demo_places set organisation_id = ('de000000-0000-4000-8001-' || lpad(n::text, 12, '0'))::uuid where n is not null;
  insert into public.organisations (id, name, audience, setting_type, in_area)
  select p.organisation_id, p.name, p.audience, p.setting_type, p.in_area from demo_places p where p.n is not null;

  -- Who works there. Without an account they have been invited and have not signed in yet.
  create temporary table demo_members (
    n integer primary key, place text, name text, display_name text, role public.member_role, days_until_leaving integer
  ) on commit drop;
  insert into demo_members values
    (1, 'send', 'send.officer', 'Grace Osprey', 'ehc_caseworker', null),
    (2, 'send', 'send.manager', 'Hugh Goshawk', 'send_manager', null),
    (3, 'social_care', 'social.worker', 'Tess Lapwing', 'childrens_social_worker', null),
    (4, 'social_care', 'personal.adviser', 'Joss Merlin', 'leaving_care_personal_adviser', null),
    (5, 'transition', 'transition.worker', 'Marcus Teal', 'transition_social_worker', null),
    (6, 'nursing', 'health', 'Noor Avocet', 'health_named_worker', null),
    (7, 'nursing', 'speech.therapist', 'Bryn Gannet', 'therapist', null),
    (8, 'jobs', 'job.coach', 'Ellie Dunnock', 'job_coach', null),
    (9, 'admin', 'admin', 'Ira Magpie', 'system_admin', null),
    (10, 'nursery', 'nursery', 'Mina Finch', 'early_years_lead', null),
    (11, 'infant', 'infant.senco', 'Beth Serin', 'senco', null),
    (12, 'junior', 'primary.senco', 'Owen Siskin', 'senco', null),
    (13, 'primary', 'primary.senco', 'Owen Siskin', 'senco', null),
    (14, 'secondary', 'senco', 'Ada Plover', 'senco', null),
    (15, 'secondary', 'careers', 'Rob Stonechat', 'careers_leader', null),
    (16, 'secondary', 'former.senco', 'Lynn Wigeon', 'senco', -130),
    (17, 'special', 'special.school', 'Ruth Bittern', 'senco', null),
    (18, 'outside', 'coldharbour', 'Lena Crake', 'senco', null),
    (19, 'college', 'college', 'Dev Kestrel', 'post16_learning_support', null),
    (20, 'specialist', 'orchard.house', 'Carys Whinchat', 'post16_learning_support', null),
    (21, 'training', 'skills.workshop', 'Paul Redstart', 'post16_tutor', null);
  insert into public.organisation_members (id, organisation_id, account_id, invited_email, display_name, role, starts_on, ends_on)
  select ('de000000-0000-4000-8002-' || lpad(m.n::text, 12, '0'))::uuid, p.organisation_id, a.id,
    case when a.id is null then m.name || '@demo.test' end, m.display_name, m.role, today - 1200, today + m.days_until_leaving
  from demo_members m
  join demo_places p on p.key = m.place
  left join demo_accounts a on a.name = m.name;

  -- The young people, by class year ("year" 15 and over: by age). Flags may say since how many months.
  create temporary table demo_people (
    n integer primary key, known_as text, family_name text, year integer, birthday text, year_offset integer, plan_type text,
    months_since_decision integer, here text, next text, flags text[], teams text[], months_planned integer, locality text,
    id uuid, date_of_birth date, planned_from date, template_id uuid, added_by_place text, creator uuid
  ) on commit drop;
  insert into demo_people values
    -- Nursery and starting school
    (1, 'Posy', 'Clover', -2, '11-20', 0, 'ehc_plan', 4, 'nursery', null, '{health_service_user}', '{nursing}', 5, 'Meadowbank'),
    (2, 'Idris', 'Dove', -1, '01-16', 0, 'sen_support', 3, 'nursery', 'primary', '{}', '{}', 6, 'Meadowbank'),
    (3, 'Tilly', 'Marsh', -1, '10-05', 0, 'ehc_plan', 3, 'nursery', 'primary',
      '{continuing_care,health_service_user,social_care_involved}', '{nursing,social_care}', 9, 'Fernway'),
    (4, 'Kofi', 'Elder', -1, '08-12', -1, 'ehc_plan', 5, 'nursery', 'primary', '{health_service_user}', '{nursing}', 8, 'Brindleford'),
    (5, 'Ruby', 'Nettle', 0, '08-31', 0, 'ehc_plan', 8, 'primary', null, '{learning_disability}', '{}', 14, 'Fernway'),
    (6, 'Arlo', 'Birch', 0, '09-01', 0, 'sen_support', 5, 'primary', null, '{}', '{}', 7, 'Fernway'),
    -- Primary school
    (7, 'Zainab', 'Moss', 1, '03-22', 0, 'ehc_plan', 7, 'infant', null, '{health_service_user}', '{nursing}', 12, 'Stony Brook'),
    (8, 'Finn', 'Sedge', 2, '12-30', 0, 'ehc_plan', 10, 'infant', 'junior', '{}', '{}', 13, 'Stony Brook'),
    (9, 'Mei', 'Willow', 3, '07-07', 0, 'sen_support', 6, 'junior', null, '{}', '{}', 15, 'Stony Brook'),
    (10, 'Hassan', 'Reed', 4, '05-19', 0, 'sen_support', 4, 'primary', null, '{}', '{}', 5, 'Fernway'),
    (11, 'Lily', 'Thrush', 5, '02-11', 0, 'ehc_plan', 6, 'special', null,
      '{learning_disability,continuing_care,health_service_user,has_parent_carer}', '{nursing}', 18, 'Brindleford'),
    (12, 'Bea', 'Bramble', 6, '06-03', 0, 'ehc_plan', 9, 'primary', 'secondary', '{needs_travel_support}', '{}', 16, 'Larkhill'),
    (13, 'Otis', 'Larch', 6, '10-28', 0, 'ehc_plan', 11, 'primary', 'special',
      '{learning_disability,health_service_user}', '{nursing}', 12, 'Brindleford'),
    (14, 'Amara', 'Heath', 6, '04-01', 0, 'sen_support', 5, 'primary', 'secondary', '{}', '{}', 6, 'Larkhill'),
    (15, 'Rafi', 'Vetch', 4, '02-29', 0, 'sen_support', 3, 'primary', null, '{}', '{}', 8, 'Fernway'),
    -- Secondary school
    (16, 'Jonah', 'Swift', 7, '01-09', 0, 'ehc_plan', 7, 'secondary', null, '{}', '{}', 0, 'Larkhill'),
    (17, 'Niamh', 'Sorrel', 7, '09-14', 0, 'ehc_plan', null, 'eotas', null, '{health_service_user}', '{nursing}', 10, 'Stony Brook'),
    (18, 'Caleb', 'Tern', 8, '11-02', 0, 'ehc_plan', 5, 'home', null, '{}', '{}', 11, 'Coldharbour Lane'),
    (19, 'Yasmin', 'Bracken', 8, '08-24', 0, 'sen_support', 6, 'secondary', null, '{young_carer}', '{}', 9, 'Larkhill'),
    (20, 'Sam', 'Wren', 9, '03-17', 0, 'ehc_plan', 11, 'secondary', null, '{health_service_user}', '{nursing,jobs}', 14, 'Larkhill'),
    (21, 'Ezra', 'Hornbeam', 9, '05-26', 0, 'ehc_plan', 27, 'secondary', null, '{learning_disability}', '{}', 26, 'Larkhill'),
    (22, 'Femi', 'Alder', 9, '12-12', 0, 'ehc_plan', 4, 'special', null,
      '{looked_after:22,social_care_involved,likely_adult_care_needs,learning_disability}', '{social_care}', 20, 'Brindleford'),
    (23, 'Isla', 'Fennel', 9, '10-17', 0, 'pfa_only', null, 'secondary', null, '{}', '{}', 4, 'Larkhill'),
    (24, 'Callum', 'Rook', 10, '02-02', 0, 'ehc_plan', 8, 'outside', null,
      '{needs_travel_support,social_care_involved}', '{social_care}', 17, 'Fernway'),
    (25, 'Daisy', 'Hawthorn', 10, '09-27', 1, 'sen_support', 5, 'secondary', null, '{}', '{}', 12, 'Larkhill'),
    (26, 'Malik', 'Burdock', 10, '06-29', 0, 'ehc_plan', 6, 'mill', null, '{health_service_user}', '{nursing}', 9, 'Brindleford'),
    (27, 'Aisha', 'Rowan', 11, '01-14', 0, 'ehc_plan', 10, 'secondary', 'college',
      '{needs_travel_support,gets_dla,health_service_user,has_parent_carer}', '{nursing,jobs}', 18, 'Larkhill'),
    (28, 'Connor', 'Gorse', 11, '07-30', 0, 'ehc_plan', 7, 'special', null,
      '{learning_disability,likely_adult_care_needs,gets_dla}', '{transition}', 15, 'Stony Brook'),
    (29, 'Freya', 'Teasel', 11, '09-03', 0, 'ehc_plan', 9, 'secondary', null, '{}', '{}', 13, 'Larkhill'),
    (30, 'Dylan', 'Osier', 11, '11-11', 0, 'sen_support', 4, 'secondary', 'college', '{}', '{}', 8, 'Larkhill'),
    (31, 'Juniper', 'Brook', 12, '02-29', 0, 'ehc_plan', 6, 'secondary', null, '{gets_dla}', '{}', 16, 'Larkhill'),
    -- Sixth form, college and work
    (32, 'Harriet', 'Mallow', 12, '04-25', 0, 'ehc_plan', 5, 'special', null,
      '{continuing_care,health_service_user,learning_disability,likely_adult_care_needs,has_parent_carer,may_lack_capacity,gets_dla}',
      '{nursing,transition}', 24, 'Brindleford'),
    (33, 'Ananya', 'Lark', 12, '10-20', 0, 'ehc_plan', 7, 'college', null,
      '{considering_supported_internship,learning_disability,needs_travel_support}', '{jobs}', 15, 'Brindleford'),
    (34, 'Noah', 'Campion', 13, '03-05', 0, 'ehc_plan', 8, 'secondary', null, '{applying_to_he}', '{}', 14, 'Larkhill'),
    (35, 'Leo', 'Thistle', 13, '05-20', 0, 'sen_support', 4, 'secondary', 'training', '{considering_apprenticeship}', '{jobs}', 15, 'Larkhill'),
    (36, 'Tom', 'Bramble', 13, null, 0, 'ehc_plan', 5, 'special', null,
      '{social_care_involved,likely_adult_care_needs,has_parent_carer,learning_disability,needs_travel_support,health_service_user}',
      '{social_care,transition,nursing,jobs}', 22, 'Larkhill'),
    (37, 'Ibrahim', 'Sage', 13, '12-01', 0, 'ehc_plan', 9, 'none', null, '{not_in_education}', '{}', 12, 'Brindleford'),
    (38, 'Reece', 'Hazel', 14, '06-14', 0, 'ehc_plan', 6, 'training', null, '{in_apprenticeship}', '{jobs}', 15, 'Stony Brook'),
    (39, 'Josh', 'Dock', 14, '10-09', 0, 'ehc_plan', 10, 'special', 'specialist',
      '{learning_disability,adult_care_plan,has_parent_carer,needs_travel_support}', '{transition}', 23, 'Fernway'),
    (40, 'Priya', 'Saffron', 14, null, 0, 'ehc_plan', 5, 'college', null,
      '{in_supported_internship,learning_disability,needs_travel_support}', '{jobs}', 20, 'Brindleford'),
    (41, 'Mabel', 'Pipit', 14, '01-30', 0, 'ehc_plan', 7, 'college', null,
      '{care_leaver,considering_supported_internship}', '{social_care,jobs}', 18, 'Brindleford'),
    (42, 'Chloe', 'Bryony', 15, '02-18', 0, 'ehc_plan', 8, 'specialist', 'college',
      '{adult_care_plan,learning_disability,health_service_user}', '{transition,nursing}', 21, 'Fernway'),
    (43, 'Sofia', 'Yarrow', 17, '09-19', 0, 'ehc_plan', 10, 'college', null, '{}', '{jobs}', 19, 'Brindleford'),
    (44, 'Kwame', 'Ash', 18, '07-21', 0, 'pfa_only', null, 'college', null, '{care_leaver}', '{social_care}', 13, 'Larkhill'),
    (45, 'Molly', 'Briar', 19, null, 0, 'ehc_plan', 6, 'specialist', null,
      '{adult_care_plan,learning_disability,health_service_user}', '{transition,nursing,jobs}', 25, 'Stony Brook'),
    (46, 'Theo', 'Rush', 20, null, 0, 'pfa_only', null, 'none', null,
      '{adult_care_plan,not_in_education}', '{transition,jobs,send}', 24, 'Fernway'),
    (47, 'Wanjiru', 'Maple', 9, '11-23', 0, 'ehc_plan', 9, 'special', null, '{learning_disability,health_service_user}', '{nursing}', 10, 'Fernway'),
    (48, 'Oscar', 'Plane', 10, '04-16', 0, 'sen_support', 2, 'secondary', null, '{}', '{}', 5, 'Larkhill');

  update demo_people p set
    id = ('de000000-0000-4000-8003-' || lpad(p.n::text, 12, '0'))::uuid,
    template_id = template,
    planned_from = (today - make_interval(months => p.months_planned) - interval '9 days')::date,
    date_of_birth = case
      -- By age: Tom is nearly 18, Priya is 19, Molly is nearly 25 and Theo is 25.
      when p.known_as = 'Tom' then (today + 110 - interval '18 years')::date
      when p.known_as = 'Priya' then (today - 150 - interval '19 years')::date
      when p.known_as = 'Molly' then (today + 160 - interval '25 years')::date
      when p.known_as = 'Theo' then (today - 150 - interval '25 years')::date
      -- The class year nearest to the one asked for that has a 29 February in it.
      when p.birthday = '02-29' then make_date((round((ay - 4 - p.year) / 4.0) * 4)::integer, 2, 29)
      else make_date(ay - 5 - p.year + p.year_offset + case when p.birthday < '09' then 1 else 0 end,
        left(p.birthday, 2)::integer, right(p.birthday, 2)::integer)
    end,
    added_by_place = case when p.plan_type = 'ehc_plan' or p.here = 'none' then 'send' else p.here end;
  update demo_people p set creator = (
    select a.id from demo_members m join demo_accounts a on a.name = m.name where m.place = p.added_by_place order by m.n limit 1
  );

  insert into public.people (id, known_as, family_name, date_of_birth, year_group_offset, year_group_offset_reason,
    autumn_term_start, locality, template_id, planned_from, created_at, created_by, created_by_organisation_id, updated_at, updated_by)
  select p.id, p.known_as, p.family_name, p.date_of_birth, p.year_offset,
    case p.year_offset
      when -1 then 'Born in summer. His family and the council agreed that he starts school a year later.'
      when 1 then 'Moved up a year in primary school and has stayed with that class.'
    end,
    case when p.known_as = 'Freya' then make_date(ay, 9, 2) end,
    p.locality, p.template_id, p.planned_from,
    (p.planned_from + time '10:20') at time zone 'Europe/London', p.creator,
    (select c.organisation_id from demo_places c where c.key = p.added_by_place),
    (p.planned_from + time '10:20') at time zone 'Europe/London', p.creator
  from demo_people p;

  insert into public.plans (person_id, plan_type, status, first_made_on, last_decision_on, last_meeting_on)
  select p.id, p.plan_type, case p.known_as when 'Sofia' then 'cease_proposed'::public.plan_status when 'Otis' then 'under_amendment' else 'final' end,
    -- A first plan has no review behind it yet. Niamh's plan came from another council, without its dates.
    case
      when p.known_as = 'Niamh' or p.plan_type = 'pfa_only' then null
      when p.known_as in ('Posy', 'Tilly') then (today - make_interval(months => p.months_since_decision))::date
      else (today - make_interval(years => 1 + p.n % 3, months => p.months_since_decision))::date
    end,
    case when p.plan_type = 'ehc_plan' and p.known_as not in ('Posy', 'Tilly')
      then (today - make_interval(months => p.months_since_decision))::date end,
    case when p.known_as not in ('Posy', 'Tilly')
      then (today - make_interval(months => p.months_since_decision) - interval '26 days')::date end
  from demo_people p;
  insert into public.plans (person_id, plan_type, status, first_made_on, last_decision_on, ended_on)
  select p.id, 'ehc_plan', 'ceased', (today - interval '9 years')::date, (today - interval '13 months')::date, (today - interval '8 months')::date
  from demo_people p where p.known_as = 'Theo';

  insert into public.placements (person_id, position, setting_name, setting_type, organisation_id, starts_on)
  select p.id, 'now'::public.placement_position, c.name, c.setting_type, c.organisation_id,
    case when p.known_as = 'Jonah' then today - 12
      else least(make_date(ay - p.year + case when c.key = 'special' and p.year < 7 then 0 else c.opens end, 9, 3), today) end
  from demo_people p join demo_places c on c.key = p.here
  union all
  select p.id, 'next', c.name, c.setting_type, c.organisation_id,
    case when p.known_as = 'Leo' then greatest(today + 200, make_date(ay + 1, 7, 1)) else sept end
  from demo_people p join demo_places c on c.key = p.next;

  insert into public.person_flags (person_id, flag, since)
  select p.id, split_part(f, ':', 1), (today - make_interval(months => nullif(split_part(f, ':', 2), '')::integer))::date
  from demo_people p, unnest(p.flags) f;

  -- Real dates of events. Some are left out on purpose, so that "unknown" can be seen.
  insert into public.person_dates (person_id, anchor, on_date)
  select p.id, d.anchor, d.on_date
  from (values
    ('Sam', 'review_meeting', today + 26), ('Aisha', 'course_start', sept), ('Dylan', 'course_start', sept),
    ('Leo', 'apprenticeship_start', greatest(today + 200, make_date(ay + 1, 7, 1))),
    ('Reece', 'apprenticeship_start', today - 240), ('Reece', 'apprenticeship_end', today + 300),
    ('Priya', 'si_start', today - 70), ('Priya', 'si_end', today + 215), ('Priya', 'course_end', today + 240),
    ('Priya', 'course_start', today - 430), ('Ananya', 'si_start', today + 205), ('Ananya', 'course_start', make_date(ay, 9, 1)),
    ('Tom', 'adult_health_transfer', today + 125),
    ('Noah', 'he_application_deadline', make_date(ay + 1, 1, 13)), ('Noah', 'he_start', make_date(ay + 1, 9, 21)),
    ('Harriet', 'pip_letter', today - 9), ('Ibrahim', 'left_education', today - 62),
    ('Chloe', 'course_start', sept), ('Sofia', 'course_end', today + 130), ('Sofia', 'cease_expected', today + 140),
    ('Molly', 'course_end', today + 210), ('Kwame', 'course_start', make_date(ay, 9, 1)), ('Femi', 'review_meeting', today + 47)
  ) d (known_as, anchor, on_date)
  join demo_people p on p.known_as = d.known_as
  join public.anchors a on a.key = d.anchor;
  update public.person_dates d set on_date = d.on_date + case extract(isodow from d.on_date) when 6 then 2 when 7 then 1 else 0 end;

  insert into public.involvements (organisation_id, person_id, named_contact_id, starts_on)
  select c.organisation_id, p.id, (
      select ('de000000-0000-4000-8002-' || lpad(m.n::text, 12, '0'))::uuid from demo_members m
      where m.place = c.key and m.days_until_leaving is null
      order by (m.name = 'personal.adviser') = ('care_leaver' = any (p.flags)) desc, m.n limit 1
    ), p.planned_from
  from demo_people p
  join demo_places c on c.n is not null and (c.key in (p.here, p.next) or c.key = any (p.teams) or (c.key = 'send' and p.plan_type = 'ehc_plan'));
  -- Reece's school: it worked with him until he left, and sees him no more.
  insert into public.involvements (organisation_id, person_id, starts_on, ends_on)
  select c.organisation_id, p.id, p.planned_from, today - 230
  from demo_people p, demo_places c where p.known_as = 'Reece' and c.key = 'secondary';

  insert into public.circle_members (person_id, account_id, invited_email, display_name, relationship, starts_on)
  select p.id, a.id, case when a.id is null then c.name || '@demo.test' end, c.display_name, c.relationship::public.member_role, p.planned_from
  from (values
    ('Sam', 'sam', 'Sam Wren', 'young_person'), ('Sam', 'sam.mum', 'Kate Wren', 'parent_carer'), ('Sam', 'sam.dad', 'Ben Curlew', 'parent_carer'),
    ('Aisha', 'aisha', 'Aisha Rowan', 'young_person'), ('Aisha', 'aisha.dad', 'Yusuf Rowan', 'parent_carer'),
    ('Tom', 'tom', 'Tom Bramble', 'young_person'), ('Tom', 'tom.gran', 'Jean Bramble', 'parent_carer'), ('Tom', 'tom.advocate', 'Peta Crane', 'advocate'),
    ('Bea', 'tom.gran', 'Jean Bramble', 'parent_carer'),
    ('Priya', 'priya', 'Priya Saffron', 'young_person'), ('Priya', 'priya.mum', 'Meera Saffron', 'nominated_supporter'),
    ('Leo', 'leo', 'Leo Thistle', 'young_person'),
    ('Posy', 'posy.mum', 'Nell Clover', 'parent_carer'), ('Tilly', 'tilly.mum', 'Joan Marsh', 'parent_carer'),
    ('Ruby', 'ruby.dad', 'Stan Nettle', 'parent_carer'), ('Hassan', 'hassan.mum', 'Farah Reed', 'parent_carer'),
    ('Lily', 'lily.mum', 'Carol Thrush', 'parent_carer'), ('Jonah', 'jonah.mum', 'Vera Swift', 'parent_carer'),
    ('Callum', 'callum.dad', 'Ross Rook', 'parent_carer'), ('Juniper', 'juniper.mum', 'Anna Brook', 'parent_carer'),
    ('Harriet', 'harriet.mum', 'Sue Mallow', 'parent_carer'), ('Chloe', 'chloe.deputy', 'Gail Bryony', 'representative')
  ) c (known_as, name, display_name, relationship)
  join demo_people p on p.known_as = c.known_as
  left join demo_accounts a on a.name = c.name;

  perform private.replan(array(select p.id from demo_people p));

  -- What has happened so far. Everything that fell due is mostly done, some of it late or not needed, a little forgotten.
  create temporary table demo_workers on commit drop as
    select distinct on (w.person_id, w.audience, w.account_id) w.*
    from (
      select a.person_id, x.audience, a.account_id, a.display_name, a.role, a.via,
        a.audience is not distinct from x.audience as own, a.audience = 'la_send' as from_council, n.id is not null as from_here
      from private.access a
      left join public.placements n on n.person_id = a.person_id and n.position = 'now' and n.organisation_id = a.organisation_id
      cross join (select unnest(enum_range(null::public.audience)) as audience union all select null) x
      where private.may_work(a.person_id, x.audience, a.account_id)
    ) w
    order by w.person_id, w.audience, w.account_id, w.own desc, w.via desc;

  create temporary table demo_notes (item_key text primary key, note text) on commit drop;
  insert into demo_notes values
    ('ey-m3', 'A calm first morning. Stayed until lunch.'),
    ('ey-yp-01', 'Two short visits. The sand tray was the best bit.'),
    ('ey-fam-01', 'Saw three schools. The smallest one felt right.'),
    ('ey-fam-02', 'Form sent by email. Kept the reply.'),
    ('ey-sch-01', 'Meeting held at nursery. The school SENCo came too.'),
    ('ey-sch-02', 'One-page profile written with the family. Copy is in the folder.'),
    ('ey-send-01', 'Reviewed by phone with nursery and family. Next one is booked.'),
    ('ey-send-02', 'Final plan sent by post and email.'),
    ('ey-hlth-01', 'Therapy advice sent, with photos of the seating.'),
    ('ij-sch-01', 'The junior school SENCo joined by video.'),
    ('ij-send-01', 'Final plan sent. It names the junior school.'),
    ('ps-m1', 'Talked about at parents'' evening. Open days are on the calendar.'),
    ('ps-m2', 'Meeting held. Everyone came except the therapist, who sent a report.'),
    ('ps-m4', 'Settled. Likes the library at lunch. Homework is still hard.'),
    ('ps-yp-02', 'Did the bus twice with a grown-up.'),
    ('ps-fam-01', 'Visited two. Asked about lunch times and quiet rooms.'),
    ('ps-fam-02', 'Sent our choice and the reasons.'),
    ('ps-sch-01', 'Held in the second week of October. Report sent the week after.'),
    ('ps-sch-03', 'Rang home at six weeks. Mornings are fine, Thursdays are long.'),
    ('ps-sch-05', 'All eleven teachers have signed the profile.'),
    ('ps-send-01', 'Consulted two schools. Both have replied.'),
    ('ps-send-02', 'Final plan sent, with the appeal letter.'),
    ('y9-m1', 'First meeting about adult life held. It went over by half an hour, in a good way.'),
    ('y9-yp-02', 'Helped in the school kitchen for a morning.'),
    ('y9-sch-01', 'Led by the young person with slides. Notes are in the SEN folder.'),
    ('y9-sch-02', 'Careers meeting done. Likes being outdoors, does not like phones.'),
    ('y9-sch-03', 'Checked with the head of year. All options stay open.'),
    ('y9-sch-06', 'Met for twenty minutes. Reading help goes on, maths help stops.'),
    ('y9-send-01', 'List sent to schools, health and social care.'),
    ('y9-send-02', 'Outcomes reworded with the family. Amended plan sent.'),
    ('y9-send-04', 'Wrote a short letter in plain words about what changed.'),
    ('y9-asc-01', 'Added to the early list. Will look again in a year.'),
    ('y9-hlth-01', 'Named nurse agreed. Letter sent to the GP.'),
    ('k4-m1', 'Looked at sixth form, college and work. College is in front.'),
    ('k4-yp-01', 'One week in a charity shop. They asked me back.'),
    ('k4-yp-04', 'Film night with two friends from class.'),
    ('k4-yp-11', 'Picked the person who answers fastest.'),
    ('k4-fam-02', 'All clinic letters are in one folder, ready for the PIP letter.'),
    ('k4-sch-01', 'Review held with the college there. Report sent on time.'),
    ('k4-sch-03', 'Extra time and a reader agreed. Evidence is on file.'),
    ('k4-sch-04', 'Next-step meeting held. Open day booked.'),
    ('k4-send-01', 'Final plan sent. It names the next place.'),
    ('k4-send-02', 'Letter and Easy Read sheet sent to the young person.'),
    ('k4-send-03', 'Policy link and form emailed.'),
    ('k4-asc-01', 'Talked it through with the family. Will assess next year.'),
    ('k4-hlth-01', 'Explained in clinic. They asked to be seen alone for part of it.'),
    ('k4-emp-01', 'Vocational profile added to the papers.'),
    ('p16-m1', 'Settling in well. Needs a quieter place at lunch.'),
    ('p16-m2', 'Meeting held. The goal is paid work, part time to begin with.'),
    ('p16-yp-03', 'I go to the Tuesday group now.'),
    ('p16-yp-05', 'I have my own card. I check it on Fridays.'),
    ('p16-yp-06', 'I help at the animal sanctuary on Saturdays.'),
    ('p16-yp-08', 'I know who to ring. The number is in my phone.'),
    ('p16-sch-01', 'Everyone on our list has a place.'),
    ('p16-p16-01', 'Checked in with student and home. Timetable changed on Wednesdays.'),
    ('p16-p16-02', 'Review held, report sent nine days later.'),
    ('p16-p16-03', 'Half a day a week with the site team.'),
    ('p16-send-01', 'Decision sent: keep the plan, with small changes.'),
    ('p16-send-03', 'Rang the young person and then wrote it down for them.'),
    ('p16-csc-01', 'Pathway plan reviewed. Copy given to the young person.'),
    ('p16-asc-01', 'Sent the guide and offered a phone call.'),
    ('p16-hlth-01', 'Yearly meeting held in clinic.'),
    ('p16-hlth-02', 'GP did the check. Blood pressure fine, dentist due.'),
    ('p16-hlth-04', 'Answered all the questions without help this time.'),
    ('p16-emp-01', 'Profile updated after the taster days.'),
    ('a18-m2', 'Happy birthday.'),
    ('a18-sch-01', 'Sent what works at school, with the communication passport.'),
    ('a18-send-01', 'One meeting for all three. Dates agreed with health and social care.'),
    ('a18-hlth-02', 'First joint clinic is booked.'),
    ('si-yp-01', 'I want to work with plants or with animals.'),
    ('si-fam-01', 'Benefits adviser went through it. No change for now.'),
    ('si-send-02', 'Checked. The plan stays in force to the end.'),
    ('si-p16-02', 'Maths is weights and money. English is labels and emails.'),
    ('si-emp-01', 'Walked the job with the manager. Watering, pricing and the till are a match.'),
    ('ap-emp-01', 'Access to Work agreed: a job coach for the first three months.'),
    ('ap-p16-01', 'Support assessed. Entry Level 3 route agreed.'),
    ('fe-m2', 'Started. Help was in place on day one.'),
    ('fe-yp-02', 'I showed my tutor my one-page profile.'),
    ('fe-yp-04', 'Dev. His office is by the stairs.'),
    ('fe-p16-02', 'Four days, with Wednesday free for travel practice.'),
    ('fe-fam-01', 'Form sent. Reference number kept.'),
    ('fe-emp-01', 'Referred and met. First visit to the workplace done.'),
    ('he-m1', 'Sent. Five choices, all with a disability team.'),
    ('he-sch-01', 'Reference and exam evidence uploaded.'),
    ('n25-m1', 'Meeting held. Work first, then a place to live.'),
    ('n25-yp-09', 'I chose who to call.'),
    ('n25-send-01', 'Decided to keep the plan for another year.'),
    ('n25-p16-01', 'Report sent. Three outcomes met, two to go.'),
    ('n25-csc-01', 'Offered again. Said yes to a monthly call.'),
    ('n25-asc-01', 'Reviewed at home. Two more hours a week agreed.'),
    ('n25-hlth-02', 'GP did the check. Weight and eyes to look at again.'),
    ('end-send-01', 'Met at college. Views are written down in the young person''s words.'),
    ('end-m2', 'Letter sent with appeal rights and the advice service''s number.');

  -- The people most visitors look around as. Each line holds while its date is near enough for it to make sense.
  create temporary table demo_moments (
    known_as text, item_key text, status public.item_status, days_ago integer, name text, note text, more text,
    most_overdue integer default 60
  ) on commit drop;
  insert into demo_moments (known_as, item_key, status, days_ago, name, note, more) values
    ('Sam', 'y9-fam-03', 'done', 41, 'sam.mum', 'Grace Osprey at the council for the plan. Ms Plover at school for everything else. Both numbers are on the fridge.', null),
    ('Sam', 'y9-fam-01', 'in_progress', 4, 'sam.dad', 'Talked about work on Sunday: vet nurse, or something with trains. Kate is asking about friends and health this week.', null),
    ('Sam', 'y9-fam-04', 'in_progress', 12, 'sam.mum', 'Jay came round for games twice. Trying swimming next.', null),
    ('Sam', 'y9-yp-05', 'in_progress', 2, 'sam', 'I practised with Ms Plover once. I want to use my cards.', null),
    ('Sam', 'y9-yp-01', 'in_progress', 3, 'sam', 'I like animals. I want to go to college on the train. I do not like big rooms.', null),
    ('Sam', 'y9-yp-03', 'done', 20, 'sam', 'I make my own toast and tea now.', null),
    ('Sam', 'y9-yp-04', 'in_progress', 9, 'sam', 'I went to model railway club. It was loud but I am going again.', null),
    ('Sam', 'y9-sch-01', 'in_progress', 6, 'senco', 'Sam chose room 4 and who comes. Invitations are out. His one-page profile goes with the papers.', null),
    ('Sam', 'y9-sch-02', 'waiting', 8, 'senco', 'The careers adviser has Sam''s profile.', 'A free date from the careers adviser'),
    ('Sam', 'y9-csc-01', 'not_applicable', 10, 'send.officer', null, 'Asked children''s social care. They do not work with Sam and have nothing to add.'),
    ('Sam', 'y9-hlth-01', 'in_progress', 15, 'health', 'Met Sam and Kate at clinic. I will lead on health until he moves to adult services.', null),
    ('Sam', 'y9-emp-01', 'in_progress', 17, 'job.coach', 'Came to the options evening. Sam asked about trains. Visit to the depot to be fixed.', null),
    ('Aisha', 'k4-sch-01', 'in_progress', 5, 'senco', 'The review is booked. Aisha wants to speak first and show her photos. The college is invited.', null),
    ('Aisha', 'k4-yp-02', 'done', 25, 'aisha', 'I went to Brindle Valley twice. The canteen is big. I liked the art room.', null),
    ('Aisha', 'k4-yp-05', 'not_applicable', 33, 'aisha.dad', null, 'Aisha will start on the college bus. We will look at travel training again in a year.'),
    ('Aisha', 'k4-yp-06', 'in_progress', 14, 'aisha', 'I took my passport to the bank. They need one more letter.', null),
    ('Aisha', 'k4-yp-09', 'in_progress', 6, 'aisha', 'Dad and I did the first page of the form.', null),
    ('Aisha', 'k4-yp-10', 'done', 7, 'aisha', 'I practised with Dad. I said what I want.', null),
    ('Aisha', 'k4-fam-03', 'in_progress', 3, 'aisha.dad', 'We want Brindle Valley College. I am writing the letter this weekend and asking about the quiet room.', null),
    ('Aisha', 'k4-emp-01', 'done', 9, 'job.coach', 'Profile added. Likes making things, short shifts and a clear list of jobs.', null),
    ('Aisha', 'k4-p16-01', 'waiting', 4, 'college', 'Met Aisha at the open evening. We can meet her needs. Working out the hours of support.', 'Consultation papers from the SEND team'),
    ('Aisha', 'k4-send-01', 'in_progress', 7, 'send.officer', 'The draft names Brindle Valley College. Consultation goes out when the review report is in.', null),
    ('Tom', 'a18-asc-01', 'in_progress', 6, 'transition.worker', 'First visit to Tom and Jean is booked. I need the referral papers before I can finish.', null),
    ('Tom', 'a18-asc-02', 'not_started', null, null, null, null),
    ('Tom', 'a18-yp-01', 'in_progress', 11, 'tom', 'I want to live near Gran. I want help with money. Peta can help me say it.', null),
    ('Tom', 'a18-yp-05', 'in_progress', 8, 'tom', 'Dentist done. I do not like the eye machine.', null),
    ('Tom', 'a18-fam-04', 'in_progress', 16, 'tom.gran', 'Seeing the advice centre on Thursday about Child Benefit.', null),
    ('Tom', 'a18-emp-01', 'in_progress', 7, 'job.coach', 'Tom tried the recycling round and liked it. Money talk with Jean still to do.', null),
    ('Tom', 'a18-hlth-02', 'in_progress', 13, 'health', 'The adult epilepsy nurse has agreed to a joint clinic. Physiotherapy still to answer.', null),
    ('Priya', 'si-emp-02', 'in_progress', 2, 'job.coach', 'Priya does the watering round by herself. I stay one aisle away. Next week, two days without me.', null),
    ('Priya', 'si-yp-05', 'done', 18, 'priya', 'I have lunch with Dot and Imran. Dot showed me the label machine.', null),
    ('Priya', 'n25-yp-02', 'in_progress', 8, 'priya', 'I want a flat with one friend. Not far from Mum.', null),
    ('Priya', 'n25-yp-04', 'in_progress', 21, 'priya', 'Ellie helped me with the form. I need my birth certificate.', null),
    ('Priya', 'fe-emp-01', 'done', 30, 'job.coach', 'The garden centre is pleased. They asked about hours after the internship.', null),
    ('Leo', 'ap-yp-01', 'in_progress', 5, 'leo', 'Found two I like: bike repair and IT support. Ms Plover is helping with the form.', null),
    ('Leo', 'ap-sch-01', 'waiting', 10, 'senco', 'Explained the English and maths option to Leo.', 'The Skills Workshop, to confirm the course'),
    ('Leo', 'a18-yp-02', 'in_progress', 3, 'leo', 'I signed up to vote. My list of people is not done.', null),
    ('Leo', 'a18-sch-02', 'done', 7, 'senco', 'Went through the Local Offer together. Leo has the transition team''s number.', null),
    ('Leo', 'p16-yp-14', 'in_progress', 6, 'leo', 'Plan B is the motor course at college.', null),
    ('Bea', 'ps-fam-02', 'done', 24, 'tom.gran', 'Asked for Larkhill, with the reasons. Bea wants the school with the big library.', null),
    ('Bea', 'ps-yp-01', 'in_progress', 5, 'tom.gran', 'Bea drew it. I wrote the words.', null);
  insert into demo_moments values
    ('Tom', 'p16-csc-02', 'waiting', 34, 'social.worker', 'Referral sent in writing, then again on the new form. No date for an assessment yet.', 'The adult social care front desk', 400),
    ('Tom', 'a18-fam-01', 'in_progress', 28, 'tom.gran', 'Rang twice. They said to put it in writing, so I have. I kept a copy.', null, 400),
    ('Tom', 'p16-asc-02', 'waiting', 50, 'transition.worker', 'Offered Jean her own assessment by phone and by letter.', 'Jean, to choose a day', 400),
    ('Tom', 'p16-yp-12', 'in_progress', 90, 'tom', 'Ruth has my photo for it.', null, 400),
    ('Tom', 'p16-yp-02', 'in_progress', 70, 'tom', 'I can do the number 14 bus with Gran sitting behind.', null, 400),
    ('Tom', 'p16-csc-03', 'waiting', 19, 'social.worker', 'Short breaks end at 18. Asked what there is for adults on Saturdays.', 'Adult social care', 200),
    ('Tom', 'a18-fam-03', 'not_started', null, null, null, null, 200),
    ('Tom', 'a18-fam-05', 'done', 45, 'tom.gran', 'Marcus explained it. Tom decides, and I can help him decide.', null, 200),
    ('Tom', 'a18-fam-07', 'waiting', 18, 'tom.gran', null, 'Tess, about Saturday club', 200),
    ('Tom', 'a18-sch-01', 'done', 40, 'special.school', 'Sent Marcus the sensory plan and the communication passport.', null, 200),
    ('Tom', 'p16-yp-09', 'not_applicable', 200, 'tom', null, 'I do not want to drive. I like the bus.', 500),
    ('Priya', 'si-m2', 'done', 69, 'college', 'Started at Larchwood Garden Centre, three days a week.', null, 200),
    ('Priya', 'si-p16-01', 'done', 160, 'college', 'Agreed: taxis for the first six weeks, then the bus.', null, 300),
    ('Priya', 'n25-yp-09', 'done', 120, 'priya', 'Ellie first. Then Mum.', null, 300),
    ('Leo', 'a18-yp-08', 'not_applicable', 12, 'leo', null, 'I am staying at home for now.', 300),
    ('Leo', 'p16-yp-15', 'done', 250, 'leo', 'I told Ms Plover I do not want university. I want to work with bikes.', null, 600),
    ('Ezra', 'y9-send-02', 'waiting', 21, 'send.officer', 'The last review was never finished. Asked school for a date three times.', 'Review papers from school', 900);

  create temporary table demo_history on commit drop as
  with item as (
    select t.id, t.person_id, t.item_key, t.occurrence, t.audience, t.due_on, p.known_as, p.planned_from, i.anchor, i.statutory,
      p.known_as in ('Sam', 'Aisha', 'Tom', 'Priya', 'Leo') as is_main,
      -- The same throw of the dice for the same step on every run.
      ('x' || left(md5(p.n || t.item_key || t.occurrence), 6))::bit(24)::integer % 100 as dice,
      row_number() over (partition by t.person_id, t.item_key order by abs(t.due_on - today)) as nearest
    from public.timeline_items t
    join demo_people p on p.id = t.person_id
    join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
    where t.retired_at is null and not t.before_start and t.due_on between p.planned_from and today + 220
  ),
  decided as (
    select i.*, m.status as moment, m.name as moment_by, m.note as moment_note, m.more as moment_more, m.days_ago,
      case
        when m.status is not null then m.status::text
        -- Ezra's review is more than a year late, and so is everything that hangs on it.
        when i.known_as = 'Ezra' and i.anchor like 'review%' then 'not_started'
        when i.due_on >= today then case
          when i.audience is null or i.due_on > today + 45 then 'not_started'
          when i.dice < 10 and not i.is_main then 'done' when i.dice < 35 then 'in_progress' when i.dice < 45 then 'waiting' else 'not_started' end
        when i.audience is null or i.due_on < today - 250 then 'done'
        when i.dice < 6 and not i.statutory and not i.is_main then 'not_applicable'
        when i.is_main or i.dice < 86 then 'done'
        when i.dice < 91 then 'in_progress'
        when i.dice < 95 then 'waiting'
        else 'not_started'
      end::public.item_status as status
    from item i
    left join demo_moments m on m.known_as = i.known_as and m.item_key = i.item_key and i.nearest = 1
      and i.due_on >= today - m.most_overdue
  )
  select d.id, d.person_id, d.item_key, d.status, w.account_id, w.display_name, w.role, d.dice,
    case when d.moment is not null then d.moment_note
      when d.status = 'done' and w.own is not true and d.audience is not null then 'They told us by phone that this is done.'
      when d.status = 'done' and (d.is_main or d.dice % 10 < 7) then n.note end as note,
    case when d.status = 'not_applicable' then coalesce(d.moment_more, case d.audience
      when 'young_person' then 'I do not want this right now.' when 'family' then 'We talked about it and decided to leave it.'
      when 'school' then 'Already part of what we do every day for this pupil.' when 'post16_provider' then 'Already agreed at enrolment.'
      when 'health' then 'The hospital team does this already.' when 'employment' then 'Not thinking about this yet. Will look again next year.'
      else 'Checked, and not needed for this person.' end) end as not_needed_reason,
    case when d.status = 'waiting' then coalesce(d.moment_more, case d.audience
      when 'young_person' then 'A grown-up to help' when 'family' then 'A call back from the council' when 'school' then 'The family''s reply'
      when 'post16_provider' then 'Papers from the SEND team' when 'la_send' then 'Advice from the educational psychologist'
      when 'health' then 'The clinic letter' when 'employment' then 'The employer''s answer' else 'A date from the other team' end) end as waiting_on,
    (
      case when d.audience in ('young_person', 'family') then day.on_day + time '16:05' else rules.previous_working_day(day.on_day) + time '08:40' end
      + make_interval(mins => d.dice * 3 + d.occurrence)
    ) at time zone 'Europe/London' as at
  from decided d
  left join demo_notes n on n.item_key = d.item_key
  cross join lateral (
    select greatest(d.planned_from + 1, coalesce(today - d.days_ago,
      least(d.due_on - case when d.audience is null then 0 else d.dice % 12 end, today - 1 - d.dice % 9))) as on_day
  ) day
  join lateral (
    select w.* from demo_workers w
    left join demo_accounts a on a.id = w.account_id
    where w.person_id = d.person_id and w.audience is not distinct from d.audience and a.name = coalesce(d.moment_by, a.name)
    order by w.own desc, w.from_here desc, w.from_council desc, md5(w.account_id::text || d.item_key) limit 1
  ) w on true
  where d.status <> 'not_started';

  update public.timeline_items t
  set status = h.status, note = h.note, not_needed_reason = h.not_needed_reason, waiting_on = h.waiting_on,
    done_by = case when h.status = 'done' then h.account_id end,
    done_by_name = case when h.status = 'done' then h.display_name end,
    done_at = case when h.status = 'done' then h.at end,
    note_by = case when h.note is not null then h.account_id end, note_at = case when h.note is not null then h.at end,
    version = 2, updated_at = h.at, updated_by = h.account_id
  from demo_history h where h.id = t.id;

  -- The same history as the audit would have kept it, on the days it happened.
  insert into public.audit_events (at, person_id, actor_id, actor_name, actor_role, action, subject, subject_key, changes)
  select e.at, e.person_id, e.actor_id, e.actor_name, e.actor_role, e.action, e.subject, e.subject_key, e.changes
  from (
    select (p.planned_from + time '10:20') at time zone 'Europe/London' + make_interval(secs => f.n) as at, f.person_id,
      p.creator as actor_id, a.display_name as actor_name, m.role as actor_role, 'insert' as action, f.subject, f.subject_key, (
        select jsonb_object_agg(c.key, jsonb_build_array(null, c.value)) from jsonb_each(f.entry) c
        where c.value <> 'null'
          and c.key not in ('version', 'updated_at', 'updated_by', 'created_at', 'created_by', 'invited_email')
      ) as changes
    from (
      select 1 as n, x.id as person_id, 'people' as subject, x.id::text as subject_key, to_jsonb(x) as entry from public.people x
      union all select 2, x.person_id, 'plans', x.plan_type, to_jsonb(x) from public.plans x
      union all select 3, x.person_id, 'placements', x.position::text, to_jsonb(x) from public.placements x
      union all select 4, x.person_id, 'person_flags', x.flag, to_jsonb(x) from public.person_flags x
      union all select 5, x.person_id, 'person_dates', x.anchor, to_jsonb(x) from public.person_dates x
      union all select 6, x.person_id, 'involvements', x.organisation_id::text, to_jsonb(x) from public.involvements x
      union all select 7, x.person_id, 'circle_members', x.relationship::text, to_jsonb(x) from public.circle_members x
    ) f
    join demo_people p on p.id = f.person_id
    join demo_accounts a on a.id = p.creator
    join demo_places c on c.key = p.added_by_place
    join public.organisation_members m on m.organisation_id = c.organisation_id and m.account_id = p.creator
    union all
    select h.at, h.person_id, h.account_id, h.display_name, h.role, 'update', 'timeline_items', h.item_key, (
        select jsonb_object_agg(c.key, jsonb_build_array(case c.key when 'status' then 'not_started' end, c.value))
        from jsonb_each(jsonb_build_object('status', t.status, 'note', t.note, 'not_needed_reason', t.not_needed_reason,
          'waiting_on', t.waiting_on, 'done_by', t.done_by, 'done_by_name', t.done_by_name, 'done_at', t.done_at)) c
        where c.value <> 'null'
      )
    from demo_history h join public.timeline_items t on t.id = h.id
  ) e
  order by e.at, e.person_id, e.subject, e.subject_key;

  alter table public.people enable trigger audit;
  alter table public.plans enable trigger audit;
  alter table public.placements enable trigger audit;
  alter table public.person_flags enable trigger audit;
  alter table public.person_dates enable trigger audit;
  alter table public.involvements enable trigger audit;
  alter table public.circle_members enable trigger audit;
  alter table public.timeline_items enable trigger audit;
  perform set_config('onward.replan', '', true);
end
$demo$;
