#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 109_daemon_cannot_start.sh -- where a process of the daemon cannot be started, or
# ends at once, it is tried again and again, and that costs next to nothing

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog setpriv
gateway_add gw

# of_log PATTERN MOST: it is said, and in ten seconds from then not more often.
of_log()
{
	await grep -q "$1" "$daemon_log" || return 1
	sleep 10
	c_lines=$(grep -c "$1" "$daemon_log" || :)
	echo "$c_lines times $1"
	[ "$c_lines" -ge 1 ] && [ "$c_lines" -le "$2" ]
}

# Hundredths of a second that the parent has worked, its own and the kernel's.
worked()
{
	c_ticks=$(cut -d' ' -f14,15 "/proc/$daemon_pid/stat")
	echo "$c_ticks"
	[ $((${c_ticks% *} + ${c_ticks#* })) -le 100 ]
}

# Too few descriptors for what each of them is to be joined by.
mkdir few
cat >few/sekishod <<-SH
	#!/bin/sh
	ulimit -n 12
	exec $(command -v sekishod) "\$@"
SH
chmod +x few/sekishod
daemon_path=$PATH
PATH=$LAB_DIR/few:$PATH
daemon_launch gw
PATH=$daemon_path
check 'what lacks is said, and not without end' of_log 'Too many open files' 20
check 'the parent waits in between' worked
check 'it ends when told' daemon_stop

# The engine finds no folder where one has to be.
rm -rf "$daemon_state" && mkdir "$daemon_state" && touch "$daemon_state/generations"
: >"$daemon_log"
daemon_launch gw
check 'an engine that cannot begin is tried again' of_log '^engine-begin' 20
check 'the parent waits in between' worked
check 'it ends when told' daemon_stop
lab_end
