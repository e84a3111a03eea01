-- Who asks the questions: a role that reads, and nothing else. Run this once as the owner of the database, with a password of your
-- own (for Neon a long random one: openssl rand -base64 24), and give Metabase this role.
-- Not granted on purpose: messages (mails with links that give verdicts), verdicts (people's addresses).
create role vigie_reader login password 'choose a long one';
grant usage on schema public to vigie_reader;
grant select on payments, quarters, closed_days, daily_fraud_report to vigie_reader;
-- A question that reads too much ends, and cannot hold up the payments that are being stored.
alter role vigie_reader set statement_timeout = '30s';
alter role vigie_reader set default_transaction_read_only = on;
