#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 114_proved.sh -- nothing is switched on that is not proved, and it stays so
#
# Tables of others make the difference: what they drop is said, what they open
# is refused. A worker that proves is stopped, killed, waited for by nobody.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv python3
. "${0%/*}/../lib/two_policies.sh"

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

status() # KEY…: a member of the status's proof; of the status after "/"
{
	person 64103 auditor sekisho status --json >status || :
	python3 - "$1" <<-'PYTHON'
	import json, sys
	status = json.load(open("status"))
	key = sys.argv[1]
	print(status[key[1:]] if key[0] == "/" else (status["proof"] or {}).get(key))
	PYTHON
}

proof_is() # RESULT
{
	[ "$(status result)" = "$1" ]
}

is_of_now() # the proof is of the kernel's generation of now
{
	ns gw genid >now && [ "$(status genid)" = "$(cat now)" ]
}

journal_says() # EVENT WORD
{
	sekisho journal --folder "$daemon_state" --json >journal
	grep "\"event\":\"$1\"" journal | tail -1 | grep -q "$2"
}

exits() # STATUS COMMAND…
{
	exits_want=$1 exits_have=0
	shift
	"$@" >said 2>&1 || exits_have=$?
	cat said
	[ $exits_have = "$exits_want" ]
}

no_tree() # GENERATION
{
	! ns gw nft list table inet sekisho | grep -q "g$1_"
}

# A table that drops what the policies permit, and one that leads packets
# elsewhere after they were judged.
drop_all()
{
	ns gw nft 'add table inet other; add chain inet other f { type filter hook forward priority 9; }; add rule inet other f udp dport 1000-2000 drop'
}
lead_astray()
{
	ns gw nft 'add table ip other; add chain ip other p { type filter hook prerouting priority -150; }; add rule ip other p iifname lan0 ip daddr 10.9.9.9 ip daddr set 10.2.0.5'
}

# --- without a daemon ---

check 'neighbours are found' find_neighbours
check 'without a daemon it is proved' \
	sh -c 'nsenter --net=/run/netns/gw sekisho apply --direct -c old.conf --json | grep -q "\"proof\":\"proved\""'
check 'and in force' meets old
check 'a table leads packets elsewhere' lead_astray
check 'what it would let pass is refused' \
	exits 1 ns gw sekisho apply --direct -c new.conf
check 'with packets, and which entry permits them' \
	grep -q '^west .* \[no entry\] passes, and must not' said
check 'also --unproved' \
	exits 1 ns gw sekisho apply --direct -c new.conf --unproved
check 'the old policy is in force' meets old
check 'nothing is left of the other' no_tree 2
ns gw nft delete table ip other
check 'a table drops' drop_all
check 'that is said, and no hindrance' exits 0 ns gw sekisho apply --direct -c new.conf
check 'with a packet that is permitted' grep -q '\[F-1000\].* does not pass\|is permitted, and does not pass' said
ns gw nft delete table inet other
check 'the new policy is in force' meets new
ns gw nft flush ruleset
check 'the lockdown is loaded' lockdown

# --- with it ---

check 'the daemon stands, closed' daemon_start gw
check 'an operator applies' operator sekisho apply -c old.conf -m first
check 'the line of the journal bears the proof' \
	journal_says apply '"proof":{"result":"proved"'
check 'the status says that it is proved' proof_is proved
proved_a_moment_ago()
{
	[ "$(status seconds_ago)" -ge 1 ]
}
check 'and when' await proved_a_moment_ago
check 'people read it' sh -c \
	'nsenter --net=/run/netns/gw sekisho status | grep -q "proof .* s ago"'

# --- events ---

check 'somebody adds a table' ns gw nft add table inet other
check 'it is proved again' await is_of_now
ns gw nft delete table inet other
check 'once more when it goes' await is_of_now
check 'as before' proof_is proved
check 'a table drops' drop_all
check 'the status says so' await proof_is narrower
check 'the journal too' await journal_says proof '"result":"narrower"'
check 'an apply goes on' exits 0 operator sekisho apply -c new.conf -m second
check 'with a packet' grep -q 'is permitted, and does not pass' said
ns gw nft delete table inet other
check 'it goes: proved' await proof_is proved
check 'packets meet the new policy' meets new

# --- refused ---

check 'a table leads packets elsewhere' lead_astray
check 'the status says so' await proof_is refuted
check 'with a packet' [ "$(status first)" != None ]
check 'the journal too' await journal_says proof '"result":"refuted"'
check 'an apply is refused' exits 1 operator sekisho apply -c old.conf -m third
check 'with packets' grep -q '\[no entry\] passes, and must not' said
check 'also an emergency' \
	exits 1 operator sekisho apply -c old.conf -m third --emergency --unproved
check 'written down' journal_says not-proved '"result":"refuted"'
check 'nothing is left of it' no_tree 3
check 'what was in force is' meets new
ns gw nft delete table ip other
check 'it goes: proved' await proof_is proved
check 'and the apply goes through' operator sekisho apply -c old.conf -m third
check 'packets meet it' meets old

# --- the worker that proves ---

# The engine's worker that is begun while a tree is loaded beside the one in force
# is the one that proves it: it is sent a signal before its first step, and its
# number is told. A tracer of the engine (ptrace(2)) misses none of them, however
# busy the machine is.
mkdir proc
mount -t proc none proc
cat >prover.py <<'PYTHON'
import ctypes, os, re, signal, subprocess, sys
SEIZE, CONT, DETACH, LISTEN = 0x4206, 7, 17, 0x4208
FORKS = 2 | 4 | 8 # fork, vfork, clone
EVENT_STOP, WALL = 128, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
engine = int(sys.argv[1])
def ptrace(request, process, data=0):
    if libc.ptrace(request, process, 0, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x} {process}")
def parent(process):
    try:
        with open(f"proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[1]
    except OSError:
        return None
def two_trees():
    chains = subprocess.run(["nsenter", "--net=/run/netns/gw", "nft", "list", "chains", "inet"],
                            capture_output=True, text=True).stdout
    return len(set(re.findall(r"chain (g\d+)_forward", chains))) == 2
if sys.argv[2] == "none":
    sys.exit(any(parent(name) == str(engine) for name in os.listdir("proc") if name.isdigit()))
signal.alarm(120)
ptrace(SEIZE, engine, FORKS)
open("watching", "w").close()
while True:
    process, status = os.waitpid(-1, WALL)
    if not os.WIFSTOPPED(status):
        if process == engine:
            sys.exit(1)
        continue
    event, number = status >> 16, os.WSTOPSIG(status)
    if process == engine:
        stopped = event == EVENT_STOP and number != signal.SIGTRAP
        ptrace(LISTEN if stopped else CONT, process, 0 if event else number)
    elif two_trees():
        os.kill(process, getattr(signal, sys.argv[2]))
        print(process)
        sys.exit(0) # which lets go of both
    else:
        ptrace(DETACH, process)
PYTHON
rested() # no worker of the daemon's own is about
{
	python3 prover.py "$(daemon_process engine)" none && is_of_now
}
begin_apply() # SIGNAL COMMAND…
{
	begin_signal=$1
	shift
	await rested || return 1
	rm -f watching
	python3 prover.py "$(daemon_process engine)" "$begin_signal" >worker &
	prover=$!
	await [ -e watching ] || return 1
	"$@" >said 2>&1 &
	apply=$!
	wait $prover
}
apply_ends() # STATUS
{
	apply_status=0
	wait $apply || apply_status=$?
	cat said
	[ $apply_status = "$1" ]
}
isolates_meanwhile()
{
	isolate_began=$(date +%s%3N)
	operator sekisho isolate west -m 'while a proof runs' && kill -0 $apply
	isolate_took=$(($(date +%s%3N) - isolate_began))
}
cat >shut.list <<'LIST'
drop west 10.1.0.9 -> east 10.2.0.5 udp/1000
drop west 10.1.0.9 -> east 10.2.0.5 udp/2000
LIST

# Their proofs take so long that nobody overlooks the worker.
for policy in old new; do
	{
		sed '/^flows = (/q' $policy.conf
		for i in $(seq 1000); do
			echo "{ id = \"X-$i\"; from = \"west\"; to = \"east\"; source = [ \"10.1.0.$((i % 250 + 1))\" ];" \
				"destination = [ \"10.2.$((i / 250)).7\" ]; service = [ \"tcp/$i\" ]; purpose = \"test\"; },"
		done
		sed '1,/^flows = (/d' $policy.conf
	} >$policy-large.conf
done

check 'a proof that is killed' \
	begin_apply SIGKILL operator sekisho apply -c new-large.conf -m fourth
check 'is none: refused' apply_ends 1
check 'the reason is said' grep -q 'died, or took too long' said
check 'the old policy is in force' meets old
check 'written down' journal_says not-proved '"result":"unknown"'
check_fails '--unproved wants a reason' operator sekisho apply -c new.conf --unproved
check 'killed again' \
	begin_apply SIGKILL operator sekisho apply -c new-large.conf --unproved -m 'cannot wait'
check 'it is switched on' apply_ends 0
check 'packets meet it' meets new
check 'written down' journal_says apply '"unproved":true'
check 'the status is degraded' exits 1 person 64103 auditor sekisho status
check 'and says why' grep -q proof-unknown said
check 'it is proved afterwards' await proof_is proved

check 'a proof that is stopped' \
	begin_apply SIGSTOP operator sekisho apply -c old-large.conf -m fifth
check 'does not keep an isolation waiting' isolates_meanwhile
echo "# isolated after $isolate_took ms"
check 'nothing passes any more' probe lab shut.list
check 'it goes on' kill -CONT "$(cat worker)"
check 'the apply too' apply_ends 0
check 'what is isolated stays so' probe lab shut.list
check 'and is no difference' await proof_is proved
check 'an approver ends it' person 64102 approver sekisho unisolate west -m over
check 'a smaller one again' operator sekisho apply -c old.conf -m sixth
check 'packets meet it' meets old

# --- a start ---

reboot()
{
	daemon_power_fails
	ns gw nft flush ruleset
	lockdown
}
closed()
{
	[ "$(status /closed)" = True ]
}
check 'the power fails' reboot
check 'another table is there first' lead_astray
check 'the daemon starts' daemon_start gw
check 'and stays closed' await closed
check 'packets say so' probe lab shut.list
check 'with an alarm' sh -c 'grep -q proof-refuted status'
ns gw nft delete table ip other
check 'the table gone, the policy is applied' \
	operator sekisho apply -c old.conf -m 'once more'
check 'packets meet it' meets old
check 'it is not closed' [ "$(status /closed)" = False ]
check 'the power fails again' reboot
check 'the daemon starts' daemon_start gw
check 'packets meet the policy' meets old
check 'it is proved' await proof_is proved
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon stops' daemon_stop
lab_end
