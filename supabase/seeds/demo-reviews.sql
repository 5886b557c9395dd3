-- Reviews of the demo: Sam's last one is finished and the next one planned, and somebody's report is late.
do $demo$
declare
  today constant date := private.today();
  sam constant uuid := 'de000000-0000-4000-8003-000000000020';
  officer constant uuid := 'de000000-0000-4000-8000-000000000023';
  late uuid;
  review uuid;
begin
  if exists (select from public.reviews) then
    return;
  end if;
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

  -- A meeting whose report is late: since when, and who has it.
  select p.person_id into late from public.plans p
  where p.plan_type = 'ehc_plan' and p.ended_on is null and p.status = 'final' and p.person_id <> sam
    and exists (select from public.involvements i where i.person_id = p.person_id and i.organisation_id = 'de000000-0000-4000-8001-000000000001')
  order by p.person_id limit 1;
  insert into public.reviews (person_id, review_type, statutory, meeting_on, pfa_needed, papers_circulated_on, held_on, created_by, updated_by)
  select late, 'annual', true, today - 24, false, today - 40, today - 24, officer, officer where late is not null;

  alter table public.reviews enable trigger audit;
  alter table public.review_guests enable trigger audit;
  alter table public.review_advice enable trigger audit;
  alter table public.review_areas enable trigger audit;
  alter table public.review_actions enable trigger audit;
end
$demo$;
