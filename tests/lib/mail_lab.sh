# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail_lab.sh -- real mail servers (Postfix) inside a lab (see netns.sh)
#
# Each has its own configuration, queue and log under $LAB_DIR/NAME and lives in
# one host's namespace. They end with the lab.

# postfix_add HOST [SETTING…]: starts an instance in that host's namespace;
# settings are main.cf lines. What it has to say is in $LAB_DIR/HOST/log.
postfix_add()
{
	lab_mta=$1
	lab_mta_dir=$LAB_DIR/$1
	shift
	mkdir -p "$lab_mta_dir/conf" "$lab_mta_dir/queue" "$lab_mta_dir/data" \
		"$lab_mta_dir/mail"
	chmod 755 "$LAB_DIR" "$lab_mta_dir" "$lab_mta_dir/conf"
	chown postfix "$lab_mta_dir/data"
	chown nobody "$lab_mta_dir/mail"
	{
		cat <<-EOF
		compatibility_level = 3.6
		queue_directory = $lab_mta_dir/queue
		data_directory = $lab_mta_dir/data
		maillog_file_prefixes = $lab_mta_dir
		maillog_file = $lab_mta_dir/log
		mail_owner = postfix
		setgid_group = postdrop
		inet_protocols = ipv4
		mynetworks = 127.0.0.0/8
		alias_maps =
		alias_database =
		disable_dns_lookups = yes
		smtp_host_lookup = native
		biff = no
		smtputf8_enable = no
		EOF
		for lab_setting; do
			echo "$lab_setting"
		done
	} >"$lab_mta_dir/conf/main.cf"
	sed 's/^\(smtp  *inet.*\)/\1/; s/^\([a-z0-9-]*  *[a-z]*  *[-yn]  *[-yn]  *\)y/\1n/' \
		/usr/share/postfix/master.cf.dist >"$lab_mta_dir/conf/master.cf"
	ns "$lab_mta" postfix -c "$lab_mta_dir/conf" start 2>"$lab_mta_dir/start" ||
		{ cat "$lab_mta_dir/start" >&2; return 1; }
}

# postfix_drop_in HOST DOMAIN: settings for one mailbox that takes all of a
# domain's mail, in $LAB_DIR/HOST/mail/all/new (one file a message).
postfix_mailbox()
{
	cat <<-EOF
	virtual_mailbox_domains = $2
	virtual_mailbox_base = $LAB_DIR/$1/mail
	virtual_mailbox_maps = static:all/
	virtual_uid_maps = static:$(id -u nobody)
	virtual_gid_maps = static:$(id -g nobody)
	EOF
}

# mail_send HOST FROM TO FILE: by SMTP to the server on that host's loopback.
mail_send()
{
	ns "$1" python3 - "$2" "$3" "$4" <<-'EOF'
	import smtplib, sys
	sender, recipient, path = sys.argv[1:]
	with smtplib.SMTP("127.0.0.1", 25, timeout=20) as smtp:
	    smtp.sendmail(sender, [recipient], open(path, "rb").read())
	EOF
}

# wait_for SECONDS COMMAND…: until it succeeds, asked ten times a second.
wait_for()
{
	lab_tries=$(($1 * 10))
	shift
	while ! "$@" >/dev/null 2>&1; do
		lab_tries=$((lab_tries - 1))
		[ $lab_tries -gt 0 ] || return 1
		sleep 0.1
	done
}
