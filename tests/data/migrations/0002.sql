insert into deliveries (id, lane, case_number, kind, payload, state, due_at, attempts, unknown_since, prepared, why) values
  ('00000000000070008000000000000005', 'chat/console/emergency', 1, 'card',
   '{"what":"card","channel":{"chat":"console","id":"emergency"}}', 'due', 1795183272000000, 0, null, null, null),
  ('00000000000070008000000000000006', 'public/public/1', 1, 'reply',
   '{"what":"reply","feed":"public","to":{"network":"bluesky","id":"p1"},"text":"Please call"}', 'aside',
   1795183273000000, 8, 1795183274000000, '{"rkey":"3k"}', 'no answer in time');
insert into lanes (name, due_at, paused_until, leased_by, leased_until, failures) values
  ('chat/console/emergency', 1795183272000000, 0, null, 0, 0);
insert into cards (case_number, chat, channel, message) values (1, 'console', 'emergency', 'm1');
insert into leases (name, holder, until) values ('feed/public', '17-0', 1795183300000000);
