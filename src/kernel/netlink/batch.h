/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch.h -- one transaction: all of it becomes true at once, or nothing
 *
 * Every batch carries the kernel's generation id that it was computed from
 * (NFNL_BATCH_GENID); where somebody changed a rule in between, the kernel
 * refuses it whole with -ERESTART. Each message remembers the policy line that
 * it came from, so that a refusal is printed there.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "kernel/netlink/sock.h"
#include "ruleset/ruleset.h"

enum {
	/* Most bytes of one message; attribute lengths have 16 bits. */
	MESSAGE_MAX = 1 << 17
};

/* What a message is about, for the kernel's refusal. */
struct place {
	uint32_t seq;
	struct loc at;
	const char *kind, *name; /* "chain", "g3_forward" */
	/* For elements: message holds set->elements from `first` on, each as
	 * `parts` netlink elements. */
	const struct set *set;
	size_t first, parts;
};

/* All zero is empty; batch_finish() frees. */
struct batch {
	uint8_t *bytes;
	size_t len, cap;
	size_t ack;      /* offset of the last message; 0: none yet */
	uint64_t age_ms; /* taken off every timeout that is written */
	struct sock *sock;

	struct {
		struct place *at;
		size_t n, cap;
	} places;
};

/* Begins anew; whatever it held is forgotten, its memory kept. */
void batch_begin(struct batch *batch, struct sock *sock, uint32_t genid);
/* NFT_MSG_…; the message may grow to MESSAGE_MAX and stands until the next
 * call. `place` is copied, what it points to is kept. */
struct nlmsghdr *batch_add(struct batch *batch, uint16_t type, uint16_t flags,
			   const struct place *place);
/* After the last attribute of the message from batch_add(). */
void batch_close(struct batch *batch, const struct nlmsghdr *msg);
bool batch_is_empty(const struct batch *batch);
/*
 * Sends it and reads every acknowledgement. 0: committed. -EPROTO: refused,
 * each reason is in `diags` at its line. -ERESTART: the rules changed since
 * `genid`. -ENOBUFS: the answer was lost; read the generation again. Else
 * -errno, nothing changed.
 */
int batch_commit(struct batch *batch, struct diags *diags);
void batch_finish(struct batch *batch);
