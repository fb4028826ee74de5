#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 141_mail_folder.sh -- the folder of the originals is taken from under a relay:
# it ends and says so, and the next start has what is there by then

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
mail_gateway
mail_store 90 1G
truncate -s 24M disk && mkfs.ext4 -q disk
mkdir "$mail_store" && mount -o loop disk "$mail_store" ||
	skip 'a loop device and ext4'
spawn lg-mail smtp-sink -u postfix 10.20.0.25:25 100

# taken: the relay takes a message.
taken()
{
	timeout 30 ip netns exec in-mx "$mail_send" 192.0.2.1 \
		"$SEKISHO_CONF/demo/citizen.eml" >answer 2>&1
	cat answer
	grep -q '^250 ' answer
}

# ended: the relay has, by itself, with the status of a machine that failed.
ended()
{
	wait_for 'end of the relay' sh -c "! kill -0 $relay_pid" || return 1
	wait "$relay_pid" && got=0 || got=$?
	cat relay.log
	[ $got = 3 ]
}

# said FOLDER: of it, in the newest lines.
said()
{
	tail -n 5 relay.log | grep "^folder-gone folder=\"$mail_store/$1\" do=\""
}

relay_start
check 'mail is taken' taken
check 'the disk is taken away' umount -l "$mail_store"
check 'the relay ends' ended
check '… and says why' said originals

check 'the disk is there again' mount -o loop disk "$mail_store"
check 'the relay starts' relay_start
check 'mail is taken' taken
check 'what was kept before is there' "$mail_originals" "$mail_store/originals"

mv "$mail_store/originals" "$mail_store/elsewhere"
check 'the folder is moved away: the relay ends' ended
check '… and says why' said originals
check 'the relay starts' relay_start
check 'mail is taken' taken
rm -r "$mail_store/journal"
check 'the journal is removed: the relay ends' ended
check '… and says why' said journal
check 'the relay starts' relay_start
check 'mail is taken' taken
sleep 12
check 'it goes on while nothing happens to them' taken
check 'it stops' relay_stop
umount "$mail_store"
lab_end
