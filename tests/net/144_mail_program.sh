#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 144_mail_program.sh -- the transform is a program of its own beside
# sekisho-mail: without it nothing starts, and what is installed over it runs
# with the next start, not before

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
mail_gateway
sink lg-mail 10.20.0.25
mkdir "$LAB_DIR/bin"
cp "$(command -v sekisho-mail)" "$LAB_DIR/bin/"
chmod -R go+rX "$LAB_DIR/bin"
there=$(command -v sekisho-transform)
PATH=$LAB_DIR/bin:$PATH

# answers STATUS WHAT COMMAND…: it ends so, and says that the program is missing.
answers()
{
	wanted=$1
	shift
	timeout 30 ip netns exec gw "$@" 2>said
	[ $? = "$wanted" ] && cat said &&
		grep -q "no-transform program=\"$LAB_DIR/bin/sekisho-transform\"" said
}

# shellcheck disable=SC2046 # several words
check 'without the program it does not start' \
	answers 1 sekisho-mail $(relay_options)
# shellcheck disable=SC2046
check '… and a look at the policy tells it' \
	answers 1 sekisho-mail $(relay_options) --check
cp "$there" "$LAB_DIR/bin/"
chmod a-x "$LAB_DIR/bin/sekisho-transform"
# shellcheck disable=SC2046
check 'nor with one that nobody may execute' \
	answers 1 sekisho-mail $(relay_options) --check
chmod a+x "$LAB_DIR/bin/sekisho-transform"
check 'started by hand it says whose it is' \
	eval 'sekisho-transform --help | grep -q sekisho-mail'
# shellcheck disable=SC2046
check 'with it the policy is right' ns gw sekisho-mail $(relay_options) --check
relay_start
check 'mail is taken' relay_answers '^250 '
zygote=$(pgrep -P "$relay_pid" -x mail-zygote)
check 'by that program' [ "$(readlink "/proc/$zygote/exe")" = "$LAB_DIR/bin/sekisho-transform" ]
check 'which has no library' eval '! grep -q "\.so" "/proc/$zygote/maps"'

cp /bin/false "$LAB_DIR/bin/new"
mv "$LAB_DIR/bin/new" "$LAB_DIR/bin/sekisho-transform"
kill -KILL "$zygote"
another()
{
	another=$(pgrep -P "$relay_pid" -x mail-zygote) && [ "$another" != "$zygote" ]
}
wait_for 'new processes' another
check 'one that is installed over it is not begun' wait_for 'mail' relay_answers '^250 '
check 'the relay stops when it is told to' relay_stop
lab_end
