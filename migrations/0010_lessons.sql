-- What people corrected, for triage to learn from: the last word on each field of a mention.
create table lessons (
  id text primary key,
  mention bigint not null,
  field text not null,
  was text not null,
  label text not null,
  who text not null,
  at bigint not null
);
create unique index lessons_by_mention on lessons (mention, field);

-- Models that were learnt from them; the newest that is used judges.
create table models (
  version bigint primary key,
  made_at bigint not null,
  lessons bigint not null,
  newest text not null,
  scores text not null,
  state text not null,
  weights text not null
);
insert into counters (name, value) values ('model', 0);
