#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 60_no_lockdown.sh -- where the lockdown cannot be loaded there is no network

. "${0%/*}/gateway.sh"

check_fails 'the lockdown could not be loaded' active sekisho-lockdown
check_fails 'so networkd was not started' active systemd-networkd
check_fails 'no interface was made' ip link show mgmt0
check 'the daemon closes the gateway, and opens what is confirmed' \
	wait_until 60 active sekishod
gateway_here
check 'which then passes, and nothing else' meets a
lab_end
