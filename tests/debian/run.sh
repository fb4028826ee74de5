#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh -- the default tests on another Debian, compiler, C library and Postfix
#
# run.sh CACHE RELEASE. A small Debian is made below CACHE, once; of this tree
# what git knows is copied into it, and tools/test installs there what it needs.
# The kernel is this machine's: tests/vm has the others.
set -eu
cache=$1 release=$2
root=$cache/$release
tree=$(cd "${0%/*}/../.." && pwd)

skip()
{
	echo "skipped: $*"
	exit 77
}

[ "$(id -u)" = 0 ] || skip 'root, to make a Debian'
command -v mmdebstrap >/dev/null || skip 'mmdebstrap'
if [ ! -e "$root.made" ]; then
	rm -rf "$root"
	mkdir -p "$cache"
	mmdebstrap --mode=root --variant=minbase "$release" "$root" ||
		skip "no Debian $release to be had"
	touch "$root.made"
fi
copy=$root/src/sekisho
[ -e "$copy/.git" ] || git clone -q "$tree" "$copy"
git -C "$copy" fetch -q "$tree" HEAD
git -C "$copy" reset -q --hard FETCH_HEAD
cd "$tree" # and what is not committed
git ls-files -z | tar -c --null -T - | tar -x -C "$copy"

# A root of its own, not chroot(2): in that nobody makes a user namespace.
enter='
mount --bind "$0" "$0"
cd "$0"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
pivot_root . mnt
umount -l mnt
cd /src/sekisho
exec env -i HOME=/root LC_ALL=C.UTF-8 \
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
'
exec unshare --mount --propagation private sh -euc "$enter" "$root" tools/test
