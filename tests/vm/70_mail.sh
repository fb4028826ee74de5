#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 70_mail.sh -- the relay as a unit: it starts, mail crosses, and it is there again
# after a stop, a restart and whatever dies

. "${0%/*}/gateway.sh"
. "${0%/*}/mail.sh"

check 'the daemon is ready' wait_until 60 active sekishod
mail_here
mkdir -p /etc/sekisho
cp "${0%/*}/mail.conf" /etc/sekisho/sekisho.conf
cp "${0%/*}/mail.conf" /persist/sekisho.conf
check 'a policy with a relay is applied' \
	sekisho apply -c /etc/sekisho/sekisho.conf -m mail

# --- it starts ---

check 'its unit is started' systemctl start "$relay"
check 'a mail crosses' crosses
processes >running
for user in outside transform inside store mail-control; do
	check "a process is sekisho-$user's" grep -q "^sekisho-$user " running
done
check 'none is root'\''s' sh -c '! grep "^root" running'
check 'the original is kept' [ "$(kept)" = 1 ]
check 'the folder is the store'\''s' [ \
	"$(stat -c %U $store/originals)" = sekisho-store ]
check 'systemd'\''s journal has its line' sh -c \
	'journalctl -b -u "$1" -o cat | grep -q "{\"event\":\"message\""' sh "$relay"
check 'an operator is told how it does' as_operator sekisho mail status
check_fails 'nobody else is' setpriv --reuid 64199 --clear-groups \
	sekisho mail status

# --- it is stopped and started ---

check 'it is stopped' systemctl stop "$relay"
check_fails 'then nothing listens' listens
check 'and nothing of it is left' sh -c '! pgrep -x "mail-.*|sekisho-mail"'
check 'it ended well' [ "$(systemctl show -P Result "$relay")" = success ]
check 'it is started again' systemctl start "$relay"
check 'a mail crosses' crosses
pid=$(main_pid "$relay")
check 'it is restarted' systemctl restart "$relay"
check '… it is another process' started_anew "$pid" "$relay"
check 'a mail crosses' crosses

# --- it is killed ---

pid=$(main_pid "$relay")
for user in outside transform inside store mail-control; do
	processes >before
	victim=$(pgrep -u "sekisho-$user" -P "$pid" | head -1)
	check "sekisho-$user's process is killed" kill -KILL "$victim"
	anew() { processes >after && ! pgrep -u "sekisho-$user" | grep -qx "$victim" &&
		[ "$(wc -l <after)" = "$(wc -l <before)" ]; }
	check '… its parent starts all of them again' wait_until 60 anew
	check '… and is the same' [ "$(main_pid "$relay")" = "$pid" ]
	check '… a mail crosses' crosses
done
check 'the parent is killed' systemctl kill --kill-whom=main -s KILL "$relay"
check '… systemd starts another' wait_until 60 started_anew "$pid" "$relay"
check '… a mail crosses' crosses
pid=$(main_pid "$relay")
check 'all are killed at once' systemctl kill --kill-whom=all -s KILL "$relay"
check '… systemd starts others' wait_until 60 started_anew "$pid" "$relay"
check '… a mail crosses' crosses

# --- the daemon comes and goes: it does not concern the relay ---

check 'sekishod is restarted' systemctl restart sekishod
check '… the rules for mail stay: one crosses' crosses

# --- what only people can mend is not tried again ---

check_fails 'a relay that the policy does not have' sh -c \
	'systemctl start sekisho-mail@other && sleep 3 &&
	systemctl is-active sekisho-mail@other'
check '… is started once' [ \
	"$(systemctl show -P NRestarts sekisho-mail@other)" = 0 ]
systemctl reset-failed sekisho-mail@other

check 'all that crossed is kept, and whole' [ "$(kept)" = "$(arrived)" ]
check 'nobody tried what he may not' nothing_forbidden
lab_end
