#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 131_mail_kept.sh -- the original is on the disk before the inner server is
# asked; what cannot be made text is held and its recipient told

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
golden=$(cd "${0%/*}/../golden/mime" && pwd)
lab_enter "$@"
mail_need
mail_gateway
mail_store 90 20M
postfix_mailbox lg-mail
relay_start

# gives FILE…: what the relay answers to each.
gives()
{
	ns in-mx "$mail_send" 192.0.2.1 "$@"
}

# The newest line of the log about a message, as far as FIELD's value.
field()
{
	grep '^{"event":"message"' "$LAB_DIR/relay.log" | tail -1 |
		sed "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/"
}

# Bytes as they are on the wire.
crlf()
{
	sed 's/\r*$/\r/' "$1"
}

arrived()
{
	[ "$(box_all)" -ge "$1" ]
}

# body FILE: the text of a mail of ours.
body()
{
	sed '1,/^$/d' "$1" | base64 -d
}

# --- kept ---

citizen=$SEKISHO_CONF/demo/citizen.eml
check 'a mail is taken' sh -c 'echo "$1" | grep -q "^250 2"' sh \
	"$(gives "$citizen")"
reference=$(field reference)
echo "# kept as $reference"
check 'its line tells the reference' expr "$reference" : \
	'20[0-9]\{6\}-000001-[0-9]$'
"$mail_originals" "$mail_store/originals" "$reference" >kept
crlf "$citizen" >sent
check 'the original is kept byte for byte' cmp kept sent
check 'its hash is the one of the log' [ \
	"$(sha256sum <kept | cut -d' ' -f1)" = "$(field sha256)" ]
check 'the mail arrives' wait_for 'the mail' arrived 1
check 'and names the reference' grep -qx "X-Sekisho-Reference: $reference" \
	"$(box_files)"
body "$(box_files)" >text
check '… its reader as well' grep -q "受付番号: $reference" text
check 'nobody but the store can read it' [ \
	"$(stat -c '%u %a' "$mail_store/originals")" = '40004 700' ]
check_fails '… the outer face cannot' setpriv --reuid 40001 --clear-groups \
	ls "$mail_store/originals"

# --- held ---

rm -f "$(box_files)"
for name in held-too-deep held-too-many-parts; do
	check "$name is answered 250" sh -c 'echo "$1" | grep -q "^250 2"' sh \
		"$(gives "$golden/$name/in.eml")"
	reference=$(field reference)
	check '… as held' [ "$(field result) $(field held)" = \
		"held ${name#held-}" ]
	check 'its recipient hears of it' wait_for 'the notice' arrived 1
	notice=$(box_files)
	body "$notice" >text
	check '… the reference' grep -q "受付番号 : $reference" text
	check '… the sender' grep -q '差出人　 : a@sender.example' text
	check '… and why' grep -q '理由　　 : .*すぎて' text
	check 'it comes from a machine' grep -qx \
		'Auto-Submitted: auto-generated' "$notice"
	check '… of ours' grep -qx \
		'From: <postmaster@sekisho.town.example.jp>' "$notice"
	check 'the original is kept' sh -c '"$1" "$2/originals" "$3" >held &&
		cmp held "$4"' sh "$mail_originals" "$mail_store" "$reference" \
		"$(crlf "$golden/$name/in.eml" >sent && echo sent)"
	check '… and marked' grep -q "${name#held-}" \
		"$mail_store/originals/held-$reference"
	check '… with a line in the journal' grep -q \
		"\"event\":\"original-held\",\"reference\":\"$reference\"" \
		"$mail_store/journal/journal-000001.jsonl"
	rm -f "$notice"
done

# --- released: it crosses once more, or stays ---

# releases REFERENCE: an operator says so.
releases()
{
	setpriv --reuid 40301 --regid 40300 --groups 40201 sekisho mail \
		release "$1" -m 'asked for by its recipient' \
		--socket "$LAB_DIR/run/mail-in"
}

held=$mail_store/originals/held-$reference
check_fails 'what still cannot be made text is not delivered' \
	releases "$reference"
check '… and stays held' [ -e "$held" ]
check '… with a line of its own' [ "$(field peer) $(field answer)" = \
	'release 554 5.6.1' ]
first=${held%/*}/held-$("$mail_originals" "$mail_store/originals" |
	sed -n '1s/ .*//p')
touch "$first" && chown 40004 "$first"
check 'what can be is delivered' releases "${first##*/held-}"
check '… to its recipient' wait_for 'the mail' arrived 1
check '… under its reference' grep -qx \
	"X-Sekisho-Reference: ${first##*/held-}" "$(box_files)"
check '… and held no more' [ ! -e "$first" ]

# --- a full store refuses, and loses nothing ---

rm -f $(box_files)
{ printf 'Subject: large\n\n'; yes 0123456789012345678901234567890123456789 |
	head -c 7000000; } >large
for i in 1 2 3; do
	gives large
done >answers
check 'with room for two, two are taken' [ "$(grep -c '^250' answers)" = 2 ]
check '… and one is put off' grep -q '^452 4.3.1' answers
# failing true|false: so the status says.
failing()
{
	sekisho mail status --json --socket "$LAB_DIR/run/mail-in" |
		grep -q "\"failing\":$1"
}
check '… of which the status tells' failing true
check '… and the log, with why' grep -q \
	'^not-kept id=.* why="keep_size is used up.* do=' relay.log
check 'small ones are taken still' sh -c 'echo "$1" | grep -q "^250 2"' sh \
	"$(gives "$citizen")"
check '… and the status has nothing to tell' failing false
check 'what was taken arrives, nothing else' wait_for 'all' \
	arrived 3
check '… indeed' [ "$(box_all)" = 3 ]

# --- a notice that nobody takes is no notice ---

postfix_stop lg-mail
sink lg-mail 10.20.0.25 -f .
check 'a held mail whose notice is refused is refused' sh -c \
	'echo "$1" | grep -q "^[45]"' sh "$(gives "$golden/held-too-deep/in.eml")"
reference=$(field reference)
check '… and not held' wait_for 'the end' \
	[ ! -e "$mail_store/originals/held-$reference" ]
check 'nothing is left behind' relay_stop
chown 0 "$mail_store"/originals/*.mail
relay_start
check 'files of another owner: which, and what to do' wait_for 'its word' \
	grep -q '^cannot-use folder=".*/store/originals" do=.*owner' relay.log
relay_stop
chown 40004 "$mail_store"/originals/*.mail
check 'all of it is whole' "$mail_originals" "$mail_store/originals"
lab_end
