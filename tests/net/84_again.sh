#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 84_again.sh -- a socket whose reading failed at any point reads rightly the next time

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

ns_add gw
check 'a policy is in force' ns gw sekisho apply --direct -c "$data/a.conf"
# Dumps of several parts: many tables of others, many connections.
awk 'BEGIN {
	for (i = 0; i < 40; i++)
		printf "table ip t%d { chain c { type filter hook forward priority %d\n}\n}\n", i, i
}' >many.nft
ns gw nft -f many.nft
ns gw connections add 1000 0 53
check 'readings fail, the next ones do not' ns gw again
sed -n 's/^tried/# &/p' out
lab_end
