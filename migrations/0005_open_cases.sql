-- Open work of all departments by number: without it a list of what is open
-- walks through everything that was ever closed.
create index cases_waiting on cases (number) where status in ('open', 'held');
