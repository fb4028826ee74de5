#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 91_enforce_heal.sh -- what others do is put right at once, and told with who did it

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/enforce.sh"
tests=$(cd "${0%/*}/.." && pwd)
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'enforce starts as root'
. "$tests/lib/intruder.sh"
need inet ct vmap_timeout concat_interval nflog veth ipv6

gateway_add gw
wire_add west lan0 10.1.0.1 fd00:1::1
wire_add east lan1 10.2.0.1 fd00:2::1
route_add west lan0 10.1.0.0/16 fd00:1::/48
route_add east lan1 10.2.0.0/16 fd00:2::/48
quiet west east
cat >list <<'LIST'
pass west 10.1.0.9 -> east 10.2.0.5 udp/1000
drop west 10.1.0.9 -> east 10.2.0.5 udp/1001
pass west fd00:1::9 -> east fd00:2::5 udp/1000
drop west fd00:1::9 -> east fd00:2::5 udp/1001
drop east 10.1.0.9 -> east 10.2.0.5 udp/1000 ; a forged source
LIST
n_flows=10000 n_storm=2000 n_attacks=40
[ -z "${LAB_SLOW:-}" ] || n_flows=1000 n_storm=200 n_attacks=5
approval='purpose = "p"; document = "1"; requested_by = "x"; approved_by = "y"; valid_until = "2090-01-01";'
{
	sed '/^flows = (/q' "$data/a.conf"
	for i in $(seq $n_flows); do
		echo "{ id = \"X-$i\"; from = \"west\"; to = \"east\"; $approval" \
			"source = [\"10.1.0.$((i % 250 + 1))\"]; destination = [\"10.2.$((i / 250)).7\"];" \
			"service = [\"tcp/$i\"]; },"
	done
	sed '1,/^flows = (/d' "$data/a.conf"
} >large.conf

# Longest of all that was told since then.
slowest()
{
	sed -n 's/^tampered .* took=\([0-9]*\) healed=1 .*/\1/p' said | sort -n | tail -1
}

enforce_begin
check "$n_flows flows are loaded" says 'result=0' load large.conf 1
echo "# loaded and read back within $(took) us"
check 'and in force' says 'result=0' switch 0
echo "# switched within $(took) us"

# --- the guard is all that others can touch ---

wound() # CLAIM COMMAND FOUND
{
	tell pid
	intrude "$2"
	check "$1 is told" hears "^tampered .* healed=1 by=$intruder"
	intruder_leaves
	check '… and what it was' hears "$3"
	check '… and all is as it should be' says 'result=1' check
}
wound 'a deleted guard' 'delete table inet sekisho_guard' 'table inet sekisho_guard is missing'
wound 'a rule in the guard' 'insert rule inet sekisho_guard forward accept' 'sekisho_guard forward'
wound 'an emptied guard' 'flush chain inet sekisho_guard forward' 'sekisho_guard forward'
wound 'a dormant guard' 'add table inet sekisho_guard { flags dormant; }' 'is dormant'
wound 'a flushed ruleset' 'flush ruleset' 'table inet sekisho_guard is missing'
echo "# healed within $(slowest) us at most"

# Hurt again as soon as it is healed, it is healed before the next tick, which is
# a second later; on a machine that is busy with others not each time.
wakes()
{
	healed=0
	for i in $(seq 50); do
		ns gw nft delete table inet sekisho_guard
		began=$(date +%s%3N)
		await ns gw nft list table inet sekisho_guard || return 1
		[ $(($(date +%s%3N) - began)) -ge 500 ] || healed=$((healed + 1))
		[ $healed -lt 5 ] || return 0
	done
	echo "$healed of $i"
	return 1
}
check 'it is woken, and does not wait for its tick' wakes

attack()
{
	for i in $(seq $n_attacks); do
		ns gw nft flush ruleset
		ns gw nft insert rule inet sekisho_guard forward accept || :
		ns gw nft flush chain inet sekisho_guard forward || :
		! ns gw nft flush chain inet sekisho forward 2>/dev/null || return 1
	done
}
(
	attack 2>/dev/null && echo 0 >attacked || echo 1 >attacked
) &
tell pid
no_leak()
{
	blast "$LAB_DIR/lab" list while sh -c \
		"while [ ! -e $LAB_DIR/attacked ]; do sleep 0.1; done" >blasted || :
	cat blasted
	grep -q 'leaked=0' blasted
}
check 'at full rate nothing forbidden passes' no_leak
sed 's/^/# /' blasted
check 'the gate could not be touched' [ "$(cat attacked)" = 0 ]
sed -n 's/^tampered .* took=\([0-9]*\) healed=1.*/# \1/p' said | tail -20 | tr '\n' ' '; echo
check 'many wounds are told as a few' \
	[ "$(grep -c '^tampered' said)" -lt $((3 * n_attacks)) ]
check 'all is as it should be' says 'result=1' check
echo "# healed within $(slowest) us at most"

# --- the process is killed again and again ---

kills()
{
	for i in 1 2 3 4 5; do
		tell kill || return 1
		ns gw nft flush ruleset
		says 'result=[01]' hold large.conf 1 || return 1
	done
}
(
	kills >kills.out 2>&1 && echo 0 >killed || echo 1 >killed
) &
check 'killed and started again at full rate: not a packet' \
	blast "$LAB_DIR/lab" list while sh -c \
	"while [ ! -e $LAB_DIR/killed ]; do sleep 0.1; done"
sed 's/^/# /' out
check '… and each time it has its table' [ "$(cat killed)" = 0 ]
check 'what was done while it was dead is put right' says 'result=1' check

# --- tables of others ---

foreign() # CLAIM COMMAND PATTERN
{
	tell pid
	intrude "$2"
	check "$1 is told" hears "$3"
	check '… with who made it' hears "^tampered pid=[1-9][0-9]* took=[0-9]* healed=0 by=$intruder"
	intruder_leaves
}
foreign 'a chain before ours that opens' \
	'add table ip evil { chain c { type filter hook prerouting priority -310; meta mark set 0x5e000000 accept; }; }' \
	'foreign table ip evil chain c .*(can open)'
sleep 1.2
foreign 'one that drops' \
	'add table inet docker { chain c { type filter hook forward priority 10; tcp dport 80 drop; }; }' \
	'foreign table inet docker chain c .*(can cut)'
sleep 1.2
tell pid
intrude 'add table inet harmless { chain c { type filter hook forward priority 10; tcp dport 22 counter accept; }; }'
sleep 1.2
intruder_leaves
check_fails 'one that is harmless is not' heard '^tampered'
check 'asked for, all are listed' says '  open table ip evil' others
check '… those that cut as well' says '  cut table inet docker' others
check_fails '… harmless ones not' says 'harmless' others
ns gw nft delete table ip evil
ns gw nft delete table inet docker

# --- a storm ---

cpu() # of enforce, in ms
{
	tell cpu
	answer | sed -n 's/^cpu=//p'
}
storm()
{
	i=0
	while [ $i -lt $n_storm ]; do
		i=$((i + 1))
		echo "add table ip storm$((i % 100))"
		echo "delete table ip storm$((i % 100))"
	done | ns gw nft -i >/dev/null
}
ns gw nft add table ip idle
before=$(cpu)
began=$(date +%s%N)
storm
ended=$(date +%s%N)
after=$(cpu)
echo "# $((2 * n_storm)) transactions in $(((ended - began) / 1000000)) ms cost enforce $((after - before)) ms"
check 'transactions of others cost less than they take' \
	[ $((after - before)) -lt $(((ended - began) / 1000000)) ]
(
	storm
	echo >stormed
) &
sleep 0.5
tell pid
ns gw nft delete table inet sekisho_guard
check 'in a storm the guard is healed' hears '^tampered .* healed=1'
answer | grep '^tampered' | head -1 | sed 's/^/# /'
while [ ! -e stormed ]; do sleep 0.1; done
{
	echo 'add table ip big'
	echo 'add set ip big s { type ipv4_addr; }'
	for i in $(seq 0 399); do
		echo "add element ip big s { $(for j in $(seq 1 250); do
			printf '10.%d.%d.%d,' $((i / 250)) $((i % 250)) "$j"; done) }"
	done
} >big.nft
before=$(cpu)
ns gw nft -f big.nft
sleep 0.5
after=$(cpu)
check 'a hundred thousand elements of others cost little' \
	[ $((after - before)) -lt 500 ]
echo "# $((after - before)) ms"
ns gw nft delete table ip big
sleep 1
before=$(cpu)
sleep 3
after=$(cpu)
echo "# at rest: $((after - before)) ms in three seconds"
check 'at rest it takes next to nothing' [ $((after - before)) -lt 150 ]
check 'all is as it should be' says 'result=1' check
enforce_end

# --- who is heard only behind the look that finds his work ---

export LAB_STALL=500
enforce_begin
unset LAB_STALL
check 'one that looks late is in force' says 'result=[01]' hold large.conf 1
sleep 2
tell pid
ns gw nft delete table ip idle
sleep 0.2
intrude 'delete table inet sekisho_guard'
check 'what is found is told with him too' \
	hears "^tampered .* healed=1 by=.*$intruder"
intruder_leaves
check 'all is as it should be' says 'result=1' check
enforce_end

# --- nobody owned it for a while ---

if ns gw nft list table inet sekisho >/dev/null 2>&1; then
	tree=$(ns gw nft list ruleset | sed -n 's/^.chain \(g[0-9]*_west_to_east\) {/\1/p')
	ns gw nft insert rule inet sekisho "$tree" accept
	check_fails 'an orphan can be changed' \
		probe "$LAB_DIR/lab" list
	enforce_begin
	check 'whoever comes next puts it right' says 'result=0' hold large.conf 1
	echo "# adopted, compared and healed within $(took) us"
	check 'and says what it was' hears 'west_to_east'
	check 'all is as it should be' says 'result=1' check
	check 'indeed' probe "$LAB_DIR/lab" list
	enforce_end
else
	echo '# SKIP an orphan: in this kernel tables go with their owner'
fi
lab_end
