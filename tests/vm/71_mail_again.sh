#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 71_mail_again.sh -- a reboot brings the relay up by itself, once its segment is there

. "${0%/*}/gateway.sh"
. "${0%/*}/mail.sh"

check 'the daemon is ready' wait_until 60 active sekishod
check 'and says that a generation is in force' says 'in force'
check_fails 'before there is its address, the relay does not listen' listens
kept_before=$(kept)
mail_here
check 'then it does, and a mail crosses' crosses
check 'the originals of before are there, and one more' [ \
	"$(kept)" = $((kept_before + 1)) ]
check 'nobody tried what he may not' nothing_forbidden
check 'nothing has failed' sh -c \
	'systemctl --failed --no-legend | tee /dev/stderr | grep -q . && exit 1 || exit 0'
lab_end
