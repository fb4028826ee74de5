# SPDX-License-Identifier: GPL-3.0-or-later
# setup.sh -- what tools/demo, tools/test and tools/bench share: packages, builds, words on the terminal

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
export LC_ALL=C.UTF-8

if [ -t 1 ]; then
	bold=$'\033[1m' green=$'\033[32m' red=$'\033[31m' plain=$'\033[0m'
else
	bold='' green='' red='' plain=''
fi

say() {
	printf '%s== %s%s\n' "$bold" "$*" "$plain"
}

die() {
	printf '%s%s: %s%s\n' "$red" "${0##*/}" "$*" "$plain" >&2
	exit 3
}

# without_services COMMAND…: no package that it installs starts its service (a mail server would listen, a filter would run).
without_services() (
	policy=/usr/sbin/policy-rc.d
	if [ ! -e "$policy" ]; then
		trap 'rm -f "$policy"' EXIT
		trap 'exit 130' INT TERM HUP
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	"$@"
)

# missing_of NAME…: those that are not installed.
missing_of() {
	local name
	for name; do
		dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
	done
}

# install_packages KIND…: of the lists in tools/lib/packages, what is missing.
install_packages() {
	local missing log
	# shellcheck disable=SC2046,SC2086  # lists of words on purpose
	missing=$(missing_of $(tools/packages "$@"))
	[ -n "$missing" ] || return 0
	[ "$(id -u)" = 0 ] || die "these packages are missing and only root can install them:" $missing
	log=$(mktemp)
	# What apt did not know before its lists were fetched may have another name.
	# shellcheck disable=SC2046,SC2086
	if ! { apt-get update -q && missing=$(missing_of $(tools/packages "$@")) && say installing: $missing >&3 &&
		DEBIAN_FRONTEND=noninteractive without_services apt-get install -y -q --no-install-recommends \
			-o Dpkg::Options::=--force-confold $missing; } 3>&1 >"$log" 2>&1; then
		tail -20 "$log" >&2
		rm -f "$log"
		die "apt-get could not install them (its last lines stand above)"
	fi
	rm -f "$log"
}

# build DIR [meson options]: configure once, compile; quiet unless it fails.
build() {
	local dir=$1 log=$1.log
	shift
	if [ ! -f "$dir/build.ninja" ]; then
		meson setup "$dir" "$@" >"$log" 2>&1 || { tail -30 "$log" >&2; die "meson could not set up $dir"; }
	fi
	meson compile -C "$dir" >"$log" 2>&1 || { grep -E -A6 'error|FAILED' "$log" | head -60 >&2; die "$dir does not compile"; }
	rm -f "$log"
}
