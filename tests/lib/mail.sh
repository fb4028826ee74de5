# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail.sh -- a lab for the relay: the demo's gateway, two mail servers, sekisho-mail
#
# Read after netns.sh. The Postfix instances are the test's own: their
# configuration, queues and logs lie in $LAB_DIR, and they end with the test.

mail_say=$(readlink -f "${0%/*}/../lib/smtp_say.py")
# What the gateway and the relay are told; a test may give them another.
mail_policy=$SEKISHO_CONF/demo/sekisho.conf
mail_send=$(readlink -f "${0%/*}/../lib/smtp_send.py")
mail_originals=$(readlink -f "${0%/*}/../lib/originals.py")

mail_need()
{
	need inet ct vmap_timeout concat_interval nflog bridge veth
	for mail_tool in smtp-source smtp-sink postconf; do
		command -v $mail_tool >/dev/null || skip "$mail_tool (package postfix)"
	done
	[ "$(id -u)" = 0 ] || skip 'root, to be several users'
	chmod 755 "$LAB_DIR"
}

# mail_change NAME SED-EXPRESSION…: the demo's policy, changed like this.
mail_change()
{
	mail_policy=$LAB_DIR/$1.conf
	shift
	sed "$@" "$SEKISHO_CONF/demo/sekisho.conf" >"$mail_policy"
}

# The gateway of conf/demo with its outer and its inner segment and one mail
# server on each, the policy enforced, forwarding on.
mail_gateway()
{
	gateway_add gw
	segment_add lg0 10.20.0.1 fd00:20::1
	segment_add in0 192.0.2.1 2001:db8:0:2::1
	host_add lg-mail lg0 10.20.0.25
	host_add in-mx in0 192.0.2.25
	ns gw sekisho apply --direct -c "$mail_policy" | sed "s/^/# /"
	forwarding 1
}

# mail_store DAYS SIZE: the relay keeps originals, in the folder $mail_store.
mail_store()
{
	mail_store=$LAB_DIR/store
	sed "s/name = \"mail-in\";/& keep_days = \"$1\"; keep_size = \"$2\";/" \
		"$mail_policy" >"$LAB_DIR/kept.conf"
	mail_policy=$LAB_DIR/kept.conf
}

# mail_disk: … which is a disk of its own, of 24 MB.
mail_disk()
{
	mail_store 90 1G
	truncate -s 24M disk && mkfs.ext4 -q disk
	mkdir "$mail_store" && mount -o loop disk "$mail_store" ||
		skip 'a loop device and ext4'
}

# relay_answers PATTERN: to a message, in the end.
relay_answers()
{
	timeout 30 ip netns exec in-mx "$mail_send" 192.0.2.1 \
		"$SEKISHO_CONF/demo/citizen.eml" >answer 2>&1
	cat answer
	grep -q "$1" answer
}

# relay_options: which policy, which folders, users of no other use, and groups
# of who may ask the relay.
relay_options()
{
	echo -c "$mail_policy" --rules "$SEKISHO_RULES" --run "$LAB_DIR/run" \
		--store "$LAB_DIR/store" --user outside=40001 \
		--user transform=40002 --user inside=40003 \
		--user store=40004 --user control=40005 --user keys=40006 \
		--role operator=40201 \
		--role approver=40202 --role auditor=40203
}

# relay_start [OPTION…]: sekisho-mail in the gateway; relay_pid is its parent
# process, its log is $LAB_DIR/relay.log, its socket $LAB_DIR/run/mail-in.
relay_start()
{
	# shellcheck disable=SC2046 # several words
	spawn gw sekisho-mail $(relay_options) "$@" 2>>"$LAB_DIR/relay.log"
	relay_pid=$!
	wait_for "relay to listen" ns gw sh -c \
		'exec 3<>/dev/null; ss -ltn "sport = 25" | grep -q 192.0.2.1'
	wait_for 'relay to be asked' test -S "$LAB_DIR/run/mail-in"
}

relay_stop()
{
	kill -TERM "$relay_pid" && wait "$relay_pid"
}

# wait_for WHAT COMMAND…: until it succeeds; only a fault waits two minutes.
wait_for()
{
	mail_what=$1 mail_tries=1200
	shift
	until "$@" >/dev/null 2>&1; do
		mail_tries=$((mail_tries - 1))
		[ $mail_tries -gt 0 ] || {
			echo "# waited in vain for the $mail_what"
			return 1
		}
		sleep 0.1
	done
}

# postfix_start NAMESPACE [PARAMETER=VALUE…]: an instance of its own there.
postfix_start()
{
	mail_ns=$1 mail_dir=$LAB_DIR/postfix-$1
	shift
	mkdir -p "$mail_dir/conf" "$mail_dir/queue" "$mail_dir/data"
	chown postfix "$mail_dir/data"
	cat >"$mail_dir/conf/main.cf" <<-CF
		compatibility_level = 3.6
		queue_directory = $mail_dir/queue
		data_directory = $mail_dir/data
		maillog_file = $mail_dir/log
		maillog_file_prefixes = $mail_dir
		myhostname = $mail_ns.example
		mydestination =
		alias_maps =
		alias_database =
		local_recipient_maps =
		inet_protocols = ipv4
		smtp_dns_support_level = disabled
		smtp_tls_security_level = none
		smtpd_tls_security_level = none
		smtpd_peername_lookup = no
		minimal_backoff_time = 1s
		maximal_backoff_time = 2s
		queue_run_delay = 1s
		default_process_limit = 50
		smtp_destination_concurrency_failed_cohort_limit = 1000
	CF
	for mail_parameter; do
		echo "$mail_parameter" >>"$mail_dir/conf/main.cf"
	done
	cat >"$mail_dir/conf/master.cf" <<-CF
		smtp      inet  n - n - - smtpd
		pickup    unix  n - n 60 1 pickup
		cleanup   unix  n - n - 0 cleanup
		qmgr      unix  n - n 1 1 qmgr
		rewrite   unix  - - n - - trivial-rewrite
		bounce    unix  - - n - 0 bounce
		defer     unix  - - n - 0 bounce
		trace     unix  - - n - 0 bounce
		flush     unix  n - n 1000? 0 flush
		proxymap  unix  - - n - - proxymap
		smtp      unix  - - n - - smtp
		relay     unix  - - n - - smtp
		error     unix  - - n - - error
		retry     unix  - - n - - error
		virtual   unix  - n n - - virtual
		anvil     unix  - - n - 1 anvil
		scache    unix  - - n - 1 scache
		tlsmgr    unix  - - n 1000? 1 tlsmgr
		postlog   unix-dgram n - n - 1 postlogd
	CF
	spawn "$mail_ns" postfix -c "$mail_dir/conf" start-fg \
		>"$mail_dir/out" 2>&1
	wait_for "postfix of $mail_ns" ns "$mail_ns" \
		sh -c 'ss -ltn "sport = 25" | grep -q :25'
}

# postfix_stop NAMESPACE: until nothing listens there.
postfix_stop()
{
	postfix -c "$LAB_DIR/postfix-$1/conf" stop >"$LAB_DIR/stopped" 2>&1
	wait_for "end of postfix of $1" ns "$1" \
		sh -c '! ss -ltn "sport = 25" | grep -q :25'
}

# sink NAMESPACE ADDRESS [OPTION…]: a smtp-sink listens there; sink_pid is its
# process.
sink()
{
	mail_ns=$1 mail_address=$2
	shift 2
	spawn "$mail_ns" smtp-sink -u postfix "$@" "$mail_address:25" 300
	sink_pid=$!
	wait_for "sink of $mail_ns" ns "$mail_ns" \
		sh -c 'ss -ltn "sport = 25" | grep -q :25'
}

# postfix_mailbox NAMESPACE [PARAMETER=VALUE…]: … that keeps all mail for the demo's domain, one
# file a message, in $LAB_DIR/box/new.
postfix_mailbox()
{
	mail_ns=$1
	shift
	mkdir -p "$LAB_DIR/box"
	echo 'x@town.example.jp box/' >"$LAB_DIR/users"
	chown 40100 "$LAB_DIR/box"
	postfix_start "$mail_ns" \
		'virtual_mailbox_domains = town.example.jp' \
		"virtual_mailbox_base = $LAB_DIR" \
		"virtual_mailbox_maps = texthash:$LAB_DIR/users" \
		'virtual_uid_maps = static:40100' \
		'virtual_gid_maps = static:40100' \
		'mynetworks = 10.20.0.0/16' \
		'smtpd_client_connection_count_limit = 0' "$@"
}

box_files()
{
	find "$LAB_DIR/box/new" -type f 2>/dev/null
}

# How many different messages have arrived, and how many in all.
box_ids()
{
	box_files | xargs -r cat | grep -ai '^message-id:' | sort -u | wc -l
}

box_all()
{
	box_files | wc -l
}

# send N [OPTION…]: N messages from smtp-source into the outer Postfix.
send()
{
	mail_n=$1
	shift
	ns in-mx smtp-source -s 10 -l 2048 -m "$mail_n" -f a@sender.example \
		-t x@town.example.jp "$@" 127.0.0.1:25
}
