#!/bin/sh
# Plays the story of `samling demo` in containers: builds a copy of this checkout, starts it all beside what may run
# already, kills a worker on the way, looks for people in the logs, and takes everything away again.
#   infra/docker/play-story.sh [COMMAND]   COMMAND, given docker-compose.yml, prints a compose file to be added to it
set -eu
cd "$(dirname "$0")/../.."
samling=$PWD/.venv/bin/samling
[ -x "$samling" ] || { echo "there is no .venv yet: run make demo first" >&2; exit 2; }

export COMPOSE_PROJECT_NAME=samling-story SAMLING_IMAGE=samling-story SAMLING_PROXY_IMAGE=samling-story-proxy
export SAMLING_HTTP_PORT=18080 SAMLING_HTTPS_PORT=18443 SANDBOX_PORT=18001 SAMLING_PUBLIC_URL=http://127.0.0.1:18080
export SAMLING_SENDING_UNDO=0 # the story does not wait for second thoughts
copy=$(mktemp -d)
chmod 0755 "$copy" # the containers see its files under their own users
git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'for file; do [ ! -f "$file" ] || printf "%s\0" "$file"; done' - |
    tar --create --null --files-from - | tar --extract --directory "$copy"
cd "$copy"
infra/docker/make-secrets.sh demo >/dev/null

compose() { docker compose --file docker-compose.yml ${added:+--file "$added"} "$@"; }
finish() {
    code=$?
    [ "$code" = 0 ] || compose logs --no-color --tail 40 || :
    compose down --volumes --timeout 10 >/dev/null 2>&1 || :
    rm -rf "$copy"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM
if [ $# -gt 0 ]; then
    "$@" docker-compose.yml >added.json
    added=added.json
fi

compose build --quiet
compose up --detach --wait --wait-timeout 600 --quiet-pull
(sleep 8 && compose exec -T --user 10001 registrations-worker sh -c 'kill -KILL -1' || :) >/dev/null 2>&1 &
SAMLING_SECRET_KEY_FILE=infra/docker/secrets/secret_key "$samling" demo --url "$SAMLING_PUBLIC_URL" \
    --sandbox-url "http://127.0.0.1:$SANDBOX_PORT"
wait
compose run --rm -T operator audit >audit.txt
compose logs --no-color >logs.txt 2>&1
if grep -nE '\+4477|@example|Haddad|Warsame|Tesfay|Kovalenko|Storgata|/p/[A-Za-z0-9_-]{22}|Bearer|Traceback' logs.txt; then
    echo "people, secrets or unexpected errors stand in the logs" >&2
    exit 1
fi
echo "The story was played in containers."
