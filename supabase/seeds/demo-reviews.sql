-- Reviews of the demo: Sam's last one is finished and the next one planned, Aisha's before her move is planned, and Noah's report is late.
do $demo$
declare
  today constant date := private.today();
  sam constant uuid := 'de000000-0000-4000-8003-000000000020';
  officer constant uuid := 'de000000-0000-4000-8000-000000000023';
  aisha constant uuid := 'de000000-0000-4000-8003-000000000027';
  noah constant uuid := 'de000000-0000-4000-8003-000000000034';
  review uuid;
  meeting date;
begin
  if exists (select from public.reviews) then
    return;
  end if;
  alter table public.plans disable trigger audit;
  alter table public.person_dates disable trigger audit;
  alter table public.reviews disable trigger audit;
  alter table public.review_guests disable trigger audit;
  alter table public.review_advice disable trigger audit;
  alter table public.review_areas disable trigger audit;
  alter table public.review_actions disable trigger audit;

  -- Sam's last review, with its decision: dated by what the plan says already.
  insert into public.reviews (person_id, review_type, statutory, meeting_on, place, pfa_needed, papers_circulated_on, held_on, report_sent_on, decision,
    decision_on, created_by, updated_by)
  select sam, 'annual', true, p.last_decision_on - 21, 'Larkhill Secondary, room 4', true, p.last_decision_on - 36, p.last_decision_on - 21, p.last_decision_on - 12,
    'maintain', p.last_decision_on, officer, officer
  from public.plans p where p.person_id = sam and p.ended_on is null and p.last_decision_on is not null
  returning id into review;
  if review is not null then
    insert into public.review_guests (review_id, person_id, name, audience, came) values
      (review, sam, 'Sam', 'young_person', 'yes'), (review, sam, 'Kate Wren', 'family', 'yes'), (review, sam, 'Ada Plover', 'school', 'yes'),
      (review, sam, 'Noor Avocet', 'health', 'sent_views');
    insert into public.review_actions (review_id, person_id, words, audience, due_on, done_at, done_by_name) values
      (review, sam, 'Find a lunch-time club that Sam likes', 'school', today - 60, now() - interval '70 days', 'Ada Plover'),
      (review, sam, 'Show Sam two colleges in the spring', 'school', today + 120, null, null);
  end if;

  -- Sam's next one, on the day that the timeline has.
  insert into public.reviews (person_id, review_type, statutory, meeting_on, meeting_at, place, pfa_needed, created_by, updated_by)
  select sam, 'annual', true, d.on_date, '10:00', 'Larkhill Secondary, room 4', true, officer, officer
  from public.person_dates d where d.person_id = sam and d.anchor = 'review_meeting' and d.on_date >= today
  returning id into review;
  if review is not null then
    insert into public.review_guests (review_id, person_id, name, audience) values
      (review, sam, 'Sam', 'young_person'), (review, sam, 'Kate Wren', 'family'), (review, sam, 'Grace Osprey', 'la_send');
    insert into public.review_advice (review_id, person_id, audience, asked_of, asked_on, due_on)
    select review, sam, 'health', 'Noor Avocet', today - 10, rules.review_notice_by(r.meeting_on) from public.reviews r where r.id = review;
  end if;

  -- Aisha's, before she moves on: in time for a plan that is final before 31 March, while that is still possible.
  select greatest(least(t.due_on - 84, today + 20), today + 14) into meeting from public.timeline_items t
  join public.people p on p.id = t.person_id
  join public.pathway_items i on i.template_id = p.template_id and i.key = t.item_key
  where t.person_id = aisha and t.retired_at is null and i.kind = 'milestone' and i.anchor = 'phase_transfer_deadline' and i.due_offset = interval '0'
    and t.due_on >= today
  order by t.due_on limit 1;
  meeting := coalesce(meeting, today + 20);
  meeting := meeting - case extract(isodow from meeting) when 6 then 1 when 7 then 2 else 0 end;
  insert into public.person_dates (person_id, anchor, on_date) values (aisha, 'review_meeting', meeting)
  on conflict (person_id, anchor) do update set on_date = excluded.on_date;
  insert into public.reviews (id, person_id, review_type, statutory, meeting_on, meeting_at, place, transfer_safe_day, pfa_needed, created_by, updated_by)
  values ('de000000-0000-4000-8009-000000000001', aisha, 'phase_transfer', true, meeting, '13:30', 'Larkhill Secondary, library', private.transfer_safe_day(aisha, meeting), true, officer, officer)
  returning id into review;
  insert into public.review_guests (review_id, person_id, name, audience, invited_on) values
    (review, aisha, 'Aisha Rowan', 'young_person', today - 6), (review, aisha, 'Yusuf Rowan', 'family', today - 6),
    (review, aisha, 'Ada Plover', 'school', today - 6), (review, aisha, 'Grace Osprey', 'la_send', today - 6),
    (review, aisha, 'Dev Kestrel', 'post16_provider', today - 6);
  insert into public.review_advice (review_id, person_id, audience, asked_of, asked_on, due_on, received_on, advice, given_by_name) values
    (review, aisha, 'health', 'Noor Avocet', today - 6, rules.review_notice_by(meeting), null, null, null),
    (review, aisha, 'employment', 'Ellie Dunnock', today - 6, rules.review_notice_by(meeting), today - 2,
      'Aisha likes making things and short shifts. A clear list of jobs helps. I suggest two days at the print shop in the spring.', 'Ellie Dunnock');

  -- Noah's was held, and the report is late: since when, and who has it.
  meeting := today - 24 - case extract(isodow from today - 24) when 6 then 1 when 7 then 2 else 0 end;
  update public.plans p set last_meeting_on = meeting where p.person_id = noah and p.ended_on is null;
  insert into public.person_dates (person_id, anchor, on_date) values (noah, 'review_meeting', meeting)
  on conflict (person_id, anchor) do update set on_date = excluded.on_date;
  insert into public.reviews (id, person_id, review_type, statutory, meeting_on, place, pfa_needed, papers_circulated_on, held_on, created_by, updated_by)
  values ('de000000-0000-4000-8009-000000000002', noah, 'annual', true, meeting, 'Larkhill Secondary, room 4', true, meeting - 16, meeting, officer, officer)
  returning id into review;
  insert into public.review_guests (review_id, person_id, name, audience, came) values
    (review, noah, 'Noah Campion', 'young_person', 'yes'), (review, noah, 'Ada Plover', 'school', 'yes'), (review, noah, 'Grace Osprey', 'la_send', 'no');
  insert into public.review_areas (review_id, person_id, area, discussed, decided, audience, who, by_when) values
    (review, noah, 'employment', 'Noah wants to study computing. He has looked at three courses.', 'Visit two universities on an open day', 'school', 'Rob Stonechat', today + 40);
  insert into public.review_actions (review_id, person_id, area, words, audience, due_on) values
    (review, noah, 'employment', 'Visit two universities on an open day', 'school', today + 40);

  alter table public.plans enable trigger audit;
  alter table public.person_dates enable trigger audit;
  alter table public.reviews enable trigger audit;
  alter table public.review_guests enable trigger audit;
  alter table public.review_advice enable trigger audit;
  alter table public.review_areas enable trigger audit;
  alter table public.review_actions enable trigger audit;
end
$demo$;
