-- The roles and the database of deploy/postgresql/roles.sql, with passwords: containers have no system accounts in common.
\set ON_ERROR_STOP on
\set staff `cat /run/secrets/staff-password`
\set public `cat /run/secrets/public-password`

CREATE ROLE "clinic-staff" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'staff';
CREATE ROLE "clinic-public" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 40 PASSWORD :'public';

CREATE DATABASE clinic OWNER "clinic-staff" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE clinic FROM PUBLIC;
GRANT CONNECT ON DATABASE clinic TO "clinic-public";
ALTER ROLE "clinic-public" IN DATABASE clinic SET statement_timeout = '30s';
ALTER ROLE "clinic-public" IN DATABASE clinic SET idle_in_transaction_session_timeout = '60s';

\connect clinic
ALTER SCHEMA public OWNER TO "clinic-staff";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
