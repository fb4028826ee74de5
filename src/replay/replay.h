/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.h -- a capture's conversations, each with what is said of it
 */
#pragma once

#include "replay/capture.h"
#include "replay/judge.h"

struct replay_counts {
	uint64_t frames; /* of the file */
	uint64_t judged; /* packets of conversations, but for the next ones */
	uint64_t unjudged[UNJUDGED_LIMIT + 1];
	uint64_t twice; /* seen before and behind the gateway */
	uint64_t other; /* not IP */
	uint64_t cut, wrong;
	uint64_t loose_fragments; /* whose first one is not there */
	uint64_t too_many;        /* past CONVERSATIONS_MOST: not judged */
};

/* One packet of a conversation. */
struct heard {
	uint32_t conversation; /* its place in the list */
	uint32_t frame;        /* of the file, from 1 */
	bool reply;
	uint8_t fate[N_JUDGES], reason[N_JUDGES];
};

struct glimpse;
struct piece;

struct replay {
	struct judge *judges[N_JUDGES]; /* the second may be NULL */
	struct conversations all;
	struct replay_counts counts;
	struct glimpse *glimpses; /* of packets seen lately */
	struct piece *pieces;     /* of fragmented ones */
	bool keep;                /* every packet, in `heard` */
	struct heard *heard;      /* in the file's order */
	size_t n_heard, heard_cap;
};

void replay_init(struct replay *replay, struct judge *first,
		 struct judge *other);
void replay_finish(struct replay *replay);
/* By conversation; within one in the file's order. */
void replay_sort_heard(struct replay *replay);
/* A conversation's, when sorted. */
const struct heard *replay_heard(const struct replay *replay,
				 const struct conversation *one, size_t *n);
/* All frames. False: the file is broken from some byte on, which
 * capture->error tells; what was before is judged. */
bool replay_run(struct replay *replay, struct capture *capture);

/* All packets were said the same of: that; MIXED where not. */
enum outcome {
	OUTCOME_UNJUDGED,
	OUTCOME_ACCEPT,
	OUTCOME_CONDITIONAL,
	OUTCOME_DROP,
	OUTCOME_MIXED,
	N_OUTCOMES
};

enum outcome replay_outcome(const struct said *said);
