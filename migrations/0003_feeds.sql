-- Where each feed has read up to, and how it fares.
create table feeds (
  name text primary key,
  network text not null,
  cursor text,
  checked_at bigint,
  ok_at bigint,
  failures integer not null,
  state text not null,
  why text
);

-- Webhook messages taken in, so that none is taken twice.
create table receipts (
  hook text not null,
  id text not null,
  sent_at bigint not null,
  taken_at bigint not null,
  primary key (hook, id)
);
create index receipts_taken on receipts (taken_at);

-- Sessions and rotating tokens that must outlive the process.
create table secrets (
  name text primary key,
  value text not null
);

-- The slots of a schedule that have been done: each once.
create table slots (
  name text primary key,
  at bigint not null
);
