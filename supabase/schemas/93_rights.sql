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
