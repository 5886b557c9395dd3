-- The words of pathways in other languages. No part of a version, so that a better word moves nobody's dates.

create table private.pathway_translations (
  template_key text not null,
  locale text not null,
  subject text not null,
  subject_key text not null,
  english text not null,
  title text not null,
  detail text,
  primary key (template_key, locale, subject, subject_key)
);
comment on table private.pathway_translations is 'Translations as they were imported, for every version that still says the same in English.';
comment on column private.pathway_translations.english is 'A digest of the English it was made from.';

create table private.pathway_translation_files (
  template_key text not null,
  locale text not null,
  digest text not null,
  primary key (template_key, locale)
);
comment on table private.pathway_translation_files is 'Which files have been imported, so that a start reads only those that are new.';

alter table public.pathway_texts add column is_translation boolean not null default false;
comment on column public.pathway_texts.is_translation is 'Comes from a translation, not from the version itself.';

create function private.english_digest(title text, detail text) returns text
language sql immutable parallel safe
set search_path = ''
as $$ select md5(title || E'\n' || coalesce(detail, '')) $$;

create function private.translate_pathway(template uuid, only_locale text default null) returns void
language sql
set search_path = ''
begin atomic
  delete from public.pathway_texts x
  where x.template_id = template and x.is_translation and (only_locale is null or x.locale = only_locale);

  insert into public.pathway_texts (template_id, subject, subject_key, locale, title, detail, is_translation)
  select p.id, t.subject, t.subject_key, t.locale, t.title, t.detail, true
  from public.pathway_templates p
  join private.pathway_translations t on t.template_key = p.template_key and (only_locale is null or t.locale = only_locale)
  join public.pathway_texts en
    on en.template_id = p.id and en.locale = 'en' and en.subject = t.subject and en.subject_key = t.subject_key
    and private.english_digest(en.title, en.detail) = t.english
  where p.id = template
  on conflict do nothing;
end;
comment on function private.translate_pathway(uuid, text) is
  'Gives a version the translations that were made from the English it has. What the version itself says in a language stays.';

create function private.import_pathway_translation(document jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  pathway text := document ->> 'template_id';
  language text := document ->> 'locale';
begin
  delete from private.pathway_translations t where t.template_key = pathway and t.locale = language;
  insert into private.pathway_translations (template_key, locale, subject, subject_key, english, title, detail)
  select pathway, language, x.subject, x.key,
    private.english_digest(x.english ->> 'title', x.english ->> 'detail'), x.title, x.detail
  from jsonb_to_recordset(document -> 'texts') as x (subject text, key text, english jsonb, title text, detail text);
  perform private.translate_pathway(p.id, language) from public.pathway_templates p where p.template_key = pathway;
  insert into private.pathway_translation_files (template_key, locale, digest)
  values (pathway, language, coalesce(document ->> 'digest', ''))
  on conflict (template_key, locale) do update set digest = excluded.digest;
end
$$;
comment on function private.import_pathway_translation(jsonb) is
  'Takes in one checked file: {template_id, locale, digest, texts: [{subject, key, english: {title, detail}, title, detail}]}. '
  'What is no longer in it is gone.';
