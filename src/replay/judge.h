/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.h -- what a policy or a kernel says of a captured packet
 *
 * The same question as explain's, for each packet with its connection's state.
 * What is established is judged again as its first packet would be now (its mark
 * is taken for 0). An ICMP error is judged by the entry that let its connection
 * in: of a policy, that must be in force; of a kernel, by the stamp with which
 * that entry was compiled. Which entries are in force is as of the packet's
 * time, unless a moment is given; a kernel's elements stay as they were read.
 * Time is taken to the second.
 */
#pragma once

#include "proof/inquiry.h"
#include "replay/capture.h"
#include "replay/force.h"
#include "replay/place.h"
#include "replay/track.h"

struct judge {
	struct inquiry_options options;
	bool fixed; /* one moment, options.how.now, for every packet */
	struct inquiry inquiry;
	bool built, whole;
	/* The policy at any time, to say why something is denied; built when
	 * that is asked first. */
	struct inquiry ever;
	bool ever_built, ever_whole;
	struct places places;
	struct force force;
	time_t compiled; /* as of when the kernel's tree was */
	/* Seconds in which the same entries are in force. */
	uint64_t since, until;
	uint32_t epoch;     /* of the inquiry: grows with each one built */
	bool asks_hours;    /* else no packet's time matters */
	bool asks_anything; /* of headers beyond struct aspect's */
	uint16_t digits[DIAGRAM_LEVELS];
	const char *iif, *oif; /* told for a conversation's first direction */
};

/* The options and what they point to outlive the judge. `fixed`: how.time is
 * REGISTER_AT. `compiled`: when what the kernel holds was applied. */
void judge_init(struct judge *judge, const struct inquiry_options *options,
		time_t compiled);
void judge_finish(struct judge *judge);

/* Judges the packet for `said`, one of its conversation's: counts it, and has
 * its connection follow. */
struct sentence judge_packet(struct judge *judge, const struct tracked *tracked,
			     const struct packet *packet,
			     const struct frame_record *record,
			     struct said *said);
