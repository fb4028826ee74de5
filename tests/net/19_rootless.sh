#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 19_rootless.sh -- apply in the namespaces of an ordinary user

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval setpriv

cp "$data/a.conf" "$(command -v sekisho)" "$(command -v sekisho-faulty)" \
	"$(command -v genid)" "$LAB_DIR"
cp -r "$SEKISHO_RULES" "$LAB_DIR/rules"
chmod -R a+rX "$LAB_DIR"

as_user()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		env PATH="$LAB_DIR:$PATH" SEKISHO_RULES="$LAB_DIR/rules" \
		unshare -Urn sh -c "$1"
}

[ "$(id -u)" = 0 ] && as_user true 2>/dev/null ||
	skip 'namespaces of an ordinary user'

{
	sed '/^flows/,$d' a.conf
	echo 'flows = ('
	for i in $(seq 1 8000); do
		echo "{ id = \"F-$i\"; from = \"west\"; to = \"east\";"
		echo "source = [ \"10.1.0.$((i % 250 + 2))\" ];"
		echo "destination = [ \"10.2.$((i / 250)).9\" ];"
		echo "service = [ \"tcp/$((i + 1000))\" ]; purpose = \"test\"; }"
		[ "$i" = 8000 ] || echo ,
	done
	echo ');'
} >large.conf

check 'a policy is applied' as_user 'sekisho apply --direct -c a.conf'
check 'twice it changes nothing' as_user '
	sekisho apply --direct -c a.conf && sekisho apply --direct -c a.conf |
		grep "nothing changes"'
check '8,000 flows are applied' as_user '
	sekisho apply --direct -c large.conf && sekisho apply --direct -c large.conf |
		grep "nothing changes"'

# Guard, frame, tree, switch: with a tree in one piece it would be four.
check 'where buffers are short they come in more than one transaction' as_user '
	before=$(genid)
	export FAULT_ROOM=200000
	sekisho-faulty apply --direct -c large.conf
	[ $(($(genid) - before)) -gt 4 ] && sekisho apply --direct -c large.conf |
		grep "nothing changes"'
check_fails 'without the right to it nothing is done' setpriv --reuid=65534 \
	--regid=65534 --clear-groups env SEKISHO_RULES="$LAB_DIR/rules" \
	"$LAB_DIR/sekisho" apply --direct -c a.conf
lab_end
