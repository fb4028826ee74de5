/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- the life of the store process
 */
#include <poll.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/procs.h"
#include "mail/store/keeper_search.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"

/* All that waits, as far as one commit goes; then the answers. */
static void hear_outside(struct keeper *keeper)
{
	enum channel_verdict verdict = CHANNEL_OK;

	while (verdict == CHANNEL_OK && keeper->n_batch < KEEPER_BATCH &&
	       keeper->batch_bytes < KEEPER_BATCH_BYTES)
		verdict = channel_serve(FD_STORE_OUTSIDE, keeper_from_outside,
					keeper_n_from_outside, keeper);
	keeper_commit(keeper);
	if (verdict == CHANNEL_BROKEN)
		log_err("store-misled channel=%d", FD_STORE_OUTSIDE);
	if (verdict >= CHANNEL_GONE)
		_exit(EXIT_PEER);
}

static void hear_control(struct keeper *keeper)
{
	const enum channel_verdict verdict =
		channel_serve(FD_STORE_CONTROL, keeper_from_control,
			      keeper_n_from_control, keeper);

	if (verdict == CHANNEL_BROKEN)
		log_err("store-misled channel=%d", FD_STORE_CONTROL);
	if (verdict >= CHANNEL_GONE)
		_exit(EXIT_PEER);
}

static void serve(struct keeper *keeper)
{
	const struct timespec pause = {
		.tv_sec = keeper->search ? 0 : PULSE_SECONDS,
	};
	struct pollfd sisters[] = {
		{ .fd = FD_STORE_OUTSIDE, .events = POLLIN },
		{ .fd = keeper->asked ? FD_STORE_CONTROL : -1,
		  .events = POLLIN },
	};

	pulse_beat();
	keeper_expire(keeper, keeper_clock());
	if (ppoll(sisters, 2, &pause, NULL) < 0)
		return;
	/* Mail first: one question at a time between two batches. */
	if (sisters[0].revents)
		hear_outside(keeper);
	if (sisters[1].revents)
		hear_control(keeper);
	if (keeper->search)
		keeper_search_on(keeper->search);
}

int store_main(void)
{
	static struct keeper keeper;

	if (settings_load(FD_SETTINGS, &keeper.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	keeper.asked = settings_runs(&keeper.settings, PROC_CONTROL);
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	if (jail_enter(&procs[PROC_STORE], &keeper.settings.who[PROC_STORE]) <
	    0)
		return EXIT_PEER;
	if (!keeper_begin(&keeper, keeper_clock()))
		return EXIT_PEER;
	for (;;)
		serve(&keeper);
}
