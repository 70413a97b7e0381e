-- Who a chat's accounts are, as it told last. A name given here is nobody else's and stays.
create table members (
  chat text not null,
  account text not null,
  name text unique,
  handle text not null,
  title text not null,
  in_groups text not null,
  standing text not null,
  seen_at bigint not null,
  primary key (chat, account)
);

-- When a chat last told of all its people.
create table rolls (
  chat text primary key,
  called_at bigint not null
);
