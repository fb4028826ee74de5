#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 145_mail_confined.sh -- each process of a relay that runs is in its jail: what
# the kernel says of it is what sekisho-mail --privileges says

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$LAB_DIR/relay.key" -out "$LAB_DIR/relay.pem" -days 30 \
	-subj /CN=relay 2>"$LAB_DIR/made"
chmod 600 "$LAB_DIR/relay.key"
mail_change confined -e "s|name = \"mail-in\";|& transform = \"reused\"; \
tls = \"may\"; certificate = \"$LAB_DIR/relay.pem\"; key = \"$LAB_DIR/relay.key\";|"
mail_store 90 1G
mail_gateway
sink lg-mail 10.20.0.25
relay_start
check 'mail passes' relay_answers '^250 '

# has FILE PATTERN: … or what there is.
has()
{
	grep -qE "$2" "/proc/$pid/$1" && return
	grep -E "^${2%%[:(]*}" "/proc/$pid/$1" || cat "/proc/$pid/$1"
	return 1
}

# confined NAME UID: by filter, user, capabilities and limits.
confined()
{
	has status '^Seccomp:[[:space:]]+2$' &&
		has status '^NoNewPrivs:[[:space:]]+1$' &&
		has status "^Uid:([[:space:]]+$1){4}\$" &&
		has status "^Gid:([[:space:]]+$1){4}\$" &&
		has status '^Groups:[[:space:]]*$' &&
		[ "$(grep -cE '^Cap(Inh|Prm|Eff|Bnd|Amb):[[:space:]]+0+$' \
			"/proc/$pid/status")" = 5 ] &&
		has limits '^Max core file size +0 +0 ' &&
		# Nobody but root may look into it: dumpable is 0.
		[ "$(stat -c %u "/proc/$pid/environ")" = 0 ]
}

# keeps PATTERN: no descriptor of it leads to anything else.
keeps()
{
	for fd in "/proc/$pid/fd"/*; do
		there=$(readlink "$fd") || continue
		echo "$there" | grep -qE "^($1)\$" || {
			echo "$fd: $there"
			return 1
		}
	done
}

same_network()
{
	[ "$(readlink "/proc/$pid/ns/net")" = "$(readlink "/proc/$relay_pid/ns/net")" ]
}

has_no_network()
{
	! same_network && [ "$(grep -c : "/proc/$pid/net/dev")" = 1 ] &&
		! nsenter -t "$pid" -n ip -o link show up | grep .
}

own='socket:.*|.*/relay.log|/dev/null|pipe:.*|anon_inode:.*'
while read -r name uid network memory keeps; do
	pid=$(pgrep -P "$relay_pid" -x "mail-$name")
	check "$name is confined" confined "$uid"
	if [ "$network" = none ]; then
		check "$name has no network" has_no_network
	else
		check "$name has the gateway's network" same_network
	fi
	check "$name has no more memory than it may" \
		has limits "^Max address space +$((memory << 20)) +$((memory << 20)) "
	[ "$name" = zygote ] ||
		check "$name starts nothing" has limits '^Max processes +0 +0 '
	check "$name holds no file but its own" keeps "$own$keeps"
done <<-EOF
	outside 40001 gateway 4096
	zygote 40002 none 512
	inside 40003 gateway 1024
	store 40004 none 512 |$LAB_DIR/store/.*
	control 40005 none 256
	keys 40006 none 256
EOF
pid=$(pgrep -P "$(pgrep -P "$relay_pid" -x mail-zygote)")
check 'a transform that lives on is confined' confined 40002
check '… without network' has_no_network
check '… starts nothing' has limits '^Max processes +0 +0 '
check '… has two seconds' has limits '^Max cpu time +2 '
check '… and no file' keeps "$own"
relay_stop
lab_end
