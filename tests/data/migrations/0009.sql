insert into prints (key, mention, taken_at) values (-77, 1, 1795183200000000);
insert into counts (step, at, series, count) values ('hour', 498662, 'symptom/gastro', 3);
insert into watches (series, step, state) values ('symptom/gastro', 'hour', '{"phase":"Calm","waves":[],"seen":498662}');
update counters set value = 1 where name = 'incident';
insert into incidents (number, matter, department, opened_at, last_at, listed_at, closed_at) values
  (1, 'topic/wait_time@Harbor General', 'emergency', 1795183200000000, 1795183200000000, 1795183200000000, null);
insert into incident_cases (case_number, incident, listed) values (1, 1, true);
insert into same_authors (network, author_id, person, handle, by, at) values
  ('bluesky', 'did:plc:rosa', '00000000000070008000000000000001', 'rosa', 'lena', 1795183200000000);
