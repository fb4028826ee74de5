#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 119_trace.sh -- a packet traced through a kernel's rules, and their diagrams
#
# The rules are those of every example, as the kernel gives them back.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6
packets=30000
[ -z "${LAB_SLOW:-}" ] || packets=3000

same()
{
	ns gw sekisho dump -o rules.dump &&
		trace-same "$policy" "$SEKISHO_RULES" rules.dump $packets
}

ns_add gw
for site in demo/sekisho small-town wide-area-union medical-union \
	local-breakout beta fire-department; do
	policy=$SEKISHO_CONF/$site.conf
	ns gw nft flush ruleset
	check "$site is applied" ns gw sekisho apply --direct -c "$policy"
	check '… and a trace says the same as the diagrams' same
	tail -1 "$LAB_DIR/out" | sed 's/^/# /'
done

# Rules that leave open what becomes of a packet; and those of a kernel's own.
ns gw nft 'table ip odd {
	set seen { type ipv4_addr; flags dynamic; size 64; }
	chain early {
		type filter hook prerouting priority -300
		ct state invalid counter
		ip saddr 10.0.0.0/9 ct state new drop
		iifname lo notrack
	}
	chain conntrack {
		type filter hook prerouting priority -200
		udp dport 53 notrack
	}
	chain input {
		type filter hook input priority 20
		iifname lo ct state untracked drop
		ct state untracked udp dport 123 drop
	}
	chain forward {
		type filter hook forward priority 20
		tcp dport 443 limit rate over 5/second drop
		udp dport 1000-2000 fib saddr oif missing drop
		add @seen { ip saddr } counter
		ip daddr @seen ct mark set 7
	}
	chain last {
		type nat hook postrouting priority srcnat
		oifname "in*" masquerade
	}
}'
check '… so it does with rules of others, whatever they leave open' same
tail -1 "$LAB_DIR/out" | sed 's/^/# /'

lab_end
