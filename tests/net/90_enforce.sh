#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 90_enforce.sh -- the enforce process does what the engine asks, by its channel
#
# In its jail, as nobody with CAP_NET_ADMIN; a script is the engine.

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/enforce.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'enforce starts as root'
need inet ct vmap_timeout concat_interval nflog veth ipv6

gateway_add gw
wire_add west lan0 10.1.0.1 fd00:1::1
wire_add east lan1 10.2.0.1 fd00:2::1
route_add west lan0 10.1.0.0/16 fd00:1::/48
route_add east lan1 10.2.0.0/16 fd00:2::/48
quiet west east
# What b.conf permits beside is what tells the two apart.
cat >a.list <<'LIST'
pass west 10.1.0.9 -> east 10.2.0.5 udp/1000
drop west 10.1.0.9 -> east 10.2.0.5 udp/1001
pass west fd00:1::9 -> east fd00:2::5 udp/1000
drop west fd00:1::9 -> east fd00:2::5 udp/1001
drop east 10.1.0.9 -> east 10.2.0.5 udp/1000 ; a forged source
LIST
sed 's/^pass/drop/' a.list >closed.list

passes()
{
	probe "$LAB_DIR/lab" "${1:-a.list}"
}

enforce_begin

# --- nothing, and then something ---

check 'an empty kernel is told' says 'held live=0 .* present=0 .*facts=none' look
check 'nothing can be switched to' says 'result=ENODATA' switch 0
check '… or confirmed' says 'result=ETIME' confirm
check 'a policy is loaded' says 'result=0' load "$data/a.conf" 1
check 'and nothing passes yet' passes closed.list
check 'it comes in force' says 'result=0' switch 0
check 'and what it permits passes' passes
check 'forwarding is on' [ "$(ns gw cat /proc/sys/net/ipv4/ip_forward)" = 1 ]
check 'who applied it is held' says 'held live=1 .*facts=abcd' look
check 'compared, nothing is found' says 'result=1' check
check 'others cannot touch the table' \
	sh -c '! nsenter --net=/run/netns/gw nft add chain inet sekisho evil'

# --- one that is pending ---

check 'another is loaded' says 'result=0' load "$data/b.conf" 2
check 'for a minute' says 'result=0' switch 60000
check 'it is pending' says 'live=2 pending=2 fallback=1' look
check 'nothing else can be switched to' \
	says 'result=E' switch 0
check 'nothing is found meanwhile' says 'result=1' check
check 'it gets less time' says 'result=0' extend 500
check 'nobody confirms: the engine is told' hears '^lapsed'
check 'the first one is in force again' says 'live=1 pending=0 fallback=0' look
check 'and what it permits passes' passes
check 'nothing is left' says 'result=1' check
check 'it is too late to confirm' says 'result=ETIME' confirm

check 'loaded again' says 'result=0' load "$data/b.conf" 2
check 'for some seconds' says 'result=0' switch 4000
check 'extended' says 'result=0' extend 60000
sleep 4.2
check 'it is pending still' says 'live=2 pending=2' look
check 'confirmed' says 'result=0' confirm
check 'it is in force' says 'live=2 pending=0 fallback=0' look
check 'and alone' says 'result=1' check
check 'one more' says 'result=0' load "$data/a.conf" 3
check 'for a minute' says 'result=0' switch 60000
check 'taken back' says 'result=0' revert
check 'the one before is in force' says 'live=2 pending=0' look
check 'and alone' says 'result=1' check

# --- what was loaded for nothing ---

check 'one is loaded' says 'result=0' load "$data/a.conf" 3
check 'and another instead' says 'result=0' load "$data/a.conf" 4
check_fails 'the first one has gone' ns gw nft list chain inet sekisho g3_input
check 'others change the rules' ns gw nft add table ip elsewhere
sleep 0.3
check 'what is loaded stays all the same' ns gw nft list chain inet sekisho g4_input
check 'and is switched to' says 'result=0' switch 0
check 'alone' says 'result=1' check
check 'what it permits passes' passes

# --- isolation ---

check 'a zone is isolated' says 'result=0' isolate lan1
echo "# isolated within $(took) us"
check 'nothing passes to it' passes closed.list
check 'which is as it should be' says 'result=1' check
check 'a switch leaves it so' says 'result=0' load "$data/b.conf" 5
check '…' says 'result=0' switch 0
check 'still nothing passes' passes closed.list
check 'it ends' says 'result=0' isolate
check 'the policy passes again' says 'result=0' load "$data/a.conf" 6
check '…' says 'result=0' switch 0
check 'indeed' passes

# --- the process dies, the parent keeps its socket ---

check 'killed and started again, it sees what is in force' \
	says 'us=' kill
check '…' says 'held live=6 .*facts=abcd' look
check 'isolation needs nobody to know the policy' says 'result=0' isolate lan1
check 'nothing passes' passes closed.list
check '… until it ends' says 'result=0' isolate
check 'it is told what should be in force: it is' says 'result=1' hold "$data/a.conf" 6
check 'and goes on' says 'result=0' load "$data/b.conf" 7
check 'for a minute' says 'result=0' switch 60000
check 'killed while that is pending' says 'us=' kill
check 'the last one that was confirmed' says 'result=1' hold "$data/a.conf" 6
check 'does not end what is pending' says 'live=7 pending=7 fallback=6' look
check 'and the one that is' says 'result=1' holdpending "$data/b.conf" 7
check 'it gets less time' says 'result=0' extend 500
check 'nobody confirms: it is told' hears '^lapsed'
check 'the confirmed one is in force' says 'live=6 pending=0 fallback=0' look
check 'alone' says 'result=1' check
check 'once more' says 'result=0' load "$data/b.conf" 7
check 'for some seconds' says 'result=0' switch 4000
check 'it dies, and it lapses meanwhile' says 'us=' kill
sleep 4.2
check 'it finds the fallback live' says 'live=6 pending=0 fallback=6' look
check 'the confirmed one is put right' says 'result=0' hold "$data/a.conf" 6
check 'what should be pending is not' says 'result=ETIME' holdpending "$data/b.conf" 7
check 'nothing is left of it' says 'result=1' check
check 'and what is permitted passes' passes

# --- what it is told wrongly ends it ---

ends() # TYPE BYTES
{
	says 'ended exit=1' bad "$1" "$2"
}
check 'an unknown message' ends 0x777 0
check 'a body too long' ends 0x300 1
check 'a switch without a time' ends 0x303 0
check 'a ruleset without a descriptor' ends 0x302 60
check 'an answer instead of a question' ends 0x30c 4
check 'a ruleset that is none' says '^ended' badload
check 'none of it changed the rules' says 'live=6 pending=0 fallback=0' look
check '… or what passes' passes
check 'it answers the parent' says '^pong' ping
enforce_end

# --- a table that others made ---

ns gw nft flush ruleset
check 'an apply without a daemon' ns gw sekisho apply --direct -c "$data/a.conf"
enforce_begin
check 'is told' says 'live=[1-9][0-9]* pending=0 .* present=1' look
check 'nothing of it changes by looking' passes
live=$(answer | sed -n 's/^held live=\([0-9]*\) .*/\1/p')
check 'isolation leaves it in force' says 'result=0' isolate lan1
check 'but for what is isolated' passes closed.list
check '… and its end as well' says 'result=0' isolate
check 'all passes again' passes
check 'what comes next is loaded beside it' says 'result=0' load "$data/a.conf" $((live + 1))
check 'which changes nothing' passes
check 'and takes its place' says 'result=0' switch 0
echo "# taken over within $(took) us"
check 'all passes' passes
check 'nothing is left' says 'result=1' check
check_fails 'and others cannot touch it' ns gw nft add chain inet sekisho evil
enforce_end
lab_end
