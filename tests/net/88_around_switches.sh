#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 88_around_switches.sh -- switches, legacy tables and IPsec policies are found
#
# What has no events is polled.

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6
around_poll=500
around_lab

finds warning switch-forwarding ipv4/ip_forward \
	'ns_sysctl gw net/ipv4/ip_forward 1' \
	ns_sysctl gw net/ipv4/ip_forward 0
# Switching forwarding on sets others back to what they are for a router.
ns_sysctl gw net/ipv4/conf/all/accept_redirects 0
finds note switch-send-redirects ipv4/conf/l0/send_redirects \
	'ns_sysctl gw net/ipv4/conf/l0/send_redirects 0' \
	ns_sysctl gw net/ipv4/conf/l0/send_redirects 1
source_route()
{
	ns_sysctl gw net/ipv4/conf/all/accept_source_route "$1"
	ns_sysctl gw net/ipv4/conf/l0/accept_source_route "$1"
	ns_sysctl gw net/ipv4/conf/m0/route_localnet "$1"
	ns_sysctl gw net/ipv6/conf/all/seg6_enabled "$1"
	ns_sysctl gw net/ipv6/conf/i0/seg6_enabled "$1"
	ns_sysctl gw net/ipv6/conf/l0/accept_ra $((2 * $1))
	ns_sysctl gw net/netfilter/nf_conntrack_tcp_be_liberal "$1"
}
finds alarm switch-source-route ipv4/conf/l0/accept_source_route \
	'source_route 0' source_route 1
gone()
{
	told "$1" 'alarm switch-route-localnet' ipv4/conf/m0/route_localnet &&
		told "$1" 'alarm switch-segment-routing' \
			ipv6/conf/i0/seg6_enabled &&
		told "$1" 'alarm switch-accept-ra' ipv6/conf/l0/accept_ra &&
		told "$1" 'alarm switch-conntrack-liberal' \
			netfilter/nf_conntrack_tcp_be_liberal
}
check 'so were the others that opened' gone -

# How many there may be is the whole machine's, how many there are a namespace's.
connections()
{
	ns gw python3 "$connections" "$@"
}
connections=$(readlink -f "${0%/*}/../lib/connections.py")
if [ "$(ns gw cat /proc/sys/net/netfilter/nf_conntrack_max)" -le 600000 ]; then
	finds warning connections-full netfilter/nf_conntrack_count \
		'connections flush' connections fill 92
else
	echo '# skipped: connections-full (more than 600,000 fit)'
fi

# Nothing asks the rules for frames that a bridge carries.
bridged()
{
	ns gw sh -c 'for f in iptables ip6tables arptables; do
		echo '"$1"' >/proc/sys/net/bridge/bridge-nf-call-$f
	done'
}
ip -n gw link add br7 type bridge
ip -n gw link set l0 master br7
bridged 1
finds alarm switch-bridge-nf bridge/bridge-nf-call-iptables 'bridged 1' \
	bridged 0
ip -n gw link del br7

if command -v iptables-legacy >/dev/null; then
	# Once asked for, it is there as long as the namespace is.
	f_severity=alarm f_slug=xtables f_object='ip nat'
	now
	check 'xtables is found: ip nat' did \
		ns gw iptables-legacy -t nat -L -n
else
	echo '# skipped: xtables (iptables-legacy)'
fi
if ip -n gw xfrm policy list 2>/dev/null; then
	finds alarm xfrm policies 'ip -n gw xfrm policy flush' \
		ip -n gw xfrm policy add src 10.20.0.5 dst 10.10.0.5 dir fwd \
		action block
else
	echo '# skipped: xfrm (no IPsec in this kernel)'
fi
lab_end
