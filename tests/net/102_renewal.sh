#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 102_renewal.sh -- midnight comes: what begins passes, what ends does not
#
# The policy's time zone is one in which it is midnight soon.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv

gateway_add gw
segment_add lan0 10.1.0.1
segment_add lan1 10.2.0.1
host_add west lan0 10.1.0.9
host_add east lan1 10.2.0.5
check 'neighbours are found' find_neighbours
quiet west east

check 'the daemon stands' daemon_start gw
. "${0%/*}/../lib/midnight.sh"
day() # OFFSET: that many days from the one that ends now
{
	local_date $(($1 * 86400 - 60)) +%F
}

flow() # ID PORT VALIDITY
{
	echo "  { id = \"$1\"; from = \"west\"; to = \"east\"; source = [ \"10.1.0.9\" ];" \
		"destination = [ \"10.2.0.5\" ]; service = [ \"udp/$2\" ];" \
		"purpose = \"test\"; $3 },"
}

{
	cat <<-POLICY
	model = "single";
	timezone = "$zone";
	zones = (
	  { name = "west"; tier = "internet"; interfaces = [ "lan0" ];
	    networks = [ "10.1.0.0/24" ]; addresses = [ "10.1.0.1" ]; },
	  { name = "east"; tier = "internet"; interfaces = [ "lan1" ];
	    networks = [ "10.2.0.0/24" ]; addresses = [ "10.2.0.1" ]; }
	);
	flows = (
	POLICY
	flow ENDS 1000 "valid_until = \"$(day 0)\";"
	flow LAST 1001 "valid_until = \"$(day 1)\";"
	flow BEGINS 1002 "valid_from = \"$(day 1)\";"
	flow STAYS 1003 '' | sed 's/,$//'
	echo ');'
} >policy.conf
chmod 644 policy.conf

passes() # VERDICT PORT…
{
	passes_verdict=$1
	shift
	for port; do
		echo "$passes_verdict west 10.1.0.9 -> east 10.2.0.5 udp/$port"
	done
}

check 'the policy is in force' operator sekisho apply -c policy.conf
{ passes pass 1000 1001 1003; passes drop 1002; } >before
{ passes pass 1001 1002 1003; passes drop 1000; } >after
check 'before midnight' probe lab before
check 'it was before midnight' [ "$(date +%s)" -lt $midnight ]
midnight_comes
made_anew()
{
	operator sekisho generations --json >generations
	grep -q '"kind":"renewal"' generations
}
check 'after midnight the policy is made anew, as a generation of its own' \
	await made_anew
check 'as packets say' probe lab after
person 64103 auditor sekisho journal --json --folder "$daemon_state" >journal
check 'the journal names what ends soon' \
	sh -c 'grep "\"event\":\"expiring\"" journal | grep -q "\"id\":\"LAST\""'
check 'all is well' operator sekisho status
lab_end
