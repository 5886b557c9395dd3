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
