#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 130_coverage.sh -- rules that were not made for us are lifted, never misread
# LIFT-COVERAGE [PACKETS]
#
# Those of others that are there: SEKISHO_PAYLOADS names a folder tests/py of
# nftables (up to 1.1.5), SEKISHO_RULESETS one of files for `nft -f`. What is
# modelled of them is printed as tables; each is held against the machine, and
# against this kernel, packet by packet.

. "${0%/*}/../lib/netns.sh"
[ -d "${SEKISHO_PAYLOADS:-}" ] || [ -d "${SEKISHO_RULESETS:-}" ] ||
	skip 'SEKISHO_PAYLOADS and SEKISHO_RULESETS name no folders'
lab_enter "$@"
need inet ct concat_interval ipv6 veth
coverage=$1
packets=${2:-200}
[ -z "${LAB_SLOW:-}" ] || packets=20

# In a namespace of its own: what stands in one file alone.
load()
{
	unshare -n sh -c 'ip link set lo up && timeout 30 nft -f "$1" &&
		sekisho dump --direct -o "$2"' - "$1" "$2"
}

# The same, with whatever could be the name of an interface that it needs.
load_with_links()
{
	sed 's/#.*//' "$1" | grep -E 'iif|oif|device|define|elements' |
		grep -oE '[A-Za-z][A-Za-z0-9._-]{1,14}' | sort -u |
		head -300 >links
	unshare -n sh -c '
		ip link set lo up
		n=0
		while read -r link; do
			n=$((n + 1))
			ip link add "$link" type veth peer name "peer$n"
		done <links
		timeout 30 nft -f "$1" && sekisho dump --direct -o "$2"' - \
			"$1" "$2"
}

# Its output is the report; then whether it was right.
told()
{
	told_claim=$1
	shift
	"$@" >figures 2>&1 && status=0 || status=$?
	sed 's/^/# /' figures
	check "$told_claim" [ $status = 0 ]
}

if [ -d "${SEKISHO_PAYLOADS:-}" ]; then
	find "$SEKISHO_PAYLOADS" -name '*.payload*' -type f ! -name '*.got' |
		sort >cases
	# shellcheck disable=SC2046  # a list of words: upstream has no blanks
	told 'the machine does what is lifted of each case of upstream' \
		"$coverage" payloads "$packets" $(cat cases)
	# shellcheck disable=SC2046
	told '… and so does the kernel, of those that it takes' \
		unshare -n kernel-cases $((packets / 4 + 1)) $(cat cases)
fi

if [ -d "${SEKISHO_RULESETS:-}" ]; then
	mkdir dumps
	find "$SEKISHO_RULESETS" -name '*.nft' -type f | sort >files
	: >loaded
	: >linked
	while read -r file; do
		if load "$file" "dumps/${file##*/}" >why 2>&1; then
			echo "$file" >>loaded
		elif grep -q 'Interface does not exist' why &&
			load_with_links "$file" "dumps/${file##*/}" \
				>/dev/null 2>&1; then
			echo "$file" >>linked
		fi
	done <files
	echo "# $(wc -l <files) files, $(wc -l <loaded) load," \
		"$(wc -l <linked) more beside the interfaces that they name"
	told 'the machine does what is lifted of each public ruleset' \
		"$coverage" dumps "$packets" dumps/*
	wrong=0
	while read -r file; do
		unshare -n differential 0 1 "$file" >figures 2>&1 && continue
		wrong=$((wrong + 1))
		echo "# $file" && sed 's/^/# /' figures
	done <loaded
	check '… and so does the kernel' [ $wrong = 0 ]
fi
lab_end
