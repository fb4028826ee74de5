#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# random_save.py -- prints iptables-save's text of random rules: random_save.py SEED
#
# Odd seeds are of IPv6. Jumps lead to later chains only.
import random
import sys

seed = int(sys.argv[1])
r = random.Random(seed)
ip6 = seed % 2 == 1
CHAINS = ["one", "two", "three"]
PROTOCOLS = ["tcp", "udp", "sctp", "icmp", "esp", "47"] if not ip6 else ["tcp", "udp", "sctp", "ipv6-icmp", "esp", "47"]
V4 = ["10.0.0.1", "10.1.0.0/16", "10.1.2.128/25", "192.0.2.0/255.255.255.0", "10.0.0.5/255.0.0.255", "0.0.0.0/1"]
V6 = ["2001:db8::1", "2001:db8::/32", "2001:db8:0:8000::/49", "::/1", "fe80::/10"]
PORTS = ["22", "80", "443", "1000:2000", ":1023", "1024:", "0", "65535", "60000:65535"]
FLAGS = ["SYN,ACK SYN", "FIN,SYN,RST,ACK SYN", "ALL NONE", "ALL FIN,PSH,URG", "RST RST", "SYN,FIN SYN,FIN"]
STATES = ["NEW", "ESTABLISHED", "RELATED,ESTABLISHED", "INVALID", "NEW,INVALID", "UNTRACKED",
          "DNAT", "RELATED,DNAT", "SNAT,INVALID", "ESTABLISHED,SNAT,DNAT"]
TYPES4 = ["8", "0", "3/1", "3", "11", "5/0"]
TYPES6 = ["128", "129", "1/3", "1", "135", "3/0"]


def no():
    return "! " if r.random() < 0.25 else ""


def chance(p):
    return r.random() < p


def addresses():
    pool = V6 if ip6 else V4
    out = []
    if chance(0.4):
        out.append(f"{no()}-s {r.choice(pool)}")
    if chance(0.4):
        out.append(f"{no()}-d {r.choice(pool)}")
    return out


def interfaces(hook):
    out = []
    if hook in ("INPUT", "FORWARD", "PREROUTING") and chance(0.3):
        out.append(f"{no()}-i {r.choice(['eth0', 'eth1', 'eth+', 'br0.7', 'lo'])}")
    if hook in ("OUTPUT", "FORWARD", "POSTROUTING") and chance(0.3):
        out.append(f"{no()}-o {r.choice(['eth0', 'eth1', 'ppp+', 'lo'])}")
    return out


def transport():
    if chance(0.15):
        return [f"! -p {r.choice(PROTOCOLS)}"], None
    protocol = r.choice(PROTOCOLS)
    out = [f"-p {protocol}"]
    if protocol in ("tcp", "udp", "sctp"):
        if chance(0.5):
            out.append(f"-m {protocol}")
            for side in ("sport", "dport"):
                if chance(0.4):
                    out.append(f"{no()}--{side} {r.choice(PORTS)}")
            if protocol == "tcp" and chance(0.4):
                out.append(f"{no()}--tcp-flags {r.choice(FLAGS)}")
            if out[-1] == f"-m {protocol}":
                out.append("--dport 53")
        else:
            kinds = ["sports", "dports", "ports"]
            ports = r.sample(["22", "25", "80", "100:200", "150:300", "443", "8000:8080", "65535"], r.randint(1, 5))
            if chance(0.2):
                ports.append("0:10")
            out.append(f"-m multiport {no()}--{r.choice(kinds)} {','.join(ports)}")
    elif protocol == "icmp":
        out.append(f"-m icmp {no()}--icmp-type {r.choice(TYPES4)}")
    elif protocol == "ipv6-icmp":
        out.append(f"-m icmp6 {no()}--icmpv6-type {r.choice(TYPES6)}")
    return out, protocol


def more(hook):
    out = []
    if chance(0.35):
        out.append(f"-m conntrack {no()}--ctstate {r.choice(STATES)}")
    if chance(0.15):
        out.append(f"-m mark {no()}--mark {r.choice(['0x1', '0x10/0xf0', '0x0/0x1'])}")
    if chance(0.1):
        out.append(f"-m connmark {no()}--mark {r.choice(['0x1', '0x20/0x30'])}")
    if chance(0.1):
        low, high = ("2001:db8::5", "2001:db8::9") if ip6 else ("10.0.0.5", "10.0.3.9")
        out.append(f"-m iprange {no()}--{r.choice(['src', 'dst'])}-range {low}-{high}")
    if hook in ("PREROUTING", "INPUT", "FORWARD") and chance(0.2):
        out.append(f"-m mac {no()}--mac-source 02:00:5E:10:00:0{r.randint(1, 3)}")
    if chance(0.1):
        name = "hl" if ip6 else "ttl"
        out.append(f"-m {name} --{name}-{r.choice(['eq', 'lt', 'gt'])} {r.choice([1, 64, 255])}")
    if chance(0.1):
        out.append(f"-m dscp {no()}--dscp 0x{r.randint(0, 63):02x}")
    if chance(0.1):
        out.append(f"-m tos {no()}--tos 0x{r.choice([8, 16]):02x}/0x{r.choice([63, 255]):02x}")
    if chance(0.1):
        out.append(f"-m length {no()}--length {r.choice(['40', '40:60', ':100', '1400:'])}")
    if chance(0.1):
        out.append("-m limit --limit 5/min")
    if chance(0.2):
        out.append(f'-m comment --comment "{r.choice(["a word", "-j ACCEPT", "!", "x -m y"])}"')
    return out


def mark():
    value = r.choice(["0x1/0xffffffff", "0x10/0xf0", "0x0/0x1"])
    if chance(0.5):
        return f"-j MARK --set-xmark {value}"
    if chance(0.4):
        return f"-j CONNMARK --set-xmark {value}"
    masks = " --nfmask 0xffffffff --ctmask 0xffffffff" if chance(0.6) else " --nfmask 0xf0 --ctmask 0xf0"
    return f"-j CONNMARK --{r.choice(['save', 'restore'])}-mark{masks}"


def target(table, hook, level, protocol):
    later = CHAINS[level:]
    if later and chance(0.25):
        return f"-{'j' if chance(0.7) else 'g'} {r.choice(later)}"
    if table == "mangle" and chance(0.6):
        return mark()
    if table == "raw" and chance(0.6):
        return "-j CT --notrack"
    if table == "nat":
        if hook in ("PREROUTING", "OUTPUT"):
            return "-j DNAT --to-destination " + ("2001:db8::7" if ip6 else "10.9.9.9")
        if hook == "POSTROUTING":
            return r.choice(["-j MASQUERADE", "-j SNAT --to-source " + ("2001:db8::8" if ip6 else "10.8.8.8")])
        return "-j RETURN"
    last = "-j REJECT" if table == "filter" else "-j DROP"
    return r.choice(["-j ACCEPT", "-j DROP", "-j RETURN", '-j LOG --log-prefix "x: "', "-j ACCEPT", "-j NFLOG --nflog-group 3", "", last])


def rules(table, chain, hook, level, n):
    for _ in range(n):
        parts = addresses() + interfaces(hook)
        if chance(0.15) and not ip6:
            parts.append(f"{no()}-f")
        words, protocol = transport() if chance(0.6) else ([], None)
        yield " ".join([f"-A {chain}"] + parts + words + more(hook) + [target(table, hook, level, protocol)]).rstrip()


def table(name, hooks):
    print(f"*{name}")
    for hook in hooks:
        print(f":{hook} {r.choice(['ACCEPT', 'DROP']) if name == 'filter' else 'ACCEPT'} [0:0]")
    for chain in CHAINS:
        print(f":{chain} - [0:0]")
    for hook in hooks:
        print("\n".join(rules(name, hook, hook, 0, r.randint(1, 4))))
    for level, chain in enumerate(CHAINS):
        print("\n".join(rules(name, chain, "", level + 1, r.randint(1, 3))))
    print("COMMIT")


print(f"# Generated by ip{'6' if ip6 else ''}tables-save")
# More than two tables that write take the lift too long.
for name, hooks in r.sample([("raw", ["PREROUTING", "OUTPUT"]), ("mangle", ["PREROUTING", "FORWARD", "OUTPUT"]),
                             ("nat", ["PREROUTING", "OUTPUT", "POSTROUTING"])], r.randint(0, 2)):
    table(name, hooks)
table("filter", ["INPUT", "FORWARD", "OUTPUT"])
