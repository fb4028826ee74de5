#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# journal_cli.sh -- sekisho journal and sekisho journal verify on a folder
#
# usage: journal_cli.sh SEKISHO JOURNAL-MAKE
set -eu
sekisho=$1 make=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TZ=Asia/Tokyo
export TZ

fail()
{
	echo "not so: $*"
	exit 1
}

verify() # STATUS WORDS [OPTION …]
{
	status=$1 words=$2
	shift 2
	code=0
	"$sekisho" journal verify --folder "$folder" "$@" >"$folder/out" \
		2>&1 || code=$?
	[ "$code" -eq "$status" ] || fail "exit $code: $(cat "$folder/out")"
	grep -q -e "$words" "$folder/out" ||
		fail "'$words' in: $(cat "$folder/out")"
}

verify 1 'no-file: is missing'
"$sekisho" journal --folder "$folder" 2>&1 | grep -q 'no journal' ||
	fail 'an empty folder is said to be one'
"$make" "$folder" 20 2000 >/dev/null
verify 0 'good: 2[0-9] lines in . files'
head=$(sed -n 's/^head //p' "$folder/out")
verify 0 '"good":true' --json
verify 2 'usage' --head 12
verify 0 'good' --head "$head"

# What happened, newest last, in local time; nothing that a terminal obeys.
"$sekisho" journal --folder "$folder" -n 3 >"$folder/out"
[ "$(wc -l <"$folder/out")" -eq 3 ] || fail 'three lines'
grep -q '+0900 .* apply .*generation=19 author="情報政策課 太郎"' \
	"$folder/out" || fail "the newest: $(cat "$folder/out")"
! grep -q "$(printf '\033')" "$folder/out" || fail 'no escape'
"$sekisho" journal --folder "$folder" -n 1 --json >"$folder/out"
tail -n 1 "$(ls "$folder"/*.jsonl | tail -n 1)" | cmp - "$folder/out" ||
	fail 'the line as it stands'

# Somebody's lines, an event's, a period's: all of them, or the newest.
shown() # COUNT [OPTION …]
{
	count=$1
	shift
	"$sekisho" journal --folder "$folder" "$@" >"$folder/out" 2>&1 ||
		fail "exit $?: $(cat "$folder/out")"
	[ "$(wc -l <"$folder/out")" -eq "$count" ] ||
		fail "$count lines of $*: $(cat "$folder/out")"
}
none() # [OPTION …]
{
	shown 1 "$@"
	grep -q 'no line of the journal' "$folder/out" || fail "a line of $*"
}
shown 20 --by '情報政策課 太郎'
shown 20 --by '情報政策課 太郎' --json
shown 3 --by '情報政策課 太郎' -n 3
grep -q 'generation=19' "$folder/out" || fail 'the newest of them'
none --by '情報政策課'
none --by '情報政策課 太郎' --event confirm
shown 20 --event apply
none --event appl
files=$(ls "$folder"/*.jsonl | wc -l)
shown "$files" --event journal-file
shown $((20 + files)) -n 10000
first=$(head -n 1 "$folder/out" | cut -c 1-10) # not today's, at midnight
last=$(tail -n 1 "$folder/out" | cut -c 1-10)
shown 20 --since "$first" --event apply
shown 20 --until "$last" --event apply
none --since "$(date -d "$last +1 day" +%Y-%m-%d)"
none --until "$(date -d "$first -1 day" +%Y-%m-%d)"
shown $((20 + files)) --since "$first"
shown $((20 + files)) --until "$last"
for wrong in '--since 2026-02-30' '--since 2026-02-02 --until 2026-02-01' '--until today' '-n x' '--by'; do
	code=0
	# shellcheck disable=SC2086 # an option and its word
	"$sekisho" journal --folder "$folder" $wrong 2>/dev/null || code=$?
	[ "$code" -eq 2 ] || fail "exit $code of $wrong"
done

# The end cut off is found by a head that was noted, and only by that.
last=$(ls "$folder"/*.jsonl | tail -n 1)
cp "$last" "$folder/kept"
sed -i '$d' "$last"
verify 0 'good'
verify 1 'cut: ends with line' --head "$head"
cp "$folder/kept" "$last"

sed -i '2s/太郎/次郎/' "$folder/journal-000002.jsonl"
verify 1 '^broken: journal-000002.jsonl:2: changed'
verify 1 '"kind":"changed","file":"journal-000002.jsonl","line":2' --json
# It may be somebody's.
shown 1 --by '次郎'
grep -q '^? ' "$folder/out" || fail 'a changed line is not kept back'

code=0
"$sekisho" journal verify --folder "$folder/none" 2>/dev/null || code=$?
[ "$code" -eq 3 ] || fail "exit $code where there is no folder"
