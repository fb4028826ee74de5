# SPDX-License-Identifier: GPL-3.0-or-later
#
# daemon.sh -- a real sekishod in a namespace of the lab, and those who ask it
#
# To be read after lab_enter. Users and groups are numbers of the test's own,
# but for verify (daemon_verify): ssh-keygen wants its user to have a name. Its log is
# $LAB_DIR/daemon.log.
#
#	daemon_start gw
#	check 'applied' operator sekisho apply -c a.conf -m reason
#	kill -9 "$(daemon_process enforce)"
#	daemon_stop

# The daemon looks up who is root, among the lab's processes. A test of who changed
# the rules sets daemon_proc=machine: the kernel tells that by the machine's numbers.
[ "${daemon_proc-}" = machine ] || mount -t proc proc /proc
daemon_log=$LAB_DIR/daemon.log
daemon_state=$LAB_DIR/state
SEKISHO_SOCKET=$LAB_DIR/run/control
export SEKISHO_SOCKET
daemon_pid=

# What people run has to lie where they can read it, wherever the build is.
daemon_people()
{
	[ ! -d "$LAB_DIR/bin" ] || return 0
	chmod 711 "$LAB_DIR"
	mkdir "$LAB_DIR/bin"
	cp "$(command -v sekisho)" "$(command -v sekisho-checkproof)" \
		"$LAB_DIR/bin"
	cp -r "$SEKISHO_RULES" "$LAB_DIR/rules"
	chmod -R a+rX "$LAB_DIR/bin" "$LAB_DIR/rules"
}

# daemon_launch NAMESPACE: without waiting.
daemon_launch()
{
	daemon_ns=$1
	daemon_people
	spawn "$1" sekishod --state "$daemon_state" --run "$LAB_DIR/run" \
		--user control=64001:64001 --user engine=64002:64002 \
		--user enforce=64003:64003 --user survey=64004:64004 \
		--user "verify=${daemon_verify:-nobody}" --role operator=64010 \
		--role approver=64011 --role auditor=64012 2>>"$daemon_log"
	daemon_pid=$!
}

# Until it answers, at most a minute.
daemon_wait()
{
	daemon_rounds=0
	until ns "$daemon_ns" sekisho generations >/dev/null 2>&1; do
		daemon_rounds=$((daemon_rounds + 1))
		[ $daemon_rounds -lt 600 ] || return 1
		kill -0 "$daemon_pid" || return 1
		sleep 0.1
	done
}

daemon_start()
{
	daemon_launch "$1"
	daemon_wait
}

daemon_stop()
{
	kill "$daemon_pid"
	wait "$daemon_pid"
}

# The parent and all its processes, at once.
daemon_kill()
{
	kill -9 "$daemon_pid"
	wait "$daemon_pid" || :
}

# Nobody owns the rules: whoever dies with the parent dies some time after it.
daemon_orphaned()
{
	! ns "$daemon_ns" nft list table inet sekisho >/dev/null 2>&1 ||
		ns "$daemon_ns" nft -c add chain inet sekisho nobody
}

# As when the power fails: all of it is killed, and then the rules are gone.
daemon_power_fails()
{
	daemon_kill
	await daemon_orphaned || return 1
	for daemon_table in sekisho sekisho_guard; do
		ns "$daemon_ns" nft delete table inet $daemon_table \
			2>/dev/null || :
	done
}

# daemon_process NAME: the pid of the one that was started last.
daemon_process()
{
	sed -n "s/.*process-started name=$1 pid=\([0-9]*\).*/\1/p" \
		"$daemon_log" | tail -1
}

# person UID ROLE… COMMAND…: in the gateway, with no right but the roles.
person()
{
	daemon_uid=$1
	shift
	daemon_groups=
	while :; do
		case $1 in
		operator) daemon_groups=$daemon_groups,64010 ;;
		approver) daemon_groups=$daemon_groups,64011 ;;
		auditor) daemon_groups=$daemon_groups,64012 ;;
		*) break ;;
		esac
		shift
	done
	ns "$daemon_ns" setpriv --reuid "$daemon_uid" --regid 64100 \
		--groups "64100$daemon_groups" --bounding-set=-all \
		--inh-caps=-all env PATH="$LAB_DIR/bin:$PATH" \
		SEKISHO_RULES="$LAB_DIR/rules" "$@"
}

operator()
{
	person 64101 operator "$@"
}
