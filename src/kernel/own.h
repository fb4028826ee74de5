/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own.h -- the gate's table belongs to one socket
 *
 * A table with an owner is changed by the owning socket alone, however
 * privileged others are (NFT_TABLE_F_OWNER, Linux 5.12). With persist (Linux
 * 6.9) it outlives its owner, as an orphan that the next one adopts; without,
 * the table goes with the owner's last descriptor, and the guard closes the
 * gateway. A table made without an owner cannot be given one. The guard never
 * has one, so that it stands whoever dies.
 */
#pragma once

#include <stdint.h>

#include "base/diag.h"
#include "kernel/netlink/sock.h"

enum {
	TABLE_PERSIST = 1 << 2, /* NFT_TABLE_F_PERSIST, Linux 6.9 */
};

enum ownership {
	OWN_KEPT,    /* it was ours already, or this kernel has no owners */
	OWN_ADOPTED, /* the owner had died: whatever was done to it since
		      * then must be verified */
	OWN_MADE,    /* made anew, in one transaction, and closed: nothing is
		      * loaded */
};

struct owned {
	enum ownership how;
	/* Port id of the socket that owns it, if that is another one (-EPERM).
	 * Most programs have the process id as their first port id. */
	uint32_t owner;
};

/*
 * 0: `sock` owns the table, and whatever it writes keeps it so
 * (sock->gate_flags). -EPERM: another socket does, `out` says which. -EPROTO:
 * the kernel refuses the table, reasons in `diags`. Else -errno.
 */
int kernel_own(struct sock *sock, struct owned *out, struct diags *diags);
