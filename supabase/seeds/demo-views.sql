-- What the demo's young people think before a review, and whether what services did really happened. Nobody here is real.
-- Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  today constant date := private.today();
begin
  if exists (select from public.own_views) or not exists (select from auth.users u where u.email = 'sam@demo.test') then
    return;
  end if;
  -- The history is written with the days it happened on.
  alter table public.own_views disable trigger audit;
  alter table public.view_replies disable trigger audit;
  alter table public.confirmations disable trigger audit;

  -- Priya reads Easy Read wherever she signs in.
  update public.accounts a set locale = 'en-easy' from auth.users u where u.id = a.id and u.email = 'priya@demo.test';

  create temporary table demo_authors on commit drop as
  select p.known_as, p.id as person_id, c.account_id, c.display_name, c.relationship
  from public.people p
  join public.circle_members c on c.person_id = p.id and c.account_id is not null;

  -- Sam is half way before his review, and had answers to what he said last year. Leo has handed one over, without an EHC plan.
  create temporary table demo_views (
    n integer primary key, known_as text, question text, words text, days_ago integer, shared public.audience[], review_in integer, is_closed boolean
  ) on commit drop;
  insert into demo_views values
    (1, 'Sam', 'going_well', 'I help with the school chickens on Tuesdays. Mr Finch lets me do the feed by myself.', 3, '{}', null, false),
    (2, 'Sam', 'not_going_well', 'The dinner hall is too loud. I do not eat on Thursdays.', 2, '{}', null, false),
    (3, 'Sam', 'work', 'Something with animals. Not an office.', 2, '{}', null, false),
    (4, 'Sam', 'who_comes', 'I want to bring my cards. I do not want ', 1, '{}', null, false),
    (5, 'Sam', 'not_going_well', 'I get told off when I do not answer quickly.', 345, '{family,school,la_send}', -338, true),
    (6, 'Sam', 'would_help', 'A map of where every lesson is.', 345, '{family,school,la_send}', -338, true),
    (7, 'Leo', 'work', 'An apprenticeship with bikes. Plan B is the motor course.', 6, '{school,employment}', null, false),
    (8, 'Leo', 'home', 'I stay at home for now. I want to know what rent costs.', 6, '{}', null, false),
    (9, 'Leo', 'do_not_want', 'I do not want another form that asks the same things.', 5, '{}', null, false);

  insert into public.own_views (id, person_id, author_id, author_name, question_key, words, shared_with, readers, handed_over_at, review_on, closed_at, created_at, updated_at, version)
  select ('de000000-0000-4000-8093-' || lpad(v.n::text, 12, '0'))::uuid, a.person_id, a.account_id, a.display_name, v.question, v.words, v.shared,
    array(select r.id from private.named_readers(a.person_id) r where r.kind <> 'worker' and r.audience = any (v.shared) order by r.id),
    case when v.shared <> '{}' then (today - v.days_ago + time '17:10') at time zone 'Europe/London' end,
    case when v.shared <> '{}' then today + v.review_in end,
    case when v.is_closed then (today - 300 + time '17:10') at time zone 'Europe/London' end,
    (today - v.days_ago - 1 + time '16:40') at time zone 'Europe/London', (today - v.days_ago + time '17:10') at time zone 'Europe/London',
    case when v.shared = '{}' then 1 else 2 end
  from demo_views v join demo_authors a on a.known_as = v.known_as and a.relationship = 'young_person';

  create temporary table demo_readers on commit drop as
  select distinct on (a.person_id, u.email) a.person_id, split_part(u.email, '@', 1) as name, a.account_id, a.display_name, a.role, a.audience
  from private.access a join auth.users u on u.id = a.account_id order by a.person_id, u.email, a.via desc;
  insert into public.own_view_reads (view_id, person_id, account_id, name, role, read_at)
  select v.id, v.person_id, r.account_id, r.display_name, r.role, v.handed_over_at + interval '20 hours'
  from public.own_views v join demo_readers r on r.person_id = v.person_id and r.name in ('senco', 'send.officer', 'sam.mum') and r.audience = any (v.shared_with)
  where v.closed_at is not null;
  insert into public.view_replies (id, view_id, person_id, author_id, author_name, author_role, outcome, words, created_at, updated_at)
  select ('de000000-0000-4000-8094-' || lpad(d.n::text, 12, '0'))::uuid, v.id, v.person_id, r.account_id, r.display_name, r.role, d.outcome, d.words,
    (today - 331 + time '15:30') at time zone 'Europe/London', (today - 331 + time '15:30') at time zone 'Europe/London'
  from (values
    (5, 'yes', 'Every teacher now waits ten seconds after a question. It is on your profile. Tell me if somebody forgets.'),
    (6, 'partly', 'You have a map with your own colours. We cannot put signs on the stairs before the building work in summer.')
  ) d (n, outcome, words)
  join public.own_views v on v.id = ('de000000-0000-4000-8093-' || lpad(d.n::text, 12, '0'))::uuid
  join demo_readers r on r.person_id = v.person_id and r.name = 'senco';

  -- Tom says that his passport did not arrive, and Jean is not sure. Aisha agrees with what the job coach says is done.
  insert into public.confirmations (id, item_id, person_id, author_id, author_name, author_role, answer, words, created_at, updated_at)
  select ('de000000-0000-4000-8095-' || lpad(d.n::text, 12, '0'))::uuid, t.id, t.person_id, a.account_id, a.display_name, a.relationship, d.answer, d.words,
    (today - d.days_ago + time '18:05') at time zone 'Europe/London', (today - d.days_ago + time '18:05') at time zone 'Europe/London'
  from (values
    (1, 'Tom', 'young_person', 'a18-sch-01', 'no', 'I asked Marcus. He has not got my passport.', 4),
    (2, 'Tom', 'parent_carer', 'a18-sch-01', 'partly', 'The sensory plan came. The passport did not.', 3),
    (3, 'Aisha', 'young_person', 'k4-emp-01', 'yes', null, 6)
  ) d (n, known_as, relationship, item_key, answer, words, days_ago)
  join demo_authors a on a.known_as = d.known_as and a.relationship::text = d.relationship
  join lateral (
    select t.id, t.person_id from public.timeline_items t
    where t.person_id = a.person_id and t.item_key = d.item_key and t.status = 'done' and t.retired_at is null order by t.done_at desc limit 1
  ) t on true;

  insert into public.audit_events (at, person_id, actor_id, actor_name, actor_role, action, subject, subject_key, changes, author_id, shared_with)
  select e.at, e.person_id, e.actor_id, e.actor_name, e.actor_role, 'insert', e.subject, e.subject_key, (
      select jsonb_object_agg(c.key, jsonb_build_array(null, c.value)) from jsonb_each(e.entry) c
      where c.value <> 'null' and c.key not in ('version', 'updated_at', 'created_at')
    ), e.actor_id, e.shared_with
  from (
    -- The words themselves only ever stand in the history of their author.
    select v.created_at as at, v.person_id, v.author_id as actor_id, v.author_name as actor_name, 'young_person'::public.member_role as actor_role,
      'own_views' as subject, v.question_key as subject_key, to_jsonb(v) as entry, '{}'::public.audience[] as shared_with
    from public.own_views v
    union all
    select v.handed_over_at, v.person_id, v.author_id, v.author_name, 'young_person', 'own_views', v.question_key,
      jsonb_build_object('handed_over_at', v.handed_over_at, 'readers', v.readers), '{}'
    from public.own_views v where v.handed_over_at is not null
    union all
    select r.created_at, r.person_id, r.author_id, r.author_name, r.author_role, 'view_replies', r.view_id::text, to_jsonb(r), r.shared_with
    from public.view_replies r
    union all
    select c.created_at, c.person_id, c.author_id, c.author_name, c.author_role, 'confirmations', c.id::text, to_jsonb(c), c.shared_with
    from public.confirmations c
  ) e
  order by e.at, e.subject, e.subject_key;

  alter table public.own_views enable trigger audit;
  alter table public.view_replies enable trigger audit;
  alter table public.confirmations enable trigger audit;
end
$demo$;
