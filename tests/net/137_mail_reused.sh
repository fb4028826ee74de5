#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 137_mail_reused.sh -- transforms that are reused say what fresh ones say: the
# golden mails through both, there in the other order

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes, to find the transforms
mail_gateway
spawn lg-mail python3 "$(readlink -f "${0%/*}/../lib/smtp_sink.py")" \
	10.20.0.25 "$LAB_DIR/heard"
wait_for 'next hop' ns lg-mail sh -c 'ss -ltn "sport = 25" | grep -q 10.20.0.25'
golden=$(readlink -f "${0%/*}/../golden/mime")

# through NAME SORT-OPTION…: all golden mails through the relay, in that order, as
# it is configured now: NAME.answers, and NAME.mails, a line each, less
# what is of the moment.
through()
{
	name=$1
	shift
	: >"$LAB_DIR/heard"
	files=$(printf '%s\n' "$golden"/*/in.eml | sort "$@")
	# shellcheck disable=SC2086 # several words
	ns in-mx python3 "$mail_send" 192.0.2.1 $files |
		sed 's/id=[0-9a-f]*//' | sort >"$LAB_DIR/$name.answers"
	awk '/^DATA\r$/ { mail = ""; inside = 1; next }
		/^\.\r$/ { print mail; inside = 0 }
		/^[^ \t]/ { skip = /^Received:/ }
		inside && !skip { sub("\r", "|"); mail = mail $0 }' \
		"$LAB_DIR/heard" | sort >"$LAB_DIR/$name.mails"
}

relay_start
through fresh
check 'a fresh one ends' [ "$(pgrep -cx mail-zygote)" = 1 ]
relay_stop

mail_change reused -e 's/name = "mail-in";/& transform = "reused";/'
relay_start
through reused -r
# The zygote, and a transform that waits for more.
check 'transforms live on' [ "$(pgrep -cx mail-zygote)" -ge 2 ]
relay_stop

check 'most mails cross' [ "$(wc -l <"$LAB_DIR/fresh.mails")" -gt 60 ]
check 'the same mails leave, to the byte' \
	cmp "$LAB_DIR/fresh.mails" "$LAB_DIR/reused.mails"
check 'with the same answers' \
	cmp "$LAB_DIR/fresh.answers" "$LAB_DIR/reused.answers"
check 'nobody died' sh -c '! grep -q "transform-\(died\|again\)" "$1"' \
	sh "$LAB_DIR/relay.log"
lab_end
