#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 92_enforce_cut.sh -- enforce tells live connections, and ends exactly those it is told to

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/enforce.sh"
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'enforce starts as root'
need inet ct ipv6 veth

ns_add gw
ns gw nft 'table inet t { chain c { type filter hook forward priority 0; ct state new accept; }; }'
ns gw connections add 1 0 1 >out 2>&1 || skip "conntrack by hand: $(cat out)"
enforce_begin

# Generation 7: entries 12 and 13; generation 8: 12. One is not let in (yet).
ns gw connections add 30 0x0070000c 443
ns gw connections add 20 0x0070000c 444
ns gw connections add 10 0x0070000d 445
ns gw connections add 7 0x0080000c 446
check 'all that were let in are told' says '^connected n=67$' connections
# The same ends, but let in by another entry: not the connection that was told.
ns gw connections cut -m 0x0080000c/0xffffffff >cut 2>took
ns gw connections add 7 0x0080000d 446
check 'a list that is out of date' says '^cut result=0 n=0 left=0' \
	cut listed 0x0080000c 446
check 'told anew' says '^connected n=67$' connections
check 'those of a list' says '^cut result=0 n=20 left=0' cut listed 0x0070000c 444
check '… were let in by that entry' says 'connected n=47$' connections
check 'a list of none' says '^cut result=0 n=0 left=0' cut listed 0x0070000c 9
check '… ends none' says 'connected n=47$' connections
check 'an entry of whatever generation' says '^cut result=0 n=17 left=0' cut entries 13
check 'told by mark' sh -c 'grep -q "mark=0x70000d n=10" said && grep -q "mark=0x80000d n=7" said'
ns gw connections add 3 0x00700001 447 10.7.0.1
ns gw connections add 4 0x00700002 448 10.8.0.1
check 'an end, where it began' says '^cut result=0 n=3 left=0' cut ends 10.7.0.0/16
check '… or where it goes to' says '^cut result=0 n=35 left=0' cut ends 10.2.0.5
check 'nothing is left that was let in' says 'connected n=0$' connections
ns gw connections add 5000 0x00700001 443
ns gw connections add 5000 0x00700002 444
check 'ten thousand are told' says '^connected n=10000$' connections
echo "# told within $(took) us"
check 'half of them are cut' says '^cut result=0 n=5000 left=0' cut listed 0x00700001 443
echo "# 5000 of a list cut within $(took) us"
check 'a zone is isolated' says 'result=0' isolate lan1
echo "# isolated within $(took) us"
check 'and the rest' says '^cut result=0 n=5000 left=0' cut marked 0x00700000 0xfff00000
echo "# 5000 of a generation cut within $(took) us"
tell cut marked 0x00700001 0xfff00000
check 'a mark beyond its mask ends the process' says 'cannot be told' look
tell kill
check 'a new one answers' says '^connected n=0$' connections
enforce_end
lab_end
