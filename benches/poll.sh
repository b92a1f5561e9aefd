#!/bin/sh
# Polls ten thousand feeds, cold and warm, beside curl fetching the same addresses.
#
#     FEEDSERVER=path/to/feedserver TAKEFIVE=target/release/takefive benches/poll.sh [FEEDS] [PORT] [OPTION…]
#
# FEEDSERVER is a server of synthetic feeds with validators; options are handed on to it. Needs curl and GNU time. All in one run, on
# one machine: the server takes its share of it, from curl as from takefive.
set -eu
feeds=${1:-10000} port=${2:-9180}
[ $# -gt 2 ] && shift 2 || set --
: "${FEEDSERVER:?is not set: name the server of feeds}"
takefive=$(realpath "${TAKEFIVE:-target/release/takefive}")
folder=$(mktemp -d)
"$FEEDSERVER" --port "$port" --feeds "$feeds" --max-age 0 "$@" >"$folder/server" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
at="http://127.0.0.1:$port"
until curl -sf "$at/control/score" >"$folder/score" 2>&1; do sleep 0.2; done

mkdir -p "$folder/content"
printf 'title: Five\nbase-url: https://five.example/\nallow-private: true\nlisten: false\n' >"$folder/content/site.yaml"
curl -s "$at/index.txt?n=$feeds" | sed 's/^/- url: /' >"$folder/content/feeds.yaml"
cd "$folder"

# A command's wall and processor time and memory, then what the server saw of it.
measure() {
    name=$1
    shift
    curl -s "$at/control/reset-score" >"$folder/score"
    /usr/bin/time -o "$folder/time" -f '%e s wall, %U + %S s CPU, %M KB' "$@" >"$folder/out" 2>"$folder/err" || true
    printf '%-14s %s\n' "$name" "$(cat "$folder/time")"
    curl -s "$at/control/score" | grep -E '"requests"|"200"|"broken"' | sed -E 's/.*("requests":[0-9]+,"body_bytes":[0-9]+).*("max_at_once_on_one_host":[0-9]+).*/\1,\2/; s/^/    /'
    grep -E 'Polled' "$folder/err" || true
}

curl -s "$at/index.curl?n=$feeds" >cold.curl
measure 'curl cold' curl -s --compressed --parallel --parallel-max 64 --config cold.curl
measure 'takefive cold' "$takefive" fetch
curl -s "$at/index.curl?n=$feeds&cond=1" >warm.curl
curl -s "$at/control/bump?k=$((feeds / 20))" >"$folder/score"
for round in 1 2 3; do
    measure "curl warm $round" curl -s --compressed --parallel --parallel-max 64 --config warm.curl
done
# Without the journal no feed rests: all are asked, as curl asks them.
rm -rf .takefive/polls && mv .takefive kept
for round in 1 2 3; do
    # What a poll changes in a body is a new file, so links will do; the log it only adds to, so that is copied. Nothing is deleted
    # meanwhile: file systems are slow to make files where many were deleted a moment ago.
    cp -rl kept .takefive
    for log in .takefive/feeds/*.log; do cp "$log" "$log.new" && mv "$log.new" "$log"; done
    measure "takefive warm $round" "$takefive" fetch
    [ "$round" = 3 ] || mv .takefive "used-$round"
done
measure 'all unchanged' "$takefive" fetch
du -sh .takefive | sed 's/^/cache: /'
