#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 118_lint.sh -- what no packet has used is named, with the time observed

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6 setpriv

policy=$SEKISHO_CONF/demo/sekisho.conf
tests=$(cd "${0%/*}" && pwd)
gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan

# The ids of entries that were never used: of the kernel, or of a dump.
unused() # OPTION…
{
	ns gw sekisho lint -c "$policy" "$@" >findings || :
	sed -n 's/.*no packet has used \([^ ]*\) since.*\[never-used\]$/\1/p' \
		findings | sort | tr '\n' ' '
}

is() # IDS OPTION…
{
	is_ids=$1
	shift
	is_found=$(unused "$@")
	echo "unused: $is_found"
	[ "$is_found" = "$is_ids" ]
}

check 'the demo is applied' ns gw sekisho apply --direct -c "$policy"
forwarding 1
check 'neighbours are found' find_neighbours
quiet $(sed -n 's/^host \([^ ]*\) .*/\1/p' lab)
check 'without a packet all entries are unused' \
	is 'F-012 F-013 F-021 F-030 G-1 M-1 relay:mail-in/in relay:mail-in/out ' \
	--direct
check 'the time observed is said' \
	grep -q 'F-012 since .* [0-9]* minutes\{0,1\} observed, generation 1' findings
check 'offline nothing is said of use' is ''
grep -E '^pass .*tcp/(443|22|3389|22 again)$' "$tests/demo.expect" >list
check 'some packets are sent' probe "$LAB_DIR/lab" list
check 'what they used is not named any more' \
	is 'F-013 G-1 relay:mail-in/in relay:mail-in/out ' --direct
check 'the kernel is kept as a file' ns gw sekisho dump --direct -o "$PWD/dump"
ns gw nft delete table inet sekisho
check 'which says the same later' \
	is 'F-013 G-1 relay:mail-in/in relay:mail-in/out ' --dump "$PWD/dump"
check 'an applied policy begins to count anew' \
	ns gw sekisho apply --direct -c "$policy"
check 'and says so' \
	is 'F-012 F-013 F-021 F-030 G-1 M-1 relay:mail-in/in relay:mail-in/out ' \
	--direct

# The daemon's policy and kernel, by who may touch neither.
ns gw nft delete table inet sekisho
cp "$policy" now.conf
chmod a+r now.conf
check 'the daemon stands' daemon_start gw
check 'it applies the demo' operator sekisho apply -c now.conf -m first
person 64103 auditor sekisho lint >findings || :
check 'an auditor asks it what is unused' \
	grep -q 'no packet has used F-012 since .* observed, generation 1 ' findings
check '… and nothing is hidden or doubled' \
	grep -q ': 0 errors, 0 warnings, ' findings
check 'the daemon stops' daemon_stop
lab_end
