#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 110_dump.sh -- what the kernel holds is taken, kept, and read as libnftnl does

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/dump
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

# Taken twice the same, and every rule read as libnftnl reads it.
alike()
{
	ns "$1" dump-lab take one.dump >taken &&
		ns "$1" dump-lab take two.dump >/dev/null &&
		dump-lab show one.dump >ours &&
		dump-lab show two.dump >again && cmp ours again &&
		ns "$1" nft --debug=netlink list ruleset >theirs 2>&1 &&
		"$data/compare.py" ours theirs
}

nothing_strange()
{
	dump-lab count one.dump >counts && grep -qx 'strange 0' counts
}

nobody_is_there()
{
	ns empty dump-lab take empty.dump && dump-lab count empty.dump >counts &&
		grep -qx 'rules 0' counts
}

ns_add gw foreign empty

check 'an empty kernel is a dump too' nobody_is_there

for site in demo/sekisho small-town; do
	ns gw sekisho apply --direct -c "$SEKISHO_CONF/$site.conf" \
		>/dev/null 2>applied || not_ok "$site is applied"
	check "$site's rules are read as libnftnl reads them" alike gw
	check '… and nothing of them is strange' nothing_strange
done

# Line by line as far as this kernel goes.
check 'rules that are not ours load' ns foreign nft -f "$data/foreign.nft"
check '… and are read as libnftnl reads them' alike foreign
check '… with nothing strange' nothing_strange

# As containers' hosts have them: matches and targets of xtables.
if command -v iptables-nft >/dev/null; then
	ns_add xt
	check 'iptables-nft has rules of its own kind' ns xt sh -c '
		iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP
		iptables-nft -A FORWARD -j REJECT
		iptables-nft -t nat -A POSTROUTING -o lo -j MASQUERADE'
	check '… which are read as libnftnl reads them' alike xt
	check '… with nothing strange' nothing_strange
	check '… as what they are' grep -q ' match 1$' counts
else
	echo '# SKIP iptables-nft is not installed'
fi

cp one.dump bad.dump
printf x | dd of=bad.dump bs=1 seek=200 conv=notrunc 2>/dev/null
check_fails 'one byte changed is no dump' dump-lab count bad.dump
head -c $(($(wc -c <one.dump) / 2)) one.dump >bad.dump
check_fails 'half a dump is none' dump-lab count bad.dump

lab_end
