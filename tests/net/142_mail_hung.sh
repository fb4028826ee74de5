#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 142_mail_hung.sh -- a process of the relay that hangs is noticed: within some
# minute all are started again, and mail passes; one that only waits is let be

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$LAB_DIR/relay.key" \
	-out "$LAB_DIR/relay.pem" -days 30 -subj /CN=relay 2>"$LAB_DIR/openssl"
chmod 600 "$LAB_DIR/relay.key"
mail_change tls -e "s|name = \"mail-in\";|& tls = \"may\"; \
	certificate = \"$LAB_DIR/relay.pem\"; key = \"$LAB_DIR/relay.key\";|"
mail_gateway
mail_store 90 1G
sink lg-mail 10.20.0.25
processes='outside zygote inside store control keys'

# pids PARENT: of the processes of that relay.
pids()
{
	for process in $processes; do
		pgrep -P "$1" -x "mail-$process" || return
	done
}

# Another relay, that nobody talks to.
sed -e 's/listen = "192.0.2.1";/& listen_port = "2525";/' \
	-e 's|192.0.2.1 tcp/25|&25|' "$mail_policy" >idle.conf
cat >manager.py <<'END'
"""What a service manager is told: a line each."""
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
    manager.bind(sys.argv[1])
    while True:
        print(manager.recv(100).decode(), flush=True)
END
python3 manager.py "$LAB_DIR/notify" >told &
manager=$!
wait_for 'service manager' test -S "$LAB_DIR/notify"
export NOTIFY_SOCKET="$LAB_DIR/notify"
# shellcheck disable=SC2046 # several words
spawn gw sekisho-mail $(relay_options) -c idle.conf --run "$LAB_DIR/idle-run" \
	--store "$LAB_DIR/idle-store" 2>>idle.log
idle=$!
unset NOTIFY_SOCKET
wait_for 'the other relay' pids "$idle"
relay_start
check 'mail is taken' relay_answers '^250 '
waits=$(pids "$idle")
works=$(pids "$relay_pid")
hung=$(pgrep -P "$relay_pid" -x mail-store)
kill -STOP "$hung"
stopped=$(date +%s)
sleep 30
check 'nobody is ended at once' [ "$works" = "$(pids "$relay_pid")" ]
check 'the one that hangs is blamed' wait_for 'the word' \
	grep -q "process-silent name=store pid=$hung\$" "$LAB_DIR/relay.log"
check '… not before some minute' [ $(($(date +%s) - stopped)) -ge 55 ]
check '… and nobody was ended before' awk '/^process-ended/ { ended = 1 }
	/process-silent/ { exit ended }' "$LAB_DIR/relay.log"
wait_for 'new processes' relay_answers '^250 '
check 'mail is taken' relay_answers '^250 '
# fresh: none of the old ones is left.
fresh()
{
	for pid in $(pids "$relay_pid"); do
		case " $(echo $works) " in *" $pid "*) return 1 ;; esac
	done
}
check '… by others, all of them' fresh
check 'who only waits was let be' [ "$waits" = "$(pids "$idle")" ]
check '… nor blamed' eval '! grep process-silent idle.log'
check 'the service manager was told each second' \
	eval '[ "$(grep -c READY=1 told)" = 1 ] &&
		[ "$(grep -c WATCHDOG=1 told)" -ge 50 ]'
kill "$manager"
check 'the relay stops when it is told to' relay_stop
lab_end
