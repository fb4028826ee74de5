/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h -- what the tiers may exchange: a file of rules/models
 */
#pragma once

#include <stdbool.h>

#include "base/diag.h"

enum tier {
	TIER_MYNUMBER,   /* マイナンバー利用事務系 */
	TIER_LGWAN,      /* LGWAN接続系, 基幹系 */
	TIER_INTERNET,   /* インターネット接続系, 情報系 */
	TIER_MANAGEMENT, /* who maintains the network itself */
};

enum {
	N_TIERS = TIER_MANAGEMENT + 1
};

/* How something may pass from one tier to another; a cell of the model. */
enum passage {
	PASSAGE_NEVER,     /* no entry may say so; no override */
	PASSAGE_SPECIFIC,  /* 特定通信: every limb and field required */
	PASSAGE_SANITISED, /* 無害化通信: relay, screen or file only */
	PASSAGE_LISTED_CLOUD, /* ローカルブレイクアウト to listed addresses */
	PASSAGE_FREE, /* any registered flow */
};

struct model_cell {
	enum passage passage;
	/* Ways that are admitted beside the passage: a relay (無害化, text),
	 * 画面転送, and files by a sanitiser. */
	bool text, screen, file;
	const char *id; /* "alpha/internet-mynumber" */
	const char *reason_ja, *reason_en;
	const char *edition, *section, *verified_by; /* "" where unread */
	struct loc at;
};

/* A file of rules/models: data, not code. */
struct model {
	const char *name; /* "alpha" */
	const char *label;
	bool tiers[N_TIERS];                       /* which it knows */
	struct model_cell cells[N_TIERS][N_TIERS]; /* [from][to] */
};

const char *tier_name(enum tier tier);  /* "mynumber" */
const char *tier_label(enum tier tier); /* "マイナンバー利用事務系" */
const char *passage_name(enum passage passage);
