#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 111_dump_changing.sh -- a dump is of one moment, whoever writes meanwhile

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct

ns_add gw
ns gw nft 'add table ip one; add chain ip one c; add rule ip one c accept'

# The kernel's own count of transactions is the dump's.
of_now()
{
	dump-lab count a.dump >/dev/null &&
		[ "$(sed -n 's/^generation //p' taken)" = "$(ns gw genid)" ]
}

disturbed() # TIMES
{
	ns gw dump-lab disturbed "$1" a.dump >taken 2>why
}

holds() # TABLES
{
	dump-lab count a.dump | grep -qx "tables $1"
}

check 'a change in its midst: it is taken again' disturbed 1
check '… and is of the moment after' of_now
check '… holding what was added' holds 2
check 'seven changes in a row: it is taken at last' disturbed 7
check '… and is of the moment after' of_now
check '… holding all that was added' holds 8
check_fails 'who changes for ever is not waited for' disturbed 999
check '… and it is said why' grep -q 'dump: .*restart' why

# Two tables that change in one transaction are never seen half changed.
write_version() # NUMBER
{
	for table in left right; do
		echo "add table ip $table"
		echo "delete table ip $table"
		echo "table ip $table { chain c { meta mark set $1; }; }"
	done
}

versions_agree()
{
	dump-lab show b.dump | awk '/^ip (left|right) c/ { at = $2 }
		/immediate reg 1/ { seen[at] = $6 }
		END { exit seen["left"] == "" || seen["left"] != seen["right"] }'
}

write_version 1 >first
ns gw nft -f first
(
	i=1
	while [ ! -e enough ]; do
		i=$((i + 1))
		write_version $i
	done | while read -r line; do
		echo "$line" >>next
		case $line in
		table*right*)
			ns gw nft -f next
			rm next
			;;
		esac
	done
) &
writer=$!

rounds=60
[ -z "${LAB_SLOW:-}" ] || rounds=10
whole=0 torn=0 given_up=0
for round in $(seq $rounds); do
	if ! ns gw dump-lab take b.dump >taken 2>why; then
		given_up=$((given_up + 1))
	elif versions_agree; then
		whole=$((whole + 1))
	else
		torn=$((torn + 1))
	fi
done
: >enough
wait $writer || true
echo "# $whole dumps whole, $torn torn, $given_up given up"
check 'of two tables written as one, none is seen half written' \
	[ "$torn" = 0 ]
check '… in dumps of which there are some' [ "$whole" -gt 0 ]

# What a transaction changes in a chain that stays, the kernel changes one after
# the other behind its count: between the two stand many other things.
write_policies() # POLICY
{
	echo "chain ip left p { policy $1; }"
	for i in $(seq 3000); do
		echo "add chain ip between c$i; delete chain ip between c$i"
	done
	echo "chain ip right p { policy $1; }"
}

ns gw nft add table ip between
for table in left right; do
	ns gw nft "add chain ip $table p {
		type filter hook input priority 0; policy accept; }"
done
write_policies accept >accept
write_policies drop >drop
rm enough
while [ ! -e enough ]; do
	ns gw nft -f accept
	ns gw nft -f drop
done &
writer=$!
ns gw dump-lab policies $((rounds * 200)) >policies
sed 's/^/# policies: /' policies
: >enough
wait $writer || true
check 'of two chains changed as one, none is seen half changed' \
	grep -qx 'torn 0' policies
check_fails '… in dumps of which there are some' grep -qx 'whole 0' policies

lab_end
