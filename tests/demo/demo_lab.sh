#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# demo_lab.sh -- the steps of tools/demo, inside the lab's own namespaces
#
# Nothing here pretends: each step runs what an operator would run, and what it
# shows is compared with what should be. The first difference ends in exit 1.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
# Here it is number 1; this is what another terminal knows it by.
read -r lab_pid _ </proc/self/stat
. "$DEMO_ROOT/tests/lib/mail.sh"
. "$DEMO_ROOT/tests/lib/daemon.sh"
. "$DEMO_ROOT/tests/demo/mail.sh"
. "$DEMO_ROOT/tests/demo/audit.sh"
daemon_people

if [ -t 1 ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m') green=$(printf '\033[32m')
	red=$(printf '\033[31m') plain=$(printf '\033[0m')
else
	bold='' dim='' green='' red='' plain=''
fi

# A copy that every officer can read.
policy=$LAB_DIR/sekisho.conf
cp "$DEMO_ROOT/conf/demo/sekisho.conf" "$policy"
# … whose approver has a key that lies here.
ssh-keygen -q -t ed25519 -N '' -C sato@town.example.jp -f "$LAB_DIR/sato"
sed -i "s|key = \"ssh-ed25519 [^\"]*\"|key = \"$(cat "$LAB_DIR/sato.pub")\"|" "$policy"
chmod 644 "$policy"
step=0

step()
{
	step=$((step + 1))
	printf '\n%s%d. %s%s\n' "$bold" "$step" "$*" "$plain"
}

# run COMMAND…: as an operator would type it; it must succeed.
run()
{
	printf '%s# %s%s\n' "$dim" "$*" "$plain"
	"$@" || bad "失敗 ($?): $*"
}

good()
{
	printf '%s✓%s %s\n' "$green" "$plain" "$*"
	lab_tests=$((lab_tests + 1))
}

bad()
{
	printf '%s✗ %s%s\n' "$red" "$*" "$plain"
	lab_tests=$((lab_tests + 1))
	lab_failures=$((lab_failures + 1))
}

# claim WORDS COMMAND…: true or false, and its output where it is false.
claim()
{
	words=$1
	shift
	if "$@" >"$LAB_DIR/out" 2>&1; then
		good "$words"
	else
		bad "$words"
		sed 's/^/  /' "$LAB_DIR/out"
	fi
}

gw()
{
	ns gw "$@"
}

# --- what each step does ---

demo_closed()
{
	! gw talk ping 10.10.0.10 && ! ns renkei-sv talk ask tcp 10.10.0.10 443
}

# The list is one probe a line; probe(1) sends each as a real packet and looks
# for it at the other side. Expected and seen stand side by side.
demo_packets()
{
	cat >packets <<-'LIST'
	pass renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/443 ; F-012 連携サーバから住民記録へ
	pass renkei-sv fd00:20::5 -> juki-ap fd00:10::10 tcp/443 ; F-012 同じくIPv6
	pass renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/443 reply ; F-012 その応答
	drop lg-pc 10.20.0.100 -> juki-ap 10.10.0.10 tcp/443 ; 職員端末から住民記録へ
	drop renkei-sv 10.20.0.5 -> juki-db 10.10.0.11 tcp/443 ; 登録のないホストへ
	drop renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/22 ; 登録のないポートへ
	drop renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/443 mac 02:00:00:00:00:99 ; 偽のMACアドレス
	drop juki-ap 10.10.0.10 -> in-pc 192.0.2.9 tcp/443 ; マイナンバー利用事務系からインターネットへ
	drop in-pc 192.0.2.9 -> juki-ap 10.10.0.10 tcp/443 ; インターネットからマイナンバー利用事務系へ
	drop in-pc 192.0.2.9 -> lg-pc 10.20.0.100 tcp/445 ; インターネットからLGWAN接続系へ
	drop in-mx 192.0.2.25 -> lg-mail 10.20.0.25 tcp/25 ; 中継を通らないメール
	pass in-mx 192.0.2.25 -> gateway 192.0.2.1 tcp/25 ; メール中継の入口へ
	drop in-pc 192.0.2.9 -> gateway 192.0.2.1 tcp/25 ; 登録のないホストから入口へ
	drop in-pc 10.20.0.5 -> juki-ap 10.10.0.10 tcp/443 ; 送信元の詐称
	pass lg-pc 10.20.0.100 -> in-vdi 192.0.2.60 tcp/3389 ; F-021 画面転送
	drop in-vdi 192.0.2.60 -> lg-pc 10.20.0.100 tcp/3389 ; 画面転送の逆向き
	pass kanri-pc 10.90.0.10 -> renkei-sv 10.20.0.5 tcp/22 ; F-030 サーバ保守
	pass kanri-pc 10.90.0.10 -> gateway 10.90.0.1 tcp/22 ; M-1 関所の保守
	drop lg-pc 10.20.0.100 -> gateway 10.20.0.1 tcp/22 ; 職員端末から関所へ
	drop in-pc 2001:db8:0:2::9 -> lg-pc fd00:20::100 udp/53 shape chain ; IPv6拡張ヘッダ
	LIST
	verdict=0
	probe --each lab packets >seen || verdict=$?
	awk -F '\t' -v green="$green" -v red="$red" -v dim="$dim" -v plain="$plain" '
	function word(v) { return v == "pass" ? "通す  " : "止める" }
	BEGIN { print "  期待    結果" }
	/^seen / {
		split($1, seen, " ")
		want = substr($2, 1, 4)
		what = why = substr($2, 6)
		sub(/^[^;]*; /, "", why)
		sub(/ ;.*/, "", what)
		sub(/ sport [0-9]+/, "", what)
		good = seen[2] == want
		printf "  %s  %s%s%s%s  %s  %s%s%s\n", word(want), good ? green "✓" : red "✗",
			word(seen[2]), plain, "", why, dim, what, plain
	}' seen
	if [ $verdict = 0 ]; then
		good "$(grep -c '^seen' seen) パケット全て期待どおり ($(tail -1 seen))"
	else
		bad "パケットが期待と違う: $(tail -1 seen)"
	fi
}

# The applicant proposes, another person signs: two names for every change.
demo_approved() # FILE
{
	printf '%s# sekisho propose -c %s > change.txt%s\n' "$dim" "${1##*/}" "$plain"
	operator sekisho propose -c "$1" >change.txt 2>said || bad 'propose'
	chmod 644 change.txt
	rm -f change.txt.sig
	printf '%s# ssh-keygen -Y sign -n sekisho -f sato change.txt%s\n' "$dim" "$plain"
	ssh-keygen -q -Y sign -n sekisho -f sato change.txt || bad 'sign'
	chmod 644 change.txt.sig
	run person 64102 approver sekisho approve change.txt change.txt.sig
}

demo_ended() # PID
{
	! kill -0 "$1"
}

demo_revoke()
{
	revoked=$LAB_DIR/revoked.conf
	awk '/id = "F-012"/ { skip = 1 } !skip { print } /valid_until/ { skip = 0 }' \
		"$policy" | grep -v 'juki 10.10.0.10 tcp/443\|fd00:10::10 tcp/443"; expect = "accept"' >"$revoked"
	ns juki-ap talk serve 10.10.0.10 443 & server=$!
	await ns juki-ap sh -c 'ss -ltn "sport = 443" | grep -q :443'
	ns renkei-sv talk live tcp 10.10.0.10 443 >live & live=$!
	claim 'F-012 の通信がつながっている (a live connection)' await begun live
	run operator sekisho plan -c "$revoked"
	claim '承認のない変更は断られる (not approved: refused)' \
		demo_refused operator sekisho apply -c "$revoked" -m 'F-012 の取消し'
	demo_approved "$revoked"
	run operator sekisho apply -c "$revoked" -m 'F-012 の取消し'
	# It ends when nobody has answered for some seconds.
	if await demo_ended $live; then
		good "適用と同時に切れた ($(tail -n 1 live))"
	else
		bad '取り消したのに通信が続いている'
		kill $live
	fi
	kill $server
	demo_approved "$policy"
	run operator sekisho rollback -m '元に戻す'
}

demo_refused()
{
	! "$@"
}

# F-012's packet, as it is now: pass or drop.
demo_passes() # VERDICT
{
	echo "$1 renkei-sv 10.20.0.5 -> juki-ap 10.10.0.10 tcp/443" >one
	probe lab one
}

# Without F-012 for ten seconds: whoever locks himself out waits them out.
demo_lapse()
{
	# shellcheck disable=SC2086
	quiet $hosts
	demo_approved "$revoked"
	run operator sekisho apply -c "$revoked" --confirm 10 -m '試しに'
	claim '試している間は通らない (pending: F-012 is closed)' demo_passes drop
	claim '確定しなければ、カーネルが自分で元に戻す (nobody confirmed: back)' \
		await demo_passes pass
	# shellcheck disable=SC2086
	loud $hosts
}

demo_guard_stands()
{
	gw nft list table inet sekisho_guard
}

demo_tampering()
{
	run gw nft flush ruleset
	claim 'テーブルの所有者は関所のまま、見張りのテーブルも元どおり (owned, and healed)' await demo_guard_stands
	# shellcheck disable=SC2086
	quiet $hosts
	claim '許可した通信は通り、ほかは通らない' demo_passes pass
	# shellcheck disable=SC2086
	loud $hosts
	run auditor sekisho journal -n 1 --folder "$daemon_state"
}

demo_isolate()
{
	run operator sekisho isolate juki -m '不審な通信の疑い'
	# shellcheck disable=SC2086
	quiet $hosts
	claim '住民記録へは誰も届かない (isolated)' demo_passes drop
	# shellcheck disable=SC2086
	loud $hosts
	printf '遮断した本人は解除できない (who isolated cannot end it alone)\n'
	printf '%s# %s%s\n' "$dim" 'sekisho unisolate juki' "$plain"
	if operator sekisho unisolate juki -m '確認済み'; then
		bad '本人が解除できた'
	else
		good '断られた (refused)'
	fi
	run person 64102 approver sekisho unisolate juki -m '確認済み'
	# shellcheck disable=SC2086
	quiet $hosts
	claim '解除されて通る (let in again)' demo_passes pass
	# shellcheck disable=SC2086
	loud $hosts
}

demo_keep()
{
	cat <<-EOF
	  別の端末から (from another terminal):
	    nsenter -t $lab_pid -m ip netns exec lg-pc bash        # 職員端末になる
	    nsenter -t $lab_pid -m ip netns exec gw nft list ruleset
	  Enter で終わります (Enter ends it)
	EOF
	read -r _ || true
}

# --- the steps ---

need ether ipv6
mail_need

step '設定を読む (the policy: what the town hall wrote down)'
run sekisho check -c "$policy"
run sekisho show matrix -c "$policy"

step '三つの領域を作る (three segments, out of network namespaces)'
gateway_add gw
segment_add mn0 10.10.0.1 fd00:10::1
segment_add lg0 10.20.0.1 fd00:20::1
segment_add in0 192.0.2.1 2001:db8:0:2::1
segment_add mg0 10.90.0.1
host_add juki-ap mn0 10.10.0.10 fd00:10::10 mac 02:00:5e:10:00:10
host_add juki-db mn0 10.10.0.11 fd00:10::11
host_add renkei-sv lg0 10.20.0.5 fd00:20::5 mac 02:00:5e:20:00:05
host_add lg-mail lg0 10.20.0.25 fd00:20::25
host_add lg-pc lg0 10.20.0.100 fd00:20::100
host_add in-mx in0 192.0.2.25 2001:db8:0:2::25
host_add in-vdi in0 192.0.2.60 2001:db8:0:2::60
host_add in-pc in0 192.0.2.9 2001:db8:0:2::9
host_add kanri-pc mg0 10.90.0.10 mac 02:00:5e:90:00:10
cat <<'EOF'
  マイナンバー利用事務系   LGWAN接続系               インターネット接続系   管理系
  juki-ap juki-db          renkei-sv lg-mail lg-pc   in-mx in-vdi in-pc     kanri-pc
        └──────────mn0──────────lg0─── gw (sekisho) ───in0──────────────mg0──┘
EOF

step '適用する (apply: loaded, read back, compared, then switched on)'
gw nft -f "$SEKISHO_RULES/lockdown.nft"
forwarding 1
claim '起動直後は全閉: 何も通らない (closed until the first apply)' \
	demo_closed
daemon_start gw || bad 'sekishod'
run operator sekisho apply -c "$policy" -m 'デモの初期設定'
run operator sekisho apply -c "$policy"
run operator sekisho status
find_neighbours || bad '隣接ホストが見つからない (neighbours)'

step '実際のパケット (real packets: expected and seen)'
hosts='juki-ap juki-db renkei-sv lg-mail lg-pc in-mx in-vdi in-pc kanri-pc'
# shellcheck disable=SC2086  # a list of words on purpose
quiet $hosts
demo_packets
# shellcheck disable=SC2086
loud $hosts

step '許可を取り消すと、つながっている通信も切れる (revoked: the live connection dies)'
demo_revoke

step '確定しなければ元に戻る (a change that nobody confirms lapses)'
demo_lapse

step '規則が壊されても直す (a tampering is healed)'
demo_tampering

step '緊急遮断 (isolate)'
demo_isolate

step 'メールはテキストだけが渡る (mail crosses as text only)'
demo_mail

step '監査人の問い (the auditor asks)'
demo_audit

if [ -n "${DEMO_KEEP:-}" ]; then
	step '領域を残しています (the segments stay up)'
	demo_keep
fi

printf '\n'
if [ "$lab_failures" = 0 ]; then
	printf '%s%d 項目全て期待どおり (all %d as they should be)%s\n' \
		"$green" "$lab_tests" "$lab_tests" "$plain"
	lab_tests=ended
	exit 0
fi
printf '%s%d 項目中 %d 項目が期待と違う (%d differ)%s\n' \
	"$red" "$lab_tests" "$lab_failures" "$lab_failures" "$plain"
lab_tests=ended
exit 1
