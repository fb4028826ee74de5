# SPDX-License-Identifier: GPL-3.0-or-later
#
# intruder.sh -- somebody else's nft(8), of a name of its own, in the gateway
#
# To be read after lab_enter. It stays until it has been seen, for whoever has
# gone is hardly named.
#
#	intrude 'flush ruleset'
#	check 'it is told' … "$intruder"
#	intruder_leaves

cp "$(command -v nft)" intruder
intruder='intruder (pid [1-9][0-9]*'
[ -n "$LAB_CONTAINER" ] || intruder="$intruder, uid 0.*intruder -i"

intrude() # COMMAND…
{
	rm -f intrusion
	mkfifo intrusion
	ns gw ./intruder -i <intrusion >/dev/null 2>&1 &
	intruder_pid=$!
	exec 8>intrusion
	printf '%s\n' "$@" >&8
}

intruder_leaves()
{
	echo quit >&8
	exec 8>&-
	wait $intruder_pid || :
}
