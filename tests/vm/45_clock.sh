#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 45_clock.sh -- the machine's clock is set while the daemon runs: what is pending
# lapses in its own time, what has ended ends, and nothing comes to life again

. "${0%/*}/gateway.sh"

true_time=$(date +%s)
up=$(cut -d. -f1 /proc/uptime)
set_clock() # DAYS from the true time
{
	date -s "@$((true_time + $1 * 86400 + $(cut -d. -f1 /proc/uptime) - up))"
}

# One entry ends in ten days.
sed "s/2099-12-31/$(date -d '+10 days' +%F)/" "$data/a.conf" >ends.conf
sed 's/^pass \(.*1001\)$/drop \1/' a.list >ended.list
check 'the two lists differ' sh -c '! cmp a.list ended.list'
check 'a policy with an entry that ends in ten days' \
	sekisho apply -c ends.conf -m clock
check 'all of it passes' meets a
pid=$(main_pid)

# --- what is pending counts seconds, not days ---

check 'another for two minutes' \
	sekisho apply -c "$data/b.conf" --confirm 120 -m clock
check 'a day later by the clock' set_clock 1
sleep 8
check_fails 'it has not lapsed' meets a
check 'a day earlier than it is' set_clock -1
sleep 8
check_fails 'nor has it now' meets a
check 'but in its own time it does' wait_until 140 meets a
check 'the clock is right again' set_clock 0

# --- what has ended ends, though no timer of the kernel has ---

check 'forty days later by the clock' set_clock 40
check 'the entry has ended' wait_until 60 meets ended
check 'the clock is right again' set_clock 0
sleep 8
check 'and it does not come to life by itself' meets ended
check 'it does by an apply' sekisho apply -c ends.conf -m clock
check 'now' meets a

# --- and the daemon is none the worse ---

check 'it is the same process' [ "$(main_pid)" = "$pid" ]
check 'the journal is whole' sekisho journal verify --folder /var/lib/sekisho
check 'the policy of before' sekisho apply -c "$data/a.conf" -m clock
check 'is in force' meets a
lab_end
