/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * port.c -- ports that say what an entry is for
 *
 * Names and numbers as registered at IANA; of updates the defaults that the
 * makers name, each read where it says so below. Where a site has chosen
 * others, or a maker uses 80 or 443 as all the world does (WSUS on the default
 * web site, Apex Central, WithSecure, new installations of Symantec's),
 * nobody can tell by the port.
 */
#include "proof/lint/port.h"

#include <stddef.h>

#define TCP(use, port, name)                                         \
	{                                                            \
		LINT_PORT_##use, PROTO_TCP, port, name, "tcp/" #port \
	}
#define UDP(use, port, name)                                         \
	{                                                            \
		LINT_PORT_##use, PROTO_UDP, port, name, "udp/" #port \
	}

static const struct lint_port ports_known[] = {
	TCP(ADMINISTRATION, 22, "SSH"),
	TCP(ADMINISTRATION, 23, "telnet"),
	TCP(ADMINISTRATION, 135, "RPC"),
	TCP(ADMINISTRATION, 139, "NetBIOS"),
	TCP(ADMINISTRATION, 445, "SMB"),
	TCP(ADMINISTRATION, 3389, "RDP"),
	UDP(ADMINISTRATION, 3389, "RDP"),
	TCP(ADMINISTRATION, 5900, "VNC"),
	TCP(ADMINISTRATION, 5985, "WinRM"),
	TCP(ADMINISTRATION, 5986, "WinRM"),
	TCP(PLAINTEXT, 21, "FTP"),
	TCP(PLAINTEXT, 23, "telnet"),
	UDP(PLAINTEXT, 69, "TFTP"),
	TCP(PLAINTEXT, 110, "POP3"),
	TCP(PLAINTEXT, 143, "IMAP"),
	TCP(PLAINTEXT, 512, "rexec"),
	TCP(PLAINTEXT, 513, "rlogin"),
	TCP(PLAINTEXT, 514, "rsh"),
	TCP(WEB, 80, "HTTP"),
	TCP(WEB, 8080, "HTTP"),
	UDP(DNS, 53, "DNS"),
	TCP(DNS, 53, "DNS"),
	TCP(DNS, 853, "DNS over TLS"),
	/* Microsoft, Configuration Manager, "To configure the firewall for
	 * software updates": HTTP and HTTPS of WSUS's own web site */
	TCP(UPDATE, 8530, "WSUS"),
	TCP(UPDATE, 8531, "WSUS"),
	/* help.eset.com, Endpoint Security 7, "Updating from the Mirror" */
	TCP(UPDATE, 2221, "ESET"),
	/* help.eset.com, ESET PROTECT 11.1, "Ports used": agents to server */
	TCP(UPDATE, 2222, "ESET"),
	/* success.trendmicro.com, KA-0009594, and docs.trendmicro.com, Apex One,
	 * "Configuring Agent-Server Communication Settings" */
	TCP(UPDATE, 4343, "Apex One"),
	/* docs.trendmicro.com, Deep Security 20, "iptables": agents to manager */
	TCP(UPDATE, 4120, "Deep Security"),
	/* knowledge.broadcom.com, article 158445: clients to manager by HTTP */
	TCP(UPDATE, 8014, "Symantec Endpoint Protection"),
	/* support.kaspersky.com, KSC 13.2, 158525: agents to server, with TLS
	 * and without */
	TCP(UPDATE, 13000, "Kaspersky Security Center"),
	TCP(UPDATE, 14000, "Kaspersky Security Center"),
};

const struct lint_port *lint_port_in(const struct port_ranges *ports,
				     enum lint_port_use use)
{
	const struct lint_port *known;

	for (size_t i = 0; i < sizeof(ports_known) / sizeof(*ports_known);
	     i++) {
		known = &ports_known[i];
		if (known->use != use)
			continue;
		vec_each(port, ports)
			if (port->proto == known->proto &&
			    port->first <= known->port &&
			    port->last >= known->port)
				return known;
	}
	return NULL;
}
