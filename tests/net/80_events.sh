#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 80_events.sh -- every change of the rules is told with its author, and a storm is cheap

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet

ns_add gw other

# A copy of nft(8) that bears another name.
cp "$(command -v nft)" last-word
nft_gw()
{
	ns gw nft "$@"
}

# watch OPTION… : in the background, until last-word has spoken.
watch()
{
	spawn gw events-watch "$@" last-word >seen
	watcher=$!
	await grep -q ready seen
}

end_watch()
{
	ns gw ./last-word add table ip "end$(date +%N)"
	wait "$watcher"
}

figure() # NAME
{
	sed -n "s/^wakeups=.*\b$1=\([0-9]*\).*/\1/p;s/^$1=\([0-9]*\) .*/\1/p" seen
}

# slowly PROGRAM COMMAND: one that lives until it has been looked at.
slowly()
{
	slowly_lines=$(wc -l <seen)
	(
		echo "$2"
		await looked_at
	) | ns gw sh -c '"$0" -i >/dev/null; :' "$1"
}

looked_at()
{
	[ "$(wc -l <seen)" -gt "$slowly_lines" ]
}

check 'the watch stands' watch
slowly nft 'add table ip docker'
nft_gw add table ip mangle
nft_gw add table ip mangle # is there: nothing happens
ns other nft add table ip elsewhere
cp "$(command -v nft)" '[kworker] x'
slowly './[kworker] x' 'delete table ip mangle'
check 'it ends' end_watch
check 'four transactions, no more' [ "$(figure changes)" = 4 ]
check 'each has its number' \
	sh -c 'sed -n "s/^genid=\([0-9]*\).*/\1/p" seen |
		awk "NR > 1 && \$1 != last + 1 { bad = 1 } { last = \$1 } END { exit bad }"'
if [ -n "$LAB_CONTAINER" ]; then
	echo '# skipped: program, user and parent (in a container)'
else
	check 'the program is named, its user and its command' \
		grep -q 'name=nft uid=0 program=.*/nft parent=.* command="nft -i"' seen
	check 'and what started it' grep -q 'parent=sh ' seen
	check 'a program that calls itself otherwise is found' \
		grep -q "name=\[kworker\] x uid=0 program=$LAB_DIR/\[kworker\] x" seen
fi

# 100 000 elements of one transaction.
{
	echo 'table ip storm { set s { type ipv4_addr; elements = {'
	awk 'BEGIN { for (i = 0; i < 100000; i++)
		printf "10.%d.%d.%d,\n", i / 65536, i / 256 % 256, i % 256 }'
	echo '} }'
	echo '}'
} >storm.nft
watch
nft_gw -f storm.nft
check 'a storm passes' end_watch
sed -n 's/^wakeups/# 100 000 elements: &/p' seen
check 'as one change' [ "$(figure changes)" = 2 ]
check 'at two wake-ups at most' [ "$(figure wakeups)" -le 2 ]
check 'nothing was lost' [ "$(figure losses)" = 0 ]
check 'the watch did not grow' [ "$(figure grown-kib)" -le 256 ]

# 3000 transactions under a watch that sleeps.
awk 'BEGIN { for (i = 0; i < 1500; i++)
	print "add table ip many\ndelete table ip many" }' >many.nft
watch -s -m 100
began=$(date +%s%3N)
nft_gw -i <many.nft >/dev/null
check 'many transactions pass' end_watch
naps=$((($(date +%s%3N) - began) / 100))
sed -n 's/^wakeups/# 3000 transactions: &/p' seen
check 'all are told' [ "$(figure changes)" = 3001 ]
check 'at no more wake-ups than naps' [ "$(figure wakeups)" -le $((naps + 2)) ]
check 'and no growth' [ "$(figure grown-kib)" -le 256 ]

# The same where the queue is too short, and nobody reads it.
watch -s -b 16384
kill -STOP "$watcher"
nft_gw -i <many.nft >/dev/null
kill -CONT "$watcher"
await grep -q lost seen
check 'a queue that is too short' end_watch
sed -n 's/^wakeups/# short queue: &/p' seen
check 'loses some' [ "$(figure changes)" -lt 3001 ]
check 'and says so each time' [ "$(figure losses)" -ge 1 ]
lab_end
