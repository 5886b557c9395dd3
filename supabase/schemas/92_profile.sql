-- About me: one page in a young person's own words, photos and voice.

create table public.profiles (
  person_id uuid primary key references public.people (id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  author_name text not null,
  author_role public.member_role not null,
  admire text check (char_length(admire) between 1 and 600),
  matters text check (char_length(matters) between 1 and 600),
  support text check (char_length(support) between 1 and 600),
  communicate text check (char_length(communicate) between 1 and 600),
  helped_by text check (char_length(helped_by) between 1 and 80),
  shared_with public.audience[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 0,
  check (author_role = 'young_person' or 'young_person' = any (shared_with))
);
comment on table public.profiles is
  'A one-page profile. The young person writes it; the family does for one who does not use Onward, and they can always read it.';
comment on column public.profiles.admire is 'What people like and admire about me.';
comment on column public.profiles.matters is 'What matters to me.';
comment on column public.profiles.support is 'How to support me well.';
comment on column public.profiles.communicate is 'How I communicate.';
comment on column public.profiles.helped_by is 'Who helped to find the words, as people call them.';
comment on column public.profiles.version is 'Grows with every save of the words; 0 while there is only a photo or a recording.';
create index profiles_author_idx on public.profiles (author_id);

create table public.profile_versions (
  person_id uuid not null references public.profiles (person_id) on delete cascade,
  version integer not null,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  content jsonb not null,
  changed_by_name text not null,
  changed_by_role public.member_role not null,
  changed_at timestamptz not null default now(),
  primary key (person_id, version)
);
comment on table public.profile_versions is
  'The words of a profile as they were after each save. Photos and recordings are not kept here: what somebody takes away is gone. '
  'It is itself the history, so no audit of it is kept.';
comment on column public.profile_versions.content is '{admire, matters, support, communicate, helped_by}';
create index profile_versions_author_idx on public.profile_versions (author_id);

create table public.profile_media (
  id uuid primary key,
  person_id uuid not null references public.profiles (person_id) on delete cascade,
  author_id uuid not null references public.accounts (id),
  shared_with public.audience[] not null,
  section text not null check (section in ('me', 'admire', 'matters', 'support', 'communicate')),
  kind text not null check (kind in ('photo', 'voice')),
  mime text not null,
  bytes integer not null check (bytes > 0),
  words text check (char_length(words) between 1 and 300),
  created_at timestamptz not null default now(),
  unique (person_id, section, kind),
  check (case kind when 'photo' then mime = 'image/webp' and bytes <= 500000
    else mime in ('audio/webm', 'audio/ogg', 'audio/mp4') and bytes <= 2097152 end)
);
comment on table public.profile_media is
  'A photo and a voice recording for each part of a profile. author_id and shared_with follow the profile. What is in them is in private.media_contents.';
comment on column public.profile_media.section is 'Which part of the page; me is the photo and the hello at its top.';
comment on column public.profile_media.words is 'What the photo shows or the recording says, for whoever cannot see or hear it.';
create index profile_media_author_idx on public.profile_media (author_id);

create table private.media_contents (
  media_id uuid primary key references public.profile_media (id) on delete cascade,
  content bytea not null
);
-- Photos and sound are compressed already.
alter table private.media_contents alter column content set storage external;
comment on table private.media_contents is
  'The bytes of photos and recordings. In private, so that no list or history carries them, and only profile_media_content() gives them out.';

create trigger audit after insert or update or delete on public.profiles
  for each row execute function private.audit('person_id', 'person_id');
create trigger audit after insert or delete or update of mime, bytes, words on public.profile_media
  for each row execute function private.audit('person_id', 'section');

alter table public.profiles enable row level security;
alter table public.profile_versions enable row level security;
alter table public.profile_media enable row level security;
alter table private.media_contents enable row level security;
grant select on public.profiles, public.profile_versions, public.profile_media to authenticated;

create policy "Its author and those it is shared with can read a profile" on public.profiles
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));
create policy "Whoever can read a profile now and could then can read what it was" on public.profile_versions
  for select to authenticated using (
    private.may_read_shared(person_id, author_id, shared_with)
    and exists (select from public.profiles p where p.person_id = profile_versions.person_id)
  );
create policy "Whoever can read a profile can read what photos and recordings it has" on public.profile_media
  for select to authenticated using (private.may_read_shared(person_id, author_id, shared_with));

create function private.may_write_profile(person uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select private.is_young_person(person) or not private.young_person_is_here(person) and exists (
    select from private.access a
    where a.person_id = person and a.account_id = (select auth.uid()) and a.via = 'circle' and a.audience = 'family'
  )
$$;
comment on function private.may_write_profile(uuid) is 'The young person; and their family while they do not use Onward themself.';
grant execute on function private.may_write_profile(uuid) to authenticated;

create function private.must_write_profile(person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.must_see(person);
  if not private.may_write_profile(person) then
    raise sqlstate 'PT403' using message = 'not_your_profile', detail = 'This page is the young person''s own.';
  end if;
end
$$;

create function private.own_profile(person uuid) returns public.profiles
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.profiles;
begin
  perform private.must_write_profile(person);
  insert into public.profiles (person_id, author_id, author_name, author_role, shared_with)
  select person, (select auth.uid()), me.display_name, me.role, case when me.role = 'young_person' then '{}' else '{young_person}' end::public.audience[]
  from private.seat(person) me
  on conflict (person_id) do nothing;
  select p.* into kept from public.profiles p where p.person_id = person for update;
  return kept;
end
$$;
comment on function private.own_profile(uuid) is
  'The profile, held for a change; a new one is for its author alone. Errors: PT404 not_found, PT403 not_your_profile.';

create function public.save_profile(person uuid, expected_version integer, content jsonb, shared_with public.audience[]) returns public.profiles
language plpgsql security definer
set search_path = ''
as $$
declare
  kept public.profiles := private.own_profile(person);
  me record;
begin
  select s.* into me from private.seat(person) s;
  if content is null or jsonb_typeof(content) <> 'object' or (
    select bool_or(k not in ('admire', 'matters', 'support', 'communicate', 'helped_by') or jsonb_typeof(v) not in ('string', 'null'))
    from jsonb_each(content) e (k, v)
  ) then
    raise sqlstate 'PT400' using message = 'patch_invalid', detail = 'Give admire, matters, support, communicate or helped_by as text.';
  end if;
  if kept.version is distinct from expected_version then
    raise sqlstate 'PT409' using message = 'profile_changed', detail = to_jsonb(kept)::text,
      hint = 'Somebody else changed this first. Look at their change, then save again.';
  end if;
  update public.profiles p
  set author_id = (select auth.uid()), author_name = me.display_name, author_role = me.role,
    admire = nullif(trim(content ->> 'admire'), ''), matters = nullif(trim(content ->> 'matters'), ''),
    support = nullif(trim(content ->> 'support'), ''), communicate = nullif(trim(content ->> 'communicate'), ''),
    helped_by = nullif(trim(content ->> 'helped_by'), ''),
    shared_with = array(
      select distinct a from unnest(save_profile.shared_with || case when me.role = 'young_person' then '{}' else '{young_person}' end::public.audience[]) a
      where a is not null order by a),
    version = p.version + 1, updated_at = now()
  where p.person_id = person
  returning p.* into kept;
  update public.profile_media m set author_id = kept.author_id, shared_with = kept.shared_with
  where m.person_id = person and (m.author_id, m.shared_with) is distinct from (kept.author_id, kept.shared_with);
  insert into public.profile_versions (person_id, version, author_id, shared_with, content, changed_by_name, changed_by_role)
  values (person, kept.version, kept.author_id, kept.shared_with, jsonb_build_object('admire', kept.admire, 'matters', kept.matters,
    'support', kept.support, 'communicate', kept.communicate, 'helped_by', kept.helped_by), me.display_name, me.role);
  return kept;
exception when check_violation then
  raise sqlstate 'PT422' using message = 'text_too_long', detail = 'Each part holds 600 letters, so that it all fits on one page.';
end
$$;
comment on function public.save_profile(uuid, integer, jsonb, public.audience[]) is
  'Saves the four parts and who reads them: {admire, matters, support, communicate, helped_by}; what is left out is empty. expected_version is 0 the '
  'first time. Errors: PT404 not_found, PT403 not_your_profile, PT400 patch_invalid, PT409 profile_changed (detail: the row as it is now), PT422 text_too_long.';

create function private.media_type(content bytea) returns text
language sql immutable
set search_path = ''
return case
  when substr(content, 1, 4) = 'RIFF'::bytea and substr(content, 9, 4) = 'WEBP'::bytea then 'image/webp'
  when substr(content, 1, 4) = '\x1a45dfa3'::bytea then 'audio/webm'
  when substr(content, 1, 4) = 'OggS'::bytea then 'audio/ogg'
  when substr(content, 5, 4) = 'ftyp'::bytea then 'audio/mp4'
end;
comment on function private.media_type(bytea) is 'What a file is by its first bytes, whatever it says it is. Null: nothing we keep.';

create function public.put_profile_media(media uuid, person uuid, section text, kind text, words text, content text) returns public.profile_media
language plpgsql security definer
set search_path = ''
as $$
declare
  profile public.profiles := private.own_profile(person);
  bytes bytea;
  kept public.profile_media;
begin
  begin
    bytes := decode(content, 'base64');
  exception when invalid_parameter_value then
    raise sqlstate 'PT400' using message = 'media_invalid', detail = 'Give the file as base64.';
  end;
  if private.media_type(bytes) is null or kind is null or section is null or section not in ('me', 'admire', 'matters', 'support', 'communicate')
    or (kind = 'photo') <> (private.media_type(bytes) = 'image/webp') then
    raise sqlstate 'PT422' using message = 'media_invalid', detail = 'Photos are WebP; recordings are WebM, Ogg or MP4.';
  end if;
  -- The same file sent twice is kept once; another takes the place of what was there.
  delete from public.profile_media m where m.person_id = person and m.section = put_profile_media.section and m.kind = put_profile_media.kind;
  insert into public.profile_media (id, person_id, author_id, shared_with, section, kind, mime, bytes, words)
  values (media, person, profile.author_id, profile.shared_with, section, kind, private.media_type(bytes), octet_length(bytes), nullif(trim(words), ''))
  returning * into kept;
  insert into private.media_contents (media_id, content) values (media, bytes);
  return kept;
exception
  when check_violation then
    raise sqlstate 'PT422' using message = 'media_too_large', detail = 'A photo holds 500 KB after it is made smaller, a recording 2 MB, its words 300 letters.';
  when unique_violation then
    raise sqlstate 'PT409' using message = 'id_taken', detail = 'Send it again.';
end
$$;
comment on function public.put_profile_media(uuid, uuid, text, text, text, text) is
  'Adds or replaces the photo or voice recording (kind) of a part (section) of the profile; content is base64. What was there before is gone. '
  'Errors: PT404 not_found, PT403 not_your_profile, PT400 or PT422 media_invalid, PT422 media_too_large, PT409 id_taken.';

create function public.remove_profile_media(media uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  person uuid;
begin
  select m.person_id into person from public.profile_media m
  where m.id = media and private.may_read_shared(m.person_id, m.author_id, m.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  perform private.must_write_profile(person);
  delete from public.profile_media m where m.id = media;
end
$$;
comment on function public.remove_profile_media(uuid) is 'Takes away a photo or recording for good. Errors: PT404 not_found, PT403 not_your_profile.';

create function public.profile_media_content(media uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  found_media public.profile_media;
begin
  select m.* into found_media from public.profile_media m
  where m.id = media and private.may_read_shared(m.person_id, m.author_id, m.shared_with);
  if not found then
    raise sqlstate 'PT404' using message = 'not_found', detail = 'There is nothing here that you may see.';
  end if;
  return (
    select jsonb_build_object('mime', found_media.mime, 'content', encode(c.content, 'base64'))
    from private.media_contents c where c.media_id = media
  );
end
$$;
comment on function public.profile_media_content(uuid) is
  'A photo or recording: {mime, content: base64}. Its page has been written down as looked at. Errors: PT404 not_found.';

create function public.profile_about(person uuid) returns jsonb
-- Not security definer: the policies say whether a reader gets the profile.
language plpgsql
set search_path = ''
as $$
begin
  perform private.must_see(person);
  perform private.record_view(person, 'profile');
  return jsonb_build_object(
    'is_young_person', private.is_young_person(person),
    'may_write', private.may_write_profile(person),
    'profile', (select to_jsonb(p) - 'author_id' from public.profiles p where p.person_id = profile_about.person),
    'media', coalesce((
      select jsonb_agg(jsonb_build_object('id', m.id, 'section', m.section, 'kind', m.kind, 'words', m.words, 'created_at', m.created_at) order by m.created_at)
      from public.profile_media m where m.person_id = profile_about.person), '[]'));
end
$$;
comment on function public.profile_about(uuid) is
  'The one-page profile, where I may read it: {is_young_person, may_write, profile (null where there is none for me), '
  'media: [{id, section, kind, words, created_at}]}. Errors: PT404 not_found.';

grant execute on function
  public.save_profile(uuid, integer, jsonb, public.audience[]), public.put_profile_media(uuid, uuid, text, text, text, text),
  public.remove_profile_media(uuid), public.profile_media_content(uuid), public.profile_about(uuid)
  to authenticated;
