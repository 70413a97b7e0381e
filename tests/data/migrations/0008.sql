insert into resources (name, language, version, purpose, text, departments, topics, state, added_by, added_at, retired_by, retired_at) values
  ('parking', 'en', 1, 'answer', 'Park at {facility}.', '[]', '["facilities"]', 'replaced', 'ana', 1795183200000000, null, null),
  ('parking', 'en', 2, 'answer', 'The garage at {facility} opens at 6.', '["desk"]', '["facilities"]', 'live', 'ana', 1795183300000000, null, null),
  ('old', 'es', 1, 'answer', 'Gracias.', '[]', '[]', 'retired', 'ana', 1795183200000000, 'ben', 1795183400000000);
insert into resource_counts (name, language, used, edited, resolved, thanked, reopened) values ('parking', 'en', 3, 1, 2, 1, 0);
insert into resource_uses (delivery, case_number, name, language, version, edited, counted, used_at) values
  ('00000000000070008000000000000004', 1, 'parking', 'en', 2, true, 'resolved', 1795183500000000);
insert into good_answers (case_number, delivery, topic, language, department, facility, ended_at) values
  (1, '00000000000070008000000000000004', 'facilities', 'en', 'desk', null, 1795183500000000);
insert into handoffs (digest, case_number, made_by, made_at, expires_at, used_by, used_at) values
  ('0011', 1, 'ana', 1795183200000000, 1795788000000000, null, null);
insert into wrong_codes (id, staff, at) values ('00000000000070008000000000000009', 'ben', 1795183200000000);
