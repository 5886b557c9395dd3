/**
 * Accounts beside those of the demo that once belonged, will belong, or never did: none of them may see anybody.
 * Sam is a young person before 16 and Tom one after, both of the demo.
 */
export const outsiders = ['stranger', 'ex.member', 'expired.team', 'closed.team', 'expired.circle', 'future.circle', 'other.organisation'] as const

/** Seed SQL that adds them, with the password of the demo. */
export const actorsSeed = `
do $actors$
declare
  today constant date := private.today();
  sam constant uuid := 'de000000-0000-4000-8003-000000000020';
  team uuid;
  name text;
  me uuid;
begin
  foreach name in array array['${outsiders.join('\',\'')}'] loop
    me := gen_random_uuid();
    insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
      email_change, email_change_token_new, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
    select me, u.aud, u.role, name || '@demo.test', u.encrypted_password, now(), '', '', '', '', u.raw_app_meta_data, '{}', now(), now()
    from auth.users u where u.email = 'sam@demo.test';
    insert into auth.identities (id, user_id, provider_id, provider, identity_data, created_at, updated_at)
    values (gen_random_uuid(), me, me::text, 'email', jsonb_build_object('sub', me, 'email', name || '@demo.test'), now(), now());
    insert into public.accounts (id, display_name) values (me, name);
    if name in ('expired.circle', 'future.circle') then
      insert into public.circle_members (person_id, account_id, display_name, relationship, starts_on, ends_on)
      values (sam, me, name, 'parent_carer', case name when 'expired.circle' then today - 90 else today + 1 end,
        case name when 'expired.circle' then today - 1 end);
    elsif name <> 'stranger' then
      insert into public.organisations (name, audience, starts_on, ends_on)
      values (name, 'health', today - 400, case name when 'closed.team' then today - 1 end) returning id into team;
      insert into public.organisation_members (organisation_id, account_id, display_name, role, starts_on, ends_on)
      values (team, me, name, 'therapist', today - 400, case name when 'ex.member' then today - 1 end);
      if name in ('other.organisation', 'closed.team') then
        -- They read in an emergency once: its day is over for one, and the other closed it.
        insert into public.emergency_access (person_id, account_id, organisation_id, organisation_name, audience, role, display_name, reason, opened_at, ends_at, closed_at)
        values (sam, me, team, name, 'health', 'therapist', name, 'A probe of the tests',
          now() - case name when 'other.organisation' then interval '2 days' else interval '1 hour' end,
          now() + case name when 'other.organisation' then interval '-1 day' else interval '2 hours' end,
          case name when 'closed.team' then now() end);
      end if;
      if name <> 'other.organisation' then
        insert into public.involvements (organisation_id, person_id, starts_on, ends_on)
        values (team, sam, today - 300, case name when 'expired.team' then today - 1 end);
      end if;
    end if;
  end loop;
  -- A photo, which the demo has none of: its people are not real.
  with photo as (
    insert into public.profile_media (id, person_id, author_id, shared_with, section, kind, mime, bytes)
    select gen_random_uuid(), p.person_id, p.author_id, p.shared_with, 'me', 'photo', 'image/webp', 12 from public.profiles p where p.person_id = sam
    returning id
  )
  insert into private.media_contents (media_id, content) select photo.id, 'RIFF....WEBP' from photo;
  -- What the demo has none of: a reminder, filters somebody keeps, a question about a handover, how it goes after a move, that somebody has seen an alert.
  insert into public.reminders (person_id, to_organisation_id, from_name, from_organisation_id)
  select i.person_id, i.organisation_id, 'Probe', i.organisation_id from public.involvements i where i.person_id = sam and i.ends_on is null limit 1;
  insert into public.deletion_notices (person_id, due_on) values (sam, today + 90);
  insert into public.caseload_views (account_id, name, filters, sort)
  select u.id, 'Probe', '{}', 'risk' from auth.users u where u.email = 'send.officer@demo.test';
  insert into public.handover_questions (handover_id, person_id, question, asked_by_name, author_id, shared_with)
  select h.id, h.person_id, 'Probe?', 'Probe', h.author_id, h.shared_with from public.handovers h;
  insert into public.move_checks (move_id, person_id, kind, side, done_on, going, recorded_by_name, author_id, shared_with)
  select m.id, m.person_id, 'first_weeks', 'family', today, 'well', 'Probe', m.author_id, m.shared_with from public.moves m;
  insert into public.move_alerts_seen (move_id, person_id, reason, since, step, seen_by_name, author_id, shared_with)
  select m.id, m.person_id, 'unanswered', today, 1, 'Probe', m.author_id, m.shared_with from public.moves m;
  -- A draft, which only administrators may see.
  perform private.import_pathway(jsonb_set(jsonb_set(t.document, '{template,version}', '"99.0.0"'), '{template,status}', '"draft"'))
  from public.pathway_templates t where t.status = 'published' limit 1;
end
$actors$;
`
