-- Goals and one-page profiles of the demo's young people, in their own words. Nobody here is real.
-- Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  today constant date := private.today();
  everyone constant public.audience[] := enum_range(null::public.audience);
  circle constant public.audience[] := '{young_person,family}';
begin
  if exists (select from public.goals) or not exists (select from auth.users u where u.email = 'sam@demo.test') then
    return;
  end if;
  -- The history is written with the days it happened on.
  alter table public.goals disable trigger audit;
  alter table public.goal_steps disable trigger audit;
  alter table public.goal_reports disable trigger audit;
  alter table public.profiles disable trigger audit;
  alter table public.profile_media disable trigger audit;

  create temporary table demo_people_here on commit drop as
  select p.known_as, p.id as person_id, c.account_id, c.display_name
  from public.people p
  join public.circle_members c on c.person_id = p.id and c.relationship = 'young_person' and c.account_id is not null
  where p.known_as in ('Sam', 'Leo', 'Priya', 'Tom', 'Aisha');

  create temporary table demo_goals (
    n integer primary key, known_as text, area public.pfa_area, words text, why text, voice text, told_to text, told_how text, scale text,
    lifecycle text, achievement text, shared text, days_ago integer, proposed_by text, earlier text, earlier_reason text
  ) on commit drop;
  insert into demo_goals values
    (1, 'Sam', 'employment', 'Work somewhere with animals', 'Animals do not mind how I talk.', 'own', null, null, 'faces',
      'active', 'improving', 'everyone', 120, null, 'Be a vet', 'Vets have to do operations. I want to look after them instead.'),
    (2, 'Sam', 'community_inclusion', 'Go to the cinema with Jo, without a grown-up', null, 'own', null, null, 'faces',
      'planned', null, 'only_me', 20, null, null, null),
    (3, 'Sam', 'independent_living', 'Get the bus to school by myself', 'Everybody in my class does.', 'told', 'Mum', 'talking', 'faces',
      'active', 'in-progress', 'circle', 60, null, null, null),
    (4, 'Sam', 'education', 'Say in class when it is too loud', null, 'proposed', null, null, 'words',
      'proposed', null, 'chosen', 9, 'senco', null, null),
    (5, 'Leo', 'employment', 'Get an apprenticeship fixing bikes', 'I can already do brakes and gears.', 'own', null, null, 'words',
      'active', 'in-progress', 'everyone', 200, null, null, null),
    (6, 'Leo', 'health', 'Sleep better before early shifts', null, 'own', null, null, 'words', 'on-hold', 'no-change', 'only_me', 90, null, null, null),
    (7, 'Priya', 'employment', 'Have a paid job after the internship', 'I like being the one who knows where everything is.', 'own', null, null, 'words',
      'active', 'improving', 'everyone', 150, null, null, null),
    (8, 'Priya', 'independent_living', 'Cook three dinners without help', null, 'own', null, null, 'words', 'completed', 'sustaining', 'circle', 240, null, null, null),
    (9, 'Tom', 'independent_living', 'Live in my own flat one day, near Gran', null, 'told', 'Gran', 'symbols', 'faces',
      'planned', null, 'everyone', 100, null, null, null),
    (10, 'Tom', 'community_inclusion', 'Keep going to Saturday club after I am 18', 'My friends are there.', 'told', 'Ruth', 'device', 'faces',
      'active', 'no-change', 'everyone', 80, null, null, null),
    (11, 'Aisha', 'education', 'Start the art course at Brindle Valley College', null, 'own', null, null, 'words',
      'active', 'in-progress', 'everyone', 180, null, null, null),
    (12, 'Aisha', 'health', 'Talk to the doctor by myself, with Dad in the waiting room', null, 'own', null, null, 'words',
      'active', 'achieved', 'circle', 75, null, null, null);

  insert into public.goals (id, person_id, author_id, author_name, author_role, is_own, proposed_by_name, proposed_by_role, area, words, why,
    voice, told_to, told_how, scale, lifecycle_status, lifecycle_on, achievement_status, shared_with, created_at, updated_at, version)
  select ('de000000-0000-4000-8003-' || lpad(g.n::text, 12, '0'))::uuid, h.person_id, coalesce(m.account_id, h.account_id),
    coalesce(m.display_name, h.display_name), coalesce(m.role, 'young_person'), m.account_id is null, m.display_name, m.role,
    g.area, g.words, g.why, g.voice, g.told_to, g.told_how, g.scale, g.lifecycle, today - g.days_ago, g.achievement,
    case g.shared when 'everyone' then everyone when 'circle' then circle when 'chosen' then '{young_person,family,school}' else '{}' end,
    (today - g.days_ago + time '16:20') at time zone 'Europe/London', (today - g.days_ago + time '16:20') at time zone 'Europe/London',
    case when g.earlier is null then 1 else 2 end
  from demo_goals g
  join demo_people_here h on h.known_as = g.known_as
  left join lateral (
    select om.account_id, om.display_name, om.role from public.organisation_members om
    join auth.users u on u.id = om.account_id and u.email = g.proposed_by || '@demo.test' limit 1
  ) m on true;

  create temporary table demo_goal_steps (n integer, position integer, words text, who_helps text, item_key text, done_days_ago integer) on commit drop;
  insert into demo_goal_steps values
    (1, 1, 'Visit the farm park and ask what they do all day', 'Mum', null, 40),
    (1, 2, 'Do one week of work experience with animals', 'Ellie', null, null),
    (1, 3, 'Say at my review that I want this', 'Ms Plover', 'y9-yp-02', null),
    (2, 1, 'Ask Mum and Dad', 'me', null, null),
    (3, 1, 'Learn which bus and which stop', 'Mum', null, 50),
    (3, 2, 'Go with Mum three times', 'Mum', null, 15),
    (3, 3, 'Go with Jo', 'Jo', null, null),
    (4, 1, 'Agree a sign for "too loud"', 'Ms Plover', null, null),
    (5, 1, 'Fix ten bikes at the workshop', 'Paul', null, 60),
    (5, 2, 'Send my form to two bike shops', 'Ellie', null, null),
    (7, 1, 'Learn the till', 'Anna at work', null, 30),
    (7, 2, 'Ask for a meeting about a paid job', 'Ellie', null, null),
    (8, 1, 'Pasta', 'Mum', null, 200),
    (8, 2, 'Dal', 'Nani', null, 160),
    (8, 3, 'Omelette', null, null, 120),
    (9, 1, 'Look at two flats with Marcus', 'Marcus', null, null),
    (10, 1, 'Find out what there is for adults on Saturdays', 'Tess', null, null),
    (11, 1, 'Visit the art rooms', 'Dad', null, 90),
    (11, 2, 'Put ten pictures in my folder', 'Ms Plover', null, null),
    (12, 1, 'Write my questions down', 'Noor', null, 70);
  insert into public.goal_steps (id, goal_id, person_id, author_id, shared_with, position, words, who_helps, item_id, done_on)
  select ('de000000-0000-4000-8004-' || lpad((s.n * 100 + s.position)::text, 12, '0'))::uuid, g.id, g.person_id, g.author_id, g.shared_with,
    s.position, s.words, s.who_helps, i.id, today - s.done_days_ago
  from demo_goal_steps s
  join public.goals g on g.id = ('de000000-0000-4000-8003-' || lpad(s.n::text, 12, '0'))::uuid
  left join lateral (
    select t.id from public.timeline_items t
    where t.person_id = g.person_id and t.item_key = s.item_key and t.retired_at is null order by t.occurrence limit 1
  ) i on true;

  insert into public.goal_versions (goal_id, version, person_id, author_id, shared_with, content, reason, changed_by_name, changed_by_role, changed_at)
  select g.id, v.version, g.person_id, g.author_id, g.shared_with,
    jsonb_build_object('area', g.area, 'words', case when v.version < g.version then d.earlier else g.words end, 'why', g.why,
      'voice', g.voice, 'told_to', g.told_to, 'told_how', g.told_how, 'lifecycle_status', g.lifecycle_status, 'steps', coalesce((
        select jsonb_agg(jsonb_build_object('words', s.words, 'who_helps', s.who_helps) order by s.position)
        from public.goal_steps s where s.goal_id = g.id), '[]')),
    case when v.version = 2 then d.earlier_reason end, g.author_name, g.author_role, g.created_at - make_interval(days => (g.version - v.version) * 90)
  from demo_goals d
  join public.goals g on g.id = ('de000000-0000-4000-8003-' || lpad(d.n::text, 12, '0'))::uuid
  cross join lateral generate_series(1, g.version) v (version);

  create temporary table demo_reports (n integer, goal integer, by_name text, going text, words text, achievement text, days_ago integer) on commit drop;
  insert into demo_reports values
    (1, 1, 'sam', 'good', 'The farm lady let me feed the goats.', 'improving', 38),
    (2, 1, 'sam.mum', null, 'You asked three questions by yourself, and you were there two hours.', null, 37),
    (3, 3, 'sam', 'so_so', 'It was full and I had to stand.', 'in-progress', 14),
    (4, 5, 'leo', 'good', 'Did my tenth bike. A wheel this time.', 'in-progress', 58),
    (5, 5, 'job.coach', null, 'Leo explained to a customer what he had mended.', null, 50),
    (6, 6, 'leo', 'hard', null, 'no-change', 45),
    (7, 7, 'priya', 'great', 'I did the till on a Saturday.', 'improving', 28),
    (8, 8, 'priya', 'great', null, 'sustaining', 100),
    (9, 10, 'tom', 'hard', null, 'no-change', 21),
    (10, 11, 'aisha', 'good', 'The rooms smell of paint. I like that.', 'in-progress', 88),
    (11, 12, 'aisha', 'great', 'I did it. I was shaking but I did it.', 'achieved', 30);
  insert into public.goal_reports (id, goal_id, person_id, author_id, author_name, author_role, shared_with, going, words, achievement_status, at)
  select ('de000000-0000-4000-8005-' || lpad(r.n::text, 12, '0'))::uuid, g.id, g.person_id, u.id, a.display_name, a.role,
    array(select distinct x from unnest(g.shared_with || '{young_person}'::public.audience[]) x order by x),
    r.going, r.words, r.achievement, (today - r.days_ago + time '17:05') at time zone 'Europe/London'
  from demo_reports r
  join public.goals g on g.id = ('de000000-0000-4000-8003-' || lpad(r.goal::text, 12, '0'))::uuid
  join auth.users u on u.email = r.by_name || '@demo.test'
  join private.access a on a.person_id = g.person_id and a.account_id = u.id;

  create temporary table demo_profiles (known_as text primary key, admire text, matters text, support text, communicate text, helped_by text, shared text) on commit drop;
  insert into demo_profiles values
    ('Sam', 'I am funny. I remember every animal fact. I am kind to the little ones at school. Jo says I never give up.',
      'My dog Biscuit. Knowing what happens next. Sunday tea with both Mum and Dad''s families, on different Sundays. Quiet at the end of the day.',
      'Tell me early when something changes. Show me, do not only say it. Let me leave the room when it is loud, and do not ask me why in front of people.',
      'I talk, but I need time. Wait ten seconds. If I look away I am still listening. When I am very tired I use thumbs up and thumbs down.',
      'Ms Plover', 'everyone'),
    ('Leo', 'I can mend things. I turn up. I make people laugh at the workshop.',
      'My bike, my mates, my nan''s house on Fridays. Being treated like I am nearly 18, because I am.',
      'Give me one job at a time and a list I can tick. Let me try before you step in.',
      'Text me, do not ring me. I do not like being asked to read out loud.', null, 'everyone'),
    ('Priya', 'I notice when something is in the wrong place. I am patient with plants and with customers.',
      'My work at the garden centre. Cooking with Nani. Bollywood films. My own money.',
      'Tell me the plan for the day in the morning. If it gets busy, give me one thing to do. Do not talk over me to Mum.',
      'I speak English and Gujarati. Write new words down for me. I ask questions when we are alone.', null, 'everyone'),
    ('Tom', 'I am good company. I know every bus. I give the best hugs, when I ask first.',
      'Gran and Bea. Saturday club. Buses, above all the number 14. My headphones.',
      'Use my pictures. Give me my headphones before it gets loud. Stand where I can see you.',
      'I use my talker and Makaton. I push away what I do not want. Stop when I push away.', 'Gran', 'everyone'),
    ('Aisha', 'I draw what other people only say. I am braver than I look.',
      'Art. My brother. Prayer times. Knowing where the lift is.',
      'Ask before you push my chair. Plan the route with me. Give me time to arrive.',
      'I talk quietly. Sit next to me, not opposite. I write when I am upset.', null, 'circle');
  insert into public.profiles (person_id, author_id, author_name, author_role, admire, matters, support, communicate, helped_by, shared_with, created_at, updated_at, version)
  select h.person_id, h.account_id, h.display_name, 'young_person', p.admire, p.matters, p.support, p.communicate, p.helped_by,
    case p.shared when 'everyone' then everyone else circle end,
    (today - 70 + time '15:40') at time zone 'Europe/London', (today - 70 + time '15:40') at time zone 'Europe/London', 1
  from demo_profiles p join demo_people_here h on h.known_as = p.known_as;
  insert into public.profile_versions (person_id, version, author_id, shared_with, content, changed_by_name, changed_by_role, changed_at)
  select p.person_id, 1, p.author_id, p.shared_with, jsonb_build_object('admire', p.admire, 'matters', p.matters, 'support', p.support,
    'communicate', p.communicate, 'helped_by', p.helped_by), p.author_name, p.author_role, p.created_at
  from public.profiles p;

  alter table public.goals enable trigger audit;
  alter table public.goal_steps enable trigger audit;
  alter table public.goal_reports enable trigger audit;
  alter table public.profiles enable trigger audit;
  alter table public.profile_media enable trigger audit;
end
$demo$;
