#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 82_cut.sh -- live connections are cut by what let them in, counted, and no others

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct ipv6 veth

ns_add gw
ns gw nft 'table inet t { chain c { type filter hook forward priority 0; ct state new accept; }; }'

ns gw connections add 1 0 1 >out 2>&1 || skip "conntrack by hand: $(cat out)"

# cut CLAIM EXPECTED-LINES OPTION…
cut()
{
	lab_claim=$1 lab_expected=$2
	shift 2
	ns gw connections cut "$@" >cut 2>took
	echo "$lab_expected" >expected
	check "$lab_claim" diff expected cut
}

line() # MARK N
{
	echo "mark=$1 n=$2 packets=0 bytes=0"
}

cut 'all of it' "mark=0 n=1 packets=0 bytes=0
cut=1 left=0"
cut 'nothing where there is nothing' 'cut=0 left=0'

# Generation 7: entries 12, 13 and 13 bound to the clock; generation 8: 12.
ns gw connections add 30 0x0070000c 443
ns gw connections add 20 0x0070000d 444
ns gw connections add 5 0x0078000d 445
ns gw connections add 7 0x0080000c 446
cut 'one entry of one generation, clock or not' "$(line 0x70000d 20)
$(line 0x78000d 5)
cut=25 left=0" -m 0x00700000/0xfff00000 -e 13
cut 'an entry of whatever generation' "$(line 0x70000c 30)
$(line 0x80000c 7)
cut=37 left=0" -e 11 -e 12 -e 13
ns gw connections add 3 0x0070000c 443
ns gw connections add 4 0x0080000c 444
ns gw connections add 1 0 445
cut 'a generation' "$(line 0x70000c 3)
cut=3 left=0" -m 0x00700000/0xfff00000
cut 'never accepted ones and another generation are still there' "$(line 0 1)
$(line 0x80000c 4)
cut=5 left=0"

# By addresses; the same in IPv6.
ns gw connections add 8 0x00700001 443 10.7.0.1
ns gw connections add 6 0x00700002 443 10.7.0.2
ns gw connections add 4 0x00700003 443 fd00:1::9
cut 'a source' "$(line 0x700001 8)
cut=8 left=0" -s 10.7.0.1
cut 'a source of IPv6' "$(line 0x700003 4)
cut=4 left=0" -s fd00:1::/64
cut 'a destination is not a source' 'cut=0 left=0' -s 10.2.0.5
cut '… unless either way is asked for' "$(line 0x700002 6)
cut=6 left=0" -s 10.2.0.5 -w
ns gw connections add 6 0x00700002 443 10.7.0.2
cut 'both must hold' 'cut=0 left=0' -s 10.7.0.2 -d 10.2.0.6
cut 'both hold' "$(line 0x700002 6)
cut=6 left=0" -s 10.7.0.0/24 -d 10.2.0.0-10.2.0.9

# Ten thousand, half of them chosen; and all at once.
ns gw connections add 5000 0x00700001 443
ns gw connections add 5000 0x00700002 444
cut 'five thousand of ten' "$(line 0x700001 5000)
cut=5000 left=0" -m 0x00700001/0xffffffff
sed 's/^/# 5000 of 10000: /' took
ns gw connections add 5000 0x00700001 443
cut 'ten thousand' "$(line 0x700001 5000)
$(line 0x700002 5000)
cut=10000 left=0" -m 0x00700000/0xfff00000
sed 's/^/# 10000 of 10000: /' took
ns gw connections add 100 0x00700001 443
cut 'none of a hundred' 'cut=0 left=0' -s 10.99.0.1
sed 's/^/# 0 of 100: /' took
ns gw connections cut >cut 2>took

# New ones all the while: an end all the same, and nothing forgotten.
spawn gw sh -c 'for i in $(seq 20); do
	connections add 200 0x00700001 $((1000 + i)); done'
adder=$!
total=0
while kill -0 "$adder" 2>/dev/null; do
	ns gw connections cut -m 0x00700001/0xffffffff >cut 2>took
	total=$((total + $(sed -n 's/^cut=\([0-9]*\) .*/\1/p' cut)))
done
wait "$adder" || not_ok 'the adder failed'
ns gw connections cut >cut 2>took
total=$((total + $(sed -n 's/^cut=\([0-9]*\) .*/\1/p' cut)))
check "each of 4000 is counted exactly once ($total)" [ "$total" = 4000 ]

# Real packets, counted by the kernel.
ns_add west
link_add gw lan0 west eth0
ip -n gw addr add 10.1.0.1/24 dev lan0
ip -n west addr add 10.1.0.9/24 dev eth0
ns_sysctl gw net/netfilter/nf_conntrack_acct 1
ns gw nft 'flush chain inet t c; table inet t { chain i { type filter hook input priority 0; ct mark set 0x00700004; }; }'
check 'a host pings' ns west talk ping 10.1.0.1
ns gw connections cut -e 4 >cut 2>took
check 'packets and bytes are told' \
	grep -Eq '^mark=0x700004 n=1 packets=[1-9][0-9]* bytes=[1-9]' cut
lab_end
