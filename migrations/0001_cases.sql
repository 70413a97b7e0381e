-- Text for both databases: times are microseconds since 1970 in UTC, words of
-- a vocabulary are their one spelling, lists are JSON.

create table counters (
  name text primary key,
  value bigint not null
);
insert into counters (name, value) values ('case', 0), ('mention', 0), ('entry', 0), ('post', 0);

create table cases (
  number bigint primary key,
  version bigint not null,
  status text not null,
  holder text,
  since bigint,
  merged_into bigint,
  network text not null,
  feed text not null,
  author_id text not null,
  author_handle text not null,
  author_name text not null,
  conversation text not null,
  department text not null,
  facility text,
  topic text not null,
  intent text not null,
  urgency text not null,
  language text not null,
  reasons text not null,
  tags text not null,
  tier integer not null,
  mentions bigint not null,
  latest_post text not null,
  opened_at bigint not null,
  answered_at bigint,
  due_at bigint,
  late boolean not null
);
-- One case a conversation and author; also the author's history.
create unique index cases_by_conversation on cases (network, author_id, conversation);
create index cases_by_handle on cases (lower(author_handle));
create index cases_opened on cases (opened_at);
create index cases_answered on cases (answered_at) where answered_at is not null;
-- What everyday questions read; closed cases are in none of these.
create index cases_open on cases (number) where status in ('open', 'held');
create index cases_open_by_department on cases (department, number) where status in ('open', 'held');
create index cases_late on cases (number) where late and status in ('open', 'held');
create index cases_held on cases (holder, number) where status = 'held';
create index cases_due on cases (due_at) where due_at is not null;

create table mentions (
  id bigint primary key,
  network text not null,
  post text not null,
  feed text not null,
  case_number bigint not null,
  text text not null,
  link text,
  posted_at bigint not null,
  taken_at bigint not null,
  edited_at bigint,
  deleted_at bigint
);
create unique index mentions_by_post on mentions (network, post);
create index mentions_by_case on mentions (case_number, id);

-- The record: appended to, never changed.
create table events (
  id text primary key,
  case_number bigint not null,
  at bigint not null,
  who text not null,
  origin text not null,
  kind text not null,
  detail text not null
);
create index events_by_case on events (case_number, id);

create table replies (
  delivery text primary key,
  case_number bigint not null,
  staff text not null,
  text text not null,
  state text not null,
  network text not null,
  feed text not null,
  parent text not null,
  post text,
  written_at bigint not null,
  published_at bigint
);
create index replies_by_case on replies (case_number, delivery);
-- Recognises our own posts when a feed echoes them.
create unique index replies_by_post on replies (network, post);
