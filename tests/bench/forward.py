#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# forward.py -- what a packet costs on its way through the gateway, in CPU time
"""Every variant is a gateway namespace of its own between two veth pairs; all
of them stand at once and packet_cost sends through them in turns, so that
whatever else the machine does meets all of them alike. A packet's cost is the
whole path: sender, veth, gateway, veth, an early drop behind it."""

import json
import subprocess

import common
import make_policy

SIZES = (10, 1000, 10000, 100000)
LINEAR = 10000

CONNTRACK_ONLY = """
table inet conntrack_only {
	chain forward {
		type filter hook forward priority 0; policy accept;
		ct state established accept
	}
}
"""


def linear_rules(count):
    """A rule a flow, as a list; the flow that is asked for stands last."""
    rules = []
    for i in reversed(range(count)):
        source, destination, port = make_policy.flow_of(i)
        rules.append(f"\t\tip saddr {source} ip daddr {destination} udp dport {port} accept")
    return ("table inet linear {\n\tchain forward {\n\t\ttype filter hook forward priority 0; policy drop;\n"
            "\t\tct state established accept\n" + "\n".join(rules) + "\n\t\tcounter drop\n\t}\n}\n")


def add_link(name, near, far, far_mac, address, beyond, network):
    """A cable from `near` here to `far` in the gateway; hosts stand `beyond`."""
    common.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "address", far_mac, "netns", name)
    common.run("ip", "link", "set", near, "up")
    common.run("ip", "-n", name, "link", "set", far, "up")
    common.run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", far)
    common.run("ip", "-n", name, "neigh", "add", beyond, "lladdr", "02:00:00:00:00:09", "dev", far, "nud", "permanent")
    common.run("ip", "-n", name, "route", "add", network, "via", beyond)


def add_gateway(number):
    name = f"gw{number}"
    common.run("ip", "netns", "add", name)
    common.run("ip", "-n", name, "link", "set", "lo", "up")
    add_link(name, f"in{number}", "lan0", "02:00:00:00:00:01", "10.0.0.1", "10.0.0.2", "10.64.0.0/16")
    add_link(name, f"out{number}", "lan1", "02:00:00:00:00:02", "10.0.1.1", "10.0.1.2", "10.128.0.0/16")
    # Connections last longer than the run.
    common.run("sh", "-c", """cd /proc/sys/net
        for c in all default lan0 lan1; do echo 0 >ipv4/conf/$c/rp_filter; done
        echo 3600 >netfilter/nf_conntrack_udp_timeout
        echo 3600 >netfilter/nf_conntrack_udp_timeout_stream""", inside=name)
    return name


def load_ours(options, folder, name, flows):
    policy = folder / f"{flows}.conf"
    if not policy.exists():
        policy.write_text(make_policy.policy_text(flows))
    common.run(options.build / "sekisho", "apply", "--direct", "-c", policy, inside=name)


def open_gateway(name):
    common.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward", inside=name)


# What the lanes are: name, ruleset, flows the packets cycle through, state.
def lanes():
    yield "none", "none", 1, "established"
    yield "conntrack/established", "conntrack", 1, "established"
    for size in SIZES:
        yield f"ours-{size}/established", size, 1, "established"
    yield "conntrack/new", "conntrack", SIZES[0], "new"
    for size in SIZES:
        yield f"ours-{size}/new", size, SIZES[0], "new"
    yield f"linear-{LINEAR}/new", "linear", 1, "new"
    # Every packet asks for another entry: the register's cache misses, too.
    yield "conntrack/new-everywhere", "conntrack", SIZES[-1], "new"
    yield f"ours-{SIZES[-1]}/new-everywhere", SIZES[-1], SIZES[-1], "new"


def received(number):
    """Packets that came out behind gateway `number`."""
    link, = json.loads(common.run("ip", "-j", "-s", "link", "show", f"out{number}"))
    return link["stats64"]["rx"]["packets"]


def measure(options, folder):
    words, names = [], []
    for number, (name, ruleset, flows, state) in enumerate(lanes()):
        gateway = add_gateway(number)
        if ruleset == "conntrack":
            common.run("nft", "-f", "-", inside=gateway, text=CONNTRACK_ONLY)
        elif ruleset == "linear":
            common.run("nft", "-f", "-", inside=gateway, text=linear_rules(LINEAR))
        elif ruleset != "none":
            load_ours(options, folder, gateway, ruleset)
        open_gateway(gateway)
        words.append(f"{name},in{number},out{number},{flows},{state}")
        names.append(name)
    common.wait_quiet()
    out = subprocess.run([options.build / "tests/bench/packet_cost", "4" if options.quick else "30", "20000", *words],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    figures = {name: [] for name in names}
    sent = {name: 0 for name in names}
    for line in out.splitlines():
        kind, name, value = line.split()
        if kind == "cost":
            figures[name].append(float(value))
        else:
            sent[name] = int(value)
    for number, name in enumerate(names):
        if received(number) < sent[name]:
            raise SystemExit(f"{name}: of {sent[name]} packets only {received(number)} came through")
    return figures


def goals(figures):
    def least(name, reference):
        return common.ratio(figures[name], figures[reference])["least"]
    flat = max(least(f"ours-{size}/new", "ours-10/new") for size in SIZES)
    fast = max(least(f"ours-{size}/established", "conntrack/established") for size in SIZES)
    return [
        common.goal("first packets of connections: 10 to 100,000 flows cost the same within 10 %", flat, flat <= 1.1, " x"),
        common.goal("established packets: at most 1.1 x conntrack only", fast, fast <= 1.1, " x"),
    ]


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nft", "nsenter")
    figures = measure(options, folder)
    result = {"unit": "ns of CPU time a packet, whole path", "lanes": {}, "goals": goals(figures)}
    rows = []
    for name, values in figures.items():
        reference = "conntrack/" + name.split("/")[-1] if "/" in name else "none"
        figure = {"ns": common.spread(values), "to_none": common.ratio(values, figures["none"]),
                  "to_conntrack": common.ratio(values, figures[reference])}
        result["lanes"][name] = figure
        ns, none, conntrack = figure["ns"], figure["to_none"], figure["to_conntrack"]
        rows.append([name, f"{ns['min']:.0f}", f"{ns['median']:.0f}", f"{none['least']:.2f}",
                     "" if reference == "none" else f"{conntrack['least']:.3f}",
                     "" if reference == "none" else f"{conntrack['median']:.3f}",
                     "" if reference == "none" else f"{conntrack['min']:.2f}-{conntrack['max']:.2f}"])
    table = common.print_table("forward: CPU time of a packet through the gateway (ns; ratios: least to least)",
                       ["rules/packets", "least", "median", "x none", "x conntrack", "median", "min-max"], rows)
    common.print_goals(result["goals"])
    common.save(options, "forward", {**result, "tables": [table]})


if __name__ == "__main__":
    main()
