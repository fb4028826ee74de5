#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 18_refused.sh -- what the kernel refuses is said at the policy line, and undone
#
# sekisho-faulty spoils one element on its way, or lets somebody else change the
# rules between two of its steps.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

ns_add gw

b_is_refused() # N
{
	! FAULT_SPOIL=$1 ns gw sekisho-faulty apply --direct \
		-c "$data/b.conf" >refusal 2>&1 &&
		cat refusal && grep -q 'kernel-refused' refusal
}

listing()
{
	ns gw nft -s list ruleset
}

check 'a policy is in force' ns gw sekisho apply --direct -c "$data/a.conf"
listing >before
spoiled=0
for n in $(seq 1 60); do
	b_is_refused "$n" >"$LAB_DIR/out" 2>&1 || break
	spoiled=$((spoiled + 1))
	cat refusal >>refusals
	listing >after
	cmp -s before after || break
done
echo "# $spoiled elements spoiled"
check 'every spoiled element is refused' [ "$spoiled" -gt 15 ]
check 'and the rules stay as they were' cmp before after
check 'elements of entries are refused at their lines' \
	grep -q "b.conf:13:.*entry F-2000:.*kernel-refused" refusals

# Somebody else's transaction before each of the sends in turn.
FAULT_COUNT=count ns gw sekisho-faulty apply --direct -c "$data/a.conf"
sends=$(cat count)
policy=b
raced=0
for n in $(seq 1 "$sends"); do
	FAULT_RUN="$n nft add table ip other$n" ns gw sekisho-faulty \
		apply --direct -c "$data/$policy.conf" >race 2>&1 ||
		break
	grep -q "replaces" race || break
	ns gw sekisho apply --direct -c "$data/$policy.conf" |
		grep -q 'nothing changes' || break
	raced=$((raced + 1))
	[ $policy = a ] && policy=b || policy=a
done
check "a change by others between any two of $sends sends does no harm" \
	[ "$raced" = "$sends" ]
[ "$raced" = "$sends" ] || sed 's/^/# /' race
lab_end
