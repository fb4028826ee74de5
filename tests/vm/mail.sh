# SPDX-License-Identifier: GPL-3.0-or-later
#
# mail.sh -- a relay as a unit of systemd, between the two segments of mail.conf
#
# Read after gateway.sh.

relay=sekisho-mail@$(systemd-escape mail-in).service
store=/var/lib/sekisho/mail/mail-in
citizen=$SEKISHO_CONF/demo/citizen.eml

# The machine's segments, a mail server on the inner one that writes down what
# it is told, and a host outside.
mail_here()
{
	machine_here
	segment_add lg0 10.20.0.1 fd00:20::1
	segment_add in0 192.0.2.1 2001:db8:0:2::1
	host_add lg-mail lg0 10.20.0.25
	host_add in-mx in0 192.0.2.25
	spawn lg-mail python3 /sekisho/tests/lib/smtp_sink.py 10.20.0.25 \
		"$LAB_DIR/arrived"
}

listens()
{
	ss -ltn 'sport = 25' | grep -q 192.0.2.1
}

# How many mails have arrived, each as one text/plain part of ours.
arrived()
{
	grep -ci '^content-type: text/plain; charset=utf-8' "$LAB_DIR/arrived"
}

# A mail is given to the relay, taken, and arrives as text.
crosses()
{
	mail_before=$(arrived) || :
	wait_until 90 listens || return 1
	ns in-mx python3 /sekisho/tests/lib/smtp_send.py 192.0.2.1 "$citizen" \
		>answer || return 1
	cat answer
	grep -q '^250' answer && [ "$(arrived)" = $((mail_before + 1)) ]
}

# How many originals are kept; all of them are whole.
kept()
{
	python3 /sekisho/tests/lib/originals.py $store/originals >originals &&
		wc -l <originals
}

# The relay's own processes: "USER NAME" of each.
processes()
{
	ps -o user:32=,args= --ppid "$(main_pid "$relay")" | sort
}

# as_operator COMMAND…: a person with that role and no other right.
as_operator()
{
	setpriv --reuid 64101 --regid 64101 \
		--groups "$(getent group sekisho-operator | cut -d: -f3)" "$@"
}

# Nothing that the unit or a filter forbids was tried.
nothing_forbidden()
{
	! dmesg | grep type=1326
}
