#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 133_mail_kill_points.sh -- no message is lost wherever a process of the relay
# is killed
#
#	133_mail_kill_points.sh [N [SEED]]
#
# N of the steps into and out of the kernel of all processes that carry a message
# (0: each of them once), taken at random. 67_mail_killed does it between two
# real servers, without knowing where.

. "${0%/*}/../lib/netns.sh"
points=$(readlink -f "${0%/*}/../lib/kill_points.py")
n=${1:-60} seed=${2:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'root, to be several users'
chmod 755 "$LAB_DIR"
mount -t proc proc /proc # of our processes
ip link set lo up
for address in 192.0.2.1 192.0.2.25 10.20.0.1 10.20.0.25; do
	ip addr add $address/32 dev lo
done
sed 's/name = "mail-in";/& keep_days = "90"; keep_size = "20G";/' \
	"$SEKISHO_CONF/demo/sekisho.conf" >sekisho.conf

check "$n kills lose nothing, and double nothing that was not taken already" \
	python3 "$points" "$n" "$seed" "$LAB_DIR/store/originals" points.csv -- \
	sekisho-mail -c sekisho.conf --rules "$SEKISHO_RULES" \
	--run "$LAB_DIR/run" --store "$LAB_DIR/store" --user outside=40001 \
	--user transform=40002 --user inside=40003 --user store=40004 \
	--user control=40005 --role operator=40201 --role approver=40202 \
	--role auditor=40203
grep '^#' "$LAB_DIR/out" || :
for role in outside zygote transform inside store parent; do
	echo "# $role: $(grep -c ",$role,.*,killed" points.csv)"
done
lab_end
