# SPDX-License-Identifier: GPL-3.0-or-later
#
# enforce.sh -- tells enforce-lab what to do, and reads what it says

enforce_begin()
{
	rm -f fifo
	mkfifo fifo
	: >said
	ns gw enforce-lab <fifo >said 2>log &
	enforce_lab=$!
	exec 7>fifo
}

# tell COMMAND…: and wait for its answer.
tell()
{
	wc -l <said >said.before
	lab_lines=$(grep -c ' us=' said)
	echo "$*" >&7
	for lab_try in $(seq 500); do
		[ "$(grep -c ' us=' said)" = "$lab_lines" ] || return 0
		sleep 0.02
	done
	return 1
}

# What was said from the last command on.
answer()
{
	tail -n +$(($(cat said.before) + 1)) said
}

# says PATTERN COMMAND…: a line of the answer is like that.
says()
{
	lab_pattern=$1
	shift
	tell "$@"
	answer
	tail -5 log
	answer | grep -q -e "$lab_pattern"
}

# hears PATTERN SECONDS: it is said unasked, since the last command began.
hears()
{
	for lab_try in $(seq $(($2 * 20))); do
		! answer | grep -q -e "$1" || return 0
		sleep 0.05
	done
	answer
	return 1
}

# Microseconds of the last command.
took()
{
	answer | sed -n 's/.*: us=//p' | tail -1
}

enforce_end()
{
	exec 7>&-
	wait $enforce_lab || :
}
