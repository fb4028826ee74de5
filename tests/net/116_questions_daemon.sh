#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 116_questions_daemon.sh -- the auditor, without any right to the kernel, asks
# the daemon's: claims, reach, drift, a plan's packets, a dump

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6 setpriv python3

demo=$SEKISHO_CONF/demo/sekisho.conf
gateway_add gw
lab-plan "$demo" "$SEKISHO_RULES" >plan
. ./plan
mkdir -m 777 dumps
cp "$demo" now.conf
sed 's/"10.20.0.100-10.20.0.199"/"10.20.0.100-10.20.0.150"/
	s/service = \[ "https" \]/service = [ "https", "tcp\/9000" ]/' "$demo" >next.conf
chmod a+r now.conf next.conf

asks() # EXIT VERB WORD…
{
	asks_exit=$1 asks_code=0
	shift
	person 64103 auditor sekisho "$@" >answer 2>said || asks_code=$?
	cat answer said
	[ "$asks_code" = "$asks_exit" ]
}

says() # PYTHON: of the last answer, as `a`
{
	python3 -c "import json; a = json.load(open('answer')); assert $1, a"
}

check 'the daemon stands' daemon_start gw
check_fails 'nothing is in force: nothing is proved' asks 0 prove same
check 'a plan of all that is in it' asks 0 plan -c now.conf
check '… in packets' grep -qx '  > lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443  F-012' answer
check 'a policy is applied' operator sekisho apply -c now.conf -m first
check 'its claims and tests are proved of the kernel' asks 0 prove --json
check '… all 18 of them' says 'len(a) == 18 and all(o["result"] == "proved" for o in a)'
check '… of the daemon'"'"'s kernel' says 'a[0]["of"]["source"] == "daemon" and a[0]["of"]["tree"] == 1'
check 'what is accepted is what is allowed' asks 0 prove same
check 'the daemon lists the live connections' asks 0 prove 'no-packet juki -> inet' --json
check '… for the claim that rests on them' says 'a[0]["result"] == "proved" and not a[0]["rests_on"]'
check 'of each is said whether it could begin now' asks 0 prove connections
check 'the policy of a generation is asked alone' asks 0 prove --generation 1 --json
check '… and is named' says 'a[0]["of"]["generation"] == 1'
check 'there is no generation 7' asks 1 prove --generation 7
check 'rows of the kernel' asks 0 reach --to juki --json
check '… with their entries' says '{e for r in a["rows"] for e in r["entries"]} == {"F-012", "F-013"}'
check 'a dump' asks 0 dump -o dumps/gw.dump
check '… has the same answer' asks 0 prove --dump dumps/gw.dump -c now.conf same
check '… also by the policy that the daemon has' asks 0 prove --dump dumps/gw.dump same --json
check '… which is the same one' says 'a[0]["of"]["policy"] == "sekisho show policy"'
check '… and gives a certificate' sekisho prove 'never juki -> inet' -c now.conf \
	--dump dumps/gw.dump --certificate one.cert
sekisho-checkproof one.cert dumps/gw.dump >checked || :
check '… that holds' grep -qx 'the certificate holds' checked
check '… with what the daemon cannot look for' \
	grep -qx 'not looked for: programs of TCX and netkit' checked

drifts() # EXIT PYTHON
{
	asks "$1" drift --json && says "$2"
}

rounds=0
until drifts 0 'a == {**a, "drift": False, "packets": [], "proof": "proved"}' >out 2>&1 ||
	[ $rounds -gt 50 ]; do
	rounds=$((rounds + 1))
	sleep 0.2
done
check 'there is no drift' drifts 0 'not a["drift"] and a["objects"] is not None'
check 'in words as well' asks 0 drift
check '… of packets and rules' grep -q '^packets: PROVED' answer

ns gw nft add table inet foreign
ns gw nft add chain inet foreign cut '{ type filter hook forward priority -5; }'
ns gw nft add rule inet foreign cut tcp dport 443 drop
check 'what others drop is drift' drifts 1 'a["drift"] and a["proof"] == "refuted"'
check '… as packets' says '{p["kind"] for p in a["packets"]} == {"narrower"} and a["packets"][0]["packet"]["text"].count("tcp/443")'
check '… with their entry' says '"F-012" in {p["register"] for p in a["packets"]}'
ns gw nft delete table inet foreign

check 'a zone is isolated' operator sekisho isolate juki -m test
asks 0 drift --json >drift || :
check '… which is no drift of packets' says 'a["proof"] == "proved"'
check '… though nothing passes there any more' asks 1 prove \
	'accept lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443'
check 'a plan tells packets' asks 0 plan -c next.conf
check '… that newly pass' grep -qx '  > lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/9000  F-012' answer
check '… and no longer' grep -qx '  < lgwan 10.20.0.151-10.20.0.199 -> inet 192.0.2.60 tcp/3389  F-021' answer
check 'as JSON' asks 0 plan -c next.conf --json
check '… in one object' says '[len(a["newly_allowed"]), len(a["newly_denied"]), "changes" in a] == [2, 1, True]'
check 'the daemon stops' daemon_stop
lab_end
