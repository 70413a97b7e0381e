insert into feeds (name, network, cursor, checked_at, ok_at, failures, state, why) values
  ('public', 'bluesky', '42', 1795183300000000, 1795183290000000, 2, 'failing', 'no answer in time');
insert into receipts (hook, id, sent_at, taken_at) values ('reviews', 'm1', 1795183200, 1795183201000000);
insert into secrets (name, value) values ('public/session', 'kept');
insert into slots (name, at) values ('digest/2026-11-20T13:00:00Z', 1795183200000000);
