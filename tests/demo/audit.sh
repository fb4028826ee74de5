#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# audit.sh -- what an auditor asks, and a leak that the proof finds

auditor()
{
	person 64103 auditor "$@"
}

# answers STATUS COMMAND…: as an auditor would type it.
answers()
{
	audit_wanted=$1 audit_status=0
	shift
	printf '%s# %s%s\n' "$dim" "$*" "$plain"
	auditor "$@" || audit_status=$?
	if [ "$audit_status" = "$audit_wanted" ]; then
		good "終了コード $audit_status"
	else
		bad "終了コード $audit_status ($audit_wanted のはず): $*"
	fi
}

# A terminal of a database to the Internet, behind the gate's back: only while
# nobody owns the table.
audit_leak()
{
	daemon_stop
	audit_tree=$(gw nft list map inet sekisho select_forward |
		sed -n 's/.*goto \(g[0-9]*\)_.*/\1/p' | head -n 1)
	run gw nft insert rule inet sekisho "${audit_tree}_juki_to_inet" \
		ip saddr 10.10.0.11 ip daddr 192.0.2.9 tcp dport 443 \
		meta mark set 0x5e000000 accept
	printf '%s# sekisho prove%s\n' "$dim" "$plain"
	if gw sekisho prove -c "$policy" --direct 'never juki -> inet' >refuted 2>&1; then
		bad '漏れが見つからない'
	else
		cat refuted
		good '漏れが証拠のパケットとともに見つかった (refuted, with a witness)'
	fi
	echo 'pass juki-db 10.10.0.11 -> in-pc 192.0.2.9 tcp/443' >one
	# shellcheck disable=SC2086
	quiet $hosts
	claim '本物のパケットも通ってしまう (a real packet agrees)' probe lab one
	daemon_start gw || bad 'sekishod'
	sed -i 's/^pass/drop/' one
	claim '関所を起動すると直る (sekishod heals it)' probe lab one
	claim '記録に残る (and the journal has it)' audit_put_right
	# shellcheck disable=SC2086
	loud $hosts
	answers 0 sekisho prove 'never juki -> inet'
}

audit_put_right()
{
	auditor sekisho journal -n 3 --folder "$daemon_state" | grep put-right
}

# What the proof says is checked by a program that knows nothing of it.
audit_certificate()
{
	install -d -o 64103 evidence
	run auditor sekisho dump -o evidence/now.dump
	answers 0 sekisho prove 'never inet -> juki' -c "$policy" --dump evidence/now.dump \
		--certificate evidence/never.cert
	answers 0 sekisho-checkproof evidence/never.cert evidence/now.dump
	sed 's/inet/lgwan/' evidence/never.cert >forged.cert
	chmod 644 forged.cert
	answers 1 sekisho-checkproof forged.cert evidence/now.dump
}

demo_audit()
{
	printf '誰が、誰の承認で、いつまで？ (who may, by whose approval, until when)\n'
	run sekisho show flows -c "$policy"
	printf 'この通信はなぜ通るのか、なぜ通らないのか？ (why does it pass, why not)\n'
	answers 0 sekisho explain 'lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443'
	answers 1 sekisho explain 'lgwan 10.20.0.100 -> juki 10.10.0.10 tcp/443'
	printf 'カーネルの規則は設定どおりか？ (does the kernel do what the policy says)\n'
	answers 0 sekisho prove
	printf '証明書を別のプログラムで検査する (a certificate, checked by another program)\n'
	audit_certificate
	printf 'もし裏口を作られたら？ (and were there a back door)\n'
	audit_leak
	printf '今、何が有効か？ 何があったか？ (what is in force, what has happened)\n'
	printf '%s# sekisho status%s\n' "$dim" "$plain"
	operator sekisho status || [ $? = 1 ] || bad 'status'
	run operator sekisho generations
	run auditor sekisho journal verify --folder "$daemon_state"
}
