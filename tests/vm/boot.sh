#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# boot.sh -- the first process of a guest with systemd: its disk, its units; then systemd itself
#
# /sekisho/words has what is to be run: scripts of tests/vm, `reboot`; stage.sh runs them.
#
# All but /persist is new at every boot: users, units and networks are set up
# as an installation would have.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
[ -e /dev/ttyS1 ] || mount -t devtmpfs devtmpfs /dev
modprobe -a virtio_pci virtio_blk
mkdir -p /persist /var/lib/sekisho
until [ -e /dev/vda ]; do sleep 0.1; done
mount /dev/vda /persist
[ -e /persist/rest ] || cp /sekisho/words /persist/rest
mkdir -p /persist/state
mount --bind /persist/state /var/lib/sekisho

echo gateway >/etc/hostname
rm -f /etc/machine-id
systemd-machine-id-setup >/dev/null 2>&1
systemd-sysusers >/dev/null 2>&1
if [ -e /persist/broken ]; then
	echo 'not a rule' >>/usr/local/share/sekisho/rules/lockdown.nft
fi
cat >/etc/systemd/network/10-mgmt0.netdev <<'NETDEV'
[NetDev]
Name=mgmt0
Kind=dummy
NETDEV
cat >/etc/systemd/network/10-mgmt0.network <<'NETWORK'
[Match]
Name=mgmt0
[Network]
Address=10.99.0.1/24
NETWORK
cat >/etc/systemd/system/stage.service <<'UNIT'
[Unit]
Description=The tests of this boot
[Service]
Type=exec
ExecStart=/sekisho/tests/vm/stage.sh
[Install]
WantedBy=multi-user.target
UNIT
# … and, where a test has written a policy, as its operator would have.
if [ -e /persist/sekisho.conf ]; then
	mkdir -p /etc/sekisho
	cp /persist/sekisho.conf /etc/sekisho/
	systemctl enable "sekisho-mail@$(systemd-escape mail-in)" >/dev/null 2>&1
fi
for unit in stage sekisho-lockdown sekishod systemd-networkd; do
	systemctl enable $unit >/dev/null 2>&1 || echo "no unit $unit" >/dev/ttyS1
done
systemctl mask serial-getty@ttyS0 systemd-networkd-wait-online >/dev/null 2>&1
exec /lib/systemd/systemd
