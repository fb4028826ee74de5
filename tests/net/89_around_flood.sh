#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 89_around_flood.sh -- a flood of routes costs a bounded number of looks
#
# 10,000 routes come and go, one by one, five times, while somebody misroutes a network in
# between. That is found during the flood; the survey's processor time stays a
# fraction of it.

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6
around_lab

# What processor time the survey had used when it last told something, in ms.
used()
{
	sed -n 's/.* told .* cpu //p' said | tail -1
}

i=0
while [ $i -lt 10000 ]; do
	echo "10.20.$((i / 250 + 100)).$((i % 250))/32 dev l0"
	i=$((i + 1))
done >list
sed 's/^/route add /' list >add
sed 's/^/route del /' list >del
# Nothing of this is a finding: as many routes as that are fine.
flood()
{
	for flood_try in 1 2 3 4 5; do
		ip -n gw -batch add && ip -n gw -batch del || return 1
	done
}

told_before=$(grep -c ' told ' said)
started=$(date +%s%3N)
at_first=$(used)
flood &
flood=$!
sleep 0.3
now
ip -n gw route add 10.10.7.0/24 dev i0
check 'a wrong route is found during the flood' \
	told + 'alarm route-astray' '10.10.7.0/24 dev i0 table 254'
echo "# route-astray in a flood: $how"
wait $flood
took=$(($(date +%s%3N) - started))
sleep 1
quiet_tellings()
{
	[ $(($(grep -c ' told ' said) - told_before)) -le 3 ]
}
check 'the engine is told only what is new' quiet_tellings
now
ip -n gw route del 10.10.7.0/24
check 'afterwards all is seen as before' \
	told - 'alarm route-astray' '10.10.7.0/24 dev i0 table 254'
cost=$(($(used) - at_first))
echo "# 100000 changes in $took ms; the survey used $cost ms"
cheap()
{
	[ $((cost * 10)) -le $((took * 2)) ]
}
check 'looking takes a tenth of the time, and never a fifth' cheap
lab_end
