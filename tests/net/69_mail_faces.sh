#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 69_mail_faces.sh -- what the next hop hears of addresses, sizes, scripts, rates

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lib=$(cd "${0%/*}/../lib" && pwd)
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes, to find the outer one
mail_change faces -e \
	's/max_size = "20M";/& rate_sender = "3\/hour"; sender_domains = [ "b.example" ];/'
mail_gateway

# sink_start [KEYWORD…]: a next hop that writes down what it hears.
sink_start()
{
	: >"$LAB_DIR/heard"
	spawn lg-mail python3 "$lib/smtp_sink.py" 10.20.0.25 "$LAB_DIR/heard" "$@"
	sink_pid=$!
	wait_for sink ns lg-mail sh -c 'ss -ltn "sport = 25" | grep -q :25'
}

sink_stop()
{
	kill $sink_pid
	wait $sink_pid 2>/dev/null || :
}

# says PATTERN LINE…: the relay answers one of the lines with this pattern. All
# of them are said, whichever it is.
says()
{
	mail_pattern=$1
	shift
	ns in-mx "$mail_say" 192.0.2.1 "$@" >"$LAB_DIR/said" || :
	cat "$LAB_DIR/said"
	grep -q "$mail_pattern" "$LAB_DIR/said"
}

# crosses LINE…: the last line ends a message, and it is taken.
crosses()
{
	says '^354 ' "$@" &&
		tail -n 1 "$LAB_DIR/said" | grep -q '^250 2.0.0 accepted'
}

# --- addresses: the next hop hears what the grammar permits, to the byte ---

demo=$mail_policy
mail_policy=$SEKISHO_CONF/demo/sekisho.conf
sink_start
relay_start
check 'each of 2000 pairs of addresses has the reply that is due' \
	ns in-mx python3 "$lib/smtp_paths.py" 192.0.2.1 2000 1 "$LAB_DIR/due"
grep -av '^RSET' "$LAB_DIR/heard" >"$LAB_DIR/heard-paths"
check 'and the next hop has heard these bytes and no others' \
	cmp "$LAB_DIR/due" "$LAB_DIR/heard-paths"
check 'of several hundred' [ "$(wc -l <"$LAB_DIR/due")" -ge 400 ]

check 'mail of an address as carriers gave them out crosses' \
	crosses 'EHLO mx' 'MAIL FROM:<a..b.@carrier_1.example>' \
	'RCPT TO:<x@town.example.jp>' DATA 'Subject: x\r\n\r\ntext\r\n.'
check 'with the quotes that it lacks' grep -aqx "$(printf \
	'MAIL FROM:<"a..b."@carrier_1.example>\r')" "$LAB_DIR/heard"
check 'and to one whose local part is longer than mail servers must take' \
	crosses 'EHLO mx' 'MAIL FROM:<a@b.example>' \
	"RCPT TO:<$(printf '%0100d' 0)@town.example.jp>" DATA 'Subject: x\r\n\r\ntext\r\n.'
: >"$LAB_DIR/heard"

# --- size ---

check 'of a gigabyte nothing but max_size is ever kept; 552 at the dot' \
	ns in-mx python3 "$lib/smtp_large.py" 192.0.2.1 \
	"$(pgrep -n -x mail-outside)" 1024 40
check 'the log has it, as a message' grep -q \
	'"size":107[0-9]*,"sha256":null,"result":"refused","answer":"552 5.3.4"' \
	"$LAB_DIR/relay.log"
check 'and the next hop has heard nothing of it' \
	sh -c '! grep -aq "^DATA" "$1"' sh "$LAB_DIR/heard"

check 'of many large messages of one peer half a gigabyte is; then 451 at the dot' \
	ns in-mx python3 "$lib/smtp_hoard.py" 192.0.2.1 \
	"$(pgrep -n -x mail-outside)"
check 'which the log has as one that is put off' grep -q \
	'"sha256":null,"result":"deferred","answer":"451 4.3.0","reason":"memory"' \
	"$LAB_DIR/relay.log"

# --- RFC 6531 ---

utf8_mail='MAIL FROM:<\xe5\xb1\xb1@b.example> SMTPUTF8'
check_fails 'SMTPUTF8 is not offered by a relay whose next hop does not' \
	says SMTPUTF8 'EHLO mx'
check 'and addresses beyond ASCII are refused' says '^553 5.6.7' 'EHLO mx' \
	"$utf8_mail"
relay_stop
sink_stop
sink_start SMTPUTF8
sed 's/domains = \[/& "町役場.jp", "xn--wgv71a119e.jp",/' "$mail_policy" \
	>"$LAB_DIR/idn.conf"
mail_policy=$LAB_DIR/idn.conf
relay_start
check 'it is offered by one whose next hop does' says '^250-SMTPUTF8' 'EHLO mx'
check 'addresses beyond ASCII cross' crosses 'EHLO mx' \
	"$utf8_mail" 'RCPT TO:<\xe4\xbf\x82@town.example.jp>' DATA \
	'Subject: x\r\n\r\ntext\r\n.'
check 'as they were' grep -aqx "$(printf \
	'MAIL FROM:<\345\261\261@b.example> SMTPUTF8\r')" "$LAB_DIR/heard"
check 'others without the word' crosses 'EHLO mx' \
	'MAIL FROM:<a@b.example>' 'RCPT TO:<x@town.example.jp>' DATA \
	'Subject: x\r\n\r\ntext\r\n.'
check 'as before' grep -aqx "$(printf 'MAIL FROM:<a@b.example>\r')" \
	"$LAB_DIR/heard"

# taken DOMAIN…: the relay takes mail for each, with SMTPUTF8.
taken()
{
	for domain; do
		says '^250 2.0.0' 'EHLO mx' 'MAIL FROM:<a@b.example> SMTPUTF8' \
			"RCPT TO:<x@$domain>" || return
	done
}

check 'a Japanese domain is taken in either form, whichever the policy has' \
	taken '\xe7\x94\xba\xe5\xbd\xb9\xe5\xa0\xb4.JP' xn--rlsz2olvt.jp \
	'\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.jp' XN--WGV71A119E.jp
check_fails 'not another one' taken '\xe7\x94\xba.jp'
relay_stop

# --- who may send, and how much ---

mail_policy=$demo
relay_start
check 'a domain that may not send is refused' says '^550 5.7.1 no domain' \
	'EHLO mx' 'MAIL FROM:<a@other.example>'
check 'a sender may send as often as its rate says' says '^250 2.1.0' \
	'EHLO mx' 'MAIL FROM:<a@b.example>' RSET 'MAIL FROM:<A@b.example>' \
	RSET 'MAIL FROM:<a@b.example>'
check 'and no more' says '^450 4.7.1' 'EHLO mx' 'MAIL FROM:<a@b.example>'
check 'another still may' says '^250 2.1.0' 'EHLO mx' 'MAIL FROM:<c@b.example>'
check_fails 'and the null sender always' says '^450' 'EHLO mx' \
	'MAIL FROM:<>' RSET 'MAIL FROM:<>' RSET 'MAIL FROM:<>' RSET \
	'MAIL FROM:<>' RSET 'MAIL FROM:<>'
relay_stop
sink_stop
lab_end
