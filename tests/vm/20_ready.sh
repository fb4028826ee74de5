#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 20_ready.sh -- the daemon is ready: closed first, then in force, its rules its own

. "${0%/*}/gateway.sh"

check 'the daemon is ready' wait_until 60 active sekishod
check 'and says that there is no generation' says closed
gateway_here
echo 1 >/proc/sys/net/ipv4/ip_forward
check 'so nothing passes' meets closed
echo 0 >/proc/sys/net/ipv4/ip_forward
check 'a policy is applied' sekisho apply -c "$data/a.conf"
check 'it switches on forwarding' grep -q 1 /proc/sys/net/ipv4/ip_forward
check 'what it permits passes, and nothing else' meets a
check 'the daemon says so' wait_until 20 says 'in force'
check 'nobody else can change the rules' owned
flushed()
{
	nft flush ruleset
	meets a
}
check 'whatever is flushed, it goes on' wait_until 20 flushed
kept()
{
	systemctl show -P NFileDescriptorStore sekishod | grep -qx '[1-9].*'
}
check 'systemd keeps the socket that owns them' kept
check 'the state folder is the engine'\''s' sh -c \
	'[ "$(stat -c %U:%G:%a /var/lib/sekisho)" = sekisho-engine:sekisho-auditor:2750 ]'
lab_end
