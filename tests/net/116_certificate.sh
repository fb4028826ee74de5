#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 116_certificate.sh -- what is proved is certified, and nothing else is

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/certificate
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

sites='demo/sekisho small-town wide-area-union medical-union local-breakout beta fire-department'

claims()
{
	sekisho prove -c "$conf" --dump kernel.dump >proved 2>/dev/null
	sed -n 's/^PROVED *\(\(never\|only\|no-\|anti\).*\) (.*/\1/p' proved
}

# Every claim of the site that is proved, and that its sources are not forged.
all_certified()
{
	n=0
	zone=$(sed -n 's/.*name = "\([^"]*\)"; tier.*/\1/p' "$conf" | head -1)
	{ claims && echo "anti-spoofing $zone"; } >claimed
	while read -r claim; do
		rm -f one.cert
		sekisho prove "$claim" -c "$conf" --dump kernel.dump \
			--certificate one.cert >/dev/null 2>made &&
			sekisho-checkproof one.cert kernel.dump >checked ||
			{ echo "# $claim: $(tail -1 made)"; return 1; }
		n=$((n + 1))
	done <claimed
	echo "# $n claims of $site are certified"
	[ $n -gt 4 ]
}

forged()
{
	"$data/forge.py" "$1" juki.cert >forged.cert &&
		! sekisho-checkproof forged.cert kernel.dump >said
}

ns_add gw
for site in $sites; do
	conf=$SEKISHO_CONF/$site.conf
	ns gw sekisho apply --direct -c "$conf" >/dev/null 2>applied ||
		not_ok "$site is applied"
	ns gw sekisho dump --direct -o kernel.dump >/dev/null
	check "the claims of $site are certified" all_certified
done

# Of the demo: what is not proved, and what is changed.
conf=$SEKISHO_CONF/demo/sekisho.conf
claim='never juki -> inet'
ns gw sekisho apply --direct -c "$conf" >/dev/null 2>applied
ns gw sekisho dump --direct -o kernel.dump >/dev/null
check "'$claim' is certified" sekisho prove "$claim" -c "$conf" \
	--dump kernel.dump --certificate juki.cert
check '… and checked' sekisho-checkproof juki.cert kernel.dump
check '… of a dump for which programs were looked for' \
	sh -c '! sekisho-checkproof juki.cert kernel.dump | grep "^not looked for"'
"$data/forge.py" same juki.cert >same.cert
check '… and the same one sealed anew is the same' cmp juki.cert same.cert
for how in wider from to more handle chain leaf free split byte tree root \
	stamps zero source all short long; do
	check "a certificate forged by '$how' is rejected" forged $how
done

check_fails 'what is refuted has no certificate' sekisho prove \
	'never lgwan -> juki' -c "$conf" --dump kernel.dump --certificate no.cert
check '… and no file' [ ! -e no.cert ]
check_fails 'two claims have none' sekisho prove "$claim" "$claim" \
	-c "$conf" --dump kernel.dump --certificate no.cert
check_fails 'a policy alone has none' sekisho prove "$claim" -c "$conf" \
	--certificate no.cert

# One rule that lets something pass.
ns gw nft insert rule inet sekisho forward iifname mn0 oifname in0 tcp dport 4444 accept
ns gw sekisho dump --direct -o leak.dump >/dev/null
check_fails 'a leak is not certified' sekisho prove "$claim" -c "$conf" \
	--dump leak.dump --certificate no.cert
check '… and leaves no file' [ ! -e no.cert ]
check_fails 'an old certificate does not hold of a newer dump' \
	sekisho-checkproof juki.cert leak.dump
"$data/forge.py" of juki.cert leak.dump >of.cert
check_fails '… nor if it says that it is of it' \
	sekisho-checkproof of.cert leak.dump
status=0
sekisho-checkproof juki.cert 2>/dev/null || status=$?
check 'one file is no question' [ $status = 2 ]
status=0
sekisho-checkproof nothing.cert kernel.dump 2>/dev/null || status=$?
check 'a file that is not there is no answer' [ $status = 3 ]

lab_end
