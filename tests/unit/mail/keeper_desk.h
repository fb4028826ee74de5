/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_desk.h -- the store process, asked by the test as control does
 */
#pragma once

#include <fcntl.h>

#include "control/packet.h"
#include "control/request.h"

#include "keeper_lab.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
	SUZUKI = 1001,
	SATO,
	LEN = 5000, /* bytes of an original */
};

/* The newest answer: what was said, and what came as a descriptor. */
extern char said[4096], shown[8192];
extern bool came;

/* An original of LEN bytes, play.reference; and its mark. */
void keep_one(bool held);
bool is_held(void);

/* Of play.reference. */
void ask_as(uint32_t uid, enum verb verb, uint32_t flags);
/* False: nothing came in time. */
bool hear_packet(struct packet *packet);
/* The exit status; what is said and shown on the way is kept. */
int answer(void);
/* Both. */
int asked(uint32_t uid, enum verb verb);
