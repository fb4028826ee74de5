/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * genid.c -- prints how many transactions the kernel's rules have seen
 */
#include <stdio.h>

#include "kernel/netlink/sock.h"

int main(void)
{
	struct sock sock;
	uint32_t genid;

	if (sock_open(&sock) < 0 || sock_generation(&sock, &genid) < 0)
		return 1;
	printf("%u\n", genid);
	sock_close(&sock);
	return 0;
}
