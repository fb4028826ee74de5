#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 71_mail_crowd.sh -- ten thousand idle sessions and slow ones keep no mail away

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes, to find the outer one
mail_change peers -e 's/peers = \[ "in-mx" \]/peers = [ "in-mx", "in-vdi", "in-web" ]/'
mail_gateway
for address in 192.0.2.60 192.0.2.80; do
	ip -n in-mx addr add $address/32 dev eth0
	ip -n gw route add $address dev in0
done
sink lg-mail 10.20.0.25
relay_start
# It listens before it bears its name.
await pgrep -x mail-outside
ns in-mx python3 "$(readlink -f "${0%/*}/../lib/smtp_crowd.py")" 192.0.2.1 \
	"$(pgrep -n -x mail-outside)" 192.0.2.25 192.0.2.60 192.0.2.80 \
	>"$LAB_DIR/claims" || :
while read -r verdict words; do
	case $verdict in
	ok) ok "$words" ;;
	not) not_ok "${words#ok }" ;;
	*) echo "$verdict $words" ;;
	esac
done <"$LAB_DIR/claims"
check 'all was tried' grep -q 'nor keeps descriptors' "$LAB_DIR/claims"
check 'what the crowd made us write is bounded' [ \
	"$(grep -c 'gave-way\|peer-busy' "$LAB_DIR/relay.log")" -le 200 ]
relay_stop
lab_end
