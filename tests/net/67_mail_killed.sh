#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 67_mail_killed.sh -- no message is lost whichever process of the relay dies
#
# The outer server keeps each message until it has our 250, so a message can
# only be lost if we said 250 too early, and can only come twice if a process
# dies between the inner server's 250 and ours (RFC 1047): at most as many as
# were under way then.

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
at_once=5
mount -t proc proc /proc # of our processes, to find the transforms
mail_gateway
mail_store 90 2G
postfix_mailbox lg-mail
postfix_start in-mx 'relayhost = [192.0.2.1]:25' \
	'mynetworks = 127.0.0.0/8' 'inet_interfaces = 127.0.0.1' \
	"smtp_destination_concurrency_limit = $at_once"

# What systemd does: starts the relay again when its parent is killed.
keep_relay()
{
	while :; do
		# shellcheck disable=SC2046 # several words
		nsenter --net=/run/netns/gw sekisho-mail $(relay_options) \
			2>>"$LAB_DIR/relay.log" &
		echo $! >"$LAB_DIR/relay.pid"
		wait $! || :
		sleep 0.1
	done
}

# A transform lives for less than a millisecond: look again and again.
find_transform()
{
	for try in $(seq 30); do
		pgrep -P "$(pgrep -n -x mail-zygote)" && return
	done | head -1
}

victim()
{
	case $1 in
	parent) cat "$LAB_DIR/relay.pid" ;;
	transform) find_transform ;;
	*) pgrep -n -x "mail-$1" ;;
	esac
}

random()
{
	od -An -N2 -tu2 /dev/urandom | awk -v max="$1" '{ print $1 % max }'
}

# kill_some N LEAST: N tries, and more where they hit fewer than LEAST: a slow
# machine takes longer to start the relay again.
kill_some()
{
	tries=$1 least=$2
	: >"$LAB_DIR/kills"
	for i in $(seq $((tries * 10))); do
		[ "$i" -le "$tries" ] ||
			[ "$(wc -l <"$LAB_DIR/kills")" -lt "$least" ] || break
		sleep "0.$((1 + $(random 4)))"
		set -- outside zygote inside store transform transform parent
		shift "$(random 7)"
		kill -9 "$(victim "$1")" && echo "$1" || :
	done >>"$LAB_DIR/kills" 2>/dev/null
}

# arrive N: all of them do, as long as some still come.
arrive()
{
	a_ids=$(box_ids)
	until [ "$a_ids" -ge "$1" ]; do
		wait_for 'next message' more_than "$a_ids" || return 1
		a_ids=$(box_ids)
	done
}

more_than()
{
	[ "$(box_ids)" -gt "$1" ]
}

keep_relay &
keeper=$!
n=1000
kills=40
least=$((kills / 3))
kill_some $kills $least &
killer=$!
for i in $(seq 10); do
	send $((n / 10))
	sleep 0.5
done
wait $killer
check 'every message arrives, whatever dies' arrive $n
ids=$(box_ids)
all=$(box_all)
hits=$(wc -l <"$LAB_DIR/kills")
echo "# killed: $(sort "$LAB_DIR/kills" | uniq -c | tr -s ' \n' ' ')"
echo "# $n sent, $ids arrived, $((n - ids)) lost, $((all - ids)) twice"
check 'none is lost' [ "$ids" = $n ]
check "and at most $at_once come twice for each of $hits kills" \
	[ $((all - ids)) -le $((hits * at_once)) ]
check 'processes were killed indeed' [ "$hits" -ge $least ]
kill $keeper || :
kill "$(cat "$LAB_DIR/relay.pid")" || :
lab_end
