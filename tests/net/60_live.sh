#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 60_live.sh -- an apply cuts what is revoked, and nothing else, while it lives
#
# Real connections of real kernels, over both families: echoes, and servers
# that speak while the client only listens (so that the first packet to meet a
# new generation is a reply).

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval bridge veth ipv6

gateway_add gw
segment_add m0 10.0.0.1 fd00:0::1
segment_add m1 10.1.0.1 fd00:1::1
host_add pc m0 10.0.0.5 fd00:0::5
host_add app m1 10.1.0.5 fd00:1::5

approval='purpose = "p"; document = "1"; requested_by = "x"; approved_by = "y";
	valid_until = "2090-01-01";'
policy() # FLOWS
{
	cat <<-POLICY
	model = "single";
	timezone = "UTC";
	zones = (
	  { name = "a"; tier = "internet"; interfaces = ["m0"];
	    networks = ["10.0.0.0/16", "fd00:0::/32"];
	    addresses = ["10.0.0.1", "fd00:0::1"]; },
	  { name = "b"; tier = "internet"; interfaces = ["m1"];
	    networks = ["10.1.0.0/16", "fd00:1::/32"];
	    addresses = ["10.1.0.1", "fd00:1::1"]; }
	);
	flows = ( $1 );
	POLICY
}
flow() # ID ECHO-PORT SPEAKER-PORT
{
	echo "{ id = \"$1\"; from = \"a\"; to = \"b\"; $approval
	source = [\"10.0.0.0/24\", \"fd00:0::5\"]; destination = [\"10.1.0.5\", \"fd00:1::5\"];
	service = [\"tcp/$2\", \"udp/$2\", \"tcp/$3-$(($3 + 1))\", \"udp/$3\"]; }"
}
policy "$(flow keep 7 8), $(flow revoke 17 18)" >both.conf
policy "$(flow keep 7 8)" >keep.conf
policy "$(flow revoke 17 18), $(flow keep 7 8)" >reordered.conf
policy '' >none.conf

apply()
{
	ns gw sekisho apply --direct -c "$1"
}

check 'a policy is applied' apply both.conf
forwarding 1
check 'neighbours are found through the rules' find_neighbours
for addr in 10.1.0.5 fd00:1::5; do
	talks app serve $addr 7
	talks app speak $addr 8
	talks app serve $addr 17
	talks app speak $addr 18
done

start() # NAME-PREFIX ECHO-PORT SPEAKER-PORT; NAME=PID of each in $started
{
	started=
	for addr in 10.1.0.5 fd00:1::5; do
		for proto in tcp udp; do
			spawn pc talk live $proto $addr "$2" >"$1-live-$proto-$addr"
			started="$started live-$proto-$addr=$!"
			# A speaker has one listener at a time.
			spawn pc talk hear $proto $addr "$3" >"$1-hear-$proto-$addr"
			started="$started hear-$proto-$addr=$!"
		done
	done
}

end_them() # NAME=PID…: those that live end soon, with 0
{
	for one; do
		kill -TERM "${one#*=}" 2>/dev/null || :
	done
}

start keep 7 8
kept=$started
start revoke 17 18
revoked=$started
await begun keep-* revoke-*

# --- what stays permitted lives on ---

applies=100
[ -z "${LAB_SLOW:-}" ] || applies=20
many_applies()
{
	i=0
	while [ $i -lt $applies ]; do
		apply reordered.conf && apply both.conf || return 1
		i=$((i + 2))
	done
}
lost() # TCP segments sent again, by the hosts on both sides, that had not come
{
	for host in pc app; do
		ns $host cat /proc/net/snmp /proc/net/netstat
	done | awk '/^Tcp: [0-9]/ { n += $13 }
		/^TcpExt: [A-Z]/ { split($0, names) }
		/^TcpExt: [0-9]/ { for (i in names)
			if (names[i] == "TCPDSACKRecv" || names[i] == "TCPDSACKOfoRecv") n -= $i }
		END { print n }'
}
none_was_lost()
{
	echo "lost: $(lost)"
	[ "$(lost)" = 0 ]
}
check "$applies applies" many_applies
check 'no segment had to be sent again for being lost' await none_was_lost
all_live() # one that has ended has printed how
{
	for file in keep-* revoke-*; do
		! grep -q last= "$file" || return 1
	done
}
check 'every conversation goes on' all_live

# --- what is revoked is cut ---

check 'one flow is revoked' apply keep.conf
end=$(date +%s.%N)
end_them $revoked

# was_cut NAME PID: it ended for want of an answer, and heard nothing after the
# apply.
was_cut()
{
	! wait "$2" || return 1
	cat "revoke-$1"
	grep -q 'rounds=[1-9]' "revoke-$1" || return 1
	awk -v end="$end" '/last=/ { sub(/.*last=/, ""); exit !($1 + 0 <= end + 0) }' \
		"revoke-$1"
}
for one in $revoked; do
	check "cut with the apply: ${one%=*}" was_cut "${one%=*}" "${one#*=}"
done
check_fails 'and it cannot be opened again' ns pc talk ask tcp 10.1.0.5 17

# was_spared NAME PID: it went on to the end, and sent nothing twice.
was_spared()
{
	kill -TERM "$2"
	wait "$2" || return 1
	cat "keep-$1"
	grep -q 'rounds=[1-9].* again=0$' "keep-$1"
}
for one in $kept; do
	check "unharmed by all of it: ${one%=*}" was_spared "${one%=*}" "${one#*=}"
done

# The same question to rules that keep what is established: it is not cut.
check 'what is granted again' apply both.conf
check 'opens again' ns pc talk ask tcp 10.1.0.5 17
spawn pc talk live tcp 10.1.0.5 17 >revoke-naive
naive=$!
await begun revoke-naive
ns gw nft insert rule inet sekisho forward ct state established \
	meta mark set 0x5e000000 accept
ns gw nft flush map inet sekisho select_forward
end=$(date +%s.%N)
end_them naive=$naive
check_fails 'a rule for all that is established would have been found out' \
	was_cut naive $naive
check 'an apply takes the rule away' apply both.conf

spawn pc talk live tcp 10.1.0.5 7 >revoke-last
last=$!
await begun revoke-last
check 'no flow at all is a policy too' apply none.conf
end=$(date +%s.%N)
end_them last=$last
check 'and ends the last connection' was_cut last $last
lab_end
