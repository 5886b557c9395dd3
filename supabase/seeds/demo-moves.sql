-- Moves, handovers, places for September and support around 18, for the people of demo.sql. Made-up, and counted from today.
-- Written through the functions, as the people who would write it. Running it again changes nothing.

do $demo$
declare
  today constant date := private.today();
  sept constant date := make_date(private.next_september(), 9, 3);
  tom constant uuid := 'de000000-0000-4000-8003-000000000036';
  aisha constant uuid := 'de000000-0000-4000-8003-000000000027';
  josh constant uuid := 'de000000-0000-4000-8003-000000000039';
  chloe constant uuid := 'de000000-0000-4000-8003-000000000042';
  eighteen date;
  move uuid;
  handover uuid;
  one uuid;
begin
  if not exists (select from public.people p where p.id = tom) or exists (select from public.moves m where m.person_id = tom) then
    return;
  end if;
  select rules.attains(p.date_of_birth, 18) into eighteen from public.people p where p.id = tom;

  create temporary table demo_as (name text primary key, claims text) on commit drop;
  insert into demo_as select split_part(u.email, '@', 1), jsonb_build_object('sub', u.id, 'role', 'authenticated', 'email', u.email)::text
  from auth.users u where u.email like '%@demo.test';

  -- Tom: his school, his social care and one of his clinics change around 18, and nobody has asked for the adult check.
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'social.worker'), true);
  perform public.plan_move(tom, jsonb_build_object('kind', 'social_care', 'from_name', 'Marlshire children''s social care',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000002', 'to_name', 'Marlshire social care transition team',
    'to_organisation_id', 'de000000-0000-4000-8001-000000000003', 'moves_on', eighteen, 'sharing', 'services'));
  one := public.record_support(tom, null, null, jsonb_build_object('kind', 'short_breaks', 'title', 'Two weekends a month at Willow House',
    'provider', 'Willow House', 'funded_by', 'childrens_social_care', 'starts_on', today - 900));
  one := public.record_support(tom, null, null, jsonb_build_object('kind', 'direct_payment', 'title', 'Six hours a week with Danny',
    'provider', 'Danny Crossbill, personal assistant', 'funded_by', 'childrens_social_care', 'starts_on', today - 500, 'ends_on', eighteen - 1));
  perform public.record_support(tom, null, null, jsonb_build_object('kind', 'direct_payment', 'title', 'Hours with Danny as an adult',
    'provider', 'Danny Crossbill, personal assistant', 'funded_by', 'adult_social_care', 'starts_on', eighteen + 42, 'follows_id', one));
  perform public.record_care_step(tom, null, null, jsonb_build_object('kind', 'child_carer', 'about', 'Jean Bramble',
    'status', 'assessment_requested', 'on_date', today - 40));
  select t.id into one from public.care_tracks t where t.person_id = tom and t.kind = 'child_carer';
  perform public.record_care_step(tom, one, 1, jsonb_build_object('status', 'assessment_requested', 'on_date', today - 12,
    'reason', 'No assessor is free before January. Tess rings Jean every two weeks.'));

  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'special.school'), true);
  move := public.plan_move(tom, jsonb_build_object('id', 'de000000-0000-4000-8007-000000000001', 'kind', 'education', 'from_name', 'Hollow Oak Special School',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000016', 'to_name', 'Brindle Valley College',
    'to_organisation_id', 'de000000-0000-4000-8001-000000000018', 'moves_on', sept, 'plan_b', 'A third year in the sixth form at Hollow Oak.'));
  perform public.record_place(tom, null, null, jsonb_build_object('setting_name', 'Brindle Valley College', 'choice', 1, 'status', 'applied'));
  perform public.record_place(tom, null, null, jsonb_build_object('setting_name', 'Hollow Oak sixth form', 'choice', 2));
  one := public.record_support(tom, null, null, jsonb_build_object('kind', 'travel', 'title', 'Taxi to school',
    'provider', 'Marlshire travel team', 'funded_by', 'education', 'starts_on', today - 400, 'ends_on', make_date(private.next_september(), 7, 22)));
  perform public.decide_gap(one, jsonb_build_object('decision', 'other_help', 'what', 'Bus training with Ellie, every Thursday from spring',
    'decided_by', 'Tom, Jean and Ruth Bittern', 'why', 'Tom wants to go on the bus by himself.', 'decided_on', today - 30));

  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'health'), true);
  move := public.plan_move(tom, jsonb_build_object('kind', 'health', 'specialty', 'Epilepsy clinic', 'from_name', 'Marlshire community nursing',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000004', 'to_name', 'Adult epilepsy clinic, Marlshire Hospital', 'moves_on', today + 125,
    'plan_b', 'The children''s clinic sees Tom once more in summer.', 'sharing', 'services'));
  perform public.record_meeting(move, today - 20, 'Sister Alma Fulmar, adult epilepsy nurse', 'Joint clinic. Tom asked about driving.');
  one := public.record_support(tom, null, null, jsonb_build_object('kind', 'nursing', 'title', 'Epilepsy nurse visits',
    'provider', 'Marlshire community nursing', 'funded_by', 'childrens_health', 'starts_on', today - 800, 'ends_on', today + 124));
  perform public.record_support(tom, null, null, jsonb_build_object('kind', 'nursing', 'title', 'Adult epilepsy nurse',
    'provider', 'Marlshire Hospital', 'funded_by', 'adult_health', 'starts_on', today + 125, 'follows_id', one));

  -- Aisha: her pack went to the college, and nobody there has opened it.
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'senco'), true);
  move := public.plan_move(aisha, jsonb_build_object('kind', 'education', 'from_name', 'Larkhill Secondary',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000015', 'to_name', 'Brindle Valley College',
    'to_organisation_id', 'de000000-0000-4000-8001-000000000018', 'moves_on', sept, 'plan_b', 'Larkhill sixth form, with the same helper.'));
  perform public.record_place(aisha, null, null, jsonb_build_object('setting_name', 'Brindle Valley College', 'choice', 1, 'status', 'conditional',
    'condition', 'Grade 3 in English', 'predicted', 'English 3, maths 2', 'results_on', make_date(private.next_september(), 8, 20)));
  perform public.record_place(aisha, null, null, jsonb_build_object('setting_name', 'Larkhill sixth form', 'choice', 2, 'status', 'offered'));
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'aisha.dad'), true);
  perform public.check_pack(move, 1, '{needs,plan,contacts,open_actions}', 'Aisha needs to know the plan for the day before she leaves home. '
    || 'Show her the quiet room first.', 'We went through it together on Sunday.');
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'senco'), true);
  handover := public.send_handover(move, 2, 'de000000-0000-4000-8001-000000000018');
  update public.handovers h set id = 'de000000-0000-4000-8007-000000000011', sent_at = (today - 21 + time '11:05') at time zone 'Europe/London',
    answer_by = private.period_after('answer', today - 21) where h.id = handover;

  -- Josh: Orchard House has said yes. Chloe: the college has not.
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'special.school'), true);
  move := public.plan_move(josh, jsonb_build_object('kind', 'education', 'from_name', 'Hollow Oak Special School',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000016', 'to_name', 'Orchard House College',
    'to_organisation_id', 'de000000-0000-4000-8001-000000000019', 'moves_on', sept, 'plan_b', 'A later start in January.'));
  perform public.check_pack(move, 1, '{needs,plan,contacts}', 'Call me Josh, not Joshua.', 'Josh chose the parts with symbols, with his mum.');
  handover := public.send_handover(move, 2, 'de000000-0000-4000-8001-000000000019');
  perform public.record_meeting(move, today - 6, 'Carys Whinchat, learning support at Orchard House', 'An hour in the greenhouse.');
  perform public.record_place(josh, null, null, jsonb_build_object('setting_name', 'Orchard House College', 'choice', 1, 'status', 'confirmed'));
  update public.handovers h set state = 'accepted', sent_at = now() - interval '16 days', read_at = now() - interval '13 days', read_by_name = 'Carys Whinchat',
    read_as = 'post16_learning_support', answered_at = now() - interval '12 days', answered_by_name = 'Carys Whinchat' where h.id = handover;
  update public.moves m set state = 'accepted' where m.id = move;

  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'send.officer'), true);
  move := public.plan_move(chloe, jsonb_build_object('kind', 'education', 'from_name', 'Orchard House College',
    'from_organisation_id', 'de000000-0000-4000-8001-000000000019', 'to_name', 'Brindle Valley College',
    'to_organisation_id', 'de000000-0000-4000-8001-000000000018', 'moves_on', sept));
  perform public.check_pack(move, 1, '{needs,plan,contacts}', null, 'Gail Bryony, her deputy, on the phone with Chloe.');
  handover := public.send_handover(move, 2, 'de000000-0000-4000-8001-000000000018');
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'college'), true);
  perform public.read_handover(handover, 1);
  perform public.decline_handover(handover, 2, 'The kitchen course has no place with one-to-one help this year.',
    'Ask Marlshire Skills Workshop, who have two places, and us again in January.');

  -- The rest of the September list.
  perform set_config('request.jwt.claims', (select a.claims from demo_as a where a.name = 'senco'), true);
  perform public.record_place(('de000000-0000-4000-8003-' || lpad(c.n::text, 12, '0'))::uuid, null, null, jsonb_build_object('choice', c.choice,
    'setting_name', c.setting_name, 'status', c.status, 'condition', c.condition, 'predicted', c.predicted,
    'results_on', case when c.predicted is not null then make_date(private.next_september(), 8, 20) end))
  from (values
    (30, 1, 'Brindle Valley College', 'conditional', 'Grade 4 in maths', 'maths 3'),
    (34, 1, 'University of Marlshire', 'conditional', 'BBC at A level', 'BCC'),
    (34, 2, 'A year at Brindle Valley College first', 'thinking', null, null),
    (35, 1, 'Marlshire Skills Workshop', 'confirmed', null, null),
    (12, 1, 'Larkhill Secondary', 'applied', null, null)
  ) c (n, choice, setting_name, status, condition, predicted);
  perform set_config('request.jwt.claims', '', true);
end
$demo$;
