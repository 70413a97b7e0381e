-- The words that people accepted under a version of the policy's text, as the first of them read it. Never changed.
create table policy_texts (
  version text primary key,
  text text not null,
  kept_at bigint not null
);
