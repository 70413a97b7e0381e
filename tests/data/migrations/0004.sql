update counters set value = 1 where name in ('entry', 'post');
insert into entries (id, key, seq, channel, thread, at, body) values
  ('m1', '00000000000070008000000000000007', 1, 'emergency', null, 1795183200000000, '{"kind":"line","body":"Hello"}');
insert into posts (id, key, seq, network, handle, name, text, parent, root, at, edited_at, deleted_at, ours) values
  ('s1', 'a-key', 1, 'mastodon', 'rosa', 'Rosa', 'Six hours', null, 's1', 1795183200000000, null, null, false);
