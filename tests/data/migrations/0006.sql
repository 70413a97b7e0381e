insert into members (chat, account, name, handle, title, in_groups, standing, seen_at) values
  ('slack', 'U1', null, 'ana.k', 'Ana K.', '["S1"]', 'member', 1795183200000000),
  ('slack', 'U2', 'ben.slack', 'ben', 'Ben', '[]', 'gone', 1795183200000000);
insert into rolls (chat, called_at) values ('slack', 1795183200000000);
