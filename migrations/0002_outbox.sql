-- What is still to be said. A delivery is a row until it is done.
create table deliveries (
  id text primary key,
  lane text not null,
  case_number bigint,
  kind text not null,
  payload text not null,
  state text not null,
  due_at bigint not null,
  attempts integer not null,
  unknown_since bigint,
  prepared text,
  why text
);
create index deliveries_due on deliveries (lane, id) where state = 'due';
create index deliveries_aside on deliveries (id) where state = 'aside';

-- A lane with work; the row goes when the work is done.
create table lanes (
  name text primary key,
  due_at bigint not null,
  paused_until bigint not null,
  leased_by text,
  leased_until bigint not null,
  failures integer not null
);
create index lanes_due on lanes (due_at);

-- Where a case's live card stands, one a channel.
create table cards (
  case_number bigint not null,
  chat text not null,
  channel text not null,
  message text not null,
  primary key (case_number, chat, channel)
);

-- What one process at a time may do, and until when it has it.
create table leases (
  name text primary key,
  holder text not null,
  until bigint not null
);
