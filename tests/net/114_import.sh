#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 114_import.sh -- what is imported accepts what the same rules do in a kernel

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/import
lab_enter "$@"
command -v iptables-nft-restore >/dev/null ||
	skip 'iptables-nft-restore is not installed'

# alike FILE [FILE2]: the first is imported, the second (or it) loaded
alike()
{
	restore=iptables-nft-restore
	head -n 1 "$1" | grep -q ip6tables && restore=ip6tables-nft-restore
	ns gw nft flush ruleset
	ns gw "$restore" <"${2:-$1}" && ns gw sekisho dump -o kernel.dump >/dev/null &&
		import-same kernel.dump "$1" >said || { cat said; return 1; }
}

differ()
{
	sed "$2" "$1" >other && ! cmp -s "$1" other && ! alike "$1" other >/dev/null &&
		grep -q 'imported [01], the kernel' said
}

ns_add gw

check 'rules of IPv4' alike "$data/office.save"
check 'rules of IPv6' alike "$data/office6.save"
check 'translations' alike "$data/nat.save"

# A comparison that cannot fail says nothing.
check 'another port is seen' differ "$data/office.save" 's/22,443,8000:8010/22,443,8000:8011/'
check 'another state is seen' differ "$data/office.save" 's/INVALID -j DROP/UNTRACKED -j DROP/'
check 'another flag is seen' differ "$data/office.save" 's/FIN,SYN,RST,ACK SYN/FIN,SYN,RST,ACK SYN,ACK/'
check 'another policy is seen' differ "$data/office.save" 's/FORWARD DROP/FORWARD ACCEPT/'
check 'a jump that was a goto is seen' differ "$data/office.save" 's/-g servers/-j servers/'
check 'another mark is seen' differ "$data/office6.save" 's/0x2\/0x3 -m/0x1\/0x3 -m/'
check 'another length is seen' differ "$data/office6.save" 's/40:100/40:101/'
check 'another address is seen' differ "$data/office6.save" 's/8000::\/49/8000::\/50/'

last=15
[ -z "${LAB_SLOW:-}" ] || last=3
for seed in $(seq 0 $last); do
	"$data/random_save.py" "$seed" >random
	check "random rules, seed $seed" alike random
done

# iptables' words for nft(8) are another reading of the same text.
check 'what iptables-restore-translate makes of them is the same' sh -c '
	iptables-restore-translate -f "$1" >words && ! grep -q "^# -t" words &&
	nsenter --net=/run/netns/gw nft flush ruleset &&
	nsenter --net=/run/netns/gw nft -f words &&
	nsenter --net=/run/netns/gw sekisho dump -o words.dump >/dev/null &&
	import-same words.dump "$1"' - "$data/translate.save"

lab_end
