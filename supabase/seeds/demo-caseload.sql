-- The demo's caseloads: who has no named contact, and a reminder from one team to another.
-- Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  person constant text := 'de000000-0000-4000-8003-';
begin
  if not exists (select from auth.users u where u.email = 'sam@demo.test') or exists (select from public.reminders) then
    return;
  end if;

  -- What demo.sql says was done long ago, it wrote while the planner was paused.
  perform private.refresh_caseload(array(select f from private.facts_of(array(select p.id from public.people p)) f));

  -- Three cases of the school still name the SENCo who left; two of the council name nobody.
  alter table public.involvements disable trigger audit;
  update public.involvements i set named_contact_id = 'de000000-0000-4000-8002-000000000016'
  where i.organisation_id = 'de000000-0000-4000-8001-000000000015'
    and i.person_id::text in (person || '000000000019', person || '000000000025', person || '000000000048');
  update public.involvements i set named_contact_id = null
  where i.organisation_id = 'de000000-0000-4000-8001-000000000001'
    and i.person_id::text in (person || '000000000017', person || '000000000047');
  alter table public.involvements enable trigger audit;

  -- The council asks the school about Ezra, whose review is more than a year late: Grace does, as the history says.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', 'de000000-0000-4000-8000-000000000023')::text, true);
  insert into public.reminders (person_id, to_organisation_id, to_member_id, from_account_id, from_name, from_organisation_id, sent_at)
  select i.person_id, i.organisation_id, i.named_contact_id, a.id, a.display_name, 'de000000-0000-4000-8001-000000000001',
    (rules.previous_working_day(private.today() - 4) + time '11:05') at time zone 'Europe/London'
  from public.involvements i, public.accounts a, auth.users u
  where i.organisation_id = 'de000000-0000-4000-8001-000000000015' and i.person_id::text = person || '000000000021'
    and u.email = 'send.officer@demo.test' and a.id = u.id;
  perform set_config('request.jwt.claims', '', true);
end
$demo$;
