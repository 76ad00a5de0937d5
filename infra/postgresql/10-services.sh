#!/bin/bash
# Makes one role and one database for each service, as the secret files say; the image runs it on an empty data folder.
set -euo pipefail

for service in events registrations notifications partners web sandbox; do
    file=/run/secrets/${service}_database_url
    [ -r "$file" ] || { echo "$file is lacking: run infra/docker/make-secrets.sh" >&2; exit 1; }
    password=$(sed -nE 's,^postgresql://[^:]+:([^@]+)@.*,\1,p' "$file")
    [ -n "$password" ] || { echo "$file names no password" >&2; exit 1; }
    # the password goes in by a pipe: an argument could be read by everybody on the machine
    psql -X -q -v ON_ERROR_STOP=1 --no-password --username "$POSTGRES_USER" --dbname postgres <<SQL
\\set name samling_$service
\\set password '$password'
CREATE ROLE :"name" LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
echo "each service has its role and its database"
