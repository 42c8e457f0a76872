DROP TABLE sign_in_tries;
DROP TABLE identities;
DROP TABLE one_time_links;
DROP TABLE sessions;
DROP TABLE accounts;
