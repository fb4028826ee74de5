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
	await answered
}

answered()
{
	[ "$(grep -c ' us=' said)" != "$lab_lines" ]
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

# hears PATTERN: it is said unasked, since the last command began.
hears()
{
	await heard "$1"
}

heard()
{
	answer
	answer | grep -q -e "$1"
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
