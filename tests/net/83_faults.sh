#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 83_faults.sh -- whatever word with the kernel fails: the new rules, or the old ones
# [STEP]
#
# sekisho-faulty lets each of its sends and receives fail in each way that the
# kernel has. Then it has said "done" and every new rule is in force, or it has
# said why not and every old one is. That is found by reading all of it back. Each way
# meets every STEP-th word; the ways begin one word apart, so that each word
# meets some. The suite `rounds` has them all meet each other.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
step=${1:-3} first=1
need inet ct vmap_timeout concat_interval nflog ipv6

EINTR=4 EAGAIN=11 EBUSY=16 ERESTART=85 ENOBUFS=105

ns_add gw
old=a new=b

faulty() # VARIABLE VALUE ARGUMENT…
{
	lab_variable=$1 lab_value=$2
	shift 2
	ns gw env "$lab_variable=$lab_value" timeout 120 sekisho-faulty "$@" \
		>said 2>&1
}

# Every rule, element and counter of that policy, and no other.
enforces() # POLICY
{
	ns gw sekisho apply --direct --json -c "$data/$1.conf" >reading 2>&1 &&
		grep -q '"result":"unchanged"' reading
}

swap()
{
	set -- $old $new
	new=$1 old=$2
}

complain() # WHAT
{
	bad=$((bad + 1))
	[ $bad -gt 3 ] && return 0
	echo "# $1"
	sed 's/^/# said: /' said
	sed 's/^/# read: /' reading
}

# Back to a certain state, whatever happened.
settle()
{
	ns gw sekisho apply --direct -c "$data/$old.conf" >settled 2>&1 || true
}

one_apply() # VARIABLE VALUE
{
	lab_code=0
	faulty "$1" "$2" apply --direct -c "$data/$new.conf" || lab_code=$?
	case $lab_code in
	0)
		done=$((done + 1))
		swap
		enforces $old || { complain "$1=$2: done, but:"; settle; }
		;;
	1 | 3)
		refused=$((refused + 1))
		grep -q '^sekisho: \|^error: \|: error: ' said ||
			complain "$1=$2: failed without a word"
		enforces $old || { complain "$1=$2: failed, but:"; settle; }
		;;
	*)
		complain "$1=$2: ended with $lab_code"
		settle
		;;
	esac
}

words() # N: of so many those that this way meets
{
	seq "$first" "$step" "$1"
}

each_apply() # CLAIM VARIABLE N [ERROR]
{
	bad=0 done=0 refused=0
	for n in $(words "$3"); do
		one_apply "$2" "$n${4:+ $4}"
	done
	echo "# $1: $done done, $refused refused"
	check "$1 at calls of $3: all new or all old" [ $bad = 0 ]
	first=$((first % step + 1))
}

check 'a policy is in force' ns gw sekisho apply --direct -c "$data/a.conf"
ns gw env FAULT_COUNT=sends FAULT_RECEIVED=receives \
	sekisho-faulty apply --direct -c "$data/b.conf" >said 2>&1
swap
sends=$(cat sends) receives=$(cat receives)

each_apply 'send ENOBUFS' FAULT_SEND "$sends" $ENOBUFS
each_apply 'send EINTR' FAULT_SEND "$sends" $EINTR
each_apply 'send EAGAIN' FAULT_SEND "$sends" $EAGAIN
each_apply 'answer ERESTART' FAULT_ANSWER "$sends" $ERESTART
each_apply 'answer EBUSY' FAULT_ANSWER "$sends" $EBUSY
each_apply 'answer EINTR' FAULT_ANSWER "$sends" $EINTR
each_apply 'receive EINTR' FAULT_RECEIVE "$receives" $EINTR
each_apply 'receive EAGAIN' FAULT_RECEIVE "$receives" $EAGAIN
each_apply 'receive ENOBUFS' FAULT_RECEIVE "$receives" $ENOBUFS
each_apply 'lost answers' FAULT_LOSE "$receives"

# What only reads says what is true, or that it cannot.
one_reading() # VARIABLE VALUE ARGUMENT…
{
	lab_code=0
	faulty "$@" || lab_code=$?
	case $lab_code in
	0)
		done=$((done + 1))
		cmp -s right said || complain "$1=$2: says what is not true"
		;;
	3)
		refused=$((refused + 1))
		grep -q '^sekisho: ' said ||
			complain "$1=$2: failed without a word"
		;;
	*) complain "$1=$2: ended with $lab_code" ;;
	esac
}

each_reading() # CLAIM ERRORS COMMAND…
{
	lab_reading=$1 lab_errors=$2
	shift 2
	ns gw env FAULT_COUNT=sends FAULT_RECEIVED=receives \
		sekisho-faulty "$@" >right 2>&1
	sends=$(cat sends) receives=$(cat receives) bad=0 done=0 refused=0
	: >reading
	for error in $lab_errors; do
		for n in $(words "$sends"); do
			one_reading FAULT_SEND "$n $error" "$@"
			one_reading FAULT_ANSWER "$n $error" "$@"
		done
		first=$((first % step + 1))
	done
	for n in $(words "$receives"); do
		one_reading FAULT_RECEIVE "$n $EAGAIN" "$@"
		one_reading FAULT_RECEIVE "$n $ENOBUFS" "$@"
		one_reading FAULT_LOSE "$n" "$@"
	done
	echo "# $lab_reading: $done done, $refused refused"
	check "$lab_reading: what is true, or that it cannot be said" [ $bad = 0 ]
}

settle
each_reading 'status' "$ENOBUFS $EINTR $EBUSY" status --json
each_reading 'plan' $ENOBUFS plan -c "$data/$old.conf"
lab_end
