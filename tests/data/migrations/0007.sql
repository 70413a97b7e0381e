insert into drafts (id, case_number, author, words, findings, worries, network, feed, parent, asked_at, expires_at, state, detail, ended_at, blocked) values
  ('00000000000070008000000000000701', 1, 'ana', 'We are sorry. Please call us.', '[]', '["topic"]', 'bluesky', 'public', 'p1', 1795183200000000, 1795197600000000, 'waiting', '{"state":"waiting"}', null, false),
  ('00000000000070008000000000000702', 1, 'ana', 'We are sorry.', '[]', '["topic"]', 'bluesky', 'public', 'p1', 1795183100000000, 1795197500000000, 'declined', '{"state":"declined","by":"cora","why":"Too short.","at":"2026-11-20T15:00:00Z"}', 1795186800000000, false);
insert into requests (draft, case_number, chat, channel, message, posted_at) values
  ('00000000000070008000000000000701', 1, 'console', 'emergency', 'm7', 1795183200000000);
insert into enrolments (staff, version, accepted_at, origin) values ('ana', '1', 1795183200000000, 'console');
