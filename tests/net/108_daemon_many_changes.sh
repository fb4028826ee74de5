#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 108_daemon_many_changes.sh -- thousands of changes are kept, and the policy was
# renewed hundreds of times since it was applied: who asks which changes wait is
# answered, and nobody who isolates has to wait for that

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog setpriv
. "${0%/*}/../lib/two_policies.sh"

# What years would leave, from generation 1 and its one change: renewals, each of
# the one before, and changes of generations that are no more.
years()
{
	python3 - "$daemon_state" "$1" "$2" <<-'PY'
		import hashlib, os, pathlib, re, sys
		state, renewals, changes = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
		first = state / "generations/000001.json"
		owner = first.stat()

		def write(path, data):
		    path.write_bytes(data)
		    os.chown(path, owner.st_uid, owner.st_gid)
		    path.chmod(0o640)

		def record(text):
		    body = re.sub(',"check".*', "", text.strip())
		    check = hashlib.sha256(body.encode()).hexdigest()[:16]
		    return f'{body},"check":"{check}"}}\n'.encode()

		text = first.read_text()
		for n in range(2, renewals + 2):
		    write(state / f"generations/{n:06}.json", record(
		        text.replace('"number":1,', f'"number":{n},').replace('"of":0,', f'"of":{n - 1},')
		            .replace('"kind":"apply"', '"kind":"renewal"')))
		confirmed = state / "confirmed"
		write(confirmed, record(confirmed.read_text().replace('"confirmed":1,', f'"confirmed":{renewals + 1},')))

		[one] = (state / "approvals").iterdir()
		change = (one / "change.txt").read_bytes()
		for n in range(changes):
		    old = change.replace(b"base-generation: 1\n", b"base-generation: %d\n" % (100000 + n))
		    folder = state / "approvals" / hashlib.sha256(old).hexdigest()
		    folder.mkdir(0o750)
		    os.chown(folder, owner.st_uid, owner.st_gid)
		    write(folder / "change.txt", old)
		    write(folder / "proposal", (one / "proposal").read_bytes())
	PY
}

# The change that was proposed waits, and no other.
one_waits()
{
	ns gw timeout 30 sekisho changes --json >waits
	python3 -c 'import json; assert len(json.load(open("waits"))) == 1'
}

check 'the daemon stands' daemon_start gw
check 'a policy is applied' operator sekisho apply -c old.conf -m test
check 'a change is proposed' operator sekisho propose -c new.conf -m test
check 'it waits' one_waits
check 'the daemon ends' daemon_stop
check 'years go by' years 300 3000
check 'the daemon stands' daemon_start gw
check 'the newest renewal is in force' ns gw sh -c \
	'sekisho status | grep "renewed .* by generation 301"'
check 'the change still waits, and that is said within seconds' one_waits
check 'the daemon ends when told' daemon_stop
lab_end
