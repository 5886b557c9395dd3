-- Families and those who deal with their questions: contact cards, who was the contact before, questions with and without
-- an answer, views for a review, and a private note of each of Sam's parents. Nobody here is real; 01632 numbers ring nowhere.

do $demo$
declare
  today constant date := private.today();
begin
  if exists (select from public.contact_cards) or not exists (select from auth.users u where u.email = 'sam.mum@demo.test') then
    return;
  end if;

  alter table public.contact_cards disable trigger audit;
  alter table public.questions disable trigger audit;
  alter table public.family_views disable trigger audit;
  alter table public.private_notes disable trigger audit;

  -- A second pair of hands where somebody is away: without an account, they have been invited and have not signed in yet.
  insert into public.organisation_members (id, organisation_id, invited_email, display_name, role, starts_on)
  select 'de000000-0000-4000-8002-000000000041', m.organisation_id, 'send.cover@demo.test', 'Ola Merganser', 'ehc_caseworker'::public.member_role, today - 400
  from public.organisation_members m where m.id = 'de000000-0000-4000-8002-000000000001';

  insert into public.contact_cards (member_id, phone, email, works_on, best_time, away_from, away_until, cover_member_id)
  select ('de000000-0000-4000-8002-' || lpad(c.n::text, 12, '0'))::uuid, c.phone, c.email, c.works_on::smallint[], c.best_time,
    today + c.away_from, today + c.away_until, case when c.cover is not null then ('de000000-0000-4000-8002-' || lpad(c.cover::text, 12, '0'))::uuid end
  from (values
    (1, '01632 960 101', 'grace.osprey@demo.test', '{1,2,3,4}', 'Before 10 in the morning', -2, 9, 41),
    (2, '01632 960 102', 'hugh.goshawk@demo.test', '{1,2,3,4,5}', null, null, null, null),
    (41, '01632 960 103', 'ola.merganser@demo.test', '{1,2,3,4,5}', null, null, null, null),
    (3, '01632 960 110', 'tess.lapwing@demo.test', '{1,2,3,4,5}', 'Text first, I drive a lot', null, null, null),
    (5, '01632 960 120', 'marcus.teal@demo.test', '{2,3,4,5}', 'Afternoons', 12, 19, null),
    (6, '01632 960 130', 'noor.avocet@demo.test', '{1,3,5}', 'After clinic, from 3.30', null, null, null),
    (8, '01632 960 140', 'ellie.dunnock@demo.test', '{1,2,3,4,5}', null, null, null, null),
    (10, '01632 960 150', 'mina.finch@demo.test', '{1,2,3,4,5}', null, null, null, null),
    (12, '01632 960 155', 'owen.siskin@demo.test', '{1,2}', null, null, null, null),
    (13, '01632 960 156', 'owen.siskin.fernway@demo.test', '{3,4,5}', null, null, null, null),
    (14, '01632 960 160', 'ada.plover@demo.test', '{1,2,3,4,5}', 'Between 3.30 and 4.30', null, null, null),
    (17, '01632 960 170', 'ruth.bittern@demo.test', '{1,2,3,4,5}', null, null, null, null),
    (19, '01632 960 180', 'dev.kestrel@demo.test', '{1,2,3,4}', 'Wednesday mornings', null, null, null)
  ) c (n, phone, email, works_on, best_time, away_from, away_until, cover);

  -- Two of them have a picture: drawn for the demo, like everybody in it.
  update public.contact_cards c set photo = x.photo
  from (values
    ('de000000-0000-4000-8002-000000000014'::uuid, 'data:image/webp;base64,UklGRoYHAABXRUJQVlA4WAoAAAAgAAAAnwAAnwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggmAUAALAhAJ0BKqAAoAA+nUigSyWkIyGnEuqQsBOJY27dXgMt5HAVDe/0pbgzndPSP/w76Qr1tAPVB6AOwmVdwX00M8n/oeUJ9qXVfTHpj0x5bOZLxRWvgJnaYemM2v3JbluwCXTnvpSVbbomB7Svht4eD4P6n9+lVNRPeD/1Bc324dmNTuDWuTD5kIBoTsMsyshyoMR/HN6dhlDEUqZvkHsbeX/ol6lCPa5XUHi1WAgKObpvG24bNZ4CMV3JiS37ocnY6z/FHObjwHa+zzC+7IyGZ0ipDwz2bHphZ76G/5UkeIRp2XZgvmNYBGY2Stzc5/8qMV+9N5yZae53uecqO+sPlu/ADglOPOBX0VMhgEcL0DKcOJyuyyHwAP71n76uBombgGxACooHYQb3REdUYOoSsf1StN6g/PTfN0koPUxlV5wg9mSSCSbzf3srW08SLZARmIyCeNJOv5P828wqJIVZljyxGJaXfubncZCCAAWnohuK6PXTU8fXXRaV+iZG2LYZzlelEZxjaY1wXAAxpO3iEhsVBmP21QIdzO+rQf234V/HWTBNi7xplzb/zhkXuqDC8ezuZdjDTfxB2UfjAn44cU+KditlRZYK8nm5MgzfbmaD9oufrmRFErQ72zN6AMFC4ogygzsV1z3vHWDd5mkeGvNgqbuQzDYqEcKBlAlVcHX/GNHxhStx8xEtXoDuNnl9OyGksSUOyQ/36y0JFPbI2dCkvaGrwRu/6eKiVayz28CcUAejtnwkwNCEET7Samx8YuBd0BH7f1NZ/wcJNacXFr4Brs5Nsr+zKwKuzy6e5fNGTxI4am//3Uc9tsgbVGuynCjq4PQbAL+gX9/9E+ZVmwLUpRodp0NhTGR4pmZt+mi30Ev4aSOwujUfa9462B16e9Nc+yF26tdJGUchNhjPbKoMLF+I/WAf3X52pptPk5gBMEW0P0LXArXxrQMEo6Psax+vkCIAnYIgpzewvoE16IfkLJpPmOYFJVuoxZ+NJBR77INfOAmBMIMXgZSGfTAHLtC1UGTXAxabCYSCqWsHWp05K83si5WKe92EgPbiTMtBGpPRhfU9R/Rsq5OjohCVH791UzqOVQStctIWTA/idXec5QdiRhkH88Td2jzaeYzAIC9agW7rlzQ5xdhp6rU7TRPiL4JbLzNzMhvBzN+fyVrD+rGSBoAOVsnjYekVCXKDUS7gRgqqvDzKnA/cZpBOuSSJXHwEsZtOTdUvFeR5FV2VBhs6WiDQunua0Sxv8koqVEnu002GfWgCFwF3BCe4yh+KODr3vCP6immq1bI4XX/03P/5bVdxqbikapG4pnt7ttX1JUQ9wTNN7VNISwSXx8qkpDdQTUEQK1tb5wjZIg8khhbzJusUUz0EoUDYEKkKCd80oyf64hYyGQ0b8TAiwOWFFWeKL68X7FQcVfLhd9iFZ5MQ3dyre/10JUAOomlJ2VdDAFci8tOy+KTWORjgAL/a5qWjK0nUv6S0Tc7lzYCbOiUEhKvwkFdHBx7zueahKpjzr9/rAkbBCvUuPcFNkGnNtKOqJyrxCu9TMQ3puc1niUMSdAzBCvlPOxNTCJyTDc6Lr91hloi4xlrXy5W0/O1H5IG6QFZyrqrpu8mK6gSDj0dCpMPF4A90A7oRADwRw//hmk2G5qsMmVGPlCght/GbViw/P9OvvMR/uJstsfrszJWRR5dSgITPdFqvN5y2obF9/gaY2vU/gP4V/Etn501dyMSK+aOumuT/aXcPZshx8Pa3+7COVo8/llD+BVMLJ9XH8t5D0Yi/jns7XlX7QCYX5Aq1jKic5FwMFRLK5WN6NynccGpVRqIZ0XKuwl+pKn81NlkpbNM/MiOzaqS2jTHLwfgDb3hBP+8rPmpqisSwi4cL1p0V/T/MUZ9+0OuIb+BKToIAAAA='),
    ('de000000-0000-4000-8002-000000000008', 'data:image/webp;base64,UklGRkQGAABXRUJQVlA4WAoAAAAgAAAAnwAAnwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggVgQAAPAcAJ0BKqAAoAA+nUicSSWkoyEt2ahIsBOJZW7dXZkdCKHyMyKBeda3CDiR+un+AtIc8zQR2SykQgD5b1IFQPdy+ZK0GhHVN2hFP/zKiTnrK7YONhktjQi8tMtQxlzsyNLJG2DI54UOCCWybwqfDy8vrPvZ9kKA1vpeqd5yVt2QtRpMp1eHawazO9k+dku+RtZ9JrZ3RbKst6MnyK9dUGKeoxt+tVhk76LicH/pNSLGhouMGQCYXd5EPszPxXjhJyKJV8uqQLPfeXBrYDun4pwX6WcxC9yZxu9j/nnhOoOwXa909goLNISuT9UbHAcb8AD+9DXfryr49aE0deAndAASWTIwwVs1Ejb8e1EnBmnPTqSpACZGOOKhxb0oSOd2ZO4r3Zl7RNbbj2PRe84JdFaswQRwIz2gmDSfj+pp+HjTKv5Bdcp3Foihp24LSjR9pfV7Aok5LRpVuw35Z5VzmaFZpjmloAL2cNMts2yMbxDbYGgabVdmBKSLvm9qcoPQa+chaqD18JXqtElOnTQxG62N+N3DsaiJNWzhCiOyxi0g/oBGAhSibrRp/bfCILepUoUMD7VDfFAPFR5hSZHpbRSVwJtU94kIT1XIid5+ugrZeENtkp9z8Ibm5PyVV3QO+7IuWIHr+cBS9g12rR7ezGlrg432bg2xol0FvcWbOg+2ZMT3KH7dmn8iOQZkoQ6AcM9HgilrO1367Nd1RWpua2sOJfUimRtybFw3q0K30vZc8l9U20broDTZgNyrT9kK7NISOpDicmEmwOq/svOMuZ31TbRuugNNmA3KtP2Qrs0hK92a1e26aQROqVDM5zONgs6bNIkrsGH3EjlcCFHIBw14/DOKi5HiYLGtz/COX5UP0VMLMt/UTIW/Z2PwXML13seamUNT30A9qMIUocyfQywAeXceQGPGxz3U2/vDyHnFJo+MoUwRoFUPp0Bb21F22C3XHu2wyFeCWw7Q948NbGFQJnXheo/bX3QB+SrTjRWAWHrP6a37oKwguoEyFnMApRlq9MSj1OcyC3rINmSmKMeO+XlBMa7SggFKLYkKl80d2X4DMjryC0AWh7levYcmlI/pVz/p1E47XeLzmaUJQanvU4BYU+eJn4fYRZDyrbxUHyRde+Zv0MYs493c2sXh1J60g9DOkuOHBOyffikMf5cjRDesKMASZqhZHxygxMMlEqi77Oftv1vGZKJ186m4450DPoBfUOQK41fvoYJ3Pc1E+9iFMIViP8Pshc6XlX3/oFLadW8YTYy0rvdognCaAtqy7Tkpv2OOqKRTuyZOwRlWwEG+nOnlxC0CSy5nawQvmSeobXrrhjeIfuBfxw6KrcHpjJJ1K85R6UWAOJFf6CJWbVB8HmKK0x1zm6c+DXWvuKIYk9uofkwDiMR1F6xs5x26ACU2Xhulj6UIs9RLar4psNZ29u8dKREAAAIl/uENHkXGVJOoWsSAe055KF9aTz3nKwAAAA==')
  ) x (member_id, photo)
  where c.member_id = x.member_id;

  -- Until she left, Lynn Wigeon was the contact at Larkhill.
  insert into public.named_contact_history (person_id, involvement_id, member_id, display_name, role, from_on, until_on)
  select i.person_id, i.id, m.id, m.display_name, m.role, i.starts_on, today - 130
  from public.involvements i
  join public.organisation_members m on m.id = 'de000000-0000-4000-8002-000000000016' and m.organisation_id = i.organisation_id
  where i.starts_on < today - 130 and i.ends_on is null;
  update public.named_contact_history h set from_on = today - 129
  where h.member_id = 'de000000-0000-4000-8002-000000000014' and h.from_on < today - 130 and h.until_on is null;

  insert into public.questions (id, person_id, author_id, author_name, author_role, kind, to_audience, words, shared_with, asked_at,
    taken_by, taken_by_name, taken_by_role, taken_at, answer_due_on, answer, answered_by, answered_by_name, answered_by_role, answered_at)
  select ('de000000-0000-4000-8005-' || lpad(q.n::text, 12, '0'))::uuid, s.person_id, s.account_id, s.display_name, s.relationship,
    'question', q.to_audience::public.audience, q.words, q.shared_with::public.audience[], asked.at,
    t.account_id, t.display_name, t.role, case when t.account_id is not null then asked.at + interval '26 hours' end, private.answer_due_on(asked.at),
    q.answer, case when q.answer is not null then t.account_id end, case when q.answer is not null then t.display_name end,
    case when q.answer is not null then t.role end, case when q.answer is not null then asked.at + interval '3 days' end
  from (values
    (1, 'sam.mum', 'Sam', 'school', 'Can Sam have the review in a small room, with no more than six people?', '{young_person,family,school}', 27, 'senco',
      'Yes. It is in room 4 by the library. Six people are invited, and Sam has seen the list and said yes to each. If somebody else wants to come, we ask Sam first.'),
    (2, 'sam.mum', 'Sam', 'la_send', 'Who pays for the taxi if Sam goes to a college in another town?', '{la_send}', 16, null, null),
    (3, 'sam.dad', 'Sam', 'employment', 'Could Sam see the train depot on a day when he is with me? I have him from Friday to Sunday.', '{young_person,family,employment}', 2, 'job.coach', null),
    (4, 'aisha.dad', 'Aisha', 'la_send', 'Will the plan say how many hours of help Aisha gets at college, or only that she gets help?', '{young_person,family,la_send,post16_provider}', 12, 'send.officer', null),
    (5, 'tom.gran', 'Tom', 'adult_social_care', 'What happens to Saturday club on his birthday?', '{young_person,family,adult_social_care,childrens_social_care}', 9, null, null)
  ) q (n, asker, known_as, to_audience, words, shared_with, days_ago, taker, answer)
  join auth.users u on u.email = q.asker || '@demo.test'
  join public.people p on p.known_as = q.known_as and p.id::text like 'de000000-%'
  join public.circle_members s on s.person_id = p.id and s.account_id = u.id
  left join auth.users w on w.email = q.taker || '@demo.test'
  left join public.organisation_members t on t.account_id = w.id and t.ends_on is null
  cross join lateral (
    select (rules.previous_working_day(today - q.days_ago) + time '19:40') at time zone 'Europe/London' as at
  ) asked;

  insert into public.family_views (id, person_id, author_id, author_name, author_role, review_on, going_well, hard_now, hopes, help_wanted, shared_with, created_at, updated_at)
  select ('de000000-0000-4000-8006-' || lpad(v.n::text, 12, '0'))::uuid, s.person_id, s.account_id, s.display_name, s.relationship,
    (select d.on_date from public.person_dates d where d.person_id = s.person_id and d.anchor = 'review_meeting'),
    v.going_well, v.hard_now, v.hopes, v.help_wanted, v.shared_with::public.audience[],
    (today - v.days_ago + time '20:15') at time zone 'Europe/London', (today - v.days_ago + time '20:15') at time zone 'Europe/London'
  from (values
    (1, 'sam.dad', 'Sam', 'He cooks with me on Saturdays and follows a recipe by himself.', 'Sunday evenings. He worries about school before it starts.',
      'Work with trains, near home. Friends who like what he likes.', 'Somebody to go with him the first few times he takes the train.', '{young_person,family,school,la_send,employment}', 5)
  ) v (n, name, known_as, going_well, hard_now, hopes, help_wanted, shared_with, days_ago)
  join auth.users u on u.email = v.name || '@demo.test'
  join public.people p on p.known_as = v.known_as and p.id::text like 'de000000-%'
  join public.circle_members s on s.person_id = p.id and s.account_id = u.id;

  insert into public.private_notes (id, person_id, author_id, words, created_at, updated_at)
  select ('de000000-0000-4000-8007-' || lpad(n.n::text, 12, '0'))::uuid, p.id, u.id, n.words,
    (today - n.days_ago + time '21:30') at time zone 'Europe/London', (today - n.days_ago + time '21:30') at time zone 'Europe/London'
  from (values
    (1, 'sam.mum', 'Sam slept badly before the last two meetings. Keep the evening before the review free.', 13),
    (2, 'sam.dad', 'Ask Ellie about Saturdays before I promise Sam anything.', 6)
  ) n (n, name, words, days_ago)
  join auth.users u on u.email = n.name || '@demo.test'
  join public.people p on p.known_as = 'Sam' and p.id::text like 'de000000-%';

  alter table public.contact_cards enable trigger audit;
  alter table public.questions enable trigger audit;
  alter table public.family_views enable trigger audit;
  alter table public.private_notes enable trigger audit;

  -- The answers belong to the history, on the days they came.
  insert into public.audit_events (at, person_id, actor_id, actor_name, actor_role, action, subject, subject_key, changes, author_id, shared_with)
  select e.at, q.person_id, e.actor_id, e.actor_name, e.actor_role, e.action, 'questions', q.id::text, e.changes, q.author_id, q.shared_with
  from public.questions q
  cross join lateral (
    select q.asked_at as at, q.author_id as actor_id, q.author_name as actor_name, q.author_role as actor_role, 'insert' as action,
      jsonb_build_object('words', jsonb_build_array(null, q.words), 'to_audience', jsonb_build_array(null, q.to_audience)) as changes
    union all
    select q.taken_at, q.taken_by, q.taken_by_name, q.taken_by_role, 'update',
      jsonb_build_object('taken_at', jsonb_build_array(null, q.taken_at), 'answer_due_on', jsonb_build_array(q.answer_due_on, q.answer_due_on))
    where q.taken_at is not null
    union all
    select q.answered_at, q.answered_by, q.answered_by_name, q.answered_by_role, 'update', jsonb_build_object('answer', jsonb_build_array(null, q.answer))
    where q.answered_at is not null
  ) e
  where q.id::text like 'de000000-0000-4000-8005-%'
  order by e.at;

  -- Sam's mother looked a week ago; his father never said that he had.
  insert into public.last_looks (account_id, person_id, up_to, up_to_at, looked_at)
  select u.id, e.person_id, e.id, e.at, e.at + interval '1 hour'
  from auth.users u
  cross join lateral (
    select a.* from public.audit_events a join public.people p on p.id = a.person_id
    where p.known_as = 'Sam' and p.id::text like 'de000000-%' and a.at < (today - 7)::timestamp at time zone 'Europe/London'
    order by a.at desc, a.id desc limit 1
  ) e
  where u.email = 'sam.mum@demo.test';
end
$demo$;
