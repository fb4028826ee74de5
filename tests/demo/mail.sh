#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail.sh -- the demo's part of the mail: text crosses, originals stay, what
# cannot be made text is held

demo_mail()
{
	# The addresses by which users find the mail are those of one mailbox.
	postfix_mailbox lg-mail || bad 'postfix (lg-mail)'
	echo 'jumin@town.example.jp box/' >"$LAB_DIR/users"
	postfix_start in-mx 'relayhost = [192.0.2.1]:25' \
		'mynetworks = 127.0.0.0/8' 'inet_interfaces = 127.0.0.1' ||
		bad 'postfix (in-mx)'
	mail_store 90 1G
	relay_start --role operator=64010 --role approver=64011 \
		--role auditor=64012 || bad 'sekisho-mail'
	printf '  住民 → in-mx (Postfix) → 関所の中継 → lg-mail (Postfix)\n'
	run ns in-mx python3 "$DEMO_ROOT/tests/demo/send_mail.py" \
		taro@example.com jumin@town.example.jp \
		"$DEMO_ROOT/conf/demo/citizen.eml"
	if ! wait_for 'mail' demo_arrived 1; then
		bad 'メールが届かない'
		tail -n 5 "$LAB_DIR/postfix-in-mx/log" "$LAB_DIR/relay.log"
		return
	fi
	run python3 "$DEMO_ROOT/tests/demo/show_mail.py" "$(box_files)"
	claim '届いたのは text/plain; charset=UTF-8 の一つの部分だけ。添付ファイル・HTML・ESC はない' \
		python3 "$DEMO_ROOT/tests/demo/show_mail.py" --check "$(box_files)"
	grep '"event":"message"' "$LAB_DIR/relay.log" | sed 's/^/  中継の記録: /'
	demo_original
}

demo_arrived() # HOW-MANY
{
	[ "$(box_all)" = "$1" ]
}

# The newest mail's number, as the relay's record has it.
demo_reference()
{
	grep '"event":"message"' "$LAB_DIR/relay.log" | tail -n 1 |
		sed 's/.*"reference":"\([^"]*\).*/\1/'
}

demo_desk() # WORD…: the operator at the relay
{
	operator sekisho mail "$@" --socket "$LAB_DIR/run/mail-in"
}

# What came is kept as it came; what cannot be made text is held.
demo_original()
{
	printf '\n'
	demo_kept=$(demo_reference)
	printf '%s# sekisho mail find %s%s\n' "$dim" "$demo_kept" "$plain"
	claim '原本はインターネット側に受付番号で残る (the original is kept)' \
		demo_desk find "$demo_kept"
	sed 's/^/  /' "$LAB_DIR/out"
	python3 "$DEMO_ROOT/tests/demo/nested_mail.py" >"$LAB_DIR/nested.eml"
	box_files >"$LAB_DIR/before"
	ns in-mx python3 "$DEMO_ROOT/tests/demo/send_mail.py" \
		taro@example.com jumin@town.example.jp "$LAB_DIR/nested.eml"
	if ! wait_for 'notice' demo_arrived 2; then
		bad '保留の通知が届かない'
		return
	fi
	printf '\n  文字だけに作り直せないメールは保留され、宛先の職員に知らされる:\n'
	run python3 "$DEMO_ROOT/tests/demo/show_mail.py" \
		"$(box_files | grep -vxFf "$LAB_DIR/before")"
	printf '%s# sekisho mail held%s\n' "$dim" "$plain"
	claim '保留の一覧にある (held, for an officer to decide)' \
		demo_holds "$(demo_reference)"
	sed 's/^/  /' "$LAB_DIR/out"
	printf '%s# sekisho mail status%s\n' "$dim" "$plain"
	demo_desk status | sed 's/^/  /'
}

demo_holds() # REFERENCE
{
	demo_desk held | tee "$LAB_DIR/held"
	grep -q -e "$1" "$LAB_DIR/held"
}
