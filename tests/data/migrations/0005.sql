update cards set posted_at = 1795183273000000 where case_number = 1;
insert into ailments (subject, why, since, told_at) values
  ('chat/slack/C1', 'the bot is not in this channel', 1795183200000000, 1795183200000000);
