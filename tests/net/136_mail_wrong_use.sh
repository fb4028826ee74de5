#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 136_mail_wrong_use.sh -- what is wrong with a relay's start is said before
# anything listens: which file, why, and what to do

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
[ "$(id -u)" = 0 ] || skip 'root, to be several users'
chmod 755 "$LAB_DIR"
mount -t proc proc /proc # of our processes
cd "$LAB_DIR"
ip link set lo up
for address in 192.0.2.1 192.0.2.25 10.20.0.1; do
	ip addr add $address/32 dev lo
done

# policy FILE KEYS…: the demo's, with these keys of the relay.
policy()
{
	wrong_file=$1
	shift
	sed "s|name = \"mail-in\";|& $*|" "$SEKISHO_CONF/demo/sekisho.conf" \
		>"$wrong_file"
}

# certify NAME OPTION…: NAME.key and NAME.pem, of P-256.
certify()
{
	wrong_name=$1
	shift
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$wrong_name.key" -out "$wrong_name.pem" -subj /CN=relay \
		"$@" 2>/dev/null
	chmod 600 "$wrong_name.key"
}

# end_of NAME: its certificate as it ended years ago, in ended.pem. Not by
# x509 -days -1, which OpenSSL takes no longer.
end_of()
{
	mkdir -p ca
	: >ca/index
	echo 01 >ca/serial
	cat >ca/conf <<-'EOF'
	[ca]
	default_ca = own
	[own]
	database = ca/index
	serial = ca/serial
	new_certs_dir = ca
	default_md = sha256
	policy = any
	[any]
	commonName = supplied
	EOF
	openssl req -new -key "$1.key" -subj /CN=relay -out ca/request
	openssl ca -batch -notext -config ca/conf -selfsign -keyfile "$1.key" \
		-in ca/request -startdate 20200101000000Z \
		-enddate 20200102000000Z -out ended.pem 2>ca/said
}

relay()
{
	sekisho-mail --rules "$SEKISHO_RULES" --run "$LAB_DIR/run" \
		--store "$LAB_DIR/store" --user outside=40001 \
		--user transform=40002 --user inside=40003 --user store=40004 \
		--user control=40005 --user keys=40006 --role operator=40201 \
		--role approver=40202 --role auditor=40203 "$@"
}

# ends STATUS PATTERN OPTION…: so, with one line on standard error like that.
ends()
{
	wrong_status=$1 wrong_pattern=$2
	shift 2
	relay "$@" 2>said && got=0 || got=$?
	cat said
	[ $got = "$wrong_status" ] && grep -qE "$wrong_pattern" said
}

# pair CERTIFICATE KEY: a policy that has them.
pair()
{
	policy tls.conf "tls = \"may\"; certificate = \"$LAB_DIR/$1\";" \
		"key = \"$LAB_DIR/$2\";"
}

# unfit FILE WHY: with the newest pair it ends with 1, and names them.
unfit()
{
	ends 1 "^tls-unfit file=\"$LAB_DIR/$1\" .*why.*$2" -c tls.conf &&
		grep -q 'do="' said
}

policy plain.conf
certify relay -days 100
certify other -days 100
end_of relay

# --- somebody else has the port: who does not come so far ends with 1, not 3 ---

mkfifo hold
python3 -c '
import socket, sys
with socket.create_server(("192.0.2.1", 25)):
    print("there", flush=True)
    sys.stdin.read()' <hold >there &
holder=$!
exec 4>hold
until grep -qs there there; do
	sleep 0.05
done

pair relay.pem other.key
check 'a certificate of another key' unfit relay.pem 'not the certificate of the key'
pair none.pem relay.key
check 'no certificate there' unfit none.pem 'No such file'
pair relay.pem none.key
check 'no key there' unfit none.key 'No such file'
pair relay.key relay.key
check 'a key for a certificate' unfit relay.key 'no certificate in PEM'
openssl x509 -in relay.pem -outform DER -out relay.der
pair relay.der relay.key
check 'a certificate that is not PEM' unfit relay.der 'no certificate in PEM'
openssl pkey -in relay.key -aes128 -passout pass:x -out locked.key
chmod 600 locked.key
pair relay.pem locked.key
check 'a key with a password' unfit locked.key 'without a password'
cp relay.key open.key
chmod 644 open.key
pair relay.pem open.key
check "a key that is everybody's" unfit open.key 'open to everybody'
pair ended.pem relay.key
# By the clock alone nobody's mail is stopped: it may be the clock that is wrong.
check 'a certificate that has expired is none for --check' ends 1 \
	"^certificate-expired file=\"$LAB_DIR/ended.pem\" since=\"20.*do=" \
	-c tls.conf --check
check '… of which a start says the same, and goes on' ends 3 \
	"^certificate-expired file=\"$LAB_DIR/ended.pem\"" -c tls.conf
check '… to where the port is' grep -q '^cannot-listen' said
openssl req -x509 -newkey rsa:1024 -nodes -keyout weak.key -out weak.pem -subj /CN=x \
	-days 9 2>/dev/null
chmod 600 weak.key
pair weak.pem weak.key
check 'a key that is weak' unfit weak.pem '1024 bits is too weak'
openssl req -x509 -newkey ed25519 -nodes -keyout ed.key -out ed.pem -subj /CN=x \
	2>/dev/null
chmod 600 ed.key
pair ed.pem ed.key
check 'a key of another kind' unfit ed.key 'no RSA or EC key'

pair relay.pem relay.key
check '--check finds nothing wrong with a pair, and listens nowhere' \
	relay -c tls.conf --check
few()
{
	(ulimit -n 64 && relay --convert <"$SEKISHO_CONF/demo/citizen.eml")
}
check 'with fewer descriptors than a process may have mail is converted' few
# short FILES STATUS PATTERN OPTION…: with so few descriptors.
short()
{
	(
		ulimit -n "$1"
		shift
		ends "$@"
	)
}
check 'that nobody could look at them is no fault of theirs' \
	short 20 3 '^process-ended name=check' -c tls.conf
check 'to listen where another does' \
	ends 3 'port=25 do="another listens there.*in use' -c tls.conf
exec 4>&-
wait $holder

# --- the rest of it ---

check 'no policy' ends 2 'which policy' --check
check 'a policy that is not there' ends 1 "cannot read 'none.conf'" -c none.conf
check 'no such relay, and which there are' \
	ends 1 '^relay name="mail-in"' -c plain.conf --relay mail-out
check 'a unit that was named without systemd-escape' \
	ends 1 '^relay-unknown name="mail/in" do=".*systemd-escape' \
	-c plain.conf --relay mail/in
check 'a word that is no option' ends 2 'no option: status' -c plain.conf status
check 'a process that there is not' ends 2 'PROCESS=USER: post=x' \
	-c plain.conf --user post=x
check 'a role that there is not' ends 2 'auditor, =GROUP: boss=x' \
	-c plain.conf --role boss=x
check 'a user that there is not' ends 3 \
	'^no-such-user name="nobody-here" process=outside do=.*--user outside=' \
	-c plain.conf --user outside=nobody-here
check 'two processes of one user' ends 3 \
	'^user-shared process=outside and=inside' -c plain.conf --user inside=40001
check 'a notice that is not there' ends 1 \
	'^notice-unfit file="/none.txt" do=.*--notice' -c plain.conf --notice /none.txt
# Reading it fails: EIO. Its unit starts it again.
check 'a notice that cannot be read now' ends 3 \
	'^notice-unfit file="/proc/self/mem" do=.*: Input/output error$' \
	-c plain.conf --notice /proc/self/mem
policy unread.conf 'tls = "may"; certificate = "/proc/self/mem";' \
	"key = \"$LAB_DIR/relay.key\";"
check 'a certificate that cannot be read now' ends 3 \
	'^tls-unfit file="/proc/self/mem" do=.*: Input/output error$' -c unread.conf
check 'rules that are not there' ends 1 '^rules-unfit folder="/none" do=' \
	--convert --rules /none
printf 'From: a@a.example\nSubject: x\n\n1234 5678 9018\n' >number.eml
# converts NUMBER-OF-LINES: so many have the word from what is told of it.
converts()
{
	relay --convert --show -c number.conf <number.eml >shown
	[ "$(grep -c '個人番号' shown)" = "$1" ]
}
policy number.conf 'my_number = "ignore";'
check 'what may be a My Number is converted' converts 0
closed()
{
	relay --convert <&- && got=0 || got=$?
	[ $got = 3 ] && { relay --convert <number.eml >&- && got=0 || got=$?; } &&
		[ $got = 3 ]
}
check 'but not from nowhere, or to nowhere' closed
full()
{
	relay --convert <number.eml >/dev/full 2>said && got=0 || got=$?
	[ $got = 3 ] && grep '^write the message: No space left' said &&
		{ relay --convert --report /dev/full <number.eml >/dev/null 2>said && got=0 || got=$?; } &&
		[ $got = 3 ] && grep '^write the report: No space left' said
}
check '… nor onto a full disk, and says so' full
policy number.conf 'my_number = "tell";'
check '… its reader is told of it' converts 1
policy number.conf 'my_number = "refuse";'
check '… or it is not' ends 1 '^held why=my-number$' --convert -c number.conf \
	<number.eml
echo '{unknown}' >notice.txt
check 'a notice that is no template' \
	ends 1 '^notice-unfit file="notice.txt" why="the section .head. is missing" do=' \
	-c plain.conf --notice notice.txt
sed '3s/$/\r/' "$SEKISHO_RULES/notice/mail.txt" >notice.txt
check 'one that was saved otherwise: its line' \
	ends 1 '^notice-unfit file="notice.txt" line=3 why=.*end of line' \
	-c plain.conf --notice notice.txt
sed 's/^.action html-to-text.$/[acton html-to-text]/' \
	"$SEKISHO_RULES/notice/mail.txt" >notice.txt
printf '[charset-used shift_jis]\nShift JIS\n' >>notice.txt
# unsaid FILE N [LINE]: of N sections it is told that nothing says them.
unsaid()
{
	relay --check -c plain.conf --notice "$1" 2>said &&
		[ "$(grep -c '^notice-section-unknown' said)" = "$2" ] &&
		{ [ "$2" = 0 ] || grep -q "file=\"$1\" line=$3 " said; }
}
check 'a section whose name is misspelt is named, one of a value is not' \
	unsaid notice.txt 1 "$(grep -n acton notice.txt | cut -d: -f1)"
check 'those of our own template are all said' \
	unsaid "$SEKISHO_RULES/notice/mail.txt" 0
cp -r "$SEKISHO_RULES" rules
# told N: so much is told of the templates of these rules.
told()
{
	relay --check -c plain.conf --rules rules 2>said
	[ "$(grep -c '^notice-' said)" = "$1" ]
}
check 'of our own templates nothing is to be told' told 0
sed -i 's/{reference}/{refrence}/' rules/notice/held.txt
check 'a word that nothing stands for is named, wherever it is' told 2
check '… with its line' grep -q \
	'^notice-word-unknown file="rules/notice/held.txt" line=5 word="{refrence}" ' said
mkfifo pipe.txt
check 'a notice that is a pipe without a writer' \
	ends 1 '^notice-unfit file="pipe.txt" ' -c plain.conf --notice pipe.txt
policy kept.conf 'keep_days = "90"; keep_size = "20G";'
check 'a folder for originals that cannot be' ends 3 \
	'^cannot-use folder="/none/of/these" do=.*--store' \
	-c kept.conf --store /none/of/these
check 'a file where they are to be' ends 3 \
	'^cannot-use folder=".*plain.conf/originals" .*Not a directory' \
	-c kept.conf --store plain.conf
check 'a socket that cannot be' ends 3 '^cannot-use folder="/none/of" do=.*--run' \
	-c plain.conf --run /none/of
ip addr del 192.0.2.1/32 dev lo
check 'an address that nobody has' ends 3 \
	'^cannot-listen address=192.0.2.1 port=25 do=.*listen' -c plain.conf
ip addr add 192.0.2.1/32 dev lo

# --- who asks a relay ---

# asks STATUS PATTERN WORD…: sekisho mail with these words.
asks()
{
	wrong_status=$1 wrong_pattern=$2
	shift 2
	sekisho mail "$@" 2>said && got=0 || got=$?
	cat said
	[ $got = "$wrong_status" ] && grep -qE "$wrong_pattern" said
}

reference=20261121-000123-2
check 'no verb: which there are' asks 2 'sekisho mail release REFERENCE'
check 'who asks for help is told, and that is no mistake' sh -c \
	'sekisho mail --help | grep -q "sekisho mail held"'
check 'another verb: likewise' asks 2 'sekisho mail held' hold
check 'no reference' asks 2 'which message\?.*such as 20261121-' find
check 'no reason' asks 2 'why .*-m REASON' release $reference
check 'nor one that is empty' asks 2 'why .*-m REASON' delete $reference -m ''
check 'two forms at once' asks 2 'not both' status --metrics --json
check 'a policy' asks 2 'no -c here' held -c plain.conf
check 'a relay that does not run' asks 3 'systemctl status "sekisho-mail@.*systemd-escape NAME' \
	held --relay mail-out
check 'a socket that is none' asks 3 'no mail relay listens at /none' \
	find $reference --socket /none

# --- the key as it was with its certificate, whatever becomes of the file ---

# A configuration of OpenSSL that shows when it was read.
cnf=$(readlink -f "$(openssl version -d | cut -d '"' -f 2)/openssl.cnf")
cp "$cnf" /run/openssl.cnf
mount --bind /run/openssl.cnf "$cnf"
touch -a -d 2001-01-01 "$cnf"

relay -c tls.conf 2>log &
relay_pid=$!
check 'a relay begins' await grep -q ^relay-started log
check '… without the configuration of OpenSSL' [ "$(stat -c %x "$cnf" | cut -c 1-4)" = 2001 ]

# started N: so many sets so far; whether the newest one shakes hands.
started()
{
	[ "$(grep -c ^relay-started log)" -ge "$1" ] &&
		timeout 10 openssl s_client -starttls smtp -bind 192.0.2.25:0 \
			-connect 192.0.2.1:25 </dev/null 2>&1 |
		grep -qE 'CN ?= ?relay' # as OpenSSL writes it before 3.2, and since
}
check 'a relay begins with a certificate and its key' await started 1
check 'a next hop that there is not: where, and why' grep -qE \
	'^next-hop-unreachable address=10.20.0.25 port=25 .*why="Network is unreachable"' log
says_silent()
{
	sekisho mail status --socket "$LAB_DIR/run/mail-in" | tee said
	grep -q '^! the next hop has not answered since .*転送先が応答しない' said
}
check_fails '… of which the status says nothing before anybody asked' says_silent
python3 - <<-'PY' || :
	import smtplib
	peer = smtplib.SMTP("192.0.2.1", 25, "peer.example", source_address=("192.0.2.25", 0))
	peer.ehlo()
	peer.mail("a@sender.example")
	print(peer.rcpt("x@town.example.jp"))
PY
check '… and since when, once somebody did' says_silent
cat other.key >relay.key
# The parent finds it later: a sister has ended by herself by then.
parent=$(pgrep -o -x sekisho-mail)
control=$(pgrep -x mail-control)
kill -STOP "$parent"
kill -KILL "$(pgrep -x mail-outside)"
check 'who loses a sister ends' await grep -q '^State:.Z' "/proc/$control/status"
kill -CONT "$parent"
check '… by itself, with no call that it must not make' await \
	grep -q "^process-ended name=control pid=$control exit=1 signal=0" log
check 'a key that was overwritten does not stop a relay that runs' await started 2
check '… which was started anew but once' [ "$(grep -c ^relay-started log)" = 2 ]
kill -TERM "$(pgrep -o -x sekisho-mail)"
wait $relay_pid || :
check 'the next start says so' unfit relay.pem 'not the certificate of the key'

# --- a certificate that has expired is shown, and said wherever one looks ---

end_of other
pair ended.pem other.key
relay -c tls.conf 2>log &
relay_pid=$!
check 'a certificate that has expired: TLS goes on with it' await started 1
check '… the log says so' grep -q "^certificate-expired file=" log
# shows PATTERN OPTION…: the relay's status.
shows()
{
	wrong_pattern=$1
	shift
	sekisho mail status --socket "$LAB_DIR/run/mail-in" "$@" | tee said
	grep -q "$wrong_pattern" said
}
check '… its status, too' shows '^! it has expired (有効期限切れ)'
check '… and its metrics' shows '^sekisho_mail_certificate_end_time_seconds{relay=.*} 1' \
	--metrics
kill -TERM "$(pgrep -o -x sekisho-mail)"
wait $relay_pid || :
lab_end
