#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 10_lockdown.sh -- a gateway without a policy boots closed, before any network

. "${0%/*}/gateway.sh"

check 'the lockdown is loaded' active sekisho-lockdown
check 'networkd runs' wait_until 60 active systemd-networkd
earlier()
{
	echo "lockdown $(after sekisho-lockdown), networkd $(before systemd-networkd)"
	[ "$(after sekisho-lockdown)" -gt 0 ] &&
		[ "$(after sekisho-lockdown)" -lt "$(before systemd-networkd)" ]
}
check 'it was before anybody set up an interface' earlier
check 'which then happened' wait_until 60 \
	sh -c 'ip -o addr show dev mgmt0 | grep -q 10.99.0.1'
check 'nothing goes out' sh -c '! talk ping 10.99.0.2'
check 'but the machine speaks to itself' talk ping 127.0.0.1
rules()
{
	nft -s list ruleset
}
rules >closed
check_fails 'stopping it by hand is refused' systemctl stop sekisho-lockdown
check_fails 'so is loading it again' systemctl restart sekisho-lockdown
rules >still
check 'the rules are as they were' cmp closed still
check 'nothing has failed' sh -c \
	'systemctl --failed --no-legend | tee /dev/stderr | grep -q . && exit 1 || exit 0'
lab_end
