#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 115_questions.sh -- what an auditor asks of a live kernel, and whether real
# packets agree

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6 python3

policy=$SEKISHO_CONF/demo/sekisho.conf
gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan

asks() # EXIT VERB WORD…: its answer is in ./answer
{
	asks_exit=$1 asks_code=0
	shift
	ns gw sekisho "$@" >answer 2>said || asks_code=$?
	cat answer said
	[ "$asks_code" = "$asks_exit" ]
}

prove() # EXIT CLAIM…
{
	prove_exit=$1
	shift
	asks "$prove_exit" prove --direct -c "$policy" "$@"
}

# is CLAIM RESULT: in the JSON of the last answer.
is()
{
	python3 - "$@" <<-'PY'
	import json, sys
	found = {o["claim"]: o["result"] for o in json.load(open("answer"))}
	sys.exit(found[sys.argv[1]] != sys.argv[2])
	PY
}

# The witness of the last answer's only claim, as a line for probe: from and to
# some host behind its interfaces.
witness() # pass|drop
{
	python3 - "$1" >probe.list <<-'PY'
	import json, sys
	behind = {"mn0": "juki-ap", "lg0": "renkei-sv", "in0": "in-web", "mg0": "kanri-pc"}
	w = json.load(open("answer"))[0]["witness"]
	print(sys.argv[1], behind[w["iif"]], w["saddr"], "->", behind[w["oif"]], w["daddr"], f'{w["proto"]}/{w["dport"]}')
	PY
	cat probe.list
	probe "$LAB_DIR/lab" probe.list
}

leak() # RULE…: first in the chain of juki to inet
{
	ns gw nft insert rule inet sekisho g1_juki_to_inet "$@"
}

no_leak()
{
	ns gw nft -a list chain inet sekisho g1_juki_to_inet >chain
	ns gw nft delete rule inet sekisho g1_juki_to_inet handle \
		"$(sed -n '/192\.0\.2\.80/s/.*handle //p' chain)"
}

same_answers() # FILE
{
	for same_how in --direct "--dump $1"; do
		ns gw sekisho prove $same_how -c "$policy" --json \
			'never juki -> inet' same 'anti-spoofing lgwan' \
			'never lgwan -> juki' >answer || :
		python3 -c '
import json
for o in json.load(open("answer")):
    print(o["claim"], o["result"], o["witness"], o["register"])
' >"answers$same_how" || return 1
		cat "answers$same_how"
	done
	cmp "answers--direct" "answers--dump $1"
}

check 'a policy is applied' ns gw sekisho apply --direct -c "$policy"
forwarding 1
check 'neighbours are found through the rules' find_neighbours

# --- all is well ---

check 'claims and tests of the policy are proved of the kernel' prove 0
check '… each of them' grep -q '^18 proved, 0 refuted, 0 conditional, 0 unknown' answer
check 'what is accepted is what is allowed' prove 0 same
check 'nothing passes between two zones, nor of a connection' \
	prove 0 'no-packet juki -> inet' 'no-packet inet -> juki'
check 'no zone has a source of another' prove 0 'anti-spoofing juki' \
	'anti-spoofing lgwan' 'anti-spoofing inet' 'anti-spoofing kanri'
check 'what is permitted refutes' prove 1 'never lgwan -> juki' --json
check '… with a packet that passes' witness pass
check 'a rate is a condition' prove 1 --json \
	'always kanri 10.90.0.10 -> lgwan 10.20.0.5 tcp/22'
check '… and no proof' is 'always kanri 10.90.0.10 -> lgwan 10.20.0.5 tcp/22' conditional
check 'rows are who can reach what' asks 0 reach --direct -c "$policy" \
	--to juki --service tcp/443
check '… by which entry' grep -qx \
	'lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443  F-012' answer
check 'nobody is an answer' asks 1 reach --direct -c "$policy" --from juki
check 'there is no drift' asks 0 drift --direct -c "$policy"

# --- as a file, elsewhere ---

(umask 022 && : >gw.dump) # it was there, and everybody read it
check 'a dump is written' asks 0 dump --direct -o gw.dump
check '… which nobody else reads' sh -c '[ "$(stat -c %a gw.dump)" = 600 ]'
check 'it has the same answers' same_answers gw.dump
check '… and the policy that was applied, by its name' asks 0 prove --dump gw.dump same
check 'no drift in it' asks 0 drift --dump gw.dump
printf x | dd of=gw.dump bs=1 seek=300 conv=notrunc 2>/dev/null
check 'a changed byte is no dump' asks 3 prove --dump gw.dump -c "$policy" same

# --- a leak by hand ---

check 'a leak' leak ip daddr 192.0.2.80 udp dport 53 \
	meta mark set 0x5e000000 accept
check 'is found' prove 1 'never juki -> inet' --json
check '… with a packet that passes' witness pass
check '… by nobody'"'"'s permission' grep -q '"register":"no entry"' answer
check 'other claims stay proved' prove 0 'never inet -> juki' 'never inet -> lgwan'
check 'it is drift' asks 1 drift --direct -c "$policy" --json
check '… in a packet' python3 -c '
import json
d = json.load(open("answer"))
assert d["drift"] and d["objects"] and d["proof"] == "refuted"
p, = [p for p in d["packets"] if p["packet"]["daddr"] == "192.0.2.80"]
assert (p["kind"], p["hook"], p["packet"]["dport"]) == ("wider", "forward", 53)'
check 'plan would close it' asks 0 plan --direct -c "$policy"
check '… and says what no longer passes' \
	grep -q '^  < juki .* -> inet 192.0.2.80 udp/53' answer
check 'a dump of it has the same answers' sh -c \
	'nsenter --net=/run/netns/gw sekisho dump --direct -o leak.dump'
check '… to the witness' same_answers leak.dump
check 'closed again' no_leak
check 'the witness is dropped' eval 'sed -i s/^pass/drop/ probe.list; probe "$LAB_DIR/lab" probe.list'
check 'and nothing is found' prove 0 'never juki -> inet' same

# --- tables of others ---

ns gw nft add table inet foreign
ns gw nft add chain inet foreign cut '{ type filter hook forward priority -5; }'
ns gw nft add rule inet foreign cut tcp dport 443 drop
check 'what others drop is narrower' asks 1 drift --direct -c "$policy"
check '… and named' grep -q '^  < lgwan .* tcp/443  F-012$' answer
check 'isolation is proved all the same' prove 0 'never juki -> inet'
ns gw nft delete table inet foreign

# --- around the rules ---

hole() # SLUG TABLE: what stands on standard input refuses a proof
{
	ns gw nft -f - 2>/dev/null || {
		echo "# skipped: $1 (this kernel has none)"
		return 0
	}
	check "$1 refuses a proof" prove 1 'never juki -> inet'
	check '… by its name' grep -q "rests on: $1 ${2#* } " answer
	ns gw nft delete table $2
}
hole flowtable 'inet fast' <<-'NFT'
	table inet fast {
		flowtable ft { hook ingress priority 0; devices = { lg0, mn0 }; }
	}
NFT
hole device-chain 'netdev early' <<-'NFT'
	table netdev early {
		chain c { type filter hook ingress device "lg0" priority 0; }
	}
NFT
hole copies 'ip twice' <<-'NFT'
	table ip twice {
		chain c {
			type filter hook forward priority 0;
			dup to 192.0.2.9 device "in0"
		}
	}
NFT
# A packet that the register lets go to kanri leaves by in0: every chain of the
# hook is told the interface of the first route.
ip -n gw rule add fwmark 1 table 100
ip -n gw route add default via 192.0.2.80 dev in0 table 100
hole reroutes 'inet again' <<-'NFT'
	table inet again {
		chain c {
			type route hook output priority -150
			ip daddr 10.90.0.20 meta mark set 1
		}
	}
NFT
ip -n gw rule del fwmark 1 table 100
ns gw nft add table inet again
ns gw nft add chain inet again c '{ type route hook output priority -150; }'
ns gw nft add rule inet again c counter
check 'a chain of type route that writes nothing is none' \
	prove 0 'never juki -> inet'
ns gw nft delete table inet again
ip -n gw link add br7 type bridge
ip -n gw link set mg0 master br7
check 'a bridge refuses a proof' prove 1 'never juki -> inet'
check '… and drift proves nothing' asks 0 drift --direct -c "$policy"
check '… for that' sh -c 'grep -q "^packets: CONDITIONAL" answer &&
	grep -q "^  rests on: bridged mg0" answer'
check '… by its name' grep -q 'rests on: bridged mg0/bridge' answer
ip -n gw link set mg0 nomaster
ip -n gw link del br7
check 'without them it is proved again' prove 0 'never juki -> inet'

# --- what is written once it is judged ---

arrived() # NAMESPACE: what it counts
{
	ns "$1" nft list table ip seen | tee seen | grep 'packets [1-9]'
}
counts() # NAMESPACE DESTINATION
{
	ns "$1" nft -f - <<-NFT
	table ip seen {
		chain c {
			type filter hook prerouting priority 0
			ip saddr 10.20.0.5 ip daddr $2 counter
		}
	}
	NFT
}
rewrites() # HOOK RULE…
{
	ns gw nft add table inet late
	ns gw nft add chain inet late c "{ type filter hook $1; }"
	shift
	ns gw nft add rule inet late c "$@"
}
counts juki-db 10.10.0.11
check 'a rule writes another address behind the gate' rewrites \
	'postrouting priority 0' ip daddr 10.10.0.10 ip daddr set 10.10.0.11
ns renkei-sv timeout 2 talk ask tcp 10.10.0.10 443 >/dev/null 2>&1 || :
check '… and somebody else gets the packet' await arrived juki-db
check '… and refuses a proof' prove 1 same
check '… by its name' grep -q 'rests on: rewrites late c:' answer
ns gw sekisho dump --direct -o late.dump >/dev/null
check_fails '… and a certificate' ns gw sekisho prove -c "$policy" \
	--dump late.dump --certificate no.cert 'never juki -> inet'
ns gw nft delete table inet late
rewrites 'forward priority 0' tcp dport set 8443
check 'so does one of the same priority' prove 1 same
ns gw nft delete table inet late
rewrites 'postrouting priority 0' ip ttl set 64
ns gw nft add rule inet late c ip6 hoplimit set 64
ns gw nft add rule inet late c ip dscp set cs1
ns gw nft add rule inet late c ip6 dscp set cs1
ns gw nft add rule inet late c tcp option maxseg size set rt mtu
check 'lifetimes and classes are nobody'"'"'s address' prove 0 same
ns gw nft delete table inet late

# --- a route that does more than lead ---

# Its program sends what is judged to be for juki out to inet.
cat >route.c <<-C
	static long (*store)(void *, unsigned, const void *, unsigned,
			     unsigned long long) = (void *)9;
	static long (*redirect)(unsigned, unsigned long long) = (void *)23;
	static long (*change_head)(void *, unsigned, unsigned long long) =
		(void *)43;

	int out(void *packet)
	{
		unsigned char ether[14] = {
			$(mac_of in-web | sed 's/^/0x/; s/:/, 0x/g'),
			2, 0, 0, 0, 0, 9, 8, 0
		};

		change_head(packet, 14, 0);
		store(packet, 0, ether, 14, 0);
		return redirect($(ip -n gw -o link show in0 | cut -d: -f1), 0);
	}
	char _license[] __attribute__((section("license"), used)) = "GPL";
C
if command -v clang >/dev/null &&
	clang -O2 -target bpf -c route.c -o route.o 2>/dev/null &&
	ip -n gw route replace 10.10.0.10 encap bpf xmit obj route.o \
		sec .text dev mn0 2>/dev/null; then
	counts in-web 10.10.0.10
	ns renkei-sv timeout 2 talk ask tcp 10.10.0.10 443 >/dev/null 2>&1 || :
	check 'a route hands packets to another zone' await arrived in-web
	check '… and refuses a proof' \
		prove 1 'only F-021 lets lgwan reach inet'
	check '… by its name' grep -q 'rests on: encap mn0:' answer
	ns gw sekisho dump --direct -o route.dump >/dev/null
	check_fails '… and a certificate' ns gw sekisho prove -c "$policy" \
		--dump route.dump --certificate no.cert 'never juki -> inet'
	ip -n gw route replace 10.10.0.10 dev mn0
	check 'without it all is proved again' \
		prove 0 'only F-021 lets lgwan reach inet'
else
	echo '# skipped: programs of routes'
fi

# --- a program beside tc ---

cat >tcx.py <<-'PY'
	import ctypes, signal, struct, sys
	libc = ctypes.CDLL(None)
	def bpf(command, attr):
	    got = libc.syscall(321, command, attr.ljust(128, b"\0"), 128)
	    return got if got >= 0 else sys.exit(1)
	# return 0; as a BPF_PROG_TYPE_SCHED_CLS, at BPF_TCX_INGRESS
	code = ctypes.create_string_buffer(bytes.fromhex("b700000000000000" "9500000000000000"))
	name = ctypes.create_string_buffer(b"GPL")
	program = bpf(5, struct.pack("IIQQ", 3, 2, *map(ctypes.addressof, (code, name))))
	link = bpf(28, struct.pack("IIII", program, int(sys.argv[1]), 46, 0))
	print("begun", flush=True)
	signal.pause()
PY
spawn gw python3 tcx.py "$(ip -n gw -o link show mn0 | cut -d: -f1)" >tcx
tcx=$!
if [ "$(uname -m)" = x86_64 ] && (lab_naps=40 && until begun tcx; do
	sleep 0.1
	lab_naps=$((lab_naps - 1))
	[ $lab_naps -gt 0 ] || exit 1
done); then
	check 'a program of TCX refuses a proof' prove 1 'never juki -> inet'
	check '… by its name' grep -q 'rests on: tc mn0/filter/tcx:' answer
	kill $tcx
	wait $tcx || :
	check 'without it all is proved again' prove 0 'never juki -> inet'
else
	kill $tcx 2>/dev/null || :
	echo '# skipped: programs of TCX'
fi

# --- a packet that says where it goes next ---

segments() # OF-ALL OF-THE-INTERFACE
{
	ns_sysctl gw net/ipv6/conf/all/seg6_enabled "$1"
	ns_sysctl gw net/ipv6/conf/mg0/seg6_enabled "$2"
}
for how in '1 1' '0 -1'; do
	if ! [ -e /proc/sys/net/ipv6/conf/all/seg6_enabled ]; then
		echo '# skipped: segment routing'
		break
	fi
	segments $how
	check "segment routing ($how) refuses a proof" prove 1 'never juki -> inet'
	check '… by its name' grep -q 'rests on: source-route mg0/seg6_enabled' answer
	segments 0 0
done
source_route() # OF-ALL
{
	ns_sysctl gw net/ipv4/conf/all/accept_source_route "$1"
	ns_sysctl gw net/ipv4/conf/mg0/accept_source_route 1
}
for how in 1 -1; do
	source_route $how
	check "source routing ($how) refuses a proof" prove 1 'never juki -> inet'
	check '… by its name' grep -q \
		'rests on: source-route mg0/accept_source_route' answer
	ns gw sekisho dump --direct -o route.dump >/dev/null
	check_fails '… and a certificate' ns gw sekisho prove -c "$policy" \
		--dump route.dump --certificate no.cert 'never juki -> inet'
done
source_route 0
check 'without them it is proved again' prove 0 'never juki -> inet'

# --- a connection from before ---

check 'a leak that stamps connections' leak ip daddr 192.0.2.80 udp dport 53 \
	ct mark set 0x00100001 meta mark set 0x5e000000 accept
talks in-web serve 192.0.2.80 53
spawn juki-ap talk live udp 192.0.2.80 53 >live
live=$!
await begun live
check 'makes stamps dishonest' prove 1 'never inet -> juki' --json
check '… which is no witness of another pair' is 'never inet -> juki' conditional
check 'closed again' no_leak
check 'no packet begins any more' prove 0 'never juki -> inet' same
check 'but the connection lives' prove 1 'no-packet juki -> inet' --json
check '… and is the witness' is 'no-packet juki -> inet' refuted
check '… by its mark' grep -q 'ct-mark=1048577' answer
kill -TERM $live
wait $live || :
check '… and was true to its word' grep -q 'rounds=[1-9]' live
ns gw conntrack -F 2>/dev/null || ns gw connections flush 0 0 ||
	skip 'forgetting connections'
check 'forgotten, nothing passes' prove 0 'no-packet juki -> inet'
lab_end
