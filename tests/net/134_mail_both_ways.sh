#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 134_mail_both_ways.sh -- a relay each way between two real servers: who may
# write outward, what is refused for a My Number, what the outer server found, and
# where a ring of servers ends

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mail_change both -e 's/hostname = "sekisho.town.example.jp";/& authserv_id = "mx.town.example.jp";/' -e 's/^relays = (/&\
  { name = "mail-out"; from = "lgwan"; to = "inet"; listen = "10.20.0.1"; peers = [ "10.20.0.25" ];\
    next_hop = "192.0.2.25"; domains = [ "any" ]; sender_domains = [ "town.example.jp" ];\
    hostname = "sekisho.town.example.jp"; purpose = "外部へのメール"; document = "情政第91号";\
    requested_by = "総務課 鈴木"; approved_by = "統括情報セキュリティ責任者 佐藤"; valid_until = "2028-03-31"; },/'
mail_gateway

# server NAMESPACE DOMAIN USER RELAY: a Postfix that keeps mail for USER@DOMAIN
# in $LAB_DIR/NAMESPACE/new and gives all other to RELAY. What is for ring@DOMAIN
# it sends on to ring@ the other server's, as somebody on leave may have wished.
server()
{
	mkdir -p "$LAB_DIR/$1"
	chown 40100 "$LAB_DIR/$1"
	echo "$3@$2 $1/" >"$LAB_DIR/users-$1"
	postfix_start "$1" "virtual_mailbox_domains = $2" \
		"virtual_mailbox_base = $LAB_DIR" \
		"virtual_mailbox_maps = texthash:$LAB_DIR/users-$1" \
		'virtual_uid_maps = static:40100' \
		'virtual_gid_maps = static:40100' \
		'mynetworks = 127.0.0.0/8 10.20.0.1 192.0.2.1' \
		"relayhost = [$4]:25" \
		"virtual_alias_maps = inline:{ring@$2=ring@$5}"
}

server lg-mail town.example.jp x 10.20.0.1 citizen.example
server in-mx citizen.example y 192.0.2.1 town.example.jp
relay_start --relay mail-in
in_pid=$relay_pid
# shellcheck disable=SC2046 # several words
spawn gw sekisho-mail $(relay_options) --relay mail-out \
	2>"$LAB_DIR/relay-out.log"
out_pid=$!
wait_for 'outward relay' test -S "$LAB_DIR/run/mail-out"

# arrived NAMESPACE N
arrived()
{
	[ "$(find "$LAB_DIR/$1/new" -type f | wc -l)" -ge "$2" ]
}

# once NAMESPACE N: each of N different messages once.
once()
{
	set -- "$1" "$2" "$(find "$LAB_DIR/$1/new" -type f)"
	[ "$(echo "$3" | wc -l)" = "$2" ] &&
		[ "$(echo "$3" | xargs cat | grep -ai '^message-id:' |
			sort -u | wc -l)" = "$2" ]
}

# --- both ways at once ---

n=200
check "the outer server takes $n messages" ns in-mx smtp-source -s 10 -l 2048 \
	-m $n -f y@citizen.example -t x@town.example.jp 127.0.0.1:25
check "the inner server takes $n messages" ns lg-mail smtp-source -s 10 -l 2048 \
	-m $n -f x@town.example.jp -t y@citizen.example 127.0.0.1:25
check 'all arrive inside' wait_for "$n messages" arrived lg-mail $n
check 'all arrive outside' wait_for "$n messages" arrived in-mx $n
check 'each once inside' once lg-mail $n
check 'each once outside' once in-mx $n
one=$(find "$LAB_DIR/in-mx/new" -type f | head -1)
check 'outward too it is one text/plain part' grep -qix \
	'Content-Type: text/plain; charset=UTF-8' "$one"
check 'marked with its relay' grep -qx \
	'X-Sekisho-Relay: sekisho.town.example.jp:mail-out' "$one"
check 'with no trace of the inner network' \
	sh -c '! grep -aiE "lg-mail|10\.20\." "$1"' sh "$one"

# --- who may write outward, and to whom ---

# outward PATTERN LINE…: the outward relay answers one of them with this.
outward()
{
	mail_pattern=$1
	shift
	ns lg-mail "$mail_say" 10.20.0.1 "$@" | tee /dev/stderr |
		grep -q "$mail_pattern"
}

check 'a sender of another domain is refused' outward '^550 5.7.1' 'EHLO x' \
	'MAIL FROM:<x@citizen.example>' QUIT
check 'and one of a domain below ours' outward '^550 5.7.1' 'EHLO x' \
	'MAIL FROM:<x@a.town.example.jp>' QUIT
check 'a bounce is taken, to any domain' outward '^250 2.1.5' 'EHLO x' \
	'MAIL FROM:<>' 'RCPT TO:<someone@far.example>' QUIT
check 'an address without a domain is not' outward '^5' 'EHLO x' \
	'MAIL FROM:<x@TOWN.example.jp>' 'RCPT TO:<someone>' QUIT
ns gw ip addr add 198.51.100.1/32 dev lo
check 'a stranger is not listened to' sh -c \
	"nsenter --net=/run/netns/gw python3 $mail_say 10.20.0.1 |
		grep -q '^554 5.7.1'"

# --- a My Number ---

text='Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> =EF=BC=91=EF=BC=92=EF=BC=93=EF=BC=94-5678-\r\n> 901'
from='MAIL FROM:<x@town.example.jp>'
to='RCPT TO:<y@citizen.example>'
check 'a message that holds one is refused' outward '^550 5.7.1.*My Number' \
	'EHLO x' "$from" "$to" DATA "From: x@town.example.jp\r\n${text}8\r\n." QUIT
check 'that is recorded' grep -q '^my-number id=[0-9a-f]* found=1 refused=1' \
	"$LAB_DIR/relay-out.log"
check_fails 'without the number' grep -aqE '1234.{0,3}5678' \
	"$LAB_DIR/relay-out.log"
check 'nothing of it has arrived' once in-mx $n
check 'with another last digit it is a number like any' outward '^250 2.0.0' \
	'EHLO x' "$from" "$to" DATA \
	"From: x@town.example.jp\r\nMessage-ID: <9@town.example.jp>\r\n${text}9\r\n." QUIT
check 'and arrives' wait_for 'message' arrived in-mx $((n + 1))

# --- what the outer server found of the sender ---

found='Authentication-Results: mx.town.example.jp; spf=pass smtp.mailfrom=citizen.example;\r\n dkim=fail (bad) header.d=citizen.example\r\n'
forged='Received: from x by y; Fri, 20 Nov 2026 08:05:00 +0900\r\nAuthentication-Results: mx.town.example.jp; dmarc=pass\r\nAuthentication-Results: evil.example; arc=pass\r\n'
check 'inward nobody looks for My Numbers' sh -c \
	"nsenter --net=/run/netns/in-mx python3 $mail_say 192.0.2.1 'EHLO x' \
		'MAIL FROM:<y@citizen.example>' 'RCPT TO:<x@town.example.jp>' DATA \
		'$found${forged}From: y@citizen.example\r\nMessage-ID: <8@citizen.example>\r\n${text}8\r\n.' QUIT |
		grep -q '^250 2.0.0'"
check 'and it arrives' wait_for 'message' arrived lg-mail $((n + 1))
one=$(grep -l '<8@citizen.example>' "$LAB_DIR"/lg-mail/new/*)
check 'the reader sees what the outer server found, no more' sh -c '
	[ "$(grep -A1 "^X-Sekisho-Authentication:" "$1" | tr -d "\r\n")" = \
		"X-Sekisho-Authentication: spf=pass dkim=fail" ]' sh "$one"
check 'in the text as well' sh -c '
	sed "1,/^\r*$/d" "$1" | base64 -di |
		grep -q "^送信ドメイン認証の結果: spf=pass dkim=fail（"' sh "$one"

# --- a ring: A -> mail-in -> B -> mail-out -> A -> … ---

# rounds RELAY RESULT: how often it said so of a message for ring@.
rounds()
{
	grep '"recipients":\["ring@' "$LAB_DIR/relay$1.log" |
		grep -c "\"result\":\"$2\""
}

ns in-mx "$mail_say" 127.0.0.1 'EHLO x' 'MAIL FROM:<x@town.example.jp>' \
	'RCPT TO:<ring@town.example.jp>' DATA \
	'From: x@town.example.jp\r\nMessage-ID: <ring@town.example.jp>\r\n\r\nround\r\n.' \
	QUIT >"$LAB_DIR/ring"
check 'the sender hears that his message goes round' wait_for 'bounce' \
	arrived lg-mail $((n + 2))
check 'inward it has passed once, and outward' \
	[ "$(rounds '' delivered) $(rounds -out delivered)" = '1 1' ]
check 'and where it came a second time it was refused for that' sh -c '
	[ "$1" = 1 ] && grep "\"recipients\":\[\"ring@" "$2" |
		grep -q "\"answer\":\"554 5.4.6\",\"reason\":\"loop\""' sh \
	"$(rounds '' refused)" "$LAB_DIR/relay.log"
check 'not outward' [ "$(rounds -out refused)" = 0 ]
one=$(grep -l 'X-Sekisho-Relay' "$LAB_DIR"/lg-mail/new/* | xargs ls -t | head -1)
check 'the bounce says so' sh -c \
	'sed "1,/^\r*$/d" "$1" | base64 -di | grep -q "5\.4\.6"' sh "$one"

# --- nothing is left behind ---

for relay_pid in $in_pid $out_pid; do
	check 'a relay ends when told' relay_stop
done
lab_end
