#!/bin/sh
# Builds a publication from nothing, again without a change, with a day more, with a word changed in it, and with the day gone again.
#
#     TAKEFIVE=target/release/takefive benches/build.sh PUBLICATION [DAYS [ROUNDS [FOLDER]]]
#
# Takes the newest DAYS posts of the publication (3650), works on a copy below FOLDER (a temporary one; what lies in memory is quicker
# to write to than a disk), and prints the least of ROUNDS (5) in milliseconds, with what `build --json` says. The day that is added is the
# newest one once more, on the next day, with other slugs and some other words. Needs GNU date and sed.
set -eu
from=$(realpath "${1:?is missing: name a publication with many posts}")
days=${2:-3650} rounds=${3:-5}
takefive=$(realpath "${TAKEFIVE:-target/release/takefive}")
folder=$(mktemp -d -p "${4:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/content/posts"
cp "$from"/content/*.yaml "$folder/content/"
find "$from/content/posts" -name '*.md' | sort | tail -n "$days" | while read -r post; do
    year=$folder/content/posts/$(basename "$(dirname "$post")")
    mkdir -p "$year" && cp "$post" "$year/"
done
cd "$folder"
newest=$(find content/posts -name '*.md' | sort | tail -n 1)
day=$(basename "$newest" .md)
next=$(date -d "$day + 1 day" +%F)
added=content/posts/$(date -d "$next" +%Y)/$next.md
mkdir -p "$(dirname "$added")"

# Runs a build, and keeps the least time of each name.
build() {
    start=$(date +%s%N)
    said=$("$takefive" --quiet build --json)
    took=$((($(date +%s%N) - start) / 1000000))
    least=$(cat "$folder/$1" 2>/dev/null | cut -d' ' -f1)
    if [ -z "$least" ] || [ "$took" -lt "$least" ]; then
        echo "$took $said" >"$folder/$1"
    fi
}

for round in $(seq "$rounds"); do
    if [ "$round" -le 2 ]; then
        rm -rf .takefive public && build cold
    fi
    build unchanged
    sed -e "s/$day/$next/g" -e 's/{#\(.*\)}/{#new-\1}/' -e 's/^\(> .*\) the /\1 another /' "$newest" >"$added"
    build added
    sed -i '0,/^> /s/^> /> Word /' "$added"
    build word
    rm "$added"
    build removed
done
for name in cold unchanged added word removed; do
    printf '%-10s %6s ms  %s\n' "$name" "$(cut -d' ' -f1 "$folder/$name")" "$(cut -d' ' -f2- "$folder/$name")"
done
