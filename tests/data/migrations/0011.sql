insert into policy_texts (version, text, kept_at) values ('1', 'We stay kind.', 1795183200000000);
