#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 112_explain.sh -- what explain says of a packet is what becomes of it
#
# Of the demo's packets, of its policy alone, and where somebody else's rules
# take or give what the register does not.

. "${0%/*}/../lib/netns.sh"
tests=$(cd "${0%/*}" && pwd)
lab_enter "$@"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6 python3

policy=$SEKISHO_CONF/demo/sekisho.conf

gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan
check 'the demo is applied' ns gw sekisho apply --direct -c "$policy"
forwarding 1
check 'neighbours are found' find_neighbours
quiet $(sed -n 's/^host \([^ ]*\) .*/\1/p' lab)

# The list is of packets whose fate was written down; other rules change it.
see()
{
	probe --each "$LAB_DIR/lab" "$1" >seen || :
	grep -q '^seen ' seen
}

same() # WRONG
{
	ns gw "$tests/explain/compare.py" "$LAB_DIR/lab" seen "$policy" "$1"
}

says() # WORD PACKET
{
	ns gw sekisho explain "$2" --direct -c "$policy" --json >said || :
	grep -q "$1" said
}

grep -v '^#' "$tests/demo.expect" | grep -v ' again' >list
grep -v ' reply' list >first # there is no answer to what was dropped
permitted='lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443'
denied='lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/445'

check 'nothing was used before a packet came' \
	says '"last_use":{"packets":0,' "$permitted"
check 'the packets are sent' see list
check 'explain says what became of each' same 0
tail -1 "$LAB_DIR/out" | sed 's/^/# /'
check 'what was used is counted' \
	says '"last_use":{"packets":[1-9]' "$permitted"
check 'the deciding element names its entry' \
	says '"set":"g1_lgwan_to_juki_exact4","comment":"F-012"' "$permitted"

# --- rules of others ---

check 'somebody drops what the register permits' ns gw nft '
	table ip other {
		chain forward {
			type filter hook forward priority 7
			tcp dport 443 counter drop comment "no web"
		}
	}'
check '… and they are sent again' see first
check 'explain says so, of that packet alone' same 1
check '… and whose rule it is' says '"comment":"no web"' "$permitted"
ns gw nft delete table ip other

ns gw nft insert rule inet sekisho forward tcp dport 445 \
	meta mark set 0x5e000000 accept
echo 'pass renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/445' | cat - first >hole
check 'a hole is open' see hole
check 'explain sees it, where the register denies' same 1
check '… loudly' says '"disagrees":true' "$denied"
check 'and the register still names what comes nearest' \
	says '"what":"service","is":"tcp/445","allowed":"tcp/443"' "$denied"

ns gw nft add table inet rates
ns gw nft 'add chain inet rates forward { type filter hook forward priority 8; }'
ns gw nft add rule inet rates forward tcp dport 443 limit rate over 5/second drop
check "what rests on somebody else's rate is conditional" \
	says '"verdict":"conditional".*5 packets in 1 seconds' "$permitted"

lab_end
