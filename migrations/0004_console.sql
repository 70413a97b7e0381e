-- The console's messages.
create table entries (
  id text primary key,
  key text not null unique,
  seq bigint not null unique,
  channel text not null,
  thread text,
  at bigint not null,
  body text not null
);
create index entries_by_channel on entries (channel, seq) where thread is null;
create index entries_by_thread on entries (thread, at) where thread is not null;

-- The sandbox network's posts.
create table posts (
  id text primary key,
  key text unique,
  seq bigint not null unique,
  network text not null,
  handle text not null,
  name text not null,
  text text not null,
  parent text,
  root text not null,
  at bigint not null,
  edited_at bigint,
  deleted_at bigint,
  ours boolean not null
);
create index posts_by_root on posts (root, at);
create index posts_by_handle on posts (handle, at);
