#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 133_mail_kill_points.sh -- no message is lost wherever a process of the relay
# is killed
#
#	133_mail_kill_points.sh [N [SEED [N_TLS]]]
#
# N of the steps into and out of the kernel of all processes that carry a message
# (0: each of them once), taken at random; then N_TLS more with TLS on both faces,
# of keys and control as well, while operators ask. -1: none. 67_mail_killed does
# it between two real servers, without knowing where.

. "${0%/*}/../lib/netns.sh"
points=$(readlink -f "${0%/*}/../lib/kill_points.py")
n=${1:-36} seed=${2:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')} n_tls=${3:-15}
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'root, to be several users'
chmod 755 "$LAB_DIR"
mount -t proc proc /proc # of our processes
ip link set lo up
for address in 192.0.2.1 192.0.2.25 10.20.0.1 10.20.0.25; do
	ip addr add $address/32 dev lo
done
mkdir desk run && chmod 777 desk

# certify NAME: NAME.key and NAME.pem.
certify()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1.key" -out "$1.pem" -days 30 -subj "/CN=$1" 2>/dev/null
	chmod 600 "$1.key"
}

# pin NAME: as a policy has it.
pin()
{
	openssl x509 -in "$1.pem" -noout -pubkey |
		openssl pkey -pubin -outform DER |
		openssl dgst -sha256 -binary | base64 | sed 's|^|sha256//|'
}

# policy NAME KEYS…: NAME.conf, the demo's with a store and these keys.
policy()
{
	points_name=$1
	shift
	sed "s|name = \"mail-in\";|& keep_days = \"90\"; keep_size = \"20G\"; $*|" \
		"$SEKISHO_CONF/demo/sekisho.conf" >"$points_name.conf"
}

# kills N NAME [TLS]: so many, of a relay with NAME.conf and a store of its own.
kills()
{
	points_n=$1 points_name=$2
	shift 2
	mkdir -m 700 "$points_name"
	python3 "$points" "$points_n" "$seed" "$LAB_DIR/$points_name/originals" \
		"$points_name.csv" "$@" -- sekisho-mail -c "$points_name.conf" \
		--rules "$SEKISHO_RULES" --run "$LAB_DIR/run" \
		--store "$LAB_DIR/$points_name" --user outside=40001 \
		--user transform=40002 --user inside=40003 --user store=40004 \
		--user control=40005 --user keys=40006 --role operator=40201 \
		--role approver=40202 --role auditor=40203
}

# tell NAME ROLE…: what it did.
tell()
{
	points_name=$1
	shift
	grep '^#' "$LAB_DIR/out" || :
	for role; do
		echo "# $role: $(grep -c ",$role,.*,killed" "$points_name.csv")"
	done
}

if [ "$n" != -1 ]; then
	policy plain
	check "$n kills lose nothing, and double nothing that was not taken already" \
		kills "$n" plain
	tell plain outside zygote transform inside store parent
fi
if [ "$n_tls" != -1 ]; then
	for name in relay peer hop; do
		certify $name
	done
	policy tls "tls = \"must\"; peer_pins = [ \"$(pin peer)\" ];" \
		"next_hop_tls = \"must\"; next_hop_pin = \"$(pin hop)\";" \
		"certificate = \"$LAB_DIR/relay.pem\"; key = \"$LAB_DIR/relay.key\";"
	check "nor do $n_tls in TLS, nor is an operator told what is not in the journal" \
		kills "$n_tls" tls .
	tell tls outside zygote transform inside store parent keys control
fi
lab_end
