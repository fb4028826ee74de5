#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 132_mail_desk.sh -- operators see how the relay does, find, release and erase
# originals; each access is in a journal that shows when it was changed

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
golden=$(cd "${0%/*}/../golden/mime" && pwd)
metrics=$(readlink -f "${0%/*}/../lib/openmetrics.py")
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes, so that the relay finds who asks
mail_change zone 's|Asia/Tokyo|+05:45|' # no machine's
mail_gateway
mail_store 90 20M
postfix_mailbox lg-mail
cp "$SEKISHO_CONF/demo/citizen.eml" "$LAB_DIR/citizen.eml"
cd "$LAB_DIR"
mkdir desk && chmod 777 desk
journal=$mail_store/journal
relay_start

# as WHO VERB WORD…: what the verb says; its exit status. Suzuki and Sato are
# operators, Ito is an auditor, Kato is nobody.
as()
{
	case $1 in
	suzuki) who='--reuid 40301 --groups 40201' ;;
	sato) who='--reuid 40302 --groups 40201' ;;
	ito) who='--reuid 40303 --groups 40203' ;;
	kato) who='--reuid 40304 --clear-groups' ;;
	root) who='--reuid 0 --clear-groups' ;;
	esac
	shift
	# shellcheck disable=SC2086 # several words
	setpriv --regid 40300 $who sekisho mail "$@" --socket "$LAB_DIR/run/mail-in"
}

# exits STATUS COMMAND…
exits()
{
	wanted=$1
	shift
	"$@" && got=0 || got=$?
	echo "exit $got"
	[ $got = "$wanted" ]
}

# says PATTERN COMMAND…: one of its lines, on either output, has it.
says()
{
	pattern=$1
	shift
	"$@" 2>&1 | tee said | grep -q -e "$pattern" || {
		cat said
		return 1
	}
}

# value NAME: of a sample of the metrics.
value()
{
	as ito status --metrics | python3 "$metrics" "$1"
}

# journalled COUNT EVENT [REFERENCE]: so many lines of it.
journalled()
{
	[ "$(cat "$journal"/*.jsonl | grep "\"event\":\"$2\"" |
		grep -c "\"${3:-event}\"")" = "$1" ]
}

gives()
{
	ns in-mx "$mail_send" 192.0.2.1 "$@"
}

newest()
{
	grep -o '"reference":"[0-9-]*"' "$LAB_DIR/relay.log" | tail -1 |
		cut -d'"' -f4
}

arrived()
{
	[ "$(box_all)" -ge "$1" ]
}

# --- how it does ---

check 'an auditor sees the status' says '^relay .*:mail-in$' as ito status
check 'who has no role does not' exits 1 as kato status
check 'and learns which roles there are' says sekisho-auditor as kato status
gives citizen.eml >answers
kept=$(newest)
gives "$golden/held-too-deep/in.eml" >answers
held=$(newest)
check 'both are counted, by what became of them' \
	says '^  192.0.2.25  *1  *1  *0  *0 ' as suzuki status
check 'so in JSON' says '"messages":{"delivered":1,"held":1,' \
	as suzuki status --json
gives_to()
{
	ns in-mx "$mail_say" 192.0.2.1 "EHLO x" \
		"MAIL FROM:<a@sender.example>" "RCPT TO:<$1>" QUIT
}
check 'a recipient elsewhere is refused' says '^550 5.7.1 not a domain' \
	gives_to x@elsewhere.example
check '… and one whom the next hop does not know' says '^550 5.1.1' \
	gives_to nobody@town.example.jp
check '… and both are counted' says '"rcpts_refused":2,' as suzuki status --json
came=$(as suzuki find "$held" --json | grep -o '"time":[0-9]*' | cut -d: -f2)
check 'a day is one of the zone of the policy' [ "${held%%-*}" = \
	"$(TZ=here-5:45 date -d "@$came" +%Y%m%d)" ]
check '… so are times' says '^up since .* +05:45$' as suzuki status
check '… which recipients of a held one are told' says \
	"受付日時 : $(TZ=here-5:45 date -d "@$came" '+%Y年%-m月%-d日（%u）%H:%M' |
		sed 's/（1/（月/; s/（2/（火/; s/（3/（水/; s/（4/（木/; s/（5/（金/; s/（6/（土/; s/（7/（日/')" \
	sh -c 'sed "1,/^\r*$/d" "$1" | base64 -di' sh \
	"$(box_files | xargs grep -l '^X-Sekisho-Sanitized: held')"
check 'the store says what it holds' \
	says '"store":{"used":[1-9][0-9]*,"cap":20971520,.*"held":1,' \
	as suzuki status --json
check 'the metrics are OpenMetrics' sh -c 'cat "$1" | python3 "$2"' sh \
	"$(as ito status --metrics >page && echo page)" "$metrics"
check '… with the same numbers' [ \
	"$(value 'sekisho_mail_messages_total{result="held"}') $(value \
		sekisho_mail_message_seconds_count) $(value \
		sekisho_mail_originals_held)" = '1.0 2.0 1.0' ]
check 'status is no access to an original' [ ! -s "$journal/journal-000002.jsonl" ]

# --- which relay ---

mkdir /run/sekisho-mail
mount --bind "$LAB_DIR/run" /run/sekisho-mail
check 'the only one need not be named' says ':mail-in$' sekisho mail status
check 'nor does its name hurt' says ':mail-in$' sekisho mail status --relay mail-in
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/run/sekisho-mail/b")'
check 'of two one has to be' exits 2 sekisho mail status
check '… for which they are listed' says 'sekisho-mail/mail-in$' sekisho mail status
check 'one that is not there is missed' exits 3 sekisho mail status --relay c
rm /run/sekisho-mail/b
umount /run/sekisho-mail

# --- what is held, what is known of one ---

check 'the held one is listed, and why' \
	says "^$held .*too-deep .*<a@sender.example> -> <x@town.example.jp>" \
	as ito held
check 'the other one is not' sh -c '! grep -q "$1" "$2"' sh "$kept" said
check 'so in JSON' says "\"reference\":\"$held\".*\"why\":\"too-deep\"" \
	as ito held --json
check 'both lists are in the journal' journalled 2 held-listed
check 'a message is found by its reference' \
	says "sha256  *$(sed 's/\r*$/\r/' citizen.eml | sha256sum | cut -d' ' -f1)" \
	as ito find "$kept"
check '… its state as well' says '"state":"kept"' as ito find "$kept" --json
check 'who looked is in the journal' sh -c \
	'grep "original-found" "$1"/*.jsonl | grep -c "\"uid\":40303" | grep -qx 2' \
	sh "$journal"
wrong=${kept%?}$(((${kept##*-} + 1) % 10))
check 'a misread digit is told' says 'check digit' as ito find "$wrong"
check '… and is usage' exits 2 as ito find "$wrong"
check 'what was never kept is not found' exits 1 as ito find 20261121-000123-2
check '… which says where it may be' says '保存期間.*--relay' \
	as ito find 20261121-000123-2
check 'one in full width is told how it is written' says '半角' \
	as ito find '２０２６１１２１－０００１２３－２'
check 'an original is for operators' exits 1 as ito find "$kept" --out desk/no
check '… and left no file' [ ! -e desk/no ]
check 'an operator gets it' as suzuki find "$kept" --out desk/one -m '照会'
check 'byte by byte' sh -c 'sed "s/\r*$/\r/" citizen.eml | cmp - desk/one'
check 'for his eyes alone' [ "$(stat -c %a desk/one)" = 600 ]
check 'with his reason in the journal' sh -c \
	'grep original-fetched "$1"/*.jsonl | grep -q "\"reason\":\"照会\""' \
	sh "$journal"
check 'a file that is there stays' exits 3 as suzuki find "$kept" --out desk/one
check '… and nothing was read' journalled 1 original-fetched "$kept"

# --- found by who sent it, and to whom ---

check 'a message is found by its sender and recipient' \
	says "^$kept .*kept .*-> <x@town.example.jp>" \
	as ito find --from sender.example --to x@town -m '市民からの照会'
check '… the held one as such' says "^$held .*held .*<a@sender.example>" \
	as ito find --from '<a@sender.example>'
check '… so in JSON' says "\"messages\":\[{\"reference\":\"$kept\"" \
	as ito find --to x@town.example.jp --json
check '… by days of the zone of the policy' says '^2 of the 2 originals' \
	as ito find --to @town --since \
	"$(echo "${kept%%-*}" | sed 's/\(....\)\(..\)/\1-\2-/')"
check '… and of these alone' exits 1 as ito find --to @town --until 2026-01-01
check 'what fits nobody is said so' says '^0 of the 2 originals' \
	as ito find --from b@sender.example
check 'who looked for whom is in the journal' sh -c \
	'grep "originals-searched" "$1"/*.jsonl | grep "\"uid\":40303" |
	grep "\"to\":\"x@town\"" | grep -q 市民からの照会' sh "$journal"
check 'nobody else may' exits 1 as kato find --to @town

# --- released ---

check 'a release wants a reason' exits 2 as suzuki release "$held"
check 'what is not held cannot be released' exits 1 as suzuki release "$kept" -m x
check 'what still cannot be made text stays held' \
	says 'stays held .*--by-hand' as suzuki release "$held" -m '再試行'
check '… with exit 1' exits 1 as suzuki release "$held" -m '再試行'
# is STATE COMMAND…: its standard output is JSON of the message in that state.
is()
{
	state=$1
	shift
	"$@" 2>said >answer.json || :
	cat answer.json said
	python3 -c 'import json, sys
sys.exit(json.load(open("answer.json"))["state"] != sys.argv[1])' "$state"
}
check '… so in JSON' is held as suzuki release "$held" -m '再試行' --json
check '… and is still listed' says "^$held" as suzuki held
before=$(box_all)
# As if a bound had been in its way that is higher now.
printf too-deep >"$mail_store/originals/held-$kept"
chown 40004 "$mail_store/originals/held-$kept"
check 'what can be made text by now is delivered' \
	as suzuki release "$kept" -m '上限を上げた'
check '… for it arrives' wait_for 'the released mail' arrived $((before + 1))
check '… and is held no more' exits 1 as suzuki release "$kept" -m x
check 'an officer can deal with it himself' \
	is kept as suzuki release "$held" --by-hand -m '電話で確認' --json
check '… then nothing is held' says 'nothing is held' as suzuki held
check 'all of that is in the journal' sh -c '
	journal=$(cat "$1"/*.jsonl)
	for event in release-asked still-held original-released; do
		echo "$journal" | grep -q "\"event\":\"$event\"" || exit 1
	done' sh "$journal"

# --- erased ---

check 'an auditor cannot erase' exits 1 as ito delete "$held" -m x
check 'root is no person' says 'root is nobody' as root delete "$held" -m x
# behind_sudo VERB WORD…: as root, which sato has logged in to become.
behind_sudo()
{
	(echo 40302 >/proc/self/loginuid && as root "$@")
}
if (echo 40302 >/proc/self/loginuid) 2>said; then
	check 'but who became root is' says '"uid":40302' sh -c 'cat "$1"/*.jsonl' \
		sh "$(behind_sudo find "$kept" >said && echo "$journal")"
fi
check 'the first word is noted' is kept as suzuki delete "$held" -m '誤送信' --json
check '… and no more' grep -q 'not erased yet' said
check 'the same person is not a second one' exits 1 \
	as suzuki delete "$held" -m '誤送信'
check 'so it is there still' says '"state":"kept"' as ito find "$held" --json
check 'the word outlives a restart' sh -c 'kill -KILL "$1"' sh \
	"$(ns gw sed -n 's/.* store=\([0-9]*\) .*/\1/p' relay.log | tail -1)"
wait_for 'relay again' as ito find "$kept"
check '… with both names to be seen' says '"deletion_asked":{"who":"uid 40301"' \
	as ito find "$held" --json
check 'a second person erases it' is erased as sato delete "$held" -m '確認した' --json
check 'a tombstone tells who and why' says \
	'"erased_by":\[{"who":"uid 40301",.*"誤送信"},{"who":"uid 40302",.*"確認した"}\]' \
	as ito find "$held" --json
check '… but not whose mail it was' sh -c '! grep -q sender.example said'
check 'it cannot be read any more' exits 1 as suzuki find "$held" --out desk/gone
check 'nor erased twice' exits 1 as sato delete "$held" -m x
check 'nothing of it is left on the disk' sh -c \
	'! grep -aqr "a@sender.example.*x@town.*$2" "$1"' sh \
	"$mail_store/originals" no-such-word
check 'both words are in the journal' sh -c \
	'grep -c "deletion-asked\|original-erased" "$1"/*.jsonl | grep -qx 2' \
	sh "$journal"

# --- a day of many ---

python3 - "$mail_store/originals" <<-'MARKS'
	import sys
	for number in range(1, 301):
	    digits, p = f"20260401{number:06}", 10
	    for digit in digits:  # ISO 7064, MOD 11,10
	        p = ((p + int(digit)) % 10 or 10) * 2 % 11
	    open(f"{sys.argv[1]}/held-20260401-{number:06}-{(11 - p) % 10}", "w").close()
MARKS
check 'hundreds of held ones are listed' sh -c '[ "$(grep -c ^20260401 said)" = 300 ]' sh \
	"$(as ito held >said 2>&1)"
rm "$mail_store"/originals/held-20260401-*

# --- the journal ---

relay_stop
check 'the journal of accesses is whole' sekisho journal verify --folder "$journal"
sed -i '5s/uid 403/uid 903/' "$journal/journal-000001.jsonl"
check 'a changed name shows' exits 1 sekisho journal verify --folder "$journal"
check '… and where' says 'journal-000001.jsonl:5' \
	sekisho journal verify --folder "$journal"
relay_start
check 'the status says so' says '^! the journal of accesses is damaged' as ito status
check 'accesses are written down further on' as ito held
relay_stop
relay_start
check 'a restart does not end that it is said' \
	says '^! the journal of accesses is damaged' as ito status
check '… also as a number' [ "$(value sekisho_mail_journal_damaged)" = 1.0 ]
relay_stop
mv "$journal" "$LAB_DIR/journal.kept"
relay_start
check '… until it is kept elsewhere, and a new one begins' \
	[ "$(value sekisho_mail_journal_damaged)" = 0.0 ]
relay_stop
lab_end
