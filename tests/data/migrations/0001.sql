update counters set value = 2 where name = 'case';
update counters set value = 2 where name = 'mention';
insert into cases (number, version, status, holder, since, merged_into, network, feed, author_id, author_handle,
  author_name, conversation, department, facility, topic, intent, urgency, language, reasons, tags, tier, mentions,
  latest_post, opened_at, answered_at, due_at, late) values
  (1, 3, 'held', 'ana', 1795183260000000, null, 'bluesky', 'public', 'did:plc:rosa', 'rosa', 'Rosa', 'p1', 'emergency',
   'Harbor General', 'wait_time', 'complaint', 'high', 'en', '["a reason"]', '["night"]', 1, 1, 'p1', 1795183200000000,
   null, 1795186800000000, true),
  (2, 2, 'merged', 'lena', 1795183300000000, 1, 'bluesky', 'public', 'did:plc:rosa', 'rosa', 'Rosa', 'p2', 'emergency',
   null, 'wait_time', 'complaint', 'normal', '', '[]', '[]', 0, 1, 'p2', 1795183250000000, null, null, false);
insert into mentions (id, network, post, feed, case_number, text, link, posted_at, taken_at, edited_at, deleted_at) values
  (1, 'bluesky', 'p1', 'public', 1, 'Six hours in the ER', 'https://example.org/p1', 1795183100000000, 1795183200000000, null, null),
  (2, 'bluesky', 'p2', 'public', 1, 'Seven hours', null, 1795183240000000, 1795183250000000, 1795183260000000, 1795183270000000);
insert into events (id, case_number, at, who, origin, kind, detail) values
  ('00000000000070008000000000000001', 1, 1795183200000000, '(author)', 'network', 'opened', '{"kind":"opened","department":"emergency","urgency":"normal"}'),
  ('00000000000070008000000000000002', 1, 1795183260000000, 'ana', 'console', 'claimed', '{"kind":"claimed"}'),
  ('00000000000070008000000000000003', 2, 1795183300000000, 'lena', 'terminal', 'merged', '{"kind":"merged","into":1}');
insert into replies (delivery, case_number, staff, text, state, network, feed, parent, post, written_at, published_at) values
  ('00000000000070008000000000000004', 1, 'ana', 'We are sorry', 'published', 'bluesky', 'public', 'p1', 'p3', 1795183270000000, 1795183271000000);
