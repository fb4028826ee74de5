#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# memory-relay.py -- does a process of the relay hold more after a million mails?
"""10 KB mails by smtp-source through the relay, over 20 persistent sessions, with
a fresh transform each and with reused ones. What each process has in memory is
looked at when 1, 10, 50 and 100 % of the mails are through."""

import pathlib

import chains
import common
import messages
import relay

MAILS = 100000
SHARES = (1, 10, 50, 100)  # per cent
FLAT = 512                 # KB more from 10 % to the end: what the allocator may keep
SESSION = 8 << 10          # KB


def resident(account):
    """KB in memory by process; of several of one name the largest."""
    found = {}
    for pid in account.processes():
        folder = pathlib.Path(f"/proc/{pid}")
        try:
            lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "VmRSS" in lines:
            name, size = lines["Name"].strip(), int(lines["VmRSS"].split()[0])
            found[name] = max(found.get(name, 0), size)
    return found


def measure(options, chain_of, folder, account, count):
    file = folder / "message"
    file.write_bytes(messages.text_10k().replace(b"\r\n", b"\n"))
    sink, chain = relay.Sink(), chain_of(options, folder, account).start()
    samples, sent = {0: resident(account)}, 0
    try:
        for share in SHARES:
            more = count * share // 100 - sent
            relay.send(chain.entry, file, more)
            sent += more
            sink.wait(sent)
            samples[share] = resident(account)
        return samples
    finally:
        chain.stop()
        sink.close()


def main():
    options, folder = common.begin(__doc__)
    common.need("smtp-source", "smtp-sink")
    relay.make_network()
    count = options.mails or (2000 if options.quick else MAILS)
    account = chains.Account()
    results, tables, goals = {}, [], []
    try:
        for chain in (chains.Sekisho, chains.SekishoReused):
            results[chain.name] = samples = measure(options, chain, folder, account, count)
            names = sorted(samples[100])
            rows = [[name, *(f"{sample.get(name, 0)}" for sample in samples.values())] for name in names]
            tables.append(common.print_table(f"memory-relay: KB in memory, {chain.name}, {count:,} mails",
                                             ["process", *(f"{share} %" for share in samples)], rows))
            grown = max(samples[100][name] - samples[10].get(name, 0) for name in names)
            session = (sum(samples[100].values()) - sum(samples[0].values())) / relay.SESSIONS
            goals += [common.goal(f"{chain.name}: no process has more than {FLAT} KB more after all mails than after a tenth", grown, grown <= FLAT, " KB"),
                      common.goal(f"{chain.name}: at most {SESSION} KB a session", session, session <= SESSION, " KB")]
    except SystemExit as end:
        raise SystemExit(f"{end}\n{chains.last_words(folder)}") from None
    finally:
        account.close()
    common.print_goals(goals)
    common.save(options, "memory-relay", {"unit": "KB", "mails": count, "kinds": results, "goals": goals, "tables": tables})


if __name__ == "__main__":
    main()
