#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 143_mail_bad_disk.sh -- the disk of the originals fails under a relay that runs,
# and comes back from fsck(8) with less: mail is put off meanwhile, what is lost is
# told, and nothing else is

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
command -v debugfs >/dev/null || skip 'debugfs (package e2fsprogs)'
mount -t proc proc /proc # of our processes
mail_gateway
mail_disk
sink lg-mail 10.20.0.25

asks()
{
	setpriv --reuid 40301 --regid 40300 --groups 40201 sekisho mail "$@" \
		--socket "$LAB_DIR/run/mail-in" >said 2>&1
	asked=$?
	cat said
	return $asked
}

# status KEY true|false: so it says.
status()
{
	asks status --json && grep -q "\"$1\":$2" said
}

newest_reference()
{
	"$mail_originals" "$mail_store/originals" | sed -n '$s/ .*//p'
}

kept()
{
	"$mail_originals" "$mail_store/originals" | wc -l
}

relay_start
for n in 1 2 3; do
	check 'mail is taken' relay_answers '^250 '
done
first=$("$mail_originals" "$mail_store/originals" | sed -n '1s/ .*//p')

# --- it fails ---

# As the kernel does it when the disk fails.
check 'the disk fails' mount -o remount,abort "$mail_store"
check 'mail is put off' relay_answers '^451 4.3.0'
check '… of which the status tells' status failing true
check_fails 'an access that cannot be written down' asks find "$first"
check '… does not take place' grep 'not done' said
kill -9 "$(pgrep -x mail-store)"
check 'new processes put mail off' wait_for 'them' relay_answers '^451 4.3.0'
check '… of which the status tells' status failing true
check 'it stops' relay_stop
umount "$mail_store"
check 'the disk is repaired' sh -c 'fsck.ext4 -p disk || [ $? = 1 ]'
mount -o loop disk "$mail_store"
check 'it starts' relay_start
check 'mail is taken' relay_answers '^250 '
check 'all of it is whole' [ "$(kept)" = 4 ]
check '… as the status says' status originals_damaged false

# --- a volume comes back shorter ---

last=$(newest_reference)
check 'it stops' relay_stop
volume=$(ls "$mail_store"/originals/*-01.mail)
truncate -s -12288 "$volume"
check 'it starts' relay_start
check 'what is lost is told' await grep '^store-damaged day=.* part=1 lost=4-4$' relay.log
check '… in the status too' status originals_damaged true
check 'the others are there' asks find "$first"
check_fails 'the lost one is not' asks find "$last"
check 'mail is taken' relay_answers '^250 '
check '… under another number' expr "$(newest_reference)" : '.*-000005-'

# --- an inode is spoilt ---

check 'it stops' relay_stop
touch -r "$volume" "$mail_store/originals/20200101-01.mail"
chown 40004 "$mail_store/originals/20200101-01.mail"
umount "$mail_store"
debugfs -w -R 'sif originals/20200101-01.mail checksum 0x1234' disk 2>/dev/null
mount -o loop,errors=continue disk "$mail_store"
check_fails 'a volume cannot be looked at' stat "$mail_store/originals/20200101-01.mail"
check 'it starts all the same' relay_start
check 'which one is told' await grep '^store-damaged day=20200101 part=1 why: ' relay.log
check '… and in the status' status originals_damaged true
check 'mail is taken' relay_answers '^250 '
check 'the others are there' asks find "$first"
check 'it stops' relay_stop
umount "$mail_store"
lab_end
