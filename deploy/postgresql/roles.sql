-- Roles and the database, for PostgreSQL 15 or newer: psql --file=deploy/postgresql/roles.sql
--
-- Each role has the name of the system account that uses it, so that on this machine PostgreSQL knows it by its account
-- (peer, Debian's default in pg_hba.conf) and no password lies anywhere. For another machine: ALTER ROLE ... PASSWORD.
\set ON_ERROR_STOP on

CREATE ROLE "clinic-staff" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE "clinic-public" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 40;

CREATE DATABASE clinic OWNER "clinic-staff" ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE clinic FROM PUBLIC;
GRANT CONNECT ON DATABASE clinic TO "clinic-public";
-- A statement of a visitor that hangs holds no lock for longer than this.
ALTER ROLE "clinic-public" IN DATABASE clinic SET statement_timeout = '30s';
ALTER ROLE "clinic-public" IN DATABASE clinic SET idle_in_transaction_session_timeout = '60s';

\connect clinic
-- The staff's side makes the tables, and a restore sets this schema aside.
ALTER SCHEMA public OWNER TO "clinic-staff";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- The rest comes with the tables: manage.py grant_public_role clinic-public
