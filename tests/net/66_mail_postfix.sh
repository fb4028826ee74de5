#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 66_mail_postfix.sh -- mail crosses between two real servers, once each, as text

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mail_gateway
postfix_mailbox lg-mail
postfix_start in-mx 'relayhost = [192.0.2.1]:25' \
	'mynetworks = 127.0.0.0/8' 'inet_interfaces = 127.0.0.1'

# reaches NAMESPACE ADDRESS [SECONDS]: a TCP connection to port 25, and a
# greeting.
reaches()
{
	ns "$1" timeout "${3:-30}" python3 "$mail_say" "$2" | grep -q ^220
}

# --- only the relay's own sockets cross ---

check 'the inner server answers the gateway' reaches gw 10.20.0.25
check_fails 'the outer server does not reach it' reaches in-mx 10.20.0.25 2
relay_start
check 'the outer server reaches the relay' reaches in-mx 192.0.2.1
check_fails 'the inner server does not' reaches lg-mail 192.0.2.1 2

arrived()
{
	[ "$(box_all)" -ge "$1" ]
}

n=1000
check "the outer server takes $n messages" send $n
check 'all of them arrive' wait_for "$n messages" arrived $n
check 'each once' [ "$(box_ids) $(box_all)" = "$n $n" ]

# --- what they look like ---

one=$(box_files | head -1)
check 'one text/plain part in UTF-8 and base64' grep -qix \
	'Content-Type: text/plain; charset=UTF-8' "$one"
check 'marked with the relay' grep -qx \
	'X-Sekisho-Relay: sekisho.town.example.jp:mail-in' "$one"
check 'with no trace of the outer network' \
	sh -c '! grep -aiE "in-mx|192\.0\.2\.25" "$1"' sh "$one"
fields='return-path|x-original-to|delivered-to|received|date|from|reply-to|to|cc|subject|message-id|in-reply-to|references|auto-submitted|precedence|mime-version|content-type|content-transfer-encoding|x-sekisho-sanitized|x-sekisho-defects|x-sekisho-relay'
check 'with no field beside the listed ones' sh -c '
	cat "$1"/* | awk "
		/^Return-Path:/ { header = 1 } /^\$/ { header = 0 } header" |
		grep -aE "^[^ 	]" | grep -aviE "^($2):" && exit 1
	exit 0' sh "$LAB_DIR/box/new" "$fields"

# --- what it refuses, the outer server learns at once ---

# says PATTERN LINE…: the relay answers one of the lines with this pattern.
says()
{
	mail_pattern=$1
	shift
	ns in-mx "$mail_say" 192.0.2.1 "$@" | tee /dev/stderr |
		grep -q "$mail_pattern"
}

check 'a domain that is not behind it is refused' says '^550 5.7.1' \
	'EHLO x' 'MAIL FROM:<a@b.example>' 'RCPT TO:<x@other.example>' QUIT
check 'a recipient that the inner server refuses is refused' says '^550 5' \
	'EHLO x' 'MAIL FROM:<a@b.example>' 'RCPT TO:<x@town.example.jp>' \
	'RCPT TO:<no-such-user@town.example.jp>' QUIT
ns gw ip addr add 198.51.100.1/32 dev lo
check 'a stranger is not listened to' sh -c \
	"nsenter --net=/run/netns/gw python3 $mail_say 192.0.2.1 |
		grep -q '^554 5.7.1'"
check 'a message that was here before is a loop' says '^554 5.4.6' \
	'EHLO x' 'MAIL FROM:<a@b.example>' 'RCPT TO:<x@town.example.jp>' \
	DATA "$(printf %s 'X-Sekisho-Relay: sekisho.town.example.jp:mail-in' \
		'\r\n\r\ntext\r\n.')"
tr -d '\r' <"$one" >"$LAB_DIR/back.eml"
check 'so is one that has gone all the way round' sh -c '
	nsenter --net=/run/netns/in-mx python3 "$1" 192.0.2.1 "$2" |
		grep -q "^554 5.4.6"' sh "$mail_send" "$LAB_DIR/back.eml"
# hops N: a message with so many Received: fields.
hops()
{
	for hop in $(seq "$1"); do
		echo "Received: by hop$hop.example; Fri, 20 Nov 2026 08:05:00 +0900"
	done
	printf 'Subject: far\n\ntext\n'
}

hops 31 >"$LAB_DIR/far.eml"
check 'and one that has come too far' sh -c '
	nsenter --net=/run/netns/in-mx python3 "$1" 192.0.2.1 "$2" |
		grep -q "^554 5.4.6"' sh "$mail_send" "$LAB_DIR/far.eml"
check 'nothing of that arrived' [ "$(box_all)" = $n ]

# --- a delivery report, which is nobody's mail, and is for somebody ---

check 'the outer server takes a message for nobody' ns in-mx smtp-source \
	-m 1 -f x@town.example.jp -t no-such-user@town.example.jp 127.0.0.1:25
check 'its report arrives' wait_for report arrived $((n + 1))
report=$(grep -lx 'Return-Path: <>' "$LAB_DIR"/box/new/*)
check 'from nobody' [ -n "$report" ]
check 'by itself' grep -qix 'Auto-Submitted: auto-replied' "$report"
sed '1,/^$/d' "$report" | base64 -d >"$LAB_DIR/report.txt"
check 'and can be read: who' grep -q 'no-such-user@town\.example\.jp' "$LAB_DIR/report.txt"
check 'why' grep -q '550 5\.1\.1 not accepted' "$LAB_DIR/report.txt"
check 'and what it says of itself, in Japanese' grep -q '配送' "$LAB_DIR/report.txt"

# --- nothing is left behind ---

check 'the relay ends when told' relay_stop
check 'with all of its processes' grep -q '^relay-stopped' "$LAB_DIR/relay.log"
check_fails '… which is no reason to warn' grep '^process-ended' "$LAB_DIR/relay.log"
lab_end
