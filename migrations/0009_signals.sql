-- By what copies of a recent post are found: one post a key, the first that had it.
create table prints (
  key bigint primary key,
  mention bigint not null,
  taken_at bigint not null
);
create index prints_taken on prints (taken_at);
create index cases_copies on cases (merged_into, number) where status = 'copy';
create index cases_dismissed on cases (number) where status = 'dismissed';

-- How much came, by series and by hour or day since 1970.
create table counts (
  step text not null,
  at bigint not null,
  series text not null,
  count bigint not null,
  primary key (step, at, series)
);
-- Where each series stands, so that what is told is told once.
create table watches (
  series text not null,
  step text not null,
  state text not null,
  primary key (series, step)
);

-- Many people on one matter; open until it is quiet.
create table incidents (
  number bigint primary key,
  matter text not null,
  department text not null,
  opened_at bigint not null,
  last_at bigint not null,
  listed_at bigint not null,
  closed_at bigint
);
create unique index incidents_open on incidents (matter) where closed_at is null;
create table incident_cases (
  case_number bigint primary key,
  incident bigint not null,
  listed boolean not null
);
create index incident_cases_by_incident on incident_cases (incident, case_number);
create index incident_cases_unlisted on incident_cases (incident, case_number) where not listed;
insert into counters (name, value) values ('incident', 0);

-- Authors of two networks who are one person, as a colleague said.
create table same_authors (
  network text not null,
  author_id text not null,
  person text not null,
  handle text not null,
  by text not null,
  at bigint not null,
  primary key (network, author_id)
);
create index same_authors_by_person on same_authors (person);
