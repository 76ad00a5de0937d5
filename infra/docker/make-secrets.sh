#!/bin/sh
# Writes random secrets for docker-compose.yml into infra/docker/secrets/, and settings into .env, where they are lacking.
#   infra/docker/make-secrets.sh         for real: SMS and e-mail are off until .env and the files say otherwise
#   infra/docker/make-secrets.sh demo    to try it: phone and mailbox are those of the sandbox
# Nobody else on this machine can enter the folder. The files in it have to be readable, because the containers, each of
# a user of its own, see them under their own numbers.
set -eu
cd "$(dirname "$0")/../.."
folder=infra/docker/secrets
mkdir -p "$folder" "$folder/tls"
chmod 0700 "$folder"
umask 022

random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # name, content: written once and never changed
    [ -e "$folder/$1" ] || printf '%s\n' "$2" >"$folder/$1"
}

keep secret_key "$(random 32)"
keep postgres_password "$(random 24)"
for service in events registrations notifications partners web sandbox; do
    keep "${service}_database_url" "postgresql://samling_$service:$(random 24)@postgres:5432/samling_$service"
done

broker=$(random 24)
keep rabbitmq_user.conf "default_user = samling
default_pass = $broker"
broker=$(sed -n 's/^default_pass = //p' "$folder/rabbitmq_user.conf")
keep broker_url "amqp://samling:$broker@rabbitmq:5672/samling"
keep partner_broker_url "amqp://samling:$broker@rabbitmq:5672"
keep broker_management_url "http://samling:$broker@rabbitmq:15672"

if [ "${1-}" = demo ]; then
    keep twilio_auth_token "$(random 16)"
    keep smtp_url "smtp://127.0.0.1:8025/?tls=none"
    settings="COMPOSE_PROFILES=demo
SAMLING_PUBLIC_URL=http://127.0.0.1:8080
TWILIO_ACCOUNT_SID=AC$(random 16)
TWILIO_FROM=+447700900999
TWILIO_API_BASE_URL=http://127.0.0.1:8001
MAIL_FROM=samling@example.org
MAIL_REPLY_DOMAIN=reply.example.org"
else
    keep twilio_auth_token ""
    keep smtp_url ""
    settings="# settings of docker-compose.yml; docs/how-to/run-in-containers.md explains them
SAMLING_PUBLIC_URL=https://samling.example.org
TWILIO_ACCOUNT_SID=
TWILIO_FROM=
MAIL_FROM=
MAIL_REPLY_DOMAIN="
fi
umask 077
[ -e .env ] || printf '%s\n' "$settings" >.env
echo "Secrets are in $folder/, settings in .env; neither belongs into git or a picture of the screen."
