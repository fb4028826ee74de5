#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 121_explain_daemon.sh -- an auditor asks what is in force, and why

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6 setpriv

policy=$SEKISHO_CONF/demo/sekisho.conf
permitted='lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443'
denied='lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/80'

gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan
cp "$policy" demo.conf
chmod a+r demo.conf

explain() # EXIT PACKET [OPTION …]: the answer in `said`
{
	explain_exit=$1 explain_status=0
	shift
	person 64103 auditor sekisho explain "$@" --json >said || explain_status=$?
	[ $explain_status = "$explain_exit" ]
}

says() # WORD EXIT PACKET [OPTION …]
{
	explain_word=$1
	shift
	explain "$@" && grep -q "$explain_word" said
}

# The line that is named is the entry's.
place()
{
	says '"flow":"F-012","policy":"sekisho show policy:' 0 "$permitted" &&
		line=$(sed -n 's/.*show policy:\([0-9]*\)".*/\1/p' said) &&
		person 64103 auditor sekisho show policy | sed -n "${line}p" |
		grep -q '"F-012"'
}

# What warns of it, too, is at a line of `show policy`.
lint_places()
{
	person 64103 auditor sekisho lint >said 2>&1
	grep -q '^sekisho show policy:[0-9]*: ' said &&
		! grep -q /proc/self said
}

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

stranger()
{
	ns gw setpriv --reuid 64999 --clear-groups env PATH="$LAB_DIR/bin:$PATH" \
		SEKISHO_RULES="$LAB_DIR/rules" sekisho explain "$permitted"
}

check 'the lockdown is loaded' lockdown
check 'the daemon stands' daemon_start gw
check 'an operator applies the demo' \
	operator sekisho apply -c demo.conf -m 'the demo'
check 'what is permitted is, by the kernel' \
	says '"source":"kernel".*"disagrees":false' 0 "$permitted"
check '… with its place in the policy in force' place
check '… and so are those of what warns' lint_places
check 'what is denied is' \
	says '"by_kernel":{"verdict":"drop"' 1 "$denied"
check 'of a generation the register answers' \
	says '"source":"policy"' 0 "$permitted" --generation 1
check_fails 'a stranger is told nothing' stranger

check 'a zone is isolated' operator sekisho isolate juki -m test
check 'then nothing reaches it, whatever the register says' \
	says '"verdict":"drop".*"disagrees":true' 1 "$permitted"
check '… and why is told' says 'it is isolated' 1 "$permitted"

daemon_stop || :
check 'without a daemon there is no answer' explain 3 "$permitted"
check 'but of a file' explain 0 "$permitted" -c demo.conf

lab_end
