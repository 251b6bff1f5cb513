-- Up Migration

-- What conditions ask of persons, households and enrolments: typed columns made from the attribute
-- table (domain/attributes.ts; store/search-tables.pg.test.ts holds the two together). A record has
-- one row, or two where what we ourselves wrote (`own`: what a partner may be answered from) differs
-- from what shows (`shown`: what our staff and the agreement's scope read). Text compares byte by
-- byte, whatever the server's locale. `identifier_value`, `self_id_disability`,
-- `is_disabled` and `unemployment_reason` are keyed hashes.

create table search_person (
  system text not null,
  id uuid not null,
  own boolean not null,
  shown boolean not null,
  household uuid,
  layout integer not null,
  name_given_name text collate "C",
  name_surname text collate "C",
  name_second_name text collate "C",
  name_maiden_name text collate "C",
  sex text collate "C",
  birth_date date,
  vital_status text collate "C",
  self_id_disability text collate "C",
  is_disabled text collate "C",
  marital_status text collate "C",
  education_level text collate "C",
  in_full_time_education boolean,
  occupation text collate "C",
  employment_status text collate "C",
  unemployment_reason text collate "C",
  work_offer text collate "C",
  relationship text collate "C",
  main_contact boolean,
  registration_date date,
  primary key (system, id, own)
);
create index search_person_household on search_person (system, household);
create index search_person_name_given_name on search_person (system, name_given_name, id);
create index search_person_name_surname on search_person (system, name_surname, id);
create index search_person_birth_date on search_person (system, birth_date, id);
create index search_person_occupation on search_person (system, occupation, id);
create index search_person_employment_status on search_person (system, employment_status, id);
create index search_person_work_offer on search_person (system, work_offer, id);
create index search_person_registration_date on search_person (system, registration_date, id);
select guard_table('search_person', 'update, delete');

create table search_household (
  system text not null,
  id uuid not null,
  own boolean not null,
  shown boolean not null,
  layout integer not null,
  number text collate "C",
  group_type text collate "C",
  locality text collate "C",
  region text collate "C",
  poverty_score double precision,
  group_size double precision,
  registration_date date,
  primary key (system, id, own)
);
create index search_household_number on search_household (system, number, id);
create index search_household_locality on search_household (system, locality, id);
create index search_household_region on search_household (system, region, id);
create index search_household_poverty_score on search_household (system, poverty_score, id);
create index search_household_group_size on search_household (system, group_size, id);
create index search_household_registration_date on search_household (system, registration_date, id);
select guard_table('search_household', 'update, delete');

create table search_enrolment (
  system text not null,
  id uuid not null,
  own boolean not null,
  shown boolean not null,
  person uuid,
  layout integer not null,
  programme_id text collate "C",
  programme_name text collate "C",
  status text collate "C",
  effective_date date,
  enrolment_date date,
  primary key (system, id, own)
);
create index search_enrolment_person on search_enrolment (system, person);
create index search_enrolment_programme_id on search_enrolment (system, programme_id, id);
create index search_enrolment_status on search_enrolment (system, status, id);
create index search_enrolment_effective_date on search_enrolment (system, effective_date, id);
create index search_enrolment_enrolment_date on search_enrolment (system, enrolment_date, id);
select guard_table('search_enrolment', 'update, delete');

create table search_person_identifiers (
  system text not null,
  id uuid not null,
  item text collate "C" not null,
  own boolean not null,
  identifier_type text collate "C",
  identifier_value text collate "C",
  issuer text collate "C",
  primary key (system, id, item)
);
create index search_person_identifiers_identifier_value on search_person_identifiers (system, identifier_value, id);
select guard_table('search_person_identifiers', 'update, delete');

create table search_person_languages (
  system text not null,
  id uuid not null,
  item text collate "C" not null,
  own boolean not null,
  language_code text collate "C",
  primary key (system, id, item)
);
create index search_person_languages_language_code on search_person_languages (system, language_code, id);
select guard_table('search_person_languages', 'update, delete');

create table search_person_employment_info (
  system text not null,
  id uuid not null,
  item text collate "C" not null,
  own boolean not null,
  job_title text collate "C",
  employer text collate "C",
  employment_type text collate "C",
  start_date date,
  end_date date,
  primary key (system, id, item)
);
create index search_person_employment_info_end_date on search_person_employment_info (system, end_date, id);
select guard_table('search_person_employment_info', 'update, delete');

-- Down Migration
-- Forward only: an older version must not read a newer log.
