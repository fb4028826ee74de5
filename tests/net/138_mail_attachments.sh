#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 138_mail_attachments.sh -- files of listed types leave as they are, outward;
# all others stay behind, and inward every one of them

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mail_change both -e 's/^relays = (/&\
  { name = "mail-out"; from = "lgwan"; to = "inet"; listen = "10.20.0.1"; peers = [ "10.20.0.25" ];\
    next_hop = "192.0.2.25"; domains = [ "any" ]; sender_domains = [ "town.example.jp" ];\
    attachments = [ "pdf", "png", "xlsx" ]; attachment_size = "256K";\
    hostname = "sekisho.town.example.jp"; purpose = "外部へのメール"; document = "情政第91号";\
    requested_by = "総務課 鈴木"; approved_by = "統括情報セキュリティ責任者 佐藤"; valid_until = "2028-03-31"; },/'
mail_gateway
attachments=$(readlink -f "${0%/*}/../lib/attachments.py")

# keeps NAMESPACE ADDRESS: takes all mail, a file each in $LAB_DIR/NAMESPACE.
keeps()
{
	mkdir -p "$LAB_DIR/$1"
	chown postfix "$LAB_DIR/$1"
	sink "$1" "$2" -d "$LAB_DIR/$1/%M"
}

keeps lg-mail 10.20.0.25
keeps in-mx 192.0.2.25
relay_start --relay mail-in
in_pid=$relay_pid
# shellcheck disable=SC2046 # several words
spawn gw sekisho-mail $(relay_options) --relay mail-out \
	2>"$LAB_DIR/relay-out.log"
out_pid=$!
wait_for 'outward relay' test -S "$LAB_DIR/run/mail-out"

# outward ID FILE…: the outward relay delivers a mail with them.
outward()
{
	ns lg-mail python3 "$attachments" send 10.20.0.1 x@town.example.jp \
		y@citizen.example "$@" | tee /dev/stderr | grep -q '^250 2.0.0'
}

inward()
{
	ns in-mx python3 "$attachments" send 192.0.2.1 y@citizen.example \
		x@town.example.jp "$@" | tee /dev/stderr | grep -q '^250 2.0.0'
}

# arrived NAMESPACE ID: the file of that mail.
arrived()
{
	grep -l "^Message-ID: <$2@test>" "$LAB_DIR/$1"/*
}

# has ID FILE…: just these came along, byte for byte.
has()
{
	mail_id=$1
	shift
	python3 "$attachments" check "$(arrived in-mx "$mail_id")" "$@"
}

# says ID WORDS: in the text of what arrived outside.
says()
{
	python3 "$attachments" text "$(arrived in-mx "$1")" | grep -qF "$2"
}

check 'a mail with three files leaves' outward 1 pdf png xlsx
check 'with the same bytes at the other end' has 1 pdf png xlsx
check 'which its text tells' says 1 'そのまま付いています'
check 'and its header' sh -c 'sed "/^\r*$/q" "$1" |
	grep -qE "^(X-Sekisho-Sanitized:)? ?.*attachments-passed"' sh \
	"$(arrived in-mx 1)"
check 'as the log does' grep -q 'attachments-passed' "$LAB_DIR/relay-out.log"

check 'one with a macro, a wrong type and a large file leaves' outward 2 \
	docm macro mismatch large program pdf
check 'with what is fine' has 2 pdf
check 'the type that is not listed is named' says 2 \
	'送信を認めていない種類のファイルのため'
check 'the hidden macro' says 2 '疑わしい点がある添付ファイルのため'
check 'the wrong type' says 2 '種類の記載・名前・中身が一致しないファイルのため'
check 'the size' says 2 '添付ファイルが大きすぎるか、数が多すぎるため'

check 'a listed name alone is nothing' outward 3 mismatch
check 'a message with none is one text part' has 3

check 'inward the mail passes' inward 4 pdf png
check 'and no file at all' python3 "$attachments" check "$(arrived lg-mail 4)"
check_fails 'not a byte of one' grep -q JVBERi0 "$(arrived lg-mail 4)"

for relay_pid in $in_pid $out_pid; do
	check 'a relay ends when told' relay_stop
done
lab_end
