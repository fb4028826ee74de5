#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 50_again.sh -- a reboot comes up in the last confirmed generation, by itself

. "${0%/*}/gateway.sh"

check 'the lockdown was loaded first' active sekisho-lockdown
check 'the daemon is ready' wait_until 60 active sekishod
check 'and says that a generation is in force' says 'in force'
gateway_here
check 'what it permits passes, and nothing else' meets a
check 'nobody else can change the rules' owned
check 'the journal is whole' sekisho journal verify
check 'nothing has failed' sh -c \
	'systemctl --failed --no-legend | tee /dev/stderr | grep -q . && exit 1 || exit 0'
lab_end
