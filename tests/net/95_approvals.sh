#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 95_approvals.sh -- changes need those who approve them: asked of a real daemon
#
# 佐藤 and 伊藤 approve, 田中 applies and could approve as well, the key of 加藤
# has ended, 鈴木 is nobody's approver. A change that opens needs two of them.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv \
	ssh-keygen
gateway_add gw
segment_add lan0 10.1.0.1 fd00:1::1
segment_add lan1 10.2.0.1 fd00:2::1

# Accounts of this test alone, in a folder of its own mount namespace.
cp -a /etc etc 2>/dev/null || : # as another user than root: what it can read
mount --bind etc /etc

account() # LINE: as useradd(8) does it, another file in the place of the old
{
	{
		cat /etc/passwd
		echo "$1"
	} >/etc/passwd+
	mv /etc/passwd+ /etc/passwd
}
account 'tanaka:x:64101:64100::/:/bin/sh'
account 'sato:x:64111:64100::/:/bin/sh'
account 'ito:x:64112:64100::/:/bin/sh'
# ssh-keygen wants to know who it is; nobody would have a name without any file.
account 'verify:x:64005:64005::/:/bin/sh'
daemon_verify=64005:64005

for who in sato ito kato tanaka suzuki; do
	ssh-keygen -q -t ed25519 -N '' -C "$who" -f "key.$who"
done

approver() # NAME LOGIN [MORE]
{
	echo "  { name = \"$1\"; login = \"$2\"; key = \"$(cut -d' ' -f1,2 "key.$2.pub")\"; ${3:-} }"
}

policy() # PORT…: one flow each, and who approves
{
	cat <<-POLICY
	model = "single";
	timezone = "Asia/Tokyo";
	zones = (
	  { name = "west"; tier = "internet"; interfaces = [ "lan0" ];
	    networks = [ "10.1.0.0/24" ]; addresses = [ "10.1.0.1" ]; },
	  { name = "east"; tier = "internet"; interfaces = [ "lan1" ];
	    networks = [ "10.2.0.0/24" ]; addresses = [ "10.2.0.1" ]; }
	);
	approvals = { widen = "2"; narrow = "1"; approvers = "2"; };
	approvers = (
	$(approver 佐藤 sato),
	$(approver 伊藤 ito),
	$(approver 加藤 kato 'valid_until = "2020-03-31";'),
	$(approver 田中 tanaka)
	);
	flows = (
	POLICY
	comma=
	for port; do
		echo "$comma  { id = \"F-$port\"; from = \"west\"; to = \"east\"; source = [ \"10.1.0.9\" ];"
		echo "    destination = [ \"10.2.0.5\" ]; service = [ \"udp/$port\" ]; purpose = \"test\"; }"
		comma=,
	done
	echo ');'
}
policy 1000 >base.conf
policy 1000 2000 >wider.conf
policy 1000 2000 3000 >widest.conf
policy 1000 2000 3000 4000 >fourth.conf

# --- what people do ---

tanaka()
{
	person 64101 operator "$@"
}

sign() # WHO CHANGE [NAMESPACE]: the signature is CHANGE.WHO
{
	rm -f "$2.sig" "$2.$1"
	ssh-keygen -q -Y sign -n "${3:-sekisho}" -f "key.$1" "$2" 2>&1
	mv "$2.sig" "$2.$1"
	chmod 644 "$2.$1"
}

propose() # POLICY CHANGE
{
	tanaka sekisho propose -c "$1" -m 'as asked' >"$2" 2>propose.err ||
		{ cat propose.err; return 1; }
	chmod 644 "$2"
}

bring() # CHANGE SIGNATURE
{
	person 64111 approver sekisho approve "$1" "$2" >said 2>&1
}

operator_brings()
{
	tanaka sekisho approve change change.sato >said 2>&1
}

goes_back()
{
	tanaka sekisho rollback >said 2>&1
}

# COMMAND…: as root, which 田中 has logged in to become.
tanaka_behind_sudo()
{
	(echo 64101 >/proc/self/loginuid && ns gw "$@" >said 2>&1)
}

approves() # WHO CHANGE
{
	sign "$1" "$2" && bring "$2" "$2.$1" || { cat said; return 1; }
}

apply() # POLICY OPTION…
{
	conf=$1
	shift
	tanaka sekisho apply -c "$conf" "$@" >said 2>&1
}

says() # WORDS: what was said last
{
	grep -q -- "$1" said || { cat said; return 1; }
}

refused() # WORDS COMMAND…: with exit status 1 and these words
{
	words=$1
	shift
	status=0
	"$@" >refused.out 2>&1 || status=$?
	[ $status = 1 ] || { cat refused.out said; echo "exit $status"; return 1; }
	says "$words"
}

of_status() # EXPRESSION over s
{
	person 64113 auditor sekisho status --json >status || :
	python3 -c "import json, sys; s = json.load(open('status')); sys.exit(not ($1))" ||
		{ cut -c 1-600 status; return 1; }
}

of_generation() # NUMBER EXPRESSION over g
{
	person 64113 auditor sekisho generations --json >generations
	python3 -c "
import json, sys
g = [g for g in json.load(open('generations')) if g['generation'] == $1][0]
sys.exit(not ($2))" || { cat generations; return 1; }
}

waits() # EXPRESSION over w, what waits for approvals
{
	person 64113 auditor sekisho changes --json >waits
	python3 -c "import json, sys; w = json.load(open('waits')); sys.exit(not ($1))" ||
		{ cat waits; return 1; }
}

changed() # WORD TEXT: what that changed is this text
{
	person 64113 auditor sekisho show change "$1" >changed 2>said &&
		cmp changed "$2"
}

asks() # VERB WORD…: what an auditor is told, into said
{
	person 64113 auditor sekisho "$@" >said 2>&1
}

journalled() # EVENT TIMES
{
	sekisho journal --folder "$daemon_state" -n 10000 --json >journal
	[ "$(grep -c "\"event\":\"$1\"" journal)" = "$2" ] ||
		{ grep -c "\"event\":\"$1\"" journal; return 1; }
}

chmod 644 ./*.conf
check 'the daemon stands' daemon_start gw
check 'without a generation there is no policy' refused 'no generation' \
	sh -c 'sekisho show policy >said 2>&1'
check 'the first generation needs nobody' apply base.conf -m first
check 'its text is shown' sh -c 'sekisho show policy | grep -q F-1000'
check 'it is in force' of_status "s['generation'] == 1 and s['rules'] == 'same'"
reads_no_journal()
{
	! tanaka sekisho journal verify --folder "$daemon_state" >said 2>&1 &&
		says 'for the group sekisho-auditor'
}
check 'who reads the journal is said to an operator who cannot' reads_no_journal
check 'somebody new has an account' account 'kimura:x:64113:64100::/:/bin/sh'

# --- refused ---

check 'a change that opens is refused' refused 'too few approvals' \
	apply wider.conf
check 'with what to do next' says 'sekisho approve change.txt'
check 'nothing has changed' of_status "s['generation'] == 1"
check 'it is proposed' propose wider.conf change
check 'as the text that is signed' grep -q '^base-generation: 1$' change
check 'which the journal knows' journalled propose 1
check 'it waits for two, whom it names' waits \
	"[(c['needs'], c['approved_by'], c['may_sign']) for c in w] == [(2, [], ['佐藤', '伊藤', '田中'])]"
check 'with who proposed it, and why' waits \
	"(w[0]['proposed']['author'], w[0]['proposed']['reason']) == ('tanaka', 'as asked')"
check 'its text can be had from there' \
	changed "sha256:$(sha256sum change | cut -d' ' -f1)" change

check '佐藤 signs' sign sato change
sed 's/udp\/2000/udp\/2001/' change >altered
chmod 644 altered
check 'a changed byte is seen' refused 'altered' bring altered change.sato
check 'also where it is signed' sign sato altered
check 'for nobody proposed it' refused 'altered' bring altered altered.sato
check 'a signature of another text is refused' refused 'another text' \
	bring change altered.sato
check '佐藤 signs for another purpose' sign sato change file
check 'a wrong namespace is refused' refused 'another purpose' \
	bring change change.sato
check '鈴木 signs' sign suzuki change
check 'an unknown key is refused' refused "no approver's" \
	bring change change.suzuki
check '加藤 signs' sign kato change
check 'an expired key is refused' refused 'counted until 2020-04-01' \
	bring change change.kato
check 'an operator cannot bring one' refused 'approvers' \
	operator_brings
check 'nothing of that is on record' journalled approve 0
check 'nor waits what nobody proposed' waits 'len(w) == 1'

# --- two of them ---

check '佐藤 approves' approves sato change
check 'one of two' says 'has 1 of the 2'
check 'one of two in the list' waits \
	"(w[0]['approved_by'], w[0]['may_sign'], w[0]['enough']) == (['佐藤'], ['伊藤', '田中'], False)"
check '… as people read it' asks changes
check '… with who may sign' says '署名できる承認者) 伊藤, 田中$'
check 'one is too few' refused 'has 1, needs 2' apply wider.conf
check '佐藤 again' sign sato change
check 'nobody counts twice' refused 'signed this already' \
	bring change change.sato
check '田中 approves' approves tanaka change
check 'but it is 田中 who applies' refused '田中 applies the change' \
	apply wider.conf
check '伊藤 approves' approves ito change
check 'that is enough' says 'enough'
check '… in the list too' waits "w[0]['enough']"
check 'it is applied' apply wider.conf -m 'as approved'
check 'generation 2 has two names' of_generation 2 \
	"sorted(a['name'] for a in g['approvals']) == sorted(['佐藤', '伊藤']) and g['author'] == 'tanaka'"
check 'the status as well' of_status \
	"s['generation'] == 2 and len(s['approvals']) == 2 and not s['open']"
check 'three approvals are on record' journalled approve 3
check 'nothing waits' waits 'not w'
check 'what would change nothing is proposed' propose wider.conf none
check '… and waits for nobody' waits 'not w'
check 'what generation 2 changed is what they signed' changed 2 change
check '… and who that was is told' says 'approved by 佐藤, SHA256:'
check 'what the first one changed is told as well' asks show change 1
check '… from nothing' says '^base-policy: none$'
check 'what was never made is not there' refused 'no change 99' asks show change 99

# --- replayed ---

check 'an approval that was used is refused' refused 'generation 1, but 2' \
	bring change change.sato
check 'the way back is a change as well' refused 'too few' \
	goes_back
check 'it is proposed' propose base.conf back
check '伊藤 approves it' approves ito back
check 'a change that closes needs one' apply base.conf -m back
check 'generation 3 is in force' of_status "s['generation'] == 3"
check 'the first approvals do not come alive again' \
	refused 'too few' apply wider.conf
check 'nor are they taken' refused 'generation 1, but 3' \
	bring change change.sato

# --- an emergency ---

check 'an emergency needs its reason' refused 'needs its reason' \
	apply wider.conf --emergency
check 'with it, nobody is asked' apply wider.conf --emergency -m 'a storm'
check 'it stands as open' of_status \
	"not s['good'] and [o['generation'] for o in s['open']] == [4]"
check 'it waits, as what is in force' waits \
	"[(c['generation'], c['enough']) for c in w] == [(4, False)]"
check 'its text can be had afterwards' propose wider.conf late
check 'as it was then' grep -q '^base-generation: 3$' late
check '佐藤 approves it' approves sato late
check 'one of two' says 'has 1 of the 2'
check 'it is open still' of_status "s['open']"
check '田中 approves' approves tanaka late
check 'but it was 田中 who applied it' says '田中 applies the change'
check 'so it is open still' of_status "s['open']"
check '伊藤 approves it' approves ito late
check 'that closes it' says 'approved afterwards'
check 'nothing is open' of_status "not s['open']"
check 'who signed it afterwards is told' of_status \
	"s['afterwards'] == ['佐藤', '田中', '伊藤'] and not s['approvals']"
signed_afterwards()
{
	person 64111 approver sekisho generations | grep ' emergency  *tanaka  *0+3 *a storm'
}
check 'of each generation' signed_afterwards
check 'on record' journalled approved-afterwards 1

# --- one person is both ---

check 'another change' propose widest.conf both
check '佐藤 approves' approves sato both
check '田中 approves' approves tanaka both
check 'it is not enough' refused 'too few' apply widest.conf
check 'but by an override with its reason' \
	apply widest.conf --override '伊藤は不在' -m night
check 'generation 5 says so' of_generation 5 \
	"g['override'] == '伊藤は不在' and len(g['approvals']) == 2"

# --- who applies it? ---

check 'one more change' propose fourth.conf more
check '佐藤 approves' approves sato more
check '田中 approves' approves tanaka more
if (echo 64101 >/proc/self/loginuid) 2>said; then
	check '田中 is 田中 behind sudo too' refused '田中 applies the change' \
		tanaka_behind_sudo sekisho apply -c fourth.conf
	check '田中 isolates behind sudo' \
		tanaka_behind_sudo sekisho isolate west -m x
	check '… and cannot end it as an approver' refused 'another approver' \
		sh -c 'exec "$@" >said 2>&1' sh nsenter --net=/run/netns/gw \
		setpriv --reuid 64101 --regid 64100 --groups 64011 \
		"$LAB_DIR/bin/sekisho" unisolate west
	check '佐藤 ends it' person 64111 approver sekisho unisolate west
else
	echo '# skipped: who is behind sudo (loginuid)'
fi
somebody()
{
	who=$1
	shift
	person "$who" operator "$@" >said 2>&1
}
check 'an account without a name may be anybody' refused 'no name of its own' \
	somebody 64199 sekisho apply -c fourth.conf
account 'itoh:x:64112:64100::/:/bin/sh'
check 'so may one with two' refused 'no name of its own' \
	somebody 64112 sekisho apply -c fourth.conf
check 'generation 5 is in force' of_status "s['generation'] == 5"

# --- afterwards ---

check 'signatures outlive the daemon' daemon_stop
check 'it comes back' daemon_start gw
check 'to generation 5' of_status "s['generation'] == 5 and len(s['approvals']) == 2"
check 'the rules are the same' sh -c 'sekisho drift | grep -q "those of generation 5"'

# --- what was in force cannot be read any more ---

check 'it ends' daemon_stop
echo damaged >"$daemon_state/generations/000005.json"
sed '/suzuki\|佐藤/d' fourth.conf >alone.conf
chmod 644 alone.conf
check 'it comes back without a generation' daemon_start gw
check 'no change can be judged' refused 'cannot be read' \
	apply fourth.conf -m more
check 'an emergency makes no other approvers' refused 'changes no approvers' \
	apply alone.conf --emergency -m alone
check 'but it can go on' apply fourth.conf --emergency -m 'a broken disk'
check 'which stands as open' of_status \
	"[o['generation'] for o in s['open']] == [6]"
check 'as a change of what can be read' propose fourth.conf broken
check '… which is generation 4' grep -q '^base-generation: 4$' broken
check '佐藤 approves it' approves sato broken
check '伊藤 approves it' approves ito broken
check 'that closes it' of_status "not s['open']"
check 'it ends' daemon_stop
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
lab_end
