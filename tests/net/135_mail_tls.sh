#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 135_mail_tls.sh -- TLS on both faces: who is known, what is refused, and where
# the private key is not

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
smtp_inject=$(readlink -f "${0%/*}/../lib/smtp_inject.py")
smtp_shakes=$(readlink -f "${0%/*}/../lib/smtp_shakes.py")
memory_has=$(readlink -f "${0%/*}/../lib/memory_has.py")
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
cd "$LAB_DIR"

# --- keys, certificates and pins ---

# certify NAME ALGORITHM OPTION…: NAME.key and NAME.pem.
certify()
{
	tls_name=$1 tls_kind=$2
	shift 2
	openssl req -x509 -newkey "$tls_kind" -nodes -keyout "$tls_name.key" \
		-out "$tls_name.pem" -days 30 "$@" 2>/dev/null
	chmod 600 "$tls_name.key"
}

# pin NAME: as a policy has it.
pin()
{
	openssl x509 -in "$1.pem" -noout -pubkey |
		openssl pkey -pubin -outform DER |
		openssl dgst -sha256 -binary | base64 | sed 's|^|sha256//|'
}

p256='ec -pkeyopt ec_paramgen_curve:P-256'
certify relay rsa:2048 -subj /CN=relay
certify peer rsa:2048 -subj /CN=in-mx
# shellcheck disable=SC2086 # several words
{
	certify hop $p256 -subj /CN=lg-mail
	certify stranger $p256 -subj /CN=in-mx
	certify relay-ec $p256 -subj /CN=relay
	# A name with parts without end, which a library sorts.
	certify long $p256 -multivalue-rdn \
		-subj "/CN=x$(seq -f '+OU=%03g' -s '' 0 199)"
}

# tls_policy NAME KEYS…: the policy with these keys of the relay.
tls_policy()
{
	tls_name=$1
	shift
	mail_change "$tls_name" -e "s|name = \"mail-in\";|& $*|" \
		-e 's/peers = \[ "in-mx"/&, "in-vdi"/'
}

own="certificate = \"$LAB_DIR/relay.pem\"; key = \"$LAB_DIR/relay.key\";"
own_ec="certificate = \"$LAB_DIR/relay-ec.pem\"; key = \"$LAB_DIR/relay-ec.key\";"
must="tls = \"must\"; $own peer_pins = [ \"$(pin peer)\" ];"
hop="next_hop_tls = \"must\"; next_hop_pin = \"$(pin hop)\";"
tls_policy must "$must $hop"
mail_gateway
postfix_mailbox lg-mail 'smtpd_tls_security_level = encrypt' \
	"smtpd_tls_cert_file = $LAB_DIR/hop.pem" \
	"smtpd_tls_key_file = $LAB_DIR/hop.key" \
	'smtpd_tls_received_header = yes'
postfix_start in-mx 'relayhost = [192.0.2.1]:25' \
	'mynetworks = 127.0.0.0/8' 'inet_interfaces = 127.0.0.1' \
	'smtp_tls_security_level = encrypt' \
	"smtp_tls_cert_file = $LAB_DIR/peer.pem" \
	"smtp_tls_key_file = $LAB_DIR/peer.key"
relay_start

arrived()
{
	[ "$(box_all)" -ge "$1" ]
}

# logged PATTERN [NAME]: a line of the relay's log begins so, and ends with the
# pin of NAME.
logged()
{
	grep -E "^$1" "$LAB_DIR/relay.log" | tee /dev/stderr |
		grep -qF "${2:+ pin=$(pin "$2")}"
}

# says PATTERN LINE…: the relay answers one of the lines with this, in the clear.
says()
{
	tls_pattern=$1
	shift
	ns in-mx "$mail_say" 192.0.2.1 "$@" 2>&1 | tee /dev/stderr |
		grep -qE "$tls_pattern"
}

# shakes OPTION…: openssl gets through a handshake with the relay, and is
# answered within.
shakes()
{
	printf 'EHLO x\nNOOP\nQUIT\n' | ns in-mx timeout 30 openssl s_client \
		-starttls smtp -connect 192.0.2.1:25 -crlf -ign_eof "$@" 2>&1 |
		tee /dev/stderr | grep -q '^250 2.0.0 here'
}

as_peer="-cert $LAB_DIR/peer.pem -key $LAB_DIR/peer.key"

# --- mail crosses in TLS, once each ---

n=200
check "the outer server takes $n messages" send $n
check 'all of them arrive' wait_for "$n messages" arrived $n
check 'each once' [ "$(box_ids) $(box_all)" = "$n $n" ]
check 'more than a connection holds crosses in TLS as well' send 20 -l 1000000
n=$((n + 20))
check 'without a pause' wait_for "$n messages" arrived $n
check 'the peer was in TLS, known by its pin' logged \
	"tls peer=192.0.2.25 tls=TLSv1.3" peer
check 'so was the next hop' logged \
	"next-hop-secure tls=TLSv1.3" hop
check 'and the inner server says so' grep -rqa 'using TLSv1.3' "$LAB_DIR/box/new"

processes=$(pgrep -x 'mail-[a-z]*' | sort)

# --- who may, and how ---

# shellcheck disable=SC2086 # several words
{
	check 'who has the pinned key is heard' shakes $as_peer
	check 'in TLS 1.2 as well' shakes $as_peer -tls1_2
	check_fails 'not in TLS 1.1' shakes $as_peer -tls1_1 \
		-cipher ALL:@SECLEVEL=0
	check_fails 'not with a cipher of old' shakes $as_peer -tls1_2 \
		-cipher AES128-SHA
	check_fails 'nor without ephemeral keys' shakes $as_peer -tls1_2 \
		-cipher AES256-GCM-SHA384
}
check_fails 'who shows no certificate is not heard' shakes
check_fails 'nor another key with the same name' shakes \
	-cert "$LAB_DIR/stranger.pem" -key "$LAB_DIR/stranger.key"
check 'the log says whose key that was' logged \
	"tls-refused peer=192.0.2.25" stranger
check_fails 'nor a name of two hundred parts' shakes \
	-cert "$LAB_DIR/long.pem" -key "$LAB_DIR/long.key"
check 'which was read to its end' logged \
	"tls-refused peer=192.0.2.25" long

# --- what is in the clear ---

check 'no mail without TLS' says '^530 5.7.0' 'EHLO x' 'MAIL FROM:<a@b.example>'
check 'commands behind STARTTLS end the session' says '^554 5.5.0' 'EHLO x' \
	'STARTTLS\r\nEHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@town.example.jp>'
check 'what is no handshake is no command' sh -c '! "$@"' sh \
	nsenter --net=/run/netns/in-mx "$mail_say" 192.0.2.1 'EHLO x' STARTTLS \
	'EHLO x' 'NOOP'
check 'it is refused as what it is' logged 'tls-refused .*why=wrong-version-number'
check 'nothing of that arrived' [ "$(box_all)" = $n ]
check 'and all processes are those of the start' [ \
	"$(pgrep -x 'mail-[a-z]*' | sort)" = "$processes" ]

# --- where the key is, and where it is not ---

# In which of them this is, by name.
holders()
{
	# shellcheck disable=SC2046 # several words
	python3 "$memory_has" "$@" "$relay_pid" $(pgrep -x 'mail-[a-z]*') |
		tee /dev/stderr | sed -n 's/^[0-9]* \(.*\) yes$/\1/p' | xargs
}

check 'the private key is in keys, and in no other process' [ \
	"$(holders key "$LAB_DIR/relay.key")" = mail-keys ]
check 'no word of any mail is' sh -c '! echo "$1" | grep -q mail-keys' sh \
	"$(holders text sender.example)"
check '… which others have heard' sh -c 'echo "$1" | grep -q mail-outside' sh \
	"$(holders text sender.example)"
keys_pid=$(pgrep -x mail-keys)
check 'keys has its two channels, and nothing else open' [ "$(
	find "/proc/$keys_pid/fd" -type l -printf '%f %l\n' | sort -n |
		sed 's/^[0-9]* //; s/:\[[0-9]*\]/:[]/' | tee /dev/stderr | xargs
)" = "/dev/null /dev/null $(readlink "/proc/$keys_pid/fd/2") socket:[] socket:[]" ]
check 'no library was loaded but the linked ones' sh -c '
	! grep -hE "engines|ossl-modules|/lab" /proc/"$1"/maps' sh "$keys_pid"
check 'the relay ends when told' relay_stop

# --- a next hop that is not the one ---

# refused: the recipient is put off, and nothing arrives.
put_off()
{
	# shellcheck disable=SC2086 # several words
	printf 'EHLO x\nMAIL FROM:<a@b.example>\nRCPT TO:<x@town.example.jp>\nQUIT\n' |
		ns in-mx timeout 60 openssl s_client -starttls smtp -connect \
			192.0.2.1:25 -crlf -ign_eof $as_peer 2>&1 |
		tee /dev/stderr | grep -q '^451 4.4.1' &&
		[ "$(box_all)" = $n ]
}

tls_policy wrong "$must next_hop_tls = \"must\"; next_hop_pin = \"$(pin stranger)\";"
true >"$LAB_DIR/relay.log"
relay_start
check 'with another pin the next hop gets nothing' put_off
check 'and the log says whose key it showed' logged \
	'next-hop-refused .*why=certificate-verify-failed' hop
relay_stop
# Started anew: what is only told goes on as before for a while.
postfix_stop lg-mail
tls_policy must "$must $hop"
relay_start
spawn lg-mail python3 "$smtp_inject" 10.20.0.25 >"$LAB_DIR/injected"
injecting=$!
wait_for 'the other server' ns lg-mail sh -c 'ss -ltn "sport = 25" | grep -q :25'
check 'nor one with words in the clear behind its 220' put_off
check 'to which nothing more is said' wait_for '454' \
	grep -qx "then b''" "$LAB_DIR/injected"
kill "$injecting"
wait_for 'the other server to end' ns lg-mail \
	sh -c '! ss -ltn "sport = 25" | grep -q :25'
postfix_mailbox lg-mail
check 'one that has no TLS gets nothing' put_off
check 'and the log says so' logged 'next-hop-broken at=EHLO code=250 .*no STARTTLS'
relay_stop

# --- "may": as well as can be ---

tls_policy may "tls = \"may\"; $own_ec next_hop_tls = \"may\";"
relay_start
check 'in the clear, if that is how it comes' says '^250 2.1.0' 'EHLO x' \
	'MAIL FROM:<a@b.example>'
check 'in TLS, whoever it is' shakes
check 'with an EC key' logged 'tls peer=192.0.2.25 tls=TLSv1.3'
check 'the outer server, that wants TLS, sends' send 10
check 'to one that has none' wait_for '10 more' arrived $((n + 10))
relay_stop

# --- a peer that never stops beginning ---

tls_policy many "tls = \"may\"; $own"
ip -n in-mx addr add 192.0.2.60/32 dev eth0
ip -n gw route add 192.0.2.60 dev in0
relay_start
spawn in-mx python3 "$smtp_shakes" 192.0.2.1 192.0.2.60 >"$LAB_DIR/shaken"
shaking=$!
check 'who begins handshakes without end is put off' wait_for 'the end' \
	grep -q 'then 454 4.7.0' "$LAB_DIR/shaken"
check 'and the log says so' logged 'tls-too-often peer=192.0.2.60'
check '700 times in all' wait_for '700' grep -q many "$LAB_DIR/shaken"
for try in 1 2 3 4 5; do
	check "while another peer has its signatures, time $try of 5" \
		shakes -bind 192.0.2.25
done
kill "$shaking"
relay_stop
lab_end
