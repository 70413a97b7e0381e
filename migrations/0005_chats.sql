-- Where a card stands says whose it is: buttons and threads are looked up by their message.
create index cards_by_message on cards (chat, channel, message);
-- When it was posted: of a burst only the first get a card each.
alter table cards add column posted_at bigint;
create index cards_posted on cards (chat, channel, posted_at);
-- Labels in use, for completion.
create index cases_tagged on cases (number) where tags <> '[]' and status in ('open', 'held');

-- What a person has to mend, told once.
create table ailments (
  subject text primary key,
  why text not null,
  since bigint not null,
  told_at bigint not null
);
