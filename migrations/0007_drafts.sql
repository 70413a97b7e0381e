-- Words for the public that wait for a second person, or that the guard blocks, and how each ended.
create table drafts (
  id text primary key,
  case_number bigint not null,
  author text not null,
  words text not null,
  findings text not null,
  worries text not null,
  network text not null,
  feed text not null,
  parent text not null,
  asked_at bigint not null,
  expires_at bigint not null,
  state text not null,
  detail text not null,
  ended_at bigint,
  blocked boolean not null
);
-- A case has one that is open; also what is looked through for those whose time has passed.
create unique index drafts_open on drafts (case_number) where ended_at is null;
create index drafts_expire on drafts (expires_at) where ended_at is null;
create index drafts_asked on drafts (asked_at);
create index drafts_ended on drafts (ended_at) where ended_at is not null;

-- Where the requests stand that ask for a second person's yes.
create table requests (
  draft text not null,
  case_number bigint not null,
  chat text not null,
  channel text not null,
  message text not null,
  posted_at bigint not null,
  primary key (draft, chat, channel)
);
create index requests_by_message on requests (chat, channel, message);

-- Who has accepted which version of the policy's text.
create table enrolments (
  staff text not null,
  version text not null,
  accepted_at bigint not null,
  origin text not null,
  primary key (staff, version)
);
create index enrolments_by_version on enrolments (version, staff);
