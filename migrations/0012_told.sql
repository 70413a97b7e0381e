-- What a post told of a patient before its author changed it: only so that it stays masked where others repeat it.
alter table mentions add column told text;
