/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extack.h -- the kernel's refusal, printed at the policy line it is about
 *
 * With NETLINK_EXT_ACK an error bears the offset of the offending attribute
 * and often a sentence (linux/netlink.h, enum nlmsgerr_attrs).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

struct nlmsghdr;
struct place;

struct extack {
	int error;         /* 0 or -errno */
	uint32_t offset;   /* of the attribute in our message; 0: not said */
	const char *words; /* in the message read; "" where there are none */
};

/* False where the bytes are no error message. */
bool extack_read(const struct nlmsghdr *msg, struct extack *out);
/* Adds an error [kernel-refused]; `sent` is the refused message or NULL. */
void extack_report(const struct extack *said, const struct place *place,
		   const struct nlmsghdr *sent, struct diags *diags);
