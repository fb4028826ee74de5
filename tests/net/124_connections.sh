#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 124_connections.sh -- of live connections, which could not begin now

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval ether nflog veth ipv6 python3

policy=$SEKISHO_CONF/demo/sekisho.conf
gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan

prove() # EXIT POLICY WORD…: its answer is in ./answer
{
	prove_exit=$1 prove_code=0 prove_policy=$2
	shift 2
	ns gw sekisho prove -c "$prove_policy" "$@" >answer 2>said || prove_code=$?
	cat answer said
	[ "$prove_code" = "$prove_exit" ]
}

# The register without one entry, its claims and its tests.
without() # ENTRY FILE
{
	python3 - "$policy" "$1" "$2" <<-'PY'
	import re, sys
	text = open(sys.argv[1], encoding="utf-8").read()
	text = re.sub(r'\n  \{ id = "%s";.*?\},?(?=\n)' % sys.argv[2], "", text, flags=re.S)
	text = re.sub(r"\n(claims|tests) = \(.*?\n\);", "", text, flags=re.S)
	open(sys.argv[3], "w", encoding="utf-8").write(text)
	PY
}

leak() # RULE…: first in the chain of juki to inet
{
	ns gw nft insert rule inet sekisho g1_juki_to_inet "$@"
}

no_leak()
{
	ns gw nft -a list chain inet sekisho g1_juki_to_inet >chain
	ns gw nft delete rule inet sekisho g1_juki_to_inet handle \
		"$(sed -n '/192\.0\.2\.80/s/.*handle //p' chain)"
}

check 'a policy is applied' ns gw sekisho apply --direct -c "$policy"
forwarding 1
check 'neighbours are found through the rules' find_neighbours
ns gw conntrack -F 2>/dev/null || ns gw connections flush 0 0 ||
	skip 'forgetting connections'

# --- one that an entry permits ---

talks juki-ap serve 10.10.0.10 443
spawn renkei-sv talk live tcp 10.10.0.10 443 >permitted
permitted=$!
await begun permitted
check 'a connection that an entry permits could begin now' \
	prove 0 "$policy" --direct connections
check '… and is proved' grep -q '^PROVED  *connections' answer
check 'a dump has it as well' ns gw sekisho dump --direct -o held.dump
without F-012 without.conf
check 'by a register without the entry it could not' \
	prove 1 without.conf --direct connections
check '… in both languages' \
	grep -q '1 of 1 live connections could not begin now (1 本の接続のうち 1 本は今は開始できない)' answer
check '… with the connection' grep -q \
	'lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443 sport [0-9]*: the register does not permit it$' answer
check '… as a witness' prove 1 without.conf --direct --json connections
check '… that reads as a packet' python3 -c '
import json
o, = json.load(open("answer"))
w = o["witness"]
assert (o["claim"], o["result"], o["register"]) == ("connections", "refuted", "no entry")
assert (w["saddr"], w["daddr"], w["proto"], w["dport"]) == ("10.20.0.5", "10.10.0.10", "tcp", 443)
assert len(o["rests_on"]) == 2'

# --- one from before, by a leak ---

check 'a leak' leak ip daddr 192.0.2.80 udp dport 53 \
	ct mark set 0x00100001 meta mark set 0x5e000000 accept
talks in-web serve 192.0.2.80 53
spawn juki-ap talk live udp 192.0.2.80 53 >leaked
leaked=$!
await begun leaked
check 'closed again' no_leak
check 'a dump of that moment' ns gw sekisho dump --direct -o leaked.dump
check 'what came by it is found' prove 1 "$policy" --direct connections
check '… it alone' grep -q '1 of 2 live connections' answer
check '… with its addresses' grep -q \
	'juki 10.10.0.10 -> inet 192.0.2.80 udp/53 sport' answer
kill -TERM $leaked
wait $leaked || :

# --- what the rules of others do not let begin any more ---

ns gw nft add table inet foreign
ns gw nft add chain inet foreign cut '{ type filter hook forward priority -5; }'
ns gw nft add rule inet foreign cut ct state new tcp dport 443 drop
check 'rules that let it begin no more are said' \
	prove 1 "$policy" --direct connections
check '… as such' grep -q 'tcp/443 sport [0-9]*: the rules do not let it begin$' answer
ns gw nft delete table inet foreign
kill -TERM $permitted
wait $permitted || :

# --- from dumps, with nothing alive any more ---

ns gw conntrack -F 2>/dev/null || ns gw connections flush 0 0
check 'of a dump the same is said' prove 0 "$policy" --dump held.dump connections
check '… by another register as well' \
	prove 1 without.conf --dump held.dump connections
check '… with the connection' grep -q \
	'lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443 sport [0-9]*: the register does not permit it$' answer
check 'the leaked one is found' prove 1 "$policy" --dump leaked.dump connections
check '… it alone' grep -q '1 of 2 live connections' answer
check 'no packet between two zones, where the dump has a connection' \
	prove 1 "$policy" --dump held.dump 'no-packet lgwan -> juki'
check 'no packet where it has none' \
	prove 0 "$policy" --dump held.dump 'no-packet juki -> inet'
check '… is proved' grep -q '^PROVED  *no-packet juki -> inet' answer
check 'no packet where it has one from before' \
	prove 1 "$policy" --dump leaked.dump 'no-packet juki -> inet'
check '… rests on it' grep -q '1 live connections between the two' answer

# --- where nobody can look ---

# What a dump is from where they could not be listed (dump_file.h).
python3 - held.dump without.dump <<'PY'
import hashlib, struct, sys
dump = open(sys.argv[1], "rb").read()[:-32]
looked = 8 + 4 + 8 + 8 + 4 + 16
looked += 1 + dump[looked]
assert dump[looked] == 3
at = looked + 1
for part in range(7):
    at += 4 + struct.unpack_from(">I", dump, at)[0]
end = at + 4 + struct.unpack_from(">I", dump, at)[0]
dump = dump[:looked] + b"\1" + dump[looked + 1:at] + dump[end:]
open(sys.argv[2], "wb").write(dump + hashlib.sha256(dump).digest())
PY
check 'such a dump has no connections' prove 1 "$policy" --dump without.dump connections
check '… and says so' grep -q 'nobody has looked at the live connections' answer
check 'a policy alone has none' prove 2 "$policy" connections
lab_end
