#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 122_replay.sh -- replay says of a capture's packets what became of them
#
# Random traffic with everything that conntrack knows, spoofed and forbidden,
# goes through a gateway; what left it passed. Under every source there is.

. "${0%/*}/../lib/netns.sh"
tests=$(cd "${0%/*}" && pwd)
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval ether nflog veth ipv6 setpriv python3
packets=9000
[ -z "${LAB_SLOW:-}" ] || packets=900

gateway_add gw
for n in 0 1 2; do
	wire_add w$n m$n 10.$n.0.1 fd00:$n::1
	route_add w$n m$n 10.$n.0.0/16 fd00:$n::/32
done
quiet w0 w1 w2

# Out of some hours it is now, and will be until the test is over.
window=$(python3 -c 'import time
hour = time.gmtime(time.time() + 1800).tm_hour
print("mon-sun %02d:00-%02d:00" % (((hour + 6) % 23, (hour + 6) % 23 + 1)))')

site() # FLOW…
{
	cat <<-POLICY
	model = "single"; timezone = "UTC";
	zones = (
	$(for n in 0 1 2; do
		[ $n = 0 ] || echo ,
		echo "{ name = \"z$n\"; tier = \"internet\"; interfaces = [\"m$n\"];
		  networks = [\"10.$n.0.0/16\", \"fd00:$n::/32\"]; addresses = [\"10.$n.0.1\", \"fd00:$n::1\"]; }"
	done) );
	hosts = ( { name = "pinned"; zone = "z0"; addresses = [ "10.0.0.5", "fd00:0::5" ]; mac = "02:00:5e:00:00:05"; } );
	flows = (
	$(comma=
	for flow; do
		IFS=' '
		set -- $flow
		IFS='
'
		echo "$comma{ id = \"$1\"; from = \"$2\"; to = \"$3\"; source = [\"any\"]; destination = [\"any\"];
		  service = [\"$4\"]; purpose = \"test\"; ${5:+hours = [\"$5 $6\"];} }"
		comma=,
	done) );
	management = ( { id = "M-1"; from = "z2"; source = ["10.2.0.5", "fd00:2::5"]; service = ["tcp/22", "ping"]; purpose = "test"; } );
	POLICY
}
web='web z0 z1 tcp/443' dns='names z0 z1 udp/9000' ping='ping z0 z1 ping'
back='back z1 z0 udp/5000' other='other z2 z0 udp/9000-9100'
site "$web" "$dns" "$ping" "$back" "$other" \
	"closed z0 z1 tcp/7000 $window" "open z0 z1 tcp/7001 mon-sun 00:00-24:00" >site.conf
site "$web" "$dns" "$ping" "$other" "open z0 z1 tcp/7001" >other.conf

check 'the daemon stands' daemon_start gw
check 'a policy is applied' operator sekisho apply -c site.conf -m test
forwarding 1
# Sequence numbers are not emulated: no window is too small.
ns_sysctl gw net/netfilter/nf_conntrack_tcp_be_liberal 1
check 'its kernel is dumped' ns gw sekisho dump -o rules.dump
chmod 644 ./*.conf rules.dump
check 'traffic goes through it' python3 "$tests/replay/traffic.py" lab 1 $packets
sed 's/^/# /' "$LAB_DIR/out"
chmod 644 ./*.pcap ./*.pcapng

# says FILE REPLAY-COMMAND…: what replay says is what became of the packets
says()
{
	says_file=$1
	shift
	"$@" --packets --json >said.json || [ $? = 1 ] || return 1
	"$tests/replay/compare.py" "${says_most:-0}" seen.json "$says_file" said.json \
		${says_reasons:-}
}
tell()
{
	tail -1 "$LAB_DIR/out" | sed 's/^/# /'
}

says_reasons='spoofed mac invalid error no-entry hours'
check 'the policy says what became of each packet' \
	says in.pcapng sekisho replay in.pcapng -c site.conf
tell
check '… so does a dump' says in.pcapng \
	sekisho replay in.pcapng -c site.conf --dump rules.dump
tell
check '… the kernel itself' says in.pcapng \
	ns gw sekisho replay in.pcapng -c site.conf --direct
check '… a generation of the daemon' says in.pcapng \
	operator sekisho replay "$LAB_DIR/in.pcapng" --generation 1
check '… and the daemon with its kernel' says in.pcapng \
	operator sekisho replay "$LAB_DIR/in.pcapng"
check 'of both sides at once, and no way told' \
	says all.pcapng sekisho replay all.pcapng -c site.conf
tell
# What was dropped elsewhere, having ended a connection, is not in them.
says_reasons='invalid no-entry' says_most=20
for n in 0 1 2; do
	check "of what one interface saw: m$n" says m$n.pcap \
		sekisho replay m$n.pcap --on m$n -c site.conf --dump rules.dump
	tell
done

# --- one against another ---

# differ N WORDS…: so many conversations differ; exit 1 where some do
differ()
{
	differ_n=$1
	shift
	differ_code=0
	"$@" --json >said.json || differ_code=$?
	python3 - "$differ_n" $differ_code <<-'PYTHON'
	import json, sys
	answer = json.load(open("said.json"))
	rows, n = answer["conversations"], answer["summary"]["differ"]
	print(n, "differ:", {row["dport"] for row in rows})
	one_way = all((row["accepted"] or row["verdict"] == "unjudged") or
		      row["against"]["accepted"] for row in rows)
	wanted = n > 0 if sys.argv[1] == "some" else n == int(sys.argv[1])
	sys.exit(not (wanted and one_way and len(rows) == n and
		      int(sys.argv[2]) == (n > 0)))
	PYTHON
}
check 'a policy and the dump of its kernel do not differ' differ 0 \
	sekisho replay in.pcapng -c site.conf --against rules.dump
check '… nor the kernel and its generation' differ 0 \
	operator sekisho replay "$LAB_DIR/in.pcapng" --generation 1 \
	--against "$LAB_DIR/rules.dump"
check 'two policies differ' differ some \
	sekisho replay in.pcapng -c site.conf --against other.conf
tell
check 'the other one is applied' operator sekisho apply -c other.conf -m test
check '… its generation differs from what was dumped before' differ some \
	operator sekisho replay "$LAB_DIR/in.pcapng" --generation 2 \
	--against "$LAB_DIR/rules.dump"
tell
check '… and the daemon now does what the other one says' differ 0 \
	operator sekisho replay "$LAB_DIR/in.pcapng" \
	--against "$LAB_DIR/other.conf"

# --- what cannot be answered is said ---

# fails CODE WORDS COMMAND…
fails()
{
	fails_code=$1 fails_words=$2
	shift 2
	fails_seen=0
	"$@" >answer 2>&1 || fails_seen=$?
	cat answer
	[ $fails_seen = "$fails_code" ] && grep -q "$fails_words" answer
}
check 'a generation that there is not' fails 3 'no generation 9' \
	operator sekisho replay "$LAB_DIR/in.pcapng" --generation 9
check 'a number that is none' fails 2 "'x' is no generation" \
	operator sekisho replay "$LAB_DIR/in.pcapng" --generation x
check 'two sources at once' fails 2 'one of' sekisho replay in.pcapng \
	-c site.conf --direct --dump rules.dump
head -c 1000 rules.dump >short.dump
check 'a dump that is cut off' fails 3 short.dump \
	sekisho replay in.pcapng -c site.conf --dump short.dump
check '… also as the other one' fails 3 short.dump \
	sekisho replay in.pcapng -c site.conf --against short.dump
check 'a file that is no capture' fails 3 'neither pcap nor pcapng' \
	sekisho replay site.conf -c site.conf
check 'a capture as the other one' fails 3 'NUL byte' \
	sekisho replay in.pcapng -c site.conf --against all.pcapng
head -c 20000 m0.pcap >short.pcap
check 'a capture that is cut off' fails 3 'the rest is not judged' \
	sekisho replay short.pcap --on m0 -c site.conf
check 'an interface that there is not' fails 3 'eth9: no zone' \
	sekisho replay m0.pcap --on eth9 -c site.conf
check 'no file at all' fails 3 'No such file' \
	sekisho replay nothing.pcap -c site.conf
daemon_stop || :
lab_end
