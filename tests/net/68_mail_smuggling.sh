#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 68_mail_smuggling.sh -- nothing but CRLF.CRLF ends a message, however it is cut

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lib=$(cd "${0%/*}/../lib" && pwd)
lab_enter "$@"
mail_need
mail_gateway
# It counts what is said to it: one message, at the end.
sink lg-mail 10.20.0.25 -c >"$LAB_DIR/sink"
relay_start

check 'twelve sequences at every cut end the session with 550' \
	ns in-mx python3 "$mail_say" 192.0.2.1 --smuggle
check 'input before our 354 ends the session' sh -c "
	nsenter --net=/run/netns/in-mx python3 $mail_say 192.0.2.1 'EHLO x' \
		'MAIL FROM:<a@b.example>' 'RCPT TO:<x@town.example.jp>' \
		'DATA\\r\\nSubject: early' | grep -q '^554 5.5.0'"
check 'a NUL in a command ends the session' sh -c "
	nsenter --net=/run/netns/in-mx python3 $mail_say 192.0.2.1 \
		'EHLO x' 'NOOP \\0' | grep -q '^550 5.5.2'"
check 'who sends all of such a message before it reads hears of it' \
	ns in-mx python3 "$lib/smtp_deaf.py" 192.0.2.1
check 'an honest message still passes' ns in-mx smtp-source -m 1 \
	-f a@b.example -t x@town.example.jp 192.0.2.1:25
kill $sink_pid
wait $sink_pid || :
tr '\r' '\n' <"$LAB_DIR/sink" | tail -1 >"$LAB_DIR/count"
check 'and it is the only one that the inner server ever saw' \
	grep -q 'mesg=1$' "$LAB_DIR/count"
relay_stop
lab_end
