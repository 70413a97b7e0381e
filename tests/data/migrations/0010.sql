insert into lessons (id, mention, field, was, label, who, at) values
  ('00000000000070008000000000000011', 1, 'topic', 'wait_time', 'billing', 'lena', 1795183400000000),
  ('00000000000070008000000000000012', 2, 'intent', 'complaint', 'spam', 'ana', 1795183410000000);
update counters set value = 1 where name = 'model';
insert into models (version, made_at, lessons, newest, scores, state, weights) values
  (1, 1795183500000000, 2, '00000000000070008000000000000012',
   '{"desk":{"before":{"posts":0,"topic":null,"intent":null,"critical":null},"after":{"posts":0,"topic":null,"intent":null,"critical":null}},"built_in":{"before":{"posts":0,"topic":null,"intent":null,"critical":null},"after":{"posts":0,"topic":null,"intent":null,"critical":null}}}',
   'refused', '');
