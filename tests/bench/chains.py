# SPDX-License-Identifier: GPL-3.0-or-later
# chains.py -- the ways a mail can go in the relay's benchmark: servers, configured and started for it alone
"""Every chain takes mail at ENTRY and brings it to SINK. Files of the system's
own servers are covered by mounts that only this benchmark's mount namespace
sees; their queues lie on the disk, as in life."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

import common

ENTRY = ("192.0.2.1", 2500)
SINK = ("10.20.0.25", 25)
SENDER, RECIPIENT = "yamada@example.net", "staff@town.example.jp"


# --- CPU accounts: one control group for what stands between source and sink ---

class Account:
    def __init__(self):
        self.path = common.control_group(os.environ["SEKISHO_BENCH_ID"])
        self.path.mkdir()

    def seconds(self):
        if (self.path / "cpuacct.usage").exists():
            return int((self.path / "cpuacct.usage").read_text()) / 1e9
        line, = [line for line in (self.path / "cpu.stat").read_text().splitlines() if line.startswith("usage_usec")]
        return int(line.split()[1]) / 1e6

    def enter(self):
        (self.path / "cgroup.procs").write_text("0")

    def processes(self):
        return [int(pid) for pid in (self.path / "cgroup.procs").read_text().split()]

    def by_name(self):
        """CPU seconds of its processes that live, and of those they have waited for."""
        seconds = {}
        for pid in self.processes():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                folder = pathlib.Path(f"/proc/{pid}")
                name = (folder / "comm").read_text().strip()
                own = int((folder / "schedstat").read_text().split()[0]) / 1e9
                children = sum(map(int, (folder / "stat").read_text().rsplit(")", 1)[1].split()[13:15])) / os.sysconf("SC_CLK_TCK")
                seconds[name] = seconds.get(name, 0) + own + children
        return seconds

    def end_processes(self):
        """Of the group, all of which a chain started: politely, then not."""
        for number in range(100):
            pids = self.processes()
            if not pids:
                return
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM if number < 50 else signal.SIGKILL)
            time.sleep(0.1)

    def close(self):
        self.end_processes()
        common.remove_group(self.path)


def last_words(folder):
    """What the servers of a chain said last."""
    log = folder / "servers.log"
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def wait_port(address, seconds=20):
    end = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(address, 1) as peer:
                peer.recv(64)
                peer.sendall(b"QUIT\r\n")
                return
        except OSError:
            if time.monotonic() > end:
                raise SystemExit(f"nobody listens at {address[0]}:{address[1]}") from None
            time.sleep(0.1)


class Chain:
    """Nothing between: the same load straight into the sink."""
    name, entry = "straight into the sink", SINK

    def __init__(self, options, folder, account):
        self.options, self.folder, self.account = options, folder, account
        self.started = []

    def spawn(self, *command):
        # What a server says is kept for the one who looks into it.
        log = open(self.folder / "servers.log", "ab")
        self.started.append(subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                             preexec_fn=self.account.enter))
        log.close()

    def up(self):
        pass

    def start(self):
        self.up()
        if self.entry != SINK:
            wait_port(self.entry)
        return self

    def stop(self):
        self.account.end_processes()
        for process in self.started:
            process.wait()
        self.started = []


class ByteCopy(Chain):
    """A relay that reads nothing: what no relay can exceed here."""
    name, entry = "bytes copied", ENTRY

    def up(self):
        self.spawn(self.options.build / "tests/bench/byte_copy", *ENTRY, *SINK)


# --- ours ---

class Sekisho(Chain):
    name, entry = "sekisho-mail", ENTRY

    POLICY = f"""
model = "alpha";
timezone = "Asia/Tokyo";
zones = (
  {{ name = "inet"; tier = "internet"; interfaces = [ "in0" ]; networks = [ "192.0.2.0/24" ]; addresses = [ "192.0.2.1" ]; }},
  {{ name = "lgwan"; tier = "lgwan"; interfaces = [ "lg0" ]; networks = [ "10.20.0.0/16" ]; addresses = [ "10.20.0.1" ]; }}
);
relays = (
  {{ name = "mail-in"; from = "inet"; to = "lgwan"; listen = "{ENTRY[0]}"; listen_port = "{ENTRY[1]}"; peers = [ "192.0.2.0/24" ];
    next_hop = "{SINK[0]}"; next_hop_port = "{SINK[1]}"; domains = [ "town.example.jp" ]; max_size = "20M";
    hostname = "sekisho.town.example.jp"; purpose = "load"; document = "1"; requested_by = "A"; approved_by = "B";
    valid_until = "2099-12-31"; }}
);
"""

    def installed(self):
        """The programs as a package puts them: written in one go. A linker
        writes page by page, and so they lie in the page cache, where each
        fault of a fresh process takes longer."""
        place = self.folder / "bin"
        if not place.exists():
            place.mkdir()
            for program in ("sekisho-mail", "sekisho-transform"):
                shutil.copy(self.options.build / program, place)
        return place / "sekisho-mail"

    def up(self):
        policy = self.folder / "relay.conf"
        policy.write_text(self.POLICY)
        users = [word for number, name in enumerate(("outside", "transform", "inside", "store", "control")) for word in ("--user", f"{name}={64001 + number}")]
        self.spawn(self.installed(), "-c", policy, "--rules", common.ROOT / "rules",
                   "--run", self.folder / "run", *users)


class SekishoReused(Sekisho):
    name = "sekisho-mail, reused"
    POLICY = Sekisho.POLICY.replace("max_size =", 'transform = "reused"; max_size =')


# --- Postfix ---

MAIN_CF = f"""
compatibility_level = 3.6
inet_interfaces = {ENTRY[0]}
inet_protocols = ipv4
myhostname = hop.example.net
mydestination =
mynetworks = 192.0.2.0/24 10.20.0.0/16
relayhost = [{SINK[0]}]:{SINK[1]}
smtp_dns_support_level = disabled
smtpd_tls_security_level = none
smtp_tls_security_level = none
default_process_limit = 100
message_size_limit = 52428800
smtpd_peername_lookup = no
smtputf8_enable = no
"""

MASTER_CF = """
{entry} inet n - n - - smtpd{smtpd}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


class PostfixHop(Chain):
    name, entry = "Postfix (queue)", ENTRY
    smtpd, more = "", ""

    # The system's own folder and what stands for it in our mount namespace.
    COVERED = ("/etc/postfix", "/var/spool/postfix", "/var/lib/postfix")

    def up(self):
        for name in self.COVERED:
            stand_in = self.folder / name.strip("/").replace("/", "-")
            if name == "/etc/postfix" and not stand_in.exists():
                shutil.copytree(name, stand_in, symlinks=True)
            stand_in.mkdir(exist_ok=True)
            os.chmod(stand_in, 0o755)
            common.run("mount", "--bind", stand_in, name)
        os.chown("/var/lib/postfix", pwd.getpwnam("postfix").pw_uid, -1)
        etc = pathlib.Path("/etc/postfix")
        (etc / "main.cf").write_text(MAIN_CF)
        (etc / "master.cf").write_text(MASTER_CF.format(entry=f"{ENTRY[0]}:{ENTRY[1]}", smtpd=self.smtpd) + self.more)
        # In the foreground, so that it can be ended by its pid.
        self.spawn("postfix", "start-fg")

    def stop(self):
        super().stop()
        for name in reversed(self.COVERED):
            common.run("umount", "--lazy", name)


class PostfixProxy(PostfixHop):
    name = "Postfix smtpd_proxy_filter"
    smtpd = f"\n  -o smtpd_proxy_filter={SINK[0]}:{SINK[1]}"


ALTERMIME = """#!/bin/sh
# the filter script of the altermime handbook: file, filter, sendmail
trap 'rm -f "$mail"' EXIT
mail=$(mktemp /tmp/altermime.XXXXXX) || exit 75
cat >"$mail" || exit 75
altermime --input="$mail" --removeall >/dev/null || exit 75
sendmail -G -i "$@" <"$mail"
"""


class Altermime(PostfixHop):
    name = "Postfix + altermime"
    smtpd = "\n  -o content_filter=altermime:dummy"

    @property
    def more(self):
        script = self.folder / "altermime.sh"
        script.write_text(ALTERMIME)
        script.chmod(0o755)
        return f"altermime unix - n n - 10 pipe\n  flags=Rq user=nobody argv={script} -f ${{sender}} -- ${{recipient}}\n"


# --- Amavis ---

AMAVIS = """
use strict;
$max_servers = 4;
$daemon_user = 'amavis';
$daemon_group = 'amavis';
$MYHOME = '{home}';
$TEMPBASE = "$MYHOME/tmp";
$db_home = "$MYHOME/db";
$lock_file = "$MYHOME/lock";
$pid_file = "$MYHOME/pid";
$unix_socketname = undef;
$inet_socket_bind = '{entry[0]}';
$inet_socket_port = {entry[1]};
@inet_acl = qw(192.0.2.0/24);
$myhostname = 'filter.example.net';
$mydomain = 'example.net';
$forward_method = 'smtp:[{sink[0]}]:{sink[1]}';
$notify_method = $forward_method;
@bypass_virus_checks_maps = (1);
@bypass_spam_checks_maps = (1);
$final_banned_destiny = D_PASS;
$final_bad_header_destiny = D_PASS;
$QUARANTINEDIR = undef;
$enable_db = 0;
$do_syslog = 0;
$log_level = 0;
$logfile = '/dev/null';
1;
"""


class Amavis(Chain):
    name, entry = "Amavis (4 children)", ENTRY

    def up(self):
        home = self.folder / "amavis"
        user = pwd.getpwnam("amavis")
        for name in ("", "tmp", "db"):
            (home / name).mkdir(exist_ok=True)
            os.chown(home / name, user.pw_uid, user.pw_gid)
        settings = self.folder / "amavis.conf"
        settings.write_text(AMAVIS.format(home=home, entry=ENTRY, sink=SINK))
        self.spawn("amavisd", "-c", settings, "foreground")


ALL = (Chain, ByteCopy, Sekisho, SekishoReused, PostfixProxy, PostfixHop, Amavis, Altermime)
