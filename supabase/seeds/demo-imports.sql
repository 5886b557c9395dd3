-- A file that Larkhill Secondary has chosen and nobody has said yes to yet. Nobody here is real.
-- Runs after demo.sql. Running it again changes nothing.

do $demo$
declare
  school constant uuid := (select o.id from public.organisations o where o.name = 'Larkhill Secondary');
  senco constant uuid := (select u.id from auth.users u where u.email = 'senco@demo.test');
  sam constant uuid := (select p.id from public.people p where p.known_as = 'Sam' and p.family_name = 'Wren' limit 1);
  demo_import constant uuid := 'de000000-0000-4000-8099-000000000001';
begin
  if school is null or senco is null or sam is null or exists (select from public.imports) then
    return;
  end if;
  alter table public.person_identifiers disable trigger audit;
  insert into public.person_identifiers (person_id, kind, value) values (sam, 'upn', 'H801200001001');
  alter table public.person_identifiers enable trigger audit;
  insert into public.import_sources (organisation_id, name, columns)
  values (school, 'School MIS', '{"known_as": "Preferred Forename", "family_name": "Surname", "date_of_birth": "DOB", "upn": "UPN", "plan_type": "SEN Status"}');
  insert into public.imports (id, organisation_id, source, created_by, created_by_name)
  select demo_import, school, 'School MIS', m.account_id, m.display_name
  from public.organisation_members m where m.account_id = senco and m.organisation_id = school;
  insert into private.import_rows (import_id, line, cells, unread)
  select demo_import, r.line, r.cells, r.unread
  from (values
    (2, jsonb_build_object('known_as', 'Sam', 'family_name', 'Wren-Finch', 'date_of_birth', (select p.date_of_birth from public.people p where p.id = sam),
      'upn', 'H801200001001'), '[]'::jsonb),
    (3, jsonb_build_object('known_as', 'Nell', 'family_name', 'Sorrel', 'date_of_birth', private.today() - 4500, 'own_id', '4417', 'plan_type', 'sen_support'), '[]'),
    (4, jsonb_build_object('known_as', 'Otis', 'family_name', 'Dunnock', 'own_id', '4418'), '[{"field": "date_of_birth", "key": "date_short_year"}]')
  ) r (line, cells, unread);
  perform private.check_rows(i) from public.imports i where i.id = demo_import;
  update public.imports i set state = 'checked', counts = private.count_rows(i.id) where i.id = demo_import;
end
$demo$;
