-- Approved answers: a new text is a new version; the newest that is not retired is the one in use.
create table resources (
  name text not null,
  language text not null,
  version bigint not null,
  purpose text not null,
  text text not null,
  departments text not null,
  topics text not null,
  state text not null,
  added_by text not null,
  added_at bigint not null,
  retired_by text,
  retired_at bigint,
  primary key (name, language, version)
);
create unique index resources_live on resources (name, language) where state = 'live';

-- How each fared, through all its versions.
create table resource_counts (
  name text not null,
  language text not null,
  used bigint not null,
  edited bigint not null,
  resolved bigint not null,
  thanked bigint not null,
  reopened bigint not null,
  primary key (name, language)
);

-- Which was sent for a case: what becomes of the case is counted for it.
create table resource_uses (
  delivery text primary key,
  case_number bigint not null,
  name text not null,
  language text not null,
  version bigint not null,
  edited boolean not null,
  counted text not null,
  used_at bigint not null
);
create index resource_uses_by_case on resource_uses (case_number);
create index resource_uses_by_time on resource_uses (used_at);

-- Our last replies in cases that ended well, to be offered again. The words stay where they are: what an author
-- deletes is gone from here too.
create table good_answers (
  case_number bigint primary key,
  delivery text not null,
  topic text not null,
  language text not null,
  department text not null,
  facility text,
  ended_at bigint not null
);
create index good_answers_by_topic on good_answers (topic, language, ended_at);

-- Invitations to talk to the patient liaison; of a code only a keyed digest is kept.
create table handoffs (
  digest text primary key,
  case_number bigint not null,
  made_by text not null,
  made_at bigint not null,
  expires_at bigint not null,
  used_by text,
  used_at bigint
);
create index handoffs_by_case on handoffs (case_number);

-- Wrong codes, so that nobody can guess on.
create table wrong_codes (
  id text primary key,
  staff text not null,
  at bigint not null
);
create index wrong_codes_by_staff on wrong_codes (staff, at);
