#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 139_mail_log.sh -- whoever reads the relay's log may stop or go: mail does not,
# and how many lines are missing is said

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
fill=$(readlink -f "${0%/*}/../lib/fill_fifo.py")
lab_enter "$@"
mail_need
mail_gateway
mail_store 90 2G
sink lg-mail 10.20.0.25
mkfifo "$LAB_DIR/relay.log"
# Has it open, and does not read.
exec 8<>"$LAB_DIR/relay.log"
exec 9<"$LAB_DIR/relay.log" 8<&-
relay_start 8<&- 9<&-

# send_straight N: N messages from a peer to the relay, one behind the other.
send_straight()
{
	ns in-mx timeout 60 smtp-source -d -s 5 -m "$1" -l 1000 \
		-f a@sender.example -t x@town.example.jp 192.0.2.1:25
}

# All but room for some lines.
check 'the log is full' "$fill" "$LAB_DIR/relay.log"
head -c 65536 <&9 >read
n=400
check 'mail goes on while nobody reads the log' send_straight $n
sekisho mail status --json --socket "$LAB_DIR/run/mail-in" >status
check '… all of it' grep -q "\"delivered\":$n" status
cat <&9 >>read &
reader=$!
has_read()
{
	[ "$(wc -c <read)" -ge 1048576 ]
}
wait_for 'reader' has_read
check 'one more when somebody does' send_straight 1
check 'how many lines are missing is said' wait_for 'the word' \
	grep -q '^log-lost lines=[1-9][0-9]* do=' read
# accounted: each message has its line, or is among those that are missing.
accounted()
{
	lost=$(awk -F'[= ]' '/^log-lost lines=/ { n += $3 } END { print n }' read)
	told=$(grep -c '{"event":"message".*}$' read)
	[ $((told + lost)) -ge $((n + 1)) ]
}
check '… of all messages' wait_for 'last line' accounted
echo "# $told told, $lost lost"
kill $reader
exec 9<&-
check 'nor does it end with who reads' send_straight 10
check 'the relay stops when it is told to' relay_stop

# relay_start closes no streams: the shell does, that becomes the relay.
mkdir closed
cat >closed/sekisho-mail <<-SH
	#!/bin/sh
	exec $(command -v sekisho-mail) "\$@" <&- >&- 2>&-
SH
chmod +x closed/sekisho-mail
PATH=$LAB_DIR/closed:$PATH
rm relay.log
check 'one without standard streams starts' relay_start
check '… and has mail go on' send_straight 10
check '… and stops' relay_stop
lab_end
