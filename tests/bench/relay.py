#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# relay.py -- mails a second, CPU and latency through the relay, and through what else there is
"""The same three mails through each chain of chains.py, by smtp-source over 20
persistent sessions into smtp-sink; the end is when the sink has all of them.
Then one at a time, for the latency. CPU is that of the chain's own processes.
Goals of mails a second were set where 21,000 went straight into the sink; they
are shares of what goes straight into it here."""

import re
import subprocess
import time

import chains
import common
import latency
import messages

SESSIONS = 20
WARM_UP = 20      # mails before the clock runs
SECONDS = 4       # a run should take
ROUNDS = 3
CEILING = 21000   # mails a second straight into the sink where the goals were set
SINGLES = {"text 10 KB": 300, "HTML 50 KB": 200, "attachments 5 MB": 40}


def make_network():
    for near, far, address in (("in0", "in1", "192.0.2.1/24"), ("lg0", "lg1", "10.20.0.1/16")):
        common.run("ip", "link", "add", near, "type", "veth", "peer", "name", far)
        common.run("ip", "addr", "add", address, "dev", near)
        common.run("ip", "link", "set", near, "up")
        common.run("ip", "link", "set", far, "up")
    common.run("ip", "addr", "add", f"{chains.SINK[0]}/32", "dev", "lg0")


def send(entry, file, count):
    done = subprocess.run(["smtp-source", "-d", "-s", str(min(SESSIONS, count)), "-m", str(count), "-F", file, "-f", chains.SENDER,
                           "-t", chains.RECIPIENT, f"{entry[0]}:{entry[1]}"], capture_output=True, text=True, check=False,
                          timeout=max(300, count // 100))
    if done.returncode or done.stderr:
        raise SystemExit(f"smtp-source: {done.stderr.strip() or done.returncode}")


class Sink:
    """smtp-sink, and its running count of mails (on a tmpfs)."""

    def __init__(self):
        self.counts = open("/run/sink-counts", "wb+")
        self.process = subprocess.Popen(["smtp-sink", "-c", "-u", "nobody", f"{chains.SINK[0]}:{chains.SINK[1]}", "1000"],
                                        stdout=self.counts)
        chains.wait_port(chains.SINK)

    def mails(self):
        self.counts.seek(0, 2)
        self.counts.seek(max(0, self.counts.tell() - 200))
        found = re.findall(rb"mesg=(\d+)", self.counts.read())
        return int(found[-1]) if found else 0

    def wait(self, count, seconds=120):
        end = time.monotonic() + seconds
        while self.mails() < count:
            if time.monotonic() > end:
                raise SystemExit(f"of {count} mails only {self.mails()} arrived")
            time.sleep(0.002)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.counts.close()


def load(make, file, count):
    """One run: mails a second, CPU seconds a mail of the chain, and those by process."""
    sink = Sink()
    chain = make().start()
    try:
        send(chain.entry, file, WARM_UP)
        sink.wait(WARM_UP)
        cpu, names, begin = chain.account.seconds(), chain.account.by_name(), time.perf_counter()
        send(chain.entry, file, count)
        sink.wait(WARM_UP + count)
        seconds = time.perf_counter() - begin
        cpu = (chain.account.seconds() - cpu) / count
        return count / seconds, cpu, {name: (after - names.get(name, 0)) / count for name, after in chain.account.by_name().items()}
    finally:
        chain.stop()
        sink.close()


def singles(make, message, count):
    sink = latency.Sink(chains.SINK)
    sink.start()
    chain = make().start()
    try:
        latency.measure(chain.entry, sink, message, 5, chains.SENDER, chains.RECIPIENT)
        seconds = sorted(latency.measure(chain.entry, sink, message, count, chains.SENDER, chains.RECIPIENT))
        return {"p50": seconds[len(seconds) // 2], "p99": seconds[min(len(seconds) - 1, len(seconds) * 99 // 100)], "n": count}
    finally:
        chain.stop()
        sink.close()


def measure(options, make, name, message, folder):
    file = folder / "message"
    file.write_bytes(message.replace(b"\r\n", b"\n"))
    rate, *_ = load(make, file, 40 if len(message) < 1 << 20 else SESSIONS)
    count = max(40, min(60000, int(rate * (0.5 if options.quick else SECONDS))))
    runs = []
    for _ in range(1 if options.quick else ROUNDS):
        common.wait_quiet(patience=1 if options.quick else 5)
        runs.append(load(make, file, count))
    common.wait_quiet(patience=1 if options.quick else 5)
    return {"rate": common.spread([run[0] for run in runs]), "cpu": common.spread([run[1] for run in runs]), "mails": count,
            "processes": sorted(runs, key=lambda run: run[1])[len(runs) // 2][2],
            "latency": singles(make, message, SINGLES[name] // (5 if options.quick else 1))}


def row(name, figure, direct):
    added = {key: (figure["latency"][key] - direct["latency"]["p50"]) * 1e3 for key in ("p50", "p99")}
    return [name, f"{figure['rate']['median']:.0f}", f"{figure['rate']['min']:.0f}-{figure['rate']['max']:.0f}",
            "" if figure is direct else f"{figure['cpu']['median'] * 1e6:.0f}",
            f"{figure['latency']['p50'] * 1e3:.2f}" if figure is direct else f"+{added['p50']:.2f}",
            f"{figure['latency']['p99'] * 1e3:.2f}" if figure is direct else f"+{added['p99']:.2f}"]


PROCESSES = {"outside": ("mail-outside",), "zygote and transforms": ("mail-zygote",), "inside": ("mail-inside",)}


def processes_table(figures):
    rows = []
    for name, figure in figures.items():
        of = {title: sum(figure["processes"].get(comm, 0) for comm in comms) for title, comms in PROCESSES.items()}
        rows.append([name, *(f"{seconds * 1e6:.0f}" for seconds in of.values()),
                     f"{sum(seconds for comm, seconds in figure['processes'].items() if comm not in sum(PROCESSES.values(), ())) * 1e6:.0f}"])
    return common.print_table("relay: CPU us of a 10 KB mail by process", ["chain", *PROCESSES, "others"], rows)


def share_goal(title, figure, straight, rate):
    share = figure["rate"]["median"] / straight["rate"]["median"]
    return common.goal(f"10 KB mails, {title}: at least {rate / CEILING:.2f} of what goes straight into the sink ({rate:,}/s of {CEILING:,}/s)",
                       share, share >= round(rate / CEILING, 2))


def added(figure, straight, key):
    return (figure["latency"][key] - straight["latency"]["p50"]) * 1e3


def goals(results):
    figures, large = results["text 10 KB"], results["attachments 5 MB"]
    straight, fresh, reused = (figures[chain.name] for chain in (chains.Chain, chains.Sekisho, chains.SekishoReused))
    amavis = fresh["rate"]["median"] / figures[chains.Amavis.name]["rate"]["median"]
    cpu = fresh["cpu"]["median"] * 1e6
    attached = added(large[chains.Sekisho.name], large[chains.Chain.name], "p50")
    return [share_goal("a fresh process each", fresh, straight, 4000), share_goal("reused processes", reused, straight, 8000),
            common.goal("10 KB mails, a fresh process each: at most 400 us of CPU", cpu, cpu <= 400, " us"),
            common.goal("10 KB mails: at least 10 times Amavis", amavis, amavis >= 10),
            *(common.goal(f"10 KB mails: {key} of the added latency at most {most} ms", added(fresh, straight, key),
                          added(fresh, straight, key) <= most, " ms") for key, most in (("p50", 2), ("p99", 10))),
            common.goal("5 MB of attachments: added latency at most 75 ms (150 ms for 10 MB)", attached, attached <= 75, " ms")]


def main():
    options, folder = common.begin(__doc__)
    common.need("smtp-source", "smtp-sink", "postfix", "amavisd", "altermime")
    make_network()
    account = chains.Account()
    results, tables = {}, []
    try:
        for kind, build in messages.KINDS.items():
            message, results[kind], rows = build(), {}, []
            for chain in chains.ALL:
                def make(chain=chain):
                    return chain(options, folder, account)
                figure = measure(options, make, kind, message, folder)
                results[kind][chain.name] = figure
                rows.append(row(chain.name, figure, results[kind][chains.Chain.name]))
            tables.append(common.print_table(f"relay: {kind} ({len(message):,} bytes)",
                               ["chain", "mails/s", "min-max", "CPU us", "p50 ms", "p99 ms"], rows))
        ours = {name: figure for name, figure in results["text 10 KB"].items() if name.startswith("sekisho")}
        tables.append(processes_table(ours))
    except SystemExit as end:
        raise SystemExit(f"{end}\n{chains.last_words(folder)}") from None
    finally:
        account.close()
    result = {"unit": "mails a second; seconds of CPU a mail; seconds of latency", "sessions": SESSIONS, "kinds": results,
              "goals": goals(results)}
    common.print_goals(result["goals"])
    common.save(options, "relay", {**result, "tables": tables})


if __name__ == "__main__":
    main()
