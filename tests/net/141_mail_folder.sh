#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 141_mail_folder.sh -- the folder of the originals, or the operators' socket, is
# taken from under a relay: it ends and says so, and the next start has what is
# there by then

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
mail_gateway
mail_disk
sink lg-mail 10.20.0.25

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
check 'mail is taken' relay_answers '^250 '
check 'the disk is taken away' umount -l "$mail_store"
check 'the relay ends' ended
check '… and says why' said originals

check 'the disk is there again' mount -o loop disk "$mail_store"
check 'the relay starts' relay_start
check 'mail is taken' relay_answers '^250 '
check 'what was kept before is there' "$mail_originals" "$mail_store/originals"

mv "$mail_store/originals" "$mail_store/elsewhere"
check 'the folder is moved away: the relay ends' ended
check '… and says why' said originals
check 'the relay starts' relay_start
check 'mail is taken' relay_answers '^250 '
rm -r "$mail_store/journal"
check 'the journal is removed: the relay ends' ended
check '… and says why' said journal
check 'the relay starts' relay_start
check 'mail is taken' relay_answers '^250 '
rm "$LAB_DIR/run/mail-in"
check 'the socket that operators ask at is removed: the relay ends' ended
check '… and says why' grep "^socket-gone path=\"$LAB_DIR/run/mail-in\" do=" relay.log
check 'the relay starts' relay_start
check '… and can be asked' sekisho mail status --socket "$LAB_DIR/run/mail-in"
check 'mail is taken' relay_answers '^250 '
sleep 12
check 'it goes on while nothing happens to them' relay_answers '^250 '
check 'it stops' relay_stop
umount "$mail_store"
lab_end
