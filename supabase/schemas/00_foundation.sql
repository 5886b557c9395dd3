-- Foundation: schemas, shared vocabulary, and nobody may do anything unless a later room says so.

create schema if not exists private;
comment on schema private is 'Access rules and the planner. Never exposed by the API.';
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- Hosted Supabase grants everything on new objects in public; we grant by name instead.
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke all on functions from public, anon, authenticated;
alter default privileges in schema private revoke all on functions from public, anon, authenticated;
alter default privileges revoke execute on functions from public;

create type public.audience as enum (
  'young_person', 'family', 'school', 'post16_provider', 'la_send',
  'childrens_social_care', 'adult_social_care', 'health', 'employment'
);
comment on type public.audience is 'Whose checklist something is on.';

create type public.member_role as enum (
  'young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate',
  'senco', 'head_teacher', 'careers_leader', 'designated_teacher', 'early_years_lead',
  'post16_learning_support', 'post16_tutor',
  'ehc_caseworker', 'send_manager', 'transport_officer', 'educational_psychologist',
  'virtual_school', 'childrens_social_worker', 'dsco', 'independent_reviewing_officer', 'leaving_care_personal_adviser',
  'transition_social_worker', 'adult_social_worker',
  'health_named_worker', 'gp_practice', 'paediatrician', 'therapist', 'dco_dmo', 'icb_chc_lead',
  'job_coach', 'supported_employment_adviser', 'employer', 'jobcentre_adviser',
  'system_admin', 'area_admin', 'auditor', 'computer_system'
);
comment on type public.member_role is
  'What someone is to a young person, or in their team. computer_system: no person, but a system that has a token of the team.';

create type public.item_status as enum ('not_started', 'in_progress', 'waiting', 'done', 'not_applicable');
comment on type public.item_status is 'To do, doing, waiting on someone, done, not needed.';

create type public.item_kind as enum ('item', 'milestone');

create type public.due_kind as enum ('statutory', 'guidance', 'planning');
comment on type public.due_kind is 'statutory: must (law). guidance: should. planning: aim for, the local authority may change it.';

create type public.pfa_area as enum (
  'employment', 'independent_living', 'community_inclusion', 'health', 'education', 'cross_cutting'
);
comment on type public.pfa_area is 'Preparing for adulthood outcome areas, with education and planning beside them.';

create type public.setting_type as enum (
  'early_years', 'mainstream_school', 'resourced_provision', 'special_school', 'independent_special_school',
  'alternative_provision', 'general_fe_college', 'specialist_post16', 'training_provider',
  'eotas', 'elective_home_education', 'none'
);

create type public.transfer_type as enum (
  'early_years_to_school', 'infant_to_junior', 'primary_to_middle', 'primary_to_secondary',
  'middle_to_secondary', 'secondary_to_post16', 'post16_to_post16'
);
comment on type public.transfer_type is 'The phase transfers of the SEND Regulations 2014, reg 2(1).';

create type public.template_status as enum ('draft', 'published', 'retired');
create type public.plan_status as enum (
  'draft', 'final', 'under_amendment', 'cease_proposed', 'cease_decided_appeal_open', 'ceased', 'transferred_out'
);
create type public.placement_position as enum ('now', 'next');

create function private.today() returns date
language sql stable parallel safe
return coalesce(nullif(current_setting('onward.today', true), '')::date, (now() at time zone 'Europe/London')::date);
comment on function private.today() is
  'The civil date in England. Only a database operator can set onward.today, to rehearse a life day by day.';
grant execute on function private.today() to authenticated, service_role;

create function private.is_plausible(day date) returns boolean
language sql immutable parallel safe
return coalesce(day between date '1990-01-01' and date '2100-01-01', true);
comment on function private.is_plausible(date) is
  'A day in the life of somebody alive now. A slip of the century would plan thousands of reviews.';
